//! What a person at the source releases by consent: a refusal releases nothing, and whose word is missing is told beside the way.

use domain::{
    decide::{Grantor, Outcome, Reason, ReasonCode as Code, Visibility},
    facts::{Consent, Known},
    policy::{Ground, Policy},
    record::Sector,
};

use crate::common::*;

/// The school nurse asks the school psychologist: on request, by consent alone.
fn nurse() -> Story {
    Story::se("school-health", "school-psychology", "assessment")
}

/// A clinic asks social services for the plan: by consent, or for somebody under 18 when necessary.
fn plan() -> Story {
    Story::se("child-psychiatry", "social-child", "plan")
}

fn way(reasons: &[Reason]) -> String {
    let place = reasons.iter().find_map(|reason| reason.request).unwrap();
    let way = SE.request_at(place, date("2026-11-21")).unwrap();
    way.origin.id.to_string()
}

// R-CONSENT-16
#[test]
fn a_refusal_by_a_required_grantor_releases_nothing_that_rests_on_consent() {
    let both = [permit(MOTHER), permit(FATHER)];
    let given = nurse().consents(both.clone());
    assert_eq!(codes(&given.on_request()), [Code::ReleasedAfterReview]);
    for who in [MOTHER, FATHER] {
        for order in [[refusal(who), permit(who)], [permit(who), refusal(who)]] {
            let words = both.clone().into_iter().chain(order);
            let refused = nurse().consents(words);
            assert_eq!(refused.withheld(), [Code::ConsentRefused]);
            let Outcome::Withhold(reasons) = refused.decide().outcome else {
                panic!("not withheld");
            };
            assert_eq!(reasons[0].rule.as_deref(), Some("SE-GRANT-CARE"));
            assert!(
                reasons[0]
                    .law
                    .as_deref()
                    .is_some_and(|law| law.contains("6 kap."))
            );
            assert_eq!(refused.decide().visibility, Visibility::Reasons);
        }
    }
    // Whose word is not asked for changes nothing, here either.
    for nobody in [STRANGER, CHILD] {
        let words = both.clone().into_iter().chain([refusal(nobody)]);
        assert_eq!(
            codes(&nurse().consents(words).on_request()),
            [Code::ReleasedAfterReview]
        );
    }
    let silent = nurse().unrelated().consents([refusal(FATHER)]);
    assert_eq!(silent.decide().visibility, Visibility::Refused);
    assert_eq!(silent.withheld(), [Code::NoRelation]);
}

// R-CONSENT-16
#[test]
fn whose_consent_is_missing_is_told_beside_the_way_of_asking() {
    let told = |words: Vec<Consent>| {
        let reasons = nurse().consents(words).on_request();
        assert_eq!(way(&reasons), "SE-ASK-CLINIC");
        assert_eq!(reasons.last().unwrap().code, Code::ReleasedAfterReview);
        (reasons[0].code, reasons[0].missing.clone())
    };
    use Grantor::{OtherGuardian, ResidenceParent};
    assert_eq!(
        told(vec![]),
        (Code::ConsentMissing, vec![ResidenceParent, OtherGuardian])
    );
    assert_eq!(
        told(vec![permit(MOTHER)]),
        (Code::OtherGuardianMissing, vec![OtherGuardian])
    );
    let mut unverified = permit(FATHER);
    unverified.verified = false;
    assert_eq!(
        told(vec![permit(MOTHER), unverified]).0,
        Code::ConsentNotVerified
    );
}

// R-CONSENT-16
#[test]
fn when_nobody_can_say_that_nobody_refused_nothing_is_released_by_consent() {
    let mut unread = nurse();
    unread.facts.consents = Known::Unknown;
    assert_eq!(unread.withheld(), [Code::ConsentUnknown]);
    let mut nobody = nurse().consents([refusal(FATHER)]);
    nobody.facts.custody = Known::Unknown;
    assert_eq!(nobody.withheld(), [Code::CustodyUnknown]);
}

// R-CONSENT-16 R-LETTER-6
#[test]
fn under_eighteen_social_services_are_asked_by_necessity_where_consent_is_lacking_or_refused() {
    let at = |story: &Story| way(&story.on_request());
    // Everybody consented: the letter that cites it.
    assert_eq!(at(&plan()), "SE-ASK-CLINIC");
    let refused = plan().consents([permit(MOTHER), refusal(FATHER)]);
    for story in [plan().consents([]), refused.clone()] {
        assert_eq!(at(&story), "SE-ASK-NEED");
        assert_eq!(codes(&story.on_request()), [Code::ReleasedAfterReview]);
    }
    let claimed = refused.claiming(Ground::Consent);
    assert_eq!(claimed.withheld(), [Code::ConsentRefused]);
    // The last day before 18, and the first of 18: then by the young person's own consent alone.
    let last = plan().born("2008-11-22").consents([]);
    assert_eq!(at(&last), "SE-ASK-NEED");
    let grown = plan().born("2008-11-21");
    assert_eq!(at(&grown), "SE-ASK-CLINIC");
    assert_eq!(
        codes(&grown.clone().consents([]).on_request()),
        [Code::ConsentMissing, Code::ReleasedAfterReview]
    );
    let statute = grown.claiming(Ground::Statute);
    assert_eq!(statute.withheld(), [Code::GroundNotApplicable]);
}

/// The Swedish tables with a line on request by statute beside the direct one of child psychiatry and the health centre.
fn with_a_release_beside() -> Policy {
    let line = "[[sharing]]\nid = \"SE-SHARE-BESIDE\"\nactor = [\"child-psychiatry\"]\nproducer = [\"child-health\"]\ntypes = [\"vaccination\"]\n\
        grounds = [\"statute\"]\noutcome = \"on_request\"\nrequest = \"SE-ASK-CLINIC\"\nlaw = \"a law\"\nvalid_from = \"2020-01-01\"\nnote = \"\"\n";
    Policy::parse("edited", &format!("{SE_TOML}\n{line}")).unwrap()
}

// R-CONSENT-2
#[test]
fn a_refusal_of_what_would_be_shown_is_not_swallowed_by_a_release_beside_it() {
    let tables = with_a_release_beside();
    let story = Story::se("child-psychiatry", "child-health", "vaccination");
    let silent = story.clone().consents([]).decide_by(&tables).outcome;
    assert!(matches!(silent, Outcome::OnRequest(_)), "{silent:?}");
    let refused = story.consents([permit(MOTHER), refusal(FATHER)]);
    let Outcome::Withhold(reasons) = refused.decide_by(&tables).outcome else {
        panic!("not withheld");
    };
    assert_eq!(codes(&reasons), [Code::ConsentRefused]);
    // The statute claimed by name asks for nobody's consent.
    let claimed = refused.claiming(Ground::Statute).decide_by(&tables).outcome;
    assert!(matches!(claimed, Outcome::OnRequest(_)), "{claimed:?}");
}

// R-DECIDE-6
#[test]
fn a_school_asks_support_to_disabled_people_by_consent_and_the_register_by_hand() {
    for actor in ["school", "school-psychology"] {
        let support = Story::se(actor, "disability", "intervention");
        assert_eq!(way(&support.on_request()), "SE-ASK-SCHOOL", "{actor}");
        let refused = support.consents([permit(MOTHER), refusal(FATHER)]);
        assert_eq!(refused.withheld(), [Code::ConsentRefused], "{actor}");
        for kind in ["custody", "master-data"] {
            let register = Story::se(actor, "population-register", kind).consents([]);
            assert_eq!(way(&register.on_request()), "SE-ASK-REGISTER", "{actor}");
        }
    }
}

// R-PROTECT-6
#[test]
fn what_protected_identity_keeps_back_always_says_how_to_ask() {
    for (country, policy) in [("SE", &*SE), ("DK", &*DK)] {
        let today = date("2026-11-21");
        let sectors: Vec<_> = policy.sectors().keys().map(Sector::as_str).collect();
        let mut asked = 0;
        for (actor, producer) in (sectors.iter()).flat_map(|a| sectors.iter().map(move |p| (a, p)))
        {
            for kind in policy.information_types() {
                for own in [false, true] {
                    let mut story = Story::new(policy.country(), actor, producer, kind.as_str());
                    story.class.same_organisation = own;
                    let Outcome::OnRequest(reasons) = story.protected().decide().outcome else {
                        continue;
                    };
                    asked += 1;
                    let place = reasons.iter().find_map(|reason| reason.request);
                    let way = place.and_then(|place| policy.request_at(place, today));
                    assert!(way.is_some(), "{country} {actor} {producer} {kind} {own}");
                }
            }
        }
        assert!(asked > 100, "{country}: {asked}");
    }
}
