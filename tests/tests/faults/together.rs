//! Two faults at once: both on one source, and one each on two. The normal share takes every pair of faults; a night can take every pair
//! on every source, and on every two neighbours: `SAMSYN_FAULTS=all cargo test --release -p tests --test faults together`.

use mock_producers::Faults;

use crate::{
    expected::ALL,
    stage::{Case, Stage, on_its_own, play},
};

/// One source with records of the child that is asked about, and its neighbour in the same question.
const ONE: &str = "vc-alen";
const OTHER: &str = "bup-vasterlund";

#[expect(clippy::disallowed_methods, reason = "a test's own knob")]
fn takes_all() -> bool {
    std::env::var("SAMSYN_FAULTS").is_ok_and(|asked| asked == "all")
}

/// Every two that can be on one source: two ways of one fault cannot.
fn pairs() -> Vec<Faults> {
    let mut pairs = Vec::new();
    for (place, one) in ALL.iter().enumerate() {
        for other in &ALL[place + 1..] {
            pairs.extend(format!("{one}+{other}").parse::<Faults>());
        }
    }
    pairs
}

// R-FAULT-2, R-MOCK-3, R-MOCK-4
#[test]
fn two_faults_at_once_on_one_source_cost_its_row_and_the_worse_is_told() {
    let sources = on_its_own(async { Stage::set().await.sources() });
    let pairs = pairs();
    assert_eq!(pairs.len(), 18 * 17 / 2 - 4);
    let cases = (sources.iter())
        .filter(|(source, _)| takes_all() || *source == ONE)
        .flat_map(|(source, question)| {
            let wrong = |faults: &Faults| vec![(source.clone(), faults.clone())];
            let case = move |faults| Case::of(*question, wrong(faults));
            pairs.iter().map(case).collect::<Vec<_>>()
        });
    play(cases.collect());
}

// R-MOCK-4, R-STATUS-2
#[test]
fn a_fault_each_on_two_sources_are_two_rows_with_their_own_causes() {
    let neighbours = on_its_own(async { Stage::set().await.neighbours() });
    let faults: Vec<Faults> = ALL.iter().map(|fault| fault.parse().unwrap()).collect();
    let mut cases = Vec::new();
    for (question, one, other) in neighbours {
        if !takes_all() && (one.as_str(), other.as_str()) != (ONE, OTHER) {
            continue;
        }
        for (place, first) in faults.iter().enumerate() {
            for second in &faults[place..] {
                let wrong = vec![
                    (one.clone(), first.clone()),
                    (other.clone(), second.clone()),
                ];
                cases.push(Case::of(question, wrong));
            }
        }
    }
    assert!(cases.len() >= 18 * 19 / 2);
    play(cases);
}
