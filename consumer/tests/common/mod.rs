//! A hand-made overview with one of everything: each status, each reason, each kind of row.

pub(crate) mod programme;
pub(crate) mod records;

use domain::{id::PersonId, record::Record, time::Moment};
use proto::{
    convert, relay,
    v1::{
        common::Coding as WireCoding,
        overview::{
            Cause, Conflict, ConflictValue, DuplicateGroup, IncompleteReason, NextStep, Outcome,
            OverviewCompleted, OverviewEvent, OverviewStarted, Reason, RecordRef, ResponsibleParty,
            SectorDecision, SourceRef, SourceResult, SourceStatus, overview_event::Event,
        },
    },
};

use self::records::{
    appointment, audiometry, contacts, custody, height, master_data, plan, private_note, referral,
    summary, unfit, unknown_kind, vaccination,
};

/// When everything was decided.
pub(crate) const DECIDED: &str = "2026-11-21T13:02:00Z";

pub(crate) fn child() -> PersonId {
    PersonId::parse("urn:oid:1.2.752.129.2.1.3.1", "201212121212").unwrap()
}

pub(crate) fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

pub(crate) fn timestamp(text: &str) -> prost_types::Timestamp {
    let at: domain::time::Timestamp = text.parse().unwrap();
    prost_types::Timestamp {
        seconds: at.as_second(),
        nanos: 0,
    }
}

pub(crate) fn source(id: &str, name: &str, sector: &str) -> SourceRef {
    SourceRef {
        producer_id: id.to_owned(),
        name: name.to_owned(),
        sector: sector.to_owned(),
    }
}

fn emi_norr() -> SourceRef {
    source("emi-norr", "Elevhälsan Norr", "school-health")
}

fn emi_syd() -> SourceRef {
    source("emi-syd", "Elevhälsan Söder", "school-health")
}

fn bvc() -> SourceRef {
    source("bvc", "BVC Eken", "child-health")
}

fn register() -> SourceRef {
    source("register", "", "population-register")
}

fn hospital() -> SourceRef {
    source("onh", "Öron-näsa-hals, Länssjukhuset", "hospital")
}

fn psychiatry() -> SourceRef {
    source("child-psychiatry", "", "child-psychiatry")
}

fn social() -> SourceRef {
    source("social-child", "", "social-child")
}

pub(crate) fn fresh(source: SourceRef, records: Vec<relay::Record>) -> SourceResult {
    SourceResult {
        source: Some(source),
        status: SourceStatus::Fresh.into(),
        asked_time: Some(timestamp(DECIDED)),
        answered_time: Some(timestamp(DECIDED)),
        last_success_time: Some(timestamp(DECIDED)),
        complete: true,
        record_count: u32::try_from(records.len()).unwrap(),
        records,
        skltp_status: "DataFromSource".to_owned(),
        ..SourceResult::default()
    }
}

fn encoded(records: impl IntoIterator<Item = Record>) -> Vec<relay::Record> {
    records
        .into_iter()
        .map(|r| convert::record::encode(&r))
        .collect()
}

fn sources() -> Vec<SourceResult> {
    let [nurse, teacher] = contacts();
    let mut norr = encoded([
        height("g1", "138.9"),
        vaccination("v1"),
        nurse,
        teacher,
        appointment(),
        plan(),
        referral(),
        private_note(),
    ]);
    norr.push(unknown_kind());
    norr.push(unfit());
    let cached = SourceResult {
        status: SourceStatus::Cached.into(),
        older_may_exist: true,
        skltp_status: "DataFromCache".to_owned(),
        ..fresh(bvc(), encoded([audiometry(), summary()]))
    };
    let failed = SourceResult {
        source: Some(hospital()),
        status: SourceStatus::Failed.into(),
        cause: Some(Cause {
            code: "DEADLINE".to_owned(),
            responsible_party: ResponsibleParty::Source.into(),
        }),
        asked_time: Some(timestamp(DECIDED)),
        last_success_time: Some(timestamp("2026-11-20T07:15:00Z")),
        skltp_status: "NoDataSynchFailed".to_owned(),
        ..SourceResult::default()
    };
    let refused = |source, status: SourceStatus, reasons| SourceResult {
        source: Some(source),
        status: status.into(),
        reasons,
        ..SourceResult::default()
    };
    vec![
        fresh(emi_norr(), norr),
        fresh(
            emi_syd(),
            encoded([height("g9", "133.9"), vaccination("v9")]),
        ),
        cached,
        fresh(register(), encoded([master_data(), custody()])),
        failed,
        refused(
            psychiatry(),
            SourceStatus::Withheld,
            vec![consent_missing()],
        ),
        refused(social(), SourceStatus::OnRequest, vec![after_review()]),
    ]
}

fn consent_missing() -> Reason {
    Reason {
        code: "CONSENT_MISSING".to_owned(),
        rule: "se-h-h".to_owned(),
        law: "PDL 2008:355 6 kap. 3 §".to_owned(),
        text: "Samtycke saknas".to_owned(),
        next_step: Some(NextStep {
            code: "ASK_FOR_CONSENT".to_owned(),
            text: "Be om samtycke.".to_owned(),
            ..NextStep::default()
        }),
        ..Reason::default()
    }
}

fn after_review() -> Reason {
    Reason {
        code: "RELEASED_AFTER_REVIEW".to_owned(),
        rule: "se-h-social".to_owned(),
        law: "OSL 26:9".to_owned(),
        next_step: Some(NextStep {
            code: "SECURE_MESSAGE".to_owned(),
            text: "Begär med säkert meddelande.".to_owned(),
            mailbox: "Socialtjänsten barn Norrby".to_owned(),
            subject_template: "Begäran om sekretesskyddade handlingar, ärende <case number>"
                .to_owned(),
            ..NextStep::default()
        }),
        ..Reason::default()
    }
}

fn outside_window() -> Reason {
    Reason {
        code: "OUTSIDE_WINDOW".to_owned(),
        information_types: vec!["vaccination".to_owned(), "document/care-note".to_owned()],
        rule: "se-h-h".to_owned(),
        law: "PDL 2008:355 6 kap. 3 §".to_owned(),
        ..Reason::default()
    }
}

fn started() -> OverviewStarted {
    let sector = |sector: &str, outcome: Outcome, reasons| SectorDecision {
        sector: sector.to_owned(),
        outcome: outcome.into(),
        reasons,
        ..SectorDecision::default()
    };
    OverviewStarted {
        overview_id: "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a001".to_owned(),
        sectors: vec![
            sector("child-health", Outcome::Partial, vec![outside_window()]),
            sector(
                "child-psychiatry",
                Outcome::Withheld,
                vec![consent_missing()],
            ),
            sector("habilitation", Outcome::Withheld, vec![consent_missing()]),
            sector("school", Outcome::Withheld, vec![]),
            sector("social-child", Outcome::OnRequest, vec![after_review()]),
        ],
        blocked_information_exists: true,
        decided_time: Some(timestamp(DECIDED)),
        policy_version: "se-2026-11-01".to_owned(),
        asked: vec![emi_norr(), emi_syd(), bvc(), register(), hospital()],
        ..OverviewStarted::default()
    }
}

fn named(records: &[(&str, &str)]) -> Vec<RecordRef> {
    records
        .iter()
        .map(|(producer, id)| RecordRef {
            producer_id: (*producer).to_owned(),
            record_id: (*id).to_owned(),
        })
        .collect()
}

fn completed() -> OverviewCompleted {
    let growth = "observation/growth|8302-2|2026-02-03".to_owned();
    let group = |identity_key: &str, records| DuplicateGroup {
        identity_key: identity_key.to_owned(),
        records: named(records),
    };
    let value = |value: &str, records| ConflictValue {
        value: value.to_owned(),
        unit: "cm".to_owned(),
        records: named(records),
    };
    OverviewCompleted {
        complete: false,
        incomplete_reasons: vec![IncompleteReason {
            code: "SOURCE_FAILED".to_owned(),
            producer_id: "onh".to_owned(),
        }],
        duplicates: vec![
            group(&growth, &[("emi-norr", "g1"), ("emi-syd", "g9")]),
            group(
                "vaccination|2025-02-12|J07BD52|A80CC",
                &[("emi-norr", "v1"), ("emi-syd", "v9")],
            ),
        ],
        conflicts: vec![Conflict {
            code: Some(WireCoding {
                system: "http://loinc.org".to_owned(),
                code: "8302-2".to_owned(),
                display: String::new(),
            }),
            values: vec![
                value("133.9", &[("emi-syd", "g9")]),
                value("138.9", &[("emi-norr", "g1")]),
            ],
            identity_key: growth,
        }],
        valid_until: Some(timestamp("2026-11-21T13:12:00Z")),
        completed_time: Some(timestamp("2026-11-21T13:02:09Z")),
        programme: Some(programme::check()),
        ..OverviewCompleted::default()
    }
}

/// The events in the order in which they came.
pub(crate) fn events() -> Vec<OverviewEvent> {
    let sources = sources().into_iter().map(Event::Source);
    [Event::Started(started())]
        .into_iter()
        .chain(sources)
        .chain([Event::Completed(completed())])
        .map(|event| OverviewEvent { event: Some(event) })
        .collect()
}

/// The whole.
pub(crate) fn overview() -> proto::v1::overview::Overview {
    let mut fold = proto::overview::fold::Fold::default();
    for event in events() {
        fold.push(event).unwrap();
    }
    fold.finish().unwrap()
}
