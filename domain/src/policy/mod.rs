//! The policy tables of one country: who may see what, how far back, whose consent, how to ask for the rest.
//! Written in `policy/*.toml`, checked whole when read, then only looked up in.

mod compile;
mod consented;
mod day;
mod error;
mod labels;
mod line;
mod look;
mod matrix;
mod message;
mod own_request;
mod rules;
mod text;

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

pub use consented::ConsentedRule;
pub(crate) use day::Day;
pub(crate) use error::Place;
pub use error::PolicyError;
pub use labels::Labels;
pub use look::{BlockRule, GroundRule, HiddenRule, PurposeRule};
pub use message::{Letter, MessageRule, NUMBER, StandardAnswer, StandardAnswers};
pub use own_request::{OwnRequestRule, Route};
pub use rules::{Rule, RuleKind};
pub use text::{BlockCase, Blocker, Duty, GrantorCase, Grantors, Need, UnderProtection};

use crate::{
    record::{InformationType, Sector},
    time::{Basis, Country, Date, Future, SchoolStart, Straddle, WindowRule},
};

/// A rule's id, as written in the tables: `SE-SHARE-H-H`.
pub type RuleId = std::sync::Arc<str>;

/// The legal reason for access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Consent of those who can give it.
    Consent,
    /// Emergency, with a reason.
    Emergency,
    /// The child's or a guardian's own access.
    OwnAccess,
    /// A statute gives access.
    Statute,
    /// Necessary for care, with a right to object.
    Necessity,
}

impl Ground {
    /// The word on the wire and in the access log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Emergency => "emergency",
            Self::OwnAccess => "own-access",
            Self::Statute => "statute",
            Self::Necessity => "necessity",
        }
    }

    /// True when it is never taken without being named: an emergency is somebody's act.
    #[must_use]
    pub fn must_be_claimed(self) -> bool {
        self == Self::Emergency
    }
}

/// Who looks: it decides what may even be hinted at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Somebody at work.
    Professional,
    /// One who holds custody.
    Guardian,
    /// The child.
    Child,
}

impl Audience {
    /// The word on the wire and in tokens.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Professional => "professional",
            Self::Guardian => "guardian",
            Self::Child => "child",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Professional, Self::Guardian, Self::Child]
            .into_iter()
            .find(|a| a.as_str() == text)
    }
}

/// The checked tables of one country.
#[derive(Debug)]
pub struct Policy {
    country: Country,
    version: String,
    sectors: BTreeMap<Sector, Labels>,
    types: HashMap<InformationType, TypeRule>,
    school_start: Option<SchoolStart>,
    sharing: Vec<SharingRule>,
    cells: HashMap<Cell, Vec<usize>>,
    requests: Vec<RequestRule>,
    messages: Vec<MessageRule>,
    own_requests: Vec<OwnRequestRule>,
    purposes: Vec<PurposeRule>,
    grounds: Vec<GroundRule>,
    blocks: Vec<BlockRule>,
    hidden: Vec<HiddenRule>,
    consented: Vec<ConsentedRule>,
}

/// A place in the sharing matrix. Citizens have no sector.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Cell {
    audience: Audience,
    actor: Option<Sector>,
    producer: Sector,
    information_type: InformationType,
}

/// A rule's origin: its id, the law with number, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The rule's id.
    pub id: RuleId,
    /// The law with number.
    pub law: std::sync::Arc<str>,
    /// The first day it holds.
    pub valid_from: Date,
    /// The first day it no longer holds.
    pub valid_to: Option<Date>,
    /// What is uncertain about it, with "?" where it is.
    pub note: String,
}

impl Origin {
    /// True when the rule holds on this day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }
}

/// What holds for an information type wherever it comes from.
#[derive(Debug)]
pub struct TypeRule {
    /// Where it is written.
    pub origin: Origin,
    /// Which time of a record the window tests.
    pub basis: Basis,
    /// What a partial date on the window's edge counts as.
    pub straddle: Straddle,
    /// How far ahead records are shown.
    pub future: Future,
    /// What protected identity does to it.
    pub under_protection: UnderProtection,
    /// What people read.
    pub label: Labels,
}

/// One line of the sharing matrix.
#[derive(Debug)]
pub struct SharingRule {
    /// Where it is written.
    pub origin: Origin,
    /// The grounds that it accepts.
    pub grounds: Vec<Ground>,
    /// What it gives.
    pub outcome: SharingOutcome,
    /// `Some(true)`: only the actor's own organisation's sources; `Some(false)`: only others'.
    pub same_organisation: Option<bool>,
    /// `Some(true)`: only what the actor's own sector keeps in the actor's own organisation; `Some(false)`: all but that.
    pub own: Option<bool>,
    /// From this age of the child, in whole years.
    pub age_from: Option<u8>,
    /// Below this age of the child.
    pub age_below: Option<u8>,
    /// How to ask for what the window leaves out, or for what is on request.
    pub request: Option<usize>,
    /// Whether the actor may copy and print.
    pub may_copy: bool,
    /// Below this age for a guardian with extended access. `None` = extended access opens nothing here.
    pub extended_below: Option<u8>,
    /// Whether the line's statute holds against a block.
    pub despite_block: bool,
    /// Whether what it opens is addressed to the actor: a source that cannot tell actors apart is not asked for it.
    pub addressed: bool,
}

/// What a line of the matrix gives.
#[derive(Debug)]
pub enum SharingOutcome {
    /// Shown directly.
    Direct {
        /// How far back.
        window: Bound,
        /// Whose consent, when the ground is consent.
        grantors: Option<GrantorsRule>,
    },
    /// A person at the source must release it.
    OnRequest {
        /// Whose consent it rests on, when the ground is consent.
        grantors: Option<GrantorsRule>,
    },
    /// Never shown.
    Never,
}

impl SharingOutcome {
    /// Whose consent it takes, or who may object.
    #[must_use]
    pub fn grantors(&self) -> Option<&GrantorsRule> {
        match self {
            Self::Direct { grantors, .. } | Self::OnRequest { grantors } => grantors.as_ref(),
            Self::Never => None,
        }
    }
}

/// A window rule with its origin.
#[derive(Debug, Clone)]
pub struct Bound {
    /// Where it is written.
    pub origin: Origin,
    /// The rule.
    pub rule: WindowRule,
}

/// Whose consent, by age.
#[derive(Debug, Clone)]
pub struct GrantorsRule {
    /// Where it is written.
    pub origin: Origin,
    /// The cases, which cover every age, of children found mature and of others, exactly once.
    pub cases: Vec<GrantorCase>,
    /// Whether a permit counts that the one who benefits registered on another's word.
    pub unverified_counts: bool,
    /// Whether a board's decision can stand in for one of several guardians.
    pub board_may_replace: bool,
}

/// How information is asked for, by asker and holder.
#[derive(Debug)]
pub struct RequestRule {
    /// Where it is written.
    pub origin: Origin,
    /// The askers' sectors.
    pub askers: Vec<Sector>,
    /// The holders' sectors.
    pub holders: Vec<Sector>,
    /// The way.
    pub route: Route,
    /// The subject of the message, with `<case number>` to fill in.
    pub subject: String,
    /// What people read.
    pub text: Labels,
}

impl RequestRule {
    /// Whether whoever asks must state the number of the inquiry: the subject of the message has a place for it.
    // R-REQUEST-1
    #[must_use]
    pub fn needs_case_number(&self) -> bool {
        self.subject.contains(CASE_NUMBER)
    }
}

/// The place in a subject that takes the number of the inquiry.
pub const CASE_NUMBER: &str = "<case number>";

impl Policy {
    /// Reads and checks the tables. `file` is the name that errors speak of.
    pub fn parse(file: &str, toml: &str) -> Result<Self, PolicyError> {
        compile::compile(file, toml)
    }

    /// Whose tables these are.
    #[must_use]
    pub fn country(&self) -> Country {
        self.country
    }

    /// The version that the file states.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The sectors the tables know, with what people call them.
    #[must_use]
    pub fn sectors(&self) -> &BTreeMap<Sector, Labels> {
        &self.sectors
    }

    /// What holds for a type. `None` = the tables do not name it, and it is withheld.
    #[must_use]
    pub fn type_rule(&self, information_type: &InformationType) -> Option<&TypeRule> {
        self.types.get(information_type)
    }

    /// Every type the tables name, in order of their codes.
    #[must_use]
    pub fn information_types(&self) -> Vec<&InformationType> {
        let mut types: Vec<_> = self.types.keys().collect();
        types.sort();
        types
    }

    /// The day a child born then starts first class. `None` where the country's tables have no such rule.
    #[must_use]
    pub fn school_start(&self, birth: Date) -> Option<Date> {
        self.school_start.as_ref()?.date(birth)
    }

    /// The lines of the matrix for one place, in the order they are written. Age, ground and day are for the decision to test.
    pub(crate) fn lines(
        &self,
        audience: Audience,
        actor: Option<&Sector>,
        producer: &Sector,
        information_type: &InformationType,
    ) -> impl Iterator<Item = &SharingRule> {
        let cell = Cell {
            audience,
            actor: actor.cloned(),
            producer: producer.clone(),
            information_type: information_type.clone(),
        };
        self.cells
            .get(&cell)
            .into_iter()
            .flatten()
            .filter_map(|i| self.sharing.get(*i))
    }

    /// The request rule at a place that a reason names, if it holds on this day.
    #[must_use]
    pub fn request_at(&self, place: usize, day: Date) -> Option<&RequestRule> {
        self.requests.get(place).filter(|r| r.origin.holds_on(day))
    }

    /// The rules of a day about whose consent it takes, of every line that shows something or lets it be asked for; one that several
    /// lines name comes as often.
    pub fn grantors(&self, day: Date) -> impl Iterator<Item = &GrantorsRule> {
        let rules = (self.sharing.iter()).filter_map(|line| line.outcome.grantors());
        rules.filter(move |rule| rule.origin.holds_on(day))
    }

    /// Whether any rule of a day asks at this age, in whole years, if the child was found mature: only then can anybody find it so.
    // R-CONSENT-14
    pub(crate) fn asks_for_maturity(&self, age: u8, day: Date) -> bool {
        let covers = |asked: Option<bool>, covers: bool| asked.is_some() && covers;
        let consents = (self.grantors(day).flat_map(|rule| &rule.cases)).any(|case| {
            covers(
                case.assessed,
                case.covers(age, true) || case.covers(age, false),
            )
        });
        let blocks = (self.block(day).into_iter().flat_map(|rule| &rule.cases)).any(|case| {
            covers(
                case.assessed,
                case.covers(age, true) || case.covers(age, false),
            )
        });
        consents || blocks
    }

    /// Every line of the matrix, for listings and tests.
    #[must_use]
    pub fn sharing(&self) -> &[SharingRule] {
        &self.sharing
    }
}
