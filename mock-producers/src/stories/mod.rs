//! The stories, one a file. Each tells a child, those around it, and what every system holds about it.

mod actors;
mod denmark;
mod family;
mod fifteen;
mod medicines;
mod new_school;
mod old_bvc;
pub(crate) mod protected;
mod retracted;
mod school_start;
mod second_parent;
mod who_holds_the_ball;
mod worry;

use domain::record::{Location, Organisation, Record, body::Person};

use crate::{
    calendar::Calendar,
    journal::Site,
    world::{ToldActor, ToldChild},
};

pub(crate) use actors::{child as child_logs_in, professionals};

/// What a story tells.
pub(crate) struct Story {
    pub(crate) child: ToldChild,
    /// Actors that belong to this child only: its guardians.
    pub(crate) actors: Vec<ToldActor>,
    /// What each system holds about it.
    pub(crate) pages: Vec<(&'static Site, Vec<Record>)>,
}

/// The stories in the order they are listed.
pub(crate) const ALL: &[fn(&Calendar) -> Story] = &[
    old_bvc::tell,
    school_start::tell,
    new_school::tell,
    second_parent::tell,
    who_holds_the_ball::tell,
    fifteen::tell,
    protected::tell,
    retracted::tell,
    retracted::tell_namesake,
    worry::tell,
    medicines::tell,
];

/// ATC codes of the vaccines in the programme.
mod atc {
    pub(super) const ROTAVIRUS: &str = "J07BH01";
    /// Diphtheria, tetanus, pertussis, polio, Hib.
    pub(super) const PENTAVALENT: &str = "J07CA06";
    /// The same and hepatitis B.
    pub(super) const HEXAVALENT: &str = "J07CA09";
    pub(super) const PNEUMOCOCCI: &str = "J07AL02";
    /// Measles, mumps, rubella.
    pub(super) const MMR: &str = "J07BD52";
    /// Diphtheria, tetanus, pertussis, polio.
    pub(super) const FIVE_YEAR_BOOSTER: &str = "J07CA02";
    pub(super) const PAPILLOMA: &str = "J07BM03";
}

/// Somebody at work outside the systems of this world.
fn colleague(name: &str, role: &str, title: &str, organisation: Organisation) -> Person {
    Person {
        role_text: title.to_owned(),
        organisation: Some(organisation),
        ..Person::new(name, role)
    }
}

/// Where somebody is reached, without a place.
fn reached_at(uri: &str) -> Location {
    Location {
        addresses: Vec::new(),
        contact_points: vec![uri.to_owned()],
    }
}
