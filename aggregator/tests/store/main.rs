//! What every store does, whatever it keeps its rows in. One suite; each implementation is a line in `every_store!`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod archive;
mod beside;
mod consents;
mod emergencies;
mod facts;
mod failing;
mod figures;
mod log;
mod server;
mod several;

use std::sync::Arc;

use aggregator::{
    audit::{
        Audit, OpenedError,
        entry::{ActorRef, Intent, Opened, Refused, Shown},
    },
    clock::{Clock, ManualClock},
    store::{
        Epoch, Epochs, FactsRead, MAX_CONSENTS, MAX_HOLDERS, NewConsent, Registered, Store,
        StoreError, Teller, Told,
        archive::KeepTables,
        sqlite::{SqliteSettings, SqliteStore},
    },
};
use domain::{
    facts::{CareRelation, ConsentKind, Holder, Known, Pseudonym},
    id::OrganisationId,
    record::Sector,
    time::Timestamp,
};
use jiff::SignedDuration;
use proto::transport::PeerName;
use uuid::Uuid;

struct World {
    store: Arc<dyn Store>,
    archive: Arc<dyn KeepTables>,
    clock: Arc<ManualClock>,
    epochs: Epochs,
    _keep: Box<dyn std::any::Any>,
}

fn sqlite() -> World {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(at("2026-09-01T08:00:00Z")));
    let epochs = Epochs::new();
    let settings = SqliteSettings::at(dir.path().join("samsyn.db"));
    let store = SqliteStore::open(&settings, clock.clone(), epochs.clone()).unwrap();
    let store = Arc::new(store);
    World {
        archive: store.clone(),
        store,
        clock,
        epochs,
        _keep: Box::new(dir),
    }
}

macro_rules! every_store {
    ($($room:ident::$rule:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $rule() { super::$room::$rule(super::sqlite()).await; })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $rule() {
                if let Some(world) = super::server::postgres().await {
                    super::$room::$rule(world).await;
                }
            })+
        }
    };
}

every_store!(
    archive::a_table_is_kept_once_under_its_hash_for_good,
    archive::the_table_in_force_is_the_latest_that_was_started_with,
    archive::a_look_is_found_by_its_overview_and_by_its_entry,
    archive::the_history_is_the_whole_ledger,
    beside::older_numbers_are_read_with_the_facts_and_a_change_of_them_raises_the_epoch,
    beside::registrations_are_read_in_stretches_of_all_children_in_their_order,
    consents::a_consent_registered_twice_is_one_consent,
    consents::the_same_id_for_another_consent_is_a_conflict,
    consents::a_consent_ends_once_and_for_good,
    consents::an_ended_consent_stays_ended_when_the_clock_is_set_back,
    consents::the_consents_of_one_child_are_bounded,
    emergencies::emergencies_that_were_let_through_are_read_newest_first_with_what_came_of_them,
    emergencies::lifts_in_an_emergency_and_reveals_are_listed_among_them_by_when_they_were,
    emergencies::an_id_of_a_review_stands_for_one_review_whatever_it_is_of,
    facts::what_was_never_told_is_unknown_and_what_the_store_keeps_is_known,
    facts::the_latest_word_counts_by_the_time_it_was_known,
    facts::a_fact_outlives_its_age_unless_its_source_confirms_it,
    facts::a_source_confirms_only_its_own_facts,
    facts::a_fact_from_the_future_is_refused,
    facts::a_relation_is_replaced_per_organisation_unit_and_sector,
    facts::every_change_that_counts_raises_the_epoch_before_it_is_acknowledged,
    facts::telling_the_same_again_raises_no_epoch,
    facts::changes_are_counted_per_child_and_producer,
    log::accesses_are_read_newest_first_with_who_looked,
    log::a_record_is_opened_in_ones_own_overview_only,
    log::looks_and_readings_are_gone_over_apart_stretch_by_stretch_to_the_end,
);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn person(n: u8) -> Pseudonym {
    Pseudonym([n; 32])
}

const CHILD: u8 = 1;
const MOTHER: u8 = 2;
const FATHER: u8 = 3;

fn register() -> Teller {
    Teller::peer(&PeerName::uri("spiffe://samsyn.example/producer/register").unwrap())
}

fn nurse() -> Teller {
    Teller::actor(&ActorRef::Id("SE2321000016-1A2B".into()))
}

fn sector(code: &str) -> Sector {
    Sector::parse(code).unwrap()
}

fn consent(id: u128) -> NewConsent {
    NewConsent {
        id: Uuid::from_u128(id),
        child: person(CHILD),
        grantor: person(MOTHER),
        kind: ConsentKind::Permit,
        recipient: Some(OrganisationId::guess("SE2321000016-SKOLA").unwrap()),
        recipient_sector: Some(sector("school-health")),
        source_sectors: vec![sector("hospital"), sector("child-health")],
        start: None,
        end: Some(at("2027-06-15T00:00:00Z")),
    }
}

fn holder(n: u8) -> Holder {
    Holder {
        guardian: person(n),
        residence_parent: n == MOTHER,
    }
}

fn relation(unit: Option<&str>) -> CareRelation {
    CareRelation {
        organisation: OrganisationId::guess("SE2321000016-SKOLA").unwrap(),
        unit: unit.map(str::to_owned),
        sector: sector("school-health"),
        start: at("2026-08-15T00:00:00Z"),
        end: None,
    }
}

impl World {
    async fn facts(&self) -> FactsRead {
        self.store.facts(person(CHILD), None).await.unwrap()
    }

    async fn add(&self, consent: NewConsent) -> Result<Registered, StoreError> {
        self.store.register_consent(consent, nurse()).await
    }

    async fn tell(&self, told: Told) {
        self.store
            .tell(person(CHILD), told, register())
            .await
            .unwrap();
    }

    async fn custody(&self, holders: &[u8], as_of: Timestamp) {
        let holders = holders.iter().copied().map(holder).collect();
        self.tell(Told::Custody { holders, as_of }).await;
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
