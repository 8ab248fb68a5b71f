//! What is asked of whom, what is said of it, and what becomes of what comes back.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod common;

use std::collections::BTreeSet;

use common::*;
use domain::{
    decide::{ReasonCode as Code, Visibility},
    facts::Known,
    plan::{Candidate, Filter, HeldBack, Plan, plan},
    policy::{Audience, Ground},
    record::InformationType,
    time::{Country, Timestamp, Window},
};
use proptest::{collection::vec, prelude::*, sample::select};

/// The sources around a Swedish child.
fn sources() -> Vec<Candidate> {
    let se = |name, sector, types: &[&str]| candidate(Country::Se, name, sector, types);
    vec![
        se(
            "bvc",
            "child-health",
            &["observation/growth", "vaccination", "document/care-note"],
        ),
        se(
            "bup",
            "child-psychiatry",
            &["condition", "document/care-note"],
        ),
        se("school", "school", &["attendance"]),
        se("social", "social-child", &["plan", "concern-report"]),
    ]
}

fn planned(story: &Story, filter: &Filter, candidates: &[Candidate]) -> Plan {
    let tables = policy(story.class.country);
    plan(
        &story.question(),
        filter,
        candidates,
        &story.facts,
        tables,
        story.now,
    )
}

fn nurse() -> Story {
    Story::se("school-health", "child-health", "vaccination")
}

fn held(held: &[HeldBack]) -> Vec<(Code, Vec<&str>)> {
    let codes = held.iter().map(|h| h.reason.code);
    let types = held
        .iter()
        .map(|h| h.types.iter().map(InformationType::as_str).collect());
    codes.zip(types).collect()
}

// R-PLAN-1
#[test]
fn each_source_is_asked_for_what_is_permitted_and_each_sector_told_of_the_rest() {
    let plan = planned(&nurse(), &everything(), &sources());
    assert_eq!(plan.visibility, Visibility::Full);
    let calls: Vec<_> = plan.calls.keys().map(String::as_str).collect();
    assert_eq!(calls, ["bup", "bvc"]);
    let sector_of = |code: &str| plan.sectors.get(&sector(code)).unwrap();
    assert_eq!(
        held(&sector_of("school").on_request),
        [(Code::ReleasedAfterReview, vec!["attendance"])]
    );
    let social = sector_of("social-child");
    assert_eq!(
        held(&social.withheld),
        [(Code::NeverShared, vec!["concern-report"])]
    );
    assert_eq!(
        held(&social.on_request),
        [(Code::ReleasedAfterReview, vec!["plan"])]
    );
    assert_eq!(plan.valid_until, at("2026-11-21T23:00:00Z"));
    let older = held(&sector_of("child-psychiatry").older);
    assert_eq!(
        older,
        [(Code::OutsideWindow, vec!["condition", "document/care-note"])]
    );
    assert_eq!(held(&sector_of("child-health").older), []);
}

// R-VISIBILITY-1
#[test]
fn without_a_relation_every_plan_is_the_same_whatever_is_true_of_the_child() {
    let unrelated = nurse().unrelated();
    let mut unknown_child = unrelated.clone();
    unknown_child.facts.birth = None;
    unknown_child.facts.custody = Known::Unknown;
    unknown_child.facts.protection = Known::Unknown;
    unknown_child.facts.consents = Known::Unknown;
    let stories = [
        unrelated.clone(),
        unrelated.clone().protected(),
        unrelated.clone().consents([]),
        unrelated.clone().born("2003-01-01"),
        unknown_child,
    ];
    let plans = stories.map(|story| planned(&story, &everything(), &sources()));
    for plan in &plans {
        assert_eq!(plan.visibility, Visibility::Refused);
        assert!(plan.calls.is_empty() && plan.sectors.is_empty() && !plan.protected);
        assert_eq!(plan, plans.first().unwrap());
    }
}

// R-VISIBILITY-2
#[test]
fn an_emergency_without_a_relation_is_told_of_what_it_opens_and_of_nothing_else() {
    let story = nurse().unrelated().claiming(Ground::Emergency);
    let plan = planned(&story, &everything(), &sources());
    assert!(plan.emergency && plan.visibility == Visibility::Full);
    assert_eq!(plan.calls.len(), 2);
    for shut in ["school", "social-child"] {
        assert_eq!(
            plan.sectors.get(&sector(shut)),
            Some(&Default::default()),
            "{shut}"
        );
    }
    // What a person must release is told: an emergency must not look more complete than it is.
    let plan = planned(&story.protected(), &everything(), &sources());
    let bup = plan.sectors.get(&sector("child-psychiatry")).unwrap();
    assert_eq!(
        held(&bup.on_request),
        [(Code::ProtectedIdentity, vec!["document/care-note"])]
    );
}

// R-VISIBILITY-3
#[test]
fn with_a_relation_nothing_to_ask_is_not_a_refusal() {
    assert_eq!(
        planned(&nurse(), &everything(), &[]).visibility,
        Visibility::Reasons
    );
    assert_eq!(
        planned(&nurse().consents([]), &everything(), &sources()).visibility,
        Visibility::Reasons
    );
    assert_eq!(
        planned(&nurse().unrelated(), &everything(), &[]).visibility,
        Visibility::Refused
    );
}

// R-PROTECT-4
#[test]
fn only_professionals_with_something_to_see_are_told_of_protection() {
    let told = |story: &Story| planned(story, &everything(), &sources()).protected;
    assert!(told(&nurse().protected()));
    assert!(!told(&nurse()));
    assert!(!told(&nurse().protected().unrelated()));
    assert!(!told(
        &nurse()
            .protected()
            .born("2009-01-01")
            .asked_by(Audience::Child, CHILD)
    ));
    assert!(!told(
        &nurse().protected().asked_by(Audience::Guardian, MOTHER)
    ));
}

// R-PLAN-2
#[test]
fn a_source_outside_its_catchment_is_not_asked_yet_its_sector_is_told_of_alike() {
    let mut early = sources();
    let bvc = early.first_mut().unwrap();
    (bvc.age_from, bvc.age_below) = (Some(0), Some(10));
    let asked = |birth: Option<&str>| {
        let mut story = nurse();
        story.facts.birth = birth.map(date);
        planned(&story, &everything(), &early)
    };
    assert!(asked(Some("2016-11-22")).calls.contains_key("bvc"));
    assert!(!asked(Some("2016-11-21")).calls.contains_key("bvc"));
    // To leave a source out must be certain.
    assert!(asked(None).calls.contains_key("bvc"));
    let whole = planned(&nurse(), &everything(), &sources());
    assert_eq!(
        planned(&nurse(), &everything(), &early).sectors,
        whole.sectors
    );
}

// R-PLAN-3
#[test]
fn another_countrys_sources_are_no_part_of_the_plan() {
    let mut both = sources();
    both.push(candidate(Country::Dk, "skole", "school", &["attendance"]));
    both.push(candidate(Country::Dk, "ppr", "ppr", &["assessment"]));
    let plan = planned(&nurse(), &everything(), &both);
    assert_eq!(plan, planned(&nurse(), &everything(), &sources()));
}

// R-PLAN-4
#[test]
fn copying_from_a_sector_is_allowed_only_where_every_permit_allows_it() {
    let edited = SE_TOML.replacen(
        "id = \"SE-SHARE-SOCIAL-OWN\"",
        "id = \"SE-SHARE-SOCIAL-OWN\"\nmay_copy = true",
        1,
    );
    let edited = edited.replacen(
        "types = [\"planning\"]",
        "types = [\"planning\"]\nmay_copy = true",
        1,
    );
    let tables = domain::policy::Policy::parse("edited", &edited).unwrap();
    let story = Story::se("social-child", "social-child", "plan");
    let mut own = candidate(Country::Se, "own", "social-child", &["plan", "contact"]);
    own.organisation = Some(organisation(1));
    let sip = candidate(Country::Se, "sip", "coordination-plan", &["plan"]);
    let plan = plan(
        &story.question(),
        &everything(),
        &[own, sip],
        &story.facts,
        &tables,
        story.now,
    );
    assert!(plan.sectors.values().all(|s| s.obligations.may_copy));
    let plan = planned(&nurse(), &everything(), &sources());
    assert!(!plan.sectors.values().any(|s| s.obligations.may_copy));
}

// R-PLAN-5
#[test]
fn a_thousand_sources_cost_no_more_decisions_than_their_classes() {
    let few = sources();
    let many: Vec<_> = (0..1000)
        .map(|i| Candidate {
            producer: format!("{i:04}"),
            ..few.get(i % few.len()).unwrap().clone()
        })
        .collect();
    let plan = planned(&nurse(), &everything(), &many);
    let small = planned(&nurse(), &everything(), &few);
    assert_eq!(plan.sectors, small.sectors);
    assert_eq!(plan.calls.len(), 500);
    for (name, call) in &plan.calls {
        let like = few.get(name.parse::<usize>().unwrap() % few.len()).unwrap();
        assert_eq!(Some(call), small.calls.get(&like.producer));
    }
}

// ---------------------------------------------------------------------------------------------------------------- properties

fn any_window() -> impl Strategy<Value = Window> {
    let day = |days: i32| {
        let start = date("2012-01-01")
            .checked_add(jiff::Span::new().days(days))
            .unwrap();
        Country::Se.midnight(start)
    };
    prop_oneof![
        Just(Window::everything()),
        (0..6000, 0..3000).prop_map(move |(start, length)| {
            Window::new(day(start), day(start + length)).unwrap()
        }),
    ]
}

fn any_types() -> impl Strategy<Value = BTreeSet<InformationType>> {
    let types = vec![
        "vaccination",
        "condition",
        "document/care-note",
        "attendance",
        "plan",
        "genetics",
    ];
    vec(select(types), 0..5).prop_map(|types| types.into_iter().map(information_type).collect())
}

fn any_asker() -> impl Strategy<Value = Story> {
    let story = |actor| Story::se(actor, "child-health", "vaccination");
    prop_oneof![
        select(vec![
            "school-health",
            "child-psychiatry",
            "social-child",
            "school"
        ])
        .prop_map(story),
        Just(nurse().unrelated()),
        Just(nurse().unrelated().claiming(Ground::Emergency)),
        Just(nurse().protected()),
        Just(nurse().asked_by(Audience::Guardian, MOTHER)),
        Just(nurse().consents([permit(MOTHER)])),
    ]
}

proptest! {
    #![proptest_config(tried())]

    // R-PLAN-6
    #[test]
    fn a_narrower_filter_never_gives_more(
        story in any_asker(),
        types in any_types(),
        more in any_types(),
        wide in any_window(),
        cut in any_window(),
    ) {
        let narrow = Filter { types: types.clone(), window: wide.intersect(&cut) };
        // No types named means all of them.
        let wider = if types.is_empty() { types.clone() } else { types.union(&more).cloned().collect() };
        let wide = Filter { types: wider, window: wide };
        let asked = narrow.window;
        let (narrow, wide) = (planned(&story, &narrow, &sources()), planned(&story, &wide, &sources()));
        prop_assert!(narrow.visibility <= wide.visibility);
        for (producer, call) in &narrow.calls {
            let wider = wide.calls.get(producer);
            prop_assert!(wider.is_some());
            for (information_type, permit) in &call.permits {
                let wider = wider.unwrap().permits.get(information_type);
                prop_assert!(wider.is_some_and(|w| w.window.contains_window(&permit.window)));
                prop_assert!(!permit.window.is_empty() && asked.contains_window(&permit.window));
                prop_assert!(types.is_empty() || types.contains(information_type));
            }
        }
        for (sector, told) in &narrow.sectors {
            prop_assert!(told.permitted.is_subset(&wide.sectors.get(sector).unwrap().permitted));
        }
    }

    // R-PLAN-7
    #[test]
    fn the_order_of_the_registry_never_matters(story in any_asker(), seed in any::<u64>()) {
        let mut other = sources();
        shuffle(&mut other, seed);
        other.iter_mut().for_each(|c| shuffle(&mut c.types, seed));
        prop_assert_eq!(planned(&story, &everything(), &sources()), planned(&story, &everything(), &other));
    }

    // R-PLAN-1
    #[test]
    fn a_plan_asks_for_nothing_that_was_not_decided(story in any_asker()) {
        let plan = planned(&story, &everything(), &sources());
        for (producer, call) in &plan.calls {
            let source = sources().into_iter().find(|c| c.producer == *producer).unwrap();
            prop_assert_eq!(&call.sector, &source.sector);
            prop_assert!(plan.valid_until > story.now && plan.valid_until < Timestamp::MAX);
            for (information_type, permit) in &call.permits {
                let mut single = story.clone();
                single.class.producer = source.sector.clone();
                single.class.information_type = information_type.clone();
                prop_assert_eq!(&single.permit(), permit);
            }
        }
    }
}
