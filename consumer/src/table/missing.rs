//! What is not shown or must be asked for: grouped by reason, with the sectors concerned, and one way to go on. Never an error, never
//! a blame.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    grantors,
    names::producer_name,
    page::{Cell, Page, Style},
    words::uncapitalised,
};
use crate::{
    model::{MissingGrantor, NextStep, Overview, Reason},
    wording::{self, Language, Phrase, short_law},
};

/// The kinds of information that are listed; of more the first that matter, since a list of everything says nothing.
const MAX_KINDS: usize = 5;
const KINDS_OF_MANY: usize = 4;

/// The most lines that one reason takes for those it concerns.
const MAX_LINES: usize = 4;

/// What people ask for first.
const ASKED_FIRST: &[&str] = &[
    "document/bvc-summary",
    "observation/screening",
    "condition",
    "vaccination",
    "document/discharge-letter",
    "document/statement",
    "assessment",
    "medication",
    "document/care-note",
    "observation/growth",
];

// R-SHOW-7
pub(super) fn write(page: &mut Page, overview: &Overview) {
    let sections = [
        (Phrase::Withheld, &overview.withheld),
        (Phrase::OnRequest, &overview.on_request),
    ];
    for (heading, reasons) in sections {
        if reasons.is_empty() {
            continue;
        }
        page.heading(heading.say(page.language));
        for group in grouped(reasons, page.language) {
            group.write(page, overview);
        }
    }
}

/// Reasons that read the same and are gone on with in the same way.
struct Group<'a> {
    text: String,
    step: Option<&'a NextStep>,
    reasons: Vec<&'a Reason>,
}

fn grouped(reasons: &[Reason], language: Language) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for reason in reasons {
        let text = if reason.text.is_empty() {
            wording::reason(&reason.code, language)
                .unwrap_or(&reason.code)
                .to_owned()
        } else {
            reason.text.clone()
        };
        let step = reason.next_step.as_ref();
        let is_same =
            |group: &&mut Group<'_>| group.text == text && said_of(group.step) == said_of(step);
        match groups.iter_mut().find(is_same) {
            Some(group) => group.reasons.push(reason),
            None => groups.push(Group {
                text,
                step,
                reasons: vec![reason],
            }),
        }
    }
    groups
}

/// What a step says whoever it is addressed to.
fn said_of(step: Option<&NextStep>) -> Option<(&str, &str, &[MissingGrantor])> {
    step.map(|step| {
        (
            step.text.as_str(),
            step.subject_template.as_str(),
            step.missing_grantors.as_slice(),
        )
    })
}

impl Group<'_> {
    fn write(&self, page: &mut Page, overview: &Overview) {
        let laws: BTreeSet<String> = self
            .reasons
            .iter()
            .map(|r| short_law(&r.law, page.language))
            .collect();
        let law_of_all = laws
            .first()
            .filter(|law| laws.len() == 1 && !law.is_empty());
        let mut text = self.text.clone();
        if let Some(law) = law_of_all {
            text = format!("{text} ({law})");
        }
        page.entry(Style::Plain, 2, &[Cell("•", 2)], &text);
        for line in self.lines(page, overview, law_of_all.is_none()) {
            page.entry(Style::Plain, 4, &[], &line);
        }
        self.write_step(page, overview);
    }

    /// A line for each that something of its own is to be said of; of more than a few only who they are.
    fn lines(&self, page: &Page, overview: &Overview, with_law: bool) -> Vec<String> {
        let concerned = self.concerned(page, overview, with_law);
        let joined = |whose: BTreeSet<String>| whose.into_iter().collect::<Vec<_>>().join(", ");
        if concerned.len() > MAX_LINES && !with_law {
            return vec![joined(concerned.into_values().flatten().collect())];
        }
        let line = |(said, whose)| format!("{}{said}", joined(whose));
        concerned.into_iter().map(line).collect()
    }

    /// Whom it concerns, by what is said of them: kinds of information, and the law where it differs. First the kinds of one sector
    /// meet, then the sectors with the same kinds: a page that says one thing fourteen times is not read.
    fn concerned(
        &self,
        page: &Page,
        overview: &Overview,
        with_law: bool,
    ) -> BTreeMap<String, BTreeSet<String>> {
        let reasons = self.reasons.iter();
        let of_sectors = reasons.filter(|reason| reason.producer.is_none());
        let of_sectors: BTreeSet<&str> = of_sectors.map(|r| r.sector.as_str()).collect();
        let mut of_each: BTreeMap<(String, String), Option<BTreeSet<&str>>> = BTreeMap::new();
        for reason in &self.reasons {
            let whose = match &reason.producer {
                // The sector's line says it of each of its sources.
                Some(_) if of_sectors.contains(reason.sector.as_str()) => continue,
                Some(producer) => producer_name(overview, producer, page.language),
                None => wording::sector(&reason.sector, page.country, page.language),
            };
            let types = of_each
                .entry((whose, short_law(&reason.law, page.language)))
                .or_insert_with(|| Some(BTreeSet::new()));
            // No types means all of the sector: a list would then say less than it should.
            match types {
                Some(types) if !reason.types.is_empty() => {
                    types.extend(reason.types.iter().map(String::as_str));
                }
                _ => *types = None,
            }
        }
        let mut concerned: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for ((whose, law), types) in of_each {
            let mut said = kinds(types.unwrap_or_default(), page.language);
            if with_law && !law.is_empty() {
                said = format!("{said} ({law})");
            }
            concerned.entry(said).or_default().insert(whose);
        }
        concerned
    }

    fn write_step(&self, page: &mut Page, overview: &Overview) {
        let Some(step) = self.step else { return };
        let language = page.language;
        page.entry(Style::Plain, 4, &[Cell("→", 2)], &step.text);
        if let Some(whom) = grantors::missing(page, overview, step) {
            page.entry(Style::Plain, 6, &[], &whom);
        }
        if let Some(caution) = grantors::caution(overview, step, language) {
            page.entry(Style::Warn, 6, &[], caution);
        }
        let mailboxes: BTreeSet<(String, &str)> = self
            .reasons
            .iter()
            .filter_map(|reason| Some((reason, reason.next_step.as_ref()?)))
            .filter(|(_, step)| !step.mailbox.is_empty())
            .map(|(reason, step)| {
                let producer = reason.producer.as_ref();
                let name = producer.map(|p| format!("{}: ", producer_name(overview, p, language)));
                (name.unwrap_or_default(), step.mailbox.as_str())
            })
            .collect();
        for (name, mailbox) in mailboxes {
            page.entry(Style::Plain, 6, &[], &format!("{name}{mailbox}"));
        }
        if !step.subject_template.is_empty() {
            let subject = Phrase::Subject.with(language, &step.subject_template);
            page.entry(Style::Plain, 6, &[], &subject);
        }
    }
}

/// `: anteckning, vaccination`; nothing when it is everything of a sector.
fn kinds(types: BTreeSet<&str>, language: Language) -> String {
    let mut codes: Vec<&str> = types.into_iter().collect();
    if codes.is_empty() {
        return String::new();
    }
    codes.sort_by_key(|code| {
        let first = ASKED_FIRST.iter().position(|known| known == code);
        first.unwrap_or(ASKED_FIRST.len())
    });
    let is_cut = codes.len() > MAX_KINDS;
    if is_cut {
        codes.truncate(KINDS_OF_MANY);
    }
    let words: Vec<String> = codes
        .into_iter()
        .map(|code| uncapitalised(wording::kind(code, language).unwrap_or(code)))
        .collect();
    let words = words.join(", ");
    if is_cut {
        format!(": {}", Phrase::AndMore.with(language, words))
    } else {
        format!(": {words}")
    }
}
