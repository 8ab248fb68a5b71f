//! The years after which a log's beginning may go, and who may say that they are over.

use aggregator::{
    audit::prune::{NotPruned, prune},
    clock::Clock,
};
use domain::time::Timestamp;
use jiff::SignedDuration;

use super::{
    kept::{ago, keeper, years},
    place::Place,
};

// R-AUDIT-11
#[tokio::test]
async fn what_is_older_than_five_years_goes_at_a_checkpoint_and_the_rest_still_verifies() {
    let place = years(8).await;
    let before = ago(&place, 6 * 365);
    let cut = prune(
        &place.database(),
        &place.outside(),
        before,
        place.clock.now(),
    );
    let cut = cut.unwrap().unwrap();
    assert_eq!((cut.through, cut.removed), (29, 29));
    let report = place.verified();
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!(report.span, Some((30, 81)));
    assert!(place.lines().iter().any(|line| line.kind == "pruned"));
    let again = prune(
        &place.database(),
        &place.outside(),
        before,
        place.clock.now(),
    );
    assert_eq!(again.unwrap(), None);
    place.edit("UPDATE audit SET at_us = at_us + 1 WHERE seq = 30");
    assert_eq!(
        place.found().len(),
        1,
        "the first entry that is left is held too"
    );
}

// R-AUDIT-11
#[tokio::test]
async fn nothing_younger_than_five_years_goes() {
    let place = years(7).await;
    let young = prune(
        &place.database(),
        &place.outside(),
        ago(&place, 5 * 365),
        place.clock.now(),
    );
    assert!(matches!(young, Err(NotPruned::TooYoung { .. })));
    assert_eq!(place.verified().span, Some((1, 70)));
}

// R-AUDIT-11
#[tokio::test]
async fn an_entry_of_a_clock_that_was_ahead_keeps_what_lies_before_it() {
    let place = Place::new();
    place
        .clock
        .advance(SignedDuration::from_hours(24 * 365 * 10));
    place.look(0, 1).await;
    place
        .clock
        .advance(SignedDuration::from_hours(-24 * 365 * 10));
    let (store, audit) = place.open();
    keeper(&place, &audit).checkpoint().await.unwrap();
    drop((store, audit));
    place
        .clock
        .advance(SignedDuration::from_hours(24 * 365 * 7));
    let before = ago(&place, 6 * 365);
    let cut = prune(
        &place.database(),
        &place.outside(),
        before,
        place.clock.now(),
    );
    assert_eq!(cut.unwrap(), None);
}

// R-AUDIT-11
#[tokio::test]
async fn a_damaged_log_is_not_cut_and_one_in_use_neither() {
    let place = years(8).await;
    let before = ago(&place, 6 * 365);
    let open = place.open();
    let cut = prune(
        &place.database(),
        &place.outside(),
        before,
        place.clock.now(),
    );
    assert!(matches!(cut, Err(NotPruned::Lock(_))));
    drop(open);
    place.edit("UPDATE audit SET at_us = 0 WHERE seq = 30");
    let cut = prune(
        &place.database(),
        &place.outside(),
        before,
        place.clock.now(),
    );
    assert!(matches!(cut, Err(NotPruned::Damaged { findings: 1 })));
}

// R-AUDIT-11, R-AUDIT-8
#[tokio::test]
async fn a_beginning_that_somebody_else_cut_off_is_found() {
    let place = years(3).await;
    // At a signed checkpoint, but young, and nothing in the log says so.
    place.edit("DELETE FROM audit WHERE seq <= 9");
    assert_eq!(
        place.found(),
        ["entries up to 9 were cut off before their time, or without an entry that says so"]
    );
    let place = years(3).await;
    place.edit("DELETE FROM audit WHERE seq <= 12");
    assert_eq!(place.found(), ["entries 1 to 12 are missing"]);
}

// R-AUDIT-11, R-AUDIT-8
#[tokio::test]
async fn an_entry_that_says_so_does_not_make_a_young_beginning_old() {
    let place = years(3).await;
    let now = place.clock.now().as_microsecond();
    place.edit(&format!(
        "DELETE FROM audit WHERE seq <= 9;
         INSERT INTO audit (seq, at_us, kind, body, hash)
         VALUES (31, {now}, 'pruned', '{{\"kind\":\"pruned\",\"through\":9,\"before_us\":0}}', zeroblob(32))"
    ));
    place.rechain(31);
    assert_eq!(
        place.found(),
        ["entries up to 9 were cut off before their time, or without an entry that says so"]
    );
}

/// All that was signed is gone, and an entry says that it was cut off then.
pub(crate) fn forge_cut(place: &Place, through: i64, at: Timestamp) {
    let next = place.lines().last().unwrap().seq + 1;
    let at = at.as_microsecond();
    place.edit(&format!(
        "DELETE FROM audit WHERE seq <= {through};
         INSERT INTO audit (seq, at_us, kind, body, hash)
         VALUES ({next}, {at}, 'pruned', '{{\"kind\":\"pruned\",\"through\":{through},\"before_us\":0}}', zeroblob(32))"
    ));
    place.rechain(next);
}

// R-AUDIT-18
#[tokio::test]
async fn an_entry_that_says_so_from_a_time_to_come_does_not_make_a_young_beginning_old() {
    let early = "entries up to 9 were cut off before their time, or without an entry that says so";
    let place = years(3).await;
    let years_on = SignedDuration::from_hours(24 * 365 * 7);
    let later = place.clock.now().checked_add(years_on).unwrap();
    forge_cut(&place, 9, later);
    assert_eq!(place.found(), [early]);
    // Nor when the log was written on and signed again, and that time has come.
    place.look(100, 101).await;
    let (store, audit) = place.open();
    keeper(&place, &audit).checkpoint().await.unwrap();
    drop((store, audit));
    let after = later.checked_add(SignedDuration::from_hours(24)).unwrap();
    let report = place.verified_at(after);
    let found: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found, [early]);
}

// R-AUDIT-18
#[tokio::test]
async fn a_cut_that_was_made_in_time_is_believed_whenever_it_is_looked_at() {
    let place = years(8).await;
    let now = place.clock.now();
    let cut = prune(
        &place.database(),
        &place.outside(),
        ago(&place, 6 * 365),
        now,
    );
    assert!(cut.unwrap().is_some());
    // By a clock that goes a little behind, and after the next was signed.
    let behind = now.checked_sub(SignedDuration::from_mins(1)).unwrap();
    assert!(place.verified_at(behind).holds());
    place.look(100, 101).await;
    let (store, audit) = place.open();
    keeper(&place, &audit).checkpoint().await.unwrap();
    drop((store, audit));
    let later = now.checked_add(SignedDuration::from_hours(24 * 365));
    assert!(place.verified_at(later.unwrap()).holds());
}
