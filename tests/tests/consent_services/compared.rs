//! What was read before a refusal was acknowledged is told to nobody after it: every call that reads and tells compares what it read, right
//! before it answers.

use std::{
    sync::{Mutex, mpsc},
    time::Duration,
};

use domain::id::PersonId;
use proto::v1::consent::{
    CheckBlocksRequest, CheckConsentRequest, Consent, ConsentAnswer, ConsentKind, ConsentRequest,
    LiftReason,
};
use tests::{Harness, Scene, desk::consent};
use tonic::Status;
use uuid::Uuid;

use crate::{
    information::{Desk, NOTHING, of, on_stage},
    stage::{
        CONSENTED, DESK, FATHER, MOTHER, NURSE, STORY, Voice, block_of, guardians, lift_of, why,
        wire,
    },
};

/// Only so that a test that is wrong does not hang.
const LONG: Duration = Duration::from_secs(30);

/// Holds the `nth` call of this name from now on, until the test has done its part.
fn held(
    harness: &Harness,
    what: &'static str,
    nth: usize,
) -> (mpsc::Receiver<()>, mpsc::Sender<()>) {
    let (reached, is_reached) = mpsc::channel();
    let (go_on, goes_on) = mpsc::channel::<()>();
    let place = Mutex::new((nth, Some((reached, goes_on))));
    let watch = &harness.sandbox.aggregator.aggregator.store_watch;
    watch.watch(move |call| {
        if call.what != what {
            return;
        }
        let mut place = place.lock().unwrap();
        if place.0 > 1 {
            place.0 -= 1;
            return;
        }
        let first = place.1.take();
        drop(place);
        if let Some((reached, goes_on)) = first {
            reached.send(()).unwrap();
            goes_on.recv_timeout(LONG).unwrap();
        }
    });
    (is_reached, go_on)
}

/// Asks, and in the middle of it, at the `nth` read or write of this name, the father refuses and is told that he did.
async fn crossed<T>(
    harness: &Harness,
    (what, nth): (&'static str, usize),
    asking: impl Future<Output = Result<T, Status>>,
) -> Result<T, Status> {
    let (is_reached, go_on) = held(harness, what, nth);
    let father = guardians(harness, STORY).remove(1);
    let no = consent(ConsentKind::Refuse, &harness.child(STORY), &father);
    let mut desk = Voice::of(harness, DESK);
    let refusing = async {
        let reached = tokio::task::spawn_blocking(move || is_reached.recv_timeout(LONG));
        reached.await.unwrap().unwrap();
        desk.consent(no).await.unwrap();
        go_on.send(()).unwrap();
    };
    let (answer, ()) = tokio::join!(asking, refusing);
    answer
}

/// The calls that read and tell, and where in them a refusal comes in between.
#[derive(Debug, Clone, Copy)]
enum Reads {
    Consents(&'static str),
    Blocks(&'static str),
    ConsentRequests,
    CheckConsent,
    CheckBlocks,
    Letters,
    LetterAnswer,
    Ask,
}

impl Reads {
    const ALL: [Self; 10] = [
        Self::Consents(MOTHER),
        Self::Consents(DESK),
        Self::Blocks(DESK),
        Self::ConsentRequests,
        Self::CheckConsent,
        Self::CheckBlocks,
        Self::Letters,
        Self::LetterAnswer,
        Self::Ask,
        Self::Consents(FATHER),
    ];

    /// After the facts were read: where the answer is made, and where it is logged.
    fn places(self) -> &'static [(&'static str, usize)] {
        match self {
            Self::Consents(_) | Self::Blocks(_) | Self::ConsentRequests | Self::Letters => {
                &[("append", 1), ("ledger", 1)]
            }
            Self::CheckConsent | Self::CheckBlocks => &[("append", 1)],
            Self::LetterAnswer | Self::Ask => &[("state", 1), ("ledger", 1)],
        }
    }

    async fn asked(self, harness: &Harness, child: &PersonId, at: (&'static str, usize)) -> String {
        let mut nurse = Voice::of(harness, NURSE);
        let answer = match self {
            Self::Consents(who) => {
                let mut voice = Voice::of(harness, who);
                let asking = voice.consents_of(child);
                crossed(harness, at, asking).await.map(|_| ())
            }
            Self::Blocks(who) => {
                let mut voice = Voice::of(harness, who);
                let asking = voice.blocks_of(child);
                crossed(harness, at, asking).await.map(|_| ())
            }
            Self::ConsentRequests => {
                let asking = nurse.requests_of(child);
                crossed(harness, at, asking).await.map(|_| ())
            }
            Self::CheckConsent => {
                let asked = nurse.caller.request(CheckConsentRequest {
                    child: wire(child),
                    ..CheckConsentRequest::default()
                });
                let asking = nurse.consents.check_consent(asked);
                crossed(harness, at, asking).await.map(|_| ())
            }
            Self::CheckBlocks => {
                let asked = nurse.caller.request(CheckBlocksRequest {
                    child: wire(child),
                    ..CheckBlocksRequest::default()
                });
                let asking = nurse.blocks.check_blocks(asked);
                crossed(harness, at, asking).await.map(|_| ())
            }
            Self::Letters => {
                let mut desk = Desk::of(harness, NURSE);
                crossed(harness, at, desk.all(child)).await.map(|_| ())
            }
            Self::LetterAnswer => {
                let mut desk = Desk::of(harness, NURSE);
                let asked = desk.ask(of(child, "school-psychology")).await.unwrap();
                let noted = asked.request.unwrap();
                let asking = desk.answer(child, &noted, NOTHING);
                crossed(harness, at, asking).await.map(|_| ())
            }
            Self::Ask => {
                let asking = nurse.ask(ConsentRequest {
                    request_id: Uuid::new_v4().to_string(),
                    child: wire(child),
                    ..ConsentRequest::default()
                });
                crossed(harness, at, asking).await.map(|_| ())
            }
        };
        why(answer)
    }
}

// R-DESK-15
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_call_tells_what_it_read_before_a_refusal_that_was_acknowledged() {
    for call in Reads::ALL {
        for at in call.places() {
            let harness = on_stage().await;
            let child = harness.child(STORY);
            let told = call.asked(&harness, &child, *at).await;
            assert_eq!(told, "FACTS_UNAVAILABLE", "{call:?} at {at:?}");
        }
    }
}

// R-DESK-15, R-LETTER-4
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_letter_says_that_there_is_consent_once_a_refusal_was_acknowledged() {
    // While its look is logged, while it is noted, and while the note is read.
    for (at, is_noted) in [("append", false), ("state", true), ("ledger", true)] {
        let harness = on_stage().await;
        let child = harness.child(STORY);
        let mut nurse = Desk::of(&harness, NURSE);
        let letter = of(&child, "school-psychology");
        let asking = nurse.ask(letter.clone());
        let told = crossed(&harness, (at, 1), asking).await;
        assert_eq!(why(told), "FACTS_UNAVAILABLE", "{at}");
        let noted = nurse.all(&child).await.unwrap();
        assert_eq!(!noted.is_empty(), is_noted, "{at}");
        nurse.ask(letter).await.unwrap_err();
    }
}

// R-DESK-15
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reason_that_tells_of_facts_is_compared_like_an_answer() {
    for (sector, purpose) in [("child-health", "care"), ("school-psychology", "inquiry")] {
        let harness = on_stage().await;
        let child = harness.child(STORY);
        let mut nurse = Desk::of(&harness, NURSE);
        let mut letter = of(&child, sector);
        letter.purpose = purpose.to_owned();
        let told = crossed(&harness, ("append", 1), nurse.ask(letter)).await;
        assert_eq!(why(told), "FACTS_UNAVAILABLE", "{sector}");
    }
}

// R-DESK-15
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_opened_by_what_was_read_before_a_change() {
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    let block = block_of(&harness, STORY, CONSENTED);
    let mut desk = Voice::of(&harness, DESK);
    desk.block(block.clone()).await.unwrap();
    let mut nurse = Voice::of(&harness, NURSE);
    let lift = lift_of(&block, LiftReason::Consent);
    // The second look-up by id, for the lift's own, comes after the facts.
    let lifting = nurse.lift(lift.clone());
    let told = crossed(&harness, ("statement", 2), lifting).await;
    assert_eq!(why(told), "FACTS_UNAVAILABLE");
    let [listed] = desk.blocks_of(&child).await.unwrap().try_into().unwrap();
    assert_eq!(listed.lifts, []);
    nurse.lift(lift).await.unwrap();
}

// R-DESK-15, R-DESK-3
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_no_waits_for_nothing_and_a_yes_is_asked_for_again() {
    for (answer, kind) in [
        (ConsentAnswer::Refuse, Some(ConsentKind::Refuse)),
        (ConsentAnswer::Permit, None),
    ] {
        let scene = Scene::default().retold(crate::stage::forget_consents);
        let harness = scene.start().await;
        let child = harness.child(STORY);
        let asked = ConsentRequest {
            request_id: Uuid::new_v4().to_string(),
            child: wire(&child),
            ..ConsentRequest::default()
        };
        let mut nurse = Voice::of(&harness, NURSE);
        let id = nurse.ask(asked).await.unwrap().request_id;
        let mut she = Voice::of(&harness, MOTHER);
        let consent_id = Uuid::new_v4();
        let answering = she.answer(&child, &id, answer, consent_id);
        let told = crossed(&harness, ("statement", 1), answering).await;
        assert_eq!(told.is_ok(), kind.is_some());
        if let Ok(told) = told {
            assert_eq!(told.asked_count, 0, "only that it was taken down");
        }
        let listed = Voice::of(&harness, DESK).consents_of(&child).await.unwrap();
        let found = listed
            .iter()
            .find(|c| c.consent_id == consent_id.to_string());
        assert_eq!(found.map(Consent::kind), kind);
    }
}
