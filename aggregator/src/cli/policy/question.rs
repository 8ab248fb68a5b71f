//! A question as it is put on a command line or in a file: who asks for what, and what is so around the child. No identifier in it:
//! persons are `child`, `guardian-1`, `guardian-2` … and `other`, who does not hold custody.

mod around;

use clap::Args;
use domain::{
    decide::{Actor, Class},
    facts::Pseudonym,
    id::OrganisationId,
    policy::{Audience, Ground},
    record::{InformationType, Sector},
    time::Country,
};
use serde::Deserialize;
use thiserror::Error;

pub(super) use around::Question;

/// A question that cannot be understood.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{key}: {problem}; expected {expected}")]
pub struct InvalidQuestion {
    /// The flag or the key of the file.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What would be right.
    pub expected: String,
}

/// Who asks for what.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct AskedArgs {
    /// The country whose tables decide: SE or DK.
    #[arg(long)]
    pub country: Option<String>,
    /// Who asks: professional (if absent), guardian or child.
    #[arg(long)]
    pub audience: Option<String>,
    /// The sector of whoever asks at work, for example school-health.
    #[arg(long)]
    pub sector: Option<String>,
    /// The organisation of whoever asks. One of its own, if absent.
    #[arg(long)]
    pub organisation: Option<String>,
    /// The unit of whoever asks.
    #[arg(long)]
    pub unit: Option<String>,
    /// The ground that is named: consent, necessity, statute, emergency or own-access. The ordinary ones, if absent.
    #[arg(long)]
    pub ground: Option<String>,
    /// A reason is stated.
    #[arg(long)]
    pub reason: bool,
    /// What the look is for. `care` at work, `own-access` for guardian and child, if absent.
    #[arg(long)]
    pub purpose: Option<String>,
    /// The sector of the source, for example child-health.
    #[arg(long)]
    pub producer: Option<String>,
    /// The type of information, for example vaccination.
    #[arg(long = "type", value_name = "TYPE")]
    #[serde(rename = "type")]
    pub information_type: Option<String>,
    /// The source is of the asker's own organisation.
    #[arg(long)]
    pub own: bool,
}

/// What is so around the child. What is not said is known and permits nothing.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ChildArgs {
    /// The day of birth. Unknown, if absent.
    #[arg(long, value_name = "DATE")]
    pub born: Option<String>,
    /// How many hold custody. Two, if absent.
    #[arg(long, value_name = "NUMBER")]
    pub guardians: Option<usize>,
    /// The number of the guardian whom the child is registered with. The first, if absent; 0 = none.
    #[arg(long, value_name = "NUMBER")]
    pub residence: Option<usize>,
    /// Who asks, for a guardian's question. guardian-1, if absent.
    #[arg(long, value_name = "PERSON")]
    pub asker: Option<String>,
    /// Somebody consents.
    #[arg(long, value_name = "PERSON")]
    pub permit: Vec<String>,
    /// Somebody refuses.
    #[arg(long, value_name = "PERSON")]
    pub refuse: Vec<String>,
    /// Somebody consented and withdrew it.
    #[arg(long, value_name = "PERSON")]
    pub withdrawn: Vec<String>,
    /// Somebody consents, as registered by whoever would read.
    #[arg(long, value_name = "PERSON")]
    pub unverified: Vec<String>,
    /// A board decided in a guardian's place.
    #[arg(long, value_name = "PERSON")]
    pub board: Vec<String>,
    /// Whoever asks found the child mature enough to decide.
    #[arg(long)]
    pub mature: bool,
    /// The identity is protected.
    #[arg(long)]
    pub protected: bool,
    /// Whoever asks has no relation with the child.
    #[arg(long)]
    pub unrelated: bool,
    /// A guardian's own access: extended or closed.
    #[arg(long)]
    pub access: Option<String>,
    /// Everything of the source's organisation is blocked.
    #[arg(long)]
    pub blocked: bool,
    /// The block is set aside for whoever asks.
    #[arg(long)]
    pub lifted: bool,
    /// Facts that nobody can say: custody, protection, consents, relations, blocks, assessments, boards or access.
    #[arg(long, value_name = "FACT")]
    pub unknown: Vec<String>,
}

/// A question as a file has it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct QuestionText {
    asked: AskedArgs,
    child: ChildArgs,
    consent: Vec<ConsentText>,
}

/// A consent in all its parts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ConsentText {
    who: String,
    #[serde(default)]
    refuses: bool,
    #[serde(default)]
    organisation: Option<String>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    sector: Option<String>,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default)]
    purpose: Option<String>,
    #[serde(default)]
    start: Option<String>,
    #[serde(default)]
    end: Option<String>,
    #[serde(default)]
    ended: Option<String>,
    #[serde(default)]
    unverified: bool,
}

fn wrong(key: &str, problem: impl Into<String>, expected: impl Into<String>) -> InvalidQuestion {
    InvalidQuestion {
        key: key.to_owned(),
        problem: problem.into(),
        expected: expected.into(),
    }
}

impl QuestionText {
    /// Reads a file: JSON if it is called so, else TOML.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, InvalidQuestion> {
        let expected =
            "the tables asked, child and consent with the keys that docs/policy.md lists";
        if file.ends_with(".json") {
            serde_json::from_str(text).map_err(|e| wrong(file, e.to_string(), expected))
        } else {
            toml::from_str(text).map_err(|e| wrong(file, e.message().to_owned(), expected))
        }
    }

    /// What is given goes before what the file says.
    pub(super) fn overlay(&mut self, asked: &AskedArgs, child: &ChildArgs) {
        fn text(file: &mut Option<String>, given: &Option<String>) {
            if given.is_some() {
                file.clone_from(given);
            }
        }
        let AskedArgs {
            country,
            audience,
            sector,
            organisation,
            unit,
            ground,
            reason,
            purpose,
            producer,
            information_type,
            own,
        } = asked;
        let a = &mut self.asked;
        text(&mut a.country, country);
        text(&mut a.audience, audience);
        text(&mut a.sector, sector);
        text(&mut a.organisation, organisation);
        text(&mut a.unit, unit);
        text(&mut a.ground, ground);
        text(&mut a.purpose, purpose);
        text(&mut a.producer, producer);
        text(&mut a.information_type, information_type);
        (a.reason, a.own) = (a.reason || *reason, a.own || *own);
        self.child.overlay(child);
    }
}

impl ChildArgs {
    fn overlay(&mut self, given: &Self) {
        let Self {
            born,
            guardians,
            residence,
            asker,
            permit,
            refuse,
            withdrawn,
            unverified,
            board,
            mature,
            protected,
            unrelated,
            access,
            blocked,
            lifted,
            unknown,
        } = given.clone();
        self.born = born.or(self.born.take());
        self.guardians = guardians.or(self.guardians);
        self.residence = residence.or(self.residence);
        self.asker = asker.or(self.asker.take());
        self.access = access.or(self.access.take());
        self.permit.extend(permit);
        self.refuse.extend(refuse);
        self.withdrawn.extend(withdrawn);
        self.unverified.extend(unverified);
        self.board.extend(board);
        self.unknown.extend(unknown);
        self.mature |= mature;
        self.protected |= protected;
        self.unrelated |= unrelated;
        self.blocked |= blocked;
        self.lifted |= lifted;
    }
}

/// Who asks for what, understood.
pub(super) struct Who {
    pub(super) actor: Actor,
    pub(super) ground: Option<Ground>,
    pub(super) reason_given: bool,
    pub(super) purpose: String,
}

impl AskedArgs {
    /// Who asks. `person`: for guardian and child.
    pub(super) fn who(&self, person: Option<Pseudonym>) -> Result<Who, InvalidQuestion> {
        let audience = match self.audience.as_deref() {
            None => Audience::Professional,
            Some(text) => Audience::parse(text).ok_or_else(|| {
                wrong("audience", "is unknown", "professional, guardian or child")
            })?,
        };
        let at_work = audience == Audience::Professional;
        let sector = optional("sector", self.sector.as_deref(), sector_of)?;
        if at_work && sector.is_none() {
            return Err(wrong("sector", "is missing", "the sector of whoever asks"));
        }
        let organisation = optional(
            "organisation",
            self.organisation.as_deref(),
            organisation_of,
        )?;
        let ground = optional("ground", self.ground.as_deref(), ground_of)?;
        Ok(Who {
            actor: Actor {
                audience,
                country: self.country()?,
                sector: sector.filter(|_| at_work),
                organisation: organisation.filter(|_| at_work),
                unit: self.unit.clone().filter(|_| at_work),
                person: person.filter(|_| !at_work),
            },
            ground,
            reason_given: self.reason,
            purpose: (self.purpose.clone())
                .unwrap_or_else(|| if at_work { "care" } else { "own-access" }.to_owned()),
        })
    }

    pub(super) fn country(&self) -> Result<Country, InvalidQuestion> {
        let named = self.country.as_deref().unwrap_or_default().to_uppercase();
        Country::parse(&named).ok_or_else(|| wrong("country", "is missing or unknown", "SE or DK"))
    }

    /// What is asked for.
    pub(super) fn class(&self) -> Result<Class, InvalidQuestion> {
        let missing = |key, expected| wrong(key, "is missing", expected);
        let producer = optional("producer", self.producer.as_deref(), sector_of)?;
        let kind = optional("type", self.information_type.as_deref(), |text| {
            InformationType::parse(text).map_err(|_| "a code such as observation/growth")
        })?;
        Ok(Class {
            country: self.country()?,
            producer: producer.ok_or_else(|| missing("producer", "the sector of the source"))?,
            information_type: kind.ok_or_else(|| missing("type", "a type of information"))?,
            same_organisation: self.own,
        })
    }
}

fn sector_of(text: &str) -> Result<Sector, &'static str> {
    Sector::parse(text).map_err(|_| "a code such as school-health")
}

fn organisation_of(text: &str) -> Result<OrganisationId, &'static str> {
    OrganisationId::guess(text).map_err(|_| "the id of an organisation, such as an HSA-id")
}

fn ground_of(text: &str) -> Result<Ground, &'static str> {
    use Ground::{Consent, Emergency, Necessity, OwnAccess, Statute};
    let all = [Consent, Necessity, Statute, Emergency, OwnAccess];
    let named = all.into_iter().find(|ground| ground.as_str() == text);
    named.ok_or("consent, necessity, statute, emergency or own-access")
}

fn optional<T>(
    key: &str,
    text: Option<&str>,
    read: impl FnOnce(&str) -> Result<T, &'static str>,
) -> Result<Option<T>, InvalidQuestion> {
    let read = text.map(read).transpose();
    read.map_err(|expected| wrong(key, "cannot be understood", expected))
}
