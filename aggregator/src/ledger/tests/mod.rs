//! The ledger's rules, by example; by property in [`properties`].

mod beside;
mod custody;
mod properties;

use domain::{
    facts::{ConsentKind, LiftReason, Pseudonym},
    id::OrganisationId,
    record::Sector,
};
use jiff::SignedDuration;

use super::{
    statement::{
        AssessmentRegistered, BlockRegistered, ConsentRegistered, ConsentRequestAnswered,
        ConsentRequested, Ending, LiftRegistered,
    },
    *,
};
use crate::store::FactAges;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + 60 * minute).unwrap()
}

fn person(n: u8) -> Pseudonym {
    Pseudonym([n; 32])
}

fn teller() -> Teller {
    Teller("spiffe://samsyn.example/desk".to_owned())
}

fn organisation() -> OrganisationId {
    OrganisationId::guess("SE2321000016-SKOLA").unwrap()
}

fn sector(code: &str) -> Sector {
    Sector::parse(code).unwrap()
}

fn consent(id: u128, kind: ConsentKind) -> Statement {
    Statement::ConsentRegistered(ConsentRegistered {
        id: Uuid::from_u128(id),
        grantor: person(2),
        kind,
        recipient: None,
        recipient_unit: None,
        recipient_sector: Some(sector("school-health")),
        source_sectors: vec![sector("hospital"), sector("child-health")],
        start: None,
        end: None,
        purpose: None,
        verified: true,
        registrar: None,
        reason: None,
        request: None,
        registered_at: None,
    })
}

fn block(id: u128) -> Statement {
    Statement::BlockRegistered(BlockRegistered {
        id: Uuid::from_u128(id),
        organisation: organisation(),
        unit: None,
        types: vec![],
        period: None,
        wisher: None,
        start: None,
        registrar: None,
        reason: None,
    })
}

fn lift(id: u128, block: u128, start: Option<Timestamp>, end: Timestamp) -> Statement {
    Statement::LiftRegistered(LiftRegistered {
        block_of: None,
        id: Uuid::from_u128(id),
        block: Uuid::from_u128(block),
        organisation: organisation(),
        unit: None,
        why: LiftReason::Consent,
        start,
        end,
        registrar: None,
        reason: None,
    })
}

fn assessment(id: u128, mature: bool) -> Statement {
    Statement::AssessmentRegistered(AssessmentRegistered {
        id: Uuid::from_u128(id),
        organisation: organisation(),
        unit: None,
        mature,
        start: None,
        registrar: None,
        reason: None,
    })
}

fn ending(of: u128) -> Ending {
    Ending::of(Uuid::from_u128(of))
}

/// Takes a statement as a store does. True when it was new.
fn take(ledger: &mut Ledger, statement: &Statement, minute: i64) -> Result<bool, LedgerError> {
    match apply(ledger, statement, &teller(), at(minute))? {
        Applied::Standing(_) => Ok(false),
        Applied::New {
            text, statement, ..
        } => {
            let seq = ledger.stated.len() as u64 + 1;
            ledger.add(statement.kind(), &text, teller().0, at(minute), seq);
            Ok(true)
        }
    }
}

fn raises(ledger: &Ledger, statement: &Statement, minute: i64) -> bool {
    match apply(ledger, statement, &teller(), at(minute)).unwrap() {
        Applied::New { raises, .. } => raises,
        Applied::Standing(_) => false,
    }
}

fn of(said: &[(Statement, i64)]) -> Ledger {
    let mut ledger = Ledger::of(person(1));
    for (statement, minute) in said {
        // What is refused is not said.
        let _ = take(&mut ledger, statement, *minute);
    }
    ledger
}

fn ages() -> FactAges {
    FactAges::default()
}

// R-STORE-8
#[test]
fn an_id_stands_for_one_content_of_one_teller() {
    let ledger = of(&[(consent(1, ConsentKind::Permit), 0)]);
    let apply = |statement: &Statement, by| apply(&ledger, statement, &by, at(1));
    let conflict = Err(LedgerError::Conflict);
    assert_eq!(apply(&consent(1, ConsentKind::Refuse), teller()), conflict);
    assert_eq!(apply(&block(1), teller()), conflict);
    let other = Teller("spiffe://samsyn.example/other".to_owned());
    assert_eq!(apply(&consent(1, ConsentKind::Permit), other), conflict);
}

#[test]
fn only_what_is_there_can_be_ended_lifted_or_answered() {
    let mut ledger = of(&[(consent(1, ConsentKind::Permit), 0), (block(2), 0)]);
    let unknown = Err(LedgerError::Unknown);
    for statement in [
        Statement::ConsentEnded(ending(9)),
        Statement::ConsentEnded(ending(2)),
        Statement::BlockDeleted(ending(1)),
        Statement::LiftEnded(ending(2)),
        lift(3, 1, None, at(60)),
        Statement::ConsentRequestAnswered(ConsentRequestAnswered {
            request: Uuid::from_u128(1),
            grantor: person(2),
            kind: ConsentKind::Permit,
            consent: None,
        }),
    ] {
        assert_eq!(
            take(&mut ledger, &statement, 1),
            unknown,
            "{}",
            statement.kind()
        );
    }
    assert_eq!(
        take(&mut ledger, &Statement::BlockEnded(ending(2)), 1),
        Ok(true)
    );
    assert_eq!(
        take(&mut ledger, &Statement::BlockEnded(ending(2)), 5),
        Ok(false)
    );
}

// R-STORE-11
#[test]
fn a_lift_lasts_at_most_seven_days() {
    let mut ledger = of(&[(block(1), 0)]);
    let week = at(0) + SignedDuration::from_hours(7 * 24);
    let over = week + SignedDuration::from_secs(1);
    let too_long = Err(LedgerError::LiftTooLong);
    assert_eq!(take(&mut ledger, &lift(2, 1, None, over), 0), too_long);
    assert_eq!(
        take(&mut ledger, &lift(2, 1, Some(at(-1)), week), 0),
        too_long
    );
    let empty = Err(LedgerError::EmptyPeriod);
    assert_eq!(take(&mut ledger, &lift(2, 1, None, at(0)), 0), empty);
    assert_eq!(take(&mut ledger, &lift(2, 1, None, week), 0), Ok(true));
    let view = ledger.everything(at(1));
    let lifts = view.lifts();
    assert!(lifts[0].fact.holds_at(at(1)) && !lifts[0].fact.holds_at(week));
}

#[test]
fn a_newer_assessment_ends_the_one_before_for_good() {
    let mut ledger = of(&[(assessment(1, true), 0), (assessment(2, false), 5)]);
    let mature = |ledger: &Ledger, now| {
        let holds = |a: &Assessment| a.start <= at(now) && a.ended.is_none_or(|e| at(now) < e);
        let view = ledger.everything(at(now));
        let held = view.assessments().into_iter().map(|held| held.fact);
        held.filter(holds).map(|a| a.mature).collect::<Vec<_>>()
    };
    use domain::facts::Assessment;
    assert_eq!(mature(&ledger, 6), [false]);
    assert!(take(&mut ledger, &Statement::AssessmentEnded(ending(2)), 7).unwrap());
    assert_eq!(mature(&ledger, 8), [] as [bool; 0]);
}

#[test]
fn asking_for_consent_changes_nothing_that_is_in_force() {
    let asked = Statement::ConsentRequested(ConsentRequested {
        id: Uuid::from_u128(7),
        grantors: vec![person(3), person(2)],
        recipient: Some(organisation()),
        recipient_unit: None,
        recipient_sector: None,
        source_sectors: vec![],
        purpose: None,
        expires: at(1_000),
        registrar: None,
        reason: None,
    });
    let mut ledger = Ledger::of(person(1));
    assert!(!raises(&ledger, &asked, 0));
    take(&mut ledger, &asked, 0).unwrap();
    let answer = |kind| {
        Statement::ConsentRequestAnswered(ConsentRequestAnswered {
            request: Uuid::from_u128(7),
            grantor: person(2),
            kind,
            consent: None,
        })
    };
    assert_eq!(take(&mut ledger, &answer(ConsentKind::Permit), 1), Ok(true));
    assert_eq!(
        take(&mut ledger, &answer(ConsentKind::Permit), 2),
        Ok(false)
    );
    assert_eq!(take(&mut ledger, &answer(ConsentKind::Refuse), 3), Ok(true));
    let requests = ledger.everything(at(4)).consent_requests();
    let answers: Vec<_> = requests[0].fact.answers.iter().map(|a| a.answer).collect();
    assert_eq!(answers, [(person(2), ConsentKind::Refuse)]);
    assert_eq!(requests[0].fact.asked.grantors, [person(2), person(3)]);
}

// R-STORE-5
#[test]
fn what_is_said_of_one_child_is_bounded_and_permits_never_crowd_out_a_refusal() {
    let mut ledger = Ledger::of(person(1));
    let many = |kind: fn(u128) -> Statement, from: u128, n: usize| {
        (from..)
            .take(n)
            .map(kind)
            .zip(1_u64..)
            .map(|(statement, seq)| Stated {
                statement,
                by: teller(),
                at: at(0),
                seq,
            })
            .collect::<Vec<_>>()
    };
    let permit = |id| consent(id, ConsentKind::Permit);
    let refuse = |id| consent(id, ConsentKind::Refuse);
    ledger.stated = many(permit, 1, MAX_CONSENTS);
    let too_many =
        |taken: Result<Applied, LedgerError>| matches!(taken, Err(LedgerError::TooMany { .. }));
    let teller = teller();
    let next = |ledger: &Ledger, s: Statement| apply(ledger, &s, &teller, at(0));
    assert!(too_many(next(&ledger, permit(900_000))));
    assert!(next(&ledger, refuse(900_000)).is_ok());
    assert!(next(&ledger, block(900_000)).is_ok());
    ledger.stated.extend(many(refuse, 10_000, MAX_CONSENTS));
    assert!(too_many(next(&ledger, refuse(900_000))));
    ledger.stated.extend(many(block, 20_000, MAX_OF_A_KIND));
    assert!(too_many(next(&ledger, block(900_000))));
    // What is there can always be ended.
    assert!(next(&ledger, Statement::ConsentEnded(ending(1))).is_ok());
    let wide = BlockRegistered {
        types: (0..=MAX_SCOPE)
            .map(|n| format!("observation/t{n}").parse_type())
            .collect(),
        ..match block(1) {
            Statement::BlockRegistered(b) => b,
            _ => unreachable!(),
        }
    };
    let empty = Ledger::of(person(1));
    assert!(too_many(next(&empty, Statement::BlockRegistered(wide))));
}

trait ParseType {
    fn parse_type(&self) -> domain::record::InformationType;
}

impl ParseType for String {
    fn parse_type(&self) -> domain::record::InformationType {
        domain::record::InformationType::parse(self).unwrap()
    }
}

// R-FACTS-2
#[test]
fn a_statement_that_cannot_be_read_makes_its_subject_unknown_and_an_unknown_kind_all() {
    let mut ledger = of(&[(block(1), 0), (consent(2, ConsentKind::Permit), 0)]);
    ledger.add(
        "block-ended",
        "{\"block_ended\":{\"of\":\"?\"}}",
        "s".into(),
        at(1),
        3,
    );
    let facts = ledger.facts(None, &ages(), at(1));
    assert_eq!(facts.blocks.at(at(1)), None);
    assert!(facts.consents.at(at(1)).is_some());
    // A text under another kind's name is no statement either.
    let text = consent(9, ConsentKind::Permit).as_written().unwrap().0;
    ledger.add("lift-registered", &text, "s".into(), at(1), 4);
    assert_eq!(ledger.facts(None, &ages(), at(1)).lifts.at(at(1)), None);
    ledger.add("said-by-a-newer-version", "{}", "s".into(), at(1), 5);
    let facts = ledger.facts(None, &ages(), at(1));
    assert_eq!(facts.consents.at(at(1)), None);
    assert_eq!(facts.relations.at(at(1)), None);
}
