//! A record's content, flat enough for a reader in any language: what was measured, what was written, who is involved.

mod care;
mod family;
mod findings;
mod plan;
mod process;

use std::fmt;

use domain::record::{Quantity, body::Body};
use serde::Serialize;

pub use family::{Contact, Custody, Holder, MasterData};
pub use plan::{Action, Goal, Plan};

use super::{Code, Person, When, redacted};

/// The content of a record. Which parts are there depends on the kind of record.
#[derive(Clone, Default, Serialize)]
pub struct Content {
    /// The finer kind, for example `NO_SHOW` of an activity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<&'static str>,
    /// How far it has come, for example `WAITING` of a referral.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'static str>,
    /// What was measured or found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// What was written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<Text>,
    /// Who is involved besides the author.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// Times beside the record's own: `expected`, `follow-up`, `answered` and others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<Time>,
    /// Whom to turn to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Goals and actions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// Who the child is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub master_data: Option<MasterData>,
    /// Who holds custody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custody: Option<Custody>,
}

/// Something measured or found.
#[derive(Clone, Serialize, PartialEq, Eq)]
pub struct Value {
    /// What it is about, in words; a code where the source has none.
    pub about: String,
    /// The same as a code.
    pub code: Option<Code>,
    /// The value.
    pub value: String,
    /// The UCUM unit of a number.
    pub unit: String,
    /// `LEFT`, `RIGHT` or `BOTH`.
    pub side: Option<&'static str>,
    /// What the source makes of it: `NORMAL`, `ABNORMAL`, `LOW`, `HIGH` or `INCONCLUSIVE`.
    pub interpretation: Option<&'static str>,
}

/// Something written.
#[derive(Clone, Serialize, PartialEq, Eq)]
pub struct Text {
    /// What it is about: a heading of the source's, or one of this program's words such as `question`.
    pub about: String,
    /// The text.
    pub text: String,
}

/// A time beside the record's own.
#[derive(Clone, Serialize, PartialEq, Eq)]
pub struct Time {
    /// What it is about.
    pub about: &'static str,
    /// When.
    pub when: When,
}

impl Content {
    /// Reads a body. Exhaustive: a new kind of body shall not pass unseen.
    #[must_use]
    pub fn of(body: &Body) -> Self {
        match body {
            Body::MasterData(body) => family::master_data(body),
            Body::Custody(body) => family::custody(body),
            Body::Contact(body) => family::contact(body),
            Body::Condition(body) => care::condition(body),
            Body::Intervention(body) => care::intervention(body),
            Body::Activity(body) => care::activity(body),
            Body::CareDocument(body) => care::document(body),
            Body::Vaccination(body) => care::vaccination(body),
            Body::Medication(body) => care::medication(body),
            Body::Observation(body) => findings::observation(body),
            Body::Questionnaire(body) => findings::questionnaire(body),
            Body::Indicator(body) => findings::indicator(body),
            Body::Attendance(body) => findings::attendance(body),
            Body::Plan(body) => plan::plan(body),
            Body::SchoolSupportPlan(body) => plan::support(body),
            Body::Referral(body) => process::referral(body),
            Body::Assessment(body) => process::assessment(body),
            Body::ConcernReport(body) => process::concern(body),
        }
    }

    /// Adds a text, unless it is empty.
    fn text(mut self, about: &str, text: &str) -> Self {
        if !text.is_empty() {
            self.texts.push(Text {
                about: about.to_owned(),
                text: text.to_owned(),
            });
        }
        self
    }

    /// Adds a time, where there is one.
    fn time(mut self, about: &'static str, when: Option<domain::time::Moment>) -> Self {
        self.times.extend(when.map(|moment| Time {
            about,
            when: When(moment),
        }));
        self
    }

    /// Adds a plain value, unless it is empty.
    fn value(mut self, about: &str, value: &str, unit: &str) -> Self {
        if !value.is_empty() {
            self.values.push(Value {
                about: about.to_owned(),
                code: None,
                value: value.to_owned(),
                unit: unit.to_owned(),
                side: None,
                interpretation: None,
            });
        }
        self
    }

    /// Adds an amount, where there is one.
    fn amount(self, about: &str, amount: Option<&Quantity>) -> Self {
        match amount {
            Some(amount) => self.value(about, &amount.value, &amount.unit),
            None => self,
        }
    }

    /// Adds a code in words, where there is one.
    fn coded(self, about: &str, coding: Option<&domain::record::Coding>) -> Self {
        match coding {
            Some(coding) => self.value(about, words(coding), ""),
            None => self,
        }
    }
}

/// A code's words, or the code where it has none.
fn words(coding: &domain::record::Coding) -> &str {
    if coding.display.is_empty() {
        &coding.code
    } else {
        &coding.display
    }
}

fn code(coding: &domain::record::Coding) -> Code {
    Code {
        system: coding.system.clone(),
        code: coding.code.clone(),
        display: coding.display.clone(),
    }
}

/// A person without the identity number: a reader of the overview has no use for it.
fn person(person: &domain::record::body::Person) -> Person {
    Person {
        name: person.name.clone(),
        role: person.role.clone(),
        role_text: person.role_text.clone(),
        organisation: person.organisation.as_ref().map(|o| o.name.clone()),
    }
}

redacted!(Content, Value, Text, Time);
