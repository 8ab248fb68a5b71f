//! The FHIR folder, on a family of our own: each resource type becomes a record, for the right child, whatever the order of files.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

use std::{fs, path::Path};

use jiff::civil::date;
use mock_producers::fhir::{FhirFolder, FindingKind, Reason};
use producer_sdk::{
    LifeCycle, Moment, PersonId, Record, Sensitivity,
    body::{
        ActivityKind, Body, Certainty, FamilyTieKind, IdentityProtection, Interpretation,
        Laterality, MedicationState, ObservedValue, StatedCustody,
    },
};

const ASTA: &str = "0405179994";
const STORM: &str = "0903219995";
const VIBE: &str = "1402889996";
const PALLE: &str = "2306859995";

fn data() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fhir-data")
}

fn read(dir: &Path) -> FhirFolder {
    FhirFolder::read(dir, date(2026, 11, 21)).unwrap()
}

fn cpr(number: &str) -> PersonId {
    PersonId::guess(number).unwrap()
}

fn record(folder: &FhirFolder, id: &str) -> Record {
    let records = folder.system().records;
    let found: Vec<_> = records
        .iter()
        .filter(|r| r.header.record_id == id)
        .collect();
    assert_eq!(found.len(), 1, "{id}");
    found[0].clone()
}

fn day(text: &str) -> Option<Moment> {
    Some(Moment::parse(text).unwrap())
}

// R-FHIR-1
#[test]
fn the_children_are_listed_by_number_and_adults_are_counted_only() {
    let folder = read(&data());
    let ids: Vec<_> = folder
        .children()
        .iter()
        .map(|child| child.id.clone())
        .collect();
    assert_eq!(ids, [cpr(ASTA), cpr(STORM)]);
    assert_eq!(folder.children()[0].label, "Asta Vibe (9)");
    assert_eq!(folder.counts().adults, 1);
    // The mother's weight stands in her son's bundle and is hers.
    assert_eq!(folder.counts().about_adults, 1);
    let records = folder.system().records;
    assert!(records.iter().all(|r| ids.contains(&r.header.subject)));
    assert!(
        records
            .iter()
            .all(|r| r.header.record_id != "Observation/vibe-weight")
    );
}

// R-FHIR-8
#[test]
fn a_citizen_without_birth_date_is_dated_by_the_number() {
    let Body::MasterData(storm) = record(&read(&data()), "Patient/storm").body else {
        panic!("master data");
    };
    assert_eq!(storm.birth, day("2021-03-09"));
    assert_eq!(read(&data()).children()[1].birth, day("2021-03-09"));
    // The replacement number is known as another number of the same child.
    assert_eq!(storm.other_ids.len(), 1);
}

// R-FHIR-12
#[test]
fn a_patient_becomes_master_data_with_the_address_apart() {
    let asta = record(&read(&data()), "Patient/asta");
    let Body::MasterData(body) = &asta.body else {
        panic!("master data");
    };
    assert_eq!(
        (body.name.as_str(), body.called_name.as_str()),
        ("Asta Vibe Testgaard", "Asta")
    );
    assert_eq!(body.protection, IdentityProtection::None);
    assert_eq!(body.languages[0].tag, "so");
    let location = asta.location.unwrap();
    assert_eq!(location.addresses[0].municipality_code, "0751");
    assert_eq!(location.contact_points, ["tel:00000001"]);
    assert_eq!(asta.header.version, 3);
}

// R-FHIR-9
#[test]
fn the_owner_is_the_unit_that_is_named_and_the_organisation_above_it() {
    let folder = read(&data());
    let asta = record(&folder, "Patient/asta").header;
    assert_eq!(asta.unit.unwrap().name, "Børneklinikken Prøveby");
    assert_eq!(asta.care_provider.unwrap().id.unwrap().value(), "99999999");
    // Whoever names nobody is the folder's own: a record without owner is not shown.
    let storm = record(&folder, "Patient/storm").header;
    assert_eq!(
        storm.unit.unwrap().id.unwrap(),
        folder.system().organisation
    );
    for record in folder.system().records.iter() {
        assert!(record.header.care_provider.is_some() && record.header.unit.is_some());
    }
}

// R-FHIR-10
#[test]
fn custody_is_what_is_stated_and_a_father_is_no_guardian_by_that() {
    let folder = read(&data());
    let [asta, storm] = folder.children() else {
        panic!("two children");
    };
    assert_eq!(asta.guardians_stated, [cpr(VIBE)]);
    assert_eq!(asta.parents_stated, [cpr(VIBE)]);
    assert_eq!(storm.guardians_stated, [cpr(VIBE)]);
    assert_eq!(storm.parents_stated, [cpr(PALLE)]);

    let family = record(&folder, "Patient/storm#family");
    assert_eq!(
        family.header.title,
        "Familie: far Palle Prøve, forældremyndighedsindehaver Vibe Testgaard; Forældremyndighed: Vibe Testgaard"
    );
    let Body::Custody(body) = family.body else {
        panic!("custody");
    };
    assert_eq!(body.holders.len(), 1);
    let father = body
        .family
        .iter()
        .find(|tie| tie.kind == FamilyTieKind::Father)
        .unwrap();
    assert_eq!(father.custody, StatedCustody::Unstated);
    // A relative's address is nobody's business here.
    assert_eq!(family.location, None);
}

// R-FHIR-13
#[test]
fn an_encounter_is_an_activity_past_or_planned() {
    let folder = read(&data());
    let visit = record(&folder, "Encounter/visit");
    let Body::Activity(body) = &visit.body else {
        panic!("activity");
    };
    assert_eq!(body.kind, ActivityKind::Visit);
    assert_eq!(body.responsible.as_ref().unwrap().name, "Lone Læge");
    assert_eq!(visit.header.title, "Fireårsundersøgelse");

    let next = record(&folder, "Encounter/next").header;
    assert_eq!(next.life_cycle, LifeCycle::Planned);
    assert_eq!(next.period.start, day("2026-12-03T10:00:00+01:00"));
    assert_eq!(next.period.end, day("2026-12-03"));
    assert_eq!(next.unit.unwrap().name, "Børneklinikken Prøveby");
    assert_eq!(next.care_provider.unwrap().name, "Region Prøve");
}

// R-FHIR-14
#[test]
fn a_condition_keeps_its_codes_and_its_partial_onset() {
    let asthma = record(&read(&data()), "Condition/asthma");
    let Body::Condition(body) = asthma.body else {
        panic!("condition");
    };
    assert_eq!(body.code.unwrap().code, "DJ459");
    assert_eq!(body.same_as[0].code, "195967001");
    assert_eq!(body.certainty, Certainty::Confirmed);
    assert_eq!(asthma.header.period.start, day("2024"));
    assert_eq!(asthma.header.life_cycle, LifeCycle::Active);
}

// R-FHIR-15
#[test]
fn observations_are_growth_vital_sign_or_screening() {
    let folder = read(&data());
    let height = record(&folder, "Observation/10000000-0000-4000-8000-000000000002");
    assert_eq!(
        height.header.information_type.as_str(),
        "observation/growth"
    );
    assert_eq!(
        height.header.identity_key.as_deref(),
        Some("observation/growth|8302-2|2026-03-10")
    );
    assert_eq!(height.header.claims[0].value, "104.5");
    assert_eq!(height.header.relations[0].target, "Encounter/visit");
    assert_eq!(height.header.author.unwrap().name, "Lone Læge");
    assert_eq!(height.header.unit.unwrap().name, "Børneklinikken Prøveby");

    let hearing = record(&folder, "Observation/hearing");
    assert_eq!(
        hearing.header.information_type.as_str(),
        "observation/screening"
    );
    assert_eq!(hearing.header.period.start, day("2026-03"));
    let Body::Observation(body) = hearing.body else {
        panic!("observation");
    };
    assert_eq!(body.laterality, Laterality::Right);
    assert_eq!(body.interpretation, Interpretation::Abnormal);
    assert!(matches!(body.value, Some(ObservedValue::Text(_))));
}

// R-FHIR-16
#[test]
fn an_immunization_is_a_dose_or_the_statement_that_none_was_given() {
    let folder = read(&data());
    // Found by the number of the Patient that it contains.
    let mmr = record(&folder, "Immunization/mmr");
    assert_eq!(mmr.header.subject, cpr(ASTA));
    assert_eq!(
        mmr.header.identity_key.as_deref(),
        Some("vaccination|2018-08-06|J07BD52|PR0001")
    );
    let Body::Vaccination(body) = mmr.body else {
        panic!("vaccination");
    };
    assert!(body.transcribed && body.dose_number == 1 && body.not_given.is_none());

    let flu = record(&folder, "Immunization/flu");
    let Body::Vaccination(body) = flu.body else {
        panic!("vaccination");
    };
    assert_eq!(body.not_given.unwrap().text, "Ønskede den ikke");
}

// R-FHIR-17
#[test]
fn a_care_plan_keeps_the_childs_own_goal_and_action_as_the_childs() {
    let plan = record(&read(&data()), "CarePlan/plan");
    let Body::Plan(body) = plan.body else {
        panic!("plan");
    };
    assert_eq!(body.goals[0].child_words, "Spille fodbold igen");
    assert_eq!(body.goals[0].professional_words, "");
    assert_eq!(body.actions[0].owner.as_ref().unwrap().name, "Lone Læge");
    assert_eq!(body.actions[0].due, day("2026-12-03"));
    assert!(body.actions[1].owner.as_ref().unwrap().is_child());
}

// R-FHIR-18
#[test]
fn a_medication_that_is_still_taken_has_a_beginning_and_no_end() {
    let spray = record(&read(&data()), "MedicationStatement/spray");
    assert_eq!(spray.header.period.start, day("2025-01-15"));
    assert_eq!(spray.header.period.end, None);
    let Body::Medication(body) = spray.body else {
        panic!("medication");
    };
    assert_eq!(body.substance.unwrap().code, "R03AC02");
    assert_eq!(body.name, "Salbutamol spray");
    assert_eq!(body.dose.unwrap().value, "0.2");
    assert!(body.as_needed);
    assert_eq!(body.state, MedicationState::Active);
}

// R-FHIR-19
#[test]
fn a_questionnaire_about_a_relative_says_that_it_is() {
    let folder = read(&data());
    let form = record(&folder, "QuestionnaireResponse/asthma-form");
    let Body::Questionnaire(body) = form.body else {
        panic!("questionnaire");
    };
    assert_eq!(body.instrument.name, "astmakontrol");
    let answers: Vec<_> = body
        .answers
        .iter()
        .map(|a| (a.question_id.as_str(), a.value.is_some()))
        .collect();
    assert_eq!(answers, [("g.1", true), ("g.2", true), ("g.3", false)]);
    assert!(body.respondent.unwrap().is_child() && body.about.is_none());
    assert!(!form.header.marks.mentions_third_persons);

    let epds = record(&folder, "QuestionnaireResponse/epds");
    assert_eq!(epds.header.subject, cpr(STORM));
    assert!(epds.header.marks.mentions_third_persons);
    let Body::Questionnaire(body) = epds.body else {
        panic!("questionnaire");
    };
    assert!(body.about.is_some());
}

// R-FHIR-4 R-FHIR-5
#[test]
fn what_was_taken_back_says_nothing_of_what_it_said() {
    let folder = read(&data());
    let pulse = record(&folder, "Observation/pulse");
    assert!(pulse.header.life_cycle.is_retracted());
    assert!(pulse.header.codes.is_empty() && pulse.header.claims.is_empty());
    assert_eq!(pulse.header.title, "");
    let Body::Observation(body) = pulse.body else {
        panic!("observation");
    };
    assert!(body.value.is_none());
    assert_eq!(
        record(&folder, "Encounter/visit").header.life_cycle,
        LifeCycle::Completed
    );
    let superseded: Vec<_> = folder
        .findings()
        .iter()
        .filter(|f| f.kind == FindingKind::Superseded)
        .flat_map(|f| &f.resources)
        .collect();
    assert_eq!(superseded, ["Encounter/visit", "Observation/pulse"]);
}

// R-FHIR-3
#[test]
fn an_identifier_that_is_not_known_is_listed_without_its_value() {
    let folder = read(&data());
    let items = folder.unread().items();
    let items: Vec<_> = items.iter().map(ToString::to_string).collect();
    assert_eq!(
        items,
        [
            "asta.json Patient/asta: an identifier that cannot be read (the rest is served)",
            "organisations.json Organization/klinik: an identifier that cannot be read (the rest is served)",
        ]
    );
    assert_eq!(folder.unread().counts()[&Reason::PartIdentifier], 2);
}

// R-FHIR-5
#[test]
fn the_order_of_files_plays_no_part() {
    let told = |folder: &FhirFolder| {
        let mut findings = folder.findings().to_vec();
        findings.sort();
        (
            folder.system().records.to_vec(),
            folder.children().to_vec(),
            findings,
        )
    };
    let expected = told(&read(&data()));
    let names: Vec<_> = fs::read_dir(data())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    for turn in 1..=12_usize {
        let dir = tempfile::tempdir().unwrap();
        for (place, path) in names.iter().enumerate() {
            // Another order every time: the file's name decides when it is read.
            let order = (place * 5 + turn * 7 + (place * turn) % 3) % 17;
            fs::copy(path, dir.path().join(format!("{order:02}-{place}.json"))).unwrap();
        }
        assert!(told(&read(dir.path())) == expected, "turn {turn}");
    }
}

// R-FHIR-1
#[test]
fn every_record_passes_the_wire_whole() {
    use proto::convert::record::{decode, encode};
    let folder = read(&data());
    assert_eq!(folder.counts().records, 16);
    for record in folder.system().records.iter() {
        let id = &record.header.record_id;
        assert!(decode(&encode(record)).unwrap() == *record, "{id}");
    }
}

// R-FHIR-1
#[test]
fn the_system_offers_the_types_that_it_holds() {
    let system = read(&data()).system();
    assert_eq!(
        (system.id, system.sector.as_str(), system.country.code()),
        ("fhir-folder", "hospital", "DK")
    );
    let types: Vec<_> = system.types.iter().map(ToString::to_string).collect();
    assert_eq!(
        types,
        [
            "activity",
            "condition",
            "custody",
            "master-data",
            "medication",
            "observation/growth",
            "observation/screening",
            "observation/vital-sign",
            "plan",
            "questionnaire",
            "vaccination"
        ]
    );
    assert_eq!(system.producer().known(), [cpr(ASTA), cpr(STORM)]);
}

#[test]
fn nothing_here_is_restricted_without_a_label() {
    for record in read(&data()).system().records.iter() {
        assert_eq!(record.header.sensitivity, Sensitivity::Normal);
        assert!(!record.header.marks.not_for_guardians);
    }
}
