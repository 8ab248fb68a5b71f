//! Who looked, as each reader may know it. Pure: what guardians may not know is gone before anything is counted or cut to length.

use std::collections::BTreeMap;

use domain::{
    id::OrganisationId,
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
    let hidden = Hidden::of_all(accesses, policies);
    let is_shown = |access: &Access| match view {
        LogView::Own { .. } => true,
        // R-ACCESS-4
        LogView::Organisation { own, producers, .. } => {
            let into_own = (access.producer.as_ref()).is_some_and(|id| producers.contains(id));
            is_by(access, own) || into_own
        }
        LogView::Guardian { sectors, .. } => {
            let knows = |sector: &String| sectors.contains(sector);
            // A look by an office, or into a source, that the guardian would be shown nothing of would tell that the child is known there.
            let by_known = match &access.intent.sector {
                Some(sector) => knows(sector),
                None if is_of_facts(access) => access.intent.audience == "guardian",
                None => access.intent.audience != "professional",
            };
            hidden.of(access).is_none()
                && by_known
                && access.source_sector.as_ref().is_none_or(knows)
        }
    };
    (accesses.iter())
        .filter(|access| is_shown(access))
        .take(max)
        .map(|access| told(access, view, hidden.of(access)))
        .collect()
}

/// What guardians are not told of, with the time at which that is to be reviewed.
struct Hidden<'a> {
    overviews: BTreeMap<&'a str, Timestamp>,
    policies: &'a Policies,
}

impl<'a> Hidden<'a> {
    // R-ACCESS-3
    fn of_all(accesses: &'a [Access], policies: &'a Policies) -> Self {
        let mut of_overview: BTreeMap<&str, Vec<&Access>> = BTreeMap::new();
        for access in accesses.iter().filter(|access| !is_of_facts(access)) {
            let lines = of_overview.entry(&access.overview_id).or_default();
            lines.push(access);
        }
        let hidden = of_overview.into_iter().filter_map(|(overview, lines)| {
            let grounds: Vec<_> = lines.iter().filter_map(|a| a.ground.as_deref()).collect();
            let review = (lines.iter()).filter_map(|access| review_at(access, &grounds, policies));
            Some((overview, review.max()?))
        });
        Self {
            overviews: hidden.collect(),
            policies,
        }
    }

    /// A whole overview is hidden or none of it; a reading of what decides about access stands alone.
    fn of(&self, access: &Access) -> Option<Timestamp> {
        if is_of_facts(access) {
            return review_at(access, &[], self.policies);
        }
        self.overviews.get(access.overview_id.as_str()).copied()
    }
}

/// What decides about access was read, without an overview.
fn is_of_facts(access: &Access) -> bool {
    access.overview_id.is_empty()
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

fn told(access: &Access, view: &LogView, review: Option<Timestamp>) -> wire::Access {
    let (is_placed, review) = match view {
        LogView::Own { protected } | LogView::Guardian { protected, .. } => (!protected, None),
        LogView::Organisation { own, protected, .. } => (!protected || is_by(access, own), review),
    };
    let told = wire::Access {
        hidden_from_guardians: review.is_some(),
        hiding_review_time: review.map(wire_timestamp),
        ..placed(access)
    };
    if is_placed {
        return told;
    }
    // Where somebody looked tells where the child is.
    wire::Access {
        organisation: None,
        unit: String::new(),
        ..told
    }
}

/// Whether somebody of this organisation looked.
fn is_by(access: &Access, own: &OrganisationId) -> bool {
    access.intent.organisation.as_ref() == Some(&own.into())
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
                system: own().system().to_owned(),
                value: own().value().to_owned(),
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
            producer: None,
            ground: ground.map(str::to_owned),
            refused: false,
        }
    }

    fn own() -> OrganisationId {
        OrganisationId::guess("SE2321000016-SKOLA").unwrap()
    }

    fn auditor(organisation: &str, protected: bool) -> LogView {
        LogView::Organisation {
            own: OrganisationId::guess(organisation).unwrap(),
            producers: ["emi-nord".to_owned()].into(),
            protected,
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
    fn a_protected_identity_leaves_no_place_to_anybody_but_the_auditors_of_that_place() {
        let looks = [asked("school-health", None)];
        for view in [guardian(true), LogView::Own { protected: true }] {
            let [told] = seen(&looks, &view).try_into().unwrap();
            assert!(told.organisation.is_none() && told.unit.is_empty());
            assert_eq!(told.role, "school-nurse");
        }
        for view in [
            guardian(false),
            LogView::Own { protected: false },
            auditor("SE2321000016-SKOLA", true),
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
        let marked = seen(&looks, &auditor("SE2321000016-SKOLA", false));
        let marked: Vec<_> = marked.iter().map(|a| a.hidden_from_guardians).collect();
        assert_eq!(marked, [true, true, false]);
    }

    // R-ACCESS-4
    #[test]
    fn an_auditor_of_another_organisation_reads_of_a_look_only_what_went_into_the_own_sources() {
        let into = |producer: &str| Access {
            producer: Some(producer.to_owned()),
            act: "shown".into(),
            ..asked("social-child", None)
        };
        let looks = [
            asked("social-child", None),
            into("emi-nord"),
            into("bvc-nord"),
        ];
        let elsewhere = "SE2321000016-VARD";
        let [told] = seen(&looks, &auditor(elsewhere, false)).try_into().unwrap();
        assert!(told.act == "shown" && told.organisation.is_some());
        assert!(
            told.hidden_from_guardians,
            "marked as for the office itself"
        );
        let [told] = seen(&looks, &auditor(elsewhere, true)).try_into().unwrap();
        assert!(told.organisation.is_none() && told.unit.is_empty());
        assert_eq!(seen(&looks, &auditor("SE2321000016-SKOLA", true)).len(), 3);
    }

    // R-AUDIT-17
    #[test]
    fn who_read_what_decides_stands_in_the_list_hidden_and_withheld_like_a_look() {
        let reading = |sector: Option<&str>, audience: &str| {
            let mut access = asked("school-health", None);
            access.intent.sector = sector.map(str::to_owned);
            access.intent.audience = audience.to_owned();
            Access {
                overview_id: String::new(),
                act: "read".into(),
                ..access
            }
        };
        let looks = [
            reading(Some("school-health"), "professional"),
            reading(Some("social-child"), "professional"),
            reading(Some("youth-clinic"), "professional"),
            // A pinned source, and an entry of before that says no sector.
            reading(None, ""),
            reading(None, "professional"),
            reading(None, "guardian"),
            reading(None, "child"),
        ];
        let told = seen(&looks, &guardian(false));
        let who: Vec<_> = (told.iter())
            .map(|a| (a.sector.as_str(), a.audience.as_str()))
            .collect();
        assert_eq!(who, [("school-health", "professional"), ("", "guardian")]);
        assert_eq!(seen(&looks, &LogView::Own { protected: false }).len(), 7);
        let marked = seen(&looks, &auditor("SE2321000016-SKOLA", false));
        let hidden: Vec<_> = marked.iter().map(|a| a.hidden_from_guardians).collect();
        assert_eq!(hidden, [false, true, false, false, false, false, false]);
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
