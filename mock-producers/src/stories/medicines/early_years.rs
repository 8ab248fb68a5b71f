//! What the archive holds of a child health centre that closed: keyed in from paper, dated by month.

use domain::{
    id::PersonId,
    record::{
        Record,
        body::{ProgrammeAdherence, ProgrammeStatement, types},
    },
};

use crate::{
    calendar::Calendar,
    journal::{Dose, Ears, Journal, document},
    stories::atc,
    systems::{ARKIV_VASTERLUND, arkiv_vasterlund},
};

/// The programme of those born in 2012.
#[rustfmt::skip] // a table: one row a line
const DOSES: [(&str, Dose); 8] = [
    ("2012-05", Dose::new(atc::PENTAVALENT, "Pentavac", 1, "")),
    ("2012-05", Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 1, "")),
    ("2012-07", Dose::new(atc::PENTAVALENT, "Pentavac", 2, "")),
    ("2012-07", Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 2, "")),
    ("2013-02", Dose::new(atc::PENTAVALENT, "Pentavac", 3, "")),
    ("2013-02", Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", 3, "")),
    ("2013-08", Dose::new(atc::MMR, "Priorix", 1, "")),
    ("2017-03", Dose::new(atc::FIVE_YEAR_BOOSTER, "Tetravac", 4, "")),
];

pub(super) fn told(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    const KEYED_IN: &str = "2019-11-06";
    let mut journal = Journal::open(&ARKIV_VASTERLUND, calendar, child, 1);
    journal.by(arkiv_vasterlund::ARCHIVIST);
    for (when, cm, kg) in [
        ("2012-03", "52", "3.9"),
        ("2013-02", "75", "9.6"),
        ("2014-09", "91", "13.0"),
        ("2016-03", "102.5", "16.8"),
        ("2017-03", "109", "18.9"),
    ] {
        journal.height(when, cm).recorded(KEYED_IN);
        journal.weight(when, kg).recorded(KEYED_IN);
    }
    for (when, dose) in DOSES {
        journal.vaccination(when, dose, true).recorded(KEYED_IN);
    }
    journal
        .hearing("2016-03", "Lekaudiometri", Ears::PASSED, "ua")
        .recorded(KEYED_IN);
    journal
        .note(
            "2016-11",
            "Journalblad 14",
            &[("", "Pip i bröstet vid förkylning tredje gången i höst. Mottagning Alen provar inhalation.")],
        )
        .recorded(KEYED_IN);
    let mut summary = document(&[
        ("Vaccinationer", "Enl. program."),
        ("Övrigt", "Astmabesvär, följs på vårdcentral."),
    ]);
    summary.programme = Some(ProgrammeStatement {
        vaccinations: ProgrammeAdherence::Followed,
        visits: ProgrammeAdherence::Followed,
        has_diagnosis: true,
        ..ProgrammeStatement::default()
    });
    journal
        .write(
            types::DOCUMENT_BVC_SUMMARY,
            "2018-06",
            "Överlämningsblad BVC–skola",
            summary,
        )
        .recorded(KEYED_IN);
    journal.close()
}
