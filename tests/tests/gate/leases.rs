//! What is collected before it is told outlives the leases of the epochs it stands on: on a store that several instances share they are
//! renewed, of every number of the child, and an answer does not fail for being slow.

use std::{
    sync::{Mutex, mpsc},
    time::Duration,
};

use domain::{id::PersonId, time::Country};
use proto::v1::{
    access::{ListAccessesRequest, access_service_client::AccessServiceClient},
    consent::ConsentKind,
};
use tests::{
    Harness, Scene,
    caller::Caller,
    desk::{Desk, consent},
    postgres::Database,
};
use tonic::Status;

use crate::stage::{NURSE, STORY};

const MOTHER: &str = "vardnadshavare-old-bvc";
/// A bound against hanging; nothing waits for it.
const LONG: Duration = Duration::from_secs(30);

fn number(text: &str) -> PersonId {
    PersonId::guess(text).unwrap()
}

/// Holds the first call after the facts were read until the test has done its part.
fn held(harness: &Harness) -> (mpsc::Receiver<()>, mpsc::Sender<()>) {
    let (reached, is_reached) = mpsc::channel();
    let (go_on, goes_on) = mpsc::channel::<()>();
    let once = Mutex::new(Some((reached, goes_on)));
    let watch = &harness.sandbox.aggregator.aggregator.store_watch;
    watch.watch(move |call| {
        let first = match call.what {
            "facts" => None,
            _ => once.lock().unwrap().take(),
        };
        if let Some((reached, goes_on)) = first {
            reached.send(()).unwrap();
            goes_on.recv_timeout(LONG).unwrap();
        }
    });
    (is_reached, go_on)
}

async fn listed(harness: &Harness) -> Result<(), Status> {
    let mother = Caller::actor(harness, MOTHER);
    let request = mother.request(ListAccessesRequest {
        child: Some(harness.child(STORY).into()),
        ..ListAccessesRequest::default()
    });
    let mut client = AccessServiceClient::new(mother.channel());
    client.list_accesses(request).await.map(|_| ())
}

async fn collected(harness: &Harness) -> Result<(), Status> {
    let nurse = Caller::actor(harness, NURSE);
    nurse.collected(harness.query(STORY)).await.map(|_| ())
}

// R-GATE-6, R-GATE-9, R-LINK-5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_list_and_a_collected_answer_of_a_child_with_an_older_number_outlive_their_leases() {
    for is_list in [true, false] {
        let Some(database) = Database::new().await else {
            return;
        };
        let harness = Scene::default().on_postgres(&database).start().await;
        let now = harness.sandbox.aggregator.aggregator.clock.now();
        let mut register = harness.sandbox.register(Country::Se);
        let (child, older) = (harness.child(STORY), [number("19121212-1212")]);
        let linked = register.identity_link(&child, &older, now).await;
        linked.unwrap();
        let mut desk = Desk::of(&harness);
        let (is_reached, go_on) = held(&harness);
        let asking = async {
            match is_list {
                true => listed(&harness).await,
                false => collected(&harness).await,
            }
        };
        let waiting = async {
            let reached = tokio::task::spawn_blocking(move || is_reached.recv_timeout(LONG));
            reached.await.unwrap().unwrap();
            // A change is acknowledged when every lease from before it has run out; this one is about somebody else.
            let (other, guardian) = (number("070392-1234"), number("19121212-1212"));
            let no = consent(ConsentKind::Refuse, &other, &guardian);
            desk.register(no).await.unwrap();
            go_on.send(()).unwrap();
        };
        let (answer, ()) = tokio::join!(asking, waiting);
        answer.unwrap();
    }
}
