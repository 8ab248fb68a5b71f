//! Power is lost at any moment and takes along whatever was not flushed, or any part of it: what was acknowledged by then is there
//! afterwards, and the log's chain holds.

use std::{collections::BTreeMap, env, path::Path, sync::Arc};

use aggregator::{
    audit::{
        Audit,
        entry::{ActorRef, Entry, Event, FactChange},
        log::{DatabaseLog, Log as _},
        verify::{Outside, verify},
    },
    clock::{Clock as _, ManualClock},
    store::{
        Appended, Epochs, NewConsent, Store as _, StoreError, Teller,
        sqlite::{SqliteSettings, SqliteStore},
    },
};
use domain::{
    facts::{ConsentKind, Pseudonym},
    time::Timestamp,
};
use futures::future::join_all;
use uuid::Uuid;

use crate::{
    chance::Chance,
    file_layer::{Layer, Op},
    power::{Loss, lose},
};

/// How many moments are tried in each of the three ways; `SAMSYN_LOSSES` sets another number for a night.
const MOMENTS: usize = 30;
/// Rounds of changes: enough to fill the write-ahead log more than once, so that it is folded into the database under way.
const ROUNDS: u128 = 120;
/// The database's name.
const FILE: &str = "samsyn.db";

/// What was acknowledged, and when at the latest.
#[derive(Default)]
struct Acknowledged {
    entries: Vec<(usize, Appended)>,
    consents: Vec<(usize, Uuid)>,
    ends: Vec<(usize, Uuid)>,
}

struct Run {
    layer: Arc<Layer>,
    /// When the store was open.
    opened: usize,
    acknowledged: Acknowledged,
    _dir: tempfile::TempDir,
}

fn moments() -> usize {
    env::var("SAMSYN_LOSSES").map_or(MOMENTS, |moments| moments.parse().unwrap())
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at("2026-09-01T08:00:00Z".parse().unwrap()))
}

fn open(folder: &Path) -> Arc<SqliteStore> {
    let settings = SqliteSettings::at(folder.join(FILE));
    Arc::new(SqliteStore::open(&settings, clock(), Epochs::new()).unwrap())
}

fn child() -> Pseudonym {
    Pseudonym([7; 32])
}

fn nurse() -> Teller {
    Teller::actor(&ActorRef::Id("SE2321000016-1A2B".into()))
}

fn consent(id: Uuid) -> NewConsent {
    NewConsent {
        id,
        child: Pseudonym([id.as_bytes()[15]; 32]),
        grantor: Pseudonym([2; 32]),
        kind: ConsentKind::Permit,
        recipient: None,
        recipient_sector: None,
        source_sectors: vec![],
        start: None,
        end: None,
    }
}

fn entry(n: u128) -> Entry {
    Entry {
        at: clock().now(),
        child: Some(child()),
        overview_id: Some(format!("o-{n}")),
        event: Event::FactChange(FactChange {
            by: "somebody".to_owned(),
            change: "x".repeat(usize::try_from(n % 7).unwrap() * 900),
            consent_id: None,
            statement: None,
        }),
    }
}

/// Entries, consents and ends, one after the other and several at once, over a layer that tells the truth or lies.
async fn run(lies: bool) -> Run {
    let dir = tempfile::tempdir().unwrap();
    let layer = Layer::under(dir.path());
    let store = open(dir.path());
    let opened = layer.moment();
    if lies {
        layer.lie();
    }
    let mut acknowledged = Acknowledged::default();
    for n in 0..ROUNDS {
        let appended = store.append(entry(n)).await.unwrap();
        acknowledged.entries.push((layer.moment(), appended));
        let id = Uuid::from_u128(n);
        store.register_consent(consent(id), nurse()).await.unwrap();
        acknowledged.consents.push((layer.moment(), id));
        // Some leave at once and share their flush.
        let together = (0..n % 4).map(|k| store.append(entry(k)));
        for appended in join_all(together).await {
            let appended = appended.unwrap();
            acknowledged.entries.push((layer.moment(), appended));
        }
        if n % 3 == 0 {
            store.end_consent(id, nurse()).await.unwrap();
            acknowledged.ends.push((layer.moment(), id));
        }
    }
    Run {
        layer,
        opened,
        acknowledged,
        _dir: dir,
    }
}

impl Run {
    /// The moments to try: right after acknowledgements, where a flush that came too late would show, and anywhere.
    fn moments(&self, chance: &mut Chance) -> Vec<usize> {
        let last = self.layer.moment();
        let all = &self.acknowledged;
        let mut tight: Vec<_> = (all.entries.iter().map(|(at, _)| *at))
            .chain(all.consents.iter().chain(&all.ends).map(|(at, _)| *at))
            .collect();
        tight.sort_unstable();
        let tries = moments();
        let after_one = (0..tries).map(|_| tight[chance.below(tight.len())]);
        let mut chosen: Vec<_> = after_one.collect();
        chosen.extend((0..tries).map(|_| chance.below(last + 1)));
        chosen.extend([0, self.opened, last]);
        chosen
    }

    /// What is wrong after a loss of power. Empty = nothing.
    async fn after(&self, moment: usize, loss: Loss) -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        lose(&self.layer, moment, loss, dir.path());
        let store = open(dir.path());
        let log = DatabaseLog::open(&dir.path().join(FILE)).unwrap();
        let mut wrong = Vec::new();
        let outside = Outside::default();
        let report = verify(&log, &outside, Timestamp::MAX).unwrap();
        wrong.extend(report.findings.iter().map(ToString::to_string));
        let mut hashes = BTreeMap::new();
        log.each(&mut |line| {
            hashes.insert(u64::try_from(line.seq).unwrap(), line.hash);
            Ok(())
        })
        .unwrap();
        for (_, entry) in (self.acknowledged.entries.iter()).filter(|(at, _)| *at <= moment) {
            if hashes.get(&entry.seq) != Some(&entry.hash) {
                wrong.push(format!("entry {} is lost", entry.seq));
            }
        }
        for (_, id) in (self.acknowledged.consents.iter()).filter(|(at, _)| *at <= moment) {
            if store.consent(*id).await.unwrap().is_none() {
                wrong.push(format!("consent {id} is lost"));
            }
        }
        for (_, id) in (self.acknowledged.ends.iter()).filter(|(at, _)| *at <= moment) {
            let ended = store.consent(*id).await.unwrap();
            if ended.is_none_or(|consent| consent.consent.ended.is_none()) {
                wrong.push(format!("the end of {id} is lost"));
            }
        }
        // It goes on from there.
        if store.append(entry(0)).await.is_err() {
            wrong.push("nothing can be written any more".to_owned());
        }
        wrong
    }

    /// How often the write-ahead log was folded into the database: runs of writes to the latter.
    fn folds(&self) -> usize {
        let noted = self.layer.noted(self.layer.moment());
        let mut folds = 0;
        let mut folding = false;
        for (file, op) in noted.iter().skip(self.opened) {
            let folds_now = file == FILE && matches!(op, Op::Write { .. });
            folds += usize::from(folds_now && !folding);
            folding = file == FILE && (folds_now || folding);
        }
        folds
    }
}

// R-STORE-6, R-AUDIT-2, R-AUDIT-4
#[tokio::test]
async fn a_loss_of_power_at_any_moment_takes_nothing_along_that_was_acknowledged() {
    let run = run(false).await;
    assert!(run.folds() > 0, "the log was folded under way");
    let mut chance = Chance::of(11);
    let (mut tries, began) = (0, std::time::Instant::now());
    for moment in run.moments(&mut chance) {
        let losses = [
            Loss::Whole,
            Loss::Some(chance.next()),
            Loss::Some(chance.next()),
        ];
        for loss in losses {
            let wrong = run.after(moment, loss).await;
            assert!(wrong.is_empty(), "at {moment}, {loss:?}: {wrong:?}");
            tries += 1;
        }
    }
    let entries = run.acknowledged.entries.len();
    println!(
        "{tries} losses of power over {} steps with {entries} entries: {:?}",
        run.layer.moment(),
        began.elapsed()
    );
}

// R-STORE-6
#[tokio::test]
async fn a_disk_that_says_it_flushed_and_did_not_is_found_out_by_the_same_judge() {
    let run = run(true).await;
    let mut chance = Chance::of(11);
    let mut lost = 0;
    for moment in run.moments(&mut chance).into_iter().take(10) {
        let wrong = run.after(moment, Loss::Whole).await;
        lost += usize::from(wrong.iter().any(|word| word.contains("is lost")));
    }
    assert!(lost > 5, "{lost} of 10 losses were seen");
}

// R-STORE-18
#[tokio::test]
async fn a_full_disk_takes_nothing_and_when_there_is_room_again_it_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let layer = Layer::under(dir.path());
    let store = open(dir.path());
    let (mut taken, mut refused) = (Vec::new(), 0);
    let mut chance = Chance::of(5);
    for n in 0..60 {
        // Sometimes nothing fits, sometimes a part of what is to be written.
        layer.leave_room((n % 3 == 0).then(|| i64::try_from(chance.below(9_000)).unwrap()));
        let id = Uuid::from_u128(n);
        let (appended, said) = tokio::join!(
            store.append(entry(6)),
            store.register_consent(consent(id), nurse())
        );
        match appended {
            Ok(appended) => taken.push(appended),
            Err(error) => {
                assert!(matches!(error, StoreError::Database(_)), "{error}");
                assert_eq!(error.reason(), "STORE_UNAVAILABLE");
                refused += 1;
            }
        }
        let stands = store.consent(id).await.unwrap().is_some();
        assert_eq!(stands, said.is_ok(), "consent {n}: {said:?}");
        assert!(store.is_open(), "a full disk is not the end");
    }
    assert!(refused > 10 && taken.len() > 30, "{refused} refused");
    layer.leave_room(None);
    let audit = Audit::new(store.clone(), clock());
    assert!(audit.accesses(child(), 10).await.is_ok());
    let log = DatabaseLog::open(&dir.path().join(FILE)).unwrap();
    let mut found = 0;
    log.each(&mut |line| {
        found += usize::from(line.overview_id.is_some());
        Ok(())
    })
    .unwrap();
    assert_eq!(found, taken.len(), "what was refused is not there");
    let outside = Outside::default();
    assert!(verify(&log, &outside, Timestamp::MAX).unwrap().holds());
}

// R-STORE-6
#[tokio::test]
async fn after_a_flush_that_failed_nothing_is_acknowledged_any_more() {
    let dir = tempfile::tempdir().unwrap();
    let layer = Layer::under(dir.path());
    let store = open(dir.path());
    store.append(entry(1)).await.unwrap();
    layer.fail_flush(true);
    assert!(store.append(entry(2)).await.is_err());
    layer.fail_flush(false);
    // Nobody knows what lies on the disk: only a start, which reads it, tells.
    assert!(matches!(
        store.append(entry(3)).await,
        Err(StoreError::Closed)
    ));
    assert!(!store.is_open());
    drop(store);
    let again = open(dir.path());
    assert!(again.is_open() && again.append(entry(4)).await.is_ok());
}
