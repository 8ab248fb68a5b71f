use prost::Message;
use prost_types::{
    DescriptorProto, FileDescriptorSet,
    field_descriptor_proto::{Label, Type},
};

use super::*;

/// One message type of the contract, by its full name with a leading dot.
fn message(files: &FileDescriptorSet, full_name: &str) -> DescriptorProto {
    let (package, name) = full_name.trim_start_matches('.').rsplit_once('.').unwrap();
    files
        .file
        .iter()
        .filter(|file| file.package() == package)
        .flat_map(|file| &file.message_type)
        .find(|message| message.name() == name)
        .unwrap_or_else(|| panic!("{full_name} is not in the descriptors"))
        .clone()
}

/// Holds a shape against its message, and the shapes in it against theirs.
fn hold(files: &FileDescriptorSet, full_name: &str, shape: &Shape) {
    let number = |field: &prost_types::FieldDescriptorProto| u32::try_from(field.number()).unwrap();
    let message = message(files, full_name);
    let numbers = |pick: &dyn Fn(&prost_types::FieldDescriptorProto) -> bool| -> Vec<u32> {
        let mut numbers: Vec<u32> = message
            .field
            .iter()
            .filter(|f| pick(f))
            .map(number)
            .collect();
        numbers.sort_unstable();
        numbers
    };
    let last = numbers(&|_| true).last().copied().unwrap();
    assert_eq!(shape.last, last, "{full_name}: the highest field");
    assert!(
        last < u64::BITS,
        "{full_name}: a field that the set of seen fields cannot hold"
    );
    assert_eq!(
        shape.repeated,
        bits(&numbers(&|f| f.label() == Label::Repeated)),
        "{full_name}: repeated fields"
    );
    assert_eq!(
        shape.one_of,
        bits(&numbers(
            &|f| f.oneof_index.is_some() && !f.proto3_optional()
        )),
        "{full_name}: fields of the oneof"
    );
    assert!(
        message.oneof_decl.len() <= 1,
        "{full_name}: a shape knows one oneof"
    );
    let inner = numbers(&|f| f.r#type() == Type::Message);
    let held: Vec<u32> = shape.messages.iter().map(|(tag, _)| *tag).collect();
    assert_eq!(held, inner, "{full_name}: fields that hold a message");
    assert_eq!(shape.holds, bits(&held), "{full_name}: the same as bits");
    for (tag, inner) in shape.messages {
        let field = message.field.iter().find(|f| number(f) == *tag).unwrap();
        hold(files, field.type_name(), inner);
    }
}

// R-RELAY-3
#[test]
fn the_shape_of_the_header_is_that_of_the_contract() {
    let mut files = FileDescriptorSet::decode(crate::DESCRIPTORS).unwrap();
    // Descriptors may leave well-known types out; their shape has not changed in ten years.
    if !files
        .file
        .iter()
        .any(|file| file.package() == "google.protobuf")
    {
        files.file.push(well_known());
    }
    hold(&files, ".samsyn.record.v1.RecordHeader", &HEADER);
}

fn well_known() -> prost_types::FileDescriptorProto {
    let field = |name: &str, number| prost_types::FieldDescriptorProto {
        name: Some(name.to_owned()),
        number: Some(number),
        label: Some(Label::Optional.into()),
        r#type: Some(Type::Int64.into()),
        ..Default::default()
    };
    prost_types::FileDescriptorProto {
        package: Some("google.protobuf".to_owned()),
        message_type: vec![DescriptorProto {
            name: Some("Timestamp".to_owned()),
            field: vec![field("seconds", 1), field("nanos", 2)],
            ..Default::default()
        }],
        ..Default::default()
    }
}

#[test]
fn a_field_beyond_this_binarys_knowledge_may_repeat() {
    let mut bytes = Vec::new();
    for _ in 0..2 {
        encoding::string::encode(HEADER.last + 1, &"new".to_owned(), &mut bytes);
    }
    assert_eq!(check_header(&bytes), Ok(()));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_check_panic(bytes: Vec<u8>) {
        let _ = check_header(&bytes);
    }
}
