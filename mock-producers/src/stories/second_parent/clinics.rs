//! What the practice and psychiatry hold: the referral, the visitation, and a first visit that comes before the answer.

use domain::{
    id::PersonId,
    record::{
        Coding, Record,
        body::{
            Activity, ActivityKind, ActivityMode, Contact, Referral, ReferralState,
            systems::ICPC_2, types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::Journal,
    stories::{
        denmark::{contact, problem},
        reached_at,
    },
    sure,
    systems::dk::{BUP_MIDT, LAEGE_TORVET, bup_midt, laege_torvet},
};

/// The referral as both write it, the sender and the receiver.
fn referral(calendar: &Calendar) -> Referral {
    Referral {
        from: Some(LAEGE_TORVET.unit()),
        to: Some(BUP_MIDT.unit()),
        to_sector: Some(sure::sector("child-psychiatry")),
        question: "9-årig pige med uopmærksomhed i skole og hjem gennem to år, tiltagende skolevægring. PPR har vurderet, \
                   anbefaler udredning. Opmærksomhedsforstyrrelse? Angst?"
            .to_owned(),
        reason: Some(Coding::new(ICPC_2, "P22", "Adfærdssymptom hos barn")),
        requested: Some(calendar.moment("2026-10-02")),
        ..Referral::default()
    }
}

pub(super) fn practice(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&LAEGE_TORVET, calendar, child, 88_412);
    journal.by(laege_torvet::DOCTOR);
    let examined = Activity {
        mode: ActivityMode::OnSite,
        outcome: "Sund pige. Vokser og udvikler sig alderssvarende.".to_owned(),
        ..Activity::new(ActivityKind::Examination, "5-års børneundersøgelse")
    };
    journal.write(
        types::ACTIVITY,
        "2022-04-25",
        "Børneundersøgelse 5 år",
        examined,
    );
    journal.height("2022-04-25", "111.0");
    journal.weight("2022-04-25", "18.9");
    let behaviour = problem("P22", "Adfærdssymptom hos barn");
    let code = behaviour.code.clone();
    let entry = journal
        .write(types::CONDITION, "2026-09-30", "P22", behaviour)
        .ongoing();
    if let Some(code) = code {
        entry.code(code);
    }
    journal.note(
        "2026-09-30",
        "Kons.",
        &[("", "M. mor. PPR-vurdering medbragt på papir. Mavepine om morgenen, fri i ferier. Obj. ua., vægt følger kurve. Søvn: indsovning 1-2 t. \
                Pl.: henv. BUP. Mor opfordret til at inddrage far.")],
    );
    journal.write(
        types::REFERRAL,
        "2026-10-02",
        "Henv. BUP",
        Referral {
            state: ReferralState::Accepted,
            answered: Some(calendar.moment("2026-10-20")),
            ..referral(calendar)
        },
    );
    contact(
        &mut journal,
        "2017-04-20",
        &LAEGE_TORVET,
        &laege_torvet::DOCTOR,
        "Egen læge",
    );
    journal.close()
}

pub(super) fn psychiatry(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&BUP_MIDT, calendar, child, 904_411);
    journal.by(bup_midt::PSYCHIATRIST);
    journal
        .write(
            types::REFERRAL,
            "2026-10-20 13:15",
            "Visitation",
            Referral {
                state: ReferralState::Accepted,
                answered: Some(calendar.moment("2026-10-20")),
                expected: Some(calendar.moment("+12")),
                answer: "Visiteret til ambulant udredning, pakkeforløb opmærksomhedsforstyrrelse. PPR's vurdering og testresultater \
                         bedes foreligge til første tid."
                    .to_owned(),
                ..referral(calendar)
            },
        )
        .ongoing();
    journal.by(bup_midt::NURSE);
    journal
        .note(
            "2026-11-02 10:30",
            "Forberedelse til første tid",
            &[
                ("Samtykke", "Indhentning af PPR-vurdering kræver samtykke fra begge forældremyndighedsindehavere. Mor gav det 29.10. Far anmodet i dag pr. \
                  Digital Post, svarfrist 14 dage. Uden vurderingen kan første tid kun bruges til anamnese."),
                ("Plan", "Rykker far, hvis intet svar. PPR orienteret om tidspunktet."),
            ],
        )
        .naming_others();
    let visit = Activity {
        mode: ActivityMode::OnSite,
        responsible: Some(bup_midt::PSYCHIATRIST.of(&BUP_MIDT)),
        participants: vec![bup_midt::NURSE.of(&BUP_MIDT)],
        ..Activity::new(
            ActivityKind::Appointment,
            "Første samtale: forældre og barn; testresultater fra PPR gennemgås",
        )
    };
    journal
        .write(
            types::ACTIVITY,
            "+12 10:00",
            "Første tid, ambulatoriet",
            visit,
        )
        .recorded("2026-10-21 09:05");
    let nurse = Contact {
        next_step: "Fars samtykke til at hente PPR's vurdering".to_owned(),
        reachable: "Hverdage kl. 9–12".to_owned(),
        ..Contact::new(
            bup_midt::NURSE.of(&BUP_MIDT),
            "Forløbskoordinator, udredning",
        )
    }
    .holding_ball_since(calendar.moment("2026-10-20"));
    journal
        .write(
            types::CONTACT,
            "2026-10-20 13:20",
            "Forløbskoordinator",
            nurse,
        )
        .ongoing()
        .recorded("2026-11-02 10:35")
        .version(2)
        .at(reached_at("tel:+4500780120"));
    journal.close()
}
