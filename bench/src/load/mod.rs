//! The one load generator. Open loop: every overview has the instant at which it was meant to begin, and its latency counts from there,
//! whether or not the server was ready for it. Every answer is checked; a wrong one ends the run.

pub(crate) mod answer;
mod pace;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use proto::v1::{
    common::Identifier,
    overview::{
        OverviewQuery, StreamOverviewRequest, overview_service_client::OverviewServiceClient,
    },
};
use tokio::{runtime::Handle, sync::mpsc};
use tonic::{Request, metadata::MetadataValue, transport::Channel};

use crate::{
    clock,
    error::BenchError,
    scene::{SOURCES, Scene, children::Child, records::records, tell},
    servers::Server,
};
use answer::{Answer, Expected};
use pace::Pacer;

/// Connections to a server: one HTTP/2 connection is a queue with one lock.
const CONNECTIONS: usize = 2;
/// Overviews under way at most, in an open loop. A server that falls further behind does not keep up, and the run says so.
const MAX_UNDER_WAY: usize = 400;
/// The longest that any overview may take, unless a lane says otherwise.
const PATIENCE: Duration = Duration::from_secs(20);

/// How overviews are begun.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    /// So many a second, evenly, whatever comes back.
    Open(f64),
    /// So many under way all the time: for cost and rate, never for latency.
    UnderWay(usize),
}

/// A caller of one server, with everything that its calls need.
#[derive(Clone)]
pub(crate) struct Caller {
    lane: &'static str,
    clients: Vec<OverviewServiceClient<Channel>>,
    token: MetadataValue<tonic::metadata::Ascii>,
    asked: Arc<Vec<Asked>>,
    deadline: Option<Duration>,
}

/// A child to ask about, and what each source must tell.
struct Asked {
    child: Identifier,
    expected: Expected,
}

/// What a caller looks for in every answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// The whole overview: so many sources, each with its ten records.
    Whole(usize),
    /// The whole overview but for two sources, which fail at the deadline.
    But([usize; 2]),
    /// No source, because nobody consented.
    Nothing,
}

impl Caller {
    /// A caller of a server, about these children.
    pub(crate) fn new(
        scene: &Scene,
        server: &Server,
        children: &[Child],
        looks: Looks,
    ) -> Result<Self, BenchError> {
        let clients = (0..CONNECTIONS)
            .map(|_| {
                let channel = tell::connect(scene, &scene.consumer, &server.endpoint)?;
                Ok(OverviewServiceClient::new(channel))
            })
            .collect::<Result<_, BenchError>>()?;
        let asked = (children.iter())
            .map(|child| {
                let told = (0..SOURCES.len())
                    .map(|slot| records(&child.id, slot, scene.today))
                    .collect::<Result<_, _>>()?;
                Ok(Asked {
                    child: child.id.clone().into(),
                    expected: Expected { told, looks },
                })
            })
            .collect::<Result<_, BenchError>>()?;
        let token = scene
            .tokens
            .physician(&scene.consumer, &scene.server, clock::now())?;
        let token = format!("Bearer {token}").parse();
        Ok(Self {
            lane: server.lane,
            clients,
            token: token.map_err(|_| BenchError::Scene("the token is no header".to_owned()))?,
            asked: Arc::new(asked),
            deadline: None,
        })
    }

    /// The same with a deadline that the server is told.
    pub(crate) fn within(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Asks for `count` overviews and checks every one. Gives them in the order in which they ended.
    pub(crate) fn run(
        &self,
        runtime: &Handle,
        pace: Pace,
        count: usize,
    ) -> Result<Vec<Answer>, BenchError> {
        let (sender, mut answers) = mpsc::unbounded_channel();
        let mut pacer = Pacer::new(pace);
        let mut seen = Vec::with_capacity(count);
        for nth in 0..count {
            while seen.len() + pacer.room() <= nth {
                seen.push(self.next(&mut answers)?);
            }
            let meant = pacer.next_start();
            let (caller, sender) = (self.clone(), sender.clone());
            runtime.spawn(async move {
                // The receiver is gone only after a wrong answer.
                let _ = sender.send(caller.one(nth, meant).await);
            });
        }
        while seen.len() < count {
            seen.push(self.next(&mut answers)?);
        }
        Ok(seen)
    }

    fn next(
        &self,
        answers: &mut mpsc::UnboundedReceiver<Result<Answer, String>>,
    ) -> Result<Answer, BenchError> {
        let answer = answers.blocking_recv();
        let answer = answer.unwrap_or_else(|| Err("none at all".to_owned()));
        answer.map_err(|problem| BenchError::WrongAnswer {
            server: self.lane.to_owned(),
            problem,
        })
    }

    /// One overview, checked. Latency counts from `meant`.
    async fn one(&self, nth: usize, meant: Instant) -> Result<Answer, String> {
        let asked = self.asked.get(nth % self.asked.len().max(1));
        let client = self.clients.get(nth % CONNECTIONS).cloned();
        let (Some(asked), Some(mut client)) = (asked, client) else {
            return Err("nobody to ask about".to_owned());
        };
        let mut request = Request::new(StreamOverviewRequest {
            query: Some(OverviewQuery {
                child: Some(asked.child.clone()),
                ..OverviewQuery::default()
            }),
        });
        (request.metadata_mut()).insert("authorization", self.token.clone());
        if let Some(deadline) = self.deadline {
            request.set_timeout(deadline);
        }
        let patience = self.deadline.unwrap_or(PATIENCE);
        let answer = async {
            let stream = client.stream_overview(request).await;
            let stream = stream.map_err(|status| refused(&status))?.into_inner();
            asked.expected.read(stream, meant).await
        };
        tokio::time::timeout(patience + PATIENCE, answer)
            .await
            .unwrap_or_else(|_| Err("it did not end".to_owned()))
    }
}

fn refused(status: &tonic::Status) -> String {
    format!("grpc-status {:?}: {}", status.code(), status.message())
}
