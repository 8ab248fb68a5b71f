//! Visits: several records of one day, a dose that two sources tell, one day's midnight, years long gone.

use domain::record::{
    LifeCycle, Record,
    body::{Activity, ActivityKind, NotGiven, Vaccination, types},
};
use proto::v1::overview::Overview;

use super::{by, dose, encoded, height, note, overview, record, same, weight};
use crate::common::{fresh, source};

pub(crate) fn visits() -> Overview {
    let nurse = of_the_nurse();
    let nurse = nurse
        .into_iter()
        .map(|r| by("Maria Ek", "skolsköterska", r));
    let other = by(
        "Lena Nyman",
        "BVC-sjuksköterska",
        height("o6", "2017-03-14", "95.0"),
    );
    let month = by(
        "Lena Nyman",
        "BVC-sjuksköterska",
        weight("o7", "2017-03", "14.1"),
    );
    let copied = by(
        "SK",
        "skolsköterska",
        dose("a6", "2026-10-20", "J07BD52", "Priorix", 2),
    );
    let mut overview = overview(vec![
        fresh(
            source("emi-norr", "Elevhälsan Norr", "school-health"),
            encoded(nurse.chain([other, month])),
        ),
        fresh(
            source("emi-syd", "Elevhälsan Söder", "school-health"),
            encoded([copied]),
        ),
        fresh(source("bvc", "BVC Eken", "child-health"), vec![]),
        fresh(source("bvc-2", "BVC Linden", "child-health"), vec![]),
    ]);
    if let Some(completed) = &mut overview.completed {
        let key = "vaccination|2026-10-20|J07BD52|BA6";
        completed.duplicates = vec![same(key, &[("emi-norr", "a6"), ("emi-syd", "a6")])];
    }
    overview
}

fn of_the_nurse() -> [Record; 15] {
    let examination = |id: &str, at: &str, title: &str| {
        let body = Activity::new(ActivityKind::Examination, "");
        record(id, types::ACTIVITY, at, title, body)
    };
    let mut private = note("p", "2026-10-21", "Samtal", "Mamma är orolig.");
    private.header.marks.not_for_guardians = true;
    let mut off = record(
        "c",
        types::ACTIVITY,
        "2026-09-01",
        "Hörseltest",
        Activity::new(ActivityKind::Appointment, ""),
    );
    off.header.life_cycle = LifeCycle::Cancelled;
    let mut refused = Vaccination::new("J07BM03", "");
    refused.not_given = Some(NotGiven {
        text: "familjen avvaktar".to_owned(),
        ..NotGiven::default()
    });
    [
        // Half past midnight in Sweden: the next local day.
        examination("a1", "2026-10-19T22:30:00Z", "Hälsobesök åk 4"),
        note(
            "a2",
            "2026-10-20",
            "Hälsobesök åk 4, anteckning",
            "Trivs i skolan. Sover bra och har kompisar i klassen; vill spela i skollaget nästa år.",
        ),
        weight("a3", "2026-10-20T06:30:00Z", "33.8"),
        height("a4", "2026-10-20T06:20:00Z", "140.1"),
        dose("a5", "2026-10-20", "J07BM03", "Gardasil 9", 1),
        dose("a6", "2026-10-20", "J07BD52", "Priorix", 2),
        dose("a7", "2026-10-20", "J07XX99", "Nytt vaccin", 1),
        private,
        off,
        record("r", types::VACCINATION, "2026-03-03", "HPV", refused),
        examination("o1", "2018-03-20", "4-årsbesök"),
        note(
            "o2",
            "2018-03-20",
            "4-årsbesök, anteckning",
            "Detta citat hör till ett äldre besök.",
        ),
        height("o3", "2018-03-20", "102.5"),
        weight("o4", "2018-03-20", "16.4"),
        dose("o5", "2018-03-20", "J07CA02", "Tetravac", 4),
    ]
}
