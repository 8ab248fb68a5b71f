//! What a guardian reads by the own consent, without a log.

use domain::{
    facts::{Consent, ConsentKind, Pseudonym},
    id::OrganisationId,
    time::Country,
};

use super::*;
use crate::{
    overview::LogView,
    policies::Policies,
    service::access::list::tests::{NOBODY, asked, guardian, read_by},
};

/// A permit to everybody, for every source.
fn permit() -> Consent {
    Consent {
        grantor: Pseudonym([2; 32]),
        kind: ConsentKind::Permit,
        recipient: None,
        recipient_unit: None,
        recipient_sector: None,
        source_sectors: Vec::new(),
        start: "2026-01-01T00:00:00Z".parse().unwrap(),
        end: None,
        ended: None,
        deleted: None,
        purpose: None,
        verified: true,
    }
}

/// One overview by a sector: the question, and a line into each source by its ground. Newest first, as they are read.
fn overview(by: &str, shown: &[(&str, &str)]) -> Vec<Access> {
    let ask = Access {
        overview_id: by.into(),
        ..asked(by, None)
    };
    let into = |(source, ground): &(&str, &str)| Access {
        act: "shown".into(),
        source_sector: Some((*source).into()),
        ground: Some((*ground).into()),
        ..ask.clone()
    };
    shown.iter().map(into).chain([ask.clone()]).collect()
}

/// Whom a Danish parent, who is shown the hospital, reads of, with into what.
fn parent_reads(words: &[Consent], accesses: &[Access]) -> Vec<String> {
    let policies = Policies::built_in().unwrap();
    let tables = policies.of(Country::Dk).unwrap();
    let consented = Consented::of(words, tables, "2026-09-02".parse().unwrap());
    let view = LogView::Guardian {
        sectors: ["hospital".to_owned()].into(),
        protected: false,
    };
    let told = read_by(NOBODY, accesses, &view, &consented);
    let told = told
        .iter()
        .map(|a| format!("{} {}", a.sector, a.source_sector));
    told.collect()
}

// R-ACCESS-9
#[test]
fn a_parent_whose_own_consent_let_a_sector_look_reads_that_it_looked_and_into_nothing_that_is_not_shown()
 {
    let looks = overview(
        "ppr",
        &[
            ("coordination-plan", "consent"),
            ("hospital", "consent"),
            ("ppr", "consent"),
        ],
    );
    let words = [permit()];
    assert_eq!(
        parent_reads(&words, &looks),
        ["ppr hospital", "ppr ppr", "ppr "]
    );
    assert!(parent_reads(&[], &looks).is_empty());
    for not in [
        Consent {
            kind: ConsentKind::Refuse,
            ..permit()
        },
        Consent {
            verified: false,
            ..permit()
        },
        Consent {
            start: "2026-09-01T08:00:01Z".parse().unwrap(),
            ..permit()
        },
        Consent {
            ended: Some("2026-09-01T08:00:00Z".parse().unwrap()),
            ..permit()
        },
        Consent {
            deleted: Some("2026-09-02T08:00:00Z".parse().unwrap()),
            ..permit()
        },
        Consent {
            recipient: OrganisationId::guess("SE2321000016-VARD").ok(),
            ..permit()
        },
        Consent {
            recipient_unit: Some("south".into()),
            ..permit()
        },
        Consent {
            recipient_sector: Sector::parse("school").ok(),
            ..permit()
        },
        Consent {
            purpose: Some("research".into()),
            ..permit()
        },
        Consent {
            source_sectors: vec![Sector::parse("social-family").unwrap()],
            ..permit()
        },
    ] {
        assert!(
            parent_reads(std::slice::from_ref(&not), &looks).is_empty(),
            "{not:?}"
        );
    }
    // Ended since, and then: it is the word of its time that counts.
    let ended = Consent {
        ended: Some("2026-09-01T08:00:01Z".parse().unwrap()),
        ..permit()
    };
    assert_eq!(parent_reads(&[ended], &looks).len(), 3);
}

// R-ACCESS-9
#[test]
fn what_no_consent_of_the_parents_let_in_stays_unread() {
    let words = [permit()];
    for looks in [
        // By statute, and a question that opened nothing, whatever was claimed.
        overview("ppr", &[("population-register", "statute")]),
        vec![asked("ppr", Some("consent"))],
        // An inquiry, also beside the plan by consent; and one of Sweden's sectors, that no Danish row names.
        overview(
            "social-family",
            &[
                ("coordination-plan", "consent"),
                ("social-family", "statute"),
            ],
        ),
        overview("social-family", &[("coordination-plan", "consent")]),
        overview("youth-clinic", &[("hospital", "consent")]),
        // Somebody known into what the parent is shown nothing of.
        overview("hospital", &[("ppr", "consent")])[..1].to_vec(),
    ] {
        assert!(parent_reads(&words, &looks).is_empty(), "{looks:?}");
    }
    let refused = overview("ppr", &[("hospital", "consent")]).into_iter();
    let refused: Vec<_> = refused
        .map(|look| Access {
            refused: true,
            ..look
        })
        .collect();
    assert!(parent_reads(&words, &refused).is_empty());
}

// R-ACCESS-9
#[test]
fn a_swedish_guardian_reads_nothing_more_by_their_own_consent() {
    let policies = Policies::built_in().unwrap();
    let words = [permit()];
    let tables = policies.of(Country::Se).unwrap();
    let consented = Consented::of(&words, tables, "2026-09-02".parse().unwrap());
    let looks = [
        overview("school", &[("coordination-plan", "consent")]),
        overview("youth-clinic", &[("school-health", "consent")]),
        overview(
            "social-child",
            &[("school-health", "consent"), ("social-child", "statute")],
        ),
    ];
    for looks in looks {
        let told = read_by(NOBODY, &looks, &guardian(false), &consented);
        assert!(told.is_empty(), "{told:?}");
    }
}
