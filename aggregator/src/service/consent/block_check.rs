//! Whether blocks hide one piece of information or another from a recipient, by the rule that screens records.

use domain::{
    decide::{BlockAnswer, Blocks, Onlooker},
    facts::Facts,
    id::{OrganisationId, PersonId},
    policy::{Audience, Policy},
    record::{Header, InformationType, Organisation},
    time::{Moment, Period},
};
use proto::{
    status::refuse,
    v1::consent::{self as wire},
};
use tonic::{Code, Request, Status};

use super::{
    answer::Answer,
    call::Call,
    office::{Child, Office},
    parse::{self, wrong},
};
use crate::peers::FactKind;

/// The most entities that one check takes.
const MAX_ENTITIES: usize = 1_000;

pub(super) async fn check(
    office: &Office,
    request: Request<wire::CheckBlocksRequest>,
) -> Result<Answer<wire::CheckBlocksResponse>, Status> {
    let call = office.call(&request, FactKind::Block, "blocks-check")?;
    let asked = request.into_inner();
    let child = office.child("child", asked.child.clone()).ok();
    let at_work = call.audience() == Some(Audience::Professional);
    let granted = call.granted(child.as_ref(), |rights| at_work && rights.is_related);
    let Some(granted) = granted.await? else {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    };
    let child = office.child("child", asked.child)?;
    let organisation = parse::organisation("recipient", asked.recipient)?;
    let unit = parse::unit("recipient_unit", asked.recipient_unit)?;
    let (organisation, unit) = onlooker(&call, organisation, unit)?;
    if asked.entities.len() > MAX_ENTITIES {
        return Err(wrong("entities", "expected at most 1000"));
    }
    if !is_own(&call, &asked.entities) {
        return others(&call, &child).await;
    }
    let facts = granted.facts(&call, &child).await?.facts;
    let country = call
        .actor()
        .map_or(child.id.country(), |actor| actor.country);
    let policy = office.policy(country);
    let by = Onlooker {
        audience: Audience::Professional,
        organisation: Some(&organisation),
        unit: unit.as_deref(),
    };
    // R-AUDIT-14
    call.log(Some(child.pseudonym)).await?;
    let check = Check::of(office, &child, by, &facts, policy.as_deref());
    let status = |entity| i32::from(check.status(entity));
    let statuses = asked.entities.into_iter().map(status).collect();
    call.tell(wire::CheckBlocksResponse { statuses }).await
}

/// A professional asks for themselves, the pinned source for anybody.
fn onlooker(
    call: &Call<'_>,
    organisation: Option<OrganisationId>,
    unit: Option<String>,
) -> Result<(OrganisationId, Option<String>), Status> {
    let other = || {
        wrong(
            "recipient",
            "expected your own organisation and unit, or nothing",
        )
    };
    match call.actor() {
        None => {
            let expected = "expected who would look";
            Ok((
                organisation.ok_or_else(|| wrong("recipient", expected))?,
                unit,
            ))
        }
        Some(own) => {
            let same_place = (organisation.is_none() || organisation == own.organisation)
                && (unit.is_none() || unit == own.unit);
            let place = own.organisation.clone().filter(|_| same_place);
            Ok((place.ok_or_else(other)?, own.unit.clone()))
        }
    }
}

/// At work one learns that something is blocked; where, in two active steps that stand in the log. A check of others' places would tell it
/// without either, so at work one asks of one's own alone.
// R-DESK-13
fn is_own(call: &Call<'_>, entities: &[wire::InformationEntity]) -> bool {
    let Some(own) = call.actor().map(|actor| actor.organisation.as_ref()) else {
        return true;
    };
    entities.iter().all(|entity| {
        let provider = parse::organisation("entities", entity.provider.clone());
        // What names no place is told to be invalid, whatever is blocked.
        provider.map_or(true, |provider| {
            provider.is_none_or(|provider| Some(&provider) == own)
        })
    })
}

/// Refuses the whole check, by what was asked alone, and logs that it was tried. It is not answered entity by entity: of others' there is no
/// status to give that some client would not read as "not blocked", and half a list is taken for a whole one.
// R-DESK-13
async fn others<T>(call: &Call<'_>, child: &Child) -> Result<T, Status> {
    call.log_refusal(Some(child.pseudonym)).await?;
    Err(refuse(
        Code::PermissionDenied,
        "OTHER_PROVIDER",
        "at work a check of blocks is about your own organisation's information; reveal where other information is blocked",
    ))
}

/// What stands against one recipient.
struct Check<'a> {
    child: &'a PersonId,
    /// `None` when nobody can say: then everything is blocked.
    blocks: Option<Blocks>,
    zone: jiff::tz::TimeZone,
}

impl<'a> Check<'a> {
    fn of(
        office: &Office,
        child: &'a Child,
        by: Onlooker<'_>,
        facts: &Facts,
        policy: Option<&Policy>,
    ) -> Self {
        Self {
            child: &child.id,
            blocks: policy.and_then(|policy| Blocks::against(by, facts, policy, office.now())),
            zone: child.id.country().zone(),
        }
    }

    // R-DESK-9
    fn status(&self, entity: wire::InformationEntity) -> wire::BlockStatus {
        let Some((header, provider)) = self.header(entity) else {
            return wire::BlockStatus::ValidationError;
        };
        let answer = (self.blocks.as_ref()).map_or(BlockAnswer::Blocked, |b| {
            b.answer(&header, Some(&provider), &self.zone)
        });
        match answer {
            BlockAnswer::Ok => wire::BlockStatus::Ok,
            BlockAnswer::Blocked => wire::BlockStatus::Blocked,
            BlockAnswer::ValidationError => wire::BlockStatus::ValidationError,
        }
    }

    /// The entity as the header of a record, so that one rule judges both. `None` where it cannot be judged.
    fn header(&self, entity: wire::InformationEntity) -> Option<(Header, OrganisationId)> {
        let wire::InformationEntity {
            start_time,
            end_time,
            unit,
            provider,
            information_type,
        } = entity;
        let instant = |at| parse::instant("entities", at).ok();
        let (start, end) = (instant(start_time)?, instant(end_time)?);
        if matches!((start, end), (Some(start), Some(end)) if end < start) {
            return None;
        }
        let provider = parse::organisation("entities", provider).ok()??;
        let unit = OrganisationId::parse(provider.system(), &unit).ok()?;
        let period = Period {
            start: start.map(Moment::Instant),
            end: end.map(Moment::Instant),
        };
        let kind = InformationType::parse(&information_type).ok()?;
        let place = |id: &OrganisationId| {
            Some(Organisation {
                id: Some(id.clone()),
                name: String::new(),
            })
        };
        let header = Header {
            care_provider: place(&provider),
            unit: place(&unit),
            ..Header::new("", kind, self.child.clone(), period, "")
        };
        Some((header, provider))
    }
}
