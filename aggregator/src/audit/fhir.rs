//! The access log as FHIR R4 AuditEvents after IHE's Basic Audit Log Patterns (BALP): what the log says and nothing more. Persons stand by
//! pseudonym or digest; there is no identity number to leave out.

mod intents;
mod parts;

use std::io::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::time::Timestamp;
use serde_json::{Value, json};

use intents::Intents;
pub use intents::MAX_OVERVIEWS_AT_HAND;
use parts::{
    DICOM, Outcome, about, actor, at_unit, coding, detailed, identified, machine, merge,
    organisation, outcome, patient, person, profile, purpose, roles, transaction, with_entities,
};

use super::{
    entry::{
        ActorRef, EmergencyReview, Event, FactChange, FactRead, Intent, Opened, Refused, Shown,
    },
    log::{Line, Log, UnreadableLog, json_line},
};

/// How a change begins that was refused.
const REFUSED: &str = "refused-";
/// The act of whoever asked where information is blocked, for which no record was opened.
const REVEAL: &str = "reveal";

/// Writes one AuditEvent a line for every look, refusal, showing, opened record and change of facts of all logs of one database. Gives how many.
///
/// # Errors
/// [`UnreadableLog`] when a log cannot be read, or an entry is not as this version writes it.
// R-AUDIT-12
pub fn export(logs: &[&dyn Log], to: &mut dyn Write) -> Result<u64, UnreadableLog> {
    let mut intents = Intents::of(logs, MAX_OVERVIEWS_AT_HAND)?;
    let mut written = 0;
    for log in logs {
        let mut export = Export {
            instance: log.instance()?,
            intents: &mut intents,
        };
        log.each(&mut |line| {
            if let Some(resource) = export.resource(&line)? {
                json_line(to, &resource)?;
                written += 1;
            }
            Ok(())
        })?;
    }
    Ok(written)
}

struct Export<'a> {
    instance: String,
    intents: &'a mut Intents,
}

impl Export<'_> {
    fn resource(&mut self, line: &Line) -> Result<Option<Value>, UnreadableLog> {
        let unreadable = || UnreadableLog::Entry { seq: line.seq };
        let event: Event = serde_json::from_str(&line.body).map_err(|_| unreadable())?;
        let intent = (line.overview_id.as_ref()).and_then(|id| self.intents.get(id));
        let mut resource = match &event {
            Event::Intent(intent) => self.asked(intent),
            Event::Refused(refused) => self.refused(refused),
            Event::Shown(shown) => self.shown(shown, intent),
            Event::Opened(opened) if opened.act == REVEAL => self.revealed(opened, intent),
            Event::Opened(opened) => self.opened(opened, intent),
            Event::FactChange(change) => changed(change),
            Event::FactRead(read) => facts_read(read),
            Event::EmergencyReview(review) => reviewed(review),
            Event::Outcome(_) | Event::HeadTaken(_) | Event::Checkpoint(_) | Event::Pruned(_) => {
                return Ok(None);
            }
        };
        if let (Event::Intent(intent), Some(id)) = (event, &line.overview_id) {
            self.intents.keep(id, intent);
        }
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
        let overview = line.overview_id.as_deref().filter(|id| !id.is_empty());
        let first = patient(line).into_iter().chain(overview.map(transaction));
        with_entities(&mut resource, first.collect());
        Ok(Some(resource))
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
        merge(&mut asked, outcome(&Outcome::Refused(&refused.reason)));
        asked
    }

    fn question(&self, intent: &Intent) -> Value {
        let query = json!({ "types": intent.types, "ground": intent.ground });
        json!({
            "type": coding("audit-event-type", "rest", "Restful Operation"),
            "subtype": [{ "system": "http://hl7.org/fhir/restful-interaction", "code": "search" }],
            "action": "E",
            "purposeOfEvent": [purpose(Some(intent))],
            "agent": self.agents(Some(intent), &intent.actor, "110153", "110152"),
            "entity": [{
                "type": coding("audit-entity-type", "2", "System Object"),
                "role": coding("object-role", "24", "Query"),
                "query": STANDARD.encode(query.to_string()),
            }],
        })
    }

    /// What a source showed: BALP's disclosure at the source. Of a source that showed nothing nothing was disclosed: the event is plain.
    // R-AUDIT-24
    fn shown(&self, shown: &Shown, intent: Option<&Intent>) -> Value {
        let nobody = ActorRef::Digest("not-at-hand".to_owned());
        let who = intent.map_or(&nobody, |intent| &intent.actor);
        let source = json!({
            "what": identified("urn:samsyn:producer", &shown.producer),
            "type": coding("audit-entity-type", "2", "System Object"),
            "role": coding("object-role", "3", "Report"),
        });
        let details = [
            ("sector", shown.sector.as_str()),
            ("ground", shown.ground.as_deref().unwrap_or("none")),
            ("record-digests", &shown.record_digests.join(" ")),
        ];
        let said = format!("{}, records: {}", shown.status, shown.record_count);
        let failed = shown.status.starts_with("FAILED");
        let mut event = json!({
            "type": { "system": DICOM, "code": "110106", "display": "Export" },
            "subtype": [coding("iso-21089-lifecycle", "disclose", "Disclose Record Lifecycle Event")],
            "action": "R",
            "purposeOfEvent": [purpose(intent)],
            "agent": self.agents(intent, who, "110152", "110153"),
            "entity": [detailed(source, &details)],
        });
        let came_to = if failed {
            Outcome::Refused(&said)
        } else {
            Outcome::Done(&said)
        };
        merge(&mut event, outcome(&came_to));
        if shown.record_count > 0 {
            merge(
                &mut event,
                json!({ "meta": profile("PrivacyDisclosure.Source") }),
            );
        }
        event
    }

    /// One record in somebody's hand: BALP's patient read.
    fn opened(&self, opened: &Opened, intent: Option<&Intent>) -> Value {
        let record = json!({
            "what": identified("urn:samsyn:record-digest", &opened.record_digest),
            "type": coding("audit-entity-type", "2", "System Object"),
            "role": coding("object-role", "4", "Domain Resource"),
        });
        let mut event = json!({
            "meta": profile("PatientRead"),
            "type": coding("audit-event-type", "rest", "Restful Operation"),
            "subtype": [{ "system": "http://hl7.org/fhir/restful-interaction", "code": "read" }],
            "action": "R",
            "purposeOfEvent": [purpose(intent)],
            "agent": self.agents(intent, &opened.actor, "110152", "110153"),
            "entity": [detailed(record, &[("producer", &opened.producer)])],
        });
        merge(&mut event, outcome(&Outcome::Done(&opened.act)));
        event
    }

    /// Where information is blocked, and nothing of it: no pattern is for that.
    // R-AUDIT-24
    fn revealed(&self, opened: &Opened, intent: Option<&Intent>) -> Value {
        let reason = json!({ "type": coding("audit-entity-type", "2", "System Object") });
        let details = [
            ("reason-digest", opened.record_digest.as_str()),
            ("producer", &opened.producer),
        ];
        let mut event = json!({
            "type": { "system": DICOM, "code": "110110", "display": "Patient Record" },
            "action": "R",
            "purposeOfEvent": [purpose(intent)],
            "agent": self.agents(intent, &opened.actor, "110152", "110153"),
            "entity": [detailed(reason, &details)],
        });
        merge(&mut event, outcome(&Outcome::Done(&opened.act)));
        event
    }

    fn observer(&self) -> Value {
        identified("urn:samsyn:instance", &self.instance)
    }

    /// Client, server, the person and the organisation behind it; `client` and `server` are the DICOM roles that the pattern gives them.
    fn agents(&self, intent: Option<&Intent>, who: &ActorRef, client: &str, server: &str) -> Value {
        let consumer = intent.map_or("not-at-hand", |intent| intent.consumer.as_str());
        let mut user = person("IRCP", &actor(who));
        if let Some(intent) = intent {
            roles(&mut user, &[&intent.role, &intent.audience]);
            at_unit(&mut user, intent.unit.as_deref());
            merge(
                &mut user,
                json!({ "purposeOfUse": [purpose(Some(intent))] }),
            );
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
        agents.extend(
            intent
                .and_then(|intent| intent.organisation.as_ref())
                .map(organisation),
        );
        Value::Array(agents)
    }
}

/// BALP has no pattern for what is decided about access; this is a plain AuditEvent. What was refused at the desk changed nothing.
// R-AUDIT-24
fn changed(change: &FactChange) -> Value {
    let of = change.consent_id.iter().filter(|id| !id.is_empty());
    let entities: Vec<_> = of.map(|id| about("urn:samsyn:statement", id)).collect();
    let mut event = json!({
        "type": { "system": DICOM, "code": "110110", "display": "Patient Record" },
        "action": "U",
        "agent": [person("AUT", &identified("urn:samsyn:teller", &change.by))],
        "entity": entities,
    });
    let came_to = if change.change.starts_with(REFUSED) {
        Outcome::Refused(&change.change)
    } else {
        Outcome::Done(&change.change)
    };
    merge(&mut event, outcome(&came_to));
    event
}

/// The same for what was read of it.
fn facts_read(read: &FactRead) -> Value {
    let mut reader = person("IRCP", &identified("urn:samsyn:teller", &read.by));
    roles(&mut reader, &[&read.role, &read.audience]);
    at_unit(&mut reader, read.unit.as_deref());
    let mut agents = vec![reader];
    agents.extend(read.organisation.as_ref().map(organisation));
    let mut event = json!({
        "type": { "system": DICOM, "code": "110110", "display": "Patient Record" },
        "action": "R",
        "agent": agents,
    });
    merge(&mut event, outcome(&Outcome::Done(&read.what)));
    event
}

/// And for a review: who, of which emergency or lift, with which verdict. The note stays sealed where it lies.
fn reviewed(review: &EmergencyReview) -> Value {
    let mut reviewer = person("VRF", &actor(&review.reviewer));
    roles(&mut reviewer, &[&review.role]);
    let of = review
        .lift
        .iter()
        .map(|lift| about("urn:samsyn:lift", lift));
    let mut event = json!({
        "type": { "system": DICOM, "code": "110110", "display": "Patient Record" },
        "action": "E",
        "agent": [reviewer],
        "entity": of.collect::<Vec<_>>(),
    });
    let said = format!("emergency reviewed: {}", review.verdict);
    merge(&mut event, outcome(&Outcome::Done(&said)));
    event
}
