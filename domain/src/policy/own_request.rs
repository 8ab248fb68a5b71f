//! What guardian and child get only on request, by sector and age: told to each in the same words, whatever is held of whom, so that no
//! row betrays a record. No decision reads it.

use serde::Deserialize;

use super::{
    Audience, Labels, Origin, Policy, PolicyError,
    compile::Compiler,
    text::{OwnRequestText, Rule as _},
};
use crate::{record::Sector, time::Date};

/// How information is asked for that is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// A secure message (Säker digital kommunikation) to the source's mailbox.
    SecureMessage,
    /// A person at the source, by whatever way the source offers.
    ContactSource,
}

/// Sectors that a guardian or the child may ask for what concerns the child.
#[derive(Debug)]
pub struct OwnRequestRule {
    /// Where it is written.
    pub origin: Origin,
    /// Who asks: guardian or child.
    pub audience: Audience,
    /// The sectors that are asked.
    pub holders: Vec<Sector>,
    /// From this age of the child, in whole years.
    pub age_from: Option<u8>,
    /// Below this age.
    pub age_below: Option<u8>,
    /// How, in plain words.
    pub text: Labels,
}

impl Policy {
    /// The sectors that somebody of this audience may ask on a day, with the rule that says how. Nobody asks of a child of unknown age.
    // R-CITIZEN-5
    pub fn own_requests(
        &self,
        audience: Audience,
        age: u8,
        day: Date,
    ) -> impl Iterator<Item = (&Sector, &OwnRequestRule)> {
        let holds = move |rule: &&OwnRequestRule| {
            rule.audience == audience
                && rule.origin.holds_on(day)
                && rule.age_from.is_none_or(|from| from <= age)
                && rule.age_below.is_none_or(|below| age < below)
        };
        let rules = self.own_requests.iter().filter(holds);
        rules.flat_map(|rule| rule.holders.iter().map(move |sector| (sector, rule)))
    }
}

impl Compiler<'_> {
    // R-CITIZEN-5
    pub(super) fn own_requests(&self) -> Result<Vec<OwnRequestRule>, PolicyError> {
        let rows = self.text.own_request.iter();
        rows.map(|row| self.own_request(row)).collect()
    }

    fn own_request(&self, row: &OwnRequestText) -> Result<OwnRequestRule, PolicyError> {
        if row.audience == Audience::Professional {
            let expected = "guardian or child: professionals have a [[request]]";
            return Err(self.at(row, "audience", row.id.span(), "is professional", expected));
        }
        if let (Some(from), Some(below)) = (row.age_from, &row.age_below)
            && *below.get_ref() <= from
        {
            let problem = "is not above age_from: the row never holds";
            return Err(self.at(row, "age_below", below.span(), problem, "a higher age"));
        }
        Ok(OwnRequestRule {
            origin: row.origin(),
            audience: row.audience,
            holders: self.sectors(row, "holder", &row.holder)?,
            age_from: row.age_from,
            age_below: row.age_below.as_ref().map(|age| *age.get_ref()),
            text: row.text.clone(),
        })
    }
}
