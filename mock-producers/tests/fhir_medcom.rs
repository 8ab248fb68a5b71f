//! The MedCom test families, as others published them: every child can be shown, and what cannot be read is listed.
//! The data is not part of the project; without it these tests say so and pass.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a panic is a test's voice, and a skipped test says so"
)]

use std::{collections::BTreeMap, path::PathBuf};

use jiff::civil::date;
use mock_producers::fhir::{FhirFolder, FindingKind, Reason};
use producer_sdk::{Record, body::Body};

fn families() -> Option<FhirFolder> {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let dir = manifest.join("../../shared/data/medcom-families");
    if !dir.is_dir() {
        eprintln!("skipped: the MedCom test families are not at ../shared/data/medcom-families");
        return None;
    }
    Some(FhirFolder::read(&dir, date(2026, 11, 21)).unwrap())
}

/// Master data and custody of every child, by the label of the child.
fn shown(folder: &FhirFolder) -> BTreeMap<String, (Record, Record)> {
    let records = folder.system().records;
    folder
        .children()
        .iter()
        .map(|child| {
            let of = |kind: &str| {
                let mut found = records.iter().filter(|record| {
                    record.header.subject == child.id
                        && record.header.information_type.as_str() == kind
                });
                let one = found.next().unwrap().clone();
                assert!(found.next().is_none(), "{}", child.label);
                one
            };
            (child.label.clone(), (of("master-data"), of("custody")))
        })
        .collect()
}

// R-FHIR-1
#[test]
fn every_citizen_under_eighteen_has_master_data_and_family() {
    let Some(folder) = families() else { return };
    let shown = shown(&folder);
    let labels: Vec<_> = shown.keys().map(String::as_str).collect();
    assert_eq!(
        labels,
        [
            "Ali Test (4)",
            "Aya Test (3)",
            "Bo Test (10)",
            "Dreng Test (10)",
            "Dreng Test (2)",
            "Gitte Nancy Test (16)",
            "Juliane Test (16)",
            "Lars Test (11)",
            "Pige Test (10)",
            "Pige Test (2)",
            "Rikke Test (6)",
        ]
    );
    for (label, (master, custody)) in &shown {
        let Body::MasterData(body) = &master.body else {
            panic!("{label}");
        };
        assert!(!body.name.is_empty() && body.birth.is_some(), "{label}");
        for record in [master, custody] {
            assert!(record.header.care_provider.is_some() && record.header.unit.is_some());
        }
    }
}

// R-FHIR-10
#[test]
fn family_and_custody_are_as_the_files_state() {
    let Some(folder) = families() else { return };
    let shown = shown(&folder);
    let title = |label: &str| shown.get(label).unwrap().1.header.title.clone();
    assert_eq!(
        title("Ali Test (4)"),
        "Familie: far Anders Test Jensen; forældremyndighed ikke oplyst"
    );
    assert_eq!(
        title("Rikke Test (6)"),
        "Familie: mor Kirsten Test Berggren, forældremyndighedsindehaver Ruddi Test Berggren; \
         Forældremyndighed: Ruddi Test Berggren"
    );
    assert_eq!(
        title("Bo Test (10)"),
        "Familie: familie ikke oplyst; forældremyndighed ikke oplyst"
    );
    assert_eq!(
        title("Dreng Test (2)"),
        "Familie: samme familiegruppe: Pige Test Levendefødt; forældremyndighed ikke oplyst"
    );
    let guarded: Vec<_> = folder
        .children()
        .iter()
        .filter(|child| !child.guardians_stated.is_empty())
        .map(|child| child.label.as_str())
        .collect();
    assert_eq!(guarded, ["Rikke Test (6)"]);
}

// R-FHIR-3
#[test]
fn what_cannot_be_read_is_listed() {
    let Some(folder) = families() else { return };
    let counts = folder.counts();
    assert_eq!((counts.files, counts.resources), (116, 116));
    let whole = |reason: Reason| !reason.in_part();
    let unread: Vec<_> = folder
        .unread()
        .items()
        .iter()
        .filter(|item| whole(item.reason))
        .map(|item| (item.resource.as_str(), item.reason))
        .collect();
    assert_eq!(
        unread,
        [
            ("Patient/ukendt-D-eCPR", Reason::NoBirthDate),
            ("Patient/ukendt", Reason::UnknownSystem),
        ]
    );
    // Organisations with a location number, a provider number of five digits, and the like.
    assert_eq!(
        folder.unread().counts().get(&Reason::PartIdentifier),
        Some(&5)
    );
    let contradicting: Vec<_> = folder
        .findings()
        .iter()
        .filter(|finding| finding.kind == FindingKind::BirthContradictsNumber)
        .flat_map(|finding| &finding.resources)
        .collect();
    assert_eq!(contradicting, ["Patient/else"]);
    // The guardian's second Patient is marked: the child's address could give away the guardian's.
    let hidden: Vec<_> = folder
        .findings()
        .iter()
        .filter(|finding| finding.kind == FindingKind::FamilyProtected)
        .flat_map(|finding| &finding.resources)
        .collect();
    assert_eq!(hidden, ["Patient/RikkeBerggren"]);
}
