//! Who asks: the professionals of the stories by country, and how guardians and children log in.

mod denmark;
mod sweden;

use domain::{
    facts::ConsentKind, id::PersonId, policy::Audience, record::Organisation, time::Country,
};

use crate::{
    journal::Site,
    sure,
    world::{CITIZEN, Guardian, ToldActor, ToldConsent, ToldRelation},
};

pub(crate) use denmark::*;
pub(crate) use sweden::*;

/// Where somebody works.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Workplace {
    country: Country,
    sector: &'static str,
    organisation: (&'static str, &'static str),
    unit: &'static str,
}

/// Somebody who asks at work: name, role, workplace.
type Professional = (&'static str, &'static str, Workplace);

/// Everybody who asks at work.
pub(crate) fn professionals() -> Vec<ToldActor> {
    let all = sweden::PROFESSIONALS.iter().chain(denmark::PROFESSIONALS);
    all.map(|(name, role, workplace)| workplace.actor(name, role))
        .collect()
}

/// A guardian, as the citizens' service of their country knows them.
pub(crate) fn guardian(name: &'static str, person: &PersonId) -> ToldActor {
    citizen(name, "guardian", Audience::Guardian, person)
}

/// The guardians of a child by the names of their logins, the first named first.
pub(crate) fn guardians_log_in<const N: usize>(
    names: [&'static str; N],
    guardians: &[Guardian],
) -> Vec<ToldActor> {
    (names.into_iter().zip(guardians))
        .map(|(name, of)| guardian(name, &of.id))
        .collect()
}

/// The child itself, logged in.
pub(crate) fn child(name: &'static str, person: &PersonId) -> ToldActor {
    citizen(name, "child", Audience::Child, person)
}

fn citizen(
    name: &'static str,
    role: &'static str,
    audience: Audience,
    person: &PersonId,
) -> ToldActor {
    let country = person.country();
    let (organisation, organisation_name) = match country {
        Country::Se => sweden::CITIZENS_SERVICE,
        Country::Dk => denmark::CITIZENS_SERVICE,
    };
    ToldActor {
        name,
        role,
        country,
        sector: sure::sector(CITIZEN),
        organisation: sure::organisation_id(organisation),
        organisation_name,
        unit: None,
        audience,
        person: Some(person.clone()),
    }
}

impl Workplace {
    /// The unit that writes in a system.
    pub(crate) const fn of(site: &Site) -> Self {
        Self {
            country: site.country,
            sector: site.sector,
            organisation: site.care_provider,
            unit: site.unit.0,
        }
    }

    /// The unit, as other records name it.
    pub(crate) fn unit(self, name: &str) -> Organisation {
        sure::organisation(self.unit, name)
    }

    fn actor(self, name: &'static str, role: &'static str) -> ToldActor {
        let (organisation, organisation_name) = self.organisation;
        ToldActor {
            name,
            role,
            country: self.country,
            sector: sure::sector(self.sector),
            organisation: sure::organisation_id(organisation),
            organisation_name,
            unit: Some(self.unit.to_owned()),
            audience: Audience::Professional,
            person: None,
        }
    }

    /// That it has to do with the child.
    pub(crate) fn relation(self) -> ToldRelation {
        ToldRelation {
            organisation: sure::organisation_id(self.organisation.0),
            unit: Some(self.unit.to_owned()),
            sector: sure::sector(self.sector),
        }
    }

    /// Somebody's word on what it may see from sources of these sectors; none named = from all.
    pub(crate) fn word(
        self,
        kind: ConsentKind,
        grantor: &PersonId,
        source_sectors: &[&str],
    ) -> ToldConsent {
        ToldConsent {
            recipient: Some(sure::organisation_id(self.organisation.0)),
            recipient_sector: Some(sure::sector(self.sector)),
            source_sectors: source_sectors.iter().map(|s| sure::sector(s)).collect(),
            ..ToldConsent::of(grantor, kind)
        }
    }

    /// Everybody's yes to what it may see from sources of these sectors.
    pub(crate) fn permits<'a>(
        self,
        grantors: impl IntoIterator<Item = &'a PersonId>,
        source_sectors: &[&str],
    ) -> Vec<ToldConsent> {
        (grantors.into_iter())
            .map(|grantor| self.word(ConsentKind::Permit, grantor, source_sectors))
            .collect()
    }

    /// Everybody's yes to what it may see in the early years' records and the register, in Sweden.
    pub(crate) fn consents<'a>(
        self,
        grantors: impl IntoIterator<Item = &'a PersonId>,
    ) -> Vec<ToldConsent> {
        self.permits(
            grantors,
            &["child-health", "school-health", "population-register"],
        )
    }
}
