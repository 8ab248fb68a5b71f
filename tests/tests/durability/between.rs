//! What stands between an aggregator and its PostgreSQL server, and loses a commit on the way there or its answer on the way back.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tempfile::TempDir;
use tests::postgres::Database;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{UnixListener, UnixStream},
    task::JoinHandle,
};

use crate::protocol::{Messages, Said};

/// The name of a server's socket in its folder.
const SOCKET: &str = ".s.PGSQL.5432";

/// What becomes of a commit; in either case its connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// It does not reach the server.
    Commit,
    /// It is carried out, and nobody hears of it.
    Answer,
}

/// The way to a server.
pub(crate) struct Between {
    address: String,
    way: Arc<Way>,
    listener: JoinHandle<()>,
    _dir: TempDir,
}

#[derive(Default)]
struct Way {
    server: PathBuf,
    /// What is lost, of transactions that write this.
    loses: Mutex<Option<(Loss, &'static str)>>,
    lost: AtomicUsize,
}

impl Between {
    pub(crate) async fn aggregator_and(database: &Database) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (_, folder) = database.address.split_once("host=").expect("a folder");
        let address = database
            .address
            .replace(folder, dir.path().to_str().unwrap());
        let way = Arc::new(Way {
            server: Path::new(folder).join(SOCKET),
            ..Way::default()
        });
        let listener = UnixListener::bind(dir.path().join(SOCKET)).unwrap();
        let ways = way.clone();
        let listener = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let way = ways.clone();
                tokio::spawn(async move {
                    // However it ends, both ends see it closed.
                    let _ = way.carry(client).await;
                });
            }
        });
        Self {
            address,
            way,
            listener,
            _dir: dir,
        }
    }

    /// Its address, in place of the database's.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// From now on the commits of whatever writes `what` are lost; `None` = all arrives.
    pub(crate) fn loses(&self, what: Option<(Loss, &'static str)>) {
        *self.way.loses.lock().unwrap() = what;
    }

    /// How many were lost.
    pub(crate) fn lost(&self) -> usize {
        self.way.lost.load(Ordering::SeqCst)
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

impl Way {
    async fn carry(&self, mut client: UnixStream) -> std::io::Result<()> {
        let mut server = UnixStream::connect(&self.server).await?;
        let mut messages = Messages::of_client();
        let mut written = Vec::new();
        let (mut said, mut answered) = (vec![0; 1 << 16], vec![0; 1 << 16]);
        loop {
            tokio::select! {
                bytes = client.read(&mut said) => {
                    let bytes = bytes?;
                    if bytes == 0 {
                        return Ok(());
                    }
                    for message in messages.take(&said[..bytes]) {
                        match Said::by(&message) {
                            Said::Begin => written.clear(),
                            Said::Values(values) => written.push(values),
                            Said::Commit => match self.loses_what_wrote(&written) {
                                Some(Loss::Commit) => return Ok(()),
                                Some(Loss::Answer) => {
                                    server.write_all(&message.bytes).await?;
                                    return until_ready(&mut server).await;
                                }
                                None => {}
                            },
                            Said::Other => {}
                        }
                        server.write_all(&message.bytes).await?;
                    }
                }
                bytes = server.read(&mut answered) => {
                    let bytes = bytes?;
                    if bytes == 0 {
                        return Ok(());
                    }
                    client.write_all(&answered[..bytes]).await?;
                }
            }
        }
    }

    fn loses_what_wrote(&self, written: &[String]) -> Option<Loss> {
        let (loss, what) = (*self.loses.lock().unwrap())?;
        written.iter().any(|values| values.contains(what)).then(|| {
            self.lost.fetch_add(1, Ordering::SeqCst);
            loss
        })
    }
}

/// Reads until the server has done what it was told.
async fn until_ready(server: &mut UnixStream) -> std::io::Result<()> {
    let (mut messages, mut answered) = (Messages::of_server(), vec![0; 1 << 16]);
    loop {
        let bytes = server.read(&mut answered).await?;
        let mut whole = messages.take(&answered[..bytes]).into_iter();
        if bytes == 0 || whole.any(|message| message.kind() == b'Z') {
            return Ok(());
        }
    }
}
