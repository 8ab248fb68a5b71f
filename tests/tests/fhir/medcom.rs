//! The MedCom test families, as others published them. The data is no part of the project; without it these tests say so and pass.

use std::{collections::BTreeSet, path::PathBuf};

use domain::id::PersonId;
use serde_json::Value;
use tests::{Harness, Scene};

use crate::{
    FOLDER,
    files::{children, name, number, of_type, related, resources, today},
    names, shown, the,
};

/// The folder, where it is.
fn families() -> Option<PathBuf> {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/medcom-families");
    if dir.is_dir() {
        return Some(dir);
    }
    skipped();
    None
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn skipped() {
    eprintln!("skipped: the MedCom test families are not at ../shared/data/medcom-families");
}

async fn harness(dir: &PathBuf) -> Harness {
    Scene::default().fhir(dir).start().await
}

fn id(patient: &Value) -> PersonId {
    PersonId::parse(crate::files::CPR, number(patient).unwrap()).unwrap()
}

// R-FHIR-1
#[tokio::test]
async fn every_child_that_the_files_hold_is_listed_and_shown_whole_to_its_actor() {
    let Some(dir) = families() else { return };
    let harness = harness(&dir).await;
    let files = resources(&dir);
    let stated: BTreeSet<_> = children(&files, today()).into_iter().map(id).collect();
    let listed: BTreeSet<_> = (harness.state.children.iter())
        .filter(|child| child.story == "fhir")
        .map(|child| PersonId::parse(&child.system, &child.id).unwrap())
        .collect();
    assert!(!stated.is_empty());
    assert_eq!(listed, stated);
    for child in &listed {
        let overview = shown(&harness, child).await;
        assert!(overview.complete);
        let row = overview.source(FOLDER).unwrap();
        assert_eq!((row.status.as_str(), row.complete), ("FRESH", true));
        assert!(row.records >= 2, "master data and family at the least");
    }
}

// R-FHIR-10
#[tokio::test]
async fn custody_is_who_the_files_call_guardian_and_nobody_else() {
    let Some(dir) = families() else { return };
    let harness = harness(&dir).await;
    let files = resources(&dir);
    let mut guarded = 0;
    for patient in children(&files, today()) {
        let custody = the(&shown(&harness, &id(patient)).await, "custody");
        let mut holders = names(&custody["content"]["custody"]["holders"]);
        holders.sort_unstable();
        let guardians = related(&files, patient, &["GUARD"]);
        let mut stated: Vec<_> = guardians.into_iter().map(name).collect();
        stated.sort();
        assert_eq!(holders, stated);
        guarded += usize::from(!stated.is_empty());
        let told = harness.sandbox.world.children.iter();
        let told = told.clone().find(|told| told.id == id(patient)).unwrap();
        if !stated.is_empty() {
            let facts: Vec<_> = told.guardians.iter().map(|g| g.id.value()).collect();
            let numbers = related(&files, patient, &["GUARD"]);
            let numbers: Vec<_> = numbers.into_iter().filter_map(number).collect();
            assert_eq!(facts, numbers, "the facts are those of the files");
        }
    }
    assert!(guarded > 0, "the families hold a child with a guardian");
}

// R-FHIR-10
#[tokio::test]
async fn the_family_is_as_the_files_state_it() {
    let Some(dir) = families() else { return };
    let harness = harness(&dir).await;
    let files = resources(&dir);
    for patient in children(&files, today()) {
        let overview = shown(&harness, &id(patient)).await;
        let master = the(&overview, "master-data");
        assert_eq!(master["content"]["master_data"]["name"], name(patient));
        assert_eq!(
            master["content"]["master_data"]["birth"],
            patient["birthDate"]
        );
        let custody = the(&overview, "custody");
        let family = custody["content"]["custody"]["family"].as_array().unwrap();
        for (codes, role) in [(&["MTH"], "mother"), (&["FTH"], "father")] {
            let shown: BTreeSet<_> = (family.iter())
                .filter(|person| person["role"] == role)
                .map(|person| person["name"].as_str().unwrap().to_owned())
                .collect();
            let stated = related(&files, patient, codes);
            let stated: BTreeSet<_> = stated.into_iter().map(name).collect();
            assert_eq!(shown, stated, "{role}");
        }
    }
}

// R-FHIR-3
#[tokio::test]
async fn what_could_not_be_read_is_said_by_file_and_reason_and_nothing_is_lost_between() {
    let Some(dir) = families() else { return };
    let harness = harness(&dir).await;
    let folder = harness.fhir.as_ref().unwrap();
    let mut page = Vec::new();
    sandbox::print::fhir(&mut page, folder).unwrap();
    let page = String::from_utf8(page).unwrap();

    let files = resources(&dir);
    let unknown = of_type(&files, "Patient").filter(|patient| number(patient).is_none());
    let mut unread = 0;
    for patient in unknown {
        let resource = format!("Patient/{}", patient["id"].as_str().unwrap());
        let dated = patient["birthDate"].is_string();
        let items = folder.unread().items();
        let listed = items.iter().any(|item| item.resource == resource);
        let adult = !listed && dated;
        assert!(listed || adult, "{resource} is neither read nor listed");
        assert_eq!(page.contains(&format!("{resource}: ")), listed);
        unread += usize::from(listed);
    }
    assert!(
        unread > 0,
        "the folder holds persons without a known number"
    );
    assert!(page.contains(&format!("Not read ({}):", folder.unread().len())));
    assert_eq!(folder.counts().resources, files.len());
}
