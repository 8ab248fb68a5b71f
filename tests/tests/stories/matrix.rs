//! A story from every side as a table that a reader can hold against the tables of policy: a row for whoever asks, a column for each sector
//! that is a source in it, and in the cell what that one is told of those sources. Read by [`holds`], which asks them all over sockets.

use std::collections::{BTreeMap, BTreeSet};

use consumer::{Error, model::Overview};
use proto::status::reason_of;
use tests::{
    Harness,
    caller::{Caller, identity},
};

/// The row that stands for all who are in no other.
const EVERYBODY_ELSE: &str = "everybody else";
/// The row of somebody in the role that reads the log, from outside the units that have to do with the child; and that role.
const AUDITOR: &str = "auditor";
/// A cell of which nothing is said because no rule lets anything through.
const NOTHING: &str = "-";

/// What a reason's code is called in a table. `NO_RULE` stands for what a table does not name, and says something only where it is alone.
const WORDS: [(&str, &str); 9] = [
    ("RELEASED_AFTER_REVIEW", "request"),
    ("PROTECTED_IDENTITY", "review"),
    ("NEVER_SHARED", "never"),
    ("OUTSIDE_WINDOW", "older"),
    ("CONSENT_MISSING", "nobody said"),
    ("OTHER_GUARDIAN_MISSING", "one said"),
    ("CONSENT_REFUSED", "refused"),
    ("CONSENT_WITHDRAWN", "withdrawn"),
    ("NOT_AT_THIS_AGE", "age"),
];

/// A table of text: the first row names the sectors, the first cell of each row who asks.
struct Table<'a> {
    sectors: Vec<&'a str>,
    rows: Vec<(&'a str, Vec<String>)>,
}

impl<'a> Table<'a> {
    fn read(text: &'a str) -> Self {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let cells = |line: &'a str| line.split('|').map(str::trim).collect::<Vec<_>>();
        let heading = cells(lines.next().unwrap());
        let rows = lines.map(|line| {
            let cells = cells(line);
            let told = cells[1..].iter().map(|&cell| cell.to_owned()).collect();
            (cells[0], told)
        });
        Self {
            sectors: heading[1..].to_vec(),
            rows: rows.collect(),
        }
    }

    /// With columns of one width.
    fn show(&self) -> String {
        let heading = (self.sectors.iter()).map(|&sector| sector.to_owned());
        let heading = ("who", heading.collect::<Vec<_>>());
        let rows: Vec<_> = [&heading].into_iter().chain(&self.rows).collect();
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|(_, cells)| cells.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let first = rows.iter().map(|(who, _)| who.len()).max().unwrap_or(0);
        let line = |(who, cells): &&(&str, Vec<String>)| {
            let cells = cells.iter().enumerate();
            let cells = cells.map(|(column, cell)| format!(" | {cell:0$}", width(column)));
            let line = format!("        {who:first$}{}", cells.collect::<String>());
            line.trim_end().to_owned() + "\n"
        };
        rows.iter().map(line).collect()
    }
}

/// Asks everybody about the child of a story, and compares with the table. Its columns are all sectors that run, and who is in no row is
/// refused: every other actor of the world, of both countries.
///
/// # Panics
/// When anybody is told something else; the table as it is stands in the message.
pub(crate) async fn holds(harness: &Harness, story: &str, expected: &str) {
    let expected = Table::read(expected);
    let country = harness.child(story).country();
    let running = harness.sandbox.world.systems.iter();
    let running: BTreeSet<_> = running
        .filter(|system| system.country == country)
        .map(|system| system.sector.as_str())
        .collect();
    let named: BTreeSet<_> = expected.sectors.iter().copied().collect();
    assert_eq!(running, named, "the sectors of {story}");

    let mut rows = Vec::new();
    for (who, _) in &expected.rows {
        let cells = match *who {
            EVERYBODY_ELSE => everybody_else(harness, story, &expected).await,
            AUDITOR => auditor(harness, story).await,
            actor => told(harness, actor, story, &expected.sectors).await,
        };
        rows.push((*who, cells));
    }
    let actual = Table {
        sectors: expected.sectors.clone(),
        rows,
    };
    let (actual, expected) = (actual.show(), expected.show());
    assert!(
        actual == expected,
        "{story} is\n{actual}\nand should be\n{expected}"
    );
}

async fn everybody_else(harness: &Harness, story: &str, table: &Table<'_>) -> Vec<String> {
    let named: BTreeSet<_> = table.rows.iter().map(|(who, _)| *who).collect();
    let others = harness.sandbox.world.actors.iter();
    // Who reviews the log at somebody's own unit is a colleague there; the row of the auditor is about one who is not.
    let others = others.filter(|actor| !named.contains(actor.name) && actor.role != AUDITOR);
    let mut answers = BTreeMap::new();
    for actor in others {
        let cells = told(harness, actor.name, story, &table.sectors).await;
        answers
            .entry(cells)
            .or_insert_with(Vec::new)
            .push(actor.name);
    }
    assert_eq!(
        answers.len(),
        1,
        "they are told different things: {answers:?}"
    );
    answers.into_keys().next().unwrap_or_default()
}

/// Somebody of the sector of the story's own actor, in the role that may read the log, at another organisation.
async fn auditor(harness: &Harness, story: &str) -> Vec<String> {
    let actor = harness.sandbox.world.child(story).unwrap().actor;
    let mut claims = harness.claims(actor);
    claims["role"] = AUDITOR.into();
    claims["unit"] = serde_json::Value::Null;
    claims["organisation"] = harness.claims("skolskoterska-lindskolan")["organisation"].clone();
    let token = harness.sign(&claims);
    let caller = Caller::by(harness, &identity(harness.journal())).with(&token);
    match caller.collected(harness.query(story)).await {
        Ok(_) => panic!("the log is no way into the records"),
        Err(refused) => vec![reason_of(&refused).unwrap_or_default()],
    }
}

/// A row: what an actor is told of each sector, or that it is refused.
async fn told(harness: &Harness, actor: &str, story: &str, sectors: &[&str]) -> Vec<String> {
    match harness.overview(actor, story).await {
        Ok(overview) => sectors.iter().map(|s| cell(&overview, s)).collect(),
        Err(Error::Refused { .. }) => vec!["REFUSED".to_owned()],
        Err(other) => panic!("{actor} about {story}: {other}"),
    }
}

fn cell(overview: &Overview, sector: &str) -> String {
    let rows = overview.sources.iter().filter(|row| row.sector == sector);
    let permitted: Vec<_> = rows.filter(|row| row.was_permitted()).collect();
    let shown = permitted.iter().any(|row| row.records > 0);
    let failed = permitted.iter().find(|row| !row.has_answered());
    let of_sources = match (failed, shown, permitted.is_empty()) {
        (Some(row), ..) => Some(row.status.as_str()),
        (None, true, _) => Some("shown"),
        (None, false, false) => Some("empty"),
        (None, false, true) => None,
    };
    let reasons = overview.withheld.iter().chain(&overview.on_request);
    let codes: BTreeSet<_> = reasons
        .filter(|reason| reason.sector == sector && reason.code != "NO_RULE")
        .map(|reason| reason.code.as_str())
        .collect();
    let named = WORDS.iter().filter(|(code, _)| codes.contains(code));
    let unnamed = codes
        .iter()
        .filter(|code| !WORDS.iter().any(|(c, _)| c == *code));
    let words: Vec<_> = of_sources
        .into_iter()
        .chain(named.map(|(_, word)| *word))
        .chain(unnamed.copied())
        .collect();
    match words.is_empty() {
        true => NOTHING.to_owned(),
        false => words.join(", "),
    }
}
