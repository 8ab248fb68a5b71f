//! Who reads, and the calls that the tests of this folder make.

use proto::v1::{
    access::{
        Access, Emergency, ListAccessesRequest, ListEmergenciesRequest, ListEmergenciesResponse,
        ListSharingRequest, ListSharingResponse, Sharing,
        access_service_client::AccessServiceClient,
    },
    consent::{
        ConsentRequest, RequestConsentRequest, consent_service_client::ConsentServiceClient,
    },
};
use tests::{
    Harness,
    caller::{Caller, identity},
};
use tonic::{Status, transport::Channel};

pub(crate) fn service(caller: &Caller) -> AccessServiceClient<Channel> {
    AccessServiceClient::new(caller.channel())
}

/// Somebody at work in the role that the sandbox lets read the whole log, for the organisation of a told actor.
pub(crate) fn auditor_at(harness: &Harness, actor: &str) -> Caller {
    let mut claims = harness.claims(actor);
    *claims.get_mut("role").unwrap() = "auditor".into();
    *claims.get_mut("sub").unwrap() = format!("granskare-{actor}").into();
    Caller::by(harness, &identity(harness.journal())).with(&harness.sign(&claims))
}

pub(crate) fn auditor(harness: &Harness) -> Caller {
    auditor_at(harness, "skolskoterska-norrby")
}

pub(crate) async fn listed(
    harness: &Harness,
    caller: &Caller,
    story: &str,
    max_entries: u32,
) -> Result<Vec<Access>, Status> {
    let request = caller.request(ListAccessesRequest {
        child: Some(harness.child(story).into()),
        max_entries,
    });
    let answer = service(caller).list_accesses(request).await?;
    Ok(answer.into_inner().accesses)
}

pub(crate) async fn sharing(
    harness: &Harness,
    caller: &Caller,
    story: &str,
) -> Result<ListSharingResponse, Status> {
    let request = caller.request(ListSharingRequest {
        child: Some(harness.child(story).into()),
        language: String::new(),
    });
    Ok(service(caller).list_sharing(request).await?.into_inner())
}

/// The row of a recipient's sector and a sources' sector.
pub(crate) fn pair<'a>(
    answer: &'a ListSharingResponse,
    recipient: &str,
    source: &str,
) -> Option<&'a Sharing> {
    let mut rows = (answer.sharings.iter())
        .filter(|row| row.recipient_sector == recipient && row.source_sector == source);
    rows.next()
}

pub(crate) async fn emergencies(
    caller: &Caller,
    asked: ListEmergenciesRequest,
) -> Result<ListEmergenciesResponse, Status> {
    let request = caller.request(asked);
    Ok(service(caller)
        .list_emergencies(request)
        .await?
        .into_inner())
}

/// Those that await review.
pub(crate) async fn waiting(caller: &Caller) -> Vec<Emergency> {
    let listed = emergencies(caller, ListEmergenciesRequest::default()).await;
    listed.unwrap().emergencies
}

/// Asks for consent; gives the request's id.
pub(crate) async fn ask_for_consent(caller: &Caller, request: ConsentRequest) -> String {
    let id = request.request_id.clone();
    let request = caller.request(RequestConsentRequest {
        request: Some(request),
    });
    let mut service = ConsentServiceClient::new(caller.channel());
    service.request_consent(request).await.unwrap();
    id
}
