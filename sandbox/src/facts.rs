//! Tells the aggregator the facts about the told children, as the parties that would: the population register its custody and protection,
//! a desk the relations and consents. Over the same contract and the same mutual TLS as anybody.

use std::collections::HashMap;

use domain::{
    facts::ConsentKind as Said,
    id::PersonId,
    record::body::Body,
    time::{Country, Timestamp},
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use mock_producers::{
    World,
    world::{ToldChild, ToldConsent},
};
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
            PutCustodyRequest, PutIdentityLinkRequest, PutProtectionRequest, PutRelationRequest,
            RegisterConsentRequest, consent_service_client::ConsentServiceClient,
        },
    },
};
use thiserror::Error;
use tonic::{Status, transport::Channel};
use uuid::Uuid;

use crate::parties::is_register;

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

/// How many children are told of at once: enough for the store to commit many facts together, few enough to leave room for others.
const AT_ONCE: usize = 64;

/// Those who tell facts. Each is a party of its own, or the same one.
#[derive(Debug)]
pub(crate) struct Tellers {
    /// Sweden's population register: custody and protection.
    pub(crate) se: Teller,
    /// Denmark's.
    pub(crate) dk: Teller,
    /// Relations and consents.
    pub(crate) desk: Teller,
}

impl Tellers {
    /// The register that speaks for a country's children.
    pub(crate) fn register(&self, country: Country) -> &Teller {
        match country {
            Country::Se => &self.se,
            Country::Dk => &self.dk,
        }
    }

    /// Tells everything that the stories begin with, many children at once and each child's facts in their order. Gives the ids of the
    /// consents, child by child.
    pub(crate) async fn tell(
        &self,
        world: &World,
        now: Timestamp,
    ) -> Result<Vec<Vec<String>>, FactsError> {
        let older = older_ids(world);
        let told = world.children.iter().map(|child| {
            let older = older.get(&child.id).copied().unwrap_or_default();
            self.tell_of(child, older, now)
        });
        stream::iter(told).buffered(AT_ONCE).try_collect().await
    }

    async fn tell_of(
        &self,
        child: &ToldChild,
        older: &[PersonId],
        now: Timestamp,
    ) -> Result<Vec<String>, FactsError> {
        let mut register = self.register(child.id.country()).clone();
        if !older.is_empty() {
            register.identity_link(&child.id, older, now).await?;
        }
        let holders = (child.guardians.iter()).map(|g| (g.id.clone(), g.residence_parent));
        register.custody(&child.id, holders, now).await?;
        register.protection(&child.id, child.protected, now).await?;
        self.desk.clone().story(child).await
    }

    /// All that the registers told is current as of a time.
    pub(crate) async fn confirm(&self, as_of: Timestamp) -> Result<(), FactsError> {
        for register in [&self.se, &self.dk] {
            register.clone().confirm(as_of).await?;
        }
        Ok(())
    }
}

/// The numbers that children had before, as the registers' own records tell them.
fn older_ids(world: &World) -> HashMap<&PersonId, &[PersonId]> {
    let registers = world.systems.iter().filter(|system| is_register(system));
    let records = registers.flat_map(|register| register.records.iter());
    (records.filter_map(|record| match &record.body {
        Body::MasterData(body) if !body.other_ids.is_empty() => {
            Some((&record.header.subject, body.other_ids.as_slice()))
        }
        _ => None,
    }))
    .collect()
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
            by_hand: None,
        };
        self.client.put_custody(request).await?;
        Ok(())
    }

    /// Under which numbers the register knew a child before.
    pub async fn identity_link(
        &mut self,
        child: &PersonId,
        older: &[PersonId],
        as_of: Timestamp,
    ) -> Result<(), FactsError> {
        let request = PutIdentityLinkRequest {
            child: Some(id(child)),
            older_ids: older.iter().map(id).collect(),
            as_of_time: Some(wire_timestamp(as_of)),
        };
        self.client.put_identity_link(request).await?;
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
    async fn story(&mut self, child: &ToldChild) -> Result<Vec<String>, FactsError> {
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
        for told in &child.consents {
            let consent = consent(&child.id, told);
            ids.push(consent.consent_id.clone());
            let consent = Some(consent);
            self.client
                .register_consent(RegisterConsentRequest { consent })
                .await?;
        }
        Ok(ids)
    }
}

/// What was said, as the desk registers it.
fn consent(child: &PersonId, told: &ToldConsent) -> Consent {
    Consent {
        consent_id: Uuid::new_v4().to_string(),
        child: Some(id(child)),
        grantor: Some(id(&told.grantor)),
        kind: match told.kind {
            Said::Permit => ConsentKind::Permit,
            Said::Refuse => ConsentKind::Refuse,
        }
        .into(),
        recipient: told.recipient.clone().map(Into::into),
        recipient_sector: (told.recipient_sector.as_ref())
            .map(ToString::to_string)
            .unwrap_or_default(),
        source_sectors: (told.source_sectors.iter())
            .map(ToString::to_string)
            .collect(),
        start_time: told.from.map(wire_timestamp),
        end_time: told.until.map(wire_timestamp),
        ..Consent::default()
    }
}

/// A person as the wire names one.
fn id(person: &PersonId) -> Identifier {
    person.clone().into()
}
