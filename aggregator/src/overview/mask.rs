//! What protected identity takes out of a record and of a source's name: everything that tells where the child is.
//! Called between screen and release, by the answer of one source.

use domain::{
    policy::{Labels, UnderProtection},
    record::Sector,
};
use proto::{
    relay,
    v1::{
        common::{Organisation, Person},
        overview::SourceRef,
        record::{RecordHeader, Relation},
    },
};

use super::{plain, query::Language, words::in_language};
use crate::pseudonym::Pseudonyms;

/// The masks as the row of a source names them.
pub const MASKS: [&str; 5] = ["location", "organisation", "author", "title", "body"];

/// What stands in for places and names.
#[derive(Debug)]
pub struct Mask<'a> {
    /// The producer, whose record ids may hold its organisation number.
    pub producer: &'a str,
    /// The sector's words.
    pub sector: &'a str,
    /// The type's words.
    pub type_label: &'a str,
    /// Makes stand-ins for record ids: the same record keeps the same one.
    pub pseudonyms: &'a Pseudonyms,
}

impl Mask<'_> {
    /// Masks one record. The header is written anew, so what this binary does not know of it is gone too.
    // R-PROTECT-3
    #[must_use]
    pub fn apply(
        &self,
        record: relay::Record,
        header: RecordHeader,
        under_protection: UnderProtection,
    ) -> relay::Record {
        let masked = record.with_header(&self.header(header)).without_location();
        match under_protection {
            UnderProtection::Safe => masked,
            UnderProtection::HeaderOnly | UnderProtection::Drop => masked.without_body(),
        }
    }

    fn header(&self, header: RecordHeader) -> RecordHeader {
        let RecordHeader {
            record_id,
            version,
            information_type,
            subject,
            period,
            recorded_time,
            updated_time,
            source_time,
            life_cycle,
            retraction_reason: _,
            care_provider: _,
            unit: _,
            author,
            title: _,
            codes,
            identity_key,
            claims,
            relations,
            not_for_guardians,
            mentions_third_persons,
            sensitivity,
            source_status: _,
        } = header;
        let sector = || {
            Some(Organisation {
                id: None,
                name: self.sector.to_owned(),
            })
        };
        RecordHeader {
            record_id: self.stand_in(&record_id),
            version,
            information_type,
            subject,
            period,
            recorded_time,
            updated_time,
            source_time,
            life_cycle,
            retraction_reason: String::new(),
            care_provider: sector(),
            unit: sector(),
            author: author.map(|author| Person {
                role: plain::role(author.role),
                ..Person::default()
            }),
            title: self.type_label.to_owned(),
            codes: codes.into_iter().filter_map(plain::code).collect(),
            identity_key: self.joining_key(&identity_key),
            claims: claims.into_iter().filter_map(plain::claim).collect(),
            relations: (relations.into_iter())
                .map(|relation| Relation {
                    target: self.stand_in(&relation.target),
                    ..relation
                })
                .collect(),
            not_for_guardians,
            mentions_third_persons,
            sensitivity: plain::sensitivity(sensitivity),
            source_status: String::new(),
        }
    }

    /// A key under which records still meet across sources, without saying what it was made of.
    fn joining_key(&self, key: &str) -> String {
        if key.is_empty() {
            return String::new();
        }
        self.pseudonyms.digest("masked-key", key)
    }

    /// A record's id under protection.
    #[must_use]
    pub fn stand_in(&self, record_id: &str) -> String {
        let (producer, id) = (self.producer, record_id);
        self.pseudonyms
            .digest("masked-record", &format!("{producer}|{id}"))
    }
}

/// A source as an actor may know it under protection: the sector, and a number where it has several sources.
// R-PROTECT-3
#[must_use]
pub fn source(
    sector: &Sector,
    labels: Option<&Labels>,
    place: usize,
    language: Language,
) -> SourceRef {
    let words = labels.map_or(sector.as_str(), |labels| in_language(labels, language));
    let (id, name) = match place {
        0 => (sector.to_string(), words.to_owned()),
        n => (format!("{sector}-{}", n + 1), format!("{words} {}", n + 1)),
    };
    SourceRef {
        producer_id: id,
        name,
        sector: sector.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use prost::Message as _;

    use proto::v1::{common::Coding, record::Claim};

    use super::*;

    /// Every text of a header filled with a word that tells the place.
    fn telling() -> RecordHeader {
        let place = || "Storgatan 7, Norrby SE2321000016-1".to_owned();
        let organisation = || {
            Some(Organisation {
                id: Some(proto::v1::common::Identifier {
                    system: "urn:oid:1.2.752.129.2.1.4.1".into(),
                    value: place(),
                }),
                name: place(),
            })
        };
        let code = || Coding {
            system: "http://loinc.org".into(),
            code: "8302-2".into(),
            display: place(),
        };
        RecordHeader {
            record_id: place(),
            information_type: "observation/growth".into(),
            retraction_reason: place(),
            care_provider: organisation(),
            unit: organisation(),
            author: Some(Person {
                id: None,
                name: place(),
                role: "nurse".into(),
                role_text: place(),
                organisation: organisation(),
            }),
            title: place(),
            codes: vec![code()],
            claims: vec![
                Claim {
                    code: Some(code()),
                    value: "102.5".into(),
                    unit: "cm".into(),
                },
                Claim {
                    code: Some(code()),
                    value: place(),
                    unit: String::new(),
                },
            ],
            relations: vec![Relation {
                kind: 2,
                target: place(),
            }],
            source_status: place(),
            ..RecordHeader::default()
        }
    }

    // R-PROTECT-3
    #[test]
    fn nothing_of_a_masked_record_tells_the_place() {
        let pseudonyms = Pseudonyms::from_key(&[7; 32]).unwrap();
        let mask = Mask {
            producer: "emi-norrby",
            sector: "School health",
            type_label: "Growth",
            pseudonyms: &pseudonyms,
        };
        let record = relay::Record::new(
            &telling(),
            &proto::v1::record::Body::default(),
            Some(&proto::v1::record::Location {
                contact_points: vec!["tel:+46 Norrby".into()],
                ..proto::v1::record::Location::default()
            }),
        );
        let masked = mask.apply(record, telling(), UnderProtection::HeaderOnly);
        let bytes = masked.encode_to_vec();
        let text = String::from_utf8_lossy(&bytes);
        for word in ["Storgatan", "Norrby", "2321000016"] {
            assert!(!text.contains(word), "{word}");
        }
        assert!(text.contains("102.5"), "the measured value stays");
        assert!(!masked.has_body());
    }
}
