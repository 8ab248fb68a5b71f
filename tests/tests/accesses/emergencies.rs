//! Emergency access from its reason to its review: refused without a reason, ended by the clock, marked in the log, listed for whoever
//! reviews it and for nobody else, and readable there and nowhere else.

use aggregator::audit::log::{DatabaseLog, Log};
use jiff::SignedDuration;
use proto::{
    status::{reason_of, violations_of},
    v1::{
        access::{EmergencyReview, EmergencyVerdict as Verdict, ListEmergenciesRequest},
        overview::{Ground, OverviewQuery},
    },
};
use tests::{Harness, Scene, caller::Caller};
use tonic::Code;
use uuid::Uuid;

use crate::stage::{auditor_at, emergencies, listed, review, waiting};

const STORY: &str = "old-bvc";
/// Has nothing to do with the boy.
const DOCTOR: &str = "sjukhuslakare-vasterlund";
/// Nor has this one, of another organisation.
const OTHER_DOCTOR: &str = "vardcentralslakare-alen";
const ELSEWHERE: &str = "skolskoterska-vasterby";
const REASON: &str = "medvetslös efter fall, Anna Testdotter är med";

async fn stage() -> Harness {
    let scene = Scene::of(&[STORY, "protected"]);
    scene.manual_clock().start().await
}

fn emergency(harness: &Harness, reason: &str) -> OverviewQuery {
    OverviewQuery {
        ground: Ground::Emergency.into(),
        reason: reason.to_owned(),
        ..harness.query(STORY)
    }
}

async fn look(harness: &Harness) {
    let doctor = Caller::actor(harness, DOCTOR);
    doctor.events(emergency(harness, REASON)).await.unwrap();
}

// R-EMERGENCY-1
#[tokio::test]
async fn without_a_reason_an_emergency_is_refused_by_the_name_of_the_field() {
    let harness = stage().await;
    let doctor = Caller::actor(&harness, DOCTOR);
    for reason in ["", "  \n "] {
        let refused = doctor
            .events(emergency(&harness, reason))
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        let wrong = violations_of(&refused);
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert_eq!(wrong[0].0, "query.reason");
        assert!(wrong[0].1.contains("reviewed"), "{wrong:?}");
    }
    assert!(waiting(&auditor_at(&harness, DOCTOR)).await.is_empty());
}

// R-EMERGENCY-5, R-EMERGENCY-6
#[tokio::test]
async fn whoever_reviews_reads_the_reason_and_it_lies_nowhere_in_clear() {
    let harness = stage().await;
    look(&harness).await;
    let [listed] = waiting(&auditor_at(&harness, DOCTOR))
        .await
        .try_into()
        .unwrap();
    assert_eq!(listed.reason, REASON);
    assert_eq!((&*listed.actor, &*listed.role), (DOCTOR, "physician"));
    assert!(listed.organisation.is_some() && listed.review.is_none());
    assert!(listed.record_count > 0, "{listed:?}");
    assert!(listed.source_sectors.contains(&"child-health".to_owned()));
    let (began, ends) = (listed.access_time.unwrap(), listed.end_time.unwrap());
    assert_eq!(ends.seconds - began.seconds, 4 * 3600);

    let mut files = vec![harness.dir().to_owned()];
    let mut read = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        read += bytes.len();
        for word in ["Testdotter", "medvetslös"] {
            let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
            assert!(!found, "{word} in {}", path.display());
        }
    }
    assert!(read > 0);
}

// R-EMERGENCY-6
#[tokio::test]
async fn an_emergency_is_listed_to_the_reviewers_of_its_own_organisation_and_to_nobody_else() {
    let harness = stage().await;
    look(&harness).await;
    assert_eq!(waiting(&auditor_at(&harness, ELSEWHERE)).await, []);
    let guardian = "vardnadshavare-old-bvc";
    let mut seen = Vec::new();
    for actor in [DOCTOR, ELSEWHERE, guardian, "bup-lakare"] {
        let caller = Caller::actor(&harness, actor);
        let asked = ListEmergenciesRequest::default();
        let refused = emergencies(&caller, asked).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("REFUSED"), "{actor}");
        seen.push((refused.message().to_owned(), refused.details().to_vec()));
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "the same bytes");
    // Nobody else reads the reason: the child's and the guardians' list of who looked has no place for one.
    let mother = Caller::actor(&harness, guardian);
    let looks = listed(&harness, &mother, STORY, 0).await.unwrap();
    assert!(looks.iter().any(|look| look.emergency));
    assert!(!format!("{looks:?}").contains("Testdotter"));
}

// R-EMERGENCY-7
#[tokio::test]
async fn a_review_stands_in_the_log_once_and_takes_the_emergency_off_the_list() {
    let harness = stage().await;
    look(&harness).await;
    let reviewer = auditor_at(&harness, DOCTOR);
    let [listed] = waiting(&reviewer).await.try_into().unwrap();
    let id = Uuid::new_v4();
    let told = review(
        &reviewer,
        &listed.overview_id,
        id,
        Verdict::FollowUp,
        "fråga jouren",
    );
    let told = told.await.unwrap();
    assert_eq!(
        (&*told.note, told.verdict()),
        ("fråga jouren", Verdict::FollowUp)
    );
    assert_eq!(told.reviewer, format!("granskare-{DOCTOR}"));
    // What is followed up goes on waiting, with what was found so far.
    let [still] = waiting(&reviewer).await.try_into().unwrap();
    assert_eq!(still.review.as_ref(), Some(&told));

    let again = review(
        &reviewer,
        &listed.overview_id,
        id,
        Verdict::FollowUp,
        "fråga jouren",
    );
    assert_eq!(again.await.unwrap(), told, "the same again is the same");
    let other = review(
        &reviewer,
        &listed.overview_id,
        id,
        Verdict::Justified,
        "fråga jouren",
    );
    let refused = other.await.unwrap_err();
    assert_eq!(reason_of(&refused).as_deref(), Some("REVIEW_ID_TAKEN"));

    let verdict = Verdict::Justified;
    let done = review(&reviewer, &listed.overview_id, Uuid::new_v4(), verdict, "").await;
    done.unwrap();
    assert_eq!(waiting(&reviewer).await, []);
    let all = ListEmergenciesRequest {
        include_reviewed: true,
        ..ListEmergenciesRequest::default()
    };
    let [reviewed] = emergencies(&reviewer, all)
        .await
        .unwrap()
        .emergencies
        .try_into()
        .unwrap();
    assert_eq!(reviewed.review.unwrap().verdict(), verdict);
}

// R-EMERGENCY-7
#[tokio::test]
async fn nobody_reviews_their_own_access_another_organisations_or_what_is_no_emergency() {
    let harness = stage().await;
    look(&harness).await;
    let nurse = Caller::actor(&harness, "skolskoterska-vasterby");
    nurse.events(harness.query(STORY)).await.unwrap();
    let [listed] = waiting(&auditor_at(&harness, DOCTOR))
        .await
        .try_into()
        .unwrap();
    // The doctor who looked, in a role that reads the log.
    let mut claims = harness.claims(DOCTOR);
    *claims.get_mut("role").unwrap() = "auditor".into();
    let identity = tests::caller::identity(harness.journal());
    let oneself = Caller::by(&harness, &identity).with(&harness.sign(&claims));
    let id = Uuid::new_v4();
    let own = review(&oneself, &listed.overview_id, id, Verdict::Justified, "").await;
    assert_eq!(
        reason_of(&own.unwrap_err()).as_deref(),
        Some("OWN_EMERGENCY")
    );

    let ordinary = listed_ordinary(&harness, &nurse).await;
    let unknown = [
        (auditor_at(&harness, ELSEWHERE), listed.overview_id.clone()),
        (auditor_at(&harness, "skolskoterska-vasterby"), ordinary),
        (auditor_at(&harness, DOCTOR), Uuid::new_v4().to_string()),
    ];
    for (reviewer, overview) in unknown {
        let refused = review(&reviewer, &overview, id, Verdict::Justified, "").await;
        assert_eq!(
            reason_of(&refused.unwrap_err()).as_deref(),
            Some("EMERGENCY_UNKNOWN")
        );
    }
    let reviewer = auditor_at(&harness, DOCTOR);
    let wrong = review(&reviewer, &listed.overview_id, id, Verdict::Unspecified, "").await;
    assert_eq!(violations_of(&wrong.unwrap_err())[0].0, "verdict");
}

/// An overview of the nurse's that was none.
async fn listed_ordinary(harness: &Harness, _: &Caller) -> String {
    let looks = listed(
        harness,
        &auditor_at(harness, "skolskoterska-vasterby"),
        STORY,
        0,
    )
    .await
    .unwrap();
    let of_nurse = looks
        .iter()
        .find(|look| look.role == "school-nurse" && !look.emergency);
    of_nurse.unwrap().overview_id.clone()
}

// R-EMERGENCY-6
#[tokio::test]
async fn another_organisations_emergencies_are_no_page_and_no_place_to_read_on_from() {
    let harness = stage().await;
    let other = Caller::actor(&harness, OTHER_DOCTOR);
    other.events(emergency(&harness, REASON)).await.unwrap();
    look(&harness).await;
    let reviewer = auditor_at(&harness, DOCTOR);
    let one = ListEmergenciesRequest {
        max_entries: 1,
        ..ListEmergenciesRequest::default()
    };
    let page = emergencies(&reviewer, one).await.unwrap();
    let id = page.emergencies[0].overview_id.clone();
    assert_eq!(page.emergencies.len(), 1);
    assert!(!page.more, "the older one is another organisation's");
    assert_eq!(page.next_before_overview_id, "");
    let elsewhere = auditor_at(&harness, OTHER_DOCTOR);
    assert_eq!(waiting(&elsewhere).await.len(), 1);
    let after = ListEmergenciesRequest {
        before_overview_id: id,
        ..ListEmergenciesRequest::default()
    };
    let after = emergencies(&elsewhere, after).await.unwrap();
    assert_eq!(after.emergencies, [], "it knows nothing of that overview");
}

/// The refusals in the log, by what was refused.
fn refusals(harness: &Harness) -> Vec<(String, bool)> {
    let log = DatabaseLog::open(&harness.dir().join("aggregator.db")).unwrap();
    let mut found = Vec::new();
    log.each(&mut |line| {
        let body: serde_json::Value = serde_json::from_str(&line.body).unwrap();
        let change = body["change"].as_str().unwrap_or_default();
        if change.starts_with("refused-emerg") {
            found.push((change.to_owned(), line.child.is_some()));
        }
        Ok(())
    })
    .unwrap();
    found
}

// R-EMERGENCY-9
#[tokio::test]
async fn whoever_is_refused_stands_in_the_log_and_waits_for_a_whole_step() {
    let harness = stage().await;
    look(&harness).await;
    let [listed] = waiting(&auditor_at(&harness, DOCTOR))
        .await
        .try_into()
        .unwrap();
    let step = std::time::Duration::from_millis(50);
    let doctor = Caller::actor(&harness, DOCTOR);
    let began = std::time::Instant::now();
    let list = emergencies(&doctor, ListEmergenciesRequest::default()).await;
    assert!(began.elapsed() >= step);
    assert_eq!(reason_of(&list.unwrap_err()).as_deref(), Some("REFUSED"));
    let nobodys = Uuid::new_v4().to_string();
    for (caller, overview, why) in [
        (doctor, &listed.overview_id, "REFUSED"),
        (
            auditor_at(&harness, ELSEWHERE),
            &listed.overview_id,
            "EMERGENCY_UNKNOWN",
        ),
        (auditor_at(&harness, DOCTOR), &nobodys, "EMERGENCY_UNKNOWN"),
    ] {
        let began = std::time::Instant::now();
        let told = review(&caller, overview, Uuid::new_v4(), Verdict::Justified, "").await;
        assert!(began.elapsed() >= step, "{why}");
        assert_eq!(reason_of(&told.unwrap_err()).as_deref(), Some(why));
    }
    let review = ("refused-emergency-review".to_owned(), false);
    let list = ("refused-emergencies-list".to_owned(), false);
    assert_eq!(
        refusals(&harness),
        [list, review.clone(), review.clone(), review]
    );
}

// R-EMERGENCY-10
#[tokio::test]
async fn a_later_verdict_hides_no_earlier_one() {
    let harness = stage().await;
    look(&harness).await;
    let reviewer = auditor_at(&harness, DOCTOR);
    let [one] = waiting(&reviewer).await.try_into().unwrap();
    let verdicts = [Verdict::Unjustified, Verdict::Justified];
    for verdict in verdicts {
        let told = review(&reviewer, &one.overview_id, Uuid::new_v4(), verdict, "").await;
        told.unwrap();
    }
    let all = ListEmergenciesRequest {
        include_reviewed: true,
        ..ListEmergenciesRequest::default()
    };
    let listed = emergencies(&reviewer, all).await.unwrap().emergencies;
    let told: Vec<_> = listed[0]
        .reviews
        .iter()
        .map(EmergencyReview::verdict)
        .collect();
    assert_eq!(told, verdicts);
    assert_eq!(listed[0].review.as_ref(), listed[0].reviews.last());
}

// R-EMERGENCY-6
#[tokio::test]
async fn many_are_read_page_by_page_newest_first() {
    let harness = stage().await;
    for _ in 0..5 {
        look(&harness).await;
        harness.clock().advance(SignedDuration::from_secs(1));
    }
    let reviewer = auditor_at(&harness, DOCTOR);
    let (mut seen, mut before) = (Vec::new(), String::new());
    loop {
        let asked = ListEmergenciesRequest {
            max_entries: 2,
            before_overview_id: before,
            ..ListEmergenciesRequest::default()
        };
        let page = emergencies(&reviewer, asked).await.unwrap();
        assert!(page.emergencies.len() <= 2);
        assert_eq!(page.more, !page.next_before_overview_id.is_empty());
        seen.extend(page.emergencies);
        before = page.next_before_overview_id;
        if !page.more {
            break;
        }
    }
    let times: Vec<_> = seen
        .iter()
        .map(|e| e.access_time.unwrap().seconds)
        .collect();
    assert_eq!(times.len(), 5);
    assert!(
        times.is_sorted_by(|newer, older| newer > older),
        "{times:?}"
    );
}
