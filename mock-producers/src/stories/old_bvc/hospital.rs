//! What the hospital holds of the left ear: fluid in the autumn, gone in March. And what hearing habilitation told the preschool meanwhile.

use domain::{
    id::PersonId,
    record::{
        Coding, Record,
        body::{
            Activity, ActivityKind, ActivityMode, Condition, ConditionState, Interpretation,
            systems::ICD_10, types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::{Ears, Journal, document},
    systems::{
        HABILITERING_VASTERLUND, SJUKHUS_VASTERLUND, habilitering_vasterlund,
        sjukhus_vasterlund::{AUDIOLOGIST, EAR_CLINIC, EAR_DOCTOR},
    },
};

const FIRST: &str = "2018-09-13 13:30";
const CONTROL: &str = "2019-03-12 10:15";

const EARS_WITH_FLUID: Ears = Ears {
    left: ["35", "35", "35", "40"],
    right: ["20", "20", "20", "20"],
    finding: Interpretation::Abnormal,
};

pub(super) fn ear_clinic(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SJUKHUS_VASTERLUND, calendar, child, 704_118);
    journal.by(AUDIOLOGIST);
    journal
        .hearing(
            FIRST,
            "Lektonaudiometri",
            EARS_WITH_FLUID,
            "Ledningshinder vänster, cirka 20 dB.",
        )
        .at_unit(EAR_CLINIC);
    first_visit(&mut journal, calendar);
    journal.by(AUDIOLOGIST);
    journal
        .hearing(
            CONTROL,
            "Lektonaudiometri",
            Ears::PASSED,
            "Normal hörsel bilat.",
        )
        .at_unit(EAR_CLINIC);
    journal
        .note(
            CONTROL,
            "Kontroll",
            &[(
                "Bedömning",
                "Vätskan borta, trumhinnor ua. Avslutas. Vid ny misstanke ny remiss.",
            )],
        )
        .at_unit(EAR_CLINIC);
    journal.close()
}

fn first_visit(journal: &mut Journal<'_>, calendar: &Calendar) {
    journal.by(EAR_DOCTOR);
    let code = Coding::new(ICD_10, "H65.2", "Kronisk serös otitis media");
    let fluid = Condition {
        state: ConditionState::Resolved,
        onset: Some(calendar.moment("2018-09-13")),
        resolved: Some(calendar.moment("2019-03-12")),
        note: "Vänster öra.".to_owned(),
        ..Condition::confirmed(code.clone())
    };
    journal
        .write(
            types::CONDITION,
            FIRST,
            "Sekretorisk mediaotit vänster",
            fluid,
        )
        .until(CONTROL)
        .recorded(CONTROL)
        .version(2)
        .code(code)
        .at_unit(EAR_CLINIC);
    let visit = Activity {
        mode: ActivityMode::OnSite,
        outcome: "Exspektans, kontroll om sex månader.".to_owned(),
        ..Activity::new(ActivityKind::Visit, "Nybesök på remiss från BVC")
    };
    journal
        .write(types::ACTIVITY, FIRST, "Mottagningsbesök", visit)
        .at_unit(EAR_CLINIC);
    let answer = document(&[
        (
            "Status",
            "Vänster trumhinna indragen, vätskenivå. Tympanometri: vänster B-kurva, höger A.",
        ),
        (
            "Bedömning",
            "Kronisk serös otit vänster (H65.2). Inga upprepade akuta otiter i höst. Ingen åtgärd nu, kontroll i mars; rör om besvären består.",
        ),
    ]);
    journal
        .write(
            types::DOCUMENT_DISCHARGE_LETTER,
            "2018-09-13 15:05",
            "Remissvar till BVC",
            answer,
        )
        .at_unit(EAR_CLINIC);
}

pub(super) fn advice(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&HABILITERING_VASTERLUND, calendar, child, 40_771);
    journal.by(habilitering_vasterlund::HEARING_TEACHER);
    journal.note(
        "2018-11-06",
        "RÅD TILL FÖRSKOLA",
        &[("", "Besök på förskolan. Sätt honom med höger öra mot den som talar, säg hans namn först, dämpa bordsytor. Gäller tills kontrollen i mars.")],
    );
    journal.close()
}
