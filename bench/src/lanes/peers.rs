//! The same overview beside bare fan-outs in other languages. CPU time only: their instructions are spent by many kinds of code.

use super::{
    Stage,
    side::{self, Side},
};
use crate::{
    error::BenchError,
    load::{Looks, Pace},
    report::{Bar, Row},
    scene::SOURCES,
    servers::{
        Ours,
        peers::{self, Peer},
        process::Under,
    },
};

/// Overviews a second: what the slowest of them can do with half a core to spare.
const RATE: f64 = 30.0;

pub(super) fn run(stage: &mut Stage) -> Result<Vec<Row>, BenchError> {
    peers::install()?;
    let peers = [
        (Peer::GrpcJs, Bar::AtLeast(4.0)),
        (Peer::GrpcAio, Bar::AtLeast(6.0)),
    ];
    let whole = Looks::Whole(SOURCES.len());
    let ours = Ours::all(Under::Nothing).start(&stage.scene, &stage.sources, &stage.children);
    let ours = stage.runtime.block_on(ours)?;
    let mut sides = vec![Side::new(stage, ours, whole)?];
    for (peer, _) in peers.iter().filter(|(peer, _)| peer.is_installed()) {
        let server = peer.start(&stage.scene, &stage.sources)?;
        sides.push(Side::new(stage, server, whole)?);
    }
    let open = side::blocks(stage, &sides, Pace::Open(RATE), stage.scale.of(120))?;
    let mut rows = Vec::new();
    for (peer, bar) in peers {
        let name = format!("peers/cpu/{}-over-ours", peer.lane());
        let place = sides
            .iter()
            .position(|side| side.server.lane == peer.lane());
        let blocks = place.and_then(|place| open.get(place)).zip(open.first());
        rows.push(match blocks {
            Some((theirs, ours)) => Row::new(name, "x", side::cpu_ratio(theirs, ours)).bar(bar),
            None => {
                Row::missing(name, "x", "not measured: .ci/interop could not install it").bar(bar)
            }
        });
    }
    rows.extend(side::rows("peers", &sides, &open));
    Ok(rows)
}
