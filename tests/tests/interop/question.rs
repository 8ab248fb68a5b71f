//! A question that every language is asked, and what the Rust client is answered.

use std::path::Path;

use consumer::OverviewQuery;
use domain::id::PersonId;
use proto::{
    overview::fold::Fold,
    status::{reason_of, violations_of},
    v1::overview::{self as wire, overview_event::Event},
};
use serde_json::{Value, json};
use tests::{Harness, caller::Caller};
use tonic::Status;

use crate::{
    canonical::{comparable, differences, query, shown},
    installed::{Language, languages},
};

/// Who asks what.
#[derive(Clone)]
pub(crate) struct Question {
    pub(crate) actor: String,
    pub(crate) query: wire::OverviewQuery,
    /// Another token than the actor's.
    pub(crate) token: Option<String>,
}

impl Question {
    pub(crate) fn about(actor: &str, child: &PersonId) -> Self {
        Self {
            actor: actor.to_owned(),
            query: OverviewQuery::about(child.clone()).into(),
            token: None,
        }
    }

    /// As the programs read it.
    fn line(&self) -> Value {
        let mut line = json!({ "actor": self.actor, "query": query(&self.query) });
        if let Some(token) = &self.token {
            line["token"] = json!(token);
        }
        line
    }

    /// What the Rust client is answered.
    async fn ours(&self, harness: &Harness) -> Value {
        if self.token.is_none() {
            let client = harness.client(&self.actor);
            if let Ok(overview) = client.get_overview(self.query.clone()).await {
                let events = tests::follow(&client, self.query.clone()).await.unwrap();
                let events: Vec<_> = events.into_iter().map(|timed| timed.event).collect();
                return json!({ "collected": shown(&overview), "streamed": streamed(events) });
            }
        }
        // The client keeps of an error what a program needs; what is compared is all that the wire carries.
        let caller = match &self.token {
            None => Caller::actor(harness, &self.actor),
            Some(token) => {
                let journal = harness.journal().identity().unwrap();
                Caller::by(harness, &journal).with(token)
            }
        };
        let collected = caller.collected(self.query.clone()).await.unwrap_err();
        let streamed = caller.events(self.query.clone()).await.unwrap_err();
        json!({ "collected": refused(&collected), "streamed": refused(&streamed) })
    }
}

/// Asks every language the same, compares each answer with the Rust client's, and gives those of the Rust client.
pub(crate) async fn agreed(harness: &Harness, questions: &[Question]) -> Vec<Value> {
    let mut ours = Vec::new();
    for question in questions {
        ours.push(question.ours(harness).await);
    }
    let lines: Vec<_> = questions.iter().map(Question::line).collect();
    for (language, theirs) in answers(harness.dir(), &lines).await {
        assert_eq!(theirs.len(), ours.len(), "{language:?}: an answer each");
        for ((question, theirs), ours) in questions.iter().zip(theirs).zip(&ours) {
            for way in ["collected", "streamed"] {
                let theirs = comparable(theirs[way].clone());
                let other = differences(&theirs, &comparable(ours[way].clone()));
                let asked = format!("{language:?}, {way} for {}", question.actor);
                assert!(other.is_empty(), "{asked}: {other:#?}");
            }
        }
    }
    ours
}

/// What each installed language answers; all at the same time.
pub(crate) async fn answers(
    folder: &Path,
    lines: &[Value],
) -> Vec<(&'static Language, Vec<Value>)> {
    let asked = languages().iter().map(|language| {
        let (folder, lines) = (folder.to_owned(), lines.to_vec());
        tokio::task::spawn_blocking(move || {
            let answers = language.ask(&folder, &lines);
            (language, answers)
        })
    });
    let asked: Vec<_> = asked.collect();
    let mut answers = Vec::new();
    for asked in asked {
        answers.push(asked.await.unwrap());
    }
    answers
}

/// A streamed overview as the programs print it.
pub(crate) fn streamed(events: Vec<wire::OverviewEvent>) -> Value {
    let names: Vec<_> = events.iter().map(name).collect();
    let mut fold = Fold::default();
    for event in events {
        fold.push(event).unwrap();
    }
    let mut streamed = shown(&fold.finish().unwrap());
    streamed["events"] = json!(names);
    streamed
}

fn name(event: &wire::OverviewEvent) -> String {
    let of = |kind: &str, source: &Option<wire::SourceRef>| {
        format!("{kind} {}", source.as_ref().unwrap().producer_id)
    };
    match event.event.as_ref().unwrap() {
        Event::Started(_) => "started".to_owned(),
        Event::Source(result) => of("source", &result.source),
        Event::Superseded(superseded) => of("superseded", &superseded.source),
        Event::Completed(_) => "completed".to_owned(),
    }
}

/// An error as the programs print it.
pub(crate) fn refused(status: &Status) -> Value {
    let violations: Vec<_> = (violations_of(status).into_iter())
        .map(|(field, description)| json!({ "field": field, "description": description }))
        .collect();
    json!({ "error": {
        "code": code(status),
        "reason": reason_of(status),
        "violations": violations,
    } })
}

/// The code as the contract writes it: `PERMISSION_DENIED`.
fn code(status: &Status) -> String {
    let mut code = String::new();
    for letter in format!("{:?}", status.code()).chars() {
        if letter.is_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.push(letter.to_ascii_uppercase());
    }
    code
}
