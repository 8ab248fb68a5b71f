//! Blocks: set by the pinned source, on one's own wish, or by the care provider whose information it is; ended, taken back.

use domain::{
    decide::block_would_stand,
    facts::{Block, BlockedPeriod, Lift, LiftReason, Pseudonym},
    policy::Audience,
};
use proto::{
    convert::common::wire_timestamp,
    v1::consent::{self as wire},
};
use tonic::{Request, Status};
use uuid::Uuid;

use super::{
    answer::Answer,
    call::{Call, Granted},
    consents::gone,
    office::{Child, Office},
    parse::{self, Words, wrong},
    reading::unsaid,
    rights::{Rights, wishers},
};
use crate::{
    ledger::{
        Held, Ledger, Stated, Statement,
        statement::{BlockRegistered, Ending},
    },
    peers::FactKind,
    store::{StoreError, Teller},
};

pub(super) async fn register(
    office: &Office,
    request: Request<wire::RegisterBlockRequest>,
) -> Result<Answer<wire::RegisterBlockResponse>, Status> {
    let call = office.call(&request, FactKind::Block, "block")?;
    let asked = request.into_inner().block.unwrap_or_default();
    let child = office.child("block.child", asked.child.clone()).ok();
    // R-DESK-7
    let granted = call.granted(child.as_ref(), |rights| rights.blocks);
    let Some(granted) = granted.await? else {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    };
    let child = office.child("block.child", asked.child.clone())?;
    let wisher = wisher(&call, &child, &granted, &asked).await?;
    let child = child.pseudonym;
    let statement = registered(office, asked, wisher)?;
    let own = call.actor().and_then(|actor| actor.organisation.as_ref());
    let is_professional = call.audience() == Some(Audience::Professional);
    if is_professional && own != Some(&statement.organisation) {
        let expected = "expected your own organisation: others' information is theirs to block";
        return Err(wrong("block.provider", expected));
    }
    let id = statement.id;
    let statement = Statement::BlockRegistered(statement);
    let written = call.state(child, statement).await?;
    let ledger = office.ledger(child).await?;
    let held = ledger.everything(office.now()).blocks();
    let held = held
        .into_iter()
        .find(|held| held.id == id)
        .ok_or_else(gone)?;
    Ok(written.answer(wire::RegisterBlockResponse {
        block: Some(told(&call, &ledger, &ledger, held)),
    }))
}

/// Whose wish it is: one's own; at work that of somebody whose wish the tables take there, who is named unless nobody else can be meant. At a
/// repetition whoever it was the first time.
// R-BLOCKED-12
async fn wisher(
    call: &Call<'_>,
    child: &Child,
    granted: &Granted,
    asked: &wire::Block,
) -> Result<Option<Pseudonym>, Status> {
    let office = call.office;
    let named = match asked.wished_by.clone() {
        Some(person) => Some(office.person("block.wished_by", Some(person))?),
        None => None,
    };
    let not_theirs = |expected| call.deny(wrong("block.wished_by", expected));
    let before = block_of(office, &asked.block_id).await?;
    let before = before.and_then(|(_, stated)| wished(&stated));
    match call.actor() {
        None => match named {
            Some(person) if before != named && !wishes(call, child, person).await? => {
                let expected = "expected the child, or a guardian whose wish the tables take today";
                not_theirs(expected).await
            }
            named => Ok(named),
        },
        Some(actor) if actor.audience != Audience::Professional => match named {
            Some(named) if Some(named) != actor.person => {
                not_theirs("expected yourself, or nothing").await
            }
            _ => Ok(actor.person),
        },
        Some(actor) => {
            if before.is_some() && (named.is_none() || named == before) {
                return Ok(before);
            }
            let (policy, joined) = (office.policy(actor.country), granted.joined.as_ref());
            let wishers = match policy.zip(joined) {
                Some((policy, joined)) => wishers(actor, &joined.facts, &policy, office.now()),
                None => Vec::new(),
            };
            match (named, wishers.as_slice()) {
                (Some(named), _) if wishers.contains(&named) => Ok(Some(named)),
                (None, [only]) => Ok(Some(*only)),
                _ => not_theirs("expected one whose wish the tables take for this child").await,
            }
        }
    }
}

/// Whether a block on this person's wish would stand: one that would not is not taken, and then said to be.
// R-BLOCKED-12
async fn wishes(call: &Call<'_>, child: &Child, person: Pseudonym) -> Result<bool, Status> {
    let (office, now) = (call.office, call.office.now());
    let joined = call.joined(child).await?;
    let policy = office.policy(child.id.country());
    Ok(policy.is_some_and(|policy| block_would_stand(person, &joined.facts, &policy, now)))
}

fn wished(stated: &Stated) -> Option<Pseudonym> {
    match &stated.statement {
        Statement::BlockRegistered(block) => block.wisher,
        _ => None,
    }
}

fn registered(
    office: &Office,
    asked: wire::Block,
    wisher: Option<Pseudonym>,
) -> Result<BlockRegistered, Status> {
    let wire::Block {
        block_id,
        child: _,
        provider,
        unit,
        information_types,
        information_start_time,
        information_end_time,
        start_time: _,
        ended_time: _,
        deleted_time: _,
        registration,
        lifts: _,
        wished_by: _,
    } = asked;
    let id = parse::uuid("block.block_id", &block_id)?;
    let organisation = parse::organisation("block.provider", provider)?
        .ok_or_else(|| wrong("block.provider", "expected the care provider"))?;
    let start = parse::instant("block.information_start_time", information_start_time)?;
    let end = parse::instant("block.information_end_time", information_end_time)?;
    parse::after("block.information_end_time", start, end)?;
    let Words {
        requested_by,
        reason,
    } = Words::of(registration)?;
    Ok(BlockRegistered {
        id,
        organisation,
        unit: parse::unit("block.unit", unit)?,
        types: parse::types("block.information_types", &information_types)?,
        period: (start.is_some() || end.is_some()).then_some(BlockedPeriod { start, end }),
        wisher,
        start: None,
        registrar: office.seal(id, "registrar", requested_by)?,
        reason: office.seal(id, "reason", reason)?,
    })
}

pub(super) async fn end(
    office: &Office,
    request: Request<wire::EndBlockRequest>,
) -> Result<Answer<wire::EndBlockResponse>, Status> {
    let call = office.call(&request, FactKind::Block, "block-end")?;
    let asked = request.into_inner();
    let child = office.child("child", asked.child.clone()).ok();
    let found = block_of(office, &asked.block_id).await?;
    let wish = Wish::of(&call, found.as_ref());
    // R-DESK-7
    let granted = call.granted(child.as_ref(), |rights| wish.may_be_ended(rights));
    let granted = granted.await?;
    // Nobody ends one at work: that would open what was closed. Theirs is also one that was set under a number that the child had before.
    // R-DESK-7, R-LINK-10
    let is_theirs = |granted: Granted| {
        (child.as_ref().zip(found.as_ref())).is_some_and(|(child, (of, _))| {
            let is_today = child.pseudonym == *of;
            (is_today && wish != Wish::OfChildAs(*of)) || granted.older().contains(of)
        })
    };
    let may = granted.is_some_and(is_theirs);
    if !call.is_source() && !may {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    }
    let of = parse::uuid("block_id", &asked.block_id)?;
    let (child, _) = found.ok_or_else(|| StoreError::Unknown.status())?;
    // It widens, so it follows from nothing that has changed since.
    // R-DESK-15
    call.hold().await?;
    let ended = Statement::BlockEnded(Ending::of(of));
    let written = call.state(child, ended).await?;
    Ok(written.answer(wire::EndBlockResponse {
        ended_time: Some(wire_timestamp(written.at)),
    }))
}

/// Whose wish a block is to whoever would end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// The caller's own.
    Own,
    /// That of a child under this number, where the caller is a child under another.
    OfChildAs(Pseudonym),
    /// The caller is the child, or registered it.
    Near,
    Another,
}

impl Wish {
    fn of(call: &Call<'_>, found: Option<&(Pseudonym, Stated)>) -> Self {
        let is_child = call.audience() == Some(Audience::Child);
        let Some((of, stated)) = found else {
            return Self::Another;
        };
        match wished(stated) {
            Some(wisher) if call.is_self(wisher) => Self::Own,
            Some(wisher) if is_child && wisher == *of => Self::OfChildAs(*of),
            _ if is_child || stated.by == *call.teller() => Self::Near,
            _ => Self::Another,
        }
    }

    /// One's own wish is one's own to end, also where the tables would take no new one: a child of fourteen whom a clinic found mature is
    /// not known as mature to anybody else. Everybody else's takes the right to block, and a block that the child set is not its guardian's.
    // R-DESK-7, R-BLOCKED-12
    fn may_be_ended(self, rights: &Rights) -> bool {
        match self {
            Self::Own | Self::OfChildAs(_) => rights.looks && rights.refuses,
            Self::Near => rights.unblocks,
            Self::Another => false,
        }
    }
}

pub(super) async fn delete(
    office: &Office,
    request: Request<wire::DeleteBlockRequest>,
) -> Result<Answer<wire::DeleteBlockResponse>, Status> {
    let call = office.call(&request, FactKind::Block, "block-deletion")?;
    let asked = request.into_inner();
    let found = block_of(office, &asked.block_id).await?;
    if !call.is_source() {
        return call.refuse(found.map(|(child, _)| child)).await;
    }
    let of = parse::uuid("block_id", &asked.block_id)?;
    let reason = parse::required_reason("reason", asked.reason)?;
    let (child, _) = found.ok_or_else(|| StoreError::Unknown.status())?;
    let deleted = Statement::BlockDeleted(Ending {
        of,
        registrar: None,
        reason: office.seal(of, "deletion", Some(reason))?,
    });
    let written = call.state(child, deleted).await?;
    Ok(written.answer(wire::DeleteBlockResponse {
        deleted_time: Some(wire_timestamp(written.at)),
    }))
}

/// The child and what was said, where the id stands for a block.
pub(super) async fn block_of(
    office: &Office,
    id: &str,
) -> Result<Option<(Pseudonym, Stated)>, Status> {
    let found = office.find(Uuid::parse_str(id).ok()).await?;
    Ok(found.filter(|(_, stated)| matches!(stated.statement, Statement::BlockRegistered(_))))
}

/// A block as it is given back, `set_aside` by the lifts of this ledger.
/// A block with the lifts that `set_aside` holds of it: to the source and to whoever said it in full, to everybody else without why it was
/// set, or set aside, and by whom. To a guardian without where it was set aside either: that says where the child is known.
// R-DESK-12
pub(super) fn told(
    call: &Call<'_>,
    ledger: &Ledger,
    set_aside: &Ledger,
    held: Held<Block>,
) -> wire::Block {
    let office = call.office;
    let Held { id, by, at, fact } = held;
    let sealed = ledger.find(id).and_then(|stated| match &stated.statement {
        Statement::BlockRegistered(s) => Some((s.registrar.as_ref(), s.reason.as_ref())),
        _ => None,
    });
    let (registrar, reason) = sealed.unwrap_or_default();
    let lifts = set_aside.everything(office.now()).lifts();
    let period = |end: fn(BlockedPeriod) -> Option<domain::time::Timestamp>| {
        fact.period.and_then(end).map(wire_timestamp)
    };
    wire::Block {
        block_id: id.to_string(),
        child: None,
        information_start_time: period(|period| period.start),
        information_end_time: period(|period| period.end),
        provider: Some(fact.organisation.into()),
        unit: fact.unit.unwrap_or_default(),
        information_types: fact.types.iter().map(ToString::to_string).collect(),
        start_time: Some(wire_timestamp(fact.start)),
        ended_time: fact.ended.map(wire_timestamp),
        deleted_time: fact.deleted.map(wire_timestamp),
        registration: said(
            call,
            &by,
            wire::Registration {
                requested_by: office.open(id, "registrar", registrar),
                registered_by: by.as_str().to_owned(),
                reason: office.open(id, "reason", reason),
                registered_time: Some(wire_timestamp(at)),
            },
        ),
        lifts: (lifts.into_iter())
            .filter(|lift| lift.fact.block == fact.id)
            .map(|held| told_lift(call, set_aside, held))
            .collect(),
        wished_by: None,
    }
}

fn may_read_words(call: &Call<'_>, by: &Teller) -> bool {
    call.is_source() || by == call.teller()
}

fn said(call: &Call<'_>, by: &Teller, said: wire::Registration) -> Option<wire::Registration> {
    match may_read_words(call, by) {
        true => Some(said),
        false => unsaid(Some(said)),
    }
}

pub(super) fn told_lift(call: &Call<'_>, ledger: &Ledger, held: Held<Lift>) -> wire::Lift {
    let office = call.office;
    let Held { id, by, at, fact } = held;
    let is_placed = call.audience() != Some(Audience::Guardian) || by == *call.teller();
    let sealed = ledger.find(id).and_then(|stated| match &stated.statement {
        Statement::LiftRegistered(s) => Some((s.registrar.as_ref(), s.reason.as_ref())),
        _ => None,
    });
    let (registrar, reason) = sealed.unwrap_or_default();
    wire::Lift {
        lift_id: id.to_string(),
        block_id: Uuid::from_bytes(fact.block).to_string(),
        recipient: is_placed.then(|| fact.organisation.into()),
        recipient_unit: (fact.unit.filter(|_| is_placed)).unwrap_or_default(),
        reason: match fact.reason {
            LiftReason::Consent => wire::LiftReason::Consent,
            LiftReason::Emergency => wire::LiftReason::Emergency,
        }
        .into(),
        reason_text: match may_read_words(call, &by) {
            true => office.open(id, "reason", reason),
            false => String::new(),
        },
        start_time: Some(wire_timestamp(fact.start)),
        end_time: Some(wire_timestamp(fact.end)),
        ended_time: fact.ended.map(wire_timestamp),
        registration: said(
            call,
            &by,
            wire::Registration {
                requested_by: office.open(id, "registrar", registrar),
                registered_by: by.as_str().to_owned(),
                reason: String::new(),
                registered_time: Some(wire_timestamp(at)),
            },
        ),
    }
}
