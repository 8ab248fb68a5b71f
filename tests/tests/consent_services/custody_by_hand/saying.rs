//! Who may state custody by hand, what must be said with it, and what is kept of it.

use std::{collections::BTreeSet, path::Path};

use aggregator::{
    cli::audit::{self, AuditCommand, Format},
    clock::SystemClock,
    config::{Config, Environment},
    ledger::Statement,
};
use domain::id::PersonId;
use jiff::SignedDuration;
use proto::{
    convert::common::wire_timestamp,
    v1::consent::{CustodyByHand, PutCustodyRequest},
};
use tests::{caller::Caller, canary};
use uuid::Uuid;

use super::stage::{AGE, Stage, put, unknown};
use crate::stage::{DESK, ELSEWHERE, MOTHER, NURSE, Voice, nobody, why, wire};

// R-CUSTODY-1, R-DESK-5
#[tokio::test]
async fn whoever_may_not_state_custody_is_refused_in_the_same_bytes_and_changes_nothing() {
    let stage = Stage::new().await;
    let word = || stage.word(&stage.guardians);
    let mut refused = Vec::new();
    for who in [ELSEWHERE, MOTHER, "vardnadshavare-new-school"] {
        refused.push(stage.put(who, word()).await.unwrap_err());
    }
    for (claim, value) in [
        ("role", "teacher"),
        ("purpose", "research"),
        ("purpose", "quality"),
    ] {
        let mut claims = stage.harness.claims(NURSE);
        *claims.get_mut(claim).unwrap() = value.into();
        let mut voice = Voice::of(&stage.harness, NURSE);
        let journal = tests::caller::identity(stage.harness.journal());
        let token = stage.harness.sign(&claims);
        voice.caller = Caller::by(&stage.harness, &journal).with(&token);
        refused.push(put(&mut voice, word()).await.unwrap_err());
    }
    for child in [nobody(), stage.harness.child("protected")] {
        let child = wire(&child);
        let other = PutCustodyRequest { child, ..word() };
        refused.push(stage.put(NURSE, other).await.unwrap_err());
    }
    // Before any word of what is wrong.
    let broken = PutCustodyRequest {
        by_hand: Some(CustodyByHand::default()),
        ..PutCustodyRequest::default()
    };
    refused.push(stage.put(ELSEWHERE, broken.clone()).await.unwrap_err());
    let tried = refused.len();
    let first = refused.remove(0);
    assert_eq!(why::<()>(Err(first.clone())), "REFUSED");
    for other in &refused {
        assert_eq!(
            (other.code(), other.message()),
            (first.code(), first.message())
        );
        assert_eq!(other.details(), first.details());
    }
    let logged = (stage.changes().into_iter())
        .filter(|(change, _)| change == "refused-custody-by-hand")
        .count();
    assert_eq!(logged, tried, "one entry each");
    assert_eq!(stage.withheld().await, unknown());
    // The register brings its own word, and nobody without a token another.
    let of_source = stage.put(DESK, word()).await;
    assert_eq!(why(of_source), "INVALID_REQUEST");
    let mut nameless = Voice::of(&stage.harness, NURSE);
    nameless.caller.headers.clear();
    assert_eq!(why(put(&mut nameless, word()).await), "TOKEN_MISSING");
    let as_register = PutCustodyRequest {
        by_hand: None,
        ..word()
    };
    let as_register = stage.put(NURSE, as_register).await;
    assert_eq!(why(as_register), "NOT_A_FACT_SOURCE");
}

// R-CUSTODY-4, R-CUSTODY-6
#[tokio::test]
async fn a_word_by_hand_says_from_what_and_why_and_names_each_guardian_once() {
    let stage = Stage::new().await;
    let [mother, father] = &stage.guardians;
    let by_hand = |change: fn(&mut CustodyByHand)| {
        let mut word = stage.word(&stage.guardians);
        change(word.by_hand.as_mut().unwrap());
        word
    };
    let named = |persons: &[&PersonId]| {
        let persons: Vec<_> = persons.iter().copied().cloned().collect();
        stage.word(&persons)
    };
    let seen = |age: SignedDuration| PutCustodyRequest {
        as_of_time: Some(wire_timestamp(stage.now() - age)),
        ..stage.word(&stage.guardians)
    };
    for wrong in [
        by_hand(|hand| hand.custody_id = "no uuid".to_owned()),
        by_hand(|hand| hand.document = " ".to_owned()),
        by_hand(|hand| hand.registration = None),
        named(&[mother, mother]),
        named(&[mother, &stage.child]),
        seen(AGE),
    ] {
        let refused = stage.put(NURSE, wrong).await;
        assert_eq!(why(refused), "INVALID_REQUEST");
    }
    let ahead = seen(SignedDuration::from_secs(-61));
    assert_eq!(why(stage.put(NURSE, ahead).await), "AS_OF_IN_FUTURE");
    assert_eq!(stage.withheld().await, unknown());
    let just = seen(AGE - SignedDuration::from_millis(1));
    stage.put(NURSE, just).await.unwrap();
    // Vouching for nobody takes no document, and takes back what was said.
    let mut nobody = named(&[]);
    nobody.by_hand.as_mut().unwrap().document.clear();
    stage.put(NURSE, nobody).await.unwrap();
    assert_eq!(stage.withheld().await, unknown());
    stage.put(NURSE, named(&[father, mother])).await.unwrap();
    assert_eq!(stage.withheld().await, BTreeSet::new());
}

// R-CUSTODY-6
#[tokio::test]
async fn who_stated_custody_stands_in_log_and_ledger_and_what_was_written_is_sealed() {
    let stage = Stage::new().await;
    let word = stage.word(&stage.guardians);
    let id = word.by_hand.clone().unwrap().custody_id;
    stage.put(NURSE, word.clone()).await.unwrap();
    stage.put(NURSE, word.clone()).await.unwrap();
    let stated = (stage.changes().into_iter())
        .filter(|(change, _)| change == "custody-by-hand")
        .map(|(_, by)| by);
    let stated: Vec<_> = stated.collect();
    assert_eq!(stated.len(), 1, "said twice, and written once");
    let by = stated.first().unwrap();
    assert!(by.starts_with("actor:"));
    let aggregator = &stage.harness.sandbox.aggregator.aggregator;
    let id = Uuid::parse_str(&id).unwrap();
    let (child, held) = aggregator.store.statement(id).await.unwrap().unwrap();
    assert_eq!(child, aggregator.pseudonyms.of(&stage.child));
    assert_eq!(held.by.as_str(), by);
    let said = match held.statement {
        Statement::CustodyByHand(said) => Some(said),
        _ => None,
    };
    let said = said.unwrap();
    let nurse = stage.harness.sandbox.world.actor(NURSE).unwrap();
    assert_eq!(said.registered_at.as_ref(), Some(&nurse.organisation));
    assert!(said.document.is_some() && said.registrar.is_some() && said.reason.is_some());
    for (place, bytes) in canary::files(stage.harness.dir()) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Kajaani"), "{}", place.display());
    }
    let exported = exported(stage.harness.dir());
    let told = exported
        .lines()
        .filter(|line| line.contains("\"custody-by-hand\""));
    assert_eq!(told.filter(|line| line.contains(by)).count(), 1);
    // Under the same id nobody says anything else.
    let mut other = word;
    other.holders.pop();
    assert_eq!(why(stage.put(NURSE, other).await), "CONSENT_ID_TAKEN");
}

// R-CUSTODY-6, R-REVIEW-3
#[tokio::test]
async fn the_eleventh_word_by_hand_within_an_hour_raises_the_alarm() {
    let stage = Stage::new().await;
    let alarms = async || {
        let figures = stage.harness.admin("/metrics").await;
        let name = "samsyn_unverified_consent_alarms_total ";
        let line = figures.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().trim().parse::<u64>().unwrap()
    };
    for _ in 0..10 {
        let word = stage.word(&stage.guardians);
        // Said twice is said once.
        stage.put(NURSE, word.clone()).await.unwrap();
        stage.put(NURSE, word).await.unwrap();
    }
    assert_eq!(alarms().await, 0);
    let word = stage.word(&stage.guardians);
    stage.put(NURSE, word).await.unwrap();
    assert_eq!(alarms().await, 1);
}

/// What `aggregator audit export --format fhir` gives to whoever reviews.
fn exported(dir: &Path) -> String {
    let export = AuditCommand::Export {
        format: Format::Fhir,
    };
    let config = Config::read(&dir.join("aggregator.toml"), &Environment::new()).unwrap();
    let mut out = Vec::new();
    audit::run(&export, &config, &SystemClock, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
