//! What a child psychiatrist sees of a boy whose hearing was followed up at four: the window ends long after, and the page says how
//! to ask.

use proto::v1::overview::{
    NextStep, Outcome, Overview, ProgrammeCheck, ProgrammeVerdict, Reason, SectorDecision,
    SourceResult,
};

use super::{by, encoded, height, note, overview};
use crate::common::{fresh, programme, source};

const EVERYTHING: [&str; 9] = [
    "activity",
    "condition",
    "contact",
    "document/bvc-summary",
    "document/care-note",
    "observation/growth",
    "observation/screening",
    "referral",
    "vaccination",
];

pub(crate) fn window() -> Overview {
    let note = note(
        "n",
        "2026-11-10",
        "Samtal med mentor",
        "Mentor berättar att Elias ofta hör fel.",
    );
    let told = [note, height("g", "2024-11-05", "140.1")];
    let told = told.map(|record| by("Maria Ek", "skolsköterska", record));
    let older = |row: SourceResult, mailbox: &str| SourceResult {
        older_may_exist: true,
        reasons: vec![outside(mailbox)],
        ..row
    };
    let row = |id, name, sector| fresh(source(id, name, sector), vec![]);
    let mut overview = overview(vec![
        older(
            row("bvc", "BVC Eken", "child-health"),
            "bvc-eken@sdk.example",
        ),
        older(
            row("bvc-2", "BVC Linden", "child-health"),
            "linden@sdk.example",
        ),
        older(
            fresh(
                source("emi-norr", "Elevhälsan Norr", "school-health"),
                encoded(told),
            ),
            "emi-norr@sdk.example",
        ),
    ]);
    if let Some(started) = &mut overview.started {
        let sector = |sector: &str, reasons| SectorDecision {
            sector: sector.to_owned(),
            outcome: Outcome::Partial.into(),
            reasons,
            ..SectorDecision::default()
        };
        started.sectors = vec![
            sector("child-health", vec![outside("")]),
            sector("school-health", vec![outside("")]),
            sector("social-child", vec![refused("OSL 2009:400 26 kap. 1 §")]),
            sector("habilitation", vec![refused("OSL 2009:400 25 kap. 1 §")]),
        ];
    }
    if let Some(completed) = &mut overview.completed {
        completed.programme = Some(unknown_programme());
    }
    overview
}

/// Of what was due before the window begins nothing is known.
fn unknown_programme() -> ProgrammeCheck {
    let doses = (1..=3).flat_map(|dose| {
        let of = |name: &str| programme::not_known(name, &format!("{name} {dose}"));
        [of("DTP-polio-Hib"), of("Pneumokocker"), of("MPR")]
    });
    let not_known = ProgrammeVerdict::NotKnown;
    ProgrammeCheck {
        verdict: not_known.into(),
        parts: vec![programme::part(
            "vaccinations",
            "Vaccinationer",
            not_known,
            doses.collect(),
        )],
        ..ProgrammeCheck::default()
    }
}

fn outside(mailbox: &str) -> Reason {
    Reason {
        code: "OUTSIDE_WINDOW".to_owned(),
        information_types: EVERYTHING.map(str::to_owned).into(),
        rule: "SE-WIN-YEAR-3".to_owned(),
        law: "NPÖ:s visningsregel (Skåne 2021)".to_owned(),
        next_step: Some(NextStep {
            code: "SECURE_MESSAGE".to_owned(),
            text: "Begär uppgifterna med säkert meddelande.".to_owned(),
            mailbox: mailbox.to_owned(),
            subject_template: "Begäran om handlingar, ärende <case number>".to_owned(),
            ..NextStep::default()
        }),
        ..Reason::default()
    }
}

fn refused(law: &str) -> Reason {
    Reason {
        code: "CONSENT_MISSING".to_owned(),
        law: law.to_owned(),
        ..Reason::default()
    }
}
