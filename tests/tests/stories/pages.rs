//! What people read of the told children, from the sources' sockets to the page: the lines for whose sake each story is told.

use consumer::{
    model::Overview,
    table::{Layout, render},
    wording::{Language, Phrase},
};
use tests::{Harness, Scene};

/// Two screens of text.
const TWO_SCREENS: usize = 125;

const LANGUAGES: [Language; 3] = [Language::Sv, Language::Da, Language::En];

/// A story's sources, and what its own actor sees.
async fn told(story: &str) -> (Harness, Overview) {
    let harness = Scene::of(&[story]).start().await;
    let actor = harness.sandbox.world.child(story).unwrap().actor;
    let overview = harness.overview(actor, story).await.unwrap();
    (harness, overview)
}

fn page(overview: &Overview, language: Language) -> String {
    let layout = Layout {
        language,
        width: 100,
        color: false,
    };
    let page = render(overview, layout);
    let lines = page.lines().count();
    assert!(lines <= TWO_SCREENS, "{lines} lines");
    page
}

/// Where a line begins so; of several the first.
fn line(page: &str, begins: &str) -> usize {
    let found = page
        .lines()
        .position(|line| line.trim_start().starts_with(begins));
    found.unwrap_or_else(|| panic!("no line begins with {begins:?}:\n{page}"))
}

// R-SHOW-4, R-STORY-8
#[tokio::test]
async fn who_holds_the_ball_what_is_overdue_what_comes_next_and_both_goals_stand_above_the_timeline()
 {
    let (_harness, overview) = told("who-holds-the-ball").await;
    for language in LANGUAGES {
        let page = page(&overview, language);
        let timeline = line(&page, Phrase::Timeline.say(language));
        for label in [
            Phrase::Responsible,
            Phrase::NextAppointment,
            Phrase::LastEvent,
        ] {
            assert!(line(&page, label.say(language)) < timeline, "{label:?}");
        }
        let goal = |whose: Phrase| format!("• {}: ", whose.say(language));
        assert!(line(&page, &goal(Phrase::Goal)) < timeline);
        let own = format!("{}Jeg vil spille fodbold igen", goal(Phrase::ChildsGoal));
        assert!(line(&page, &own) < timeline, "in his own words");
        assert!(page.contains(&format!("– {}", Phrase::Overdue.say(language))));
    }
}

// R-SHOW-13, R-STORY-7
#[tokio::test]
async fn the_parent_who_has_not_answered_stands_by_name_above_the_visit_that_waits() {
    let (harness, overview) = told("second-parent").await;
    let child = harness.sandbox.world.child("second-parent").unwrap();
    let father = child.guardians.iter().find(|g| !g.residence_parent);
    let father = &father.unwrap().name;
    for language in LANGUAGES {
        let page = page(&overview, language);
        let named = page
            .lines()
            .position(|line| line.starts_with('!') && line.contains(father));
        assert!(named.unwrap() < line(&page, Phrase::NextAppointment.say(language)));
        let step = Phrase::MissingFrom.with(language, father);
        assert!(line(&page, &step) > line(&page, Phrase::Withheld.say(language)));
    }
}

// R-SHOW-14, R-SHOW-15, R-STORY-6
#[tokio::test]
async fn two_medicine_lists_their_disagreement_and_the_falling_weight_stand_above_the_timeline() {
    let (harness, overview) = told("medicines").await;
    let page = page(&overview, Language::Sv);
    let above: String = page.split("\nTidslinje").next().unwrap().to_owned();
    for source in ["vc-alen", "bup-vasterlund"] {
        let name = &harness.sandbox.world.system(source).unwrap().name;
        let list = above
            .lines()
            .position(|l| l.trim_start_matches("Läkemedel").trim() == *name);
        assert!(list.is_some(), "{name} has a list\n{above}");
    }
    assert!(
        above.contains("≠ Källorna har olika uppgifter: metylfenidat"),
        "{above}"
    );
    let falls = line(&above, "Vikten sjunker");
    let falls = above.lines().nth(falls).unwrap();
    assert!(
        falls.contains("52,0 kg") && falls.contains("49,4 kg"),
        "{falls}"
    );
}

// R-STORY-10
#[tokio::test]
async fn what_was_written_on_the_wrong_child_is_on_no_page_of_his() {
    let (_harness, overview) = told("retracted").await;
    for language in LANGUAGES {
        let page = page(&overview, language);
        // With its unit: a time of day is written with the same figures once a day.
        let weights = ["12,4 kg", "12.4 kg"];
        assert!(!weights.iter().any(|kg| page.contains(kg)), "{page}");
    }
}
