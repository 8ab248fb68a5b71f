//! How far one word reaches: the unit, the purpose, what was taken back, what nobody has verified.

use crate::{clinic, common::*};
use domain::{
    decide::{Outcome, ReasonCode as Code},
    facts::Consent,
    policy::Policy,
};

// R-CONSENT-11
#[test]
fn a_consent_for_one_unit_is_no_other_units() {
    let for_unit = |mut word: Consent, unit: &str| {
        word.recipient = Some(organisation(1));
        word.recipient_unit = Some(unit.into());
        word
    };
    let permits = |word| clinic().consents([word, permit(FATHER)]).permits();
    assert!(permits(for_unit(permit(MOTHER), "unit-1")));
    assert!(permits(for_unit(permit(MOTHER), "UNIT-1")));
    assert!(!permits(for_unit(permit(MOTHER), "unit-2")));
    let refused = |unit| {
        let no = for_unit(refusal(MOTHER), unit);
        clinic().consents([no, permit(MOTHER), permit(FATHER)])
    };
    assert!(!refused("unit-1").permits());
    assert!(refused("unit-2").permits());
    // A unit that the token does not name is covered by the refusal and not by the permit.
    let mut unnamed = refused("unit-2");
    unnamed.actor.unit = None;
    assert!(!unnamed.permits());
    let mut unnamed = clinic().consents([for_unit(permit(MOTHER), "unit-1"), permit(FATHER)]);
    unnamed.actor.unit = None;
    assert!(!unnamed.permits());
}

// R-CONSENT-12
#[test]
fn a_consent_for_one_purpose_is_none_for_another() {
    let with = |mut word: Consent, purpose: &str| {
        word.purpose = Some(purpose.into());
        clinic().consents([word, permit(MOTHER), permit(FATHER)])
    };
    assert!(with(refusal(MOTHER), "research").permits());
    assert!(!with(refusal(MOTHER), "care").permits());
    let permits = |purpose: &str| {
        let mut word = permit(MOTHER);
        word.purpose = Some(purpose.into());
        clinic().consents([word, permit(FATHER)]).permits()
    };
    assert!(permits("care"));
    assert!(!permits("research"));
}

// R-CONSENT-13
#[test]
fn what_was_taken_back_as_misregistered_never_counted_and_is_no_withdrawal() {
    let taken_back = |mut word: Consent| {
        word.deleted = Some(at("2026-11-01T00:00:00Z"));
        word
    };
    let mut both = taken_back(permit(MOTHER));
    both.ended = Some(at("2026-10-01T00:00:00Z"));
    for word in [taken_back(permit(MOTHER)), both] {
        let story = clinic().consents([word, permit(FATHER)]);
        assert_eq!(story.withheld(), [Code::OtherGuardianMissing]);
    }
    let unsaid = [taken_back(refusal(MOTHER)), permit(MOTHER), permit(FATHER)];
    assert!(clinic().consents(unsaid).permits());
}

// R-GRANT-2
#[test]
fn a_permit_registered_by_the_one_who_benefits_counts_only_where_the_table_says() {
    let unverified = |mut word: Consent| {
        word.verified = false;
        word
    };
    let story = clinic().consents([unverified(permit(MOTHER)), permit(FATHER)]);
    assert_eq!(story.withheld(), [Code::ConsentNotVerified]);
    let beside = [unverified(permit(MOTHER)), permit(MOTHER), permit(FATHER)];
    assert!(clinic().consents(beside).permits());
    let refused = [unverified(refusal(MOTHER)), permit(MOTHER), permit(FATHER)];
    assert_eq!(
        clinic().consents(refused).withheld(),
        [Code::ConsentRefused]
    );
    let toml = SE_TOML.replace("board_may_replace = true", "unverified_counts = true");
    let tables = Policy::parse("se.toml", &toml).unwrap();
    assert!(matches!(
        story.decide_by(&tables).outcome,
        Outcome::Permit(_)
    ));
}
