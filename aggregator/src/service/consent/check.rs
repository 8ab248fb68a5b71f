//! What a recipient would see now, by the decision that an overview makes, without an overview.

use domain::{decide::Actor, facts::Facts, policy::Audience, time::Timestamp};
use proto::{
    convert::common::wire_timestamp,
    v1::consent::{self as wire},
};
use tonic::{Request, Status};

use super::{
    answer::Answer,
    call::Call,
    office::{Child, Office},
    parse::{self, wrong},
};
use crate::{overview::check::Would, peers::FactKind};

/// What a recipient would look for, where the pinned source asks.
pub(super) const SOURCES_PURPOSE: &str = "care";

pub(super) async fn check(
    office: &Office,
    request: Request<wire::CheckConsentRequest>,
) -> Result<Answer<wire::CheckConsentResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "consent-check")?;
    let asked = request.into_inner();
    let child = office.child("child", asked.child.clone()).ok();
    let at_work = call.audience() == Some(Audience::Professional);
    let granted = call.granted(child.as_ref(), |rights| at_work && rights.is_related);
    let Some(granted) = granted.await? else {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    };
    let child = office.child("child", asked.child.clone())?;
    let recipient = recipient(&call, &child, &asked)?;
    let facts = granted.facts(&call, &child).await?.facts;
    let now = office.now();
    let sectors = sectors(&call, &facts, &recipient, &asked, now)?;
    match sectors {
        Some(sectors) => {
            // R-AUDIT-14
            call.log(Some(child.pseudonym)).await?;
            let decided_time = Some(wire_timestamp(now));
            let told = wire::CheckConsentResponse {
                sectors,
                decided_time,
            };
            call.tell(told).await
        }
        // As the recipient would be told: nothing.
        None => call.refuse(Some(child.pseudonym)).await,
    }
}

/// The recipient as an actor. A professional is told only of what they could see themselves.
// R-DESK-6
fn recipient(
    call: &Call<'_>,
    child: &Child,
    asked: &wire::CheckConsentRequest,
) -> Result<Actor, Status> {
    let organisation = parse::organisation("recipient", asked.recipient.clone())?;
    let unit = parse::unit("recipient_unit", asked.recipient_unit.clone())?;
    let sector = parse::any_sector("recipient_sector", &asked.recipient_sector)?;
    let Some(own) = call.actor() else {
        let organisation =
            organisation.ok_or_else(|| wrong("recipient", "expected who would look"))?;
        return Ok(Actor {
            audience: Audience::Professional,
            country: child.id.country(),
            sector: Some(sector.ok_or_else(|| wrong("recipient_sector", "expected a sector"))?),
            organisation: Some(organisation),
            unit,
            person: None,
        });
    };
    let same = |asked: bool, field| match asked {
        true => Ok(()),
        false => Err(wrong(field, "expected your own, or nothing")),
    };
    same(
        organisation.is_none() || organisation == own.organisation,
        "recipient",
    )?;
    same(unit.is_none() || unit == own.unit, "recipient_unit")?;
    same(sector.is_none() || sector == own.sector, "recipient_sector")?;
    Ok(own.clone())
}

fn sectors(
    call: &Call<'_>,
    facts: &Facts,
    recipient: &Actor,
    asked: &wire::CheckConsentRequest,
    now: Timestamp,
) -> Result<Option<Vec<proto::v1::overview::SectorDecision>>, Status> {
    let would = Would {
        actor: recipient,
        purpose: call
            .verified()
            .map_or(SOURCES_PURPOSE, |actor| &*actor.purpose),
        ground: None,
        types: parse::types("information_types", &asked.information_types)?
            .into_iter()
            .collect(),
        language: parse::language("language", &asked.language)?,
    };
    Ok(would.sectors(call.office.aggregator(), facts, now))
}
