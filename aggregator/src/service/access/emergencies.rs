//! Emergency accesses that await review.

use proto::{status::refuse, v1::access as wire};
use tonic::{Code, Response, Status};

use super::Access;
use crate::identity::VerifiedActor;

pub(super) async fn list(
    _: &Access,
    _: &VerifiedActor,
    _: wire::ListEmergenciesRequest,
) -> Result<Response<wire::ListEmergenciesResponse>, Status> {
    Err(refuse(Code::PermissionDenied, "REFUSED", "nothing to show with your access"))
}

pub(super) async fn review(
    _: &Access,
    _: &VerifiedActor,
    _: wire::ReviewEmergencyRequest,
) -> Result<Response<wire::ReviewEmergencyResponse>, Status> {
    Err(refuse(Code::PermissionDenied, "REFUSED", "nothing to show with your access"))
}
