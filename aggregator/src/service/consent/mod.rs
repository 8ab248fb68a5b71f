//! `samsyn.consent.v1`: consents and requests for them, blocks and lifts, and the facts that decide who may see what. Who may call is told
//! before what is wrong with a call; whoever may not gets the one refusal. The services delegate to a room each.

mod answer;
mod block_check;
mod blocks;
mod by_hand;
mod call;
mod check;
mod consents;
mod deciders;
mod ends;
mod grantors;
mod information;
mod letter;
mod lifts;
mod links;
mod lists;
mod office;
mod parse;
mod reading;
mod requests;
mod review;
mod rights;
mod standing;
mod told;

use std::sync::Arc;

use proto::v1::consent::{
    self as wire, block_service_server::BlockService, consent_service_server::ConsentService,
    fact_service_server::FactService,
    information_request_service_server::InformationRequestService,
};
use tonic::{Request, Response, Status};

use crate::Aggregator;
use office::Office;

/// A service behind the office, each call in its room: `in` one that reads, and answers only once what it read was compared again; `from`
/// one that takes what a register tells, and reads nobody's facts.
macro_rules! service {
    ($(#[$meta:meta])* $name:ident: $service:ident { $($call:ident: $asked:ident => $told:ident $how:tt $room:ident::$act:ident;)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub struct $name(Office);

        impl $name {
            /// Serves one aggregator.
            #[must_use]
            pub fn new(aggregator: Arc<Aggregator>) -> Self {
                Self(Office::new(aggregator))
            }
        }

        #[tonic::async_trait]
        impl $service for $name {
            $(async fn $call(
                &self,
                request: Request<wire::$asked>,
            ) -> Result<Response<wire::$told>, Status> {
                respond!($how, $room::$act(&self.0, request).await)
            })*
        }
    };
}

macro_rules! respond {
    (in, $answer:expr) => {
        $answer.map(answer::Answer::into_response)
    };
    (from, $answer:expr) => {
        $answer
    };
}

service! {
    /// Consents, requests for them, and what the pinned registers tell.
    Consents: ConsentService {
        register_consent: RegisterConsentRequest => RegisterConsentResponse in consents::register;
        end_consent: EndConsentRequest => EndConsentResponse in ends::end;
        delete_consent: DeleteConsentRequest => DeleteConsentResponse in ends::delete;
        list_consents: ListConsentsRequest => ListConsentsResponse in lists::consents;
        list_consents_for_review: ListConsentsForReviewRequest => ListConsentsForReviewResponse in review::list;
        check_consent: CheckConsentRequest => CheckConsentResponse in check::check;
        request_consent: RequestConsentRequest => RequestConsentResponse in requests::ask;
        answer_consent_request: AnswerConsentRequestRequest => AnswerConsentRequestResponse in requests::answer;
        list_consent_requests: ListConsentRequestsRequest => ListConsentRequestsResponse in requests::list;
        put_custody: PutCustodyRequest => PutCustodyResponse from told::custody;
        put_protection: PutProtectionRequest => PutProtectionResponse from told::protection;
        put_relation: PutRelationRequest => PutRelationResponse from told::relation;
        put_identity_link: PutIdentityLinkRequest => PutIdentityLinkResponse from links::identity_link;
        confirm_facts: ConfirmFactsRequest => ConfirmFactsResponse from told::confirm;
    }
}

service! {
    /// Blocks and lifts.
    BlockDesk: BlockService {
        register_block: RegisterBlockRequest => RegisterBlockResponse in blocks::register;
        end_block: EndBlockRequest => EndBlockResponse in blocks::end;
        delete_block: DeleteBlockRequest => DeleteBlockResponse in blocks::delete;
        list_blocks: ListBlocksRequest => ListBlocksResponse in lists::blocks;
        check_blocks: CheckBlocksRequest => CheckBlocksResponse in block_check::check;
        register_lift: RegisterLiftRequest => RegisterLiftResponse in lifts::register;
        end_lift: EndLiftRequest => EndLiftResponse in lifts::end;
    }
}

service! {
    /// Facts about who decides for the child.
    Deciders: FactService {
        put_board_decision: PutBoardDecisionRequest => PutBoardDecisionResponse in deciders::board_decision;
        end_board_decision: EndBoardDecisionRequest => EndBoardDecisionResponse in deciders::end_board_decision;
        register_assessment: RegisterAssessmentRequest => RegisterAssessmentResponse in deciders::assessment;
        end_assessment: EndAssessmentRequest => EndAssessmentResponse in deciders::end_assessment;
        put_guardian_access: PutGuardianAccessRequest => PutGuardianAccessResponse in deciders::guardian_access;
        end_guardian_access: EndGuardianAccessRequest => EndGuardianAccessResponse in deciders::end_guardian_access;
    }
}

service! {
    /// Requests for information that a person at the source must release.
    Inquiries: InformationRequestService {
        create_information_request: CreateInformationRequestRequest => CreateInformationRequestResponse in information::ask;
        register_information_answer: RegisterInformationAnswerRequest => RegisterInformationAnswerResponse in information::answer;
        list_information_requests: ListInformationRequestsRequest => ListInformationRequestsResponse in information::list;
    }
}
