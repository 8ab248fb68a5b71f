//! An overview as JSON shows it and as the table reads it: records that tell of one event are one row, nothing is dropped unseen.

mod build;
pub mod content;
mod event;
mod json;
mod programme;
mod reasons;
mod record;
mod rows;
mod when;

use std::fmt;

use domain::time::Country;
use serde::Serialize;

pub use content::Content;
pub use event::Event;
pub use json::{write_line, write_pretty};
pub use programme::{Programme, ProgrammeItem, ProgrammePart};
pub(crate) use reasons::reason_of;
pub use when::When;

/// A whole overview.
#[derive(Clone, Serialize)]
pub struct Overview {
    /// The overview's id in the access log.
    pub overview_id: String,
    /// Whom it is about.
    pub child: Child,
    /// True when every permitted source answered whole and every record could be read.
    pub complete: bool,
    /// Why it is not complete.
    pub incomplete: Vec<Incomplete>,
    /// True when access was by emergency.
    pub emergency: bool,
    /// When the emergency ends by itself, counted from when it was claimed. `None`: nothing is shown by emergency.
    pub emergency_end_time: Option<When>,
    /// True when the child has protected identity.
    pub protected: bool,
    /// True when blocked information exists.
    pub blocked: bool,
    /// True when the child had a number before under which no source was asked: what stands under it is missing here.
    pub earlier_number_not_asked: bool,
    /// When it was decided.
    pub decided_time: Option<When>,
    /// When the last source was in or given up.
    pub completed_time: Option<When>,
    /// Until when the decision holds if nothing changes.
    pub valid_until: Option<When>,
    /// The version of the policy tables that decided.
    pub policy_version: String,
    /// One row per source.
    pub sources: Vec<Source>,
    /// The records, newest first; those that tell of one event as one.
    pub records: Vec<Record>,
    /// What is withheld, and why.
    pub withheld: Vec<Reason>,
    /// What a person at the source must release.
    pub on_request: Vec<Reason>,
    /// Records that tell of the same event.
    pub duplicates: Vec<Duplicate>,
    /// What sources disagree on.
    pub conflicts: Vec<Conflict>,
    /// How the child has followed the national programme, from what is shown here. Absent when nothing that could tell is shown.
    pub programme: Option<Programme>,
}

impl Overview {
    /// The source with this id.
    #[must_use]
    pub fn source(&self, producer: &str) -> Option<&Source> {
        self.sources.iter().find(|s| s.producer == producer)
    }

    /// True when no source could be asked at all: there was nothing to show with this access.
    #[must_use]
    pub fn nothing_permitted(&self) -> bool {
        !self.sources.iter().any(Source::was_permitted)
    }
}

/// Whom an overview is about.
#[derive(Clone, Serialize)]
pub struct Child {
    /// The identity number.
    pub id: String,
    /// The system that issued it.
    pub system: String,
    /// The country of that system: it decides labels and the local day.
    #[serde(serialize_with = "country_code")]
    pub country: Country,
    /// The date of birth that the number states.
    pub born: Option<When>,
}

fn country_code<S: serde::Serializer>(country: &Country, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(country.code())
}

/// One reason why an overview is not complete.
#[derive(Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Incomplete {
    /// A stable code of the contract, or `UNREADABLE_RECORD`, `SOURCE_MISSING`, `RECORDS_MISSING`, `BROKEN_OFF` of this reader.
    pub code: String,
    /// The source, where there is one.
    pub producer: Option<String>,
}

/// How one source fared.
#[derive(Clone, Serialize)]
pub struct Source {
    /// The producer's id; the sector's code under protected identity.
    pub producer: String,
    /// Its name.
    pub name: String,
    /// Its sector.
    pub sector: String,
    /// `FRESH`, `CACHED`, `STALE`, `FAILED`, `WITHHELD` or `ON_REQUEST`.
    pub status: String,
    /// Why it failed, for example `DEADLINE`.
    pub cause: Option<String>,
    /// Who is responsible for the failure: `AGGREGATOR`, `REGISTRY`, `NETWORK` or `SOURCE`.
    pub responsible: Option<String>,
    /// How many records it gave.
    pub records: u32,
    /// True when everything inside the window came.
    pub complete: bool,
    /// The Swedish platform's processing status.
    pub skltp_status: String,
    /// When it was asked.
    pub asked_time: Option<When>,
    /// When its answer was whole.
    pub answered_time: Option<When>,
    /// The age of the answer in seconds.
    pub age_seconds: Option<i64>,
    /// When it last answered well.
    pub last_success_time: Option<When>,
    /// True when information older than the window may exist.
    pub older_may_exist: bool,
    /// Masks that were applied.
    pub masks: Vec<String>,
}

impl Source {
    /// True when the actor may see it, whether or not it answered.
    #[must_use]
    pub fn was_permitted(&self) -> bool {
        matches!(
            self.status.as_str(),
            "FRESH" | "CACHED" | "STALE" | "FAILED"
        )
    }

    /// True when it gave an answer, fresh or not.
    #[must_use]
    pub fn has_answered(&self) -> bool {
        matches!(self.status.as_str(), "FRESH" | "CACHED" | "STALE")
    }
}

/// One row of the overview: a record, or several that tell of the same event.
#[derive(Clone, Serialize)]
pub struct Record {
    /// The source's id of the record; of several, of the one that speaks for the row: not copied, earliest written.
    pub id: String,
    /// The information type.
    #[serde(rename = "type")]
    pub information_type: String,
    /// When what it tells of began, as precise as the source knows.
    pub start: Option<When>,
    /// When it ended.
    pub end: Option<When>,
    /// The title in the source's words.
    pub title: String,
    /// `PLANNED`, `ACTIVE`, `COMPLETED`, `CANCELLED` or `RETRACTED`.
    pub status: String,
    /// The sources that tell of it, by id.
    pub sources: Vec<String>,
    /// Every record behind this row, the one that speaks for it first.
    pub source_records: Vec<RecordRef>,
    /// The sector of the source that speaks for it.
    pub sector: String,
    /// The accountable care provider's name.
    pub care_provider: String,
    /// The accountable unit's name.
    pub unit: String,
    /// Who wrote it.
    pub author: Option<Person>,
    /// True when it must not be shown to guardians.
    pub not_for_guardians: bool,
    /// True when it mentions third persons.
    pub mentions_third_persons: bool,
    /// What it is about.
    pub codes: Vec<Code>,
    /// What the header says of the content: all there is when a mask has taken the content away.
    pub claims: Vec<content::Value>,
    /// The key under which it meets the same event elsewhere.
    pub identity_key: Option<String>,
    /// Where somebody can be found.
    pub location: Option<Location>,
    /// False when the information type is one that this program does not know: only the header is shown then.
    pub known: bool,
    /// Why it cannot be read. Such a row makes the overview incomplete.
    pub unreadable: Option<String>,
    /// The content.
    pub content: Option<Content>,
    /// How near the event it was written.
    #[serde(skip)]
    pub origin: Origin,
    /// The accountable care provider's identifier, where the source has one and no mask has taken it.
    #[serde(skip)]
    pub provider: Option<crate::facts::Organisation>,
}

impl Record {
    /// The source whose record speaks for the row.
    pub(crate) fn speaker(&self) -> &str {
        (self.source_records.first()).map_or("", |named| named.producer.as_str())
    }
}

/// How near an event its record was written: whoever was there speaks before whoever copied it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin {
    /// True when the source copied it or was told.
    pub transcribed: bool,
    /// When it was written in the source.
    pub recorded: Option<When>,
}

/// A record named by its source.
#[derive(Clone, Serialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    /// The producer.
    pub producer: String,
    /// The source's record id.
    pub id: String,
}

/// A person named in a record.
#[derive(Clone, Serialize, PartialEq, Eq)]
pub struct Person {
    /// The name as written.
    pub name: String,
    /// The role as a code.
    pub role: String,
    /// The role in the source's words.
    pub role_text: String,
    /// Whom they act for.
    pub organisation: Option<String>,
}

/// A code.
#[derive(Clone, Serialize, PartialEq, Eq)]
pub struct Code {
    /// The code system.
    pub system: String,
    /// The code.
    pub code: String,
    /// Its words.
    pub display: String,
}

/// Where somebody can be found.
#[derive(Clone, Serialize)]
pub struct Location {
    /// Addresses, each on one line.
    pub addresses: Vec<String>,
    /// `tel:` and `mailto:` URIs.
    pub contact_points: Vec<String>,
}

/// Why something is not shown, and what to do about it.
#[derive(Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// The sector concerned.
    pub sector: String,
    /// A stable code.
    pub code: String,
    /// The source, when it concerns one only.
    pub producer: Option<String>,
    /// The information types concerned; empty = all of the sector.
    pub types: Vec<String>,
    /// The rule's id.
    pub rule: String,
    /// The law.
    pub law: String,
    /// One sentence.
    pub text: String,
    /// How to go on.
    pub next_step: Option<NextStep>,
}

/// How to get what is not shown.
#[derive(Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct NextStep {
    /// A stable code.
    pub code: String,
    /// One sentence.
    pub text: String,
    /// The secure-message mailbox.
    pub mailbox: String,
    /// The subject of the message to send.
    pub subject_template: String,
    /// Whose consent is not there.
    pub missing_grantors: Vec<MissingGrantor>,
}

/// One whose consent is missing, by the part they play: the name stands in the register's record of custody, for whoever may see it.
#[derive(Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingGrantor {
    /// `CHILD`, `RESIDENCE_PARENT`, `OTHER_GUARDIAN` or `GUARDIAN`.
    pub role: String,
    /// The same in words.
    pub text: String,
}

/// Records that tell of the same event.
#[derive(Clone, Serialize)]
pub struct Duplicate {
    /// The key they share.
    pub key: String,
    /// The records.
    pub records: Vec<RecordRef>,
}

/// Something that sources disagree on.
#[derive(Clone, Serialize)]
pub struct Conflict {
    /// What is claimed.
    pub code: String,
    /// The code's system.
    pub system: String,
    /// The code in words.
    pub display: String,
    /// The key of the group.
    pub key: String,
    /// The values with who says them.
    pub values: Vec<ConflictValue>,
}

/// One of several values.
#[derive(Clone, Serialize)]
pub struct ConflictValue {
    /// The value as claimed.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// The sources that claim it.
    pub sources: Vec<String>,
}

/// Writes a `Debug` that shows a type's name only: what it holds is somebody's life.
macro_rules! redacted {
    ($($name:ident),+ $(,)?) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        })+
    };
}
use redacted;

redacted!(
    Overview,
    Child,
    Incomplete,
    Source,
    Record,
    RecordRef,
    Person,
    Code,
    Location,
    Reason,
    NextStep,
    MissingGrantor,
    Duplicate,
    Conflict,
    ConflictValue,
);
