//! The FHIR folder's rules at their edges, each on a folder of a few files.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::fs;

use jiff::civil::date;
use mock_producers::fhir::{FhirError, FhirFolder, FindingKind, Reason};
use producer_sdk::{
    Country, PersonId, Record, Sensitivity,
    body::{Body, IdentityProtection},
};
use serde_json::{Value, json};
use tempfile::TempDir;

const CPR: &str = "urn:oid:1.2.208.176.1.2";
const CHILD: &str = "0405179994";
const OTHER: &str = "1111189994";

/// A folder of these resources, one a file.
fn folder(resources: &[Value]) -> (TempDir, FhirFolder) {
    let dir = tempfile::tempdir().unwrap();
    for (place, resource) in resources.iter().enumerate() {
        fs::write(
            dir.path().join(format!("{place:02}.json")),
            resource.to_string(),
        )
        .unwrap();
    }
    let folder = read(&dir);
    (dir, folder)
}

fn read(dir: &TempDir) -> FhirFolder {
    FhirFolder::read(dir.path(), date(2026, 11, 21)).unwrap()
}

fn patient(id: &str, number: &str) -> Value {
    json!({
        "resourceType": "Patient", "id": id,
        "identifier": [{"system": CPR, "value": number}],
        "name": [{"given": [id], "family": "Testgaard"}],
    })
}

fn weight(id: &str, subject: &Value) -> Value {
    json!({
        "resourceType": "Observation", "id": id, "status": "final", "subject": subject,
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "effectiveDateTime": "2026-05-04", "valueQuantity": {"value": 12.4, "code": "kg"},
    })
}

fn to(reference: &str) -> Value {
    json!({"reference": reference})
}

fn guardian(id: &str, patient: &str, number: &str, code: &str) -> Value {
    json!({
        "resourceType": "RelatedPerson", "id": id, "patient": to(patient),
        "identifier": [{"system": CPR, "value": number}],
        "relationship": [{"coding": [{"code": code}]}],
        "name": [{"given": ["Vibe"], "family": "Testgaard"}],
    })
}

fn reasons(folder: &FhirFolder) -> Vec<(String, Reason)> {
    let items = folder.unread().items().iter();
    items
        .map(|item| (item.resource.clone(), item.reason))
        .collect()
}

fn kinds(folder: &FhirFolder) -> Vec<FindingKind> {
    folder
        .findings()
        .iter()
        .map(|finding| finding.kind)
        .collect()
}

fn records(folder: &FhirFolder, id: &str) -> Vec<Record> {
    let all = folder.system().records;
    all.iter()
        .filter(|r| r.header.record_id == id)
        .cloned()
        .collect()
}

fn cpr(number: &str) -> PersonId {
    PersonId::parse(CPR, number).unwrap()
}

// R-FHIR-2
#[test]
fn a_missing_folder_is_an_error_that_says_what_was_expected() {
    let dir = tempfile::tempdir().unwrap();
    let missing = FhirFolder::read(&dir.path().join("none"), date(2026, 11, 21)).unwrap_err();
    assert!(matches!(missing, FhirError::Missing { .. }));
    assert!(
        missing
            .to_string()
            .contains("expected a folder with FHIR R4 resources")
    );
    let file = dir.path().join("a.json");
    fs::write(&file, "{}").unwrap();
    let file = FhirFolder::read(&file, date(2026, 11, 21)).unwrap_err();
    assert!(matches!(file, FhirError::NotAFolder { .. }));
}

// R-FHIR-2
#[test]
fn what_is_no_fhir_json_is_listed_and_the_rest_is_served() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    fs::create_dir(dir.path().join("inner")).unwrap();
    write(
        "inner/child.json",
        &format!("\u{feff}{}", patient("Asta", CHILD)),
    );
    write("broken.json", "{\"resourceType\":");
    write("deep.json", &"[".repeat(100_000));
    write("other.json", "{\"name\": \"settings\"}");
    write("list.json", "[1, 2]");
    write("bulk.ndjson", "{}");
    write("README.md", "words");
    write(
        "bundle.json",
        "{\"resourceType\": \"Bundle\", \"id\": \"m\", \"type\": \"message\"}",
    );
    write(
        "device.json",
        "{\"resourceType\": \"Device\", \"id\": \"d\"}",
    );
    let folder = read(&dir);
    assert_eq!(folder.children().len(), 1);
    let listed: Vec<_> = folder
        .unread()
        .items()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        listed,
        [
            "broken.json: not valid JSON",
            "bulk.ndjson: FHIR is read as JSON only",
            "bundle.json Bundle/m: a bundle of a type that is not read",
            "deep.json: not valid JSON",
            "device.json Device/d: a resource type that is not read",
            "list.json: no FHIR resource",
            "other.json: no FHIR resource",
        ]
    );
}

// R-FHIR-2
#[test]
fn a_file_beyond_the_largest_size_is_listed() {
    let dir = tempfile::tempdir().unwrap();
    let file = fs::File::create(dir.path().join("large.json")).unwrap();
    file.set_len(mock_producers::fhir::MAX_FILE_BYTES + 1)
        .unwrap();
    assert_eq!(reasons(&read(&dir)), [(String::new(), Reason::TooLarge)]);
}

// R-FHIR-2
#[cfg(unix)]
#[test]
fn a_link_that_leads_in_a_circle_or_nowhere_is_listed() {
    let (dir, _) = folder(&[patient("Asta", CHILD)]);
    std::os::unix::fs::symlink(dir.path(), dir.path().join("circle")).unwrap();
    std::os::unix::fs::symlink(dir.path().join("gone"), dir.path().join("gone.json")).unwrap();
    let folder = read(&dir);
    assert_eq!(folder.children().len(), 1);
    let found: Vec<_> = folder
        .unread()
        .items()
        .iter()
        .map(|i| (i.file.as_str(), i.reason))
        .collect();
    assert_eq!(
        found,
        [
            ("circle", Reason::LinkLoop),
            ("gone.json", Reason::Unreadable)
        ]
    );
}

// R-FHIR-7
#[test]
fn a_subject_is_found_by_every_kind_of_reference_and_by_identifier() {
    let number = json!({"identifier": {"system": CPR, "value": "040517-9994"}});
    let bundle = json!({
        "resourceType": "Bundle", "type": "collection",
        "entry": [
            {"fullUrl": "urn:uuid:1", "resource": patient("Asta", CHILD)},
            {"resource": weight("uuid", &to("urn:uuid:1"))},
        ],
    });
    let contained = json!({
        "resourceType": "Observation", "id": "contained", "status": "final", "subject": to("#p"),
        "contained": [{"resourceType": "Patient", "id": "p", "identifier": [{"system": CPR, "value": CHILD}]}],
        "code": {"text": "x"},
    });
    let (_dir, folder) = folder(&[
        bundle,
        weight("relative", &to("Patient/Asta")),
        weight("version", &to("Patient/Asta/_history/3")),
        weight("absolute", &to("https://journal.example/fhir/Patient/Asta")),
        weight("identifier", &number),
        contained,
    ]);
    assert_eq!(reasons(&folder), []);
    for id in [
        "uuid",
        "relative",
        "version",
        "absolute",
        "identifier",
        "contained",
    ] {
        let found = records(&folder, &format!("Observation/{id}"));
        assert_eq!(found[0].header.subject, cpr(CHILD), "{id}");
    }
}

// R-FHIR-7
#[test]
fn a_subject_that_cannot_be_told_is_listed_and_not_guessed() {
    let both = json!({"reference": "Patient/Asta", "identifier": {"system": CPR, "value": OTHER}});
    let (_dir, folder) = folder(&[
        patient("Asta", CHILD),
        patient("Storm", OTHER),
        json!({"resourceType": "Patient", "id": "nobody", "birthDate": "2020-01-01"}),
        weight("a", &both),
        weight("b", &to("Patient/elsewhere")),
        weight("c", &to("Device/scales")),
        weight("d", &json!({"display": "Asta"})),
        weight("e", &to("Patient/nobody")),
    ]);
    let expected = [
        ("Patient/nobody", Reason::NoIdentifier),
        ("Observation/a", Reason::ContradictorySubject),
        ("Observation/b", Reason::UnknownSubject),
        ("Observation/c", Reason::UnknownSubject),
        ("Observation/d", Reason::NoSubject),
        ("Observation/e", Reason::SubjectWithoutNumber),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(id, reason)| ((*id).to_owned(), *reason))
        .collect();
    assert_eq!(reasons(&folder), expected);
}

// R-FHIR-7
#[test]
fn bundles_that_reuse_a_uuid_keep_their_children_apart() {
    let bundle = |number: &str, id: &str| {
        let mut child = patient("x", number);
        child.as_object_mut().unwrap().remove("id");
        json!({
            "resourceType": "Bundle", "type": "collection",
            "entry": [
                {"fullUrl": "urn:uuid:1", "resource": child},
                {"resource": weight(id, &to("urn:uuid:1"))},
            ],
        })
    };
    let (_dir, folder) = folder(&[
        bundle(CHILD, "a"),
        bundle(OTHER, "b"),
        weight("c", &to("urn:uuid:1")),
    ]);
    assert_eq!(
        records(&folder, "Observation/a")[0].header.subject,
        cpr(CHILD)
    );
    assert_eq!(
        records(&folder, "Observation/b")[0].header.subject,
        cpr(OTHER)
    );
    assert_eq!(
        reasons(&folder),
        [("Observation/c".to_owned(), Reason::AmbiguousSubject)]
    );
    assert_eq!(kinds(&folder), [FindingKind::OneIdTwoPersons]);
}

// R-FHIR-7
#[test]
fn one_observation_in_two_bundles_that_mean_two_children_is_neithers() {
    let bundle = |number: &str| {
        let mut child = patient("x", number);
        child.as_object_mut().unwrap().remove("id");
        json!({
            "resourceType": "Bundle", "type": "collection",
            "entry": [
                {"fullUrl": "urn:uuid:1", "resource": child},
                {"resource": weight("same", &to("urn:uuid:1"))},
            ],
        })
    };
    for files in [
        [bundle(CHILD), bundle(OTHER)],
        [bundle(OTHER), bundle(CHILD)],
    ] {
        let (_dir, folder) = folder(&files);
        assert_eq!(
            reasons(&folder),
            [("Observation/same".to_owned(), Reason::AmbiguousSubject)]
        );
    }
}

// R-FHIR-7
#[test]
fn one_patient_id_for_two_persons_means_neither() {
    let (_dir, folder) = folder(&[
        patient("1", CHILD),
        patient("1", OTHER),
        weight("w", &to("Patient/1")),
    ]);
    assert_eq!(folder.children().len(), 2);
    assert!(records(&folder, "Observation/w").is_empty());
    assert_eq!(
        reasons(&folder),
        [("Observation/w".to_owned(), Reason::AmbiguousSubject)]
    );
}

// R-FHIR-7
#[test]
fn an_id_is_one_servers_own() {
    let on = |server: &str, number: &str, id: &str| {
        json!({
            "resourceType": "Bundle", "type": "searchset",
            "entry": [
                {"fullUrl": format!("{server}/Patient/1"), "resource": patient("1", number)},
                {"fullUrl": format!("{server}/Observation/{id}"), "resource": weight(id, &to("Patient/1"))},
            ],
        })
    };
    let (_dir, folder) = folder(&[on("http://a", CHILD, "a"), on("http://b", OTHER, "b")]);
    assert_eq!(reasons(&folder), []);
    assert_eq!(
        records(&folder, "Observation/a")[0].header.subject,
        cpr(CHILD)
    );
    assert_eq!(
        records(&folder, "Observation/b")[0].header.subject,
        cpr(OTHER)
    );
}

// R-FHIR-5
#[test]
fn a_deletion_in_a_bundle_takes_the_resource_back() {
    let bundle = json!({
        "resourceType": "Bundle", "type": "transaction",
        "entry": [{"request": {"method": "DELETE", "url": "Observation/w"}}],
    });
    for files in [
        [bundle.clone(), weight("w", &to("Patient/Asta"))],
        [weight("w", &to("Patient/Asta")), bundle],
    ] {
        let (_dir, folder) = folder(&[&files[..], &[patient("Asta", CHILD)]].concat());
        assert!(records(&folder, "Observation/w").is_empty());
    }
}

// R-FHIR-6
#[test]
fn patients_that_share_a_number_are_one_citizen_and_the_newest_is_shown() {
    let mut old = patient("old", CHILD);
    old["meta"] = json!({"lastUpdated": "2024-01-01T00:00:00Z"});
    old["address"] = json!([{"line": ["Prøvestien 1"]}]);
    let mut new = patient("new", CHILD);
    new["meta"] = json!({"lastUpdated": "2026-01-01T00:00:00Z"});
    for files in [[old.clone(), new.clone()], [new, old]] {
        let (_dir, folder) = folder(&[&files[..], &[weight("w", &to("Patient/old"))]].concat());
        assert_eq!(folder.children().len(), 1);
        assert_eq!(folder.children()[0].label, "new (9)");
        assert_eq!(kinds(&folder), [FindingKind::SharedNumber]);
        assert_eq!(
            folder.findings()[0].resources,
            ["Patient/new", "Patient/old"]
        );
        assert_eq!(records(&folder, "Observation/w").len(), 1);
    }
}

// R-FHIR-6
#[test]
fn a_twin_that_is_linked_is_not_the_same_citizen() {
    let mut twin = patient("Asta", CHILD);
    twin["link"] = json!([{"other": to("Patient/Storm"), "type": "seealso"}]);
    let (_dir, folder) = folder(&[twin, patient("Storm", OTHER)]);
    assert_eq!(folder.children().len(), 2);
}

// R-FHIR-6
#[test]
fn replacement_numbers_are_known_and_other_systems_are_listed() {
    let person = |id: &str, system: &str, value: &str, birth: Option<&str>| {
        let mut person = patient(id, CHILD);
        person["identifier"] = json!([{"system": system, "value": value}]);
        if let Some(birth) = birth {
            person["birthDate"] = json!(birth);
        }
        person
    };
    let (_dir, folder) = folder(&[
        person(
            "national",
            "urn:oid:1.2.208.176.1.6.1.1",
            "0703921VJ4",
            Some("2020-03-07"),
        ),
        person(
            "regional",
            "urn:oid:1.2.208.176.1.6.1.3.177",
            "1206550VK9",
            None,
        ),
        person(
            "local",
            "http://rn.example",
            "0706830VJ9",
            Some("2020-01-01"),
        ),
        person("wrong", CPR, "3102189994", Some("2018-02-28")),
    ]);
    assert_eq!(folder.children().len(), 1);
    let expected = [
        ("Patient/regional", Reason::NoBirthDate),
        ("Patient/local", Reason::UnknownSystem),
        ("Patient/wrong", Reason::InvalidNumber),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(id, reason)| ((*id).to_owned(), *reason))
        .collect();
    assert_eq!(reasons(&folder), expected);
}

// R-FHIR-8
#[test]
fn a_birth_date_that_contradicts_the_number_is_served_and_found() {
    let mut child = patient("Asta", CHILD);
    child["birthDate"] = json!("2017-06-04");
    let (_dir, folder) = folder(&[child]);
    let Body::MasterData(body) = &records(&folder, "Patient/Asta")[0].body else {
        panic!("master data");
    };
    assert_eq!(body.birth.unwrap().to_string(), "2017-06-04");
    assert_eq!(kinds(&folder), [FindingKind::BirthContradictsNumber]);
}

// R-FHIR-8
#[test]
fn eighteen_is_no_child_and_a_partial_date_is_taken_at_its_youngest() {
    let born = |id: &str, number: &str, birth: &str| {
        let mut child = patient(id, number);
        child["birthDate"] = json!(birth);
        child
    };
    let (_dir, folder) = folder(&[
        born("eighteen", "2111089994", "2008-11-21"),
        born("seventeen", "2211089995", "2008-11-22"),
        born("some-day-in-november", "2011089996", "2008-11"),
        born("tomorrow", "2211269994", "2026-11-22"),
    ]);
    let labels: Vec<_> = folder
        .children()
        .iter()
        .map(|child| child.label.as_str())
        .collect();
    assert_eq!(labels, ["some-day-in-november (17)", "seventeen (17)"]);
    assert_eq!(
        reasons(&folder),
        [("Patient/tomorrow".to_owned(), Reason::BornAfterToday)]
    );
}

// R-FHIR-12
#[test]
fn a_label_of_restriction_protects_the_child_whichever_patient_carries_it() {
    let address = json!([{"line": ["Prøvestien 1"]}]);
    let mut marked = patient("marked", CHILD);
    marked["meta"] = json!({"security": [{"code": "R"}], "lastUpdated": "2020-01-01T00:00:00Z"});
    let mut newer = patient("newer", CHILD);
    newer["meta"] = json!({"lastUpdated": "2026-01-01T00:00:00Z"});
    newer["address"] = address;
    let (_dir, folder) = folder(&[marked, newer]);
    assert!(folder.children()[0].protected);
    let shown = &records(&folder, "Patient/newer")[0];
    let Body::MasterData(body) = &shown.body else {
        panic!("master data");
    };
    assert_eq!(body.protection, IdentityProtection::NameAndAddress);
    assert_eq!(shown.header.sensitivity, Sensitivity::Restricted);
    assert_eq!(shown.location, None);
}

// R-FHIR-12
#[test]
fn the_address_of_a_child_does_not_give_away_a_protected_parents() {
    let mut child = patient("Asta", CHILD);
    child["address"] = json!([{"line": ["Prøvestien 1"]}]);
    let mut mother = patient("Vibe", "1402889996");
    mother["meta"] = json!({"security": [{"code": "R"}]});
    let (_dir, folder) = folder(&[
        child,
        mother,
        guardian("r", "Patient/Asta", "1402889996", "MTH"),
    ]);
    assert!(!folder.children()[0].protected);
    assert_eq!(records(&folder, "Patient/Asta")[0].location, None);
    assert_eq!(kinds(&folder), [FindingKind::FamilyProtected]);
}

// R-FHIR-10
#[test]
fn without_a_guardian_custody_is_not_stated() {
    let (_dir, folder) = folder(&[
        patient("Asta", CHILD),
        guardian("r", "Patient/Asta", "1402889996", "MTH"),
        patient("Storm", OTHER),
    ]);
    assert!(
        folder
            .children()
            .iter()
            .all(|child| child.guardians_stated.is_empty())
    );
    let asta = &records(&folder, "Patient/Asta#family")[0].header;
    assert_eq!(
        asta.title,
        "Familie: mor Vibe Testgaard; forældremyndighed ikke oplyst"
    );
    assert_eq!(asta.source_status, "custody-not-stated");
    let storm = &records(&folder, "Patient/Storm#family")[0].header;
    assert_eq!(
        storm.title,
        "Familie: familie ikke oplyst; forældremyndighed ikke oplyst"
    );
}

// R-FHIR-10
#[test]
fn custody_that_is_over_or_marked_as_out_of_use_is_not_held() {
    let mut over = guardian("over", "Patient/Asta", "1402889996", "GUARD");
    over["period"] = json!({"end": "2026-11-20"});
    let mut unused = guardian("unused", "Patient/Asta", "2306859995", "GUARD");
    unused["active"] = json!(false);
    let mut today = guardian("today", "Patient/Asta", "0101809994", "GUARD");
    today["period"] = json!({"start": "2026-11-21"});
    let (_dir, folder) = folder(&[patient("Asta", CHILD), over, unused, today]);
    assert_eq!(folder.children()[0].guardians_stated, [cpr("0101809994")]);
    assert_eq!(
        reasons(&folder),
        [("RelatedPerson/unused".to_owned(), Reason::Inactive)]
    );
}

// R-FHIR-11
#[test]
fn the_parent_is_found_from_the_other_end_too() {
    let mother = patient("Vibe", "1402889996");
    let (_dir, folder) = folder(&[
        patient("Asta", CHILD),
        mother,
        guardian("r", "Patient/Vibe", CHILD, "CHILD"),
    ]);
    assert_eq!(folder.children()[0].parents_stated, [cpr("1402889996")]);
    assert!(folder.children()[0].guardians_stated.is_empty());
}

// R-FHIR-10
#[test]
fn a_family_group_names_its_members_and_another_group_nobody() {
    let group = |id: &str, name: &str| {
        json!({
            "resourceType": "Group", "id": id, "type": "person", "actual": true, "name": name,
            "member": [{"entity": to("Patient/Asta")}, {"entity": to("Patient/Storm")}],
        })
    };
    let (_dir, family) = folder(&[
        patient("Asta", CHILD),
        patient("Storm", OTHER),
        group("g", "Testgaard tvillinger"),
    ]);
    let title = &records(&family, "Patient/Asta#family")[0].header.title;
    assert_eq!(
        title,
        "Familie: samme familiegruppe: Storm Testgaard; forældremyndighed ikke oplyst"
    );
    let (_dir, class) = folder(&[
        patient("Asta", CHILD),
        patient("Storm", OTHER),
        group("g", "3. B"),
    ]);
    let Body::Custody(body) = &records(&class, "Patient/Asta#family")[0].body else {
        panic!("custody");
    };
    assert!(body.family.is_empty());
}

// R-FHIR-3
#[test]
fn what_a_resource_does_not_say_in_fhir_is_listed() {
    let subject = to("Patient/Asta");
    let mut no_offset = weight("no-offset", &subject);
    no_offset["effectiveDateTime"] = json!("2026-05-04T10:00:00");
    let mut range = weight("range", &subject);
    range.as_object_mut().unwrap().remove("valueQuantity");
    range["valueRange"] = json!({"low": {"value": 1}});
    let mut status = weight("status", &subject);
    status["status"] = json!("done");
    let mut modified = weight("modified", &subject);
    modified["modifierExtension"] =
        json!([{"url": "http://example.org/not", "valueBoolean": true}]);
    let relative = weight("relative", &to("RelatedPerson/r"));
    let mut focus = weight("focus", &subject);
    focus["focus"] = json!([to("Patient/Vibe")]);
    let (_dir, folder) = folder(&[
        patient("Asta", CHILD),
        no_offset,
        range,
        status,
        modified,
        focus,
        relative,
        guardian("r", "Patient/Asta", "1402889996", "MTH"),
    ]);
    let expected = [
        ("Observation/no-offset", Reason::PartDate),
        ("Observation/range", Reason::PartValue),
        ("Observation/status", Reason::UnknownStatus),
        ("Observation/modified", Reason::Modified),
        ("Observation/focus", Reason::OtherFocus),
        ("Observation/relative", Reason::OtherFocus),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(id, reason)| ((*id).to_owned(), *reason))
        .collect();
    assert_eq!(reasons(&folder), expected);
    assert_eq!(
        records(&folder, "Observation/no-offset")[0]
            .header
            .period
            .start,
        None
    );
    assert!(records(&folder, "Observation/modified").is_empty());
}

// R-FHIR-20
#[test]
fn what_is_not_for_the_family_is_marked() {
    let mut abuse = weight("abuse", &to("Patient/Asta"));
    abuse["meta"] = json!({"security": [{"code": "SDV"}, {"code": "V"}]});
    let (_dir, folder) = folder(&[patient("Asta", CHILD), abuse]);
    let header = &records(&folder, "Observation/abuse")[0].header;
    assert!(header.marks.not_for_guardians);
    assert_eq!(header.sensitivity, Sensitivity::VeryRestricted);
}

// R-FHIR-1
#[test]
fn swedish_children_are_served_and_the_majority_gives_the_country() {
    let swede = |id: &str, number: &str| {
        let mut child = patient(id, CHILD);
        child["identifier"] = json!([
            {"system": "http://electronichealth.se/identifier/personnummer", "value": number},
        ]);
        child
    };
    let swedes = [
        swede("Alva", "20140315-2398"),
        swede("Nils", "20160902-2387"),
    ];
    let (_dir, mixed) = folder(&[&swedes[..1], &[patient("Asta", CHILD)]].concat());
    assert_eq!(
        (mixed.children().len(), mixed.system().country),
        (2, Country::Dk)
    );
    let (_dir, swedish) = folder(&[&swedes[..], &[patient("Asta", CHILD)]].concat());
    assert_eq!(swedish.system().country, Country::Se);
    assert_eq!(swedish.system().organisation.country(), Country::Se);
    let title = &records(&swedish, "Patient/Alva#family")[0].header.title;
    assert_eq!(title, "Familj: familj inte angiven; vårdnad inte angiven");
}

// R-FHIR-1
#[test]
fn an_empty_folder_has_no_children_and_offers_nothing() {
    let (_dir, folder) = folder(&[]);
    assert!(folder.children().is_empty() && folder.system().types.is_empty());
    assert!(folder.unread().is_empty());
}

// R-FHIR-3
#[test]
fn debug_shows_numbers_and_nobody() {
    let (_dir, folder) = folder(&[
        patient("Asta", CHILD),
        json!({"resourceType": "Patient", "id": "x"}),
    ]);
    let shown = format!("{folder:?} {:?} {:?}", folder.children(), folder.unread());
    assert!(!shown.contains("Asta") && !shown.contains(CHILD));
}
