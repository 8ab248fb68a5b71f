//! Consents: registered by the pinned source, on one's own word, or by a professional on another's.

use domain::{
    facts::{Consent, ConsentKind},
    policy::Audience,
};
use proto::{
    convert::common::wire_timestamp,
    status::refuse,
    v1::consent::{self as wire},
};
use tonic::{Code, Request, Status};

use super::{
    answer::{Answer, Written},
    call::Call,
    office::{Child, Office},
    parse::{self, Words, wrong},
    review::MAX_UNVERIFIED_PER_HOUR,
    rights::Rights,
};
use crate::{
    ledger::{Held, Ledger, Statement, statement::ConsentRegistered},
    peers::FactKind,
};

/// How far a registration is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// The person's own word, or the pinned source's.
    Verified,
    /// Another's word, registered by somebody who may benefit.
    Unverified,
    /// Nobody who benefits may register it.
    Never,
}

/// Whose word a call can register.
// R-CONSENT-9, R-DESK-1
fn trust(call: &Call<'_>, rights: &Rights, kind: ConsentKind, own_word: bool) -> Option<Trust> {
    if call.is_source() {
        return Some(Trust::Verified);
    }
    match call.audience()? {
        // A guardian's word is their own: in the name of the other one it would be worth nothing.
        Audience::Guardian | Audience::Child if own_word => {
            let may = rights.speaks || (kind == ConsentKind::Refuse && rights.refuses);
            may.then_some(Trust::Verified)
        }
        Audience::Guardian | Audience::Child => None,
        Audience::Professional => match kind {
            ConsentKind::Refuse => rights.narrows.then_some(Trust::Unverified),
            ConsentKind::Permit if !rights.registers => None,
            // R-DESK-2
            ConsentKind::Permit if rights.unverified_counts => Some(Trust::Unverified),
            ConsentKind::Permit => Some(Trust::Never),
        },
    }
}

pub(super) fn unverified() -> Status {
    refuse(
        Code::PermissionDenied,
        "CONSENT_UNVERIFIED",
        "who benefits from a consent cannot register it; it comes from the pinned source of consents, or from the person",
    )
}

pub(super) async fn register(
    office: &Office,
    request: Request<wire::RegisterConsentRequest>,
) -> Result<Answer<wire::RegisterConsentResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "consent")?;
    let asked = request.into_inner().consent.unwrap_or_default();
    // Who may register for this child is told before what is wrong with the rest: only what that depends on is read first.
    let child = office.child("consent.child", asked.child.clone()).ok();
    let grantor = office.person("consent.grantor", asked.grantor.clone()).ok();
    let kind = match asked.kind() {
        wire::ConsentKind::Refuse => ConsentKind::Refuse,
        wire::ConsentKind::Permit | wire::ConsentKind::Unspecified => ConsentKind::Permit,
    };
    let own_word = grantor.is_some_and(|grantor| call.is_self(grantor));
    let trust = |rights: &Rights| trust(&call, rights, kind, own_word);
    let granted = call.granted(child.as_ref(), |rights| trust(rights).is_some());
    let Some(trust) = granted.await?.and_then(|granted| trust(&granted.rights)) else {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    };
    if trust == Trust::Never {
        return call.deny(unverified()).await;
    }
    let child = office.child("consent.child", asked.child.clone())?;
    let mut statement = statement(office, asked, trust)?;
    if trust == Trust::Unverified {
        statement.registered_at = call.organisation().cloned();
    }
    if trust == Trust::Unverified && !is_own(&call, &statement) {
        let expected = "expected your own organisation: on another's word only for it";
        return Err(wrong("consent.recipient", expected));
    }
    let (written, registered) = place(&call, &child, statement).await?;
    Ok(written.answer(wire::RegisterConsentResponse {
        consent: Some(registered),
    }))
}

/// What is registered on another's word opens nothing for third parties. A refusal may reach further: it only narrows.
// R-DESK-2
fn is_own(call: &Call<'_>, statement: &ConsentRegistered) -> bool {
    let own = call.actor().and_then(|actor| actor.organisation.as_ref());
    statement.kind == ConsentKind::Refuse || statement.recipient.as_ref() == own
}

/// Writes a consent down and gives it as it stands.
pub(super) async fn place(
    call: &Call<'_>,
    child: &Child,
    statement: ConsentRegistered,
) -> Result<(Written, wire::Consent), Status> {
    let (office, id) = (call.office, statement.id);
    let (is_permit, is_unverified) = (statement.kind == ConsentKind::Permit, !statement.verified);
    let statement = Statement::ConsentRegistered(statement);
    let written = call.state(child.pseudonym, statement).await?;
    if written.is_new && is_unverified {
        // The id alone: who reviews asks for the rest.
        tracing::warn!(consent = %id, "a consent was registered on another's word; to be reviewed");
        let metrics = &office.aggregator().metrics;
        if is_permit {
            metrics.consent_unverified();
        }
        // R-REVIEW-3
        if office.unverified.count(call.teller(), office.now()) {
            metrics.consents_alarmed();
            tracing::warn!(
                bound = MAX_UNVERIFIED_PER_HOUR,
                consent = %id,
                "one actor registered more on others' word within an hour than the bound"
            );
        }
    }
    let ledger = office.ledger(child.pseudonym).await?;
    let view = ledger.everything(office.now());
    let held = view.consents().into_iter().find(|held| held.id == id);
    let held = held.ok_or_else(gone)?;
    Ok((written, told(office, &ledger, held)))
}

fn statement(
    office: &Office,
    asked: wire::Consent,
    trust: Trust,
) -> Result<ConsentRegistered, Status> {
    let wire::Consent {
        consent_id,
        child: _,
        grantor,
        kind,
        recipient,
        recipient_sector,
        source_sectors,
        start_time,
        end_time,
        ended_time: _,
        registered_time: _,
        recipient_unit,
        purpose,
        registration,
        verified: _,
        deleted_time: _,
    } = asked;
    let id = parse::uuid("consent.consent_id", &consent_id)?;
    let kind = match wire::ConsentKind::try_from(kind) {
        Ok(wire::ConsentKind::Permit) => ConsentKind::Permit,
        Ok(wire::ConsentKind::Refuse) => ConsentKind::Refuse,
        _ => return Err(wrong("consent.kind", "expected PERMIT or REFUSE")),
    };
    let recipient = parse::organisation("consent.recipient", recipient)?;
    let recipient_unit = parse::unit("consent.recipient_unit", recipient_unit)?;
    if recipient.is_none() && recipient_unit.is_some() {
        let expected = "expected a recipient with its unit";
        return Err(wrong("consent.recipient_unit", expected));
    }
    let start = parse::instant("consent.start_time", start_time)?;
    let end = parse::instant("consent.end_time", end_time)?;
    parse::after("consent.end_time", start, end)?;
    let Words {
        requested_by,
        reason,
    } = Words::of(registration)?;
    Ok(ConsentRegistered {
        id,
        grantor: office.person("consent.grantor", grantor)?,
        kind,
        recipient,
        recipient_unit,
        recipient_sector: parse::any_sector("consent.recipient_sector", &recipient_sector)?,
        source_sectors: parse::sectors("consent.source_sectors", &source_sectors)?,
        start,
        end,
        purpose: parse::purpose("consent.purpose", purpose)?,
        verified: trust == Trust::Verified,
        registrar: office.seal(id, "registrar", requested_by)?,
        reason: office.seal(id, "reason", reason)?,
        request: None,
        registered_at: None,
    })
}

/// A consent as it is given back: the store knows no identities to give.
pub(super) fn told(office: &Office, ledger: &Ledger, held: Held<Consent>) -> wire::Consent {
    let Held { id, by, at, fact } = held;
    let sealed = ledger.find(id).and_then(|stated| match &stated.statement {
        Statement::ConsentRegistered(s) => Some((s.registrar.as_ref(), s.reason.as_ref())),
        _ => None,
    });
    let (registrar, reason) = sealed.unwrap_or_default();
    wire::Consent {
        consent_id: id.to_string(),
        child: None,
        grantor: None,
        kind: match fact.kind {
            ConsentKind::Permit => wire::ConsentKind::Permit,
            ConsentKind::Refuse => wire::ConsentKind::Refuse,
        }
        .into(),
        recipient: fact.recipient.map(Into::into),
        recipient_sector: (fact.recipient_sector)
            .map(|s| s.to_string())
            .unwrap_or_default(),
        source_sectors: fact
            .source_sectors
            .iter()
            .map(ToString::to_string)
            .collect(),
        start_time: Some(wire_timestamp(fact.start)),
        end_time: fact.end.map(wire_timestamp),
        ended_time: fact.ended.map(wire_timestamp),
        registered_time: Some(wire_timestamp(at)),
        recipient_unit: fact.recipient_unit.unwrap_or_default(),
        purpose: fact.purpose.unwrap_or_default(),
        registration: Some(wire::Registration {
            requested_by: office.open(id, "registrar", registrar),
            registered_by: by.as_str().to_owned(),
            reason: office.open(id, "reason", reason),
            registered_time: Some(wire_timestamp(at)),
        }),
        verified: fact.verified,
        deleted_time: fact.deleted.map(wire_timestamp),
    }
}

/// What was just written is not there: the store is not what it should be.
pub(super) fn gone() -> Status {
    crate::store::StoreError::Unreadable { what: "statement" }.status()
}
