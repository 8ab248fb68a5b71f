//! `samsyn show CHILD`.

use std::time::Duration;

use clap::{Args, ValueEnum};
use domain::{record::InformationType, time::Moment};
use proto::v1::overview::Ground;

use super::{
    Exit, Failure, Terminal,
    collect::collect,
    connection::{About, Connection, language},
    fields::information_type,
    span,
};
use crate::{
    Client, OverviewQuery,
    model::write_pretty,
    table::{self, Layout},
    wording::Language,
};

/// The columns of a line where there is no terminal: what fits on paper and in a mail.
const DEFAULT_WIDTH: usize = 100;

/// Show a child.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The child: an identity number (12 digits in Sweden, 10 in Denmark), `system|value`, a story of the sandbox, or `-` for the next
    /// line of standard input.
    child: String,
    #[command(flatten)]
    connection: Connection,
    /// How to show it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The legal ground [default: the ordinary one by the tables].
    #[arg(long, value_enum)]
    ground: Option<GroundName>,
    /// Why, in your own words. Emergency needs it; it goes to the access log.
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// Only these information types, for example vaccination,observation/growth.
    #[arg(long, value_delimiter = ',', value_parser = information_type)]
    types: Vec<InformationType>,
    /// The first day, month or year to show.
    #[arg(long, value_name = "DATE", value_parser = span::date)]
    from: Option<Moment>,
    /// The last day, month or year to show.
    #[arg(long, value_name = "DATE", value_parser = span::date)]
    to: Option<Moment>,
    /// How long to wait for everything, for example 10s or 500ms.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = span::deadline)]
    deadline: Duration,
    /// sv, da or en [default: the profile's, else that of the child's country].
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Language>,
    /// Whether to colour.
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// The columns of a line, 60 to 400; more or less is taken as the nearest of them [default: the terminal's, else 100].
    #[arg(long)]
    width: Option<u16>,
}

/// How an overview is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A page to read.
    Table,
    /// One JSON object.
    Json,
    /// One JSON object per event, as it arrives.
    Ndjson,
}

/// The legal ground, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum GroundName {
    /// Consent of those who can give it.
    Consent,
    /// Emergency: needs --reason, is limited in time and reviewed.
    Emergency,
    /// The child's or a guardian's own access.
    Own,
    /// A statute gives access.
    Statute,
    /// Necessary for care (Denmark).
    Necessity,
}

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Show {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        let origin = self.connection.origin()?;
        let about = origin.about(&terminal.typed(&self.child, "CHILD")?)?;
        let language = language(self.language, &about.profile, &about.child);
        let query = self.query(&about, language)?;
        let client = Client::connect(&about.profile)?.with_deadline(self.deadline);
        let collected = collect(&client, query, self.format, terminal).await?;
        let overview = collected.overview;
        match self.format {
            Format::Table => {
                let layout = Layout {
                    language,
                    width: self.columns(terminal),
                    color: self.is_coloured(terminal),
                };
                terminal
                    .out
                    .write_all(table::render(&overview, layout).as_bytes())?;
            }
            Format::Json => write_pretty(&mut terminal.out, &overview)?,
            // Everything has been written as it came.
            Format::Ndjson => {}
        }
        terminal.out.flush()?;
        match collected.broken_off {
            Some(why) => {
                why.write(terminal.err)?;
                Ok(Exit::Incomplete)
            }
            None => Ok(Exit::of(&overview)),
        }
    }

    fn query(&self, about: &About, language: Language) -> Result<OverviewQuery, Failure> {
        if self.ground == Some(GroundName::Emergency) && self.reason.trim().is_empty() {
            return Err(Failure::bad_input("emergency access needs --reason TEXT"));
        }
        let country = about.child.country();
        let from = self.from.map(|date| span::first(date, country));
        let to = self.to.map(|date| span::after(date, country));
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            return Err(Failure::bad_input("--to lies before --from"));
        }
        Ok(OverviewQuery {
            types: self.types.clone(),
            from,
            to,
            ground: GroundName::wire(self.ground),
            reason: self.reason.clone(),
            language,
            ..OverviewQuery::about(about.child.clone())
        })
    }

    /// The columns asked for, else those of the terminal, else what a page on paper has.
    fn columns(&self, terminal: &Terminal<'_>) -> usize {
        let columns = self.width.map(usize::from).or_else(|| terminal.columns());
        columns
            .unwrap_or(DEFAULT_WIDTH)
            .clamp(table::MIN_WIDTH, table::MAX_WIDTH)
    }

    fn is_coloured(&self, terminal: &Terminal<'_>) -> bool {
        match self.color {
            Color::Auto => terminal.out_is_terminal && !terminal.no_color,
            Color::Always => true,
            Color::Never => false,
        }
    }
}

impl GroundName {
    /// The ground as it travels; left out, the ordinary one.
    pub(super) fn wire(name: Option<Self>) -> Ground {
        name.map_or(Ground::Unspecified, Self::ground)
    }

    fn ground(self) -> Ground {
        match self {
            Self::Consent => Ground::Consent,
            Self::Emergency => Ground::Emergency,
            Self::Own => Ground::OwnAccess,
            Self::Statute => Ground::Statute,
            Self::Necessity => Ground::Necessity,
        }
    }
}
