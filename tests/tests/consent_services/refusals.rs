//! Whoever may not say something learns nothing by trying: the same bytes, one entry in the log, nothing changed, whatever the cause.

use proto::v1::consent::{Assessment, CheckConsentRequest, LiftReason, RegisterAssessmentRequest};
use tests::Harness;
use tonic::Status;
use uuid::Uuid;

use crate::stage::{
    CONSENTED, DESK, ELSEWHERE, MOTHER, NURSE, STORY, Voice, block_of, guardians, lift_of, nobody,
    permit, why, wire,
};

/// Every refusal that somebody without part in a child's life gets, by the call.
async fn refusals(harness: &Harness, who: &str, child: &domain::id::PersonId) -> Vec<Status> {
    refusals_of(harness, &mut Voice::of(harness, who), child).await
}

async fn refusals_of(
    harness: &Harness,
    voice: &mut Voice,
    child: &domain::id::PersonId,
) -> Vec<Status> {
    let id = Uuid::new_v4().to_string();
    let block = proto::v1::consent::Block {
        child: wire(child),
        ..block_of(harness, STORY, CONSENTED)
    };
    let lift = lift_of(&block, LiftReason::Consent);
    let asked = proto::v1::consent::ConsentRequest {
        request_id: id.clone(),
        child: wire(child),
        ..Default::default()
    };
    let check = CheckConsentRequest {
        child: wire(child),
        ..Default::default()
    };
    let check = voice.caller.request(check);
    let assessment = Some(Assessment {
        assessment_id: id.clone(),
        child: wire(child),
        mature: true,
        ..Assessment::default()
    });
    let assessment = voice
        .caller
        .request(RegisterAssessmentRequest { assessment });
    vec![
        voice.consent(permit(child, child)).await.unwrap_err(),
        voice.end(&id).await.unwrap_err(),
        voice.delete(&id, "typed wrongly").await.unwrap_err(),
        voice.consents_of(child).await.unwrap_err(),
        voice.ask(asked).await.unwrap_err(),
        voice.requests_of(child).await.unwrap_err(),
        voice.block(block.clone()).await.unwrap_err(),
        voice.end_block(&id, child).await.unwrap_err(),
        voice.blocks_of(child).await.unwrap_err(),
        voice.lift(lift).await.unwrap_err(),
        voice.end_lift(&id).await.unwrap_err(),
        voice.consents.check_consent(check).await.unwrap_err(),
        voice
            .facts
            .register_assessment(assessment)
            .await
            .unwrap_err(),
    ]
}

// R-DESK-5
#[tokio::test]
async fn unknown_forbidden_and_protected_are_refused_in_the_same_bytes() {
    let harness = Harness::start().await;
    let mut all = Vec::new();
    // Each has no part in the child's life: the nurse of Norrby works with the protected child, the one of Västerby with the other.
    for (child, nurse) in [
        (nobody(), NURSE),
        (harness.child(STORY), ELSEWHERE),
        (harness.child("protected"), NURSE),
    ] {
        for who in [nurse, "vardnadshavare-new-school"] {
            all.extend(refusals(&harness, who, &child).await);
        }
    }
    // The guardian of a child with protected identity is one of those who may not.
    all.extend(
        refusals(
            &harness,
            "vardnadshavare-protected",
            &harness.child("protected"),
        )
        .await,
    );
    let first = all.first().unwrap();
    for refused in &all {
        assert_eq!(
            refused.code(),
            tonic::Code::PermissionDenied,
            "{}",
            refused.message()
        );
        assert_eq!(refused.details(), first.details());
        assert_eq!(refused.message(), first.message());
    }
    let pinned = Voice::of(&harness, DESK)
        .consents_of(&harness.child(STORY))
        .await;
    assert!(pinned.is_ok());
}

// R-DESK-5
#[tokio::test]
async fn a_refusal_comes_before_any_word_of_what_is_wrong_and_is_logged_once() {
    let harness = Harness::start().await;
    let broken = proto::v1::consent::Consent {
        consent_id: "no uuid".into(),
        kind: 99,
        source_sectors: vec!["NO SECTOR".into()],
        ..permit(&harness.child(STORY), &guardians(&harness, STORY).remove(0))
    };
    let entries = |harness: &Harness| {
        use aggregator::audit::entry::{Entry, Event, FactChange};
        let marker = Entry {
            at: crate::stage::now(harness),
            child: None,
            overview_id: None,
            event: Event::FactChange(FactChange {
                by: "test".into(),
                change: "confirmed".into(),
                consent_id: None,
                statement: None,
            }),
        };
        let store = harness.sandbox.aggregator.aggregator.store.clone();
        async move { store.append(marker).await.unwrap().seq }
    };
    for who in [ELSEWHERE, "vardnadshavare-new-school"] {
        let before = entries(&harness).await;
        let refused = Voice::of(&harness, who).consent(broken.clone()).await;
        assert_eq!(crate::stage::why(refused), "REFUSED", "{who}");
        assert_eq!(entries(&harness).await - before - 1, 1, "{who}: one entry");
    }
    for who in [NURSE, MOTHER, DESK] {
        let mut own = broken.clone();
        own.kind = proto::v1::consent::ConsentKind::Refuse.into();
        let wrong = Voice::of(&harness, who).consent(own).await;
        assert_eq!(crate::stage::why(wrong), "INVALID_REQUEST", "{who}");
    }
}

// R-DESK-14, R-PURPOSE-1
#[tokio::test]
async fn with_a_token_for_research_or_quality_nobody_registers_checks_or_lists() {
    let harness = Harness::start().await;
    let child = harness.child(STORY);
    let guardian = guardians(&harness, STORY).remove(0);
    for purpose in ["research", "quality", "whatever"] {
        for who in [NURSE, MOTHER] {
            let mut claims = harness.claims(who);
            *claims.get_mut("purpose").unwrap() = purpose.into();
            let identity = tests::caller::identity(harness.journal());
            let caller =
                tests::caller::Caller::by(&harness, &identity).with(&harness.sign(&claims));
            let mut voice = Voice::of(&harness, who);
            voice.caller = caller;
            let all = refusals_of(&harness, &mut voice, &child).await;
            for refused in all {
                assert_eq!(why::<()>(Err(refused)), "REFUSED", "{who} for {purpose}");
            }
            let said = voice.consent(permit(&child, &guardian)).await;
            assert_eq!(why(said), "REFUSED", "{who} for {purpose}");
        }
    }
}
