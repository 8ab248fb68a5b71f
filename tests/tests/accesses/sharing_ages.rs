//! Until and from when guardians and children read who may look: to the day, in local time, by the country's tables.

use jiff::civil::{Date, date};
use proto::{
    convert::common::wire_timestamp,
    status::reason_of,
    v1::{
        access::ListSharingResponse,
        consent::{
            ConsentKind, GuardianAccessKind, PutGuardianAccessRequest,
            fact_service_client::FactServiceClient,
        },
        overview::Outcome,
    },
};
use tests::{
    Harness, Scene,
    caller::Caller,
    desk::{Desk, consent},
};
use uuid::Uuid;

use crate::stage::sharing;

const FIFTEEN: &str = "fifteen";

async fn reads(harness: &Harness, actor: &str, story: &str) -> bool {
    let caller = Caller::actor(harness, actor);
    match sharing(harness, &caller, story).await {
        Ok(answer) => !answer.sharings.is_empty(),
        Err(refused) => {
            assert_eq!(reason_of(&refused).as_deref(), Some("REFUSED"));
            false
        }
    }
}

async fn on(story: &str, day: Date) -> Harness {
    Scene::of(&[story]).today(day).start().await
}

// R-SHARING-2
#[tokio::test]
async fn danish_parents_read_it_until_the_day_before_and_the_child_from_the_day() {
    for (day, parents, herself) in [
        (date(2026, 11, 23), true, false),
        (date(2026, 11, 24), false, true),
    ] {
        let harness = on(FIFTEEN, day).await;
        for parent in ["foraelder-fifteen", "foraelder-fifteen-2"] {
            assert_eq!(
                reads(&harness, parent, FIFTEEN).await,
                parents,
                "{parent} {day}"
            );
        }
        assert_eq!(
            reads(&harness, "ung-fifteen", FIFTEEN).await,
            herself,
            "{day}"
        );
    }
}

// R-SHARING-2
#[tokio::test]
async fn from_the_day_she_reads_her_own_refusal_and_her_parents_words_as_theirs() {
    let harness = on(FIFTEEN, date(2026, 11, 24)).await;
    let herself = Caller::actor(&harness, "ung-fifteen");
    let answer = sharing(&harness, &herself, FIFTEEN).await.unwrap();
    let consents: std::collections::BTreeSet<_> = (answer.sharings.iter())
        .flat_map(|row| &row.consents)
        .map(|consent| (consent.given_by.clone(), consent.kind().as_str_name()))
        .collect();
    assert!(
        consents.contains(&("you".to_owned(), "CONSENT_KIND_REFUSE")),
        "{consents:?}"
    );
    assert!(
        consents.contains(&("guardian".to_owned(), "CONSENT_KIND_PERMIT")),
        "{consents:?}"
    );
}

const MEDICINES: &str = "medicines";
const MOTHER: &str = "vardnadshavare-medicines";
const HERSELF: &str = "ung-medicines";
const TODAY: Date = date(2026, 11, 21);

async fn born(on: Date) -> Harness {
    let scene = Scene::of(&[MEDICINES]).today(TODAY);
    let scene = scene.retold(move |world| {
        world.reborn(MEDICINES, on).unwrap();
    });
    scene.start().await
}

// R-SHARING-2
#[tokio::test]
async fn in_sweden_guardians_read_it_below_thirteen_nobody_until_sixteen_and_then_the_child() {
    for (birth, guardian, child) in [
        (date(2013, 11, 22), true, false),
        (date(2013, 11, 21), false, false),
        (date(2010, 11, 22), false, false),
        (date(2010, 11, 21), false, true),
    ] {
        let harness = born(birth).await;
        let read = [MOTHER, HERSELF].map(|actor| reads(&harness, actor, MEDICINES));
        let [of_mother, of_child] = read;
        let read = (of_mother.await, of_child.await);
        assert_eq!(read, (guardian, child), "born {birth}");
    }
}

// R-SHARING-3
#[tokio::test]
async fn with_extended_access_a_guardian_reads_consents_and_never_what_the_childs_own_word_came_to()
{
    let harness = born(date(2012, 6, 1)).await;
    let child = harness.child(MEDICINES);
    let mother = harness.sandbox.world.child(MEDICINES).unwrap().guardians[0]
        .id
        .clone();
    let desk = Caller::by(&harness, &harness.party("desk"));
    let extended = desk.request(PutGuardianAccessRequest {
        access_id: Uuid::new_v4().to_string(),
        child: Some(child.clone().into()),
        guardian: Some(mother.clone().into()),
        kind: GuardianAccessKind::Extended.into(),
        end_time: Some(wire_timestamp(
            TODAY
                .at(0, 0, 0, 0)
                .to_zoned(jiff::tz::TimeZone::UTC)
                .unwrap()
                .timestamp()
                + jiff::SignedDuration::from_hours(24 * 90),
        )),
        ..PutGuardianAccessRequest::default()
    });
    let mut facts = FactServiceClient::new(desk.channel());
    facts.put_guardian_access(extended).await.unwrap();
    let mut desk = Desk::of(&harness);
    let hers = desk.permit(&child, &mother).await;
    let reader = Caller::actor(&harness, MOTHER);
    let before = sharing(&harness, &reader, MEDICINES).await.unwrap();
    // The girl says no to everybody, and blocks nothing: she is fourteen, and somebody may have found her mature.
    let own = desk
        .register(consent(ConsentKind::Refuse, &child, &child))
        .await
        .unwrap();
    let after = sharing(&harness, &reader, MEDICINES).await.unwrap();
    let plain = |mut answer: ListSharingResponse| {
        answer.decided_time = None;
        answer
    };
    assert_eq!(
        plain(before.clone()),
        plain(after),
        "her no leaves no trace"
    );
    assert!(!format!("{before:?}").contains(&own));
    let rows = &before.sharings;
    assert!(rows.iter().all(|row| row.outcome() == Outcome::Unspecified));
    let consents: Vec<_> = rows.iter().flat_map(|row| &row.consents).collect();
    assert!(
        consents
            .iter()
            .any(|c| c.consent_id == hers && c.given_by == "you")
    );
}
