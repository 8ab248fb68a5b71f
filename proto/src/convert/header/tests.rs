use domain::{
    id::OrganisationId,
    record::{Coding, body::types},
    time::Moment,
};

use super::*;

/// A header with every field set.
fn full() -> Header {
    let child = PersonId::parse("urn:oid:1.2.752.129.2.1.3.1", "191212121212").unwrap();
    let kind = InformationType::parse(types::VACCINATION).unwrap();
    let at = Moment::parse("2025-02").unwrap();
    let mut header = Header::new("r-1", kind, child, Period::since(at), "Priorix");
    header.version = 7;
    header.recorded = Some("2025-02-12T10:00:00.25Z".parse().unwrap());
    header.updated = Some("1969-12-31T23:59:59.75Z".parse().unwrap());
    header.source_time = Some("2026-11-21T08:00:00Z".parse().unwrap());
    header.life_cycle = LifeCycle::Retracted {
        reason: "wrong-person".into(),
    };
    header.care_provider = Some(Organisation {
        id: OrganisationId::parse("urn:oid:1.2.752.129.2.1.4.1", "SE2321000016-1").ok(),
        name: "Regionen".into(),
    });
    header.unit = Some(Organisation {
        id: None,
        name: "BVC Lunden".into(),
    });
    header.author = Some(Author {
        name: "Siv Ek".into(),
        role: "nurse".into(),
        role_text: "BVC-sköterska".into(),
    });
    header.codes = vec![Coding::new("http://www.whocc.no/atc", "J07BD52", "MPR")];
    header.identity_key = Some("vaccination|2025-02-12|J07BD52|A1".into());
    header.claims = vec![Claim {
        code: Coding::new("http://www.whocc.no/atc", "J07BD52", ""),
        value: "given".into(),
        unit: "1".into(),
    }];
    header.relations = [
        RelationKind::Replaces,
        RelationKind::Contact,
        RelationKind::Process,
        RelationKind::Plan,
    ]
    .map(|kind| Relation {
        kind,
        target: "r-0".into(),
    })
    .to_vec();
    header.marks = Marks {
        not_for_guardians: true,
        mentions_third_persons: true,
    };
    header.sensitivity = Sensitivity::Restricted;
    header.source_status = "entered-in-error".into();
    header
}

fn wire_with(change: impl FnOnce(&mut wire::RecordHeader)) -> wire::RecordHeader {
    let mut header = full().into();
    change(&mut header);
    header
}

fn read(change: impl FnOnce(&mut wire::RecordHeader)) -> Result<Header, InvalidHeader> {
    Header::try_from(wire_with(change))
}

// R-HEADER-1
#[test]
fn a_header_with_every_field_comes_back_as_it_went() {
    assert!(read(|_| ()).unwrap() == full());
    for life_cycle in [
        LifeCycle::Planned,
        LifeCycle::Active,
        LifeCycle::Completed,
        LifeCycle::Cancelled,
    ] {
        let header = Header {
            life_cycle,
            ..full()
        };
        assert!(Header::try_from(wire::RecordHeader::from(header.clone())).unwrap() == header);
    }
}

// R-HEADER-2
#[test]
fn a_life_cycle_not_stated_or_not_known_is_refused() {
    for number in [0, 6, -1, i32::MAX] {
        let error = read(|h| h.life_cycle = number).unwrap_err();
        assert_eq!(error, InvalidHeader::LifeCycle);
    }
}

// R-HEADER-3
#[test]
fn an_unknown_mark_of_sensitivity_counts_as_the_strictest() {
    let mark = |mark: &str| read(|h| h.sensitivity = mark.into()).unwrap().sensitivity;
    assert_eq!(mark(""), Sensitivity::Normal);
    assert_eq!(mark("R"), Sensitivity::Restricted);
    assert_eq!(mark("X"), Sensitivity::VeryRestricted);
}

#[test]
fn a_relation_of_unknown_kind_is_left_out() {
    let header = read(|h| h.relations[0].kind = 99).unwrap();
    assert_eq!(header.relations.len(), 3);
}

// R-HEADER-1
#[test]
fn what_a_header_must_have_is_missed() {
    assert_eq!(
        read(|h| h.subject = None).unwrap_err(),
        InvalidHeader::Missing("subject")
    );
    assert_eq!(
        read(|h| h.record_id.clear()).unwrap_err(),
        InvalidHeader::Missing("record_id")
    );
    assert!(matches!(
        read(|h| h.information_type.clear()),
        Err(InvalidHeader::InformationType(_))
    ));
    let stranger = |h: &mut wire::RecordHeader| {
        h.subject = Some(common::Identifier {
            system: "x".into(),
            value: "1".into(),
        });
    };
    assert!(matches!(
        read(stranger),
        Err(InvalidHeader::Field {
            field: "subject",
            ..
        })
    ));
}

fn relation() -> wire::Relation {
    wire::Relation {
        kind: 1,
        target: "r".into(),
    }
}

// R-HEADER-4
#[test]
fn every_bound_holds_at_its_edge() {
    type Fill = fn(&mut wire::RecordHeader, usize);
    let bounds: [(Fill, usize); 8] = [
        (|h, n| h.record_id = "i".repeat(n), MAX_ID_BYTES),
        (|h, n| h.title = "t".repeat(n), MAX_TITLE_BYTES),
        (|h, n| h.identity_key = "k".repeat(n), MAX_KEY_BYTES),
        (|h, n| h.source_status = "s".repeat(n), MAX_ID_BYTES),
        (|h, n| h.retraction_reason = "r".repeat(n), MAX_ID_BYTES),
        (
            |h, n| h.claims = vec![wire::Claim::default(); n],
            MAX_CLAIMS,
        ),
        (
            |h, n| h.codes = vec![common::Coding::default(); n],
            MAX_CODES,
        ),
        (
            |h, n| {
                h.relations = vec![relation(); n];
            },
            MAX_RELATIONS,
        ),
    ];
    for (place, (fill, most)) in bounds.into_iter().enumerate() {
        assert!(read(|h| fill(h, most)).is_ok(), "bound {place}");
        assert!(read(|h| fill(h, most + 1)).is_err(), "bound {place}");
    }
}

#[test]
fn no_error_shows_a_value() {
    let error = read(|h| h.subject.as_mut().unwrap().value = "191212121213".into()).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("1912"));
}
