//! A message of any type, filled in: every text, number, time and list of it, so that a call of every kind carries what must not be found again.

use domain::{id::PersonId, time::Timestamp};
use jiff::SignedDuration;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};
use uuid::Uuid;

/// Deeper than any message of the contract.
const DEPTH: u32 = 6;

/// A number that the child had before.
const OLDER: &str = "191212121212";
/// What people write in their own words.
const IN_WORDS: [&str; 8] = [
    "reason",
    "reason_text",
    "requested_by",
    "record_id",
    "note",
    "case_number",
    "thread",
    "first_line",
];

/// What goes into the fields.
pub(crate) struct Filling<'a> {
    pub(crate) child: &'a PersonId,
    pub(crate) guardian: &'a PersonId,
    /// System and value.
    pub(crate) organisation: (&'a str, &'a str),
    pub(crate) overview_id: &'a str,
    /// Of an emergency that somebody else took.
    pub(crate) emergency_id: &'a str,
    pub(crate) now: Timestamp,
    /// What people write in their own words.
    pub(crate) words: &'a str,
    /// Stands in every other text, where a code or a unit belongs. `None` = what belongs there.
    pub(crate) wrong: Option<&'a str>,
}

impl Filling<'_> {
    pub(crate) fn message(&self, of: &MessageDescriptor) -> DynamicMessage {
        self.nested(of, "", DEPTH)
    }

    fn nested(&self, of: &MessageDescriptor, name: &str, depth: u32) -> DynamicMessage {
        let mut message = DynamicMessage::new(of.clone());
        match of.full_name() {
            "google.protobuf.Timestamp" => {
                let at = self.time(name);
                message.set_field_by_name("seconds", Value::I64(at.as_second()));
            }
            "samsyn.common.v1.Identifier" => {
                let (system, value) = match name {
                    "child" | "wished_by" => (self.child.system(), self.child.value()),
                    "older_ids" => (self.child.system(), OLDER),
                    "grantor" | "guardian" => (self.guardian.system(), self.guardian.value()),
                    _ => self.organisation,
                };
                message.set_field_by_name("system", Value::String(system.to_owned()));
                message.set_field_by_name("value", Value::String(value.to_owned()));
            }
            _ => {
                for field in of.fields().filter(|field| !field.is_map()) {
                    let Some(value) = self.value(&field, depth) else {
                        continue;
                    };
                    let value = match field.is_list() {
                        true => Value::List(vec![value]),
                        false => value,
                    };
                    message.set_field(&field, value);
                }
            }
        }
        message
    }

    /// An end lies ahead, a beginning behind, and what is known is known now.
    fn time(&self, name: &str) -> Timestamp {
        let hour = SignedDuration::from_hours(1);
        let at = match name {
            name if name.contains("as_of") => Ok(self.now),
            name if name == "to" || name.contains("end") || name.contains("expire") => {
                self.now.checked_add(hour)
            }
            _ => self.now.checked_sub(hour),
        };
        at.unwrap()
    }

    fn value(&self, field: &FieldDescriptor, depth: u32) -> Option<Value> {
        let of = field.parent_message();
        Some(match field.kind() {
            Kind::String => Value::String(self.text(of.full_name(), field.name())?),
            // Protected from the beginning, the child would be shown to nobody in this.
            Kind::Bool => Value::Bool(field.name() != "protected"),
            Kind::Enum(_) => Value::EnumNumber(1),
            Kind::Uint32 => Value::U32(1),
            Kind::Int32 => Value::I32(1),
            // Where a register says who holds custody, it is not said by hand: tried with the codes that are wrong.
            Kind::Message(_) if field.name() == "by_hand" && self.wrong.is_none() => return None,
            Kind::Message(of) if depth > 0 => {
                Value::Message(self.nested(&of, field.name(), depth - 1))
            }
            _ => return None,
        })
    }

    fn text(&self, of: &str, name: &str) -> Option<String> {
        Some(match name {
            "overview_id" if of.contains("Emergency") => self.emergency_id.to_owned(),
            "overview_id" => self.overview_id.to_owned(),
            "holder_producer_id" | "page_token" | "before_overview_id" => return None,
            "information_types" if of.ends_with(".InformationRequest") => return None,
            // A review is of an overview or of a lift.
            "lift_id" if of.ends_with(".ReviewEmergencyRequest") => return None,
            // As long as the shortest of them may be.
            "case_number" => self.child.value().to_owned(),
            "producer_id" => "bvc-vasterby".to_owned(),
            name if IN_WORDS.contains(&name) => format!("{} {}", self.words, self.child.value()),
            // An answer registers a consent of its own.
            "consent_id" => id(name, of.contains(".Answer")),
            name if name.ends_with("_id") => id(name, false),
            _ => return self.wrong.map(ToOwned::to_owned).or_else(|| code(name)),
        })
    }
}

/// The same id under the same name: what one call begins another ends.
fn id(name: &str, is_another: bool) -> String {
    let sum = name
        .bytes()
        .fold(1_u128, |sum, byte| sum * 131 + u128::from(byte));
    Uuid::from_u128(sum + u128::from(is_another)).to_string()
}

/// What belongs into a field of this name.
fn code(name: &str) -> Option<String> {
    Some(match name {
        "act" => "open".to_owned(),
        "language" => "sv".to_owned(),
        "purpose" => "care".to_owned(),
        "holder_sector" => "social-child".to_owned(),
        name if name.contains("sector") => "school-health".to_owned(),
        name if name.contains("information_type") => "observation/growth".to_owned(),
        _ => return None,
    })
}
