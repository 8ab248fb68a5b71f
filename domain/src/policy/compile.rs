//! Checks the tables as written and compiles them for looking up. What is incomplete, contradictory or unknown is refused whole.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

use toml::Spanned;

use super::{
    CASE_NUMBER, Policy, PolicyError, RequestRule, Route, TypeRule,
    error::Place,
    text::{RequestText, Rule, Text},
};
use crate::{
    record::{InformationType, Sector},
    time::{Country, Milestone, SchoolStart, SchoolStartRow, WindowRule},
};

// R-POLICY-1
pub(super) fn compile(file: &str, toml: &str) -> Result<Policy, PolicyError> {
    let place = Place { file, toml };
    let text: Text = toml::from_str(toml).map_err(|e| place.unreadable(&e))?;
    let compiler = Compiler { place, text };
    let country = compiler.country()?;
    compiler.rules_are_whole()?;
    let types = compiler.types()?;
    compiler.groups_are_known(&types)?;
    let school_start = compiler.school_start()?;
    compiler.windows_have_what_they_count_from(school_start.is_some())?;
    let requests = compiler.requests()?;
    // Also those that no line refers to: they are about to be used.
    for row in &compiler.text.grantors {
        compiler.cases_are_whole(row, &row.cases)?;
    }
    let sharing = compiler.lines(&requests)?;
    let messages = compiler.messages(&requests)?;
    let cells = compiler.cells(&sharing)?;
    Ok(Policy {
        purposes: compiler.purposes()?,
        grounds: compiler.grounds()?,
        blocks: compiler.blocks()?,
        hidden: compiler.hidden()?,
        consented: compiler.consented()?,
        country,
        version: compiler.text.policy.version.clone(),
        sectors: compiler.text.sectors.clone(),
        types,
        school_start,
        sharing,
        cells,
        requests,
        messages,
        own_requests: compiler.own_requests()?,
    })
}

/// The tables with the place where each thing is written.
pub(super) struct Compiler<'a> {
    place: Place<'a>,
    pub(super) text: Text,
}

impl Compiler<'_> {
    fn country(&self) -> Result<Country, PolicyError> {
        let country = &self.text.policy.country;
        Country::parse(country.get_ref()).ok_or_else(|| {
            self.place.error(
                country.span().start,
                "policy country",
                format!("{:?} is no country", country.get_ref()),
                "\"SE\" or \"DK\"",
            )
        })
    }

    fn rules_are_whole(&self) -> Result<(), PolicyError> {
        let text = &self.text;
        let rules = (text.types.iter().map(|r| r as &dyn Rule))
            .chain(text.school_start.iter().map(|r| r as &dyn Rule))
            .chain(text.window.iter().map(|r| r as &dyn Rule))
            .chain(text.grantors.iter().map(|r| r as &dyn Rule))
            .chain(text.request.iter().map(|r| r as &dyn Rule))
            .chain(text.message.iter().map(|r| r as &dyn Rule))
            .chain(text.own_request.iter().map(|r| r as &dyn Rule))
            .chain(text.sharing.iter().map(|r| r as &dyn Rule))
            .chain(text.purpose.iter().map(|r| r as &dyn Rule))
            .chain(text.ground.iter().map(|r| r as &dyn Rule))
            .chain(text.block.iter().map(|r| r as &dyn Rule))
            .chain(text.hidden.iter().map(|r| r as &dyn Rule))
            .chain(text.consented.iter().map(|r| r as &dyn Rule));
        let mut seen = BTreeSet::new();
        for rule in rules {
            if !seen.insert(rule.id().get_ref()) {
                let expected = "an id of its own for each rule";
                return Err(self.at(rule, "id", rule.id().span(), "is given twice", expected));
            }
            if rule.law().get_ref().trim().is_empty() {
                let expected = "the law with its number";
                return Err(self.at(rule, "law", rule.law().span(), "is empty", expected));
            }
            if let Some(end) = rule.valid_to()
                && end.get_ref().0 <= rule.origin().valid_from
            {
                let problem = "is not after valid_from";
                return Err(self.at(rule, "valid_to", end.span(), problem, "a later day"));
            }
        }
        Ok(())
    }

    fn types(&self) -> Result<HashMap<InformationType, TypeRule>, PolicyError> {
        let mut types = HashMap::new();
        for row in &self.text.types {
            let rule = TypeRule {
                origin: row.origin(),
                basis: row.basis,
                straddle: row.straddle,
                future: row.future,
                under_protection: row.protected,
                label: row.label.clone(),
            };
            if types.insert(row.code.get_ref().clone(), rule).is_some() {
                let span = row.code.span();
                return Err(self.at(row, "code", span, "is given twice", "one rule per type"));
            }
        }
        Ok(types)
    }

    fn groups_are_known(
        &self,
        types: &HashMap<InformationType, TypeRule>,
    ) -> Result<(), PolicyError> {
        let (sectors, groups) = (&self.text.sectors, &self.text.groups);
        let unknown =
            |key: String, what: &str, name: &dyn std::fmt::Display, span: Range<usize>, known| {
                let problem = format!("{:?} is an unknown {what}", name.to_string());
                self.place.error(span.start, key, problem, known)
            };
        for (group, members) in &groups.sectors {
            if let Some(bad) = members.iter().find(|m| !sectors.contains_key(m.get_ref())) {
                let key = format!("groups.sectors {group}");
                return Err(unknown(
                    key,
                    "sector",
                    bad.get_ref(),
                    bad.span(),
                    listed(sectors.keys()),
                ));
            }
        }
        for (group, members) in &groups.types {
            if let Some(bad) = members.iter().find(|m| !types.contains_key(m.get_ref())) {
                let key = format!("groups.types {group}");
                return Err(unknown(
                    key,
                    "type",
                    bad.get_ref(),
                    bad.span(),
                    listed(types.keys()),
                ));
            }
        }
        Ok(())
    }

    fn school_start(&self) -> Result<Option<SchoolStart>, PolicyError> {
        let Some(first) = self.text.school_start.first() else {
            return Ok(None);
        };
        let rows = (self.text.school_start.iter())
            .map(|row| SchoolStartRow {
                born_from_year: row.born_from_year,
                turns: row.turns,
                month: row.month,
                day: row.day,
            })
            .collect();
        SchoolStart::new(rows).map(Some).map_err(|e| {
            let span = first.id().span();
            self.at(first, "rows", span, "cannot be used", e.to_string())
        })
    }

    fn windows_have_what_they_count_from(&self, school_start: bool) -> Result<(), PolicyError> {
        let closed = (self.text.window.iter())
            .find(|row| !school_start && counts_from_school(row.rule.get_ref()));
        let Some(row) = closed else { return Ok(()) };
        let problem = "counts from school_start, and no [[school_start]] says when that is";
        Err(self.at(
            row,
            "rule",
            row.rule.span(),
            problem,
            "a [[school_start]] row, or birth",
        ))
    }

    fn requests(&self) -> Result<Vec<RequestRule>, PolicyError> {
        (self.text.request.iter())
            .map(|row| {
                self.subject_fits(row)?;
                Ok(RequestRule {
                    origin: row.origin(),
                    askers: self.sectors(row, "asker", &row.asker)?,
                    holders: self.sectors(row, "holder", &row.holder)?,
                    route: row.route,
                    subject: row.subject.get_ref().clone(),
                    text: row.text.clone(),
                })
            })
            .collect()
    }

    /// A subject is a secure message's, and knows one place to fill in.
    // R-REQUEST-1
    fn subject_fits(&self, row: &RequestText) -> Result<(), PolicyError> {
        let subject = row.subject.get_ref();
        let message = row.route == Route::SecureMessage;
        let rest = subject.replacen(CASE_NUMBER, "", 1);
        if message != subject.is_empty() && !rest.contains(['<', '>']) {
            return Ok(());
        }
        let problem = "does not fit the route";
        let expected =
            "with secure_message alone, a subject with no place to fill in but <case number>, once";
        Err(self.at(row, "subject", row.id.span(), problem, expected))
    }

    /// Sectors by code or by the name of a group, each once.
    pub(super) fn sectors(
        &self,
        row: &dyn Rule,
        key: &str,
        names: &[Spanned<String>],
    ) -> Result<Vec<Sector>, PolicyError> {
        let groups = &self.text.groups.sectors;
        self.named(row, key, names, groups, |name| {
            let sector = Sector::parse(name).ok()?;
            self.text.sectors.contains_key(&sector).then_some(sector)
        })
    }

    /// Types by code or by the name of a group, each once.
    pub(super) fn information_types(
        &self,
        row: &dyn Rule,
        key: &str,
        names: &[Spanned<String>],
    ) -> Result<Vec<InformationType>, PolicyError> {
        let groups = &self.text.groups.types;
        self.named(row, key, names, groups, |name| {
            let known = self.text.types.iter().map(|t| t.code.get_ref());
            known
                .into_iter()
                .find(|code| code.as_str() == name)
                .cloned()
        })
    }

    fn named<T: Ord + Clone>(
        &self,
        row: &dyn Rule,
        key: &str,
        names: &[Spanned<String>],
        groups: &std::collections::BTreeMap<String, Vec<Spanned<T>>>,
        one: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, PolicyError> {
        let mut found = BTreeSet::new();
        for name in names {
            if let Some(group) = groups.get(name.get_ref()) {
                found.extend(group.iter().map(|member| member.get_ref().clone()));
            } else if let Some(one) = one(name.get_ref()) {
                found.insert(one);
            } else {
                let problem = format!("{:?} is unknown", name.get_ref());
                let expected = format!("a code that the tables name, or {}", listed(groups.keys()));
                return Err(self.at(row, key, name.span(), problem, expected));
            }
        }
        if found.is_empty() {
            return Err(self.at(row, key, row.id().span(), "names nothing", "at least one"));
        }
        Ok(found.into_iter().collect())
    }

    pub(super) fn at(
        &self,
        row: &dyn Rule,
        key: &str,
        span: Range<usize>,
        problem: impl Into<String>,
        expected: impl Into<String>,
    ) -> PolicyError {
        let key = format!("{} {} {key}", row.table(), row.id().get_ref());
        self.place.error(span.start, key, problem, expected)
    }
}

pub(super) fn listed<T: std::fmt::Display>(known: impl Iterator<Item = T>) -> String {
    let known: BTreeSet<_> = known.map(|k| k.to_string()).collect();
    let known: Vec<_> = known.into_iter().collect();
    format!("one of {}", known.join(", "))
}

fn counts_from_school(rule: &WindowRule) -> bool {
    match rule {
        WindowRule::Until { after, .. } => *after == Milestone::SchoolStart,
        WindowRule::Any(rules) => rules.iter().any(counts_from_school),
        WindowRule::CurrentYearAnd { .. }
        | WindowRule::Rolling(_)
        | WindowRule::UntilAge { .. }
        | WindowRule::Unlimited => false,
    }
}
