//! Finds a singular field that stands twice. prost would take the last one, another reader the first: two readers, two records.

use bytes::Buf;
use prost::encoding::{self, DecodeContext, WireType};
use thiserror::Error;

/// The stable reason under which such a record is reported.
pub const REPEATED_FIELD: &str = "REPEATED_FIELD";

/// A field that must stand once stands more often.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
#[error("a singular field stands more than once")]
pub struct RepeatedField;

/// What a message of the header is made of, as far as this check goes.
struct Shape {
    /// The highest tag this binary knows; a higher one may repeat as it likes.
    last: u32,
    /// Tags that may repeat.
    repeated: &'static [u32],
    /// Tags that share one place (a oneof): at most one of them.
    one_of: &'static [u32],
    /// Tags that hold a message, with its shape.
    messages: &'static [(u32, &'static Shape)],
}

/// A message of singular fields without messages in it.
const fn leaf(last: u32) -> Shape {
    Shape {
        last,
        repeated: &[],
        one_of: &[],
        messages: &[],
    }
}

static TIMESTAMP: Shape = leaf(2);
static IDENTIFIER: Shape = leaf(2);
static CODING: Shape = leaf(3);
static PARTIAL_DATE: Shape = leaf(3);
static RELATION: Shape = leaf(2);
static MOMENT: Shape = Shape {
    last: 2,
    repeated: &[],
    one_of: &[1, 2],
    messages: &[(1, &TIMESTAMP), (2, &PARTIAL_DATE)],
};
static PERIOD: Shape = Shape {
    last: 2,
    repeated: &[],
    one_of: &[],
    messages: &[(1, &MOMENT), (2, &MOMENT)],
};
static ORGANISATION: Shape = Shape {
    last: 2,
    repeated: &[],
    one_of: &[],
    messages: &[(1, &IDENTIFIER)],
};
static PERSON: Shape = Shape {
    last: 5,
    repeated: &[],
    one_of: &[],
    messages: &[(1, &IDENTIFIER), (5, &ORGANISATION)],
};
static CLAIM: Shape = Shape {
    last: 3,
    repeated: &[],
    one_of: &[],
    messages: &[(1, &CODING)],
};
/// `samsyn.record.v1.RecordHeader`. A test holds it against the descriptors.
static HEADER: Shape = Shape {
    last: 22,
    repeated: &[15, 17, 18],
    one_of: &[],
    messages: &[
        (4, &IDENTIFIER),
        (5, &PERIOD),
        (6, &TIMESTAMP),
        (7, &TIMESTAMP),
        (8, &TIMESTAMP),
        (11, &ORGANISATION),
        (12, &ORGANISATION),
        (13, &PERSON),
        (15, &CODING),
        (17, &CLAIM),
        (18, &RELATION),
    ],
};

/// Checks a header's bytes. Bytes that cannot be read are left to the decode that follows.
pub(super) fn check_header(bytes: &[u8]) -> Result<(), RepeatedField> {
    check(bytes, &HEADER)
}

fn check(mut buf: &[u8], shape: &Shape) -> Result<(), RepeatedField> {
    let mut seen = 0u64;
    while buf.has_remaining() {
        let Ok((tag, wire_type)) = encoding::decode_key(&mut buf) else {
            return Ok(());
        };
        // An unknown field may repeat: this binary cannot know its kind.
        if tag <= shape.last && !shape.repeated.contains(&tag) {
            let place = if shape.one_of.contains(&tag) {
                shape.one_of.iter().fold(0, |bits, t| bits | 1u64 << t)
            } else {
                1u64 << tag
            };
            if seen & place != 0 {
                return Err(RepeatedField);
            }
            seen |= place;
        }
        let inner = shape.messages.iter().find(|(t, _)| *t == tag);
        if let (WireType::LengthDelimited, Some((_, inner))) = (wire_type, inner) {
            let Ok(len) = encoding::decode_varint(&mut buf) else {
                return Ok(());
            };
            let Some((message, rest)) = usize::try_from(len)
                .ok()
                .and_then(|len| buf.split_at_checked(len))
            else {
                return Ok(());
            };
            check(message, inner)?;
            buf = rest;
        } else if encoding::skip_field(wire_type, tag, &mut buf, DecodeContext::default()).is_err()
        {
            return Ok(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
