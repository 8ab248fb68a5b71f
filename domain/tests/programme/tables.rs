//! The programme tables are read whole or refused, and a refusal says where, what and what was expected.

use std::collections::BTreeSet;

use domain::{
    policy::PolicyError,
    programme::{Items, Programmes},
    time::Country,
};

use crate::{
    common::{date, policy},
    scene::{DK_TOML, SE_TOML, programmes},
};

fn refused(toml: &str) -> PolicyError {
    match Programmes::parse("policy/se-programme.toml", toml) {
        Err(error) => error,
        Ok(_) => panic!("the tables were accepted"),
    }
}

/// The Swedish tables with one edit after a place, the error it gives, and the line on which what is `blamed` stands.
#[track_caller]
fn edited(after: &str, old: &str, new: &str, blamed: &str) -> (PolicyError, usize) {
    let (before, rest) = SE_TOML.split_at(SE_TOML.find(after).unwrap());
    assert!(rest.contains(old), "no {old:?} after {after:?}");
    let rest = rest.replacen(old, new, 1);
    let place = before.len() + rest.find(blamed).unwrap();
    let toml = format!("{before}{rest}");
    let line = 1 + toml[..place].matches('\n').count();
    (refused(&toml), line)
}

// R-PROGRAMME-1
#[test]
fn both_countries_programmes_are_read_with_their_sources() {
    for country in [Country::Se, Country::Dk] {
        let tables = programmes(country);
        assert_eq!(tables.country(), country);
        assert!(tables.version().starts_with(country.code()));
        for table in tables.tables() {
            assert!(!table.source.title.is_empty() && !table.source.publisher.is_empty());
            assert!(table.source.date <= date("2026-11-21"));
            let sectors = table.holders.iter().chain(&table.known_in);
            for sector in sectors {
                assert!(policy(country).sectors().contains_key(sector), "{sector}");
            }
        }
    }
    for toml in [SE_TOML, DK_TOML] {
        assert!(Programmes::is_programme(toml));
        assert!(
            !toml.to_lowercase().contains("hepatit b\""),
            "offered, not programme"
        );
    }
    assert!(!Programmes::is_programme(crate::common::SE_TOML));
}

// R-PROGRAMME-1
#[test]
fn the_programmes_are_those_of_the_sources() {
    let codes = |country| -> Vec<Vec<&str>> {
        let tables = programmes(country).tables().iter();
        tables
            .map(|table| match &table.items {
                Items::Doses(items) => items.iter().map(|item| item.code.as_str()).collect(),
                Items::Visits { items, .. } => {
                    items.iter().map(|item| item.code.as_str()).collect()
                }
            })
            .collect()
    };
    let [vaccinations, visits] = &codes(Country::Se)[..] else {
        panic!("vaccinations and visits");
    };
    assert_eq!((vaccinations.len(), visits.len()), (21, 14));
    let [vaccinations, visits] = &codes(Country::Dk)[..] else {
        panic!("vaccinations and visits");
    };
    assert_eq!((vaccinations.len(), visits.len()), (13, 7));
}

// R-PROGRAMME-1
#[test]
fn visits_of_one_programme_never_meet_so_that_one_day_is_one_visit() {
    for (country, born) in [(Country::Se, "2020-02-29"), (Country::Dk, "2013-02-10")] {
        for table in programmes(country).tables() {
            let Items::Visits { items, .. } = &table.items else {
                continue;
            };
            let due: Vec<_> = items
                .iter()
                .map(|item| item.due.days(date(born), None).unwrap())
                .collect();
            for pair in due.windows(2) {
                assert!(pair[0].1 <= pair[1].0, "{}: {pair:?}", table.id);
            }
        }
    }
}

// R-PROGRAMME-1
#[test]
fn doses_of_one_series_rise_with_age() {
    for (country, born) in [
        (Country::Se, "2012-02-29"),
        (Country::Se, "2022-01-01"),
        (Country::Dk, "2013-02-10"),
    ] {
        let start = policy(country).school_start(date(born));
        for table in programmes(country).tables() {
            let Items::Doses(items) = &table.items else {
                continue;
            };
            let series: BTreeSet<_> = items.iter().map(|item| &item.series).collect();
            for name in series {
                let of_child = items
                    .iter()
                    .filter(|item| item.series == *name && item.cohort.holds(date(born)));
                let due: Vec<_> = of_child
                    .map(|item| item.due.days(date(born), start).unwrap())
                    .collect();
                assert!(due.is_sorted(), "{name}");
            }
        }
    }
}

// R-PROGRAMME-1
#[test]
#[rustfmt::skip]
fn what_is_wrong_is_refused_with_line_key_and_what_was_expected() {
    let mmr = "id = \"SE-MMR-1\"";
    let table = "id = \"SE-VACC-2008\"";
    let readme = "policy/README.md";
    for (after, old, new, blamed, key, expected) in [
        ("[programme]", "\"SE\"", "\"NO\"", "country =", "programme country", "\"SE\" or \"DK\""),
        (table, "HSLF-FS 2016:51 Föreskrifter om vaccination av barn i enlighet med det allmänna vaccinationsprogrammet för barn, konsoliderad t.o.m. HSLF-FS 2020:25", " ", "source =", "table SE-VACC-2008 source", "title and publisher"),
        (table, "\"2020-08-01\"", "\"2020-08-32\"", "source =", "table SE-VACC-2008 source", readme),
        (table, "[\"child-health\", \"school-health\"]", "[]", table, "table SE-VACC-2008 holders", "sectors that keep"),
        (table, "born_from = \"2008-10-01\"", "born_from = \"2008-10-01\"\nborn_to = \"2008-10-01\"", "born_to =", "table SE-VACC-2008 born_to", "a later day"),
        (table, "note =", "shown_by = [\"growth\"]\nnote =", table, "table SE-VACC-2008 shown_by", "visits only"),
        (table, "known_within = \"P1Y\"", "known_within = \"1 year\"", "known_within =", "table SE-VACC-2008 known_within", readme),
        (mmr, "table = \"SE-VACC-2008\"", "table = \"SE-BVC-2008\"", "table =", "dose SE-MMR-1 table", "of kind vaccinations"),
        (mmr, "\"J07BD52\"", "\"J07BD\"", "atc =", "dose SE-MMR-1 atc", "whole ATC codes"),
        (mmr, "to = \"P24M\"", "to = \"P18M\"", "due =", "dose SE-MMR-1 due", "rising ages"),
        (mmr, "earliest = \"P12M\"", "earliest = \"P19M\"", "due =", "dose SE-MMR-1 earliest", "at or before due.from"),
        (mmr, "series =", "serie =", "serie =", "dose SE-MMR-1 serie", readme),
        (mmr, "note =", "sex = \"other\"\nnote =", "sex =", "dose SE-MMR-1 sex", readme),
        ("id = \"SE-MMR-2\"", "[1, 2]", "[2, 1]", "due =", "dose SE-MMR-2 due", "from 1 to 10"),
        ("id = \"SE-MMR-2\"", "SE-MMR-2", "SE-MMR-1", "id =", "dose SE-MMR-1 id", "an id of its own"),
        ("id = \"SE-MMR-2\"", "born_to = \"2022-01-01\"", "born_to = \"2008-10-01\"", "born_to =", "dose SE-MMR-2 born_to", "a later day"),
        ("id = \"SE-BVC-2008\"", "shown_by = [\"examination\", \"visit\", \"growth\", \"screening\", \"vaccination\"]", "shown_by = []", "id =", "table SE-BVC-2008 shown_by", "visits only"),
        ("id = \"SE-BVC-2008\"", "kind = \"visits\"", "kind = \"vaccinations\"", "table =", "visit SE-BVC-1-3W table", "visits for a visit"),
    ] {
        let (error, line) = edited(after, old, new, blamed);
        let told = format!("{old} -> {new}: {error}");
        assert_eq!(error.key, key, "{told}");
        assert!(error.expected.contains(expected), "{told}");
        assert_eq!(error.line, line, "{told}");
        assert!(error.to_string().starts_with(&format!("policy/se-programme.toml:{line}: ")), "{told}");
    }
}

// R-PROGRAMME-1
#[test]
fn two_tables_for_one_child_are_refused_and_so_is_one_without_items() {
    let twice = SE_TOML.split_once("[[dose]]").unwrap().0;
    let (_, table) = twice.split_once("[[table]]").unwrap();
    let second = table.replace("SE-VACC-2008", "SE-VACC-2020");
    let empty = format!("{SE_TOML}\n[[table]]{second}");
    assert!(refused(&empty).problem.contains("has no items"));
    let later = second.replace("born_from = \"2008-10-01\"", "born_from = \"2030-01-01\"");
    let dose = "[[dose]]\nid = \"SE-X\"\ntable = \"SE-VACC-2020\"\nseries = \"x\"\nlabel = { sv = \"x\", da = \"x\", en = \"x\" }\ndue = { from = \"P1Y\", to = \"P2Y\" }\nearliest = \"P1Y\"\natc = [\"J07BC01\"]\nnote = \"\"\n";
    let both = format!("{SE_TOML}\n[[table]]{later}\n{dose}");
    let error = refused(&both);
    assert!(error.expected.contains("one table of a kind"), "{error}");
    let apart = both.replacen("holders", "born_to = \"2030-01-01\"\nholders", 1);
    assert!(Programmes::parse("apart", &apart).is_ok());
}
