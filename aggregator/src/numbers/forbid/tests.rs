use super::*;
use crate::{
    ledger::{Ledger, Stated, Statement, statement::ProtectionTold},
    store::{FactAges, Teller},
};

const HOUR: i64 = 3600;
/// Longer ago than the register's word about protection counts.
const STALE: i64 = 36 * HOUR;

fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap()
}

fn ago(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 - seconds).unwrap()
}

/// What is known of the `n`th child, where the register told of its protection so long ago.
fn facts(n: u8, told: Option<(bool, i64)>, unreadable: &[Subject]) -> (Facts, BTreeSet<Subject>) {
    let mut ledger = Ledger::of(Pseudonym([n; 32]));
    ledger
        .stated
        .extend(told.map(|(protected, seconds)| Stated {
            statement: Statement::ProtectionTold(ProtectionTold {
                protected,
                as_of: ago(seconds),
            }),
            by: Teller("register".to_owned()),
            at: ago(seconds),
            seq: 1,
        }));
    ledger.unreadable.extend(unreadable);
    let facts = ledger.facts(None, &FactAges::default(), now());
    (facts, ledger.unreadable)
}

// R-LINK-4, R-PROTECT-1
#[test]
fn protection_under_an_older_number_never_ends_by_growing_stale() {
    const YES: Option<bool> = Some(true);
    const NO: Option<bool> = Some(false);
    // Told of today's number, told of the older one and how long ago; what is known of the child.
    let cases = [
        (NO, None, NO),
        (NO, Some((false, 0)), NO),
        (NO, Some((false, STALE)), NO),
        (NO, Some((true, 0)), YES),
        (NO, Some((true, STALE - 1)), YES),
        (NO, Some((true, STALE)), None),
        (NO, Some((true, 100 * STALE)), None),
        (YES, None, YES),
        (YES, Some((false, 0)), YES),
        (YES, Some((true, STALE)), YES),
        (None, None, None),
        (None, Some((false, 0)), None),
        (None, Some((true, 0)), YES),
        (None, Some((true, STALE)), None),
    ];
    for (today, before, known) in cases {
        let (mut joined, _) = facts(1, today.map(|protected| (protected, 0)), &[]);
        let (older, unreadable) = facts(2, before, &[]);
        forbid(&mut joined, older, &unreadable, now());
        let found = joined.protection.at(now()).copied();
        assert_eq!(found, known, "{today:?}, {before:?}");
    }
}

// R-LINK-4
#[test]
fn what_cannot_be_read_of_an_older_number_is_unknown_of_the_child() {
    for subject in [
        Subject::Block,
        Subject::Consent,
        Subject::GuardianAccess,
        Subject::Protection,
    ] {
        let (mut joined, _) = facts(1, Some((false, 0)), &[]);
        let (older, unreadable) = facts(2, Some((false, 0)), &[subject]);
        forbid(&mut joined, older, &unreadable, now());
        let unknown = [
            (Subject::Block, joined.blocks.at(now()).is_none()),
            (Subject::Consent, joined.consents.at(now()).is_none()),
            (
                Subject::GuardianAccess,
                joined.guardian_access.at(now()).is_none(),
            ),
            (Subject::Protection, joined.protection.at(now()).is_none()),
        ];
        for (of, is_unknown) in unknown {
            assert_eq!(is_unknown, of == subject, "{subject:?}: {of:?}");
        }
    }
}

// R-LINK-4
#[test]
fn where_numbers_are_unknown_anything_may_be_forbidden() {
    for (told, known) in [(true, Some(true)), (false, None)] {
        let (mut joined, _) = facts(1, Some((told, 0)), &[]);
        forbid_unknown(&mut joined, now());
        assert_eq!(joined.blocks, Known::Unknown);
        assert_eq!(joined.consents, Known::Unknown);
        assert_eq!(joined.guardian_access, Known::Unknown);
        assert_eq!(joined.protection.at(now()).copied(), known);
    }
}
