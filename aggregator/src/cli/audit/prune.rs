//! `aggregator audit prune`: cuts off what is older than the law wants kept.

use std::io::Write;

use domain::time::Timestamp;

use super::{AuditCommandError, Ended, outside};
use crate::{audit::prune::prune, config::Config};

// R-AUDIT-11
pub(super) fn run(
    before: Timestamp,
    config: &Config,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Ended, AuditCommandError> {
    let outside = outside(None, config)?;
    let database = config.database().ok_or(AuditCommandError::NotAFile)?;
    match prune(database, &outside, before, now)? {
        Some(cut) => writeln!(
            out,
            "removed: {} entries, up to entry {}; the log goes on from the checkpoint there",
            cut.removed, cut.through
        )?,
        None => writeln!(
            out,
            "removed: nothing; no checkpoint was signed before {before}"
        )?,
    }
    Ok(Ended::Well)
}
