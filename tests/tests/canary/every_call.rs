//! Every call of every service of the contract, by everybody who could make it: filled in as it should be, and with identity numbers where
//! codes belong.

use std::collections::BTreeSet;

use prost::Message as _;
use prost_reflect::{DescriptorPool, MethodDescriptor};
use proto::v1::overview::{Ground, OverviewQuery};
use tests::{
    Harness,
    caller::{Caller, identity},
};

use crate::fill::Filling;

const STORY: &str = "old-bvc";
const PHYSICIAN: &str = "bup-lakare";
/// The pinned source, who has to do with the child in each way, who reads the log, who has nothing to do with it, a source.
const CALLERS: [&str; 8] = [
    "desk",
    "skolskoterska-vasterby",
    "vardnadshavare-old-bvc",
    "vardnadshavare-old-bvc-2",
    "auditor",
    "skolskoterska-norrby",
    "producer/bvc-vasterby",
    "aggregator",
];
/// Calls that may be refused to everybody here: not offered, about a lease of the caller's own making, or about information that is on
/// request, which none of these sources has.
pub(crate) const NOT_ANSWERED: [&str; 7] = [
    "CreateInformationRequest",
    "RegisterInformationAnswer",
    "BatchGetOverviews",
    "WatchChanges",
    "Register",
    "Renew",
    "Leave",
];

/// What was answered.
#[derive(Default)]
pub(crate) struct Answers {
    /// Everything that somebody was told.
    pub(crate) shown: Vec<u8>,
    /// The calls that somebody was answered.
    pub(crate) answered: BTreeSet<String>,
    /// All that were made.
    pub(crate) made: BTreeSet<String>,
}

/// Makes every call as everybody.
pub(crate) async fn made(harness: &Harness, words: &str, wrong: Option<&str>) -> Answers {
    let child = harness.child(STORY);
    let guardian = harness
        .sandbox
        .world
        .child(STORY)
        .unwrap()
        .guardians
        .first()
        .cloned();
    let guardian = guardian.unwrap().id;
    let nurse = harness
        .sandbox
        .world
        .actor("skolskoterska-vasterby")
        .unwrap();
    let emergency = an_overview(harness, PHYSICIAN, Ground::Emergency).await;
    let mut answers = Answers::default();
    let callers: Vec<_> = CALLERS.map(|name| caller(harness, name)).into();
    for method in methods() {
        let path: &'static str =
            format!("/{}/{}", method.parent_service().full_name(), method.name()).leak();
        answers.made.insert(method.name().to_owned());
        let own = an_overview(harness, "skolskoterska-vasterby", Ground::Unspecified).await;
        let filling = Filling {
            emergency_id: &emergency,
            child: &child,
            guardian: &guardian,
            organisation: (nurse.organisation.system(), nurse.organisation.value()),
            overview_id: &own,
            now: harness.sandbox.aggregator.aggregator.clock.now(),
            words,
            wrong,
        };
        let message = filling.message(&method.input()).encode_to_vec();
        for caller in &callers {
            let message = message.clone().into();
            if let Ok(told) = caller.bytes(path, message).await {
                answers.shown.extend(told.concat());
                answers.answered.insert(method.name().to_owned());
            }
        }
    }
    answers
}

/// The id of an overview of somebody's own.
async fn an_overview(harness: &Harness, actor: &str, ground: Ground) -> String {
    let query = OverviewQuery {
        ground: ground.into(),
        reason: "she is unconscious".to_owned(),
        ..harness.query(STORY)
    };
    let shown = Caller::actor(harness, actor).collected(query).await;
    shown.map_or_else(
        |_| String::new(),
        |shown| shown.started.unwrap().overview_id,
    )
}

/// Every call that an aggregator serves.
fn methods() -> Vec<MethodDescriptor> {
    let pool = DescriptorPool::decode(proto::DESCRIPTORS).unwrap();
    let served = pool
        .services()
        .filter(|service| service.name() != "ProducerService");
    served
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .collect()
}

fn caller(harness: &Harness, name: &str) -> Caller {
    match name {
        "desk" | "aggregator" | "producer/bvc-vasterby" => {
            Caller::by(harness, &harness.party(name))
        }
        "auditor" => {
            // At the physician's organisation, and somebody else.
            let mut claims = harness.claims(PHYSICIAN);
            *claims.get_mut("role").unwrap() = name.into();
            *claims.get_mut("sub").unwrap() = "auditor".into();
            Caller::by(harness, &identity(harness.journal())).with(&harness.sign(&claims))
        }
        actor => Caller::actor(harness, actor),
    }
}
