//! The log as it is kept: checkpoints that are made while it grows, and the years after which its beginning may go.

use std::{fs, sync::Arc, time::Duration};

use aggregator::{
    audit::{
        Audit,
        keeper::{Keeper, NoCheckpoint},
        prune::{NotPruned, prune},
    },
    clock::Clock,
    config::AuditSettings,
    metrics::Metrics,
};
use domain::time::Timestamp;
use jiff::SignedDuration;

use super::place::{Place, child, intent};

fn settings(place: &Place) -> AuditSettings {
    AuditSettings {
        signer: Some(place.signer.clone()),
        keys: place.signer.trusted(),
        sink: Some(place.folder()),
        every_entries: 4,
        every: Duration::from_secs(3_600),
        auditor_roles: [].into(),
    }
}

fn keeper(place: &Place, audit: &Audit) -> Keeper {
    Keeper::new(
        audit.clone(),
        &settings(place),
        Arc::new(Metrics::default()),
    )
    .unwrap()
}

/// One year of looks a round, a checkpoint after each; then the clock stands at the end.
async fn years(count: u8) -> Place {
    let place = Place::new();
    for year in 0..count {
        place.look(year * 2, year * 2 + 2).await;
        let (_store, audit) = place.open();
        keeper(&place, &audit).checkpoint().await.unwrap();
        place.clock.advance(SignedDuration::from_hours(24 * 365));
    }
    place
}

fn ago(place: &Place, days: i64) -> Timestamp {
    let since = SignedDuration::from_hours(24 * days);
    place.clock.now().checked_sub(since).unwrap()
}

// R-AUDIT-10
#[tokio::test]
async fn a_checkpoint_lies_outside_and_in_the_log_and_vouches_for_all_before_it() {
    let place = Place::with(2).await;
    let (store, audit) = place.open();
    let made = keeper(&place, &audit).checkpoint().await.unwrap();
    drop((store, audit));
    assert_eq!(made.seq, 9);
    assert_eq!(place.sink().read().unwrap(), [Ok(made)]);
    let report = place.verified();
    assert!(report.holds(), "{:?}", report.findings);
    let reach = (report.signed_to, report.witnessed_to, report.unwitnessed);
    assert_eq!(reach, (9, 9, 1), "its own registration is the tail");
}

// R-AUDIT-10
#[tokio::test]
async fn a_checkpoint_that_cannot_lie_outside_is_not_registered() {
    let place = Place::with(1).await;
    fs::write(place.folder(), "a file is no folder").unwrap();
    let (store, audit) = place.open();
    let failed = keeper(&place, &audit).checkpoint().await;
    assert!(matches!(failed, Err(NoCheckpoint::Sink(_))));
    drop((store, audit));
    let kinds: Vec<_> = place.lines().into_iter().map(|line| line.kind).collect();
    assert_eq!(kinds.last().map(String::as_str), Some("head_taken"));
    assert!(!kinds.contains(&"checkpoint".to_owned()));
}

// R-AUDIT-10
#[tokio::test]
async fn checkpoints_are_made_at_the_start_after_so_many_entries_and_at_the_end() {
    let place = Place::new();
    let (store, audit) = place.open();
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let keeping = tokio::spawn(keeper(&place, &audit).run(async {
        let _ = ended.await;
    }));
    let made = |count: usize| {
        let place = &place;
        async move {
            // The keeper is a task of its own, and its sink a thread: let both come to their turn.
            while place.sink().read().map_or(0, |read| read.len()) < count {
                tokio::task::yield_now().await;
            }
        }
    };
    made(1).await;
    for n in 0..8 {
        let overview = format!("o-{n}");
        audit
            .intent(&overview, child(n), intent(false))
            .await
            .unwrap();
    }
    made(2).await;
    end.send(()).unwrap();
    keeping.await.unwrap();
    drop((store, audit));
    let report = place.verified();
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!(report.unwitnessed, 1);
    assert!(place.sink().read().unwrap().len() >= 3);
}

// R-AUDIT-8
#[tokio::test]
async fn a_checkpoint_that_was_taken_out_of_the_sink_is_missed() {
    let place = years(2).await;
    let folder = fs::read_dir(place.folder()).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    fs::remove_file(&files[0]).unwrap();
    assert_eq!(
        place.found(),
        ["the checkpoint at entry 9 is in the log but not outside: the sink lost it"]
    );
}

// R-AUDIT-11
#[tokio::test]
async fn what_is_older_than_five_years_goes_at_a_checkpoint_and_the_rest_still_verifies() {
    let place = years(8).await;
    let before = ago(&place, 6 * 365);
    let cut = prune(
        &place.database(),
        &place.outside(),
        before,
        place.clock.now(),
    );
    let cut = cut.unwrap().unwrap();
    assert_eq!((cut.through, cut.removed), (29, 29));
    let report = place.verified();
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!(report.span, Some((30, 81)));
    assert!(place.lines().iter().any(|line| line.kind == "pruned"));
    let again = prune(
        &place.database(),
        &place.outside(),
        before,
        place.clock.now(),
    );
    assert_eq!(again.unwrap(), None);
    place.edit("UPDATE audit SET at_us = at_us + 1 WHERE seq = 30");
    assert_eq!(
        place.found().len(),
        1,
        "the first entry that is left is held too"
    );
}

// R-AUDIT-11
#[tokio::test]
async fn nothing_younger_than_five_years_goes() {
    let place = years(7).await;
    let young = prune(
        &place.database(),
        &place.outside(),
        ago(&place, 5 * 365),
        place.clock.now(),
    );
    assert!(matches!(young, Err(NotPruned::TooYoung { .. })));
    assert_eq!(place.verified().span, Some((1, 70)));
}

// R-AUDIT-11
#[tokio::test]
async fn an_entry_of_a_clock_that_was_ahead_keeps_what_lies_before_it() {
    let place = Place::new();
    place
        .clock
        .advance(SignedDuration::from_hours(24 * 365 * 10));
    place.look(0, 1).await;
    place
        .clock
        .advance(SignedDuration::from_hours(-24 * 365 * 10));
    let (store, audit) = place.open();
    keeper(&place, &audit).checkpoint().await.unwrap();
    drop((store, audit));
    place
        .clock
        .advance(SignedDuration::from_hours(24 * 365 * 7));
    let before = ago(&place, 6 * 365);
    let cut = prune(
        &place.database(),
        &place.outside(),
        before,
        place.clock.now(),
    );
    assert_eq!(cut.unwrap(), None);
}

// R-AUDIT-11
#[tokio::test]
async fn a_damaged_log_is_not_cut_and_one_in_use_neither() {
    let place = years(8).await;
    let before = ago(&place, 6 * 365);
    let open = place.open();
    let cut = prune(
        &place.database(),
        &place.outside(),
        before,
        place.clock.now(),
    );
    assert!(matches!(cut, Err(NotPruned::Lock(_))));
    drop(open);
    place.edit("UPDATE audit SET at_us = 0 WHERE seq = 30");
    let cut = prune(
        &place.database(),
        &place.outside(),
        before,
        place.clock.now(),
    );
    assert!(matches!(cut, Err(NotPruned::Damaged { findings: 1 })));
}

// R-AUDIT-11, R-AUDIT-8
#[tokio::test]
async fn a_beginning_that_somebody_else_cut_off_is_found() {
    let place = years(3).await;
    // At a signed checkpoint, but young, and nothing in the log says so.
    place.edit("DELETE FROM audit WHERE seq <= 9");
    assert_eq!(
        place.found(),
        ["entries up to 9 were cut off before their time, or without an entry that says so"]
    );
    let place = years(3).await;
    place.edit("DELETE FROM audit WHERE seq <= 12");
    assert_eq!(place.found(), ["entries 1 to 12 are missing"]);
}

// R-AUDIT-11, R-AUDIT-8
#[tokio::test]
async fn an_entry_that_says_so_does_not_make_a_young_beginning_old() {
    let place = years(3).await;
    let now = place.clock.now().as_microsecond();
    place.edit(&format!(
        "DELETE FROM audit WHERE seq <= 9;
         INSERT INTO audit (seq, at_us, kind, body, hash)
         VALUES (31, {now}, 'pruned', '{{\"kind\":\"pruned\",\"through\":9,\"before_us\":0}}', zeroblob(32))"
    ));
    place.rechain(31);
    assert_eq!(
        place.found(),
        ["entries up to 9 were cut off before their time, or without an entry that says so"]
    );
}
