//! That each story arrives as it is told.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

use domain::{
    record::{
        Body, Record,
        body::{Laterality, ObservedValue, ReferralState, types},
        claims,
    },
    time::{Country, Date, Moment},
};
use jiff::civil::date;
use mock_producers::{World, world::forbidden_words};

const TOLD_ON: Date = date(2026, 11, 21);

fn told() -> World {
    World::told(TOLD_ON)
}

/// What a system holds about the child of a story.
fn held(world: &World, story: &str, system: &str) -> Vec<Record> {
    let child = &world.child(story).unwrap().id;
    let records = world.system(system).unwrap().records.iter();
    let records = records.filter(|record| record.header.subject == *child);
    records.cloned().collect()
}

fn on(record: &Record) -> String {
    let start = record.header.period.start.unwrap();
    let start = start.interval(&Country::Se.zone()).start();
    Country::Se.today(start).to_string()
}

fn of_type<'a>(records: &'a [Record], code: &'a str) -> impl Iterator<Item = &'a Record> {
    records
        .iter()
        .filter(move |record| record.header.information_type.as_str() == code)
}

/// Measured amounts by day, for a LOINC code.
fn measured(records: &[Record], loinc: &str) -> Vec<(String, String)> {
    let growth = of_type(records, types::OBSERVATION_GROWTH);
    growth
        .filter_map(|record| match &record.body {
            Body::Observation(body) if body.code.as_ref()?.code == loinc => match &body.value {
                Some(ObservedValue::Quantity(quantity)) => {
                    Some((on(record), quantity.value.clone()))
                }
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// Doses by day: ATC and number.
fn doses(records: &[Record]) -> Vec<(String, String, u32)> {
    let dose = |record: &Record| match &record.body {
        Body::Vaccination(body) => (
            on(record),
            body.vaccine.clone().unwrap().code,
            body.dose_number,
        ),
        _ => panic!("not a vaccination"),
    };
    of_type(records, types::VACCINATION).map(dose).collect()
}

fn pair(day: &str, value: &str) -> (String, String) {
    (day.to_owned(), value.to_owned())
}

// R-STORY-1
#[test]
fn the_old_records_hold_the_four_year_examination() {
    let world = told();
    let bvc = held(&world, "old-bvc", "bvc-vasterby");
    assert!(measured(&bvc, "8302-2").contains(&pair("2018-03-20", "102.5")));
    assert!(measured(&bvc, "29463-7").contains(&pair("2018-03-20", "16.4")));
    let left_at_4_khz: Vec<_> = of_type(&bvc, types::OBSERVATION_SCREENING)
        .filter_map(|record| match &record.body {
            Body::Observation(body) => {
                let part = (body.components.iter())
                    .find(|part| part.code.as_ref().is_some_and(|c| c.code == "89022-8"))?;
                assert_eq!(part.laterality, Laterality::Left);
                match part.value.as_ref()? {
                    ObservedValue::Quantity(level) => Some(pair(&on(record), &level.value)),
                    _ => None,
                }
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        left_at_4_khz,
        [
            pair("2018-03-20", "35"),
            pair("2018-05-22", "40"),
            pair("2019-03-26", "20")
        ]
    );
    let referral = of_type(&bvc, types::REFERRAL).next().unwrap();
    assert!(matches!(&referral.body, Body::Referral(r) if r.state == ReferralState::Closed));
    let diagnosis = of_type(&bvc, types::CONDITION).next().unwrap();
    assert_eq!(on(diagnosis), "2018-09-13");
    assert!(
        matches!(&diagnosis.body, Body::Condition(c) if c.code.as_ref().unwrap().code == "H65.2")
    );
    assert_eq!(of_type(&bvc, types::DOCUMENT_BVC_SUMMARY).count(), 1);
}

// R-STORY-1
#[test]
fn the_hospital_and_the_child_health_centre_tell_of_one_diagnosis_under_one_key() {
    let world = told();
    let keys = |system| {
        let records = held(&world, "old-bvc", system);
        let found = of_type(&records, types::CONDITION).next().cloned();
        found.unwrap().header.identity_key
    };
    let hospital = keys("sjukhus-vasterlund");
    assert_eq!(hospital.as_deref(), Some("condition|H65.2|2018-09-13"));
    assert_eq!(hospital, keys("bvc-vasterby"));
}

// R-STORY-1
#[test]
fn the_boy_of_2014_followed_the_programme_of_his_cohort() {
    let world = told();
    let mut all = doses(&held(&world, "old-bvc", "bvc-vasterby"));
    all.extend(doses(&held(&world, "old-bvc", "emi-vasterby")));
    let of = |atc: &str| all.iter().filter(|(_, code, _)| code == atc).count();
    assert_eq!(of("J07BH01"), 0, "rotavirus came after his cohort");
    assert_eq!([of("J07CA06"), of("J07AL02"), of("J07CA02")], [3, 3, 1]);
    assert_eq!([of("J07BD52"), of("J07BM03")], [2, 2]);
}

// R-STORY-1
#[test]
fn everything_the_child_health_centre_holds_is_older_than_the_ordinary_window() {
    for today in [
        TOLD_ON,
        date(2027, 1, 1),
        date(2027, 11, 20),
        date(2033, 6, 1),
    ] {
        let world = World::told(today);
        let opens = Country::Se.midnight(date(today.year() - 3, 1, 1));
        for record in held(&world, "old-bvc", "bvc-vasterby") {
            let end: Moment = record.header.period.end.unwrap();
            assert!(end.interval(&Country::Se.zone()).end() < opens);
        }
        let school = held(&world, "old-bvc", "emi-vasterby");
        let recent = |record: &&Record| {
            let start = record.header.period.start.unwrap();
            start.interval(&Country::Se.zone()).start() >= opens
        };
        assert!(school.iter().filter(recent).count() >= 4);
    }
}

// R-STORY-1
#[test]
fn the_school_nurse_holds_the_ball_and_has_booked_a_test() {
    let world = told();
    let school = held(&world, "old-bvc", "emi-vasterby");
    let holds = |record: &&Record| match &record.body {
        Body::Contact(contact) => contact.holds_ball.is_some_and(|held| held.end.is_none()),
        _ => false,
    };
    assert_eq!(school.iter().filter(holds).count(), 1);
    assert_eq!(
        of_type(&school, types::ACTIVITY).map(on).max().as_deref(),
        Some("2026-11-25")
    );
    let bvc = held(&world, "old-bvc", "bvc-vasterby");
    assert_eq!(bvc.iter().filter(holds).count(), 0);
    assert_eq!(of_type(&bvc, types::CONTACT).count(), 2);
}

// R-STORY-2
#[test]
fn the_vaccination_is_one_dose_and_the_heights_contradict_each_other() {
    let world = told();
    let old = held(&world, "new-school", "emi-vasterby");
    let new = held(&world, "new-school", "emi-lindskolan");
    let derived = |records: &[Record], code: &str, day: &str| {
        let mut found = of_type(records, code).filter(|record| on(record) == day);
        let record = found.next().unwrap();
        let header = &record.header;
        claims::derive(&header.information_type, &header.period, &record.body)
    };
    let dose = |records| derived(records, types::VACCINATION, "2025-02-12");
    assert_eq!(
        dose(&old).identity_key.as_deref(),
        Some("vaccination|2025-02-12|J07BD52|W041882")
    );
    assert_eq!(dose(&old), dose(&new));
    let height = |records| derived(records, types::OBSERVATION_GROWTH, "2026-02-03");
    let (measured, misread) = (height(&old), height(&new));
    assert!(measured.identity_key.is_some());
    assert_eq!(measured.identity_key, misread.identity_key);
    assert_eq!(measured.claims.first().unwrap().value, "138.9");
    assert_eq!(misread.claims.first().unwrap().value, "133.9");
    let ids = |records: &[Record]| -> Vec<_> {
        records.iter().map(|r| r.header.record_id.clone()).collect()
    };
    assert!(ids(&old).iter().all(|id| !ids(&new).contains(id)));
}

/// All that a source says of a record beside its body: what a mask must deal with.
fn said_of(record: &Record) -> String {
    let header = &record.header;
    let owners = [&header.care_provider, &header.unit];
    let owners = owners.map(|o| {
        let owner = o.as_ref().unwrap();
        format!("{} {}", owner.id.as_ref().unwrap(), owner.name)
    });
    let author = header.author.as_ref().map(|a| a.role_text.clone());
    let targets: Vec<_> = header.relations.iter().map(|r| r.target.as_str()).collect();
    let codes: Vec<_> = header.codes.iter().map(|c| c.display.as_str()).collect();
    format!(
        "{} {} {owners:?} {author:?} {targets:?} {codes:?}",
        header.record_id, header.title
    )
}

fn tells_where(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = forbidden_words("protected").iter();
    words.any(|word| text.contains(&word.to_lowercase()))
}

// R-STORY-3
#[test]
fn the_sources_of_the_protected_child_leak_and_the_forbidden_words_know_it() {
    let world = told();
    for system in [
        "bvc-gamlestan",
        "emi-norrby",
        "sjukhus-vasterlund",
        "soc-norrby",
    ] {
        for record in held(&world, "protected", system) {
            assert!(tells_where(&said_of(&record)), "{:?}", record.header);
        }
    }
    let registered = held(&world, "protected", "folkbokforingen");
    assert!(
        registered
            .iter()
            .any(|record| tells_where(&said_of(record)))
    );
    let child = world.child("protected").unwrap();
    let everywhere = world
        .systems
        .iter()
        .flat_map(|system| system.records.iter());
    for record in everywhere.filter(|record| record.header.subject == child.id) {
        let Some(location) = &record.location else {
            continue;
        };
        let reach = location.contact_points.iter();
        assert!(reach.into_iter().all(|uri| tells_where(uri)));
        assert!(
            location
                .addresses
                .iter()
                .all(|a| tells_where(&a.city) && tells_where(&a.postal_code))
        );
    }
}

// R-STORY-3
#[test]
fn nothing_that_is_listed_of_the_protected_child_tells_where_he_is() {
    let world = told();
    let child = world.child("protected").unwrap();
    assert!(child.protected);
    assert!(!tells_where(&child.label));
    for story in ["old-bvc", "new-school"] {
        assert!(forbidden_words(story).is_empty());
        for system in [
            "bvc-vasterby",
            "emi-vasterby",
            "emi-lindskolan",
            "folkbokforingen",
        ] {
            let records = held(&world, story, system);
            assert!(records.iter().all(|record| !tells_where(&said_of(record))));
        }
    }
}

// R-STORY-10
#[test]
fn two_boys_of_one_name_have_each_a_course_of_their_own_and_the_visit_fits_one_of_them_only() {
    let world = told();
    let courses = ["retracted", "retracted-namesake"].map(|story| {
        let health_visitor = held(&world, story, "sundhedsplejen-aadal");
        let practice = held(&world, story, "laege-torvet");
        let register = held(&world, story, "cpr");
        let Some(Body::MasterData(person)) = register.first().map(|r| &r.body) else {
            panic!("master data");
        };
        assert_eq!(person.name, "Viktor Juhl", "{story}");
        assert_eq!(held(&world, story, "ddv").len(), 7, "{story}");
        assert_eq!(of_type(&practice, types::ACTIVITY).count(), 4, "{story}");
        let stands = |record: &&Record| !record.header.life_cycle.is_retracted();
        let visits = of_type(&health_visitor, types::ACTIVITY).filter(stands);
        assert!(visits.count() >= 6, "{story}");
        let retracted: Vec<_> = (health_visitor.iter())
            .filter(|r| r.header.life_cycle.is_retracted())
            .map(|r| &r.header.record_id)
            .collect();
        let kept: Vec<_> = (health_visitor.iter().chain(&practice))
            .filter(|r| !retracted.contains(&&r.header.record_id))
            .cloned()
            .collect();
        let mut weights: Vec<(String, f64)> = (measured(&kept, "29463-7").into_iter())
            .map(|(day, kg)| (day, kg.parse().unwrap()))
            .collect();
        weights.sort_by(|a, b| a.0.cmp(&b.0));
        assert!(
            weights.windows(2).all(|pair| pair[0].1 < pair[1].1),
            "{story} gains from one weighing to the next: {weights:?}"
        );
        weights
    });
    let [wrong, right] = courses;
    assert!(right.contains(&("2026-11-05".to_owned(), 12.4)));
    let before = wrong.iter().filter(|(day, _)| day.as_str() < "2026-11-05");
    let last = before.map(|(_, kg)| *kg).next_back().unwrap();
    assert!(last > 12.4, "on the other it would be a loss");
}
