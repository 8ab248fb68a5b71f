//! Consents, custody, protection, relations: thin calls, one message in, one out. Idempotent by the caller's UUID.

use prost_types::Timestamp;
use proto::v1::{
    common::Identifier,
    consent::{
        AnswerConsentRequestRequest, CheckConsentRequest, CheckConsentResponse, Consent,
        ConsentRequest, DeleteConsentRequest, EndConsentRequest, ListConsentRequestsRequest,
        ListConsentsForReviewRequest, ListConsentsForReviewResponse, ListConsentsRequest,
        PutCustodyRequest, PutProtectionRequest, PutRelationRequest, RegisterConsentRequest,
        RequestConsentRequest, consent_service_client::ConsentServiceClient,
    },
};
use tonic::transport::Channel;

use super::{Client, Deadline, Error};

impl Client {
    /// Registers a permit or a refusal by one grantor. The same `consent_id` again changes nothing.
    ///
    /// # Errors
    /// [`Error`], typed by what the caller can do about it; so for every call here.
    pub async fn register_consent(&self, consent: Consent) -> Result<Consent, Error> {
        let consent = Some(consent);
        let request = self.request(RegisterConsentRequest { consent });
        let answer = self.within(self.facts().register_consent(request)).await?;
        answer.consent.ok_or(Error::Empty)
    }

    /// Ends a consent. Once this has answered, nothing is released on its strength, in flight either.
    ///
    /// # Errors
    /// As [`Client::register_consent`].
    pub async fn end_consent(&self, consent_id: impl Into<String>) -> Result<Timestamp, Error> {
        let consent_id = consent_id.into();
        let request = self.request(EndConsentRequest { consent_id });
        let answer = self.within(self.facts().end_consent(request)).await?;
        answer.ended_time.ok_or(Error::Empty)
    }

    /// Takes a consent back that should never have been registered: a mistake, not the person's wish.
    ///
    /// # Errors
    /// As [`Client::register_consent`].
    pub async fn delete_consent(
        &self,
        consent_id: impl Into<String>,
        reason: impl Into<String>,
    ) -> Result<Timestamp, Error> {
        let (consent_id, reason) = (consent_id.into(), reason.into());
        let request = self.request(DeleteConsentRequest { consent_id, reason });
        let answer = self.within(self.facts().delete_consent(request)).await?;
        answer.deleted_time.ok_or(Error::Empty)
    }

    /// What a recipient would see now, and whose consent lacks. Shows nothing and asks no source.
    ///
    /// # Errors
    /// As [`Client::register_consent`].
    pub async fn check_consent(
        &self,
        asked: CheckConsentRequest,
    ) -> Result<CheckConsentResponse, Error> {
        let request = self.request(asked);
        self.within(self.facts().check_consent(request)).await
    }

    /// Asks those who can give a consent for it. The same `request_id` again changes nothing.
    ///
    /// # Errors
    /// As [`Client::register_consent`].
    pub async fn request_consent(&self, asked: ConsentRequest) -> Result<ConsentRequest, Error> {
        let request = Some(asked);
        let request = self.request(RequestConsentRequest { request });
        let answer = self.within(self.facts().request_consent(request)).await?;
        answer.request.ok_or(Error::Empty)
    }

    /// Answers a request on the caller's own word.
    ///
    /// # Errors
    /// As [`Client::register_consent`].
    pub async fn answer_consent_request(
        &self,
        answer: AnswerConsentRequestRequest,
    ) -> Result<ConsentRequest, Error> {
        let request = self.request(answer);
        let mut facts = self.facts();
        let answer = self.within(facts.answer_consent_request(request)).await?;
        answer.request.ok_or(Error::Empty)
    }

    /// The requests for consent about a child that concern the caller.
    ///
    /// # Errors
    /// As [`Client::register_consent`].
    pub async fn list_consent_requests(
        &self,
        child: Identifier,
    ) -> Result<Vec<ConsentRequest>, Error> {
        let child = Some(child);
        let request = self.request(ListConsentRequestsRequest { child });
        let mut facts = self.facts();
        let answer = self.within(facts.list_consent_requests(request)).await?;
        Ok(answer.requests)
    }

    /// The consents of a child, ended ones too, without identities.
    ///
    /// # Errors
    /// As [`Client::register_consent`].
    pub async fn list_consents(&self, child: Identifier) -> Result<Vec<Consent>, Error> {
        let child = Some(child);
        let request = self.request(ListConsentsRequest { child });
        let answer = self.within(self.facts().list_consents(request)).await?;
        Ok(answer.consents)
    }

    /// A page of what was registered on another's word, for reviewers; without identities.
    ///
    /// # Errors
    /// As [`Client::register_consent`].
    pub async fn list_consents_for_review(
        &self,
        asked: ListConsentsForReviewRequest,
    ) -> Result<ListConsentsForReviewResponse, Error> {
        let request = self.request(asked);
        let mut facts = self.facts();
        self.within(facts.list_consents_for_review(request)).await
    }

    /// States who holds custody. For the peer that the aggregator's configuration pins as the source of it.
    ///
    /// # Errors
    /// As [`Client::register_consent`].
    pub async fn put_custody(&self, custody: PutCustodyRequest) -> Result<(), Error> {
        let request = self.request(custody);
        self.within(self.facts().put_custody(request)).await?;
        Ok(())
    }

    /// States protected identity. For the pinned source of it.
    ///
    /// # Errors
    /// As [`Client::register_consent`].
    pub async fn put_protection(&self, protection: PutProtectionRequest) -> Result<(), Error> {
        let request = self.request(protection);
        self.within(self.facts().put_protection(request)).await?;
        Ok(())
    }

    /// States that an organisation has a relation with a child. For a pinned source of relations.
    ///
    /// # Errors
    /// As [`Client::register_consent`].
    pub async fn put_relation(&self, relation: PutRelationRequest) -> Result<(), Error> {
        let request = self.request(relation);
        self.within(self.facts().put_relation(request)).await?;
        Ok(())
    }

    fn facts(&self) -> ConsentServiceClient<Channel> {
        ConsentServiceClient::new(self.channel.clone())
    }

    pub(super) async fn within<T>(
        &self,
        answer: impl Future<Output = Result<tonic::Response<T>, tonic::Status>>,
    ) -> Result<T, Error> {
        let answer = Deadline::after(self.deadline).bound(answer).await?;
        Ok(answer.into_inner())
    }
}
