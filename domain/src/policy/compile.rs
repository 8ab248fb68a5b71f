//! Checks the tables as written and compiles them for looking up. What is incomplete, contradictory or unknown is refused whole.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use toml::Spanned;

use super::{
    Audience, Bound, Cell, GrantorsRule, Ground, Origin, Policy, PolicyError, RequestRule,
    SharingOutcome, SharingRule, TypeRule,
    error::Place,
    text::{AudienceText, GrantorCase, OutcomeText, Rule, SharingText, Text},
};
use crate::{
    record::{InformationType, Sector},
    time::{Country, SchoolStart, SchoolStartRow},
};

/// The oldest age that the tables speak of; a case table covers 0 to here.
const OLDEST: u8 = 18;

// R-POLICY-1
pub(super) fn compile(file: &str, toml: &str) -> Result<Policy, PolicyError> {
    let place = Place { file, toml };
    let text: Text = toml::from_str(toml).map_err(|e| place.unreadable(&e))?;
    let country = Country::parse(text.policy.country.get_ref()).ok_or_else(|| {
        place.error(
            text.policy.country.span().start,
            "policy.country",
            format!("{:?} is no country", text.policy.country.get_ref()),
            "\"SE\" or \"DK\"",
        )
    })?;
    let compiler = Compiler { place, text };
    compiler.ids_are_unique()?;
    let requests = compiler.requests()?;
    let sharing = compiler.sharing()?;
    let cells = compiler.cells(&sharing)?;
    Ok(Policy {
        country,
        version: compiler.text.policy.version.clone(),
        types: compiler.types()?,
        school_start: compiler.school_start()?,
        sectors: compiler.text.sectors.clone(),
        sharing,
        cells,
        requests,
    })
}

struct Compiler<'a> {
    place: Place<'a>,
    text: Text,
}

impl Compiler<'_> {
    fn ids_are_unique(&self) -> Result<(), PolicyError> {
        let text = &self.text;
        let rules = (text.types.iter().map(|r| r as &dyn Rule))
            .chain(text.school_start.iter().map(|r| r as &dyn Rule))
            .chain(text.window.iter().map(|r| r as &dyn Rule))
            .chain(text.grantors.iter().map(|r| r as &dyn Rule))
            .chain(text.request.iter().map(|r| r as &dyn Rule))
            .chain(text.sharing.iter().map(|r| r as &dyn Rule));
        let mut seen = BTreeSet::new();
        for rule in rules {
            let id = rule.id();
            let origin = rule.origin();
            if !seen.insert(id.get_ref().clone()) {
                return Err(self.at(id, "id", "is given twice", "an id of its own for each rule"));
            }
            if origin.law.is_empty() {
                return Err(self.at(id, "law", "is empty", "the law with its number"));
            }
            if origin.valid_to.is_some_and(|end| end <= origin.valid_from) {
                return Err(self.at(id, "valid_to", "is not after valid_from", "a later day"));
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
            if types.insert(row.code.clone(), rule).is_some() {
                return Err(self.at(&row.id, "code", "is given twice", "one rule per type"));
            }
        }
        Ok(types)
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
        let table = SchoolStart { rows };
        match table.check() {
            Ok(()) => Ok(Some(table)),
            Err(e) => Err(self.at(&first.id, "school_start", "cannot be used", e.to_string())),
        }
    }

    fn requests(&self) -> Result<Vec<RequestRule>, PolicyError> {
        (self.text.request.iter())
            .map(|row| {
                Ok(RequestRule {
                    origin: row.origin(),
                    askers: self.sectors(row.asker.iter().map(String::as_str), &row.id)?,
                    holders: self.sectors(row.holder.iter().map(String::as_str), &row.id)?,
                    route: row.route,
                    subject: row.subject.clone(),
                    text: row.text.clone(),
                })
            })
            .collect()
    }

    fn sharing(&self) -> Result<Vec<SharingRule>, PolicyError> {
        self.text.sharing.iter().map(|row| self.line(row)).collect()
    }

    fn line(&self, row: &SharingText) -> Result<SharingRule, PolicyError> {
        if row.grounds.is_empty() {
            return Err(self.at(&row.id, "grounds", "is empty", "at least one ground"));
        }
        let request = match &row.request {
            None => None,
            Some(id) => Some(self.find(&self.text.request, id, "request")?.0),
        };
        let outcome = match row.outcome {
            OutcomeText::Direct => self.direct(row)?,
            OutcomeText::OnRequest if row.request.is_none() => {
                return Err(self.at(&row.id, "request", "is missing", "how to ask for it"));
            }
            OutcomeText::OnRequest => SharingOutcome::OnRequest,
            OutcomeText::Never => SharingOutcome::Never,
        };
        Ok(SharingRule {
            origin: row.origin(),
            grounds: row.grounds.clone(),
            outcome,
            same_organisation: row.same_organisation,
            age_from: row.age_from,
            age_below: row.age_below,
            request,
            may_copy: row.may_copy,
        })
    }

    fn direct(&self, row: &SharingText) -> Result<SharingOutcome, PolicyError> {
        let Some(window) = &row.window else {
            return Err(self.at(&row.id, "window", "is missing", "how far back is shown"));
        };
        let (_, window) = self.find(&self.text.window, window, "window")?;
        let by_consent = row.grounds.contains(&Ground::Consent);
        let grantors = match &row.grantors {
            Some(id) => {
                let (_, rule) = self.find(&self.text.grantors, id, "grantors")?;
                self.cases_cover_every_age(&rule.id, &rule.cases)?;
                Some(GrantorsRule {
                    origin: rule.origin(),
                    cases: rule.cases.clone(),
                })
            }
            None if by_consent => {
                return Err(self.at(&row.id, "grantors", "is missing", "whose consent it takes"));
            }
            None => None,
        };
        Ok(SharingOutcome::Direct {
            window: Bound {
                origin: window.origin(),
                rule: window.rule.clone(),
            },
            grantors,
        })
    }

    fn cases_cover_every_age(
        &self,
        id: &Spanned<String>,
        cases: &[GrantorCase],
    ) -> Result<(), PolicyError> {
        for age in 0..=OLDEST {
            let fitting = cases.iter().filter(|c| c.covers(age)).count();
            if fitting != 1 {
                return Err(self.at(
                    id,
                    "cases",
                    format!("{fitting} cases cover age {age}"),
                    "exactly one case for every age",
                ));
            }
        }
        Ok(())
    }

    /// Lays the lines out over the matrix. Two lines that could hold for the same question at once contradict each other.
    // R-POLICY-2
    fn cells(&self, sharing: &[SharingRule]) -> Result<HashMap<Cell, Vec<usize>>, PolicyError> {
        let mut cells: HashMap<Cell, Vec<usize>> = HashMap::new();
        for (i, (row, line)) in self.text.sharing.iter().zip(sharing).enumerate() {
            for cell in self.places(row)? {
                let there = cells.entry(cell).or_default();
                let clash = there
                    .iter()
                    .filter_map(|j| sharing.get(*j))
                    .find(|other| other.could_meet(line));
                if let Some(other) = clash {
                    return Err(self.at(
                        &row.id,
                        "sharing",
                        format!(
                            "contradicts {}: both hold for one question",
                            other.origin.id
                        ),
                        "one line for each actor, producer, type, ground, age and day",
                    ));
                }
                there.push(i);
            }
        }
        Ok(cells)
    }

    fn places(&self, row: &SharingText) -> Result<Vec<Cell>, PolicyError> {
        let audience = match row.audience {
            AudienceText::Professional => Audience::Professional,
            AudienceText::Guardian => Audience::Guardian,
            AudienceText::Child => Audience::Child,
        };
        if (audience == Audience::Professional) == row.actor.is_empty() {
            return Err(self.at(
                &row.id,
                "actor",
                "does not fit the audience",
                "sectors for professionals, none for guardian and child",
            ));
        }
        let actors: Vec<Option<Sector>> = if row.actor.is_empty() {
            vec![None]
        } else {
            let sectors = self.sectors(row.actor.iter().map(|a| a.get_ref().as_str()), &row.id)?;
            sectors.into_iter().map(Some).collect()
        };
        let producers = self.sectors(row.producer.iter().map(|p| p.get_ref().as_str()), &row.id)?;
        let types = self.information_types(row)?;
        let mut places = Vec::new();
        for actor in &actors {
            for producer in &producers {
                for information_type in &types {
                    places.push(Cell {
                        audience,
                        actor: actor.clone(),
                        producer: producer.clone(),
                        information_type: information_type.clone(),
                    });
                }
            }
        }
        Ok(places)
    }

    /// Sectors by code or by the name of a group, each once.
    fn sectors<'n>(
        &self,
        names: impl Iterator<Item = &'n str>,
        at: &Spanned<String>,
    ) -> Result<Vec<Sector>, PolicyError> {
        let mut found = BTreeSet::new();
        for name in names {
            if let Some(group) = self.text.groups.sectors.get(name) {
                found.extend(group.iter().cloned());
            } else if let Ok(sector) = Sector::parse(name) {
                found.insert(sector);
            } else {
                return Err(self.at(
                    at,
                    name,
                    "is no sector or group",
                    "a name under [sectors] or [groups.sectors]",
                ));
            }
        }
        match found.iter().find(|s| !self.text.sectors.contains_key(*s)) {
            Some(unknown) => Err(self.at(
                at,
                unknown.as_str(),
                "is an unknown sector",
                listed(self.text.sectors.keys()),
            )),
            None => Ok(found.into_iter().collect()),
        }
    }

    fn information_types(
        &self,
        row: &SharingText,
    ) -> Result<BTreeSet<InformationType>, PolicyError> {
        let mut found = BTreeSet::new();
        for name in &row.types {
            if let Some(group) = self.text.groups.types.get(name.get_ref()) {
                found.extend(group.iter().cloned());
            } else if let Ok(one) = InformationType::parse(name.get_ref()) {
                found.insert(one);
            } else {
                return Err(self.at(
                    name,
                    "types",
                    "is no type or group",
                    "a type's code, or a name under [groups.types]",
                ));
            }
        }
        let known: BTreeMap<_, _> = self.text.types.iter().map(|t| (&t.code, ())).collect();
        match found.iter().find(|t| !known.contains_key(t)) {
            Some(unknown) => Err(self.at(
                &row.id,
                unknown.as_str(),
                "is an unknown information type",
                listed(known.keys()),
            )),
            None => Ok(found),
        }
    }

    fn find<'t, R: Rule>(
        &self,
        rules: &'t [R],
        id: &Spanned<String>,
        key: &str,
    ) -> Result<(usize, &'t R), PolicyError> {
        (rules.iter().enumerate())
            .find(|(_, r)| r.id().get_ref() == id.get_ref())
            .ok_or_else(|| {
                let known = listed(rules.iter().map(|r| r.id().get_ref()));
                self.at(id, key, "is unknown", known)
            })
    }

    fn at(
        &self,
        id: &Spanned<String>,
        key: &str,
        problem: impl Into<String>,
        expected: impl Into<String>,
    ) -> PolicyError {
        self.place.error(
            id.span().start,
            format!("{} {key}", id.get_ref()),
            problem,
            expected,
        )
    }
}

fn listed<T: std::fmt::Display>(known: impl Iterator<Item = T>) -> String {
    let known: Vec<_> = known.map(|k| k.to_string()).collect();
    format!("one of {}", known.join(", "))
}

impl GrantorCase {
    /// True when the case holds at this age in whole years.
    #[must_use]
    pub fn covers(&self, age: u8) -> bool {
        self.from.is_none_or(|from| from <= age) && self.below.is_none_or(|below| age < below)
    }
}

impl SharingRule {
    /// True when the line speaks of this age.
    #[must_use]
    pub fn covers_age(&self, age: u8) -> bool {
        self.age_from.is_none_or(|from| from <= age)
            && self.age_below.is_none_or(|below| age < below)
    }

    fn could_meet(&self, other: &Self) -> bool {
        let grounds = self.grounds.iter().any(|g| other.grounds.contains(g));
        let organisations = match (self.same_organisation, other.same_organisation) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let ages = (0..=OLDEST).any(|age| self.covers_age(age) && other.covers_age(age));
        grounds && organisations && ages && days_meet(&self.origin, &other.origin)
    }
}

fn days_meet(a: &Origin, b: &Origin) -> bool {
    a.valid_to.is_none_or(|end| b.valid_from < end)
        && b.valid_to.is_none_or(|end| a.valid_from < end)
}
