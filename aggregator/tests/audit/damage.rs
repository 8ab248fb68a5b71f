//! Every way to spoil a log, done to a real database through SQL with the triggers dropped.

use aggregator::{
    audit::{
        log::{DatabaseLog, ExportedLog},
        verify::verify,
    },
    clock::Clock,
};

use super::place::{Place, signer};

// R-AUDIT-8
#[tokio::test]
async fn a_log_that_nobody_touched_holds_and_its_unwitnessed_tail_is_told() {
    let place = Place::with(3).await;
    let report = place.verified();
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!((report.entries, report.span), (12, Some((1, 12))));
    assert_eq!((report.witnessed_to, report.unwitnessed), (0, 12));
    place.witness(8);
    let report = place.verified();
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!((report.witnessed_to, report.unwitnessed), (8, 4));
}

// R-AUDIT-8
#[tokio::test]
async fn a_changed_entry_is_named_whatever_was_changed_of_it() {
    for change in [
        "body = replace(body, 'child-health', 'school')",
        "at_us = at_us + 1",
        "kind = 'outcome'",
        "child = randomblob(32)",
        "child = NULL",
        "overview_id = 'o-2'",
        "overview_id = NULL",
        "hash = zeroblob(32)",
    ] {
        let place = Place::with(2).await;
        place.edit(&format!("UPDATE audit SET {change} WHERE seq = 2"));
        let found = place.found();
        assert!(
            found
                .first()
                .is_some_and(|f| f.starts_with("entry 2 was changed")),
            "{change}: {found:?}"
        );
        let more = if change.starts_with("hash") { 2 } else { 1 };
        assert_eq!(found.len(), more, "{change}: {found:?}");
    }
}

// R-AUDIT-21
#[tokio::test]
async fn a_column_of_another_type_is_a_changed_entry_and_hides_no_other() {
    for change in [
        "body = CAST(body AS BLOB)",
        "body = CAST(x'ff' AS TEXT)",
        "at_us = 'soon'",
        "kind = CAST(kind AS BLOB)",
        "child = 'nobody'",
        "overview_id = CAST(overview_id AS BLOB)",
        "hash = '01234567890123456789012345678901'",
    ] {
        let place = Place::with(2).await;
        place.edit(&format!(
            "UPDATE audit SET {change} WHERE seq = 3; DELETE FROM audit WHERE seq = 6"
        ));
        let found = place.found();
        assert!(
            found[0].starts_with("entry 3 was changed"),
            "{change}: {found:?}"
        );
        assert!(
            found.contains(&"entry 6 is missing".to_owned()),
            "{found:?}"
        );
        // Where it is handed out it stays what it is.
        let export = place.dir.path().join("export.ndjson");
        let mut text = Vec::new();
        let log = DatabaseLog::open(&place.database()).unwrap();
        aggregator::audit::log::export(&log, &mut text).unwrap();
        std::fs::write(&export, text).unwrap();
        let log = ExportedLog::at(&export);
        let report = verify(&log, &place.outside(), place.clock.now()).unwrap();
        let exported: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
        assert_eq!(exported, found, "{change}");
    }
}

// R-AUDIT-8
#[tokio::test]
async fn removed_entries_are_named() {
    for (sql, expected) in [
        ("DELETE FROM audit WHERE seq = 1", "entry 1 is missing"),
        ("DELETE FROM audit WHERE seq = 5", "entry 5 is missing"),
        (
            "DELETE FROM audit WHERE seq BETWEEN 3 AND 6",
            "entries 3 to 6 are missing",
        ),
    ] {
        let place = Place::with(2).await;
        place.edit(sql);
        assert_eq!(place.found(), [expected]);
    }
}

// R-AUDIT-8
#[tokio::test]
async fn an_entry_removed_with_the_rest_moved_up_is_seen_from_that_place_on() {
    let place = Place::with(2).await;
    place.edit("DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = seq - 1 WHERE seq > 3");
    let found = place.found();
    assert_eq!(found.len(), 5, "{found:?}");
    assert!(found.iter().any(|f| f.starts_with("entry 3 was changed")));
}

// R-AUDIT-8
#[tokio::test]
async fn entries_that_changed_places_are_named_as_moved() {
    for (one, other) in [(3, 4), (3, 6), (1, 8)] {
        let place = Place::with(2).await;
        place.edit(&format!(
            "UPDATE audit SET seq = 1000 WHERE seq = {one};
             UPDATE audit SET seq = {one} WHERE seq = {other};
             UPDATE audit SET seq = {other} WHERE seq = 1000"
        ));
        let expected = [(one, other), (other, one)]
            .map(|(seq, at)| format!("entry {seq} lies at the place of entry {at}"));
        assert_eq!(place.found(), expected);
    }
}

// R-AUDIT-8
#[tokio::test]
async fn a_cut_end_is_seen_by_what_was_signed_outside() {
    let place = Place::with(3).await;
    place.witness(10);
    place.edit("DELETE FROM audit WHERE seq > 7");
    assert_eq!(
        place.found(),
        ["the log ends with entry 7, but entry 10 was there: its end was cut off"]
    );
    let place = Place::with(3).await;
    place.witness(10);
    place.edit("DELETE FROM audit");
    assert_eq!(
        place.found(),
        ["the log ends with entry 0, but entry 10 was there: its end was cut off"]
    );
}

// R-AUDIT-8, R-AUDIT-9
#[tokio::test]
async fn a_log_that_was_rewritten_with_good_hashes_is_not_the_one_that_was_signed() {
    let place = Place::with(3).await;
    place.witness(4);
    place.witness(12);
    place.edit("UPDATE audit SET body = replace(body, 'bvc', 'bup') WHERE seq = 6");
    place.rechain(6);
    assert_eq!(
        place.found(),
        [
            "entry 12 is not the one that was signed for outside: entries 5 to 12 may have been rewritten"
        ]
    );
    assert_eq!(place.verified().witnessed_to, 4);
}

// R-AUDIT-8
#[tokio::test]
async fn what_was_rewritten_after_the_last_checkpoint_is_inside_the_tail_that_is_told() {
    let place = Place::with(3).await;
    place.witness(8);
    place.edit("UPDATE audit SET body = replace(body, 'bvc', 'bup') WHERE seq = 10");
    place.rechain(10);
    let report = place.verified();
    assert!(report.holds());
    assert_eq!((report.witnessed_to, report.unwitnessed), (8, 4));
}

// R-AUDIT-9
#[tokio::test]
async fn a_checkpoint_of_another_key_is_a_finding_and_vouches_for_nothing() {
    let mut place = Place::with(1).await;
    let ours = place.signer.clone();
    place.signer = signer().into();
    place.witness(2);
    place.signer = ours;
    assert_eq!(
        place.found(),
        ["the checkpoint at entry 2 outside is not signed by a key that is believed"]
    );
    assert_eq!(place.verified().witnessed_to, 0);
}

// R-AUDIT-8
#[tokio::test]
async fn a_beginning_that_was_cut_without_a_checkpoint_is_missing() {
    let place = Place::with(3).await;
    place.witness(8);
    place.edit("DELETE FROM audit WHERE seq <= 5");
    assert_eq!(place.found(), ["entries 1 to 5 are missing"]);
    // With good hashes from there on too: the chain still does not begin where a log begins.
    place.rechain(6);
    assert_eq!(place.found()[0], "entries 1 to 5 are missing");
}

// R-AUDIT-8
#[tokio::test]
async fn another_instances_chain_is_not_this_ones() {
    let (place, other) = (Place::with(2).await, Place::with(2).await);
    place.witness(4);
    let theirs = other.database().display().to_string();
    place.edit(&format!(
        "DELETE FROM audit; ATTACH '{theirs}' AS other; INSERT INTO audit SELECT * FROM other.audit"
    ));
    let found = place.found();
    assert_eq!(
        found[0],
        "entry 1 was changed, or does not follow on the one before"
    );
    assert!(
        found
            .iter()
            .any(|f| f.starts_with("entry 4 is not the one that was signed"))
    );
    // Nor with the other's name taken over: what was signed here is not of that name.
    place.edit(&format!(
        "ATTACH '{theirs}' AS other; UPDATE meta SET value = (SELECT value FROM other.meta WHERE key = 'instance') WHERE key = 'instance'"
    ));
    assert_eq!(
        place.verified().witnessed_to,
        0,
        "and all of it is unwitnessed"
    );
}

// R-AUDIT-9
#[tokio::test]
async fn a_checkpoint_of_which_anything_was_changed_is_a_finding_and_vouches_for_nothing() {
    for (field, change) in [
        ("seq", "3"),
        ("at_us", "7"),
        ("hash", "\"00\""),
        ("signature", "\"AAAA\""),
        ("key", "\"0011223344556677\""),
    ] {
        let place = Place::with(1).await;
        place.witness(2);
        let file = std::fs::read_dir(place.folder()).unwrap().next().unwrap();
        let file = file.unwrap().path();
        let text = std::fs::read_to_string(&file).unwrap();
        let mut told: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        told[field] = serde_json::from_str(change).unwrap();
        std::fs::write(&file, format!("{told}\n")).unwrap();
        let found = place.found();
        assert_eq!(found.len(), 1, "{field}: {found:?}");
        assert!(
            found[0].ends_with("is not signed by a key that is believed"),
            "{found:?}"
        );
        assert_eq!(place.verified().witnessed_to, 0);
    }
}
