//! Streams that a sandbox seldom or never sends: sources in parts, sources taken back, ends that are none. Every language's fold reads
//! them as ours does.

use std::fs;

use proto::{
    overview::fold::Fold,
    relay::Record,
    status::refuse,
    v1::{
        overview::{
            OverviewCompleted, OverviewEvent, OverviewStarted, SourceRef, SourceResult,
            SourceStatus, Superseded, overview_event::Event,
        },
        record::{Body, RecordHeader},
    },
};
use sandbox::authority::Authority;
use serde_json::Value;
use tonic::Code;

use crate::{
    canonical::differences,
    installed::Language,
    question::{answers, refused, streamed},
    script::{Script, question, serve},
};

fn started() -> OverviewEvent {
    event(Event::Started(OverviewStarted::default()))
}

fn completed() -> OverviewEvent {
    event(Event::Completed(OverviewCompleted {
        complete: true,
        ..OverviewCompleted::default()
    }))
}

fn event(event: Event) -> OverviewEvent {
    OverviewEvent { event: Some(event) }
}

fn row(producer: &str, status: SourceStatus, records: &[&str]) -> SourceResult {
    let record = |id: &&str| {
        let header = RecordHeader {
            record_id: (*id).to_owned(),
            ..RecordHeader::default()
        };
        Record::new(&header, &Body::default(), None)
    };
    SourceResult {
        source: Some(SourceRef {
            producer_id: producer.to_owned(),
            name: String::new(),
            sector: "school-health".to_owned(),
        }),
        status: status.into(),
        records: records.iter().map(record).collect(),
        ..SourceResult::default()
    }
}

fn whole(producer: &str, records: &[&str]) -> OverviewEvent {
    event(Event::Source(row(producer, SourceStatus::Fresh, records)))
}

fn part(producer: &str, records: &[&str]) -> OverviewEvent {
    event(Event::Source(SourceResult {
        continues: true,
        ..row(producer, SourceStatus::Unspecified, records)
    }))
}

fn lost(producer: &str, replacement: Option<SourceResult>) -> OverviewEvent {
    let named = row(producer, SourceStatus::Unspecified, &[]);
    event(Event::Superseded(Superseded {
        source: named.source,
        code: "PERMISSION_LOST".to_owned(),
        replacement,
    }))
}

/// Whole overviews.
fn whole_streams() -> Vec<Vec<OverviewEvent>> {
    let withheld = |producer| Some(row(producer, SourceStatus::Withheld, &[]));
    vec![
        vec![started(), completed()],
        // Parts of two sources, the later name first.
        vec![
            started(),
            part("b", &["1", "2"]),
            whole("a", &["7"]),
            part("b", &["3"]),
            whole("b", &["4"]),
            completed(),
        ],
        // Taken back after it was whole, in the middle, before it came; replaced, and by nothing.
        vec![
            started(),
            whole("a", &["1"]),
            lost("a", withheld("a")),
            completed(),
        ],
        vec![
            started(),
            part("a", &["1"]),
            lost("a", withheld("a")),
            part("a", &["2"]),
            whole("a", &["3"]),
            whole("b", &["4"]),
            completed(),
        ],
        vec![started(), lost("a", None), whole("a", &["1"]), completed()],
        vec![
            started(),
            whole("a", &["1"]),
            lost("a", Some(row("a", SourceStatus::Fresh, &["9"]))),
            completed(),
        ],
    ]
}

/// Streams that are no overview, whatever they showed.
fn broken_streams() -> Vec<Vec<OverviewEvent>> {
    vec![
        vec![],
        vec![started(), whole("a", &["1"])],
        vec![whole("a", &["1"]), started(), completed()],
        vec![started(), started(), completed()],
        vec![started(), completed(), whole("a", &["1"])],
        vec![started(), part("a", &["1"]), completed()],
        vec![started(), OverviewEvent { event: None }, completed()],
    ]
}

// R-INTEROP-1, R-FOLD-2, R-FOLD-3
#[tokio::test]
async fn parts_are_joined_and_what_is_taken_back_is_gone_in_every_language() {
    let streams = whole_streams();
    for (language, index, theirs) in asked(streams.clone(), |events| Script {
        events,
        ending: None,
    })
    .await
    {
        let other = differences(&theirs, &streamed(streams[index].clone()));
        assert!(other.is_empty(), "{language}, stream {index}: {other:#?}");
    }
}

// R-INTEROP-1, R-FOLD-1
#[tokio::test]
async fn what_breaks_off_is_an_overview_in_no_language() {
    let streams = broken_streams();
    for events in &streams {
        let mut fold = Fold::default();
        let pushed: Result<Vec<()>, _> = events.iter().map(|it| fold.push(it.clone())).collect();
        assert!(pushed.is_err() || fold.finish().is_err());
    }
    for (language, index, theirs) in asked(streams, |events| Script {
        events,
        ending: None,
    })
    .await
    {
        assert!(theirs["broken"].is_string(), "{language}, stream {index}");
    }
}

// R-INTEROP-2
#[tokio::test]
async fn a_refusal_in_the_middle_is_read_in_every_language() {
    let lost = refuse(Code::Aborted, "PERMISSION_LOST", "");
    let script = |events| Script {
        events,
        ending: Some(lost.clone()),
    };
    for (language, index, theirs) in asked(whole_streams(), script).await {
        assert_eq!(theirs, refused(&lost), "{language}, stream {index}");
    }
}

// R-INTEROP-2, R-TLS-6
#[tokio::test]
async fn nobody_but_the_aggregator_is_told_anything() {
    let (stranger, namesake) = (serve(vec![]).await, serve(vec![]).await);
    let authority = Authority::new().unwrap().certificate();
    fs::write(stranger.path().join("ca.pem"), authority).unwrap();
    let state = namesake.path().join("sandbox.json");
    let renamed = fs::read_to_string(&state).unwrap();
    let renamed = renamed.replace("/aggregator\"", "/another\"");
    fs::write(&state, renamed).unwrap();
    for (folder, is_seen_by_python) in [(stranger, true), (namesake, false)] {
        for (language, theirs) in answers(folder.path(), &[question(0)]).await {
            if matches!(language, Language::Python { .. }) && !is_seen_by_python {
                continue;
            }
            for way in ["collected", "streamed"] {
                let error = &theirs[0][way]["error"];
                assert_eq!(error["code"], "UNAVAILABLE", "{language:?}, {way}");
                assert_eq!(error["reason"], Value::Null, "the transport's, not ours");
            }
        }
    }
}

/// What every language makes of every stream: the language, the stream's place, the answer.
async fn asked(
    streams: Vec<Vec<OverviewEvent>>,
    script: impl Fn(Vec<OverviewEvent>) -> Script,
) -> Vec<(String, usize, Value)> {
    let lines: Vec<_> = (0..streams.len()).map(question).collect();
    let folder = serve(streams.into_iter().map(script).collect()).await;
    let mut asked = Vec::new();
    for (language, answers) in answers(folder.path(), &lines).await {
        assert_eq!(answers.len(), lines.len());
        for (index, mut answer) in answers.into_iter().enumerate() {
            asked.push((format!("{language:?}"), index, answer["streamed"].take()));
        }
    }
    asked
}
