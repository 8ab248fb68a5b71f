//! Each fault alone, on every source of the world.

use mock_producers::Faults;

use crate::{
    expected::ALL,
    stage::{Case, Stage, on_its_own, play},
};

/// Sources that no told actor may ask: what they hold goes by other ways. A system that is added is asked, or stands here.
const NEVER_ASKED: [&str; 4] = [
    "arkiv-vasterlund",
    "dagtilbud-aadal",
    "elevhalsa-psyk-vasterby",
    "mvc-vasterlund",
];

// R-MOCK-3, R-MOCK-4, R-FAULT-3, R-STATUS-2
#[test]
fn every_fault_alone_on_every_source_costs_its_own_row_and_no_other() {
    let sources = on_its_own(async { Stage::set().await.sources() });
    let mut cases = Vec::new();
    for fault in ALL {
        let faults: Faults = fault.parse().unwrap();
        for (source, question) in &sources {
            let wrong = vec![(source.clone(), faults.clone())];
            cases.push(Case::of(*question, wrong));
        }
    }
    // Slow beyond anybody's patience is as hanging is: one source shows it.
    let (source, question) = sources.first_key_value().unwrap();
    let slow = vec![(source.clone(), "slow=1h".parse().unwrap())];
    cases.push(Case::of(*question, slow));
    play(cases);
}

// R-MOCK-4
#[tokio::test]
async fn what_is_wrong_with_sources_that_nobody_asks_is_nobodys_trouble() {
    let stage = Stage::set().await;
    let unasked: Vec<_> = stage.unasked().into_iter().collect();
    assert_eq!(unasked, NEVER_ASKED);
    for fault in ALL {
        let faults: Faults = fault.parse().unwrap();
        let wrong: Vec<_> = unasked
            .iter()
            .map(|id| (id.clone(), faults.clone()))
            .collect();
        for question in [1, 3] {
            stage.play(&Case::of(question, wrong.clone())).await;
        }
    }
}
