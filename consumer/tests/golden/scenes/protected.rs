//! Protected identity as the aggregator masks it: sectors instead of names, headers with claims instead of contents.

use domain::record::{Record, body::Observation, body::types};
use proto::{
    convert, relay,
    v1::{
        common::Person,
        overview::{NextStep, Outcome, Overview, Reason, SectorDecision, SourceResult},
        record::RecordHeader,
    },
};

use super::{dose, height, overview, record, weight};
use crate::common::{fresh, source};

pub(crate) fn protected() -> Overview {
    let hearing = |id| {
        let body = Observation::default();
        record(
            id,
            types::OBSERVATION_SCREENING,
            "2026-10-20T07:30:00Z",
            "",
            body,
        )
    };
    let school = masked([
        ("Tillväxt", height("g1", "2026-10-20T07:30:00Z", "117.4")),
        ("Tillväxt", weight("g2", "2026-10-20T07:30:00Z", "21.8")),
        ("Hälsoundersökning", hearing("s1")),
        ("Hälsoundersökning", hearing("s2")),
    ]);
    let child_health = masked([
        ("Vaccination", dose("d1", "2025-04-22", "J07CA02", "", 4)),
        ("Vaccination", dose("d2", "2025-04-22", "J07XX99", "", 1)),
        ("Vaccination", dose("d3", "2020-07-14", "J07CA09", "", 1)),
        ("Vaccination", dose("d4", "2020-07-14", "J07AL02", "", 1)),
        ("Vaccination", dose("d5", "2020-07", "J07BH01", "", 2)),
    ]);
    let mut overview = overview(vec![
        of(
            "school-health",
            "Elevhälsans medicinska insats (EMI)",
            school,
        ),
        of("child-health", "Barnhälsovård (BVC)", child_health),
        of("child-health-2", "Barnhälsovård (BVC) 2", vec![]),
    ]);
    if let Some(started) = &mut overview.started {
        started.protected_identity = true;
        let sectors = [
            (
                "child-health",
                vec!["document/bvc-summary", "document/care-note"],
            ),
            ("school-health", vec!["document/care-note"]),
        ];
        started.sectors = sectors
            .map(|(sector, types)| decision(sector, &types))
            .into();
    }
    overview
}

fn of(id: &str, name: &str, records: Vec<relay::Record>) -> SourceResult {
    let sector = id.trim_end_matches("-2");
    SourceResult {
        masks: ["location", "organisation", "author", "title", "body"]
            .map(str::to_owned)
            .into(),
        ..fresh(source(id, name, sector), records)
    }
}

fn masked<const N: usize>(records: [(&str, Record); N]) -> Vec<relay::Record> {
    let mask = |(label, record): (&str, Record)| {
        let record = convert::record::encode(&record);
        let header = RecordHeader {
            title: label.to_owned(),
            care_provider: None,
            unit: None,
            author: Some(Person {
                role: "nurse".to_owned(),
                ..Person::default()
            }),
            ..record.header().unwrap()
        };
        record.with_header(&header).without_body()
    };
    records.map(mask).into()
}

/// One reason per kind of information, as the aggregator tells them.
fn decision(sector: &str, types: &[&str]) -> SectorDecision {
    let reason = |code: &&str| Reason {
        code: "PROTECTED_IDENTITY".to_owned(),
        information_types: vec![(*code).to_owned()],
        law: "OSL 2009:400 21 kap. 3 § och 22 kap. 1 § ?".to_owned(),
        text: "Skyddade personuppgifter – lämnas ut efter prövning hos källan".to_owned(),
        next_step: Some(NextStep {
            code: "SECURE_MESSAGE".to_owned(),
            text: "Begär uppgifterna med säkert meddelande.".to_owned(),
            ..NextStep::default()
        }),
        ..Reason::default()
    };
    SectorDecision {
        sector: sector.to_owned(),
        outcome: Outcome::Partial.into(),
        reasons: types.iter().map(reason).collect(),
        ..SectorDecision::default()
    }
}
