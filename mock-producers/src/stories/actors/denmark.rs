//! The professionals of the Danish stories: one of each sector that may ask. The registers of medicines, vaccinations and persons and the
//! plans answer and do not ask, as in Sweden: no line of `policy/dk.toml` names them as askers.

use super::{Professional, Workplace};
use crate::systems::dk::{
    BUP_MIDT, DAGTILBUD_AADAL, FAMILIE_AADAL, LAEGE_TORVET, PPR_AADAL, SKOLE_AADAL,
    SUNDHEDSPLEJEN_AADAL, SYGEHUS_MIDT,
};

pub(crate) const HEALTH_VISITOR_AADAL: &str = "sundhedsplejerske-aadal";
pub(crate) const PPR_PSYCHOLOGIST_AADAL: &str = "ppr-psykolog-aadal";
pub(crate) const TEACHER_AADAL: &str = "laerer-aadal";
pub(crate) const PEDAGOGUE_AADAL: &str = "paedagog-aadal";
pub(crate) const FAMILY_ADVISER_AADAL: &str = "familieraadgiver-aadal";
pub(crate) const PSYCHIATRIST_MIDT: &str = "boernepsykiater-midt";
pub(crate) const HOSPITAL_DOCTOR_MIDT: &str = "sygehuslaege-midt";
pub(crate) const GP_TORVET: &str = "laege-torvet";

/// The service that guardians and children log in to.
pub(super) const CITIZENS_SERVICE: (&str, &str) = ("29990074", "Borgertjenesten");

/// Everybody who asks at work in Denmark.
pub(super) const PROFESSIONALS: &[Professional] = &[
    (
        HEALTH_VISITOR_AADAL,
        "health-visitor",
        Workplace::of(&SUNDHEDSPLEJEN_AADAL),
    ),
    (
        PPR_PSYCHOLOGIST_AADAL,
        "psychologist",
        Workplace::of(&PPR_AADAL),
    ),
    (TEACHER_AADAL, "teacher", Workplace::of(&SKOLE_AADAL)),
    (
        PEDAGOGUE_AADAL,
        "pedagogue",
        Workplace::of(&DAGTILBUD_AADAL),
    ),
    (
        FAMILY_ADVISER_AADAL,
        "social-worker",
        Workplace::of(&FAMILIE_AADAL),
    ),
    (PSYCHIATRIST_MIDT, "physician", Workplace::of(&BUP_MIDT)),
    (
        HOSPITAL_DOCTOR_MIDT,
        "physician",
        Workplace::of(&SYGEHUS_MIDT),
    ),
    (GP_TORVET, "physician", Workplace::of(&LAEGE_TORVET)),
];
