//! The told world for a day: children with those around them, the actors that ask, the systems that answer.
//! The same day gives the same world, byte for byte.

use std::{collections::BTreeMap, fmt};

use domain::{
    facts::ConsentKind,
    id::{OrganisationId, PersonId},
    policy::Audience,
    record::{Record, Sector},
    time::{Country, Date, Timestamp},
};

use crate::{calendar::Calendar, stories, system::System, systems};

/// Everything that is told.
#[derive(Debug, Clone)]
pub struct World {
    /// The children, in the order of the stories.
    pub children: Vec<ToldChild>,
    /// Those who ask.
    pub actors: Vec<ToldActor>,
    /// Those who answer, in the order of their ids.
    pub systems: Vec<System>,
}

/// A child with a story.
#[derive(Clone, PartialEq, Eq)]
pub struct ToldChild {
    /// The identity number.
    pub id: PersonId,
    /// The story's slug.
    pub story: &'static str,
    /// What a list may show of the child: no name, no place.
    pub label: String,
    /// Those who hold custody, as the register's record says too.
    pub guardians: Vec<Guardian>,
    /// Whether the identity is protected.
    pub protected: bool,
    /// Organisations and units that have to do with the child.
    pub relations: Vec<ToldRelation>,
    /// What has been consented to.
    pub consents: Vec<ToldConsent>,
    /// The name of a [`ToldActor`] that may see the child.
    pub actor: &'static str,
    /// Further actors that matter in the story, with the guardians' and the child's own logins.
    pub other_actors: Vec<&'static str>,
}

/// One who holds custody.
#[derive(Clone, PartialEq, Eq)]
pub struct Guardian {
    /// The identity number.
    pub id: PersonId,
    /// The name as the register writes it.
    pub name: String,
    /// Whether the child is registered with this parent.
    pub residence_parent: bool,
}

/// Somebody who has to do with a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRelation {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The unit's id. `None` = the whole organisation.
    pub unit: Option<String>,
    /// The sector the relation is in.
    pub sector: Sector,
}

/// What a guardian or the child said to a sharing. What is left out means all, as in `samsyn.consent.v1.Consent`; a unit or a purpose it
/// does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldConsent {
    /// Who said it.
    pub grantor: PersonId,
    /// Yes or no.
    pub kind: ConsentKind,
    /// The organisation that may see. `None` = any.
    pub recipient: Option<OrganisationId>,
    /// The sector that may see. `None` = any.
    pub recipient_sector: Option<Sector>,
    /// The sectors whose sources it covers. Empty = all.
    pub source_sectors: Vec<Sector>,
    /// From when. `None` = from when it is told.
    pub from: Option<Timestamp>,
    /// Until when, half-open. `None` = until it is ended.
    pub until: Option<Timestamp>,
}

impl ToldConsent {
    /// Somebody's word without bounds.
    #[must_use]
    pub fn of(grantor: &PersonId, kind: ConsentKind) -> Self {
        Self {
            grantor: grantor.clone(),
            kind,
            recipient: None,
            recipient_sector: None,
            source_sectors: Vec::new(),
            from: None,
            until: None,
        }
    }
}

/// Somebody who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldActor {
    /// The name under which a token is found.
    pub name: &'static str,
    /// The role as a code.
    pub role: &'static str,
    /// Whose tables the actor works under.
    pub country: Country,
    /// The sector. Guardians have [`CITIZEN`], which no table names: nothing can be decided from it.
    pub sector: Sector,
    /// The organisation; for a guardian that of the service they log in to.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: &'static str,
    /// The unit's id.
    pub unit: Option<String>,
    /// Who looks.
    pub audience: Audience,
    /// The person, for guardian and child.
    pub person: Option<PersonId>,
}

/// The sector code of actors who are at no work.
pub const CITIZEN: &str = "citizen";

impl World {
    /// The world on a day. Dates move with it: see `docs/requirements.md`, R-WORLD-1.
    // R-WORLD-1
    #[must_use]
    pub fn told(today: Date) -> Self {
        let calendar = Calendar::for_day(today);
        let mut held: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
        let mut children = Vec::new();
        let mut actors = stories::professionals();
        for tell in stories::ALL {
            let story = tell(&calendar);
            children.push(story.child);
            actors.extend(story.actors);
            for (site, records) in story.pages {
                held.entry(site.id).or_default().extend(records);
            }
        }
        let systems = systems::all()
            .into_iter()
            .map(|site| site.holding(held.remove(site.id).unwrap_or_default()));
        Self {
            children,
            actors,
            systems: systems.collect(),
        }
    }

    /// The child of a story.
    #[must_use]
    pub fn child(&self, story: &str) -> Option<&ToldChild> {
        self.children.iter().find(|child| child.story == story)
    }

    /// An actor by name.
    #[must_use]
    pub fn actor(&self, name: &str) -> Option<&ToldActor> {
        self.actors.iter().find(|actor| actor.name == name)
    }

    /// A system by id.
    #[must_use]
    pub fn system(&self, id: &str) -> Option<&System> {
        self.systems.iter().find(|system| system.id == id)
    }
}

/// Every word that tells where the child of a story is: nothing that is shown, logged or counted about a protected child may contain
/// one of them, in capitals or not. The systems leak them on purpose, in titles, unit names, signatures and record ids.
/// Empty for a story without protection.
// R-STORY-3
#[must_use]
pub fn forbidden_words(story: &str) -> &'static [&'static str] {
    if story == stories::protected::STORY {
        stories::protected::FORBIDDEN_WORDS
    } else {
        &[]
    }
}

/// Shows the story, not the child.
// R-WORLD-4
impl fmt::Debug for ToldChild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToldChild")
            .field("story", &self.story)
            .field("guardians", &self.guardians.len())
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}

/// Shows nothing of who it is.
impl fmt::Debug for Guardian {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guardian(…)")
    }
}
