//! What `mock-producers` can be told on its command line.

use std::{net::SocketAddr, path::PathBuf, str::FromStr};

use clap::{Args, Parser, ValueEnum};
use mock_producers::{Faults, synthetic::MAX_CHILDREN};
use producer_sdk::{Date, PeerName};

/// Sector systems with synthetic children, as sources of a Samsyn aggregator.
///
/// Every system of the told world is one source, under its own certificate and on its own port. It registers with the aggregator by
/// itself, and leaves when this is ended with Ctrl-C or SIGTERM. No record in it is anybody's.
#[derive(Debug, Parser)]
#[command(version, after_long_help = FAULTS)]
pub(crate) struct Cli {
    /// List the systems and exit. Needs no aggregator.
    #[arg(long, help_heading = "Which systems")]
    pub(crate) describe: bool,
    /// With --describe: how.
    #[arg(long, value_enum, default_value_t = Format::Table, requires = "describe", help_heading = "Which systems")]
    pub(crate) format: Format,
    /// Run these systems only, by their ids; --describe lists them.
    #[arg(
        long,
        value_name = "ID,…",
        value_delimiter = ',',
        help_heading = "Which systems"
    )]
    pub(crate) only: Vec<String>,
    /// Also serve the FHIR R4 JSON files of a folder, and say what in them could not be read.
    #[arg(long, value_name = "DIR", help_heading = "Which systems")]
    pub(crate) fhir: Option<PathBuf>,
    /// The day the world is told for, such as 2026-11-21. Default: today in Sweden.
    #[arg(long, value_name = "DATE", value_parser = day, help_heading = "Which children")]
    pub(crate) today: Option<Date>,
    /// Beside the told children so many synthetic ones, at most 5000; from 200 on every quirk of the world occurs.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = children, help_heading = "Which children")]
    pub(crate) children: usize,
    /// Which synthetic children: the same seed and day give the same, on every run.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        help_heading = "Which children"
    )]
    pub(crate) seed: u64,
    /// Let a system misbehave from the start. May be given once per system; see below.
    #[arg(long, value_name = "ID=FAULT", help_heading = "What goes wrong")]
    pub(crate) fault: Vec<FaultAt>,
    /// Change faults while they run, by plain HTTP on this machine alone: `GET /faults`, `PUT /faults/ID` with the words as body,
    /// `DELETE /faults/ID`. Port 0 takes a free one and says which.
    #[arg(long, value_name = "127.0.0.1:PORT", help_heading = "What goes wrong")]
    pub(crate) control: Option<SocketAddr>,
    #[command(flatten)]
    pub(crate) connect: Option<Connect>,
    /// What is logged to standard error, in the form of tracing's filters.
    #[arg(long, env = "MOCK_PRODUCERS_LOG", default_value = "info")]
    pub(crate) log: String,
}

/// The words, for `--help`; `mock_producers::faults` says more.
const FAULTS: &str = "\
Faults, one word each, several on one system joined by `+` (`slow=300ms+malformed`):
  slow=800ms               answers so much later
  jittering=500ms@7        answers up to so much later, by a seed
  hanging                  takes the query and never answers
  dripping=100ms           sends a record at a time, for ever
  erroring=unavailable     fails with a bare gRPC status; or =internal
  logical-error            its own system answers with an error
  malformed=garbage        sends bytes that are no message; or =truncated, a frame that breaks off
  wrong-child              sends another child's record too
  duplicated               sends a record whose header says its id twice
  oversized=records        sends more records than asked for; or =message, two megabytes in one
  flapping=2               so many calls work, so many fail, and so on
  certificate-expired      serves under ID.expired.pem and ID.expired.key of the identities' folder
  lease-lost=left          gives its lease back; or =unrenewed, lets it run out
  clock-wrong=7168d        its times are off by so much; behind with a minus

Example, beside a running sandbox's aggregator:
  mock-producers --only bvc-vasterby,emi-vasterby --fault emi-vasterby=slow=2s --control 127.0.0.1:0 \\
    --aggregator https://127.0.0.1:7443 --aggregator-name spiffe://samsyn.example/sandbox/aggregator \\
    --ca ca.pem --identities identities
  curl -X PUT -d hanging http://127.0.0.1:PORT/faults/bvc-vasterby";

/// How systems are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A line each, for people.
    Table,
    /// An array, for programs.
    Json,
}

/// How to reach the aggregator, and as whom.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which aggregator")]
#[group(requires_all = ["aggregator", "aggregator_name", "ca", "identities"])]
pub(crate) struct Connect {
    /// The aggregator's address, https://host:port.
    #[arg(long, value_name = "URL", required = false)]
    pub(crate) aggregator: String,
    /// The name in the aggregator's certificate: nobody else may ask.
    #[arg(long, value_name = "URI", required = false, value_parser = peer)]
    pub(crate) aggregator_name: PeerName,
    /// The authority that signed it, PEM.
    #[arg(long, value_name = "FILE", required = false)]
    pub(crate) ca: PathBuf,
    /// A folder with ID.pem and ID.key for each system.
    #[arg(long, value_name = "DIR", required = false)]
    pub(crate) identities: PathBuf,
    /// Where each system listens; port 0 takes free ones.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) listen: String,
}

/// Faults and the system that has them.
#[derive(Debug, Clone)]
pub(crate) struct FaultAt {
    pub(crate) id: String,
    pub(crate) faults: Faults,
}

fn children(text: &str) -> Result<usize, String> {
    let expected = || format!("expected a number from 0 to {MAX_CHILDREN}");
    let count = text.parse().map_err(|_| expected())?;
    if count > MAX_CHILDREN {
        return Err(expected());
    }
    Ok(count)
}

fn day(text: &str) -> Result<Date, &'static str> {
    text.parse()
        .map_err(|_| "expected a date such as 2026-11-21")
}

fn peer(text: &str) -> Result<PeerName, proto::transport::InvalidPeer> {
    PeerName::uri(text)
}

impl FromStr for FaultAt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (id, faults) = (text.split_once('='))
            .ok_or_else(|| format!("`{text}` names no fault, expected ID=FAULT"))?;
        let faults = faults.parse().map_err(|error| format!("{error}"))?;
        Ok(Self {
            id: id.to_owned(),
            faults,
        })
    }
}
