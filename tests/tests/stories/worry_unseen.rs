//! `worry` from the side of the father, whom she is afraid of, and of her mother: two worlds, one in which nobody worried. What is taken out
//! of the second is told by source and day, and not by the mark that the filter itself reads: a paper of the worry without its mark stands in
//! the first world only, and shows.

use std::collections::{BTreeMap, BTreeSet};

use consumer::{
    model::Overview,
    table::{Layout, render},
    wording::Language,
};
use domain::{
    record::Record,
    time::{Country, Date},
};
use jiff::civil::date;
use mock_producers::{World, world::ToldChild};
use proto::v1::{
    access::{ListAccessesRequest, ListSharingRequest, access_service_client::AccessServiceClient},
    overview::{Ground, OverviewQuery},
};
use tests::{Harness, Scene, caller::Caller};

use crate::{
    PSYCHIATRIST, SCHOOL_NURSE, told,
    worry::{
        BORN, COUNSELLOR, FATHER, MOTHER, SOCIAL, SOCIAL_WORKER, STORY, TEACHER, says_a_word_of_it,
    },
};

const TODAY: Date = date(2026, 11, 21);

/// The day on which the bruise was seen. Everything of the worry begins then or later.
const SEEN: &str = "2026-10-05";

/// Where the rooms of the story write: social, school and health.
const WRITTEN_IN: [&str; 7] = [
    SOCIAL,
    "skola-vasterby",
    "elevhalsa-psyk-vasterby",
    "emi-vasterby",
    "bvc-vasterby",
    "vc-alen",
    "bup-vasterlund",
];

/// What begins later and has nothing to do with it: the first visit that psychiatry booked in September, for a stomach ache.
const ORDINARY: [(&str, &str); 1] = [("bup-vasterlund", "Nybesök")];

/// How much of it each source holds. A paper more is one to count here, and to mark.
const PAPERS: [(&str, usize); 4] = [
    ("elevhalsa-psyk-vasterby", 3),
    ("emi-vasterby", 2),
    ("skola-vasterby", 1),
    (SOCIAL, 12),
];

fn is_of_the_worry(system: &str, record: &Record, child: &ToldChild) -> bool {
    let header = &record.header;
    let seen = Country::Se.midnight(told(&child.id, BORN, SEEN));
    let begins = header
        .period
        .start
        .map(|start| start.interval(&Country::Se.zone()).start());
    header.subject == child.id
        && WRITTEN_IN.contains(&system)
        && begins.is_none_or(|begins| begins >= seen)
        && !ORDINARY.contains(&(system, header.title.as_str()))
}

/// The same world in which nobody saw a bruise: none of the papers, and nobody at social services who has to do with her.
pub(crate) fn without_the_worry(world: &mut World) {
    let child = world
        .children
        .iter_mut()
        .find(|child| child.story == STORY)
        .unwrap();
    child
        .relations
        .retain(|relation| relation.sector.as_str() != "social-child");
    let child = child.clone();
    for system in &mut world.systems {
        let id = system.id;
        let rest = system.records.iter();
        let rest = rest.filter(|record| !is_of_the_worry(id, record, &child));
        system.records = rest.cloned().collect();
    }
}

/// Two worlds at the same instant.
async fn worlds() -> [Harness; 2] {
    let scene = || Scene::of(&[STORY, "protected"]).today(TODAY);
    [
        scene().start().await,
        scene().retold(without_the_worry).start().await,
    ]
}

// R-STORY-5
#[test]
fn every_paper_of_the_worry_carries_the_mark_at_its_source() {
    let world = World::told(TODAY);
    let child = world.child(STORY).unwrap();
    let mut papers = BTreeMap::new();
    for system in &world.systems {
        for record in system.records.iter() {
            if is_of_the_worry(system.id, record, child) {
                let marks = &record.header.marks;
                assert!(
                    marks.not_for_guardians,
                    "{}: {:?}",
                    system.id, record.header
                );
                *papers.entry(system.id).or_insert(0_usize) += 1;
            } else if record.header.subject == child.id {
                assert!(
                    !record.header.marks.not_for_guardians,
                    "{:?}",
                    record.header
                );
            }
        }
    }
    assert_eq!(papers, PAPERS.into());
}

/// All that a guardian can call up: the overview with its times, rows, counts and reasons, the same on paper, who has looked, and who
/// shares what with whom.
async fn whole_page(harness: &Harness, guardian: &str) -> BTreeMap<&'static str, String> {
    let overview = harness.overview(guardian, STORY).await.unwrap();
    let events = harness
        .events(guardian, STORY, std::time::Duration::from_secs(20))
        .await;
    let events = events.unwrap().len();
    BTreeMap::from([
        ("messages", events.to_string()),
        ("paper", on_paper(&overview)),
        ("overview", without_its_id(overview)),
        ("accesses", accesses(harness, guardian).await.join("\n")),
        ("sharing", sharing(harness, guardian).await),
    ])
}

fn on_paper(overview: &Overview) -> String {
    let layout = Layout {
        language: Language::Sv,
        width: 100,
        color: false,
    };
    // The number under which it stands in the log is another for every question.
    render(overview, layout).replace(&overview.overview_id, "")
}

/// Everything but the number of the question: the times too, for the clock stands still.
fn without_its_id(overview: Overview) -> String {
    let mut json = serde_json::to_value(overview).unwrap();
    json.as_object_mut().unwrap().remove("overview_id").unwrap();
    serde_json::to_string_pretty(&json).unwrap()
}

/// Who looked, each line with its time, newest first.
async fn accesses(harness: &Harness, guardian: &str) -> Vec<String> {
    let caller = Caller::actor(harness, guardian);
    let request = caller.request(ListAccessesRequest {
        child: Some(harness.child(STORY).into()),
        ..ListAccessesRequest::default()
    });
    let mut client = AccessServiceClient::new(caller.channel());
    let answer = client.list_accesses(request).await.unwrap().into_inner();
    let mut questions = Vec::new();
    let lines = answer.accesses.into_iter().map(|mut access| {
        // Which lines are of one question is told, under another number.
        let id = std::mem::take(&mut access.overview_id);
        let place = questions.iter().position(|known| *known == id);
        let place = place.unwrap_or_else(|| {
            questions.push(id);
            questions.len()
        });
        format!("{place}: {access:?}")
    });
    lines.collect()
}

/// Who shares what with whom.
async fn sharing(harness: &Harness, guardian: &str) -> String {
    let caller = Caller::actor(harness, guardian);
    let request = caller.request(ListSharingRequest {
        child: Some(harness.child(STORY).into()),
        language: "sv".to_owned(),
    });
    let mut client = AccessServiceClient::new(caller.channel());
    let mut answer = client.list_sharing(request).await.unwrap().into_inner();
    // The world draws new numbers for its consents whenever it starts.
    for consent in answer.sharings.iter_mut().flat_map(|s| &mut s.consents) {
        consent.consent_id.clear();
    }
    assert!(
        !answer.sharings.is_empty(),
        "the clinics' consents are theirs"
    );
    format!("{answer:#?}")
}

async fn looks(harness: &Harness, actor: &str, query: OverviewQuery) {
    let caller = Caller::actor(harness, actor);
    caller.events(query).await.unwrap();
}

/// Everybody who has to do with the worry looks, the inquiry by its statute too.
async fn they_look(harness: &Harness) {
    let query = || harness.query(STORY);
    let by_statute = OverviewQuery {
        ground: Ground::Statute.into(),
        reason: "SN 2026/1193".to_owned(),
        ..query()
    };
    looks(harness, SOCIAL_WORKER, by_statute).await;
    for actor in [SOCIAL_WORKER, COUNSELLOR, TEACHER] {
        looks(harness, actor, query()).await;
    }
}

// R-STORY-5, R-ACCESS-2
#[tokio::test]
async fn the_father_and_the_mother_see_the_whole_page_that_they_would_see_if_nobody_had_worried() {
    let [worried, untouched] = worlds().await;
    // Before anybody has looked, after those did who always do, and after those who do because of the worry.
    for round in 0..3 {
        if round == 1 {
            for harness in [&worried, &untouched] {
                for actor in [SCHOOL_NURSE, PSYCHIATRIST] {
                    looks(harness, actor, harness.query(STORY)).await;
                }
            }
        }
        if round == 2 {
            they_look(&worried).await;
        }
        for guardian in [FATHER, MOTHER] {
            let seen = whole_page(&worried, guardian).await;
            let expected = whole_page(&untouched, guardian).await;
            for (part, seen) in &seen {
                let expected = &expected[part];
                assert!(
                    seen == expected,
                    "{guardian}, round {round}: {part} betrays it:\n{}",
                    differing(seen, expected)
                );
            }
        }
    }
}

// R-STORY-5
#[tokio::test]
async fn the_ordinary_childhood_is_all_there_for_both() {
    let harness = Scene::of(&[STORY]).start().await;
    for guardian in [FATHER, MOTHER] {
        let overview = harness.overview(guardian, STORY).await.unwrap();
        let sources: BTreeSet<_> = overview
            .sources
            .iter()
            .map(|s| s.producer.as_str())
            .collect();
        assert_eq!(
            sources,
            BTreeSet::from([
                "bup-vasterlund",
                "bvc-vasterby",
                "emi-vasterby",
                "folkbokforingen",
                "vc-alen"
            ])
        );
        assert!(overview.complete && overview.records.iter().all(|r| !r.not_for_guardians));
        let booked = overview.records.iter().find(|r| r.title == "Nybesök");
        assert!(booked.is_some(), "what psychiatry booked in September");
        let records = serde_json::to_string(&overview.records).unwrap();
        assert_eq!(says_a_word_of_it(&records), None, "{guardian}");
        // Of sectors that guardians are shown nothing of the tables speak, whatever they hold: in the same words in both worlds.
        let said = overview.withheld.iter().chain(&overview.on_request);
        let constant = ["NO_RULE", "RELEASED_AFTER_REVIEW"];
        assert!(
            said.into_iter()
                .all(|r| constant.contains(&r.code.as_str()))
        );
    }
}

/// The lines of two texts that are not the other's.
fn differing(seen: &str, expected: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let (seen, expected) = (lines(seen), lines(expected));
    let more = seen.difference(&expected).map(|line| format!("+ {line}"));
    let less = expected.difference(&seen).map(|line| format!("- {line}"));
    more.chain(less).collect::<Vec<_>>().join("\n")
}
