//! The programme check in the closing event: over what was released, and nothing of a source whose permission was lost; and its tables, which
//! are loaded, named and refused like all others.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::collections::{BTreeMap, BTreeSet};

use aggregator::{
    overview::{
        answer::Row,
        programme::ProgrammeQuestion,
        query::Language,
        source::{SourceOutcome, Times},
    },
    policies::Policies,
};
use domain::{
    id::PersonId,
    policy::Audience,
    record::{
        Coding, Header, InformationType, Quantity, Record,
        body::{Body, Observation, Vaccination, types},
        claims,
    },
    status::{Cause, SourceStatus},
    time::{Country, Moment, Period, Timestamp, Window},
};
use proto::{
    convert::record::encode,
    v1::overview::{ProgrammeCheck, ProgrammeFinding, ProgrammeItem, ProgrammeUnknown, SourceRef},
};

/// A girl, born 2017-12-12: a number of the series that is kept for tests.
const CHILD: &str = "201712129806";

fn row(kind: &str, day: &str, body: impl Into<Body>) -> Row {
    let child = PersonId::guess(CHILD).unwrap();
    let period = Period::at(Moment::parse(day).unwrap());
    let kind = InformationType::parse(kind).unwrap();
    let mut record = Record {
        header: Header::new(format!("{kind}-{day}"), kind, child, period, ""),
        body: body.into(),
        location: None,
    };
    claims::stamp(&mut record);
    Row {
        record: encode(&record),
        header: record.header,
    }
}

fn growth(day: &str) -> Row {
    let code = Coding::new("http://loinc.org", "8302-2", "");
    let height = Observation::quantity(code, Quantity::new("80", "cm"));
    row(types::OBSERVATION_GROWTH, day, height)
}

fn mmr(day: &str) -> Row {
    let dose = Vaccination::new("J07BD52", "B1").dose(1);
    row(types::VACCINATION, day, dose)
}

fn outcome(producer: &str, sector: &str, rows: Vec<Row>) -> SourceOutcome {
    let everything = |code: &str| (InformationType::parse(code).unwrap(), Window::everything());
    let windows = [
        types::VACCINATION,
        types::ACTIVITY,
        types::OBSERVATION_GROWTH,
    ];
    SourceOutcome {
        producer: producer.to_owned(),
        sector: sector.to_owned(),
        shown_as: SourceRef {
            producer_id: format!("{producer}-as-shown"),
            ..SourceRef::default()
        },
        status: SourceStatus::Fresh,
        rows,
        complete: true,
        capped: false,
        masks: Vec::new(),
        windows: windows.map(everything).into(),
        held_back: Vec::new(),
        drops: BTreeMap::new(),
        ground: None,
        obligations: None,
        mailbox: String::new(),
        times: Times::default(),
    }
}

/// A centre that saw her until six, with one dose; a school health that knows her since.
fn outcomes() -> [SourceOutcome; 2] {
    let seen = ["2018-01-10", "2019-01-10", "2020-01-10", "2023-01-10"].map(growth);
    let centre = seen.into_iter().chain([mmr("2019-06-20")]);
    [
        outcome("bvc", "child-health", centre.collect()),
        outcome("emi", "school-health", vec![growth("2025-09-01")]),
    ]
}

fn check(outcomes: &[SourceOutcome], lost: &[&str]) -> ProgrammeCheck {
    let policies = Policies::built_in().unwrap();
    let question = ProgrammeQuestion {
        programmes: policies.programmes(Country::Se).unwrap().clone(),
        policy: policies.of(Country::Se).unwrap().clone(),
        child: PersonId::guess(CHILD).unwrap(),
        audience: Audience::Professional,
        language: Language::Sv,
        closed: BTreeMap::new(),
    };
    let lost: BTreeSet<String> = lost.iter().map(|id| (*id).to_owned()).collect();
    let now: Timestamp = "2026-11-21T11:00:00Z".parse().unwrap();
    question.check(outcomes, &lost, now)
}

fn item(check: &ProgrammeCheck, code: &str) -> ProgrammeItem {
    let mut items = check.parts.iter().flat_map(|part| &part.items);
    items.find(|item| item.code == code).unwrap().clone()
}

// R-PROGRAMME-5
#[test]
fn what_was_released_is_checked_under_the_names_that_the_actor_knows() {
    let check = check(&outcomes(), &[]);
    let dose = item(&check, "SE-MMR-1");
    assert_eq!(dose.finding(), ProgrammeFinding::Followed);
    assert_eq!(dose.records[0].producer_id, "bvc-as-shown");
    assert_eq!(
        (dose.due_from.as_str(), dose.due_to.as_str()),
        ("2019-06-12", "2019-12-12")
    );
    assert_eq!(dose.text, "MPR 1, 18 mån");
    assert_eq!(
        item(&check, "SE-PCV-1").finding(),
        ProgrammeFinding::Deviates
    );
}

// R-PROGRAMME-5
#[test]
fn a_source_whose_permission_was_lost_tells_nothing_and_proves_nothing() {
    let check = check(&outcomes(), &["bvc"]);
    for code in ["SE-MMR-1", "SE-PCV-1"] {
        let item = item(&check, code);
        assert_eq!(item.unknown(), ProgrammeUnknown::SourceMissing, "{code}");
        assert!(item.records.is_empty());
    }
}

// R-PROGRAMME-2
#[test]
fn a_source_that_failed_or_was_cut_proves_nothing() {
    let failed = |change: fn(&mut SourceOutcome)| {
        let mut outcomes = outcomes();
        change(&mut outcomes[1]);
        item(&check(&outcomes, &[]), "SE-PCV-1").unknown()
    };
    assert_eq!(failed(|_| ()), ProgrammeUnknown::Unspecified);
    let missing = ProgrammeUnknown::SourceMissing;
    assert_eq!(
        failed(|o| o.status = SourceStatus::Failed(Cause::Deadline)),
        missing
    );
    assert_eq!(
        failed(|o| o.status = SourceStatus::Stale(Cause::Deadline)),
        missing
    );
    assert_eq!(failed(|o| o.complete = false), missing);
}

// R-PROGRAMME-6
#[test]
fn the_order_in_which_sources_came_in_changes_no_byte() {
    let [first, second] = outcomes();
    let turned = [second, first];
    assert_eq!(check(&turned, &[]), check(&outcomes(), &[]));
}

const SE_PROGRAMME: &str = include_str!("../../policy/se-programme.toml");

fn parse(files: &[(&str, &str)]) -> Result<Policies, domain::policy::PolicyError> {
    let texts: Vec<_> = (files.iter())
        .map(|(file, text)| ((*file).to_owned(), (*text).to_owned()))
        .collect();
    Policies::parse(&texts)
}

// R-PROGRAMME-1
#[test]
fn programme_tables_are_told_by_their_head_and_may_be_left_out() {
    let se = include_str!("../../policy/se.toml");
    let alone = parse(&[("se.toml", se)]).unwrap();
    assert!(alone.programmes(Country::Se).is_none());
    let both = parse(&[("programme.toml", SE_PROGRAMME), ("se.toml", se)]).unwrap();
    assert!(both.programmes(Country::Se).is_some() && both.of(Country::Se).is_some());
}

// R-PROGRAMME-1
#[test]
fn a_programme_that_is_wrong_or_there_twice_stops_the_start_with_its_place() {
    let wrong = SE_PROGRAMME.replacen("[1, 2]", "[1, 12]", 1);
    let error = parse(&[("programme.toml", &wrong)]).unwrap_err();
    assert_eq!(error.key, "dose SE-MMR-2 due");
    assert!(error.line > 1 && error.to_string().starts_with("programme.toml:"));
    let error = parse(&[("a.toml", SE_PROGRAMME), ("b.toml", SE_PROGRAMME)]).unwrap_err();
    assert_eq!(
        (error.file.as_str(), error.key.as_str()),
        ("b.toml", "programme.country")
    );
}
