//! Who reads, and the calls that the tests of this folder make.

use std::{
    sync::{Mutex, mpsc},
    time::Duration,
};

use proto::v1::{
    access::{
        Access, Emergency, EmergencyReview, EmergencyVerdict, ListAccessesRequest,
        ListAccessesResponse, ListEmergenciesRequest, ListEmergenciesResponse, ListSharingRequest,
        ListSharingResponse, ReviewEmergencyRequest, Sharing,
        access_service_client::AccessServiceClient,
    },
    consent::{
        Block, ConsentRequest, Lift, RegisterBlockRequest, RegisterLiftRequest,
        RequestConsentRequest, block_service_client::BlockServiceClient,
        consent_service_client::ConsentServiceClient,
    },
    overview::{
        RevealBlockedRequest, RevealBlockedResponse, overview_service_client::OverviewServiceClient,
    },
};
use tests::{
    Harness,
    caller::{Caller, identity},
};
use tonic::{Status, transport::Channel};
use uuid::Uuid;

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
    let asked = asked_from(harness, story, max_entries, "");
    Ok(accesses(caller, asked).await?.accesses)
}

pub(crate) fn asked_from(
    harness: &Harness,
    story: &str,
    max_entries: u32,
    page_token: &str,
) -> ListAccessesRequest {
    ListAccessesRequest {
        child: Some(harness.child(story).into()),
        max_entries,
        page_token: page_token.to_owned(),
    }
}

pub(crate) async fn accesses(
    caller: &Caller,
    asked: ListAccessesRequest,
) -> Result<ListAccessesResponse, Status> {
    let request = caller.request(asked);
    Ok(service(caller).list_accesses(request).await?.into_inner())
}

/// The same person at the same work, who says another purpose.
pub(crate) fn with_purpose(harness: &Harness, actor: &str, purpose: &str) -> Caller {
    let mut claims = harness.claims(actor);
    *claims.get_mut("role").unwrap() = "auditor".into();
    *claims.get_mut("purpose").unwrap() = purpose.into();
    Caller::by(harness, &identity(harness.journal())).with(&harness.sign(&claims))
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

/// Reviews what was done in an overview.
pub(crate) async fn review(
    caller: &Caller,
    overview_id: &str,
    review_id: Uuid,
    verdict: EmergencyVerdict,
    note: &str,
) -> Result<EmergencyReview, Status> {
    let asked = ReviewEmergencyRequest {
        review_id: review_id.to_string(),
        overview_id: overview_id.to_owned(),
        verdict: verdict.into(),
        note: note.to_owned(),
        ..ReviewEmergencyRequest::default()
    };
    reviewed(caller, asked).await
}

pub(crate) async fn reviewed(
    caller: &Caller,
    asked: ReviewEmergencyRequest,
) -> Result<EmergencyReview, Status> {
    let request = caller.request(asked);
    let answer = service(caller).review_emergency(request).await?;
    Ok(answer.into_inner().review.unwrap())
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

/// The desk registers a block on the records of one system's organisation; gives its id.
pub(crate) async fn block(harness: &Harness, story: &str, system: &str) -> String {
    let desk = Caller::by(harness, &harness.party("desk"));
    let mut admissions = harness.sandbox.aggregator.aggregator.peers.admissions();
    let admission = admissions.find(|admission| admission.id == system);
    let block_id = Uuid::new_v4().to_string();
    let request = desk.request(RegisterBlockRequest {
        block: Some(Block {
            block_id: block_id.clone(),
            child: Some(harness.child(story).into()),
            provider: Some(admission.unwrap().organisation.clone().into()),
            ..Block::default()
        }),
    });
    let mut service = BlockServiceClient::new(desk.channel());
    service.register_block(request).await.unwrap();
    block_id
}

pub(crate) async fn lift(caller: &Caller, lift: Lift) -> Result<Lift, Status> {
    let request = caller.request(RegisterLiftRequest {
        lift: Some(lift),
        ..RegisterLiftRequest::default()
    });
    let mut service = BlockServiceClient::new(caller.channel());
    let answer = service.register_lift(request).await?;
    Ok(answer.into_inner().lift.unwrap())
}

/// Asks where information is blocked, within an overview.
pub(crate) async fn reveal(
    harness: &Harness,
    caller: &Caller,
    (story, overview_id): (&str, &str),
    reason: &str,
) -> Result<RevealBlockedResponse, Status> {
    let request = caller.request(RevealBlockedRequest {
        overview_id: overview_id.to_owned(),
        child: Some(harness.child(story).into()),
        reason: reason.to_owned(),
    });
    let mut service = OverviewServiceClient::new(caller.channel());
    Ok(service.reveal_blocked(request).await?.into_inner())
}

/// A bound against hanging; nothing waits for it.
pub(crate) const LONG: Duration = Duration::from_secs(30);

/// Holds the first call of this name until the test has done its part.
pub(crate) fn held(
    harness: &Harness,
    what: &'static str,
) -> (mpsc::Receiver<()>, mpsc::Sender<()>) {
    let (reached, is_reached) = mpsc::channel();
    let (go_on, goes_on) = mpsc::channel::<()>();
    let once = Mutex::new(Some((reached, goes_on)));
    let watch = &harness.sandbox.aggregator.aggregator.store_watch;
    watch.watch(move |call| {
        if call.what != what {
            return;
        }
        let first = once.lock().unwrap().take();
        if let Some((reached, goes_on)) = first {
            reached.send(()).unwrap();
            goes_on.recv_timeout(LONG).unwrap();
        }
    });
    (is_reached, go_on)
}
