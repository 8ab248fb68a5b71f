//! A folder of our own: one bundle with a mother and her child. What is the mother's stays out of the child's overview, byte by byte.

use std::{fs, path::Path, time::Duration};

use consumer::OverviewQuery;
use domain::id::PersonId;
use prost::Message as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::{Harness, Scene};

use crate::{
    FOLDER,
    files::{CPR, today},
    names, shown, the,
};

/// Numbers that fail modulus 11, as test numbers do; the child's states the date of birth, for no file does.
const MOTHER: &str = "1402889996";

/// What is the mother's alone.
const HERS: [&str; 8] = [
    "O26.9",
    "gravid",
    "81.4",
    "N06AB06",
    "sertralin",
    "Modervej",
    "tel:00000077",
    "obs-mother",
];

fn child_number() -> String {
    let year = today().year() - 9;
    format!("0405{:02}9994", year % 100)
}

fn child() -> PersonId {
    PersonId::parse(CPR, &child_number()).unwrap()
}

/// The bundle of both.
fn family(dir: &Path) {
    let patient = |id: &str, number: &str, given: &str| {
        json!({
            "resourceType": "Patient", "id": id,
            "identifier": [{ "system": CPR, "value": number }],
            "name": [{ "use": "official", "given": [given], "family": "Prøvegaard" }],
        })
    };
    let mut mother = patient("mother", MOTHER, "Vilma");
    mother["birthDate"] = json!("1988-02-14");
    mother["address"] = json!([{ "line": ["Modervej 5"], "postalCode": "9999" }]);
    mother["telecom"] = json!([{ "system": "phone", "value": "00000077" }]);
    let entries = [
        mother,
        patient("child", &child_number(), "Ask"),
        json!({
            "resourceType": "RelatedPerson", "id": "guardian",
            "patient": { "reference": "Patient/child" },
            "identifier": [{ "system": CPR, "value": MOTHER }],
            "name": [{ "given": ["Vilma"], "family": "Prøvegaard" }],
            "relationship": [{ "coding": [
                { "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH" },
                { "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "GUARD" },
            ] }],
        }),
        condition("hers", "mother", "O26.9", "Gravid, uge 20"),
        condition("his", "child", "J45.9", "Astma"),
        weight("obs-mother", "mother", 81.4),
        weight("obs-child", "child", 27.3),
        json!({
            "resourceType": "MedicationStatement", "id": "hers-too", "status": "active",
            "subject": { "reference": "Patient/mother" },
            "medicationCodeableConcept": { "coding": [
                { "system": "http://www.whocc.no/atc", "code": "N06AB06", "display": "sertralin" },
            ] },
        }),
    ];
    let entries: Vec<Value> = (entries.into_iter())
        .map(|resource| json!({ "resource": resource }))
        .collect();
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": entries });
    fs::write(dir.join("family.json"), bundle.to_string()).unwrap();
}

fn condition(id: &str, of: &str, code: &str, words: &str) -> Value {
    json!({
        "resourceType": "Condition", "id": id,
        "subject": { "reference": format!("Patient/{of}") },
        "code": {
            "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10", "code": code, "display": words }],
        },
        "onsetDateTime": recently(),
    })
}

fn weight(id: &str, of: &str, kg: f64) -> Value {
    json!({
        "resourceType": "Observation", "id": id, "status": "final",
        "subject": { "reference": format!("Patient/{of}") },
        "code": { "coding": [{ "system": "http://loinc.org", "code": "29463-7" }] },
        "effectiveDateTime": recently(),
        "valueQuantity": { "value": kg, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg" },
    })
}

/// A day inside every window.
fn recently() -> String {
    let day = today().yesterday().unwrap();
    day.to_string()
}

async fn harness() -> (Harness, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    family(dir.path());
    (Scene::default().fhir(dir.path()).start().await, dir)
}

// R-FHIR-1, R-SCREEN-1
#[tokio::test]
async fn a_child_in_its_mothers_bundle_is_shown_with_what_is_its_own() {
    let (harness, _dir) = harness().await;
    let overview = shown(&harness, &child()).await;
    assert!(overview.complete);
    let own: Vec<_> = (overview.records.iter())
        .filter(|record| record.sources == [FOLDER])
        .map(|record| record.id.as_str())
        .collect();
    for id in ["Condition/his", "Observation/obs-child", "Patient/child"] {
        assert!(own.contains(&id), "{id} of {own:?}");
    }
    let master = the(&overview, "master-data");
    let birth = &master["content"]["master_data"]["birth"];
    assert_eq!(*birth, json!(child().birth_date().unwrap().to_string()));
    let custody = &the(&overview, "custody")["content"]["custody"];
    assert_eq!(names(&custody["holders"]), ["Vilma Prøvegaard"]);
}

// R-SCREEN-1
#[tokio::test]
async fn nothing_of_the_mothers_own_is_in_any_byte_of_the_childs_overview() {
    let (harness, _dir) = harness().await;
    let query = OverviewQuery::about(child());
    let deadline = Duration::from_secs(20);
    let events = harness.events_of("fhir-doctor", query, deadline).await;
    for timed in events.unwrap() {
        let bytes = timed.event.encode_to_vec();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for hers in HERS {
            assert!(!text.contains(&hers.to_lowercase()), "{timed:?}: {hers}");
        }
    }
}

// R-VISIBILITY-1
#[tokio::test]
async fn the_mother_is_no_child_and_cannot_be_asked_for() {
    let (harness, _dir) = harness().await;
    let listed = harness.state.children.iter();
    assert!(listed.clone().all(|child| child.id != MOTHER));
    let mother = OverviewQuery::about(PersonId::parse(CPR, MOTHER).unwrap());
    let answer = harness.client("fhir-doctor").get_overview(mother).await;
    assert!(matches!(answer, Err(consumer::Error::Refused { .. })));
}

// R-FHIR-3
#[tokio::test]
async fn everything_of_the_bundle_is_served_counted_or_listed() {
    let (harness, _dir) = harness().await;
    let folder = harness.fhir.as_ref().unwrap();
    let counts = folder.counts();
    assert_eq!((counts.files, counts.resources), (1, 8));
    assert_eq!(counts.adults, 1);
    assert_eq!(counts.about_adults, 3, "what is about the mother");
    assert!(folder.unread().is_empty(), "{:?}", folder.unread());
}
