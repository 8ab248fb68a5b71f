//! An auditor reads what concerns the own organisation: looks by its people and into its sources, what is shared with it, and consents to
//! it or registered by it. Of everybody else nothing.

use proto::v1::{
    access::{Access, ListSharingResponse},
    consent::{
        Consent, ConsentKind, ListConsentsForReviewRequest, ListConsentsRequest,
        RegisterConsentRequest, consent_service_client::ConsentServiceClient,
    },
};
use tests::{
    Harness, Scene,
    caller::Caller,
    desk::{Desk, consent},
};

use crate::stage::{auditor_at, listed, sharing};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";
const ELSEWHERE: &str = "skolskoterska-norrby";
const CHILD_HEALTH: &str = "bvc-skoterska-vasterby";

async fn stage() -> Harness {
    Scene::of(&[STORY, "protected"]).start().await
}

/// What an auditor reads of the looks of others.
async fn read(harness: &Harness, auditor: &Caller) -> Vec<Access> {
    let looks = listed(harness, auditor, STORY, 0).await.unwrap();
    looks.into_iter().filter(|a| a.role != "auditor").collect()
}

// R-ACCESS-4
#[tokio::test]
async fn an_auditor_reads_looks_by_the_own_people_and_what_they_took_from_the_own_sources() {
    let harness = stage().await;
    let nurse = Caller::actor(&harness, NURSE);
    nurse.events(harness.query(STORY)).await.unwrap();
    let own = read(&harness, &auditor_at(&harness, NURSE)).await;
    assert!(own.iter().any(|look| look.act == "ask"));
    assert!(own.iter().any(|look| look.source_sector == "child-health"));
    // The region of the child health centre: nothing of the question, only what its own sources showed.
    let region = read(&harness, &auditor_at(&harness, CHILD_HEALTH)).await;
    assert!(!region.is_empty() && region.len() < own.len());
    for look in &region {
        assert_eq!((&*look.act, &*look.role), ("shown", "school-nurse"));
        assert_ne!(look.source_sector, "school-health");
    }
    // So it is for a school that he never went to, whose journal was asked and had nothing.
    for look in &read(&harness, &auditor_at(&harness, ELSEWHERE)).await {
        assert_eq!(
            (&*look.act, &*look.source_sector),
            ("shown", "school-health")
        );
    }
}

// R-SHARING-2
#[tokio::test]
async fn an_auditor_reads_what_is_shared_with_the_own_organisation_and_with_no_other() {
    let harness = stage().await;
    let rows = |answer: ListSharingResponse| answer.sharings;
    let own = rows(
        sharing(&harness, &auditor_at(&harness, NURSE), STORY)
            .await
            .unwrap(),
    );
    let school = harness.claims(NURSE)["organisation"].clone();
    assert!(!own.is_empty());
    for row in &own {
        let recipient = row.recipient.as_ref().unwrap();
        assert!(school.to_string().contains(&recipient.value), "{row:?}");
    }
    let elsewhere = auditor_at(&harness, ELSEWHERE);
    let none = sharing(&harness, &elsewhere, STORY).await.unwrap();
    assert!(none.sharings.is_empty() && none.blocks.is_empty());
}

/// The nurse says that the mother refuses everybody.
async fn refused_to_everybody(harness: &Harness) -> Consent {
    let mother = harness.sandbox.world.child(STORY).unwrap().guardians[0]
        .id
        .clone();
    let nurse = Caller::actor(harness, NURSE);
    let request = nurse.request(RegisterConsentRequest {
        consent: Some(consent(ConsentKind::Refuse, &harness.child(STORY), &mother)),
    });
    let mut client = ConsentServiceClient::new(nurse.channel());
    let told = client.register_consent(request).await.unwrap();
    told.into_inner().consent.unwrap()
}

/// What an auditor reads of a child's consents, and what of those to review, by their ids.
async fn consents(harness: &Harness, auditor: &Caller) -> [Vec<String>; 2] {
    let mut client = ConsentServiceClient::new(auditor.channel());
    let list = auditor.request(ListConsentsRequest {
        child: Some(harness.child(STORY).into()),
    });
    let listed = client.list_consents(list).await.unwrap().into_inner();
    let review = auditor.request(ListConsentsForReviewRequest::default());
    let review = client.list_consents_for_review(review).await.unwrap();
    [listed.consents, review.into_inner().consents]
        .map(|consents| consents.into_iter().map(|c| c.consent_id).collect())
}

// R-REVIEW-1, R-REVIEW-4
#[tokio::test]
async fn consents_are_listed_to_the_auditors_of_the_recipient_and_of_whoever_registered_them() {
    let harness = stage().await;
    let registered = refused_to_everybody(&harness).await.consent_id;
    // The mother's to the region of the child health centre, told by the pinned source.
    let child = harness.child(STORY);
    let mother = harness.sandbox.world.child(STORY).unwrap().guardians[0]
        .id
        .clone();
    let mut admissions = harness.sandbox.aggregator.aggregator.peers.admissions();
    let region = admissions.find(|admission| admission.id == "bvc-vasterby");
    let mut hers = consent(ConsentKind::Permit, &child, &mother);
    hers.recipient = Some(region.unwrap().organisation.clone().into());
    let hers = Desk::of(&harness).register(hers).await.unwrap();

    let [listed, review] = consents(&harness, &auditor_at(&harness, NURSE)).await;
    assert!(listed.contains(&registered) && !listed.contains(&hers));
    assert_eq!(review, [registered]);
    let [listed, review] = consents(&harness, &auditor_at(&harness, CHILD_HEALTH)).await;
    assert_eq!((listed, review), (vec![hers], vec![]));
    let nothing = consents(&harness, &auditor_at(&harness, ELSEWHERE)).await;
    assert_eq!(nothing, [vec![], vec![]] as [Vec<String>; 2]);
}
