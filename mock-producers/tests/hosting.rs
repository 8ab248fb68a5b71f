//! Systems over real sockets: each under its own certificate, answering the aggregator alone.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::{net::SocketAddr, time::Duration};

use domain::time::Date;
use jiff::civil::date;
use mock_producers::{
    Fault, World,
    host::{Connection, Sources},
};
use producer_sdk::{Identity, PeerName, TrustAnchors};
use proto::{
    convert::record::decode,
    relay,
    status::reason_of,
    transport::{ChannelSettings, channel, client_config},
    v1::{
        common::Identifier,
        producer::{
            QueryRecordsRequest, TypeWindow, WindowBasis,
            producer_service_client::ProducerServiceClient, query_records_response::Message,
        },
    },
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, SanType};
use tonic::{Status, transport::Channel};

const TOLD_ON: Date = date(2026, 11, 21);
const AGGREGATOR: &str = "spiffe://samsyn.example/aggregator";

struct Ca(CertifiedIssuer<'static, KeyPair>);

impl Ca {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn identity(&self, name: &str) -> Identity {
        let mut params = CertificateParams::default();
        params.subject_alt_names = vec![
            SanType::IpAddress([127, 0, 0, 1].into()),
            SanType::URI(name.try_into().unwrap()),
        ];
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity::from_pem(certificate.pem().as_bytes(), key.serialize_pem().as_bytes()).unwrap()
    }

    fn trust(&self) -> TrustAnchors {
        TrustAnchors::from_pem(self.0.pem().as_bytes()).unwrap()
    }

    fn client(&self, id: &str, address: SocketAddr) -> ProducerServiceClient<Channel> {
        let expected = PeerName::uri(&producer(id)).unwrap();
        let tls = client_config(&self.identity(AGGREGATOR), &self.trust(), Some(expected));
        let endpoint = format!("https://{address}");
        let channel = channel(&endpoint, tls.unwrap(), &ChannelSettings::default());
        ProducerServiceClient::new(channel.unwrap())
    }
}

fn producer(id: &str) -> String {
    format!("spiffe://samsyn.example/producer/{id}")
}

/// Two systems, the second with a fault.
async fn serve(ca: &Ca, world: &World) -> Sources {
    let connection = Connection {
        // Nobody registers them here: they serve all the same.
        aggregator: "https://127.0.0.1:1".to_owned(),
        aggregator_name: PeerName::uri(AGGREGATOR).unwrap(),
        trust: ca.trust(),
        listen: "127.0.0.1:0".to_owned(),
    };
    let mut sources = Sources::default();
    for (id, fault) in [
        ("bvc-vasterby", None),
        ("emi-vasterby", Some(Fault::LogicalError)),
    ] {
        let identity = ca.identity(&producer(id));
        let system = world.system(id).unwrap();
        sources
            .start(&connection, system, identity, fault)
            .await
            .unwrap();
    }
    sources
}

fn vaccinations_of_all_time(world: &World) -> QueryRecordsRequest {
    let child = &world.child("old-bvc").unwrap().id;
    let at = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    QueryRecordsRequest {
        query_id: "7d0f2f0e-0000-4000-8000-000000000001".to_owned(),
        child: Some(Identifier {
            system: child.system().to_owned(),
            value: child.value().to_owned(),
        }),
        windows: vec![TypeWindow {
            information_type: "vaccination".to_owned(),
            start: at(0),
            end: at(4_000_000_000),
            basis: WindowBasis::Start.into(),
            ..TypeWindow::default()
        }],
        ..QueryRecordsRequest::default()
    }
}

async fn records(
    client: &mut ProducerServiceClient<Channel>,
    request: QueryRecordsRequest,
) -> Result<Vec<relay::Record>, Status> {
    let mut stream = client.query_records(request).await?.into_inner();
    let mut records = Vec::new();
    while let Some(response) = stream.message().await? {
        if let Some(Message::Batch(batch)) = response.message {
            records.extend(batch.records);
        }
    }
    Ok(records)
}

// R-MOCK-4
#[tokio::test]
async fn each_system_serves_its_own_records_and_a_fault_leaves_the_others_alone() {
    let (ca, world) = (Ca::new(), World::told(TOLD_ON));
    let sources = serve(&ca, &world).await;
    let request = vaccinations_of_all_time(&world);
    for source in sources.all() {
        let mut client = ca.client(source.id, source.address());
        let answer = records(&mut client, request.clone()).await;
        if source.id == "bvc-vasterby" {
            let records = answer.unwrap();
            assert_eq!(records.len(), 8);
            let keyed = |r: &relay::Record| decode(r).unwrap().header.identity_key.is_some();
            assert!(records.iter().all(keyed));
        } else {
            let reason = reason_of(&answer.unwrap_err());
            assert_eq!(reason.as_deref(), Some("SOURCE_LOGICAL_ERROR"));
        }
    }
    let end = tokio::time::timeout(Duration::from_secs(30), sources.shutdown());
    assert!(end.await.unwrap());
}
