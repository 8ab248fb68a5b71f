//! The stage of outages: an aggregator beside the harness's own, over a store that can be made to fail, and two sources that answer when they
//! are let go.

use std::{path::Path, sync::Arc, time::Duration};

use aggregator::{
    config::{Config, Environment},
    server::{self, Running},
};
use futures::FutureExt as _;
use proto::{
    status::reason_of,
    v1::overview::{OverviewEvent, StreamOverviewResponse},
};
use tests::{
    Harness, Scene, admin,
    caller::Caller,
    postgres::Database,
    release_log::shows,
    rogue::{Held, Rogue, Rogues, whole},
};
use tokio::time::timeout;
use tonic::{Code, Status, Streaming};

use crate::{
    between::Between,
    families::{CONSENTED, NURSE, OWN, STORY, query, tell_families},
    file_layer::Layer,
};

/// Both sources, in the order of their names.
pub(crate) const SOURCES: [&str; 2] = [CONSENTED, OWN];
/// Has no relation to the child.
pub(crate) const STRANGER: &str = "skolskoterska-norrby";
/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// An aggregator over a store that can be made to fail, and two sources that answer when they are let go.
pub(crate) struct Stage {
    pub(crate) harness: Harness,
    pub(crate) aggregator: Running,
    pub(crate) held: Vec<Held>,
    pub(crate) rogues: Rogues,
}

impl Stage {
    /// On a file layer.
    pub(crate) async fn on_sqlite() -> (Self, Arc<Layer>) {
        Self::on_sqlite_with(&SOURCES).await
    }

    /// On a file layer, with these sources.
    pub(crate) async fn on_sqlite_with(sources: &[&'static str]) -> (Self, Arc<Layer>) {
        let (harness, held, rogues) = Self::set(Scene::of(&[STORY]), sources).await;
        let folder = harness.dir().join("store");
        std::fs::create_dir(&folder).unwrap();
        let database = folder.join("samsyn.db");
        harness.copy_database(&database);
        let layer = Layer::under(&folder);
        (
            Self::at(harness, held, rogues, Some(&database)).await,
            layer,
        )
    }

    /// On a server.
    pub(crate) async fn on_postgres() -> Option<(Self, Database)> {
        Self::on_postgres_with(&SOURCES).await
    }

    /// On a server, with these sources.
    pub(crate) async fn on_postgres_with(sources: &[&'static str]) -> Option<(Self, Database)> {
        let database = Database::new().await?;
        let scene = Scene::of(&[STORY]).on_postgres(&database);
        let (harness, held, rogues) = Self::set(scene, sources).await;
        Some((Self::at(harness, held, rogues, None).await, database))
    }

    async fn set(scene: Scene, sources: &[&'static str]) -> (Harness, Vec<Held>, Rogues) {
        let scene = scene.systems(sources).retold(tell_families);
        let mut harness = scene.start().await;
        let honest = |id: &&'static str| Rogue::held(id, whole(harness.records(id, STORY)));
        let (rogues, held): (Vec<_>, _) = sources.iter().map(honest).unzip();
        let rogues = harness.take_over(rogues).await;
        (harness, held, rogues)
    }

    /// On a file, or where the configuration says.
    pub(crate) async fn at(
        harness: Harness,
        held: Vec<Held>,
        rogues: Rogues,
        database: Option<&Path>,
    ) -> Self {
        let aggregator = harness.beside(database).await;
        Self::around(aggregator, harness, held, rogues).await
    }

    /// On a server, with something between.
    pub(crate) async fn on_postgres_through() -> Option<(Self, Database, Between)> {
        let database = Database::new().await?;
        let between = Between::aggregator_and(&database).await;
        let scene = Scene::of(&[STORY]).on_postgres(&database);
        let (harness, held, rogues) = Self::set(scene, &SOURCES).await;
        let file = harness.dir().join("aggregator.toml");
        let config = std::fs::read_to_string(&file).unwrap();
        assert!(config.contains(&database.address));
        let file = file.with_file_name("through.toml");
        std::fs::write(&file, config.replace(&database.address, between.address())).unwrap();
        let config = Config::read(&file, &Environment::new()).unwrap();
        let clock = harness.sandbox.aggregator.aggregator.clock.clone();
        let aggregator = server::start(config, clock).await.unwrap();
        let stage = Self::around(aggregator, harness, held, rogues).await;
        Some((stage, database, between))
    }

    async fn around(
        aggregator: Running,
        mut harness: Harness,
        held: Vec<Held>,
        mut rogues: Rogues,
    ) -> Self {
        harness.turn_to(format!("https://{}", aggregator.grpc));
        rogues.register_again(&harness).await;
        Self {
            harness,
            aggregator,
            held,
            rogues,
        }
    }

    /// The nurse begins to look; both sources were asked and wait.
    pub(crate) async fn begin(&self) -> Streaming<StreamOverviewResponse> {
        let stream = self.stream(NURSE).await.unwrap();
        for held in &self.held {
            timeout(PATIENCE, held.asked()).await.unwrap();
        }
        stream
    }

    /// An actor begins to look.
    pub(crate) async fn stream(
        &self,
        actor: &str,
    ) -> Result<Streaming<StreamOverviewResponse>, Status> {
        let caller = Caller::actor(&self.harness, actor);
        let asked = caller.stream(query(&self.harness.child(STORY)));
        timeout(PATIENCE, asked).await.unwrap()
    }

    /// Whether any source was asked that [`Stage::begin`] did not wait for.
    pub(crate) fn was_asked(&self) -> bool {
        let asked = |held: &Held| held.asked().now_or_never().is_some();
        self.held.iter().any(asked)
    }

    /// Both sources answer from now on.
    pub(crate) fn let_go(&self) {
        self.held.iter().for_each(Held::let_go);
    }

    /// Why an actor is refused from the beginning.
    pub(crate) async fn refused(&self, actor: &str) -> (Code, String) {
        said(&self.stream(actor).await.unwrap_err())
    }

    /// Everything is shown to who asks now.
    pub(crate) async fn shows_all(&self) {
        self.let_go();
        let mut stream = self.stream(NURSE).await.unwrap();
        let (events, ended) = to_the_end(&mut stream).await;
        assert!(ended.is_ok(), "{ended:?}");
        let mut shown: Vec<_> = events.iter().filter_map(shows).collect();
        shown.sort_unstable();
        let all: Vec<_> = self.rogues.endpoints.keys().copied().collect();
        assert_eq!(shown, all);
    }

    /// A figure on the admin port. 0 when it is not there.
    pub(crate) async fn figure(&self, name: &str) -> u64 {
        let text = admin::get(self.aggregator.admin, "/metrics").await;
        let lines = text.lines().filter(|line| line.starts_with(name));
        let values = lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
        values.sum()
    }

    pub(crate) async fn is_ready(&self) -> bool {
        let answer = admin::get(self.aggregator.admin, "/readyz").await;
        answer.starts_with("HTTP/1.1 200")
    }
}

/// A refusal as a caller sees it.
pub(crate) fn said(status: &Status) -> (Code, String) {
    (status.code(), reason_of(status).unwrap_or_default())
}

/// What came, and how it ended.
pub(crate) async fn to_the_end(
    stream: &mut Streaming<StreamOverviewResponse>,
) -> (Vec<OverviewEvent>, Result<(), Status>) {
    let mut events = Vec::new();
    loop {
        match timeout(PATIENCE, stream.message()).await.unwrap() {
            Ok(Some(message)) => events.push(message.event.unwrap()),
            Ok(None) => return (events, Ok(())),
            Err(status) => return (events, Err(status)),
        }
    }
}

/// The stream ends with a reason and shows nothing of any source.
pub(crate) async fn breaks_off(stream: &mut Streaming<StreamOverviewResponse>, reason: &str) {
    let (events, ended) = to_the_end(stream).await;
    assert_eq!(
        said(&ended.unwrap_err()),
        (Code::Unavailable, reason.to_owned())
    );
    assert_eq!(events.iter().filter_map(shows).count(), 0);
}

pub(crate) fn unavailable(reason: &str) -> (Code, String) {
    (Code::Unavailable, reason.to_owned())
}
