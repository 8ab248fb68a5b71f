//! A programme check with one of each: followed, stated, late, missing, not known, due now, and what is open.

use proto::v1::overview::{
    ProgrammeCheck, ProgrammeDeviation, ProgrammeFinding, ProgrammeItem, ProgrammePart,
    ProgrammeUnknown, ProgrammeVerdict, RecordRef, SummaryUse,
};

pub(crate) fn check() -> ProgrammeCheck {
    let mmr_2 = ProgrammeItem {
        deviation: ProgrammeDeviation::Late.into(),
        records: vec![named("emi-norr", "v1"), named("emi-syd", "v9")],
        ..item("SE-MMR-2", "MPR 2, åk 1–2", ProgrammeFinding::Deviates)
    };
    let booster = ProgrammeItem {
        deviation: ProgrammeDeviation::Missing.into(),
        due_from: "2017-12-12".to_owned(),
        due_to: "2018-12-12".to_owned(),
        ..item("SE-DTP-4", "DTP-polio 4, 5 år", ProgrammeFinding::Deviates)
    };
    let vaccinations = vec![
        not_known("SE-DTP-1", "DTP-polio-Hib 1, 3 mån"),
        booster,
        item("SE-MMR-1", "MPR 1, 18 mån", ProgrammeFinding::Followed),
        mmr_2,
        item("SE-HPV-1", "HPV 1, åk 5", ProgrammeFinding::Pending),
    ];
    let visits = vec![item("SE-BVC-5Y", "5 år", ProgrammeFinding::Stated)];
    ProgrammeCheck {
        verdict: ProgrammeVerdict::Deviates.into(),
        parts: vec![
            part(
                "vaccinations",
                "Vaccinationer",
                ProgrammeVerdict::Deviates,
                vaccinations,
            ),
            part(
                "visits",
                "Hälsobesök på BVC",
                ProgrammeVerdict::Followed,
                visits,
            ),
        ],
        open_follow_ups: vec![named("bvc", "d1")],
        diagnoses: Vec::new(),
        summary: SummaryUse::NotEnough.into(),
    }
}

pub(crate) fn part(
    part: &str,
    text: &str,
    verdict: ProgrammeVerdict,
    items: Vec<ProgrammeItem>,
) -> ProgrammePart {
    ProgrammePart {
        part: part.to_owned(),
        text: text.to_owned(),
        verdict: verdict.into(),
        table_id: "SE-TABLE".to_owned(),
        source: "Programmet, Myndigheten, 2020-08-01".to_owned(),
        items,
        stated_deviating: Vec::new(),
    }
}

pub(crate) fn not_known(code: &str, text: &str) -> ProgrammeItem {
    ProgrammeItem {
        unknown: ProgrammeUnknown::OutsideWindow.into(),
        ..item(code, text, ProgrammeFinding::NotKnown)
    }
}

fn item(code: &str, text: &str, finding: ProgrammeFinding) -> ProgrammeItem {
    ProgrammeItem {
        code: code.to_owned(),
        text: text.to_owned(),
        finding: finding.into(),
        due_from: "2025-08-15".to_owned(),
        due_to: "2027-08-15".to_owned(),
        ..ProgrammeItem::default()
    }
}

fn named(producer: &str, id: &str) -> RecordRef {
    RecordRef {
        producer_id: producer.to_owned(),
        record_id: id.to_owned(),
    }
}
