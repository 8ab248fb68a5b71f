use domain::{
    facts::{Assessment, CareRelation, GuardianAccess, GuardianAccessKind, Holder, Known},
    id::OrganisationId,
    record::Sector,
    time::{Country, Date},
};
use jiff::SignedDuration;

use super::*;

const CHILD: Pseudonym = Pseudonym([1; 32]);
const MOTHER: Pseudonym = Pseudonym([2; 32]);
const STRANGER: Pseudonym = Pseudonym([3; 32]);
const NOW: &str = "2026-11-21T12:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn known<T>(value: T) -> Known<T> {
    Known::Told {
        value,
        as_of: now(),
        max_age: SignedDuration::from_hours(1),
    }
}

fn school() -> OrganisationId {
    OrganisationId::guess("SE2120070014-EH01").unwrap()
}

/// A Swedish child of this age, its mother with custody, a school that it goes to.
fn facts(age: i16) -> Facts {
    Facts {
        child: CHILD,
        birth: Date::new(2026 - age, 3, 1).ok(),
        custody: known(vec![Holder {
            guardian: MOTHER,
            residence_parent: true,
        }]),
        protection: known(false),
        consents: known(Vec::new()),
        relations: known(vec![CareRelation {
            organisation: school(),
            unit: None,
            sector: Sector::parse("school-health").unwrap(),
            start: Timestamp::UNIX_EPOCH,
            end: None,
        }]),
        blocks: known(Vec::new()),
        lifts: known(Vec::new()),
        assessments: known(Vec::new()),
        board_decisions: known(Vec::new()),
        guardian_access: known(Vec::new()),
    }
}

fn citizen(audience: Audience, person: Pseudonym) -> Actor {
    Actor {
        audience,
        country: Country::Se,
        sector: None,
        organisation: None,
        unit: None,
        person: Some(person),
    }
}

fn nurse() -> Actor {
    Actor {
        audience: Audience::Professional,
        country: Country::Se,
        sector: Some(Sector::parse("school-health").unwrap()),
        organisation: Some(school()),
        unit: None,
        person: None,
    }
}

fn rights(actor: &Actor, role_registers: bool, facts: &Facts) -> Rights {
    let tables = crate::policies::Policies::built_in().unwrap();
    Rights::of(&Asking {
        actor,
        role_registers,
        facts,
        policy: tables.of(Country::Se).unwrap(),
        now: now(),
    })
}

// R-DESK-1
#[test]
fn the_age_says_whose_word_is_asked_for() {
    for (age, guardian, child) in [
        (0, true, false),
        (12, true, false),
        (15, true, false),
        (16, false, true),
    ] {
        let facts = facts(age);
        let speaks = |audience, person| rights(&citizen(audience, person), false, &facts).speaks;
        assert_eq!(
            speaks(Audience::Guardian, MOTHER),
            guardian,
            "guardian at {age}"
        );
        assert_eq!(speaks(Audience::Child, CHILD), child, "child at {age}");
        assert!(!speaks(Audience::Guardian, STRANGER));
        assert!(!speaks(Audience::Child, STRANGER));
    }
}

// R-DESK-1
#[test]
fn what_is_not_known_gives_nobody_a_word() {
    let whole = facts(8);
    let mother = citizen(Audience::Guardian, MOTHER);
    let unknown: [fn(&mut Facts); 4] = [
        |f| f.birth = None,
        |f| f.custody = Known::Unknown,
        |f| f.protection = Known::Unknown,
        |f| f.guardian_access = Known::Unknown,
    ];
    assert!(rights(&mother, false, &whole).speaks);
    for forget in unknown {
        let mut facts = whole.clone();
        forget(&mut facts);
        assert!(!rights(&mother, false, &facts).speaks);
    }
}

// R-DESK-1
#[test]
fn a_child_found_mature_at_fourteen_speaks_and_a_block_is_for_the_unit_that_found_it() {
    let mut facts = facts(14);
    facts.assessments = known(vec![Assessment {
        organisation: school(),
        unit: None,
        mature: true,
        start: Timestamp::UNIX_EPOCH,
        ended: None,
    }]);
    let herself = citizen(Audience::Child, CHILD);
    assert!(rights(&herself, false, &facts).speaks);
    assert!(rights(&nurse(), true, &facts).blocks);
    facts.assessments = known(Vec::new());
    assert!(!rights(&herself, false, &facts).speaks);
    assert!(!rights(&nurse(), true, &facts).blocks);
}

// R-DESK-3
#[test]
fn closed_access_leaves_a_guardian_the_no_and_nothing_else() {
    let mut facts = facts(8);
    facts.guardian_access = known(vec![GuardianAccess {
        guardian: MOTHER,
        kind: GuardianAccessKind::Closed,
        start: Timestamp::UNIX_EPOCH,
        end: None,
        ended: None,
    }]);
    let hers = rights(&citizen(Audience::Guardian, MOTHER), false, &facts);
    assert!(hers.narrows && !hers.speaks && !hers.blocks && !hers.is_related);
}

// R-DESK-2
#[test]
fn the_tables_let_no_unverified_permit_count_today() {
    assert!(!rights(&nurse(), true, &facts(8)).unverified_counts);
}

#[test]
fn a_professional_registers_with_a_relation_and_a_role() {
    let facts = facts(8);
    assert!(rights(&nurse(), true, &facts).registers);
    assert!(!rights(&nurse(), false, &facts).registers);
    let elsewhere = Actor {
        organisation: OrganisationId::guess("SE2120070121-EH01").ok(),
        ..nurse()
    };
    assert!(!rights(&elsewhere, true, &facts).registers);
    assert!(!rights(&citizen(Audience::Guardian, MOTHER), true, &facts).registers);
}
