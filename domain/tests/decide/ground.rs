//! What a ground takes, and what it does not open.

use crate::{clinic, common::*};
use domain::{
    decide::{Outcome, ReasonCode as Code, Visibility},
    facts::Known,
    policy::{Audience, Ground, Policy, UnderProtection},
    time::Country,
};

// R-EMERGENCY-1
#[test]
fn an_emergency_needs_a_reason_and_neither_relation_nor_consent() {
    let story = clinic().unrelated().consents([refusal(MOTHER)]);
    let emergency = story.clone().claiming(Ground::Emergency);
    assert_eq!(&*emergency.permit().rule, "SE-SHARE-H-EMERGENCY");
    assert_eq!(emergency.permit().ground, Ground::Emergency);
    let mut unexplained = emergency;
    unexplained.reason_given = false;
    assert_eq!(unexplained.withheld(), [Code::ReasonRequired]);
    assert_eq!(unexplained.decide().visibility, Visibility::Refused);
}

// R-EMERGENCY-2
#[test]
fn an_emergency_is_never_taken_without_being_claimed() {
    let mut story = clinic().consents([]);
    story.reason_given = true;
    assert_eq!(story.withheld(), [Code::ConsentMissing]);
    assert_eq!(clinic().permit().ground, Ground::Consent);
}

// R-EMERGENCY-3
#[test]
fn in_an_emergency_without_a_relation_the_register_says_who_the_guardians_are() {
    let claimed = |actor, kind| {
        let story = Story::se(actor, "population-register", kind).unrelated();
        story.consents([]).claiming(Ground::Emergency)
    };
    for kind in ["custody", "master-data"] {
        let permit = claimed("hospital", kind).permit();
        assert_eq!(&*permit.rule, "SE-SHARE-EMERGENCY-REGISTER", "{kind}");
        assert!(permit.obligations.review && permit.obligations.notify);
        let masked = claimed("hospital", kind).protected().permit().masked;
        assert_eq!(masked, Some(UnderProtection::HeaderOnly), "{kind}");
        for other in ["school", "social-child", "disability"] {
            assert!(!claimed(other, kind).permits(), "{other} {kind}");
        }
        let mut unexplained = claimed("hospital", kind);
        unexplained.reason_given = false;
        assert_eq!(unexplained.withheld(), [Code::ReasonRequired]);
    }
}

// R-EMERGENCY-3
#[test]
fn an_emergency_opens_health_care_and_the_register_and_nothing_else() {
    let claimed =
        |actor, producer, kind| Story::se(actor, producer, kind).claiming(Ground::Emergency);
    assert!(claimed("hospital", "school-health", "condition").permits());
    for (actor, producer, kind) in [
        ("hospital", "school-psychology", "assessment"),
        ("hospital", "social-child", "plan"),
        ("hospital", "coordination-plan", "plan"),
        ("school", "hospital", "document/bvc-summary"),
        ("social-child", "hospital", "condition"),
    ] {
        let story = claimed(actor, producer, kind);
        assert_eq!(
            story.withheld(),
            [Code::GroundNotApplicable],
            "{actor} {producer}"
        );
    }
    let citizen = clinic()
        .asked_by(Audience::Guardian, MOTHER)
        .claiming(Ground::Emergency);
    assert_eq!(citizen.withheld(), [Code::GroundNotApplicable]);
    let concern = claimed("hospital", "social-child", "concern-report");
    assert_eq!(concern.withheld(), [Code::NeverShared]);
}

// R-EMERGENCY-1 R-PROTECT-2
#[test]
fn an_emergency_lifts_no_mask() {
    let story = clinic().unrelated().protected().claiming(Ground::Emergency);
    assert_eq!(story.permit().masked, Some(UnderProtection::HeaderOnly));
    let mut note = story;
    note.class.information_type = information_type("document/care-note");
    assert_eq!(codes(&note.on_request()), [Code::ProtectedIdentity]);
    assert_eq!(note.decide().visibility, Visibility::Reasons);
}

// R-DECIDE-3
#[test]
fn a_line_that_says_never_beats_every_ground() {
    for ground in [
        None,
        Some(Ground::Consent),
        Some(Ground::Statute),
        Some(Ground::Emergency),
    ] {
        let mut story = Story::se("school-health", "social-child", "concern-report");
        story.ground = ground;
        story.reason_given = true;
        assert_eq!(story.withheld(), [Code::NeverShared], "{ground:?}");
    }
}

// R-DECIDE-9
#[test]
fn whoever_reports_may_learn_that_an_inquiry_was_opened_and_nobody_else_does() {
    let feedback = |actor| Story::se(actor, "social-child", "concern-report/feedback");
    for reporter in ["school-health", "school-psychology", "school"] {
        assert!(feedback(reporter).consents([]).permits(), "{reporter}");
        assert!(!feedback(reporter).unrelated().permits(), "{reporter}");
        let urgent = feedback(reporter).claiming(Ground::Emergency);
        assert!(!urgent.permits(), "{reporter}");
    }
    for other in [
        "child-health",
        "child-psychiatry",
        "general-practice",
        "hospital",
        "habilitation",
    ] {
        for ground in [Ground::Consent, Ground::Statute, Ground::Emergency] {
            assert!(!feedback(other).claiming(ground).permits(), "{other}");
        }
        assert_eq!(feedback(other).withheld(), [Code::NoRule], "{other}");
    }
    let mut guardian = feedback("school-health");
    guardian.actor.audience = Audience::Guardian;
    guardian.actor.sector = None;
    guardian.actor.person = Some(MOTHER);
    assert_eq!(guardian.withheld(), [Code::NoRule]);
}

// R-DECIDE-4
#[test]
fn a_ground_claimed_must_be_one_of_the_lines_and_must_hold() {
    assert_eq!(
        clinic().claiming(Ground::Statute).withheld(),
        [Code::GroundNotApplicable]
    );
    assert_eq!(
        clinic().claiming(Ground::OwnAccess).withheld(),
        [Code::GroundNotApplicable]
    );
    // Danish treatment rests on necessity; whoever claims consent instead must have it.
    let treatment = Story::dk("hospital", "general-practice", "condition").consents([]);
    assert!(treatment.permits());
    let claimed = treatment.claiming(Ground::Consent);
    assert_eq!(claimed.withheld(), [Code::ConsentMissing]);
}

// R-DECIDE-4
#[test]
fn what_is_lawful_but_for_a_person_to_release_is_on_request_with_how_to_ask() {
    let story = Story::se("social-child", "hospital", "condition").consents([]);
    let reasons = story.on_request();
    assert_eq!(codes(&reasons), [Code::ReleasedAfterReview]);
    assert_eq!(reasons[0].rule.as_deref(), Some("SE-SHARE-SOCIAL-ANY"));
    let today = date("2026-11-21");
    let request = SE.request_at(reasons[0].request.unwrap(), today).unwrap();
    assert_eq!(&*request.origin.id, "SE-ASK-INQUIRY");
    assert_eq!(story.decide().visibility, Visibility::Reasons);
}

// R-DECIDE-1
#[test]
fn what_no_line_allows_is_withheld() {
    let cells = [
        ("school", "hospital", "condition"),
        ("hospital", "maternity", "condition"),
        ("record-archive", "hospital", "condition"),
        ("hospital", "hospital", "concern-report"),
    ];
    for (actor, producer, kind) in cells {
        assert_eq!(Story::se(actor, producer, kind).withheld(), [Code::NoRule]);
    }
    // An audience gets nothing by the lines of another.
    let mut disguised = clinic();
    disguised.actor.audience = Audience::Guardian;
    disguised.actor.person = Some(MOTHER);
    assert_eq!(disguised.withheld(), [Code::NoRule]);
    let mut nobody = clinic();
    nobody.actor.sector = None;
    assert!(!nobody.permits());
}

// R-DECIDE-1
#[test]
fn a_type_that_the_tables_do_not_name_is_withheld_and_longer_codes_are_other_types() {
    for kind in [
        "genetics",
        "observation",
        "observation/growth/x",
        "vaccination/travel",
    ] {
        let story = Story::se("child-psychiatry", "child-health", kind);
        assert_eq!(story.withheld(), [Code::UnknownType], "{kind}");
    }
}

// R-DECIDE-5
#[test]
fn another_countrys_actor_producer_or_tables_open_nothing() {
    let mut story = clinic();
    story.actor.country = Country::Dk;
    assert_eq!(story.withheld(), [Code::NoRule]);
    let mut story = clinic();
    story.class.country = Country::Dk;
    assert!(!matches!(story.decide_by(&SE).outcome, Outcome::Permit(_)));
    assert!(!matches!(
        clinic().decide_by(&DK).outcome,
        Outcome::Permit(_)
    ));
}

// R-DECIDE-6
#[test]
fn the_own_organisations_file_is_direct_and_anothers_on_request() {
    let mut story = Story::se("social-child", "social-child", "plan").consents([]);
    assert_eq!(codes(&story.on_request()), [Code::ReleasedAfterReview]);
    story.class.same_organisation = true;
    assert_eq!(&*story.permit().rule, "SE-SHARE-SOCIAL-OWN");
    assert_eq!(story.unrelated().decide().visibility, Visibility::Refused);
}

// R-DECIDE-6
#[test]
fn nobodys_refusal_takes_from_health_care_what_it_wrote_itself() {
    let own = |actor| {
        let mut story = Story::se(actor, actor, "document/care-note");
        story.class.same_organisation = true;
        story
    };
    for actor in [
        "school-health",
        "child-health",
        "child-psychiatry",
        "hospital",
    ] {
        for words in [
            vec![],
            vec![permit(MOTHER), refusal(FATHER)],
            vec![refusal(MOTHER), refusal(FATHER), refusal(CHILD)],
        ] {
            let story = own(actor).consents(words);
            let rule = match actor {
                "school-health" => "SE-SHARE-EMI-OWN",
                _ => "SE-SHARE-H-OWN",
            };
            assert_eq!(&*story.permit().rule, rule, "{actor}");
            assert_eq!(story.permit().ground, Ground::Statute);
            assert_eq!(story.unrelated().decide().visibility, Visibility::Refused);
        }
        let mut unread = own(actor);
        unread.facts.consents = Known::Unknown;
        assert!(unread.permits(), "{actor}");
        // Another care provider's notes of the same kind are asked for by consent, and so are another clinic's of the own one.
        let mut others = own(actor).consents([permit(MOTHER), refusal(FATHER)]);
        others.class.same_organisation = false;
        assert_eq!(others.withheld(), [Code::ConsentRefused], "{actor}");
        let mut elsewhere = own(actor).consents([permit(MOTHER), refusal(FATHER)]);
        elsewhere.class.producer = sector("general-practice");
        assert_eq!(elsewhere.withheld(), [Code::ConsentRefused], "{actor}");
    }
    // No more is asked of the own source than of another, so that under masks no row tells which it is.
    for actor in ["school-health", "hospital"] {
        let other = Story::se(actor, actor, "document/care-note").permit();
        assert_eq!(own(actor).permit().window, other.window, "{actor}");
        assert_eq!(own(actor).permit().older, other.older, "{actor}");
    }
}

/// The Swedish tables with the consent line between clinics shut, and a line by statute beside it.
fn with_statute_beside() -> Policy {
    let consent = SE_TOML.find("id = \"SE-SHARE-H-H\"").unwrap();
    let start = SE_TOML[..consent].rfind("[[sharing]]").unwrap();
    let end = consent + SE_TOML[consent..].find("[[sharing]]").unwrap();
    let statute = SE_TOML[start..end]
        .replace("SE-SHARE-H-H", "SE-SHARE-STATUTE")
        .replace("[\"consent\"]", "[\"statute\"]")
        .replace("grantors = \"SE-GRANT-CARE\"\n", "");
    // Before and after: the order in which lines are written decides nothing.
    Policy::parse(
        "edited",
        &format!("{}{statute}{}", &SE_TOML[..end], &SE_TOML[end..]),
    )
    .unwrap()
}

// R-CONSENT-2
#[test]
fn a_refusal_beats_another_line_unless_that_lines_ground_is_claimed_by_name() {
    let tables = with_statute_beside();
    let outcome = |story: &Story| match story.decide_by(&tables).outcome {
        Outcome::Permit(permit) => permit.rule.to_string(),
        Outcome::OnRequest(reasons) | Outcome::Withhold(reasons) => {
            format!("{:?}", codes(&reasons))
        }
    };
    assert_eq!(outcome(&clinic()), "SE-SHARE-H-H");
    assert_eq!(outcome(&clinic().consents([])), "SE-SHARE-STATUTE");
    let refused = clinic().consents([refusal(MOTHER)]);
    assert_eq!(outcome(&refused), "[ConsentRefused]");
    assert_eq!(
        outcome(&refused.claiming(Ground::Statute)),
        "SE-SHARE-STATUTE"
    );
}
