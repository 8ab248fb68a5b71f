//! QuestionnaireResponse to questionnaire. One about a relative stands in the child's record and says so.

use domain::{
    record::{
        Coding,
        body::{Answer, Instrument, Person, Questionnaire, types},
    },
    time::{Country, Period},
};

use super::{About, Context, Mapped, observation::Value};
use crate::fhir::{
    node::{Node, Times, full_name, official_name},
    unread::Reason,
    versions::Standing,
    words,
};

/// How deep groups of questions may lie in each other.
const MAX_DEPTH: usize = 16;
/// The name of a questionnaire, where the response carries it.
const DISPLAY: &str = "http://hl7.org/fhir/StructureDefinition/display";

// R-FHIR-19
pub(super) fn map(context: &Context<'_>, one: &Standing, about: About<'_>) -> Mapped {
    let node = one.resource.node();
    let mut times = Times::default();
    let mut answers = Answers {
        country: about.country(),
        answers: Vec::new(),
        unread: false,
    };
    answers.items(node, 0);
    let instrument = instrument(node);
    let title = if instrument.name.is_empty() {
        words::QUESTIONNAIRE.of(about.country()).to_owned()
    } else {
        instrument.name.clone()
    };
    let body = Questionnaire {
        respondent: context.person(one, about, node.get("source")),
        about: about.relative.map(|relative| {
            let name = full_name(official_name(relative.resource.node()));
            Person::new(name, "relative")
        }),
        answers: answers.answers,
        scores: Vec::new(),
        instrument,
    };
    let mut mapped = Mapped::new(types::QUESTIONNAIRE, body, &title);
    let authored = times.moment(node.get("authored"));
    mapped.period = authored.map(Period::at).unwrap_or_default();
    mapped.recorded = times.instant(node.get("authored"));
    mapped.author = context.author(one, about, [node.get("author")]);
    mapped.relations = context.contact(one);
    if answers.unread {
        mapped.unread.push(Reason::PartValue);
    }
    mapped.note(&times);
    mapped
}

/// The canonical name `url|version`, and words for it where the response has them.
fn instrument(response: Node<'_>) -> Instrument {
    let canonical = response.text_of("questionnaire").unwrap_or_default();
    let (url, version) = canonical.split_once('|').unwrap_or((canonical, ""));
    let display = response
        .get("_questionnaire")
        .extension(DISPLAY)
        .text_of("valueString");
    let tail = url.rsplit('/').next().unwrap_or_default();
    Instrument {
        code: url
            .rsplit_once('/')
            .map(|(system, code)| Coding::new(system, code, "")),
        name: display.unwrap_or(tail).to_owned(),
        version: version.to_owned(),
    }
}

struct Answers {
    country: Country,
    answers: Vec<Answer>,
    unread: bool,
}

impl Answers {
    /// Questions in the order of the form, those under a group or an answer after it.
    fn items(&mut self, around: Node<'_>, depth: usize) {
        for item in around.each("item") {
            if depth >= MAX_DEPTH {
                self.unread = true;
                return;
            }
            let mut given = false;
            for answer in item.each("answer") {
                given = true;
                self.answer(item, answer);
                self.items(answer, depth + 1);
            }
            let is_group = item.get("item").exists();
            if !given && !is_group {
                self.push(item, None);
            }
            self.items(item, depth + 1);
        }
    }

    fn answer(&mut self, item: Node<'_>, answer: Node<'_>) {
        let value = Value::of(answer, self.country);
        self.unread |= value.unread;
        self.push(item, value.value);
    }

    fn push(&mut self, item: Node<'_>, value: Option<domain::record::body::ObservedValue>) {
        self.answers.push(Answer {
            question_id: item.string_of("linkId"),
            question: item.string_of("text"),
            value,
        });
    }
}
