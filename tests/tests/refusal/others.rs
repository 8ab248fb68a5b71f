//! The calls that certificate, role or the id of an overview decide, before anything is read of a child: whatever they name of one, that
//! changes nothing.

use prost::Message;
use proto::v1::{
    access::{ListEmergenciesRequest, RecordOpenedRequest, ReviewEmergencyRequest},
    consent::{
        BoardDecision, ConfirmFactsRequest, EndBoardDecisionRequest, EndGuardianAccessRequest,
        ListConsentsForReviewRequest, PutBoardDecisionRequest, PutCustodyRequest,
        PutGuardianAccessRequest, PutIdentityLinkRequest, PutProtectionRequest, PutRelationRequest,
    },
    overview::{BatchGetOverviewsRequest, RevealBlockedRequest, WatchChangesRequest},
    registry::{LeaveRequest, NotifyChangedRequest, RegisterRequest, RenewRequest},
};

use crate::{
    calls::{Rpc, query},
    stage::Case,
};

/// Those about somebody else's overview: the same as about none.
pub(crate) const OF_AN_OVERVIEW: [Rpc; 2] = [
    Rpc {
        path: "/samsyn.overview.v1.OverviewService/RevealBlocked",
        ask: |case| {
            RevealBlockedRequest {
                overview_id: case.overview.clone(),
                child: case.id(),
                reason: "she is unconscious".to_owned(),
            }
            .encode_to_vec()
        },
        told: "OVERVIEW_UNKNOWN",
        store: &["intent"],
    },
    Rpc {
        path: "/samsyn.access.v1.AccessService/RecordOpened",
        ask: |case| {
            RecordOpenedRequest {
                overview_id: case.overview.clone(),
                producer_id: "bvc-vasterby".to_owned(),
                ..RecordOpenedRequest::default()
            }
            .encode_to_vec()
        },
        told: "OVERVIEW_UNKNOWN",
        store: &["intent"],
    },
];

/// Those for the roles that review: whoever has none is refused with one entry in the log.
pub(crate) const FOR_REVIEWERS: [Rpc; 3] = [
    by_role("/samsyn.access.v1.AccessService/ListEmergencies", |case| {
        ListEmergenciesRequest {
            before_overview_id: case.overview.clone(),
            ..ListEmergenciesRequest::default()
        }
        .encode_to_vec()
    }),
    by_role("/samsyn.access.v1.AccessService/ReviewEmergency", |case| {
        ReviewEmergencyRequest {
            review_id: case.lift.clone(),
            overview_id: case.overview.clone(),
            ..ReviewEmergencyRequest::default()
        }
        .encode_to_vec()
    }),
    by_role(
        "/samsyn.consent.v1.ConsentService/ListConsentsForReview",
        |_| ListConsentsForReviewRequest::default().encode_to_vec(),
    ),
];

/// Those for sources of facts and of records alone, and those that nobody is offered: refused before anything is read or written.
pub(crate) const UNREAD: [Rpc; 15] = [
    not_pinned("/samsyn.consent.v1.ConsentService/PutCustody", |case| {
        PutCustodyRequest {
            child: case.id(),
            ..PutCustodyRequest::default()
        }
        .encode_to_vec()
    }),
    not_pinned("/samsyn.consent.v1.ConsentService/PutProtection", |case| {
        PutProtectionRequest {
            child: case.id(),
            ..PutProtectionRequest::default()
        }
        .encode_to_vec()
    }),
    not_pinned("/samsyn.consent.v1.ConsentService/PutRelation", |case| {
        PutRelationRequest {
            child: case.id(),
            ..PutRelationRequest::default()
        }
        .encode_to_vec()
    }),
    not_pinned(
        "/samsyn.consent.v1.ConsentService/PutIdentityLink",
        |case| {
            PutIdentityLinkRequest {
                child: case.id(),
                ..PutIdentityLinkRequest::default()
            }
            .encode_to_vec()
        },
    ),
    not_pinned("/samsyn.consent.v1.ConsentService/ConfirmFacts", |_| {
        ConfirmFactsRequest::default().encode_to_vec()
    }),
    not_pinned("/samsyn.consent.v1.FactService/PutBoardDecision", |case| {
        let decision = Some(BoardDecision {
            decision_id: case.assessment.clone(),
            child: case.id(),
            guardian: case.id(),
            ..BoardDecision::default()
        });
        PutBoardDecisionRequest { decision }.encode_to_vec()
    }),
    not_pinned("/samsyn.consent.v1.FactService/EndBoardDecision", |case| {
        let decision_id = case.assessment.clone();
        EndBoardDecisionRequest { decision_id }.encode_to_vec()
    }),
    not_pinned("/samsyn.consent.v1.FactService/PutGuardianAccess", |case| {
        PutGuardianAccessRequest {
            access_id: case.assessment.clone(),
            child: case.id(),
            guardian: case.id(),
            ..PutGuardianAccessRequest::default()
        }
        .encode_to_vec()
    }),
    not_pinned("/samsyn.consent.v1.FactService/EndGuardianAccess", |case| {
        let access_id = case.assessment.clone();
        EndGuardianAccessRequest { access_id }.encode_to_vec()
    }),
    not_admitted("/samsyn.registry.v1.RegistryService/Register", |_| {
        RegisterRequest::default().encode_to_vec()
    }),
    not_admitted("/samsyn.registry.v1.RegistryService/Renew", |case| {
        let lease_id = case.lift.clone();
        RenewRequest { lease_id }.encode_to_vec()
    }),
    not_admitted("/samsyn.registry.v1.RegistryService/Leave", |case| {
        let lease_id = case.lift.clone();
        LeaveRequest { lease_id }.encode_to_vec()
    }),
    not_admitted(
        "/samsyn.registry.v1.RegistryService/NotifyChanged",
        |case| {
            NotifyChangedRequest {
                child: case.id(),
                ..NotifyChangedRequest::default()
            }
            .encode_to_vec()
        },
    ),
    not_offered(
        "/samsyn.overview.v1.OverviewService/BatchGetOverviews",
        |case| {
            let queries = query(case).into_iter().collect();
            BatchGetOverviewsRequest { queries }.encode_to_vec()
        },
    ),
    not_offered("/samsyn.overview.v1.OverviewService/WatchChanges", |case| {
        WatchChangesRequest { child: case.id() }.encode_to_vec()
    }),
];

type Ask = fn(&Case) -> Vec<u8>;

const fn by_role(path: &'static str, ask: Ask) -> Rpc {
    Rpc {
        path,
        ask,
        told: "REFUSED",
        store: &["append"],
    }
}

const fn not_pinned(path: &'static str, ask: Ask) -> Rpc {
    unread(path, ask, "NOT_A_FACT_SOURCE")
}

const fn not_admitted(path: &'static str, ask: Ask) -> Rpc {
    unread(path, ask, "NOT_ADMITTED")
}

const fn not_offered(path: &'static str, ask: Ask) -> Rpc {
    unread(path, ask, "NOT_OFFERED")
}

const fn unread(path: &'static str, ask: Ask, told: &'static str) -> Rpc {
    Rpc {
        path,
        ask,
        told,
        store: &[],
    }
}
