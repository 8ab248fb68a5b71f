//! The rows of a table's text, and the points of the cube that one is about.

use domain::{policy::Ground, time::Country};
use toml::{Table, Value};

use crate::{
    ages::AGES,
    axes::{Access, Age, Around, Blocked, Consents, Kind, Point, Sector, Who, sectors},
    selection::{READ_ELSEWHERE, question},
};

/// The tables whose rows say who may see what. What stands in others is refused or read elsewhere.
pub(super) const TABLES: [&str; 10] = [
    "sharing",
    "type",
    "window",
    "grantors",
    "purpose",
    "ground",
    "block",
    "request",
    "school_start",
    "groups",
];

/// The ids of all rows that decisions hang on.
pub(super) fn ids(text: &str) -> Vec<String> {
    let ids = text.lines().filter_map(|line| {
        let id = line.strip_prefix("id = \"")?.strip_suffix('"')?;
        let elsewhere = READ_ELSEWHERE
            .iter()
            .any(|(rules, _)| id.starts_with(rules));
        (!elsewhere).then(|| id.to_owned())
    });
    ids.collect()
}

/// The points of the cube that a line of the matrix is about, at an age at which it can hold, by no ground and by each of its own.
/// Of a group: of the lines that use it. No other row has points of its own.
pub(super) fn points(country: Country, text: &str, row: &str) -> Vec<Point> {
    let table: Table = text.parse().unwrap();
    let lines = table["sharing"].as_array().unwrap();
    let uses = |line: &Table| {
        let named = |key: &str| words(line.get(key)).iter().any(|word| word == row);
        line["id"].as_str() == Some(row) || ["actor", "producer", "types"].into_iter().any(named)
    };
    (lines.iter().filter_map(Value::as_table))
        .filter(|line| uses(line))
        .flat_map(|line| of_line(country, &table, line))
        .collect()
}

fn of_line(country: Country, table: &Table, line: &Table) -> Vec<Point> {
    let expanded = |key: &str, groups: &str| -> Vec<String> {
        let named = words(line.get(key)).into_iter();
        let of_group = |word: String| match table["groups"][groups].get(&word) {
            Some(group) => words(Some(group)),
            None => vec![word],
        };
        named.flat_map(of_group).collect()
    };
    let sector = |word: &String| {
        let all = sectors(country).into_iter();
        all.into_iter()
            .find(|sector| sector.word() == word)
            .unwrap()
    };
    let kind = |word: &String| *Kind::ALL.iter().find(|kind| kind.word() == word).unwrap();
    let who: Vec<_> = match line.get("audience").and_then(Value::as_str) {
        Some("guardian") => vec![Who::Guardian],
        Some("child") => vec![Who::Child],
        _ => {
            let actors = expanded("actor", "sectors");
            actors.iter().map(|word| Who::At(sector(word))).collect()
        }
    };
    let producers: Vec<Sector> = expanded("producer", "sectors").iter().map(sector).collect();
    let kinds: Vec<Kind> = expanded("types", "types").iter().map(kind).collect();
    let is = |key: &str| line.get(key) == Some(&Value::Boolean(true));
    let own = is("same_organisation") || is("own");
    let mut claims: Vec<_> = vec![None];
    claims.extend(
        words(line.get("grounds"))
            .iter()
            .map(|word| Some(ground(word))),
    );
    let mut points = Vec::new();
    for &who in &who {
        for &producer in &producers {
            for &kind in &kinds {
                for &claim in &claims {
                    let at = question(open_age(country, who), who, producer, kind);
                    points.push(Point { own, claim, ..at });
                }
            }
            // Blocks, long windows and grantors, once for each cell.
            let at = question(open_age(country, who), who, producer, kinds[0]);
            let at = Point { own, ..at };
            let blocked = Blocked::Yes;
            points.push(Point { blocked, ..at });
            let age = grown_up(country);
            points.extend(claims.iter().map(|&claim| Point { age, claim, ..at }));
            if who.is_citizen() {
                points.extend(at_every_age(country, at));
            }
            // The own file, with somebody against it.
            if line.contains_key("own") {
                let consents = Consents::FatherRefuses;
                points.push(Point {
                    own: true,
                    consents,
                    ..at
                });
            }
            // The residence parent's consent alone, where consent is what somebody claims.
            points.push(Point {
                claim: Some(Ground::Consent),
                consents: Consents::Mother,
                ..at
            });
        }
    }
    points
}

/// What a citizen sees hangs on the child's age, and on what was extended or closed.
fn at_every_age(country: Country, at: Point) -> impl Iterator<Item = Point> {
    let ages = AGES.iter().filter(move |age| age.country == country);
    ages.flat_map(move |age| {
        let usual = Around::USUAL;
        let around = Access::ALL
            .iter()
            .map(move |&access| Around { access, ..usual });
        around.map(move |around| Point { age, around, ..at })
    })
}

/// Beyond what school health sees back to birth.
fn grown_up(country: Country) -> &'static Age {
    let word = match country {
        Country::Se => "se-ten-years-over",
        Country::Dk => "dk-17-last",
    };
    AGES.iter().find(|age| age.word == word).unwrap()
}

fn open_age(country: Country, who: Who) -> &'static Age {
    let word = match (country, who) {
        (Country::Se, Who::Child) => "se-16-first",
        (Country::Se, _) => "se-12-last",
        (Country::Dk, Who::Child) => "dk-15-first",
        (Country::Dk, _) => "dk-14-last",
    };
    AGES.iter().find(|age| age.word == word).unwrap()
}

fn ground(word: &str) -> Ground {
    match word {
        "consent" => Ground::Consent,
        "necessity" => Ground::Necessity,
        "statute" => Ground::Statute,
        "emergency" => Ground::Emergency,
        "own_access" => Ground::OwnAccess,
        other => panic!("no ground: {other}"),
    }
}

/// The words of a list.
pub(super) fn words(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|word| Some(word.as_str()?.to_owned()))
        .collect()
}
