//! Letters that ask for what is on request: thin calls, one message in, one out. The letter is the caller's to send.

use proto::v1::{
    common::Identifier,
    consent::{
        CreateInformationRequestRequest, CreateInformationRequestResponse, InformationRequest,
        ListInformationRequestsRequest, RegisterInformationAnswerRequest,
        information_request_service_client::InformationRequestServiceClient,
    },
};
use tonic::transport::Channel;

use super::{Client, Error};

impl Client {
    /// Notes that a holder is asked, and gives the letter. The same `request_id` again changes nothing and gives the letter again.
    ///
    /// # Errors
    /// [`Error`], typed by what the caller can do about it; so for every call here.
    pub async fn create_information_request(
        &self,
        asked: InformationRequest,
    ) -> Result<CreateInformationRequestResponse, Error> {
        let request = Some(asked);
        let request = self.request(CreateInformationRequestRequest { request });
        let mut letters = self.letters();
        self.within(letters.create_information_request(request))
            .await
    }

    /// Notes a holder's answer by its first line.
    ///
    /// # Errors
    /// As [`Client::create_information_request`].
    pub async fn register_information_answer(
        &self,
        answer: RegisterInformationAnswerRequest,
    ) -> Result<InformationRequest, Error> {
        let request = self.request(answer);
        let mut letters = self.letters();
        let answer = self.within(letters.register_information_answer(request));
        answer.await?.request.ok_or(Error::Empty)
    }

    /// The requests of the caller's own organisation about a child, answered ones too.
    ///
    /// # Errors
    /// As [`Client::create_information_request`].
    pub async fn list_information_requests(
        &self,
        child: Identifier,
    ) -> Result<Vec<InformationRequest>, Error> {
        let child = Some(child);
        let request = self.request(ListInformationRequestsRequest { child });
        let mut letters = self.letters();
        let answer = self.within(letters.list_information_requests(request));
        Ok(answer.await?.requests)
    }

    fn letters(&self) -> InformationRequestServiceClient<Channel> {
        InformationRequestServiceClient::new(self.channel.clone())
    }
}
