//! Custody by hand: what a word lets count where no register can say it, and that a register's outweighs it at once.

mod saying;
mod stage;

use std::collections::BTreeSet;

use aggregator::clock::SystemClock;
use domain::time::Country;
use jiff::SignedDuration;
use proto::{
    convert::common::{timestamp, wire_timestamp},
    v1::consent::PutIdentityLinkRequest,
};
use serde_json::Value;
use tests::{Scene, caller::Caller, postgres::Database};

use self::stage::{AGE, Stage, unknown};
use crate::stage::{CONSENTED, DESK, MOTHER, NURSE, Voice, nobody, why, wire};

// R-CUSTODY-2, R-CUSTODY-5
async fn a_word_by_hand_lets_consents_count(scene: Scene) {
    let stage = Stage::of(scene).await;
    assert_eq!(stage.withheld().await, unknown());
    assert!(!stage.overview(NURSE).await.unwrap().contains(CONSENTED));
    let word = stage.word(&stage.guardians);
    // Again says the same; what it says of the time is when the document was seen, and no more.
    for _ in 0..2 {
        let told = stage.put(NURSE, word.clone()).await.unwrap();
        let expires = timestamp(told.expire_time.unwrap()).unwrap();
        assert_eq!(expires, stage.now() + AGE);
    }
    assert!(stage.overview(NURSE).await.unwrap().contains(CONSENTED));
    // It lets her consent count; to see the records on a school nurse's word she may not.
    assert_eq!(why(stage.overview(MOTHER).await), "REFUSED");
    let [mother, father] = &stage.guardians;
    stage
        .register_tells(&[mother.clone(), father.clone()])
        .await;
    assert!(stage.overview(MOTHER).await.is_ok());
    assert!(stage.overview(NURSE).await.unwrap().contains(CONSENTED));
}

// R-CUSTODY-2, R-CUSTODY-5
#[tokio::test]
async fn where_no_register_can_say_it_a_word_by_hand_lets_consents_count_and_opens_no_guardians_view()
 {
    a_word_by_hand_lets_consents_count(Scene::default()).await;
}

// R-CUSTODY-2, R-CUSTODY-5, R-STORE-13
#[tokio::test]
async fn on_postgresql_too_a_word_by_hand_lets_consents_count() {
    if let Some(database) = Database::new().await {
        a_word_by_hand_lets_consents_count(Scene::default().on_postgres(&database)).await;
    }
}

// R-CUSTODY-2
#[tokio::test]
async fn a_registers_word_outweighs_one_by_hand_from_its_acknowledgement() {
    let stage = Stage::new().await;
    let [mother, father] = &stage.guardians;
    let hers = stage.word(std::slice::from_ref(mother));
    let mut desk = Voice::of(&stage.harness, DESK);
    let his = desk.consents_of(&stage.child).await.unwrap().remove(1);
    desk.end(&his.consent_id).await.unwrap();
    stage.put(NURSE, hers.clone()).await.unwrap();
    assert!(stage.overview(NURSE).await.unwrap().contains(CONSENTED));
    // The register names him, too, and he has not said yes.
    stage
        .register_tells(&[mother.clone(), father.clone()])
        .await;
    assert!(!stage.overview(NURSE).await.unwrap().contains(CONSENTED));
    // Neither another guardian nor one less, nor the very same is taken now; what stands is said again as before.
    for named in [
        &[mother.clone()][..],
        &[mother.clone(), father.clone()],
        &[mother.clone(), father.clone(), nobody()],
        &[],
    ] {
        let refused = stage.put(NURSE, stage.word(named)).await;
        assert_eq!(why(refused), "REGISTER_KNOWS_CUSTODY");
    }
    stage.put(NURSE, hers).await.unwrap();
    assert!(!stage.overview(NURSE).await.unwrap().contains(CONSENTED));
    // Nobody holds custody: also that is a word.
    stage.register_tells(&[]).await;
    let refused = stage.put(NURSE, stage.word(&stage.guardians)).await;
    assert_eq!(why(refused), "REGISTER_KNOWS_CUSTODY");
}

// R-CUSTODY-3
#[tokio::test]
async fn while_the_register_is_gone_its_last_word_can_be_said_again_and_no_other() {
    let stage = Stage::new().await;
    let [mother, father] = &stage.guardians;
    stage.register_tells(&stage.guardians).await;
    stage.harness.clock().advance(AGE);
    assert_eq!(stage.withheld().await, unknown());
    let only_hers = stage.word(std::slice::from_ref(mother));
    stage.put(NURSE, only_hers).await.unwrap();
    assert_eq!(stage.withheld().await, unknown());
    // Her own mistake is hers to mend.
    let same = stage.word(&[father.clone(), mother.clone()]);
    stage.put(NURSE, same).await.unwrap();
    assert_eq!(stage.withheld().await, BTreeSet::new());
}

// R-CUSTODY-4
#[tokio::test]
async fn a_word_by_hand_grows_too_old_whatever_a_register_confirms_and_is_renewed_by_another() {
    let stage = Stage::new().await;
    stage
        .put(NURSE, stage.word(&stage.guardians))
        .await
        .unwrap();
    let moment = SignedDuration::from_millis(1);
    stage.harness.clock().advance(AGE - moment);
    for mut source in [
        stage.harness.sandbox.register(Country::Se),
        stage.harness.sandbox.desk(),
    ] {
        source.confirm(stage.now()).await.unwrap();
    }
    assert_eq!(stage.withheld().await, BTreeSet::new());
    stage.harness.clock().advance(moment);
    assert_eq!(stage.withheld().await, unknown());
    stage
        .put(NURSE, stage.word(&stage.guardians))
        .await
        .unwrap();
    assert_eq!(stage.withheld().await, BTreeSet::new());
}

// R-CUSTODY-3
#[tokio::test]
async fn a_child_that_a_register_knows_under_other_numbers_is_not_the_hands_to_tell_of() {
    let stage = Stage::new().await;
    stage
        .put(NURSE, stage.word(&stage.guardians))
        .await
        .unwrap();
    assert_eq!(stage.withheld().await, BTreeSet::new());
    let mut desk = Voice::of(&stage.harness, DESK);
    let link = PutIdentityLinkRequest {
        child: wire(&stage.child),
        older_ids: vec![nobody().into()],
        as_of_time: Some(wire_timestamp(stage.now())),
    };
    desk.consents.put_identity_link(link).await.unwrap();
    assert_eq!(stage.withheld().await, unknown());
}

// R-CUSTODY-2, R-REPLAY-3
#[tokio::test(flavor = "multi_thread")]
async fn a_decision_on_a_word_by_hand_is_replayed_after_the_registers_came() {
    let stage = Stage::new().await;
    stage
        .put(NURSE, stage.word(&stage.guardians))
        .await
        .unwrap();
    let caller = Caller::actor(&stage.harness, NURSE);
    let shown = caller.collected(stage.query()).await.unwrap();
    let overview = shown.started.unwrap().overview_id;
    stage.harness.clock().advance(SignedDuration::from_mins(1));
    stage.register_tells(&[]).await;
    assert!(!stage.overview(NURSE).await.unwrap().contains(CONSENTED));
    let child = stage.child.value().to_owned();
    let dir = stage.harness.stop().await;
    let again = std::thread::scope(|scope| {
        let replay = scope.spawn(|| replayed(dir.path(), &overview, &child));
        replay.join().unwrap()
    });
    assert_eq!(again["same_as_logged"], Value::Bool(true), "{again:#}");
    assert!(again.to_string().contains("SE-GROUND-CONSENT"), "{again:#}");
}

/// What `aggregator policy decide` says of a look.
fn replayed(dir: &std::path::Path, overview: &str, child: &str) -> Value {
    use aggregator::{
        cli::policy::{PolicyCommand, run},
        config::{Config, Environment},
    };
    let line = [
        "decide",
        "--format",
        "json",
        "--overview",
        overview,
        "--child",
        child,
    ];
    let command = PolicyCommand::parse(line).unwrap();
    let config = Config::read(&dir.join("aggregator.toml"), &Environment::new()).unwrap();
    let mut out = Vec::new();
    run(&command, Some(&config), &SystemClock, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}
