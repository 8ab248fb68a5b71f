//! Checks the programme tables as written and compiles them for looking up.

use std::{collections::BTreeSet, ops::Range};

use toml::Spanned;

use super::{
    Cohort, DoseItem, Due, Items, Programme, Programmes, Publication, VisitItem,
    text::{DoseText, DueText, PartText, SourceText, TableText, Text, VisitText},
};
use crate::{
    policy::{Place, PolicyError},
    time::{Country, Date},
};

// R-PROGRAMME-1
pub(super) fn compile(file: &str, toml: &str) -> Result<Programmes, PolicyError> {
    let place = Place { file, toml };
    let text: Text = toml::from_str(toml).map_err(|e| place.unreadable(&e))?;
    Compiler { place, text }.compile()
}

/// The tables with the place where each thing is written.
struct Compiler<'a> {
    place: Place<'a>,
    text: Text,
}

impl Compiler<'_> {
    fn compile(self) -> Result<Programmes, PolicyError> {
        let head = &self.text.programme;
        let country = Country::parse(head.country.get_ref()).ok_or_else(|| {
            let problem = format!("{:?} is no country", head.country.get_ref());
            let at = head.country.span().start;
            self.place
                .error(at, "programme country", problem, "\"SE\" or \"DK\"")
        })?;
        self.ids_are_unique()?;
        self.items_have_their_table()?;
        let mut tables = Vec::new();
        for row in &self.text.table {
            let table = self.table(row, country)?;
            let clash = (tables.iter()).find(|other: &&Programme| {
                other.part() == table.part() && other.cohort.meets(&table.cohort)
            });
            if let Some(other) = clash {
                let problem = format!("is for children that {} is for", other.id);
                let expected = "one table of a kind for each day of birth";
                return Err(self.at(
                    "table",
                    &row.id,
                    "born_from",
                    row.id.span(),
                    problem,
                    expected,
                ));
            }
            tables.push(table);
        }
        tables.sort_by_key(Programme::part);
        Ok(Programmes {
            country,
            version: head.version.clone(),
            tables,
        })
    }

    fn ids_are_unique(&self) -> Result<(), PolicyError> {
        let text = &self.text;
        let ids = (text.table.iter().map(|row| ("table", &row.id)))
            .chain(text.dose.iter().map(|row| ("dose", &row.id)))
            .chain(text.visit.iter().map(|row| ("visit", &row.id)));
        let mut seen = BTreeSet::new();
        for (kind, id) in ids {
            if id.get_ref().trim().is_empty() || !seen.insert(id.get_ref()) {
                let problem = "is empty or given twice";
                let expected = "an id of its own for each row";
                return Err(self.at(kind, id, "id", id.span(), problem, expected));
            }
        }
        Ok(())
    }

    fn items_have_their_table(&self) -> Result<(), PolicyError> {
        let known = |name: &str, kind: PartText| {
            (self.text.table.iter()).any(|row| row.id.get_ref() == name && row.kind == kind)
        };
        let doses = (self.text.dose.iter())
            .map(|row| ("dose", &row.id, &row.table, PartText::Vaccinations));
        let visits =
            (self.text.visit.iter()).map(|row| ("visit", &row.id, &row.table, PartText::Visits));
        for (item, id, table, kind) in doses.chain(visits) {
            if !known(table.get_ref(), kind) {
                let problem = format!("{:?} is no table of this kind", table.get_ref());
                let expected =
                    "the id of a [[table]] of kind vaccinations for a dose, visits for a visit";
                return Err(self.at(item, id, "table", table.span(), problem, expected));
            }
        }
        Ok(())
    }

    fn table(&self, row: &TableText, country: Country) -> Result<Programme, PolicyError> {
        let cohort = Cohort {
            from: row.born_from.0,
            to: row.born_to.as_ref().map(|day| day.get_ref().0),
        };
        let wrong = |key: &str, span: Range<usize>, problem: &str, expected: &str| {
            Err(self.at("table", &row.id, key, span, problem, expected))
        };
        if let Some(to) = row
            .born_to
            .as_ref()
            .filter(|to| to.get_ref().0 <= cohort.from)
        {
            return wrong(
                "born_to",
                to.span(),
                "is not after born_from",
                "a later day",
            );
        }
        let SourceText {
            title,
            publisher,
            date,
        } = row.source.get_ref();
        if title.trim().is_empty() || publisher.trim().is_empty() {
            let expected = "title and publisher of what the table is taken from";
            return wrong("source", row.source.span(), "is empty", expected);
        }
        if row.holders.is_empty() {
            let expected = "the sectors that keep the programme";
            return wrong("holders", row.id.span(), "names nothing", expected);
        }
        let items = self.items(row, cohort)?;
        let (count, fits) = match &items {
            Items::Doses(items) => (items.len(), row.shown_by.is_empty()),
            Items::Visits { shown_by, items } => (items.len(), !shown_by.is_empty()),
        };
        if count == 0 {
            return wrong(
                "id",
                row.id.span(),
                "has no items",
                "a [[dose]] or [[visit]] of it",
            );
        }
        if !fits {
            let expected = "what shows a visit, for visits only";
            return wrong("shown_by", row.id.span(), "does not fit the kind", expected);
        }
        let known_in = match row.known_in.is_empty() {
            true => row.holders.clone(),
            false => row.known_in.clone(),
        };
        Ok(Programme {
            id: row.id.get_ref().as_str().into(),
            label: row.label.clone(),
            source: Publication {
                title: title.clone(),
                publisher: publisher.clone(),
                date: date.0,
            },
            cohort,
            holders: row.holders.clone(),
            known_in,
            known_within: row.known_within,
            items,
            note: row.note.clone(),
            country,
        })
    }

    fn items(&self, row: &TableText, cohort: Cohort) -> Result<Items, PolicyError> {
        let name = row.id.get_ref();
        Ok(match row.kind {
            PartText::Vaccinations => {
                let rows = self
                    .text
                    .dose
                    .iter()
                    .filter(|dose| dose.table.get_ref() == name);
                Items::Doses(
                    rows.map(|dose| self.dose(dose, cohort))
                        .collect::<Result<_, _>>()?,
                )
            }
            PartText::Visits => {
                let rows = self
                    .text
                    .visit
                    .iter()
                    .filter(|visit| visit.table.get_ref() == name);
                Items::Visits {
                    shown_by: row.shown_by.clone(),
                    items: rows
                        .map(|visit| self.visit(visit))
                        .collect::<Result<_, _>>()?,
                }
            }
        })
    }

    fn dose(&self, row: &DoseText, of_table: Cohort) -> Result<DoseItem, PolicyError> {
        let due = self.due("dose", &row.id, &row.due)?;
        let codes = row.atc.get_ref();
        let is_vaccine = |code: &String| code.starts_with("J07") && code.len() == 7;
        if codes.is_empty() || !codes.iter().all(is_vaccine) {
            let expected = "whole ATC codes of vaccines, J07 and four more characters";
            return Err(self.at(
                "dose",
                &row.id,
                "atc",
                row.atc.span(),
                "is no list of vaccines",
                expected,
            ));
        }
        if let Due::Ages { from, .. } = due
            && row.earliest.after(SAMPLE_BIRTH) > from.after(SAMPLE_BIRTH)
        {
            let problem = "counts from a later age than it is due";
            let expected = "earliest at or before due.from";
            return Err(self.at(
                "dose",
                &row.id,
                "earliest",
                row.due.span(),
                problem,
                expected,
            ));
        }
        let cohort = Cohort {
            from: row.born_from.map_or(of_table.from, |day| day.0),
            to: (row.born_to.as_ref().map(|day| day.get_ref().0)).or(of_table.to),
        };
        if let Some(to) = cohort.to.filter(|to| *to <= cohort.from) {
            let span = row.born_to.as_ref().map_or(row.id.span(), Spanned::span);
            let problem = format!("{to} is not after the first day of birth");
            return Err(self.at("dose", &row.id, "born_to", span, problem, "a later day"));
        }
        Ok(DoseItem {
            code: row.id.get_ref().clone(),
            label: row.label.clone(),
            series: row.series.clone(),
            due,
            earliest: row.earliest,
            interval: row.interval,
            atc: codes.clone(),
            may_be: row.may_be.clone(),
            only_after: row.only_after.clone(),
            sex: row.sex,
            cohort,
            note: row.note.clone(),
        })
    }

    fn visit(&self, row: &VisitText) -> Result<VisitItem, PolicyError> {
        Ok(VisitItem {
            code: row.id.get_ref().clone(),
            label: row.label.clone(),
            due: self.due("visit", &row.id, &row.due)?,
            note: row.note.clone(),
        })
    }

    fn due(
        &self,
        table: &str,
        id: &Spanned<String>,
        due: &Spanned<DueText>,
    ) -> Result<Due, PolicyError> {
        let read = match *due.get_ref() {
            DueText::Ages { from, to } => Due::Ages { from, to },
            DueText::Grades { grades: [from, to] } => Due::Grades { from, to },
        };
        let holds = match read {
            Due::Ages { from, to } => from.after(SAMPLE_BIRTH) < to.after(SAMPLE_BIRTH),
            Due::Grades { from, to } => 1 <= from && from <= to && to <= LAST_GRADE,
        };
        if holds {
            return Ok(read);
        }
        let expected = "{ from, to } as rising ages, or { grades = [first, last] } from 1 to 10";
        Err(self.at(table, id, "due", due.span(), "is never", expected))
    }

    fn at(
        &self,
        table: &str,
        id: &Spanned<String>,
        key: &str,
        span: Range<usize>,
        problem: impl Into<String>,
        expected: impl Into<String>,
    ) -> PolicyError {
        let key = format!("{table} {} {key}", id.get_ref());
        self.place.error(span.start, key, problem, expected)
    }
}

/// A birth by which spans are compared: the order of two spans is the same for any.
const SAMPLE_BIRTH: Date = jiff::civil::date(2020, 1, 1);

/// The last grade of compulsory school, in either country and after the Swedish reform.
const LAST_GRADE: u8 = 10;
