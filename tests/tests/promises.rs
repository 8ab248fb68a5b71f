//! Promises of the services that no story tells: purposes, who may widen a consent, and how many overviews there may be at once.

use proto::{
    status::reason_of,
    v1::{
        consent::{
            Consent, ConsentKind, RegisterConsentRequest,
            consent_service_client::ConsentServiceClient,
        },
        overview::overview_event::Event,
    },
};
use tests::{Harness, caller::Caller};
use tonic::Code;

const NURSE: &str = "skolskoterska-vasterby";
const STORY: &str = "old-bvc";

// R-PURPOSE-1
#[tokio::test]
async fn research_and_quality_are_refused_in_the_very_words_of_any_refusal() {
    let harness = Harness::start().await;
    let asked = async |purpose: &str| {
        let mut claims = harness.claims(NURSE);
        claims["purpose"] = purpose.into();
        let mut caller = Caller::actor(&harness, NURSE);
        caller.headers.clear();
        caller
            .with(&harness.sign(&claims))
            .events(harness.query(STORY))
            .await
    };
    assert!(asked("care").await.is_ok());
    let unrelated = Caller::actor(&harness, NURSE)
        .events(harness.query("new-school"))
        .await
        .unwrap_err();
    for purpose in ["research", "quality", "anything"] {
        let refused = asked(purpose).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        assert_eq!(refused.message(), unrelated.message());
        assert_eq!(refused.details(), unrelated.details());
    }
}

// R-CONSENT-9
#[tokio::test]
async fn who_looks_can_only_narrow_consents() {
    let harness = Harness::start().await;
    let caller = Caller::actor(&harness, NURSE);
    let mut client = ConsentServiceClient::new(caller.channel());
    let guardian = harness.sandbox.world.child(STORY).unwrap().guardians[0]
        .id
        .clone();
    let consent = |kind: ConsentKind| {
        caller.request(RegisterConsentRequest {
            consent: Some(Consent {
                consent_id: uuid::Uuid::new_v4().to_string(),
                child: Some(harness.child(STORY).into()),
                grantor: Some(guardian.clone().into()),
                kind: kind.into(),
                ..Consent::default()
            }),
        })
    };
    let refused = client
        .register_consent(consent(ConsentKind::Permit))
        .await
        .unwrap_err();
    assert_eq!(reason_of(&refused).as_deref(), Some("CONSENT_UNVERIFIED"));

    let refusal = client
        .register_consent(consent(ConsentKind::Refuse))
        .await
        .unwrap();
    let refusal = refusal.into_inner().consent.unwrap().consent_id;
    let shown = harness.overview(NURSE, STORY).await.unwrap();
    assert!(shown.withheld.iter().any(|w| w.code == "CONSENT_REFUSED"));

    let end = proto::v1::consent::EndConsentRequest {
        consent_id: refusal,
    };
    let refused = client.end_consent(caller.request(end)).await.unwrap_err();
    assert_eq!(reason_of(&refused).as_deref(), Some("CONSENT_UNVERIFIED"));
}

// R-LIMIT-4
#[tokio::test]
async fn one_overview_too_many_is_refused_and_places_come_back() {
    let harness = Harness::start().await;
    let places = harness.sandbox.aggregator.aggregator.places.clone();
    let all = u32::try_from(places.available_permits()).unwrap();
    let taken = places.acquire_many(all - 1).await.unwrap();
    let caller = Caller::actor(&harness, NURSE);
    for _ in 0..2 {
        let events = caller.events(harness.query(STORY)).await.unwrap();
        assert!(matches!(
            events.last().unwrap().event,
            Some(Event::Completed(_))
        ));
    }
    let last = places.acquire().await.unwrap();
    let refused = caller.events(harness.query(STORY)).await.unwrap_err();
    assert_eq!(reason_of(&refused).as_deref(), Some("OVERLOADED"));
    drop((taken, last));
}
