//! The programme check of the closing event: what was released to this audience in this overview, held against the tables of the child's
//! country. A source whose permission was lost meanwhile counts as one that did not answer.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    plan::{Plan, SectorPlan},
    policy::{Audience, Policy},
    programme::{
        self, Check, Checked, Deviation, Finding, PartCheck, Programmes, Publication, Shown,
        ShownSource, SummaryUse, Unknown, Verdict, registered_sex,
    },
    record::{InformationType, Sector, body::types},
    status::SourceStatus,
    time::{Date, Timestamp},
};
use proto::v1::overview as wire;

use super::{
    events::refs, query::Language, question::Overview, source::SourceOutcome, words::in_language,
};

/// The types that tell of the programme. Of anything else the check knows nothing.
const TELLING: [&str; 5] = [
    types::VACCINATION,
    types::ACTIVITY,
    types::OBSERVATION_GROWTH,
    types::OBSERVATION_SCREENING,
    types::DOCUMENT_BVC_SUMMARY,
];

/// What the check needs to know besides what the sources answered.
#[derive(Debug)]
pub struct ProgrammeQuestion {
    /// The tables.
    pub programmes: Arc<Programmes>,
    /// The country's rules: today, and when school starts.
    pub policy: Arc<Policy>,
    /// The child.
    pub child: domain::id::PersonId,
    /// Who looks.
    pub audience: Audience,
    /// The language of labels.
    pub language: Language,
    /// Per sector, the types that some source of it does not show.
    pub closed: BTreeMap<Sector, BTreeSet<InformationType>>,
}

impl Overview {
    /// What to check. `None` when nothing that could tell was asked for or may be shown, or there are no tables.
    pub(super) fn programme(&self, plan: &Plan) -> Option<ProgrammeQuestion> {
        let programmes = self.programmes.clone()?;
        let tells = |t: &InformationType| TELLING.contains(&t.as_str());
        let of_holders = (plan.calls.values()).filter(|call| keeps(&programmes, &call.sector));
        let can_tell = of_holders
            .into_iter()
            .any(|call| call.permits.keys().any(tells));
        let filter = &self.asked.filter.types;
        let asked = |t: &InformationType| filter.is_empty() || filter.contains(t);
        // Where something may be blocked, what was not found may be there: no sector then shows all.
        let blocked = plan.calls.values().any(|call| !call.blocks.is_empty());
        // Also what a class without visibility keeps to itself: of that no reason is told.
        let closed = |(sector, decided): (&Sector, &SectorPlan)| {
            let held_back = decided.on_request.iter().chain(&decided.withheld);
            let types = (held_back.flat_map(|held| held.types.iter().cloned()))
                .chain(
                    telling().filter(|t| asked(t) && (blocked || !decided.permitted.contains(t))),
                )
                .collect();
            (sector.clone(), types)
        };
        can_tell.then(|| ProgrammeQuestion {
            closed: plan.sectors.iter().map(closed).collect(),
            programmes,
            policy: self.policy.clone(),
            child: self.asked.child.clone(),
            audience: self.actor.actor.audience,
            language: self.asked.language,
        })
    }
}

fn telling() -> impl Iterator<Item = InformationType> {
    (TELLING.into_iter()).filter_map(|code| InformationType::parse(code).ok())
}

/// Whether a sector keeps some programme of the country.
fn keeps(programmes: &Programmes, sector: &Sector) -> bool {
    (programmes.tables().iter()).any(|table| table.holders.contains(sector))
}

impl ProgrammeQuestion {
    /// The check over what was released: of sources in `lost` nothing was.
    // R-PROGRAMME-5
    #[must_use]
    pub fn check(
        &self,
        outcomes: &[SourceOutcome],
        lost: &BTreeSet<String>,
        now: Timestamp,
    ) -> wire::ProgrammeCheck {
        let birth = self.child.birth_date();
        let shown = Shown {
            birth,
            sex: registered_sex(&self.child),
            school_start: birth.and_then(|birth| self.policy.school_start(birth)),
            today: self.policy.country().today(now),
            audience: self.audience,
            sources: (outcomes.iter())
                .map(|outcome| shown(outcome, lost.contains(&outcome.producer)))
                .collect(),
            closed: &self.closed,
        };
        on_wire(&programme::check(&self.programmes, &shown), self.language)
    }
}

fn shown(outcome: &SourceOutcome, is_lost: bool) -> ShownSource<'_> {
    let answered = matches!(outcome.status, SourceStatus::Fresh | SourceStatus::Cached);
    let records = outcome.rows.iter().filter(|_| !is_lost);
    ShownSource {
        producer: &outcome.shown_as.producer_id,
        sector: &outcome.sector,
        whole: !is_lost && answered && outcome.complete,
        windows: &outcome.windows,
        records: records.map(|row| &row.header).collect(),
    }
}

fn on_wire(check: &Check<'_>, language: Language) -> wire::ProgrammeCheck {
    wire::ProgrammeCheck {
        verdict: verdict(check.verdict).into(),
        parts: (check.parts.iter())
            .map(|part| part_on_wire(part, language))
            .collect(),
        open_follow_ups: refs(&check.open_follow_ups),
        diagnoses: refs(&check.diagnoses),
        summary: match check.summary {
            SummaryUse::NotKnown => wire::SummaryUse::Unspecified,
            SummaryUse::Enough => wire::SummaryUse::Enough,
            SummaryUse::NotEnough => wire::SummaryUse::NotEnough,
        }
        .into(),
    }
}

fn part_on_wire(part: &PartCheck<'_>, language: Language) -> wire::ProgrammePart {
    let programme = part.programme;
    let Publication {
        title,
        publisher,
        date,
    } = &programme.source;
    wire::ProgrammePart {
        part: programme.part().as_str().to_owned(),
        text: in_language(&programme.label, language).to_owned(),
        verdict: verdict(part.verdict).into(),
        table_id: programme.id.to_string(),
        source: format!("{title}, {publisher}, {date}"),
        items: (part.items.iter())
            .map(|item| item_on_wire(item, language))
            .collect(),
        stated_deviating: refs(&part.stated_deviating),
    }
}

fn item_on_wire(item: &Checked<'_>, language: Language) -> wire::ProgrammeItem {
    let day = |date: Date| date.to_string();
    let (finding, how, why) = match item.finding {
        Finding::Followed => (wire::ProgrammeFinding::Followed, None, None),
        Finding::Stated => (wire::ProgrammeFinding::Stated, None, None),
        Finding::Deviates(how) => (wire::ProgrammeFinding::Deviates, Some(how), None),
        Finding::NotKnown(why) => (wire::ProgrammeFinding::NotKnown, None, Some(why)),
        Finding::Pending => (wire::ProgrammeFinding::Pending, None, None),
    };
    wire::ProgrammeItem {
        code: item.code.to_owned(),
        text: in_language(item.label, language).to_owned(),
        finding: finding.into(),
        deviation: how.map(deviation).unwrap_or_default().into(),
        unknown: why.map(unknown).unwrap_or_default().into(),
        due_from: day(item.due.0),
        due_to: day(item.due.1),
        records: refs(&item.records),
    }
}

fn verdict(verdict: Verdict) -> wire::ProgrammeVerdict {
    match verdict {
        Verdict::Followed => wire::ProgrammeVerdict::Followed,
        Verdict::Deviates => wire::ProgrammeVerdict::Deviates,
        Verdict::NotKnown => wire::ProgrammeVerdict::NotKnown,
    }
}

fn deviation(how: Deviation) -> wire::ProgrammeDeviation {
    match how {
        Deviation::Late => wire::ProgrammeDeviation::Late,
        Deviation::TooEarly => wire::ProgrammeDeviation::TooEarly,
        Deviation::TooClose => wire::ProgrammeDeviation::TooClose,
        Deviation::Missing => wire::ProgrammeDeviation::Missing,
        Deviation::NotGiven => wire::ProgrammeDeviation::NotGiven,
        Deviation::NotAttended => wire::ProgrammeDeviation::NotAttended,
    }
}

fn unknown(why: Unknown) -> wire::ProgrammeUnknown {
    match why {
        Unknown::Sex => wire::ProgrammeUnknown::Sex,
        Unknown::Unclear => wire::ProgrammeUnknown::Unclear,
        Unknown::Disagreement => wire::ProgrammeUnknown::Disagreement,
        Unknown::NotPermitted => wire::ProgrammeUnknown::NotPermitted,
        Unknown::NotAsked => wire::ProgrammeUnknown::NotAsked,
        Unknown::SourceMissing => wire::ProgrammeUnknown::SourceMissing,
        Unknown::OutsideWindow => wire::ProgrammeUnknown::OutsideWindow,
        Unknown::NotRecorded => wire::ProgrammeUnknown::NotRecorded,
    }
}
