//! From the stream to the overview: with progress, line by line, and when it breaks off with what had arrived.

use futures::StreamExt;
use proto::v1::overview::OverviewEvent;

use super::{Failure, Terminal, arrived::Arrived, progress::Progress, show::Format};
use crate::{
    Client, Error, OverviewQuery,
    model::{Event, Overview, write_line},
};
use proto::overview::fold::FoldError;

/// What came of a query.
pub(super) struct Collected {
    pub(super) overview: Overview,
    /// Why it broke off, where it did.
    pub(super) broken_off: Option<Failure>,
}

/// Follows the stream to its end.
// R-CLI-3
pub(super) async fn collect(
    client: &Client,
    query: OverviewQuery,
    format: Format,
    terminal: &mut Terminal<'_>,
) -> Result<Collected, Failure> {
    let (child, language) = (query.child.clone(), query.language);
    let is_on = terminal.err_is_terminal && format != Format::Ndjson;
    let mut progress = Progress::new(is_on, language, child.country());
    let mut events = client.stream_overview(query);
    let mut arrived = Arrived::default();
    let ended = loop {
        match events.next().await {
            Some(Ok(event)) => {
                progress.note(&event, terminal.err);
                line(&event, format, terminal)?;
                if let Err(error) = arrived.push(event) {
                    break Err(error.into());
                }
            }
            Some(Err(error)) => break Err(error),
            None => break Ok(()),
        }
    };
    progress.clear(terminal.err);
    let broken_off = |error: Error| Failure::of_call(&error, language);
    let (folded, why) = match ended {
        Ok(()) if arrived.is_completed() => (arrived.finish(), None),
        Ok(()) => {
            let why = broken_off(Error::Broken(FoldError::NotCompleted));
            (arrived.broken_off(BROKEN_OFF), Some(why))
        }
        Err(error) => match cause(&error).filter(|_| arrived.has_begun()) {
            Some(cause) => (arrived.broken_off(cause), Some(broken_off(error))),
            None => return Err(broken_off(error)),
        },
    };
    let overview = folded.map_err(|error| broken_off(error.into()))?;
    Ok(Collected {
        overview: Overview::of(&child, &overview),
        broken_off: why,
    })
}

/// Why a source that had not answered yet has not, when the whole broke off.
const BROKEN_OFF: &str = "BROKEN_OFF";

/// What a broken stream means for the sources still out; `None` for an end after which nothing may be shown: a refusal takes back
/// what was said, and an answer that breaks the contract is none.
fn cause(error: &Error) -> Option<&'static str> {
    match error {
        Error::Deadline => Some("DEADLINE"),
        Error::Unreachable { .. } | Error::Busy { .. } | Error::Other { .. } => Some(BROKEN_OFF),
        Error::Refused { .. }
        | Error::Unauthenticated { .. }
        | Error::BadInput { .. }
        | Error::NotOffered
        | Error::Empty
        | Error::Broken(_) => None,
    }
}

fn line(event: &OverviewEvent, format: Format, to: &mut Terminal<'_>) -> Result<(), Failure> {
    if let (Format::Ndjson, Some(event)) = (format, Event::of(event)) {
        write_line(&mut to.out, &event)?;
        to.out.flush()?;
    }
    Ok(())
}
