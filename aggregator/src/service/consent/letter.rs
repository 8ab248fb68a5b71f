//! The letter that asks for what is on request, with the mailboxes it can be sent to. Made for whoever asks, and kept nowhere.

use std::sync::Arc;

use domain::{
    decide::{Question, has_consent},
    facts::Facts,
    policy::{MessageRule, Policy, Route},
    record::{InformationType, Sector},
    time::Date,
};
use proto::{
    status::{refuse, refuse_with},
    v1::consent as wire,
};
use tonic::{Code, Status};
use uuid::Uuid;

use super::{call::Call, information::Found, office::Child, parse::wrong};
use crate::{Aggregator, ledger::statement::InformationRequested, sources::Source};

/// The most mailboxes that are named: a sector of a country has more, and then the source is to be named.
const MAX_MAILBOXES: usize = 64;

/// What is asked for.
pub(super) struct Asked {
    pub(super) sector: Sector,
    /// The source. Empty = any of the sector.
    pub(super) producer: String,
    /// Empty = all that the sector gives on request.
    pub(super) types: Vec<InformationType>,
    pub(super) purpose: String,
    pub(super) case_number: Option<String>,
    pub(super) thread: Option<String>,
    pub(super) registrar: Option<String>,
}

impl Asked {
    /// The caller's number of the case, or one made of the request's id: the same at every repetition.
    pub(super) fn case_number(&self, id: Uuid) -> String {
        let made = || format!("{:X}", id.as_fields().0);
        self.case_number.clone().unwrap_or_else(made)
    }

    /// The caller's thread, or the request's id.
    pub(super) fn thread(&self, id: Uuid) -> String {
        self.thread.clone().unwrap_or_else(|| id.to_string())
    }
}

/// The letter, filled in.
///
/// # Errors
/// The named source is none of the sector.
// R-INFO-1
pub(super) fn letter(
    aggregator: &Arc<Aggregator>,
    child: &Child,
    asked: &Asked,
    found: &Found,
    rule: &MessageRule,
    id: Uuid,
) -> Result<wire::InformationLetter, Status> {
    let mailboxes = mailboxes(aggregator, child, asked, found)?;
    let letter = rule.letter(&child.id, &asked.case_number(id));
    let policies = aggregator.policies.load();
    let today = child.id.country().today(aggregator.clock.now());
    let way = (policies.of(child.id.country())).and_then(|policy| {
        let mut ways = rule.requests.iter();
        ways.find_map(|place| policy.request_at(*place, today))
    });
    Ok(wire::InformationLetter {
        subject: letter.subject,
        text: letter.text,
        mailboxes,
        law: rule.origin.law.to_string(),
        route: way
            .map(|way| route(way.route).to_owned())
            .unwrap_or_default(),
    })
}

/// The row that the letter is written by: that of the first time, or that of today. `None`: the tables have none.
pub(super) fn rule<'a>(
    policy: &'a Policy,
    before: Option<&InformationRequested>,
    asker: &Sector,
    asked: &Asked,
    found: &Found,
    today: Date,
) -> Option<&'a MessageRule> {
    match (before, found.way) {
        (Some(before), _) => policy.message_by_id(&before.template),
        (None, Some(way)) => policy.message(asker, way, &asked.purpose, today),
        (None, None) => None,
    }
}

/// An inquiry has a number, which stands in the subject and in the answer: one that was made up would name a case that is none.
///
/// # Errors
/// It was not given.
// R-LETTER-5
pub(super) fn is_numbered(rule: &MessageRule, asked: &Asked) -> Result<(), Status> {
    if asked.case_number.is_some() || !rule.needs_case_number() {
        return Ok(());
    }
    Err(wrong(
        "request.case_number",
        "expected the inquiry's own number",
    ))
}

/// Whether what the letter says is so: one that cites consent is written only while everybody consented who must, also when it is asked for
/// again.
///
/// # Errors
/// Why not, and whose word is missing; never who said no.
// R-LETTER-4
pub(super) async fn is_true(
    call: &Call<'_>,
    facts: &Facts,
    rule: &MessageRule,
    asked: &Asked,
    policy: &Policy,
) -> Result<(), Status> {
    let (Some(grantors), Some(actor)) = (&rule.grantors, call.actor()) else {
        return Ok(());
    };
    let now = call.office.now();
    let question = Question {
        actor,
        ground: None,
        reason_given: false,
        purpose: &asked.purpose,
        asked: now,
    };
    let reasons = match has_consent(grantors, &question, &asked.sector, facts, policy, now) {
        Ok(()) => return Ok(()),
        Err(reasons) => reasons,
    };
    let mut missing: Vec<_> = (reasons.iter())
        .flat_map(|reason| reason.missing.iter().map(|grantor| grantor.as_str()))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    let why = reasons.first().map(|reason| reason.code.as_str());
    call.deny(refuse_with(
        Code::FailedPrecondition,
        "NO_LETTER",
        "the letter says that there is consent, and there is none; ask for it, or contact the source",
        &[
            ("consent", why.unwrap_or_default().to_owned()),
            ("missing_grantors", missing.join(",")),
        ],
    ))
    .await
}

/// There is no letter.
pub(super) fn none() -> Status {
    refuse(
        Code::FailedPrecondition,
        "NO_LETTER",
        "the tables have no letter for this asker, holder and purpose; contact the source",
    )
}

/// The directory, whoever holds anything: of the source that was named, or of every source of the sector. Under protected identity nobody
/// is helped to find where a child might be known.
// R-PROTECT-3
fn mailboxes(
    aggregator: &Arc<Aggregator>,
    child: &Child,
    asked: &Asked,
    found: &Found,
) -> Result<Vec<wire::Mailbox>, Status> {
    let is_asked = |source: &Source| {
        let admission = &source.admission;
        admission.sector == asked.sector
            && admission.country == child.id.country()
            && (asked.producer.is_empty() || admission.id == asked.producer)
    };
    let mut sources = aggregator.sources.all();
    sources.retain(is_asked);
    if sources.is_empty() && !asked.producer.is_empty() {
        let expected = "expected the id of a source of this sector, or nothing";
        return Err(wrong("request.holder_producer_id", expected));
    }
    if asked.producer.is_empty() && found.is_protected {
        return Ok(Vec::new());
    }
    sources.sort_by(|a, b| a.admission.id.cmp(&b.admission.id));
    sources.truncate(MAX_MAILBOXES);
    Ok(sources.iter().map(mailbox).collect())
}

fn mailbox(source: &Source) -> wire::Mailbox {
    let description = source.registration.as_ref().map(|r| &r.description);
    let address = description.and_then(|description| description.mailbox.clone());
    wire::Mailbox {
        producer_id: source.admission.id.clone(),
        name: source.admission.name.clone(),
        address: address.unwrap_or_default(),
        keywords: description
            .map(|description| description.mailbox_keywords.clone())
            .unwrap_or_default(),
    }
}

/// How a letter travels, as the wire says it.
fn route(route: Route) -> &'static str {
    match route {
        Route::SecureMessage => "SECURE_MESSAGE",
        Route::ContactSource => "CONTACT_SOURCE",
    }
}
