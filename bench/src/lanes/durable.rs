//! Decisions that end in nothing but a log entry on the disk: facts read, decided, intent durable, nobody asked because nobody consented.

use std::{fs::File, io::Write as _, time::Instant};

use super::{
    Stage,
    side::{self, Side},
};
use crate::{
    error::{BenchError, Tried as _},
    load::{Looks, Pace},
    report::Row,
    scene::tell::Consents,
    servers::{Ours, process::Under},
    stats::Spread,
};

/// Under way at once: enough for the log to commit in groups.
const UNDER_WAY: usize = 64;

pub(super) fn run(stage: &mut Stage) -> Result<Vec<Row>, BenchError> {
    let ours = Ours {
        lane: "decides",
        consents: Consents::None,
        ..Ours::all(Under::Nothing)
    };
    let ours = ours.start(&stage.scene, &stage.sources, &stage.children);
    let ours = stage.runtime.block_on(ours)?;
    let sides = [Side::new(stage, ours, Looks::Nothing)?];
    let blocks = side::blocks(
        stage,
        &sides,
        Pace::UnderWay(UNDER_WAY),
        stage.scale.of(6_000),
    )?;
    let one = blocks.first().map(Vec::as_slice).unwrap_or_default();
    Ok(vec![
        Row::new("durable/decisions", "/s", side::spread(one, |b| b.rate)).note(format!(
            "SQLite, {UNDER_WAY} under way, intent on the disk before the first event"
        )),
        Row::new("durable/cpu", "µs", side::spread(one, |b| b.cpu_us)),
        Row::new("durable/disk-sync", "ms", disk(stage)?)
            .note("4 kB appended and synced: what this disk takes for one commit"),
    ])
}

/// What the disk under the database takes to make a page durable.
fn disk(stage: &Stage) -> Result<Option<Spread>, BenchError> {
    let path = stage.scene.path("sync");
    let mut file = File::create(&path).on(&path)?;
    let mut times = Vec::new();
    for _ in 0..stage.scale.of(100) {
        let began = Instant::now();
        file.write_all(&[0; 4096]).on(&path)?;
        file.sync_data().on(&path)?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    Ok(Spread::of(times))
}
