//! Whole records: a source encodes one, a reader decodes one; the aggregator does neither.

use domain::record::{Address, Header, Location, Record, body};
use thiserror::Error;

use super::{body::InvalidBody, header::InvalidHeader};
use crate::{
    relay::{self, InvalidParts},
    v1::record as wire,
};

/// Why a record cannot be read.
#[derive(Debug, Error, PartialEq)]
pub enum InvalidRecord {
    /// Its parts cannot be taken apart, or one is missing.
    #[error("the parts of the record cannot be read")]
    Parts(#[from] InvalidParts),
    /// Its header cannot be read.
    #[error("the header of the record cannot be read")]
    Header(#[from] InvalidHeader),
    /// Its body cannot be read.
    #[error("the body of the record cannot be read")]
    Body(#[from] InvalidBody),
    /// The header says one type and the body is of another kind: what was decided on is not what came.
    #[error("a body that does not fit the header's information type")]
    Unfit,
}

/// Puts a record on the wire.
#[must_use]
pub fn encode(record: &Record) -> relay::Record {
    let Record {
        header,
        body,
        location,
    } = record.clone();
    relay::Record::new(
        &header.into(),
        &body.into(),
        location.map(Into::into).as_ref(),
    )
}

/// Reads a whole record, and refuses one whose body does not fit its header's information type.
// R-RECORD-2
pub fn decode(record: &relay::Record) -> Result<Record, InvalidRecord> {
    let header = decode_header(record)?;
    let body = body::Body::try_from(record.body()?)?;
    if !body::fits(&header.information_type, &body) {
        return Err(InvalidRecord::Unfit);
    }
    Ok(Record {
        header,
        body,
        location: record.location()?.map(Into::into),
    })
}

/// Reads the header alone, as for a record whose body a mask has removed.
pub fn decode_header(record: &relay::Record) -> Result<Header, InvalidRecord> {
    Ok(record.header()?.try_into()?)
}

impl From<wire::Location> for Location {
    fn from(location: wire::Location) -> Self {
        let wire::Location {
            addresses,
            contact_points,
        } = location;
        Self {
            addresses: addresses.into_iter().map(Into::into).collect(),
            contact_points,
        }
    }
}

impl From<Location> for wire::Location {
    fn from(location: Location) -> Self {
        let Location {
            addresses,
            contact_points,
        } = location;
        Self {
            addresses: addresses.into_iter().map(Into::into).collect(),
            contact_points,
        }
    }
}

impl From<wire::Address> for Address {
    fn from(address: wire::Address) -> Self {
        let wire::Address {
            lines,
            postal_code,
            city,
            municipality_code,
            country,
        } = address;
        Self {
            lines,
            postal_code,
            city,
            municipality_code,
            country,
        }
    }
}

impl From<Address> for wire::Address {
    fn from(address: Address) -> Self {
        let Address {
            lines,
            postal_code,
            city,
            municipality_code,
            country,
        } = address;
        Self {
            lines,
            postal_code,
            city,
            municipality_code,
            country,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        id::PersonId,
        record::{
            InformationType,
            body::{Body, Vaccination, types},
        },
        time::{Moment, Period},
    };
    use prost::Message;

    use super::*;

    fn record(information_type: &str) -> Record {
        let child = PersonId::parse("urn:oid:1.2.752.129.2.1.3.1", "191212121212").unwrap();
        let day = Period::at(Moment::parse("2025-02-12").unwrap());
        let kind = InformationType::parse(information_type).unwrap();
        Record {
            header: Header::new("r-1", kind, child, day, "Priorix"),
            body: Body::from(Vaccination::new("J07BD52", "A1")),
            location: Some(Location {
                addresses: vec![Address {
                    lines: vec!["Storgatan 1".into()],
                    postal_code: "111 22".into(),
                    city: "Staden".into(),
                    municipality_code: "0180".into(),
                    country: "SE".into(),
                }],
                contact_points: vec!["tel:+4680000000".into()],
            }),
        }
    }

    #[test]
    fn a_record_comes_back_as_it_went() {
        let sent = record(types::VACCINATION);
        let bytes = encode(&sent).encode_to_vec();
        let received = relay::Record::decode(bytes.as_slice()).unwrap();
        assert!(decode(&received).unwrap() == sent);
    }

    // R-RECORD-2
    #[test]
    fn a_header_whose_type_does_not_fit_the_body_is_refused() {
        let unfit = encode(&record(types::MEDICATION));
        assert_eq!(decode(&unfit), Err(InvalidRecord::Unfit));
        assert!(decode_header(&unfit).is_ok());
    }

    // R-RECORD-2
    #[test]
    fn a_type_that_nobody_here_knows_fits_any_body() {
        let newer = record("vaccination/travel");
        assert!(decode(&encode(&newer)).unwrap() == newer);
    }

    #[test]
    fn a_record_without_body_still_has_a_header_to_read() {
        let masked = encode(&record(types::VACCINATION)).without_body();
        assert_eq!(decode(&masked), Err(InvalidParts::NoBody.into()));
        assert!(decode_header(&masked).is_ok());
    }

    // R-RECORD-3
    #[test]
    fn a_body_of_a_kind_that_this_binary_does_not_know_is_said_to_be_unknown() {
        let record = encode(&record("something/new"));
        let header = record.header_bytes().unwrap();
        // Header as it was, then a body whose only field is number 1000, an empty message.
        let mut bytes = vec![0x0a, u8::try_from(header.len()).unwrap()];
        bytes.extend_from_slice(header);
        bytes.extend([0x12, 0x03, 0xc2, 0x3e, 0x00]);
        let newer = relay::Record::decode(bytes.as_slice()).unwrap();
        assert_eq!(decode(&newer), Err(InvalidBody::UnknownKind.into()));
    }
}
