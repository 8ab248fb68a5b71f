//! `who-holds-the-ball`: nine contacts, one plan. Whoever takes part sees who coordinates now, what is next, what is late, and what he wants.

use std::collections::BTreeSet;

use consumer::model::{Overview, Record, content::Contact};
use domain::time::Timestamp;
use proto::v1::access::{ListAccessesRequest, access_service_client::AccessServiceClient};
use tests::{Harness, Scene, caller::Caller};

use crate::{day, on, told};

const STORY: &str = "who-holds-the-ball";
const ADVISER: &str = "familieraadgiver-aadal";
const PSYCHIATRIST: &str = "boernepsykiater-midt";
const PARTICIPANTS: [&str; 6] = [
    ADVISER,
    PSYCHIATRIST,
    "laege-torvet",
    "sundhedsplejerske-aadal",
    "ppr-psykolog-aadal",
    "laerer-aadal",
];
const BORN: i16 = 2015;

async fn start() -> Harness {
    Scene::of(&[STORY]).start().await
}

fn contacts(overview: &Overview) -> impl Iterator<Item = &Contact> {
    (overview.records.iter()).filter_map(|r| r.content.as_ref()?.contact.as_ref())
}

fn decided(overview: &Overview) -> Timestamp {
    let zone = overview.child.country.zone();
    overview.decided_time.unwrap().0.interval(&zone).start()
}

/// Whoever has the ball now, by name, each once.
fn with_the_ball(overview: &Overview) -> Vec<&str> {
    let (now, country) = (decided(overview), overview.child.country);
    let holding = contacts(overview).filter(|contact| contact.has_ball(now, country));
    let mut names: Vec<_> = holding
        .map(|contact| contact.person.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The newest thing that happened, and who wrote it.
fn last_event(overview: &Overview) -> (&Record, &str) {
    let last = (overview.records.iter())
        .filter(|r| r.information_type == "activity" && r.status == "COMPLETED")
        .max_by_key(|r| day(overview, r));
    let last = last.unwrap();
    (last, last.author.as_ref().unwrap().name.as_str())
}

// R-STORY-8, R-SHOW-4
#[tokio::test]
async fn everybody_in_the_plan_sees_who_holds_the_ball_now_and_who_held_it_before() {
    let harness = start().await;
    for actor in PARTICIPANTS {
        let overview = harness.overview(actor, STORY).await.unwrap();
        assert_eq!(with_the_ball(&overview), ["Louise Bækgaard"], "{actor}");
        let child = harness.child(STORY);
        let before =
            contacts(&overview).find(|c| c.person.name == "Pernille Ravnholt" && c.holds_ball);
        let until = before.unwrap().ball_until.unwrap();
        let country = overview.child.country;
        assert_eq!(
            until.local_day(country),
            Some(told(&child, BORN, "2026-10-31"))
        );
        let coordinator = contacts(&overview).find(|c| c.coordinator).unwrap();
        assert_eq!(coordinator.person.role_text, "familierådgiver", "{actor}");
        let since = coordinator.ball_since.unwrap().local_day(country);
        assert_eq!(since, Some(told(&child, BORN, "2026-11-01")));
    }
}

// R-STORY-8, R-PLAN-1
#[tokio::test]
async fn everybody_in_the_plan_sees_both_goals_the_overdue_action_and_the_next_meeting() {
    let harness = start().await;
    for actor in PARTICIPANTS {
        let overview = harness.overview(actor, STORY).await.unwrap();
        let plans: Vec<_> = (overview.records.iter())
            .filter(|r| r.information_type == "plan")
            .collect();
        let [plan] = plans.as_slice() else {
            panic!("one plan for {actor}, not {}", plans.len());
        };
        assert_eq!(plan.sources, ["planer-aadal"]);
        let plan = plan.content.as_ref().unwrap().plan.as_ref().unwrap();
        let in_words: Vec<_> = (plan.goals.iter())
            .map(|g| {
                (
                    g.professional_words.starts_with("Mere i skole"),
                    g.child_words.as_str(),
                )
            })
            .collect();
        assert_eq!(
            in_words,
            [(true, ""), (false, "Jeg vil spille fodbold igen")]
        );

        let today = decided(&overview);
        let zone = overview.child.country.zone();
        let open = plan
            .actions
            .iter()
            .filter(|action| action.state != Some("DONE"));
        let overdue: Vec<_> = open
            .filter(|a| {
                a.due
                    .is_some_and(|due| due.0.interval(&zone).end() <= today)
            })
            .map(|a| {
                (
                    a.owner.as_ref().unwrap().role_text.as_str(),
                    a.action.as_str(),
                )
            })
            .collect();
        let late = "Skoleskema med pauser aftales med Noah og forældrene";
        assert_eq!(overdue, [("AKT-vejleder", late)], "{actor}");

        let next = (overview.records.iter())
            .filter(|r| r.information_type == "activity" && r.status == "PLANNED")
            .min_by_key(|r| day(&overview, r));
        assert_eq!(next.unwrap().title, "Netværksmøde", "{actor}");
    }
}

// R-STORY-8
#[tokio::test]
async fn what_happened_last_and_by_whom_is_told_from_what_each_may_see() {
    let harness = start().await;
    let child = harness.child(STORY);
    for (actor, when, by) in [
        (ADVISER, "2026-11-17", "Louise Bækgaard"),
        (PSYCHIATRIST, "2026-11-12", "Pernille Ravnholt"),
        ("laege-torvet", "2026-11-12", "Pernille Ravnholt"),
        ("sundhedsplejerske-aadal", "2026-11-12", "Pernille Ravnholt"),
        ("ppr-psykolog-aadal", "2026-11-04", "Katrine Hjortshøj"),
        ("laerer-aadal", "2026-10-28", "Louise Bækgaard"),
    ] {
        let overview = harness.overview(actor, STORY).await.unwrap();
        let (last, author) = last_event(&overview);
        assert_eq!(day(&overview, last), told(&child, BORN, when), "{actor}");
        assert_eq!(author, by, "{actor}");
    }
}

// R-STORY-8
#[tokio::test]
async fn the_admission_arrives_as_told_with_diagnosis_medicine_and_letter() {
    let harness = start().await;
    let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
    let child = harness.child(STORY);
    let of = |kind: &str, when: &str| on(&overview, kind, told(&child, BORN, when));
    let claimed = |record: &Record| record.claims.iter().any(|c| c.value == "admission");
    assert!(of("activity", "2026-08-17").iter().any(|r| claimed(r)));
    assert_eq!(of("document/discharge-letter", "2026-10-30").len(), 1);
    let attention = of("condition", "2026-09-15");
    let codes: Vec<_> = attention[0].codes.iter().map(|c| c.code.as_str()).collect();
    assert_eq!(codes, ["DF900"]);
    let medicine = of("medication", "2026-09-21");
    let sources: Vec<_> = medicine.iter().flat_map(|r| &r.sources).collect();
    assert!(sources.contains(&&"fmk".to_owned()) && sources.contains(&&"bup-midt".to_owned()));
    assert!(
        medicine
            .iter()
            .all(|r| r.identity_key.as_deref() == Some("medication|N06BA04"))
    );
    // The family department gives others nothing without a person's review.
    assert!(overview.source("familie-aadal").is_none());
    assert!(
        overview
            .on_request
            .iter()
            .any(|r| r.sector == "social-family")
    );
    assert!(overview.complete && overview.conflicts.is_empty());
}

/// The nine of the story, by what they call themselves.
const THE_NINE: [&str; 9] = [
    "klasselærer",
    "AKT-vejleder",
    "autoriseret psykolog, PPR",
    "sundhedsplejerske, skoledistrikt Aadal Nord",
    "speciallæge i almen medicin",
    "speciallæge i børne- og ungdomspsykiatri",
    "sygeplejerske, forløbskoordinator",
    "familierådgiver",
    "familiebehandler",
];

// R-STORY-8
#[tokio::test]
async fn the_nine_arrive_with_the_plan_and_with_its_next_meeting_at_everybody_who_takes_part() {
    let harness = start().await;
    for actor in PARTICIPANTS {
        let overview = harness.overview(actor, STORY).await.unwrap();
        let planned = |r: &&Record| r.information_type == "activity" && r.status == "PLANNED";
        let meeting = (overview.records.iter().filter(planned)).find(|r| r.title == "Netværksmøde");
        let plan = overview
            .records
            .iter()
            .find(|r| r.information_type == "plan");
        for record in [plan, meeting] {
            let record = record.unwrap();
            let people = &record.content.as_ref().unwrap().people;
            let roles: BTreeSet<_> = people
                .iter()
                .map(|person| person.role_text.as_str())
                .collect();
            assert_eq!(roles, THE_NINE.into(), "{} for {actor}", record.title);
            let names: BTreeSet<_> = people.iter().map(|person| person.name.as_str()).collect();
            assert_eq!(names.len(), 9, "each by name");
        }
    }
}

// R-STORY-8, R-CONSENT-1
#[tokio::test]
async fn without_the_parents_consent_the_plan_is_withheld_from_every_one_of_them() {
    let harness = start().await;
    harness.end_consents(STORY).await;
    for actor in PARTICIPANTS {
        let overview = harness.overview(actor, STORY).await.unwrap();
        assert!(overview.source("planer-aadal").is_none(), "{actor}");
        let reason = overview
            .withheld
            .iter()
            .find(|r| r.sector == "coordination-plan");
        assert_eq!(reason.unwrap().code, "CONSENT_WITHDRAWN", "{actor}");
    }
}

/// Whose looks a parent reads, each sector once.
async fn lookers(harness: &Harness, parent: &str) -> Vec<String> {
    let caller = Caller::actor(harness, parent);
    let request = caller.request(ListAccessesRequest {
        child: Some(harness.child(STORY).into()),
        ..ListAccessesRequest::default()
    });
    let mut client = AccessServiceClient::new(caller.channel());
    let told = client.list_accesses(request).await.unwrap().into_inner();
    let sectors: BTreeSet<_> = (told.accesses.into_iter())
        .filter(|access| access.audience == "professional")
        .map(|access| access.sector)
        .collect();
    sectors.into_iter().collect()
}

// R-STORY-8, R-ACCESS-9
#[tokio::test]
async fn both_parents_read_that_those_looked_whom_their_own_yes_let_in_and_nothing_of_the_family_department()
 {
    let harness = start().await;
    for actor in PARTICIPANTS {
        harness.overview(actor, STORY).await.unwrap();
    }
    // The family adviser looks into the department's own case, which an inquiry does too.
    let all = [
        "child-psychiatry",
        "general-practice",
        "health-visitor",
        "ppr",
        "school",
    ];
    for parent in [
        "foraelder-who-holds-the-ball",
        "foraelder-who-holds-the-ball-2",
    ] {
        assert_eq!(lookers(&harness, parent).await, all, "{parent}");
    }
    // What they said yes to then is theirs to read after it, too; what is looked at later is not.
    harness.end_consents(STORY).await;
    assert_eq!(lookers(&harness, "foraelder-who-holds-the-ball").await, all);
}
