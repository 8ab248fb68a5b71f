//! Information types, states and roles in plain words.

use super::{Language, Words, look_up};

/// What a kind of information is called; `None` for a code without words.
#[must_use]
pub fn kind(code: &str, language: Language) -> Option<&'static str> {
    look_up(KINDS, code, language)
}

/// What a state is called, where it is worth saying; a record that is simply done says nothing.
#[must_use]
pub fn life_cycle(code: &str, language: Language) -> Option<&'static str> {
    look_up(LIFE_CYCLES, code, language)
}

/// What a role is called; `None` for a code without words.
#[must_use]
pub fn role(code: &str, language: Language) -> Option<&'static str> {
    look_up(ROLES, code, language)
}

#[rustfmt::skip] // a table: one row a line
pub(super) const KINDS: &[(&str, Words)] = &[
    ("master-data", ("Personuppgifter", "Stamdata", "Master data")),
    ("custody", ("Vårdnad", "Forældremyndighed", "Custody")),
    ("contact", ("Kontakt", "Kontaktperson", "Contact")),
    ("condition", ("Tillstånd", "Tilstand", "Condition")),
    ("intervention", ("Insats", "Indsats", "Intervention")),
    ("activity", ("Besök", "Aktivitet", "Activity")),
    ("plan", ("Plan", "Plan", "Plan")),
    ("document/care-note", ("Anteckning", "Notat", "Care note")),
    ("document/bvc-summary", ("BVC-sammanfattning", "Sundhedsresumé", "BVC summary")),
    ("document/statement", ("Utlåtande", "Statusudtalelse", "Statement")),
    ("document/discharge-letter", ("Epikris", "Epikrise", "Discharge letter")),
    ("vaccination", ("Vaccination", "Vaccination", "Vaccination")),
    ("observation/growth", ("Tillväxt", "Vækst", "Growth")),
    ("observation/screening", ("Screening", "Screening", "Screening")),
    ("observation/vital-sign", ("Mätning", "Måling", "Vital sign")),
    ("questionnaire", ("Frågeformulär", "Spørgeskema", "Questionnaire")),
    ("indicator", ("Indikator", "Indikator", "Indicator")),
    ("medication", ("Läkemedel", "Medicin", "Medication")),
    ("referral", ("Remiss", "Henvisning", "Referral")),
    ("assessment", ("Bedömning", "Udredning", "Assessment")),
    ("attendance", ("Närvaro", "Fremmøde", "Attendance")),
    ("school-support-plan", ("Åtgärdsprogram", "Handleplan", "School support plan")),
    ("concern-report", ("Orosanmälan", "Underretning", "Concern report")),
    ("concern-report/feedback", ("Återkoppling på orosanmälan", "Tilbagemelding på underretning", "Feedback on a concern report")),
];

#[rustfmt::skip] // a table: one row a line
pub(super) const LIFE_CYCLES: &[(&str, Words)] = &[
    ("PLANNED", ("planerad", "planlagt", "planned")),
    ("ACTIVE", ("pågår", "i gang", "ongoing")),
    ("CANCELLED", ("inställd", "aflyst", "cancelled")),
    ("RETRACTED", ("återtagen", "trukket tilbage", "retracted")),
];

#[rustfmt::skip] // a table: one row a line
pub(super) const ROLES: &[(&str, Words)] = &[
    ("nurse", ("sjuksköterska", "sygeplejerske", "nurse")),
    ("school-nurse", ("skolsköterska", "skolesygeplejerske", "school nurse")),
    ("health-visitor", ("hälsobesökare", "sundhedsplejerske", "health visitor")),
    ("doctor", ("läkare", "læge", "doctor")),
    ("physician", ("läkare", "læge", "doctor")),
    ("psychologist", ("psykolog", "psykolog", "psychologist")),
    ("counsellor", ("kurator", "rådgiver", "counsellor")),
    ("social-worker", ("socialsekreterare", "socialrådgiver", "social worker")),
    ("teacher", ("lärare", "lærer", "teacher")),
    ("midwife", ("barnmorska", "jordemoder", "midwife")),
    ("audiologist", ("audionom", "audiolog", "audiologist")),
    ("case-worker", ("handläggare", "sagsbehandler", "case worker")),
    ("coordinator", ("samordnare", "koordinator", "coordinator")),
    ("guardian", ("vårdnadshavare", "forældremyndighedsindehaver", "guardian")),
    ("mother", ("mamma", "mor", "mother")),
    ("father", ("pappa", "far", "father")),
    ("parent", ("förälder", "forælder", "parent")),
    ("step-parent", ("bonusförälder", "bonusforælder", "step-parent")),
    ("sibling", ("syskon", "søskende", "sibling")),
    ("relative", ("släkting", "slægtning", "relative")),
    ("family-member", ("familjemedlem", "familiemedlem", "family member")),
    ("pedagogue", ("pedagog", "pædagog", "educator")),
    ("therapist", ("terapeut", "behandler", "therapist")),
    ("speech-therapist", ("logoped", "talepædagog", "speech therapist")),
    ("occupational-therapist", ("arbetsterapeut", "ergoterapeut", "occupational therapist")),
    ("child", ("barnet", "barnet", "the child")),
];
