//! The sentences that go with reasons, in three languages. The tone is that of shared vocabulary: short, no blame, no jargon.

use domain::{
    decide::{Grantor, Reason, ReasonCode},
    policy::{Labels, Policy, Route},
    time::Date,
};
use proto::v1::overview as wire;

use super::query::Language;

/// Picks the words of a language.
#[must_use]
pub fn in_language(labels: &Labels, language: Language) -> &str {
    match language {
        Language::Sv => &labels.sv,
        Language::Da => &labels.da,
        Language::En => &labels.en,
    }
}

/// A reason as people and programs read it. `tells_place`: false under protected identity, when a mailbox would name a place.
#[must_use]
pub fn reason(reason: &Reason, types: Vec<String>, asking: &Asking<'_>) -> wire::Reason {
    wire::Reason {
        code: reason.code.as_str().into(),
        information_types: types,
        rule: reason.rule.as_deref().unwrap_or_default().into(),
        law: reason.law.as_deref().unwrap_or_default().into(),
        text: text(reason.code, asking.language).into(),
        next_step: next_step(reason, asking),
    }
}

/// What the next step depends on.
#[derive(Debug)]
pub struct Asking<'a> {
    /// The tables.
    pub policy: &'a Policy,
    /// Today, where the tables hold.
    pub today: Date,
    /// The language of texts.
    pub language: Language,
    /// The source's mailbox. Empty under protected identity, and where there is none.
    pub mailbox: &'a str,
}

fn next_step(reason: &Reason, asking: &Asking<'_>) -> Option<wire::NextStep> {
    let pick = |sv: &str, da: &str, en: &str| match asking.language {
        Language::Sv => sv.to_owned(),
        Language::Da => da.to_owned(),
        Language::En => en.to_owned(),
    };
    let step = |code: &str, text: String| wire::NextStep {
        code: code.into(),
        text,
        missing_grantors: missing(&reason.missing, asking.language),
        ..wire::NextStep::default()
    };
    match reason.code {
        ReasonCode::ConsentMissing
        | ReasonCode::ConsentWithdrawn
        | ReasonCode::ConsentNotVerified => Some(step(
            "ASK_FOR_CONSENT",
            pick("Be om samtycke.", "Bed om samtykke.", "Ask for consent."),
        )),
        ReasonCode::OtherGuardianMissing => Some(step(
            "ASK_OTHER_GUARDIAN",
            pick(
                "Be den andra vårdnadshavaren om samtycke.",
                "Bed den anden forældremyndighedsindehaver om samtykke.",
                "Ask the other guardian for consent.",
            ),
        )),
        _ => {
            let request =
                (reason.request).and_then(|place| asking.policy.request_at(place, asking.today))?;
            let code = match request.route {
                Route::SecureMessage => "SECURE_MESSAGE",
                Route::ContactSource => "CONTACT_SOURCE",
            };
            Some(wire::NextStep {
                mailbox: asking.mailbox.to_owned(),
                subject_template: request.subject.clone(),
                ..step(code, in_language(&request.text, asking.language).to_owned())
            })
        }
    }
}

// R-CONSENT-10
fn missing(grantors: &[Grantor], language: Language) -> Vec<wire::MissingGrantor> {
    let words = |grantor: &Grantor| match grantor {
        Grantor::Child => ["barnet", "barnet", "the child"],
        Grantor::ResidenceParent => [
            "vårdnadshavaren som barnet bor hos",
            "bopælsforælderen",
            "the guardian whom the child lives with",
        ],
        Grantor::OtherGuardian => [
            "vårdnadshavaren som barnet inte bor hos",
            "samværsforælderen",
            "the guardian whom the child does not live with",
        ],
        Grantor::Guardian => ["vårdnadshavare", "forældremyndighedsindehaver", "guardian"],
    };
    (grantors.iter())
        .map(|grantor| {
            let [sv, da, en] = words(grantor);
            let text = match language {
                Language::Sv => sv,
                Language::Da => da,
                Language::En => en,
            };
            wire::MissingGrantor {
                role: grantor.as_str().into(),
                text: text.into(),
            }
        })
        .collect()
}

/// What stands beside everything that a person at the source must release.
pub(super) fn released_after_review(language: Language) -> &'static str {
    text(ReasonCode::ReleasedAfterReview, language)
}

fn text(code: ReasonCode, language: Language) -> &'static str {
    let [sv, da, en] = texts(code);
    match language {
        Language::Sv => sv,
        Language::Da => da,
        Language::En => en,
    }
}

#[rustfmt::skip] // a table: one row a line
fn texts(code: ReasonCode) -> [&'static str; 3] {
    match code {
        ReasonCode::NoRelation
        | ReasonCode::PurposeRefused
        | ReasonCode::NoRule
        | ReasonCode::UnknownType => ["Inget att visa med din behörighet", "Intet at vise med din adgang", "Nothing to show with your access"],
        ReasonCode::NeverShared => ["Lämnas inte vidare", "Videregives ikke", "Not passed on"],
        ReasonCode::Blocked => ["Det finns spärrade uppgifter", "Der findes spærrede oplysninger", "Blocked information exists"],
        ReasonCode::BlocksUnknown => ["Spärrar kunde inte läsas just nu", "Spærringer kunne ikke læses lige nu", "Blocks could not be read right now"],
        ReasonCode::ConsentNotVerified => ["Samtycket är registrerat av den som ska läsa och behöver bekräftas", "Samtykket er registreret af den, der vil læse, og skal bekræftes", "The consent was registered by whoever would read it, and must be confirmed"],
        ReasonCode::NotAtThisAge => ["Visas inte här vid barnets ålder", "Vises ikke her ved barnets alder", "Not shown here at the child's age"],
        ReasonCode::EmergencyOver => ["Tiden för nödöppningen är slut – begär på nytt med skäl", "Tiden for nødadgangen er udløbet – anmod igen med årsag", "The emergency access has run out – ask again with a reason"],
        ReasonCode::ConsentRefused => ["Samtycke har nekats", "Samtykke er afslået", "Consent was refused"],
        ReasonCode::Objected => ["Någon som får motsätta sig har gjort det", "Opslaget er frabedt af en, der må det", "Somebody who may object has done so"],
        ReasonCode::ConsentWithdrawn => ["Samtycket återkallat", "Samtykket trukket tilbage", "Consent withdrawn"],
        ReasonCode::OtherGuardianMissing => ["Väntar på den andra vårdnadshavarens samtycke", "Afventer samtykke fra den anden forældremyndighedsindehaver", "Awaiting the other guardian's consent"],
        ReasonCode::ConsentMissing => ["Samtycke saknas", "Samtykke mangler", "Consent missing"],
        ReasonCode::CustodyUnknown => ["Vårdnaden är inte känd just nu", "Forældremyndigheden er ikke kendt lige nu", "Custody is not known right now"],
        ReasonCode::NobodyCanConsent => ["Ingen är registrerad som kan samtycka", "Ingen er registreret, som kan give samtykke", "Nobody is registered who can consent"],
        ReasonCode::ConsentUnknown => ["Samtycken kunde inte läsas just nu", "Samtykker kunne ikke læses lige nu", "Consents could not be read right now"],
        ReasonCode::AgeUnknown => ["Barnets ålder är inte känd", "Barnets alder er ikke kendt", "The child's age is not known"],
        ReasonCode::ReasonRequired => ["Nödöppning – ange skäl; åtkomsten granskas", "Værdispring (nødadgang) – angiv årsag; opslaget kontrolleres", "Emergency access – give a reason; it is reviewed"],
        ReasonCode::GroundNotApplicable => ["Den angivna grunden gäller inte här", "Det angivne grundlag gælder ikke her", "The ground claimed does not hold here"],
        ReasonCode::AddresseeUnknown => ["Källan kan inte skilja ut vad som är riktat till dig – fråga den", "Kilden kan ikke skelne, hvad der er rettet til dig – spørg den", "The source cannot tell what is addressed to you – ask it"],
        ReasonCode::OutsideWindow => ["Äldre uppgifter kan finnas – begär dem", "Ældre oplysninger kan findes – anmod om dem", "Older information may exist – request it"],
        ReasonCode::ProtectedIdentity => ["Skyddade personuppgifter – lämnas ut efter prövning hos källan", "Navne- og adressebeskyttelse – udleveres efter vurdering hos kilden", "Protected identity – released after review by the source"],
        ReasonCode::ReleasedAfterReview => ["Lämnas ut efter prövning hos källan", "Udleveres efter vurdering hos kilden", "Released after review by the source"],
    }
}
