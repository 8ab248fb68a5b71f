//! `samsyn.record.v1.Record` written by hand: parts are slices of the buffer that came, and unknown fields stay.

use bytes::{Buf, BufMut, Bytes};
use prost::{
    DecodeError, Message,
    encoding::{self, DecodeContext, WireType},
};
use thiserror::Error;

use super::once::{self, RepeatedField};
use crate::v1::record::{Body, Location, RecordHeader};

const HEADER: u32 = 1;
const BODY: u32 = 2;
const LOCATION: u32 = 3;

/// A record as it travels. Encoding it gives back every byte of every part, and the fields this binary does not know.
#[derive(Clone, Default, PartialEq)]
pub struct Record {
    header: Option<Bytes>,
    body: Option<Bytes>,
    location: Option<Bytes>,
    /// Unknown fields as they came, tags included.
    unknown: Vec<u8>,
    /// A field that must stand once stood twice. Kept rather than failed, so that the whole answer can be judged.
    repeated: bool,
}

/// Why the parts of a record cannot be read.
#[derive(Debug, Error, PartialEq)]
pub enum InvalidParts {
    /// A record without header.
    #[error("a record without header")]
    NoHeader,
    /// A record without body.
    #[error("a record without body")]
    NoBody,
    /// A field that must stand once stood more often.
    #[error(transparent)]
    Repeated(#[from] RepeatedField),
    /// A part is not the message it should be.
    #[error("a part that is not the message it should be")]
    Malformed(#[source] DecodeError),
}

impl Record {
    /// Builds a record from its parts, as a source does.
    #[must_use]
    pub fn new(header: &RecordHeader, body: &Body, location: Option<&Location>) -> Self {
        Self {
            header: Some(header.encode_to_vec().into()),
            body: Some(body.encode_to_vec().into()),
            location: location.map(|l| l.encode_to_vec().into()),
            ..Self::default()
        }
    }

    /// Reads the header: the one decode that a relay does. Refuses a record in which a singular field stands twice,
    /// at the top or anywhere in the header, because two readers could then see two different records.
    // R-RELAY-3
    pub fn header(&self) -> Result<RecordHeader, InvalidParts> {
        if self.repeated {
            return Err(RepeatedField.into());
        }
        let bytes = self.header.as_ref().ok_or(InvalidParts::NoHeader)?;
        once::check_header(bytes)?;
        // A slice is read faster than shared bytes, and the header keeps none of them.
        RecordHeader::decode(&**bytes).map_err(InvalidParts::Malformed)
    }

    /// Reads the body. For the reader at the end, never for the relay.
    pub fn body(&self) -> Result<Body, InvalidParts> {
        let bytes = self.body.as_ref().ok_or(InvalidParts::NoBody)?;
        Body::decode(bytes.clone()).map_err(InvalidParts::Malformed)
    }

    /// Reads the location, if there is one.
    pub fn location(&self) -> Result<Option<Location>, InvalidParts> {
        self.location
            .as_ref()
            .map(|b| Location::decode(b.clone()).map_err(InvalidParts::Malformed))
            .transpose()
    }

    /// Puts a masked header in place of the one that came. What the header had beyond this binary's knowledge goes with it:
    /// a mask must not let through what it cannot read.
    #[must_use]
    pub fn with_header(mut self, header: &RecordHeader) -> Self {
        self.header = Some(header.encode_to_vec().into());
        self.unknown = Vec::new();
        self
    }

    /// Takes the location away, and with it any field at the record's own level that this binary does not know.
    #[must_use]
    pub fn without_location(mut self) -> Self {
        self.location = None;
        self.unknown = Vec::new();
        self
    }

    /// Takes the body away, leaving the header alone.
    #[must_use]
    pub fn without_body(mut self) -> Self {
        self.body = None;
        self.unknown = Vec::new();
        self
    }

    /// True when there is a body.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// The header's bytes as they came.
    #[must_use]
    pub fn header_bytes(&self) -> Option<&Bytes> {
        self.header.as_ref()
    }

    /// The body's bytes as they came.
    #[must_use]
    pub fn body_bytes(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }

    /// The same record in memory of its own. A part is otherwise a slice of the receive buffer and keeps all of it alive.
    #[must_use]
    pub fn detached(&self) -> Self {
        let copy = |part: &Option<Bytes>| part.as_ref().map(|b| Bytes::copy_from_slice(b));
        Self {
            header: copy(&self.header),
            body: copy(&self.body),
            location: copy(&self.location),
            unknown: self.unknown.clone(),
            repeated: self.repeated,
        }
    }

    fn parts(&self) -> impl Iterator<Item = (u32, &Bytes)> {
        [
            (HEADER, &self.header),
            (BODY, &self.body),
            (LOCATION, &self.location),
        ]
        .into_iter()
        .filter_map(|(tag, part)| part.as_ref().map(|b| (tag, b)))
    }
}

/// Shows sizes only: a record is somebody's life.
impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let len = |part: &Option<Bytes>| part.as_ref().map(Bytes::len);
        f.debug_struct("Record")
            .field("header_bytes", &len(&self.header))
            .field("body_bytes", &len(&self.body))
            .field("location_bytes", &len(&self.location))
            .finish_non_exhaustive()
    }
}

impl Message for Record {
    fn encode_raw(&self, buf: &mut impl BufMut) {
        for (tag, part) in self.parts() {
            encoding::bytes::encode(tag, part, buf);
        }
        buf.put_slice(&self.unknown);
    }

    // R-RELAY-1, R-RELAY-2
    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        let part = match tag {
            HEADER => &mut self.header,
            BODY => &mut self.body,
            LOCATION => &mut self.location,
            _ => return keep_unknown(&mut self.unknown, tag, wire_type, buf, ctx),
        };
        self.repeated |= part.is_some();
        let mut bytes = Bytes::new();
        encoding::bytes::merge(wire_type, &mut bytes, buf, ctx)?;
        *part = Some(bytes);
        Ok(())
    }

    fn encoded_len(&self) -> usize {
        self.parts()
            .map(|(tag, part)| encoding::bytes::encoded_len(tag, part))
            .sum::<usize>()
            + self.unknown.len()
    }

    fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Copies one unknown field, tag included. Groups are refused: proto3 has none, and a source that sends one is broken.
fn keep_unknown(
    unknown: &mut Vec<u8>,
    tag: u32,
    wire_type: WireType,
    buf: &mut impl Buf,
    ctx: DecodeContext,
) -> Result<(), DecodeError> {
    match wire_type {
        WireType::Varint => {
            let mut value = 0u64;
            encoding::uint64::merge(wire_type, &mut value, buf, ctx)?;
            encoding::encode_key(tag, wire_type, unknown);
            encoding::encode_varint(value, unknown);
        }
        WireType::SixtyFourBit => {
            let mut value = 0u64;
            encoding::fixed64::merge(wire_type, &mut value, buf, ctx)?;
            encoding::fixed64::encode(tag, &value, unknown);
        }
        WireType::ThirtyTwoBit => {
            let mut value = 0u32;
            encoding::fixed32::merge(wire_type, &mut value, buf, ctx)?;
            encoding::fixed32::encode(tag, &value, unknown);
        }
        WireType::LengthDelimited => {
            let mut value = Bytes::new();
            encoding::bytes::merge(wire_type, &mut value, buf, ctx)?;
            encoding::encode_key(tag, wire_type, unknown);
            encoding::encode_varint(value.len() as u64, unknown);
            unknown.extend_from_slice(&value);
        }
        WireType::StartGroup | WireType::EndGroup => {
            // A group cannot be carried on, and a field silently left out would not be "as it came".
            #[expect(deprecated, reason = "prost names no other way to make a decode error")]
            return Err(DecodeError::new("a group in a record"));
        }
    }
    Ok(())
}
