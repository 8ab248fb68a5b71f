//! Measures servers side by side: a block of overviews each, in turn, over and over.

use std::time::Instant;

use super::Stage;
use crate::{
    cost::{
        cpu,
        instructions::{Counter, Way},
    },
    error::BenchError,
    load::{Caller, Looks, Pace},
    report::Row,
    servers::Server,
    stats::{Spread, percentile, sorted_ms},
};

/// Overviews before anything counts: connections, caches, branch predictors.
const WARM_UP: usize = 100;

/// A server with its caller.
pub(super) struct Side {
    pub(super) server: Server,
    pub(super) caller: Caller,
}

impl Side {
    /// Puts a caller before a server.
    pub(super) fn new(stage: &Stage, server: Server, looks: Looks) -> Result<Self, BenchError> {
        // A channel wants a runtime around it when it is made.
        let _inside = stage.runtime.enter();
        let caller = Caller::new(&stage.scene, &server, &stage.children, looks)?;
        Ok(Self { server, caller })
    }
}

/// What a block of overviews cost one server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// CPU time of the server per overview, in microseconds.
    pub(super) cpu_us: f64,
    /// Latency, in milliseconds.
    pub(super) p50_ms: f64,
    /// The same, the slowest in a hundred.
    pub(super) p99_ms: f64,
    /// Overviews a second.
    pub(super) rate: f64,
}

/// Blocks of each side, in the order of the sides.
pub(super) type Blocks = Vec<Vec<Block>>;

/// Interleaved blocks of `count` overviews.
pub(super) fn blocks(
    stage: &Stage,
    sides: &[Side],
    pace: Pace,
    count: usize,
) -> Result<Blocks, BenchError> {
    let mut blocks = vec![Vec::new(); sides.len()];
    for side in sides {
        let warm_up = stage.scale.of(WARM_UP);
        side.caller
            .run(stage.runtime.handle(), Pace::UnderWay(2), warm_up)?;
    }
    for _ in 0..stage.scale.repeats {
        for (side, blocks) in sides.iter().zip(&mut blocks) {
            let (began, before) = (Instant::now(), cpu::used(side.server.pid())?);
            let answers = side.caller.run(stage.runtime.handle(), pace, count)?;
            let took = began.elapsed().as_secs_f64();
            let used = cpu::used(side.server.pid())?.saturating_sub(before);
            let latency = sorted_ms(answers.iter().map(|answer| answer.ended));
            blocks.push(Block {
                cpu_us: used.as_secs_f64() * 1e6 / as_number(count),
                p50_ms: percentile(&latency, 0.5).unwrap_or_default(),
                p99_ms: percentile(&latency, 0.99).unwrap_or_default(),
                rate: as_number(count) / took,
            });
        }
    }
    Ok(blocks)
}

/// Interleaved counts of user instructions per overview, for sides whose servers run as the way demands.
pub(super) fn instructions(
    stage: &Stage,
    sides: &[Side],
    way: Way,
) -> Result<Vec<Vec<f64>>, BenchError> {
    /// As many under way as keep a server from falling asleep between two overviews, and no more than a busy hour has.
    const UNDER_WAY: Pace = Pace::UnderWay(4);
    let count = match way {
        Way::Perf => stage.scale.of(400),
        Way::Callgrind => stage.scale.of(24),
    };
    let mut counters = Vec::new();
    for side in sides {
        let mut counter = Counter::new(way, &side.server, stage.scene.dir())?;
        side.caller
            .run(stage.runtime.handle(), UNDER_WAY, stage.scale.of(24))?;
        counter.begin()?;
        counter.end()?;
        counters.push(counter);
    }
    let mut counts = vec![Vec::new(); sides.len()];
    for _ in 0..stage.scale.repeats {
        for ((side, counter), counts) in sides.iter().zip(&mut counters).zip(&mut counts) {
            counter.begin()?;
            side.caller.run(stage.runtime.handle(), UNDER_WAY, count)?;
            counts.push(counter.end()? / as_number(count));
        }
    }
    Ok(counts)
}

/// A count as a number to divide by.
pub(super) fn as_number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// The spread of one thing over blocks.
pub(super) fn spread(blocks: &[Block], of: fn(&Block) -> f64) -> Option<Spread> {
    Spread::of(blocks.iter().map(of))
}

/// One side's figures over the other's, repeat by repeat: what happened to the machine happened to both.
pub(super) fn ratio(above: &[f64], below: &[f64]) -> Option<Spread> {
    Spread::of(above.iter().zip(below).map(|(a, b)| a / b))
}

/// The same of CPU time.
pub(super) fn cpu_ratio(above: &[Block], below: &[Block]) -> Option<Spread> {
    let cpu = |blocks: &[Block]| blocks.iter().map(|b| b.cpu_us).collect::<Vec<_>>();
    ratio(&cpu(above), &cpu(below))
}

/// CPU time, latency and rate of each side as rows.
pub(super) fn rows(lane: &str, sides: &[Side], open: &Blocks) -> Vec<Row> {
    let mut rows = Vec::new();
    for (side, blocks) in sides.iter().zip(open) {
        let name = |what: &str| format!("{lane}/{what}/{}", side.server.lane);
        rows.push(Row::new(name("cpu"), "µs", spread(blocks, |b| b.cpu_us)));
        rows.push(Row::new(
            name("latency-p50"),
            "ms",
            spread(blocks, |b| b.p50_ms),
        ));
        rows.push(Row::new(
            name("latency-p99"),
            "ms",
            spread(blocks, |b| b.p99_ms),
        ));
    }
    rows
}
