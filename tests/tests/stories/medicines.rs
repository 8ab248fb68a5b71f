//! `medicines`: two lists that disagree stand beside each other with source and date, and the weight that falls is on the same page.

use std::collections::{BTreeMap, BTreeSet};

use consumer::{
    Error,
    model::{Overview, Record},
};
use domain::time::Date;
use tests::{Harness, Scene};

use crate::{PSYCHIATRIST, SCHOOL_NURSE, claimed, day, told};

const STORY: &str = "medicines";
const BORN: i16 = 2012;
const PRACTICE: &str = "vc-alen";
const PSYCHIATRY: &str = "bup-vasterlund";
const SCHOOL: &str = "emi-vasterby";
const GP: &str = "vardcentralslakare-alen";

const METHYLPHENIDATE: &str = "N06BA04";
const LISDEXAMFETAMINE: &str = "N06BA12";
const MELATONIN: &str = "N05CH01";
const BUDESONIDE: &str = "R03BA02";
const SALBUTAMOL: &str = "R03AC02";

async fn shown(actor: &str) -> (Harness, Overview) {
    let harness = Scene::of(&[STORY]).start().await;
    let overview = harness.overview(actor, STORY).await.unwrap();
    (harness, overview)
}

/// What a source says of each medicine: ATC and state.
fn list(overview: &Overview, source: &str) -> BTreeMap<String, String> {
    let medicines = (overview.records.iter())
        .filter(|r| r.information_type == "medication" && r.sources.contains(&source.to_owned()));
    medicines
        .flat_map(|record| &record.claims)
        .filter_map(|claim| Some((claim.code.as_ref()?, &claim.value)))
        .filter(|(code, _)| code.system.contains("atc"))
        .map(|(code, state)| (code.code.clone(), state.clone()))
        .collect()
}

fn medicines(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(atc, state): &(&str, &str)| ((*atc).to_owned(), (*state).to_owned());
    pairs.iter().map(owned).collect()
}

fn of<'a>(overview: &'a Overview, atc: &str, state: &str) -> Vec<&'a Record> {
    let stands = |record: &&Record| claimed(record, atc).iter().any(|said| said == state);
    overview.records.iter().filter(stands).collect()
}

// R-STORY-6, R-CLAIM-5
#[tokio::test]
async fn every_clinician_sees_both_lists_each_with_its_source_and_date() {
    for actor in [PSYCHIATRIST, GP, SCHOOL_NURSE] {
        let (harness, overview) = shown(actor).await;
        let child = harness.child(STORY);
        let begun = |atc: &str| -> BTreeSet<(String, Date)> {
            (overview.records.iter())
                .filter(|record| !claimed(record, atc).is_empty())
                .flat_map(|record| {
                    let begun = day(&overview, record);
                    record.sources.iter().map(move |s| (s.clone(), begun))
                })
                .collect()
        };
        let one = |source: &str, on| BTreeSet::from([(source.to_owned(), told(&child, BORN, on))]);
        assert_eq!(begun(BUDESONIDE), one(PRACTICE, "2021-03-10"), "{actor}");
        assert_eq!(begun(SALBUTAMOL), one(PRACTICE, "2017-10-16"), "{actor}");
        assert_eq!(begun(LISDEXAMFETAMINE), one(PSYCHIATRY, "2026-10-05"));
        assert_eq!(begun(MELATONIN), one(PSYCHIATRY, "2026-03-02"), "{actor}");
        let sources: BTreeSet<_> = begun(METHYLPHENIDATE).into_iter().map(|(s, _)| s).collect();
        assert_eq!(
            sources,
            BTreeSet::from([PRACTICE.into(), PSYCHIATRY.into()]),
            "{actor}"
        );
    }
}

// R-STORY-6
#[tokio::test]
async fn what_one_prescriber_lists_the_other_does_not_know() {
    let (harness, _) = shown(PSYCHIATRIST).await;
    let of_one = |source: &'static str| {
        let harness = &harness;
        async move {
            let query = consumer::OverviewQuery::about(harness.child(STORY));
            let answer = harness.client(PSYCHIATRIST).get_overview(query).await;
            let mut answer = answer.unwrap();
            (answer.sources).retain(|row| {
                let named = row.source.as_ref();
                named.is_some_and(|named| named.producer_id == source)
            });
            list(&Overview::of(&harness.child(STORY), &answer), source)
        }
    };
    assert_eq!(
        of_one(PRACTICE).await,
        medicines(&[
            (BUDESONIDE, "active"),
            (METHYLPHENIDATE, "active"),
            (SALBUTAMOL, "active"),
        ])
    );
    assert_eq!(
        of_one(PSYCHIATRY).await,
        medicines(&[
            (LISDEXAMFETAMINE, "active"),
            (MELATONIN, "active"),
            (METHYLPHENIDATE, "stopped"),
        ])
    );
}

// R-STORY-6, R-MERGE-3
#[tokio::test]
async fn the_medicine_that_one_has_stopped_and_the_other_still_lists_is_a_conflict() {
    let (_, overview) = shown(PSYCHIATRIST).await;
    let said: BTreeMap<_, Vec<_>> = (overview.conflicts.iter())
        .map(|conflict| {
            let values = conflict.values.iter();
            let values = values.map(|v| (v.value.as_str(), v.unit.as_str(), &v.sources[..]));
            (conflict.code.as_str(), values.collect())
        })
        .collect();
    let (practice, psychiatry) = ([PRACTICE.to_owned()], [PSYCHIATRY.to_owned()]);
    assert_eq!(
        said[METHYLPHENIDATE],
        [
            ("active", "", &practice[..]),
            ("stopped", "", &psychiatry[..])
        ]
    );
    assert_eq!(
        said["dose"],
        [("18", "mg", &practice[..]), ("36", "mg", &psychiatry[..])]
    );
    assert_eq!(said.len(), 2);
}

// R-STORY-6
#[tokio::test]
async fn the_weight_falls_and_the_pulse_is_high() {
    let (harness, overview) = shown(GP).await;
    let child = harness.child(STORY);
    let mut weights: Vec<_> = (overview.records.iter())
        .filter_map(|record| {
            let kg = claimed(record, "29463-7").into_iter().next()?;
            Some((day(&overview, record), kg, record.sources.clone()))
        })
        .filter(|(on, _, _)| *on >= told(&child, BORN, "2026-01-01"))
        .collect();
    weights.sort();
    let measured = |on, kg: &str, source: &str| {
        let source = vec![source.to_owned()];
        (told(&child, BORN, on), kg.to_owned(), source)
    };
    assert_eq!(
        weights,
        [
            measured("2026-04-14", "52", SCHOOL),
            measured("2026-10-05", "51.2", PSYCHIATRY),
            measured("2026-11-10", "49.4", SCHOOL),
        ]
    );
    let pulses = of(&overview, "8867-4", "96");
    assert_eq!(pulses.len(), 1);
    assert_eq!(pulses[0].sources, [SCHOOL]);
}

// R-STORY-6, R-MERGE-2
#[tokio::test]
async fn what_was_written_on_the_wrong_patient_is_gone_although_its_source_still_sends_it() {
    for actor in [PSYCHIATRIST, GP, SCHOOL_NURSE] {
        let (_, overview) = shown(actor).await;
        let antihistamine = (overview.records.iter()).filter(|r| !claimed(r, "R06AX27").is_empty());
        assert_eq!(antihistamine.count(), 0, "{actor}");
        assert!(overview.records.iter().all(|r| r.status != "RETRACTED"));
    }
}

// R-STORY-6
#[tokio::test]
async fn what_lies_in_the_archive_and_at_school_is_on_request() {
    let (_, overview) = shown(PSYCHIATRIST).await;
    for sector in ["record-archive", "school-psychology", "school"] {
        let reason = (overview.on_request.iter())
            .find(|r| r.sector == sector && r.code == "RELEASED_AFTER_REVIEW");
        let step = reason.unwrap().next_step.as_ref().unwrap();
        assert_eq!(step.code, "SECURE_MESSAGE", "{sector}");
    }
    for source in [
        "arkiv-vasterlund",
        "skola-vasterby",
        "elevhalsa-psyk-vasterby",
    ] {
        assert!(overview.source(source).is_none_or(|row| row.records == 0));
    }
}

// R-STORY-6
#[tokio::test]
async fn the_plan_arrives_with_the_names_as_the_family_writes_them() {
    let (_, overview) = shown(PSYCHIATRIST).await;
    let plan = (overview.records.iter()).find(|record| record.sources == ["mina-planer"]);
    let plan = serde_json::to_string(&plan.unwrap().content).unwrap();
    assert!(plan.contains("كريم حداد"));
    assert!(plan.contains("Orka med ridningen"));
}

// R-CITIZEN-1
#[tokio::test]
async fn at_fourteen_neither_parents_nor_she_herself_see_health_records() {
    let harness = Scene::of(&[STORY]).start().await;
    for actor in [
        "vardnadshavare-medicines",
        "vardnadshavare-medicines-2",
        "ung-medicines",
    ] {
        match harness.overview(actor, STORY).await {
            Ok(overview) => assert!(overview.records.is_empty(), "{actor}"),
            Err(Error::Refused { .. }) => {}
            Err(other) => panic!("{actor}: {other:?}"),
        }
    }
}
