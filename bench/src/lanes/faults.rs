//! One of eight sources hangs and one drips: the other six come as if nothing were wrong, and the closing event comes before the caller
//! gives up, but not before those two had all the time there was.

use std::time::Duration;

use super::{Stage, side::Side};
use crate::{
    error::BenchError,
    load::{Looks, Pace},
    producers::behaviour::Behaviour,
    report::{Bar, Row},
    scene::SOURCES,
    servers::{Ours, process::Under},
    stats::Spread,
};

const HANGS: usize = 2;
const DRIPS: usize = 5;
/// The caller's deadline, and what the aggregator keeps of it for the closing event: at most 5 %, at most 50 ms.
const DEADLINE: Duration = Duration::from_secs(1);
const RESERVE_MS: f64 = 50.0;
/// What each of the other six takes.
const OTHERS: Duration = Duration::from_millis(20);
/// Begun a second; each takes the whole deadline, so as many are under way at once.
const RATE: f64 = 8.0;

pub(super) fn run(stage: &mut Stage) -> Result<Vec<Row>, BenchError> {
    let ours = Ours::all(Under::Nothing).start(&stage.scene, &stage.sources, &stage.children);
    let ours = stage.runtime.block_on(ours)?;
    let mut side = Side::new(stage, ours, Looks::But([HANGS, DRIPS]))?;
    side.caller = side.caller.within(DEADLINE);
    stage
        .sources
        .behave(std::array::from_fn(|slot| match slot {
            HANGS => Behaviour::Hang,
            DRIPS => Behaviour::Drip(Duration::from_millis(30)),
            _ => Behaviour::After(OTHERS),
        }))?;
    let warm_up = stage.scale.of(10);
    side.caller
        .run(stage.runtime.handle(), Pace::Open(RATE), warm_up)?;
    stage.sources.time(true)?;
    let answers = side.caller.run(
        stage.runtime.handle(),
        Pace::Open(RATE),
        stage.scale.of(100),
    )?;
    let times = stage.sources.times()?;
    stage.sources.time(false)?;
    stage
        .sources
        .behave([Behaviour::After(Duration::ZERO); SOURCES.len()])?;

    let late = answers.iter().filter_map(|answer| {
        let own = times.get(&answer.id)?;
        Some(ms(answer.shown.last()?.saturating_sub(own.slowest)))
    });
    let late: Vec<_> = late.collect();
    let before = answers.iter().map(|answer| ms(DEADLINE) - ms(answer.ended));
    let six = format!("{} of 6 others, over their own time, {} under way", 6, RATE);
    Ok(vec![
        Row::new("faults/last-of-the-others-late", "ms", Spread::of(late))
            .bar(Bar::AtMost(5.0))
            .note(six),
        Row::new("faults/closing-before-deadline", "ms", Spread::of(before))
            .bar(Bar::Within(0.0, RESERVE_MS))
            .note("in every case"),
    ])
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
