//! The ledger's rules over any statements in any order.

use domain::facts::{GuardianAccessKind, Holder};
use proptest::prelude::*;

use super::{
    super::statement::{
        BoardDecided, CustodyByHand, CustodyTold, GuardianAccessSet, ProtectionTold, RelationTold,
    },
    *,
};

/// Any statement, about few things, so that they meet.
fn any_statement() -> impl Strategy<Value = Statement> {
    let id = 1..6_u128;
    prop_oneof![
        (id.clone(), any::<bool>()).prop_map(|(id, refuses)| {
            let kind = if refuses {
                ConsentKind::Refuse
            } else {
                ConsentKind::Permit
            };
            consent(id, kind)
        }),
        id.clone()
            .prop_map(|id| Statement::ConsentEnded(ending(id))),
        id.clone()
            .prop_map(|id| Statement::ConsentDeleted(ending(id))),
        id.clone().prop_map(|id| block(10 + id)),
        id.clone()
            .prop_map(|id| Statement::BlockEnded(ending(10 + id))),
        (id.clone(), id.clone()).prop_map(|(id, of)| lift(20 + id, 10 + of, None, at(10_000))),
        id.clone()
            .prop_map(|id| Statement::LiftEnded(ending(20 + id))),
        (id.clone(), any::<bool>()).prop_map(|(id, mature)| assessment(30 + id, mature)),
        id.clone()
            .prop_map(|id| Statement::AssessmentEnded(ending(30 + id))),
        any_told(),
    ]
}

/// What registers and boards tell.
fn any_told() -> impl Strategy<Value = Statement> {
    let id = 1..6_u128;
    prop_oneof![
        (0..4_u8, 0..100_i64).prop_map(|(holders, minute)| {
            let holder = |n| Holder {
                guardian: person(n),
                residence_parent: n == 0,
            };
            Statement::CustodyTold(CustodyTold {
                holders: (0..holders).map(holder).collect(),
                as_of: at(minute - 100),
            })
        }),
        (id.clone(), 0..4_u8, 0..100_i64).prop_map(|(id, holders, minute)| {
            let holder = |n| Holder {
                guardian: person(n),
                residence_parent: n == 0,
            };
            Statement::CustodyByHand(CustodyByHand {
                id: Uuid::from_u128(60 + id),
                holders: (0..holders).map(holder).collect(),
                as_of: at(minute - 100),
                registered_at: None,
                document: None,
                registrar: None,
                reason: None,
            })
        }),
        (any::<bool>(), 0..100_i64).prop_map(|(protected, minute)| {
            Statement::ProtectionTold(ProtectionTold {
                protected,
                as_of: at(minute - 100),
            })
        }),
        (0..3_u8, 0..100_i64).prop_map(|(unit, start)| {
            Statement::RelationTold(RelationTold {
                organisation: organisation(),
                unit: Some(format!("unit {unit}")),
                sector: sector("school-health"),
                start: at(start),
                end: None,
            })
        }),
        (id.clone(), any::<bool>()).prop_map(|(id, closed)| {
            Statement::GuardianAccessSet(GuardianAccessSet {
                id: Uuid::from_u128(40 + id),
                guardian: person(2),
                kind: if closed {
                    GuardianAccessKind::Closed
                } else {
                    GuardianAccessKind::Extended
                },
                start: None,
                end: None,
                registrar: None,
                reason: None,
            })
        }),
        id.prop_map(|id| {
            Statement::BoardDecided(BoardDecided {
                id: Uuid::from_u128(50 + id),
                guardian: person(2),
                recipient_sector: None,
                source_sectors: vec![],
                start: None,
                end: None,
                registrar: None,
                reason: None,
            })
        }),
    ]
}

/// Statements in the order of time.
fn any_ledger() -> impl Strategy<Value = Vec<(Statement, i64)>> {
    let said = prop::collection::vec(any_statement(), 0..25);
    said.prop_map(|said| said.into_iter().zip(0..).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    // R-STORE-8
    #[test]
    fn whatever_stands_can_be_said_again_and_changes_nothing(said in any_ledger()) {
        let mut ledger = of(&said);
        let before = ledger.clone();
        let begun: Vec<_> = (before.stated.iter())
            .map(|s| s.statement.clone())
            .filter(|s| s.id().is_some() || s.ends().is_some())
            .collect();
        for statement in begun {
            prop_assert_eq!(take(&mut ledger, &statement, 999), Ok(false));
        }
        prop_assert_eq!(ledger, before);
    }

    // R-STORE-12
    #[test]
    fn the_past_is_what_had_been_said_by_then(said in any_ledger(), then in 0..25_i64) {
        let early: Vec<_> = said.iter().filter(|(_, minute)| *minute <= then).cloned().collect();
        let replayed = of(&said).facts_at(None, &ages(), at(then));
        prop_assert_eq!(replayed, of(&early).facts(None, &ages(), at(then)));
    }

    // R-STORE-9
    #[test]
    fn what_was_ended_stays_ended_whatever_the_clock_says(said in any_ledger(), now in -500..500_i64) {
        let ledger = of(&said);
        let view = ledger.everything(at(now));
        let ended = |id: Uuid, kind: &str| ledger.stated.iter()
            .any(|s| s.statement.ends() == Some(id) && s.statement.kind() == kind);
        for held in view.consents() {
            let gone = ended(held.id, "consent-ended") || ended(held.id, "consent-deleted");
            prop_assert!(!(gone && held.fact.counts_at(at(now))));
            // What is said to hold from now holds from now, too.
            prop_assert!(gone || held.fact.counts_at(at(now)));
        }
        for held in view.blocks() {
            prop_assert_eq!(held.fact.holds_at(at(now)), !ended(held.id, "block-ended"));
        }
    }

    #[test]
    fn of_two_independent_statements_the_order_does_not_matter(
        said in any_ledger(), one in any_statement(), other in any_statement(),
    ) {
        prop_assume!(one.subject() != other.subject());
        // A lift needs its block.
        let lifts = |s: &Statement| matches!(s.subject(), Subject::Block | Subject::Lift);
        prop_assume!(!(lifts(&one) && lifts(&other)));
        let both = |first: &Statement, second: &Statement| {
            let mut ledger = of(&said);
            let _ = take(&mut ledger, first, 100);
            let _ = take(&mut ledger, second, 100);
            ledger.facts(None, &ages(), at(100))
        };
        prop_assert_eq!(both(&one, &other), both(&other, &one));
    }

    // R-GATE-1
    #[test]
    fn the_epoch_is_raised_exactly_when_a_decision_reads_another_thing(
        said in any_ledger(), next in any_statement(),
    ) {
        let mut ledger = of(&said);
        let before = ledger.clone();
        let Ok(applied) = apply(&ledger, &next, &teller(), at(100)) else { return Ok(()) };
        let raises = matches!(applied, Applied::New { raises: true, .. });
        take(&mut ledger, &next, 100).unwrap();
        let values = |ledger: &Ledger| {
            let view = ledger.everything(at(100));
            Subject::ALL.map(|subject| view.in_force(subject))
        };
        prop_assert_eq!(raises, values(&before) != values(&ledger));
    }

    #[test]
    fn a_statement_reads_back_as_it_was_written(statement in any_statement()) {
        let (text, written) = statement.as_written().unwrap();
        let read: Statement = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &written);
        prop_assert_eq!(written.as_written().unwrap(), (text, read));
    }
}
