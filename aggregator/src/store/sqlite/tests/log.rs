//! The access log: receipts after the commit only, and a chain that shows what was tampered with.

use super::*;

/// Keeps the writer inside its transaction, after everything that was queued before.
fn hold(store: &SqliteStore) -> (mpsc::Sender<()>, mpsc::Receiver<()>, Answer<'static, ()>) {
    let (go, wait) = mpsc::channel::<()>();
    let (tell, busy) = mpsc::channel::<()>();
    let held = store.writer.write(move |_| {
        tell.send(()).unwrap();
        let _ = wait.recv();
        Ok(writer::Written::quietly(()))
    });
    (go, busy, held)
}

// R-AUDIT-1, R-AUDIT-2
#[tokio::test]
async fn no_receipt_is_there_before_the_commit() {
    let place = Place::new();
    let store = place.open();
    let audit = place.audit(&store);
    let first = audit.intent("o-1", child(), intent()).await.unwrap();
    // One item keeps the writer busy while the entry and a second holder queue up behind it, for one transaction.
    let (start, busy, _first) = hold(&store);
    busy.recv().unwrap();
    let mut receipt = Box::pin(audit.shown(&first, shown()));
    assert!(receipt.as_mut().now_or_never().is_none());
    let (commit, written, _second) = hold(&store);
    drop(start);
    // The entry's statement has run and its transaction is open.
    written.recv().unwrap();
    assert!(receipt.as_mut().now_or_never().is_none());
    assert_eq!(audit.accesses(child(), 10).await.unwrap().len(), 1);
    drop(commit);
    let receipt = receipt.await.unwrap();
    assert_eq!(
        (receipt.overview_id(), receipt.producer(), receipt.seq()),
        ("o-1", "bvc", 2)
    );
    assert_eq!(audit.accesses(child(), 10).await.unwrap().len(), 2);
}

// R-AUDIT-1
#[tokio::test]
async fn a_writer_that_is_gone_gives_no_receipt() {
    let place = Place::new();
    let store = place.open();
    let audit = place.audit(&store);
    let died = store
        .writer
        .write(|_| -> Result<writer::Written<()>, StoreError> { panic!("test") });
    assert!(died.await.is_err());
    assert!(audit.intent("o-1", child(), intent()).await.is_err());
    assert!(!store.is_open());
}

// R-AUDIT-1
#[tokio::test]
async fn a_full_disk_gives_no_receipt() {
    let place = Place::new();
    let store = place.open();
    let audit = place.audit(&store);
    let full = store.writer.write(|db| {
        let pages: i64 = db.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
        Ok(writer::Written::quietly(()))
    });
    full.await.unwrap();
    let long = Intent {
        types: vec!["x".repeat(100_000)],
        ..intent()
    };
    assert!(audit.intent("o-1", child(), long).await.is_err());
    assert_eq!(audit.accesses(child(), 10).await.unwrap().len(), 0);
}

// R-AUDIT-4
#[tokio::test]
async fn a_log_that_was_tampered_with_does_not_verify() {
    let written = async || {
        let place = Place::new();
        let store = place.open();
        let audit = place.audit(&store);
        let receipt = audit.intent("o-1", child(), intent()).await.unwrap();
        audit.shown(&receipt, shown()).await.unwrap();
        let protected = Told::Protection {
            protected: true,
            as_of: place.clock.now(),
        };
        store.tell(child(), protected, teller()).await.unwrap();
        place
    };
    let place = written().await;
    let whole = verify_chain(&place.path()).unwrap();
    assert_eq!(whole.entries, 3);
    for (sql, expected) in [
        (
            "UPDATE audit SET body = replace(body, 'nurse', 'other') WHERE seq = 1",
            "changed 1",
        ),
        (
            "UPDATE audit SET at_us = at_us + 1 WHERE seq = 3",
            "changed 3",
        ),
        ("UPDATE audit SET child = NULL WHERE seq = 2", "changed 2"),
        ("DELETE FROM audit WHERE seq = 2", "missing 2"),
        ("DELETE FROM audit WHERE seq = 1", "missing 1"),
        (
            "DELETE FROM audit WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3",
            "changed 2",
        ),
        (
            "UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3;
             UPDATE audit SET seq = 3 WHERE seq = 99",
            "changed 2",
        ),
        (
            "UPDATE meta SET value = 'another' WHERE key = 'instance'",
            "changed 1",
        ),
    ] {
        let place = written().await;
        place.edit(sql);
        let found = match verify_chain(&place.path()) {
            Err(BrokenChain::Changed { seq }) => format!("changed {seq}"),
            Err(BrokenChain::Missing { expected }) => format!("missing {expected}"),
            other => format!("{other:?}"),
        };
        assert_eq!(found, expected, "{sql}");
    }
    // A cut at the end holds in itself: only a head that was witnessed elsewhere shows it.
    place.edit("DELETE FROM audit WHERE seq = 3");
    let cut = verify_chain(&place.path()).unwrap();
    assert_eq!(cut.entries, 2);
    assert_ne!(cut.head, whole.head);
}

// R-AUDIT-4
#[tokio::test]
async fn the_chain_goes_on_after_a_restart_and_over_a_rolled_back_entry() {
    let place = Place::new();
    let store = place.open();
    let audit = place.audit(&store);
    audit.intent("o-1", child(), intent()).await.unwrap();
    assert!(
        audit.intent("o-1", child(), intent()).await.is_err(),
        "one intent an overview"
    );
    audit.intent("o-2", child(), intent()).await.unwrap();
    drop((audit, store));
    let store = place.open();
    place
        .audit(&store)
        .intent("o-3", child(), intent())
        .await
        .unwrap();
    assert_eq!(verify_chain(&place.path()).unwrap().entries, 3);
}

#[tokio::test]
async fn an_outcome_is_logged_but_is_no_access() {
    let place = Place::new();
    let store = place.open();
    let audit = place.audit(&store);
    let receipt = audit.intent("o-1", child(), intent()).await.unwrap();
    let outcome = Outcome {
        complete: true,
        end: "completed".to_owned(),
        sources: std::collections::BTreeMap::new(),
        record_count: 0,
    };
    audit.outcome(&receipt, outcome.clone()).await.unwrap();
    assert_eq!(audit.accesses(child(), 10).await.unwrap().len(), 1);
    assert_eq!(Event::Outcome(outcome).kind(), "outcome");
    assert_eq!(verify_chain(&place.path()).unwrap().entries, 2);
}

// R-AUDIT-5
#[tokio::test]
async fn a_change_is_logged_with_it_and_what_changes_nothing_is_not() {
    let place = Place::new();
    let store = place.open();
    let entries = || verify_chain(&place.path()).unwrap().entries;
    let consent = new_consent(1, child(), child());
    store
        .register_consent(consent.clone(), teller())
        .await
        .unwrap();
    assert_eq!(entries(), 1);
    store
        .register_consent(consent.clone(), teller())
        .await
        .unwrap();
    let other = NewConsent {
        kind: ConsentKind::Refuse,
        ..consent
    };
    assert!(store.register_consent(other, teller()).await.is_err());
    assert_eq!(entries(), 1);
    store
        .end_consent(Uuid::from_u128(1), teller())
        .await
        .unwrap();
    store
        .end_consent(Uuid::from_u128(1), teller())
        .await
        .unwrap();
    assert_eq!(entries(), 2);
    let told = Told::Relation(relation());
    store.tell(child(), told.clone(), teller()).await.unwrap();
    store.tell(child(), told, teller()).await.unwrap();
    assert_eq!(entries(), 3);
    store.confirm(place.clock.now(), teller()).await.unwrap();
    assert_eq!(entries(), 4);
}
