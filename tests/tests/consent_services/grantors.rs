//! Whom a request for consent asks: those whose word the decision would look for, by who asks and of which sources.

use domain::id::PersonId;
use proto::v1::consent::{Assessment, ConsentAnswer, ConsentRequest, RegisterAssessmentRequest};
use tests::{Harness, Scene};
use uuid::Uuid;

use crate::stage::{DESK, NURSE, Voice, organisation, why, wire};

const CLINIC: &str = "bup-lakare";
const HERSELF: &str = "ung-medicines";
const GUARDIANS: [&str; 2] = ["vardnadshavare-medicines", "vardnadshavare-medicines-2"];

fn request(child: &PersonId, sources: &[&str]) -> ConsentRequest {
    ConsentRequest {
        request_id: Uuid::new_v4().to_string(),
        child: wire(child),
        source_sectors: sources.iter().map(|sector| (*sector).to_owned()).collect(),
        reason: "det hon berättade hemifrån".into(),
        ..ConsentRequest::default()
    }
}

/// The clinic found the girl mature.
async fn found_mature(harness: &Harness) {
    let mut clinic = Voice::of(harness, CLINIC);
    let assessment = Some(Assessment {
        assessment_id: Uuid::new_v4().to_string(),
        child: wire(&harness.child("medicines")),
        mature: true,
        ..Assessment::default()
    });
    let request = clinic
        .caller
        .request(RegisterAssessmentRequest { assessment });
    clinic.facts.register_assessment(request).await.unwrap();
}

/// Who of the family reads a request, and what for.
async fn readers(harness: &Harness) -> Vec<&'static str> {
    let child = harness.child("medicines");
    let mut readers = Vec::new();
    for who in [HERSELF, GUARDIANS[0], GUARDIANS[1]] {
        let read = Voice::of(harness, who).requests_of(&child).await;
        if read.is_ok_and(|requests| !requests.is_empty()) {
            readers.push(who);
        }
    }
    readers
}

// R-ASK-1, R-CONSENT-14
#[tokio::test]
async fn a_child_whom_the_asking_clinic_found_mature_is_asked_alone_and_nobody_else_reads_why() {
    let harness = Scene::of(&["medicines"]).start().await;
    let child = harness.child("medicines");
    let mut clinic = Voice::of(&harness, CLINIC);
    let before = clinic.ask(request(&child, &["school-health"])).await;
    assert_eq!(before.unwrap().asked_count, 2, "her guardians");
    assert_eq!(readers(&harness).await, GUARDIANS);

    let harness = Scene::of(&["medicines"]).start().await;
    found_mature(&harness).await;
    let mut clinic = Voice::of(&harness, CLINIC);
    let asked = clinic
        .ask(request(&child, &["school-health"]))
        .await
        .unwrap();
    assert_eq!(asked.asked_count, 1);
    assert_eq!(readers(&harness).await, [HERSELF]);
    let mut herself = Voice::of(&harness, HERSELF);
    let yes = ConsentAnswer::Permit;
    let consent = Uuid::new_v4();
    let answered = herself
        .answer(&child, &asked.request_id, yes, consent)
        .await;
    assert_eq!(answered.unwrap().answered_count, 1);
    // Another place did not find her so.
    let mut school = Voice::of(&harness, NURSE);
    let asked = school.ask(request(&child, &["child-psychiatry"])).await;
    assert_eq!(asked.unwrap().asked_count, 2);
}

// R-ASK-1, R-CONSENT-10
#[tokio::test]
async fn where_the_parent_it_lives_with_is_enough_the_other_is_not_asked() {
    let harness = Scene::of(&["second-parent"]).start().await;
    let child = harness.child("second-parent");
    let asked = |sources: &[&str]| ConsentRequest {
        recipient: Some(organisation(&harness, "ppr-aadal").into()),
        recipient_sector: "ppr".to_owned(),
        ..request(&child, sources)
    };
    let mut desk = Voice::of(&harness, DESK);
    for (sources, readers) in [
        (&["ppr"][..], &["foraelder-second-parent"][..]),
        (
            &["hospital"],
            &["foraelder-second-parent", "foraelder-second-parent-2"],
        ),
    ] {
        let told = desk.ask(asked(sources)).await.unwrap();
        for who in ["foraelder-second-parent", "foraelder-second-parent-2"] {
            let read = Voice::of(&harness, who).requests_of(&child).await.unwrap();
            let reads = read.iter().any(|read| read.request_id == told.request_id);
            assert_eq!(reads, readers.contains(&who), "{sources:?}: {who}");
        }
    }
}

// R-ASK-1
#[tokio::test]
async fn nobody_asks_in_another_units_light() {
    let harness = Scene::of(&["medicines"]).start().await;
    let child = harness.child("medicines");
    found_mature(&harness).await;
    let mut clinic = Voice::of(&harness, CLINIC);
    let elsewhere = ConsentRequest {
        recipient_unit: "SE2321070114-U999".to_owned(),
        ..request(&child, &["school-health"])
    };
    assert_eq!(why(clinic.ask(elsewhere).await), "INVALID_REQUEST");
    assert!(readers(&harness).await.is_empty());
}
