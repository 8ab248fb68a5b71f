//! Custody, protection and relations as the pinned registers tell them.

use domain::{
    facts::{CareRelation, Holder, Pseudonym},
    time::Timestamp,
};
use proto::v1::consent::{self as wire};
use tonic::{Request, Response, Status};

use super::{
    office::Office,
    parse::{self, wrong},
};
use crate::{
    ledger::{
        MAX_OLDER_IDS, Statement,
        statement::{CustodyTold, IdentityLinkTold, OlderId, ProtectionTold},
    },
    peers::FactKind,
    store::{StoreError, Teller},
};

pub(super) async fn custody(
    office: &Office,
    request: Request<wire::PutCustodyRequest>,
) -> Result<Response<wire::PutCustodyResponse>, Status> {
    let teller = office.source(&request, FactKind::Custody)?;
    let wire::PutCustodyRequest {
        child,
        holders,
        as_of_time,
    } = request.into_inner();
    let holders = (holders.into_iter())
        .map(|holder| {
            Ok(Holder {
                guardian: office.person("holders.guardian", holder.guardian)?,
                residence_parent: holder.residence_parent,
            })
        })
        .collect::<Result<_, Status>>()?;
    let as_of = parse::as_of(as_of_time)?;
    let child = office.person("child", child)?;
    let statement = Statement::CustodyTold(CustodyTold { holders, as_of });
    tell(office, child, statement, &teller).await?;
    Ok(Response::new(wire::PutCustodyResponse {}))
}

pub(super) async fn protection(
    office: &Office,
    request: Request<wire::PutProtectionRequest>,
) -> Result<Response<wire::PutProtectionResponse>, Status> {
    let teller = office.source(&request, FactKind::Protection)?;
    let wire::PutProtectionRequest {
        child,
        protected,
        as_of_time,
    } = request.into_inner();
    let as_of = parse::as_of(as_of_time)?;
    let child = office.person("child", child)?;
    let statement = Statement::ProtectionTold(ProtectionTold { protected, as_of });
    tell(office, child, statement, &teller).await?;
    Ok(Response::new(wire::PutProtectionResponse {}))
}

/// The numbers before the one that holds now. The same number is not its own past, and a number with another past is somebody's of today.
// R-LINK-2, R-LINK-6
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
    let ours: Vec<_> = older.iter().map(|older| older.pseudonym).collect();
    for before in &ours {
        let read = office.aggregator().store.facts(*before, None).await;
        let past = read.map_err(|error| error.status())?.beside.older_ids;
        if !past.iter().all(|past| ours.contains(&past.pseudonym)) {
            return Err(wrong("older_ids", "expected numbers that are nobody's now"));
        }
    }
    let statement = Statement::IdentityLinkTold(IdentityLinkTold { older, as_of });
    tell(office, child.pseudonym, statement, &teller).await?;
    Ok(Response::new(wire::PutIdentityLinkResponse {}))
}

/// For a peer that is pinned as the source of any kind of fact; it confirms its own statements only.
// R-FACTS-2
pub(super) async fn confirm(
    office: &Office,
    request: Request<wire::ConfirmFactsRequest>,
) -> Result<Response<wire::ConfirmFactsResponse>, Status> {
    let custody = office.source(&request, FactKind::Custody);
    let teller = custody
        .or_else(|_| office.source(&request, FactKind::Protection))
        .or_else(|_| office.source(&request, FactKind::Relation))?;
    let as_of = parse::as_of(request.get_ref().as_of_time)?;
    let confirmed = office.aggregator().store.confirm(as_of, teller).await;
    confirmed.map_err(|error| error.status())?;
    Ok(Response::new(wire::ConfirmFactsResponse {}))
}

pub(super) async fn relation(
    office: &Office,
    request: Request<wire::PutRelationRequest>,
) -> Result<Response<wire::PutRelationResponse>, Status> {
    let teller = office.source(&request, FactKind::Relation)?;
    let asked = request.into_inner();
    let organisation = parse::organisation("organisation", asked.organisation)?;
    let relation = CareRelation {
        organisation: organisation
            .ok_or_else(|| wrong("organisation", "expected the organisation"))?,
        unit: parse::unit("unit", asked.unit)?,
        sector: parse::sector("sector", &asked.sector)?,
        // A relation has no effect before it is told, so "since ever" is as good, and the same at every repetition.
        start: parse::instant("start_time", asked.start_time)?.unwrap_or(Timestamp::UNIX_EPOCH),
        end: parse::instant("end_time", asked.end_time)?,
    };
    let child = office.person("child", asked.child)?;
    let statement = Statement::RelationTold(relation.into());
    tell(office, child, statement, &teller).await?;
    Ok(Response::new(wire::PutRelationResponse {}))
}

async fn tell(
    office: &Office,
    child: Pseudonym,
    statement: Statement,
    teller: &Teller,
) -> Result<(), Status> {
    office.state(child, statement, teller).await.map(|_| ())
}
