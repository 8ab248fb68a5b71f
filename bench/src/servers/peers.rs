//! Bare fan-outs in other languages, with the public gRPC packages that the interop tests pin (`.ci/interop` installs them).

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use super::{Server, Sources, build, process::Under};
use crate::{
    bare::fan,
    error::{BenchError, Tried as _},
    scene::{SOURCES, Scene, settings::name, source_id},
};

/// A language with its gRPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    /// Node with grpc-js.
    GrpcJs,
    /// Python with grpc.aio.
    GrpcAio,
}

impl Peer {
    /// The name of its lane.
    pub(crate) fn lane(self) -> &'static str {
        match self {
            Self::GrpcJs => "grpc-js",
            Self::GrpcAio => "grpc-aio",
        }
    }

    /// The program, when language and packages are there.
    fn program(self) -> Option<PathBuf> {
        match self {
            Self::GrpcJs => {
                let there = packages().join("node/node_modules/@grpc/grpc-js").is_dir();
                there.then(|| "node".into())
            }
            Self::GrpcAio => {
                let python = packages().join("python/bin/python");
                python.is_file().then_some(python)
            }
        }
    }

    /// True when it can be started here.
    pub(crate) fn is_installed(self) -> bool {
        self.program().is_some()
    }

    /// Starts it.
    pub(crate) fn start(self, scene: &Scene, sources: &Sources) -> Result<Server, BenchError> {
        let program = self.program().ok_or_else(|| BenchError::Server {
            server: self.lane().to_owned(),
            problem: "its packages are missing; .ci/interop installs them".to_owned(),
        })?;
        let told = scene.write("fan_out.json", told(scene, sources).to_string().as_bytes())?;
        let script = match self {
            Self::GrpcJs => "bench/node/fan_out.js",
            Self::GrpcAio => "bench/python/fan_out.py",
        };
        let script = build::root().join(script).display().to_string();
        let arguments = [script, told.display().to_string()];
        Server::speaking(self.lane(), Under::Nothing, &program, &arguments, scene)
    }
}

/// Installs the packages if they are missing. Without them (no network, no Node) their rows say that they were not measured.
pub(crate) fn install() -> Result<(), BenchError> {
    if [Peer::GrpcJs, Peer::GrpcAio]
        .into_iter()
        .all(Peer::is_installed)
    {
        return Ok(());
    }
    let mut script = Command::new(build::root().join(".ci/interop"));
    let script = script.current_dir(build::root()).stdout(Stdio::null());
    script.status().tried(".ci/interop")?;
    Ok(())
}

fn packages() -> PathBuf {
    build::root().join("target/ci/interop")
}

/// What the scripts read: where everything is, and the query that every lane asks.
fn told(scene: &Scene, sources: &Sources) -> Value {
    let shown = SOURCES.iter().zip(&sources.endpoints).enumerate();
    let sources: Vec<_> = shown
        .map(|(slot, (sector, endpoint))| {
            let id = source_id(slot);
            json!({
                "name": name(&id),
                "producer_id": id,
                "sector": sector,
                "address": endpoint.trim_start_matches("https://"),
            })
        })
        .collect();
    json!({
        "dir": scene.dir(),
        "proto": build::root().join("proto"),
        "packages": packages().join("node"),
        "sources": sources,
        "query": query(),
    })
}

/// The query of the bare lanes, without the windows' ends and the organisation, which the two languages spell differently in JSON: a little
/// less to send, in their favour.
fn query() -> Value {
    let query = fan::query(String::new(), proto::v1::common::Identifier::default());
    let windows: Vec<_> = (query.windows.iter())
        .map(|window| {
            json!({
                "information_type": window.information_type,
                "basis": window.basis,
            })
        })
        .collect();
    let context = query.context.clone().unwrap_or_default();
    json!({
        "windows": windows,
        "max_records": query.max_records,
        "context": {
            "audience": context.audience,
            "sector": context.sector,
            "ground": context.ground,
            "rule": context.rule,
            "actor": context.actor,
            "role": context.role,
            "purpose": context.purpose,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_are_there() {
        for script in ["bench/node/fan_out.js", "bench/python/fan_out.py"] {
            let path = build::root().join(script);
            assert!(path.is_file(), "{script}");
        }
    }
}
