//! `samsyn children`: what the running sandbox can show.

use std::path::PathBuf;

use clap::Args;

use super::{Exit, Failure, Terminal, connection::sandbox};
use crate::text::{columns, fit, plain};

/// List the children that the running sandbox tells of.
#[derive(Debug, Args)]
pub(super) struct Children {
    /// The state directory of a running sandbox [default: target/sandbox].
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
}

impl Children {
    pub(super) fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        let state = sandbox(self.state.as_deref())?;
        let rows: Vec<[String; 4]> = state
            .children
            .iter()
            .map(|child| [&child.story, &child.id, &child.actor, &child.label].map(|t| plain(t)))
            .collect();
        let width = |column: usize| {
            let widths = rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|t| columns(t));
            widths.max().unwrap_or(0) + 2
        };
        let widths = [width(0), width(1), width(2)];
        for [story, id, actor, label] in &rows {
            let [story_width, id_width, actor_width] = widths;
            writeln!(
                terminal.out,
                "{}{}{}{label}",
                fit(story, story_width),
                fit(id, id_width),
                fit(actor, actor_width),
            )?;
        }
        Ok(Exit::Complete)
    }
}
