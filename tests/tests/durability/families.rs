//! Children of whom nobody has said anything yet but who they are, with two guardians each, and two sources that know them, which show with
//! both guardians' consent.

use domain::id::PersonId;
use mock_producers::World;
use proto::v1::{
    consent::{
        Consent, ConsentKind, EndConsentRequest, ListConsentsRequest, RegisterConsentRequest,
        consent_service_client::ConsentServiceClient,
    },
    overview::{OverviewEvent, OverviewQuery, SourceResult},
};
use tests::{
    Harness, Scene,
    caller::Caller,
    desk::consent,
    postgres::Database,
    rogue::{Rogue, Rogues, say, whole},
};
use tonic::{Status, transport::Channel};

/// The child that all others are told after.
pub(crate) const STORY: &str = "old-bvc";
/// The others.
pub(crate) const FAMILIES: [&str; 3] = ["family-1", "family-2", "family-3"];
/// Has a relation to all of them.
pub(crate) const NURSE: &str = "skolskoterska-vasterby";
/// Shows only with consent. So does the next.
pub(crate) const CONSENTED: &str = "bvc-vasterby";
/// Of the nurse's own school.
pub(crate) const OWN: &str = "emi-vasterby";

/// The stage: a harness whose own aggregator rests, and sources that register wherever it turns to.
pub(crate) async fn stage(database: Option<&Database>) -> (Harness, Rogues) {
    let scene = (Scene::of(&[STORY]).systems(&[CONSENTED, OWN])).retold(tell_families);
    let scene = match database {
        Some(database) => scene.on_postgres(database),
        None => scene,
    };
    let mut harness = scene.start().await;
    let rogues = [CONSENTED, OWN].map(|id| honest(&harness, id)).to_vec();
    let rogues = harness.take_over(rogues).await;
    (harness, rogues)
}

/// The same child again under other numbers, with the same guardians, known to the same systems; nobody has consented to anything.
pub(crate) fn tell_families(world: &mut World) {
    let first = world.child(STORY).unwrap().clone();
    for (n, story) in FAMILIES.into_iter().enumerate() {
        let mut child = first.clone();
        (child.story, child.id) = (story, another(&first.id, n));
        child.consents.clear();
        for system in &mut world.systems {
            let known = (system.records.iter()).filter(|record| record.header.subject == first.id);
            let again = known.cloned().map(|mut record| {
                record.header.subject = child.id.clone();
                record
            });
            system.records = system.records.iter().cloned().chain(again).collect();
        }
        world.children.push(child);
    }
}

/// Another number of the same day.
pub(crate) fn another(id: &PersonId, n: usize) -> PersonId {
    let day: String = id.value().chars().take(8).collect();
    let numbers = (0..10).filter_map(|check| PersonId::guess(&format!("{day}93{n}{check}")).ok());
    numbers.into_iter().next().expect("one check digit fits")
}

/// A system that answers about each child what it holds.
fn honest(harness: &Harness, id: &'static str) -> Rogue {
    let stories = FAMILIES.into_iter().chain([STORY]);
    let answers: Vec<_> = stories
        .map(|story| (harness.child(story), whole(harness.records(id, story))))
        .collect();
    Rogue::new(id, move |asked| {
        let asked = asked.child.unwrap();
        let about = answers
            .iter()
            .find(|(child, _)| child.value() == asked.value);
        say(about.unwrap().1.clone())
    })
}

/// Those who hold custody of the families' children.
pub(crate) fn guardians(harness: &Harness) -> Vec<PersonId> {
    let told = harness.sandbox.world.child(STORY).unwrap();
    told.guardians
        .iter()
        .map(|guardian| guardian.id.clone())
        .collect()
}

/// The desk that registers consents.
pub(crate) struct Desk(Caller, ConsentServiceClient<Channel>);

impl Desk {
    /// On a connection of its own to the aggregator that the harness turns to.
    pub(crate) fn of(harness: &Harness) -> Self {
        let caller = Caller::by(harness, &harness.party("desk"));
        let client = ConsentServiceClient::new(caller.channel());
        Self(caller, client)
    }

    pub(crate) async fn permit(
        &mut self,
        child: &PersonId,
        grantor: &PersonId,
    ) -> Result<String, Status> {
        let consent = consent(ConsentKind::Permit, child, grantor);
        let id = consent.consent_id.clone();
        let consent = Some(consent);
        let request = self.0.request(RegisterConsentRequest { consent });
        self.1.register_consent(request).await?;
        Ok(id)
    }

    pub(crate) async fn end(&mut self, consent_id: &str) -> Result<(), Status> {
        let consent_id = consent_id.to_owned();
        let request = self.0.request(EndConsentRequest { consent_id });
        self.1.end_consent(request).await.map(|_| ())
    }

    pub(crate) async fn of_child(&mut self, child: &PersonId) -> Result<Vec<Consent>, Status> {
        let child = Some(child.clone().into());
        let request = self.0.request(ListConsentsRequest { child });
        let listed = self.1.list_consents(request).await?;
        Ok(listed.into_inner().consents)
    }
}

/// Everything about a child.
pub(crate) fn query(child: &PersonId) -> OverviewQuery {
    OverviewQuery {
        child: Some(child.clone().into()),
        ..OverviewQuery::default()
    }
}

/// Of each source how it fared: for the word with which a test fails.
pub(crate) fn fared(events: &[OverviewEvent]) -> Vec<String> {
    let rows = events.iter().filter_map(tests::release_log::row);
    let word = |row: &SourceResult| {
        let cause = row.cause.as_ref().map(|cause| cause.code.as_str());
        let source = row
            .source
            .as_ref()
            .map(|source| source.producer_id.as_str());
        let records = row.records.len();
        format!("{source:?} {:?} {cause:?} {records}", row.status())
    };
    rows.map(word).collect()
}

/// The id of an overview, in its first event.
pub(crate) fn overview_id(event: &OverviewEvent) -> Option<&str> {
    use proto::v1::overview::overview_event::Event;
    match &event.event {
        Some(Event::Started(started)) => Some(&started.overview_id),
        _ => None,
    }
}
