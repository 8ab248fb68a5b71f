//! `ListAccesses`: who looked. Goes over the log until the reader has as much as was asked for, and says so where it stops before.

use std::{cmp::Reverse, sync::Arc};

use futures::FutureExt;
use proto::{
    status::bad_request,
    transport::PeerInfo,
    v1::{access as wire, overview::OverviewQuery},
};
use serde_json::Value;
use tonic::{Response, Status};

use super::{
    Access,
    list::{Consented, OWN_READINGS, Read, Reader},
    log_own_reading,
};
use crate::{
    audit::{AuditUnavailable, entry::ActorRef},
    identity::VerifiedActor,
    overview::{LogView, Overview, query::Asked},
    seal::{Seal, Sealed},
    store::{AccessPage, Answer, Looked, MAX_ACCESSES, StoreError, Teller},
};

/// The most entries that a child or guardian gets at a time.
const MAX_FOR_PERSONS: u32 = MAX_ACCESSES / 2;
/// The most entries where the request does not say.
const USUAL: u32 = 100;
/// How many stretches of the log one answer goes over, for each number of the child and each kind of entry: 50,000 entries. Whoever may not
/// know of them all could otherwise keep the store busy for as long as somebody else made the log.
const MAX_PAGES: usize = 50;

pub(super) async fn list(
    access: &Access,
    peer: PeerInfo,
    actor: Arc<VerifiedActor>,
    request: wire::ListAccessesRequest,
) -> Result<Response<wire::ListAccessesResponse>, Status> {
    let aggregator = &access.aggregator;
    let is_auditor = access.auditor_roles.contains(&actor.role);
    let wire::ListAccessesRequest {
        child,
        max_entries,
        page_token,
    } = request;
    let asked = parse(child)?;
    let overview = Overview::new(aggregator.clone(), actor.clone(), peer, asked)?;
    let granted = overview.log_view(is_auditor).await?;
    let name = ActorRef::of(&actor.subject, actor.actor.audience, &aggregator.pseudonyms);
    let name = Teller::actor(&name);
    let tokens = Tokens {
        seal: &aggregator.seal,
        context: format!(
            "accesses/{}/{}",
            crate::hash::hex(&overview.child().0),
            name.as_str()
        ),
    };
    let before = tokens.open(page_token)?;
    let [what, _] = OWN_READINGS;
    log_own_reading(access, &actor, overview.child(), what).await?;
    let policies = aggregator.policies.load();
    let tables = overview.policy();
    let today = tables.country().today(aggregator.clock.now());
    let consented = Consented::of(&granted.own_words, tables, today);
    let reader = Reader {
        view: &granted.view,
        name: name.as_str(),
        policies: &policies,
        consented: &consented,
    };
    let mut told = Told::new(most(max_entries, &granted.view));
    // R-ACCESS-5
    for number in [overview.child()].iter().chain(&granted.older) {
        for of in [Looked::Looks, Looked::Readings] {
            let page = |from| aggregator.audit.accesses_before(*number, of, from).boxed();
            // Of looks all lines are read from the newest on: an overview is hidden by any of its lines.
            let is_whole = of == Looked::Looks && !matches!(granted.view, LogView::Own { .. });
            let from = before.filter(|_| !is_whole);
            let mut read = Read::by(&reader, before);
            let end = read_on(&mut read, told.max + 1, from, page).await;
            let end = end.map_err(|error| AuditUnavailable::from(error).status())?;
            told.add(&read, end, is_whole);
        }
    }
    let (accesses, next) = told.newest();
    overview.still_grants(&granted).await?;
    Ok(Response::new(wire::ListAccessesResponse {
        accesses,
        more: !matches!(next, Next::Nothing),
        next_page_token: match next {
            Next::Before(place) => tokens.seal(place)?,
            Next::Nothing | Next::OutOfReach => String::new(),
        },
    }))
}

fn parse(child: Option<proto::v1::common::Identifier>) -> Result<Asked, Status> {
    let query = OverviewQuery {
        child,
        ..OverviewQuery::default()
    };
    Asked::parse(Some(query)).map_err(|_| {
        let expected = "expected a known identifier system and a value of its form";
        bad_request("INVALID_REQUEST", &[("child", expected)])
    })
}

fn most(asked: u32, view: &LogView) -> usize {
    let most = match view {
        LogView::Organisation { .. } => MAX_ACCESSES,
        LogView::Own { .. } | LogView::Guardian { .. } => MAX_FOR_PERSONS,
    };
    let max = if asked == 0 { USUAL } else { asked.min(most) };
    usize::try_from(max).unwrap_or_default()
}

/// Reads until so many lines can be told, until there are no more, or until the bound. Gives the place where it stopped at the bound.
// R-ACCESS-7
async fn read_on<'p>(
    read: &mut Read<'_>,
    count: usize,
    from: Option<u64>,
    page: impl Fn(Option<u64>) -> Answer<'p, AccessPage>,
) -> Result<Option<u64>, StoreError> {
    let mut before = from;
    for _ in 0..MAX_PAGES {
        let stretch = page(before).await?;
        before = stretch.next;
        read.add(stretch);
        if before.is_none() || read.holds(count) {
            return Ok(None);
        }
    }
    Ok(before)
}

/// Where an answer ends.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// There is nothing older that the reader may know of.
    Nothing,
    /// Older ones stand before this place.
    Before(u64),
    /// There may be older ones, beyond what can be gone over.
    OutOfReach,
}

/// What is told of all that was read.
struct Told {
    max: usize,
    lines: Vec<(u64, wire::Access)>,
    /// Nothing older than this is told: of one number or kind it was not read.
    floor: Option<u64>,
    is_cut: bool,
}

impl Told {
    fn new(max: usize) -> Self {
        Self {
            max,
            lines: Vec::new(),
            floor: None,
            is_cut: false,
        }
    }

    /// What was read of one number and kind, and where the bound ended it. What is read from the newest on every time cannot be gone on with.
    fn add(&mut self, read: &Read<'_>, end: Option<u64>, is_whole: bool) {
        self.lines.extend(read.told());
        match end {
            Some(_) if is_whole => self.is_cut = true,
            end => self.floor = self.floor.max(end),
        }
    }

    /// The newest, and whether there are older ones.
    fn newest(mut self) -> (Vec<wire::Access>, Next) {
        self.lines.sort_by_key(|(place, _)| Reverse(*place));
        if let Some(floor) = self.floor {
            self.lines.retain(|(place, _)| *place >= floor);
        }
        let is_more = self.lines.len() > self.max;
        self.lines.truncate(self.max);
        let last = self.lines.last().map(|(place, _)| *place);
        let next = match (is_more, last, self.floor) {
            (true, Some(place), _) | (_, _, Some(place)) => Next::Before(place),
            _ if self.is_cut => Next::OutOfReach,
            _ => Next::Nothing,
        };
        (self.lines.into_iter().map(|(_, told)| told).collect(), next)
    }
}

/// Where to read on, as the reader gets it: sealed, so that it tells nothing of how much else stands in the log, and for one reader and child.
struct Tokens<'a> {
    seal: &'a Seal,
    context: String,
}

impl Tokens<'_> {
    fn seal(&self, place: u64) -> Result<String, Status> {
        let sealed = self.seal.seal(&self.context, &place.to_string());
        let text = sealed.ok().and_then(|s| serde_json::to_value(&s).ok());
        match text {
            Some(Value::String(text)) => Ok(text),
            _ => Err(StoreError::Unreadable { what: "place" }.status()),
        }
    }

    fn open(&self, token: String) -> Result<Option<u64>, Status> {
        if token.is_empty() {
            return Ok(None);
        }
        let sealed = serde_json::from_value::<Sealed>(Value::String(token)).ok();
        let place = sealed.and_then(|sealed| self.seal.open(&self.context, &sealed).ok());
        let place = place.and_then(|place| place.parse().ok());
        let expected = "expected the token of an answer about this child, to this reader";
        let wrong = || bad_request("INVALID_REQUEST", &[("page_token", expected)]);
        place.map(Some).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests;
