//! Custody, protection and relations as the pinned registers tell them. Custody by hand has its own room.

use domain::{
    facts::{CareRelation, Holder, Pseudonym},
    time::Timestamp,
};
use proto::v1::consent::{self as wire};
use tonic::{Request, Response, Status};

use super::{
    by_hand,
    office::Office,
    parse::{self, wrong},
};
use crate::{
    ledger::{
        Statement,
        statement::{CustodyTold, ProtectionTold},
    },
    peers::FactKind,
    store::Teller,
};

pub(super) async fn custody(
    office: &Office,
    request: Request<wire::PutCustodyRequest>,
) -> Result<Response<wire::PutCustodyResponse>, Status> {
    if request.get_ref().by_hand.is_some() {
        return by_hand::custody(office, request).await;
    }
    let teller = office.source(&request, FactKind::Custody)?;
    let wire::PutCustodyRequest {
        child,
        holders,
        as_of_time,
        by_hand: _,
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
    Ok(Response::new(wire::PutCustodyResponse {
        expire_time: None,
    }))
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
