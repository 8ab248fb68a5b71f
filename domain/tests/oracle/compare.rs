//! A decision in the oracle's words, in one line of text, and as bytes for the fingerprint.

use std::fmt::Write;

use domain::{
    decide::{Decision, Outcome, Permit, Reason, Visibility},
    policy::Policy,
    time::{Country, Timestamp},
};

use crate::{
    axes::Point,
    hash::Hash,
    oracle::{Answer, Said},
};

/// What was decided, in the oracle's words.
pub(crate) fn decided(decision: &Decision) -> Said {
    let answer = match &decision.outcome {
        Outcome::Permit(permit) => Answer::Permit {
            ground: permit.ground,
            since: permit.window.start(),
            masked: permit.masked.is_some(),
        },
        Outcome::OnRequest(reasons) => Answer::OnRequest(reasons[0].code),
        Outcome::Withhold(reasons) => Answer::Withhold(reasons[0].code),
    };
    Said {
        answer,
        visibility: decision.visibility,
    }
}

/// The columns that name a point.
pub(crate) const COLUMNS: [&str; 16] = [
    "child",
    "actor",
    "producer",
    "source",
    "type",
    "claim",
    "custody",
    "consents",
    "blocked",
    "protected",
    "relation",
    "maturity",
    "purpose",
    "stated",
    "board",
    "access",
];

/// A point in one line, as files and failures write it.
pub(crate) fn words(point: &Point) -> String {
    let around = point.around;
    [
        point.age.word,
        point.who.word(),
        point.producer.word(),
        if point.own { "own" } else { "other" },
        point.kind.word(),
        point.claim.map_or("-", |ground| ground.as_str()),
        point.custody.word(),
        point.consents.word(),
        point.blocked.word(),
        point.protection.word(),
        around.relation.word(),
        around.maturity.word(),
        around.purpose.word(),
        around.stated.word(),
        around.board.word(),
        around.access.word(),
    ]
    .join("\t")
}

/// All of a decision that somebody would want to read in a review.
pub(crate) fn line(decision: &Decision, policy: &Policy, now: Timestamp) -> String {
    let reasons = |reasons: &[Reason]| {
        let told = reasons.iter().map(|reason| told(reason, policy, now));
        told.collect::<Vec<_>>().join(" ")
    };
    let outcome = match &decision.outcome {
        Outcome::Permit(permit) => permitted(permit, policy, now),
        Outcome::OnRequest(because) => format!("ON_REQUEST {}", reasons(because)),
        Outcome::Withhold(because) => format!("WITHHELD {}", reasons(because)),
    };
    let rules: Vec<_> = decision.rules.iter().map(|rule| &**rule).collect();
    let visibility = match decision.visibility {
        Visibility::Refused => "REFUSED",
        Visibility::Reasons => "REASONS",
        Visibility::Full => "FULL",
    };
    format!("{outcome}\t{visibility}\t{}", rules.join(" "))
}

/// A permit, without what is usual.
fn permitted(permit: &Permit, policy: &Policy, now: Timestamp) -> String {
    let (from, to) = (permit.window.start(), permit.window.end());
    let mut text = format!(
        "PERMIT {} {}..{}",
        permit.ground.as_str(),
        instant(from),
        instant(to)
    );
    let (basis, edge) = (permit.basis, permit.straddle);
    write!(text, " {basis:?}/{edge:?}").unwrap();
    if let Some(mask) = permit.masked {
        write!(text, " masked:{mask:?}").unwrap();
    }
    if !permit.blockable {
        text.push_str(" despite-blocks");
    }
    let owed = permit.obligations;
    let duties = [
        (owed.reason_required, "reason"),
        (owed.may_copy, "may-copy"),
        (owed.notify, "notify"),
        (owed.review, "review"),
    ];
    for (_, duty) in duties.iter().filter(|(owed, _)| *owed) {
        write!(text, " {duty}").unwrap();
    }
    if let Some(older) = &permit.older {
        write!(text, " older:{}", told(older, policy, now)).unwrap();
    }
    write!(text, " until {}", instant(permit.valid_until)).unwrap();
    text
}

fn instant(instant: Timestamp) -> String {
    if instant == Timestamp::MIN {
        "ever".into()
    } else {
        instant.to_string()
    }
}

/// A reason with its rule, whose consent it misses, and how to ask.
fn told(reason: &Reason, policy: &Policy, now: Timestamp) -> String {
    let mut text = reason.code.as_str().to_owned();
    if let Some(rule) = &reason.rule {
        text = format!("{text}:{rule}");
    }
    for missing in &reason.missing {
        text = format!("{text}+{}", missing.as_str());
    }
    let today = policy.country().today(now);
    let request = reason
        .request
        .and_then(|place| policy.request_at(place, today));
    match request {
        Some(rule) => format!(
            "{text}>{}/{:?}{}",
            rule.origin.id,
            rule.route,
            if rule.needs_case_number() { "#" } else { "" }
        ),
        None => text,
    }
}

/// All of a decision, for the fingerprint.
pub(crate) fn fingerprint(decision: &Decision, hash: &mut Hash) {
    let reason = |reason: &Reason, hash: &mut Hash| {
        hash.bytes(&[reason.code as u8, reason.missing.len() as u8]);
        hash.text(reason.rule.as_deref().unwrap_or_default());
    };
    match &decision.outcome {
        Outcome::Permit(permit) => {
            hash.bytes(&[1, permit.ground as u8]);
            for instant in [
                permit.window.start(),
                permit.window.end(),
                permit.valid_until,
            ] {
                hash.bytes(&instant.as_second().to_le_bytes());
            }
            let owed = permit.obligations;
            let flags = [
                owed.reason_required,
                owed.may_copy,
                owed.notify,
                owed.review,
            ];
            hash.bytes(&flags.map(u8::from));
            let mask = permit.masked.map_or(0xff, |mask| mask as u8);
            let edge = (permit.basis as u8, permit.straddle as u8);
            hash.bytes(&[mask, edge.0, edge.1, u8::from(permit.blockable)]);
            if let Some(older) = &permit.older {
                reason(older, hash);
            }
        }
        Outcome::OnRequest(reasons) => {
            hash.bytes(&[2]);
            reasons.iter().for_each(|told| reason(told, hash));
        }
        Outcome::Withhold(reasons) => {
            hash.bytes(&[3]);
            reasons.iter().for_each(|told| reason(told, hash));
        }
    }
    hash.bytes(&[decision.visibility as u8]);
    decision.rules.iter().for_each(|rule| hash.text(rule));
}

/// The country's word in files.
pub(crate) fn country(country: Country) -> &'static str {
    match country {
        Country::Se => "se",
        Country::Dk => "dk",
    }
}
