//! Requests for information that a person at the source must release. Professionals with a relation ask for what is on request; the letter
//! is written by the tables and kept nowhere, what is kept is that it was sent and how it was answered.

use domain::{
    facts::Facts,
    id::OrganisationId,
    policy::{Audience, StandardAnswer},
    record::{InformationType, Sector},
};
use proto::{
    status::refuse,
    v1::consent::{self as wire},
};
use tonic::{Code, Request, Status};
use uuid::Uuid;

use super::{
    answer::Answer,
    call::Call,
    consents::gone,
    letter::{self, Asked},
    office::{Child, Office},
    parse::{self, Words, wrong},
    standing::{is_own, known, standing, told},
};
use crate::{
    identity::VerifiedActor,
    ledger::{
        Held, InformationRequest, Statement,
        statement::{InformationAnswer, InformationAnswered, InformationRequested},
    },
    overview::{check::Would, query::Language},
    peers::FactKind,
    store::StoreError,
};

/// The longest number of a case, in bytes.
const MAX_CASE_BYTES: usize = 64;
/// The longest name of a thread, in bytes.
const MAX_THREAD_BYTES: usize = 128;
/// The longest first line of an answer that is read, in bytes.
const MAX_LINE_BYTES: usize = 500;
/// What a letter is for where the request does not say.
const USUAL_PURPOSE: &str = "care";

pub(super) async fn ask(
    office: &Office,
    request: Request<wire::CreateInformationRequestRequest>,
) -> Result<Answer<wire::CreateInformationRequestResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "information-request")?;
    let asked = request.into_inner().request.unwrap_or_default();
    let child = office.child("request.child", asked.child.clone()).ok();
    let pseudonym = child.as_ref().map(|child| child.pseudonym);
    let Some((child, asker, facts)) = may(&call, child).await? else {
        return call.refuse(pseudonym).await;
    };
    let id = parse::uuid("request.request_id", &asked.request_id)?;
    let asked = read(asked)?;
    let policy = office.policy(asker.country).ok_or_else(letter::none)?;
    let before = known(&call, child.pseudonym, id).await?;
    let Some(found) = found(&call, &facts, &asked, before.as_ref()).await? else {
        return call.refuse(Some(child.pseudonym)).await;
    };
    let today = policy.country().today(office.now());
    let (before, by) = (before.as_ref(), &asker.sector);
    let rule = letter::rule(&policy, before, by, &asked, &found, today);
    let Some(rule) = rule else {
        return call.deny(letter::none()).await;
    };
    if let Err(wrong) = letter::is_numbered(rule, &asked) {
        return call.deny(wrong).await;
    }
    letter::is_true(&call, &facts, rule, &asked, &policy).await?;
    let statement = Statement::InformationRequested(InformationRequested {
        id,
        producer: asked.producer.clone(),
        sector: Some(asked.sector.clone()),
        organisation: asker.organisation,
        asker_sector: Some(asker.sector),
        unit: asker.unit,
        template: rule.origin.id.to_string(),
        purpose: Some(asked.purpose.clone()),
        types: asked.types.clone(),
        case_number: sealed(office, id, "case", asked.case_number(id))?,
        thread: Some(sealed(office, id, "thread", asked.thread(id))?),
        registrar: office.seal(id, "registrar", asked.registrar.clone())?,
    });
    let letter = letter::letter(office.aggregator(), &child, &asked, &found, rule, id)?;
    // Before it is noted as sent, and once more before it leaves.
    // R-DESK-15
    call.hold().await?;
    call.state(child.pseudonym, statement).await?;
    let standing = standing(office, &child, id, found.is_protected).await?;
    call.tell(wire::CreateInformationRequestResponse {
        request: Some(standing),
        letter: Some(letter),
    })
    .await
}

/// Who asks, where they may: a professional of a role that writes letters, at an organisation that has to do with the child.
struct Asker {
    country: domain::time::Country,
    sector: Sector,
    organisation: OrganisationId,
    unit: Option<String>,
}

// R-INFO-1, R-INFO-6
async fn may(
    call: &Call<'_>,
    child: Option<Child>,
) -> Result<Option<(Child, Asker, Facts)>, Status> {
    let asker = asker(call);
    let writes = asker.is_some();
    let granted = call.granted(child.as_ref(), |rights| writes && rights.is_related);
    let (Some(granted), Some(child), Some(asker)) = (granted.await?, child, asker) else {
        return Ok(None);
    };
    let facts = granted.facts(call, &child).await?.facts;
    Ok(Some((child, asker, facts)))
}

/// By the token alone.
fn asker(call: &Call<'_>) -> Option<Asker> {
    let VerifiedActor { actor, role, .. } = call.verified()?;
    let roles = &call.office.aggregator().limits.letter_roles;
    if actor.audience != Audience::Professional || !roles.contains(role) {
        return None;
    }
    Some(Asker {
        country: actor.country,
        sector: actor.sector.clone()?,
        organisation: actor.organisation.clone()?,
        unit: actor.unit.clone(),
    })
}

fn read(asked: wire::InformationRequest) -> Result<Asked, Status> {
    let wire::InformationRequest {
        request_id: _,
        child: _,
        holder_sector,
        holder_producer_id,
        information_types,
        purpose,
        case_number,
        thread,
        organisation: _,
        unit: _,
        sent_time: _,
        state: _,
        answered_time: _,
        rule: _,
        registration,
    } = asked;
    let purpose = parse::purpose("request.purpose", purpose)?;
    let mut types = parse::types("request.information_types", &information_types)?;
    types.sort_unstable();
    types.dedup();
    Ok(Asked {
        sector: parse::sector("request.holder_sector", &holder_sector)?,
        producer: holder_producer_id,
        types,
        purpose: purpose.unwrap_or_else(|| USUAL_PURPOSE.to_owned()),
        case_number: case(("request.case_number", case_number))?,
        thread: thread_of(("request.thread", thread))?,
        registrar: Words::of(registration)?.requested_by,
    })
}

/// A blank at an end would never be found again.
fn case((field, text): (&'static str, String)) -> Result<Option<String>, Status> {
    let text = text.trim().to_owned();
    parse::line(field, text, MAX_CASE_BYTES, "expected at most 64 bytes")
}

fn thread_of((field, text): (&'static str, String)) -> Result<Option<String>, Status> {
    let text = text.trim().to_owned();
    parse::line(field, text, MAX_THREAD_BYTES, "expected at most 128 bytes")
}

/// What is asked for that can be had on request, with its one way of asking.
pub(super) struct Found {
    /// The way, by its place in the tables. `None`: the letter was written before.
    pub(super) way: Option<usize>,
    /// Protected identity, or nobody can say that there is none.
    pub(super) is_protected: bool,
}

/// Whether what is asked for can be had on request. `None`: nothing at all may be said. A repetition is not asked again: by then it may
/// be shown, and the letter was sent all the same.
// R-INFO-1
async fn found(
    call: &Call<'_>,
    facts: &Facts,
    asked: &Asked,
    before: Option<&InformationRequested>,
) -> Result<Option<Found>, Status> {
    let office = call.office;
    let Some(VerifiedActor { actor, purpose, .. }) = call.verified() else {
        return Ok(None);
    };
    let would = Would {
        actor,
        purpose,
        ground: None,
        types: asked.types.iter().cloned().collect(),
        language: Language::default(),
    };
    let aggregator = office.aggregator();
    let on_request = would.on_request(aggregator, facts, &asked.sector, office.now());
    let Some(on_request) = on_request else {
        return Ok(None);
    };
    let is_protected = on_request.is_protected;
    // What follows says what is on request, and who lacks consent.
    // R-AUDIT-14
    call.log(Some(facts.child)).await?;
    if before.is_some() {
        let way = None;
        return Ok(Some(Found { way, is_protected }));
    }
    let is_there = |kind: &InformationType| on_request.ways.contains_key(kind);
    if on_request.ways.is_empty() || !asked.types.iter().all(is_there) {
        let why = "this is shown, or not to be had on request";
        let why = refuse(Code::FailedPrecondition, "NOT_ON_REQUEST", why);
        return call.deny(why).await;
    }
    let mut ways: Vec<_> = on_request.ways.values().copied().collect();
    ways.sort_unstable();
    ways.dedup();
    match ways.as_slice() {
        [way] => {
            let way = Some(*way);
            Ok(Some(Found { way, is_protected }))
        }
        _ => {
            let expected = "expected types that are asked for in one way";
            call.deny(wrong("request.information_types", expected))
                .await
        }
    }
}

fn sealed(
    office: &Office,
    id: Uuid,
    part: &str,
    text: String,
) -> Result<crate::seal::Sealed, Status> {
    let sealed = office.seal(id, part, Some(text))?;
    sealed.ok_or_else(gone)
}

pub(super) async fn answer(
    office: &Office,
    request: Request<wire::RegisterInformationAnswerRequest>,
) -> Result<Answer<wire::RegisterInformationAnswerResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "information-answer")?;
    let wire::RegisterInformationAnswerRequest {
        request_id,
        child,
        case_number,
        thread,
        first_line,
    } = request.into_inner();
    let named = office.child("child", child).ok();
    let pseudonym = named.as_ref().map(|child| child.pseudonym);
    let Some((child, asker, facts)) = may(&call, named).await? else {
        return call.refuse(pseudonym).await;
    };
    let id = parse::uuid("request_id", &request_id)?;
    let own = known(&call, child.pseudonym, id).await?;
    let own = own.ok_or_else(|| StoreError::Unknown.status())?;
    let (case_number, thread) = (
        case(("case_number", case_number))?.unwrap_or_default(),
        thread_of(("thread", thread))?.unwrap_or_default(),
    );
    // R-INFO-2
    if case_number != office.open(id, "case", Some(&own.case_number))
        || thread != office.open(id, "thread", own.thread.as_ref())
    {
        return Err(refuse(
            Code::FailedPrecondition,
            "OTHER_CASE",
            "the answer is about another case, or came in another thread",
        ));
    }
    if first_line.len() > MAX_LINE_BYTES {
        return Err(wrong("first_line", "expected at most 500 bytes"));
    }
    let policy = office.policy(asker.country).ok_or_else(letter::none)?;
    let read = (policy.message_by_id(&own.template)).and_then(|rule| rule.reads(&first_line));
    let answered = Statement::InformationAnswered(InformationAnswered {
        request: id,
        // R-INFO-3
        answer: match read {
            Some(StandardAnswer::Nothing) => InformationAnswer::Nothing,
            Some(StandardAnswer::Documents) => InformationAnswer::Documents,
            None => InformationAnswer::Other,
        },
        thread: own.thread,
    });
    call.state(child.pseudonym, answered).await?;
    let protected = facts.is_protected(office.now());
    let request = Some(standing(office, &child, id, protected).await?);
    call.tell(wire::RegisterInformationAnswerResponse { request })
        .await
}

pub(super) async fn list(
    office: &Office,
    request: Request<wire::ListInformationRequestsRequest>,
) -> Result<Answer<wire::ListInformationRequestsResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "information-requests-list")?;
    let named = office.child("child", request.into_inner().child).ok();
    let pseudonym = named.as_ref().map(|child| child.pseudonym);
    let Some((child, _, facts)) = may(&call, named).await? else {
        return call.refuse(pseudonym).await;
    };
    // R-AUDIT-14
    call.log(Some(child.pseudonym)).await?;
    let protected = facts.is_protected(office.now());
    let ledger = office.ledger(child.pseudonym).await?;
    let held = ledger.everything(office.now()).information_requests();
    let own = |held: &Held<InformationRequest>| is_own(&call, &held.fact.asked);
    let requests = (held.into_iter().filter(own))
        .map(|held| told(office, held, protected))
        .collect();
    call.tell(wire::ListInformationRequestsResponse { requests })
        .await
}
