//! Decisions that end in nothing but a log entry on the disk: facts read, decided, intent durable, nobody asked because nobody consented; on
//! SQLite and on PostgreSQL, beside bare fan-outs.

use std::{fs::File, io::Write as _, time::Instant};

use super::{
    Stage,
    side::{self, Block, Side},
};
use crate::{
    bare::Flavour,
    error::{BenchError, Tried as _},
    load::{Looks, Pace},
    report::Row,
    scene::{SOURCES, settings::Store, tell::Consents},
    servers::{Ours, Server, postgres::Database, process::Under},
    stats::Spread,
};

/// Under way at once: enough for the log to commit in groups.
const UNDER_WAY: usize = 64;

pub(super) fn run(stage: &mut Stage) -> Result<Vec<Row>, BenchError> {
    let database = stage.runtime.block_on(Database::make())?;
    let mut sides = vec![deciding(stage, "decides", Store::File)?];
    if let Some(database) = &database {
        let store = Store::Postgres(database.address.clone());
        sides.push(deciding(stage, "decides-postgres", store)?);
    }
    for flavour in [Flavour::Raw, Flavour::Typed] {
        let bare = Server::bare(&stage.scene, &stage.sources, flavour, Under::Nothing)?;
        sides.push(Side::new(stage, bare, Looks::Whole(SOURCES.len()))?);
    }
    let blocks = side::blocks(
        stage,
        &sides,
        Pace::UnderWay(UNDER_WAY),
        stage.scale.of(6_000),
    )?;
    let mut rows = Vec::new();
    for (side, blocks) in sides.iter().zip(&blocks) {
        rows.extend(told(side.server.lane, blocks));
    }
    if database.is_none() {
        let why = "no PostgreSQL server; SAMSYN_POSTGRES leads to one";
        rows.push(Row::missing("durable/decisions/postgres", "/s", why));
    }
    rows.push(
        Row::new("durable/disk-sync", "ms", disk(stage)?)
            .note("4 kB appended and synced: what this disk takes for one commit"),
    );
    drop(sides);
    if let Some(database) = database {
        stage.runtime.block_on(database.drop())?;
    }
    Ok(rows)
}

/// An aggregator whose every decision ends in the log.
fn deciding(stage: &Stage, lane: &'static str, store: Store) -> Result<Side, BenchError> {
    let ours = Ours {
        lane,
        consents: Consents::None,
        store,
        ..Ours::all(Under::Nothing)
    };
    let ours = ours.start(&stage.scene, &stage.sources, &stage.children);
    let ours = stage.runtime.block_on(ours)?;
    Side::new(stage, ours, Looks::Nothing)
}

/// The rows of one server: what it does in a second, and what one costs it.
fn told(lane: &str, blocks: &[Block]) -> Vec<Row> {
    let (what, of, note) = match lane {
        "decides" => (
            "decisions",
            "sqlite",
            "SQLite, intent on the disk before the first event",
        ),
        "decides-postgres" => (
            "decisions",
            "postgres",
            "PostgreSQL on this machine, with no standby, the same",
        ),
        bare => (
            "fan-outs",
            bare,
            "beside it: whole answers of eight sources, no rules, no log",
        ),
    };
    vec![
        Row::new(
            format!("durable/{what}/{of}"),
            "/s",
            side::spread(blocks, |b| b.rate),
        )
        .note(format!("{UNDER_WAY} under way; {note}")),
        Row::new(
            format!("durable/cpu/{of}"),
            "µs",
            side::spread(blocks, |b| b.cpu_us),
        ),
    ]
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
