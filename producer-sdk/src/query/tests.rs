//! What is a query and what is not.

use domain::time::Timestamp;
use proto::v1::{common as pb_common, producer as pb};

use super::*;

const CHILD: &str = "191212121212";

fn identifier(value: &str) -> pb_common::Identifier {
    pb_common::Identifier {
        system: "urn:oid:1.2.752.129.2.1.3.1".to_owned(),
        value: value.to_owned(),
    }
}

fn time(seconds: i64) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds, nanos: 0 })
}

fn window(code: &str, start: i64, end: i64) -> pb::TypeWindow {
    pb::TypeWindow {
        information_type: code.to_owned(),
        start: time(start),
        end: time(end),
        ..Default::default()
    }
}

fn request() -> pb::QueryRecordsRequest {
    pb::QueryRecordsRequest {
        query_id: "q-1".to_owned(),
        child: Some(identifier(CHILD)),
        windows: vec![window("vaccination", 10, 20), window("condition", 5, 15)],
        ..Default::default()
    }
}

fn wrong(change: impl FnOnce(&mut pb::QueryRecordsRequest)) -> Vec<String> {
    let mut request = request();
    change(&mut request);
    let error = RecordQuery::try_from(request).unwrap_err();
    error.fields().map(str::to_owned).collect()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

#[test]
fn a_query_says_what_is_wanted_and_how_far_back() {
    let query = RecordQuery::try_from(request()).unwrap();
    let vaccination = InformationType::parse("vaccination").unwrap();
    let other = InformationType::parse("vaccination/travel").unwrap();
    assert!(query.wants(&vaccination) && !query.wants(&other));
    assert_eq!(query.window(&vaccination), Window::new(at(10), at(20)));
    assert_eq!(query.window(&other), None);
    assert_eq!(Some(query.whole_window()), Window::new(at(5), at(20)));
    assert_eq!(query.max_records(), None);
}

// R-PRODUCER-2
#[test]
fn a_window_that_is_reversed_or_missing_is_refused() {
    assert_eq!(wrong(|q| q.windows[0].end = time(9)), ["windows[0].end"]);
    assert_eq!(wrong(|q| q.windows[0].end = None), ["windows[0]"]);
    assert_eq!(wrong(|q| q.windows[1].start = None), ["windows[1]"]);
    assert_eq!(wrong(|q| q.windows.clear()), ["windows"]);
    assert_eq!(wrong(|q| q.windows[1].basis = 9), ["windows[1].basis"]);
    assert_eq!(
        wrong(|q| q.windows.push(window("condition", 0, 1))),
        ["windows[2]"]
    );
}

// R-PRODUCER-2
#[test]
fn lists_and_texts_are_bounded() {
    assert_eq!(
        wrong(|q| q.older_ids = vec![identifier(CHILD); 17]),
        ["older_ids"]
    );
    let types = (0..65)
        .map(|n| window(&format!("type-{n}"), 0, 1))
        .collect();
    assert_eq!(wrong(|q| q.windows = types), ["windows"]);
    assert_eq!(wrong(|q| q.query_id = "q".repeat(257)), ["query_id"]);
    assert_eq!(wrong(|q| q.query_id = "q 1".to_owned()), ["query_id"]);
    let context = pb::AccessContext {
        role: "r".repeat(257),
        ..Default::default()
    };
    assert_eq!(wrong(|q| q.context = Some(context)), ["context"]);
}

// R-PRODUCER-2
#[test]
fn all_that_is_wrong_is_said_at_once_and_no_value_repeated() {
    let mut request = request();
    request.child = Some(identifier("191212121213"));
    request.older_ids = vec![identifier("20010101")];
    let error = RecordQuery::try_from(request).unwrap_err();
    let status = error.to_status();
    assert_eq!(
        error.fields().collect::<Vec<_>>(),
        ["child", "older_ids[0]"]
    );
    assert!(!format!("{status:?}{error}").contains("19121212"));
}

#[test]
fn the_ends_of_the_wires_calendar_mean_without_limit() {
    let mut request = request();
    request.windows = vec![window("condition", -62_135_596_800, 253_402_300_799)];
    let query = RecordQuery::try_from(request).unwrap();
    assert_eq!(query.whole_window(), Window::everything());
}

// R-PRIVACY-1
#[test]
fn debug_shows_neither_child_nor_actor() {
    let mut request = request();
    request.context = Some(pb::AccessContext {
        actor: "SE2321000016-NURSE".to_owned(),
        role: "school-nurse".to_owned(),
        ..Default::default()
    });
    let query = RecordQuery::try_from(request).unwrap();
    let shown = format!(
        "{query:?} {:?} {:?}",
        query.context(),
        query.context().actor
    );
    assert!(
        !shown.contains(CHILD) && !shown.contains("NURSE"),
        "{shown}"
    );
}
