//! The systems, one a file: owner, habits, wording. What they hold is told in `stories`.
//!
//! Organisation numbers break their check digit and every phone number is one of those that PTS keeps for fiction, so that
//! nothing here can be anybody's.

pub(crate) mod bvc_gamlestan;
pub(crate) mod bvc_vasterby;
pub(crate) mod dk;
pub(crate) mod emi_lindskolan;
pub(crate) mod emi_norrby;
pub(crate) mod emi_vasterby;
mod folkbokforingen;

use domain::record::body::types;

pub(crate) use bvc_gamlestan::BVC_GAMLESTAN;
pub(crate) use bvc_vasterby::BVC_VASTERBY;
pub(crate) use emi_lindskolan::EMI_LINDSKOLAN;
pub(crate) use emi_norrby::EMI_NORRBY;
pub(crate) use emi_vasterby::EMI_VASTERBY;
pub(crate) use folkbokforingen::FOLKBOKFORINGEN;

use crate::journal::Site;

/// The Swedish systems.
const SWEDISH: &[&Site] = &[
    &BVC_GAMLESTAN,
    &BVC_VASTERBY,
    &EMI_LINDSKOLAN,
    &EMI_NORRBY,
    &EMI_VASTERBY,
    &FOLKBOKFORINGEN,
];

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
    types::REFERRAL,
    types::VACCINATION,
];
