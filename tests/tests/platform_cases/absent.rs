//! Sources that are not asked: one that is gone, one that the actor may not see.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use domain::{record::Sector, status::SourceStatus};
use tests::rogue::{Rogue, say, whole};

use crate::stage::{SOURCES, answered, failed, row, shown, sources};

// Case 13. R-REGISTRY-3, R-STATUS-1
#[tokio::test]
async fn a_source_whose_lease_is_gone_stays_a_row_and_the_registry_answers_for_it() {
    let mut harness = sources(&[3, 3, 3]).start().await;
    assert!(shown(&harness).await.complete);
    assert!(harness.sandbox.sources.leave(SOURCES[1]).await);
    let overview = shown(&harness).await;
    failed(&overview, SOURCES[1], "LEASE_GONE", "REGISTRY");
    let gone = row(&overview, SOURCES[1]);
    assert!(gone.asked_time.is_none(), "it was not asked");
    assert!(gone.last_success_time.is_some(), "it answered before");
    answered(&overview, SOURCES[0], 3);
    answered(&overview, SOURCES[2], 3);
}

// Case 14. R-CONSENT-1, R-STATUS-1
#[tokio::test]
async fn a_source_without_permission_is_not_asked_and_what_is_missing_is_said() {
    let unpermitted = SOURCES[1];
    let scene = sources(&[3, 3, 3]).retold(|world| {
        let other = Sector::parse("child-psychiatry").unwrap();
        world.systems[1].sector = other;
    });
    let mut harness = scene.start().await;
    let questions = Arc::new(AtomicUsize::new(0));
    let counted = questions.clone();
    let rogue = Rogue::new(unpermitted, move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        say(whole(Vec::new()))
    });
    let _rogues = harness.take_over(vec![rogue]).await;

    let overview = shown(&harness).await;
    assert_eq!(questions.load(Ordering::SeqCst), 0, "nothing was asked");
    answered(&overview, SOURCES[0], 3);
    answered(&overview, SOURCES[2], 3);
    assert!(overview.source(unpermitted).is_none(), "no row, so no code");
    assert!(overview.complete, "what may not be seen is not missing");
    let [withheld] = overview.withheld.as_slice() else {
        unreachable!("one reason, not {}", overview.withheld.len());
    };
    let said = (withheld.sector.as_str(), withheld.code.as_str());
    assert_eq!(said, ("child-psychiatry", "CONSENT_MISSING"));
    assert_eq!(withheld.producer, None, "which source it is stays unsaid");
    let step = withheld.next_step.as_ref().unwrap();
    assert_eq!(step.code, "ASK_FOR_CONSENT");
    assert_eq!(SourceStatus::Withheld.skltp(), None);
}
