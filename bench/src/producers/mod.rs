//! The eight sources of every lane, in one process of their own: answers encoded before the first question, no rules, no store.
//! FROZEN: a change here moves every figure at once, and none can be compared with an earlier one.

pub(crate) mod behaviour;
mod raw;
mod serve;

use std::{
    collections::HashMap,
    io::{self, BufRead as _, Write as _},
    path::Path,
    sync::Arc,
};

use bytes::Bytes;
use domain::time::Date;
use prost::Message as _;
use proto::{
    transport::{AcceptLimits, incoming, server_config},
    v1::producer::{
        QueryRecordsResponse, RecordBatch, query_records_response::Message as ProducerMessage,
    },
};
use tokio::{net::TcpListener, sync::watch};
use tokio_stream::StreamExt as _;

use crate::{
    error::{BenchError, Tried as _},
    scene::{self, SOURCES, children::child, records::records, source_id},
};
use behaviour::Board;
use serve::Source;

/// What one source answers, by the child's identity number: the whole batch, and each record in a batch of its own.
pub(crate) struct Answers {
    whole: HashMap<String, Bytes>,
    single: HashMap<String, Vec<Bytes>>,
}

/// Serves the eight sources, and does as standard input says, until that ends.
pub(crate) fn run(dir: &Path, today: Date, children: usize) -> Result<(), BenchError> {
    let board = Board::new(SOURCES.len());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .tried("the runtime")?;
    let mut ports = Vec::new();
    for slot in 0..SOURCES.len() {
        let answers = Arc::new(Answers::of(slot, today, children)?);
        let source = Source {
            slot,
            answers,
            board: board.clone(),
        };
        ports.push(runtime.block_on(listen(dir, slot, source))?.to_string());
    }
    say(&format!("listening {}", ports.join(" ")))?;
    for line in io::stdin().lock().lines() {
        let line = line.tried("standard input")?;
        for answer in board.command(&line) {
            say(&answer)?;
        }
    }
    Ok(())
}

fn say(line: &str) -> Result<(), BenchError> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .tried("standard output")
}

async fn listen(dir: &Path, slot: usize, source: Source) -> Result<u16, BenchError> {
    let tls = server_config(
        &scene::identity(dir, &source_id(slot))?,
        &scene::trust(dir)?,
    )?;
    let listener = (TcpListener::bind("127.0.0.1:0").await).tried("a source's port")?;
    let port = listener.local_addr().tried("a source's port")?.port();
    tokio::spawn(async move {
        // The sender lives as long as the listener.
        let (_keep, tls) = watch::channel(tls);
        let connections = incoming(listener, tls, AcceptLimits::default());
        // A connection that did not come about is its peer's trouble.
        let connections = connections.filter_map(Result::ok).map(Ok::<_, io::Error>);
        let served = tonic::transport::Server::builder()
            .add_service(source)
            .serve_with_incoming(connections)
            .await;
        drop(served);
    });
    Ok(port)
}

impl Answers {
    fn of(slot: usize, today: Date, children: usize) -> Result<Self, BenchError> {
        let mut answers = Self {
            whole: HashMap::new(),
            single: HashMap::new(),
        };
        for nth in 0..children {
            let child = child(nth, today)?.id;
            let records = records(&child, slot, today)?;
            let single = records.iter().map(|r| batch(vec![r.clone()])).collect();
            let id = child.value().to_owned();
            answers.single.insert(id.clone(), single);
            answers.whole.insert(id, batch(records));
        }
        Ok(answers)
    }
}

fn batch(records: Vec<proto::relay::Record>) -> Bytes {
    let message = QueryRecordsResponse {
        message: Some(ProducerMessage::Batch(RecordBatch { records })),
    };
    message.encode_to_vec().into()
}
