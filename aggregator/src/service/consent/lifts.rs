//! Lifts: the second step of breaking the glass. A block is set aside for one's own organisation, with a reason, for at most seven days.

use domain::{
    facts::{LiftReason, Pseudonym},
    id::OrganisationId,
    time::{Date, Timestamp},
};
use jiff::SignedDuration;
use proto::{
    convert::common::wire_timestamp,
    v1::consent::{self as wire},
};
use tonic::{Request, Status};
use uuid::Uuid;

use super::{
    answer::Answer,
    blocks::{block_of, told_lift},
    call::{Call, Granted},
    consents::gone,
    office::{Child, Office},
    parse::{self, Words, wrong},
    rights::Rights,
};
use crate::{
    ledger::{
        MAX_LIFT_DAYS, Stated, Statement,
        statement::{Ending, LiftRegistered},
    },
    peers::FactKind,
    store::StoreError,
};

pub(super) async fn register(
    office: &Office,
    request: Request<wire::RegisterLiftRequest>,
) -> Result<Answer<wire::RegisterLiftResponse>, Status> {
    let call = office.call(&request, FactKind::Block, "lift")?;
    let wire::RegisterLiftRequest { lift, child } = request.into_inner();
    let asked = lift.unwrap_or_default();
    let found = block_of(office, &asked.block_id).await?;
    let stands_in = found.as_ref().map(|(number, _)| *number);
    let named = child.as_ref().map(|_| office.child("child", child.clone()));
    let whose = Whose::of(named.as_ref(), stands_in);
    let granted = whose.granted(&call, asked.reason()).await?;
    let block = found.as_ref().map(|(_, stated)| stated);
    if !granted.is_some_and(|granted| is_among(&granted, block, office.now())) {
        return call.refuse(whose.number).await;
    }
    let block = parse::uuid("lift.block_id", &asked.block_id)?;
    let stands_in = stands_in.ok_or_else(|| StoreError::Unknown.status())?;
    let child = match named {
        Some(named) => of_source(&call, named?, block).await?,
        None => stands_in,
    };
    // R-LINK-8, R-LINK-10
    let block_of = Some(stands_in).filter(|number| *number != child);
    let statement = registered(&call, block, block_of, asked).await?;
    let id = statement.id;
    let is_emergency = statement.why == LiftReason::Emergency;
    // It widens, so it follows from nothing that has changed since.
    // R-DESK-15
    call.hold().await?;
    let written = call
        .state(child, Statement::LiftRegistered(statement))
        .await?;
    if written.is_new && is_emergency {
        tracing::warn!(lift = %id, "a block was set aside in an emergency; to be reviewed");
    }
    let ledger = office.ledger(child).await?;
    let held = ledger.everything(office.now()).lifts();
    let held = held
        .into_iter()
        .find(|held| held.id == id)
        .ok_or_else(gone)?;
    Ok(written.answer(wire::RegisterLiftResponse {
        lift: Some(told_lift(&call, &ledger, held)),
    }))
}

/// The child whose block is to be set aside: as the caller names it, else whoever the block was set of.
struct Whose {
    number: Option<Pseudonym>,
    birth: Option<Date>,
}

impl Whose {
    /// `named`: as the caller names the child, where it does. A name that is none is nobody's.
    fn of(named: Option<&Result<Child, Status>>, stands_in: Option<Pseudonym>) -> Self {
        match named {
            Some(named) => {
                let child = named.as_ref().ok();
                Self {
                    number: child.map(|child| child.pseudonym),
                    birth: child.and_then(|child| child.id.birth_date()),
                }
            }
            None => Self {
                number: stands_in,
                birth: None,
            },
        }
    }

    /// On the person's consent: whoever registers consents. In an emergency: whoever the tables let look in one.
    // R-DESK-10
    async fn granted(
        &self,
        call: &Call<'_>,
        reason: wire::LiftReason,
    ) -> Result<Option<Granted>, Status> {
        match reason {
            wire::LiftReason::Emergency if !call.is_source() => {
                call.rescues(self.number, self.birth).await
            }
            _ => {
                let registers = |rights: &Rights| rights.registers;
                call.granted_by(self.number, self.birth, registers).await
            }
        }
    }
}

/// Whether a block stands against what the caller would see of this child, under whichever of its numbers it was set. The pinned source
/// is told later what is wrong with it.
// R-LINK-10
fn is_among(granted: &Granted, block: Option<&Stated>, now: Timestamp) -> bool {
    let Some(joined) = &granted.joined else {
        return true;
    };
    let id = block.and_then(|stated| stated.statement.id());
    let standing = joined.facts.blocks.at(now).into_iter().flatten();
    id.is_some_and(|id| {
        standing
            .map(|block| block.id)
            .any(|block| block == id.into_bytes())
    })
}

/// The same for a child that the pinned source names: it may set aside what it set, and nothing of another child's.
async fn of_source(call: &Call<'_>, child: Child, block: Uuid) -> Result<Pseudonym, Status> {
    if call.is_source() {
        let joined = call.joined(&child).await?;
        let standing = joined.facts.blocks.at(call.office.now());
        let mut standing = standing.into_iter().flatten();
        if !standing.any(|standing| standing.id == block.into_bytes()) {
            return Err(StoreError::Unknown.status());
        }
    }
    Ok(child.pseudonym)
}

async fn registered(
    call: &Call<'_>,
    block: Uuid,
    block_of: Option<Pseudonym>,
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
        block_of,
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

/// Whoever works where it opened may close it again, in whatever role, with whatever purpose, and also when the place has nothing to do with
/// the child any more: it narrows, and who sees that a look was not needed should not have to ask anybody.
// R-DESK-16
pub(super) async fn end(
    office: &Office,
    request: Request<wire::EndLiftRequest>,
) -> Result<Answer<wire::EndLiftResponse>, Status> {
    let call = office.call(&request, FactKind::Block, "lift-end")?;
    let asked = request.into_inner();
    let found = office.find(Uuid::parse_str(&asked.lift_id).ok()).await?;
    let found = found.and_then(|(child, stated)| match stated.statement {
        Statement::LiftRegistered(lift) => Some((child, lift)),
        _ => None,
    });
    let is_theirs =
        |(_, lift): &(Pseudonym, LiftRegistered)| call.organisation() == Some(&lift.organisation);
    if !call.is_source() && !found.as_ref().is_some_and(is_theirs) {
        return call.refuse(found.map(|(child, _)| child)).await;
    }
    let of = parse::uuid("lift_id", &asked.lift_id)?;
    let (child, _) = found.ok_or_else(|| StoreError::Unknown.status())?;
    let written = call
        .state(child, Statement::LiftEnded(Ending::of(of)))
        .await?;
    Ok(written.answer(wire::EndLiftResponse {
        ended_time: Some(wire_timestamp(written.at)),
    }))
}
