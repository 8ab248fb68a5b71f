//! Lifts: the second step of breaking the glass. A block is set aside for one's own organisation, with a reason, for at most seven days.

use domain::{
    facts::{LiftReason, Pseudonym},
    id::OrganisationId,
    time::Timestamp,
};
use jiff::SignedDuration;
use proto::{
    convert::common::wire_timestamp,
    v1::consent::{self as wire},
};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{
    blocks::{block_of, told_lift},
    consents::gone,
    office::{Call, Office},
    parse::{self, Words, wrong},
};
use crate::{
    ledger::{
        MAX_LIFT_DAYS, Statement,
        statement::{Ending, LiftRegistered},
    },
    peers::FactKind,
    store::StoreError,
};

pub(super) async fn register(
    office: &Office,
    request: Request<wire::RegisterLiftRequest>,
) -> Result<Response<wire::RegisterLiftResponse>, Status> {
    let call = office.call(&request, FactKind::Block, "lift")?;
    let asked = request.into_inner().lift.unwrap_or_default();
    let found = block_of(office, &asked.block_id).await?;
    let child = found.as_ref().map(|(child, _)| *child);
    if !call.is_source() && !may_lift(&call, child, asked.reason()).await? {
        return call.refuse(child).await;
    }
    let (child, block) = (child, parse::uuid("lift.block_id", &asked.block_id)?);
    let child = child.ok_or_else(|| StoreError::Unknown.status())?;
    let statement = registered(&call, block, asked).await?;
    let id = statement.id;
    let is_emergency = statement.why == LiftReason::Emergency;
    let statement = Statement::LiftRegistered(statement);
    let taken = office.state(child, statement, call.teller()).await?;
    if taken.is_new && is_emergency {
        tracing::warn!(lift = %id, "a block was set aside in an emergency; to be reviewed");
    }
    let ledger = office.ledger(child).await?;
    let held = ledger.everything(office.now()).lifts();
    let held = held
        .into_iter()
        .find(|held| held.id == id)
        .ok_or_else(gone)?;
    Ok(Response::new(wire::RegisterLiftResponse {
        lift: Some(told_lift(office, &ledger, held)),
    }))
}

/// On the person's consent: whoever registers consents. In an emergency: whoever the tables let look in one.
// R-DESK-10
async fn may_lift(
    call: &Call<'_>,
    child: Option<Pseudonym>,
    reason: wire::LiftReason,
) -> Result<bool, Status> {
    match reason {
        wire::LiftReason::Emergency => call.rescues(child).await,
        wire::LiftReason::Consent | wire::LiftReason::Unspecified => {
            Ok(call.rights_of(child).await?.registers)
        }
    }
}

async fn registered(
    call: &Call<'_>,
    block: Uuid,
    asked: wire::Lift,
) -> Result<LiftRegistered, Status> {
    let office = call.office;
    let why = match asked.reason() {
        wire::LiftReason::Consent => LiftReason::Consent,
        wire::LiftReason::Emergency => LiftReason::Emergency,
        wire::LiftReason::Unspecified => {
            return Err(wrong("lift.reason", "expected CONSENT or EMERGENCY"));
        }
    };
    let wire::Lift {
        lift_id,
        block_id: _,
        recipient,
        recipient_unit,
        reason: _,
        reason_text,
        start_time: _,
        end_time,
        ended_time: _,
        registration,
    } = asked;
    let id = parse::uuid("lift.lift_id", &lift_id)?;
    let reason = parse::required_reason("lift.reason_text", reason_text)?;
    let recipient = parse::organisation("lift.recipient", recipient)?;
    let unit = parse::unit("lift.recipient_unit", recipient_unit)?;
    let (organisation, unit) = for_whom(call, recipient, unit)?;
    let end = match parse::instant("lift.end_time", end_time)? {
        Some(end) => end,
        None => usual_end(office, id).await?,
    };
    let Words { requested_by, .. } = Words::of(registration)?;
    Ok(LiftRegistered {
        id,
        block,
        block_of: None,
        organisation,
        unit,
        why,
        start: None,
        end,
        registrar: office.seal(id, "registrar", requested_by)?,
        reason: office.seal(id, "reason", Some(reason))?,
    })
}

/// Seven days from now; at a repetition those of the first time.
async fn usual_end(office: &Office, id: Uuid) -> Result<Timestamp, Status> {
    if let Some((_, stated)) = office.find(Some(id)).await?
        && let Statement::LiftRegistered(before) = stated.statement
    {
        return Ok(before.end);
    }
    let longest = SignedDuration::from_hours(24 * MAX_LIFT_DAYS);
    Ok(office.now().checked_add(longest).unwrap_or(Timestamp::MAX))
}

/// A professional lifts for the place they work at.
fn for_whom(
    call: &Call<'_>,
    recipient: Option<OrganisationId>,
    unit: Option<String>,
) -> Result<(OrganisationId, Option<String>), Status> {
    let Some(own) = call.actor() else {
        let expected = "expected the organisation that may look";
        return Ok((
            recipient.ok_or_else(|| wrong("lift.recipient", expected))?,
            unit,
        ));
    };
    let same_place = (recipient.is_none() || recipient == own.organisation)
        && (unit.is_none() || unit == own.unit);
    let place = own.organisation.clone().filter(|_| same_place);
    let expected = "expected your own organisation and unit, or nothing";
    Ok((
        place.ok_or_else(|| wrong("lift.recipient", expected))?,
        own.unit.clone(),
    ))
}

pub(super) async fn end(
    office: &Office,
    request: Request<wire::EndLiftRequest>,
) -> Result<Response<wire::EndLiftResponse>, Status> {
    let call = office.call(&request, FactKind::Block, "lift-end")?;
    let asked = request.into_inner();
    let found = office.find(Uuid::parse_str(&asked.lift_id).ok()).await?;
    let found = found.and_then(|(child, stated)| match stated.statement {
        Statement::LiftRegistered(lift) => Some((child, lift)),
        _ => None,
    });
    let own = call.actor().and_then(|actor| actor.organisation.as_ref());
    // Whoever works where it opened may close it again.
    let may_end = |(_, lift): &(Pseudonym, LiftRegistered)| own == Some(&lift.organisation);
    if !call.is_source() && !found.as_ref().is_some_and(may_end) {
        return call.refuse(found.map(|(child, _)| child)).await;
    }
    let of = parse::uuid("lift_id", &asked.lift_id)?;
    let (child, _) = found.ok_or_else(|| StoreError::Unknown.status())?;
    let ended = Statement::LiftEnded(Ending::of(of));
    let at = office.state(child, ended, call.teller()).await?.stated.at;
    Ok(Response::new(wire::EndLiftResponse {
        ended_time: Some(wire_timestamp(at)),
    }))
}
