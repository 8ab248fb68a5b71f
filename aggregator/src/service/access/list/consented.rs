//! The looks that a guardian reads though the sector that looked shows the guardian nothing: where the guardian's own consent let it, by the
//! tables. For the list of looks alone. What stands between two others tells nobody where a child is known.

use std::collections::BTreeSet;

use domain::{
    facts::{Consent, ConsentKind, same_unit},
    policy::{Ground, Policy},
    record::Sector,
    time::Date,
};

use crate::store::Access;

/// A reader's own consents, and the sectors whose looks they can open to the reader.
#[derive(Default)]
pub(in crate::service::access) struct Consented<'a> {
    words: &'a [Consent],
    sectors: BTreeSet<String>,
}

impl<'a> Consented<'a> {
    /// Of a guardian: the guardian's own words, ended ones too, for a look is judged by the words of its time.
    pub(in crate::service::access) fn of(
        words: &'a [Consent],
        policy: &Policy,
        today: Date,
    ) -> Self {
        let sectors = policy.consented_sectors(today);
        Self {
            words,
            sectors: sectors.iter().map(ToString::to_string).collect(),
        }
    }

    /// Whether a line by a sector that shows the reader nothing could be told, were it the reader's consent that let it: into a source that
    /// the reader knows, or into its own. Another source's line would tell that the child is known there too.
    pub(super) fn could_open(&self, access: &Access, knows: impl Fn(&String) -> bool) -> bool {
        let Some(by) = &access.intent.sector else {
            return false;
        };
        let source = access.source_sector.as_ref();
        !self.words.is_empty()
            && !access.overview_id.is_empty()
            && self.sectors.contains(by)
            && source.is_none_or(|source| knows(source) || source == by)
    }

    /// Whether the reader's own consent let this look: something of a source was shown by consent, and a permit of the reader's counted then,
    /// for that place and that source. A question that was merely put let nobody in.
    // R-ACCESS-9
    pub(super) fn lets(&self, access: &Access) -> bool {
        let is_listed = (access.intent.sector.as_ref()).is_some_and(|by| self.sectors.contains(by));
        is_listed
            && !access.refused
            && access.source_sector.is_some()
            && access.ground.as_deref() == Some(Ground::Consent.as_str())
            && self.words.iter().any(|word| reaches(word, access))
    }
}

/// A permit of its time, with all of its scope. One on another's word is no word of the reader's.
fn reaches(word: &Consent, access: &Access) -> bool {
    let intent = &access.intent;
    let to = |asked: Option<&str>, own: Option<&String>| {
        asked.is_none_or(|asked| own.is_some_and(|own| own == asked))
    };
    let organisation =
        (word.recipient.as_ref()).is_none_or(|to| intent.organisation.as_ref() == Some(&to.into()));
    let unit = (word.recipient_unit.as_deref())
        .is_none_or(|to| (intent.unit.as_deref()).is_some_and(|own| same_unit(own, to)));
    let source = word.source_sectors.is_empty()
        || (word.source_sectors.iter())
            .any(|sector| access.source_sector.as_deref() == Some(sector.as_str()));
    word.kind == ConsentKind::Permit
        && word.verified
        && word.counts_at(access.at)
        && organisation
        && unit
        && to(
            word.recipient_sector.as_ref().map(Sector::as_str),
            intent.sector.as_ref(),
        )
        && to(word.purpose.as_deref(), Some(&intent.purpose))
        && source
}

#[cfg(test)]
mod tests;
