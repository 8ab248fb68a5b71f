//! Whose consent it takes, and what takes it away again.

use crate::{clinic, common::*};
use jiff::SignedDuration;

use domain::{
    decide::{Grantor, Outcome, ReasonCode as Code, Visibility},
    facts::{Consent, Known},
    policy::Ground,
};

// R-CONSENT-1
#[test]
fn with_everybodys_consent_and_a_relation_it_is_permitted() {
    let permit = clinic().permit();
    assert_eq!(&*permit.rule, "SE-SHARE-H-H");
    assert_eq!(permit.ground, Ground::Consent);
    assert_eq!(clinic().decide().visibility, Visibility::Full);
}

// R-CONSENT-1
#[test]
fn without_consent_it_is_withheld_and_the_reason_told() {
    let story = clinic().consents([]);
    assert_eq!(story.withheld(), [Code::ConsentMissing]);
    assert_eq!(story.decide().visibility, Visibility::Reasons);
}

// R-CONSENT-1
#[test]
fn with_joint_custody_one_of_two_is_not_enough() {
    for one in [MOTHER, FATHER] {
        let story = clinic().consents([permit(one), permit(CHILD), permit(STRANGER)]);
        assert_eq!(story.withheld(), [Code::OtherGuardianMissing]);
    }
    assert!(
        clinic()
            .consents([permit(MOTHER)])
            .custody(&[MOTHER])
            .permits()
    );
}

// R-CONSENT-10
#[test]
fn a_reason_says_which_guardian_is_missing_by_the_part_they_play() {
    let missing = |story: Story| -> Vec<Grantor> {
        let Outcome::Withhold(reasons) = story.decide().outcome else {
            panic!("not withheld");
        };
        reasons.into_iter().flat_map(|r| r.missing).collect()
    };
    let asked = |consents: Vec<Consent>| missing(clinic().consents(consents));
    let none: Vec<Grantor> = Vec::new();
    // The child lives with its mother; both hold custody.
    assert_eq!(asked(vec![permit(MOTHER)]), [Grantor::OtherGuardian]);
    assert_eq!(asked(vec![permit(FATHER)]), [Grantor::ResidenceParent]);
    let both = [Grantor::ResidenceParent, Grantor::OtherGuardian];
    assert_eq!(asked(vec![]), both);
    // Who refused is not told, nor who has not.
    assert_eq!(asked(vec![refusal(FATHER)]), none);
    assert_eq!(asked(vec![permit(MOTHER), refusal(FATHER)]), none);
    let alone = clinic().consents([]).custody(&[MOTHER]);
    assert_eq!(missing(alone), [Grantor::Guardian]);
    let alike = |residence| {
        let mut story = clinic().consents([permit(MOTHER)]);
        for holder in value(&mut story.facts.custody) {
            holder.residence_parent = residence;
        }
        missing(story)
    };
    assert_eq!([alike(true), alike(false)].concat(), [Grantor::Guardian; 2]);
    let grown = clinic().born("2009-06-01").consents([]);
    assert_eq!(missing(grown), [Grantor::Child]);
}

// R-CONSENT-2
#[test]
fn a_refusal_wins_over_any_permit_in_whatever_order() {
    let words = [permit(FATHER), permit(MOTHER), refusal(FATHER)];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        let story = clinic().consents(order.map(|i| words[i].clone()));
        assert_eq!(story.withheld(), [Code::ConsentRefused], "{order:?}");
    }
    // Neither does a later permit win over an earlier refusal: it is ended, or it stands.
    let later = Consent {
        start: at("2026-10-01T00:00:00Z"),
        ..permit(FATHER)
    };
    let story = clinic().consents([refusal(FATHER), later, permit(MOTHER)]);
    assert_eq!(story.withheld(), [Code::ConsentRefused]);
}

// R-CONSENT-2
#[test]
fn a_refusal_by_somebody_whose_consent_is_not_required_changes_nothing() {
    let story = |who| clinic().consents([permit(MOTHER), permit(FATHER), refusal(who)]);
    assert!(story(STRANGER).permits());
    assert!(story(CHILD).permits());
}

// R-CONSENT-1
#[test]
fn a_consent_counts_from_its_start_until_its_end_and_not_at_it() {
    let mut word = permit(MOTHER);
    word.start = at("2026-11-01T00:00:00Z");
    word.end = Some(at("2026-11-20T12:00:00Z"));
    let story = |now| clinic().consents([word.clone(), permit(FATHER)]).on(now);
    assert!(!story("2026-10-31T23:59:59Z").permits());
    assert!(story("2026-11-01T00:00:00Z").permits());
    assert!(story("2026-11-20T11:59:59.999Z").permits());
    let expired = story("2026-11-20T12:00:00Z").withheld();
    assert_eq!(expired, [Code::OtherGuardianMissing]);
}

// R-CONSENT-4
#[test]
fn an_ended_consent_stops_counting_at_that_instant_and_is_told_as_withdrawn() {
    let mut word = permit(MOTHER);
    word.ended = Some(at("2026-11-21T09:30:00Z"));
    let story = |now| clinic().consents([word.clone(), permit(FATHER)]).on(now);
    assert!(story("2026-11-21T09:29:59.999Z").permits());
    let ended = story("2026-11-21T09:30:00Z").withheld();
    assert_eq!(ended, [Code::ConsentWithdrawn]);
    // A refusal that was ended refuses no more: what was permitted beside it carries again.
    let mut unsaid = refusal(FATHER);
    unsaid.ended = Some(at("2026-11-21T09:30:00Z"));
    let story = clinic().consents([unsaid, permit(FATHER), permit(MOTHER)]);
    assert!(story.clone().permits());
    assert!(!story.on("2026-11-21T09:29:00Z").permits());
}

// R-CONSENT-4
#[test]
fn a_consent_given_anew_counts_beside_the_one_that_was_ended_in_whatever_order() {
    let mut old = permit(MOTHER);
    old.ended = Some(at("2026-03-01T00:00:00Z"));
    for words in [[old.clone(), permit(MOTHER)], [permit(MOTHER), old]] {
        let words = words.into_iter().chain([permit(FATHER)]);
        assert!(clinic().consents(words).permits());
    }
}

// R-CONSENT-5
#[test]
fn a_consent_for_another_recipient_does_not_count() {
    let mut here = permit(MOTHER);
    here.recipient = Some(organisation(1));
    let mut elsewhere = permit(MOTHER);
    elsewhere.recipient = Some(organisation(2));
    let mut sector_here = permit(MOTHER);
    sector_here.recipient_sector = Some(sector("child-psychiatry"));
    let mut sector_elsewhere = permit(MOTHER);
    sector_elsewhere.recipient_sector = Some(sector("hospital"));
    let mut half = here.clone();
    half.recipient_sector = Some(sector("hospital"));
    let permits = |word| clinic().consents([word, permit(FATHER)]).permits();
    assert!(permits(here) && permits(sector_here));
    assert!(!permits(elsewhere) && !permits(sector_elsewhere) && !permits(half));
}

// R-CONSENT-5
#[test]
fn a_consent_for_another_source_does_not_count_and_neither_does_a_refusal() {
    let scoped = |mut word: Consent, sources: &[&str]| {
        word.source_sectors = sources.iter().map(|s| sector(s)).collect();
        word
    };
    let permits = |word| clinic().consents([word, permit(FATHER)]).permits();
    assert!(permits(scoped(
        permit(MOTHER),
        &["hospital", "child-health"]
    )));
    assert!(!permits(scoped(permit(MOTHER), &["hospital"])));
    let refuses = |sources: &[&str]| {
        let words = [
            permit(MOTHER),
            permit(FATHER),
            scoped(refusal(MOTHER), sources),
        ];
        !clinic().consents(words).permits()
    };
    assert!(refuses(&["child-health"]));
    assert!(!refuses(&["hospital"]));
}

// R-CONSENT-6
#[test]
fn a_consent_by_someone_who_lost_custody_stops_counting() {
    let words = [permit(FATHER)];
    assert!(
        clinic()
            .consents(words.clone())
            .custody(&[FATHER])
            .permits()
    );
    let story = clinic().consents(words).custody(&[MOTHER]);
    assert_eq!(story.withheld(), [Code::ConsentMissing]);
}

// R-CONSENT-6
#[test]
fn with_custody_unknown_or_too_old_nobody_can_consent_for_the_child() {
    let mut story = clinic();
    story.facts.custody = Known::Unknown;
    assert_eq!(story.withheld(), [Code::CustodyUnknown]);
    let mut story = clinic();
    let (now, minute) = (story.now, SignedDuration::from_mins(1));
    let custody = value(&mut story.facts.custody).clone();
    story.facts.custody = Known::Told {
        value: custody,
        as_of: now,
        max_age: minute,
    };
    story.now = now
        .checked_add(minute - SignedDuration::from_nanos(1))
        .unwrap();
    assert!(story.permits());
    story.now = now.checked_add(minute).unwrap();
    assert_eq!(story.withheld(), [Code::CustodyUnknown]);
}

// R-CONSENT-6
#[test]
fn a_child_that_nobody_has_custody_of_has_nobody_who_can_consent() {
    assert_eq!(clinic().custody(&[]).withheld(), [Code::NobodyCanConsent]);
}

// R-CONSENT-1
#[test]
fn with_consents_unreadable_it_is_withheld() {
    let mut story = clinic();
    story.facts.consents = Known::Unknown;
    assert_eq!(story.withheld(), [Code::ConsentUnknown]);
}

// R-CONSENT-7
#[test]
fn in_denmark_the_residence_parent_alone_consents_to_the_school_psychologist() {
    let mut story = Story::dk("ppr", "ppr", "assessment").consents([permit(MOTHER)]);
    story.class.same_organisation = true;
    assert_eq!(&*story.permit().rule, "DK-SHARE-PPR-OWN");
    assert!(!story.clone().consents([permit(FATHER)]).permits());
    // The only holder decides, registered with or not; of two, somebody must be the residence parent.
    let alone = story.clone().consents([permit(FATHER)]).custody(&[FATHER]);
    assert!(alone.permits());
    value(&mut story.facts.custody)[0].residence_parent = false;
    assert_eq!(story.withheld(), [Code::NobodyCanConsent]);
}

// R-CONSENT-1
#[test]
fn second_parent_is_told_as_the_missing_one() {
    let story = Story::dk("child-psychiatry", "ppr", "assessment").consents([permit(MOTHER)]);
    assert_eq!(story.withheld(), [Code::OtherGuardianMissing]);
}

// R-CONSENT-3
#[test]
fn in_danish_treatment_no_consent_is_needed_but_an_objection_blocks() {
    let story = Story::dk("child-psychiatry", "general-practice", "condition");
    let silent = story.clone().consents([]);
    assert_eq!(silent.permit().ground, Ground::Necessity);
    for guardian in [MOTHER, FATHER] {
        let objected = story
            .clone()
            .consents([refusal(guardian), permit(guardian)]);
        assert_eq!(objected.withheld(), [Code::Objected]);
    }
    // From 15 the objection is the child's own.
    let refuses = |who| story.clone().born("2011-11-21").consents([refusal(who)]);
    assert_eq!(refuses(CHILD).withheld(), [Code::Objected]);
    assert!(refuses(MOTHER).permits());
    assert!(story.clone().consents([refusal(CHILD)]).permits());
    // Unknown: nobody can say that nobody objected; with custody unknown, whoever objected may have been entitled to.
    let mut unknown = story.clone();
    unknown.facts.consents = Known::Unknown;
    assert_eq!(unknown.withheld(), [Code::ConsentUnknown]);
    let mut unknown = story.consents([refusal(STRANGER)]);
    assert!(unknown.permits());
    unknown.facts.custody = Known::Unknown;
    assert_eq!(unknown.withheld(), [Code::Objected]);
}

// R-CONSENT-17
#[test]
fn an_objection_is_a_reason_of_its_own_with_the_law_of_the_ground() {
    let story = Story::dk("child-psychiatry", "general-practice", "condition");
    let Outcome::Withhold(reasons) = story.consents([refusal(FATHER)]).decide().outcome else {
        panic!("not withheld");
    };
    assert_eq!(codes(&reasons), [Code::Objected]);
    assert_eq!(reasons[0].rule.as_deref(), Some("DK-GROUND-NECESSITY"));
    assert!(
        reasons[0]
            .law
            .as_deref()
            .is_some_and(|law| law.contains("41"))
    );
    assert!(reasons[0].missing.is_empty());
    // Whoever claims consent instead is told of a refusal, by the rule that takes it.
    let story = Story::dk("child-psychiatry", "general-practice", "condition");
    let claimed = story.consents([refusal(FATHER)]).claiming(Ground::Consent);
    assert_eq!(claimed.withheld(), [Code::ConsentRefused]);
}

// R-CONSENT-17
#[test]
fn an_objection_keeps_no_care_provider_from_its_own_notes_as_a_block_does_not() {
    for place in [
        "child-psychiatry",
        "hospital",
        "general-practice",
        "health-visitor",
    ] {
        for words in [
            vec![refusal(FATHER)],
            vec![refusal(MOTHER), refusal(FATHER)],
        ] {
            let mut story = Story::dk(place, place, "document/care-note").consents(words);
            story.class.same_organisation = true;
            assert_eq!(story.permit().ground, Ground::Necessity, "{place}");
            assert!(!story.clone().unrelated().permits(), "{place}");
            story.class.same_organisation = false;
            assert!(!story.permits(), "{place}");
        }
    }
}
