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

/// What a message of the header is made of, as far as this check goes. Sets of tags are bits: every record of every answer is checked.
struct Shape {
    /// Tags this binary knows may stand up to here; a higher one may repeat as it likes.
    last: u32,
    /// Tags that may repeat.
    repeated: u64,
    /// Tags that share one place (a oneof): at most one of them.
    one_of: u64,
    /// Tags that hold a message.
    holds: u64,
    /// The same with the shape of each.
    messages: &'static [(u32, &'static Shape)],
}

impl Shape {
    /// A message of singular fields up to `last`, some of which hold messages.
    const fn of(last: u32, messages: &'static [(u32, &'static Shape)]) -> Self {
        let (mut holds, mut rest) = (0, messages);
        while let [(tag, _), others @ ..] = rest {
            holds |= bit(*tag);
            rest = others;
        }
        Self {
            last,
            repeated: 0,
            one_of: 0,
            holds,
            messages,
        }
    }

    const fn repeating(mut self, tags: &[u32]) -> Self {
        self.repeated = bits(tags);
        self
    }

    const fn choosing(mut self, tags: &[u32]) -> Self {
        self.one_of = bits(tags);
        self
    }

    /// The shape of the message that a tag holds.
    fn inner(&self, tag: u32) -> Option<&'static Self> {
        if self.holds & bit(tag) == 0 {
            return None;
        }
        let held = self.messages.iter().find(|(held, _)| *held == tag);
        held.map(|(_, shape)| *shape)
    }

    /// The place that a tag takes, of which there is one. None for what may repeat; an unknown field may, since nobody here knows its kind.
    const fn place(&self, tag: u32) -> u64 {
        if tag > self.last {
            return 0;
        }
        let field = bit(tag);
        if field & self.one_of != 0 {
            return self.one_of;
        }
        field & !self.repeated
    }
}

/// A tag as a bit; none for a tag beyond those that a message of the contract has.
const fn bit(tag: u32) -> u64 {
    if tag < u64::BITS { 1 << tag } else { 0 }
}

const fn bits(mut tags: &[u32]) -> u64 {
    let mut bits = 0;
    while let [tag, rest @ ..] = tags {
        bits |= bit(*tag);
        tags = rest;
    }
    bits
}

static TIMESTAMP: Shape = Shape::of(2, &[]);
static IDENTIFIER: Shape = Shape::of(2, &[]);
static CODING: Shape = Shape::of(3, &[]);
static PARTIAL_DATE: Shape = Shape::of(3, &[]);
static RELATION: Shape = Shape::of(2, &[]);
static MOMENT: Shape = Shape::of(2, &[(1, &TIMESTAMP), (2, &PARTIAL_DATE)]).choosing(&[1, 2]);
static PERIOD: Shape = Shape::of(2, &[(1, &MOMENT), (2, &MOMENT)]);
static ORGANISATION: Shape = Shape::of(2, &[(1, &IDENTIFIER)]);
static PERSON: Shape = Shape::of(5, &[(1, &IDENTIFIER), (5, &ORGANISATION)]);
static CLAIM: Shape = Shape::of(3, &[(1, &CODING)]);
/// `samsyn.record.v1.RecordHeader`. A test holds it against the descriptors.
static HEADER: Shape = Shape::of(
    22,
    &[
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
)
.repeating(&[15, 17, 18]);

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
        let place = shape.place(tag);
        if seen & place != 0 {
            return Err(RepeatedField);
        }
        seen |= place;
        if let (WireType::LengthDelimited, Some(inner)) = (wire_type, shape.inner(tag)) {
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
