//! Whether a record is inside a window: the one answer that the producer's SDK and the aggregator's
//! screen both use, so that what one lets out the other lets in.

use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{Moment, Period, Timestamp, Window};

/// Which part of a record's period must lie in the window; set for each information type by the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// When it began: most notes and observations.
    Start,
    /// When it ended: what is kept for a time after it was closed.
    End,
    /// Any part of it: a medication that has gone on for years is inside today's window.
    Overlap,
}

/// What to do with a partial date whose interval lies on the window's border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Straddle {
    /// Certainly inside, or not shown.
    #[default]
    Out,
    /// Possibly inside is enough.
    In,
}

/// Whether a record that concerns `period` is inside `window`, in the calendar of `zone`.
///
/// A record with no time, or with a time that no calendar has, is inside [`Window::everything`] only.
/// The time of recording plays no part: the period is what the record concerns.
// R-WINDOW-1
#[must_use]
pub fn inside(
    window: &Window,
    period: &Period,
    basis: Basis,
    straddle: Straddle,
    zone: &TimeZone,
) -> bool {
    if *window == Window::everything() {
        return true;
    }
    let Some(extent) = Extent::of(period, zone) else {
        return false;
    };
    match (basis, extent) {
        (
            Basis::Start,
            Extent {
                start: Some(at), ..
            }
            | Extent { end: Some(at), .. },
        )
        | (Basis::End, Extent { end: Some(at), .. }) => lies(window, &at.interval, straddle),
        (Basis::End, Extent { start, end: None }) => {
            start.is_some_and(|at| !window.is_empty() && begins_before(window, &at, straddle))
        }
        (Basis::Overlap, extent) => extent.overlaps(window, straddle),
        (
            Basis::Start,
            Extent {
                start: None,
                end: None,
            },
        ) => false,
    }
}

/// A period with its moments turned into intervals.
#[derive(Clone, Copy)]
struct Extent {
    start: Option<Edge>,
    end: Option<Edge>,
}

/// A moment as an interval, and whether it was an exact instant.
#[derive(Clone, Copy, PartialEq)]
struct Edge {
    interval: Window,
    exact: bool,
}

impl Extent {
    /// `None` when a stated moment exists in no calendar.
    fn of(period: &Period, zone: &TimeZone) -> Option<Self> {
        let edge = |moment: Option<Moment>| match moment {
            None => Some(None),
            Some(moment) => moment.known_interval(zone).map(|interval| {
                Some(Edge {
                    interval,
                    exact: matches!(moment, Moment::Instant(_)),
                })
            }),
        };
        Some(Self {
            start: edge(period.start)?,
            end: edge(period.end)?,
        })
    }

    fn overlaps(&self, window: &Window, straddle: Straddle) -> bool {
        let end = match (self.start, self.end) {
            (None, None) => return false,
            // One moment: a point has no length, yet the instant itself is inside or not.
            (Some(start), Some(end)) if start == end => {
                return lies(window, &start.interval, straddle);
            }
            (_, end) => end,
        };
        let reaches = end.is_none_or(|end| reaches_into(window, &end, straddle));
        let begins = match (self.start, straddle) {
            (Some(start), _) => begins_before(window, &start, straddle),
            // An unknown start may be as late as the end, or as early as one likes.
            (None, Straddle::Out) => end.is_some_and(|end| begins_before(window, &end, straddle)),
            (None, Straddle::In) => true,
        };
        !window.is_empty() && reaches && begins
    }
}

/// Whether an interval lies in the window: all of it, or some of it.
fn lies(window: &Window, interval: &Window, straddle: Straddle) -> bool {
    match straddle {
        Straddle::Out => window.contains_window(interval),
        Straddle::In => window.overlaps(interval),
    }
}

/// Whether an edge lies before the window's end: for certain, or possibly.
fn begins_before(window: &Window, edge: &Edge, straddle: Straddle) -> bool {
    match straddle {
        Straddle::Out => edge.interval.end() <= window.end(),
        Straddle::In => edge.interval.start() < window.end(),
    }
}

/// Whether a period that ends at this edge has an instant at or after the window's start.
///
/// An exact end is the first instant outside, so one at the window's start does not reach in; a day or longer is part of the period.
fn reaches_into(window: &Window, end: &Edge, straddle: Straddle) -> bool {
    let from: Timestamp = window.start();
    match (end.exact, straddle) {
        (true, _) => end.interval.start() > from,
        (false, Straddle::Out) => end.interval.start() >= from,
        (false, Straddle::In) => end.interval.end() > from,
    }
}

#[cfg(test)]
mod tests;
