//! What somebody registered on another's word is listed for review, and a rate beyond the bound is told.

use proto::v1::consent::{
    Consent, ConsentKind, ListConsentsForReviewRequest, ListConsentsForReviewResponse,
    Registration, consent_service_client::ConsentServiceClient,
};
use tests::{
    Harness, Scene,
    caller::{Caller, identity},
    desk::consent,
};
use tonic::Status;

use crate::stage::{
    CONSENTED, DESK, ELSEWHERE, MOTHER, NURSE, STORY, Voice, forget_consents, guardians,
    organisation, permit, why, wire, works_at,
};

/// Somebody who reads what others did, where a told actor works.
fn auditor_at(harness: &Harness, actor: &str) -> Caller {
    let mut claims = harness.claims(actor);
    *claims.get_mut("role").unwrap() = "auditor".into();
    *claims.get_mut("sub").unwrap() = format!("granskare-{actor}").into();
    Caller::by(harness, &identity(harness.journal())).with(&harness.sign(&claims))
}

async fn reviewed(
    caller: &Caller,
    page_token: &str,
) -> Result<ListConsentsForReviewResponse, Status> {
    let request = caller.request(ListConsentsForReviewRequest {
        recipient: None,
        page_token: page_token.to_owned(),
    });
    let mut client = ConsentServiceClient::new(caller.channel());
    let told = client.list_consents_for_review(request).await?;
    Ok(told.into_inner())
}

/// The nurse says that the mother refuses.
async fn on_her_word(harness: &Harness, system: &str) -> Consent {
    let mother = guardians(harness, STORY).remove(0);
    let said = Consent {
        recipient: Some(organisation(harness, system).into()),
        ..consent(ConsentKind::Refuse, &harness.child(STORY), &mother)
    };
    Voice::of(harness, NURSE).consent(said).await.unwrap()
}

async fn without_consents() -> Harness {
    Scene::default().retold(forget_consents).start().await
}

// R-REVIEW-1
#[tokio::test]
async fn what_was_said_on_anothers_word_is_listed_and_what_was_verified_is_not() {
    let harness = without_consents().await;
    let (child, mother) = (harness.child(STORY), guardians(&harness, STORY).remove(0));
    let mut desk = Voice::of(&harness, DESK);
    desk.consent(permit(&child, &mother)).await.unwrap();
    let hers = on_her_word(&harness, "emi-vasterby").await;
    for caller in [auditor_at(&harness, NURSE), desk.caller.clone()] {
        let told = reviewed(&caller, "").await.unwrap();
        let listed = told.consents.first().unwrap();
        assert_eq!(told.consents.len(), 1);
        assert_eq!(listed.consent_id, hers.consent_id);
        assert!(!listed.verified && listed.child.is_none() && listed.grantor.is_none());
        assert!(
            !listed
                .registration
                .as_ref()
                .unwrap()
                .registered_by
                .is_empty()
        );
        assert_eq!(told.next_page_token, "");
    }
    // For another organisation it is not: nor is it shown to its auditor.
    let elsewhere = auditor_at(&harness, ELSEWHERE);
    assert!(reviewed(&elsewhere, "").await.unwrap().consents.is_empty());
    // The guardian sees it as unverified, and once she took it back the list says so.
    let mut she = Voice::of(&harness, MOTHER);
    let listed = she.consents_of(&child).await.unwrap();
    assert!(
        listed
            .iter()
            .any(|c| c.consent_id == hers.consent_id && !c.verified)
    );
    she.end(&hers.consent_id).await.unwrap();
    let told = reviewed(&auditor_at(&harness, NURSE), "").await.unwrap();
    assert!(told.consents.first().unwrap().ended_time.is_some());
}

// R-REVIEW-1, R-REVIEW-2
#[tokio::test]
async fn only_auditors_list_and_each_list_is_in_the_log() {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    on_her_word(&harness, "emi-vasterby").await;
    for who in [NURSE, MOTHER] {
        let caller = Caller::actor(&harness, who);
        assert_eq!(why(reviewed(&caller, "").await), "REFUSED", "{who}");
    }
    let auditor = auditor_at(&harness, NURSE);
    for wrong in ["x", "-1", "99999999999999999999"] {
        assert_eq!(why(reviewed(&auditor, wrong).await), "INVALID_REQUEST");
    }
    // A professional who is no auditor lists no child's consents; an auditor does, of any child, and it is logged for the child.
    let mut nurse = Voice::of(&harness, NURSE);
    assert_eq!(why(nurse.consents_of(&child).await), "REFUSED");
    let list = auditor.request(proto::v1::consent::ListConsentsRequest {
        child: wire(&child),
    });
    let mut client = ConsentServiceClient::new(auditor.channel());
    let told = client.list_consents(list).await.unwrap().into_inner();
    assert_eq!(told.consents.len(), 1);
    reviewed(&auditor, "").await.unwrap();
    let dir = harness.stop().await;
    let logged = log(dir.path());
    for act in [
        "consents-list",
        "consents-review",
        "refused-consents-review",
    ] {
        assert!(logged.iter().any(|change| change == act), "{act}");
    }
}

/// What changed or was read, as the log says it.
fn log(dir: &std::path::Path) -> Vec<String> {
    let db = rusqlite::Connection::open(dir.join("aggregator.db")).unwrap();
    let sql = "SELECT coalesce(json_extract(body, '$.change'), json_extract(body, '$.what'), '') FROM audit";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

// R-REVIEW-3
#[tokio::test]
async fn the_eleventh_within_an_hour_raises_the_alarm_and_names_no_child() {
    let harness = without_consents().await;
    let alarms = |figures: &str| {
        let name = "samsyn_unverified_consent_alarms_total ";
        let line = figures.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().trim().parse::<u64>().unwrap()
    };
    for _ in 0..10 {
        on_her_word(&harness, "emi-vasterby").await;
    }
    assert_eq!(alarms(&harness.admin("/metrics").await), 0);
    on_her_word(&harness, "emi-vasterby").await;
    assert_eq!(alarms(&harness.admin("/metrics").await), 1);
}

// R-DESK-12
#[tokio::test]
async fn the_recipients_auditor_reads_a_guardians_word_and_not_why_it_was_said() {
    let harness = Scene::default().retold(forget_consents).start().await;
    let child = harness.child(STORY);
    let mother = guardians(&harness, STORY).remove(0);
    let why_said = |kind| Consent {
        recipient: Some(organisation(&harness, "emi-vasterby").into()),
        registration: Some(Registration {
            requested_by: "Maria Mor".into(),
            reason: "för att pappan slår".into(),
            ..Default::default()
        }),
        ..consent(kind, &child, &mother)
    };
    let hers = why_said(ConsentKind::Permit);
    let (own, at_work) = (hers.consent_id.clone(), why_said(ConsentKind::Refuse));
    Voice::of(&harness, MOTHER).consent(hers).await.unwrap();
    let noted = at_work.consent_id.clone();
    Voice::of(&harness, NURSE).consent(at_work).await.unwrap();
    let mut auditor = Voice::claiming(&harness, NURSE, &[("role", "auditor".into())]);
    let listed = auditor.consents_of(&child).await.unwrap();
    let reasons = listed.iter().map(|told| {
        let registration = told.registration.clone().unwrap();
        assert!(registration.registered_time.is_some());
        let words = [registration.reason, registration.requested_by];
        (told.consent_id.clone(), words)
    });
    let words = ["för att pappan slår", "Maria Mor"].map(str::to_owned);
    let mut expected = vec![(own, Default::default()), (noted, words)];
    let mut told: Vec<_> = reasons.collect();
    expected.sort();
    told.sort();
    assert_eq!(told, expected);
}

// R-DESK-12, R-REVIEW-1
#[tokio::test]
async fn of_what_others_people_registered_for_it_an_auditor_reviews_the_word_and_not_why() {
    let harness = Scene::default().retold(forget_consents).start().await;
    let child = harness.child(STORY);
    let mother = guardians(&harness, STORY).remove(0);
    let said = Consent {
        recipient: Some(organisation(&harness, CONSENTED).into()),
        registration: Some(Registration {
            requested_by: "Maria Mor".into(),
            reason: "by telephone".into(),
            ..Default::default()
        }),
        ..consent(ConsentKind::Refuse, &child, &mother)
    };
    Voice::of(&harness, NURSE).consent(said).await.unwrap();
    for (place, reads_words) in [("emi-vasterby", true), (CONSENTED, false)] {
        let claims = [("role", "auditor".into()), works_at(&harness, place)];
        let auditor = Voice::claiming(&harness, NURSE, &claims);
        let told = reviewed(&auditor.caller, "").await.unwrap();
        let [told] = told.consents.try_into().unwrap();
        let registration = told.registration.unwrap();
        let expected = if reads_words { "by telephone" } else { "" };
        assert_eq!(registration.reason, expected);
        assert_eq!(registration.requested_by.is_empty(), !reads_words);
        assert_eq!(registration.registered_by.is_empty(), !reads_words);
    }
}
