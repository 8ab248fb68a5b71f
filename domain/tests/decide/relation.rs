//! Who has to do with the child, and what protected identity closes and masks.

use crate::{clinic, common::*};
use domain::{
    decide::{ReasonCode as Code, Visibility},
    facts::Known,
    policy::{Audience, UnderProtection},
};
use jiff::SignedDuration;

// R-RELATION-1 R-RELATION-2
#[test]
fn without_a_relation_nothing_is_shown_and_nothing_told() {
    for story in [
        clinic().unrelated(),
        Story::se("social-child", "hospital", "condition").unrelated(),
        Story::se("hospital", "population-register", "master-data").unrelated(),
        Story::dk("hospital", "hospital", "condition").unrelated(),
    ] {
        let decision = story.decide();
        assert_eq!(decision.visibility, Visibility::Refused);
        assert_eq!(story.withheld(), [Code::NoRelation]);
    }
    let mut unknown = clinic();
    unknown.facts.relations = Known::Unknown;
    assert_eq!(unknown.decide().visibility, Visibility::Refused);
}

// R-RELATION-1
#[test]
fn a_relation_is_that_of_the_organisation_the_sector_and_the_unit() {
    let with = |change: &dyn Fn(&mut Story)| {
        let mut story = clinic();
        change(&mut story);
        story.permits()
    };
    assert!(!with(&|s| s.actor.organisation = Some(organisation(2))));
    assert!(!with(&|s| s.actor.organisation = None));
    assert!(!with(
        &|s| value(&mut s.facts.relations)[0].sector = sector("hospital")
    ));
    assert!(with(
        &|s| value(&mut s.facts.relations)[0].unit = Some("unit-1".into())
    ));
    assert!(!with(
        &|s| value(&mut s.facts.relations)[0].unit = Some("unit-2".into())
    ));
    assert!(!with(&|s| {
        value(&mut s.facts.relations)[0].unit = Some("unit-1".into());
        s.actor.unit = None;
    }));
}

// R-RELATION-1
#[test]
fn a_relation_counts_from_its_start_until_its_end_and_not_at_it() {
    let mut story = clinic();
    let relation = &mut value(&mut story.facts.relations)[0];
    relation.start = at("2026-11-01T00:00:00Z");
    relation.end = Some(at("2026-11-20T00:00:00Z"));
    assert!(!story.clone().on("2026-10-31T23:59:59Z").permits());
    assert!(story.clone().on("2026-11-01T00:00:00Z").permits());
    assert!(story.clone().on("2026-11-19T23:59:59Z").permits());
    let over = story.on("2026-11-20T00:00:00Z");
    assert_eq!(over.decide().visibility, Visibility::Refused);
}

// R-PROTECT-1 R-PROTECT-2
#[test]
fn under_protection_or_when_nobody_can_say_headers_are_masked_and_free_text_is_on_request() {
    let mut unknown = clinic();
    unknown.facts.protection = Known::Unknown;
    let mut too_old = clinic();
    let as_of = at("2026-11-01T00:00:00Z");
    too_old.facts.protection = Known::Told {
        value: false,
        as_of,
        max_age: SignedDuration::from_hours(1),
    };
    for mut story in [clinic().protected(), unknown, too_old] {
        assert_eq!(story.permit().masked, Some(UnderProtection::HeaderOnly));
        story.class.information_type = information_type("document/care-note");
        assert_eq!(codes(&story.on_request()), [Code::ProtectedIdentity]);
    }
    assert_eq!(clinic().permit().masked, None);
}

// R-PROTECT-1
#[test]
fn under_protection_the_guardians_access_closes_without_a_word_and_the_childs_own_does_not() {
    let guardian = clinic().asked_by(Audience::Guardian, MOTHER);
    assert!(guardian.permits());
    assert_eq!(
        guardian.clone().protected().decide().visibility,
        Visibility::Refused
    );
    let mut unknown = guardian;
    unknown.facts.protection = Known::Unknown;
    assert_eq!(unknown.decide().visibility, Visibility::Refused);
    let child = clinic().born("2009-01-01").asked_by(Audience::Child, CHILD);
    assert_eq!(child.protected().permit().masked, None);
}
