//! The records of the hand-made overview: what a school nurse sees of a boy whose hearing is followed up.

use domain::{
    record::{
        Author, Coding, Header, InformationType, LifeCycle, Organisation, Quantity, Record,
        body::{
            Activity, ActivityKind, CareDocument, Contact, Custody, CustodyHolder, Interpretation,
            Laterality, MasterData, Observation, Person, Plan, PlanAction, PlanGoal,
            ProgrammeAdherence, ProgrammeStatement, Referral, Vaccination, types,
        },
        claims,
    },
    time::Period,
};
use proto::{convert, relay, v1::record::RecordHeader};

use super::{child, moment};

fn organisation(name: &str) -> Organisation {
    Organisation {
        id: None,
        name: name.to_owned(),
    }
}

fn record(
    id: &str,
    kind: &str,
    period: Period,
    title: &str,
    body: impl Into<domain::record::Body>,
) -> Record {
    let mut header = Header::new(
        id,
        InformationType::parse(kind).unwrap(),
        child(),
        period,
        title,
    );
    header.care_provider = Some(organisation("Norra kommunen"));
    header.unit = Some(organisation("Elevhälsan Norr"));
    let mut record = Record {
        header,
        body: body.into(),
        location: None,
    };
    claims::stamp(&mut record);
    record
}

fn by(mut record: Record, name: &str, role_text: &str) -> Record {
    record.header.author = Some(Author {
        name: name.to_owned(),
        role: "nurse".to_owned(),
        role_text: role_text.to_owned(),
    });
    record
}

fn state(mut record: Record, life_cycle: LifeCycle) -> Record {
    record.header.life_cycle = life_cycle;
    record
}

fn day(text: &str) -> Period {
    Period::at(moment(text))
}

pub(crate) fn height(id: &str, value: &str) -> Record {
    let code = Coding::new("http://loinc.org", "8302-2", "Body height");
    let body = Observation::quantity(code, Quantity::new(value, "cm"));
    let record = record(
        id,
        types::OBSERVATION_GROWTH,
        day("2026-02-03"),
        "Längd",
        body,
    );
    by(record, "Maria Ek", "Skolsköterska")
}

pub(crate) fn vaccination(id: &str) -> Record {
    let body = Vaccination::new("J07BD52", "A80CC")
        .dose(2)
        .product("Priorix");
    let record = record(id, types::VACCINATION, day("2025-02-12"), "MPR dos 2", body);
    by(record, "Maria Ek", "Skolsköterska")
}

/// A dose by somebody, given or copied, written when it was written.
pub(crate) fn written(
    id: &str,
    author: &str,
    transcribed: bool,
    recorded: Option<&str>,
) -> relay::Record {
    let mut dose = Vaccination::new("J07BD52", "A80CC");
    dose.transcribed = transcribed;
    let mut record = record(id, types::VACCINATION, day("2025-02-12"), "MPR", dose);
    record.header.recorded = recorded.map(|at| at.parse().unwrap());
    convert::record::encode(&by(record, author, "Skolsköterska"))
}

pub(crate) fn master_data() -> Record {
    let body = MasterData {
        name: "Elias Lind".to_owned(),
        birth: Some(moment("2012-12-12")),
        ..MasterData::default()
    };
    record("m1", types::MASTER_DATA, Period::default(), "", body)
}

pub(crate) fn custody() -> Record {
    let holder = |name: &str, role: &str, until: Option<&str>| CustodyHolder {
        person: Person::new(name, role),
        until: until.map(moment),
        ..CustodyHolder::default()
    };
    let body = Custody {
        holders: vec![
            holder("Anna Lind", "mother", None),
            holder("Bo Lind", "father", None),
            holder("Carl Ek", "guardian", Some("2020-05-01")),
        ],
        ..Custody::default()
    };
    record("m2", types::CUSTODY, Period::default(), "", body)
}

pub(crate) fn contacts() -> [Record; 2] {
    let mut nurse = Contact::new(
        Person::new("Maria Ek", "school-nurse"),
        "håller ihop hörseluppföljningen",
    )
    .holding_ball_since(moment("2026-10-14"));
    nurse.next_step = "boka nytt hörseltest".to_owned();
    nurse.coordinator = true;
    let teacher = Contact::new(Person::new("Per Ström", "teacher"), "mentor");
    [
        record(
            "c1",
            types::CONTACT,
            Period::since(moment("2026-08-15")),
            "",
            nurse,
        ),
        record(
            "c2",
            types::CONTACT,
            Period::since(moment("2026-08-15")),
            "",
            teacher,
        ),
    ]
}

pub(crate) fn audiometry() -> Record {
    let code = || Coding::new("http://snomed.info/sct", "91515000", "Tonaudiometri");
    let loud = |value: &str| Quantity::new(value, "dB[HL]");
    let mut body = Observation {
        code: Some(code()),
        ..Observation::default()
    }
    .component(code(), loud("35"), Laterality::Left)
    .component(code(), loud("20"), Laterality::Right);
    if let Some(left) = body.components.first_mut() {
        left.interpretation = Interpretation::Abnormal;
    }
    let record = record(
        "s1",
        types::OBSERVATION_SCREENING,
        day("2018-03-20"),
        "Tonaudiometri 4 kHz",
        body,
    );
    by(record, "Lena Nyman", "BVC-sjuksköterska")
}

pub(crate) fn summary() -> Record {
    let mut body = CareDocument::text(
        "Hörsel: vänster 35 dB vid 4 kHz, omtest avvikande, remiss till öron-näsa-hals. I övrigt utan anmärkning, följer sin kurva.",
    );
    body.programme = Some(ProgrammeStatement {
        vaccinations: ProgrammeAdherence::Followed,
        visits: ProgrammeAdherence::Followed,
        open_follow_up: true,
        ..ProgrammeStatement::default()
    });
    let record = record(
        "d1",
        types::DOCUMENT_BVC_SUMMARY,
        Period::at(moment("2019-06")),
        "Överlämning till elevhälsan",
        body,
    );
    by(record, "Lena Nyman", "BVC-sjuksköterska")
}

pub(crate) fn appointment() -> Record {
    let body = Activity::new(ActivityKind::Appointment, "Hörseltest");
    let period = Period::at(moment("2026-12-03T12:30:00Z"));
    let record = record("a1", types::ACTIVITY, period, "Hörseltest", body);
    by(
        state(record, LifeCycle::Planned),
        "Maria Ek",
        "Skolsköterska",
    )
}

pub(crate) fn plan() -> Record {
    let body = Plan {
        kind: "action-plan".to_owned(),
        goals: vec![PlanGoal::new(
            "hör vad som sägs i klassrummet",
            "vill sitta bredvid Noah",
        )],
        actions: vec![
            PlanAction::new(
                "flytta platsen i klassrummet",
                Person::new("Per Ström", "teacher"),
            )
            .due(moment("2026-11-13")),
            PlanAction::new(
                "boka nytt hörseltest",
                Person::new("Maria Ek", "school-nurse"),
            )
            .due(moment("2026-12-31")),
        ],
        follow_up: Some(moment("2027-01-20")),
        ..Plan::default()
    };
    let record = record(
        "p1",
        types::PLAN,
        Period::since(moment("2026-10-14")),
        "Åtgärder hörsel",
        body,
    );
    by(
        state(record, LifeCycle::Active),
        "Maria Ek",
        "Skolsköterska",
    )
}

pub(crate) fn referral() -> Record {
    let sector = domain::record::Sector::parse("hospital").unwrap();
    let body = Referral::requested(sector, "Bedömning av hörsel", moment("2026-10-15"));
    record(
        "r1",
        types::REFERRAL,
        day("2026-10-15"),
        "Remiss till ÖNH",
        body,
    )
}

pub(crate) fn private_note() -> Record {
    let body = CareDocument::text("Läraren tycker att han hör dåligt.");
    // A title that tries to clear the screen and to turn the line around.
    let mut record = record(
        "n1",
        types::DOCUMENT_CARE_NOTE,
        day("2026-10-14"),
        "Samtal\u{1b}[2J \u{202E}med lärare",
        body,
    );
    record.header.marks.not_for_guardians = true;
    by(record, "Maria Ek", "Skolsköterska")
}

/// A record of a kind that this program does not know.
pub(crate) fn unknown_kind() -> relay::Record {
    let known = convert::record::encode(&summary());
    let header = RecordHeader {
        record_id: "u1".to_owned(),
        information_type: "observation/sleep".to_owned(),
        title: "Sömnregistrering".to_owned(),
        ..known.header().unwrap()
    };
    known.with_header(&header)
}

/// A record whose content is not what its type says.
pub(crate) fn unfit() -> relay::Record {
    let growth = convert::record::encode(&height("x1", "140.1"));
    let header = RecordHeader {
        information_type: "vaccination".to_owned(),
        title: "HPV dos 1".to_owned(),
        identity_key: String::new(),
        ..growth.header().unwrap()
    };
    growth.with_header(&header)
}

/// A record whose content a mask has taken away.
pub(crate) fn header_only() -> relay::Record {
    convert::record::encode(&height("h1", "102.5")).without_body()
}

/// A record of a time that is known as precisely as `at` says.
pub(crate) fn at(at: &str) -> relay::Record {
    let mut record = height("t1", "102.5");
    record.header.period = Period::at(moment(at));
    convert::record::encode(&record)
}
