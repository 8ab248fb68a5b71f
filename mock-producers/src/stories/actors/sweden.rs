//! The professionals of the Swedish stories: one of each sector where people meet children, and more where a story needs two.
//!
//! Nobody asks from the archive, the register or the plans: no line of `policy/se.toml` names them as askers, and nobody there meets a child.
//! An archivist answers for what closed units left behind and looks it up at home, in the archive's own system; whoever wants it, asks the
//! archive. The register's clerk keeps custody and protection and needs nobody's records for it. A plan is a paper of those who take part,
//! and they ask as what they are. An asker from such a sector would be refused all the same; that is tested in `tests/actors.rs`.
//!
//! Midwife and LSS officer do meet children, or those who will have them, so they are here; they are told nothing yet, because no line
//! names them either.

use super::{Professional, Workplace};
use crate::systems::{
    BUP_VASTERLUND, BVC_VASTERBY, ELEVHALSA_PSYK_VASTERBY, EMI_LINDSKOLAN, EMI_NORRBY,
    EMI_VASTERBY, HABILITERING_VASTERLUND, LSS_VASTERBY, MVC_VASTERLUND, SJUKHUS_VASTERLUND,
    SKOLA_VASTERBY, SOC_NORRBY, SOC_VASTERBY, VC_ALEN,
};

pub(crate) const CHILD_HEALTH_NURSE_VASTERBY: &str = "bvc-skoterska-vasterby";
pub(crate) const SCHOOL_NURSE_VASTERBY: &str = "skolskoterska-vasterby";
pub(crate) const SCHOOL_NURSE_LINDSKOLAN: &str = "skolskoterska-lindskolan";
pub(crate) const SCHOOL_NURSE_NORRBY: &str = "skolskoterska-norrby";
pub(crate) const COUNSELLOR_VASTERBY: &str = "skolkurator-vasterby";
pub(crate) const TEACHER_VASTERBY: &str = "larare-vasterby";
pub(crate) const SOCIAL_WORKER_VASTERBY: &str = "socialsekreterare-vasterby";
pub(crate) const SOCIAL_WORKER_NORRBY: &str = "socialsekreterare-norrby";
pub(crate) const PSYCHIATRIST: &str = "bup-lakare";
pub(crate) const GP_ALEN: &str = "vardcentralslakare-alen";
pub(crate) const HOSPITAL_DOCTOR_VASTERLUND: &str = "sjukhuslakare-vasterlund";
pub(crate) const HABILITATION_VASTERLUND: &str = "habiliteringslakare-vasterlund";
pub(crate) const MIDWIFE_VASTERLUND: &str = "barnmorska-vasterlund";
pub(crate) const LSS_OFFICER_VASTERBY: &str = "lss-handlaggare-vasterby";

/// The service that guardians and children log in to.
pub(super) const CITIZENS_SERVICE: (&str, &str) = ("SE5590070079-E1", "Medborgartjänsten");

/// Everybody who asks at work in Sweden.
#[rustfmt::skip] // a table: one row a line
pub(super) const PROFESSIONALS: &[Professional] = &[
    (CHILD_HEALTH_NURSE_VASTERBY, "nurse", Workplace::of(&BVC_VASTERBY)),
    (SCHOOL_NURSE_VASTERBY, "school-nurse", Workplace::of(&EMI_VASTERBY)),
    (SCHOOL_NURSE_LINDSKOLAN, "school-nurse", Workplace::of(&EMI_LINDSKOLAN)),
    (SCHOOL_NURSE_NORRBY, "school-nurse", Workplace::of(&EMI_NORRBY)),
    (COUNSELLOR_VASTERBY, "counsellor", Workplace::of(&ELEVHALSA_PSYK_VASTERBY)),
    (TEACHER_VASTERBY, "teacher", Workplace::of(&SKOLA_VASTERBY)),
    (SOCIAL_WORKER_VASTERBY, "social-worker", Workplace::of(&SOC_VASTERBY)),
    (SOCIAL_WORKER_NORRBY, "social-worker", Workplace::of(&SOC_NORRBY)),
    (PSYCHIATRIST, "physician", Workplace::CHILD_PSYCHIATRY),
    (GP_ALEN, "physician", Workplace::of(&VC_ALEN)),
    (HOSPITAL_DOCTOR_VASTERLUND, "physician", Workplace::of(&SJUKHUS_VASTERLUND)),
    (HABILITATION_VASTERLUND, "physician", Workplace::of(&HABILITERING_VASTERLUND)),
    (MIDWIFE_VASTERLUND, "midwife", Workplace::of(&MVC_VASTERLUND)),
    (LSS_OFFICER_VASTERBY, "case-worker", Workplace::of(&LSS_VASTERBY)),
];

impl Workplace {
    /// The region's child psychiatry.
    pub(crate) const CHILD_PSYCHIATRY: Self = Self::of(&BUP_VASTERLUND);
}
