//! What becomes of records on their way to the reader: joined, unreadable, unknown, masked, missing.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

mod common;

use common::{child, fresh, source};
use consumer::{cli::Exit, model::Overview};
use proto::v1::overview::{
    self as wire, DuplicateGroup, OverviewCompleted, OverviewStarted, SourceResult,
};

fn overview(sources: Vec<SourceResult>) -> Overview {
    overview_with(sources, Vec::new())
}

fn overview_with(sources: Vec<SourceResult>, duplicates: Vec<DuplicateGroup>) -> Overview {
    let overview = wire::Overview {
        started: Some(OverviewStarted::default()),
        sources,
        completed: Some(OverviewCompleted {
            complete: true,
            duplicates,
            ..OverviewCompleted::default()
        }),
    };
    Overview::of(&child(), &overview)
}

/// `a1` of source `a` and `b1` of source `b`.
fn same_dose() -> DuplicateGroup {
    let named = |producer: &str| wire::RecordRef {
        producer_id: producer.to_owned(),
        record_id: format!("{producer}1"),
    };
    DuplicateGroup {
        identity_key: "dose".to_owned(),
        records: ["a", "b"].map(named).to_vec(),
    }
}

fn of_one(record: proto::relay::Record) -> Overview {
    overview(vec![fresh(source("a", "A", "school-health"), vec![record])])
}

fn codes(overview: &Overview) -> Vec<&str> {
    overview
        .incomplete
        .iter()
        .map(|i| i.code.as_str())
        .collect()
}

#[test]
fn a_record_whose_type_does_not_fit_its_body_is_shown_as_unreadable_and_makes_the_overview_incomplete()
 {
    // R-MODEL-2
    let overview = of_one(common::records::unfit());
    assert_eq!(overview.records[0].unreadable.as_deref(), Some("BODY"));
    assert!(overview.records[0].content.is_none());
    assert!(!overview.complete);
    assert_eq!(codes(&overview), ["UNREADABLE_RECORD"]);
    assert_eq!(Exit::of(&overview), Exit::Incomplete);
}

#[test]
fn a_record_without_readable_header_is_a_row_too() {
    // R-MODEL-2
    let overview = of_one(proto::relay::Record::default());
    assert_eq!(overview.records.len(), 1);
    assert_eq!(overview.records[0].unreadable.as_deref(), Some("HEADER"));
    assert!(!overview.complete);
}

#[test]
fn a_record_of_an_unknown_kind_is_shown_by_its_header_and_is_no_fault() {
    // R-MODEL-2
    let overview = of_one(common::records::unknown_kind());
    let record = &overview.records[0];
    assert!(!record.known && record.unreadable.is_none());
    assert_eq!(record.title, "Sömnregistrering");
    assert!(overview.complete);
    assert_eq!(Exit::of(&overview), Exit::Complete);
}

#[test]
fn a_record_whose_content_a_mask_took_is_shown_by_header_and_claims() {
    // R-MODEL-2
    let overview = of_one(common::records::header_only());
    let record = &overview.records[0];
    assert!(record.unreadable.is_none() && record.content.is_none());
    assert_eq!(record.claims[0].value, "102.5");
    assert!(overview.complete);
}

#[test]
fn the_json_of_a_record_keeps_the_sources_precision_with_and_without_content() {
    // R-MODEL-1
    for (at, kept) in [
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2018-03-20", "2018-03-20"),
        ("2018-03-20T23:30:00Z", "2018-03-20T23:30:00Z"),
    ] {
        for record in [
            common::records::at(at),
            common::records::at(at).without_body(),
        ] {
            let json = serde_json::to_value(&of_one(record).records[0]).unwrap();
            assert_eq!((&json["start"], &json["end"]), (&kept.into(), &kept.into()));
        }
    }
}

#[test]
fn a_dose_that_was_copied_speaks_through_those_who_gave_it() {
    // R-MODEL-5
    let dose = |id, author, transcribed, recorded: Option<&str>| {
        common::records::written(id, author, transcribed, recorded)
    };
    let early = Some("2025-02-12T09:00:00Z");
    let late = Some("2025-03-01T09:00:00Z");
    for (a, b) in [
        // The copyist first by id, and even where the copy says the earlier time.
        (
            dose("a1", "Copy", true, late),
            dose("b1", "Giver", false, early),
        ),
        (
            dose("a1", "Copy", true, early),
            dose("b1", "Giver", false, late),
        ),
        (
            dose("a1", "Copy", false, late),
            dose("b1", "Giver", false, early),
        ),
        (
            dose("a1", "Copy", false, None),
            dose("b1", "Giver", false, late),
        ),
    ] {
        let sources = vec![
            fresh(source("a", "A", "school-health"), vec![a]),
            fresh(source("b", "B", "child-health"), vec![b]),
        ];
        let overview = overview_with(sources, vec![same_dose()]);
        assert_eq!(overview.records.len(), 1, "one dose, one row");
        let row = &overview.records[0];
        assert_eq!(row.author.as_ref().unwrap().name, "Giver");
        assert_eq!(
            (row.id.as_str(), row.sector.as_str()),
            ("b1", "child-health")
        );
        assert_eq!(row.sources, ["a", "b"]);
        assert_eq!(row.source_records[0].producer, "b");
    }
}

#[test]
fn records_of_one_event_are_one_row_with_every_source_and_id() {
    // R-MODEL-3
    let overview = Overview::of(&child(), &common::overview());
    let dose: Vec<_> = overview
        .records
        .iter()
        .filter(|r| r.information_type == "vaccination" && r.unreadable.is_none())
        .collect();
    assert_eq!(dose.len(), 1);
    assert_eq!(dose[0].sources, ["emi-norr", "emi-syd"]);
    let ids: Vec<_> = dose[0]
        .source_records
        .iter()
        .map(|r| r.id.as_str())
        .collect();
    assert_eq!(ids, ["v1", "v9"]);
    assert_eq!(overview.conflicts[0].values[1].sources, ["emi-norr"]);
    let behind: usize = overview
        .records
        .iter()
        .map(|r| r.source_records.len())
        .sum();
    let came: u32 = overview.sources.iter().map(|s| s.records).sum();
    assert_eq!(behind, came as usize);
}

#[test]
fn a_source_that_was_asked_and_a_record_that_was_given_are_missed() {
    // R-MODEL-2
    let mut told = fresh(source("a", "A", "school-health"), vec![]);
    told.record_count = 2;
    let whole = wire::Overview {
        started: Some(OverviewStarted {
            asked: vec![
                source("a", "A", "school-health"),
                source("b", "B", "school"),
            ],
            ..OverviewStarted::default()
        }),
        sources: vec![told],
        completed: Some(OverviewCompleted {
            complete: true,
            ..OverviewCompleted::default()
        }),
    };
    let overview = Overview::of(&child(), &whole);
    assert_eq!(codes(&overview), ["RECORDS_MISSING", "SOURCE_MISSING"]);
    assert_eq!(overview.incomplete[1].producer.as_deref(), Some("b"));
}

#[test]
fn what_is_not_shown_is_told_once_and_apart_from_what_can_be_requested() {
    // R-MODEL-4
    let overview = Overview::of(&child(), &common::overview());
    let of = |reasons: &[consumer::model::Reason]| -> Vec<(String, String)> {
        reasons
            .iter()
            .map(|r| (r.sector.clone(), r.code.clone()))
            .collect()
    };
    let pair = |sector: &str, code: &str| (sector.to_owned(), code.to_owned());
    assert_eq!(
        of(&overview.withheld),
        [
            pair("child-health", "OUTSIDE_WINDOW"),
            pair("child-psychiatry", "CONSENT_MISSING"),
            pair("habilitation", "CONSENT_MISSING"),
            pair("school", "WITHHELD"),
        ]
    );
    assert_eq!(
        of(&overview.on_request),
        [pair("social-child", "RELEASED_AFTER_REVIEW")]
    );
}

#[test]
fn what_nobody_gives_out_is_withheld_also_where_something_else_can_be_requested() {
    // R-MODEL-4
    let reason = |code: &str, kind: &str| wire::Reason {
        code: code.to_owned(),
        information_types: vec![kind.to_owned()],
        ..wire::Reason::default()
    };
    let started = OverviewStarted {
        sectors: vec![wire::SectorDecision {
            sector: "social-child".to_owned(),
            outcome: wire::Outcome::OnRequest.into(),
            reasons: vec![
                reason("RELEASED_AFTER_REVIEW", "plan"),
                reason("NEVER_SHARED", "concern-report"),
            ],
            ..wire::SectorDecision::default()
        }],
        ..OverviewStarted::default()
    };
    let answer = wire::Overview {
        started: Some(started),
        ..wire::Overview::default()
    };
    let overview = Overview::of(&child(), &answer);
    let [requested] = overview.on_request.as_slice() else {
        panic!("one can be requested");
    };
    assert_eq!(requested.types, ["plan"]);
    let [withheld] = overview.withheld.as_slice() else {
        panic!("one is given to nobody");
    };
    assert_eq!(withheld.types, ["concern-report"]);
}

#[test]
fn nothing_permitted_is_nothing_to_show() {
    // R-CLI-1
    assert_eq!(Exit::of(&overview(vec![])), Exit::Nothing);
    let withheld = SourceResult {
        source: Some(source("a", "A", "school")),
        status: wire::SourceStatus::Withheld.into(),
        ..SourceResult::default()
    };
    assert_eq!(Exit::of(&overview(vec![withheld])), Exit::Nothing);
    let empty = fresh(source("a", "A", "school"), vec![]);
    assert_eq!(Exit::of(&overview(vec![empty])), Exit::Complete);
}

#[test]
fn debug_shows_nothing_of_an_overview() {
    let overview = Overview::of(&child(), &common::overview());
    let text = format!("{overview:?} {:?} {:?}", overview.records, overview.child);
    assert!(!text.contains("Elias") && !text.contains("2012"), "{text}");
}
