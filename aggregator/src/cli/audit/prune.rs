//! `aggregator audit prune`: cuts off what is older than the law wants kept.

use std::io::Write;

use domain::time::Timestamp;

use super::{AuditCommandError, Ended, outside};
use crate::{
    audit::prune::{prune, prune_server},
    config::{Config, StorePlace},
};

// R-AUDIT-11
pub(super) fn run(
    before: Timestamp,
    config: &Config,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Ended, AuditCommandError> {
    let outside = outside(None, config)?;
    let cuts = match &config.store {
        StorePlace::Sqlite(database) => {
            let cut = prune(database, &outside, before, now)?;
            cut.map(|cut| (None, cut)).into_iter().collect()
        }
        StorePlace::Postgres(settings) => {
            let cuts = prune_server(settings, &outside, before, now)?.into_iter();
            cuts.map(|(instance, cut)| (Some(instance), cut))
                .collect::<Vec<_>>()
        }
    };
    if cuts.is_empty() {
        writeln!(
            out,
            "removed: nothing; no checkpoint was signed before {before}"
        )?;
    }
    for (instance, cut) in cuts {
        let of = instance.map(|instance| format!(" of {instance}"));
        writeln!(
            out,
            "removed: {} entries{}, up to entry {}; the log goes on from the checkpoint there",
            cut.removed,
            of.unwrap_or_default(),
            cut.through
        )?;
    }
    Ok(Ended::Well)
}
