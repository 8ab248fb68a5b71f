//! No call of the contract is forgotten here: each is in the suite with every child that it can name, or is left out for a stated reason.

use std::collections::{BTreeMap, BTreeSet};

use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, ReflectMessage as _, Value};

use crate::{
    calls::all_calls,
    stage::{Case, nobody},
};

/// What is not asked of an aggregator, and why.
const LEFT_OUT: [(&str, &str); 4] = [
    ("/samsyn.producer.v1.ProducerService/Describe", AT_SOURCES),
    (
        "/samsyn.producer.v1.ProducerService/QueryRecords",
        AT_SOURCES,
    ),
    (
        "/samsyn.producer.v1.ProducerService/StreamEngagements",
        AT_SOURCES,
    ),
    (
        "/samsyn.producer.v1.ProducerService/ReportDisclosures",
        AT_SOURCES,
    ),
];
const AT_SOURCES: &str = "served by sources, to their one aggregator: tests/tests/interop";

/// What stands in a child's place, as field or as message that holds one.
const CHILD: &str = "child";
/// No message of the contract lies deeper in a request.
const DEPTH: usize = 4;

fn methods() -> BTreeMap<String, MethodDescriptor> {
    let pool = DescriptorPool::decode(proto::DESCRIPTORS).unwrap();
    let methods = pool.services().flat_map(|service| {
        let methods = service.methods().collect::<Vec<_>>();
        methods.into_iter().map(move |method| {
            let path = format!("/{}/{}", service.full_name(), method.name());
            (path, method)
        })
    });
    methods.collect()
}

// R-VISIBILITY-4
#[test]
fn every_call_of_the_contract_is_in_the_suite_or_left_out_for_a_reason() {
    let contract: BTreeSet<_> = methods().into_keys().collect();
    let asked: BTreeSet<_> = all_calls().map(|rpc| rpc.path.to_owned()).collect();
    let left_out: BTreeSet<_> = (LEFT_OUT.iter())
        .map(|(path, _)| (*path).to_owned())
        .collect();
    assert!(LEFT_OUT.iter().all(|(_, why)| !why.is_empty()));
    let both: Vec<_> = asked.intersection(&left_out).collect();
    assert!(both.is_empty(), "asked and left out: {both:?}");
    let known: BTreeSet<_> = asked.union(&left_out).cloned().collect();
    let forgotten: Vec<_> = contract.difference(&known).collect();
    assert!(
        forgotten.is_empty(),
        "nobody knows what these tell whom they should not: {forgotten:?}"
    );
    let gone: Vec<_> = known.difference(&contract).collect();
    assert!(gone.is_empty(), "no such call: {gone:?}");
}

/// A child that a call can name and the suite does not is a way past it.
// R-VISIBILITY-4
#[test]
fn every_child_that_a_call_can_name_is_named_in_the_suite() {
    let case = Case::of("somebody", nobody(0));
    let methods = methods();
    let (mut can, mut named) = (BTreeSet::new(), BTreeSet::new());
    for rpc in all_calls() {
        let input = methods.get(rpc.path).unwrap().input();
        let message = DynamicMessage::decode(input, (rpc.ask)(&case).as_slice()).unwrap();
        note(&message, rpc.path, DEPTH, &mut can, &mut named);
    }
    let not_named: Vec<_> = can.difference(&named).collect();
    assert!(not_named.is_empty(), "named by no call: {not_named:?}");
    // So many that it cannot be by mistake that none was found.
    assert!(can.len() > 20, "{can:?}");
}

/// Notes the places of a message where a child can stand, and those where one does.
fn note(
    message: &DynamicMessage,
    at: &str,
    depth: usize,
    can: &mut BTreeSet<String>,
    named: &mut BTreeSet<String>,
) {
    if depth == 0 {
        return;
    }
    for field in message.descriptor().fields() {
        let Some(of) = field.kind().as_message().cloned() else {
            continue;
        };
        let at = format!("{at} {}", field.name());
        if field.name() == CHILD {
            can.insert(at.clone());
            if message.has_field(&field) {
                named.insert(at);
            }
            continue;
        }
        // What a call leaves empty is looked through all the same.
        let inner = match message.get_field(&field).into_owned() {
            Value::Message(inner) => vec![inner],
            Value::List(list) => list.iter().filter_map(Value::as_message).cloned().collect(),
            _ => Vec::new(),
        };
        let inner = match inner.as_slice() {
            [] => vec![DynamicMessage::new(of)],
            _ => inner,
        };
        for inner in inner {
            note(&inner, &at, depth - 1, can, named);
        }
    }
}
