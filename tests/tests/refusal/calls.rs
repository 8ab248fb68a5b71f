//! Every call that takes a child, or the id of something that was said of one, as the bytes that somebody would send who should not.

use prost::Message;
use proto::v1::{
    access::{ListAccessesRequest, ListSharingRequest},
    common::Identifier,
    consent::{
        AnswerConsentRequestRequest, Assessment, Block, CheckBlocksRequest, CheckConsentRequest,
        Consent, ConsentKind, ConsentRequest, CreateInformationRequestRequest, CustodyByHand,
        DeleteBlockRequest, DeleteConsentRequest, EndAssessmentRequest, EndBlockRequest,
        EndConsentRequest, EndLiftRequest, InformationRequest, Lift, LiftReason, ListBlocksRequest,
        ListConsentRequestsRequest, ListConsentsRequest, ListInformationRequestsRequest,
        PutCustodyRequest, RegisterAssessmentRequest, RegisterBlockRequest, RegisterConsentRequest,
        RegisterInformationAnswerRequest, RegisterLiftRequest, RequestConsentRequest,
    },
    overview::{GetOverviewRequest, Ground, OverviewQuery, StreamOverviewRequest},
};

use crate::{
    others::{FOR_REVIEWERS, OF_AN_OVERVIEW, UNREAD},
    stage::Case,
};

/// A call.
#[derive(Clone, Copy)]
pub(crate) struct Rpc {
    pub(crate) path: &'static str,
    pub(crate) ask: fn(&Case) -> Vec<u8>,
    /// The stable reason that whoever may not is told.
    pub(crate) told: &'static str,
    /// What it asks of the store.
    pub(crate) store: &'static [&'static str],
}

/// What every refusal by the facts alone costs.
const ONE_READ_ONE_ENTRY: &[&str] = &["facts", "append"];
/// The same where something is named by its own id.
const FOUND_FIRST: &[&str] = &["statement", "facts", "append"];

const fn refused(
    path: &'static str,
    ask: fn(&Case) -> Vec<u8>,
    store: &'static [&'static str],
) -> Rpc {
    Rpc {
        path,
        ask,
        told: "REFUSED",
        store,
    }
}

/// Those of which the time is measured each for itself: one for each way to the one refusal.
pub(crate) const TIMED: [Rpc; 6] = [
    STREAM,
    GET,
    LIST_ACCESSES,
    LIST_SHARING,
    CHECK_CONSENT,
    END_CONSENT,
];

const STREAM: Rpc = refused(
    "/samsyn.overview.v1.OverviewService/StreamOverview",
    |case| StreamOverviewRequest { query: query(case) }.encode_to_vec(),
    ONE_READ_ONE_ENTRY,
);
const GET: Rpc = refused(
    "/samsyn.overview.v1.OverviewService/GetOverview",
    |case| GetOverviewRequest { query: query(case) }.encode_to_vec(),
    ONE_READ_ONE_ENTRY,
);
const LIST_ACCESSES: Rpc = refused(
    "/samsyn.access.v1.AccessService/ListAccesses",
    |case| {
        ListAccessesRequest {
            child: case.id(),
            ..ListAccessesRequest::default()
        }
        .encode_to_vec()
    },
    ONE_READ_ONE_ENTRY,
);
const LIST_SHARING: Rpc = refused(
    "/samsyn.access.v1.AccessService/ListSharing",
    |case| {
        ListSharingRequest {
            child: case.id(),
            ..ListSharingRequest::default()
        }
        .encode_to_vec()
    },
    ONE_READ_ONE_ENTRY,
);
const CHECK_CONSENT: Rpc = refused(
    "/samsyn.consent.v1.ConsentService/CheckConsent",
    |case| {
        CheckConsentRequest {
            child: case.id(),
            ..CheckConsentRequest::default()
        }
        .encode_to_vec()
    },
    ONE_READ_ONE_ENTRY,
);
const END_CONSENT: Rpc = refused(
    "/samsyn.consent.v1.ConsentService/EndConsent",
    |case| {
        EndConsentRequest {
            consent_id: case.consent.clone(),
        }
        .encode_to_vec()
    },
    FOUND_FIRST,
);

/// Every call of the suite.
pub(crate) fn all_calls() -> impl Iterator<Item = Rpc> {
    (TIMED.into_iter().chain(UNTIMED))
        .chain(OF_AN_OVERVIEW)
        .chain(FOR_REVIEWERS)
        .chain(UNREAD)
}

/// The others, of which the time is measured together, service by service.
pub(crate) const UNTIMED: [Rpc; 22] = [
    refused(
        STREAM.path,
        |case| {
            let query = query(case).map(|query| OverviewQuery {
                ground: Ground::Statute.into(),
                information_types: vec!["observation/growth".to_owned()],
                ..query
            });
            StreamOverviewRequest { query }.encode_to_vec()
        },
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.ConsentService/RegisterConsent",
        |case| {
            let consent = Some(Consent {
                consent_id: case.consent.clone(),
                child: case.id(),
                grantor: case.id(),
                kind: ConsentKind::Permit.into(),
                ..Consent::default()
            });
            RegisterConsentRequest { consent }.encode_to_vec()
        },
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.ConsentService/DeleteConsent",
        |case| {
            DeleteConsentRequest {
                consent_id: case.consent.clone(),
                reason: "typed wrongly".to_owned(),
            }
            .encode_to_vec()
        },
        FOUND_FIRST,
    ),
    refused(
        "/samsyn.consent.v1.ConsentService/ListConsents",
        |case| ListConsentsRequest { child: case.id() }.encode_to_vec(),
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.ConsentService/RequestConsent",
        |case| {
            let request = Some(ConsentRequest {
                request_id: case.lift.clone(),
                child: case.id(),
                ..ConsentRequest::default()
            });
            RequestConsentRequest { request }.encode_to_vec()
        },
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.ConsentService/AnswerConsentRequest",
        |case| {
            AnswerConsentRequestRequest {
                request_id: case.consent.clone(),
                child: case.id(),
                ..AnswerConsentRequestRequest::default()
            }
            .encode_to_vec()
        },
        &["facts", "statement", "append"],
    ),
    refused(
        "/samsyn.consent.v1.ConsentService/ListConsentRequests",
        |case| ListConsentRequestsRequest { child: case.id() }.encode_to_vec(),
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.BlockService/RegisterBlock",
        |case| RegisterBlockRequest { block: block(case) }.encode_to_vec(),
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.BlockService/EndBlock",
        |case| {
            EndBlockRequest {
                block_id: case.block.clone(),
                child: case.id(),
            }
            .encode_to_vec()
        },
        FOUND_FIRST,
    ),
    refused(
        "/samsyn.consent.v1.BlockService/DeleteBlock",
        |case| {
            DeleteBlockRequest {
                block_id: case.block.clone(),
                reason: "typed wrongly".to_owned(),
            }
            .encode_to_vec()
        },
        &["statement", "append"],
    ),
    refused(
        "/samsyn.consent.v1.BlockService/ListBlocks",
        |case| ListBlocksRequest { child: case.id() }.encode_to_vec(),
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.BlockService/CheckBlocks",
        |case| {
            CheckBlocksRequest {
                child: case.id(),
                ..CheckBlocksRequest::default()
            }
            .encode_to_vec()
        },
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.BlockService/RegisterLift",
        |case| lift(case, LiftReason::Consent, None),
        FOUND_FIRST,
    ),
    refused(
        "/samsyn.consent.v1.BlockService/RegisterLift",
        |case| lift(case, LiftReason::Consent, case.id()),
        FOUND_FIRST,
    ),
    refused(
        "/samsyn.consent.v1.BlockService/RegisterLift",
        |case| lift(case, LiftReason::Unspecified, None),
        FOUND_FIRST,
    ),
    refused(
        "/samsyn.consent.v1.BlockService/EndLift",
        |case| {
            EndLiftRequest {
                lift_id: case.lift.clone(),
            }
            .encode_to_vec()
        },
        &["statement", "append"],
    ),
    refused(
        "/samsyn.consent.v1.ConsentService/PutCustody",
        |case| {
            PutCustodyRequest {
                child: case.id(),
                by_hand: Some(CustodyByHand::default()),
                ..PutCustodyRequest::default()
            }
            .encode_to_vec()
        },
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.FactService/RegisterAssessment",
        |case| {
            let assessment = Some(Assessment {
                assessment_id: case.assessment.clone(),
                child: case.id(),
                mature: true,
                ..Assessment::default()
            });
            RegisterAssessmentRequest { assessment }.encode_to_vec()
        },
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.InformationRequestService/CreateInformationRequest",
        |case| {
            let request = Some(InformationRequest {
                request_id: case.lift.clone(),
                child: case.id(),
                holder_sector: "social-child".to_owned(),
                ..InformationRequest::default()
            });
            CreateInformationRequestRequest { request }.encode_to_vec()
        },
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.InformationRequestService/RegisterInformationAnswer",
        |case| {
            RegisterInformationAnswerRequest {
                request_id: case.consent.clone(),
                child: case.id(),
                ..RegisterInformationAnswerRequest::default()
            }
            .encode_to_vec()
        },
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.InformationRequestService/ListInformationRequests",
        |case| ListInformationRequestsRequest { child: case.id() }.encode_to_vec(),
        ONE_READ_ONE_ENTRY,
    ),
    refused(
        "/samsyn.consent.v1.FactService/EndAssessment",
        |case| {
            EndAssessmentRequest {
                assessment_id: case.assessment.clone(),
            }
            .encode_to_vec()
        },
        FOUND_FIRST,
    ),
];

pub(crate) fn query(case: &Case) -> Option<OverviewQuery> {
    Some(OverviewQuery {
        child: case.id(),
        ..OverviewQuery::default()
    })
}

fn block(case: &Case) -> Option<Block> {
    Some(Block {
        block_id: case.block.clone(),
        child: case.id(),
        ..Block::default()
    })
}

fn lift(case: &Case, reason: LiftReason, child: Option<Identifier>) -> Vec<u8> {
    let lift = Some(Lift {
        lift_id: case.lift.clone(),
        block_id: case.block.clone(),
        reason: reason.into(),
        reason_text: "she said that we may look".to_owned(),
        ..Lift::default()
    });
    RegisterLiftRequest { lift, child }.encode_to_vec()
}
