//! A running sandbox with the calls that tests make: as a consumer over mutual TLS, or as those who tell facts.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use aggregator::clock::ManualClock;
use consumer::{Client, Error, OverviewQuery, Profile, SandboxState, model::Overview};
use domain::id::PersonId;
use mock_producers::{Fault, fhir::FhirFolder};
use proto::v1::overview as wire;
use sandbox::Sandbox;
use tempfile::TempDir;

use crate::{Scene, Timed, canary::Canary, postgres::Database};

/// A whole sandbox. Dropped, it ends without ceremony; [`Harness::stop`] drains.
#[derive(Debug)]
pub struct Harness {
    /// The sandbox itself: parties, tokens, authority, `register` and `desk` that tell facts.
    pub sandbox: Sandbox,
    /// What a consumer reads in `sandbox.json`.
    pub state: SandboxState,
    /// The folder of FHIR files that is served, if one is.
    pub fhir: Option<FhirFolder>,
    clock: Option<Arc<ManualClock>>,
    /// Looks when the harness ends, before the folder goes.
    _canary: Canary,
    // Last, so that it is removed after everything that writes into it.
    dir: TempDir,
}

impl Harness {
    /// A sandbox as anybody starts it.
    pub async fn start() -> Self {
        Scene::default().start().await
    }

    /// A sandbox with sources that misbehave.
    pub async fn with(faults: &[(&str, Fault)]) -> Self {
        let scene = Scene::default();
        let faulty = |scene: Scene, (id, fault): &(&str, Fault)| scene.fault(id, *fault);
        faults.iter().fold(scene, faulty).start().await
    }

    pub(crate) fn of(
        dir: TempDir,
        sandbox: Sandbox,
        clock: Option<Arc<ManualClock>>,
        fhir: Option<FhirFolder>,
        database: Option<Database>,
    ) -> Self {
        let state = SandboxState::load(dir.path()).expect("sandbox.json as documented");
        let metrics = sandbox.aggregator.aggregator.metrics.clone();
        Self {
            _canary: Canary::of(&sandbox.world, metrics, dir.path(), database),
            sandbox,
            state,
            fhir,
            clock,
            dir,
        }
    }

    /// The sandbox's folder.
    pub fn dir(&self) -> &std::path::Path {
        self.dir.path()
    }

    /// The aggregator's clock, of a scene with one that stands still.
    ///
    /// # Panics
    /// When the scene has the machine's clock.
    pub fn clock(&self) -> &ManualClock {
        self.clock.as_deref().expect("a scene with a manual clock")
    }

    /// The child of a story.
    ///
    /// # Panics
    /// When no story is called so.
    pub fn child(&self, story: &str) -> PersonId {
        let told = self.sandbox.world.child(story);
        told.expect("a told story").id.clone()
    }

    /// How an actor connects, certificate and token, so that a test can change either.
    ///
    /// # Panics
    /// When no actor is called so.
    pub fn profile(&self, actor: &str) -> Profile {
        self.state.profile(actor, None).expect("a told actor")
    }

    /// A consumer system acting for an actor.
    pub fn client(&self, actor: &str) -> Client {
        Client::connect(&self.profile(actor)).expect("certificates that can be used")
    }

    /// A child of a story as the collected overview shows it.
    ///
    /// # Errors
    /// What the aggregator answers, as the consumer reads it.
    pub async fn overview(&self, actor: &str, story: &str) -> Result<Overview, Error> {
        let child = self.child(story);
        let answer = self.collected(actor, story).await?;
        Ok(Overview::of(&child, &answer))
    }

    /// The same as it came over the wire.
    ///
    /// # Errors
    /// As [`Harness::overview`].
    pub async fn collected(&self, actor: &str, story: &str) -> Result<wire::Overview, Error> {
        let query = OverviewQuery::about(self.child(story));
        self.client(actor).get_overview(query).await
    }

    /// The events of a streamed overview, each with the time it took to come.
    ///
    /// # Errors
    /// As [`Harness::overview`]; what came before is lost.
    pub async fn events(
        &self,
        actor: &str,
        story: &str,
        deadline: Duration,
    ) -> Result<Vec<Timed>, Error> {
        let query = OverviewQuery::about(self.child(story));
        self.events_of(actor, query, deadline).await
    }

    /// The same for any query.
    ///
    /// # Errors
    /// As [`Harness::overview`]; what came before is lost.
    pub async fn events_of(
        &self,
        actor: &str,
        query: impl Into<wire::OverviewQuery>,
        deadline: Duration,
    ) -> Result<Vec<Timed>, Error> {
        let client = self.client(actor).with_deadline(deadline);
        crate::follow(&client, query).await
    }

    /// Ends every consent that the story began with, by those who may, and returns when each is acknowledged.
    ///
    /// # Panics
    /// When an end is refused.
    pub async fn end_consents(&self, story: &str) {
        let told = self.sandbox.state.children.iter();
        let told = told.filter(|child| child.story == story);
        let ids: BTreeSet<_> = told.flat_map(|child| child.consents.clone()).collect();
        let mut desk = self.sandbox.desk();
        for consent_id in ids {
            desk.end_consent(consent_id)
                .await
                .expect("the desk may end what it registered");
        }
    }

    /// What the admin port answers to a GET, head and body.
    ///
    /// # Panics
    /// When it does not answer.
    pub async fn admin(&self, path: &str) -> String {
        crate::admin::get(self.sandbox.aggregator.admin, path).await
    }

    /// Producers leave, the aggregator drains. The folder is given back: it goes when that is dropped.
    pub async fn stop(self) -> TempDir {
        self.sandbox.shutdown().await;
        self.dir
    }
}
