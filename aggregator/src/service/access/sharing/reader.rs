//! What a reader may know of who shares what with whom. A guardian is told of recipients and sources of which they would be shown something
//! themselves, and of what they said or were asked in person; so an inquiry leaves no row, no count and no time.

use std::collections::BTreeSet;

use domain::{
    decide::{Actor, child_may_decide, may_block},
    facts::{Block, CareRelation, Consent, Facts, Pseudonym, same_unit},
    id::OrganisationId,
    policy::Policy,
    record::Sector,
    time::Timestamp,
};

use crate::{
    ledger::{Held, statement::ConsentRequested},
    overview::{LogView, SharingView},
};

/// Who reads.
pub(super) struct Reader<'a> {
    actor: &'a Actor,
    child: Pseudonym,
    scope: Scope,
    hidden: BTreeSet<Sector>,
}

enum Scope {
    /// An auditor, for this one.
    Organisation(OrganisationId),
    Own {
        protected: bool,
    },
    Guardian {
        known: BTreeSet<String>,
        protected: bool,
        /// The child may have a say of its own, which what is decided could give away.
        child_may_decide: bool,
        /// The tables take this guardian's wish about blocks, and nobody's but guardians'.
        may_block: bool,
    },
    Place,
}

impl<'a> Reader<'a> {
    // R-SHARING-2
    pub(super) fn of(
        actor: &'a Actor,
        view: &SharingView,
        facts: &Facts,
        policy: &Policy,
        now: Timestamp,
    ) -> Self {
        let hidden = policy.hidden_sectors(policy.country().today(now));
        let scope = match view {
            SharingView::Place { .. } => Scope::Place,
            SharingView::Log(LogView::Organisation { own, .. }) => Scope::Organisation(own.clone()),
            SharingView::Log(LogView::Own { protected }) => Scope::Own {
                protected: *protected,
            },
            SharingView::Log(LogView::Guardian { sectors, protected }) => Scope::Guardian {
                known: (sectors.iter())
                    .filter(|sector| !hidden.iter().any(|hidden| hidden.as_str() == *sector))
                    .cloned()
                    .collect(),
                protected: *protected,
                child_may_decide: child_may_decide(facts, policy, now),
                may_block: (actor.person)
                    .is_some_and(|person| may_block(person, actor, facts, policy, now)),
            },
        };
        Self {
            actor,
            child: facts.child,
            scope,
            hidden,
        }
    }

    /// A recipient that is told of because it has to do with the child.
    pub(super) fn relation(&self, relation: &CareRelation) -> bool {
        match &self.scope {
            Scope::Own { .. } => true,
            Scope::Organisation(own) => relation.organisation == *own,
            Scope::Guardian { .. } => self.knows(Some(&relation.sector)),
            // The own place is told of as the caller's token has it.
            Scope::Place => false,
        }
    }

    /// The recipient that a professional reads about.
    pub(super) fn own_place(&self) -> Option<&Actor> {
        matches!(self.scope, Scope::Place).then_some(self.actor)
    }

    /// A recipient that is told of because somebody spoke of it, though it has nothing to do with the child.
    pub(super) fn spoken_of(&self, recipient: Option<&OrganisationId>) -> bool {
        match &self.scope {
            Scope::Own { .. } | Scope::Guardian { .. } => true,
            // Nothing tells an organisation that has nothing to do with the child what was said to others.
            Scope::Organisation(own) => recipient == Some(own),
            Scope::Place => false,
        }
    }

    /// Sources that are told of without being named by what the reader may know anyway.
    pub(super) fn source(&self, sector: &Sector) -> bool {
        self.knows(Some(sector))
    }

    /// Whether what would be shown to recipients is told at all.
    pub(super) fn tells_outcomes(&self) -> bool {
        !matches!(
            self.scope,
            Scope::Guardian {
                child_may_decide: true,
                ..
            }
        )
    }

    /// A consent that may be told of, beside sources that may be told of.
    pub(super) fn consent(&self, consent: &Consent) -> bool {
        match &self.scope {
            Scope::Own { .. } => true,
            // One to everybody reaches the own organisation where that has to do with the child.
            Scope::Organisation(own) => consent.recipient.as_ref().is_none_or(|to| to == own),
            Scope::Place => is_for(
                self.actor,
                consent.recipient.as_ref(),
                consent.recipient_unit.as_deref(),
                consent.recipient_sector.as_ref(),
            ),
            Scope::Guardian { .. } if self.is_me(consent.grantor) => true,
            // What the child said in its own name is not its guardians' to read.
            Scope::Guardian { .. } if consent.grantor == self.child => false,
            // Another guardian's word, where the reader knows of whom it speaks.
            Scope::Guardian { .. } => self.knows(consent.recipient_sector.as_ref()),
        }
    }

    /// Whether it may be told beside these sources: one's own word wherever it reaches, another's only where one knows of the sources.
    pub(super) fn consent_beside(&self, consent: &Consent, source: &Sector) -> bool {
        self.is_me(consent.grantor) || self.source(source)
    }

    /// A request for consent that may be told of.
    pub(super) fn request(&self, asked: &ConsentRequested) -> bool {
        match &self.scope {
            Scope::Own { .. } => true,
            Scope::Organisation(own) => asked.recipient.as_ref() == Some(own),
            Scope::Guardian { .. } => asked.grantors.iter().any(|person| self.is_me(*person)),
            Scope::Place => {
                let own = self.actor.organisation.is_some();
                own && self.actor.organisation == asked.recipient
            }
        }
    }

    /// A block that may be told of.
    pub(super) fn block(&self, held: &Held<Block>) -> bool {
        match &self.scope {
            Scope::Own { .. } => true,
            Scope::Organisation(own) => held.fact.organisation == *own,
            Scope::Guardian {
                may_block,
                child_may_decide,
                ..
            } => *may_block && !child_may_decide,
            Scope::Place => false,
        }
    }

    /// Whether organisations and units are left out.
    // R-SHARING-4
    pub(super) fn leaves_places_out(&self) -> bool {
        match &self.scope {
            Scope::Own { protected } | Scope::Guardian { protected, .. } => *protected,
            Scope::Organisation(_) | Scope::Place => false,
        }
    }

    /// For auditors: looks by this sector may be hidden from guardians.
    pub(super) fn marks_hidden(&self, recipient: Option<&Sector>) -> bool {
        matches!(self.scope, Scope::Organisation(_))
            && recipient.is_some_and(|s| self.hidden.contains(s))
    }

    /// Who gave a consent, as this reader is told it.
    pub(super) fn given_by(&self, grantor: Pseudonym) -> &'static str {
        if self.is_me(grantor) {
            "you"
        } else if grantor == self.child {
            "child"
        } else {
            "guardian"
        }
    }

    pub(super) fn is_me(&self, person: Pseudonym) -> bool {
        self.actor.person == Some(person)
    }

    fn knows(&self, sector: Option<&Sector>) -> bool {
        match &self.scope {
            Scope::Organisation(_) | Scope::Own { .. } | Scope::Place => true,
            Scope::Guardian { known, .. } => sector.is_some_and(|s| known.contains(s.as_str())),
        }
    }
}

/// Whether a scope speaks of an actor's place.
pub(super) fn is_for(
    actor: &Actor,
    organisation: Option<&domain::id::OrganisationId>,
    unit: Option<&str>,
    sector: Option<&Sector>,
) -> bool {
    organisation.is_none_or(|organisation| actor.organisation.as_ref() == Some(organisation))
        && unit.is_none_or(|unit| (actor.unit.as_deref()).is_some_and(|own| same_unit(unit, own)))
        && sector.is_none_or(|sector| actor.sector.as_ref() == Some(sector))
}
