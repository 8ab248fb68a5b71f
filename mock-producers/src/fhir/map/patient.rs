//! Patient to master data, and what families state to custody: the two records that every child in the folder has.

use domain::{
    record::{
        Address, Location, Record, Sensitivity,
        body::{IdentityProtection, MasterData, RegisteredSex, SpokenLanguage, types},
    },
    time::{Moment, Period},
};

use super::{About, Context, Made, Mapped, finish};
use crate::fhir::{
    citizens::Citizen,
    family::{self, Relative},
    node::{Node, Times, full_name, official_name},
    unread::Reason,
    versions::Standing,
    words,
};

/// dk-core: the municipality of an address.
const MUNICIPALITY: &str = "http://hl7.dk/fhir/core/StructureDefinition/dk-core-municipalityCodes";
/// FHIR: needs an interpreter.
const INTERPRETER: &str = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired";

/// Makes the master data of a citizen from the Patient that stands for them.
// R-FHIR-12
pub(in crate::fhir) fn master_data(
    context: &Context<'_>,
    patient: &Standing,
    citizen: &Citizen,
    hide_address: bool,
) -> Result<Made, Reason> {
    let node = patient.resource.node();
    let mut times = Times::default();
    let body = MasterData {
        name: full_name(official_name(node)),
        called_name: called_name(node),
        birth: citizen.birth,
        sex: sex(node),
        // dk-core marks protected name and address with a label; a citizen without one has none.
        protection: if citizen.protected {
            IdentityProtection::NameAndAddress
        } else {
            IdentityProtection::None
        },
        unborn: None,
        languages: languages(node),
        other_ids: citizen.other_ids.clone(),
        death: times.moment(node.get("deceasedDateTime")),
    };
    let title = words::MASTER_DATA.of(citizen.id.country());
    let mut mapped = Mapped::new(types::MASTER_DATA, body, title);
    mapped.period = since_birth(citizen.birth);
    mapped.location = (!hide_address).then(|| location(node)).flatten();
    mapped.note(&times);
    let about = About {
        child: &citizen.id,
        relative: None,
    };
    let mut made = finish(context, patient, about, mapped)?;
    if citizen.protected {
        // Whichever Patient is shown: the mark stands on one of them.
        let header = &mut made.record.header;
        header.sensitivity = header.sensitivity.max(Sensitivity::Restricted);
    }
    Ok(made)
}

/// Makes the custody record of a child: what is stated, and that nothing is.
// R-FHIR-10
pub(in crate::fhir) fn custody(
    context: &Context<'_>,
    owner: &Standing,
    citizen: &Citizen,
    relatives: &[Relative],
) -> Result<Record, Reason> {
    let country = citizen.id.country();
    let body = family::custody(relatives);
    let stated = relatives.iter().any(Relative::holds_custody);
    let mut mapped = Mapped::new(types::CUSTODY, body, &family::title(relatives, country));
    mapped.period = since_birth(citizen.birth);
    let about = About {
        child: &citizen.id,
        relative: None,
    };
    let mut record = finish(context, owner, about, mapped)?.record;
    let header = &mut record.header;
    header.record_id = format!("{}#family", owner.name);
    header.source_status = if stated {
        "custody-stated"
    } else {
        "custody-not-stated"
    }
    .to_owned();
    Ok(record)
}

fn since_birth(birth: Option<Moment>) -> Period {
    birth.map(Period::since).unwrap_or_default()
}

fn called_name(patient: Node<'_>) -> String {
    patient
        .each("name")
        .find(|name| name.text_of("use") == Some("usual"))
        .map(full_name)
        .unwrap_or_default()
}

fn sex(patient: Node<'_>) -> RegisteredSex {
    match patient.text_of("gender") {
        Some("female") => RegisteredSex::Female,
        Some("male") => RegisteredSex::Male,
        Some("other") => RegisteredSex::Other,
        _ => RegisteredSex::Unstated,
    }
}

fn languages(patient: Node<'_>) -> Vec<SpokenLanguage> {
    let interpreter_needed = patient.extension(INTERPRETER).flag("valueBoolean") == Some(true);
    let mut spoken: Vec<_> = patient
        .each("communication")
        .filter_map(|spoken| {
            let tag = spoken.get("language").first("coding").text_of("code")?;
            let language = SpokenLanguage {
                tag: tag.to_owned(),
                interpreter_needed,
                speaker: String::new(),
            };
            Some((spoken.flag("preferred") != Some(true), language))
        })
        .collect();
    spoken.sort_by_key(|(later, _)| *later);
    spoken.into_iter().map(|(_, language)| language).collect()
}

/// Addresses and telecom in use; none when the Patient has neither.
fn location(patient: Node<'_>) -> Option<Location> {
    let in_use = |element: &Node<'_>| element.text_of("use") != Some("old");
    let location = Location {
        addresses: patient
            .each("address")
            .filter(in_use)
            .map(address)
            .collect(),
        contact_points: patient
            .each("telecom")
            .filter(in_use)
            .filter_map(contact_point)
            .collect(),
    };
    (location != Location::default()).then_some(location)
}

fn address(address: Node<'_>) -> Address {
    let municipality = address
        .extension(MUNICIPALITY)
        .get("valueCodeableConcept")
        .first("coding");
    let mut lines: Vec<_> = address
        .each("line")
        .filter_map(Node::text)
        .map(str::to_owned)
        .collect();
    if lines.is_empty() {
        lines.extend(address.text_of("text").map(str::to_owned));
    }
    Address {
        lines,
        postal_code: address.string_of("postalCode"),
        city: address.string_of("city"),
        municipality_code: municipality.string_of("code"),
        country: address.string_of("country"),
    }
}

fn contact_point(telecom: Node<'_>) -> Option<String> {
    let value = telecom.text_of("value")?;
    let number = || value.replace(char::is_whitespace, "");
    match telecom.text_of("system")? {
        "phone" => Some(format!("tel:{}", number())),
        "sms" => Some(format!("sms:{}", number())),
        "email" => Some(format!("mailto:{value}")),
        "url" => Some(value.to_owned()),
        _ => None,
    }
}

/// The name a child goes by in a list: given names only.
pub(in crate::fhir) fn given_name(patient: Node<'_>) -> Option<String> {
    let given: Vec<_> = official_name(patient)
        .each("given")
        .filter_map(Node::text)
        .map(str::to_owned)
        .collect();
    (!given.is_empty()).then(|| given.join(" "))
}
