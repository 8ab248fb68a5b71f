//! A request for consent through its states: asked, answered by one, by both; refused; expired; and who has no part in it.

use domain::time::Country;
use jiff::SignedDuration;
use mock_producers::{World, clock::today};
use proto::{
    convert::common::wire_timestamp,
    v1::consent::{ConsentAnswer, ConsentRequest, ConsentRequestState as State},
};
use tests::{Harness, Scene};
use uuid::Uuid;

use crate::stage::{
    CONSENTED, DESK, ELSEWHERE, FATHER, MOTHER, NURSE, STORY, Voice, forget_consents, guardians,
    now, seen, why, wire,
};

async fn without_consents() -> Harness {
    let scene = Scene::default().manual_clock();
    scene.retold(forget_consents).start().await
}

fn request(harness: &Harness) -> ConsentRequest {
    ConsentRequest {
        request_id: Uuid::new_v4().to_string(),
        child: wire(&harness.child(STORY)),
        reason: "Samtal om hörseln den 3 mars".into(),
        ..ConsentRequest::default()
    }
}

// R-ASK-1, R-ASK-2
#[tokio::test]
async fn a_request_is_answered_by_everybody_on_their_own_word_and_then_opens() {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let mut nurse = Voice::of(&harness, NURSE);
    let asked = request(&harness);
    let told = nurse.ask(asked.clone()).await.unwrap();
    assert_eq!(
        (told.state(), told.asked_count, told.answered_count),
        (State::Asked, 2, 0)
    );
    assert_eq!(
        nurse.ask(asked.clone()).await.unwrap(),
        told,
        "the same again is the same"
    );
    let id = asked.request_id;
    let yes = ConsentAnswer::Permit;
    for (who, state, count) in [(MOTHER, State::Asked, 1), (FATHER, State::Answered, 2)] {
        assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
        let mut guardian = Voice::of(&harness, who);
        let [waiting] = guardian
            .requests_of(&child)
            .await
            .unwrap()
            .try_into()
            .unwrap();
        assert!(waiting.awaits_caller);
        assert_eq!(waiting.reason, "Samtal om hörseln den 3 mars");
        let consent = Uuid::new_v4();
        let told = guardian.answer(&child, &id, yes, consent).await.unwrap();
        assert_eq!((told.state(), told.answered_count), (state, count));
        assert!(!told.awaits_caller);
        let again = guardian.answer(&child, &id, yes, consent).await.unwrap();
        assert_eq!(again, told, "the same again is the same");
    }
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    // Not for anybody else: the consents have the scope that was asked for.
    let listed = Voice::of(&harness, DESK).consents_of(&child).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|c| c.verified && c.recipient.is_some()));
    assert!(listed.iter().all(|c| c.recipient_sector == "school-health"));
}

// R-ASK-2, R-CONSENT-2
#[tokio::test]
async fn an_answer_can_be_no() {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let id = Voice::of(&harness, NURSE)
        .ask(request(&harness))
        .await
        .unwrap()
        .request_id;
    for (who, answer) in [
        (MOTHER, ConsentAnswer::Permit),
        (FATHER, ConsentAnswer::Refuse),
    ] {
        let mut guardian = Voice::of(&harness, who);
        let told = guardian.answer(&child, &id, answer, Uuid::new_v4()).await;
        told.unwrap();
    }
    let shown = harness.overview(NURSE, STORY).await.unwrap();
    assert!(shown.withheld.iter().any(|w| w.code == "CONSENT_REFUSED"));
}

// R-ASK-4
#[tokio::test]
async fn a_request_expires_by_the_clock_and_what_was_answered_stands() {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let second = SignedDuration::from_secs(1);
    let expires = now(&harness) + SignedDuration::from_hours(2);
    let asked = ConsentRequest {
        expire_time: Some(wire_timestamp(expires)),
        ..request(&harness)
    };
    let mut nurse = Voice::of(&harness, NURSE);
    let id = nurse.ask(asked).await.unwrap().request_id;
    let yes = ConsentAnswer::Permit;
    let mut mother = Voice::of(&harness, MOTHER);
    mother
        .answer(&child, &id, yes, Uuid::new_v4())
        .await
        .unwrap();
    harness.clock().set(expires - second);
    let state = |requests: Vec<ConsentRequest>| requests.first().unwrap().state();
    // Tokens outlive no such wait: each is made anew.
    assert_eq!(
        state(
            Voice::of(&harness, NURSE)
                .requests_of(&child)
                .await
                .unwrap()
        ),
        State::Asked
    );
    harness.clock().set(expires);
    let mut father = Voice::of(&harness, FATHER);
    let [over] = father
        .requests_of(&child)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!((over.state(), over.answered_count), (State::Expired, 1));
    assert!(!over.awaits_caller);
    assert_eq!(
        why(father.answer(&child, &id, yes, Uuid::new_v4()).await),
        "REQUEST_EXPIRED"
    );
    let listed = father.consents_of(&child).await.unwrap();
    assert_eq!(listed.len(), 1, "hers stands, his was not taken");
}

// R-ASK-1
#[tokio::test]
async fn an_answer_is_awaited_for_at_most_ninety_days() {
    let harness = without_consents().await;
    let mut nurse = Voice::of(&harness, NURSE);
    let (days, second) = (
        SignedDuration::from_hours(24 * 90),
        SignedDuration::from_secs(1),
    );
    for (ends, taken) in [
        (days, true),
        (days + second, false),
        (SignedDuration::ZERO, false),
    ] {
        let asked = ConsentRequest {
            expire_time: Some(wire_timestamp(now(&harness) + ends)),
            ..request(&harness)
        };
        assert_eq!(nurse.ask(asked).await.is_ok(), taken, "{ends}");
    }
}

// R-ASK-1, R-ASK-3
#[tokio::test]
async fn who_has_no_part_in_a_request_neither_asks_nor_answers_nor_reads() {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let id = Voice::of(&harness, NURSE)
        .ask(request(&harness))
        .await
        .unwrap()
        .request_id;
    let yes = ConsentAnswer::Permit;
    for who in [ELSEWHERE, "vardnadshavare-new-school"] {
        let mut other = Voice::of(&harness, who);
        assert_eq!(why(other.ask(request(&harness)).await), "REFUSED", "{who}");
        assert_eq!(why(other.requests_of(&child).await), "REFUSED", "{who}");
    }
    for who in [NURSE, DESK, "vardnadshavare-new-school"] {
        let mut other = Voice::of(&harness, who);
        let refused = other.answer(&child, &id, yes, Uuid::new_v4()).await;
        assert_eq!(why(refused), "REFUSED", "{who}");
    }
    let mut mother = Voice::of(&harness, MOTHER);
    assert_eq!(why(mother.ask(request(&harness)).await), "REFUSED");
    // Of another organisation nobody asks in its name.
    let elsewhere = ConsentRequest {
        recipient: Some(crate::stage::organisation(&harness, "bvc-vasterby").into()),
        ..request(&harness)
    };
    assert_eq!(
        why(Voice::of(&harness, NURSE).ask(elsewhere).await),
        "INVALID_REQUEST"
    );
    // Who holds custody no more answers no more.
    let [mother_id, _] = guardians(&harness, STORY).try_into().unwrap();
    let mut register = harness.sandbox.register(Country::Se);
    let alone = [(mother_id, true)];
    register
        .custody(&child, alone, now(&harness))
        .await
        .unwrap();
    let late = Voice::of(&harness, FATHER)
        .answer(&child, &id, yes, Uuid::new_v4())
        .await;
    assert_eq!(why(late), "REFUSED");
}

// R-ASK-1, R-ASK-2, R-ASK-3
#[tokio::test]
async fn at_fifteen_in_denmark_the_child_alone_is_asked_and_reads_it_and_nobody_answers_in_anothers_place()
 {
    let (child_login, parent_login) = ("ung-fifteen", "foraelder-fifteen");
    let told = World::told(today());
    let birth = told.child("fifteen").unwrap().id.birth_date().unwrap();
    let fifteen = birth.checked_add(jiff::Span::new().years(15)).unwrap();
    let midnight = fifteen.to_zoned(Country::Dk.zone()).unwrap().timestamp();
    for child_decides in [false, true] {
        let at = match child_decides {
            true => midnight,
            false => midnight - SignedDuration::from_secs(1),
        };
        let harness = Scene::of(&["fifteen"]).clock_at(at).start().await;
        let child = harness.child("fifteen");
        let asked = ConsentRequest {
            request_id: Uuid::new_v4().to_string(),
            child: wire(&child),
            recipient: Some(crate::stage::organisation(&harness, "bup-midt").into()),
            ..ConsentRequest::default()
        };
        let told = Voice::of(&harness, DESK).ask(asked).await.unwrap();
        let id = told.request_id;
        let (who, other) = match child_decides {
            true => (child_login, parent_login),
            false => (parent_login, child_login),
        };
        assert_eq!(
            why(Voice::of(&harness, other).requests_of(&child).await),
            "REFUSED"
        );
        let yes = ConsentAnswer::Permit;
        let wrong = Voice::of(&harness, other)
            .answer(&child, &id, yes, Uuid::new_v4())
            .await;
        assert_eq!(why(wrong), "REFUSED", "{other}");
        let mut asked = Voice::of(&harness, who);
        assert!(
            asked
                .requests_of(&child)
                .await
                .unwrap()
                .iter()
                .any(|r| r.awaits_caller)
        );
        asked
            .answer(&child, &id, yes, Uuid::new_v4())
            .await
            .unwrap();
    }
}
