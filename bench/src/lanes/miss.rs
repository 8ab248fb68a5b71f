//! An overview with nothing cached: ours in full beside the floors.

use super::{
    Stage,
    side::{self, Side},
};
use crate::{
    bare::Flavour,
    cost::instructions::Way,
    error::BenchError,
    load::{Looks, Pace},
    report::{Bar, Row},
    scene::SOURCES,
    servers::{Ours, Server, process::Under},
    stats::Spread,
};

const WHOLE: Looks = Looks::Whole(SOURCES.len());
/// Overviews a second in the open loop: below what any of the three can do, so that the latency is no queue.
const RATE: f64 = 150.0;

pub(super) fn run(stage: &mut Stage) -> Result<Vec<Row>, BenchError> {
    let mut rows = instructions(stage)?;
    let sides = sides(stage, Under::Nothing)?;
    let open = side::blocks(stage, &sides, Pace::Open(RATE), stage.scale.of(600))?;
    let full = side::blocks(stage, &sides, Pace::UnderWay(8), stage.scale.of(600))?;
    if let [ours, typed, raw] = open.as_slice() {
        rows.push(Row::new(
            "miss/cpu/ours-over-typed",
            "x",
            side::cpu_ratio(ours, typed),
        ));
        rows.push(Row::new(
            "miss/cpu/ours-over-raw",
            "x",
            side::cpu_ratio(ours, raw),
        ));
    }
    rows.extend(side::rows("miss", &sides, &open));
    for (side, blocks) in sides.iter().zip(&full) {
        let name = format!("miss/rate/{}", side.server.lane);
        let note = "8 under way; caller and sources share the machine";
        rows.push(Row::new(name, "/s", side::spread(blocks, |b| b.rate)).note(note));
    }
    Ok(rows)
}

fn sides(stage: &Stage, under: Under) -> Result<Vec<Side>, BenchError> {
    let ours = Ours::all(under).start(&stage.scene, &stage.sources, &stage.children);
    let ours = stage.runtime.block_on(ours)?;
    let typed = Server::bare(&stage.scene, &stage.sources, Flavour::Typed, under)?;
    let raw = Server::bare(&stage.scene, &stage.sources, Flavour::Raw, under)?;
    ([ours, typed, raw].into_iter())
        .map(|server| Side::new(stage, server, WHOLE))
        .collect()
}

fn instructions(stage: &Stage) -> Result<Vec<Row>, BenchError> {
    const RATIO: &str = "miss/instructions/ours-over-typed";
    const BAR: Bar = Bar::AtMost(1.0);
    let Some(way) = stage.way else {
        return Ok(vec![
            Row::missing(
                RATIO,
                "x",
                "not measured: neither perf nor valgrind counts here, or a quick run",
            )
            .bar(BAR),
        ]);
    };
    let sides = sides(stage, way.under())?;
    let counts = side::instructions(stage, &sides, way)?;
    let mut rows = Vec::new();
    if let [ours, typed, raw] = counts.as_slice() {
        rows.push(
            Row::new(RATIO, "x", side::ratio(ours, typed))
                .bar(BAR)
                .note(by(way)),
        );
        rows.push(
            Row::new(
                "miss/instructions/ours-over-raw",
                "x",
                side::ratio(ours, raw),
            )
            .note(by(way)),
        );
    }
    for (side, counts) in sides.iter().zip(counts) {
        let thousands = Spread::of(counts.into_iter().map(|count| count / 1e3));
        let name = format!("miss/instructions/{}", side.server.lane);
        rows.push(Row::new(name, "thousand", thousands).note(by(way)));
    }
    Ok(rows)
}

/// How a count was taken.
pub(super) fn by(way: Way) -> String {
    format!(
        "user instructions per overview by {}, 4 under way",
        way.as_str()
    )
}
