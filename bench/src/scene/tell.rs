//! Tells a running aggregator all that it must know, through its public services and under each party's own certificate:
//! registrations by the sources, custody, protection, relations and consents by the desk.

use std::time::Duration;

use domain::{id::PersonId, time::Timestamp};
use proto::{
    convert::common::wire_timestamp,
    transport::{ChannelSettings, TrustAnchors, channel, client_config},
    v1::{
        common::Identifier,
        consent::{
            Consent, ConsentKind, Holder, PutCustodyRequest, PutProtectionRequest,
            PutRelationRequest, RegisterConsentRequest,
            consent_service_client::ConsentServiceClient,
        },
        producer::{AnswerScope, ProducerDescription, TypeDescription},
        registry::{RegisterRequest, registry_service_client::RegistryServiceClient},
    },
};
use tonic::transport::Channel;
use uuid::Uuid;

use super::{
    SOURCES, Scene,
    authority::Party,
    children::Child,
    peer_name,
    records::TYPES,
    token::{ORGANISATION, SECTOR},
};
use crate::error::BenchError;

/// How long a server may be silent before its connection counts as dead.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens a channel to the server under test as one of the parties.
pub(crate) fn connect(scene: &Scene, party: &Party, server: &str) -> Result<Channel, BenchError> {
    let expected = peer_name(&scene.server.id)?;
    let trust: TrustAnchors = scene.authority.trust()?;
    let tls = client_config(&party.identity()?, &trust, Some(expected))?;
    // A server under callgrind may be too busy to answer a ping in two seconds; that would be no finding.
    let settings = ChannelSettings {
        keepalive_interval: PATIENCE,
        keepalive_timeout: PATIENCE,
        connect_timeout: PATIENCE,
        ..ChannelSettings::default()
    };
    Ok(channel(server, tls, &settings)?)
}

/// Registers a source at its endpoint. The lease lasts longer than any run.
pub(crate) async fn register(
    scene: &Scene,
    party: &Party,
    sector: &str,
    endpoint: &str,
    server: &str,
) -> Result<(), BenchError> {
    let mut registry = RegistryServiceClient::new(connect(scene, party, server)?);
    let kind = |code: &&str| TypeDescription {
        information_type: (*code).to_owned(),
        ..TypeDescription::default()
    };
    let request = RegisterRequest {
        description: Some(ProducerDescription {
            producer_id: party.id.clone(),
            types: TYPES.iter().map(kind).collect(),
            answer_scope: AnswerScope::Actor.into(),
            contract_version: "v1".to_owned(),
            ..ProducerDescription::default()
        }),
        sector: sector.to_owned(),
        endpoints: vec![endpoint.to_owned()],
    };
    registry.register(request).await?;
    Ok(())
}

/// Registers the eight sources.
pub(crate) async fn register_all(
    scene: &Scene,
    endpoints: &[String],
    server: &str,
) -> Result<(), BenchError> {
    for ((party, sector), endpoint) in scene.sources.iter().zip(SOURCES).zip(endpoints) {
        register(scene, party, sector, endpoint, server).await?;
    }
    Ok(())
}

/// Whether the guardians of the children have said yes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consents {
    /// Both have.
    Given,
    /// Nobody has: every source is withheld, and nobody is asked.
    None,
}

/// Tells everything about children.
pub(crate) async fn facts(
    scene: &Scene,
    children: &[Child],
    consents: Consents,
    server: &str,
    now: Timestamp,
) -> Result<(), BenchError> {
    let mut desk = ConsentServiceClient::new(connect(scene, &scene.desk, server)?);
    for child in children {
        let id = || Some(identifier(&child.id));
        desk.put_custody(PutCustodyRequest {
            child: id(),
            holders: (child.guardians.iter())
                .map(|guardian| Holder {
                    guardian: Some(identifier(guardian)),
                    residence_parent: true,
                })
                .collect(),
            as_of_time: Some(wire_timestamp(now)),
            by_hand: None,
        })
        .await?;
        desk.put_protection(PutProtectionRequest {
            child: id(),
            protected: false,
            as_of_time: Some(wire_timestamp(now)),
        })
        .await?;
        desk.put_relation(PutRelationRequest {
            child: id(),
            organisation: Some(organisation()),
            sector: SECTOR.to_owned(),
            ..PutRelationRequest::default()
        })
        .await?;
        if consents == Consents::None {
            continue;
        }
        for guardian in &child.guardians {
            let consent = Consent {
                consent_id: Uuid::new_v4().to_string(),
                child: id(),
                grantor: Some(identifier(guardian)),
                kind: ConsentKind::Permit.into(),
                recipient: Some(organisation()),
                ..Consent::default()
            };
            let consent = Some(consent);
            desk.register_consent(RegisterConsentRequest { consent })
                .await?;
        }
    }
    Ok(())
}

fn identifier(person: &PersonId) -> Identifier {
    person.clone().into()
}

fn organisation() -> Identifier {
    Identifier {
        system: ORGANISATION.0.to_owned(),
        value: ORGANISATION.1.to_owned(),
    }
}
