//! The folder's files read a second time, by other means than the program's: plain JSON, so that the two can be compared.

use std::{fs, path::Path};

use domain::time::{Country, Date, age_on};
use serde_json::Value;

/// The Danish identity number.
pub(crate) const CPR: &str = "urn:oid:1.2.208.176.1.2";

/// Every resource of the folder, one a file.
pub(crate) fn resources(dir: &Path) -> Vec<Value> {
    let mut files: Vec<_> = (fs::read_dir(dir).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    let read = |path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    files.into_iter().map(read).collect()
}

/// The patients under 18 on a day, with a Danish number and a stated date of birth.
pub(crate) fn children(resources: &[Value], today: Date) -> Vec<&Value> {
    (of_type(resources, "Patient"))
        .filter(|patient| number(patient).is_some())
        .filter(|patient| {
            let birth = patient["birthDate"].as_str();
            let birth: Option<Date> = birth.and_then(|birth| birth.parse().ok());
            birth.is_some_and(|birth| age_on(birth, today).unwrap() < 18)
        })
        .collect()
}

pub(crate) fn of_type<'a>(resources: &'a [Value], kind: &str) -> impl Iterator<Item = &'a Value> {
    let kind = kind.to_owned();
    (resources.iter()).filter(move |resource| resource["resourceType"] == kind.as_str())
}

/// The Danish number of a resource.
pub(crate) fn number(resource: &Value) -> Option<&str> {
    let identifiers = resource["identifier"].as_array()?;
    let own = identifiers.iter().find(|id| id["system"] == CPR)?;
    own["value"].as_str()
}

/// Given names and family name, in the order of speech.
pub(crate) fn name(resource: &Value) -> String {
    let name = &resource["name"][0];
    let given = name["given"].as_array().unwrap().iter();
    let words = given.chain([&name["family"]]);
    let words: Vec<_> = words.map(|word| word.as_str().unwrap()).collect();
    words.join(" ")
}

/// Who is related to a patient in one of these ways.
pub(crate) fn related<'a>(
    resources: &'a [Value],
    patient: &Value,
    codes: &'static [&str],
) -> Vec<&'a Value> {
    let reference = format!("Patient/{}", patient["id"].as_str().unwrap());
    (of_type(resources, "RelatedPerson"))
        .filter(|related| related["patient"]["reference"] == reference.as_str())
        .filter(|related| {
            let ways = related["relationship"].as_array().unwrap().iter();
            let mut said = ways.flat_map(|way| way["coding"].as_array().unwrap());
            said.any(|coding| codes.contains(&coding["code"].as_str().unwrap()))
        })
        .collect()
}

/// Today where the files' children live.
pub(crate) fn today() -> Date {
    use aggregator::clock::{Clock as _, SystemClock};
    Country::Dk.today(SystemClock.now())
}
