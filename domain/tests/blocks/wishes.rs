//! On whose wish a block rests: a guardian's ends with their say about the child, and the child's own never does.

use super::*;

/// A Danish hospital before what a general practice holds, which somebody wished closed.
fn wished(by: Pseudonym) -> Story {
    let block = Block {
        wisher: Some(by),
        ..block(1, 2)
    };
    let story = Story::dk("hospital", "general-practice", "condition");
    story.born("2016-05-01").blocked([block])
}

// R-BLOCKED-12
#[test]
fn a_guardians_block_holds_while_they_hold_custody() {
    for (by, holders, holds) in [
        (MOTHER, &[MOTHER, FATHER][..], true),
        (FATHER, &[FATHER], true),
        (FATHER, &[MOTHER], false),
        (FATHER, &[], false),
        (STRANGER, &[MOTHER, FATHER], false),
    ] {
        let story = wished(by).custody(holders);
        assert_eq!(is_kept_out(&story), holds, "{holders:?}");
    }
    let mut unknown = wished(FATHER);
    unknown.facts.custody = Known::Unknown;
    assert!(is_kept_out(&unknown), "nobody can say that it ended");
    let nobody_said = Story::dk("hospital", "general-practice", "condition");
    assert!(is_kept_out(
        &nobody_said.blocked([block(1, 2)]).custody(&[])
    ));
}

// R-BLOCKED-12
#[test]
fn a_guardians_block_ends_on_the_day_on_which_the_child_decides_and_the_childs_own_does_not() {
    for (born, holds) in [
        // The day before, and the day.
        ("2011-11-22", true),
        ("2011-11-21", false),
    ] {
        let story = |by| wished(by).born(born).on("2026-11-21T11:00:00Z");
        assert_eq!(is_kept_out(&story(MOTHER)), holds, "{born}");
        assert!(is_kept_out(&story(CHILD)), "{born}");
    }
    let mut unknown = wished(MOTHER).born("2011-11-21");
    unknown.facts.birth = None;
    assert!(is_kept_out(&unknown));
    // In Sweden guardians never had a say.
    let block = |by| Block {
        wisher: Some(by),
        ..block(1, 2)
    };
    assert!(!is_kept_out(&clinic().blocked([block(MOTHER)])));
    assert!(is_kept_out(&clinic().blocked([block(CHILD)])));
}
