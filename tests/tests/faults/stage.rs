//! Stages on which sources go wrong: the whole told world, questions that together ask every source that anybody may ask, and the honest
//! answers that all else is held against. Cases wait in one queue; a few stages take them side by side, since most of the time is waiting.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use consumer::{Client, Error, OverviewQuery};
use domain::id::PersonId;
use mock_producers::{Faults, faults::MARKER};
use prost::Message as _;
use proto::{
    relay::Record,
    v1::overview::{ResponsibleParty, SourceResult, SourceStatus},
};
use tests::{Harness, Scene, Timed, completed, follow, release_log::ReleaseLog};
use tokio::sync::MutexGuard;

use crate::{
    expected::{Fate, fates},
    pace::measured,
};

/// Story and actor. Together they ask every source but those that no told actor may ask; the smallest come first, since each source is
/// tested in the first that asks it.
const QUESTIONS: [(&str, &str); 7] = [
    ("worry", "socialsekreterare-vasterby"),
    ("worry", "skolkurator-vasterby"),
    ("who-holds-the-ball", "familieraadgiver-aadal"),
    ("who-holds-the-ball", "ppr-psykolog-aadal"),
    ("worry", "bup-lakare"),
    ("who-holds-the-ball", "boernepsykiater-midt"),
    ("medicines", "skolskoterska-vasterby"),
];

/// What a caller allows where nothing is waited for: far more than the machine takes.
const LONG: Duration = Duration::from_secs(10);
/// What a caller allows where a source keeps silent until the end. Honest sources take a twentieth of it.
const SHORT: Duration = Duration::from_secs(1);
/// So many stages side by side: where nothing is waited for, one for each core of a small machine.
const BUSY_STAGES: usize = 2;
const WAITING_STAGES: usize = 5;

/// A case: what is wrong with which sources in one question, and how they must fare in each look.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    question: usize,
    wrong: Vec<(String, Faults)>,
    looks: Vec<BTreeMap<String, Fate>>,
}

impl Case {
    /// Flapping needs a few looks to be seen; all else shows at once.
    pub(crate) fn of(question: usize, wrong: Vec<(String, Faults)>) -> Self {
        let flaps = |(_, faults): &(String, Faults)| faults.to_string().contains("flapping");
        let count = if wrong.iter().any(flaps) { 4 } else { 1 };
        let fates: Vec<_> = (wrong.iter())
            .map(|(source, faults)| (source, fates(faults, count, LONG)))
            .collect();
        let look = |look| {
            let fates = fates.iter();
            fates
                .map(move |(source, fates)| ((*source).clone(), fates[look]))
                .collect()
        };
        Self {
            question,
            looks: (0..count as usize).map(look).collect(),
            wrong,
        }
    }

    fn any(&self, is_so: impl Fn(&Fate) -> bool) -> bool {
        self.looks.iter().flat_map(BTreeMap::values).any(is_so)
    }

    /// Whether somebody keeps silent until the end.
    fn waits(&self) -> bool {
        self.any(|fate| matches!(fate, Fate::Failed("DEADLINE", _)))
    }

    /// Whether a source was not reached: its way must then be seen to open again.
    fn cuts_off(&self) -> bool {
        let causes = ["UNREACHABLE", "CERTIFICATE_EXPIRED", "LEASE_GONE"];
        self.any(|fate| matches!(fate, Fate::Failed(cause, _) if causes.contains(cause)))
    }

    /// The same question with nothing wrong.
    fn healed(&self) -> Self {
        Self {
            question: self.question,
            wrong: Vec::new(),
            looks: vec![BTreeMap::new()],
        }
    }
}

/// One running world.
pub(crate) struct Stage {
    pub(crate) harness: Harness,
    questions: Vec<Question>,
    log: Arc<ReleaseLog>,
}

/// A question over a connection that stands, and its honest answer.
struct Question {
    child: PersonId,
    client: Client,
    honest: Rows,
}

/// The rows by producer, times left out.
type Rows = BTreeMap<String, Vec<SourceResult>>;

impl Stage {
    pub(crate) async fn set() -> Self {
        let harness = Scene::whole().in_memory().start().await;
        let log = ReleaseLog::of(&harness);
        let mut questions = Vec::new();
        for (story, actor) in QUESTIONS {
            let child = harness.child(story);
            let client = harness.client(actor).with_deadline(LONG);
            let about = OverviewQuery::about(child.clone());
            let events = follow(&client, about).await.unwrap();
            assert!(completed(&events).1.complete, "{story} {actor}");
            let honest = rows(&events);
            questions.push(Question {
                child,
                client,
                honest,
            });
        }
        Self {
            harness,
            questions,
            log,
        }
    }

    /// Every source that is asked, with the first question that asks it.
    pub(crate) fn sources(&self) -> BTreeMap<String, usize> {
        let mut sources = BTreeMap::new();
        for (place, question) in self.questions.iter().enumerate() {
            for producer in question.honest.keys() {
                sources.entry(producer.clone()).or_insert(place);
            }
        }
        sources
    }

    /// Sources that stand next to each other in a question, the last next to the first: every source is in such a pair.
    pub(crate) fn neighbours(&self) -> Vec<(usize, String, String)> {
        let mut neighbours = Vec::new();
        for (place, question) in self.questions.iter().enumerate() {
            let asked: Vec<_> = question.honest.keys().collect();
            let next = asked.iter().cycle().skip(1);
            let pairs = asked.iter().zip(next).filter(|(one, other)| one != other);
            neighbours.extend(pairs.map(|(one, other)| (place, (*one).clone(), (*other).clone())));
        }
        let mut met = BTreeSet::new();
        neighbours.retain(|(_, one, other)| met.insert((one.clone(), other.clone())));
        neighbours
    }

    /// Those that no question asks.
    pub(crate) fn unasked(&self) -> BTreeSet<String> {
        let asked = self.sources();
        let all = self.harness.sandbox.world.systems.iter();
        all.map(|system| system.id.to_owned())
            .filter(|id| !asked.contains_key(id))
            .collect()
    }

    pub(crate) async fn set_fault(&self, source: &str, faults: Faults) {
        let sources = &self.harness.sandbox.sources;
        sources.set_fault(source, faults).await.unwrap();
    }

    /// Brings the case about, looks, and heals everything.
    pub(crate) async fn play(&self, case: &Case) {
        let deadline = if case.waits() { SHORT } else { LONG };
        measured(async || {
            for (source, faults) in &case.wrong {
                self.set_fault(source, faults.clone()).await;
            }
            for fates in &case.looks {
                self.look(case, fates, deadline).await?;
            }
            Ok(())
        })
        .await;
        for (source, _) in &case.wrong {
            self.set_fault(source, Faults::NONE).await;
        }
        if case.cuts_off() {
            // R-FAULT-3
            let healed = self.look(&case.healed(), &BTreeMap::new(), LONG).await;
            healed.unwrap_or_else(|late| panic!("{late}"));
        }
    }

    /// One overview, in which exactly these sources fare so and all others as ever. An error says what was late.
    async fn look(
        &self,
        case: &Case,
        fates: &BTreeMap<String, Fate>,
        deadline: Duration,
    ) -> Result<(), String> {
        let question = &self.questions[case.question];
        self.log.clear();
        let about = OverviewQuery::about(question.child.clone());
        let client = question.client.clone().with_deadline(deadline);
        let events = match follow(&client, about).await {
            Ok(events) => events,
            Err(Error::Deadline) => return Err(format!("{case:?}: not closed")),
            Err(error) => panic!("{case:?}: {error}"),
        };
        self.shows_nothing_wrong(case, &events);
        let (after, closing) = completed(&events);
        if after >= deadline {
            return Err(format!("{case:?}: closed after {after:?}"));
        }
        let rows = rows(&events);
        let asked: Vec<_> = rows.keys().collect();
        let honest: Vec<_> = question.honest.keys().collect();
        assert_eq!(asked, honest, "{case:?}: a row for each source");
        let mut failed = BTreeSet::new();
        for (producer, honest) in &question.honest {
            let (shown, row) = (&rows[producer], last(&events, producer));
            let fate = fates.get(producer);
            if is_late(row) && !matches!(fate, Some(Fate::Failed(..))) {
                return Err(format!("{case:?}: {producer} did not answer in time"));
            }
            match fate {
                None => {
                    assert!(*shown == *honest, "{case:?}: {producer} is disturbed");
                    if row.after >= deadline / 2 {
                        return Err(format!("{case:?}: {producer} after {:?}", row.after));
                    }
                }
                Some(Fate::AsEver) => assert!(*shown == *honest, "{case:?}: {producer} differs"),
                Some(Fate::OtherTimes) => {
                    assert_eq!(without_times(shown), without_times(honest), "{case:?}");
                }
                Some(Fate::Failed(cause, party)) => {
                    is_failed(row.source().unwrap(), cause, party, case);
                    failed.insert(producer.as_str());
                }
            }
        }
        assert_eq!(closing.complete, failed.is_empty(), "{case:?}");
        let told: BTreeSet<_> = (closing.incomplete_reasons.iter())
            .map(|why| (why.code.as_str(), why.producer_id.as_str()))
            .collect();
        let expected = failed.into_iter().map(|id| ("SOURCE_FAILED", id));
        assert_eq!(told, expected.collect(), "{case:?}");
        Ok(())
    }

    /// Neither with the caller nor among what left the gate.
    fn shows_nothing_wrong(&self, case: &Case, events: &[Timed]) {
        let (left, _) = self.log.around(u64::MAX);
        let came = events.iter().map(|timed| &timed.event);
        for event in came.chain(&left) {
            let bytes = event.encode_to_vec();
            let found = String::from_utf8_lossy(&bytes).contains(MARKER);
            assert!(!found, "{case:?}: something wrong was released");
        }
    }
}

/// Whoever measures time does so alone.
pub(crate) async fn alone() -> MutexGuard<'static, ()> {
    TIME.lock().await
}

static TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Plays the cases, a few side by side, each on a world of its own: first those in which nothing is waited for, then the others.
pub(crate) fn play(cases: Vec<Case>) {
    let _alone = TIME.blocking_lock();
    let (waiting, busy) = cases.into_iter().partition(Case::waits);
    side_by_side(BUSY_STAGES, busy);
    side_by_side(WAITING_STAGES, waiting);
}

fn side_by_side(stages: usize, cases: Vec<Case>) {
    let stages = stages.min(cases.len());
    let queue = Mutex::new(cases);
    let next = || queue.lock().unwrap().pop();
    std::thread::scope(|scope| {
        for place in 0..stages {
            scope.spawn(move || on_its_own(perform(place, next)));
        }
    });
}

async fn perform(place: usize, next: impl Fn() -> Option<Case>) {
    let stage = Stage::set().await;
    let nothing = Case::of(QUESTIONS.len() - 1, Vec::new());
    // Each begins a little later than the one before, so that they do not all close at the same moment.
    for _ in 0..place {
        stage.play(&nothing).await;
    }
    while let Some(case) = next() {
        stage.play(&case).await;
    }
}

/// Runs on this thread alone.
pub(crate) fn on_its_own<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(work)
}

fn is_failed(row: &SourceResult, cause: &str, party: &str, case: &Case) {
    let told = row.cause.clone().unwrap_or_default();
    let said = (row.status(), told.code.as_str(), told.responsible_party());
    let party = ResponsibleParty::from_str_name(&format!("RESPONSIBLE_PARTY_{party}")).unwrap();
    assert_eq!(said, (SourceStatus::Failed, cause, party), "{case:?}");
    assert_eq!((row.records.len(), row.record_count), (0, 0), "{case:?}");
    assert_eq!(row.skltp_status, "NoDataSynchFailed", "{case:?}");
    assert!(!row.complete && row.answered_time.is_none(), "{case:?}");
    let was_asked = cause != "LEASE_GONE";
    assert_eq!(row.asked_time.is_some(), was_asked, "{case:?}");
}

fn is_late(row: &Timed) -> bool {
    let cause = row.source().and_then(|row| row.cause.as_ref());
    cause.is_some_and(|cause| cause.code == "DEADLINE")
}

fn producer(result: &SourceResult) -> &str {
    &result.source.as_ref().unwrap().producer_id
}

fn last<'a>(events: &'a [Timed], id: &str) -> &'a Timed {
    let is_its = |timed: &&Timed| timed.source().is_some_and(|row| producer(row) == id);
    events.iter().rfind(is_its).unwrap()
}

fn rows(events: &[Timed]) -> Rows {
    let mut rows = Rows::new();
    for result in events.iter().filter_map(Timed::source) {
        let timeless = SourceResult {
            asked_time: None,
            answered_time: None,
            last_success_time: None,
            records: result.records.iter().map(without_id).collect(),
            ..result.clone()
        };
        let id = producer(result).to_owned();
        rows.entry(id).or_default().push(timeless);
    }
    rows
}

/// Some systems give their records other ids in every answer.
fn without_id(record: &Record) -> Record {
    let mut header = record.header().unwrap();
    header.record_id.clear();
    header.relations.clear();
    record.clone().with_header(&header)
}

/// What each record is and says, but for when the source wrote it down.
fn without_times(rows: &[SourceResult]) -> Vec<(String, String, Vec<u8>)> {
    (rows.iter().flat_map(|row| &row.records))
        .map(|record| {
            let header = record.header().unwrap();
            let body = record.body_bytes().map(|body| body.to_vec());
            (
                header.information_type,
                header.title,
                body.unwrap_or_default(),
            )
        })
        .collect()
}
