//! What a look is for, and what a ground brings with it.

use crate::{clinic, common::*};
use domain::{
    decide::{Obligations, Outcome, ReasonCode as Code, Visibility},
    policy::{Audience, Ground, Policy},
};

// R-PURPOSE-1
#[test]
fn research_and_quality_are_refused_by_a_rule_with_a_name_and_nothing_is_told() {
    let asked = |purpose| {
        let mut story = clinic();
        story.purpose = Some(purpose);
        story
    };
    assert!(asked("care").permits());
    for (purpose, rule) in [
        ("research", Some("SE-PURPOSE-RESEARCH")),
        ("quality", Some("SE-PURPOSE-QUALITY")),
        ("own-access", Some("SE-PURPOSE-OWN-ACCESS")),
        ("marketing", None),
        ("", None),
    ] {
        let story = asked(purpose);
        assert_eq!(story.withheld(), [Code::PurposeRefused], "{purpose}");
        let decision = story.decide();
        assert_eq!(decision.visibility, Visibility::Refused, "{purpose}");
        let named: Vec<_> = decision.rules.iter().map(|rule| &**rule).collect();
        assert_eq!(named, rule.into_iter().collect::<Vec<_>>(), "{purpose}");
        assert!(!story.claiming(Ground::Emergency).permits(), "{purpose}");
    }
    let mut guardian = clinic().asked_by(Audience::Guardian, MOTHER);
    assert!(guardian.permits());
    guardian.purpose = Some("care");
    assert!(guardian.permits());
    guardian.purpose = Some("quality");
    assert_eq!(guardian.decide().visibility, Visibility::Refused);
}

// R-OBLIGATION-1
#[test]
fn a_permit_brings_the_obligations_of_its_ground_and_line() {
    assert_eq!(clinic().permit().obligations, Obligations::default());
    let emergency = clinic().claiming(Ground::Emergency).permit().obligations;
    let told = Obligations {
        reason_required: true,
        may_copy: false,
        notify: true,
        review: true,
    };
    assert_eq!(emergency, told);
    let copied = Obligations {
        may_copy: true,
        ..Obligations::default()
    };
    assert_eq!(emergency.and(copied), told);
    assert!(copied.and(copied).may_copy);
}

/// The Swedish tables with another row for the ground consent, and copying allowed on the clinics' line.
fn demanding(needs: &str, duties: &str) -> Policy {
    let needed = "needs = [\"relation\", \"consent\"]";
    let line = "id = \"SE-SHARE-H-H\"";
    assert!(SE_TOML.contains(needed) && SE_TOML.contains(line));
    let row = format!("needs = [{needs}]\nobligations = [{duties}]");
    let edited = SE_TOML.replacen(needed, &row, 1);
    let edited = edited.replacen(line, &format!("{line}\nmay_copy = true"), 1);
    Policy::parse("edited", &edited).unwrap()
}

// R-OBLIGATION-1
#[test]
fn each_obligation_comes_from_its_own_key_of_the_tables_and_a_reason_is_then_needed() {
    let (plain, reason) = (
        "\"relation\", \"consent\"",
        "\"relation\", \"consent\", \"reason\"",
    );
    for (needs, duties, expected) in [
        (plain, "", [false, true, false, false]),
        (reason, "", [true, true, false, false]),
        (plain, "\"notify\"", [false, true, true, false]),
        (plain, "\"review\"", [false, true, false, true]),
        (reason, "\"review\", \"notify\"", [true; 4]),
    ] {
        let tables = demanding(needs, duties);
        let mut story = clinic();
        story.reason_given = true;
        let Outcome::Permit(permit) = story.decide_by(&tables).outcome else {
            panic!("not permitted: {needs}");
        };
        let Obligations {
            reason_required,
            may_copy,
            notify,
            review,
        } = permit.obligations;
        assert_eq!(
            [reason_required, may_copy, notify, review],
            expected,
            "{needs} {duties}"
        );
        story.reason_given = false;
        let permits = matches!(story.decide_by(&tables).outcome, Outcome::Permit(_));
        assert_eq!(permits, !reason_required, "{needs}");
    }
}

// R-OBLIGATION-1
#[test]
fn of_two_permits_copying_takes_both_and_everything_else_either() {
    let all = |n: u8| Obligations {
        reason_required: n & 1 != 0,
        may_copy: n & 2 != 0,
        notify: n & 4 != 0,
        review: n & 8 != 0,
    };
    for (a, b) in (0..16).flat_map(|a| (0..16).map(move |b| (a, b))) {
        let expected = all(((a | b) & !2) | (a & b & 2));
        assert_eq!(all(a).and(all(b)), expected);
    }
}

// R-EMERGENCY-4
#[test]
fn an_emergency_ends_by_the_hours_of_the_table_however_often_it_is_decided_anew() {
    let mut story = clinic().unrelated().claiming(Ground::Emergency);
    story.asked = Some(at("2026-11-21T11:00:00Z"));
    assert_eq!(story.permit().valid_until, at("2026-11-21T15:00:00Z"));
    let later = story.clone().on("2026-11-21T14:59:59.999Z");
    assert_eq!(later.permit().valid_until, at("2026-11-21T15:00:00Z"));
    let over = story.on("2026-11-21T15:00:00Z");
    assert_eq!(over.withheld(), [Code::EmergencyOver]);
    assert_eq!(over.decide().visibility, Visibility::Refused);
}

// R-AUDIENCE-3
#[test]
fn looks_that_would_betray_an_inquiry_are_hidden_from_guardians_with_a_date_for_review() {
    let today = date("2026-11-21");
    let hidden = |actor, ground| {
        SE.hidden(&sector(actor), ground, today)
            .map(|r| r.review_days)
    };
    assert_eq!(hidden("social-child", Ground::Statute), Some(180));
    assert_eq!(hidden("social-child", Ground::Consent), None);
    assert_eq!(hidden("hospital", Ground::Statute), None);
    let before = date("2009-06-29");
    assert!(
        SE.hidden(&sector("social-child"), Ground::Statute, before)
            .is_none()
    );
    assert!(
        DK.hidden(&sector("social-family"), Ground::Statute, today)
            .is_some()
    );
}
