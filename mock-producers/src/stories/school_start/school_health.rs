//! What school health holds: one visit, and the question that the summary leaves open.

use domain::{
    id::PersonId,
    record::{
        Record,
        body::{Contact, Interpretation, types},
    },
};

use crate::{
    calendar::Calendar,
    journal::Journal,
    stories::reached_at,
    systems::{EMI_VASTERBY, emi_vasterby},
};

pub(super) fn told(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    const VISIT: &str = "2026-10-14 10:20";
    let mut journal = Journal::open(&EMI_VASTERBY, calendar, child, 31_022_815);
    journal.by(emi_vasterby::NURSE);
    journal.height(VISIT, "117.0");
    journal.weight(VISIT, "21.3");
    journal.vision(VISIT, "1.0", "1.0", Interpretation::Normal);
    journal.note(
        VISIT,
        "Hälsobesök förskoleklass",
        &[
            ("Hälsosamtal", "Tycker om att rita och att vara ute. Sitter längst bak, vänder sig om när fröken pratar. Mamma med."),
            ("Undersökning", "Längd och vikt följer kurvan. Syn ua. Hörseltest ej gjort, audiometern på kalibrering."),
            ("Bedömning", "BVC-sammanfattningen säger \"kontroll pågår\" om hörseln. Vilken kontroll, och var? 5-årsdosen verkar saknas. BVC-journalen behövs."),
        ],
    );
    let contact = Contact {
        next_step: "Läsa BVC-journalen; hörseltest; ställa 5-årsdosen i ordning".to_owned(),
        reachable: "Vardagar 8–15".to_owned(),
        ..Contact::new(
            emi_vasterby::NURSE.of(&EMI_VASTERBY),
            "Elevhälsans medicinska insats",
        )
    }
    .holding_ball_since(calendar.moment("2026-10-14"));
    journal
        .write(types::CONTACT, "2026-08-18 08:00", "Skolsköterska", contact)
        .ongoing()
        .recorded("2026-10-14 11:05")
        .version(2)
        .at(reached_at("tel:+46846500414"));
    journal.close()
}
