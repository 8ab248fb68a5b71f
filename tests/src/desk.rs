//! The desk that registers consents, with every field of a consent in the test's hand.

use domain::id::PersonId;
use proto::v1::consent::{
    Consent, ConsentKind, EndConsentRequest, RegisterConsentRequest,
    consent_service_client::ConsentServiceClient,
};
use tonic::{Status, transport::Channel};
use uuid::Uuid;

use crate::{Harness, caller::Caller};

/// The peer that is pinned as a source of consents.
#[derive(Debug, Clone)]
pub struct Desk(ConsentServiceClient<Channel>);

impl Desk {
    /// The sandbox's desk, on a connection of its own.
    pub fn of(harness: &Harness) -> Self {
        let caller = Caller::by(harness, &harness.party("desk"));
        Self(ConsentServiceClient::new(caller.channel()))
    }

    /// A grantor's permit to anybody for everything; gives its id.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn permit(&mut self, child: &PersonId, grantor: &PersonId) -> String {
        let consent = consent(ConsentKind::Permit, child, grantor);
        self.register(consent).await.expect("a consent")
    }

    /// Registers; gives its id.
    ///
    /// # Errors
    /// What the aggregator answers.
    pub async fn register(&mut self, consent: Consent) -> Result<String, Status> {
        let id = consent.consent_id.clone();
        let consent = Some(consent);
        self.0
            .register_consent(RegisterConsentRequest { consent })
            .await?;
        Ok(id)
    }

    /// Ends a consent; returns with the acknowledgement.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn end(&mut self, consent_id: String) {
        let ended = self.0.end_consent(EndConsentRequest { consent_id }).await;
        ended.expect("an end");
    }
}

/// A grantor's word with a new id, to anybody, for everything, from now on.
#[must_use]
pub fn consent(kind: ConsentKind, child: &PersonId, grantor: &PersonId) -> Consent {
    Consent {
        consent_id: Uuid::new_v4().to_string(),
        child: Some(child.clone().into()),
        grantor: Some(grantor.clone().into()),
        kind: kind.into(),
        ..Consent::default()
    }
}
