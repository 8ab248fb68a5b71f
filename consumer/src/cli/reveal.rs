//! `samsyn reveal CHILD`: the first of two steps in breaking the glass. It tells where blocked information may be, and opens nothing.

use clap::Args;
use domain::{id::PersonId, time::Timestamp};
use futures::StreamExt;
use jiff::SignedDuration;
use proto::v1::overview::{OverviewStarted, RevealBlockedRequest, overview_event::Event};

use super::{
    Exit, Failure, Terminal,
    connection::Connection,
    output::{Desk, Output, Voice},
    show::GroundName,
    typed,
};
use crate::{Error, OverviewQuery, client::identifier, facts::Revealed, wording::DeskPhrase};

/// Tell where blocked information may be. Logged with its reason; opening it is a second step (`samsyn block lift`).
#[derive(Debug, Args)]
pub(super) struct Reveal {
    /// The child: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// Why, in your own words; it goes to the access log.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The legal ground [default: the ordinary one by the tables].
    #[arg(long, value_enum)]
    ground: Option<GroundName>,
}

impl Reveal {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        if self.reason.trim().is_empty() {
            return Err(Failure::bad_input(
                "expected a reason in words: --reason TEXT",
            ));
        }
        let (desk, child) = self.output.about(&self.connection, &self.child, terminal)?;
        let voice = desk.voice;
        let told = self.told(&desk, child).await;
        let told = told.map_err(|error| Failure::of_call(&error, voice.language))?;
        let rows = std::slice::from_ref(&told);
        voice.list(terminal, &told, rows, || lines(&told, &self.child, voice))?;
        Ok(Exit::Complete)
    }

    /// Within an overview of one's own, of no time at all: no source is asked and nothing is shown to find this out.
    // R-CLI-7
    async fn told(&self, desk: &Desk, child: PersonId) -> Result<Revealed, Error> {
        let query = OverviewQuery {
            ground: GroundName::wire(self.ground),
            reason: self.reason.clone(),
            // The last hour of the calendar, which no window reaches.
            from: Timestamp::MAX
                .checked_sub(SignedDuration::from_hours(1))
                .ok(),
            language: desk.voice.language,
            ..OverviewQuery::about(child.clone())
        };
        let mut events = desk.client.stream_overview(query);
        let started = loop {
            let event = events.next().await.ok_or(Error::Empty)??;
            if let Some(Event::Started(started)) = event.event {
                break started;
            }
        };
        drop(events);
        let OverviewStarted {
            overview_id,
            blocked_information_exists,
            ..
        } = started;
        if !blocked_information_exists {
            return Ok(Revealed::nothing(overview_id));
        }
        let asked = RevealBlockedRequest {
            overview_id: overview_id.clone(),
            child: Some(identifier(&child)),
            reason: self.reason.clone(),
        };
        let told = desk.client.reveal_blocked(asked).await?;
        Ok(Revealed::of(overview_id, told))
    }
}

fn lines(told: &Revealed, child: &str, voice: Voice) -> Vec<String> {
    let language = voice.language;
    if told.sources.is_empty() {
        return vec![voice.say(DeskPhrase::NoneBlocked)];
    }
    let name = |name: &str, sector: &str| match name {
        "" => voice.sector(sector),
        name => format!("{name} ({})", voice.sector(sector)),
    };
    let names = told.sources.iter().map(|s| name(&s.name, &s.sector));
    let names = names.collect::<Vec<_>>().join(", ");
    let child = typed::proposed(child);
    let why = "--reason consent|emergency --because TEXT";
    let open = |id: &String| format!("  samsyn block lift {id} --child {child} {why}");
    [
        DeskPhrase::BlockedAt.with(language, names),
        voice.say(DeskPhrase::OpenItSo),
    ]
    .into_iter()
    .chain(told.block_ids.iter().map(open))
    .chain([voice.say(DeskPhrase::Logged)])
    .collect()
}
