//! Tells the aggregator the facts about the told children, as the parties that would: the population register its custody and protection,
//! a desk the relations and consents. Over the same contract and the same mutual TLS as anybody.

use domain::{id::PersonId, time::Timestamp};
use mock_producers::world::ToldChild;
use proto::{
    convert::common::wire_timestamp,
    transport::{
        ChannelSettings, Identity, InvalidEndpoint, InvalidTlsMaterial, PeerName, TrustAnchors,
        channel, client_config,
    },
    v1::{
        common::Identifier,
        consent::{
            ConfirmFactsRequest, Consent, ConsentKind, EndConsentRequest, Holder,
            PutCustodyRequest, PutProtectionRequest, PutRelationRequest, RegisterConsentRequest,
            consent_service_client::ConsentServiceClient,
        },
    },
};
use thiserror::Error;
use tonic::{Status, transport::Channel};
use uuid::Uuid;

/// Why facts cannot be told.
#[derive(Debug, Error)]
pub enum FactsError {
    /// No connection can be set up.
    #[error("the TLS material cannot be used")]
    Tls(#[from] InvalidTlsMaterial),
    /// The aggregator's address is none.
    #[error("the aggregator's address is none")]
    Endpoint(#[from] InvalidEndpoint),
    /// The aggregator refused.
    #[error("the aggregator refused a fact")]
    Refused(#[from] Status),
}

/// A party that tells facts.
#[derive(Debug, Clone)]
pub struct Teller {
    client: ConsentServiceClient<Channel>,
}

impl Teller {
    /// A party with its certificate.
    pub fn connect(
        aggregator: &str,
        name: &PeerName,
        identity: &Identity,
        trust: &TrustAnchors,
    ) -> Result<Self, FactsError> {
        let tls = client_config(identity, trust, Some(name.clone()))?;
        let channel = channel(aggregator, tls, &ChannelSettings::default())?;
        Ok(Self {
            client: ConsentServiceClient::new(channel),
        })
    }

    /// What the register knows of a child. `holders` says who holds custody now.
    pub async fn custody(
        &mut self,
        child: &PersonId,
        holders: impl IntoIterator<Item = (PersonId, bool)> + Send,
        as_of: Timestamp,
    ) -> Result<(), FactsError> {
        let request = PutCustodyRequest {
            child: Some(id(child)),
            holders: (holders.into_iter())
                .map(|(guardian, residence_parent)| Holder {
                    guardian: Some(id(&guardian)),
                    residence_parent,
                })
                .collect(),
            as_of_time: Some(wire_timestamp(as_of)),
        };
        self.client.put_custody(request).await?;
        Ok(())
    }

    /// Whether the register protects a child's identity.
    pub async fn protection(
        &mut self,
        child: &PersonId,
        protected: bool,
        as_of: Timestamp,
    ) -> Result<(), FactsError> {
        let request = PutProtectionRequest {
            child: Some(id(child)),
            protected,
            as_of_time: Some(wire_timestamp(as_of)),
        };
        self.client.put_protection(request).await?;
        Ok(())
    }

    /// Ends a consent. Once this returns, nothing is released on its strength.
    pub async fn end_consent(&mut self, consent_id: String) -> Result<(), FactsError> {
        let request = EndConsentRequest { consent_id };
        self.client.end_consent(request).await?;
        Ok(())
    }

    /// All that this party has told is current as of a time.
    pub async fn confirm(&mut self, as_of: Timestamp) -> Result<(), FactsError> {
        let as_of_time = Some(wire_timestamp(as_of));
        self.client
            .confirm_facts(ConfirmFactsRequest { as_of_time })
            .await?;
        Ok(())
    }

    /// The relations and consents that a child's story begins with. Gives the ids of the consents.
    pub async fn story(&mut self, child: &ToldChild) -> Result<Vec<String>, FactsError> {
        for relation in &child.relations {
            let request = PutRelationRequest {
                child: Some(id(&child.id)),
                organisation: Some(relation.organisation.clone().into()),
                unit: relation.unit.clone().unwrap_or_default(),
                sector: relation.sector.to_string(),
                start_time: None,
                end_time: None,
            };
            self.client.put_relation(request).await?;
        }
        let mut ids = Vec::new();
        for consent in &child.consents {
            let consent = Consent {
                consent_id: Uuid::new_v4().to_string(),
                child: Some(id(&child.id)),
                grantor: Some(id(&consent.grantor)),
                kind: ConsentKind::Permit.into(),
                recipient: consent.recipient.clone().map(Into::into),
                recipient_sector: (consent.recipient_sector.as_ref())
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                source_sectors: (consent.source_sectors.iter())
                    .map(ToString::to_string)
                    .collect(),
                ..Consent::default()
            };
            ids.push(consent.consent_id.clone());
            let request = RegisterConsentRequest {
                consent: Some(consent),
            };
            self.client.register_consent(request).await?;
        }
        Ok(ids)
    }
}

/// A person as the wire names one.
fn id(person: &PersonId) -> Identifier {
    person.clone().into()
}
