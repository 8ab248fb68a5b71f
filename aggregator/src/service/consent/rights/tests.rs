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
    rights_for("care", actor, role_registers, facts, None)
}

/// By other tables than Sweden's where some are given.
fn rights_for(
    purpose: &str,
    actor: &Actor,
    role_registers: bool,
    facts: &Facts,
    policy: Option<&domain::policy::Policy>,
) -> Rights {
    let tables = crate::policies::Policies::built_in().unwrap();
    let sweden = tables.of(Country::Se).unwrap();
    Rights::of(&Asking {
        actor,
        role_registers,
        purpose,
        facts,
        policy: policy.unwrap_or(sweden),
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
    let found = Assessment {
        organisation: school(),
        unit: None,
        mature: true,
        start: now(),
        ended: None,
    };
    // What was thought of it at eleven is no finding about it today.
    let long_ago = Assessment {
        start: "2023-11-21T12:00:00Z".parse().unwrap(),
        ..found.clone()
    };
    let herself = citizen(Audience::Child, CHILD);
    for (found, is_mature) in [
        (vec![found], true),
        (vec![long_ago], false),
        (Vec::new(), false),
    ] {
        facts.assessments = known(found);
        assert_eq!(rights(&herself, false, &facts).speaks, is_mature);
        assert_eq!(rights(&nurse(), true, &facts).blocks, is_mature);
    }
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
    assert!(hers.refuses && !hers.speaks && !hers.blocks && !hers.is_related);
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

/// What reads or widens.
fn reads_or_widens(rights: Rights) -> bool {
    let Rights {
        looks,
        is_related,
        registers,
        speaks,
        refuses: _,
        narrows: _,
        blocks: _,
        unblocks,
        reads_blocks,
        unverified_counts: _,
    } = rights;
    looks || is_related || registers || speaks || unblocks || reads_blocks
}

// R-DESK-14
#[test]
fn for_a_purpose_that_the_tables_refuse_nothing_is_read_or_widened() {
    let (young, grown) = (facts(8), facts(17));
    let mother = citizen(Audience::Guardian, MOTHER);
    let herself = citizen(Audience::Child, CHILD);
    for (actor, facts, purpose, has) in [
        (&nurse(), &young, "care", true),
        (&mother, &young, "own-access", true),
        (&herself, &grown, "own-access", true),
        (&nurse(), &young, "own-access", false),
        (&nurse(), &young, "research", false),
        (&mother, &young, "quality", false),
        (&mother, &young, "", false),
        (&herself, &grown, "research", false),
    ] {
        let hers = rights_for(purpose, actor, true, facts, None);
        assert_eq!(reads_or_widens(hers), has, "{purpose}");
    }
}

// R-DESK-3
#[test]
fn whatever_the_purpose_who_may_narrow_narrows() {
    let (young, grown) = (facts(8), facts(17));
    for purpose in ["care", "research", ""] {
        let of = |actor: &Actor, facts| rights_for(purpose, actor, true, facts, None);
        assert!(of(&citizen(Audience::Guardian, MOTHER), &young).refuses);
        let hers = of(&citizen(Audience::Child, CHILD), &grown);
        assert!(hers.refuses && hers.blocks, "{purpose}");
        let at_work = of(&nurse(), &grown);
        assert!(at_work.narrows && at_work.blocks && !at_work.refuses);
        // Who had no part in it has none by a purpose that is refused.
        assert!(!of(&citizen(Audience::Guardian, STRANGER), &young).refuses);
        let strangers = rights_for(purpose, &nurse(), false, &grown, None);
        assert!(!strangers.narrows && !strangers.blocks);
    }
}

/// The Danish tables, were the child asked for consent from twelve.
fn asked_from_twelve() -> domain::policy::Policy {
    let tables = include_str!("../../../../../policy/dk.toml");
    let cases = "cases = [{ below = 15, who = \"all_guardians\" }, { from = 15, who = \"child\" }]";
    assert!(tables.contains(cases));
    let tables = tables.replacen(cases, &cases.replace("15", "12"), 1);
    domain::policy::Policy::parse("policy/dk.toml", &tables).unwrap()
}

// R-DESK-8
#[test]
fn a_guardian_reads_no_blocks_of_a_child_that_may_decide_something_itself() {
    let tables = asked_from_twelve();
    let mother = Actor {
        country: Country::Dk,
        ..citizen(Audience::Guardian, MOTHER)
    };
    for (age, reads) in [(11, true), (12, false)] {
        let hers = rights_for("own-access", &mother, false, &facts(age), Some(&tables));
        assert!(hers.blocks && hers.unblocks, "hers to set at {age}");
        assert_eq!(hers.reads_blocks, reads, "{age}");
    }
}
