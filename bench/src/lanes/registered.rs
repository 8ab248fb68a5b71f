//! A thousand registered producers that have nothing to do with the child. There is no engagement index yet: what keeps them from being
//! asked here is their catchment by age, and producers whose catchment fits would all be asked.

use super::{
    Stage, miss,
    side::{self, Side},
};
use crate::{
    error::BenchError,
    load::{Looks, Pace},
    report::{Bar, Row},
    scene::{SOURCES, settings::Others},
    servers::{Ours, process::Under},
    stats::Spread,
};

const ENGAGED: usize = 5;
const REGISTERED: usize = 1_000;
const BAR: Bar = Bar::AtMost(1.1);

pub(super) fn run(stage: &mut Stage) -> Result<Vec<Row>, BenchError> {
    let others = (REGISTERED - SOURCES.len())
        / if stage.scale.counted {
            1
        } else {
            stage.scale.divisor
        };
    let mut rows = Vec::new();
    let name = "registered/instructions/1000-over-8";
    let note = "5 in the child's catchment; by engagement: not yet";
    match stage.way {
        Some(way) => {
            let sides = sides(stage, way.under(), others)?;
            let counts = side::instructions(stage, &sides, way)?;
            if let [eight, thousand] = counts.as_slice() {
                rows.push(
                    Row::new(name, "x", side::ratio(thousand, eight))
                        .bar(BAR)
                        .note(note),
                );
            }
            for (side, counts) in sides.iter().zip(counts) {
                let thousands = Spread::of(counts.into_iter().map(|count| count / 1e3));
                let name = format!("registered/instructions/{}", side.server.lane);
                rows.push(Row::new(name, "thousand", thousands).note(miss::by(way)));
            }
        }
        None => rows.push(Row::missing(name, "x", "not measured").bar(BAR)),
    }
    let sides = sides(stage, Under::Nothing, others)?;
    let open = side::blocks(stage, &sides, Pace::Open(100.0), stage.scale.of(300))?;
    if let [eight, thousand] = open.as_slice() {
        rows.push(Row::new(
            "registered/cpu/1000-over-8",
            "x",
            side::cpu_ratio(thousand, eight),
        ));
    }
    rows.extend(side::rows("registered", &sides, &open));
    Ok(rows)
}

fn sides(stage: &Stage, under: Under, others: usize) -> Result<[Side; 2], BenchError> {
    let start = |lane, others| {
        let ours = Ours {
            lane,
            engaged: ENGAGED,
            others: Others(others),
            ..Ours::all(under)
        };
        let server = ours.start(&stage.scene, &stage.sources, &stage.children);
        Side::new(
            stage,
            stage.runtime.block_on(server)?,
            Looks::Whole(ENGAGED),
        )
    };
    Ok([start("8", 0)?, start("1000", others)?])
}
