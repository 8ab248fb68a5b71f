//! Under which numbers a child was known before, as the pinned register tells it. Nothing is judged here: what a link is good for is judged
//! where it is read, in [`numbers`](crate::numbers), so that no word that forbids is ever turned away.

use proto::v1::consent::{self as wire};
use tonic::{Request, Response, Status};

use super::{
    office::Office,
    parse::{self, wrong},
};
use crate::{
    ledger::{
        MAX_OLDER_IDS, Statement,
        statement::{IdentityLinkTold, NumberNamed, OlderId},
    },
    peers::FactKind,
    store::StoreError,
};

/// Takes the numbers before the one that holds now.
// R-LINK-2
pub(super) async fn identity_link(
    office: &Office,
    request: Request<wire::PutIdentityLinkRequest>,
) -> Result<Response<wire::PutIdentityLinkResponse>, Status> {
    let teller = office.source(&request, FactKind::Identity)?;
    let wire::PutIdentityLinkRequest {
        child,
        older_ids,
        as_of_time,
    } = request.into_inner();
    let as_of = parse::as_of(as_of_time)?;
    let child = office.child("child", child)?;
    if older_ids.len() > MAX_OLDER_IDS {
        return Err(wrong("older_ids", "expected at most 16 numbers"));
    }
    let mut older = Vec::new();
    for id in older_ids {
        let before = office.child("older_ids", Some(id))?;
        if before.pseudonym == child.pseudonym {
            return Err(wrong("older_ids", "expected other numbers than today's"));
        }
        let seal = &office.aggregator().seal;
        let sealed = OlderId::sealed(child.pseudonym, before.pseudonym, &before.id, seal);
        older.push(sealed.map_err(|_| StoreError::Unreadable { what: "number" }.status())?);
    }
    // Each older number is told first who names it: should the rest fail, it points at a number that does not name it, which is nothing.
    // R-LINK-7
    for before in &older {
        let named = Statement::NumberNamed(NumberNamed {
            today: child.pseudonym,
        });
        office.state(before.pseudonym, named, &teller).await?;
    }
    let statement = Statement::IdentityLinkTold(IdentityLinkTold { older, as_of });
    office.state(child.pseudonym, statement, &teller).await?;
    Ok(Response::new(wire::PutIdentityLinkResponse {}))
}
