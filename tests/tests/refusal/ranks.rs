//! Whether two samples come from one distribution: the two-sample test of Kolmogorov and Smirnov, with its exact bound.
//!
//! For samples of equal size n the greatest distance k/n between the two step functions has the chance, whatever the distribution, of at most
//! 2·C(2n, n−k) / C(2n, n) (Gnedenko and Korolyuk 1951, by reflection; ties only make a distance less likely). It needs no independence in
//! time: when the order in which the two kinds are asked is drawn at random, every order of the ranks is equally likely if the kind makes no
//! difference, however loaded the machine was meanwhile.

use std::time::Duration;

/// False alarms of a whole run of tests: fewer than one in a million.
pub(crate) const FALSE_ALARMS: f64 = 1e-6;

/// How likely it is at most that two samples of one distribution lie as far from each other as these. Both have the same size.
pub(crate) fn chance(a: &[Duration], b: &[Duration]) -> f64 {
    assert_eq!(a.len(), b.len(), "the bound is for equal sizes");
    bound(a.len(), distance(a, b))
}

/// The greatest distance between the two step functions, in steps.
fn distance(a: &[Duration], b: &[Duration]) -> usize {
    let mut both: Vec<_> = (a.iter().map(|at| (at, 1_i64)))
        .chain(b.iter().map(|at| (at, -1)))
        .collect();
    both.sort_unstable();
    let (mut height, mut greatest) = (0_i64, 0);
    // Equal times are one step.
    for step in both.chunk_by(|(a, _), (b, _)| a == b) {
        height += step.iter().map(|(_, side)| side).sum::<i64>();
        greatest = greatest.max(height.unsigned_abs());
    }
    usize::try_from(greatest).unwrap()
}

fn bound(n: usize, k: usize) -> f64 {
    let of = |count: usize| f64::from(u32::try_from(count).unwrap());
    let step = |i| of(n - i) / of(n + i + 1);
    (2.0 * (0..k).map(step).product::<f64>()).min(1.0)
}

/// An even order of so many of each kind, drawn at random.
pub(crate) fn order(kinds: usize, of_each: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<_> = (0..kinds * of_each).map(|n| n % kinds).collect();
    let mut state = seed;
    for last in (1..order.len()).rev() {
        // Splitmix64, by Sebastiano Vigna.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^= word >> 31;
        order.swap(last, usize::try_from(word % (last as u64 + 1)).unwrap());
    }
    order
}

/// So many made up times of 1 to 3 ms, later by so much.
fn made_up(seed: u64, later: Duration) -> Vec<Duration> {
    let places = order(2_000, 1, seed);
    (places.into_iter().take(500))
        .map(|place| Duration::from_micros(1_000 + place as u64) + later)
        .collect()
}

#[test]
fn two_samples_of_one_distribution_are_not_told_apart_and_two_of_two_are() {
    let same = Duration::ZERO;
    let later = Duration::from_micros(600);
    for seed in 0..50 {
        let first = made_up(2 * seed, same);
        assert!(chance(&first, &made_up(2 * seed + 1, same)) > FALSE_ALARMS);
        assert!(chance(&first, &made_up(2 * seed + 1, later)) < FALSE_ALARMS);
    }
}

#[test]
fn the_bound_is_the_exact_chance_where_that_can_be_counted() {
    // Of the six orders of two and two, two hold them wholly apart.
    assert!((bound(2, 2) - 2.0 / 6.0).abs() < 1e-12);
    // Of the twenty of three and three: two wholly apart, and ten more with a distance of two.
    assert!((bound(3, 3) - 2.0 / 20.0).abs() < 1e-12);
    assert!(bound(3, 2) >= 12.0 / 20.0 - 1e-12);
    assert!((bound(100, 0) - 1.0).abs() < 1e-12);
    let rising = (0..100).map(|k| bound(100, k)).collect::<Vec<_>>();
    assert!(rising.is_sorted_by(|a, b| a >= b));
}

#[test]
fn an_order_is_even_and_mixed() {
    let order = order(4, 100, 7);
    for kind in 0..4 {
        assert_eq!(order.iter().filter(|&&k| k == kind).count(), 100);
    }
    let runs = order.windows(2).filter(|pair| pair.first() != pair.last());
    assert!(runs.count() > 250);
}
