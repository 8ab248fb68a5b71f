//! Every quirk can be seen from the outside, in the records of two hundred children.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    record::{
        LifeCycle, Record,
        body::{ActivityKind, Body, ReferralState, types},
    },
    time::Moment,
};
use mock_producers::World;

use crate::{TODAY, synthetic_records, world};

/// What a record shows, each as a word.
fn shows(record: &Record) -> Vec<&'static str> {
    let header = &record.header;
    let mut shown = Vec::new();
    let mut note = |is_so: bool, word| {
        if is_so {
            shown.push(word);
        }
    };
    note(header.life_cycle.is_retracted(), "retracted");
    note(header.life_cycle == LifeCycle::Cancelled, "cancelled");
    note(header.life_cycle == LifeCycle::Planned, "planned");
    note(
        matches!(header.period.start, Some(Moment::Month { .. })),
        "dated by month",
    );
    note(
        matches!(header.period.start, Some(Moment::Year(_))),
        "dated by year",
    );
    note(header.title.len() == 300, "title at the limit");
    note(header.marks.not_for_guardians, "not for guardians");
    note(header.marks.mentions_third_persons, "about others");
    note(
        header.version > 1 && header.updated > header.recorded,
        "corrected",
    );
    shown.extend(in_body(&record.body));
    shown
}

/// What its content shows.
fn in_body(body: &Body) -> Vec<&'static str> {
    let mut shown = Vec::new();
    let mut note = |is_so: bool, word| {
        if is_so {
            shown.push(word);
        }
    };
    match body {
        Body::MasterData(body) => {
            note(
                body.name
                    .chars()
                    .any(|c| ('\u{590}'..='\u{8ff}').contains(&c)),
                "right to left",
            );
            note(body.name.chars().count() >= 120, "long name");
            note(body.protection.counts_as_protected(), "protected");
            note(!body.other_ids.is_empty(), "older number");
            note(
                body.languages
                    .iter()
                    .any(|language| language.interpreter_needed),
                "interpreter",
            );
            note(
                body.unborn
                    .as_ref()
                    .is_some_and(|unborn| unborn.relinked_to.is_none()),
                "unborn",
            );
            note(
                body.unborn
                    .as_ref()
                    .is_some_and(|unborn| unborn.relinked_to.is_some()),
                "relinked at birth",
            );
        }
        Body::Vaccination(body) => {
            note(body.not_given.is_some(), "declined");
            note(body.transcribed, "typed in from elsewhere");
        }
        Body::Activity(body) => {
            note(body.kind == ActivityKind::NoShow, "no-show");
            note(body.kind == ActivityKind::Summons, "summons");
            note(body.kind == ActivityKind::Admission, "admission");
        }
        Body::Questionnaire(body) => note(body.about.is_some(), "about the mother"),
        Body::Referral(body) => {
            note(body.state == ReferralState::Waiting, "referral waits");
            note(body.state == ReferralState::Rejected, "referral rejected");
        }
        Body::Plan(body) => note(
            body.goals.iter().any(|goal| !goal.child_words.is_empty()),
            "child's own words",
        ),
        _ => {}
    }
    shown
}

const EVERY_QUIRK: [&str; 27] = [
    "retracted",
    "planned",
    "dated by month",
    "dated by year",
    "title at the limit",
    "not for guardians",
    "about others",
    "corrected",
    "right to left",
    "long name",
    "protected",
    "older number",
    "interpreter",
    "unborn",
    "relinked at birth",
    "declined",
    "typed in from elsewhere",
    "no-show",
    "summons",
    "admission",
    "about the mother",
    "referral waits",
    "child's own words",
    "conflict",
    "dose in two sources",
    "born today's year",
    "older subject",
];

// R-WORLD-6
#[test]
fn every_quirk_occurs_among_two_hundred() {
    for seed in 0..8 {
        let world = world(seed);
        let records = synthetic_records(world, TODAY);
        let mut shown: BTreeSet<_> = records
            .iter()
            .flat_map(|(_, record)| shows(record))
            .collect();
        shown.extend(between_records(world));
        for quirk in EVERY_QUIRK {
            assert!(shown.contains(quirk), "{seed} {quirk}");
        }
    }
}

/// What shows only when records are held against each other.
fn between_records(world: &World) -> Vec<&'static str> {
    let mut shown = Vec::new();
    let mut by_key: BTreeMap<(String, String), Vec<(&str, &Record)>> = BTreeMap::new();
    for (system, record) in synthetic_records(world, TODAY) {
        if let Some(key) = &record.header.identity_key {
            let key = (record.header.subject.value().to_owned(), key.clone());
            by_key.entry(key).or_default().push((system.id, record));
        }
    }
    let two_sources =
        |list: &&Vec<(&str, &Record)>| list.iter().any(|(system, _)| *system != list[0].0);
    for list in by_key.values().filter(two_sources) {
        let kind = list[0].1.header.information_type.as_str();
        let agree = list
            .iter()
            .all(|(_, record)| record.header.claims == list[0].1.header.claims);
        match (kind, agree) {
            (types::VACCINATION, true) => shown.push("dose in two sources"),
            (types::OBSERVATION_GROWTH, false) => shown.push("conflict"),
            _ => {}
        }
    }
    let children: BTreeSet<_> = world.children.iter().map(|child| &child.id).collect();
    if synthetic_records(world, TODAY)
        .iter()
        .any(|(_, record)| !children.contains(&record.header.subject))
    {
        shown.push("older subject");
    }
    let labels = || world.children.iter().map(|child| child.label.as_str());
    if labels().any(|label| label.contains("mån")) && labels().any(|label| label.contains("17 år"))
    {
        shown.push("born today's year");
    }
    shown
}

// R-WORLD-6
#[test]
fn a_note_is_seldom_written_twice_with_the_same_words() {
    let world = world(4);
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    let mut notes = 0;
    for (_, record) in synthetic_records(world, TODAY) {
        if let Body::CareDocument(body) = &record.body {
            notes += 1;
            let text: String = body
                .sections
                .iter()
                .map(|section| section.text.as_str())
                .collect();
            *met.entry(text).or_default() += 1;
        }
    }
    let most = met.values().max().copied().unwrap_or(0);
    assert!(
        notes > 500 && met.len() * 10 > notes * 7,
        "{notes} {}",
        met.len()
    );
    assert!(most * 40 < notes, "{most} of {notes}");
}

// R-WORLD-6
#[test]
fn every_record_is_about_a_child_an_older_number_of_one_or_its_mother() {
    let world = world(5);
    let mut known: BTreeSet<_> = world
        .children
        .iter()
        .map(|child| child.id.clone())
        .collect();
    for (_, record) in synthetic_records(world, TODAY) {
        if let Body::MasterData(body) = &record.body {
            known.extend(body.other_ids.iter().cloned());
        }
    }
    for (system, record) in synthetic_records(world, TODAY) {
        assert!(
            known.contains(&record.header.subject),
            "{} {:?}",
            system.id,
            record.header
        );
    }
}
