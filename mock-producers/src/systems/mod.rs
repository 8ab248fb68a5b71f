//! The systems, one a file: owner, habits, wording. What they hold is told in `stories`.
//!
//! Organisation numbers break their check digit and every phone number is one of those that PTS keeps for fiction, so that
//! nothing here can be anybody's.

pub(crate) mod arkiv_vasterlund;
pub(crate) mod bup_vasterlund;
pub(crate) mod bvc_gamlestan;
pub(crate) mod bvc_vasterby;
pub(crate) mod dk;
pub(crate) mod elevhalsa_psyk_vasterby;
pub(crate) mod emi_lindskolan;
pub(crate) mod emi_norrby;
pub(crate) mod emi_vasterby;
mod folkbokforingen;
pub(crate) mod habilitering_vasterlund;
pub(crate) mod lss_vasterby;
pub(crate) mod mina_planer;
pub(crate) mod mvc_vasterlund;
pub(crate) mod sjukhus_vasterlund;
pub(crate) mod skola_vasterby;
pub(crate) mod soc_norrby;
pub(crate) mod soc_vasterby;
pub(crate) mod vc_alen;

use domain::record::body::types;

pub(crate) use arkiv_vasterlund::ARKIV_VASTERLUND;
pub(crate) use bup_vasterlund::BUP_VASTERLUND;
pub(crate) use bvc_gamlestan::BVC_GAMLESTAN;
pub(crate) use bvc_vasterby::BVC_VASTERBY;
pub(crate) use elevhalsa_psyk_vasterby::ELEVHALSA_PSYK_VASTERBY;
pub(crate) use emi_lindskolan::EMI_LINDSKOLAN;
pub(crate) use emi_norrby::EMI_NORRBY;
pub(crate) use emi_vasterby::EMI_VASTERBY;
pub(crate) use folkbokforingen::FOLKBOKFORINGEN;
pub(crate) use habilitering_vasterlund::HABILITERING_VASTERLUND;
pub(crate) use lss_vasterby::LSS_VASTERBY;
pub(crate) use mina_planer::MINA_PLANER;
pub(crate) use mvc_vasterlund::MVC_VASTERLUND;
pub(crate) use sjukhus_vasterlund::SJUKHUS_VASTERLUND;
pub(crate) use skola_vasterby::SKOLA_VASTERBY;
pub(crate) use soc_norrby::SOC_NORRBY;
pub(crate) use soc_vasterby::SOC_VASTERBY;
pub(crate) use vc_alen::VC_ALEN;

use crate::journal::Site;

/// The Swedish systems.
const SWEDISH: &[&Site] = &[
    &ARKIV_VASTERLUND,
    &BUP_VASTERLUND,
    &BVC_GAMLESTAN,
    &BVC_VASTERBY,
    &ELEVHALSA_PSYK_VASTERBY,
    &EMI_LINDSKOLAN,
    &EMI_NORRBY,
    &EMI_VASTERBY,
    &FOLKBOKFORINGEN,
    &HABILITERING_VASTERLUND,
    &LSS_VASTERBY,
    &MINA_PLANER,
    &MVC_VASTERLUND,
    &SJUKHUS_VASTERLUND,
    &SKOLA_VASTERBY,
    &SOC_NORRBY,
    &SOC_VASTERBY,
    &VC_ALEN,
];

/// The region, as its health care systems name it.
const REGION_VASTERLUND: (&str, &str) = ("SE2321070114-R001", "Region Västerlund");

/// The board of the schools in Västerby: school, psychologists and counsellors are one organiser. School health is a care provider of its own.
const SCHOOL_BOARD_VASTERBY: (&str, &str) = (
    "SE2120070014-U001",
    "Barn- och utbildningsnämnden i Västerby",
);

/// Every system, in the order of its id.
pub(crate) fn all() -> Vec<&'static Site> {
    let mut all: Vec<_> = SWEDISH.iter().chain(dk::DANISH).copied().collect();
    all.sort_by_key(|site| site.id);
    all
}

/// What a child health centre answers.
const CHILD_HEALTH: &[&str] = &[
    types::ACTIVITY,
    types::CONDITION,
    types::CONTACT,
    types::DOCUMENT_BVC_SUMMARY,
    types::DOCUMENT_CARE_NOTE,
    types::OBSERVATION_GROWTH,
    types::OBSERVATION_SCREENING,
    types::QUESTIONNAIRE,
    types::REFERRAL,
    types::VACCINATION,
];

/// What school health answers.
const SCHOOL_HEALTH: &[&str] = &[
    types::ACTIVITY,
    types::CONDITION,
    types::CONTACT,
    types::DOCUMENT_CARE_NOTE,
    types::OBSERVATION_GROWTH,
    types::OBSERVATION_SCREENING,
    types::OBSERVATION_VITAL_SIGN,
    types::REFERRAL,
    types::VACCINATION,
];

/// What social services for children answer.
const SOCIAL_CHILD: &[&str] = &[
    types::ACTIVITY,
    types::ASSESSMENT,
    types::CONCERN_REPORT,
    types::CONCERN_REPORT_FEEDBACK,
    types::CONTACT,
    types::DOCUMENT_CARE_NOTE,
    types::INTERVENTION,
    types::PLAN,
];
