//! What is particular to SQLite: the file, the lock, the disk, what lies in the bytes, and the moment before a commit.

use std::{sync::mpsc, thread};

use domain::{
    facts::{CareRelation, ConsentKind, Holder, Known},
    id::{OrganisationId, PersonId},
    policy::Audience,
    record::Sector,
};
use futures::FutureExt;

use super::*;
use crate::{
    audit::{
        Audit,
        chain::{BrokenChain, verify_chain},
        entry::{ActorRef, Event, Intent, Opened, Outcome, Refused, Shown, TextRef},
    },
    clock::ManualClock,
    pseudonym::Pseudonyms,
    store::{NewConsent, StoreError, Told},
};

mod cost;
mod log;
mod stall;

struct Place {
    dir: tempfile::TempDir,
    clock: Arc<ManualClock>,
    epochs: Epochs,
}

impl Place {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            clock: Arc::new(ManualClock::at("2026-09-01T08:00:00Z".parse().unwrap())),
            epochs: Epochs::new(),
        }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("samsyn.db")
    }

    fn open(&self) -> Arc<SqliteStore> {
        Arc::new(self.try_open().unwrap())
    }

    fn try_open(&self) -> Result<SqliteStore, OpenError> {
        let settings = SqliteSettings::at(self.path());
        SqliteStore::open(&settings, self.clock.clone(), self.epochs.clone())
    }

    fn audit(&self, store: &Arc<SqliteStore>) -> Audit {
        Audit::new(store.clone(), self.clock.clone())
    }

    fn edit(&self, sql: &str) {
        let db = Connection::open(self.path()).unwrap();
        for table in ["audit", "statement"] {
            db.execute_batch(&format!(
                "DROP TRIGGER {table}_no_update; DROP TRIGGER {table}_no_delete;"
            ))
            .unwrap();
        }
        db.execute_batch(sql).unwrap();
    }
}

fn child() -> Pseudonym {
    Pseudonym([7; 32])
}

fn teller() -> Teller {
    Teller("spiffe://samsyn.example/register".to_owned())
}

fn intent() -> Intent {
    Intent {
        actor: ActorRef::Id("SE2321000016-1A2B".to_owned()),
        consumer: "spiffe://samsyn.example/consumer/emi".to_owned(),
        organisation: None,
        unit: None,
        role: "school-nurse".to_owned(),
        sector: Some("school-health".to_owned()),
        audience: "professional".to_owned(),
        purpose: "care".to_owned(),
        ground: None,
        reason: None,
        emergency: false,
        types: vec!["vaccination".to_owned()],
        policies: std::collections::BTreeMap::new(),
        decisions: Vec::new(),
        replay: None,
    }
}

fn shown() -> Shown {
    Shown {
        producer: "bvc".to_owned(),
        sector: "child-health".to_owned(),
        status: "FRESH".to_owned(),
        ground: Some("consent".to_owned()),
        record_count: 1,
        record_digests: vec!["d".to_owned()],
        drops: std::collections::BTreeMap::new(),
    }
}

// R-STORE-2
#[test]
fn a_database_of_a_newer_version_is_refused() {
    let place = Place::new();
    drop(place.open());
    let db = Connection::open(place.path()).unwrap();
    db.pragma_update(None, "user_version", schema::NEWEST + 1)
        .unwrap();
    drop(db);
    assert!(matches!(place.try_open(), Err(OpenError::Newer { .. })));
}

// R-STORE-7
#[test]
fn two_processes_never_share_a_database() {
    let place = Place::new();
    let store = place.open();
    assert!(matches!(place.try_open(), Err(OpenError::InUse)));
    drop(store);
    assert!(place.try_open().is_ok());
}

// R-STORE-7
#[cfg(unix)]
#[test]
fn a_database_is_the_same_under_every_name() {
    let place = Place::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let open = |path: &Path| {
        let settings = SqliteSettings::at(path);
        SqliteStore::open(&settings, place.clock.clone(), Epochs::new())
    };
    let (link, folder) = (elsewhere.path().join("link"), elsewhere.path().join("to"));
    std::os::unix::fs::symlink(place.path(), &link).unwrap();
    std::os::unix::fs::symlink(place.dir.path(), &folder).unwrap();
    assert!(
        matches!(open(&link), Err(OpenError::Io(_))),
        "nothing there"
    );
    let store = place.open();
    for other in [&link, &folder.join("samsyn.db")] {
        assert!(matches!(open(other), Err(OpenError::InUse)));
    }
    drop(store);
    assert!(open(&link).is_ok());
    std::fs::hard_link(place.path(), elsewhere.path().join("name")).unwrap();
    assert!(matches!(place.try_open(), Err(OpenError::Linked)));
}

// R-STORE-6
#[tokio::test]
async fn every_commit_is_on_the_disk() {
    let place = Place::new();
    let store = place.open();
    let pragmas = store.writer.write(|db| {
        let journal: String = db.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        let synchronous: i64 = db.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
        Ok(writer::Written::quietly((journal, synchronous)))
    });
    assert_eq!(pragmas.await.unwrap(), ("wal".to_owned(), 2));
}

#[cfg(unix)]
#[test]
fn the_database_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let _store = place.open();
    for name in ["samsyn.db", "samsyn.db-wal"] {
        let mode = std::fs::metadata(place.dir.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}

// R-FACTS-2
#[tokio::test]
async fn an_unreadable_fact_is_unknown_and_the_others_are_known() {
    let place = Place::new();
    let store = place.open();
    let told = Told::Protection {
        protected: false,
        as_of: place.clock.now(),
    };
    store.tell(child(), told, teller()).await.unwrap();
    drop(store);
    place.edit(
        "INSERT INTO statement (child, kind, at_us, teller, body)
         VALUES (cast(X'0707070707070707070707070707070707070707070707070707070707070707' AS BLOB),
                 'relation', 0, 's', '{\"relation_told\":{\"organisation\":\"what is this\",\"sector\":\"school\",\"start\":0}}')",
    );
    let read = place.open().facts(child(), None).await.unwrap();
    let now = place.clock.now();
    assert_eq!(read.facts.relations.at(now), None);
    assert_eq!(read.facts.protection.at(now), Some(&false));
    assert_eq!(read.facts.consents.at(now), Some(&vec![]));
}

const CANARIES: [&str; 5] = [
    "191212121212",
    "19121212-1212",
    "0703921234",
    "Karin Kanin",
    "Storgatan",
];

// R-STORE-1
#[tokio::test]
async fn no_identity_number_and_no_reason_lies_in_any_file() {
    let place = Place::new();
    let store = place.open();
    write_everything(&place, &store).await;
    let files = |when: &str| {
        let mut searched = 0;
        for file in std::fs::read_dir(place.dir.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            searched += bytes.len();
            for canary in CANARIES {
                let found = bytes.windows(canary.len()).any(|w| w == canary.as_bytes());
                assert!(!found, "{canary} {when}");
            }
        }
        assert!(searched > 10_000, "{searched} bytes {when}");
    };
    files("while open");
    drop(store);
    files("after closing");
}

/// Everything that a store is ever told, about persons with the canaries as numbers and a reason that names them.
async fn write_everything(place: &Place, store: &Arc<SqliteStore>) {
    let audit = place.audit(store);
    let keys = Pseudonyms::from_key(b"a key of at least thirty-two bytes").unwrap();
    let child = keys.of(&PersonId::guess(CANARIES[0]).unwrap());
    let guardian = keys.of(&PersonId::guess(CANARIES[2]).unwrap());
    let actor = ActorRef::of(CANARIES[2], Audience::Guardian, &keys);
    store
        .register_consent(new_consent(1, child, guardian), Teller::actor(&actor))
        .await
        .unwrap();
    store
        .end_consent(Uuid::from_u128(1), teller())
        .await
        .unwrap();
    let holder = Holder {
        guardian,
        residence_parent: true,
    };
    let as_of = place.clock.now();
    for told in [
        Told::Custody {
            holders: vec![holder],
            as_of,
        },
        Told::Protection {
            protected: true,
            as_of,
        },
        Told::Relation(relation()),
    ] {
        store.tell(child, told, teller()).await.unwrap();
    }
    store.count_change(child, "bvc".to_owned()).await.unwrap();
    let intent = Intent {
        actor: actor.clone(),
        reason: Some(TextRef::reason(
            "Karin Kanin, Storgatan 1, 19121212-1212",
            &keys,
        )),
        ..intent()
    };
    let receipt = audit.intent("o-1", child, intent.clone()).await.unwrap();
    let digest = keys.digest("record", "bvc/19121212-1212/7");
    let shown = Shown {
        record_digests: vec![digest.clone()],
        ..shown()
    };
    audit.shown(&receipt, shown).await.unwrap();
    let opened = Opened {
        actor,
        producer: "bvc".to_owned(),
        record_digest: digest,
        act: "open".to_owned(),
        reason: None,
    };
    audit.opened("o-1", opened).await.unwrap();
    let refused = Refused {
        intent,
        reason: "NO_RELATION".to_owned(),
    };
    audit.refused("o-2", child, refused).await.unwrap();
}

// R-STORE-5
#[test]
fn many_threads_write_and_read_at_once_and_each_sees_its_own_write() {
    let place = Place::new();
    let store = place.open();
    thread::scope(|scope| {
        for n in 0..200_u8 {
            let (store, epochs) = (&store, &place.epochs);
            scope.spawn(move || {
                let child = Pseudonym([n / 2; 32]);
                let cell = epochs.watch(child);
                let told = Told::Relation(CareRelation {
                    unit: Some(format!("unit {n}")),
                    ..relation()
                });
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .build()
                    .unwrap();
                runtime.block_on(async {
                    store.tell(child, told, teller()).await.unwrap();
                    let seen = cell.current();
                    let read = store.facts(child, None).await.unwrap();
                    assert!(read.epoch >= seen && seen.0 > 0);
                    let Known::Told { value: units, .. } = &read.facts.relations else {
                        panic!("relations are the store's own")
                    };
                    assert!(units.iter().any(|r| r.unit == Some(format!("unit {n}"))));
                });
            });
        }
    });
    let counts = store.counts();
    assert_eq!(counts.items(), 200);
    assert!(counts.commits() <= 200);
    assert_eq!(verify_chain(&place.path()).unwrap().entries, 200);
}

fn new_consent(id: u128, child: Pseudonym, grantor: Pseudonym) -> NewConsent {
    NewConsent {
        id: Uuid::from_u128(id),
        child,
        grantor,
        kind: ConsentKind::Permit,
        recipient: None,
        recipient_sector: None,
        source_sectors: vec![],
        start: None,
        end: None,
    }
}

fn relation() -> CareRelation {
    CareRelation {
        organisation: OrganisationId::guess("SE2321000016-SKOLA").unwrap(),
        unit: None,
        sector: Sector::parse("school-health").unwrap(),
        start: "2026-08-15T00:00:00Z".parse().unwrap(),
        end: None,
    }
}
