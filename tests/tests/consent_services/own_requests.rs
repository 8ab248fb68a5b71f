//! What a guardian gets only on request stands on their overview, the same whatever is held of the child.

use mock_producers::World;
use proto::v1::overview::{Outcome, SectorDecision, overview_event::Event};
use tests::{Harness, Scene, caller::Caller};

use crate::stage::{MOTHER, NURSE, STORY};

const SECTORS: [&str; 4] = ["disability", "school", "school-psychology", "social-child"];

async fn rows(harness: &Harness, who: &str, story: &str) -> Vec<SectorDecision> {
    let caller = Caller::actor(harness, who);
    let events = caller.events(harness.query(story)).await.unwrap();
    let Some(Event::Started(started)) = events.into_iter().next().unwrap().event else {
        return Vec::new();
    };
    let asked = |row: &SectorDecision| SECTORS.contains(&&*row.sector);
    started.sectors.into_iter().filter(asked).collect()
}

// R-CITIZEN-5
#[tokio::test]
async fn a_guardian_is_told_how_to_ask_in_the_same_words_whoever_holds_what() {
    // No such source is registered; all are and hold nothing of the child; all are and the board holds a file of it.
    let mut told = Vec::new();
    for (systems, empty) in [
        (vec!["bvc-vasterby", "folkbokforingen"], false),
        (
            vec![
                "bvc-vasterby",
                "folkbokforingen",
                "soc-vasterby",
                "skola-vasterby",
            ],
            true,
        ),
        (
            vec![
                "bvc-vasterby",
                "folkbokforingen",
                "soc-vasterby",
                "skola-vasterby",
            ],
            false,
        ),
    ] {
        let held =
            move |world: &mut World| {
                for system in world.systems.iter_mut().filter(|system| {
                    empty && ["soc-vasterby", "skola-vasterby"].contains(&system.id)
                }) {
                    system.records = Vec::new().into();
                }
            };
        let scene = Scene::of(&["worry"]).systems(&systems).retold(held);
        let harness = scene.start().await;
        told.push(rows(&harness, "vardnadshavare-worry", "worry").await);
    }
    let first = told.first().unwrap();
    assert_eq!(first.len(), SECTORS.len());
    assert!(
        told.iter().all(|rows| rows == first),
        "the same rows, word for word"
    );
    for row in first {
        assert_eq!(row.outcome(), Outcome::OnRequest);
        let step = row.reasons.first().unwrap().next_step.as_ref().unwrap();
        assert!(step.mailbox.is_empty() && !step.text.is_empty());
    }
}

// R-CITIZEN-5
#[tokio::test]
async fn at_work_nothing_of_it_is_told_and_closed_access_tells_nothing() {
    let harness = Harness::start().await;
    for row in rows(&harness, NURSE, STORY).await {
        let rules = row.reasons.iter().map(|reason| &*reason.rule);
        assert!(rules.into_iter().all(|rule| !rule.starts_with("SE-OWN")));
    }
    let caller = Caller::actor(&harness, "vardnadshavare-protected");
    assert!(caller.events(harness.query("protected")).await.is_err());
    assert_eq!(rows(&harness, MOTHER, STORY).await.len(), 4);
}
