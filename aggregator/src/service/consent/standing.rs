//! How a request for information stands, as its own place is told it: the organisation, the sector in it, and the unit.

use domain::facts::Pseudonym;
use proto::{convert::common::wire_timestamp, v1::consent as wire};
use tonic::Status;
use uuid::Uuid;

use super::{
    call::Call,
    consents::gone,
    office::{Child, Office},
};
use crate::ledger::{
    Answered, Held, InformationRequest, Statement,
    statement::{InformationAnswer, InformationRequested},
};

/// Whether the caller's own place asked.
// R-INFO-4
pub(super) fn is_own(call: &Call<'_>, asked: &InformationRequested) -> bool {
    call.actor().is_some_and(|actor| asked.is_of(actor))
}

/// A request of the caller's own place.
pub(super) async fn known(
    call: &Call<'_>,
    child: Pseudonym,
    id: Uuid,
) -> Result<Option<InformationRequested>, Status> {
    let found = call.office.find(Some(id)).await?;
    Ok(found.and_then(|(of, stated)| match stated.statement {
        Statement::InformationRequested(asked) if of == child && is_own(call, &asked) => {
            Some(asked)
        }
        _ => None,
    }))
}

/// A request as it stands now, of a child with protected identity or without.
pub(super) async fn standing(
    office: &Office,
    child: &Child,
    id: Uuid,
    protected: bool,
) -> Result<wire::InformationRequest, Status> {
    let ledger = office.ledger(child.pseudonym).await?;
    let held = ledger.everything(office.now()).information_requests();
    let held = held.into_iter().find(|held| held.id == id);
    held.map(|held| told(office, held, protected))
        .ok_or_else(gone)
}

/// Under protected identity without the source that was asked: it says where the child is known.
// R-PROTECT-3
pub(super) fn told(
    office: &Office,
    held: Held<InformationRequest>,
    protected: bool,
) -> wire::InformationRequest {
    let answer = held.fact.answer();
    let state = match answer.map(|a| a.answer) {
        None => wire::InformationRequestState::Sent,
        Some(InformationAnswer::Nothing) => wire::InformationRequestState::NothingHeld,
        Some(InformationAnswer::Documents) => wire::InformationRequestState::DocumentsSent,
        Some(InformationAnswer::Other) => wire::InformationRequestState::OtherAnswer,
    };
    let answered_time = answer.map(|Answered { at, .. }| wire_timestamp(*at));
    let (id, by) = (held.id, held.by);
    let asked = held.fact.asked;
    wire::InformationRequest {
        request_id: id.to_string(),
        child: None,
        holder_sector: asked.sector.map(|s| s.to_string()).unwrap_or_default(),
        holder_producer_id: match protected {
            true => String::new(),
            false => asked.producer,
        },
        information_types: asked.types.iter().map(ToString::to_string).collect(),
        purpose: asked.purpose.unwrap_or_default(),
        case_number: office.open(id, "case", Some(&asked.case_number)),
        thread: office.open(id, "thread", asked.thread.as_ref()),
        organisation: Some(asked.organisation.into()),
        unit: asked.unit.unwrap_or_default(),
        sent_time: Some(wire_timestamp(held.at)),
        state: state.into(),
        answered_time,
        rule: asked.template,
        registration: Some(wire::Registration {
            requested_by: office.open(id, "registrar", asked.registrar.as_ref()),
            registered_by: by.as_str().to_owned(),
            reason: String::new(),
            registered_time: Some(wire_timestamp(held.at)),
        }),
    }
}
