//! What the vendor returns and yet does not leave the house.

use producer_sdk::{
    Screened,
    body::{CareDocument, Vaccination},
    time::{Moment, Period},
};

use crate::fixture::{CHILD, Journal, OLDER, OTHER, ask, dose, note, query, record, service};

/// What of `records` is sent, and the numbers that the vendor is told.
async fn screened(records: Vec<producer_sdk::Record>) -> (Vec<String>, bool, Screened) {
    let journal = Journal::holding(records);
    let told = journal.told.clone();
    let received = ask(&service(journal), query()).await.unwrap();
    let ids = received.ids().into_iter().map(str::to_owned).collect();
    let numbers = told.screened.lock().unwrap()[0].clone();
    assert_eq!(numbers.sent, received.headers.len());
    (ids, received.completed.complete, numbers)
}

// R-PRODUCER-3
#[tokio::test]
async fn a_record_outside_its_window_is_not_sent() {
    let (ids, complete, numbers) = screened(vec![
        note("before", "2022-12-31"),
        note("first", "2023-01-01"),
        note("last", "2025-12-31"),
        note("after", "2026-01-01"),
        note("year-before", "2022"),
        dose("year", "2024"),
    ])
    .await;
    assert_eq!(ids, ["last", "year", "first"]);
    assert_eq!(numbers.outside_window, 3);
    assert!(complete, "what was not asked for is not missed");
}

// R-PRODUCER-3
#[tokio::test]
async fn the_window_is_tested_on_the_basis_that_was_asked() {
    let since = |year| Period::since(Moment::Year(year));
    let records = vec![
        record(
            "goes-on",
            "vaccination",
            CHILD,
            since(2010),
            Vaccination::default(),
        ),
        dose("long-ago", "2010"),
    ];
    let service = service(Journal::holding(records));
    assert!(ask(&service, query()).await.unwrap().headers.is_empty());
    let mut overlapping = query();
    overlapping.windows[1].basis = proto::v1::producer::WindowBasis::Overlap.into();
    let received = ask(&service, overlapping).await.unwrap();
    assert_eq!(received.ids(), ["goes-on"]);
}

// R-PRODUCER-3
#[tokio::test]
async fn another_childs_record_is_not_sent_but_an_older_identitys_is() {
    let day = Period::at(Moment::parse("2024-05-06").unwrap());
    let of = |subject| {
        record(
            subject,
            "document/care-note",
            subject,
            day,
            CareDocument::text(""),
        )
    };
    let (ids, _, numbers) = screened(vec![of(CHILD), of(OTHER), of(OLDER)]).await;
    assert_eq!(ids, [CHILD, OLDER]);
    assert_eq!(numbers.wrong_child, 1);
}

// R-PRODUCER-3
#[tokio::test]
async fn a_type_that_was_not_asked_for_is_not_sent() {
    let day = Period::at(Moment::parse("2024-05-06").unwrap());
    let unasked = record(
        "u",
        "document/bvc-summary",
        CHILD,
        day,
        CareDocument::text(""),
    );
    let (ids, complete, numbers) = screened(vec![unasked, note("a", "2024-05-06")]).await;
    assert_eq!((ids, complete), (vec!["a".to_owned()], true));
    assert_eq!(numbers.unasked_type, 1);
}

// R-PRODUCER-3
#[tokio::test]
async fn a_record_without_owner_is_not_sent_and_the_answer_not_whole() {
    let mut no_unit = note("no-unit", "2024-05-06");
    no_unit.header.unit = None;
    let mut nameless = note("nameless", "2024-05-06");
    if let Some(provider) = nameless.header.care_provider.as_mut() {
        provider.name = " ".to_owned();
    }
    let (ids, complete, numbers) = screened(vec![no_unit, nameless, note("a", "2024")]).await;
    assert_eq!((ids, complete), (vec!["a".to_owned()], false));
    assert_eq!(numbers.no_owner, 2);
}

// R-PRODUCER-3
#[tokio::test]
async fn a_body_of_another_kind_and_an_overlong_header_are_not_sent() {
    let day = Period::at(Moment::parse("2024-05-06").unwrap());
    let misfit = record("m", "vaccination", CHILD, day, CareDocument::text(""));
    let mut titled = note("t", "2024-05-06");
    titled.header.title = "x".repeat(301);
    let mut lines = note("l", "2024-05-06");
    lines.header.title = "two\nlines".to_owned();
    let endless = note(&"i".repeat(129), "2024-05-06");
    let huge = CareDocument::text("x".repeat(1024 * 1024));
    let huge = record("h", "document/care-note", CHILD, day, huge);
    let (ids, complete, numbers) = screened(vec![misfit, titled, lines, endless, huge]).await;
    assert!(ids.is_empty() && !complete);
    assert_eq!((numbers.body_mismatch, numbers.over_limit), (1, 4));
}

// R-PRODUCER-17
#[tokio::test]
async fn a_version_that_moved_out_of_the_answer_takes_its_older_ones_with_it() {
    let older = note("moved", "2024-03-01");
    let mut newer = note("moved", "2019-03-01");
    newer.header.version = older.header.version + 1;
    for order in [[older.clone(), newer.clone()], [newer, older]] {
        let (ids, _, _) = screened(order.to_vec()).await;
        assert!(
            ids.is_empty(),
            "the older version must not stand in for the newer"
        );
    }
}

// R-PRODUCER-17
#[tokio::test]
async fn versions_that_nothing_tells_apart_are_all_sent() {
    let (ids, _, _) = screened(vec![note("same", "2024-03-01"), note("same", "2024-03-02")]).await;
    assert_eq!(ids, ["same", "same"]);
}
