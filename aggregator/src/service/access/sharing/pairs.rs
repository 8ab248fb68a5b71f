//! The rows: each recipient that has to do with the child, or that somebody spoke of, beside each sector of sources. Pure.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    facts::{Block, Consent, Facts, Lift, Pseudonym, same_unit},
    id::OrganisationId,
    record::Sector,
    time::Timestamp,
};
use proto::v1::access as wire;

use super::{reader::Reader, told};
use crate::{
    ledger::{ConsentRequest, Held, Ledger},
    overview::recipient::Shown,
};

/// The most rows of one answer.
pub(super) const MAX_ROWS: usize = 1_000;
/// The most recipients that are decided about for one answer.
const MAX_RECIPIENTS: usize = 200;

/// What a recipient would be shown, by sector. `None`: it has nothing to do with the child.
pub(super) type Decide<'a> = dyn Fn(&Recipient) -> Option<BTreeMap<Sector, Shown>> + 'a;

/// One that may see, or of whom somebody said that it may or may not.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Recipient {
    pub(super) sector: Option<Sector>,
    pub(super) organisation: Option<OrganisationId>,
    pub(super) unit: Option<String>,
    /// Since when it has had to do with the child, and until when; `None` = it has not.
    pub(super) related: Option<(Timestamp, Option<Timestamp>)>,
}

/// Whom and what a consent or request speaks of. Empty = all.
pub(super) struct Scope<'a> {
    organisation: Option<&'a OrganisationId>,
    unit: Option<&'a str>,
    sector: Option<&'a Sector>,
    sources: &'a [Sector],
}

/// What stands now, as far as the reader may know of it.
pub(super) struct Standing {
    recipients: BTreeSet<Recipient>,
    pub(super) consents: Vec<Held<Consent>>,
    pub(super) requests: Vec<Held<ConsentRequest>>,
    pub(super) blocks: Vec<Held<Block>>,
    pub(super) lifts: Vec<Held<Lift>>,
    /// Whose word can count: who holds custody, and the child.
    entitled: BTreeSet<Pseudonym>,
    now: Timestamp,
}

impl Standing {
    // R-SHARING-1
    pub(super) fn of(ledger: &Ledger, facts: &Facts, reader: &Reader<'_>, now: Timestamp) -> Self {
        let view = ledger.everything(now);
        let counts = |held: &Held<Consent>| held.fact.counts_at(now) && reader.consent(&held.fact);
        let waits = |held: &Held<ConsentRequest>| {
            let request = &held.fact;
            request.expired.is_none()
                && now < request.asked.expires
                && request.answers.len() < request.asked.grantors.len()
                && reader.request(&request.asked)
        };
        let stands = |held: &Held<Block>| held.fact.holds_at(now) && reader.block(held);
        let holders = facts.custody.at(now).into_iter().flatten();
        let mut standing = Self {
            recipients: related(facts, reader, now),
            consents: view.consents().into_iter().filter(counts).collect(),
            requests: view.consent_requests().into_iter().filter(waits).collect(),
            blocks: view.blocks().into_iter().filter(stands).collect(),
            lifts: view.lifts(),
            entitled: (holders.map(|holder| holder.guardian))
                .chain([facts.child])
                .collect(),
            now,
        };
        standing.spoken_of(reader);
        standing
    }

    /// Adds recipients that somebody spoke of and that have nothing to do with the child.
    fn spoken_of(&mut self, reader: &Reader<'_>) {
        let consents = self.consents.iter().map(|held| Scope::of(&held.fact));
        let requests = self.requests.iter().map(|held| Scope::asked(&held.fact));
        let mut alone = BTreeSet::new();
        let known = (consents.chain(requests)).filter(|scope| reader.spoken_of(scope.organisation));
        for scope in known {
            if !self.recipients.iter().any(|known| scope.reaches(known)) {
                alone.insert(Recipient {
                    sector: scope.sector.cloned(),
                    organisation: scope.organisation.cloned(),
                    unit: scope.unit.map(ToOwned::to_owned),
                    related: None,
                });
            }
        }
        self.recipients.extend(alone);
    }

    /// The rows, in their order. `sources` are all sectors that any source stands for.
    pub(super) fn rows(
        &self,
        reader: &Reader<'_>,
        sources: &BTreeSet<Sector>,
        decide: &Decide<'_>,
    ) -> Vec<wire::Sharing> {
        let recipients = self.recipients.iter().take(MAX_RECIPIENTS);
        let rows = recipients.flat_map(|recipient| {
            let tells = recipient.related.is_some() && reader.tells_outcomes();
            let decided = if tells { decide(recipient) } else { None };
            let decided = decided.unwrap_or_default();
            let named = self.sources(recipient, reader, sources, &decided);
            let row = |source: Sector| {
                let shown = decided.get(&source);
                told::row(self, reader, recipient, &source, shown)
            };
            named.into_iter().filter_map(row).collect::<Vec<_>>()
        });
        rows.collect()
    }

    /// More recipients than are decided about for one answer.
    // R-SHARING-6
    pub(super) fn leaves_recipients_out(&self) -> bool {
        self.recipients.len() > MAX_RECIPIENTS
    }

    /// The sectors of sources that a recipient has a row for.
    fn sources(
        &self,
        recipient: &Recipient,
        reader: &Reader<'_>,
        sources: &BTreeSet<Sector>,
        decided: &BTreeMap<Sector, Shown>,
    ) -> BTreeSet<Sector> {
        let telling = (decided.iter())
            .filter(|(sector, shown)| shown.is_telling && reader.source(sector))
            .map(|(sector, _)| sector.clone());
        let all = || sources.iter().filter(|sector| reader.source(sector));
        let consented = (self.consents.iter().map(|held| &held.fact))
            .filter(|consent| Scope::of(consent).reaches(recipient))
            .flat_map(|consent| match consent.source_sectors.as_slice() {
                [] => all().cloned().collect::<Vec<_>>(),
                named => (named.iter())
                    .filter(|sector| reader.consent_beside(consent, sector))
                    .cloned()
                    .collect(),
            });
        let asked = (self.requests.iter().map(|held| &held.fact))
            .filter(|request| Scope::asked(request).reaches(recipient))
            .flat_map(|request| match request.asked.source_sectors.as_slice() {
                [] => all().cloned().collect(),
                named => named.to_vec(),
            });
        telling.chain(consented).chain(asked).collect()
    }

    /// Whether a grantor's word can count.
    pub(super) fn is_entitled(&self, grantor: Pseudonym) -> bool {
        self.entitled.contains(&grantor)
    }

    /// Until when a block is set aside for anybody.
    pub(super) fn lifted_until(&self, block: &Block) -> Option<Timestamp> {
        let lifts = self.lifts.iter().map(|held| &held.fact);
        let standing = lifts.filter(|lift| lift.block == block.id && lift.holds_at(self.now));
        standing.map(|lift| lift.end).max()
    }
}

fn related(facts: &Facts, reader: &Reader<'_>, now: Timestamp) -> BTreeSet<Recipient> {
    if let Some(place) = reader.own_place() {
        return BTreeSet::from([Recipient {
            sector: place.sector.clone(),
            organisation: place.organisation.clone(),
            unit: place.unit.clone(),
            related: Some((Timestamp::UNIX_EPOCH, None)),
        }]);
    }
    let relations = facts.relations.at(now).into_iter().flatten();
    let now_related = relations.filter(|relation| {
        relation.start <= now
            && relation.end.is_none_or(|end| now < end)
            && reader.relation(relation)
    });
    (now_related.map(|relation| Recipient {
        sector: Some(relation.sector.clone()),
        organisation: Some(relation.organisation.clone()),
        unit: relation.unit.clone(),
        related: Some((relation.start, relation.end)),
    }))
    .collect()
}

impl<'a> Scope<'a> {
    pub(super) fn of(consent: &'a Consent) -> Self {
        Self {
            organisation: consent.recipient.as_ref(),
            unit: consent.recipient_unit.as_deref(),
            sector: consent.recipient_sector.as_ref(),
            sources: &consent.source_sectors,
        }
    }

    pub(super) fn asked(request: &'a ConsentRequest) -> Self {
        let asked = &request.asked;
        Self {
            organisation: asked.recipient.as_ref(),
            unit: asked.recipient_unit.as_deref(),
            sector: asked.recipient_sector.as_ref(),
            sources: &asked.source_sectors,
        }
    }

    /// Whether it speaks of a recipient. A recipient without sector or unit is one that somebody else spoke of, of any.
    pub(super) fn reaches(&self, recipient: &Recipient) -> bool {
        let unit = |unit: &str| {
            let own = recipient.unit.as_deref();
            own.is_some_and(|own| same_unit(unit, own))
        };
        (self.organisation).is_none_or(|to| recipient.organisation.as_ref() == Some(to))
            && self.unit.is_none_or(unit)
            && (self.sector).is_none_or(|to| recipient.sector.as_ref() == Some(to))
    }

    /// Whether it covers sources of a sector.
    pub(super) fn covers(&self, source: &Sector) -> bool {
        self.sources.is_empty() || self.sources.contains(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-SHARING-6
    #[test]
    fn what_the_bound_on_recipients_leaves_out_is_said() {
        let recipient = |n: usize| Recipient {
            sector: None,
            organisation: None,
            unit: Some(n.to_string()),
            related: None,
        };
        let standing = |n: usize| Standing {
            recipients: (0..n).map(recipient).collect(),
            consents: Vec::new(),
            requests: Vec::new(),
            blocks: Vec::new(),
            lifts: Vec::new(),
            entitled: BTreeSet::new(),
            now: Timestamp::UNIX_EPOCH,
        };
        assert!(!standing(MAX_RECIPIENTS).leaves_recipients_out());
        assert!(standing(MAX_RECIPIENTS + 1).leaves_recipients_out());
    }
}
