//! What lies beside the facts: older numbers and letters that wait.

use domain::{
    facts::{CareRelation, Holder},
    id::PersonId,
};

use super::*;
use crate::{
    ledger::statement::{
        CustodyTold, IdentityLinkTold, InformationAnswer, InformationAnswered,
        InformationRequested, NumberNamed, OlderId,
    },
    seal::Seal,
};

const NUMBERS: [&str; 2] = ["19121212-1212", "070392-1234"];

fn seal() -> Seal {
    Seal::from_key(&[9; 32]).unwrap()
}

/// The child's number was this one before, as known at a minute.
fn link(numbers: &[&str], as_of: i64) -> Statement {
    let older = numbers.iter().zip(7_u8..).map(|(number, n)| {
        let id = PersonId::guess(number).unwrap();
        OlderId::sealed(person(1), person(n), &id, &seal()).unwrap()
    });
    Statement::IdentityLinkTold(IdentityLinkTold {
        older: older.collect(),
        as_of: at(as_of),
    })
}

fn opened(ledger: &Ledger) -> Vec<String> {
    let beside = ledger.beside(at(60));
    let open = |older: &Older| older.id.open(person(1), &seal());
    let opened = beside.older.iter().filter_map(open);
    opened.map(|id| id.value().to_owned()).collect()
}

fn taken(ledger: &mut Ledger, statement: &Statement, minute: i64) -> bool {
    match apply(ledger, statement, &teller(), at(minute)).unwrap() {
        Applied::Standing(_) => false,
        Applied::New {
            statement, raises, ..
        } => {
            let seq = ledger.stated.len() as u64 + 1;
            ledger.stated.push(Stated {
                statement: *statement,
                by: teller(),
                at: at(minute),
                seq,
            });
            raises
        }
    }
}

// R-LINK-1, R-LINK-2
#[test]
fn the_newest_word_about_older_numbers_counts_and_raises_the_epoch() {
    let mut ledger = Ledger::of(person(1));
    let [first, second] = NUMBERS;
    assert!(taken(&mut ledger, &link(&[first], 2), 3));
    assert!(!taken(&mut ledger, &link(&[first], 2), 4), "the same again");
    assert_eq!(opened(&ledger), ["191212121212"]);
    // What was known before is told later: it does not count.
    assert!(!taken(&mut ledger, &link(&[second, first], 1), 5));
    assert_eq!(opened(&ledger), ["191212121212"]);
    assert!(taken(&mut ledger, &link(&[], 6), 6), "taken back");
    assert!(opened(&ledger).is_empty());
    assert!(taken(&mut ledger, &link(&[first, second], 7), 7));
    assert_eq!(opened(&ledger).len(), 2);
}

// R-LINK-1
#[test]
fn a_number_opens_for_the_child_it_was_told_of_and_not_when_it_cannot_be_read() {
    let mut ledger = Ledger::of(person(1));
    taken(&mut ledger, &link(&NUMBERS[..1], 1), 1);
    let beside = ledger.beside(at(60));
    let older = &beside.older.first().unwrap().id;
    assert!(older.open(person(2), &seal()).is_none());
    assert!(
        older
            .open(person(1), &Seal::from_key(&[8; 32]).unwrap())
            .is_none()
    );
    assert!(!format!("{older:?}").contains("1912"));
    assert!(beside.has_other_numbers());
}

// R-LINK-1, R-LINK-4
#[test]
fn a_link_that_cannot_be_read_names_no_number_and_says_that_there_may_be_some() {
    let mut ledger = Ledger::of(person(1));
    assert!(!ledger.beside(at(60)).has_other_numbers());
    for is_told in [false, true] {
        if is_told {
            taken(&mut ledger, &link(&NUMBERS[..1], 1), 1);
        }
        ledger.unreadable.insert(Subject::IdentityLink);
        let beside = ledger.beside(at(60));
        assert!(beside.older.is_empty());
        assert!(beside.has_other_numbers());
    }
}

// R-LINK-6
#[test]
fn a_number_is_named_since_the_first_link_of_an_unbroken_run() {
    let mut ledger = Ledger::of(person(1));
    let [first, second] = NUMBERS;
    for (numbers, as_of) in [
        (&[first, second][..], 1),
        (&[], 2),
        (&[first], 3),
        (&[first, second], 4),
        (&[first], 5),
    ] {
        taken(&mut ledger, &link(numbers, as_of), as_of + 1);
    }
    let since: Vec<_> = (ledger.beside(at(60)).older.iter())
        .map(|older| older.since)
        .collect();
    assert_eq!(since, [3]);
}

// R-LINK-7
#[test]
fn who_names_a_number_is_told_to_it_once_and_raises_its_epoch() {
    let mut ledger = Ledger::of(person(1));
    let named = |by| Statement::NumberNamed(NumberNamed { today: person(by) });
    assert!(taken(&mut ledger, &named(2), 1));
    assert!(!taken(&mut ledger, &named(2), 2), "the same again");
    assert!(taken(&mut ledger, &named(3), 3));
    let beside = ledger.beside(at(60));
    assert_eq!(beside.named_by, [person(2), person(3)].into());
    assert_eq!(beside.lived, Lived::default());
    assert!(beside.has_other_numbers());
    ledger.unreadable.insert(Subject::NumberNamed);
    let beside = ledger.beside(at(60));
    assert!(beside.named_by.is_empty() && beside.has_other_numbers());
}

// R-LINK-6
#[test]
fn custody_and_a_relation_that_lasts_are_signs_of_life() {
    let lived = |statement: Statement| {
        let mut ledger = Ledger::of(person(1));
        let named = NumberNamed { today: person(2) };
        taken(&mut ledger, &Statement::NumberNamed(named), 1);
        taken(&mut ledger, &statement, 2);
        ledger.beside(at(60)).lived
    };
    let (none, two) = (Lived::default(), Some(2));
    let held = Lived {
        custody: two,
        ..none
    };
    let seen = Lived {
        relation: two,
        ..none
    };
    assert_eq!(lived(custody(&[3], 1)), held);
    assert_eq!(lived(custody(&[], 1)), none, "nobody holds it");
    assert_eq!(lived(relation(None)), seen);
    assert_eq!(lived(relation(Some(61))), seen);
    assert_eq!(lived(relation(Some(60))), none, "it has ended");
}

fn custody(holders: &[u8], as_of: i64) -> Statement {
    let holder = |n: &u8| Holder {
        guardian: person(*n),
        residence_parent: false,
    };
    Statement::CustodyTold(CustodyTold {
        holders: holders.iter().map(holder).collect(),
        as_of: at(as_of),
    })
}

fn relation(end: Option<i64>) -> Statement {
    let relation = CareRelation {
        organisation: OrganisationId::guess("SE2321000016-SKOLA").unwrap(),
        unit: None,
        sector: Sector::parse("school-health").unwrap(),
        start: at(0),
        end: end.map(at),
    };
    Statement::RelationTold(relation.into())
}

// R-LINK-7
#[test]
fn no_link_is_turned_away_however_many_there_were() {
    let mut ledger = Ledger::of(person(1));
    let many = u64::try_from(MAX_OF_A_KIND).unwrap() + 1;
    let named = NumberNamed { today: person(9) };
    for statement in [link(&NUMBERS[..1], 0), Statement::NumberNamed(named)] {
        let said = (0..many).map(|seq| Stated {
            statement: statement.clone(),
            by: teller(),
            at: at(0),
            seq,
        });
        ledger.stated.extend(said);
    }
    assert!(taken(&mut ledger, &link(&[], 1), 1));
    let another = NumberNamed { today: person(8) };
    assert!(taken(&mut ledger, &Statement::NumberNamed(another), 1));
}

// R-LINK-2, R-FACTS-3
#[test]
fn sixteen_older_numbers_are_taken_and_none_from_the_future() {
    let ledger = Ledger::of(person(1));
    let many = |count: u8| {
        let id = PersonId::guess(NUMBERS[0]).unwrap();
        let older = |n| OlderId::sealed(person(1), person(n), &id, &seal()).unwrap();
        Statement::IdentityLinkTold(IdentityLinkTold {
            older: (2..2 + count).map(older).collect(),
            as_of: at(1),
        })
    };
    let apply = |statement: &Statement| apply(&ledger, statement, &teller(), at(1));
    assert!(apply(&many(16)).is_ok());
    assert!(matches!(apply(&many(17)), Err(LedgerError::TooMany { .. })));
    let ahead = link(&NUMBERS[..1], 3);
    assert_eq!(apply(&ahead), Err(LedgerError::AsOfInFuture));
}

// R-INFO-3
#[test]
fn a_request_is_open_until_a_standard_answer_and_the_newest_of_those_counts() {
    let mut ledger = Ledger::of(person(1));
    let id = Uuid::from_u128(1);
    let case = seal().seal("case", "K 1").unwrap();
    let asked = Statement::InformationRequested(InformationRequested {
        id,
        producer: String::new(),
        sector: Some(sector("school")),
        organisation: organisation(),
        asker_sector: None,
        unit: None,
        template: "SE-MESSAGE-CARE".to_owned(),
        purpose: None,
        types: Vec::new(),
        case_number: case,
        thread: None,
        registrar: None,
    });
    assert!(!taken(&mut ledger, &asked, 1), "no decision reads it");
    let answers = [
        (InformationAnswer::Other, true),
        (InformationAnswer::Nothing, false),
        (InformationAnswer::Documents, false),
    ];
    for (minute, (answer, is_open)) in (2..).zip(answers) {
        let answered = Statement::InformationAnswered(InformationAnswered {
            request: id,
            answer,
            thread: None,
        });
        taken(&mut ledger, &answered, minute);
        assert_eq!(
            ledger.beside(at(60)).open_requests.len(),
            usize::from(is_open)
        );
        let held = ledger.everything(at(60)).information_requests();
        let stands = held.first().unwrap().fact.answer().unwrap();
        assert_eq!((stands.answer, stands.at), (answer, at(minute)));
    }
}
