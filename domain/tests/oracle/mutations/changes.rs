//! What can be changed in a row, one thing at a time. Each is a table's whole text, to be read like any other.

use toml::{Table, Value};

use super::rows::{TABLES, words};

/// One changed table.
pub(super) struct Change {
    /// The row's id, or the group's name.
    pub(super) row: String,
    /// What was changed.
    pub(super) what: String,
    /// Whether a line of the matrix gives something else by it, or to others: then the oracle must say no.
    pub(super) gives_else: bool,
    pub(super) text: String,
}

/// A row with one thing changed, and in words what.
type Changed = (String, Table);

/// Every change of every row.
pub(super) fn of(text: &str) -> Vec<Change> {
    let table: Table = text.parse().unwrap();
    let mut changes = Vec::new();
    for name in TABLES {
        let Some(rows) = table.get(name).and_then(Value::as_array) else {
            continue;
        };
        for (place, row) in rows.iter().enumerate() {
            let row = row.as_table().unwrap();
            let id = row["id"].as_str().unwrap();
            for (what, changed) in of_row(name, row, &table) {
                let mut whole = table.clone();
                whole[name][place] = Value::Table(changed);
                changes.push(Change {
                    row: id.into(),
                    what: format!("{id}: {what}"),
                    gives_else: name == "sharing" && !what.starts_with("may_copy"),
                    text: whole.to_string(),
                });
            }
        }
    }
    changes.extend(of_groups(&table));
    changes
}

/// Every member of every group, taken away.
fn of_groups(table: &Table) -> Vec<Change> {
    let mut changes = Vec::new();
    for (of, groups) in table["groups"].as_table().unwrap() {
        for (name, group) in groups.as_table().unwrap() {
            for (what, shorter) in shorter(name, group) {
                let mut whole = table.clone();
                whole["groups"][of][name] = shorter;
                changes.push(Change {
                    row: name.clone(),
                    what,
                    gives_else: true,
                    text: whole.to_string(),
                });
            }
        }
    }
    changes
}

fn of_row(name: &str, row: &Table, table: &Table) -> Vec<Changed> {
    // When school starts hangs on the year of birth, not on the day of the question.
    let mut changes = match name {
        "school_start" => Vec::new(),
        _ => vec![with(row, "valid_from", "2100-01-01")],
    };
    match name {
        "sharing" => changes.extend(of_line(row, table)),
        "type" => changes.extend(of_type(row)),
        "window" => {
            changes.push(to(
                row,
                "rule",
                parsed("rule = { rolling = { period = \"P1D\" } }"),
            ));
            changes.push(with(row, "rule", "unlimited"));
        }
        "grantors" => {
            changes.extend(ages(row));
            changes.extend(others(row, "cases", ("all_guardians", "one_guardian")));
            changes.extend(others(row, "cases", ("residence_parent", "all_guardians")));
            changes.extend(others(
                row,
                "cases",
                ("\"child\"", "\"child_and_guardians\""),
            ));
            changes.push(to(row, "unverified_counts", true));
            changes.push(flipped(row, "board_may_replace"));
        }
        "purpose" => {
            let mut refused = to(row, "allowed", false);
            refused.1.remove("audience");
            let (_, mut allowed) = to(row, "allowed", true);
            allowed.insert("audience".into(), vec!["professional", "guardian"].into());
            changes.extend([refused, ("allowed".into(), allowed)]);
            changes.extend(each_shorter(row, &["audience"]));
        }
        "ground" => {
            changes.extend(each_shorter(row, &["needs", "purposes", "obligations"]));
            changes.push(to(row, "hours", 3));
        }
        "block" => {
            changes.push(to(row, "lift_days", 6));
            changes.extend(ages(row));
            changes.extend(each_shorter(row, &["forbids", "audience"]));
            changes.extend(others(row, "cases", ("nobody", "guardian")));
        }
        "request" => {
            let mut route = with(row, "route", "contact_source");
            route.1.remove("subject");
            let mut message = with(row, "route", "secure_message");
            message
                .1
                .insert("subject".into(), "ärende <case number>".into());
            changes.extend([route, message]);
            changes.extend(each_shorter(row, &["asker", "holder"]));
        }
        "school_start" => {
            changes.push(to(row, "day", 16));
            changes.push(to(row, "turns", 8));
        }
        _ => {}
    }
    let same = |(_, changed): &Changed| changed != row;
    changes.into_iter().filter(same).collect()
}

/// A line of the matrix: another outcome, other lists, ages, windows and grantors.
fn of_line(row: &Table, table: &Table) -> Vec<Changed> {
    let mut changes = each_shorter(row, &["actor", "producer", "types"]);
    // A line that says never beats every ground, those that it does not name too.
    if row.get("outcome").and_then(Value::as_str) != Some("never") {
        changes.extend(each_shorter(row, &["grounds"]));
    }
    for outcome in ["direct", "on_request", "never"] {
        changes.push(outcome_of(row, outcome, table));
    }
    for (key, name) in [("window", "window"), ("grantors", "grantors")] {
        let Some(current) = row.get(key) else {
            continue;
        };
        for other in table[name].as_array().into_iter().flatten() {
            // Two windows that are one and the same in all but their name and law give the same.
            let same = rule_of(table, name, current) == other.get("rule") && name == "window";
            if !same {
                changes.push(to(row, key, other["id"].clone()));
            }
        }
    }
    for key in ["age_from", "age_below", "extended_below"] {
        if let Some(age) = row.get(key).and_then(Value::as_integer) {
            changes.push(to(row, key, age + 1));
            changes.push(to(row, key, age - 1));
            changes.push(without(row, key));
        }
    }
    for key in ["same_organisation", "own", "despite_block"] {
        if row.contains_key(key) {
            changes.push(flipped(row, key));
            changes.push(without(row, key));
        }
    }
    if row.get("outcome").and_then(Value::as_str) == Some("direct") {
        changes.push(to(row, "may_copy", true));
    }
    changes
}

fn rule_of<'a>(table: &'a Table, name: &str, id: &Value) -> Option<&'a Value> {
    let mut rows = table[name].as_array()?.iter();
    rows.find(|row| row.get("id") == Some(id))?.get("rule")
}

/// The line with another outcome and what that needs.
fn outcome_of(row: &Table, outcome: &str, table: &Table) -> Changed {
    let (what, mut changed) = with(row, "outcome", outcome);
    if row.get("outcome") == changed.get("outcome") {
        return (what, row.clone());
    }
    for key in [
        "window",
        "grantors",
        "despite_block",
        "extended_below",
        "may_copy",
    ] {
        changed.remove(key);
    }
    let grounds = words(row.get("grounds"));
    let takes = |hanging: &[&str]| grounds.iter().any(|g| hanging.contains(&g.as_str()));
    match outcome {
        "direct" => {
            changed.insert("window".into(), table["window"][0]["id"].clone());
            if takes(&["consent", "necessity"]) {
                changed.insert("grantors".into(), table["grantors"][0]["id"].clone());
            }
        }
        "on_request" if takes(&["consent"]) => {
            changed.insert("grantors".into(), table["grantors"][0]["id"].clone());
        }
        "never" => {
            changed.remove("request");
        }
        _ => {}
    }
    (what, changed)
}

fn of_type(row: &Table) -> Vec<Changed> {
    let other = |key: &str, one: &str, other: &str| {
        let is = row.get(key).and_then(Value::as_str) == Some(one);
        with(row, key, if is { other } else { one })
    };
    vec![
        other("protected", "drop", "header_only"),
        with(row, "protected", "safe"),
        other("basis", "start", "overlap"),
        other("straddle", "in", "out"),
        other("future", "none", "P1Y"),
    ]
}

/// Each age that a row's cases name, a year later.
fn ages(row: &Table) -> Vec<Changed> {
    let pairs = [("= 13", "= 14"), ("= 15", "= 16"), ("= 16", "= 17")];
    let changes = pairs
        .into_iter()
        .flat_map(|pair| others(row, "cases", pair));
    changes.collect()
}

/// A key's value with one word for another, where it has the word.
fn others(row: &Table, key: &str, (one, other): (&str, &str)) -> Option<Changed> {
    let mut only = Table::new();
    only.insert(key.into(), row.get(key)?.clone());
    let text = only.to_string();
    let changed = text.replace(one, other);
    if changed == text {
        return None;
    }
    let changed: Table = changed.parse().unwrap();
    let (_, row) = to(row, key, changed[key].clone());
    Some((format!("{key}: {one} becomes {other}"), row))
}

/// Each member of each list, taken away.
fn each_shorter(row: &Table, keys: &[&str]) -> Vec<Changed> {
    let mut changes = Vec::new();
    for key in keys {
        let Some(list) = row.get(*key) else {
            continue;
        };
        for (what, shorter) in shorter(key, list) {
            let (_, changed) = to(row, key, shorter);
            changes.push((what, changed));
        }
    }
    changes
}

fn shorter(key: &str, list: &Value) -> Vec<(String, Value)> {
    let members = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let without = |place: usize| {
        let mut shorter = members.to_vec();
        let gone = shorter.remove(place);
        (format!("{key} without {gone}"), Value::Array(shorter))
    };
    (0..members.len()).map(without).collect()
}

fn to(row: &Table, key: &str, value: impl Into<Value>) -> Changed {
    let value = value.into();
    let what = format!("{key} = {value}");
    let mut changed = row.clone();
    changed.insert(key.into(), value);
    (what, changed)
}

fn with(row: &Table, key: &str, value: &str) -> Changed {
    to(row, key, value)
}

fn without(row: &Table, key: &str) -> Changed {
    let mut changed = row.clone();
    changed.remove(key);
    (format!("without {key}"), changed)
}

fn flipped(row: &Table, key: &str) -> Changed {
    let is = row.get(key).and_then(Value::as_bool).unwrap_or(false);
    to(row, key, !is)
}

fn parsed(text: &str) -> Value {
    let table: Table = text.parse().unwrap();
    table["rule"].clone()
}
