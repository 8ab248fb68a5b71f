//! A guardian or the child who reads who looked, or who may look, stands in the log first, and in everybody's list but their own.

use jiff::civil::date;
use proto::{status::reason_of, v1::access::Access};
use rusqlite::Connection;
use tests::{Harness, Scene, caller::Caller};

use crate::stage::{auditor_at, listed, sharing};

const STORY: &str = "old-bvc";
const MOTHER: &str = "vardnadshavare-old-bvc";
const FATHER: &str = "vardnadshavare-old-bvc-2";
const YOUNG: &str = "fifteen";

/// On the day from which the page is hers.
async fn stage() -> Harness {
    let scene = Scene::of(&[STORY, YOUNG]).today(date(2026, 11, 24));
    scene.start().await
}

/// What was read in a list that persons read, and by which audience, as the log has it.
fn readings(harness: &Harness) -> Vec<(String, String)> {
    let db = Connection::open(harness.dir().join("aggregator.db")).unwrap();
    let sql = "SELECT json_extract(body, '$.what'), json_extract(body, '$.audience') FROM audit
         WHERE kind = 'fact_read' AND child IS NOT NULL ORDER BY seq";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// Who read, of the lines of a list.
fn readers(accesses: &[Access]) -> Vec<&str> {
    let read = accesses.iter().filter(|access| access.act == "read");
    read.map(|access| access.audience.as_str()).collect()
}

// R-ACCESS-8
#[tokio::test]
async fn a_guardian_who_reads_stands_in_the_log_and_in_everybodys_list_but_their_own() {
    let harness = stage().await;
    let [mother, father] = [MOTHER, FATHER].map(|who| Caller::actor(&harness, who));
    for _ in 0..2 {
        let own = listed(&harness, &mother, STORY, 0).await.unwrap();
        assert_eq!(readers(&own), [""; 0], "no line of one's own");
    }
    sharing(&harness, &mother, STORY).await.unwrap();
    let told = listed(&harness, &father, STORY, 0).await.unwrap();
    assert_eq!(readers(&told), ["guardian"; 3]);
    let (list, shared) = ("accesses-list", "sharing-list");
    let expected = [list, list, shared, list].map(|what| (what.to_owned(), "guardian".to_owned()));
    assert_eq!(readings(&harness), expected);
}

// R-ACCESS-8
#[tokio::test]
async fn a_child_who_reads_stands_in_the_log_and_in_no_list_of_its_own() {
    let harness = stage().await;
    let child = Caller::actor(&harness, "ung-fifteen");
    let before = listed(&harness, &child, YOUNG, 0).await.unwrap();
    sharing(&harness, &child, YOUNG).await.unwrap();
    let after = listed(&harness, &child, YOUNG, 0).await.unwrap();
    assert_eq!((readers(&after), &after), (vec![], &before));
    let (list, shared) = ("accesses-list", "sharing-list");
    let expected = [list, shared, list].map(|what| (what.to_owned(), "child".to_owned()));
    assert_eq!(readings(&harness), expected);
}

// R-ACCESS-8
#[tokio::test]
async fn whoever_is_refused_is_no_reader() {
    let harness = stage().await;
    let stranger = Caller::actor(&harness, "ung-fifteen");
    let refused = listed(&harness, &stranger, STORY, 0).await.unwrap_err();
    assert_eq!(reason_of(&refused).as_deref(), Some("REFUSED"));
    sharing(&harness, &stranger, STORY).await.unwrap_err();
    assert_eq!(readings(&harness), []);
}

// R-ACCESS-8
#[tokio::test]
async fn where_the_reading_cannot_be_logged_nothing_is_told() {
    let harness = stage().await;
    let db = Connection::open(harness.dir().join("aggregator.db")).unwrap();
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON audit WHEN NEW.kind = 'fact_read'
         BEGIN SELECT RAISE(ABORT, 'broken'); END";
    db.execute_batch(broken).unwrap();
    for (reader, story) in [(MOTHER, STORY), ("ung-fifteen", YOUNG)] {
        let reader = Caller::actor(&harness, reader);
        let looked = listed(&harness, &reader, story, 0).await.map(|_| ());
        let shared = sharing(&harness, &reader, story).await.map(|_| ());
        for answer in [looked, shared] {
            let reason = reason_of(&answer.unwrap_err());
            assert_eq!(reason.as_deref(), Some("AUDIT_UNAVAILABLE"));
        }
    }
    // An auditor's is an entry of another kind.
    let auditor = auditor_at(&harness, "skolskoterska-vasterby");
    listed(&harness, &auditor, STORY, 0).await.unwrap();
}
