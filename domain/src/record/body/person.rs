//! Who the child is, and the people that records name.

use crate::{
    id::PersonId,
    record::{Coding, Organisation},
    time::Moment,
};

/// A human being named in a record, who need not be the child. Field meanings as in `samsyn.common.v1.Person`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The identity number, where the source holds it.
    pub id: Option<PersonId>,
    /// The full name as written.
    pub name: String,
    /// The part they play, as a code: `nurse`, `mother`, `child`.
    pub role: String,
    /// The part in the source's words.
    pub role_text: String,
    /// Whom they act for. `None` for family.
    pub organisation: Option<Organisation>,
}

impl Person {
    /// The role code of the child itself.
    pub const CHILD: &str = "child";

    /// Somebody by name and role code.
    pub fn new(name: impl Into<String>, role: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            role: role.into(),
            ..Self::default()
        }
    }

    /// The child, as a party to its own plan.
    #[must_use]
    pub fn child(name: impl Into<String>) -> Self {
        Self::new(name, Self::CHILD)
    }

    /// True when this is the child.
    #[must_use]
    pub fn is_child(&self) -> bool {
        self.role == Self::CHILD
    }
}

/// Who the child is. It has no address: that is the record's location.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct MasterData {
    /// The full name as the register writes it.
    pub name: String,
    /// The name by which the child is called. Empty when not marked.
    pub called_name: String,
    /// When the child was born. `None` for an unborn child.
    pub birth: Option<Moment>,
    /// The sex in the register.
    pub sex: RegisteredSex,
    /// The register's mark of protected identity.
    pub protection: IdentityProtection,
    /// For a child that is not yet born, or was registered before birth.
    pub unborn: Option<Unborn>,
    /// Languages, the preferred one first.
    pub languages: Vec<SpokenLanguage>,
    /// Older and replacement numbers of the same child.
    pub other_ids: Vec<PersonId>,
    /// When the child died.
    pub death: Option<Moment>,
}

/// Sex as the population register states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RegisteredSex {
    /// Not stated.
    #[default]
    Unstated,
    /// Female.
    Female,
    /// Male.
    Male,
    /// Something else, where a register has it.
    Other,
}

/// What the register says about protected identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum IdentityProtection {
    /// Not stated, which counts as protected.
    #[default]
    Unstated,
    /// The register says that there is none.
    None,
    /// Swedish *sekretessmarkering*.
    Confidential,
    /// Swedish *skyddad folkbokföring*.
    ProtectedRegistration,
    /// Danish *navne- og adressebeskyttelse*.
    NameAndAddress,
}

impl IdentityProtection {
    /// False only when the register says that there is no protection.
    #[must_use]
    pub fn counts_as_protected(self) -> bool {
        self != Self::None
    }
}

/// A child before birth, under its mother.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Unborn {
    /// The mother under whom the child is registered.
    pub mother: Person,
    /// The estimated day of birth.
    pub expected_birth: Option<Moment>,
    /// The child's own number once born.
    pub relinked_to: Option<PersonId>,
}

/// A language, and whether somebody must interpret.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SpokenLanguage {
    /// A BCP 47 tag.
    pub tag: String,
    /// Whether an interpreter is needed.
    pub interpreter_needed: bool,
    /// Who speaks it, as a role code. Empty = the family.
    pub speaker: String,
}

/// Whom to turn to, and what they answer for. Phone and e-mail stand in the record's location.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Who.
    pub person: Person,
    /// What they are responsible for, in plain words.
    pub responsibility: String,
    /// The same in codes, for example KLE.
    pub responsibility_codes: Vec<Coding>,
    /// Whether they coordinate the others.
    pub coordinator: bool,
    /// The time in which the next step is theirs. Without end while they hold the ball.
    pub holds_ball: Option<crate::time::Period>,
    /// What the others wait for meanwhile.
    pub next_step: String,
    /// When they can be reached, in plain words.
    pub reachable: String,
}

impl Contact {
    /// Somebody and what they are responsible for.
    pub fn new(person: Person, responsibility: impl Into<String>) -> Self {
        Self {
            person,
            responsibility: responsibility.into(),
            ..Self::default()
        }
    }

    /// The same contact, holding the ball since a moment.
    #[must_use]
    pub fn holding_ball_since(mut self, since: Moment) -> Self {
        self.holds_ball = Some(crate::time::Period::since(since));
        self
    }
}

super::redacted!(Person, MasterData, Unborn, SpokenLanguage, Contact);
