//! Properties: no order shows, repetition changes nothing, and seeing less never makes anything missing.

use domain::{
    policy::Audience,
    programme::{Deviation, Finding},
    record::{
        Header,
        body::{ActivityKind, ProgrammeAdherence},
    },
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::{
    common::{shuffle, tried},
    scene::{BVC, EMI, Scene, activity, dose, growth, refused, retracted, states},
};

/// Few vaccines, days and numbers, so that they meet.
fn any_record() -> impl Strategy<Value = (&'static str, domain::record::Record, bool)> {
    let atc = select(vec![
        "J07CA09", "J07CA02", "J07BD52", "J07AJ52", "J07BH02", "J07BC02",
    ]);
    let day = select(vec![
        "2020-07-01",
        "2020-08-20",
        "2020-10-21",
        "2021-05",
        "2021-05-21",
        "2021-11-22",
        "2022",
        "2022-08-22",
        "2025-05-26",
        "2026-11-21",
        "2027-01-01",
    ]);
    let producer = select(vec![BVC, EMI]);
    (
        producer,
        0_u8..7,
        atc,
        day,
        0_u32..5,
        prop::bool::weighted(0.1),
    )
        .prop_map(|(producer, kind, atc, day, number, gone)| {
            let record = match kind {
                0 => refused(atc, day, number),
                1 => growth(day),
                2 => activity(ActivityKind::NoShow, day),
                3 => states(day, ProgrammeAdherence::Followed),
                _ => dose(atc, day, number),
            };
            (producer, record, gone)
        })
}

fn scene(told: Vec<(&'static str, domain::record::Record, bool)>) -> Scene {
    let mut scene = Scene::sweden();
    for (producer, record, gone) in told {
        let header = scene.tell(producer, record);
        if gone {
            header.life_cycle = retracted();
        }
    }
    scene
}

fn missing(scene: &Scene) -> Vec<String> {
    let items = scene.check().parts.into_iter().flat_map(|part| part.items);
    items
        .filter(|item| item.finding == Finding::Deviates(Deviation::Missing))
        .map(|item| item.code.to_owned())
        .collect()
}

proptest! {
    #![proptest_config(tried())]

    // R-PROGRAMME-6
    #[test]
    fn the_order_of_sources_and_of_their_records_never_matters(
        told in vec(any_record(), 0..16),
        seed in any::<u64>(),
    ) {
        let scene = scene(told);
        let mut other = scene.clone();
        for source in &mut other.sources {
            shuffle(&mut source.records, seed);
        }
        shuffle(&mut other.sources, seed);
        prop_assert_eq!(other.check(), scene.check());
    }

    // R-PROGRAMME-3
    #[test]
    fn what_a_second_source_copied_changes_no_finding(told in vec(any_record(), 0..12)) {
        let scene = scene(told);
        let mut copied = scene.clone();
        let doses: Vec<Header> = (scene.source_of(BVC).records.iter())
            .filter(|header| header.information_type.as_str() == "vaccination")
            .cloned()
            .collect();
        for (number, mut header) in doses.into_iter().enumerate() {
            header.record_id = format!("copy-{number}");
            copied.source(EMI).records.push(header);
        }
        let findings = |scene: &Scene| -> Vec<_> {
            let items = scene.check().parts.into_iter().take(1).flat_map(|part| part.items);
            items.map(|item| (item.code, item.finding)).collect()
        };
        prop_assert_eq!(findings(&copied), findings(&scene));
    }

    // R-PROGRAMME-2, R-PROGRAMME-5
    #[test]
    fn nothing_is_missing_for_whom_it_may_be_hidden_or_where_a_source_is_not_whole(
        told in vec(any_record(), 0..12),
    ) {
        let scene = scene(told);
        for audience in [Audience::Guardian, Audience::Child] {
            let citizen = Scene { audience, ..scene.clone() };
            prop_assert_eq!(missing(&citizen), Vec::<String>::new());
        }
        for producer in [BVC, EMI] {
            let mut cut = scene.clone();
            cut.source(producer).whole = false;
            prop_assert!(missing(&cut).is_empty());
        }
    }

    // R-PROGRAMME-5
    #[test]
    fn what_was_retracted_is_as_if_it_had_never_been_told(told in vec(any_record(), 0..12)) {
        let scene = scene(told);
        let mut without = scene.clone();
        for source in &mut without.sources {
            source.records.retain(|header| !header.life_cycle.is_retracted());
        }
        prop_assert_eq!(without.check(), scene.check());
    }
}
