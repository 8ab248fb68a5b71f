//! Custody that somebody at work states by hand, from a document that they have seen, where no register can say it. For professionals with a
//! relation to the child, in a role that the configuration names. What it counts for is the ledger's rule.

use domain::{
    facts::{Holder, Pseudonym},
    policy::Audience,
    time::Timestamp,
};
use proto::{
    convert::common::wire_timestamp,
    status::refuse,
    v1::consent::{self as wire},
};
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use super::{
    call::Call,
    office::{Child, Office},
    parse::{self, Words, wrong},
    review::MAX_UNVERIFIED_PER_HOUR,
    rights::Rights,
};
use crate::{
    ledger::{Ledger, Statement, statement::CustodyByHand},
    peers::FactKind,
};

pub(super) async fn custody(
    office: &Office,
    request: Request<wire::PutCustodyRequest>,
) -> Result<Response<wire::PutCustodyResponse>, Status> {
    let call = office.call(&request, FactKind::Custody, "custody-by-hand")?;
    if call.is_source() {
        return Err(wrong(
            "by_hand",
            "expected nothing: a register needs no document",
        ));
    }
    let asked = request.into_inner();
    let child = office.child("child", asked.child.clone()).ok();
    let granted = call.granted(child.as_ref(), |rights| may(&call, rights));
    // R-CUSTODY-1, R-DESK-5
    if granted.await?.is_none() {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    }
    let child = office.child("child", asked.child.clone())?;
    let statement = parsed(&call, &child, asked)?;
    let (id, as_of) = (statement.id, statement.as_of);
    // What stands is said again whatever a register told since.
    if office.find(Some(id)).await?.is_none() {
        refuse_needless(office, &child, as_of).await?;
    }
    let statement = Statement::CustodyByHand(statement);
    let taken = office
        .state(child.pseudonym, statement, call.teller())
        .await?;
    if taken.is_new {
        alarm(&call, id);
    }
    let expires = as_of.checked_add(Ledger::by_hand_for(&office.aggregator().ages));
    Ok(Response::new(wire::PutCustodyResponse {
        expire_time: expires.ok().map(wire_timestamp),
    }))
}

fn may(call: &Call<'_>, rights: &Rights) -> bool {
    let roles = &call.office.aggregator().limits.custody_roles;
    let has_role = (call.verified()).is_some_and(|verified| roles.contains(&verified.role));
    rights.is_related && has_role && call.audience() == Some(Audience::Professional)
}

fn parsed(
    call: &Call<'_>,
    child: &Child,
    asked: wire::PutCustodyRequest,
) -> Result<CustodyByHand, Status> {
    let office = call.office;
    let wire::PutCustodyRequest {
        child: _,
        holders,
        as_of_time,
        by_hand,
    } = asked;
    let wire::CustodyByHand {
        custody_id,
        document,
        registration,
    } = by_hand.unwrap_or_default();
    let id = parse::uuid("by_hand.custody_id", &custody_id)?;
    let as_of = parse::as_of(as_of_time)?;
    let holders = guardians(office, child.pseudonym, holders)?;
    let document = match holders.is_empty() {
        true => parse::reason("by_hand.document", document)?,
        false => Some(parse::required_reason("by_hand.document", document)?),
    };
    let Words {
        requested_by,
        reason,
    } = Words::of(registration)?;
    let expected = "expected why by hand and not from the register";
    let reason = reason.ok_or_else(|| wrong("by_hand.registration.reason", expected))?;
    Ok(CustodyByHand {
        id,
        holders,
        as_of,
        registered_at: call.organisation().cloned(),
        document: office.seal(id, "document", document)?,
        registrar: office.seal(id, "registrar", requested_by)?,
        reason: office.seal(id, "reason", Some(reason))?,
    })
}

/// Persons, each once, and never the child.
fn guardians(
    office: &Office,
    child: Pseudonym,
    holders: Vec<wire::Holder>,
) -> Result<Vec<Holder>, Status> {
    let mut read: Vec<Holder> = Vec::new();
    for holder in holders {
        let guardian = office.person("holders.guardian", holder.guardian)?;
        if guardian == child || read.iter().any(|before| before.guardian == guardian) {
            let expected = "expected guardians, each once, and not the child";
            return Err(wrong("holders.guardian", expected));
        }
        read.push(Holder {
            guardian,
            residence_parent: holder.residence_parent,
        });
    }
    Ok(read)
}

/// Refuses what could not count: a word beside a register's current one, and a document that was seen too long ago.
// R-CUSTODY-2, R-CUSTODY-4
async fn refuse_needless(office: &Office, child: &Child, as_of: Timestamp) -> Result<(), Status> {
    let (ages, now) = (&office.aggregator().ages, office.now());
    let ledger = office.ledger(child.pseudonym).await?;
    if ledger.register_knows_custody(ages, now) {
        return Err(refuse(
            Code::FailedPrecondition,
            "REGISTER_KNOWS_CUSTODY",
            "the register says who holds custody; by hand only where it cannot",
        ));
    }
    if now.duration_since(as_of) >= Ledger::by_hand_for(ages) {
        let expected = "expected a document seen within the time that a word by hand counts";
        return Err(wrong("as_of_time", expected));
    }
    Ok(())
}

/// Custody on somebody's word is to be reviewed, like consents on another's. The id alone: who reviews asks for the rest.
// R-CUSTODY-6, R-REVIEW-3
fn alarm(call: &Call<'_>, id: Uuid) {
    let office = call.office;
    tracing::warn!(custody = %id, "custody was stated by hand; to be reviewed");
    if office.unverified.count(call.teller(), office.now()) {
        office.aggregator().metrics.consents_alarmed();
        tracing::warn!(
            bound = MAX_UNVERIFIED_PER_HOUR,
            custody = %id,
            "one actor registered more on others' word within an hour than the bound"
        );
    }
}
