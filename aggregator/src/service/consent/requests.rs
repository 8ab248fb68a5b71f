//! Requests for consent: asked of all who can give it, answered by each on their own word, expired by the clock.

use domain::{
    facts::{ConsentKind, Facts, Pseudonym},
    id::OrganisationId,
    record::Sector,
    time::Timestamp,
};
use jiff::SignedDuration;
use proto::{
    convert::common::wire_timestamp,
    status::refuse,
    v1::consent::{self as wire},
};
use tonic::{Code, Request, Status};
use uuid::Uuid;

use super::{
    answer::{Answer, Written},
    call::Call,
    consents::{self, gone},
    grantors::{looker, whom},
    office::{Child, Office},
    parse::{self, wrong},
    rights::Rights,
};
use crate::{
    ledger::{
        ConsentRequest, Held, Statement,
        statement::{ConsentRegistered, ConsentRequestAnswered, ConsentRequested},
    },
    peers::FactKind,
};

/// How long an answer is awaited where the request does not say.
const USUAL: SignedDuration = SignedDuration::from_hours(24 * 30);
/// The longest that an answer is awaited.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 90);

pub(super) async fn ask(
    office: &Office,
    request: Request<wire::RequestConsentRequest>,
) -> Result<Answer<wire::RequestConsentResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "consent-request")?;
    let asked = request.into_inner().request.unwrap_or_default();
    let child = office.child("request.child", asked.child.clone()).ok();
    let granted = call.granted(child.as_ref(), |rights| rights.registers);
    let Some(granted) = granted.await? else {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    };
    let child = office.child("request.child", asked.child.clone())?;
    let facts = granted.facts(&call, &child).await?.facts;
    let statement = requested(&call, &child, &facts, asked).await?;
    let id = statement.id;
    let statement = Statement::ConsentRequested(statement);
    call.state(child.pseudonym, statement).await?;
    let request = Some(standing(&call, child.pseudonym, id).await?);
    call.tell(wire::RequestConsentResponse { request }).await
}

async fn requested(
    call: &Call<'_>,
    child: &Child,
    facts: &Facts,
    asked: wire::ConsentRequest,
) -> Result<ConsentRequested, Status> {
    let office = call.office;
    let wire::ConsentRequest {
        request_id,
        child: _,
        recipient,
        recipient_unit,
        recipient_sector,
        source_sectors,
        purpose,
        reason,
        expire_time,
        asked_time: _,
        state: _,
        asked_count: _,
        answered_count: _,
        awaits_caller: _,
    } = asked;
    let id = parse::uuid("request.request_id", &request_id)?;
    let recipient = parse::organisation("request.recipient", recipient)?;
    let sector = parse::any_sector("request.recipient_sector", &recipient_sector)?;
    let (recipient, recipient_sector) = for_whom(call, recipient, sector)?;
    let expires = parse::instant("request.expire_time", expire_time)?;
    let unit = parse::unit("request.recipient_unit", recipient_unit)?;
    let own_unit = call.actor().map(|actor| &actor.unit);
    if unit.is_some() && own_unit.is_some_and(|own| *own != unit) {
        let expected = "expected your own unit, or nothing";
        return Err(wrong("request.recipient_unit", expected));
    }
    let sources = parse::sectors("request.source_sectors", &source_sectors)?;
    let before = known(office, child.pseudonym, id).await?;
    // A request without an end is the same at every repetition, so the first one's end stands, and so does whom it asked.
    let (expires, grantors) = match before {
        Some(before) => (expires.unwrap_or(before.expires), before.grantors),
        None => {
            let sector = recipient_sector.as_ref();
            let looker = looker(call, child, &recipient, unit.as_deref(), sector);
            (
                in_time(expires, office.now())?,
                whom(call, child, facts, &looker, &sources).await?,
            )
        }
    };
    Ok(ConsentRequested {
        id,
        grantors,
        recipient: Some(recipient),
        recipient_unit: unit,
        recipient_sector,
        source_sectors: sources,
        purpose: parse::purpose("request.purpose", purpose)?,
        expires,
        registrar: None,
        reason: office.seal(id, "reason", parse::reason("request.reason", reason)?)?,
    })
}

/// Professionals ask for their own organisation and sector.
fn for_whom(
    call: &Call<'_>,
    recipient: Option<OrganisationId>,
    sector: Option<Sector>,
) -> Result<(OrganisationId, Option<Sector>), Status> {
    let own = call
        .actor()
        .map(|actor| (actor.organisation.clone(), actor.sector.clone()));
    let Some((own, own_sector)) = own else {
        let expected = "expected the organisation that would look";
        let recipient = recipient.ok_or_else(|| wrong("request.recipient", expected))?;
        return Ok((recipient, sector));
    };
    match own {
        Some(own) if recipient.as_ref().is_none_or(|recipient| *recipient == own) => {
            let fits = sector.is_none() || sector == own_sector;
            fits.then_some((own, own_sector))
                .ok_or_else(|| wrong("request.recipient_sector", "expected your own sector"))
        }
        _ => Err(wrong("request.recipient", "expected your own organisation")),
    }
}

fn in_time(expires: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, Status> {
    let after = |span| now.checked_add(span).unwrap_or(Timestamp::MAX);
    let expires = expires.unwrap_or_else(|| after(USUAL));
    if expires <= now || expires > after(LONGEST) {
        let expected = "expected a time within the next 90 days";
        return Err(wrong("request.expire_time", expected));
    }
    Ok(expires)
}

pub(super) async fn answer(
    office: &Office,
    request: Request<wire::AnswerConsentRequestRequest>,
) -> Result<Answer<wire::AnswerConsentRequestResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "consent-answer")?;
    let asked = request.into_inner();
    let child = office.child("child", asked.child.clone()).ok();
    // A no takes no purpose and is nobody's to keep from whoever holds custody; that it was taken down is then all that is told.
    // R-ASK-2, R-DESK-3
    let kind = match asked.answer() {
        wire::ConsentAnswer::Permit => Some(ConsentKind::Permit),
        wire::ConsentAnswer::Refuse => Some(ConsentKind::Refuse),
        wire::ConsentAnswer::Unspecified => None,
    };
    let says_no = kind == Some(ConsentKind::Refuse);
    let may = |rights: &Rights| rights.speaks || (says_no && rights.refuses);
    let granted = call.granted(child.as_ref(), may).await?;
    let known = match (&child, Uuid::parse_str(&asked.request_id)) {
        (Some(child), Ok(id)) => known(office, child.pseudonym, id).await?,
        _ => None,
    };
    let was_asked = |request: &ConsentRequested, person| request.grantors.contains(&person);
    let (Some(child), Some(known), Some(grantor), Some(granted)) =
        (&child, known, call.person(), granted)
    else {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    };
    if !was_asked(&known, grantor) {
        return call.refuse(Some(child.pseudonym)).await;
    }
    let kind = kind.ok_or_else(|| wrong("answer", "expected PERMIT or REFUSE"))?;
    let consent = parse::uuid("consent_id", &asked.consent_id)?;
    // What stands beside the own word is told while the right to know it stands; a no waits for nothing.
    // R-DESK-15
    let held = call.hold().await;
    let tells = granted.rights.speaks && held.is_ok();
    if !says_no {
        held?;
    }
    let written = answered(&call, child, &known, grantor, kind, consent).await?;
    let request = match tells {
        true => standing(&call, child.pseudonym, known.id).await?,
        false => wire::ConsentRequest {
            request_id: known.id.to_string(),
            ..wire::ConsentRequest::default()
        },
    };
    let request = Some(request);
    Ok(written.answer(wire::AnswerConsentRequestResponse { request }))
}

/// The consent first: an answer that says yes without it would be a lie, and a repetition puts both right.
// R-ASK-2
async fn answered(
    call: &Call<'_>,
    child: &Child,
    request: &ConsentRequested,
    grantor: Pseudonym,
    kind: ConsentKind,
    consent: Uuid,
) -> Result<Written, Status> {
    let office = call.office;
    let is_repeated = office.find(Some(consent)).await?.is_some();
    if office.now() >= request.expires && !is_repeated {
        return Err(refuse(
            Code::FailedPrecondition,
            "REQUEST_EXPIRED",
            "the time for an answer is over; a consent can still be registered",
        ));
    }
    let statement = ConsentRegistered {
        id: consent,
        grantor,
        kind,
        recipient: request.recipient.clone(),
        recipient_unit: request.recipient_unit.clone(),
        recipient_sector: request.recipient_sector.clone(),
        source_sectors: request.source_sectors.clone(),
        start: None,
        end: None,
        purpose: request.purpose.clone(),
        verified: true,
        registrar: None,
        reason: None,
        request: Some(request.id),
        registered_at: None,
    };
    consents::place(call, child, statement).await?;
    let answer = Statement::ConsentRequestAnswered(ConsentRequestAnswered {
        request: request.id,
        grantor,
        kind,
        consent: Some(consent),
    });
    call.state(child.pseudonym, answer).await
}

pub(super) async fn list(
    office: &Office,
    request: Request<wire::ListConsentRequestsRequest>,
) -> Result<Answer<wire::ListConsentRequestsResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "consent-requests-list")?;
    let asked = request.into_inner();
    let child = office.child("child", asked.child.clone()).ok();
    let granted = call.granted(child.as_ref(), |rights| rights.speaks || rights.registers);
    if granted.await?.is_none() {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    }
    let child = office.child("child", asked.child)?;
    // R-AUDIT-14
    call.log(Some(child.pseudonym)).await?;
    let ledger = office.ledger(child.pseudonym).await?;
    let held = ledger.everything(office.now()).consent_requests();
    let requests = held
        .into_iter()
        .filter(|held| concerns(&call, &held.fact.asked));
    let requests = requests.map(|held| told(&call, held)).collect();
    call.tell(wire::ListConsentRequestsResponse { requests })
        .await
}

/// Whom a request concerns: who was asked, the organisation that asked, and the pinned source.
// R-ASK-3
fn concerns(call: &Call<'_>, asked: &ConsentRequested) -> bool {
    match call.actor() {
        None => true,
        Some(actor) => match actor.person {
            Some(person) => asked.grantors.contains(&person),
            None => actor.organisation.is_some() && actor.organisation == asked.recipient,
        },
    }
}

async fn known(
    office: &Office,
    child: Pseudonym,
    id: Uuid,
) -> Result<Option<ConsentRequested>, Status> {
    let found = office.find(Some(id)).await?;
    Ok(found.and_then(|(of, stated)| match stated.statement {
        Statement::ConsentRequested(asked) if of == child => Some(asked),
        _ => None,
    }))
}

async fn standing(
    call: &Call<'_>,
    child: Pseudonym,
    id: Uuid,
) -> Result<wire::ConsentRequest, Status> {
    let ledger = call.office.ledger(child).await?;
    let held = ledger.everything(call.office.now()).consent_requests();
    let held = held.into_iter().find(|held| held.id == id);
    held.map(|held| told(call, held)).ok_or_else(gone)
}

fn told(call: &Call<'_>, held: Held<ConsentRequest>) -> wire::ConsentRequest {
    let (office, now) = (call.office, call.office.now());
    let ConsentRequest {
        asked,
        answers,
        expired,
    } = held.fact;
    let has_answered = |person: &Pseudonym| answers.iter().any(|a| a.answer.0 == *person);
    let answered = asked
        .grantors
        .iter()
        .filter(|person| has_answered(person))
        .count();
    // R-ASK-4
    let is_over = expired.is_some() || now >= asked.expires;
    let state = if answered == asked.grantors.len() {
        wire::ConsentRequestState::Answered
    } else if is_over {
        wire::ConsentRequestState::Expired
    } else {
        wire::ConsentRequestState::Asked
    };
    let caller = call.actor().and_then(|actor| actor.person);
    let awaited = |person| asked.grantors.contains(&person) && !has_answered(&person);
    let count = |n| u32::try_from(n).unwrap_or(u32::MAX);
    wire::ConsentRequest {
        request_id: held.id.to_string(),
        child: None,
        recipient: asked.recipient.clone().map(Into::into),
        recipient_unit: asked.recipient_unit.clone().unwrap_or_default(),
        recipient_sector: (asked.recipient_sector.as_ref())
            .map(ToString::to_string)
            .unwrap_or_default(),
        source_sectors: asked
            .source_sectors
            .iter()
            .map(ToString::to_string)
            .collect(),
        purpose: asked.purpose.clone().unwrap_or_default(),
        reason: office.open(held.id, "reason", asked.reason.as_ref()),
        expire_time: Some(wire_timestamp(asked.expires)),
        asked_time: Some(wire_timestamp(held.at)),
        state: state.into(),
        asked_count: count(asked.grantors.len()),
        answered_count: count(answered),
        awaits_caller: !is_over && caller.is_some_and(awaited),
    }
}
