//! The code systems that records speak, as the URIs by which they name them.

/// LOINC: observations.
pub const LOINC: &str = "http://loinc.org";
/// SNOMED CT.
pub const SNOMED_CT: &str = "http://snomed.info/sct";
/// ICD-10: diagnoses.
pub const ICD_10: &str = "http://hl7.org/fhir/sid/icd-10";
/// ICPC-2: problems in general practice.
pub const ICPC_2: &str = "http://hl7.org/fhir/sid/icpc-2";
/// ATC: substances and vaccines.
pub const ATC: &str = "http://www.whocc.no/atc";
/// ATC under its object identifier, the other spelling in use.
pub const ATC_OID: &str = "urn:oid:2.16.840.1.113883.6.73";
/// The health visitors' codes of the Danish municipalities: GUIDs.
pub const CARE_SOCIAL_CODES: &str = "http://fhir.kl.dk/term/CodeSystem/CareSocialCodes";
/// FSIII: Danish municipal health care, mostly for adults.
pub const FSIII: &str = "urn:oid:1.2.208.176.2.21";
/// FFB: Danish municipal support to disabled people, mostly adults.
pub const FFB: &str = "urn:oid:1.2.208.176.2.22";
/// What Samsyn's own claims are about (see [`crate::record::claims`]).
pub const CLAIMS: &str = "urn:samsyn:claims";

/// Whether a URI names ATC, in either spelling.
#[must_use]
pub fn is_atc(system: &str) -> bool {
    system == ATC || system == ATC_OID
}
