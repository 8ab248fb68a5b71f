//! The information types that this release has a body for. Types are open codes: others exist, and pass unharmed.

/// Who the child is.
pub const MASTER_DATA: &str = "master-data";
/// Who holds custody.
pub const CUSTODY: &str = "custody";
/// Whom to turn to, and who holds the ball.
pub const CONTACT: &str = "contact";
/// A diagnosis, problem or municipal finding.
pub const CONDITION: &str = "condition";
/// A measure that an organisation takes.
pub const INTERVENTION: &str = "intervention";
/// An appointment, visit, admission or meeting.
pub const ACTIVITY: &str = "activity";
/// Goals and actions.
pub const PLAN: &str = "plan";
/// A note in the care documentation.
pub const DOCUMENT_CARE_NOTE: &str = "document/care-note";
/// The child health centre's summary at the handover to school health.
pub const DOCUMENT_BVC_SUMMARY: &str = "document/bvc-summary";
/// The letter at discharge from hospital.
pub const DOCUMENT_DISCHARGE_LETTER: &str = "document/discharge-letter";
/// What a source wrote for others to read (Danish *statusudtalelse*): the answer to a school, not a page of the journal.
pub const DOCUMENT_STATEMENT: &str = "document/statement";
/// One dose of a vaccine, given or not.
pub const VACCINATION: &str = "vaccination";
/// Height, weight, head circumference.
pub const OBSERVATION_GROWTH: &str = "observation/growth";
/// Hearing, sight, development.
pub const OBSERVATION_SCREENING: &str = "observation/screening";
/// Pulse, blood pressure, temperature.
pub const OBSERVATION_VITAL_SIGN: &str = "observation/vital-sign";
/// A filled-in questionnaire.
pub const QUESTIONNAIRE: &str = "questionnaire";
/// A computed sign that something should be looked at.
pub const INDICATOR: &str = "indicator";
/// One medicine on a list.
pub const MEDICATION: &str = "medication";
/// A referral and how far it has come.
pub const REFERRAL: &str = "referral";
/// An assessment, planned, under way or done.
pub const ASSESSMENT: &str = "assessment";
/// Absence from school.
pub const ATTENDANCE: &str = "attendance";
/// A plan for support in school.
pub const SCHOOL_SUPPORT_PLAN: &str = "school-support-plan";
/// That there is a report of concern.
pub const CONCERN_REPORT: &str = "concern-report";
/// What whoever reported a concern is told back: whether an inquiry was opened, and no more.
pub const CONCERN_REPORT_FEEDBACK: &str = "concern-report/feedback";
