//! The pieces that AuditEvents are put together from. For the export alone. FHIR knows no empty text and no empty list: what is not known is
//! left out.

use serde_json::{Map, Value, json};

use crate::{
    audit::{
        entry::{ActorRef, Intent, OrganisationRef},
        log::Line,
    },
    hash::hex,
};

pub(super) const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const PROFILES: &str = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/";
const TERMINOLOGY: &str = "http://terminology.hl7.org/CodeSystem/";

/// What somebody did, and why not when they could not.
pub(super) enum Outcome<'a> {
    Done(&'a str),
    Refused(&'a str),
}

pub(super) fn outcome(of: &Outcome<'_>) -> Value {
    match of {
        Outcome::Done(what) => json!({ "outcome": "0", "outcomeDesc": what }),
        Outcome::Refused(why) => json!({ "outcome": "4", "outcomeDesc": why }),
    }
}

pub(super) fn machine(role: &str, who: &Value, address: &str) -> Value {
    json!({
        "type": { "coding": [{ "system": DICOM, "code": role }] },
        "who": who,
        "requestor": false,
        // A certificate's name is what we know a machine by.
        "network": { "address": address, "type": "5" },
    })
}

/// The person who acted, `as_what` by the roles that HL7 gives to whoever takes part.
pub(super) fn person(as_what: &str, who: &Value) -> Value {
    json!({
        "type": concept("v3-ParticipationType", as_what),
        "who": who,
        "requestor": true,
    })
}

/// At which unit the person works: HSLF-FS 2016:40, chapter 4, section 9.
pub(super) fn at_unit(person: &mut Value, unit: Option<&str>) {
    if let Some(unit) = unit.filter(|unit| !unit.is_empty()) {
        merge(
            person,
            json!({ "location": identified("urn:samsyn:unit", unit) }),
        );
    }
}

pub(super) fn organisation(of: &OrganisationRef) -> Value {
    json!({
        "type": concept("v3-RoleClass", "PROV"),
        "who": identified(&of.system, &of.value),
        "requestor": false,
    })
}

/// The roles that are known.
pub(super) fn roles(person: &mut Value, roles: &[&str]) {
    let roles = roles.iter().filter(|role| !role.is_empty());
    let roles: Vec<_> = roles.map(|role| json!({ "text": role })).collect();
    if !roles.is_empty() {
        merge(person, json!({ "role": roles }));
    }
}

/// How the log names an actor: staff by an id, everybody else by a digest.
pub(super) fn actor(actor: &ActorRef) -> Value {
    let system = match actor {
        ActorRef::Id(_) => "urn:samsyn:actor",
        ActorRef::Digest(_) => "urn:samsyn:actor-digest",
    };
    identified(system, actor.as_str())
}

/// The child. `None` = the entry names none.
pub(super) fn patient(line: &Line) -> Option<Value> {
    let pseudonym = hex(line.child.as_deref()?);
    let mut what = identified("urn:samsyn:pseudonym", &pseudonym);
    merge(&mut what, json!({ "type": "Patient" }));
    Some(json!({
        "what": what,
        "type": coding("audit-entity-type", "1", "Person"),
        "role": coding("object-role", "1", "Patient"),
    }))
}

/// A thing of ours that the event is about: a consent, a lift.
pub(super) fn about(system: &str, id: &str) -> Value {
    json!({
        "what": identified(system, id),
        "type": coding("audit-entity-type", "2", "System Object"),
    })
}

/// Details of a thing that are known.
pub(super) fn detailed(mut thing: Value, details: &[(&str, &str)]) -> Value {
    let known = details.iter().filter(|(_, value)| !value.is_empty());
    let known = known.map(|(kind, value)| json!({ "type": kind, "valueString": value }));
    let known: Vec<_> = known.collect();
    if !known.is_empty() {
        merge(&mut thing, json!({ "detail": known }));
    }
    thing
}

pub(super) fn transaction(overview: &str) -> Value {
    json!({
        "what": identified("urn:samsyn:overview", overview),
        "type": {
            "system": "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType",
            "code": "XrequestId",
        },
    })
}

/// The purpose that the token stated, and whether it was an emergency.
pub(super) fn purpose(intent: Option<&Intent>) -> Value {
    let Some(intent) = intent else {
        return json!({ "text": "not at hand" });
    };
    let code = match (intent.emergency, intent.purpose.as_str()) {
        (true, _) => Some("ETREAT"),
        (false, "care") => Some("TREAT"),
        (false, "own-access" | "self") => Some("PATRQT"),
        _ => None,
    };
    let text = Some(intent.purpose.as_str()).filter(|text| !text.is_empty());
    let mut purpose = json!({ "text": text.unwrap_or("not stated") });
    if let Some(code) = code {
        merge(&mut purpose, concept("v3-ActReason", code));
    }
    purpose
}

pub(super) fn profile(name: &str) -> Value {
    json!({ "profile": [format!("{PROFILES}IHE.BasicAudit.{name}")] })
}

pub(super) fn coding(system: &str, code: &str, display: &str) -> Value {
    json!({ "system": format!("{TERMINOLOGY}{system}"), "code": code, "display": display })
}

fn concept(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": format!("{TERMINOLOGY}{system}"), "code": code }] })
}

pub(super) fn identified(system: &str, value: &str) -> Value {
    json!({ "identifier": { "system": system, "value": value } })
}

/// Puts things before those that an event has.
pub(super) fn with_entities(event: &mut Value, first: Vec<Value>) {
    let Value::Object(event) = event else { return };
    let own = event.remove("entity");
    let own = own.and_then(|own| match own {
        Value::Array(own) => Some(own),
        _ => None,
    });
    let all: Vec<_> = first.into_iter().chain(own.unwrap_or_default()).collect();
    if !all.is_empty() {
        event.insert("entity".to_owned(), all.into());
    }
}

pub(super) fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        Map::extend(into, from);
    }
}
