//! What somebody may read of others' consents and blocks, for the lists. A guardian reads the other one's word where they are shown
//! something themselves, and nobody but the one who said it reads why: an inquiry, or a suspicion, leaves no trace.

use std::collections::BTreeSet;

use domain::{
    facts::{Consent, Facts, Pseudonym},
    policy::Audience,
};
use proto::v1::{consent as wire, overview::Outcome};

use super::call::Call;
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
    pub(super) fn of(call: &Call<'_>, facts: &Facts) -> Self {
        let known = match call.audience() {
            None | Some(Audience::Professional) => {
                return Self {
                    citizen: None,
                    child: facts.child,
                };
            }
            Some(Audience::Child) => None,
            Some(Audience::Guardian) => Some(Known::of(call, facts)),
        };
        let person = call.person();
        Self {
            citizen: Some(Citizen { person, known }),
            child: facts.child,
        }
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
    fn of(call: &Call<'_>, facts: &Facts) -> Self {
        let nothing = Self {
            sectors: BTreeSet::new(),
            purposes: BTreeSet::new(),
        };
        let (Some(verified), office) = (call.verified(), call.office) else {
            return nothing;
        };
        let Some(policy) = office.policy(verified.actor.country) else {
            return nothing;
        };
        let now = office.now();
        let would = Would {
            actor: &verified.actor,
            purpose: &verified.purpose,
            ground: None,
            types: BTreeSet::new(),
            language: Language::default(),
        };
        let rows = would.sectors(office.aggregator(), facts, now);
        let today = policy.country().today(now);
        let hidden = policy.hidden_sectors(today);
        let hidden: BTreeSet<_> = hidden.iter().map(ToString::to_string).collect();
        let shown = (rows.into_iter().flatten())
            .filter(|row| matches!(row.outcome(), Outcome::Permit | Outcome::Partial))
            .map(|row| row.sector)
            .filter(|sector| !hidden.contains(sector));
        let (purposes, ..) = policy.looks();
        let purposes = purposes.iter().filter(|rule| {
            let allowed = rule.allowed && rule.origin.holds_on(today);
            allowed && rule.audiences.contains(&Audience::Guardian)
        });
        Self {
            sectors: shown.collect(),
            purposes: purposes.map(|rule| rule.code.clone()).collect(),
        }
    }

    fn covers(&self, consent: &Consent) -> bool {
        let knows = |sector: &domain::record::Sector| self.sectors.contains(sector.as_str());
        let recipient = consent.recipient_sector.as_ref().is_some_and(knows);
        let sources = consent.source_sectors.is_empty() || consent.source_sectors.iter().any(knows);
        let purpose = (consent.purpose.as_ref()).is_none_or(|code| self.purposes.contains(code));
        recipient && sources && purpose
    }
}
