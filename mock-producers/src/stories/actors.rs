//! Who asks: the professionals of the stories, and how a guardian logs in.

use domain::{id::PersonId, policy::Audience, record::Organisation, time::Country};

use crate::{
    journal::Site,
    sure,
    systems::{EMI_LINDSKOLAN, EMI_NORRBY, EMI_VASTERBY},
    world::{CITIZEN, ToldActor, ToldConsent, ToldRelation},
};

/// The region's child psychiatry: it asks, and answers nothing.
const BUP: Workplace = Workplace {
    sector: "child-psychiatry",
    organisation: ("SE2321070114-R001", "Region Västerlund"),
    unit: "SE2321070114-R0B7",
};

/// The service that guardians log in to.
const CITIZENS_SERVICE: (&str, &str) = ("SE5590070079-E1", "Medborgartjänsten");

/// Where somebody works.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Workplace {
    sector: &'static str,
    organisation: (&'static str, &'static str),
    unit: &'static str,
}

pub(crate) const SCHOOL_NURSE_VASTERBY: &str = "skolskoterska-vasterby";
pub(crate) const SCHOOL_NURSE_LINDSKOLAN: &str = "skolskoterska-lindskolan";
pub(crate) const SCHOOL_NURSE_NORRBY: &str = "skolskoterska-norrby";
pub(crate) const PSYCHIATRIST: &str = "bup-lakare";

/// Everybody who asks at work.
pub(crate) fn professionals() -> Vec<ToldActor> {
    [
        (
            SCHOOL_NURSE_VASTERBY,
            "school-nurse",
            Workplace::of(&EMI_VASTERBY),
        ),
        (
            SCHOOL_NURSE_LINDSKOLAN,
            "school-nurse",
            Workplace::of(&EMI_LINDSKOLAN),
        ),
        (
            SCHOOL_NURSE_NORRBY,
            "school-nurse",
            Workplace::of(&EMI_NORRBY),
        ),
        (PSYCHIATRIST, "physician", BUP),
    ]
    .map(|(name, role, workplace)| workplace.actor(name, role))
    .into()
}

/// A guardian, as the citizens' service knows them.
pub(crate) fn guardian(name: &'static str, person: &PersonId) -> ToldActor {
    let (organisation, organisation_name) = CITIZENS_SERVICE;
    ToldActor {
        name,
        role: "guardian",
        country: Country::Se,
        sector: sure::sector(CITIZEN),
        organisation: sure::hsa(organisation),
        organisation_name,
        unit: None,
        audience: Audience::Guardian,
        person: Some(person.clone()),
    }
}

impl Workplace {
    pub(crate) const CHILD_PSYCHIATRY: Self = BUP;

    /// The unit that writes in a system.
    pub(crate) const fn of(site: &Site) -> Self {
        Self {
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
            country: Country::Se,
            sector: sure::sector(self.sector),
            organisation: sure::hsa(organisation),
            organisation_name,
            unit: Some(self.unit.to_owned()),
            audience: Audience::Professional,
            person: None,
        }
    }

    /// That it has to do with the child.
    pub(crate) fn relation(self) -> ToldRelation {
        ToldRelation {
            organisation: sure::hsa(self.organisation.0),
            unit: Some(self.unit.to_owned()),
            sector: sure::sector(self.sector),
        }
    }

    /// Everybody's yes to what it may see in the early years' records and the register.
    pub(crate) fn consents<'a>(
        self,
        grantors: impl IntoIterator<Item = &'a PersonId>,
    ) -> Vec<ToldConsent> {
        let sources = ["child-health", "school-health", "population-register"];
        let consent = |grantor: &PersonId| ToldConsent {
            grantor: grantor.clone(),
            recipient: Some(sure::hsa(self.organisation.0)),
            recipient_sector: Some(sure::sector(self.sector)),
            source_sectors: sources.map(sure::sector).into(),
        };
        grantors.into_iter().map(consent).collect()
    }
}
