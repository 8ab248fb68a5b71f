//! The transport rules over real sockets: who gets in, who does not, and that nobody keeps another waiting.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

mod pki;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use proto::transport::{
    AcceptLimits, ChannelSettings, Identity, Incoming, InvalidTlsMaterial, PeerName, TlsConnection,
    TrustAnchors, channel, client_config, incoming, server_config,
};
use rcgen::DnType;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_stream::StreamExt;

use crate::pki::{Ca, name, uri};

const SERVER: &str = "spiffe://samsyn.example/producer/emi-nord";
const CLIENT: &str = "spiffe://samsyn.example/aggregator";

async fn listen(
    identity: &Identity,
    trust: &TrustAnchors,
    limits: AcceptLimits,
) -> (Incoming, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_, config) = watch::channel(server_config(identity, trust).unwrap());
    (incoming(listener, config, limits), address)
}

async fn connect(
    address: SocketAddr,
    config: Arc<ClientConfig>,
) -> io::Result<TlsStream<TcpStream>> {
    let tcp = TcpStream::connect(address).await?;
    let server = ServerName::try_from("127.0.0.1").unwrap();
    TlsConnector::from(config).connect(server, tcp).await
}

/// Both ends of one attempt. In TLS 1.3 the client may believe itself connected before the server refuses, so it reads once.
async fn attempt(
    incoming: &mut Incoming,
    address: SocketAddr,
    config: Arc<ClientConfig>,
) -> (io::Result<TlsConnection>, io::Result<()>) {
    let client = async {
        let mut stream = connect(address, config).await?;
        stream.read_exact(&mut [0; 2]).await.map(drop)
    };
    let server = async {
        let mut connection = incoming.next().await.unwrap()?;
        connection.write_all(b"ok").await?;
        connection.flush().await?;
        Ok(connection)
    };
    tokio::join!(server, client)
}

/// What a server that trusts `trust` makes of `client`.
async fn refused(ca: &Ca, trust: &TrustAnchors, client: Arc<ClientConfig>) -> bool {
    let (mut incoming, address) =
        listen(&ca.named(SERVER, 1), trust, AcceptLimits::default()).await;
    let (server, client) = attempt(&mut incoming, address, client).await;
    assert_eq!(server.is_err(), client.is_err(), "both ends must agree");
    server.is_err()
}

fn roots(ca: &Ca) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(ca.issuer.pem().as_bytes()).unwrap())
        .unwrap();
    roots
}

/// A client that does not keep our rules.
fn lax_client(
    ca: &Ca,
    versions: &[&'static rustls::SupportedProtocolVersion],
    pems: Option<(String, String)>,
) -> Arc<ClientConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots(ca));
    let mut config = match pems {
        None => builder.with_no_client_auth(),
        Some((cert, key)) => builder
            .with_client_auth_cert(
                vec![CertificateDer::from_pem_slice(cert.as_bytes()).unwrap()],
                PemObject::from_pem_slice(key.as_bytes()).unwrap(),
            )
            .unwrap(),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Arc::new(config)
}

// R-TLS-4
#[tokio::test]
async fn a_named_client_of_our_ca_gets_in_under_its_name() {
    let ca = Ca::new();
    let (mut incoming, address) =
        listen(&ca.named(SERVER, 1), &ca.trust(), AcceptLimits::default()).await;
    let client = ca.named(CLIENT, 2);
    let config = client_config(&client, &ca.trust(), Some(name(SERVER))).unwrap();
    let (server, client_end) = attempt(&mut incoming, address, config).await;
    client_end.unwrap();
    let connection = server.unwrap();
    assert_eq!(&connection.info().peer, client.peer());
    assert_eq!(connection.info().peer.name, name(CLIENT));
    assert_eq!(connection.info().peer.thumbprint.to_base64url().len(), 43);
}

// R-TLS-1
#[tokio::test]
async fn tls_1_2_is_refused() {
    let ca = Ca::new();
    let (mut incoming, address) =
        listen(&ca.named(SERVER, 1), &ca.trust(), AcceptLimits::default()).await;
    let mut tcp = TcpStream::connect(address).await.unwrap();
    // rustls is built without TLS 1.2 here, so the ClientHello is written by hand: 1.2, one cipher suite, signature schemes.
    let mut hello = vec![3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0, 2, 0xc0, 0x2b, 1, 0]);
    hello.extend([0, 8, 0, 13, 0, 4, 0, 2, 4, 3]);
    let length = u8::try_from(hello.len()).unwrap();
    let framed = [&[0x16, 3, 3, 0, length + 4, 1, 0, 0, length], &hello[..]].concat();
    tcp.write_all(&framed).await.unwrap();
    let refusal = incoming.next().await.unwrap().err().unwrap();
    assert!(refusal.to_string().contains("Version"), "{refusal}");
    let mut alert = [0; 7];
    tcp.read_exact(&mut alert).await.unwrap();
    // alert, fatal, protocol_version
    assert_eq!((alert.first(), &alert[5..]), (Some(&0x15), &[2, 70][..]));
}

// R-TLS-2
#[tokio::test]
async fn a_client_without_certificate_is_refused() {
    let ca = Ca::new();
    let client = lax_client(&ca, &[&rustls::version::TLS13], None);
    assert!(refused(&ca, &ca.trust(), client).await);
}

// R-TLS-2
#[tokio::test]
async fn a_certificate_of_another_ca_is_refused() {
    let (ca, other) = (Ca::new(), Ca::new());
    let client = client_config(&other.named(CLIENT, 2), &ca.trust(), None).unwrap();
    assert!(refused(&ca, &ca.trust(), client).await);
}

// R-TLS-3
#[tokio::test]
async fn a_revoked_certificate_is_refused_and_another_is_not() {
    let ca = Ca::new();
    let trust = ca
        .trust()
        .with_crls_pem(ca.crl(&[2], 4000).as_bytes())
        .unwrap();
    let config = |serial| client_config(&ca.named(CLIENT, serial), &ca.trust(), None).unwrap();
    assert!(refused(&ca, &trust, config(2)).await);
    assert!(!refused(&ca, &trust, config(3)).await);
}

// R-TLS-3
#[tokio::test]
async fn an_expired_revocation_list_refuses_everyone() {
    let ca = Ca::new();
    let trust = ca
        .trust()
        .with_crls_pem(ca.crl(&[], 2025).as_bytes())
        .unwrap();
    let client = client_config(&ca.named(CLIENT, 2), &ca.trust(), None).unwrap();
    assert!(refused(&ca, &trust, client).await);
}

// R-TLS-3, R-TLS-6
#[tokio::test]
async fn a_client_refuses_a_revoked_server() {
    let ca = Ca::new();
    let trust = ca
        .trust()
        .with_crls_pem(ca.crl(&[1], 4000).as_bytes())
        .unwrap();
    let client = client_config(&ca.named(CLIENT, 2), &trust, Some(name(SERVER))).unwrap();
    assert!(refused(&ca, &ca.trust(), client).await);
}

// R-TLS-4
#[tokio::test]
async fn two_uri_names_are_one_too_many() {
    let ca = Ca::new();
    let (cert, key) = ca.pems(2, |params| {
        params.subject_alt_names.extend([uri(CLIENT), uri(SERVER)]);
    });
    let own = Identity::from_pem(cert.as_bytes(), key.as_bytes());
    assert!(matches!(own, Err(InvalidTlsMaterial::Nameless(_))));
    let client = lax_client(&ca, &[&rustls::version::TLS13], Some((cert, key)));
    assert!(refused(&ca, &ca.trust(), client).await);
}

// R-TLS-4
#[tokio::test]
async fn a_certificate_without_name_is_refused() {
    let ca = Ca::new();
    let client = lax_client(&ca, &[&rustls::version::TLS13], Some(ca.pems(2, |_| ())));
    assert!(refused(&ca, &ca.trust(), client).await);
}

// R-TLS-4
#[tokio::test]
async fn an_hsa_id_in_the_subject_is_a_name() {
    let ca = Ca::new();
    let (cert, key) = ca.pems(2, |params| {
        let serial_number = DnType::CustomDnType(vec![2, 5, 4, 5]);
        params
            .distinguished_name
            .push(serial_number, "SE2321000016-1a2b");
    });
    let client = Identity::from_pem(cert.as_bytes(), key.as_bytes()).unwrap();
    let config = client_config(&client, &ca.trust(), None).unwrap();
    let (mut incoming, address) =
        listen(&ca.named(SERVER, 1), &ca.trust(), AcceptLimits::default()).await;
    let (server, _) = attempt(&mut incoming, address, config).await;
    let peer = server.unwrap().info().peer.name.clone();
    assert_eq!(peer, PeerName::parse("hsa:SE2321000016-1A2B").unwrap());
}

// R-TLS-6
#[tokio::test]
async fn a_server_of_another_name_is_refused_though_its_host_fits() {
    let ca = Ca::new();
    let expected = Some(name("spiffe://samsyn.example/producer/bvc-nord"));
    let client = client_config(&ca.named(CLIENT, 2), &ca.trust(), expected).unwrap();
    assert!(refused(&ca, &ca.trust(), client).await);
}

// R-TLS-8
#[tokio::test]
async fn a_slow_handshake_keeps_nobody_waiting() {
    let ca = Ca::new();
    let limits = AcceptLimits {
        handshake_timeout: Duration::from_secs(600),
        ..AcceptLimits::default()
    };
    let (mut incoming, address) = listen(&ca.named(SERVER, 1), &ca.trust(), limits).await;
    let mut slow = Vec::new();
    for _ in 0..8 {
        slow.push(TcpStream::connect(address).await.unwrap());
    }
    let client = client_config(&ca.named(CLIENT, 2), &ca.trust(), None).unwrap();
    let (server, client) = attempt(&mut incoming, address, client).await;
    assert!(server.is_ok() && client.is_ok());
}

// R-TLS-8
#[tokio::test]
async fn handshakes_are_bounded_in_number_and_time() {
    let ca = Ca::new();
    let limits = AcceptLimits {
        handshake_timeout: Duration::from_millis(50),
        max_handshakes: 1,
        ..AcceptLimits::default()
    };
    let (mut incoming, address) = listen(&ca.named(SERVER, 1), &ca.trust(), limits).await;
    let _slow = TcpStream::connect(address).await.unwrap();
    let config = client_config(&ca.named(CLIENT, 2), &ca.trust(), None).unwrap();
    let client = tokio::spawn(async move { connect(address, config).await });
    let first = incoming.next().await.unwrap().err().unwrap();
    assert_eq!(first.kind(), io::ErrorKind::TimedOut);
    assert!(
        incoming.next().await.unwrap().is_ok(),
        "the place is free again"
    );
    assert!(client.await.unwrap().is_ok());
}

// R-TLS-7
#[tokio::test]
async fn a_connection_ends_at_its_greatest_age() {
    let ca = Ca::new();
    let limits = AcceptLimits {
        max_lifetime: Duration::from_millis(50),
        ..AcceptLimits::default()
    };
    let (mut incoming, address) = listen(&ca.named(SERVER, 1), &ca.trust(), limits).await;
    let config = client_config(&ca.named(CLIENT, 2), &ca.trust(), None).unwrap();
    let (server, client) = tokio::join!(incoming.next(), connect(address, config));
    let _client = client.unwrap();
    let end = server.unwrap().unwrap().read(&mut [0]).await.err().unwrap();
    assert_eq!(end.kind(), io::ErrorKind::ConnectionAborted);
}

// R-TLS-5
#[tokio::test]
async fn no_session_is_resumed() {
    let ca = Ca::new();
    let (mut incoming, address) =
        listen(&ca.named(SERVER, 1), &ca.trust(), AcceptLimits::default()).await;
    // A client that would like to resume: rustls keeps tickets in memory unless told otherwise.
    let pems = ca.pems(2, |params| params.subject_alt_names.push(uri(CLIENT)));
    let config = lax_client(&ca, &[&rustls::version::TLS13], Some(pems));
    for _ in 0..2 {
        let client = async {
            let mut stream = connect(address, config.clone()).await.unwrap();
            stream.read_exact(&mut [0; 2]).await.unwrap();
            stream.get_ref().1.handshake_kind().unwrap()
        };
        let server = async {
            let mut connection = incoming.next().await.unwrap().unwrap();
            connection.write_all(b"ok").await.unwrap();
            connection.flush().await.unwrap();
            connection
        };
        let (_connection, kind) = tokio::join!(server, client);
        assert_ne!(kind, rustls::HandshakeKind::Resumed);
    }
}

// R-TLS-2, R-TLS-3: a reload takes effect for the next connection.
#[tokio::test]
async fn a_new_revocation_list_counts_from_the_next_connection_on() {
    let ca = Ca::new();
    let server = ca.named(SERVER, 1);
    let (current, config) = watch::channel(server_config(&server, &ca.trust()).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut incoming = incoming(listener, config, AcceptLimits::default());
    let client = client_config(&ca.named(CLIENT, 2), &ca.trust(), None).unwrap();
    let (before, _) = attempt(&mut incoming, address, client.clone()).await;
    assert!(before.is_ok());
    let trust = ca
        .trust()
        .with_crls_pem(ca.crl(&[2], 4000).as_bytes())
        .unwrap();
    current.send_replace(server_config(&server, &trust).unwrap());
    let (after, _) = attempt(&mut incoming, address, client).await;
    assert!(after.is_err());
}

#[tokio::test]
async fn a_channel_reaches_a_tonic_server_that_knows_its_peer() {
    use tonic::{Request, Response, Status};

    #[derive(Clone)]
    struct WhoAmI;
    #[tonic::async_trait]
    impl proto::v1::registry::registry_service_server::RegistryService for WhoAmI {
        async fn register(
            &self,
            request: Request<proto::v1::registry::RegisterRequest>,
        ) -> Result<Response<proto::v1::registry::RegisterResponse>, Status> {
            let info = request.extensions().get::<proto::transport::PeerInfo>();
            Ok(Response::new(proto::v1::registry::RegisterResponse {
                lease_id: info.unwrap().peer.name.to_string(),
                ..Default::default()
            }))
        }
        async fn renew(
            &self,
            _: Request<proto::v1::registry::RenewRequest>,
        ) -> Result<Response<proto::v1::registry::RenewResponse>, Status> {
            Ok(Response::new(Default::default()))
        }
        async fn leave(
            &self,
            _: Request<proto::v1::registry::LeaveRequest>,
        ) -> Result<Response<proto::v1::registry::LeaveResponse>, Status> {
            Ok(Response::new(Default::default()))
        }
        async fn notify_changed(
            &self,
            _: Request<proto::v1::registry::NotifyChangedRequest>,
        ) -> Result<Response<proto::v1::registry::NotifyChangedResponse>, Status> {
            Ok(Response::new(Default::default()))
        }
    }

    let ca = Ca::new();
    let (incoming, address) =
        listen(&ca.named(SERVER, 1), &ca.trust(), AcceptLimits::default()).await;
    let service = proto::v1::registry::registry_service_server::RegistryServiceServer::new(WhoAmI);
    let server = tonic::transport::Server::builder()
        .add_service(service)
        .serve_with_incoming(incoming);
    let server = tokio::spawn(server);
    let tls = client_config(&ca.named(CLIENT, 2), &ca.trust(), Some(name(SERVER))).unwrap();
    let channel = channel(
        &format!("https://{address}"),
        tls,
        &ChannelSettings::default(),
    )
    .unwrap();
    let mut client =
        proto::v1::registry::registry_service_client::RegistryServiceClient::new(channel);
    let answer = client
        .register(proto::v1::registry::RegisterRequest::default())
        .await
        .unwrap();
    assert_eq!(answer.into_inner().lease_id, CLIENT);
    server.abort();
}
