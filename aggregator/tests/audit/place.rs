//! A real database with a log in it, a folder outside, and a hand that gets past the triggers.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use aggregator::{
    audit::{
        Audit,
        checkpoint::{Checkpoint, Signer},
        entry::{ActorRef, Intent, Outcome, Refused, Shown, TextRef},
        log::{DatabaseLog, Line, Log},
        sink::Sink,
        verify::{Outside, Report, verify},
    },
    clock::{Clock, ManualClock},
    pseudonym::Pseudonyms,
    seal::Seal,
    store::{
        Epochs,
        sqlite::{SqliteSettings, SqliteStore},
    },
};
use domain::{facts::Pseudonym, time::Timestamp};
use jiff::SignedDuration;
use rcgen::{KeyPair, PKCS_ED25519};
use rusqlite::Connection;

/// Our own, which goes with us, or another's.
pub(crate) struct Folder(Result<tempfile::TempDir, PathBuf>);

impl Folder {
    pub(crate) fn path(&self) -> &Path {
        self.0
            .as_ref()
            .map_or_else(PathBuf::as_path, |own| own.path())
    }
}

pub(crate) struct Place {
    pub(crate) dir: Folder,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) signer: Arc<Signer>,
}

impl Place {
    pub(crate) fn new() -> Self {
        let start = "2026-09-01T08:00:00Z".parse().unwrap();
        Self {
            dir: Folder(Ok(tempfile::tempdir().unwrap())),
            clock: Arc::new(ManualClock::at(start)),
            signer: Arc::new(signer()),
        }
    }

    /// In a folder of somebody else's, who removes it.
    pub(crate) fn at(folder: &Path) -> Self {
        Self {
            dir: Folder(Err(folder.to_owned())),
            ..Self::new()
        }
    }

    /// With `looks` overviews in the log, four entries each, a minute apart.
    pub(crate) async fn with(looks: u8) -> Self {
        let place = Self::new();
        place.look(0, looks).await;
        place
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.dir.path().join("aggregator.db")
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.dir.path().join("outside")
    }

    pub(crate) fn sink(&self) -> Sink {
        Sink::at(self.folder())
    }

    pub(crate) fn open(&self) -> (Arc<SqliteStore>, Audit) {
        let settings = SqliteSettings::at(self.database());
        let store = SqliteStore::open(&settings, self.clock.clone(), Epochs::new()).unwrap();
        let store = Arc::new(store);
        (store.clone(), Audit::new(store, self.clock.clone()))
    }

    pub(crate) async fn look(&self, from: u8, to: u8) {
        let (_store, audit) = self.open();
        for n in from..to {
            look(&audit, n).await;
            self.clock.advance(SignedDuration::from_mins(1));
        }
    }

    pub(crate) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let log = DatabaseLog::open(&self.database()).unwrap();
        log.each(&mut |line| {
            lines.push(line);
            Ok(())
        })
        .unwrap();
        lines
    }

    /// Signs an entry as it lies there now, outside.
    pub(crate) fn witness(&self, seq: i64) {
        let log = DatabaseLog::open(&self.database()).unwrap();
        let lines = self.lines();
        let line = lines.iter().find(|line| line.seq == seq).unwrap();
        let (instance, seq) = (log.instance().unwrap(), u64::try_from(seq).unwrap());
        let signed = self
            .signer
            .sign(&instance, seq, &line.hash, self.clock.now());
        self.sink().append(&signed).unwrap();
    }

    /// Past the triggers, as one with the file in hand would.
    pub(crate) fn edit(&self, sql: &str) {
        let db = Connection::open(self.database()).unwrap();
        let triggers =
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit'";
        let mut statement = db.prepare(triggers).unwrap();
        let names: Vec<String> = (statement.query_map([], |row| row.get(0)).unwrap())
            .map(Result::unwrap)
            .collect();
        for name in names {
            db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        db.execute_batch(sql).unwrap();
    }

    /// Writes new hashes from an entry on, as one who knows how would.
    pub(crate) fn rechain(&self, from: i64) {
        let lines = self.lines();
        let before = lines.iter().rfind(|line| line.seq < from);
        let mut hash = before.map_or_else(
            || {
                let log = DatabaseLog::open(&self.database()).unwrap();
                aggregator::audit::chain::genesis(&log.instance().unwrap())
            },
            |line| line.hash,
        );
        let db = Connection::open(self.database()).unwrap();
        for line in lines.iter().filter(|line| line.seq >= from) {
            hash = line.hash_at(line.seq, &hash);
            db.execute(
                "UPDATE audit SET hash = ?1 WHERE seq = ?2",
                (hash, line.seq),
            )
            .unwrap();
        }
    }

    /// What lies outside, line by line.
    pub(crate) fn held(&self) -> Vec<Result<Checkpoint, String>> {
        let mut held = Vec::new();
        // A folder that is not there yet holds nothing.
        let _ = self.sink().each(&mut |read| held.push(read));
        held
    }

    pub(crate) fn outside(&self) -> Outside {
        let keys = self.signer.trusted();
        Outside::read(keys.clone(), &self.sink()).unwrap_or_else(|_| Outside::without_sink(keys))
    }

    pub(crate) fn verified(&self) -> Report {
        self.verified_at(self.clock.now())
    }

    pub(crate) fn verified_at(&self, now: Timestamp) -> Report {
        let log = DatabaseLog::open(&self.database()).unwrap();
        verify(&log, &self.outside(), now).unwrap()
    }

    /// What is found, as it is told.
    pub(crate) fn found(&self) -> Vec<String> {
        let report = self.verified();
        report.findings.iter().map(ToString::to_string).collect()
    }
}

pub(crate) fn signer() -> Signer {
    let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    Signer::from_pem(key.serialize_pem().as_bytes()).unwrap()
}

pub(crate) fn child(n: u8) -> Pseudonym {
    Pseudonym([n; 32])
}

/// The reason of every emergency here, sealed for one overview.
pub(crate) const REASON: &str = "medvetslös, mormor Anna är med";
pub(crate) const OVERVIEW: &str = "o-1";

/// The aggregator's own; whoever verifies the log need not have it.
pub(crate) fn seal() -> Seal {
    Seal::from_key(&[5; 32]).unwrap()
}

pub(crate) fn intent(emergency: bool) -> Intent {
    Intent {
        actor: ActorRef::Id("SE2321000016-1A2B".into()),
        consumer: "spiffe://samsyn.example/consumer/emi".into(),
        organisation: None,
        unit: Some("north".into()),
        role: "school-nurse".into(),
        sector: Some("school-health".into()),
        audience: "professional".into(),
        purpose: "care".into(),
        ground: emergency.then(|| "emergency".into()),
        reason: emergency.then(|| {
            let pseudonyms = Pseudonyms::from_key(&[3; 32]).unwrap();
            TextRef::emergency(REASON, OVERVIEW, &pseudonyms, &seal())
        }),
        emergency,
        types: vec!["vaccination".into()],
        policies: [].into(),
        decisions: vec![],
        replay: None,
    }
}

/// Intent, one source, outcome, and a refusal of somebody else.
pub(crate) async fn look(audit: &Audit, n: u8) {
    let overview = format!("o-{n}");
    let receipt = audit
        .intent(&overview, child(n), intent(false))
        .await
        .unwrap();
    let shown = Shown {
        producer: "bvc".into(),
        sector: "child-health".into(),
        status: "FRESH".into(),
        ground: Some("consent".into()),
        record_count: 1,
        record_digests: vec!["d".into()],
        drops: [].into(),
    };
    audit.shown(&receipt, shown).await.unwrap();
    let outcome = Outcome {
        complete: true,
        end: "completed".into(),
        sources: [].into(),
        record_count: 1,
    };
    audit.outcome(&receipt, outcome).await.unwrap();
    let refused = Refused {
        intent: intent(true),
        reason: "REASON_REQUIRED".into(),
    };
    let other = format!("r-{n}");
    audit.refused(&other, child(n), refused).await.unwrap();
}
