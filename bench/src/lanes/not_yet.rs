//! Budgets of the design that nothing here can be measured against yet. They stand in every report so that nobody takes them for met.

use super::Stage;
use crate::{
    error::BenchError,
    report::{Bar, Row},
};

#[expect(clippy::unnecessary_wraps, reason = "a lane like any other")]
pub(super) fn run(_: &mut Stage) -> Result<Vec<Row>, BenchError> {
    let cache = "not yet: there is no cache";
    let index = "not yet: there is no engagement index";
    Ok(vec![
        Row::missing("hit/instructions/ours-over-bare", "x", cache).bar(Bar::AtMost(2.5)),
        Row::missing("hit/rate/over-miss", "x", cache).bar(Bar::AtLeast(5.0)),
        Row::missing("memory/per-cached-overview-over-its-bytes", "kB", cache)
            .bar(Bar::AtMost(5.0)),
        Row::missing("engaged/instructions/1000-over-8", "x", index).bar(Bar::AtMost(1.1)),
        Row::missing("engaged/false-calls-per-10000-overviews", "", index).bar(Bar::AtMost(1.0)),
    ])
}
