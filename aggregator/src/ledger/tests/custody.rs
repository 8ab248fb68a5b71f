//! Whose word on custody counts: the register's, or that of people at work where no register speaks and nothing speaks against them.

use domain::facts::{Facts, GuardianAccessKind, Holder};

use super::{
    super::statement::{CustodyByHand, CustodyTold, IdentityLinkTold, NumberNamed, OlderId},
    *,
};
use crate::seal::Seal;

const MOTHER: u8 = 2;
const FATHER: u8 = 3;
const HOUR: i64 = 60;

fn nurse() -> Teller {
    Teller("actor:nurse".to_owned())
}

fn counsellor() -> Teller {
    Teller("actor:counsellor".to_owned())
}

fn holders(persons: &[u8]) -> Vec<Holder> {
    let holder = |n: &u8| Holder {
        guardian: person(*n),
        residence_parent: *n == MOTHER,
    };
    persons.iter().map(holder).collect()
}

fn told(persons: &[u8], minute: i64) -> Statement {
    Statement::CustodyTold(CustodyTold {
        holders: holders(persons),
        as_of: at(minute),
    })
}

fn by_hand(id: u128, persons: &[u8], minute: i64) -> Statement {
    Statement::CustodyByHand(CustodyByHand {
        id: Uuid::from_u128(id),
        holders: holders(persons),
        as_of: at(minute),
        registered_at: Some(organisation()),
        document: None,
        registrar: None,
        reason: None,
    })
}

/// What was said, by whom, when.
struct Said(Ledger);

impl Said {
    fn nothing() -> Self {
        Self(Ledger::of(person(1)))
    }

    fn by(mut self, teller: &Teller, said: &Statement, minute: i64) -> Self {
        match apply(&self.0, said, teller, at(minute)).unwrap() {
            Applied::New {
                text, statement, ..
            } => {
                let seq = self.0.stated.len() as u64 + 1;
                let by = teller.0.clone();
                self.0.add(statement.kind(), &text, by, at(minute), seq);
            }
            Applied::Standing(_) => panic!("said twice"),
        }
        self
    }

    fn confirmed(mut self, minute: i64) -> Self {
        self.0.confirmed.push(Confirmation {
            by: teller(),
            as_of: at(minute),
            at: at(minute),
        });
        self
    }

    fn facts(&self, minute: i64) -> Facts {
        self.0.facts(None, &ages(), at(minute))
    }

    /// Who holds custody, in order. `None` = not known.
    fn holds(&self, minute: i64) -> Option<Vec<u8>> {
        let facts = self.facts(minute);
        let holders = facts.custody.at(at(minute))?;
        Some(holders.iter().map(|holder| holder.guardian.0[0]).collect())
    }
}

// R-CUSTODY-2
#[test]
fn where_no_register_ever_spoke_a_word_by_hand_counts() {
    let said = Said::nothing().by(&nurse(), &by_hand(1, &[MOTHER, FATHER], 0), 5);
    assert_eq!(said.holds(6), Some(vec![MOTHER, FATHER]));
    assert_eq!(said.holds(4 + 36 * HOUR - 5), Some(vec![MOTHER, FATHER]));
}

// R-CUSTODY-2
#[test]
fn beside_a_registers_current_word_one_by_hand_neither_adds_nor_removes() {
    for hand in [&[MOTHER, FATHER][..], &[FATHER], &[]] {
        let said = Said::nothing()
            .by(&nurse(), &by_hand(1, hand, 0), 0)
            .by(&teller(), &told(&[MOTHER], 1), 1)
            .by(&counsellor(), &by_hand(2, hand, 2), 2);
        assert_eq!(said.holds(3), Some(vec![MOTHER]));
        // Also what the register tells of an earlier time than that of the document, and when it says that nobody holds it.
        let nobody = Said::nothing()
            .by(&nurse(), &by_hand(1, &[MOTHER], 10), 10)
            .by(&teller(), &told(&[], 0), 11);
        assert_eq!(nobody.holds(12), Some(vec![]));
    }
}

// R-CUSTODY-3
#[test]
fn what_a_register_last_told_can_be_said_again_and_not_otherwise() {
    let register = || Said::nothing().by(&teller(), &told(&[MOTHER, FATHER], 0), 0);
    let late = 40 * HOUR;
    assert_eq!(register().holds(late), None, "too old");
    let same = register().by(&nurse(), &by_hand(1, &[FATHER, MOTHER], late), late);
    assert_eq!(same.holds(late), Some(vec![FATHER, MOTHER]));
    for hand in [&[MOTHER][..], &[MOTHER, FATHER, 4], &[MOTHER, 4], &[]] {
        let other = register().by(&nurse(), &by_hand(1, hand, late), late);
        assert_eq!(other.holds(late), None, "{hand:?}");
    }
    // With whom the child lives is a part of it.
    let mut moved = by_hand(1, &[MOTHER, FATHER], late);
    if let Statement::CustodyByHand(word) = &mut moved {
        for holder in &mut word.holders {
            holder.residence_parent = !holder.residence_parent;
        }
    }
    assert_eq!(register().by(&nurse(), &moved, late).holds(late), None);
}

// R-CUSTODY-4
#[test]
fn a_word_by_hand_ages_out_and_no_register_makes_it_younger() {
    let said = Said::nothing()
        .by(&nurse(), &by_hand(1, &[MOTHER], 0), 0)
        .confirmed(30 * HOUR);
    assert_eq!(said.holds(36 * HOUR - 1), Some(vec![MOTHER]));
    assert_eq!(said.holds(36 * HOUR), None);
    let renewed = said.by(&nurse(), &by_hand(2, &[MOTHER], 30 * HOUR), 31 * HOUR);
    assert_eq!(renewed.holds(36 * HOUR), Some(vec![MOTHER]));
    assert_eq!(
        renewed.holds(66 * HOUR),
        None,
        "from when the document was seen"
    );
}

// R-CUSTODY-4
#[test]
fn however_old_a_registers_word_may_get_one_by_hand_counts_for_seven_days() {
    let said = Said::nothing().by(&nurse(), &by_hand(1, &[MOTHER], 0), 0);
    let month = FactAges {
        custody: SignedDuration::from_hours(720),
        ..ages()
    };
    assert_eq!(Ledger::by_hand_for(&month), MAX_CUSTODY_BY_HAND);
    assert_eq!(Ledger::by_hand_for(&ages()), ages().custody);
    let knows = |minute| {
        let facts = said.0.facts(None, &month, at(minute));
        facts.custody.at(at(minute)).is_some()
    };
    assert!(knows(7 * 24 * HOUR - 1) && !knows(7 * 24 * HOUR));
}

// R-CUSTODY-3
#[test]
fn where_two_at_work_say_different_things_nobody_knows() {
    let said = Said::nothing()
        .by(&nurse(), &by_hand(1, &[MOTHER, FATHER], 0), 0)
        .by(&counsellor(), &by_hand(2, &[FATHER, MOTHER], HOUR), HOUR);
    assert!(said.holds(2 * HOUR).is_some(), "the same in another order");
    let said = said.by(&counsellor(), &by_hand(3, &[MOTHER], 2 * HOUR), 2 * HOUR);
    assert_eq!(said.holds(3 * HOUR), None);
    // Whoever was wrong says so; whoever says that nobody can vouch is heard, too.
    let mended = said.by(&nurse(), &by_hand(4, &[MOTHER], 3 * HOUR), 3 * HOUR);
    assert_eq!(mended.holds(4 * HOUR), Some(vec![MOTHER]));
    let shut = mended.by(&counsellor(), &by_hand(5, &[], 4 * HOUR), 4 * HOUR);
    assert_eq!(shut.holds(5 * HOUR), None);
    let alone = Said::nothing().by(&nurse(), &by_hand(1, &[], 0), 0);
    assert_eq!(
        alone.holds(1),
        None,
        "that nobody holds it no document shows"
    );
}

// R-CUSTODY-3
#[test]
fn a_refusal_by_somebody_whom_it_does_not_name_makes_it_unknown() {
    let refusal = consent(7, ConsentKind::Refuse);
    let named = Said::nothing()
        .by(&nurse(), &by_hand(1, &[MOTHER], 0), 0)
        .by(&teller(), &refusal, 1);
    assert!(named.holds(2).is_some());
    let unnamed = Said::nothing()
        .by(&nurse(), &by_hand(1, &[FATHER], 0), 0)
        .by(&teller(), &refusal, 1);
    assert_eq!(unnamed.holds(2), None);
    let ended = unnamed.by(&teller(), &Statement::ConsentEnded(ending(7)), 3);
    assert!(ended.holds(4).is_some());
}

// R-CUSTODY-3
#[test]
fn of_a_child_with_other_numbers_and_of_what_cannot_be_read_nothing_is_said_by_hand() {
    let seal = Seal::from_key(&[7; 32]).unwrap();
    let number = domain::id::PersonId::guess("19121212-1212").unwrap();
    let older = OlderId::sealed(person(1), person(9), &number, &seal).unwrap();
    let link = Statement::IdentityLinkTold(IdentityLinkTold {
        older: vec![older],
        as_of: at(0),
    });
    let said = || Said::nothing().by(&nurse(), &by_hand(1, &[MOTHER], 0), 0);
    assert_eq!(said().by(&teller(), &link, 1).holds(2), None);
    let named = Statement::NumberNamed(NumberNamed { today: person(9) });
    assert_eq!(said().by(&teller(), &named, 1).holds(2), None);
    for kind in [
        "custody",
        "custody-by-hand",
        "consent-registered",
        "identity-link",
        "number-named",
    ] {
        let mut unreadable = said();
        unreadable.0.add(kind, "{}", teller().0, at(1), 9);
        assert_eq!(unreadable.holds(2), None, "{kind}");
    }
}

// R-CUSTODY-5
#[test]
fn a_word_by_hand_opens_nobodys_own_view_and_lets_no_unverified_permit_count() {
    let unverified = |id| match consent(id, ConsentKind::Permit) {
        Statement::ConsentRegistered(word) => Statement::ConsentRegistered(ConsentRegistered {
            verified: false,
            ..word
        }),
        other => other,
    };
    let by_both = Said::nothing()
        .by(&teller(), &unverified(7), 0)
        .by(&teller(), &consent(8, ConsentKind::Permit), 0)
        .by(&nurse(), &by_hand(1, &[MOTHER], 0), 0);
    let facts = by_both.facts(1);
    let consents = facts.consents.at(at(1)).unwrap();
    assert!(consents.len() == 1 && consents[0].verified);
    let access = facts.guardian_access.at(at(1)).unwrap();
    let closed = |n| {
        (access.iter()).any(|a| a.guardian == person(n) && a.kind == GuardianAccessKind::Closed)
    };
    assert!(closed(MOTHER));
    // The register's word opens both.
    let known = by_both.by(&teller(), &told(&[MOTHER], 2), 2).facts(3);
    assert_eq!(known.consents.at(at(3)).unwrap().len(), 2);
    assert!(known.guardian_access.at(at(3)).unwrap().is_empty());
}

// R-CUSTODY-2, R-STORE-12
#[test]
fn the_past_reads_the_word_that_counted_then() {
    let said = Said::nothing()
        .by(&nurse(), &by_hand(1, &[MOTHER, FATHER], 0), 0)
        .by(&teller(), &told(&[MOTHER], 10), 10);
    let then = |minute| {
        let facts = said.0.facts_at(None, &ages(), at(minute));
        facts.custody.at(at(minute)).map(Vec::len)
    };
    assert_eq!((then(-1), then(9), then(11)), (None, Some(2), Some(1)));
}

// R-GATE-1
#[test]
fn every_word_by_hand_raises_the_epoch_and_an_id_stands_for_one_word() {
    let said = Said::nothing().by(&nurse(), &by_hand(1, &[MOTHER], 0), 0);
    assert!(raises(&said.0, &by_hand(2, &[MOTHER], 1), 1));
    let again = |statement, teller| apply(&said.0, &statement, &teller, at(1));
    assert!(matches!(
        again(by_hand(1, &[MOTHER], 0), nurse()),
        Ok(Applied::Standing(_))
    ));
    let conflict = Err(LedgerError::Conflict);
    assert_eq!(again(by_hand(1, &[FATHER], 0), nurse()), conflict);
    assert_eq!(again(by_hand(1, &[MOTHER], 0), counsellor()), conflict);
    assert_eq!(
        again(by_hand(2, &[MOTHER], 3), nurse()),
        Err(LedgerError::AsOfInFuture)
    );
    let many: Vec<u8> = (10..).take(MAX_HOLDERS + 1).collect();
    let too_many = Err(LedgerError::TooMany {
        what: "who hold custody",
    });
    assert_eq!(again(by_hand(2, &many, 0), nurse()), too_many);
    assert!(again(by_hand(2, &many[1..], 0), nurse()).is_ok());
}

// R-CUSTODY-5, R-BLOCKED-12
#[test]
fn a_word_by_hand_ends_nobodys_block() {
    let Statement::BlockRegistered(wished) = block(7) else {
        panic!("a block")
    };
    let wished = Statement::BlockRegistered(BlockRegistered {
        wisher: Some(person(FATHER)),
        ..wished
    });
    let register = Said::nothing()
        .by(&teller(), &wished, 0)
        .by(&teller(), &told(&[MOTHER], 0), 1);
    let hand = Said::nothing()
        .by(&teller(), &wished, 0)
        .by(&nurse(), &by_hand(1, &[MOTHER], 0), 1);
    for (said, wisher) in [(register, Some(person(FATHER))), (hand, None)] {
        assert_eq!(said.holds(2), Some(vec![MOTHER]));
        let facts = said.facts(2);
        let blocks = facts.blocks.at(at(2)).unwrap();
        let [block] = blocks.as_slice() else {
            panic!("one block")
        };
        assert_eq!(
            block.wisher, wisher,
            "without one it stands until it is ended"
        );
    }
}
