//! One source's whole answer, judged: what becomes of it, and what the closing event says of it.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::collections::{BTreeMap, BTreeSet};

use aggregator::{
    overview::{
        answer::{Judge, Judged},
        events,
        query::Language,
        source::{SourceOutcome, Times},
    },
    pseudonym::Pseudonyms,
};
use domain::{
    decide::Permit,
    id::PersonId,
    plan::Call,
    policy::{Audience, Ground, Policy, UnderProtection},
    record::{Header, InformationType, LifeCycle, Organisation, Sector},
    screen::DropReason,
    status::{Cause, SourceStatus},
    time::{Basis, Moment, Period, Straddle, Timestamp, Window},
};
use proto::{
    relay,
    v1::{
        overview::SourceRef,
        record::{Body, RecordHeader},
    },
};

const TYPE: &str = "observation/growth";
const CHILD: &str = "191212121212";
const OTHER: &str = "070392-1234";

fn person(number: &str) -> PersonId {
    PersonId::guess(number).unwrap()
}

/// A record that stands: of the child, asked for, inside, with an owner.
fn header(id: &str, year: i16) -> Header {
    let owner = Organisation {
        id: None,
        name: "North".to_owned(),
    };
    Header {
        care_provider: Some(owner.clone()),
        unit: Some(owner),
        ..Header::new(
            id.to_owned(),
            InformationType::parse(TYPE).unwrap(),
            person(CHILD),
            Period::at(Moment::Year(year)),
            "Growth",
        )
    }
}

fn record(header: Header) -> relay::Record {
    relay::Record::new(&RecordHeader::from(header), &Body::default(), None)
}

/// What a judge with this cap makes of an answer to a question about the years 2020 to 2026.
fn judged(headers: Vec<Header>, cap: usize) -> Result<Judged, Cause> {
    judge(headers.into_iter().map(record).collect(), cap, None)
}

fn judge(
    records: Vec<relay::Record>,
    cap: usize,
    masked: Option<UnderProtection>,
) -> Result<Judged, Cause> {
    judge_under(&[], records, cap, masked)
}

/// The same of a child that had other numbers before.
fn judge_under(
    older_ids: &[PersonId],
    records: Vec<relay::Record>,
    cap: usize,
    masked: Option<UnderProtection>,
) -> Result<Judged, Cause> {
    let policy = Policy::parse("se.toml", include_str!("../../policy/se.toml")).unwrap();
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let permit = Permit {
        rule: "RULE".into(),
        ground: Ground::Consent,
        window: Window::new(at("2019-12-31T23:00:00Z"), at("2026-12-31T23:00:00Z")).unwrap(),
        basis: Basis::Start,
        straddle: Straddle::Out,
        masked,
        obligations: domain::decide::Obligations::default(),
        addressed: false,
        blockable: true,
        older: None,
        valid_until: Timestamp::MAX,
    };
    let call = Call {
        sector: Sector::parse("school-health").unwrap(),
        permits: BTreeMap::from([(InformationType::parse(TYPE).unwrap(), permit)]),
        held_back: Vec::new(),
        organisation: None,
        blocks: domain::decide::Blocks::default(),
    };
    let judge = Judge {
        producer: "emi-nord",
        child: &person(CHILD),
        older_ids,
        call: &call,
        audience: Audience::Professional,
        policy: &policy,
        language: Language::En,
        pseudonyms: &Pseudonyms::from_key(&[7; 32]).unwrap(),
        cap,
    };
    judge.judge(records)
}

fn ids(judged: &Judged) -> Vec<&str> {
    judged
        .rows
        .iter()
        .map(|row| row.header.record_id.as_str())
        .collect()
}

/// A source that fared like this.
fn outcome(producer: &str, status: SourceStatus, judged: Judged) -> SourceOutcome {
    SourceOutcome {
        producer: producer.to_owned(),
        sector: "school-health".to_owned(),
        shown_as: SourceRef {
            producer_id: producer.to_owned(),
            ..SourceRef::default()
        },
        complete: status == SourceStatus::Fresh && !judged.capped,
        capped: judged.capped,
        status,
        rows: judged.rows,
        masks: Vec::new(),
        windows: BTreeMap::new(),
        held_back: Vec::new(),
        drops: judged.drops,
        ground: None,
        obligations: None,
        mailbox: String::new(),
        times: Times::default(),
    }
}

// R-LIMIT-3
#[test]
fn our_cap_leaves_out_older_records_never_newer_and_says_so() {
    let years = [2021, 2026, 2023, 2025, 2022];
    let headers = |order: &[i16]| order.iter().map(|y| header(&y.to_string(), *y)).collect();
    let kept = judged(headers(&years), 3).unwrap();
    assert_eq!(ids(&kept), ["2026", "2025", "2023"]);
    assert!(kept.capped);
    assert_eq!(kept.drops[&DropReason::OverLimit], 2);

    let all = judged(headers(&years), 5).unwrap();
    assert_eq!(all.rows.len(), 5);
    assert!(!all.capped);
}

// R-SCREEN-1
#[test]
fn one_record_about_somebody_else_spoils_the_whole_answer() {
    let foreign = Header {
        subject: person(OTHER),
        ..header("b", 2025)
    };
    let refused = judged(vec![header("a", 2025), foreign], 10).unwrap_err();
    assert_eq!(refused, Cause::WrongChild);
    let unreadable = vec![record(header("a", 2025)), relay::Record::default()];
    assert_eq!(judge(unreadable, 10, None).unwrap_err(), Cause::Malformed);
}

// R-SCREEN-2
#[test]
fn what_the_newest_version_takes_back_or_moves_out_is_not_shown_from_an_older_one() {
    let newest = |id: &str, header: Header| Header {
        version: 2,
        record_id: id.into(),
        ..header
    };
    let retracted = Header {
        life_cycle: LifeCycle::Retracted {
            reason: "wrong-person".to_owned(),
        },
        ..newest("a", header("a", 2001))
    };
    let moved_out = newest("b", header("b", 2001));
    let answer = vec![
        header("a", 2025),
        header("b", 2025),
        retracted,
        moved_out,
        header("c", 2025),
    ];
    let judged = judged(answer, 10).unwrap();
    assert_eq!(ids(&judged), ["c"]);
    assert_eq!(judged.drops[&DropReason::OutsideWindow], 1);
    assert_eq!(judged.drops[&DropReason::Retracted], 1);
    assert_eq!(judged.drops[&DropReason::Superseded], 2);
}

// R-MERGE-2
#[test]
fn two_readings_of_one_version_give_the_same_record_in_any_order() {
    let titled = |title: &str| Header {
        title: title.to_owned(),
        ..header("a", 2025)
    };
    let title = |answer| judged(answer, 10).unwrap().rows[0].header.title.clone();
    let there = title(vec![titled("one"), titled("other"), header("b", 2024)]);
    let back = title(vec![header("b", 2024), titled("other"), titled("one")]);
    assert_eq!(there, back);
}

// R-PROTECT-3
#[test]
fn under_protection_what_is_shown_and_what_is_merged_is_the_masked_header() {
    let telling = Header {
        title: "Growth, Storgatan 7".to_owned(),
        ..header("storgatan-7", 2025)
    };
    let masked = Some(UnderProtection::HeaderOnly);
    let judged = judge(vec![record(telling)], 10, masked).unwrap();
    let row = &judged.rows[0];
    assert!(!row.header.title.contains("Storgatan"));
    assert!(!row.header.record_id.contains("storgatan"));
    assert!(!row.record.has_body());
}

// R-COMPLETE-1
#[test]
fn an_overview_is_complete_only_if_every_source_answered_whole_and_says_which_did_not() {
    let whole = || {
        outcome(
            "a",
            SourceStatus::Fresh,
            judged(vec![header("1", 2025)], 10).unwrap(),
        )
    };
    let now = Timestamp::UNIX_EPOCH;
    let completed = |outcomes: &[SourceOutcome], lost: &[&str]| {
        let lost: BTreeSet<_> = lost.iter().map(|id| (*id).to_owned()).collect();
        events::completed(outcomes, &lost, now, now)
    };
    let why = |outcomes: &[SourceOutcome], lost: &[&str]| -> Vec<(String, String)> {
        let completed = completed(outcomes, lost);
        assert_eq!(completed.complete, completed.incomplete_reasons.is_empty());
        let reasons = completed.incomplete_reasons.into_iter();
        reasons
            .map(|reason| (reason.producer_id, reason.code))
            .collect()
    };
    let one = |id: &str, code: &str| vec![(id.to_owned(), code.to_owned())];

    assert!(completed(&[], &[]).complete, "nothing to ask is whole");
    assert!(completed(&[whole()], &[]).complete);
    let failed = outcome(
        "b",
        SourceStatus::Failed(Cause::Deadline),
        Judged::default(),
    );
    assert_eq!(why(&[whole(), failed], &[]), one("b", "SOURCE_FAILED"));
    let said_so = SourceOutcome {
        complete: false,
        ..whole()
    };
    assert_eq!(why(&[said_so], &[]), one("a", "SOURCE_INCOMPLETE"));
    let capped = judged(vec![header("1", 2024), header("2", 2025)], 1).unwrap();
    let capped = outcome("c", SourceStatus::Fresh, capped);
    assert_eq!(why(&[capped], &[]), one("c", "CAPPED"));

    assert_eq!(why(&[whole()], &["a"]), one("a", "PERMISSION_LOST"));
    let counts = completed(&[whole()], &["a"]).counts.unwrap();
    assert_eq!((counts.withheld, counts.fresh, counts.records), (1, 0, 0));
}

// R-LINK-1
#[test]
fn a_record_under_a_linked_number_is_the_childs_and_under_any_other_somebody_elses() {
    let under = |number: &str| Header {
        subject: person(number),
        ..header("early", 2021)
    };
    let answer = || vec![record(header("now", 2024)), record(under(OTHER))];
    let linked = judge_under(&[person(OTHER)], answer(), 10, None).unwrap();
    assert_eq!(ids(&linked), ["now", "early"]);
    let unlinked = judge_under(&[person("20170101-2385")], answer(), 10, None);
    assert_eq!(unlinked.unwrap_err(), Cause::WrongChild);
    assert_eq!(judge(answer(), 10, None).unwrap_err(), Cause::WrongChild);
}
