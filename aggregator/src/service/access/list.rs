//! Who looked, as each reader may know it. Pure: what guardians may not know is gone before anything is counted or cut to length.

mod consented;

use std::collections::{BTreeSet, HashMap};

use domain::{
    id::OrganisationId,
    policy::Policy,
    record::Sector,
    time::{Country, Timestamp},
};
use jiff::SignedDuration;
use proto::{
    convert::common::wire_timestamp,
    v1::{access as wire, common::Identifier},
};

pub(super) use consented::Consented;

use crate::{
    audit::entry::Intent,
    overview::LogView,
    policies::Policies,
    store::{Access, AccessPage},
};

/// What the log says of a guardian or the child who read one of the two lists. The reader is told of it in no list of their own: each reading
/// would add a line to the next.
// R-ACCESS-8
pub(super) const OWN_READINGS: [&str; 2] = ["accesses-list", "sharing-list"];

/// Who reads, and how much of the log.
pub(super) struct Reader<'a> {
    pub(super) view: &'a LogView,
    /// As readings of what decides about access name who reads.
    pub(super) name: &'a str,
    pub(super) policies: &'a Policies,
    /// What a guardian's own consent opens of the log.
    pub(super) consented: &'a Consented<'a>,
}

/// What was read of one number's log, newest first.
// R-ACCESS-2, R-ACCESS-7
pub(super) struct Read<'a> {
    reader: &'a Reader<'a>,
    /// Only what stands before this place is told. What is newer says all the same whether an overview is hidden.
    before: Option<u64>,
    /// What the reader may be told, unless its overview is hidden.
    kept: Vec<Access>,
    overviews: HashMap<String, Lines>,
    /// Nothing older is in the log.
    is_all: bool,
    /// How many of those kept are settled, and how many of these are told.
    settled: (usize, usize),
}

/// What the lines of one overview say of whether it is hidden.
#[derive(Default)]
struct Lines {
    sector: Option<String>,
    grounds: Vec<String>,
    times: Vec<Timestamp>,
    /// The question itself was read: there is no older line.
    is_whole: bool,
    /// One of them by the reader's own consent.
    is_consented: bool,
}

impl<'a> Read<'a> {
    pub(super) fn by(reader: &'a Reader<'a>, before: Option<u64>) -> Self {
        Self {
            reader,
            before,
            kept: Vec::new(),
            overviews: HashMap::new(),
            is_all: false,
            settled: (0, 0),
        }
    }

    /// The next stretch.
    pub(super) fn add(&mut self, page: AccessPage) {
        self.is_all = page.next.is_none();
        for access in page.found {
            if !is_of_facts(&access) {
                let lines = self.overviews.entry(access.overview_id.clone());
                let lines = lines.or_default();
                lines.add(&access);
                lines.is_consented |= self.reader.consented.lets(&access);
            }
            let is_before = self.before.is_none_or(|before| access.place < before);
            if is_before && self.reader.may_know(&access) {
                self.kept.push(slim(access));
            }
        }
    }

    /// Whether so many lines can be told, whatever is older than what was read.
    pub(super) fn holds(&mut self, count: usize) -> bool {
        let (mut settled, mut told) = self.settled;
        for access in self.kept.iter().skip(settled) {
            if told >= count || !self.is_settled(access) {
                break;
            }
            settled += 1;
            told += usize::from(self.is_told(access));
        }
        self.settled = (settled, told);
        told >= count
    }

    /// The lines, each with its place.
    pub(super) fn told(&self) -> impl Iterator<Item = (u64, wire::Access)> {
        (self.kept.iter())
            .filter(|access| self.is_told(access))
            .map(|access| {
                let review = self.hidden(access);
                (access.place, told(access, self.reader.view, review))
            })
    }

    fn is_told(&self, access: &Access) -> bool {
        let LogView::Guardian { sectors, .. } = self.reader.view else {
            return true;
        };
        let is_consented = || {
            let lines = self.overviews.get(&access.overview_id);
            lines.is_some_and(|lines| lines.is_consented)
        };
        self.hidden(access).is_none() && (is_known(access, sectors) || is_consented())
    }

    /// Whether what is older can change what is told of it: an overview is hidden by any of its lines.
    fn is_settled(&self, access: &Access) -> bool {
        let lines = self.overviews.get(&access.overview_id);
        self.is_all
            || matches!(self.reader.view, LogView::Own { .. })
            || lines.is_none_or(|lines| lines.is_whole)
    }

    /// Until when it is hidden from guardians: a whole overview or none of it; a reading of what decides about access stands alone. What
    /// nobody read to its end may be hidden by what is older.
    // R-ACCESS-3
    fn hidden(&self, access: &Access) -> Option<Timestamp> {
        let policies = self.reader.policies;
        let Some(lines) = self.overviews.get(&access.overview_id) else {
            let sector = access.intent.sector.as_deref();
            return review_at((sector, access.at), &[], policies);
        };
        let grounds = match self.is_settled(access) {
            true => lines.grounds.as_slice(),
            false => &[],
        };
        let sector = lines.sector.as_deref();
        let review = |at: &Timestamp| review_at((sector, *at), grounds, policies);
        lines.times.iter().filter_map(review).max()
    }
}

impl Lines {
    fn add(&mut self, access: &Access) {
        self.sector.clone_from(&access.intent.sector);
        self.times.push(access.at);
        self.is_whole |= access.act == "ask";
        if let Some(ground) = &access.ground
            && !self.grounds.contains(ground)
        {
            self.grounds.push(ground.clone());
        }
    }
}

impl Reader<'_> {
    /// Whether the reader may know of it where nothing hides it.
    fn may_know(&self, access: &Access) -> bool {
        if self.is_own_reading(access) {
            return false;
        }
        match self.view {
            LogView::Own { .. } => true,
            // R-ACCESS-4
            LogView::Organisation { own, producers, .. } => {
                let into_own = (access.producer.as_ref()).is_some_and(|id| producers.contains(id));
                is_by(access, own) || into_own
            }
            LogView::Guardian { sectors, .. } => {
                let knows = |sector: &String| sectors.contains(sector);
                is_known(access, sectors) || self.consented.could_open(access, knows)
            }
        }
    }

    // R-ACCESS-8
    fn is_own_reading(&self, access: &Access) -> bool {
        let what = access.intent.types.first();
        is_of_facts(access)
            && what.is_some_and(|what| OWN_READINGS.contains(&what.as_str()))
            && access.intent.actor.as_str() == self.name
    }
}

/// Whether a guardian would be shown something of whoever looked, and of the source: any other line would tell that the child is known there.
fn is_known(access: &Access, sectors: &BTreeSet<String>) -> bool {
    let knows = |sector: &String| sectors.contains(sector);
    let by_known = match &access.intent.sector {
        Some(sector) => knows(sector),
        None if is_of_facts(access) => access.intent.audience == "guardian",
        None => access.intent.audience != "professional",
    };
    by_known && access.source_sector.as_ref().is_none_or(knows)
}

/// Without what no list tells: of many lines it would be most of what they take.
fn slim(access: Access) -> Access {
    Access {
        intent: Intent {
            reason: None,
            types: Vec::new(),
            policies: Default::default(),
            decisions: Vec::new(),
            replay: None,
            ..access.intent
        },
        ..access
    }
}

/// What decides about access was read, without an overview.
fn is_of_facts(access: &Access) -> bool {
    access.overview_id.is_empty()
}

/// When the hiding of a look is to be reviewed. `None` = no table hides it. A question of which no ground is known may have had the hidden one.
fn review_at(
    (sector, at): (Option<&str>, Timestamp),
    grounds: &[String],
    policies: &Policies,
) -> Option<Timestamp> {
    let sector = Sector::parse(sector?).ok()?;
    let tables = [Country::Se, Country::Dk];
    let tables = tables.iter().filter_map(|country| policies.of(*country));
    let reviews = tables.filter_map(|policy| {
        let days = hidden_days(policy, &sector, grounds, at)?;
        let hours = SignedDuration::from_hours(24 * i64::from(days));
        Some(at.checked_add(hours).unwrap_or(Timestamp::MAX))
    });
    reviews.max()
}

fn hidden_days(policy: &Policy, sector: &Sector, grounds: &[String], at: Timestamp) -> Option<u16> {
    let day = policy.country().today(at);
    let (_, _, _, rules) = policy.looks();
    let mut rules = rules.iter().filter(|rule| {
        rule.origin.holds_on(day)
            && rule.actors.contains(sector)
            && (grounds.is_empty()
                || rule
                    .grounds
                    .iter()
                    .any(|g| grounds.iter().any(|ground| ground == g.as_str())))
    });
    rules.next().map(|rule| rule.review_days)
}

fn told(access: &Access, view: &LogView, review: Option<Timestamp>) -> wire::Access {
    let (is_placed, review) = match view {
        LogView::Own { protected } | LogView::Guardian { protected, .. } => (!protected, None),
        LogView::Organisation { own, protected, .. } => (!protected || is_by(access, own), review),
    };
    let told = wire::Access {
        hidden_from_guardians: review.is_some(),
        hiding_review_time: review.map(wire_timestamp),
        ..placed(access)
    };
    if is_placed {
        return told;
    }
    // Where somebody looked tells where the child is.
    wire::Access {
        organisation: None,
        unit: String::new(),
        ..told
    }
}

/// Whether somebody of this organisation looked.
fn is_by(access: &Access, own: &OrganisationId) -> bool {
    access.intent.organisation.as_ref() == Some(&own.into())
}

fn placed(access: &Access) -> wire::Access {
    let intent = &access.intent;
    wire::Access {
        overview_id: access.overview_id.clone(),
        access_time: Some(wire_timestamp(access.at)),
        organisation: (intent.organisation.as_ref()).map(|organisation| Identifier {
            system: organisation.system.clone(),
            value: organisation.value.clone(),
        }),
        unit: intent.unit.clone().unwrap_or_default(),
        role: intent.role.clone(),
        sector: intent.sector.clone().unwrap_or_default(),
        ground: access.ground.clone().unwrap_or_default(),
        act: access.act.clone(),
        source_sector: access.source_sector.clone().unwrap_or_default(),
        refused: access.refused,
        emergency: intent.emergency,
        purpose: intent.purpose.clone(),
        audience: intent.audience.clone(),
        hidden_from_guardians: false,
        hiding_review_time: None,
    }
}

#[cfg(test)]
mod tests;
