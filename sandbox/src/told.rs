//! The world that a sandbox tells: the stories, and with `--fhir` the children of a folder, with demonstration consents.

use std::path::Path;

use domain::{
    facts::ConsentKind,
    id::OrganisationId,
    policy::Audience,
    record::Sector,
    time::{Country, Date, Moment, age_on},
};
use mock_producers::{
    World,
    fhir::{FhirChild, FhirError, FhirFolder},
    world::{Guardian, ToldActor, ToldChild, ToldConsent, ToldRelation},
};
use thiserror::Error;

/// The story of children that came from a folder.
pub const FHIR: &str = "fhir";
/// The actor that may see them.
pub const FHIR_ACTOR: &str = "fhir-doctor";

/// Somebody who reviews the looks of a school nurse's organisation.
pub const AUDITOR: &str = "logggranskare-vasterby";
/// That school nurse.
const REVIEWED: &str = "skolskoterska-vasterby";

/// Why a world cannot be told.
#[derive(Debug, Error)]
pub enum ToldError {
    /// The folder cannot be read.
    #[error(transparent)]
    Fhir(#[from] FhirError),
    /// An identifier of the demonstration is none: ours to mend.
    #[error("an identifier of the demonstration is not valid")]
    Demonstration,
}

/// A world, and what was found in a folder.
#[derive(Debug)]
pub struct Told {
    /// Children, actors and systems.
    pub world: World,
    /// The folder, where one was given.
    pub fhir: Option<FhirFolder>,
}

/// Adds to a world that is told for a day who reviews the log, and the children of a folder.
pub fn beside(mut world: World, today: Date, fhir: Option<&Path>) -> Result<Told, ToldError> {
    if let Some(nurse) = world.actors.iter().find(|actor| actor.name == REVIEWED) {
        let (name, role) = (AUDITOR, "auditor");
        let auditor = ToldActor {
            name,
            role,
            // Of no unit that has to do with a child: the log is no way into the records.
            unit: None,
            ..nurse.clone()
        };
        world.actors.push(auditor);
    }
    let Some(dir) = fhir else {
        return Ok(Told { world, fhir: None });
    };
    let folder = FhirFolder::read(dir, today)?;
    let system = folder.system();
    let doctor = doctor(system.country)?;
    for child in folder.children() {
        world.children.push(demonstration(child, &doctor, today));
    }
    world.actors.push(doctor);
    world.systems.push(system);
    world.systems.sort_by_key(|system| system.id);
    Ok(Told {
        world,
        fhir: Some(folder),
    })
}

/// A general practitioner in the folder's country.
fn doctor(country: Country) -> Result<ToldActor, ToldError> {
    let (system, value) = match country {
        Country::Dk => ("urn:oid:1.2.208.176.1.1", "325551000016005"),
        Country::Se => ("urn:oid:1.2.752.129.2.1.4.1", "SE5590070087-1G01"),
    };
    let organisation = OrganisationId::parse(system, value);
    Ok(ToldActor {
        name: FHIR_ACTOR,
        role: "physician",
        country,
        sector: Sector::parse("general-practice").map_err(|_| ToldError::Demonstration)?,
        organisation: organisation.map_err(|_| ToldError::Demonstration)?,
        organisation_name: "Demonstration practice",
        unit: None,
        audience: Audience::Professional,
        person: None,
    })
}

/// A child of the folder with a relation to the doctor, and a consent by each who could give one: the guardians that the files state, else
/// the parents that they state, else nobody; from the age at which the child decides, the child.
fn demonstration(child: &FhirChild, doctor: &ToldActor, today: Date) -> ToldChild {
    let stated = if child.guardians_stated.is_empty() {
        &child.parents_stated
    } else {
        &child.guardians_stated
    };
    let own_say = match doctor.country {
        Country::Se => 16,
        Country::Dk => 15,
    };
    let stated_birth = match child.birth {
        Some(Moment::Day(day)) => Some(day),
        _ => None,
    };
    let birth = stated_birth.or(child.id.birth_date());
    let age = birth.and_then(|birth| age_on(birth, today));
    let grantors = match age {
        Some(age) if age >= own_say => vec![child.id.clone()],
        _ => stated.clone(),
    };
    ToldChild {
        id: child.id.clone(),
        story: FHIR,
        label: child.label.clone(),
        guardians: (stated.iter().enumerate())
            .map(|(place, id)| Guardian {
                id: id.clone(),
                name: String::new(),
                residence_parent: place == 0,
            })
            .collect(),
        protected: child.protected,
        relations: vec![ToldRelation {
            organisation: doctor.organisation.clone(),
            unit: None,
            sector: doctor.sector.clone(),
        }],
        consents: (grantors.into_iter())
            .map(|grantor| ToldConsent {
                recipient: Some(doctor.organisation.clone()),
                ..ToldConsent::of(&grantor, ConsentKind::Permit)
            })
            .collect(),
        actor: FHIR_ACTOR,
        other_actors: Vec::new(),
    }
}
