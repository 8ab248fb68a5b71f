//! The real aggregator, built with the same profile as this program.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use crate::{
    clock,
    error::{BenchError, Tried as _},
};

/// The folder that cargo puts programs into, with ours among them.
pub(crate) fn folder() -> Result<PathBuf, BenchError> {
    let own = std::env::current_exe().tried("our own path")?;
    let folder = own.parent().map(Path::to_owned);
    folder.ok_or_else(|| BenchError::Scene("our own path has no folder".to_owned()))
}

/// Where runs keep their files: beside the build, so on a disk and not in memory.
pub(crate) fn base() -> Result<PathBuf, BenchError> {
    Ok(folder()?.join("../bench"))
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// The aggregator's program, as new as its sources.
pub(crate) fn aggregator() -> Result<PathBuf, BenchError> {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    if let Some(path) = BUILT.get() {
        return Ok(path.clone());
    }
    let folder = folder()?;
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let mut cargo = Command::new(clock::cargo());
    cargo
        .current_dir(root())
        .args([
            "build",
            "--quiet",
            "--package",
            "aggregator",
            "--bin",
            "aggregator",
        ])
        .args(["--profile", profile]);
    if let Some(target) = folder.parent() {
        cargo.arg("--target-dir").arg(target);
    }
    let status = cargo.status().tried("cargo cannot be started")?;
    let path = folder.join("aggregator");
    if !status.success() || !path.is_file() {
        return Err(BenchError::Server {
            server: "aggregator".to_owned(),
            problem: "does not build".to_owned(),
        });
    }
    Ok(BUILT.get_or_init(|| path).clone())
}
