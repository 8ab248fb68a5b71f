//! `samsyn emergencies`: emergency accesses that await review, and `review ID`. For the roles that read the access log.

use clap::{Args, Subcommand, ValueEnum};
use proto::v1::access::{EmergencyVerdict, ListEmergenciesRequest, ReviewEmergencyRequest};
use uuid::Uuid;

use super::{
    Exit, Failure, Terminal,
    connection::Connection,
    output::{Output, Voice, joined},
};
use crate::{
    facts::{Emergency, Review as Told},
    wording::{self, DeskPhrase},
};

/// List emergency accesses that await review, and review them.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Emergencies {
    #[command(subcommand)]
    review: Option<Act>,
    #[command(flatten)]
    list: List,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Write into the access log what a review came to. Prints the review's id.
    Review(Review),
}

/// List emergency accesses.
#[derive(Debug, Args)]
struct List {
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// Also those that have been reviewed.
    #[arg(long)]
    all: bool,
    /// The most entries, at most 500.
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    max: u32,
    /// Only those before this one, to read on.
    #[arg(long, value_name = "ID")]
    before: Option<String>,
}

/// Review an emergency access.
#[derive(Debug, Args)]
struct Review {
    /// The id as the list tells it: an overview's, or with `--lift` a lift's.
    id_of: Uuid,
    /// It is a lift: a block that was set aside.
    #[arg(long)]
    lift: bool,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// What it came to.
    #[arg(long, value_enum)]
    verdict: Verdict,
    /// A note, at most 500 bytes; kept encrypted.
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    /// The review's UUID: give the same again after an error [default: a new one].
    #[arg(long, value_name = "UUID")]
    id: Option<Uuid>,
}

/// What a review came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Verdict {
    /// It was called for.
    Justified,
    /// It was not called for.
    Unjustified,
    /// It is looked into further, and goes on awaiting review.
    FollowUp,
}

impl Emergencies {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        match &self.review {
            Some(Act::Review(review)) => review.run(terminal).await?,
            None => self.list.run(terminal).await?,
        }
        Ok(Exit::Complete)
    }
}

impl List {
    async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let desk = self.output.at(&self.connection)?;
        let asked = ListEmergenciesRequest {
            max_entries: self.max,
            include_reviewed: self.all,
            before_overview_id: self.before.clone().unwrap_or_default(),
        };
        let told = desk.client.list_emergencies(asked).await;
        let told = told.map_err(|error| desk.failed(&error))?;
        let next = told.next_before_overview_id;
        let emergencies: Vec<Emergency> = told.emergencies.into_iter().map(Into::into).collect();
        let whole = serde_json::json!({ "emergencies": emergencies, "next_before": next });
        let voice = desk.voice;
        voice.list(terminal, &whole, &emergencies, || {
            if emergencies.is_empty() {
                return vec![voice.say(DeskPhrase::NothingThere)];
            }
            let mut lines: Vec<_> = (emergencies.iter())
                .flat_map(|emergency| lines(emergency, voice))
                .collect();
            if !next.is_empty() {
                lines.push(DeskPhrase::OlderOnes.with(voice.language, &next));
            }
            lines
        })
    }
}

impl Review {
    async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let desk = self.output.at(&self.connection)?;
        let review_id = self.id.unwrap_or_else(Uuid::new_v4).to_string();
        let verdict = match self.verdict {
            Verdict::Justified => EmergencyVerdict::Justified,
            Verdict::Unjustified => EmergencyVerdict::Unjustified,
            Verdict::FollowUp => EmergencyVerdict::FollowUp,
        };
        let review = ReviewEmergencyRequest {
            review_id: review_id.clone(),
            verdict: verdict.into(),
            note: self.note.clone(),
            ..self.subject()
        };
        let told = desk.client.review_emergency(review).await;
        let told = told.map_err(|error| desk.unregistered(&error, &review_id))?;
        desk.voice.one(terminal, &Told::from(told), &review_id)
    }
}

impl Review {
    fn subject(&self) -> ReviewEmergencyRequest {
        let (id, other) = (self.id_of.to_string(), String::new());
        let (overview_id, lift_id) = if self.lift { (other, id) } else { (id, other) };
        ReviewEmergencyRequest {
            overview_id,
            lift_id,
            ..ReviewEmergencyRequest::default()
        }
    }
}

/// Who looked and at what; under it the reasons that were stated, and what a review came to.
fn lines(emergency: &Emergency, voice: Voice) -> Vec<String> {
    let language = voice.language;
    let role = wording::role(&emergency.role, language).unwrap_or(&emergency.role);
    let place = voice.place(
        emergency.organisation.as_ref(),
        &emergency.unit,
        &emergency.sector,
    );
    let shown = DeskPhrase::RecordsOf.with_two(
        language,
        emergency.record_count,
        voice.sectors(&emergency.source_sectors),
    );
    let first = joined(
        " · ",
        [
            emergency.access_time.map(|time| voice.time(time)),
            Some(format!("{}{}", emergency.overview_id, emergency.lift_id)),
            Some(joined(
                ", ",
                [Some(emergency.actor.clone()), Some(role.to_owned()), place],
            )),
            (!emergency.source_sectors.is_empty()).then_some(shown),
            voice
                .when(DeskPhrase::LiftedUntil, emergency.end_time)
                .filter(|_| emergency.kind == "LIFT"),
        ],
    );
    let reveals = emergency.reveals.iter().map(|reveal| {
        let when = reveal.reveal_time.map(|time| voice.time(time));
        let said = wording::act("reveal", language).to_owned();
        let line = joined(" · ", [when, Some(said), Some(reveal.reason.clone())]);
        format!("    {line}")
    });
    let reason = Some(format!("    {}", emergency.reason));
    let reason = reason.filter(|_| !emergency.reason.is_empty());
    let mut states: Vec<_> = (emergency.reviews.iter())
        .map(|review| reviewed(review, voice))
        .collect();
    if states.is_empty() {
        states.push(voice.say(DeskPhrase::AwaitsReview));
    }
    let states = states.into_iter().map(|state| format!("    {state}"));
    [Some(first), reason]
        .into_iter()
        .flatten()
        .chain(reveals)
        .chain(states)
        .collect()
}

fn reviewed(review: &Told, voice: Voice) -> String {
    let verdict = match review.verdict {
        "JUSTIFIED" => DeskPhrase::Justified,
        "UNJUSTIFIED" => DeskPhrase::Unjustified,
        _ => DeskPhrase::FollowedUp,
    };
    let when = review.review_time.map(|time| voice.time(time));
    joined(
        " · ",
        [
            Some(voice.say(verdict)),
            when,
            Some(review.reviewer.clone()),
            Some(review.note.clone()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use proto::v1::access as wire;

    use super::*;
    use crate::{cli::output::Form, wording::Language};

    const AT: prost_types::Timestamp = prost_types::Timestamp {
        seconds: 1_795_262_520,
        nanos: 0,
    };

    fn said(emergency: wire::Emergency) -> Vec<String> {
        let voice = Voice {
            language: Language::En,
            country: domain::time::Country::Se,
            form: Form::Text,
        };
        lines(&emergency.into(), voice)
    }

    #[test]
    fn a_lift_is_told_by_its_own_id_until_when_and_why() {
        let told = said(wire::Emergency {
            kind: wire::EmergencyKind::Lift.into(),
            lift_id: "lift-1".to_owned(),
            actor: "nurse-7".to_owned(),
            access_time: Some(AT),
            end_time: Some(AT),
            reason: "unconscious".to_owned(),
            ..wire::Emergency::default()
        });
        assert_eq!(
            told,
            [
                "21 Nov 2026 13:02 · lift-1 · nurse-7 · set a block aside until 21 Nov 2026 13:02",
                "    unconscious",
                "    awaits review",
            ]
        );
    }

    #[test]
    fn each_reveal_is_told_with_its_reason() {
        let told = said(wire::Emergency {
            kind: wire::EmergencyKind::Reveal.into(),
            overview_id: "o-1".to_owned(),
            actor: "nurse-7".to_owned(),
            access_time: Some(AT),
            reveals: vec![wire::EmergencyReveal {
                reveal_time: Some(AT),
                reason: "fever".to_owned(),
            }],
            ..wire::Emergency::default()
        });
        assert_eq!(
            told,
            [
                "21 Nov 2026 13:02 · o-1 · nurse-7",
                "    21 Nov 2026 13:02 · found out where it is blocked · fever",
                "    awaits review",
            ]
        );
    }
}
