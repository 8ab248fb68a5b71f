//! `aggregator audit export`: the whole log for somebody else's tools, or for `verify --from-file`.

use std::io::{BufWriter, Write};

use clap::ValueEnum;

use super::{AuditCommandError, Ended, Source};
use crate::{
    audit::{fhir, log},
    config::Config,
};

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The entries as they lie in the log, one JSON object a line; `verify --from-file` reads them.
    Ndjson,
    /// FHIR R4 `AuditEvent` resources after IHE BALP, one a line.
    Fhir,
}

// R-AUDIT-12
pub(super) fn run(
    format: Format,
    config: &Config,
    out: &mut dyn Write,
) -> Result<Ended, AuditCommandError> {
    // Nobody outside is asked: what is handed out is what is there.
    let logs = Source::Store(config).logs()?;
    let (mut out, mut written) = (BufWriter::new(out), 0);
    match format {
        Format::Ndjson => {
            for log in logs {
                written += log::export(log.as_ref(), &mut out)?;
            }
        }
        Format::Fhir => {
            let logs: Vec<_> = logs.iter().map(AsRef::as_ref).collect();
            written = fhir::export(&logs, &mut out)?;
        }
    }
    out.flush()?;
    tracing::info!(written, "the access log was exported");
    Ok(Ended::Well)
}
