//! Who decides and who sees, to the day.

use crate::{clinic, common::*};
use domain::{
    decide::{ReasonCode as Code, Visibility},
    facts::{Assessment, GuardianAccessKind, Known},
    policy::Audience,
};

// R-AGE-1
#[test]
fn in_sweden_the_guardians_consent_until_the_sixteenth_birthday_and_the_child_from_it() {
    let guardians = || [permit(MOTHER), permit(FATHER)];
    let story = |birth| clinic().born(birth);
    assert!(story("2010-11-22").consents(guardians()).permits());
    assert!(!story("2010-11-22").consents([permit(CHILD)]).permits());
    let missing = story("2010-11-21").consents(guardians()).withheld();
    assert_eq!(missing, [Code::ConsentMissing]);
    assert!(story("2010-11-21").consents([permit(CHILD)]).permits());
}

// R-AGE-1
#[test]
fn the_birthday_begins_at_local_midnight() {
    let story = clinic().born("2010-11-22").consents([permit(CHILD)]);
    assert!(!story.clone().on("2026-11-21T22:59:59Z").permits());
    assert!(story.on("2026-11-21T23:00:00Z").permits());
}

// R-AGE-2
#[test]
fn in_denmark_the_parents_consent_until_fifteen_and_from_that_day_the_childs_refusal_wins() {
    let mut parents = [permit(MOTHER), permit(FATHER)];
    parents
        .iter_mut()
        .for_each(|p| p.start = at("2025-09-01T00:00:00Z"));
    let [mother, father] = parents;
    for (actor, producer, kind) in [
        ("child-psychiatry", "school", "attendance"),
        ("school", "child-psychiatry", "document/bvc-summary"),
    ] {
        let story = Story::dk(actor, producer, kind)
            .born("2011-11-24")
            .consents([mother.clone(), father.clone(), refusal(CHILD)]);
        assert!(story.clone().on("2026-11-23T12:00:00Z").permits());
        let refused = story.on("2026-11-24T12:00:00Z").withheld();
        assert_eq!(refused, [Code::ConsentRefused], "{actor}");
    }
}

// R-AGE-1
#[test]
fn a_leap_day_child_comes_of_age_on_the_first_of_march() {
    let story = Story::dk("child-psychiatry", "school", "attendance")
        .born("2012-02-29")
        .consents([permit(CHILD)]);
    assert!(!story.clone().on("2027-02-28T12:00:00Z").permits());
    assert!(story.on("2027-03-01T12:00:00Z").permits());
}

// R-AGE-3
#[test]
fn with_the_age_unknown_everybody_who_might_have_to_consent_must() {
    let mut story = clinic();
    story.facts.birth = None;
    assert!(story.permits());
    for missing in [MOTHER, FATHER, CHILD] {
        let words = [MOTHER, FATHER, CHILD]
            .into_iter()
            .filter(|p| *p != missing);
        let story = story.clone().consents(words.map(permit));
        assert!(!story.permits());
    }
    // A child not yet born has no age either.
    assert!(
        !clinic()
            .born("2026-12-01")
            .consents([permit(MOTHER), permit(FATHER)])
            .permits()
    );
}

// R-AGE-3
#[test]
fn with_the_age_unknown_a_line_that_asks_the_age_gives_nothing() {
    for (audience, who) in [(Audience::Guardian, MOTHER), (Audience::Child, CHILD)] {
        let mut story = clinic().asked_by(audience, who);
        story.facts.birth = None;
        assert_eq!(story.withheld(), [Code::AgeUnknown]);
    }
}

// R-CITIZEN-1
#[test]
fn guardians_see_until_the_thirteenth_birthday_and_then_nobody_until_the_child_at_sixteen() {
    let guardian = |birth| clinic().born(birth).asked_by(Audience::Guardian, MOTHER);
    let child = |birth| clinic().born(birth).asked_by(Audience::Child, CHILD);
    assert_eq!(
        &*guardian("2013-11-22").permit().rule,
        "SE-CITIZEN-GUARDIAN"
    );
    assert_eq!(guardian("2013-11-21").withheld(), [Code::NotAtThisAge]);
    assert_eq!(
        guardian("2013-11-21").decide().visibility,
        Visibility::Reasons
    );
    assert_eq!(child("2010-11-22").withheld(), [Code::NotAtThisAge]);
    assert_eq!(&*child("2010-11-21").permit().rule, "SE-CITIZEN-CHILD");
    assert!(!guardian("2010-11-21").permits());
}

// R-CITIZEN-1
#[test]
fn a_danish_parents_digital_view_closes_on_the_day_the_childs_opens() {
    let story = Story::dk("hospital", "hospital", "condition").born("2011-11-24");
    let parent = story.clone().asked_by(Audience::Guardian, MOTHER);
    let child = story.asked_by(Audience::Child, CHILD);
    let (before, from) = ("2026-11-23T12:00:00Z", "2026-11-24T12:00:00Z");
    assert!(parent.clone().on(before).permits() && !child.clone().on(before).permits());
    assert!(!parent.on(from).permits() && child.on(from).permits());
}

// R-CITIZEN-2
#[test]
fn a_citizen_who_is_not_the_one_sees_nothing_and_learns_nothing() {
    let strangers = [
        clinic().asked_by(Audience::Guardian, STRANGER),
        clinic().asked_by(Audience::Guardian, CHILD),
        clinic()
            .asked_by(Audience::Guardian, FATHER)
            .custody(&[MOTHER]),
        clinic()
            .born("2010-01-01")
            .asked_by(Audience::Child, MOTHER),
    ];
    for story in strangers {
        let decision = story.decide();
        assert_eq!(decision.visibility, Visibility::Refused);
        assert!(!story.permits());
    }
    let mut unknown = clinic().asked_by(Audience::Guardian, MOTHER);
    unknown.facts.custody = Known::Unknown;
    assert_eq!(unknown.decide().visibility, Visibility::Refused);
    // Nobody's name is not everybody's.
    let mut nobody = clinic().born("2010-01-01").asked_by(Audience::Child, CHILD);
    nobody.actor.person = None;
    assert_eq!(nobody.decide().visibility, Visibility::Refused);
}

// R-CITIZEN-4
#[test]
fn extended_access_opens_a_swedish_guardians_view_from_thirteen_until_sixteen_and_no_danish_ones() {
    let extended = |birth, end| {
        let mut access = access(MOTHER, GuardianAccessKind::Extended);
        access.end = end;
        let story = clinic().born(birth).access([access]);
        story.asked_by(Audience::Guardian, MOTHER)
    };
    assert!(extended("2013-11-21", None).permits());
    assert!(extended("2010-11-22", None).permits());
    assert_eq!(
        extended("2010-11-21", None).withheld(),
        [Code::NotAtThisAge]
    );
    let ended = extended("2013-11-21", Some(at("2026-11-21T11:00:00Z")));
    assert!(!ended.permits());
    let father = clinic()
        .born("2013-11-21")
        .access([access(MOTHER, GuardianAccessKind::Extended)])
        .asked_by(Audience::Guardian, FATHER);
    assert!(!father.permits());
    let danish = Story::dk("hospital", "hospital", "condition")
        .born("2011-11-21")
        .access([access(MOTHER, GuardianAccessKind::Extended)])
        .asked_by(Audience::Guardian, MOTHER);
    assert_eq!(danish.withheld(), [Code::NotAtThisAge]);
}

// R-CITIZEN-3
#[test]
fn closed_access_wins_over_age_and_over_extended_access_and_nothing_is_told() {
    let guardian = |kinds: &[GuardianAccessKind]| {
        let known: Vec<_> = kinds.iter().map(|kind| access(MOTHER, *kind)).collect();
        clinic().access(known).asked_by(Audience::Guardian, MOTHER)
    };
    use GuardianAccessKind::{Closed, Extended};
    assert!(guardian(&[Extended]).permits());
    for kinds in [&[Closed][..], &[Closed, Extended], &[Extended, Closed]] {
        assert_eq!(guardian(kinds).decide().visibility, Visibility::Refused);
    }
    // The date for review opens nothing; the end does. The other guardian's view is another's.
    let mut reviewed = guardian(&[Closed]);
    value(&mut reviewed.facts.guardian_access)[0].end = Some(at("2026-02-01T00:00:00Z"));
    assert!(!reviewed.permits());
    value(&mut reviewed.facts.guardian_access)[0].ended = Some(at("2026-11-21T11:00:00Z"));
    assert!(reviewed.permits());
    let mut other = guardian(&[Closed]);
    other.actor.person = Some(FATHER);
    assert!(other.permits());
    let mut unknown = guardian(&[]);
    unknown.facts.guardian_access = Known::Unknown;
    assert_eq!(unknown.decide().visibility, Visibility::Refused);
}

/// Whether it is permitted at noon, local time, on these days.
fn on_days(story: &Story, days: [&str; 3]) -> [bool; 3] {
    days.map(|day| story.clone().on(&format!("{day}T11:00:00Z")).permits())
}

// R-AGE-1 R-AGE-2 R-CITIZEN-1
#[test]
fn swedish_birthdays_count_to_the_day_also_for_children_of_a_leap_day() {
    let guardians = || [permit(MOTHER), permit(FATHER)];
    let se = |birth| clinic().born(birth);
    // Twelve changes nothing.
    let mother = se("2014-05-17").asked_by(Audience::Guardian, MOTHER);
    assert_eq!(
        on_days(&mother, ["2026-05-16", "2026-05-17", "2026-05-18"]),
        [true; 3]
    );
    // Sweden, thirteen: the guardians' view closes. Twenty-ninth of February: on the first of March where that year has none.
    let leap = se("2012-02-29").asked_by(Audience::Guardian, MOTHER);
    assert_eq!(
        on_days(&leap, ["2025-02-27", "2025-02-28", "2025-03-01"]),
        [true, true, false]
    );
    // Thirteen and sixteen: between them a child that was found mature decides, found on its thirteenth birthday at the earliest.
    let mature = |birth, found: &str| {
        let found = Assessment {
            start: at(found),
            ..found_mature()
        };
        se(birth).consents([permit(CHILD)]).assessed([found])
    };
    for (birth, days) in [
        ("2012-02-29", ["2025-02-28", "2025-03-01", "2025-03-02"]),
        ("2013-05-17", ["2026-05-16", "2026-05-17", "2026-05-18"]),
    ] {
        let found = days.map(|day| {
            let found = mature(birth, &format!("{day}T09:00:00Z"));
            on_days(&found, days)
        });
        assert_eq!(found[0], [false; 3]);
        assert_eq!(found[1], [false, true, true]);
    }
    // Fifteen changes nothing in Sweden.
    let fifteen = se("2011-05-17").consents(guardians());
    assert_eq!(
        on_days(&fifteen, ["2026-05-16", "2026-05-17", "2026-05-18"]),
        [true; 3]
    );
    // Sixteen: the child's own word and view.
    let own = se("2012-02-29").consents([permit(CHILD)]);
    assert_eq!(
        on_days(&own, ["2028-02-27", "2028-02-28", "2028-02-29"]),
        [false, false, true]
    );
    let view = se("2010-05-17").asked_by(Audience::Child, CHILD);
    assert_eq!(
        on_days(&view, ["2026-05-16", "2026-05-17", "2026-05-18"]),
        [false, true, true]
    );
}

// R-AGE-2 R-CITIZEN-1
#[test]
fn danish_birthdays_count_to_the_day_also_for_children_of_a_leap_day() {
    let dk = |birth| Story::dk("hospital", "hospital", "condition").born(birth);
    // Ten: party rights in social cases are no view.
    let parent = dk("2016-05-17").asked_by(Audience::Guardian, MOTHER);
    assert_eq!(
        on_days(&parent, ["2026-05-16", "2026-05-17", "2026-05-18"]),
        [true; 3]
    );
    let party = dk("2016-05-17").asked_by(Audience::Child, CHILD);
    assert_eq!(
        on_days(&party, ["2026-05-16", "2026-05-17", "2026-05-18"]),
        [false; 3]
    );
    // Denmark, fourteen: not yet. Fifteen: consent, objection and view are the child's.
    let fourteen = dk("2012-05-17").consents([refusal(CHILD)]);
    assert_eq!(
        on_days(&fourteen, ["2026-05-16", "2026-05-17", "2026-05-18"]),
        [true; 3]
    );
    let fifteen = dk("2012-02-29").consents([refusal(CHILD)]);
    assert_eq!(
        on_days(&fifteen, ["2027-02-27", "2027-02-28", "2027-03-01"]),
        [true, true, false]
    );
    let parent = dk("2012-02-29").asked_by(Audience::Guardian, MOTHER);
    assert_eq!(
        on_days(&parent, ["2027-02-27", "2027-02-28", "2027-03-01"]),
        [true, true, false]
    );
}
