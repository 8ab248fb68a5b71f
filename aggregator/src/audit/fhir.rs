//! The access log as FHIR R4 AuditEvents after IHE's Basic Audit Log Patterns (BALP): what the log says and nothing more. Persons stand by
//! pseudonym or digest; there is no identity number to leave out.

use std::{
    collections::{HashMap, VecDeque},
    io::Write,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::time::Timestamp;
use serde_json::{Value, json};

use super::{
    entry::{
        ActorRef, EmergencyReview, Event, FactChange, FactRead, Intent, Opened, Refused, Shown,
    },
    log::{Line, Log, UnreadableLog, json_line},
};
use crate::hash::hex;

/// The most overviews whose intents are kept in mind for what follows on them; an opened record may come hours later.
pub const MAX_OVERVIEWS_AT_HAND: usize = 100_000;

const PROFILES: &str = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/";
const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const TERMINOLOGY: &str = "http://terminology.hl7.org/CodeSystem/";

/// Writes one AuditEvent a line for every look, refusal, showing, opened record and change of facts. Gives how many.
///
/// # Errors
/// [`UnreadableLog`] when the log cannot be read, or an entry is not as this version writes it.
// R-AUDIT-12
pub fn export(log: &dyn Log, to: &mut dyn Write) -> Result<u64, UnreadableLog> {
    let mut export = Export {
        instance: log.instance()?,
        intents: HashMap::new(),
        order: VecDeque::new(),
    };
    let mut written = 0;
    log.each(&mut |line| {
        if let Some(resource) = export.resource(&line)? {
            json_line(to, &resource)?;
            written += 1;
        }
        Ok(())
    })?;
    Ok(written)
}

struct Export {
    instance: String,
    intents: HashMap<String, Intent>,
    order: VecDeque<String>,
}

impl Export {
    fn resource(&mut self, line: &Line) -> Result<Option<Value>, UnreadableLog> {
        let unreadable = || UnreadableLog::Entry { seq: line.seq };
        let event: Event = serde_json::from_str(&line.body).map_err(|_| unreadable())?;
        let intent = (line.overview_id.as_ref()).and_then(|id| self.intents.get(id));
        let pattern = match &event {
            Event::Intent(intent) => self.asked(intent),
            Event::Refused(refused) => self.refused(refused),
            Event::Shown(shown) => self.shown(shown, intent),
            Event::Opened(opened) => self.opened(opened, intent),
            Event::FactChange(change) => self.changed(change),
            Event::FactRead(read) => self.facts_read(read),
            Event::EmergencyReview(review) => self.reviewed(review),
            Event::Outcome(_) | Event::HeadTaken(_) | Event::Checkpoint(_) | Event::Pruned(_) => {
                return Ok(None);
            }
        };
        if let (Event::Intent(intent), Some(id)) = (event, &line.overview_id) {
            self.keep(id, intent);
        }
        let mut resource = pattern;
        let at = Timestamp::from_microsecond(line.at_us).map_err(|_| unreadable())?;
        let common = json!({
            "resourceType": "AuditEvent",
            "id": format!("{}-{}", self.instance, line.seq),
            "recorded": at.to_string(),
            "source": {
                "observer": self.observer(),
                "type": [coding("security-source-type", "4", "Application Server")],
            },
        });
        merge(&mut resource, common);
        let mut entities = vec![patient(line)];
        entities.extend((line.overview_id.as_ref()).map(|id| transaction(id)));
        if let Some(Value::Array(found)) = resource.get_mut("entity") {
            found.splice(0..0, entities);
        }
        Ok(Some(resource))
    }

    fn keep(&mut self, overview: &str, intent: Intent) {
        self.intents.insert(overview.to_owned(), intent);
        self.order.push_back(overview.to_owned());
        if self.order.len() > MAX_OVERVIEWS_AT_HAND
            && let Some(oldest) = self.order.pop_front()
        {
            self.intents.remove(&oldest);
        }
    }

    /// A question: BALP's patient query.
    fn asked(&self, intent: &Intent) -> Value {
        let mut asked = self.question(intent);
        merge(
            &mut asked,
            json!({ "meta": profile("PatientQuery"), "outcome": "0" }),
        );
        asked
    }

    /// A refusal follows the same pattern; the profile itself is for what succeeded.
    fn refused(&self, refused: &Refused) -> Value {
        let mut asked = self.question(&refused.intent);
        merge(
            &mut asked,
            json!({ "outcome": "4", "outcomeDesc": refused.reason }),
        );
        asked
    }

    fn question(&self, intent: &Intent) -> Value {
        let query = json!({ "types": intent.types, "ground": intent.ground });
        json!({
            "type": coding("audit-event-type", "rest", "Restful Operation"),
            "subtype": [{ "system": "http://hl7.org/fhir/restful-interaction", "code": "search" }],
            "action": "E",
            "purposeOfEvent": [purpose(intent)],
            "agent": self.agents(Some(intent), &intent.actor, "110153", "110152"),
            "entity": [{
                "type": coding("audit-entity-type", "2", "System Object"),
                "role": coding("object-role", "24", "Query"),
                "query": STANDARD.encode(query.to_string()),
            }],
        })
    }

    /// What a source showed: BALP's disclosure at the source.
    fn shown(&self, shown: &Shown, intent: Option<&Intent>) -> Value {
        let nobody = ActorRef::Digest("not-at-hand".to_owned());
        let actor = intent.map_or(&nobody, |intent| &intent.actor);
        json!({
            "meta": profile("PrivacyDisclosure.Source"),
            "type": { "system": DICOM, "code": "110106", "display": "Export" },
            "subtype": [coding("iso-21089-lifecycle", "disclose", "Disclose Record Lifecycle Event")],
            "action": "R",
            "outcome": "0",
            "outcomeDesc": format!("{}, records: {}", shown.status, shown.record_count),
            "purposeOfEvent": [intent.map_or_else(|| json!({ "text": "not at hand" }), purpose)],
            "agent": self.agents(intent, actor, "110152", "110153"),
            "entity": [{
                "what": identified("urn:samsyn:producer", &shown.producer),
                "type": coding("audit-entity-type", "2", "System Object"),
                "role": coding("object-role", "3", "Report"),
                "detail": [
                    { "type": "sector", "valueString": shown.sector },
                    { "type": "ground", "valueString": shown.ground.as_deref().unwrap_or("none") },
                    { "type": "record-digests", "valueString": digests(shown) },
                ],
            }],
        })
    }

    /// One record in somebody's hand: BALP's patient read.
    fn opened(&self, opened: &Opened, intent: Option<&Intent>) -> Value {
        json!({
            "meta": profile("PatientRead"),
            "type": coding("audit-event-type", "rest", "Restful Operation"),
            "subtype": [{ "system": "http://hl7.org/fhir/restful-interaction", "code": "read" }],
            "action": "R",
            "outcome": "0",
            "outcomeDesc": opened.act,
            "purposeOfEvent": [intent.map_or_else(|| json!({ "text": "not at hand" }), purpose)],
            "agent": self.agents(intent, &opened.actor, "110152", "110153"),
            "entity": [{
                "what": identified("urn:samsyn:record-digest", &opened.record_digest),
                "type": coding("audit-entity-type", "2", "System Object"),
                "role": coding("object-role", "4", "Domain Resource"),
                "detail": [{ "type": "producer", "valueString": opened.producer }],
            }],
        })
    }

    /// BALP has no pattern for what is decided about access; this is a plain AuditEvent.
    fn changed(&self, change: &FactChange) -> Value {
        json!({
            "type": { "system": DICOM, "code": "110110", "display": "Patient Record" },
            "action": "U",
            "outcome": "0",
            "outcomeDesc": change.change,
            "agent": [{
                "type": concept("v3-ParticipationType", "AUT"),
                "who": identified("urn:samsyn:teller", &change.by),
                "requestor": true,
            }],
            "entity": [],
        })
    }

    /// The same for what was read of it.
    fn facts_read(&self, read: &FactRead) -> Value {
        json!({
            "type": { "system": DICOM, "code": "110110", "display": "Patient Record" },
            "action": "R",
            "outcome": "0",
            "outcomeDesc": read.what,
            "agent": [{
                "type": concept("v3-ParticipationType", "IRCP"),
                "who": identified("urn:samsyn:teller", &read.by),
                "role": [{ "text": read.role }, { "text": read.audience }],
                "requestor": true,
            }],
            "entity": [],
        })
    }

    /// And for a review: who, of which emergency or lift, with which verdict. The note stays sealed where it lies.
    fn reviewed(&self, review: &EmergencyReview) -> Value {
        json!({
            "type": { "system": DICOM, "code": "110110", "display": "Patient Record" },
            "action": "E",
            "outcome": "0",
            "outcomeDesc": format!("emergency reviewed: {}", review.verdict),
            "agent": [{
                "type": concept("v3-ParticipationType", "VRF"),
                "who": identified("urn:samsyn:actor", review.reviewer.as_str()),
                "role": [{ "text": review.role }],
                "requestor": true,
            }],
            "entity": review.lift.iter().map(|lift| lifted(lift)).collect::<Vec<_>>(),
        })
    }

    fn observer(&self) -> Value {
        identified("urn:samsyn:instance", &self.instance)
    }

    /// Client, server, the person and the organisation behind it; `client` and `server` are the DICOM roles that the pattern gives them.
    fn agents(
        &self,
        intent: Option<&Intent>,
        actor: &ActorRef,
        client: &str,
        server: &str,
    ) -> Value {
        let consumer = intent.map_or("not-at-hand", |intent| intent.consumer.as_str());
        let system = match actor {
            ActorRef::Id(_) => "urn:samsyn:actor",
            ActorRef::Digest(_) => "urn:samsyn:actor-digest",
        };
        let mut user = json!({
            "type": concept("v3-ParticipationType", "IRCP"),
            "who": identified(system, actor.as_str()),
            "requestor": true,
        });
        let mut organisation = None;
        if let Some(intent) = intent {
            let told = json!({
                "role": [{ "text": intent.role }, { "text": intent.audience }],
                "purposeOfUse": [purpose(intent)],
            });
            merge(&mut user, told);
            organisation = intent.organisation.as_ref().map(|organisation| {
                json!({
                    "type": concept("v3-RoleClass", "PROV"),
                    "who": identified(&organisation.system, &organisation.value),
                    "requestor": false,
                })
            });
        }
        let mut agents = vec![
            machine(
                client,
                &identified("urn:samsyn:consumer", consumer),
                consumer,
            ),
            machine(server, &self.observer(), &self.instance),
            user,
        ];
        agents.extend(organisation);
        Value::Array(agents)
    }
}

fn machine(role: &str, who: &Value, address: &str) -> Value {
    json!({
        "type": { "coding": [{ "system": DICOM, "code": role }] },
        "who": who,
        "requestor": false,
        // A certificate's name is what we know a machine by.
        "network": { "address": address, "type": "5" },
    })
}

fn patient(line: &Line) -> Value {
    let pseudonym = line.child.as_deref().map(hex).unwrap_or_default();
    let mut what = identified("urn:samsyn:pseudonym", &pseudonym);
    merge(&mut what, json!({ "type": "Patient" }));
    json!({
        "what": what,
        "type": coding("audit-entity-type", "1", "Person"),
        "role": coding("object-role", "1", "Patient"),
    })
}

fn lifted(lift: &str) -> Value {
    json!({
        "what": identified("urn:samsyn:lift", lift),
        "type": coding("audit-entity-type", "2", "System Object"),
    })
}

fn transaction(overview: &str) -> Value {
    json!({
        "what": identified("urn:samsyn:overview", overview),
        "type": {
            "system": "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType",
            "code": "XrequestId",
        },
    })
}

/// The purpose that the token stated, and whether it was an emergency.
fn purpose(intent: &Intent) -> Value {
    let code = match (intent.emergency, intent.purpose.as_str()) {
        (true, _) => Some("ETREAT"),
        (false, "care") => Some("TREAT"),
        (false, "own-access" | "self") => Some("PATRQT"),
        _ => None,
    };
    let mut purpose = json!({ "text": intent.purpose });
    if let Some(code) = code {
        merge(&mut purpose, concept("v3-ActReason", code));
    }
    purpose
}

fn digests(shown: &Shown) -> String {
    shown.record_digests.join(" ")
}

fn profile(name: &str) -> Value {
    json!({ "profile": [format!("{PROFILES}IHE.BasicAudit.{name}")] })
}

fn coding(system: &str, code: &str, display: &str) -> Value {
    json!({ "system": format!("{TERMINOLOGY}{system}"), "code": code, "display": display })
}

fn concept(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": format!("{TERMINOLOGY}{system}"), "code": code }] })
}

fn identified(system: &str, value: &str) -> Value {
    json!({ "identifier": { "system": system, "value": value } })
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
