//! An answer that is under way when the birthday begins: what rested on the child's age is not released after midnight.

use std::collections::BTreeSet;

use jiff::civil::date;
use tests::{
    Harness,
    caller::{Caller, rest},
    release_log::{ReleaseLog, shows},
};

use crate::stage::{Birthday, Cast, DENMARK, SWEDEN};

const SE_13: Birthday = Birthday {
    age: 13,
    born: date(2014, 7, 15),
    midnight: "2027-07-14T22:00:00Z",
};
const SE_16: Birthday = Birthday {
    age: 16,
    born: date(2012, 2, 29),
    midnight: "2028-02-28T23:00:00Z",
};
const DK_15: Birthday = Birthday {
    age: 15,
    born: date(2012, 2, 29),
    midnight: "2027-02-28T23:00:00Z",
};

/// Whose records left before midnight and after it, when the source answers only then.
async fn over_midnight(cast: &Cast, harness: &mut Harness, who: &str, birthday: Birthday) -> Left {
    cast.both_said(harness).await;
    let (held, _rogues) = harness.hold(cast.source, cast.story).await;
    let log = ReleaseLog::of(harness);
    let caller = Caller::actor(harness, who);
    let mut stream = caller.stream(harness.query(cast.story)).await.unwrap();
    held.asked().await;
    harness.clock().set(birthday.begins());
    let midnight = log.number();
    held.let_go();
    // It may end well, with what is lost named, or as a refusal where nothing may be said any more.
    let _ended = rest(&mut stream).await;
    let (before, after) = log.around(midnight);
    let named = |events: &[_]| -> BTreeSet<String> {
        let shown = events.iter().filter_map(shows);
        shown.map(ToOwned::to_owned).collect()
    };
    Left {
        before: named(&before),
        after: named(&after),
    }
}

struct Left {
    before: BTreeSet<String>,
    after: BTreeSet<String>,
}

// R-DECIDE-2, R-GATE-2, R-CITIZEN-1, R-AGE-1, R-AGE-2
#[tokio::test]
async fn what_rested_on_the_age_before_does_not_leave_on_the_birthday() {
    for (cast, who, birthday) in [
        (&SWEDEN, SWEDEN.guardian, SE_13),
        (&SWEDEN, SWEDEN.by_guardians.0, SE_16),
        (&DENMARK, DENMARK.guardian, DK_15),
        (&DENMARK, DENMARK.by_guardians.0, DK_15),
    ] {
        let mut harness = cast.before(birthday).await;
        let left = over_midnight(cast, &mut harness, who, birthday).await;
        assert!(!left.before.contains(cast.source), "it had not answered");
        assert!(
            !left.after.contains(cast.source),
            "{who}, {birthday:?}: {:?}",
            left.after
        );
    }
}

// R-DECIDE-2, R-GATE-2
#[tokio::test]
async fn a_midnight_on_which_nothing_turns_takes_nothing_from_an_answer_under_way() {
    // Born two days later: the day after a leap day's is the same birthday in a common year.
    let late = |birthday: Birthday| Birthday {
        born: birthday.born.tomorrow().unwrap().tomorrow().unwrap(),
        ..birthday
    };
    for (cast, who, birthday, is_kept) in [
        (&SWEDEN, SWEDEN.guardian, late(SE_13), true),
        (&SWEDEN, SWEDEN.by_guardians.0, late(SE_16), true),
        (&DENMARK, DENMARK.guardian, late(DK_15), true),
        // Five years back from tomorrow are another window than five years back from today: what was asked by the old one is not let
        // through, and comes when it is asked for anew.
        (&DENMARK, DENMARK.by_guardians.0, late(DK_15), false),
    ] {
        let mut harness = cast.before(birthday).await;
        let left = over_midnight(cast, &mut harness, who, birthday).await;
        let kept = left.after.contains(cast.source);
        assert_eq!(kept, is_kept, "{who}, {birthday:?}");
        assert!(cast.sees(&harness, who).await, "{who}, asked anew");
    }
}

// R-DECIDE-2, R-CITIZEN-1
#[tokio::test]
async fn an_answer_that_began_before_the_own_view_opens_does_not_grow_at_midnight() {
    for (cast, birthday) in [(&SWEDEN, SE_16), (&DENMARK, DK_15)] {
        let harness = cast.before(birthday).await;
        let caller = Caller::actor(&harness, cast.child);
        let mut stream = caller.stream(harness.query(cast.story)).await.unwrap();
        harness.clock().set(birthday.begins());
        let told = rest(&mut stream).await.unwrap_or_default();
        assert_eq!(told.iter().filter_map(shows).count(), 0, "asked too early");
        assert!(cast.sees(&harness, cast.child).await, "asked anew");
    }
}
