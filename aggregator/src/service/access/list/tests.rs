//! Who looked, reader by reader, without a log.

use super::*;
use crate::audit::entry::{ActorRef, OrganisationRef};

pub(super) fn asked(sector: &str, ground: Option<&str>) -> Access {
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
        place: 1,
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

pub(super) fn guardian(protected: bool) -> LogView {
    LogView::Guardian {
        sectors: ["school-health".to_owned(), "social-child".to_owned()].into(),
        protected,
    }
}

pub(super) const NOBODY: &str = "actor:nobody";

fn seen(accesses: &[Access], view: &LogView) -> Vec<wire::Access> {
    seen_by(NOBODY, accesses, view)
}

fn seen_by(name: &str, accesses: &[Access], view: &LogView) -> Vec<wire::Access> {
    read_by(name, accesses, view, &Consented::default())
}

pub(super) fn read_by(
    name: &str,
    accesses: &[Access],
    view: &LogView,
    consented: &Consented<'_>,
) -> Vec<wire::Access> {
    let policies = Policies::built_in().unwrap();
    let reader = Reader {
        view,
        name,
        policies: &policies,
        consented,
    };
    let mut read = Read::by(&reader, None);
    read.add(AccessPage {
        found: accesses.to_vec(),
        next: None,
    });
    read.told().map(|(_, told)| told).collect()
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

// R-ACCESS-8
#[test]
fn ones_own_reading_of_a_list_is_in_everybodys_but_ones_own_and_a_childs_in_no_guardians() {
    let reading = |who: &str, audience: &str, what: &str| {
        let mut access = asked("school-health", None);
        access.intent.actor = ActorRef::Id(who.into());
        access.intent.audience = audience.into();
        access.intent.sector = None;
        access.intent.organisation = None;
        access.intent.types = vec![what.into()];
        Access {
            overview_id: String::new(),
            act: "read".into(),
            ..access
        }
    };
    let looks = [
        reading("actor:mother", "guardian", "accesses-list"),
        reading("actor:father", "guardian", "sharing-list"),
        reading("actor:mother", "guardian", "consents-list"),
        reading("actor:child", "child", "accesses-list"),
    ];
    let lines = |who: &str, view: &LogView| seen_by(who, &looks, view).len();
    let own = LogView::Own { protected: false };
    assert_eq!(lines("actor:mother", &guardian(false)), 2);
    assert_eq!(lines("actor:father", &guardian(false)), 2);
    assert_eq!(lines("actor:child", &own), 3);
    assert_eq!(lines(NOBODY, &guardian(false)), 3);
    assert_eq!(lines(NOBODY, &auditor("SE2321000016-SKOLA", false)), 0);
}
