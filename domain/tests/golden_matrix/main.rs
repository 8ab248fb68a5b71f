//! The whole sharing matrix as text, checked in: who gets what from whom, at which age, with whose consent. A change of the tables
//! or of the decision is a difference that a reviewer reads. `UPDATE_GOLDEN=1 cargo test -p domain --test golden_matrix` rewrites it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

#[path = "../common/mod.rs"]
mod common;
mod write;

use std::{collections::BTreeSet, path::PathBuf};

use common::policy;
use domain::{decide::ReasonCode, time::Country};
use write::matrix;

// R-POLICY-6
#[test]
fn the_matrix_is_the_one_that_was_reviewed() {
    for country in [Country::Se, Country::Dk] {
        let now = matrix(country);
        let path = path(country);
        // Read here only, by whoever rewrites the file on purpose.
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, now).unwrap();
            continue;
        }
        let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
        let difference = difference(&reviewed, now);
        assert!(
            reviewed == now,
            "{} differs, UPDATE_GOLDEN=1 rewrites it:\n{difference}",
            path.display()
        );
    }
}

// R-POLICY-6
#[test]
fn every_line_of_the_tables_decides_something() {
    for country in [Country::Se, Country::Dk] {
        let matrix = matrix(country);
        let (_, blocks) = matrix.split_once("\n## Decisions\n").unwrap();
        for line in policy(country).sharing() {
            let id = &line.origin.id;
            assert!(blocks.contains(&format!(" {id} ")), "{id} decides nothing");
        }
    }
}

// R-DECIDE-8
#[test]
fn every_reason_is_told_somewhere() {
    let golden = [matrix(Country::Se), matrix(Country::Dk)].concat();
    for code in ReasonCode::ALL {
        match shown_in(code) {
            None => assert!(golden.contains(code.as_str()), "{code:?}"),
            Some((test, source)) => {
                assert!(
                    source.contains(&format!("fn {test}()")),
                    "{code:?}: no {test}"
                );
            }
        }
    }
}

/// The test that shows a reason, where the matrix does not.
fn shown_in(code: ReasonCode) -> Option<(&'static str, &'static str)> {
    let age = include_str!("../decide/age.rs");
    let consent = include_str!("../decide/consent.rs");
    let ground = include_str!("../decide/ground.rs");
    let relation = include_str!("../decide/relation.rs");
    let time = include_str!("../decide/time.rs");
    match code {
        ReasonCode::NoRelation => Some((
            "without_a_relation_nothing_is_shown_and_nothing_told",
            relation,
        )),
        ReasonCode::ConsentRefused => {
            Some(("a_refusal_wins_over_any_permit_in_whatever_order", consent))
        }
        ReasonCode::Objected => Some((
            "an_objection_is_a_reason_of_its_own_with_the_law_of_the_ground",
            consent,
        )),
        ReasonCode::ConsentWithdrawn => Some((
            "an_ended_consent_stops_counting_at_that_instant_and_is_told_as_withdrawn",
            consent,
        )),
        ReasonCode::CustodyUnknown => Some((
            "with_custody_unknown_or_too_old_nobody_can_consent_for_the_child",
            consent,
        )),
        ReasonCode::NobodyCanConsent => Some((
            "a_child_that_nobody_has_custody_of_has_nobody_who_can_consent",
            consent,
        )),
        ReasonCode::ConsentUnknown => Some(("with_consents_unreadable_it_is_withheld", consent)),
        ReasonCode::AgeUnknown => Some((
            "with_the_age_unknown_a_line_that_asks_the_age_gives_nothing",
            age,
        )),
        ReasonCode::ReasonRequired => Some((
            "an_emergency_needs_a_reason_and_neither_relation_nor_consent",
            ground,
        )),
        ReasonCode::GroundNotApplicable => Some((
            "a_ground_claimed_must_be_one_of_the_lines_and_must_hold",
            ground,
        )),
        ReasonCode::ProtectedIdentity => Some((
            "under_protection_or_when_nobody_can_say_headers_are_masked_and_free_text_is_on_request",
            relation,
        )),
        ReasonCode::OutsideWindow => {
            Some(("a_window_that_has_closed_withholds_with_how_to_ask", time))
        }
        ReasonCode::UnknownType => Some((
            "a_type_that_the_tables_do_not_name_is_withheld_and_longer_codes_are_other_types",
            ground,
        )),
        ReasonCode::NoRule => Some(("what_no_line_allows_is_withheld", ground)),
        ReasonCode::PurposeRefused
        | ReasonCode::AddresseeUnknown
        | ReasonCode::Blocked
        | ReasonCode::BlocksUnknown
        | ReasonCode::ConsentNotVerified
        | ReasonCode::EmergencyOver => shown_beside(code),
        ReasonCode::NeverShared
        | ReasonCode::OtherGuardianMissing
        | ReasonCode::ConsentMissing
        | ReasonCode::NotAtThisAge
        | ReasonCode::ReleasedAfterReview => None,
    }
}

/// The same for what hangs on a purpose, a block or a table's own leave.
fn shown_beside(code: ReasonCode) -> Option<(&'static str, &'static str)> {
    match code {
        ReasonCode::PurposeRefused => Some((
            "research_and_quality_are_refused_by_a_rule_with_a_name_and_nothing_is_told",
            include_str!("../decide/purpose.rs"),
        )),
        ReasonCode::AddresseeUnknown => Some((
            "what_is_addressed_to_somebody_is_not_asked_of_a_source_that_cannot_tell_who_asks",
            include_str!("../sources.rs"),
        )),
        ReasonCode::Blocked => Some((
            "a_source_that_is_blocked_as_a_whole_is_not_asked_and_nothing_says_which_it_is",
            include_str!("../blocks/plan.rs"),
        )),
        ReasonCode::BlocksUnknown => Some((
            "with_the_blocks_unknown_what_they_could_keep_back_is_withheld",
            include_str!("../blocks/main.rs"),
        )),
        ReasonCode::ConsentNotVerified => Some((
            "a_permit_registered_by_the_one_who_benefits_counts_only_where_the_table_says",
            include_str!("../decide/scope.rs"),
        )),
        ReasonCode::EmergencyOver => Some((
            "an_emergency_ends_by_the_hours_of_the_table_however_often_it_is_decided_anew",
            include_str!("../decide/purpose.rs"),
        )),
        _ => None,
    }
}

fn path(country: Country) -> PathBuf {
    let name = format!("{}.txt", country.code().to_lowercase());
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

/// Each line that is gone or new, with the block it stands in.
fn difference(reviewed: &str, now: &str) -> String {
    let placed = |text: &str| -> BTreeSet<String> {
        let mut block = String::new();
        let mut lines = BTreeSet::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            if line.starts_with(' ') {
                lines.insert(format!("{block}:{line}"));
            } else {
                block = line.to_owned();
            }
        }
        lines
    };
    let (old, new) = (placed(reviewed), placed(now));
    let gone = old.difference(&new).map(|line| (line, '-'));
    let come = new.difference(&old).map(|line| (line, '+'));
    let mut changed: Vec<_> = gone.chain(come).collect();
    changed.sort();
    changed
        .into_iter()
        .map(|(line, sign)| format!("{sign} {line}\n"))
        .collect()
}
