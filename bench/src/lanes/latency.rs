//! What we add to the slowest source at light load, and how soon the first source is shown.

use std::time::Duration;

use super::{Stage, side::Side};
use crate::{
    bare::Flavour,
    error::BenchError,
    load::{Looks, Pace, answer::Answer},
    producers::behaviour::Behaviour,
    report::{Bar, Row},
    scene::SOURCES,
    servers::{Ours, OwnTimes, Server, process::Under},
    stats::{Spread, percentile, sorted_ms},
};

/// Overviews a second: light load, no two at once.
const RATE: f64 = 20.0;
/// What every source takes, so that all eight answer at the same moment: the hardest case for who must log and release them.
const TOGETHER: Duration = Duration::from_millis(10);
/// What the fastest source takes when each takes longer than the one before.
const STAGGERED: Duration = Duration::from_millis(5);

pub(super) fn run(stage: &mut Stage) -> Result<Vec<Row>, BenchError> {
    let whole = Looks::Whole(SOURCES.len());
    let ours = Ours::all(Under::Nothing).start(&stage.scene, &stage.sources, &stage.children);
    let ours = stage.runtime.block_on(ours)?;
    let raw = Server::bare(&stage.scene, &stage.sources, Flavour::Raw, Under::Nothing)?;
    let sides = [
        Side::new(stage, ours, whole)?,
        Side::new(stage, raw, whole)?,
    ];

    stage
        .sources
        .behave([Behaviour::After(TOGETHER); SOURCES.len()])?;
    let together = timed(stage, &sides, stage.scale.of(100))?;
    let step = |slot| STAGGERED * u32::try_from(slot + 1).unwrap_or(1);
    stage
        .sources
        .behave(std::array::from_fn(|slot| Behaviour::After(step(slot))))?;
    let staggered = timed(stage, &sides, stage.scale.of(60))?;
    stage
        .sources
        .behave([Behaviour::After(Duration::ZERO); SOURCES.len()])?;

    let added = |answer: &Answer, own: &OwnTimes| answer.ended.saturating_sub(own.slowest);
    let first = |answer: &Answer, own: &OwnTimes| {
        let shown = answer.shown.first().copied().unwrap_or_default();
        shown.saturating_sub(own.fastest.mul_f64(1.1))
    };
    let mut rows = Vec::new();
    for (side, repeats) in sides.iter().zip(&together) {
        let bars = (side.server.lane == "ours").then_some([Bar::AtMost(2.5), Bar::AtMost(5.0)]);
        rows.extend(both(
            "latency/added",
            side.server.lane,
            repeats,
            added,
            bars,
        ));
    }
    for (side, repeats) in sides.iter().zip(&staggered) {
        let bars = (side.server.lane == "ours").then_some([Bar::AtMost(2.0); 2]);
        rows.extend(both(
            "latency/first-source-over-1.1x",
            side.server.lane,
            repeats,
            first,
            bars,
        ));
    }
    Ok(rows)
}

/// Answers with the sources' own times for the same overviews.
type Timed = Vec<(Answer, OwnTimes)>;

/// Interleaved blocks; each side's repeats.
fn timed(stage: &mut Stage, sides: &[Side], count: usize) -> Result<Vec<Vec<Timed>>, BenchError> {
    let mut all = vec![Vec::new(); sides.len()];
    for side in sides {
        side.caller
            .run(stage.runtime.handle(), Pace::Open(RATE), stage.scale.of(10))?;
    }
    stage.sources.time(true)?;
    for _ in 0..stage.scale.repeats {
        for (side, repeats) in sides.iter().zip(&mut all) {
            let answers = side
                .caller
                .run(stage.runtime.handle(), Pace::Open(RATE), count)?;
            let times = stage.sources.times()?;
            let paired = answers.into_iter().map(|answer| {
                let own =
                    times
                        .get(&answer.id)
                        .copied()
                        .ok_or_else(|| BenchError::WrongAnswer {
                            server: side.server.lane.to_owned(),
                            problem: "an overview that no source was asked for".to_owned(),
                        })?;
                Ok((answer, own))
            });
            repeats.push(paired.collect::<Result<Timed, BenchError>>()?);
        }
    }
    stage.sources.time(false)?;
    Ok(all)
}

/// The middle and the slowest in a hundred, over all repeats; the spread is that of the repeats.
fn both(
    name: &str,
    lane: &str,
    repeats: &[Timed],
    what: impl Fn(&Answer, &OwnTimes) -> Duration,
    bars: Option<[Bar; 2]>,
) -> [Row; 2] {
    let ms = |timed: &mut dyn Iterator<Item = &(Answer, OwnTimes)>| {
        sorted_ms(timed.map(|(answer, own)| what(answer, own)))
    };
    let all = ms(&mut repeats.iter().flatten());
    [(0.5, "p50", 0), (0.99, "p99", 1)].map(|(share, word, place)| {
        let each = repeats
            .iter()
            .filter_map(|r| percentile(&ms(&mut r.iter()), share));
        let spread = Spread::of(each).zip(percentile(&all, share));
        let value = spread.map(|(spread, median)| Spread { median, ..spread });
        let row = Row::new(format!("{name}-{word}/{lane}"), "ms", value);
        match bars.and_then(|bars| bars.get(place).copied()) {
            Some(bar) => row.bar(bar),
            None => row,
        }
    })
}
