//! The log as it is kept: checkpoints that are made while it grows, and the years after which its beginning may go.

use std::{fs, sync::Arc, time::Duration};

use aggregator::{
    audit::{
        Audit,
        keeper::{Keeper, NoCheckpoint},
        log::{DatabaseLog, Log},
        prune::prune,
        verify::{Finding, note, verify},
    },
    clock::Clock,
    config::AuditSettings,
    metrics::Metrics,
};
use domain::time::Timestamp;
use jiff::SignedDuration;

use super::{
    cut::forge_cut,
    place::{Place, child, intent},
};

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

pub(crate) fn keeper(place: &Place, audit: &Audit) -> Keeper {
    Keeper::new(
        audit.clone(),
        &settings(place),
        Arc::new(Metrics::default()),
    )
    .unwrap()
}

/// One year of looks a round, a checkpoint after each; then the clock stands at the end.
pub(crate) async fn years(count: u8) -> Place {
    let place = Place::new();
    for year in 0..count {
        place.look(year * 2, year * 2 + 2).await;
        let (_store, audit) = place.open();
        keeper(&place, &audit).checkpoint().await.unwrap();
        place.clock.advance(SignedDuration::from_hours(24 * 365));
    }
    place
}

pub(crate) fn ago(place: &Place, days: i64) -> Timestamp {
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
    assert_eq!(place.held(), [Ok(made)]);
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
            while place.held().len() < count {
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
    assert!(place.held().len() >= 3);
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

// R-AUDIT-19
#[tokio::test]
async fn an_entry_that_was_signed_twice_with_two_hashes_is_no_longer_the_one_that_was() {
    let place = Place::with(1).await;
    place.witness(4);
    // Another log of the same name: the copy of before, that went another way.
    place.edit("UPDATE audit SET body = replace(body, 'north', 'south') WHERE seq = 4");
    place.rechain(4);
    place.witness(4);
    let rewritten = "entry 4 is not the one that was signed for outside: entries 1 to 4 may have been rewritten";
    assert_eq!(place.found(), [rewritten]);
    // Whichever came first.
    place.edit("UPDATE audit SET body = replace(body, 'south', 'north') WHERE seq = 4");
    place.rechain(4);
    assert_eq!(place.found(), [rewritten]);
    // And also when what was signed has been cut off meanwhile.
    place
        .clock
        .advance(SignedDuration::from_hours(24 * 365 * 7));
    place.look(2, 4).await;
    forge_cut(&place, 4, place.clock.now());
    assert_eq!(place.found(), [rewritten]);
    place.edit("DELETE FROM audit WHERE seq = 5");
    assert!(place.found().contains(&rewritten.to_owned()));
}

// R-AUDIT-20
#[tokio::test]
async fn a_torn_line_outside_is_no_finding_and_holds_up_nothing() {
    let place = years(8).await;
    let file = fs::read_dir(place.folder()).unwrap().next().unwrap();
    let file = file.unwrap().path();
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{{\"instance\":\n{text}")).unwrap();
    assert!(place.verified().holds());
    let outside = place.outside();
    assert_eq!(outside.torn().0, 1);
    let now = place.clock.now();
    let cut = prune(&place.database(), &outside, ago(&place, 6 * 365), now);
    assert!(cut.unwrap().is_some());
    // What really went with a torn line is missed.
    let place = years(1).await;
    let file = fs::read_dir(place.folder()).unwrap().next().unwrap();
    fs::write(file.unwrap().path(), "{\"instance\":").unwrap();
    assert_eq!(
        place.found(),
        ["the checkpoint at entry 9 is in the log but not outside: the sink lost it"]
    );
}

// R-AUDIT-20
#[tokio::test]
async fn a_checkpoint_made_between_the_reading_of_the_log_and_of_the_folder_is_not_missed() {
    let place = years(1).await;
    let log = DatabaseLog::open(&place.database()).unwrap();
    let noted = note([&log as &dyn Log]).unwrap();
    let outside = place.outside().beside(noted);
    let (store, audit) = place.open();
    keeper(&place, &audit).checkpoint().await.unwrap();
    drop((store, audit));
    let report = verify(&log, &outside, place.clock.now()).unwrap();
    assert!(report.holds(), "{:?}", report.findings);
    // One that was there when the log was noted is.
    let noted = note([&log as &dyn Log]).unwrap();
    let report = verify(&log, &outside.beside(noted), place.clock.now()).unwrap();
    assert_eq!(report.findings, [Finding::NotOutside { seq: 11 }]);
}

// R-AUDIT-23
#[tokio::test]
async fn a_copy_of_before_is_not_signed_after_what_was_signed_meanwhile() {
    let place = Place::with(1).await;
    let before = fs::read(place.database()).unwrap();
    let (store, audit) = place.open();
    keeper(&place, &audit).checkpoint().await.unwrap();
    drop((store, audit));
    fs::write(place.database(), before).unwrap();
    // As long as it was, by another look, or longer: nothing of it is signed.
    for looks in [20..21, 21..24] {
        place.look(looks.start, looks.end).await;
        let (store, audit) = place.open();
        let made = keeper(&place, &audit).checkpoint().await;
        assert!(
            matches!(made, Err(NoCheckpoint::OtherPast { seq: 5 })),
            "{made:?}"
        );
        drop((store, audit));
    }
    assert_eq!(place.held().len(), 1);
}

// R-AUDIT-23
#[tokio::test]
async fn a_log_that_goes_on_or_was_cut_where_it_was_signed_is_signed_and_a_stranger_stops_nothing()
{
    let mut place = years(1).await;
    place
        .clock
        .advance(SignedDuration::from_hours(24 * 365 * 6));
    let (now, before) = (place.clock.now(), ago(&place, 6 * 365));
    let cut = prune(&place.database(), &place.outside(), before, now).unwrap();
    assert_eq!(cut.unwrap().through, 9);
    // Somebody who can write there and not sign.
    let ours = place.signer.clone();
    place.signer = super::place::signer().into();
    place.witness(11);
    place.signer = ours;
    let (_store, audit) = place.open();
    for _ in 0..2 {
        keeper(&place, &audit).checkpoint().await.unwrap();
    }
}
