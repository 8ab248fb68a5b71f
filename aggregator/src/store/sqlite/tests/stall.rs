//! A disk that answers nothing, played by work that keeps the store's threads until it is told to go on. Time is ours, so nobody waits.

use std::sync::mpsc::{Receiver, Sender, channel};

use tokio::time::{pause, resume};

use super::*;
use crate::{
    audit::entry::FactRead,
    metrics::Metrics,
    store::{StoreWatch, Watched},
};

struct Slow {
    _place: Place,
    store: Arc<SqliteStore>,
    watched: Watched,
    metrics: Arc<Metrics>,
}

impl Slow {
    fn new() -> Self {
        let place = Place::new();
        let (store, metrics) = (place.open(), Arc::<Metrics>::default());
        Self {
            watched: Watched::new(store.clone(), StoreWatch::default(), metrics.clone()),
            _place: place,
            store,
            metrics,
        }
    }

    /// Keeps every thread that reads, or the one that writes.
    fn keep(&self, what: Kept) -> Vec<Sender<()>> {
        let stay = |goes_on: Receiver<()>| {
            let _ = goes_on.recv();
        };
        match what {
            Kept::Writer => {
                let (go_on, goes_on) = channel();
                drop(self.store.writer.write(move |_| {
                    stay(goes_on);
                    Ok(writer::Written::quietly(()))
                }));
                vec![go_on]
            }
            Kept::Readers => (0..2)
                .map(|_| {
                    let (go_on, goes_on) = channel();
                    drop(self.store.readers.read(move |_| {
                        stay(goes_on);
                        Ok(())
                    }));
                    go_on
                })
                .collect(),
        }
    }

    async fn asked(&self, what: Kept) -> Result<(), StoreError> {
        match what {
            Kept::Writer => self.watched.append(entry()).await.map(|_| ()),
            Kept::Readers => self.watched.facts(person(1), None).await.map(|_| ()),
        }
    }

    fn failures(&self) -> u64 {
        let text = self.metrics.text().unwrap();
        let lines = text
            .lines()
            .filter(|line| line.starts_with("samsyn_store_failures_total{"));
        let figures = lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<u64>().ok());
        figures.sum()
    }
}

#[derive(Debug, Clone, Copy)]
enum Kept {
    Writer,
    Readers,
}

fn person(n: u8) -> Pseudonym {
    Pseudonym([n; 32])
}

fn entry() -> Entry {
    Entry {
        at: "2026-09-01T08:00:00Z".parse().unwrap(),
        child: None,
        overview_id: None,
        event: Event::FactRead(FactRead::default()),
    }
}

// R-STORE-20
#[tokio::test]
async fn a_store_that_answers_nothing_is_given_up_on_counted_and_not_ready_until_it_answers() {
    for kept in [Kept::Writer, Kept::Readers] {
        let slow = Slow::new();
        slow.asked(kept).await.unwrap();
        assert!(slow.watched.is_open() && slow.failures() == 0, "{kept:?}");
        let threads = slow.keep(kept);
        pause();
        let asked = slow.asked(kept).await;
        assert!(matches!(asked, Err(StoreError::Unanswered)), "{kept:?}");
        assert_eq!(slow.failures(), 1, "{kept:?}");
        assert!(!slow.watched.is_open(), "{kept:?}");
        resume();
        drop(threads);
        slow.asked(kept).await.unwrap();
        // Whoever asks whether it is ready is not told so before the store was heard of.
        while !slow.watched.is_open() {
            tokio::task::yield_now().await;
        }
        assert_eq!(slow.failures(), 1, "{kept:?}");
    }
}

// R-STORE-20
#[tokio::test]
async fn a_call_that_nobody_waited_for_to_the_end_counts_when_it_had_long_enough() {
    let slow = Slow::new();
    let threads = slow.keep(Kept::Readers);
    pause();
    for (waited, counted) in [(990, 0), (1_000, 1)] {
        let patience = std::time::Duration::from_millis(waited);
        let asked = tokio::time::timeout(patience, slow.asked(Kept::Readers)).await;
        assert!(asked.is_err());
        assert_eq!(slow.failures(), counted, "{waited} ms");
    }
    drop(threads);
}

// R-INPUT-2
#[tokio::test]
async fn what_is_no_id_of_an_overview_stands_for_nothing() {
    let slow = Slow::new();
    let _kept = slow.keep(Kept::Readers);
    for id in [
        "",
        "x",
        "nul\0",
        "19121212-1212",
        "{b5c1…}",
        "B5C1D8E0-0000-4000-8000-000000000000",
    ] {
        // No reader is free: nothing was asked of the store.
        assert!(slow.watched.intent(id.to_owned()).await.unwrap().is_none());
        let log = slow.watched.overview_log(person(1), id.to_owned()).await;
        assert!(log.unwrap().is_empty());
    }
}
