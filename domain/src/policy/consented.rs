//! The looks that a guardian reads although the sector that looked shows the guardian nothing: where the guardian's own consent let it. For
//! whoever lists the access log; no decision reads it.

use std::collections::BTreeSet;

use super::{Origin, Policy, PolicyError, compile::Compiler, text::Rule as _};
use crate::{record::Sector, time::Date};

/// Sectors whose looks a guardian reads where the guardian's own consent let them.
#[derive(Debug)]
pub struct ConsentedRule {
    /// Where it is written.
    pub origin: Origin,
    /// Whose looks.
    pub actors: Vec<Sector>,
}

impl Policy {
    /// The sectors whose looks a guardian reads on a day where the guardian's own consent let them.
    // R-ACCESS-9
    #[must_use]
    pub fn consented_sectors(&self, day: Date) -> BTreeSet<Sector> {
        let rules = (self.consented.iter()).filter(|rule| rule.origin.holds_on(day));
        rules.flat_map(|rule| rule.actors.iter().cloned()).collect()
    }
}

impl Compiler<'_> {
    /// No sector whose looks the tables hide from guardians is among them: what one rule hides no other tells.
    // R-ACCESS-9
    pub(super) fn consented(&self) -> Result<Vec<ConsentedRule>, PolicyError> {
        (self.text.consented.iter())
            .map(|row| {
                let actors = self.sectors(row, "actor", &row.actor)?;
                for other in &self.text.hidden {
                    let hidden = self.sectors(other, "actor", &other.actor)?;
                    if let Some(sector) = actors.iter().find(|sector| hidden.contains(sector)) {
                        let problem = format!("{sector} is hidden by {}", other.id.get_ref());
                        let expected = "sectors of which no [[hidden]] row speaks";
                        return Err(self.at(row, "actor", row.id.span(), problem, expected));
                    }
                }
                Ok(ConsentedRule {
                    origin: row.origin(),
                    actors,
                })
            })
            .collect()
    }
}
