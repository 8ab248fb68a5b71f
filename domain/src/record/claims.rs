//! What a header says of its body: the key under which two sources meet, and a few checkable facts.
//!
//! The SDK derives both, so that the aggregator finds duplicates and conflicts and checks the programme without opening a body.
//! A header survives masks that remove its body: claims therefore hold codes and numbers, never free text.

mod decimal;

use super::{
    Claim, Coding, InformationType, Quantity, Record,
    body::{
        Activity, ActivityKind, Body, Certainty, Condition, Laterality, Medication,
        MedicationState, Observation, ObservedValue, ProgrammeAdherence, ProgrammeStatement,
        Vaccination, systems, types,
    },
};
use crate::time::{Country, Date, Moment, Period};

/// The most claims a header carries; a body with more gives its first.
pub const MAX_CLAIMS: usize = 8;

/// The longest identity key, in bytes. A body that would need a longer one has none.
pub const MAX_KEY_BYTES: usize = 128;

/// What a header says of its body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Derived {
    /// The key under which the same event in two sources meets. It groups, never replaces.
    pub identity_key: Option<String>,
    /// At most [`MAX_CLAIMS`] facts. Codes come without their words, so that two sources' claims compare.
    pub claims: Vec<Claim>,
}

/// Derives key and claims from a body.
///
/// | body | key | claims |
/// |---|---|---|
/// | vaccination, given | `vaccination\|day\|ATC\|batch` | ATC: `given`; `dose-number` |
/// | vaccination, not given | none | ATC: `not-given`; `dose-number` |
/// | observation | of growth: `observation/growth\|code\|day` | code: number with unit, or code |
/// | condition | `condition\|code\|onset` | code: certainty |
/// | medication | `medication\|ATC` | ATC: state; `dose`: number with unit |
/// | activity | none | `activity-kind` |
/// | document with a programme statement | none | `programme-vaccinations`, `programme-visits`, `open-follow-up`, `has-diagnosis` |
///
/// Whatever a key lacks, the key is none: two doses shown side by side can be told to be one, a missing dose that was taken
/// for a duplicate cannot. All other bodies give nothing; a questionnaire least of all, as it may be about a third person.
// R-CLAIM-1
#[must_use]
pub fn derive(information_type: &InformationType, period: &Period, body: &Body) -> Derived {
    let mut derived = match body {
        Body::Vaccination(body) => vaccination(period, body),
        Body::Observation(body) => observation(information_type, period, body),
        Body::Condition(body) => condition(body),
        Body::Medication(body) => medication(body),
        Body::Activity(body) => activity(body),
        Body::CareDocument(body) => body.programme.as_ref().map(programme).unwrap_or_default(),
        Body::MasterData(_)
        | Body::Custody(_)
        | Body::Contact(_)
        | Body::Intervention(_)
        | Body::Plan(_)
        | Body::Questionnaire(_)
        | Body::Indicator(_)
        | Body::Referral(_)
        | Body::Assessment(_)
        | Body::Attendance(_)
        | Body::SchoolSupportPlan(_)
        | Body::ConcernReport(_) => Derived::default(),
    };
    derived.claims.truncate(MAX_CLAIMS);
    derived.identity_key = derived.identity_key.filter(|k| k.len() <= MAX_KEY_BYTES);
    derived
}

/// Writes what [`derive()`] finds into a record's own header.
pub fn stamp(record: &mut Record) {
    let header = &mut record.header;
    let derived = derive(&header.information_type, &header.period, &record.body);
    header.identity_key = derived.identity_key;
    header.claims = derived.claims;
}

// R-CLAIM-2
fn vaccination(period: &Period, body: &Vaccination) -> Derived {
    let Some(atc) = body.vaccine.as_ref().and_then(atc) else {
        return Derived::default();
    };
    let given = body.not_given.is_none();
    let mut claims = vec![claim(
        atc.clone(),
        if given { "given" } else { "not-given" },
    )];
    if body.dose_number > 0 {
        claims.push(own("dose-number", &body.dose_number.to_string()));
    }
    let batch = batch(&body.batch);
    let key = local_day(period).filter(|_| given && !batch.is_empty());
    Derived {
        identity_key: key
            .map(|day| key_of(&[types::VACCINATION, &day.to_string(), &atc.code, &batch])),
        claims,
    }
}

// R-CLAIM-3
fn observation(information_type: &InformationType, period: &Period, body: &Observation) -> Derived {
    let growth = information_type.as_str() == types::OBSERVATION_GROWTH;
    let key = body
        .code
        .as_ref()
        .zip(local_day(period))
        .filter(|_| growth)
        .map(|(code, day)| key_of(&[types::OBSERVATION_GROWTH, &code.code, &day.to_string()]));
    // A claim has no side: left and right under one code would read as a contradiction.
    let whole = |side: Laterality| matches!(side, Laterality::Unstated | Laterality::Both);
    let parts = body
        .components
        .iter()
        .filter(|part| whole(part.laterality))
        .map(|part| (&part.code, &part.value));
    let claims = std::iter::once((&body.code, &body.value))
        .filter(|_| whole(body.laterality))
        .chain(parts)
        .filter_map(|(code, value)| observed(code.as_ref()?, value.as_ref()?))
        .collect();
    Derived {
        identity_key: key,
        claims,
    }
}

fn observed(code: &Coding, value: &ObservedValue) -> Option<Claim> {
    match value {
        ObservedValue::Quantity(quantity) => measured(bare(code), quantity),
        ObservedValue::Coding(finding) => Some(claim(bare(code), &finding.code)),
        ObservedValue::Text(_) => None,
    }
}

// R-CLAIM-4
fn condition(body: &Condition) -> Derived {
    let Some(code) = &body.code else {
        return Derived::default();
    };
    let certainty = match body.certainty {
        Certainty::Unstated => None,
        Certainty::Suspected => Some("suspected"),
        Certainty::Confirmed => Some("confirmed"),
        Certainty::Refuted => Some("refuted"),
    };
    let onset = body.onset.map(|onset| match onset {
        Moment::Instant(_) => day_of(onset).map_or_else(String::new, |day| day.to_string()),
        partial => partial.to_string(),
    });
    Derived {
        identity_key: onset.map(|onset| key_of(&[types::CONDITION, &code.code, &onset])),
        claims: certainty
            .map(|c| claim(bare(code), c))
            .into_iter()
            .collect(),
    }
}

// R-CLAIM-5
fn medication(body: &Medication) -> Derived {
    let Some(atc) = body.substance.as_ref().and_then(atc) else {
        return Derived::default();
    };
    let state = match body.state {
        MedicationState::Active => Some("active"),
        MedicationState::Paused => Some("paused"),
        MedicationState::Stopped => Some("stopped"),
        MedicationState::Unstated => body.stopped.map(|_| "stopped"),
    };
    let dose = body.dose.as_ref();
    Derived {
        identity_key: Some(key_of(&[types::MEDICATION, &atc.code])),
        claims: state
            .map(|state| claim(atc, state))
            .into_iter()
            .chain(dose.and_then(|dose| measured(own_code("dose"), dose)))
            .collect(),
    }
}

fn activity(body: &Activity) -> Derived {
    let kind = match body.kind {
        ActivityKind::Unstated => return Derived::default(),
        ActivityKind::Summons => "summons",
        ActivityKind::Appointment => "appointment",
        ActivityKind::Visit => "visit",
        ActivityKind::NoShow => "no-show",
        ActivityKind::Admission => "admission",
        ActivityKind::Discharge => "discharge",
        ActivityKind::Examination => "examination",
        ActivityKind::NetworkMeeting => "network-meeting",
        ActivityKind::Session => "session",
    };
    Derived {
        identity_key: None,
        claims: vec![own("activity-kind", kind)],
    }
}

fn programme(statement: &ProgrammeStatement) -> Derived {
    let adherence = |about: &str, stated: ProgrammeAdherence| match stated {
        ProgrammeAdherence::Unstated => None,
        ProgrammeAdherence::Followed => Some(own(about, "followed")),
        ProgrammeAdherence::Deviates => Some(own(about, "deviates")),
    };
    let flag = |about: &str, set: bool| set.then(|| own(about, "true"));
    Derived {
        identity_key: None,
        claims: [
            adherence("programme-vaccinations", statement.vaccinations),
            adherence("programme-visits", statement.visits),
            flag("open-follow-up", statement.open_follow_up),
            flag("has-diagnosis", statement.has_diagnosis),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// The code in the one spelling of ATC, without its words.
fn atc(code: &Coding) -> Option<Coding> {
    (systems::is_atc(&code.system) && !code.code.is_empty())
        .then(|| Coding::new(systems::ATC, code.code.trim().to_ascii_uppercase(), ""))
}

fn bare(code: &Coding) -> Coding {
    Coding::new(&code.system, &code.code, "")
}

fn claim(code: Coding, value: &str) -> Claim {
    Claim {
        code,
        value: value.to_owned(),
        unit: String::new(),
    }
}

fn own_code(about: &str) -> Coding {
    Coding::new(systems::CLAIMS, about, "")
}

fn own(about: &str, value: &str) -> Claim {
    claim(own_code(about), value)
}

/// A number with its unit, in one spelling. What is no decimal is no claim: it could be text.
fn measured(code: Coding, quantity: &Quantity) -> Option<Claim> {
    let (value, unit) = decimal::canonical(&quantity.value, &quantity.unit)?;
    Some(Claim { code, value, unit })
}

/// A batch in one spelling: capitals, no spaces.
fn batch(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect()
}

/// Joins the parts of a key. A bar inside a part would move the border between two parts.
fn key_of(parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| part.replace('|', "")).collect();
    parts.join("|")
}

/// The local day on which a period begins; none when it is known by month or year only.
fn local_day(period: &Period) -> Option<Date> {
    period.start.and_then(day_of)
}

fn day_of(moment: Moment) -> Option<Date> {
    match moment {
        Moment::Day(day) => Some(day),
        // Swedish and Danish clocks have shown the same time since 1980, so the source's country need not be known.
        Moment::Instant(instant) => Some(Country::Se.zone().to_datetime(instant).date()),
        Moment::Month { .. } | Moment::Year(_) => None,
    }
}

#[cfg(test)]
mod tests;
