//! The same on a PostgreSQL server, where every instance that ever started has a chain of its own. Skipped with a word where there is none.

use std::{env, fs, io::Write as _, path::Path, sync::Arc, time::Duration};

use aggregator::{
    audit::{
        Audit,
        keeper::Keeper,
        log::{ExportedLog, Log},
        prune::{NotPruned, prune_server},
        verify::verify,
    },
    cli::audit::{AuditCommand, Ended, Format, run},
    clock::{Clock, SteadyClock, SystemClock},
    config::{AuditSettings, Config},
    metrics::Metrics,
    store::{
        Epochs,
        postgres::{PostgresSettings, PostgresStore, ServerLogs},
    },
};
use domain::time::Timestamp;
use jiff::SignedDuration;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use super::{
    configured::{WITNESSED, config_on},
    place::{Place, look},
};

/// A database of its own, with a folder outside and somebody who may do anything.
pub(crate) struct Server {
    pub(crate) place: Place,
    address: String,
    pub(crate) admin: Client,
}

impl Server {
    pub(crate) async fn new() -> Option<Self> {
        let Some(server) = server() else {
            let told = "no PostgreSQL server; `.ci/postgres start` makes one";
            assert!(env::var_os("SAMSYN_NO_SKIP").is_none(), "{told}");
            // Not `eprintln!`: a test that passes would swallow it.
            let word = format!("SKIPPED: {told}\n");
            std::io::stderr().write_all(word.as_bytes()).unwrap();
            return None;
        };
        let name = format!("a{}", Uuid::new_v4().simple());
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        connect(&server).await.batch_execute(&create).await.unwrap();
        let address = server.replacen("/postgres?", &format!("/{name}?"), 1);
        Some(Self {
            place: Place::new(),
            admin: connect(&address).await,
            address,
        })
    }

    fn settings(&self) -> PostgresSettings {
        PostgresSettings::at(&self.address).unwrap()
    }

    pub(crate) async fn open(&self) -> (Arc<PostgresStore>, Audit) {
        let epochs = Epochs::leased(Arc::new(SteadyClock::start()));
        let clock = self.place.clock.clone();
        let store = PostgresStore::open(&self.settings(), clock.clone(), epochs).await;
        let store = Arc::new(store.unwrap());
        (store.clone(), Audit::new(store, clock))
    }

    /// An instance that starts, looks, has its checkpoint signed, and ends. Gives its name.
    pub(crate) async fn instance(&self, looks: u8) -> String {
        let (store, audit) = self.open().await;
        for _ in 0..looks {
            look(&audit, self.number()).await;
            self.place.clock.advance(SignedDuration::from_mins(1));
        }
        let mut keeper = self.keeper(audit);
        keeper.checkpoint().await.unwrap();
        let name = store.instance().to_owned();
        drop((store, keeper));
        self.alone().await;
        name
    }

    pub(crate) fn keeper(&self, audit: Audit) -> Keeper {
        let settings = AuditSettings {
            signer: Some(self.place.signer.clone()),
            keys: self.place.signer.trusted(),
            sink: Some(self.place.folder()),
            every_entries: 100,
            every: Duration::from_secs(3_600),
            auditor_roles: [].into(),
        };
        Keeper::new(audit, &settings, Arc::new(Metrics::default())).unwrap()
    }

    /// Another for each, since the clock goes on: overviews have one intent.
    fn number(&self) -> u8 {
        let minute = self.place.clock.now().as_second() / 60;
        u8::try_from(minute.rem_euclid(200)).unwrap()
    }

    /// When no instance is connected any more: the server learns of it a moment after it ended.
    pub(crate) async fn alone(&self) {
        let open =
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let ended = async {
            while self
                .admin
                .query_one(open, &[])
                .await
                .unwrap()
                .get::<_, i64>(0)
                > 0
            {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), ended)
            .await
            .unwrap();
    }

    /// Past the triggers and constraints, as the owner of the database would.
    pub(crate) async fn edit(&self, sql: &str) {
        let free =
            "ALTER TABLE audit DISABLE TRIGGER ALL; ALTER TABLE instance DISABLE TRIGGER ALL;
             ALTER TABLE audit DROP CONSTRAINT IF EXISTS audit_instance_seq_key";
        self.admin.batch_execute(free).await.unwrap();
        self.admin.batch_execute(sql).await.unwrap();
    }

    fn config(&self) -> Config {
        let store = format!("postgres = {:?}", self.address);
        let mut config = config_on(&self.place, &store, WITNESSED);
        config.audit.keys = self.place.signer.trusted();
        config
    }

    pub(crate) fn run(&self, command: &AuditCommand) -> (Ended, String) {
        let mut out = Vec::new();
        let ended = run(command, &self.config(), &SystemClock, &mut out).unwrap();
        (ended, String::from_utf8(out).unwrap())
    }

    pub(crate) fn verify(&self) -> (Ended, String) {
        self.run(&AuditCommand::Verify {
            from_file: None,
            checkpoints: None,
            json: false,
        })
    }
}

fn server() -> Option<String> {
    if let Some(told) = env::var_os("SAMSYN_POSTGRES").filter(|told| !told.is_empty()) {
        return told.into_string().ok();
    }
    let made = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/ci/postgres/address");
    fs::read_to_string(Path::new(made)).ok()
}

async fn connect(address: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

// R-AUDIT-16
#[tokio::test]
async fn every_instances_chain_is_verified_and_its_unwitnessed_tail_told() {
    let Some(server) = Server::new().await else {
        return;
    };
    let names = [server.instance(2).await, server.instance(3).await];
    let (ended, said) = server.verify();
    assert_eq!(ended, Ended::Well, "{said}");
    for (name, entries) in names.iter().zip([10, 14]) {
        let told = format!("access log of {name}: {entries} entries, 1 to {entries}");
        assert!(said.contains(&told), "{said}");
    }
    assert_eq!(said.matches("the chain holds").count(), 2);
    assert_eq!(said.matches("unwitnessed tail: 1 entries").count(), 2);
}

// R-AUDIT-16, R-AUDIT-8
#[tokio::test]
async fn whatever_is_done_to_a_chain_on_the_server_is_named() {
    for (change, expected) in [
        ("UPDATE audit SET body = replace(body, 'bvc', 'bup') WHERE instance = $ AND seq = 2", "entry 2 was changed"),
        ("UPDATE audit SET at_us = at_us + 1 WHERE instance = $ AND seq = 3", "entry 3 was changed"),
        ("UPDATE audit SET child = NULL WHERE instance = $ AND seq = 1", "entry 1 was changed"),
        ("DELETE FROM audit WHERE instance = $ AND seq = 5", "entry 5 is missing"),
        ("DELETE FROM audit WHERE instance = $ AND seq <= 4", "entries 1 to 4 are missing"),
        ("DELETE FROM audit WHERE instance = $ AND seq > 4", "entry 9 was there: its end was cut off"),
        (
            "UPDATE audit SET seq = 1000 WHERE instance = $ AND seq = 3;
             UPDATE audit SET seq = 3 WHERE instance = $ AND seq = 6;
             UPDATE audit SET seq = 6 WHERE instance = $ AND seq = 1000",
            "entry 3 lies at the place of entry 6",
        ),
        (
            "INSERT INTO audit (instance, seq, at_us, kind, child, overview_id, body, hash)
             SELECT instance, seq, at_us, kind, child, NULL, body, hash FROM audit WHERE instance = $ AND seq = 2",
            "entry 2 was changed",
        ),
    ] {
        let Some(server) = Server::new().await else { return };
        let name = server.instance(2).await;
        server.instance(1).await;
        server.edit(&change.replace('$', &format!("'{name}'"))).await;
        let (ended, said) = server.verify();
        assert_eq!(ended, Ended::Damaged, "{change}: {said}");
        assert!(said.contains(expected), "{change}: {said}");
        assert_eq!(said.matches("the chain holds").count(), 1, "the other: {said}");
    }
}

// R-AUDIT-16, R-AUDIT-8
#[tokio::test]
async fn chains_that_were_swapped_and_one_that_is_gone_with_its_instance_are_found() {
    let Some(server) = Server::new().await else {
        return;
    };
    let (one, other) = (server.instance(2).await, server.instance(2).await);
    let swap = format!(
        "UPDATE audit SET instance = CASE instance WHEN '{one}' THEN '{other}' ELSE '{one}' END"
    );
    server.edit(&swap).await;
    let (ended, said) = server.verify();
    assert_eq!(ended, Ended::Damaged);
    assert_eq!(said.matches("- entry 1 was changed").count(), 2, "{said}");
    server.edit(&swap).await;
    assert_eq!(server.verify().0, Ended::Well);

    let gone = format!(
        "DELETE FROM audit WHERE instance = '{one}'; DELETE FROM instance WHERE name = '{one}'"
    );
    server.edit(&gone).await;
    let (ended, said) = server.verify();
    assert_eq!(ended, Ended::Damaged);
    let told = format!("access log of {one}: no entries");
    assert!(
        said.contains(&told) && said.contains("its end was cut off"),
        "{said}"
    );
}

// R-AUDIT-16, R-AUDIT-12, R-AUDIT-13
#[tokio::test]
async fn all_logs_are_handed_out_together_and_sampled_as_one() {
    let Some(server) = Server::new().await else {
        return;
    };
    let names = [server.instance(2).await, server.instance(3).await];
    let (_, text) = server.run(&AuditCommand::Export {
        format: Format::Ndjson,
    });
    let file = server.place.dir.path().join("export.ndjson");
    fs::write(&file, &text).unwrap();
    let logs = ExportedLog::all(&file).unwrap();
    let found: Vec<_> = logs.iter().map(|log| log.instance().unwrap()).collect();
    assert_eq!(found, names);
    for (log, entries) in logs.iter().zip([10, 14]) {
        let report = verify(log, &server.place.outside(), server.place.clock.now()).unwrap();
        assert!(report.holds(), "{:?}", report.findings);
        assert_eq!(report.entries, entries);
    }
    let from_file = AuditCommand::Verify {
        from_file: Some(file.clone()),
        checkpoints: None,
        json: true,
    };
    let (ended, said) = server.run(&from_file);
    assert_eq!((ended, said.lines().count()), (Ended::Well, 2));
    // What is done to the second is found in the second.
    let (first, second) = text.split_at(text.rfind("{\"form\"").unwrap());
    fs::write(
        &file,
        format!("{first}{}", second.replacen("child-health", "hospital", 1)),
    )
    .unwrap();
    let (ended, said) = server.run(&from_file);
    assert_eq!(ended, Ended::Damaged);
    let holds: Vec<_> = said
        .lines()
        .map(|line| line.contains("\"holds\":true"))
        .collect();
    assert_eq!(holds, [true, false]);

    let (_, fhir) = server.run(&AuditCommand::Export {
        format: Format::Fhir,
    });
    assert_eq!(fhir.matches("\"resourceType\":\"AuditEvent\"").count(), 15);
    let protocol = server.place.dir.path().join("protocol.md");
    let (ended, said) = server.run(&AuditCommand::Sample {
        count: 6,
        seed: 7,
        since: None,
        until: None,
        protocol,
    });
    assert_eq!(ended, Ended::Well);
    assert!(
        said.contains("looks: 10 (emergencies 5, refusals 5); drawn: 6"),
        "{said}"
    );
    assert_eq!(said.matches("\n## entry ").count(), 6);
    assert!(
        names
            .iter()
            .all(|name| said.contains(&format!("log: {name}")))
    );
}

// R-AUDIT-16, R-AUDIT-11
#[tokio::test]
async fn what_is_older_than_five_years_goes_from_every_log_and_not_while_one_is_open() {
    let Some(server) = Server::new().await else {
        return;
    };
    let name = server.instance(2).await;
    let clock = server.place.clock.clone();
    clock.advance(SignedDuration::from_hours(24 * 365 * 6));
    let young = server.instance(1).await;
    let now: Timestamp = clock.now();
    let before = now
        .checked_sub(SignedDuration::from_hours(24 * 365 * 5 + 48))
        .unwrap();
    let prune = |before| prune_server(&server.settings(), &server.place.outside(), before, now);
    let too_young = now
        .checked_sub(SignedDuration::from_hours(24 * 365 * 4))
        .unwrap();
    assert!(matches!(prune(too_young), Err(NotPruned::TooYoung { .. })));
    let open = server.open().await;
    assert!(matches!(prune(before), Err(NotPruned::InUse)));
    drop(open);
    server.alone().await;

    let cuts = prune(before).unwrap();
    let [(of, cut)] = cuts.as_slice() else {
        panic!("one log is old, not {}", cuts.len());
    };
    assert_eq!((of, cut.through, cut.removed), (&name, 9, 9));
    let logs = ServerLogs::open(&server.settings()).unwrap().all().unwrap();
    for log in &logs {
        let report = verify(log, &server.place.outside(), server.place.clock.now()).unwrap();
        assert!(report.holds(), "{:?}", report.findings);
        let first = report.span.map(|(first, _)| first);
        let instance = log.instance().unwrap();
        assert_eq!(first == Some(10), instance == name, "{instance} {young}");
    }
    // The guard stands again.
    let refused = server.admin.batch_execute("DELETE FROM audit").await;
    assert!(refused.is_err());
}
