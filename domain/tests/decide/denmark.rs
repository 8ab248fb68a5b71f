//! What is Denmark's alone: an objection is about staff, an emergency is theirs who treat, and what is not shown says how to ask for it.

use domain::{
    decide::{Blocks, Onlooker, ReasonCode as Code, Visibility},
    plan::{Plan, plan},
    policy::{Audience, Ground, Policy},
    record::{InformationType, Sector},
};

use crate::common::*;

/// The hospital asks the GP.
fn clinic() -> Story {
    Story::dk("hospital", "general-practice", "condition")
}

fn emergency(actor: &str, producer: &str, kind: &str) -> Story {
    Story::dk(actor, producer, kind)
        .unrelated()
        .consents([])
        .claiming(Ground::Emergency)
}

/// Everything that the story's actor could be shown of every sector.
fn planned(story: &Story) -> Plan {
    let all: Vec<_> = (DK
        .information_types()
        .into_iter()
        .map(InformationType::as_str))
    .collect();
    let sources: Vec<_> = (DK.sectors().keys().map(Sector::as_str))
        .map(|of| candidate(story.class.country, of, of, &all))
        .collect();
    let question = story.question();
    plan(
        &question,
        &everything(),
        &sources,
        &story.facts,
        &DK,
        story.now,
    )
}

// R-BLOCKED-11
#[test]
fn one_parents_block_keeps_staff_out_and_takes_nothing_from_the_other_parent_or_the_child() {
    // The father had the region's sources blocked; it is the mother who asks.
    let blocked = |story: Story| story.blocked([block(1, 2)]);
    let mother =
        Story::dk("hospital", "child-psychiatry", "activity").asked_by(Audience::Guardian, MOTHER);
    let free = planned(&mother);
    let one = planned(&blocked(mother.clone()));
    assert!(mother.permits() && !free.calls.is_empty());
    assert_eq!(one, free);
    let child = (mother.clone().born("2010-01-01")).asked_by(Audience::Child, CHILD);
    assert_eq!(planned(&blocked(child.clone())), planned(&child));
    let stands = |story: &Story| {
        let onlooker = Onlooker::from(&story.question());
        !Blocks::against(onlooker, &story.facts, &DK, story.now)
            .unwrap()
            .is_empty()
    };
    assert!(!stands(&blocked(mother)));
    assert!(stands(&blocked(clinic())));
}

// R-EMERGENCY-14
#[test]
fn in_an_emergency_clinics_and_nobody_else_see_treatment_and_registers() {
    for actor in ["child-psychiatry", "hospital", "general-practice"] {
        for (producer, kind) in [
            ("general-practice", "condition"),
            ("hospital", "document/care-note"),
            ("child-psychiatry", "medication"),
            ("medication-register", "medication"),
            ("vaccination-register", "vaccination"),
            ("population-register", "custody"),
        ] {
            let permit = emergency(actor, producer, kind).permit();
            let owed = permit.obligations;
            assert_eq!(permit.ground, Ground::Emergency);
            assert!(
                owed.reason_required && owed.notify && owed.review,
                "{actor}"
            );
        }
        for (producer, kind) in [
            ("health-visitor", "condition"),
            ("ppr", "assessment"),
            ("school", "attendance"),
            ("social-family", "plan"),
            ("coordination-plan", "plan"),
            ("population-register", "master-data"),
        ] {
            let shut = emergency(actor, producer, kind);
            assert!(!shut.permits(), "{actor} {producer}");
            assert_eq!(shut.decide().visibility, Visibility::Refused);
        }
    }
    for actor in [
        "health-visitor",
        "ppr",
        "school",
        "day-care",
        "social-family",
    ] {
        for (producer, kind) in [
            ("hospital", "condition"),
            ("medication-register", "medication"),
        ] {
            assert!(!emergency(actor, producer, kind).permits(), "{actor}");
        }
    }
}

// R-EMERGENCY-14
#[test]
fn a_registered_objection_gives_way_to_an_emergency_and_a_block_to_a_lift_alone() {
    let objected = clinic().consents([refusal(FATHER)]);
    assert_eq!(objected.withheld(), [Code::Objected]);
    assert!(objected.clone().claiming(Ground::Emergency).permits());
    let blocked = clinic().claiming(Ground::Emergency).blocked([block(1, 2)]);
    assert!(planned(&blocked).calls.is_empty());
    assert!(planned(&blocked).blocked_information_exists);
    let lifted = blocked.lifted([lift(1)]);
    assert!(!planned(&lifted).calls.is_empty());
}

// R-EMERGENCY-15
#[test]
fn an_emergency_that_opens_nothing_is_no_emergency_on_the_page() {
    let opened = planned(&emergency("hospital", "hospital", "condition"));
    assert!(opened.emergency && opened.is_opened_by_emergency());
    // A clinic that could lift the block is told of the emergency before it does.
    let blocked = planned(&emergency("hospital", "hospital", "condition").blocked([block(1, 2)]));
    assert!(blocked.calls.is_empty() && blocked.is_opened_by_emergency());
    for actor in [
        "health-visitor",
        "ppr",
        "school",
        "day-care",
        "social-family",
    ] {
        let claimed = Story::dk(actor, "hospital", "condition").claiming(Ground::Emergency);
        let plan = planned(&claimed);
        assert!(
            plan.emergency,
            "{actor}: it was claimed, so the log says so"
        );
        assert!(!plan.is_opened_by_emergency(), "{actor}");
    }
    assert!(!planned(&clinic()).is_opened_by_emergency());
}

// R-PROTECT-6
#[test]
fn what_protected_identity_drops_of_the_own_file_says_how_to_ask_for_it() {
    for (actor, kind) in [
        ("ppr", "assessment"),
        ("social-family", "document/care-note"),
    ] {
        let mut own = Story::dk(actor, actor, kind).protected();
        own.class.same_organisation = true;
        let told = own.on_request();
        let way = told[0]
            .request
            .and_then(|place| DK.request_at(place, date("2026-11-21")));
        assert_eq!(told[0].code, Code::ProtectedIdentity);
        assert_eq!(&*way.unwrap().origin.id, "DK-ASK-SOURCE", "{actor}");
    }
}

// R-REQUEST-2
#[test]
fn school_and_ppr_are_told_how_to_ask_the_population_register() {
    for actor in ["ppr", "school"] {
        for kind in ["custody", "master-data"] {
            let asked = Story::dk(actor, "population-register", kind);
            let told = asked.on_request();
            let way = told[0]
                .request
                .and_then(|place| DK.request_at(place, date("2026-11-21")));
            assert_eq!(&*way.unwrap().origin.id, "DK-ASK-REGISTER");
            assert!(asked.clone().consents([refusal(FATHER)]).on_request() == told);
            assert_eq!(asked.unrelated().decide().visibility, Visibility::Refused);
        }
    }
    assert_eq!(
        Story::dk("day-care", "population-register", "custody").withheld(),
        [Code::NoRule]
    );
}

// R-ACCESS-9
#[test]
fn whose_looks_a_parent_reads_by_the_own_consent_stands_in_the_table() {
    let day = date("2026-11-21");
    let reads = DK.consented_sectors(day);
    let reads: Vec<_> = reads.iter().map(Sector::as_str).collect();
    // An inquiry is the family department's, so its looks are not among them.
    assert_eq!(reads, ["day-care", "health-visitor", "ppr", "school"]);
    assert!(SE.consented_sectors(day).is_empty());
    assert!(DK.consented_sectors(date("2018-05-24")).is_empty());
    // What one row hides no other tells.
    let (row, actors) = (
        "id = \"DK-CONSENTED-PLAN\"\nactor = [",
        "\"social-family\", ",
    );
    let told = DK_TOML.replacen(row, &format!("{row}{actors}"), 1);
    let error = Policy::parse("policy/dk.toml", &told).unwrap_err();
    assert_eq!(error.key, "consented DK-CONSENTED-PLAN actor");
}
