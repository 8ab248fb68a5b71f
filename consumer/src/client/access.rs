//! The access log and what stands around it: who looked, who shares what with whom, which emergencies await review.

use proto::v1::access::{
    EmergencyReview, ListAccessesRequest, ListAccessesResponse, ListEmergenciesRequest,
    ListEmergenciesResponse, ListSharingRequest, ListSharingResponse, ReviewEmergencyRequest,
    access_service_client::AccessServiceClient,
};
use tonic::transport::Channel;

use super::{Client, Error, MAX_EVENT_BYTES};

impl Client {
    /// Who looked at a child's overview, newest first, as the caller may know it.
    ///
    /// # Errors
    /// [`Error`], typed by what the caller can do about it; so for every call here.
    pub async fn list_accesses(
        &self,
        asked: ListAccessesRequest,
    ) -> Result<ListAccessesResponse, Error> {
        let request = self.request(asked);
        self.within(self.accesses().list_accesses(request)).await
    }

    /// Who shares what with whom about a child, and why, as the caller may know it.
    ///
    /// # Errors
    /// As [`Client::list_accesses`].
    pub async fn list_sharing(
        &self,
        asked: ListSharingRequest,
    ) -> Result<ListSharingResponse, Error> {
        let request = self.request(asked);
        self.within(self.accesses().list_sharing(request)).await
    }

    /// Emergency accesses by the caller's own organisation, newest first.
    ///
    /// # Errors
    /// As [`Client::list_accesses`].
    pub async fn list_emergencies(
        &self,
        asked: ListEmergenciesRequest,
    ) -> Result<ListEmergenciesResponse, Error> {
        let request = self.request(asked);
        self.within(self.accesses().list_emergencies(request)).await
    }

    /// Writes into the log that an emergency access was reviewed. The same `review_id` again changes nothing.
    ///
    /// # Errors
    /// As [`Client::list_accesses`].
    pub async fn review_emergency(
        &self,
        review: ReviewEmergencyRequest,
    ) -> Result<EmergencyReview, Error> {
        let request = self.request(review);
        let mut accesses = self.accesses();
        let answer = self.within(accesses.review_emergency(request)).await?;
        answer.review.ok_or(Error::Empty)
    }

    fn accesses(&self) -> AccessServiceClient<Channel> {
        let service = AccessServiceClient::new(self.channel.clone());
        service.max_decoding_message_size(MAX_EVENT_BYTES)
    }
}
