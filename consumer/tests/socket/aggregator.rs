//! An aggregator of cardboard: real TLS, real gRPC, answers from the hand-made overview.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use futures::{StreamExt, stream, stream::BoxStream};
use proto::{
    status::refuse,
    transport::{AcceptLimits, Identity, TrustAnchors, incoming, server_config},
    v1::overview::{
        BatchGetOverviewsRequest, BatchGetOverviewsResponse, GetOverviewRequest,
        GetOverviewResponse, RevealBlockedRequest, RevealBlockedResponse, StreamOverviewRequest,
        StreamOverviewResponse, WatchChangesRequest, WatchChangesResponse,
        overview_service_server::{OverviewService, OverviewServiceServer},
    },
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose, SanType,
};
use tempfile::TempDir;
use tonic::{Code, Request, Response, Status};

use crate::common;

const NAME: &str = "spiffe://samsyn.example/aggregator";

/// What it does when asked.
#[derive(Clone, Copy)]
pub(crate) enum Behaviour {
    Answer,
    Hang,
    BreakOff,
    TakeBack,
    Refuse,
}

/// What it was asked with.
#[derive(Clone, Default)]
pub(crate) struct Asked {
    pub(crate) authorization: String,
    pub(crate) timeout: String,
    pub(crate) language: String,
}

pub(crate) struct Running {
    dir: TempDir,
    port: u16,
    asked: Arc<Mutex<Option<Asked>>>,
}

impl Running {
    pub(crate) fn profile(&self) -> PathBuf {
        self.profile_naming(NAME)
    }

    pub(crate) fn profile_naming(&self, name: &str) -> PathBuf {
        let file = self.dir.path().join("profile.toml");
        let port = self.port;
        let text = format!(
            "aggregator = \"https://127.0.0.1:{port}\"\naggregator_name = \"{name}\"\nca = \"ca.pem\"\ncert = \"clinic.pem\"\nkey = \"clinic-key.pem\"\ntoken = \"aa.bb.cc\"\n"
        );
        std::fs::write(&file, text).unwrap();
        file
    }

    pub(crate) fn asked(&self) -> Asked {
        self.asked.lock().unwrap().clone().unwrap()
    }

    pub(crate) fn was_not_asked(&self) -> bool {
        self.asked.lock().unwrap().is_none()
    }
}

pub(crate) async fn start(behaviour: Behaviour) -> Running {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(dir.path().join(name), text).unwrap();
    let ca = authority();
    let (cert, key) = certificate(&ca, "spiffe://samsyn.example/consumer/clinic");
    write("ca.pem", ca.pem());
    write("clinic.pem", cert);
    write("clinic-key.pem", key);

    let (cert, key) = certificate(&ca, NAME);
    let identity = Identity::from_pem(cert.as_bytes(), key.as_bytes()).unwrap();
    let trust = TrustAnchors::from_pem(ca.pem().as_bytes()).unwrap();
    let config = server_config(&identity, &trust).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(None));
    let service = OverviewServiceServer::new(Cardboard {
        behaviour,
        asked: asked.clone(),
    });
    tokio::spawn(async move {
        let (_keep, config) = tokio::sync::watch::channel(config);
        let incoming = incoming(listener, config, AcceptLimits::default());
        let server = tonic::transport::Server::builder().add_service(service);
        server.serve_with_incoming(incoming).await
    });
    Running { dir, port, asked }
}

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn certificate(ca: &Authority, name: &str) -> (String, String) {
    let mut params = CertificateParams::default();
    params.subject_alt_names = vec![
        SanType::IpAddress([127, 0, 0, 1].into()),
        SanType::URI(name.try_into().unwrap()),
    ];
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, ca).unwrap();
    (certificate.pem(), key.serialize_pem())
}

struct Cardboard {
    behaviour: Behaviour,
    asked: Arc<Mutex<Option<Asked>>>,
}

type Answers<T> = BoxStream<'static, Result<T, Status>>;

#[tonic::async_trait]
impl OverviewService for Cardboard {
    type StreamOverviewStream = Answers<StreamOverviewResponse>;
    type BatchGetOverviewsStream = Answers<BatchGetOverviewsResponse>;
    type WatchChangesStream = Answers<WatchChangesResponse>;

    async fn stream_overview(
        &self,
        request: Request<StreamOverviewRequest>,
    ) -> Result<Response<Self::StreamOverviewStream>, Status> {
        let header = |name: &str| {
            let value = request.metadata().get(name);
            value.map_or(String::new(), |value| value.to_str().unwrap().to_owned())
        };
        *self.asked.lock().unwrap() = Some(Asked {
            authorization: header("authorization"),
            timeout: header("grpc-timeout"),
            language: request.get_ref().query.clone().unwrap().language,
        });
        let events = common::events().into_iter();
        let answers = events.map(|event| Ok(StreamOverviewResponse { event: Some(event) }));
        let answers = stream::iter(answers);
        Ok(Response::new(match self.behaviour {
            Behaviour::Answer => answers.boxed(),
            Behaviour::Hang => answers.take(2).chain(stream::pending()).boxed(),
            Behaviour::BreakOff => answers.take(2).boxed(),
            Behaviour::TakeBack => {
                let refused = refuse(Code::PermissionDenied, "REFUSED", "nothing to show");
                answers.take(2).chain(stream::iter([Err(refused)])).boxed()
            }
            Behaviour::Refuse => {
                return Err(refuse(Code::PermissionDenied, "REFUSED", "nothing to show"));
            }
        }))
    }

    async fn get_overview(
        &self,
        _: Request<GetOverviewRequest>,
    ) -> Result<Response<GetOverviewResponse>, Status> {
        let overview = Some(common::overview());
        Ok(Response::new(GetOverviewResponse { overview }))
    }

    async fn batch_get_overviews(
        &self,
        _: Request<BatchGetOverviewsRequest>,
    ) -> Result<Response<Self::BatchGetOverviewsStream>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn reveal_blocked(
        &self,
        _: Request<RevealBlockedRequest>,
    ) -> Result<Response<RevealBlockedResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn watch_changes(
        &self,
        _: Request<WatchChangesRequest>,
    ) -> Result<Response<Self::WatchChangesStream>, Status> {
        Err(Status::unimplemented(""))
    }
}
