//! One event of an overview as a line of JSON, while the overview forms.

use std::fmt;

use proto::v1::overview::{self as wire, overview_event};
use serde::Serialize;

use super::{
    Conflict, Duplicate, Incomplete, Programme, Reason, Record, Source, When,
    build::{duplicate, records},
    reasons::Reasons,
};

/// One event.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Event {
    /// What is decided, before any source answers.
    Started {
        /// The overview's id in the access log.
        overview_id: String,
        /// True when access is by emergency.
        emergency: bool,
        /// When the emergency ends by itself. `None`: nothing is shown by emergency.
        emergency_end_time: Option<When>,
        /// True when the child has protected identity.
        protected: bool,
        /// True when blocked information exists.
        blocked: bool,
        /// True when the child had a number before under which no source is asked.
        earlier_number_not_asked: bool,
        /// When it was decided.
        decided_time: Option<When>,
        /// The version of the policy tables that decided.
        policy_version: String,
        /// The sources being asked, by id.
        asked: Vec<String>,
        /// What is withheld.
        withheld: Vec<Reason>,
        /// What is on request.
        on_request: Vec<Reason>,
    },
    /// How a source fared, with its records. Its row stands when `continues` is false.
    Source {
        /// The row.
        source: Box<Source>,
        /// True when more of this source follows.
        continues: bool,
        /// The records of this message.
        records: Vec<Record>,
    },
    /// What was shown of a source must be dropped.
    Superseded {
        /// The source's id.
        producer: String,
        /// Why.
        code: String,
        /// The row that now stands for it.
        source: Option<Box<Source>>,
        /// The records that now stand for it.
        records: Vec<Record>,
    },
    /// What only the whole can tell.
    Completed {
        /// The aggregator's word; a record that could not be read makes the exit code say otherwise.
        complete: bool,
        /// Why not.
        incomplete: Vec<Incomplete>,
        /// Records that tell of the same event.
        duplicates: Vec<Duplicate>,
        /// What sources disagree on.
        conflicts: Vec<Conflict>,
        /// How the child has followed the national programme.
        programme: Option<Box<Programme>>,
        /// Until when the decision holds.
        valid_until: Option<When>,
        /// When the last source was in or given up.
        completed_time: Option<When>,
    },
}

impl Event {
    /// Reads an event; `None` for one of a kind this binary does not know.
    #[must_use]
    pub fn of(event: &wire::OverviewEvent) -> Option<Self> {
        Some(match event.event.as_ref()? {
            overview_event::Event::Started(started) => Self::started(started),
            overview_event::Event::Source(result) => Self::Source {
                source: Box::new(Source::of(result)),
                continues: result.continues,
                records: records(result),
            },
            overview_event::Event::Superseded(superseded) => Self::Superseded {
                producer: superseded.source.clone().unwrap_or_default().producer_id,
                code: superseded.code.clone(),
                source: superseded
                    .replacement
                    .as_ref()
                    .map(Source::of)
                    .map(Box::new),
                records: superseded
                    .replacement
                    .as_ref()
                    .map(records)
                    .unwrap_or_default(),
            },
            overview_event::Event::Completed(completed) => Self::completed(completed),
        })
    }

    fn started(started: &wire::OverviewStarted) -> Self {
        let Reasons {
            withheld,
            on_request,
        } = Reasons::of(started, &[]);
        Self::Started {
            overview_id: started.overview_id.clone(),
            emergency: started.emergency,
            emergency_end_time: (started.emergency_end_time.as_ref()).and_then(When::instant),
            protected: started.protected_identity,
            blocked: started.blocked_information_exists,
            earlier_number_not_asked: started.earlier_number_not_asked,
            decided_time: started.decided_time.as_ref().and_then(When::instant),
            policy_version: started.policy_version.clone(),
            asked: started
                .asked
                .iter()
                .map(|s| s.producer_id.clone())
                .collect(),
            withheld,
            on_request,
        }
    }

    fn completed(completed: &wire::OverviewCompleted) -> Self {
        let incomplete = completed
            .incomplete_reasons
            .iter()
            .map(|reason| Incomplete {
                code: reason.code.clone(),
                producer: Some(reason.producer_id.clone()).filter(|p| !p.is_empty()),
            });
        Self::Completed {
            complete: completed.complete,
            incomplete: incomplete.collect(),
            duplicates: completed.duplicates.iter().map(duplicate).collect(),
            conflicts: completed.conflicts.iter().map(Conflict::of).collect(),
            programme: (completed.programme.as_ref())
                .map(Programme::of)
                .map(Box::new),
            valid_until: completed.valid_until.as_ref().and_then(When::instant),
            completed_time: completed.completed_time.as_ref().and_then(When::instant),
        }
    }
}

/// The kind only.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Started { .. } => "Started(…)",
            Self::Source { .. } => "Source(…)",
            Self::Superseded { .. } => "Superseded(…)",
            Self::Completed { .. } => "Completed(…)",
        })
    }
}
