//! Records inside an answer that is good as a whole: what is left out, what is joined, what passes as it came.

use bytes::{BufMut as _, BytesMut};
use prost::Message as _;
use proto::{
    relay::Record,
    v1::{
        common::{Moment, PartialDate, moment::Precision},
        overview::{OverviewEvent, SourceStatus},
        record::{Body, LifeCycle, RecordHeader},
    },
};
use tests::{
    Harness,
    caller::Caller,
    rogue::{Rogue, completed, raw_batch, whole},
};

use crate::stage::*;

// R-SCREEN-1
#[tokio::test]
async fn what_the_screen_drops_leaves_no_trace_with_the_caller() {
    let stage = Stage::set().await;
    let honest = stage.says(whole(stage.records())).await;
    let shown = honest.rogue.records.len();
    assert!(shown > 2 && honest.rogue.complete);
    type Change = fn(&mut RecordHeader);
    let drops: [(&str, Change); 6] = [
        ("unasked-type", |header| {
            header.information_type = "concern-report".into();
        }),
        ("unasked-type", |header| {
            header.information_type = "observation/aura".into();
        }),
        ("unasked-type", |header| {
            header.information_type = "vaccination/x".into();
        }),
        ("outside-window", |header| {
            let date = PartialDate {
                year: 2090,
                month: 1,
                day: 1,
            };
            let moment = Moment {
                precision: Some(Precision::Date(date)),
            };
            let period = header.period.as_mut().unwrap();
            (period.start, period.end) = (Some(moment), Some(moment));
        }),
        ("no-owner", |header| header.care_provider = None),
        ("no-owner", |header| header.unit = None),
    ];
    let vaccination = |record: &&Record| record.header().unwrap().information_type == "vaccination";
    let model = marked(stage.records().iter().find(vaccination).unwrap());
    for (reason, change) in drops {
        let mut records = stage.records();
        records.push(changed(
            &changed(&model, |h| h.record_id = CANARY.to_owned()),
            change,
        ));
        let seen = stage.says(whole(records)).await;
        assert_eq!(seen.rogue.status(), SourceStatus::Fresh, "{reason}");
        assert_eq!(seen.rogue.records, honest.rogue.records, "{reason}");
        assert_eq!(
            seen.rogue.record_count, honest.rogue.record_count,
            "{reason}"
        );
        assert_eq!(seen.rogue.complete, honest.rogue.complete, "{reason}");
        assert_eq!(seen.rogue.reasons, honest.rogue.reasons, "{reason}");
        assert_eq!(seen.completed.counts, honest.completed.counts, "{reason}");
        assert!(!seen.tells(CANARY), "{reason}");
        let metrics = stage.harness.admin("/metrics").await;
        assert!(metrics.contains(reason), "the operator sees {reason}");
    }
}

// R-MERGE-2
#[tokio::test]
async fn a_retraction_at_the_same_time_wins_in_either_order() {
    let stage = Stage::set().await;
    let told = marked(&stage.records()[0]);
    let retracted = changed(&told, |header| {
        header.life_cycle = LifeCycle::Retracted.into();
        header.retraction_reason = "fel barn".to_owned();
    });
    let mut others = stage.records();
    others.remove(0);
    for pair in [[&told, &retracted], [&retracted, &told]] {
        let records = others.iter().chain(pair).cloned().collect();
        let seen = stage.says(whole(records)).await;
        assert_eq!(seen.rogue.status(), SourceStatus::Fresh);
        assert_eq!(seen.rogue.records.len(), others.len());
        assert!(!seen.tells(CANARY));
    }
}

// R-RELAY-1, R-RELAY-2
#[tokio::test]
async fn a_large_body_and_unknown_fields_pass_byte_for_byte() {
    let stage = Stage::set().await;
    let model = &stage.records()[0];
    // A body that our binary could not even read, and fields of a later version: a text, a number, one that repeats.
    let body: Vec<u8> = (0_u32..50_000)
        .map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3])
        .collect();
    assert!(Body::decode(&body[..]).is_err());
    let mut later = BytesMut::new();
    later.put(field(900, b"senare"));
    later.put(field(900, b"igen"));
    later.put(&[0xc0, 0x38, 0x07][..]);
    let header = joined(&[model.header_bytes().unwrap(), &later]);
    let record = joined(&[
        &field(1, &header),
        &field(2, &body),
        &field(77, b"vid sidan"),
    ]);
    let seen = stage.says(vec![raw_batch(&[record]), completed(1)]).await;
    assert_eq!(seen.rogue.status(), SourceStatus::Fresh);
    let shown = &seen.rogue.records[0];
    assert_eq!(shown.header_bytes().unwrap(), &header);
    assert_eq!(shown.body_bytes().unwrap(), &body);
    assert!(seen.tells("vid sidan"));
}

// R-TLS-6
#[tokio::test]
async fn a_server_under_another_name_is_not_the_source_though_its_address_is_registered() {
    let mut harness = Harness::start().await;
    let records: Vec<_> = harness.records(ROGUE, STORY).iter().map(marked).collect();
    let rogue = Rogue::saying(ROGUE, whole(records)).serving_as("producer/emi-norrby");
    let _rogues = harness.take_over(vec![rogue]).await;
    let caller = Caller::actor(&harness, NURSE);
    let events = caller.events(harness.query(STORY)).await.unwrap();
    assert_eq!(row(&events, ROGUE).status(), SourceStatus::Failed);
    assert_eq!(row(&events, ROGUE).cause.unwrap().code, "IDENTITY_MISMATCH");
    assert!(row(&events, ROGUE).records.is_empty());
    assert_eq!(row(&events, HONEST).status(), SourceStatus::Fresh);
    let bytes: Vec<u8> = events
        .iter()
        .flat_map(OverviewEvent::encode_to_vec)
        .collect();
    assert!(
        !bytes
            .windows(CANARY.len())
            .any(|bytes| bytes == CANARY.as_bytes())
    );
}
