//! Why something is missing, in words a school nurse would use. The server's own sentence goes first where it sends one.

use super::{Language, Words, look_up};

/// Why a source failed.
#[must_use]
pub fn cause(code: &str, language: Language) -> &'static str {
    look_up(CAUSES, code, language).unwrap_or(match language {
        Language::Sv => "källan kunde inte svara",
        Language::Da => "kilden kunne ikke svare",
        Language::En => "the source could not answer",
    })
}

/// Why the whole is not complete; `None` for a code without words.
#[must_use]
pub fn incomplete(code: &str, language: Language) -> Option<&'static str> {
    look_up(INCOMPLETE, code, language)
}

/// Why something is not shown, when the server sent no sentence; `None` for a code without words.
#[must_use]
pub fn reason(code: &str, language: Language) -> Option<&'static str> {
    look_up(REASONS, code, language)
}

#[rustfmt::skip] // a table: one row a line
pub(super) const CAUSES: &[(&str, Words)] = &[
    ("DEADLINE", ("källan svarade inte i tid", "kilden svarede ikke i tide", "no answer in time")),
    ("UNREACHABLE", ("källan nås inte", "kilden kan ikke nås", "source unreachable")),
    ("OVERLOADED", ("källan är överbelastad", "kilden er overbelastet", "source overloaded")),
    ("LIMIT_REACHED", ("för många frågor till källan just nu", "for mange forespørgsler til kilden lige nu", "too many questions to the source just now")),
    ("LEASE_GONE", ("källan är inte ansluten just nu", "kilden er ikke tilsluttet lige nu", "source not connected")),
    ("LOGICAL_ERROR", ("källan svarade med ett fel", "kilden svarede med en fejl", "the source answered with an error")),
    ("REFUSED", ("källan lämnade inte ut", "kilden udleverede ikke", "the source did not release")),
    ("MALFORMED", ("källans svar gick inte att läsa", "kildens svar kunne ikke læses", "the answer could not be read")),
    ("WRONG_CHILD", ("källans svar var inte om barnet och släpptes inte", "kildens svar handlede ikke om barnet og blev ikke vist", "the answer was not about this child and was not released")),
    ("OUTSIDE_QUERY", ("källan svarade på annat än frågan", "kilden svarede på andet end spørgsmålet", "the answer went beyond the question")),
    ("OVERSIZED", ("källans svar var för stort", "kildens svar var for stort", "the answer was too large")),
    ("TRUNCATED", ("källans svar bröts av", "kildens svar blev afbrudt", "the answer broke off")),
    ("BROKEN_OFF", ("förbindelsen bröts innan källan hade svarat", "forbindelsen blev afbrudt, før kilden havde svaret", "the connection broke before the source had answered")),
    ("IDENTITY_MISMATCH", ("källan kunde inte styrka vem den är", "kilden kunne ikke godtgøre hvem den er", "the source could not prove who it is")),
    ("CERTIFICATE_EXPIRED", ("källans certifikat har gått ut", "kildens certifikat er udløbet", "the source's certificate has expired")),
];

#[rustfmt::skip] // a table: one row a line
pub(super) const INCOMPLETE: &[(&str, Words)] = &[
    ("SOURCE_FAILED", ("källan svarade inte som den skulle", "kilden svarede ikke som den skulle", "the source did not answer as it should")),
    ("SOURCE_INCOMPLETE", ("allt kom inte med", "ikke alt kom med", "not everything came")),
    ("CAPPED", ("de äldsta uppgifterna fick inte plats", "de ældste oplysninger fik ikke plads", "the oldest records did not fit")),
    ("PERMISSION_LOST", ("behörigheten upphörde under hämtningen", "adgangen ophørte undervejs", "access ended on the way")),
    ("UNREADABLE_RECORD", ("en uppgift gick inte att läsa", "en oplysning kunne ikke læses", "a record could not be read")),
    ("BROKEN_OFF", ("svaret bröts av innan allt hade kommit", "svaret blev afbrudt, før alt var kommet", "the answer broke off before everything had come")),
    ("SOURCE_MISSING", ("källan tillfrågades men saknas i svaret", "kilden blev spurgt, men mangler i svaret", "the source was asked but is missing from the answer")),
    ("RECORDS_MISSING", ("färre uppgifter kom än källan gav", "der kom færre oplysninger end kilden gav", "fewer records came than the source gave")),
];

#[rustfmt::skip] // a table: one row a line
pub(super) const REASONS: &[(&str, Words)] = &[
    ("CONSENT_MISSING", ("Samtycke saknas", "Samtykke mangler", "Consent missing")),
    ("CONSENT_WITHDRAWN", ("Samtycket återkallat", "Samtykket trukket tilbage", "Consent withdrawn")),
    ("CONSENT_REFUSED", ("Samtycke har nekats", "Samtykke er afslået", "Consent was refused")),
    ("OBJECTED", ("Någon som får motsätta sig har gjort det", "Opslaget er frabedt af en, der må det", "Somebody who may object has done so")),
    ("OTHER_GUARDIAN_MISSING", ("Väntar på den andra vårdnadshavarens samtycke", "Afventer samtykke fra den anden forældremyndighedsindehaver", "Awaiting the other guardian's consent")),
    ("CUSTODY_UNKNOWN", ("Vårdnaden är inte känd just nu", "Forældremyndigheden er ikke kendt lige nu", "Custody is not known right now")),
    ("NOBODY_CAN_CONSENT", ("Ingen är registrerad som kan samtycka", "Ingen er registreret, som kan give samtykke", "Nobody is registered who can consent")),
    ("CONSENT_UNKNOWN", ("Samtycken kunde inte läsas just nu", "Samtykker kunne ikke læses lige nu", "Consents could not be read right now")),
    ("AGE_UNKNOWN", ("Barnets ålder är inte känd", "Barnets alder er ikke kendt", "The child's age is not known")),
    ("REASON_REQUIRED", ("Nödöppning – ange skäl; åtkomsten granskas", "Værdispring (nødadgang) – angiv årsag; opslaget kontrolleres", "Emergency access – give a reason; it is reviewed")),
    ("GROUND_NOT_APPLICABLE", ("Den angivna grunden gäller inte här", "Det angivne grundlag gælder ikke her", "The ground claimed does not hold here")),
    ("PURPOSE_REFUSED", ("Inget att visa med din behörighet", "Intet at vise med din adgang", "Nothing to show with your access")),
    ("BLOCKS_UNKNOWN", ("Spärrar kunde inte läsas just nu", "Spærringer kunne ikke læses lige nu", "Blocks could not be read right now")),
    ("CONSENT_NOT_VERIFIED", ("Samtycket är registrerat av den som ska läsa och behöver bekräftas", "Samtykket er registreret af den, der vil læse, og skal bekræftes", "The consent was registered by whoever would read it, and must be confirmed")),
    ("NOT_AT_THIS_AGE", ("Visas inte här vid barnets ålder", "Vises ikke her ved barnets alder", "Not shown here at the child's age")),
    ("EMERGENCY_OVER", ("Tiden för nödöppningen är slut – begär på nytt med skäl", "Tiden for nødadgangen er udløbet – anmod igen med årsag", "The emergency access has run out – ask again with a reason")),
    ("ADDRESSEE_UNKNOWN", ("Källan kan inte skilja ut vad som är riktat till dig – fråga den", "Kilden kan ikke skelne, hvad der er rettet til dig – spørg den", "The source cannot tell what is addressed to you – ask it")),
    ("NEVER_SHARED", ("Lämnas inte vidare", "Videregives ikke", "Not passed on")),
    ("PERMISSION_LOST", ("Behörigheten upphörde under hämtningen", "Adgangen ophørte undervejs", "Access ended on the way")),
    ("NO_RELATION", ("Inget att visa med din behörighet", "Intet at vise med din adgang", "Nothing to show with your access")),
    ("NO_RULE", ("Inget att visa med din behörighet", "Intet at vise med din adgang", "Nothing to show with your access")),
    ("UNKNOWN_TYPE", ("Inget att visa med din behörighet", "Intet at vise med din adgang", "Nothing to show with your access")),
    ("OUTSIDE_WINDOW", ("Äldre uppgifter kan finnas – begär dem", "Ældre oplysninger kan findes – anmod om dem", "Older information may exist – request it")),
    ("RELEASED_AFTER_REVIEW", ("Lämnas ut efter prövning hos källan", "Udleveres efter vurdering hos kilden", "Released after review by the source")),
    ("BLOCKED", ("Det finns spärrade uppgifter", "Der findes spærrede oplysninger", "Blocked information exists")),
    ("PROTECTED_IDENTITY", ("Skyddade personuppgifter", "Navne- og adressebeskyttelse", "Protected identity")),
    ("WITHHELD", ("Inget att visa med din behörighet", "Intet at vise med din adgang", "Nothing to show with your access")),
];

#[cfg(test)]
mod tests {
    use domain::{decide::ReasonCode, status::Cause};

    use super::*;

    #[test]
    fn every_reason_and_cause_of_the_domain_has_words() {
        for code in ReasonCode::ALL {
            assert!(
                reason(code.as_str(), Language::Sv).is_some(),
                "{}",
                code.as_str()
            );
        }
        for cause in Cause::ALL {
            assert!(
                look_up(CAUSES, cause.as_str(), Language::Sv).is_some(),
                "{}",
                cause.as_str()
            );
        }
    }
}
