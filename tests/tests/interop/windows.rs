//! Which records a source in Python lets out, for every kind of period and of window, against the rule that SDK and screen use.

use std::collections::BTreeSet;

use domain::{
    record::Record,
    time::{Basis, Country, Moment, Period, Straddle, Timestamp, Window, inside},
};
use jiff::SignedDuration;
use proto::{
    convert::{common::wire_timestamp, record::encode},
    v1::producer::{QueryRecordsRequest, TypeWindow, WindowBasis, query_records_response::Message},
};
use tests::Harness;

use crate::{
    canonical::record,
    installed::of_the_producer,
    producer::{PLACE, Running},
};

/// Moments of every precision, close enough together that their edges meet.
const MOMENTS: [&str; 9] = [
    "2023",
    "2024",
    "2024-03",
    "2024-12",
    "2024-03-31",
    "2024-12-31",
    "2024-03-31T01:00:00Z",
    "2024-12-30T23:00:00Z",
    "2024-12-31T23:00:00Z",
];

// R-INTEROP-3, R-WINDOW-1
#[tokio::test]
async fn a_source_in_python_keeps_to_every_window() {
    let Some(python) = of_the_producer() else {
        return;
    };
    let mut harness = Harness::start().await;
    let held = held(&harness);
    let records: Vec<_> = held.iter().map(|it| record(&encode(it))).collect();
    let running = Running::start(&mut harness, python, &records).await;
    let mut client = running.client(&harness, &harness.party("aggregator"));
    for (window, basis, straddle) in windows() {
        let mut stream = client
            .query_records(query(&held[0], window, basis, straddle))
            .await
            .unwrap()
            .into_inner();
        let mut came = BTreeSet::new();
        while let Some(message) = stream.message().await.unwrap() {
            if let Some(Message::Batch(batch)) = message.message {
                let ids = batch.records.iter().map(|r| r.header().unwrap().record_id);
                came.extend(ids);
            }
        }
        let zone = Country::Se.zone();
        let may = |it: &&Record| inside(&window, &it.header.period, basis, straddle, &zone);
        let ids = held
            .iter()
            .filter(may)
            .map(|it| it.header.record_id.to_string());
        assert_eq!(came, ids.collect(), "{window:?}, {basis:?}, {straddle:?}");
    }
}

/// A record for every period that the moments make, open ones and none at all included, named after it.
fn held(harness: &Harness) -> Vec<Record> {
    let told = &harness.sandbox.world.system(PLACE).unwrap().records[0];
    let moments = MOMENTS.map(|text| Some(Moment::parse(text).unwrap()));
    let moments = moments.into_iter().chain([None]);
    let periods = moments
        .clone()
        .flat_map(|start| moments.clone().map(move |end| (start, end)));
    let possible = periods.filter(|(start, end)| match (start, end) {
        (Some(start), Some(end)) => {
            start.interval(&Country::Se.zone()).start() <= end.interval(&Country::Se.zone()).start()
        }
        _ => true,
    });
    possible
        .map(|(start, end)| {
            let mut record = told.clone();
            record.header.period = Period { start, end };
            record.header.record_id = format!("{start:?} {end:?}");
            record
        })
        .collect()
}

/// Every window between two edges of the moments or just beside them, with every basis; and the one without limits.
fn windows() -> impl Iterator<Item = (Window, Basis, Straddle)> {
    let beside = [-1, 0, 1].map(SignedDuration::from_nanos);
    let edges: BTreeSet<Timestamp> = (MOMENTS.iter())
        .map(|text| Moment::parse(text).unwrap().interval(&Country::Se.zone()))
        .flat_map(|it| [it.start(), it.end()])
        .flat_map(|edge| beside.map(|by| edge + by))
        .collect();
    let pairs = edges.clone().into_iter().flat_map(move |start| {
        let ends = edges.clone().into_iter();
        ends.filter_map(move |end| Window::new(start, end))
    });
    // Every seventh pair: each edge still begins some windows and ends others, and the test stays short.
    let windows = pairs.step_by(7).chain([Window::everything()]);
    let each = [Basis::Start, Basis::End, Basis::Overlap];
    windows.flat_map(move |window| {
        let each = each.into_iter();
        each.flat_map(move |basis| [Straddle::Out, Straddle::In].map(|it| (window, basis, it)))
    })
}

fn query(about: &Record, window: Window, basis: Basis, straddle: Straddle) -> QueryRecordsRequest {
    let basis = match basis {
        Basis::Start => WindowBasis::Start,
        Basis::End => WindowBasis::End,
        Basis::Overlap => WindowBasis::Overlap,
    };
    QueryRecordsRequest {
        child: Some(about.header.subject.clone().into()),
        windows: vec![TypeWindow {
            information_type: about.header.information_type.to_string(),
            start: Some(wire_timestamp(window.start())),
            end: Some(wire_timestamp(window.end())),
            basis: basis.into(),
            straddling_is_inside: straddle == Straddle::In,
        }],
        ..QueryRecordsRequest::default()
    }
}
