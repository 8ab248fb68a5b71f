//! The Danish systems, one a file: owner, habits, wording, and the quirks that real ones have.
//!
//! Nothing here can be anybody's: CVR numbers break modulus 11, and SOR codes have 9999999 where every true one has the register's own
//! 1000016. Phone numbers begin with 00, which no Danish number does.

pub(crate) mod bup_midt;
mod cpr;
pub(crate) mod dagtilbud_aadal;
pub(crate) mod ddv;
pub(crate) mod familie_aadal;
pub(crate) mod fmk;
pub(crate) mod laege_torvet;
pub(crate) mod planer_aadal;
pub(crate) mod ppr_aadal;
pub(crate) mod skole_aadal;
pub(crate) mod sundhedsplejen_aadal;
pub(crate) mod sygehus_midt;

pub(crate) use bup_midt::BUP_MIDT;
pub(crate) use cpr::CPR;
pub(crate) use dagtilbud_aadal::DAGTILBUD_AADAL;
pub(crate) use ddv::DDV;
pub(crate) use familie_aadal::FAMILIE_AADAL;
pub(crate) use fmk::FMK;
pub(crate) use laege_torvet::LAEGE_TORVET;
pub(crate) use planer_aadal::PLANER_AADAL;
pub(crate) use ppr_aadal::PPR_AADAL;
pub(crate) use skole_aadal::SKOLE_AADAL;
pub(crate) use sundhedsplejen_aadal::SUNDHEDSPLEJEN_AADAL;
pub(crate) use sygehus_midt::SYGEHUS_MIDT;

use domain::time::Country;

use crate::journal::{Habits, Site, Words};

/// Every Danish system.
pub(crate) const DANISH: &[&Site] = &[
    &BUP_MIDT,
    &CPR,
    &DAGTILBUD_AADAL,
    &DDV,
    &FAMILIE_AADAL,
    &FMK,
    &LAEGE_TORVET,
    &PLANER_AADAL,
    &PPR_AADAL,
    &SKOLE_AADAL,
    &SUNDHEDSPLEJEN_AADAL,
    &SYGEHUS_MIDT,
];

/// The municipality, which owns six of the systems, and so may share among them what another may not.
pub(crate) const AADAL_KOMMUNE: (&str, &str) = ("29990017", "Aadal Kommune");

/// The region, which owns the hospital and its psychiatry.
pub(crate) const REGION_MIDTLAND: (&str, &str) = ("29990025", "Region Midtland");

/// SKS: the hospitals' classification. Diagnoses are ICD-10 with a D before.
pub(crate) const SKS: &str = "urn:oid:1.2.208.176.2.4";
/// KLE: what a municipal case is about, at any of its levels. The numbers are such as municipalities write; nobody looked them up in the
/// catalogue.
pub(crate) const KLE: &str = "urn:oid:1.2.208.176.2.23";

/// What most Danish systems have.
const DANISH_SITE: Site = Site {
    country: Country::Dk,
    ..Site::USUAL
};

/// The everyday words.
const DANISH_WORDS: Words = Words {
    height: "Højde",
    weight: "Vægt",
    hearing: "Høreprøve",
    vision: "Synsprøve",
    vaccination: |dose| format!("{} ({}. vaccination)", dose.product, dose.number),
};

/// What most Danish systems do.
const DANISH_HABITS: Habits = Habits {
    words: DANISH_WORDS,
    ..Habits::USUAL
};

/// A GUID, as FHIR servers number: the running number in a row of its own.
fn guid(row: u32, number: u32) -> String {
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{row:04x}{number:08x}",
        number.wrapping_mul(0x9e37_79b1) ^ row,
        number % 0xffff,
        number % 0xfff,
        row % 0xfff,
    )
}
