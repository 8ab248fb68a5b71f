//! Lays the lines out over the sharing matrix, so that a decision looks up one cell and never searches.

use std::collections::HashMap;

use super::{
    Audience, Cell, Origin, PolicyError, SharingOutcome, SharingRule,
    compile::Compiler,
    text::{Rule as _, SharingText},
};
use crate::record::Sector;

impl Compiler<'_> {
    /// Two lines that could hold for the same question at once contradict each other.
    // R-POLICY-2
    pub(super) fn cells(
        &self,
        sharing: &[SharingRule],
    ) -> Result<HashMap<Cell, Vec<usize>>, PolicyError> {
        let mut cells: HashMap<Cell, Vec<usize>> = HashMap::new();
        for (i, (row, line)) in self.text.sharing.iter().zip(sharing).enumerate() {
            for cell in self.places(row)? {
                let there = cells.entry(cell).or_default();
                let clash = (there.iter())
                    .filter_map(|j| sharing.get(*j))
                    .find(|other| other.could_meet(line));
                if let Some(other) = clash {
                    return Err(self.at(
                        row,
                        "line",
                        row.id().span(),
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
        let audience = row.audience();
        let actors: Vec<Option<Sector>> = match audience {
            Audience::Professional => {
                let sectors = self.sectors(row, "actor", &row.actor)?;
                sectors.into_iter().map(Some).collect()
            }
            Audience::Guardian | Audience::Child => vec![None],
        };
        let producers = self.sectors(row, "producer", &row.producer)?;
        let types = self.information_types(row, "types", &row.types)?;
        let own_alone = row.own.as_ref().is_some_and(|own| *own.get_ref());
        let mut places = Vec::new();
        for actor in &actors {
            for producer in &producers {
                // What is one sector's own file is no other's.
                if own_alone && actor.as_ref() != Some(producer) {
                    continue;
                }
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
}

impl SharingRule {
    /// True when the line speaks of this age.
    #[must_use]
    pub fn covers_age(&self, age: u8) -> bool {
        self.age_from.is_none_or(|from| from <= age)
            && self.age_below.is_none_or(|below| age < below)
    }

    fn could_meet(&self, other: &Self) -> bool {
        // Never asks for no ground: beside it, no other line of the cell could hold.
        let never = |line: &Self| matches!(line.outcome, SharingOutcome::Never);
        let grounds =
            never(self) || never(other) || self.grounds.iter().any(|g| other.grounds.contains(g));
        let agree = |one: Option<bool>, other: Option<bool>| match (one, other) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        // An own file lies in the own organisation.
        let here = |line: &Self| match line.own {
            Some(true) => Some(true),
            _ => line.same_organisation,
        };
        let organisations = agree(here(self), here(other)) && agree(self.own, other.own);
        let from = self.age_from.max(other.age_from).unwrap_or(0);
        let below = [self.age_below, other.age_below]
            .into_iter()
            .flatten()
            .min();
        let ages = below.is_none_or(|below| from < below);
        grounds && organisations && ages && self.origin.meets(&other.origin)
    }
}

impl Origin {
    /// Whether both hold on some day.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.valid_to.is_none_or(|end| other.valid_from < end)
            && other.valid_to.is_none_or(|end| self.valid_from < end)
    }
}
