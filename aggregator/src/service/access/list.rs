//! Who looked, as each reader may know it. Pure: what guardians may not know is gone before anything is counted or cut to length.

use std::collections::BTreeMap;

use domain::{
    policy::Policy,
    record::Sector,
    time::{Country, Timestamp},
};
use jiff::SignedDuration;
use proto::{
    convert::common::wire_timestamp,
    v1::{access as wire, common::Identifier},
};

use crate::{overview::LogView, policies::Policies, store::Access};

/// The accesses as a reader gets them, newest first, at most `max`.
// R-ACCESS-2
pub(super) fn list(
    accesses: &[Access],
    view: &LogView,
    policies: &Policies,
    max: usize,
) -> Vec<wire::Access> {
    let hidden = hidden_overviews(accesses, policies);
    let is_shown = |access: &Access| match view {
        LogView::Whole | LogView::Own { .. } => true,
        LogView::Guardian { sectors, .. } => {
            let knows = |sector: &String| sectors.contains(sector);
            // A look by an office, or into a source, that the guardian would be shown nothing of would tell that the child is known there.
            let by_known = match &access.intent.sector {
                Some(sector) => knows(sector),
                None => access.intent.audience != "professional",
            };
            !hidden.contains_key(&access.overview_id)
                && by_known
                && access.source_sector.as_ref().is_none_or(knows)
        }
    };
    (accesses.iter())
        .filter(|access| is_shown(access))
        .take(max)
        .map(|access| told(access, view, hidden.get(&access.overview_id)))
        .collect()
}

/// Overviews that guardians are not told of, each with the time at which that is to be reviewed.
// R-ACCESS-3
fn hidden_overviews(accesses: &[Access], policies: &Policies) -> BTreeMap<String, Timestamp> {
    let mut of_overview: BTreeMap<&str, Vec<&Access>> = BTreeMap::new();
    for access in accesses {
        let lines = of_overview.entry(&access.overview_id).or_default();
        lines.push(access);
    }
    let hidden = of_overview.into_iter().filter_map(|(overview, lines)| {
        let grounds: Vec<_> = lines.iter().filter_map(|a| a.ground.as_deref()).collect();
        let review = (lines.iter()).filter_map(|access| review_at(access, &grounds, policies));
        Some((overview.to_owned(), review.max()?))
    });
    hidden.collect()
}

/// When the hiding of a look is to be reviewed. `None` = no table hides it. A question of which no ground is known may have had the hidden one.
fn review_at(access: &Access, grounds: &[&str], policies: &Policies) -> Option<Timestamp> {
    let sector = Sector::parse(access.intent.sector.as_deref()?).ok()?;
    let tables = [Country::Se, Country::Dk];
    let tables = tables.iter().filter_map(|country| policies.of(*country));
    let reviews = tables.filter_map(|policy| {
        let days = hidden_days(policy, &sector, grounds, access.at)?;
        let hours = SignedDuration::from_hours(24 * i64::from(days));
        Some(access.at.checked_add(hours).unwrap_or(Timestamp::MAX))
    });
    reviews.max()
}

fn hidden_days(policy: &Policy, sector: &Sector, grounds: &[&str], at: Timestamp) -> Option<u16> {
    let day = policy.country().today(at);
    let (_, _, _, rules) = policy.looks();
    let mut rules = rules.iter().filter(|rule| {
        rule.origin.holds_on(day)
            && rule.actors.contains(sector)
            && (grounds.is_empty() || rule.grounds.iter().any(|g| grounds.contains(&g.as_str())))
    });
    rules.next().map(|rule| rule.review_days)
}

fn told(access: &Access, view: &LogView, review: Option<&Timestamp>) -> wire::Access {
    let (LogView::Own { protected } | LogView::Guardian { protected, .. }) = view else {
        return wire::Access {
            hidden_from_guardians: review.is_some(),
            hiding_review_time: review.copied().map(wire_timestamp),
            ..placed(access)
        };
    };
    if *protected {
        // Where somebody looked tells where the child is.
        return wire::Access {
            organisation: None,
            unit: String::new(),
            ..placed(access)
        };
    }
    placed(access)
}

fn placed(access: &Access) -> wire::Access {
    let intent = &access.intent;
    wire::Access {
        overview_id: access.overview_id.clone(),
        access_time: Some(wire_timestamp(access.at)),
        organisation: (intent.organisation.as_ref()).map(|organisation| Identifier {
            system: organisation.system.clone(),
            value: organisation.value.clone(),
        }),
        unit: intent.unit.clone().unwrap_or_default(),
        role: intent.role.clone(),
        sector: intent.sector.clone().unwrap_or_default(),
        ground: access.ground.clone().unwrap_or_default(),
        act: access.act.clone(),
        source_sector: access.source_sector.clone().unwrap_or_default(),
        refused: access.refused,
        emergency: intent.emergency,
        purpose: intent.purpose.clone(),
        audience: intent.audience.clone(),
        hidden_from_guardians: false,
        hiding_review_time: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::entry::{ActorRef, Intent, OrganisationRef};

    fn asked(sector: &str, ground: Option<&str>) -> Access {
        let intent = Intent {
            actor: ActorRef::Id("nurse-7".into()),
            consumer: "spiffe://samsyn.example/consumer/emi".into(),
            organisation: Some(OrganisationRef {
                system: "s".into(),
                value: "v".into(),
            }),
            unit: Some("north".into()),
            role: "school-nurse".into(),
            sector: Some(sector.into()),
            audience: "professional".into(),
            purpose: "care".into(),
            ground: ground.map(str::to_owned),
            reason: None,
            emergency: false,
            types: vec![],
            policies: [].into(),
            decisions: vec![],
            replay: None,
        };
        Access {
            overview_id: format!("{sector}-{ground:?}"),
            at: "2026-09-01T08:00:00Z".parse().unwrap(),
            intent,
            act: "ask".into(),
            source_sector: None,
            ground: ground.map(str::to_owned),
            refused: false,
        }
    }

    fn guardian(protected: bool) -> LogView {
        LogView::Guardian {
            sectors: ["school-health".to_owned(), "social-child".to_owned()].into(),
            protected,
        }
    }

    fn seen(accesses: &[Access], view: &LogView) -> Vec<wire::Access> {
        let policies = Policies::built_in().unwrap();
        list(accesses, view, &policies, 100)
    }

    // R-ACCESS-2
    #[test]
    fn a_protected_identity_leaves_no_place_to_anybody_but_auditors() {
        let looks = [asked("school-health", None)];
        for view in [guardian(true), LogView::Own { protected: true }] {
            let [told] = seen(&looks, &view).try_into().unwrap();
            assert!(told.organisation.is_none() && told.unit.is_empty());
            assert_eq!(told.role, "school-nurse");
        }
        for view in [
            guardian(false),
            LogView::Own { protected: false },
            LogView::Whole,
        ] {
            let [told] = seen(&looks, &view).try_into().unwrap();
            assert!(told.organisation.is_some() && told.unit == "north");
        }
    }

    // R-ACCESS-3
    #[test]
    fn an_inquiry_whose_ground_nobody_knows_is_hidden_like_one_by_statute() {
        let looks = [
            asked("social-child", None),
            asked("social-child", Some("statute")),
            asked("social-child", Some("consent")),
        ];
        let told = seen(&looks, &guardian(false));
        let grounds: Vec<_> = told.iter().map(|a| a.ground.as_str()).collect();
        assert_eq!(grounds, ["consent"]);
        assert_eq!(seen(&looks, &LogView::Own { protected: false }).len(), 3);
        let marked = seen(&looks, &LogView::Whole);
        let marked: Vec<_> = marked.iter().map(|a| a.hidden_from_guardians).collect();
        assert_eq!(marked, [true, true, false]);
    }

    // R-ACCESS-2
    #[test]
    fn a_sector_that_the_guardian_is_shown_nothing_of_is_neither_named_nor_counted() {
        let looks = [asked("youth-clinic", None), asked("school-health", None)];
        let told = seen(&looks, &guardian(false));
        assert_eq!(told.len(), 1);
        let into = Access {
            source_sector: Some("youth-clinic".into()),
            act: "shown".into(),
            ..asked("school-health", None)
        };
        assert!(seen(&[into], &guardian(false)).is_empty());
    }
}
