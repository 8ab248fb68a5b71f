//! `protected`: who may see the boy at all, what is masked, and that free text leaves its source only through a person.

use std::collections::BTreeSet;

use consumer::{
    Error,
    model::Overview,
    table::{self, Layout},
    wording::{Language, Phrase},
};
use domain::policy::Audience;
use mock_producers::world::{ToldActor, World};
use tests::Scene;

const STORY: &str = "protected";
const NURSE: &str = "skolskoterska-norrby";
const MOTHER: &str = "mamma-protected";

/// What free text there is about him; the tables call it `drop`.
const FREE_TEXT: [&str; 4] = [
    "activity",
    "contact",
    "document/bvc-summary",
    "document/care-note",
];

// R-PROTECT-2
#[tokio::test]
async fn free_text_of_a_protected_child_is_on_request_only() {
    let harness = scene().start().await;
    let overview = harness.overview(NURSE, STORY).await.unwrap();

    let shown: BTreeSet<_> = (overview.records.iter())
        .map(|record| record.information_type.as_str())
        .collect();
    assert!(FREE_TEXT.iter().all(|kind| !shown.contains(kind)));
    let asked: BTreeSet<_> = (overview.on_request.iter())
        .filter(|reason| reason.code == "PROTECTED_IDENTITY")
        .flat_map(|reason| reason.types.iter().map(String::as_str))
        .collect();
    assert!(FREE_TEXT.iter().all(|kind| asked.contains(kind)));
    for reason in &overview.on_request {
        let step = reason.next_step.as_ref().unwrap();
        assert!(["SECURE_MESSAGE", "CONTACT_SOURCE"].contains(&step.code.as_str()));
        assert!(step.mailbox.is_empty(), "a mailbox names a place");
        let is_message = step.code == "SECURE_MESSAGE";
        assert_eq!(step.subject_template.contains("<case number>"), is_message);
    }
}

// R-PROTECT-2, R-PROTECT-3
#[tokio::test]
async fn what_is_shown_of_a_protected_child_is_numbers_and_codes() {
    let harness = scene().start().await;
    let overview = harness.overview(NURSE, STORY).await.unwrap();

    assert!(!overview.records.is_empty());
    for record in &overview.records {
        assert!(record.content.is_none() && record.location.is_none());
        if let Some(author) = &record.author {
            assert_eq!((author.name.as_str(), author.role_text.as_str()), ("", ""));
            assert!(author.organisation.is_none());
        }
        assert!(record.codes.iter().all(|code| code.display.is_empty()));
    }
    let height = overview.records.iter().flat_map(|record| &record.claims);
    assert!(
        height.clone().any(|claim| claim.value == "117.4"),
        "the value itself tells no place"
    );
}

// R-PROTECT-3
#[tokio::test]
async fn sources_and_records_of_a_protected_child_have_no_names_of_their_own() {
    let harness = scene().start().await;
    let overview = harness.overview(NURSE, STORY).await.unwrap();

    for source in &overview.sources {
        let number = source.producer.strip_prefix(&source.sector).unwrap();
        let number = number.strip_prefix('-').unwrap_or("1");
        assert!(number.parse::<usize>().is_ok(), "{}", source.producer);
        assert!(
            harness.sandbox.world.system(&source.producer).is_none(),
            "{} is a producer's own name",
            source.producer
        );
    }
    let own: BTreeSet<_> = (harness.sandbox.world.systems.iter())
        .flat_map(|system| system.records.iter())
        .map(|record| record.header.record_id.as_str())
        .collect();
    let shown = overview.records.iter().flat_map(|r| &r.source_records);
    for named in shown {
        assert!(
            !own.contains(named.id.as_str()),
            "an id of the source's own"
        );
        assert!(!named.id.is_empty());
    }
}

// R-PROTECT-3
#[tokio::test]
async fn the_same_record_keeps_its_stand_in_and_another_child_would_have_others() {
    let harness = scene().start().await;
    let ids = |overview: Overview| -> Vec<_> {
        let ids = overview.records.into_iter().map(|r| r.id);
        ids.collect()
    };
    let first = ids(harness.overview(NURSE, STORY).await.unwrap());
    let again = ids(harness.overview(NURSE, STORY).await.unwrap());
    assert_eq!(first, again);
    let elsewhere = scene().start().await;
    let others = ids(elsewhere.overview(NURSE, STORY).await.unwrap());
    assert!(
        first.iter().all(|id| !others.contains(id)),
        "stand-ins hang on the aggregator's key"
    );
}

// R-PROTECT-4
#[tokio::test]
async fn professionals_are_told_of_the_protection_first_in_every_language() {
    let harness = scene().start().await;
    let overview = harness.overview(NURSE, STORY).await.unwrap();
    assert!(overview.protected);
    for (language, words) in [
        (Language::Sv, "Skyddade personuppgifter"),
        (Language::Da, "Navne- og adressebeskyttelse"),
        (Language::En, "Protected identity"),
    ] {
        let page = table::render(&overview, page(language));
        let line = |words| page.lines().position(|line| line.contains(words));
        let timeline = line(Phrase::Timeline.say(language)).unwrap();
        assert!(line(words).unwrap() < timeline, "{language:?}");
    }
    let open = harness
        .overview("skolskoterska-vasterby", "old-bvc")
        .await
        .unwrap();
    assert!(!open.protected);
}

// R-PROTECT-2, R-VISIBILITY-1
#[tokio::test]
async fn a_guardian_of_a_protected_child_is_refused_as_anybody_without_relation() {
    let harness = scene().retold(with_mother).start().await;
    let hers = harness.overview(MOTHER, STORY).await;
    let hers = refused(hers.map(|_| ()));
    let stranger = harness.overview("bup-lakare", STORY).await;
    assert_eq!(hers, refused(stranger.map(|_| ())));
}

/// The child with every system that holds anything about it, and one that is not protected.
fn scene() -> Scene {
    Scene::of(&[STORY, "old-bvc"])
}

/// The mother who holds custody, as the citizens' service knows her.
fn with_mother(world: &mut World) {
    let guardian = world.child(STORY).unwrap().guardians[0].id.clone();
    let like = world.actor("vardnadshavare-old-bvc").unwrap().clone();
    assert_eq!(like.audience, Audience::Guardian);
    world.actors.push(ToldActor {
        name: MOTHER,
        person: Some(guardian),
        ..like
    });
}

fn refused(answer: Result<(), Error>) -> Option<String> {
    match answer {
        Err(Error::Refused { reason }) => reason,
        Err(other) => panic!("{other:?}"),
        Ok(()) => panic!("something was shown"),
    }
}

fn page(language: Language) -> Layout {
    Layout {
        language,
        width: 100,
        color: false,
    }
}
