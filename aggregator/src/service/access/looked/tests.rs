//! How far the log is gone over, at the edge of every bound, without a log.

use std::{cell::RefCell, future::ready};

use super::*;
use crate::{audit::entry::Intent, policies::Policies, store::Access as Look};

fn look(place: u64, overview_id: &str, act: &str, ground: Option<&str>) -> Look {
    Look {
        place,
        overview_id: overview_id.to_owned(),
        at: "2026-09-01T08:00:00Z".parse().unwrap(),
        intent: Intent {
            actor: ActorRef::Id("somebody".into()),
            consumer: String::new(),
            organisation: None,
            unit: None,
            role: "social-worker".into(),
            sector: Some("social-child".into()),
            audience: "professional".into(),
            purpose: "care".into(),
            ground: None,
            reason: None,
            emergency: false,
            types: vec![],
            policies: [].into(),
            decisions: vec![],
            replay: None,
        },
        act: act.into(),
        source_sector: None,
        producer: None,
        ground: ground.map(str::to_owned),
        refused: false,
    }
}

fn guardian() -> LogView {
    LogView::Guardian {
        sectors: ["social-child".to_owned()].into(),
        protected: false,
    }
}

/// A log, newest first, in stretches of so many lines.
struct Log {
    lines: Vec<Look>,
    stretch: usize,
    read: RefCell<usize>,
}

impl Log {
    fn of(lines: Vec<Look>, stretch: usize) -> Self {
        let read = RefCell::default();
        Self {
            lines,
            stretch,
            read,
        }
    }

    fn page(&self, before: Option<u64>) -> Result<AccessPage, StoreError> {
        *self.read.borrow_mut() += 1;
        let older = self
            .lines
            .iter()
            .filter(|line| before.is_none_or(|b| line.place < b));
        let found: Vec<_> = older.take(self.stretch).cloned().collect();
        let is_full = found.len() == self.stretch;
        let next = found.last().map(|last| last.place).filter(|_| is_full);
        Ok(AccessPage { found, next })
    }
}

/// What one answer tells of one log, by the places, and where it ends.
async fn answer(view: &LogView, log: &Log, max: usize, before: Option<u64>) -> (Vec<u64>, Next) {
    let policies = Policies::built_in().unwrap();
    let reader = Reader {
        view,
        name: "actor:reader",
        policies: &policies,
        consented: &Consented::default(),
    };
    let is_whole = !matches!(view, LogView::Own { .. });
    let from = before.filter(|_| !is_whole);
    let mut read = Read::by(&reader, before);
    let page = |from| ready(log.page(from)).boxed();
    let end = read_on(&mut read, max + 1, from, page).await.unwrap();
    let mut told = Told::new(max);
    told.add(&read, end, is_whole);
    let places = told.lines.iter().map(|(place, _)| *place);
    let mut places: Vec<_> = places.collect();
    let (lines, next) = told.newest();
    places.truncate(lines.len());
    (places, next)
}

const OWN: LogView = LogView::Own { protected: false };

// R-ACCESS-7
#[tokio::test]
async fn an_answer_that_is_full_says_whether_there_is_one_more_and_where_to_read_on() {
    let lines = |count: u64| {
        (1..=count)
            .rev()
            .map(|place| look(place, "", "read", None))
            .collect()
    };
    let three = Log::of(lines(3), 2);
    assert_eq!(
        answer(&OWN, &three, 3, None).await,
        (vec![3, 2, 1], Next::Nothing)
    );
    let four = Log::of(lines(4), 2);
    assert_eq!(
        answer(&OWN, &four, 3, None).await,
        (vec![4, 3, 2], Next::Before(2))
    );
    assert_eq!(
        answer(&OWN, &four, 3, Some(2)).await,
        (vec![1], Next::Nothing)
    );
}

/// So many stretches of two hidden lines each, and an older one that the guardian may know of.
fn hidden_first(stretches: u64) -> Log {
    let newest = stretches * 2 + 1;
    let hidden = (2..=newest)
        .rev()
        .map(|place| look(place, "", "read", None));
    let seen = look(1, "known", "ask", Some("consent"));
    Log::of(hidden.chain([seen]).collect(), 2)
}

// R-ACCESS-7
#[tokio::test]
async fn what_a_reader_may_not_know_pushes_nothing_out_until_the_bound_and_then_the_answer_says_so()
{
    let pages = u64::try_from(MAX_PAGES).unwrap();
    let within = hidden_first(pages - 1);
    assert_eq!(
        answer(&guardian(), &within, 3, None).await,
        (vec![1], Next::Nothing)
    );
    assert_eq!(*within.read.borrow(), MAX_PAGES);
    let beyond = hidden_first(pages);
    assert_eq!(
        answer(&guardian(), &beyond, 3, None).await,
        (vec![], Next::OutOfReach)
    );
    assert_eq!(*beyond.read.borrow(), MAX_PAGES, "the bound");
    // The child may know of all of it, and reads on where it stopped.
    let (_, next) = answer(&OWN, &beyond, 500, None).await;
    let Next::Before(place) = next else {
        panic!("{next:?}");
    };
    assert_eq!(
        answer(&OWN, &beyond, 500, Some(place)).await,
        (vec![1], Next::Nothing)
    );
}

// R-ACCESS-3, R-ACCESS-7
#[tokio::test]
async fn an_overview_is_hidden_by_any_of_its_lines_wherever_a_stretch_or_an_answer_ends() {
    // Of one question: by consent, then by statute, then the question itself, which claimed nothing.
    let lines = |newest: &str, oldest: &str| {
        vec![
            look(9, "of-both", "shown", Some(newest)),
            look(8, "other", "ask", Some("consent")),
            look(7, "of-both", "shown", Some(oldest)),
            look(6, "of-both", "ask", None),
        ]
    };
    for stretch in 1..=5 {
        for (newest, oldest) in [("consent", "statute"), ("statute", "consent")] {
            let log = Log::of(lines(newest, oldest), stretch);
            for before in [None, Some(9), Some(8)] {
                let (told, next) = answer(&guardian(), &log, 1, before).await;
                let expected = if before == Some(8) { vec![] } else { vec![8] };
                assert_eq!(
                    (told, next),
                    (expected, Next::Nothing),
                    "{stretch} {before:?}"
                );
            }
        }
        let open = Log::of(lines("consent", "consent"), stretch);
        let (told, next) = answer(&guardian(), &open, 2, None).await;
        assert_eq!((told, next), (vec![9, 8], Next::Before(8)), "{stretch}");
    }
}

// R-ACCESS-7
#[test]
fn a_place_to_read_on_from_is_one_readers_and_one_childs() {
    let seal = Seal::from_key(&[3; 32]).unwrap();
    let tokens = |context: &str| Tokens {
        seal: &seal,
        context: context.to_owned(),
    };
    let token = tokens("accesses/child/actor:mother").seal(77).unwrap();
    assert!(!token.contains("77"), "{token}");
    let own = tokens("accesses/child/actor:mother");
    assert_eq!(own.open(token.clone()).unwrap(), Some(77));
    assert_eq!(own.open(String::new()).unwrap(), None);
    for other in ["accesses/other/actor:mother", "accesses/child/actor:father"] {
        let refused = tokens(other).open(token.clone()).unwrap_err();
        assert_eq!(refused.code(), tonic::Code::InvalidArgument);
    }
    assert!(own.open("77".to_owned()).is_err());
}
