//! Consents: one's own word, another's, the source's; once, and for good.

use std::path::Path;

use domain::time::Timestamp;
use jiff::SignedDuration;
use proto::v1::consent::{Consent, ConsentKind, Registration};
use tests::{Harness, Scene, desk::consent};

use crate::stage::{
    CONSENTED, DESK, ELSEWHERE, FATHER, MOTHER, NURSE, STORY, Voice, forget_consents, guardians,
    now, permit, seen, why,
};

async fn without_consents() -> Harness {
    Scene::default().retold(forget_consents).start().await
}

// R-DESK-1
#[tokio::test]
async fn each_guardian_gives_their_own_word_and_nobody_elses() {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let [mother, father] = guardians(&harness, STORY).try_into().unwrap();
    let mut she = Voice::of(&harness, MOTHER);
    let hers = she.consent(permit(&child, &mother)).await.unwrap();
    assert!(hers.verified && hers.registered_time.is_some());
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    // In his name it would be worth nothing, and in the child's no more.
    for grantor in [&father, &child] {
        for kind in [ConsentKind::Permit, ConsentKind::Refuse] {
            assert_eq!(
                why(she.consent(consent(kind, &child, grantor)).await),
                "REFUSED"
            );
        }
    }
    let another = harness.child("new-school");
    assert_eq!(why(she.consent(permit(&another, &mother)).await), "REFUSED");
    let mut he = Voice::of(&harness, FATHER);
    let his = he.consent(permit(&child, &father)).await.unwrap();
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    // Each takes back their own.
    assert_eq!(why(she.end(&his.consent_id).await), "REFUSED");
    he.end(&his.consent_id).await.unwrap();
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
}

// R-DESK-1, R-DESK-3
#[tokio::test]
async fn who_lost_custody_gives_no_word_and_takes_back_what_they_gave() {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let [mother, father] = guardians(&harness, STORY).try_into().unwrap();
    let mut he = Voice::of(&harness, FATHER);
    let his = he.consent(permit(&child, &father)).await.unwrap();
    let mut register = harness.sandbox.register(domain::time::Country::Se);
    let alone = [(mother, true)];
    register
        .custody(&child, alone, now(&harness))
        .await
        .unwrap();
    assert_eq!(why(he.consent(permit(&child, &father)).await), "REFUSED");
    let no = consent(ConsentKind::Refuse, &child, &father);
    assert_eq!(why(he.consent(no).await), "REFUSED");
    he.end(&his.consent_id).await.unwrap();
}

// R-DESK-1, R-TIME-4
#[tokio::test]
async fn a_child_speaks_from_the_day_that_the_tables_give_and_its_parents_until_then() {
    let midnight: Timestamp = "2026-11-24T00:00:00+01:00".parse().unwrap();
    let second = SignedDuration::from_secs(1);
    for (at, child_speaks) in [(midnight - second, false), (midnight, true)] {
        let harness = Scene::of(&["fifteen"]).clock_at(at).start().await;
        let child = harness.child("fifteen");
        let mother = guardians(&harness, "fifteen").remove(0);
        let hers = Voice::of(&harness, "ung-fifteen")
            .consent(permit(&child, &child))
            .await;
        assert_eq!(hers.is_ok(), child_speaks, "{at}");
        let mut mother_speaks = Voice::of(&harness, "foraelder-fifteen");
        let yes = mother_speaks.consent(permit(&child, &mother)).await;
        assert_eq!(yes.is_ok(), !child_speaks, "{at}");
        let list = mother_speaks.consents_of(&child).await;
        assert_eq!(list.is_ok(), !child_speaks, "{at}: and no more lists");
    }
}

// R-CONSENT-9, R-DESK-2
#[tokio::test]
async fn who_benefits_registers_no_permit_and_takes_back_no_refusal() {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let mother = guardians(&harness, STORY).remove(0);
    let mut nurse = Voice::of(&harness, NURSE);
    let yes = permit(&child, &mother);
    assert_eq!(why(nurse.consent(yes).await), "CONSENT_UNVERIFIED");
    let no = consent(ConsentKind::Refuse, &child, &mother);
    let no = nurse.consent(no).await.unwrap();
    assert!(!no.verified, "on another's word");
    assert_eq!(why(nurse.end(&no.consent_id).await), "CONSENT_UNVERIFIED");
    assert_eq!(
        why(nurse.delete(&no.consent_id, "typed wrongly").await),
        "REFUSED"
    );
    // The mother can take back what was said in her name.
    Voice::of(&harness, MOTHER)
        .end(&no.consent_id)
        .await
        .unwrap();
}

// R-STORE-8
#[tokio::test]
async fn the_same_consent_again_changes_nothing_and_its_id_stands_for_nothing_else() {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let [mother, father] = guardians(&harness, STORY).try_into().unwrap();
    let mut desk = Voice::of(&harness, DESK);
    let said = Consent {
        registration: Some(Registration {
            requested_by: "Nils Väntrum".into(),
            reason: "by telephone".into(),
            ..Registration::default()
        }),
        ..permit(&child, &mother)
    };
    let first = desk.consent(said.clone()).await.unwrap();
    assert_eq!(desk.consent(said.clone()).await.unwrap(), first);
    let others: [fn(&mut Consent); 5] = [
        |c| c.kind = ConsentKind::Refuse.into(),
        |c| c.source_sectors = vec!["child-health".into()],
        |c| c.purpose = "care".into(),
        |c| c.registration = None,
        |c| c.recipient_sector = "school-health".into(),
    ];
    for change in others {
        let mut other = said.clone();
        change(&mut other);
        assert_eq!(why(desk.consent(other).await), "CONSENT_ID_TAKEN");
    }
    let other = Consent {
        grantor: Some(father.into()),
        ..said.clone()
    };
    assert_eq!(why(desk.consent(other).await), "CONSENT_ID_TAKEN");
    // Nor does another registrar's.
    let theirs = Voice::of(&harness, MOTHER).consent(said.clone()).await;
    assert_eq!(why(theirs), "CONSENT_ID_TAKEN");
    let ended = desk.end(&said.consent_id).await.unwrap();
    assert_eq!(desk.end(&said.consent_id).await.unwrap(), ended);
    assert_eq!(
        desk.consent(said).await.unwrap().ended_time,
        Some(ended),
        "it stays ended"
    );
}

// R-CONSENT-13
#[tokio::test]
async fn what_was_misregistered_is_taken_back_for_good_and_is_no_withdrawal() {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let mut desk = Voice::of(&harness, DESK);
    let mut ids = Vec::new();
    for guardian in guardians(&harness, STORY) {
        ids.push(
            desk.consent(permit(&child, &guardian))
                .await
                .unwrap()
                .consent_id,
        );
    }
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let wrong = ids.remove(0);
    assert_eq!(why(desk.delete(&wrong, " ").await), "INVALID_REQUEST");
    assert!(seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let deleted = desk.delete(&wrong, "another child's").await.unwrap();
    assert!(!seen(&harness, NURSE, STORY).await.contains(CONSENTED));
    let shown = harness.overview(NURSE, STORY).await.unwrap();
    let said = |code: &str| shown.withheld.iter().any(|w| w.code == code);
    assert!(said("OTHER_GUARDIAN_MISSING") && !said("CONSENT_WITHDRAWN"));
    let listed = desk.consents_of(&child).await.unwrap();
    let listed = listed.iter().find(|c| c.consent_id == wrong).unwrap();
    assert_eq!(listed.deleted_time, Some(deleted));
    assert_eq!(listed.ended_time, None);
}

// R-DESK-4, R-STORE-10
#[tokio::test]
async fn those_whose_word_it_is_read_who_registered_what_on_whose_request() {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let mother = guardians(&harness, STORY).remove(0);
    let said = Consent {
        recipient: Some(crate::stage::organisation(&harness, "emi-vasterby").into()),
        recipient_unit: "SE2120070014-U214".into(),
        purpose: "care".into(),
        registration: Some(Registration {
            requested_by: "Nils Väntrum".into(),
            reason: "the school start".into(),
            ..Registration::default()
        }),
        ..permit(&child, &mother)
    };
    let mut desk = Voice::of(&harness, DESK);
    desk.consent(said.clone()).await.unwrap();
    for who in [DESK, MOTHER] {
        let listed = Voice::of(&harness, who).consents_of(&child).await.unwrap();
        let [told] = listed.try_into().unwrap();
        assert_eq!(told.consent_id, said.consent_id);
        assert_eq!(
            (&told.recipient_unit, &told.purpose),
            (&said.recipient_unit, &said.purpose)
        );
        assert!(
            told.child.is_none() && told.grantor.is_none(),
            "the store knows nobody's number"
        );
        let registration = told.registration.unwrap();
        assert_eq!(registration.requested_by, "Nils Väntrum");
        assert_eq!(registration.reason, "the school start");
        assert!(registration.registered_by.contains("desk"));
    }
    // Who may see, by organisation, says where a child is.
    for who in [NURSE, ELSEWHERE, "vardnadshavare-new-school"] {
        assert_eq!(
            why(Voice::of(&harness, who).consents_of(&child).await),
            "REFUSED",
            "{who}"
        );
    }
    let dir = harness.stop().await;
    for text in ["Nils", "Väntrum", "the school start"] {
        assert!(
            !is_written(dir.path(), text.as_bytes()),
            "{text} lies in clear in a file"
        );
    }
}

// R-DESK-4, R-DESK-12
#[tokio::test]
async fn a_guardian_reads_the_others_word_where_they_are_shown_something_and_never_why_it_was_said()
{
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let mother = guardians(&harness, STORY).remove(0);
    let mut she = Voice::of(&harness, MOTHER);
    let says = |change: fn(&mut Consent)| {
        let mut said = Consent {
            recipient_sector: "school-health".into(),
            registration: Some(Registration {
                requested_by: "Maria Mor".into(),
                reason: "utredning om misshandel".into(),
                ..Registration::default()
            }),
            ..permit(&child, &mother)
        };
        change(&mut said);
        said
    };
    let known = she.consent(says(|_| {})).await.unwrap();
    let inquiries: [fn(&mut Consent); 4] = [
        |c| c.recipient_sector = "social-child".into(),
        |c| c.recipient_sector = String::new(),
        |c| c.source_sectors = vec!["social-child".into()],
        |c| c.purpose = "inquiry".into(),
    ];
    for change in inquiries {
        she.consent(says(change)).await.unwrap();
    }
    let both = Consent {
        source_sectors: vec!["child-health".into(), "social-child".into()],
        ..says(|_| {})
    };
    she.consent(both.clone()).await.unwrap();
    let hers = she.consents_of(&child).await.unwrap();
    assert_eq!(hers.len(), 6);
    for own in hers {
        let registration = own.registration.unwrap();
        assert_eq!(registration.reason, "utredning om misshandel");
        assert!(!registration.registered_by.is_empty());
    }
    let mut his = Voice::of(&harness, FATHER)
        .consents_of(&child)
        .await
        .unwrap();
    his.sort_by_key(|consent| consent.source_sectors.len());
    let [first, second] = his.try_into().unwrap();
    assert_eq!(first.consent_id, known.consent_id);
    assert_eq!(second.consent_id, both.consent_id);
    assert_eq!(second.source_sectors, ["child-health"]);
    for told in [first, second] {
        let registration = told.registration.unwrap();
        assert_eq!(registration.requested_by, "");
        assert_eq!(registration.reason, "");
        assert_eq!(registration.registered_by, "");
        assert!(registration.registered_time.is_some());
    }
}

/// Whether any file below a folder contains a text.
fn is_written(folder: &Path, text: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_written(&path, text);
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        bytes.windows(text.len()).any(|part| part == text)
    })
}
