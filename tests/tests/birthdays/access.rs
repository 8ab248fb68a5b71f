//! What turns on a birthday, as a row of a table: before it and from it.

use consumer::model::Overview;
use tests::Harness;

use crate::stage::{Birthday, Cast};

/// Before the birthday and from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Never,
    Always,
    /// Until the birthday.
    Until,
    /// From the birthday on.
    From,
}

pub(crate) use Turn::{Always, From, Never, Until};

impl Turn {
    fn holds(self, has_turned: bool) -> bool {
        match self {
            Never => false,
            Always => true,
            Until => !has_turned,
            From => has_turned,
        }
    }
}

/// What a birthday changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rights {
    pub(crate) age: u8,
    /// A guardian reads the child's record, and is told how to ask for what the school holds.
    pub(crate) guardian_sees: Turn,
    /// The child reads its own, and is told so too.
    pub(crate) child_sees: Turn,
    /// The child is told how to ask for what social services hold.
    pub(crate) child_is_party: Turn,
    /// The guardians' yes opens a source for somebody at work; and a guardian may register one.
    pub(crate) guardians_decide: Turn,
    /// The child's.
    pub(crate) child_decides: Turn,
}

/// Holds a row against a birthday of its age: 23:59:59.999 the day before, and 00:00.
pub(crate) async fn hold(cast: &Cast, rights: Rights, birthday: Birthday) {
    assert_eq!(rights.age, birthday.age);
    let harness = cast.before(birthday).await;
    cast.both_said(&harness).await;
    for has_turned in [false, true] {
        if has_turned {
            harness.clock().set(birthday.begins());
        }
        let at = format!("{birthday:?}, turned: {has_turned}");
        for (who, sees) in [
            (cast.guardian, rights.guardian_sees),
            (cast.child, rights.child_sees),
            (cast.by_guardians.0, rights.guardians_decide),
            (cast.by_child.0, rights.child_decides),
        ] {
            let expected = sees.holds(has_turned);
            assert_eq!(cast.sees(&harness, who).await, expected, "{who}, {at}");
        }
        for (login, holder, asks) in [
            (cast.guardian, "school", rights.guardian_sees),
            (cast.child, "school", rights.child_sees),
            (cast.guardian, cast.social, rights.guardian_sees),
            (cast.child, cast.social, rights.child_is_party),
        ] {
            let page = harness.overview(login, cast.story).await.unwrap();
            let is_told_to_ask = page.on_request.iter().any(|r| r.sector == holder);
            let expected = asks.holds(has_turned);
            assert_eq!(is_told_to_ask, expected, "{login} of {holder}, {at}");
        }
        for (login, may) in [
            (cast.guardian, rights.guardians_decide),
            (cast.child, rights.child_decides),
        ] {
            let expected = may.holds(has_turned);
            let registers = cast.may_register(&harness, login).await;
            assert_eq!(registers, expected, "{login} registers, {at}");
        }
        if !has_turned {
            whatever_is_shown_ends_at_midnight(cast, &harness, birthday).await;
        } else if rights.guardian_sees == Until {
            let page = harness.overview(cast.guardian, cast.story).await.unwrap();
            assert!(says(&page, "NOT_AT_THIS_AGE") && page.records.is_empty());
        }
    }
}

/// What is shown holds until the day is over, and not longer.
async fn whatever_is_shown_ends_at_midnight(cast: &Cast, harness: &Harness, birthday: Birthday) {
    for who in [cast.guardian, cast.child, cast.by_guardians.0] {
        let overview = harness.overview(who, cast.story).await.unwrap();
        if overview.records.is_empty() {
            continue;
        }
        let until = overview.valid_until.unwrap().0;
        let ends = until.interval(&cast.country.zone()).start();
        assert_eq!(ends, birthday.begins(), "{who}, {birthday:?}");
    }
}

fn says(overview: &Overview, code: &str) -> bool {
    overview.withheld.iter().any(|reason| reason.code == code)
}
