//! The one form in which answers in different languages are compared: the protobuf JSON mapping under the contract's own field names.

use std::{collections::BTreeSet, sync::LazyLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
use proto::{
    relay::Record,
    v1::overview::{Overview, OverviewQuery},
};
use serde_json::{Value, json};
use uuid::Uuid;

static CONTRACT: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(proto::DESCRIPTORS).unwrap());

/// A query as the programs read it.
pub(crate) fn query(query: &OverviewQuery) -> Value {
    mapped("samsyn.overview.v1.OverviewQuery", query)
}

/// A record as the producer's program reads it.
pub(crate) fn record(record: &Record) -> Value {
    mapped("samsyn.record.v1.Record", record)
}

/// An overview as the programs print it: its fields, and the bytes of its records in the order of the sources.
pub(crate) fn shown(overview: &Overview) -> Value {
    let records = overview.sources.iter().flat_map(|source| &source.records);
    let records: Vec<_> = records.map(|r| base64(&r.encode_to_vec())).collect();
    json!({
        "overview": mapped("samsyn.overview.v1.Overview", overview),
        "records": records,
    })
}

/// An answer with what two calls cannot share replaced by its kind: the overview's id, and when things were decided, asked and answered.
/// Everything else is compared by value. Of the events between the first and the last the order is chance.
pub(crate) fn comparable(answer: Value) -> Value {
    let mut answer = without_its_id(answer);
    if let Some(Value::Array(events)) = answer.get_mut("events") {
        assert_eq!(events.first(), Some(&json!("started")));
        assert_eq!(events.last(), Some(&json!("completed")));
        events.sort_by_key(ToString::to_string);
    }
    let Some(overview) = answer.get_mut("overview") else {
        return answer;
    };
    replace(&mut overview["started"], "decided_time", "time", is_time);
    for field in ["completed_time", "valid_until"] {
        replace(&mut overview["completed"], field, "time", is_time);
    }
    let sources = overview.get_mut("sources").and_then(Value::as_array_mut);
    for source in sources.into_iter().flatten() {
        for field in ["asked_time", "answered_time", "last_success_time"] {
            replace(source, field, "time", is_time);
        }
    }
    answer
}

/// The overview's id is zeros wherever it stands: some sources make the ids of their records out of it, whole or its first part.
fn without_its_id(mut answer: Value) -> Value {
    let Some(id) = answer["overview"]["started"]["overview_id"].as_str() else {
        return answer;
    };
    let (id, none) = (
        Uuid::parse_str(id).unwrap().to_string(),
        Uuid::nil().to_string(),
    );
    let part = |id: &str| format!("{}#", &id[..8]);
    let zeros = |text: &str| text.replace(&id, &none).replace(&part(&id), &part(&none));
    if let Some(Value::Array(records)) = answer.get_mut("records") {
        for record in records {
            let bytes = STANDARD.decode(record.as_str().unwrap()).unwrap();
            // As Latin-1: every byte is a letter of its own, and none is lost.
            let text: String = bytes.into_iter().map(char::from).collect();
            *record = json!(zeros(&text));
        }
    }
    serde_json::from_str(&zeros(&answer.to_string())).unwrap()
}

/// Where two answers differ, each place with both values.
pub(crate) fn differences(theirs: &Value, ours: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(theirs, ours, "", &mut found);
    found
}

fn compare(theirs: &Value, ours: &Value, place: &str, found: &mut Vec<String>) {
    match (theirs, ours) {
        (Value::Object(a), Value::Object(b)) => {
            let names: BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for name in names {
                compare(
                    &theirs[name],
                    &ours[name],
                    &format!("{place}.{name}"),
                    found,
                );
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (a, b)) in a.iter().zip(b).enumerate() {
                compare(a, b, &format!("{place}[{at}]"), found);
            }
        }
        _ if theirs == ours => {}
        _ => found.push(format!("{place}: {theirs}, and ours: {ours}")),
    }
}

fn mapped(name: &str, message: &impl Message) -> Value {
    let descriptor = CONTRACT.get_message_by_name(name).unwrap();
    let dynamic = DynamicMessage::decode(descriptor, message.encode_to_vec().as_slice()).unwrap();
    let options = SerializeOptions::new().use_proto_field_name(true);
    dynamic
        .serialize_with_options(serde_json::value::Serializer, &options)
        .unwrap()
}

fn replace(message: &mut Value, field: &str, kind: &str, is_it: fn(&str) -> bool) {
    if let Some(value) = message.get_mut(field) {
        let text = value.as_str().unwrap();
        assert!(is_it(text), "{field} is no {kind}: {text}");
        *value = json!(format!("<{kind}>"));
    }
}

fn is_time(text: &str) -> bool {
    text.ends_with('Z') && text.parse::<Timestamp>().is_ok()
}

/// Bytes as the programs print them.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
