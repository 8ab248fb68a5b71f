//! The JSON of every command against the table of the README: each field that is promised, and none besides.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use consumer::{cli::Exit, model::Event};
use mock_producers::Fault;
use proto::v1::overview::{OverviewEvent, Superseded, overview_event};
use sandbox::told::AUDITOR;
use serde_json::Value;
use tests::{Harness, Scene, desk::Desk};

use crate::stage::{TODAY, by, fields, other_state, samsyn};

const README: &str = include_str!("../../../consumer/README.md");
const STORY: &str = "second-parent";
const MOTHER: &str = "foraelder-second-parent";
const FATHER: &str = "foraelder-second-parent-2";
const PSYCHIATRIST: &str = "boernepsykiater-midt";
const NURSE: &str = "skolskoterska-vasterby";
const LETTER: &str = "0b5cbb1c-6d7e-4c21-9a44-9c7f6ed7a031";
/// Where an organisation stands.
const OF_ORGANISATIONS: [&str; 3] = ["organisation", "provider", "recipient"];
/// The fields that one has.
const ORGANISATION: [&str; 2] = ["system", "value"];

/// A field of a row: its name, or one of several; and the fields within it.
struct Field {
    names: Vec<String>,
    inner: Vec<String>,
}

/// A row of the table.
struct Row {
    /// The fields of the object around a list.
    whole: Vec<String>,
    fields: Vec<Field>,
}

/// The table, and what of it something was held against.
struct Table {
    rows: BTreeMap<String, Row>,
    held: BTreeSet<String>,
}

/// The words in backquotes that are no values in capitals.
fn names(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    let names = quoted.filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    names.map(ToOwned::to_owned).collect()
}

/// What stands before a parenthesis, and in it.
fn parted(text: &str) -> (&str, &str) {
    let (before, inner) = text.split_once('(').unwrap_or((text, ""));
    (
        before,
        inner.split_once(')').map_or(inner, |(inner, _)| inner),
    )
}

/// The parts of a cell, at the commas outside parentheses.
fn parts(cell: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in cell.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        match c {
            ',' if depth == 0 => parts.push(String::new()),
            c => parts.last_mut().unwrap().push(c),
        }
    }
    parts
}

impl Table {
    fn read() -> Self {
        let (_, table) = README
            .split_once("| command | fields |\n|---|---|\n")
            .unwrap();
        let rows = table.lines().take_while(|line| line.starts_with('|'));
        let row = |line: &str| {
            let mut cells = line.split(" | ").map(|cell| cell.trim_matches(['|', ' ']));
            let (heading, cell) = (cells.next().unwrap(), cells.next().unwrap());
            let fields = parts(cell)
                .into_iter()
                .filter(|part| part.trim().starts_with('`'));
            let fields = fields.map(|part| {
                let (before, inner) = parted(&part);
                Field {
                    names: names(before),
                    inner: names(inner),
                }
            });
            let whole = names(parted(heading).1);
            let fields = fields.collect();
            (heading.to_owned(), Row { whole, fields })
        };
        Self {
            rows: rows.map(row).collect(),
            held: BTreeSet::new(),
        }
    }

    /// The one row whose heading begins so.
    fn heading(&mut self, begins: &str) -> String {
        let rows = self.rows.keys().filter(|key| key.starts_with(begins));
        let rows: Vec<_> = rows.cloned().collect();
        assert_eq!(rows.len(), 1, "{begins}: {rows:?}");
        let row = rows[0].clone();
        self.held.insert(row.clone());
        row
    }

    /// Holds an object against a row.
    fn holds(&mut self, begins: &str, object: &Value) {
        let heading = self.heading(begins);
        let row = &self.rows[&heading];
        let mut actual: BTreeSet<_> = fields(object).into_iter().collect();
        for field in &row.fields {
            let there = field
                .names
                .iter()
                .filter(|name| actual.remove(name.as_str()));
            let there: Vec<_> = there.collect();
            assert_eq!(there.len(), 1, "{heading}: {:?}", field.names);
            let name = there[0];
            let value = &object[name.as_str()];
            let each = value.as_array().cloned().unwrap_or(vec![value.clone()]);
            for inner in each.iter().filter(|inner| inner.is_object()) {
                let there: BTreeSet<_> = fields(inner).into_iter().collect();
                let expected: BTreeSet<_> = match field.inner.as_slice() {
                    [] if OF_ORGANISATIONS.contains(&name.as_str()) => ORGANISATION.into(),
                    // It has a row of its own.
                    [] => continue,
                    inner => inner.iter().map(String::as_str).collect(),
                };
                assert_eq!(there, expected, "{heading}: {name}");
            }
        }
        assert!(actual.is_empty(), "{heading}: not documented: {actual:?}");
    }

    /// Holds a list, the object around it and each of its entries, of which there has to be one.
    fn holds_list(&mut self, begins: &str, whole: &Value) {
        self.holds_list_as(begins, begins, whole);
    }

    /// The same where another row says what an entry is.
    fn holds_list_as(&mut self, begins: &str, entries: &str, whole: &Value) {
        let heading = self.heading(begins);
        let expected: BTreeSet<_> = self.rows[&heading].whole.iter().cloned().collect();
        let actual: BTreeSet<_> = fields(whole).into_iter().map(ToOwned::to_owned).collect();
        assert_eq!(actual, expected, "{heading}");
        let list = self.rows[&heading].whole[0].clone();
        self.holds_each(entries, &whole[list]);
    }

    fn holds_each(&mut self, begins: &str, list: &Value) {
        let list = list.as_array().unwrap();
        assert!(!list.is_empty(), "{begins}: nothing to hold against it");
        for entry in list {
            self.holds(begins, entry);
        }
    }
}

/// Everything that the commands say something about, with a source that fails.
async fn on_stage() -> Harness {
    let scene = Scene::of(&[STORY, "old-bvc", "new-school"]);
    let scene = scene.today(TODAY.parse().unwrap());
    let scene = scene.fault("bvc-vasterby", Fault::LogicalError);
    scene.start().await
}

async fn json(harness: &Harness, command: &str) -> Value {
    let said = samsyn(harness, &format!("{command} --format json")).await;
    assert_eq!(said.err, "", "{command}");
    said.json()
}

// R-CLI-13
#[tokio::test]
async fn the_json_of_every_command_has_the_fields_that_are_documented_and_no_others() {
    let harness = on_stage().await;
    let mut table = Table::read();
    shown(&harness, &mut table).await;
    taken_back(&mut table);
    missing(&harness, &mut table).await;
    consents(&harness, &mut table).await;
    shared(&harness, &mut table).await;
    blocks(&harness, &mut table).await;
    letters(&crate::letters::on_stage().await, &mut table).await;
    emergencies(&harness, &mut table).await;
    let all: BTreeSet<_> = table.rows.into_keys().collect();
    let unheld: Vec<_> = all.difference(&table.held).collect();
    assert!(
        unheld.is_empty(),
        "documented, and said by no command: {unheld:?}"
    );
}

async fn shown(harness: &Harness, table: &mut Table) {
    for child in ["new-school", "old-bvc", STORY] {
        let page = json(harness, &format!("show {child}")).await;
        table.holds("`show`", &page);
        table.holds_each("each of its `sources`", &page["sources"]);
        table.holds_each("each of its `records`", &page["records"]);
        for reasons in ["withheld", "on_request"] {
            for reason in page[reasons].as_array().unwrap() {
                table.holds("each of `withheld`", reason);
            }
        }
        if let Some(parts) = page["programme"].get("parts") {
            table.holds_each("each of the programme's", parts);
        }
        let lines = samsyn(harness, &format!("show {child} --format ndjson")).await;
        for line in lines.out.lines() {
            let event: Value = serde_json::from_str(line).unwrap();
            match event["event"].as_str().unwrap() {
                "started" => table.holds("`show --format ndjson`", &event),
                other => table.holds(&format!("the same, `{other}`"), &event),
            }
        }
    }
}

/// What a stream says that lost a permission on its way: no command can be made to say it.
fn taken_back(table: &mut Table) {
    let taken_back = overview_event::Event::Superseded(Superseded::default());
    let event = OverviewEvent {
        event: Some(taken_back),
    };
    let event = serde_json::to_value(Event::of(&event).unwrap()).unwrap();
    table.holds("the same, `superseded`", &event);
}

async fn missing(harness: &Harness, table: &mut Table) {
    let list = json(harness, &format!("missing {STORY} --days 30")).await;
    table.holds_list("`missing`", &list);
    table.holds_each("each of `missing`", &list["appointments"][0]["missing"]);
}

async fn consents(harness: &Harness, table: &mut Table) {
    let told = harness.sandbox.world.child(STORY).unwrap();
    let father = told.guardians[1].id.value();
    let register = format!("consent register {STORY} --given-by {father} --actor {FATHER}");
    let given = json(harness, &register).await;
    table.holds("`consent register`", &given);
    let deleted = deleted(harness).await;
    table.holds("`consent end`", &deleted);
    let list = json(harness, &format!("consent list {STORY} --actor {MOTHER}")).await;
    table.holds_list("`consent register`", &list);
    let id = given["consent_id"].as_str().unwrap();
    let ended = json(harness, &format!("consent end {id} --actor {FATHER}")).await;
    table.holds("`consent end`", &ended);

    let asked = json(
        harness,
        &format!("consent request {STORY} --from-source ppr"),
    )
    .await;
    table.holds("`consent request`", &asked);
    let list = json(
        harness,
        &format!("consent requests {STORY} --actor {FATHER}"),
    )
    .await;
    table.holds_list("`consent request`", &list);

    let told = harness.sandbox.world.child("old-bvc").unwrap();
    let mother = told.guardians[0].id.value();
    let unverified = format!("consent register old-bvc --given-by {mother} --refuse");
    let wrong = json(harness, &format!("{unverified} --actor {NURSE}")).await;
    let review = json(harness, &format!("consent review --actor {AUDITOR}")).await;
    table.holds_list_as("`consent review`", "`consent register`", &review);
    assert_eq!(wrong["verified"], false);
}

/// What the pinned source of consents registered by mistake, and takes back with its own certificate.
async fn deleted(harness: &Harness) -> Value {
    let told = harness.sandbox.world.child("old-bvc").unwrap().clone();
    let wrong = Desk::of(harness).permit(&told.id, &told.id).await;
    let issued = harness.sandbox.authority.issue("desk").unwrap();
    let file = |name: &str, text: &str| {
        let path = harness.dir().join(name);
        fs::write(&path, text).unwrap();
        Value::from(path.to_str().unwrap())
    };
    let (cert, key) = (
        file("d.pem", &issued.certificate),
        file("d-key.pem", &issued.key),
    );
    let desk = other_state(harness, "desk", |state| {
        let consumer = &mut state["consumers"][0];
        (consumer["cert"], consumer["key"]) = (cert, key);
    });
    let delete = format!("consent delete {wrong} --reason fel --format json --actor {NURSE}");
    let said = by(&desk, &delete, "").await;
    assert_eq!((said.exit, said.err.as_str()), (Exit::Complete, ""));
    said.json()
}

/// While a request is open, with a block: whoever may know of all that.
async fn shared(harness: &Harness, table: &mut Table) {
    let block = block(harness, table).await;
    let list = json(harness, &format!("sharing {STORY} --actor {MOTHER}")).await;
    table.holds("`sharing`", &list);
    table.holds_each("each of `sharings`", &list["sharings"]);
    table.holds_each("each of the `blocks`", &list["blocks"]);
    let of = |field: &str| -> Value {
        let rows = list["sharings"].as_array().unwrap().iter();
        rows.flat_map(|row| row[field].as_array().unwrap().clone())
            .collect()
    };
    table.holds_each("each of their `consents`", &of("consents"));
    table.holds_each("each of their `pending_requests`", &of("pending_requests"));
    table.holds_each("each of `withheld`", &of("reasons"));
    let looks = json(harness, &format!("accesses {STORY} --actor {MOTHER}")).await;
    table.holds_list("`accesses`", &looks);

    let request = json(
        harness,
        &format!("consent requests {STORY} --actor {FATHER}"),
    )
    .await;
    let request = request["requests"][0]["request_id"].as_str().unwrap();
    let answer = format!("consent answer {request} --child {STORY} --yes --actor {FATHER}");
    let answer = json(harness, &answer).await;
    table.holds("`consent answer`", &answer);
    table.holds("`consent request`", &answer["request"]);
    let end = format!("block end {block} --child {STORY} --actor {MOTHER}");
    table.holds("`block end`", &json(harness, &end).await);
}

/// The doctor's information is blocked.
async fn block(harness: &Harness, table: &mut Table) -> String {
    let peers = &harness.sandbox.aggregator.aggregator.peers;
    let doctor = peers.admissions().find(|a| a.id == "laege-torvet").unwrap();
    let register = format!("block register {STORY} --provider {}", doctor.organisation);
    let block = json(harness, &format!("{register} --actor {MOTHER}")).await;
    table.holds("`block register`", &block);
    block["block_id"].as_str().unwrap().to_owned()
}

async fn blocks(harness: &Harness, table: &mut Table) {
    let block = block(harness, table).await;
    let revealed = json(harness, &format!("reveal {STORY} --reason feber")).await;
    table.holds("`reveal`", &revealed);
    assert_eq!(fields(&revealed["sources"][0]).len(), 3);
    let lift = format!("block lift {block} --reason consent --because ja --actor {PSYCHIATRIST}");
    let lift = json(harness, &lift).await;
    table.holds("`block lift`", &lift);
    let list = json(harness, &format!("block list {STORY} --actor {MOTHER}")).await;
    table.holds_list("`block register`", &list);
    let lifts = list["blocks"].as_array().unwrap().iter();
    let lifts: Value = lifts
        .flat_map(|b| b["lifts"].as_array().unwrap().clone())
        .collect();
    table.holds_each("`block lift`", &lifts);
    let id = lift["lift_id"].as_str().unwrap();
    let restored = json(
        harness,
        &format!("block restore {id} --actor {PSYCHIATRIST}"),
    )
    .await;
    table.holds("`block end`", &restored);
}

async fn letters(harness: &Harness, table: &mut Table) {
    let ask = format!("letter old-bvc --from school-psychology --case K1 --id {LETTER}");
    let letter = json(harness, &ask).await;
    table.holds("`letter`", &letter);
    table.holds("`letter answer`", &letter["request"]);
    let answer = format!("letter answer {LETTER} --child old-bvc --case K1 --line Nej");
    table.holds("`letter answer`", &json(harness, &answer).await);
    table.holds_list("`letter answer`", &json(harness, "letters old-bvc").await);
}

async fn emergencies(harness: &Harness, table: &mut Table) {
    let show = "show old-bvc --ground emergency --reason medvetslös";
    assert_eq!(samsyn(harness, show).await.exit, Exit::Incomplete);
    let list = format!("emergencies --actor {AUDITOR} --all");
    let whole = json(harness, &list).await;
    table.holds_list("`emergencies`", &whole);
    let id = whole["emergencies"][0]["overview_id"].as_str().unwrap();
    let review = format!("emergencies review {id} --verdict justified --actor {AUDITOR}");
    table.holds("`emergencies review`", &json(harness, &review).await);
    let reviewed = json(harness, &list).await;
    table.holds_each(
        "`emergencies review`",
        &reviewed["emergencies"][0]["reviews"],
    );
    table.holds(
        "`emergencies review`",
        &reviewed["emergencies"][0]["review"],
    );
}
