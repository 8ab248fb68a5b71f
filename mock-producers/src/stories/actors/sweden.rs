//! The professionals of the Swedish stories.

use domain::time::Country;

use super::{Professional, Workplace};
use crate::systems::{EMI_LINDSKOLAN, EMI_NORRBY, EMI_VASTERBY};

pub(crate) const SCHOOL_NURSE_VASTERBY: &str = "skolskoterska-vasterby";
pub(crate) const SCHOOL_NURSE_LINDSKOLAN: &str = "skolskoterska-lindskolan";
pub(crate) const SCHOOL_NURSE_NORRBY: &str = "skolskoterska-norrby";
pub(crate) const PSYCHIATRIST: &str = "bup-lakare";

/// The service that guardians and children log in to.
pub(super) const CITIZENS_SERVICE: (&str, &str) = ("SE5590070079-E1", "Medborgartjänsten");

/// Everybody who asks at work in Sweden.
pub(super) const PROFESSIONALS: &[Professional] = &[
    (
        SCHOOL_NURSE_VASTERBY,
        "school-nurse",
        Workplace::of(&EMI_VASTERBY),
    ),
    (
        SCHOOL_NURSE_LINDSKOLAN,
        "school-nurse",
        Workplace::of(&EMI_LINDSKOLAN),
    ),
    (
        SCHOOL_NURSE_NORRBY,
        "school-nurse",
        Workplace::of(&EMI_NORRBY),
    ),
    (PSYCHIATRIST, "physician", Workplace::CHILD_PSYCHIATRY),
];

impl Workplace {
    /// The region's child psychiatry.
    pub(crate) const CHILD_PSYCHIATRY: Self = Self {
        country: Country::Se,
        sector: "child-psychiatry",
        organisation: ("SE2321070114-R001", "Region Västerlund"),
        unit: "SE2321070114-R0B7",
    };
}
