//! What holds for the synthetic children, whatever the seed.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod older;
mod people;
mod quirks;
mod records;
mod same;

use std::sync::OnceLock;

use domain::{
    record::Record,
    time::{Country, Date},
};
use jiff::civil::date;
use mock_producers::{System, World, synthetic};

/// A Saturday in November, the turn of a year, a leap day, and a day long ago.
const DAYS: [Date; 4] = [
    date(2026, 11, 21),
    date(2027, 1, 1),
    date(2028, 2, 29),
    date(2019, 7, 1),
];

const TODAY: Date = DAYS[0];

/// The world of a seed below 16, made once for all tests.
fn world(seed: usize) -> &'static World {
    static WORLDS: [OnceLock<World>; 16] = [const { OnceLock::new() }; 16];
    WORLDS[seed].get_or_init(|| World::peopled(TODAY, seed as u64, synthetic::USUAL_CHILDREN))
}

fn every_record(world: &World) -> impl Iterator<Item = (&System, &Record)> {
    (world.systems.iter()).flat_map(|system| system.records.iter().map(move |r| (system, r)))
}

/// The records that the told world does not have.
fn synthetic_records(world: &World, today: Date) -> Vec<(&System, &Record)> {
    let told = World::told(today);
    (world.systems.iter())
        .flat_map(|system| {
            let told = told.system(system.id).unwrap().records.len();
            system.records.iter().skip(told).map(move |r| (system, r))
        })
        .collect()
}

/// The zone in which a record's partial dates are meant.
fn zone(system: &System) -> jiff::tz::TimeZone {
    match system.country {
        Country::Se => Country::Se.zone(),
        Country::Dk => Country::Dk.zone(),
    }
}
