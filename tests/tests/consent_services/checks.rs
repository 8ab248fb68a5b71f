//! What a recipient would see now, told without showing anything, and the same as the overview then tells.

use proto::v1::{
    consent::CheckConsentRequest,
    overview::{Outcome, SectorDecision, overview_event::Event},
};
use tests::{Harness, Scene, caller::Caller};
use tonic::Status;

use crate::stage::{
    CONSENTED, DESK, MOTHER, NURSE, STORY, Voice, forget_consents, guardians, organisation, permit,
    why, wire,
};

async fn check(
    harness: &Harness,
    who: &str,
    change: impl FnOnce(&mut CheckConsentRequest),
) -> Result<Vec<SectorDecision>, Status> {
    let mut asked = CheckConsentRequest {
        child: wire(&harness.child(STORY)),
        ..CheckConsentRequest::default()
    };
    change(&mut asked);
    let mut voice = Voice::of(harness, who);
    let request = voice.caller.request(asked);
    Ok(voice
        .consents
        .check_consent(request)
        .await?
        .into_inner()
        .sectors)
}

/// What the first message of an overview says of every sector.
async fn started(harness: &Harness) -> Vec<SectorDecision> {
    let caller = Caller::actor(harness, NURSE);
    let events = caller.events(harness.query(STORY)).await.unwrap();
    match events.into_iter().next().unwrap().event {
        Some(Event::Started(started)) => started.sectors,
        _ => Vec::new(),
    }
}

fn health(sectors: &[SectorDecision]) -> &SectorDecision {
    sectors
        .iter()
        .find(|row| row.sector == "child-health")
        .unwrap()
}

// R-DESK-6
#[tokio::test]
async fn a_check_says_who_is_missing_in_the_overviews_own_words() {
    let harness = Scene::default().retold(forget_consents).start().await;
    let child = harness.child(STORY);
    let mut desk = Voice::of(&harness, DESK);
    for (guardian, missing) in guardians(&harness, STORY).into_iter().zip([2, 1]) {
        let told = check(&harness, NURSE, |_| {}).await.unwrap();
        assert_eq!(told, started(&harness).await);
        assert_eq!(health(&told).outcome(), Outcome::Withheld);
        let lacks = health(&told)
            .reasons
            .iter()
            .filter_map(|reason| reason.next_step.as_ref());
        let lacks: Vec<_> = lacks.flat_map(|step| &step.missing_grantors).collect();
        assert!(!lacks.is_empty() && lacks.len() <= missing);
        desk.consent(permit(&child, &guardian)).await.unwrap();
    }
    let told = check(&harness, NURSE, |_| {}).await.unwrap();
    assert_eq!(told, started(&harness).await);
    assert_ne!(health(&told).outcome(), Outcome::Withheld);
}

// R-DESK-6
#[tokio::test]
async fn a_professional_checks_for_themselves_and_the_source_for_anybody() {
    let harness = Harness::start().await;
    let own = check(&harness, NURSE, |_| {}).await.unwrap();
    let school_health = organisation(&harness, "emi-vasterby");
    let unit = harness.sandbox.world.actor(NURSE).unwrap().unit.clone();
    let named = |asked: &mut CheckConsentRequest| {
        asked.recipient = Some(school_health.clone().into());
        asked.recipient_unit = unit.clone().unwrap_or_default();
        asked.recipient_sector = "school-health".into();
    };
    assert_eq!(check(&harness, DESK, named).await.unwrap(), own);
    assert_eq!(check(&harness, NURSE, named).await.unwrap(), own);
    let elsewhere = |asked: &mut CheckConsentRequest| {
        asked.recipient = Some(organisation(&harness, CONSENTED).into());
    };
    assert_eq!(
        why(check(&harness, NURSE, elsewhere).await),
        "INVALID_REQUEST"
    );
    assert_eq!(why(check(&harness, DESK, |_| {}).await), "INVALID_REQUEST");
    // Whoever would be told nothing is told nothing here either, and guardians do not try out what others see.
    let stranger = |asked: &mut CheckConsentRequest| {
        named(asked);
        asked.recipient = Some(organisation(&harness, "emi-norrby").into());
    };
    assert_eq!(why(check(&harness, DESK, stranger).await), "REFUSED");
    assert_eq!(why(check(&harness, MOTHER, |_| {}).await), "REFUSED");
}
