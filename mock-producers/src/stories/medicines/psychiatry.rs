//! What child psychiatry holds: adhd, a medicine stopped and another begun, a conversation about what she herself may decide, and a thought that
//! nobody has said aloud yet.

use domain::{
    id::PersonId,
    record::{
        Coding, Quantity, Record,
        body::{
            Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Condition, Contact,
            Instrument, Medication,
            systems::{ATC, ICD_10},
            types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::Journal,
    stories::reached_at,
    systems::{
        BUP_VASTERLUND,
        bup_vasterlund::{self, DOCTOR, NURSE, PSYCHOLOGIST},
    },
};

/// The day on which the medicine was changed.
const CHANGED: &str = "2026-10-05 13:00";

pub(super) fn told(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&BUP_VASTERLUND, calendar, child, 38_214);
    journal.by(PSYCHOLOGIST);
    assessments(&mut journal);
    journal.by(DOCTOR);
    let code = Coding::new(ICD_10, "F90.0", "Aktivitets- och uppmärksamhetsstörning");
    let adhd = Condition {
        onset: Some(calendar.moment("2025-10")),
        ..Condition::confirmed(code.clone())
    };
    journal
        .write(types::CONDITION, "2025-10", "Adhd, kombinerad form", adhd)
        .ongoing()
        .recorded("2025-10-21 11:30")
        .code(code);
    medicines(&mut journal, calendar);
    the_change(&mut journal);
    follow_up(&mut journal, calendar);
    journal.close()
}

fn assessments(journal: &mut Journal<'_>) {
    let assessment = Assessment {
        instruments: ["WISC-V", "QbTest", "Conners 3"]
            .map(Instrument::named)
            .into(),
        conclusion: "Uppfyller kriterier för adhd. Begåvning inom normalvariationen.".to_owned(),
        assessors: vec![PSYCHOLOGIST.of(&BUP_VASTERLUND), DOCTOR.of(&BUP_VASTERLUND)],
        ..Assessment::new(AssessmentState::Done, "Adhd?")
    };
    journal
        .write(
            types::ASSESSMENT,
            "2025-05-12 09:00",
            "Neuropsykiatrisk utredning",
            assessment,
        )
        .until("2025-10-21 11:00")
        .recorded("2025-10-21 11:00")
        .version(3);
    let maturity = Assessment {
        conclusion: "Förstår vad behandlingen innebär och vad det betyder att andra läser. Bedöms mogen att själv ta ställning till vilka som får se hennes uppgifter. Föräldrarna informerade, instämmer.".to_owned(),
        assessors: vec![DOCTOR.of(&BUP_VASTERLUND)],
        ..Assessment::new(AssessmentState::Done, "Mognad, informationsdelning")
    };
    journal.write(
        types::ASSESSMENT,
        "2026-09-21 14:00",
        "Mognadsbedömning",
        maturity,
    );
}

fn medicines(journal: &mut Journal<'_>, calendar: &Calendar) {
    let methylphenidate = Medication {
        dose_text: "1 tablett på morgonen".to_owned(),
        prescribed: Some(calendar.moment("2026-02-16")),
        ..medicine(calendar, "N06BA04", "Metylfenidat", "Concerta", "36")
    }
    .stopped(
        calendar.moment("2026-10-05"),
        "Nedstämd på eftermiddagarna, otillräcklig effekt",
    );
    journal
        .write(
            types::MEDICATION,
            "2025-11-12 10:00",
            "Concerta 36 mg, utsatt",
            methylphenidate,
        )
        .until(CHANGED)
        .recorded(CHANGED)
        .version(4);
    let lisdexamfetamine = Medication {
        dose_text: "1 kapsel på morgonen".to_owned(),
        prescribed: Some(calendar.moment("2026-10-05")),
        ..medicine(calendar, "N06BA12", "Lisdexamfetamin", "Elvanse", "30")
    };
    journal
        .write(
            types::MEDICATION,
            CHANGED,
            "Elvanse 30 mg",
            lisdexamfetamine,
        )
        .ongoing();
    let melatonin = Medication {
        dose_text: "1 tablett en timme före sänggående".to_owned(),
        reason_text: "Insomning".to_owned(),
        prescribed: Some(calendar.moment("2026-03-02")),
        ..medicine(calendar, "N05CH01", "Melatonin", "Melatonin", "3")
    };
    journal
        .write(
            types::MEDICATION,
            "2026-03-02 10:30",
            "Melatonin 3 mg",
            melatonin,
        )
        .ongoing();
}

fn medicine(calendar: &Calendar, atc: &str, substance: &str, name: &str, mg: &str) -> Medication {
    Medication {
        substance: Some(Coding::new(ATC, atc, substance)),
        reason_text: "Adhd".to_owned(),
        prescribed: Some(calendar.moment("2025-11-12")),
        ..Medication::new(atc, name, Quantity::new(mg, "mg"))
    }
}

fn the_change(journal: &mut Journal<'_>) {
    journal.weight(CHANGED, "51.2");
    journal.pulse(CHANGED, "82");
    journal.blood_pressure(CHANGED, "112", "68");
    journal.note(
        CHANGED,
        "Läkarbesök",
        &[
            ("Anamnes", "Koncentrationen bättre på förmiddagen, ledsen och trött efter lunch. Äter dåligt i skolan. Båda föräldrarna med, samtal även enskilt."),
            ("Läkemedel", "Concerta ut. Elvanse 30 mg in. Melatonin oförändrat. Inga andra läkemedel enligt vår lista."),
            ("Planering", "Vikt, puls och blodtryck om fyra veckor, hos oss eller skolsköterska. Remissvar till vårdcentralen ej skrivet."),
        ],
    );
    journal
        .note(
            "2026-10-05 14:10",
            "Minnesanteckning",
            &[("Tidig hypotes", "Hoppar över luncher även på helgen. Bara medicinen, eller ett eget förhållande till mat? Följ vikten innan något sägs.")],
        )
        .not_for_guardians();
}

fn follow_up(journal: &mut Journal<'_>, calendar: &Calendar) {
    journal.by(NURSE);
    let missed = Activity {
        mode: ActivityMode::OnSite,
        outcome: "Uteblev. Ny tid skickad.".to_owned(),
        ..Activity::new(ActivityKind::NoShow, "Vikt, puls och blodtryck")
    };
    journal.write(
        types::ACTIVITY,
        "2026-11-02 15:30",
        "Läkemedelskontroll",
        missed,
    );
    let next = Activity {
        mode: ActivityMode::OnSite,
        responsible: Some(NURSE.of(&BUP_VASTERLUND)),
        ..Activity::new(ActivityKind::Appointment, "Vikt, puls och blodtryck")
    };
    journal
        .write(
            types::ACTIVITY,
            "+12 15:30",
            "Läkemedelskontroll, ny tid",
            next,
        )
        .recorded("2026-11-02 16:10");
    let contact = Contact {
        next_step: "Läkemedelskontroll; uteblev i november".to_owned(),
        reachable: "Telefontid 8–10".to_owned(),
        ..Contact::new(
            bup_vasterlund::NURSE.of(&BUP_VASTERLUND),
            "Uppföljning av adhd-medicin",
        )
    }
    .holding_ball_since(calendar.moment("2026-10-05"));
    journal
        .write(
            types::CONTACT,
            "2025-11-12 10:00",
            "Sjuksköterska BUP",
            contact,
        )
        .ongoing()
        .recorded("2026-11-02 16:12")
        .version(5)
        .at(reached_at("tel:+46846500471"));
}
