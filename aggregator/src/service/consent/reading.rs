//! What somebody may read of others' consents and blocks, for the lists. A guardian reads the other one's word where they are shown
//! something themselves, and nobody but the one who said it reads why: an inquiry, or a suspicion, leaves no trace.

use std::collections::BTreeSet;

use domain::{
    facts::{Consent, Pseudonym},
    policy::{Audience, Policy},
    time::Timestamp,
};
use proto::v1::{consent as wire, overview::Outcome};
use tonic::Status;

use super::office::{Call, Child};
use crate::overview::{check::Would, query::Language};

/// Who reads the consents of one child.
pub(super) struct Reading {
    /// A guardian or the child. `None`: the pinned source, or somebody who reviews.
    citizen: Option<Citizen>,
    child: Pseudonym,
}

struct Citizen {
    person: Option<Pseudonym>,
    /// Of a guardian: what they know of. `None`: the child, who knows of everything that concerns it.
    known: Option<Known>,
}

/// What a guardian knows of: sectors of which they are shown something today, and purposes for which they may look themselves.
struct Known {
    sectors: BTreeSet<String>,
    purposes: BTreeSet<String>,
}

impl Reading {
    // R-DESK-12
    pub(super) async fn of(call: &Call<'_>, child: &Child) -> Result<Self, Status> {
        let whole = Self {
            citizen: None,
            child: child.pseudonym,
        };
        let known = match call.audience() {
            None | Some(Audience::Professional) => return Ok(whole),
            Some(Audience::Child) => None,
            Some(Audience::Guardian) => Some(Known::of(call, child).await?),
        };
        let person = call.actor().and_then(|actor| actor.person);
        Ok(Self {
            citizen: Some(Citizen { person, known }),
            ..whole
        })
    }

    /// Whether a consent may be told of at all.
    pub(super) fn may(&self, consent: &Consent) -> bool {
        let Some(known) = self.citizen.as_ref().and_then(|c| c.known.as_ref()) else {
            return true;
        };
        // What the child said in its own name is not its guardians' to read.
        self.said(consent) || (consent.grantor != self.child && known.covers(consent))
    }

    /// Whether the reader said it, or reads on nobody's behalf.
    pub(super) fn said(&self, consent: &Consent) -> bool {
        (self.citizen.as_ref()).is_none_or(|citizen| citizen.person == Some(consent.grantor))
    }

    /// Another's word without why it was said, by whom it was asked for and written down, and without sources that the reader knows
    /// nothing of.
    pub(super) fn without_words(&self, mut told: wire::Consent) -> wire::Consent {
        if let Some(known) = self.citizen.as_ref().and_then(|c| c.known.as_ref()) {
            (told.source_sectors).retain(|sector| known.sectors.contains(sector));
        }
        told.registration = unsaid(told.registration);
        told
    }
}

/// When it was registered, and nothing more.
pub(super) fn unsaid(registration: Option<wire::Registration>) -> Option<wire::Registration> {
    registration.map(|registration| wire::Registration {
        registered_time: registration.registered_time,
        ..wire::Registration::default()
    })
}

impl Known {
    async fn of(call: &Call<'_>, child: &Child) -> Result<Self, Status> {
        let nothing = Self {
            sectors: BTreeSet::new(),
            purposes: BTreeSet::new(),
        };
        let (Some(verified), office) = (call.verified(), call.office) else {
            return Ok(nothing);
        };
        let Some(policy) = office.policy(verified.actor.country) else {
            return Ok(nothing);
        };
        let (facts, now) = (office.facts(child).await?, office.now());
        let would = Would {
            actor: &verified.actor,
            purpose: &verified.purpose,
            ground: None,
            types: BTreeSet::new(),
            language: Language::default(),
        };
        let rows = would.sectors(office.aggregator(), &facts, now);
        let hidden = hidden(&policy, now);
        let shown = (rows.into_iter().flatten())
            .filter(|row| matches!(row.outcome(), Outcome::Permit | Outcome::Partial))
            .map(|row| row.sector)
            .filter(|sector| !hidden.contains(sector));
        let today = policy.country().today(now);
        let (purposes, ..) = policy.looks();
        let purposes = purposes.iter().filter(|rule| {
            let allowed = rule.allowed && rule.origin.holds_on(today);
            allowed && rule.audiences.contains(&Audience::Guardian)
        });
        Ok(Self {
            sectors: shown.collect(),
            purposes: purposes.map(|rule| rule.code.clone()).collect(),
        })
    }

    fn covers(&self, consent: &Consent) -> bool {
        let knows = |sector: &domain::record::Sector| self.sectors.contains(sector.as_str());
        let recipient = consent.recipient_sector.as_ref().is_some_and(knows);
        let sources = consent.source_sectors.is_empty() || consent.source_sectors.iter().any(knows);
        let purpose = (consent.purpose.as_ref()).is_none_or(|code| self.purposes.contains(code));
        recipient && sources && purpose
    }
}

/// Sectors whose looks the tables hide from guardians today, whatever the ground: which one carries is not a guardian's to know.
fn hidden(policy: &Policy, now: Timestamp) -> BTreeSet<String> {
    let today = policy.country().today(now);
    let (.., rules) = policy.looks();
    let rules = rules.iter().filter(|rule| rule.origin.holds_on(today));
    let sectors = rules.flat_map(|rule| rule.actors.iter());
    sectors.map(ToString::to_string).collect()
}
