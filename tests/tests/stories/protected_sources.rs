//! `protected`, with every system of the world beside his own: the family unit that hid them and the hospital of one night leak like the others,
//! and nothing of it leaves, to the nurse, to the social worker who knows, or to his mother.

use std::{collections::BTreeSet, time::Duration};

use consumer::{Error, OverviewQuery, wording::Language};
use mock_producers::world::forbidden_words;
use prost::Message as _;
use tests::{Harness, Scene, Timed};

const STORY: &str = "protected";
const NURSE: &str = "skolskoterska-norrby";
const SOCIAL_WORKER: &str = "socialsekreterare-norrby";
const MOTHER: &str = "vardnadshavare-protected";
const DEADLINE: Duration = Duration::from_secs(20);

async fn events(harness: &Harness, actor: &str) -> Vec<Timed> {
    let query = OverviewQuery {
        language: Language::Sv,
        ..OverviewQuery::about(harness.child(STORY))
    };
    harness.events_of(actor, query, DEADLINE).await.unwrap()
}

fn found(timed: &Timed) -> Vec<&'static str> {
    let text = String::from_utf8_lossy(&timed.event.encode_to_vec()).to_lowercase();
    let words = forbidden_words(STORY).iter().copied();
    words
        .filter(|word| text.contains(&word.to_lowercase()))
        .collect()
}

// R-PROTECT-3
#[tokio::test]
async fn with_every_system_of_the_world_no_byte_tells_where_he_is() {
    let harness = Scene::whole().start().await;
    for actor in [NURSE, SOCIAL_WORKER] {
        let events = events(&harness, actor).await;
        assert!(events.len() > 2, "{actor}");
        for timed in &events {
            assert_eq!(found(timed), [""; 0], "{actor}");
        }
    }
}

// R-PROTECT-2
#[tokio::test]
async fn the_night_at_the_hospital_is_a_code_and_a_weight() {
    let harness = Scene::of(&[STORY]).start().await;
    let overview = harness.overview(NURSE, STORY).await.unwrap();
    let hospital: BTreeSet<_> = (overview.records.iter())
        .filter(|record| record.sector == "hospital")
        .map(|record| record.information_type.as_str())
        .collect();
    let numbers_and_codes = BTreeSet::from(["condition", "medication", "observation/growth"]);
    assert_eq!(hospital, numbers_and_codes);
    let claims = overview.records.iter().flat_map(|record| &record.claims);
    let values: BTreeSet<_> = claims.map(|claim| claim.value.as_str()).collect();
    assert!(values.contains("21.6") && values.contains("confirmed"));
    assert!(
        overview
            .records
            .iter()
            .all(|record| record.content.is_none()),
        "letters and visits name the street"
    );
}

// R-PROTECT-2
#[tokio::test]
async fn even_the_own_file_of_social_services_is_on_request() {
    let harness = Scene::of(&[STORY]).start().await;
    let overview = harness.overview(SOCIAL_WORKER, STORY).await.unwrap();
    assert!(overview.protected);
    assert!(
        overview
            .records
            .iter()
            .all(|r| r.sector == "population-register")
    );
    let own: BTreeSet<_> = (overview.on_request.iter())
        .filter(|reason| reason.sector == "social-child" && reason.code == "PROTECTED_IDENTITY")
        .flat_map(|reason| reason.types.iter().map(String::as_str))
        .collect();
    for kind in ["concern-report", "document/care-note", "intervention"] {
        assert!(own.contains(kind), "{kind}");
    }
}

// R-PROTECT-2, R-VISIBILITY-1
#[tokio::test]
async fn his_mothers_login_is_refused_as_a_strangers_is() {
    let harness = Scene::of(&[STORY]).start().await;
    for actor in [MOTHER, "vardnadshavare-worry", "bup-lakare"] {
        let answer = harness.overview(actor, STORY).await;
        assert!(matches!(answer, Err(Error::Refused { .. })), "{actor}");
    }
}
