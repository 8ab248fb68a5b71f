//! Finer kinds, states, sides and findings in plain words; codes of instruments stay as the source wrote them.

use super::{Language, Words, look_up};

/// What a finer kind is called, for example of an activity.
#[must_use]
pub fn variant(code: &str, language: Language) -> Option<&'static str> {
    look_up(VARIANTS, code, language)
}

/// How far something has come.
#[must_use]
pub fn state(code: &str, language: Language) -> Option<&'static str> {
    look_up(STATES, code, language)
}

/// What a value is about: one of our words, or a code that everybody measures.
#[must_use]
pub fn about(code: &str, language: Language) -> Option<&'static str> {
    look_up(ABOUT, code, language)
}

/// What a coded value says.
#[must_use]
pub fn found(code: &str, language: Language) -> Option<&'static str> {
    look_up(FOUND, code, language)
}

/// What the source makes of a finding, where it is worth saying.
#[must_use]
pub fn interpretation(code: &str, language: Language) -> Option<&'static str> {
    look_up(INTERPRETATIONS, code, language)
}

/// A side of the body.
#[must_use]
pub fn side(code: &str, language: Language) -> Option<&'static str> {
    look_up(SIDES, code, language)
}

#[rustfmt::skip] // a table: one row a line
pub(super) const VARIANTS: &[(&str, Words)] = &[
    ("SUMMONS", ("Kallelse", "Indkaldelse", "Summons")),
    ("APPOINTMENT", ("Bokad tid", "Aftale", "Appointment")),
    ("VISIT", ("Besök", "Besøg", "Visit")),
    ("NO_SHOW", ("Uteblev", "Udeblev", "Did not come")),
    ("ADMISSION", ("Inskrivning", "Indlæggelse", "Admission")),
    ("DISCHARGE", ("Utskrivning", "Udskrivning", "Discharge")),
    ("EXAMINATION", ("Undersökning", "Undersøgelse", "Examination")),
    ("NETWORK_MEETING", ("Nätverksmöte", "Netværksmøde", "Network meeting")),
    ("SESSION", ("Samtal", "Samtale", "Session")),
    ("NOT_GIVEN", ("Ej vaccinerad", "Ikke vaccineret", "Not given")),
    ("REPORT", ("Orosanmälan", "Underretning", "Concern report")),
    ("PROTECTION_ASSESSMENT", ("Skyddsbedömning", "Beskyttelsesvurdering", "Protection assessed")),
    ("CONSULTATION", ("Samråd", "Samråd", "Consultation")),
    ("INQUIRY", ("Utredning", "Undersøgelse", "Inquiry")),
    ("FEEDBACK", ("Återkoppling", "Tilbagemelding", "Feedback")),
];

#[rustfmt::skip] // a table: one row a line
pub(super) const STATES: &[(&str, Words)] = &[
    ("REMISSION", ("utan symtom", "uden symptomer", "in remission")),
    ("RESOLVED", ("avslutad", "ophørt", "resolved")),
    ("DECIDED", ("beslutad", "besluttet", "decided")),
    ("DELIVERED", ("genomförd", "leveret", "delivered")),
    ("PAUSED", ("pausad", "på pause", "paused")),
    ("STOPPED", ("utsatt", "seponeret", "stopped")),
    ("REQUESTED", ("skickad, ej besvarad", "sendt, ikke besvaret", "sent, not answered")),
    ("ACCEPTED", ("mottagen, ej bokad", "modtaget, ikke booket", "accepted, not booked")),
    ("REJECTED", ("avvisad", "afvist", "rejected")),
    ("WAITING", ("i kö", "på venteliste", "waiting")),
    ("ONGOING", ("pågår", "i gang", "ongoing")),
    ("CLOSED", ("avslutad", "afsluttet", "closed")),
    ("PLANNED", ("planerad", "planlagt", "planned")),
    ("DONE", ("klar", "færdig", "done")),
    ("OPENED", ("utredning inledd", "undersøgelse indledt", "inquiry opened")),
    ("NOT_OPENED", ("utredning inleds inte", "undersøgelse indledes ikke", "no inquiry opened")),
    ("NORMAL", ("utan anmärkning", "uden anmærkninger", "normal")),
    ("ABNORMAL", ("avvikande", "afvigende", "abnormal")),
    ("LOW", ("lågt", "lavt", "low")),
    ("HIGH", ("högt", "højt", "high")),
    ("INCONCLUSIVE", ("oklart, görs om", "uklart, gentages", "inconclusive")),
];

#[rustfmt::skip] // a table: one row a line
pub(super) const ABOUT: &[(&str, Words)] = &[
    ("8302-2", ("längd", "højde", "height")),
    ("29463-7", ("vikt", "vægt", "weight")),
    ("9843-4", ("huvudomfång", "hovedomfang", "head circumference")),
    ("39156-5", ("BMI", "BMI", "BMI")),
    ("8867-4", ("puls", "puls", "pulse")),
    ("363983007", ("syn", "syn", "vision")),
    // Search terms that many Swedish child health and school health records use for these two.
    ("visus", ("syn", "syn", "vision")),
    ("syn", ("syn", "syn", "vision")),
    ("horsel", ("hörsel", "hørelse", "hearing")),
    ("dose", ("dos", "dosis", "dose")),
    ("dose-number", ("dos nr", "dosis nr.", "dose no.")),
    ("to", ("till", "til", "to")),
    ("absence", ("frånvaro", "fravær", "absence")),
    ("absence-valid", ("giltig", "lovligt", "valid")),
    ("absence-invalid", ("ogiltig", "ulovligt", "invalid")),
    ("programme-vaccinations", ("vaccinationer", "vaccinationer", "vaccinations")),
    ("programme-visits", ("hälsobesök", "helbredsundersøgelser", "health visits")),
    ("open-follow-up", ("uppföljning pågår", "opfølgning i gang", "follow-up open")),
    ("has-diagnosis", ("diagnos finns", "har diagnose", "has a diagnosis")),
];

#[rustfmt::skip] // a table: one row a line
pub(super) const FOUND: &[(&str, Words)] = &[
    ("FOLLOWED", ("följer programmet", "følger programmet", "follows programme")),
    ("followed", ("följer programmet", "følger programmet", "follows programme")),
    ("DEVIATES", ("avviker", "afviger", "deviates")),
    ("deviates", ("avviker", "afviger", "deviates")),
    ("given", ("given", "givet", "given")),
    ("not-given", ("ej given", "ikke givet", "not given")),
    ("active", ("aktuell", "aktuel", "active")),
    ("paused", ("pausad", "på pause", "paused")),
    ("stopped", ("utsatt", "seponeret", "stopped")),
    ("suspected", ("misstänkt", "mistænkt", "suspected")),
    ("confirmed", ("bekräftad", "bekræftet", "confirmed")),
    ("refuted", ("avskriven", "afkræftet", "refuted")),
];

#[rustfmt::skip] // a table: one row a line
pub(super) const INTERPRETATIONS: &[(&str, Words)] = &[
    ("ABNORMAL", ("avvikande", "afvigende", "abnormal")),
    ("LOW", ("lågt", "lavt", "low")),
    ("HIGH", ("högt", "højt", "high")),
    ("INCONCLUSIVE", ("oklart, görs om", "uklart, gentages", "inconclusive")),
];

#[rustfmt::skip] // a table: one row a line
pub(super) const SIDES: &[(&str, Words)] = &[
    ("LEFT", ("vänster", "venstre", "left")),
    ("RIGHT", ("höger", "højre", "right")),
    ("BOTH", ("båda", "begge", "both")),
];
