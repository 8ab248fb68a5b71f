//! Two medicine lists that do not agree, a medicine stopped long ago, and a weight that falls.

use domain::record::{
    LifeCycle, Quantity, Record,
    body::{Medication, MedicationState, types},
};
use domain::time::Period;
use proto::v1::{
    common::Coding,
    overview::{Conflict, ConflictValue, Overview, RecordRef, SourceResult},
};

use super::{by, encoded, height, overview, record, same, weight};
use crate::common::{fresh, moment, source};

const METHYLPHENIDATE: (&str, &str) = ("N06BA04", "Metylfenidat");
const BUDESONIDE: (&str, &str) = ("R03BA02", "Budesonid");
const KEY: &str = "medication|N06BA04";

pub(crate) fn medicines() -> Overview {
    let mut overview = overview(lists());
    if let Some(completed) = &mut overview.completed {
        completed.duplicates = vec![same(KEY, &[("bup", "b1"), ("vc", "g2")])];
        completed.conflicts = vec![
            conflict(
                METHYLPHENIDATE.0,
                [("active", "", ("vc", "g2")), ("stopped", "", ("bup", "b1"))],
            ),
            conflict(
                "dose",
                [("18", "mg", ("vc", "g2")), ("36", "mg", ("bup", "b1"))],
            ),
        ];
    }
    overview
}

fn lists() -> Vec<SourceResult> {
    let practice = [
        taken("g1", BUDESONIDE, "Giona", "200", "µg", "2023-02-14"),
        taken(
            "g2",
            METHYLPHENIDATE,
            "Metylfenidat",
            "18",
            "mg",
            "2025-01-20",
        ),
    ];
    let clinic = [
        stopped(
            taken(
                "b1",
                METHYLPHENIDATE,
                "Metylfenidat depot",
                "36",
                "mg",
                "2025-03-03",
            ),
            "2026-10-05",
        ),
        taken(
            "b2",
            ("N06BA12", "Lisdexamfetamin"),
            "Elvanse",
            "30",
            "mg",
            "2026-10-05",
        ),
        stopped(
            taken(
                "b3",
                ("N05CH01", "Melatonin"),
                "Melatonin",
                "3",
                "mg",
                "2022-05-02",
            ),
            "2023-01-09",
        ),
    ];
    let school = [
        weight("w0", "2023-10-10", "55.0"),
        weight("w1", "2026-03-10", "52.0"),
        weight("w2", "2026-08-25", "50.8"),
        weight("w3", "2026-10-13", "49.4"),
        height("h", "2026-10-13", "161.0"),
    ];
    let of = |name: &'static str, role: &'static str, records: Vec<Record>| {
        encoded(records.into_iter().map(move |r| by(name, role, r)))
    };
    vec![
        fresh(
            source("vc", "Vårdcentralen Ålen", "general-practice"),
            of("Sara Ny", "läkare", practice.into()),
        ),
        fresh(
            source("bup", "BUP Västerlund", "child-psychiatry"),
            of("Ola Berg", "läkare", clinic.into()),
        ),
        fresh(
            source("emi", "Elevhälsan Norr", "school-health"),
            of("Maria Ek", "skolsköterska", school.into()),
        ),
    ]
}

/// A medicine and a weight that guardians do not get to see.
pub(crate) fn marked() -> Overview {
    let medicine = taken(
        "m",
        ("N06BA12", "Lisdexamfetamin"),
        "Elvanse",
        "30",
        "mg",
        "2026-10-05",
    );
    let weights = [
        weight("w1", "2026-03-10", "52.0"),
        weight("w2", "2026-10-13", "49.4"),
    ];
    let records = weights.into_iter().chain([medicine]).map(|mut record| {
        record.header.marks.not_for_guardians = true;
        record
    });
    let row = source("bup", "BUP Västerlund", "child-psychiatry");
    overview(vec![fresh(row, encoded(records))])
}

fn taken(
    id: &str,
    (atc, substance): (&str, &str),
    name: &str,
    dose: &str,
    unit: &str,
    since: &str,
) -> Record {
    let mut body = Medication::new(atc, name, Quantity::new(dose, unit));
    if let Some(code) = &mut body.substance {
        code.display = substance.to_owned();
    }
    body.prescribed = Some(moment(since));
    let mut record = record(id, types::MEDICATION, since, name, body);
    record.header.period = Period::since(moment(since));
    record.header.life_cycle = LifeCycle::Active;
    record
}

fn stopped(mut record: Record, at: &str) -> Record {
    if let domain::record::Body::Medication(body) = &mut record.body {
        body.state = MedicationState::Stopped;
        body.stopped = Some(moment(at));
    }
    record.header.period.end = Some(moment(at));
    record.header.life_cycle = LifeCycle::Completed;
    record
}

/// Each value with the record that claims it.
fn conflict(code: &str, values: [(&str, &str, (&str, &str)); 2]) -> Conflict {
    let value = |(value, unit, (producer, record)): (&str, &str, (&str, &str))| ConflictValue {
        value: value.to_owned(),
        unit: unit.to_owned(),
        records: vec![RecordRef {
            producer_id: producer.to_owned(),
            record_id: record.to_owned(),
        }],
    };
    Conflict {
        code: Some(Coding {
            code: code.to_owned(),
            ..Coding::default()
        }),
        values: values.map(value).into(),
        identity_key: KEY.to_owned(),
    }
}
