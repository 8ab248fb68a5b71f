//! What was said is held against what the log says was told: whoever edits a consent where it lies is found.

use aggregator::{
    audit::{
        entry::FactChange,
        log::{DatabaseLog, ExportedLog, export},
        verify::{Finding, Outside, verify},
    },
    cli::audit::Ended,
    clock::Clock,
    store::{NewConsent, Store, Teller},
};
use domain::facts::ConsentKind;
use rusqlite::Connection;
use uuid::Uuid;

use super::{
    place::{Place, child, intent},
    server::Server,
};

async fn consents(store: &dyn Store) {
    for n in 1..=3_u8 {
        let consent = NewConsent {
            id: Uuid::from_bytes([n; 16]),
            child: child(n),
            grantor: child(9),
            kind: ConsentKind::Permit,
            recipient: None,
            recipient_sector: None,
            source_sectors: vec![],
            start: None,
            end: None,
        };
        let by = Teller::actor(&intent(false).actor);
        store.register_consent(consent, by).await.unwrap();
    }
}

/// What somebody with the database in hand may do to the second.
const CHANGES: [&str; 5] = [
    "UPDATE statement SET body = replace(body, 'permit', 'refuse') WHERE seq = 2",
    "UPDATE statement SET child = (SELECT child FROM statement WHERE seq = 1) WHERE seq = 2",
    "UPDATE statement SET kind = 'consent-ended' WHERE seq = 2",
    "UPDATE statement SET teller = 'somebody' WHERE seq = 2",
    "DELETE FROM statement WHERE seq = 2",
];

// R-AUDIT-28
#[tokio::test]
async fn a_statement_that_was_edited_is_found_by_the_entry_that_logged_it() {
    let as_blob = "UPDATE statement SET body = CAST(body AS BLOB) WHERE seq = 2";
    for change in CHANGES.into_iter().chain([as_blob]) {
        let place = Place::with(1).await;
        let (store, audit) = place.open();
        consents(&*store).await;
        drop((store, audit));
        let report = place.verified();
        assert!(report.holds(), "{:?}", report.findings);
        assert_eq!(report.statements, Some(3));
        let db = Connection::open(place.database()).unwrap();
        let before = "DROP TRIGGER statement_no_update; DROP TRIGGER statement_no_delete";
        db.execute_batch(before).unwrap();
        assert_eq!(db.execute(change, []).unwrap(), 1, "{change}");
        let expected = Finding::OtherStatement {
            seq: 6,
            statement: 2,
        };
        assert_eq!(place.verified().findings, [expected], "{change}");
        // Where no statements lie beside the log, it says so and holds.
        let file = place.dir.path().join("export.ndjson");
        let mut text = Vec::new();
        export(&DatabaseLog::open(&place.database()).unwrap(), &mut text).unwrap();
        std::fs::write(&file, text).unwrap();
        let now = place.clock.now();
        let report = verify(&ExportedLog::at(&file), &Outside::default(), now).unwrap();
        assert!(report.holds());
        assert_eq!(report.statements, None);
    }
}

// R-AUDIT-28
#[tokio::test]
async fn a_statement_that_was_edited_on_the_server_is_found_too() {
    for change in CHANGES {
        let Some(server) = Server::new().await else {
            return;
        };
        let (store, audit) = server.open().await;
        consents(&*store).await;
        drop((store, audit));
        server.alone().await;
        let (ended, said) = server.verify();
        assert_eq!(ended, Ended::Well, "{said}");
        assert!(
            said.contains("statements compared with the log: 3"),
            "{said}"
        );
        let free = "ALTER TABLE statement DISABLE TRIGGER ALL";
        server.admin.batch_execute(free).await.unwrap();
        server.admin.batch_execute(change).await.unwrap();
        let (ended, said) = server.verify();
        assert_eq!(ended, Ended::Damaged, "{change}: {said}");
        let told = "- the statement at place 2 is not, or no longer, the one that entry 2 logs";
        assert!(said.contains(told), "{change}: {said}");
    }
}

// R-AUDIT-28
#[test]
fn an_entry_of_before_names_no_statement_and_reads_and_writes_as_it_did() {
    let before = r#"{"by":"b","change":"custody","consent_id":null}"#;
    let read: FactChange = serde_json::from_str(before).unwrap();
    assert_eq!(read.statement, None);
    assert_eq!(serde_json::to_string(&read).unwrap(), before);
}
