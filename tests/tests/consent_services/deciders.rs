//! Facts about who decides: told by their pinned source, assessments by the unit that made them, and what each does to an overview.

use domain::time::Timestamp;
use jiff::SignedDuration;
use proto::{
    convert::common::wire_timestamp,
    v1::consent::{
        Assessment, BoardDecision, EndAssessmentRequest, EndBoardDecisionRequest,
        EndGuardianAccessRequest, GuardianAccessKind, PutBoardDecisionRequest,
        PutGuardianAccessRequest, RegisterAssessmentRequest,
    },
};
use tests::{Harness, Scene};
use uuid::Uuid;

use crate::stage::{
    CONSENTED, DESK, FATHER, MOTHER, NURSE, STORY, Voice, forget_consents, guardians, now, permit,
    seen, why, wire,
};

// R-CONSENT-15, R-PEER-2
#[tokio::test]
async fn a_boards_decision_stands_in_for_one_guardian_while_it_holds() {
    let harness = Scene::default().retold(forget_consents).start().await;
    let child = harness.child(STORY);
    let [mother, father] = guardians(&harness, STORY).try_into().unwrap();
    let mut desk = Voice::of(&harness, DESK);
    desk.consent(permit(&child, &mother)).await.unwrap();
    let decision = Some(BoardDecision {
        decision_id: Uuid::new_v4().to_string(),
        child: wire(&child),
        guardian: wire(&father),
        ..BoardDecision::default()
    });
    let put = PutBoardDecisionRequest { decision };
    for who in [NURSE, MOTHER] {
        let mut voice = Voice::of(&harness, who);
        let request = voice.caller.request(put.clone());
        assert_eq!(
            why(voice.facts.put_board_decision(request).await),
            "NOT_A_FACT_SOURCE"
        );
    }
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    for _ in 0..2 {
        desk.facts.put_board_decision(put.clone()).await.unwrap();
        assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    }
    let decision_id = put.decision.unwrap().decision_id;
    let end = EndBoardDecisionRequest { decision_id };
    let ended = desk
        .facts
        .end_board_decision(end.clone())
        .await
        .unwrap()
        .into_inner();
    let again = desk
        .facts
        .end_board_decision(end)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(ended, again);
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let unknown = EndBoardDecisionRequest {
        decision_id: Uuid::new_v4().to_string(),
    };
    assert_eq!(
        why(desk.facts.end_board_decision(unknown).await),
        "UNKNOWN_ID"
    );
}

// R-DESK-11, R-CONSENT-14
#[tokio::test]
async fn a_unit_that_found_a_child_mature_lets_it_speak_and_its_guardians_no_longer_for_it() {
    let harness = Scene::of(&["medicines"]).start().await;
    let child = harness.child("medicines");
    let mut herself = Voice::of(&harness, "ung-medicines");
    assert_eq!(
        why(herself.consent(permit(&child, &child)).await),
        "REFUSED"
    );
    let assessment = |organisation: Option<&str>| RegisterAssessmentRequest {
        assessment: Some(Assessment {
            assessment_id: Uuid::new_v4().to_string(),
            child: wire(&child),
            organisation: organisation
                .map(|system| crate::stage::organisation(&harness, system).into()),
            mature: true,
            ..Assessment::default()
        }),
    };
    let mut nurse = Voice::of(&harness, NURSE);
    let theirs = nurse.caller.request(assessment(Some("bup-vasterlund")));
    assert_eq!(
        why(nurse.facts.register_assessment(theirs).await),
        "INVALID_REQUEST"
    );
    let own = assessment(None);
    for _ in 0..2 {
        let request = nurse.caller.request(own.clone());
        nurse.facts.register_assessment(request).await.unwrap();
    }
    herself.consent(permit(&child, &child)).await.unwrap();
    // Another unit does not end it; the one that made it does.
    let end = EndAssessmentRequest {
        assessment_id: own.assessment.unwrap().assessment_id,
    };
    for (who, taken) in [
        ("ung-medicines", false),
        ("bup-lakare", false),
        (NURSE, true),
    ] {
        let mut voice = Voice::of(&harness, who);
        let request = voice.caller.request(end.clone());
        assert_eq!(
            voice.facts.end_assessment(request).await.is_ok(),
            taken,
            "{who}"
        );
    }
    assert_eq!(
        why(herself.consent(permit(&child, &child)).await),
        "REFUSED"
    );
}

fn access(harness: &Harness, kind: GuardianAccessKind) -> PutGuardianAccessRequest {
    PutGuardianAccessRequest {
        access_id: Uuid::new_v4().to_string(),
        child: wire(&harness.child(STORY)),
        guardian: wire(&guardians(harness, STORY).remove(0)),
        kind: kind.into(),
        ..PutGuardianAccessRequest::default()
    }
}

// R-CITIZEN-3, R-DESK-3
#[tokio::test]
async fn a_guardian_whose_access_was_closed_reads_nothing_and_can_still_say_no() {
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    let mother = guardians(&harness, STORY).remove(0);
    let mut desk = Voice::of(&harness, DESK);
    let closed = access(&harness, GuardianAccessKind::Closed);
    desk.facts
        .put_guardian_access(closed.clone())
        .await
        .unwrap();
    let mut she = Voice::of(&harness, MOTHER);
    assert_eq!(why(she.consents_of(&child).await), "REFUSED");
    assert_eq!(why(she.consent(permit(&child, &mother)).await), "REFUSED");
    let no = tests::desk::consent(proto::v1::consent::ConsentKind::Refuse, &child, &mother);
    she.consent(no).await.unwrap();
    assert!(
        Voice::of(&harness, FATHER)
            .consents_of(&child)
            .await
            .is_ok(),
        "his is his own"
    );
    let end = EndGuardianAccessRequest {
        access_id: closed.access_id,
    };
    desk.facts.end_guardian_access(end).await.unwrap();
    assert!(she.consents_of(&child).await.is_ok());
}

// R-CITIZEN-4
#[tokio::test]
async fn extended_access_needs_an_end() {
    let harness = Harness::start().await;
    let mut desk = Voice::of(&harness, DESK);
    let extended = access(&harness, GuardianAccessKind::Extended);
    assert_eq!(
        why(desk.facts.put_guardian_access(extended.clone()).await),
        "INVALID_REQUEST"
    );
    let end: Timestamp = now(&harness) + SignedDuration::from_hours(24);
    let ends = PutGuardianAccessRequest {
        end_time: Some(wire_timestamp(end)),
        ..extended
    };
    desk.facts.put_guardian_access(ends).await.unwrap();
}
