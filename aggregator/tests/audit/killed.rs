//! A process that is killed while it writes: the chain holds afterwards, and no consent is lost that was acknowledged.
//! `SAMSYN_KILLS=200` kills as often as a night allows; a few times otherwise.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use aggregator::{
    audit::entry::ActorRef,
    store::{NewConsent, Store, Teller},
};
use domain::facts::ConsentKind;
use uuid::Uuid;

use super::place::{Place, child, intent};

const DATABASE: &str = "SAMSYN_KILLED_FOLDER";
const KILLS: &str = "SAMSYN_KILLS";
const USUAL_KILLS: u32 = 5;

#[expect(
    clippy::disallowed_methods,
    reason = "how often is said when the test is started"
)]
fn kills() -> u32 {
    env::var(KILLS).map_or(USUAL_KILLS, |kills| kills.parse().unwrap())
}

fn nurse() -> Teller {
    Teller::actor(&ActorRef::Id("SE2321000016-1A2B".into()))
}

fn consent(id: Uuid) -> NewConsent {
    NewConsent {
        id,
        child: child(id.as_bytes()[0]),
        grantor: child(2),
        kind: ConsentKind::Permit,
        recipient: None,
        recipient_sector: None,
        source_sectors: vec![],
        start: None,
        end: None,
    }
}

/// What is killed: registers consents beside a stream of looks, and says each that was acknowledged.
#[tokio::test]
#[ignore = "run by the test below, in a process of its own"]
async fn writes_until_killed() {
    let Some(folder) = env::var_os(DATABASE) else {
        return;
    };
    let place = Place::at(folder.as_ref());
    let (store, audit) = place.open();
    let looking = async {
        for n in 0_u64.. {
            let overview = Uuid::new_v4().to_string();
            let child = child(u8::try_from(n % 250).unwrap());
            audit.intent(&overview, child, intent(false)).await.unwrap();
        }
    };
    let registering = async {
        loop {
            let id = Uuid::new_v4();
            store.register_consent(consent(id), nurse()).await.unwrap();
            let mut out = std::io::stderr();
            writeln!(out, "{id}").unwrap();
        }
    };
    tokio::join!(looking, registering);
}

// R-STORE-6, R-AUDIT-4
#[tokio::test]
async fn a_killed_process_leaves_a_chain_that_holds_and_every_acknowledged_consent() {
    let kills = kills();
    let place = Place::new();
    let mut acknowledged = Vec::new();
    for round in 0..kills {
        let mut killed = Command::new(env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "killed::writes_until_killed",
                "--nocapture",
            ])
            .env(DATABASE, place.dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(killed.stderr.take().unwrap()).lines();
        // Another number of acknowledgements each round, so that the kill falls elsewhere.
        let wanted = 20 + usize::try_from(round * 7 % 50).unwrap();
        let ids = said.by_ref().map(Result::unwrap);
        let ids: Vec<_> = (ids
            .filter_map(|line| Uuid::parse_str(&line).ok())
            .take(wanted))
        .collect();
        assert_eq!(ids.len(), wanted, "it wrote until it was killed");
        killed.kill().unwrap();
        killed.wait().unwrap();
        // What was said between the last one read and the kill was acknowledged too.
        let late = said.map_while(Result::ok);
        let late = late.filter_map(|line| Uuid::parse_str(&line).ok());
        acknowledged.extend(ids.into_iter().chain(late));
        let (store, _audit) = place.open();
        for id in &acknowledged {
            assert!(store.consent(*id).await.unwrap().is_some(), "round {round}");
        }
        drop(store);
        let report = place.verified();
        assert!(report.holds(), "round {round}: {:?}", report.findings);
        assert!(report.entries > u64::try_from(acknowledged.len()).unwrap());
    }
}
