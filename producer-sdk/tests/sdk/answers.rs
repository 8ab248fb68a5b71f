//! The shape of an answer: batches, closing message, caps, what is derived, and the other three methods.

use producer_sdk::Engagements;
use proto::{
    status::reason_of,
    v1::producer::{
        DescribeRequest, StreamEngagementsRequest, producer_service_server::ProducerService,
    },
};
use tokio_stream::StreamExt;
use tonic::{Code, Request};

use crate::{
    fixture::{CHILD, Journal, ask, builder, dose, note, person, query, service},
    pki::Ca,
};

// R-PRODUCER-1
#[tokio::test]
async fn an_answer_comes_in_bounded_batches_and_one_closing_message() {
    let records = (0..230)
        .map(|n| note(&format!("{n}"), "2024-05-06"))
        .collect();
    let received = ask(&service(Journal::holding(records)), query())
        .await
        .unwrap();
    assert_eq!(received.batches, [100, 100, 30]);
    assert!(received.completed.complete);
    assert_eq!(received.completed.record_count, 230);
    assert!(received.completed.service_time.is_some());
}

// R-PRODUCER-1
#[tokio::test]
async fn nothing_held_is_a_whole_answer() {
    let received = ask(&service(Journal::holding(vec![])), query())
        .await
        .unwrap();
    assert!(received.batches.is_empty() && received.completed.complete);
    assert_eq!(received.completed.incomplete_reason, "");
}

// R-PRODUCER-4
#[tokio::test]
async fn a_cap_leaves_out_older_never_newer() {
    let records = || {
        let mut late = note("same-day-late", "2024-05-06");
        late.header.recorded = Some(crate::fixture::at("2024-05-07T08:00:00Z"));
        vec![
            note("oldest", "2023-02-01"),
            note("month", "2024-04"),
            note("same-day", "2024-05-06"),
            dose("newest", "2025-01-01"),
            late,
        ]
    };
    let ask_for = async |max: u32| {
        let mut query = query();
        query.max_records = max;
        ask(&service(Journal::holding(records())), query)
            .await
            .unwrap()
    };
    let exact = ask_for(5).await;
    assert_eq!(
        exact.ids(),
        ["newest", "same-day-late", "same-day", "month", "oldest"]
    );
    assert!(exact.completed.complete);
    let capped = ask_for(4).await;
    assert_eq!(capped.ids(), exact.ids()[..4]);
    assert!(!capped.completed.complete);
    assert_eq!(capped.completed.incomplete_reason, "capped");
    assert_eq!(ask_for(1).await.ids(), ["newest"]);
}

// R-PRODUCER-4
#[tokio::test]
async fn the_producers_own_cap_counts_when_it_is_the_smaller() {
    let records = (1..=9)
        .map(|n| note(&format!("{n}"), &format!("2024-05-0{n}")))
        .collect();
    let builder = builder(Journal::holding(records), &Ca::new(), "https://127.0.0.1:1");
    let (_, service) = builder.max_records(2).assemble().unwrap();
    let mut query = query();
    query.max_records = 5;
    let received = ask(&service, query).await.unwrap();
    assert_eq!(received.ids(), ["9", "8"]);
}

// R-PRODUCER-15
#[tokio::test]
async fn key_and_claims_come_from_the_body_whatever_the_vendor_wrote() {
    let mut dose = dose("d", "2024-05-06");
    dose.header.identity_key = Some("my own idea".to_owned());
    let received = ask(&service(Journal::holding(vec![dose])), query())
        .await
        .unwrap();
    let header = &received.headers[0];
    assert!(header.identity_key.starts_with("vaccination|2024-05-06|"));
    assert!(!header.claims.is_empty());
}

// R-PRODUCER-2
#[tokio::test]
async fn a_bad_query_is_refused_with_its_fields_before_the_vendor_sees_it() {
    let journal = Journal::answering(|| async { panic!("must not be asked") });
    let mut reversed = query();
    reversed.windows[0].end = reversed.windows[0].start;
    reversed.windows[0].end.as_mut().unwrap().seconds -= 1;
    let status = ask(&service(journal), reversed).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(proto::status::violations_of(&status)[0].0, "windows[0].end");
}

#[tokio::test]
async fn describe_tells_what_was_registered() {
    let service = service(Journal::holding(vec![]));
    let answer = service
        .describe(Request::new(DescribeRequest {}))
        .await
        .unwrap();
    let description = answer.into_inner().description.unwrap();
    assert_eq!(description.producer_id, "emi-nord");
    assert_eq!(description.name, "emi-nord");
    assert_eq!(description.types.len(), 2);
    assert_eq!(description.max_records, 1_000);
    assert!(!description.engagements_offered);
}

// R-PRODUCER-16
#[tokio::test]
async fn engagements_are_unimplemented_until_the_hook_is_written() {
    let request = || Request::new(StreamEngagementsRequest::default());
    let mut journal = Journal::holding(vec![]);
    let refused = service(Journal::holding(vec![]))
        .stream_engagements(request())
        .await;
    let status = refused.err().unwrap();
    assert_eq!(status.code(), Code::Unimplemented);
    assert_eq!(
        reason_of(&status).as_deref(),
        Some("ENGAGEMENTS_NOT_OFFERED")
    );

    journal.children = Some(Engagements {
        added: vec![person(CHILD); 1_500],
        cursor: "c-2".to_owned(),
        restarted: true,
        ..Engagements::default()
    });
    let answer = service(journal)
        .stream_engagements(request())
        .await
        .unwrap();
    let messages: Vec<_> = answer.into_inner().map(Result::unwrap).collect().await;
    let sizes: Vec<_> = messages.iter().map(|m| m.added.len()).collect();
    let cursors: Vec<_> = messages.iter().map(|m| m.cursor.as_str()).collect();
    assert_eq!((sizes, cursors), (vec![1_000, 500], vec!["", "c-2"]));
    assert!(messages[0].restarted);
}
