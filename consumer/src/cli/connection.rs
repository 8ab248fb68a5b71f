//! Which aggregator, as whom: from a profile, or from the state of a running sandbox.

use std::path::{Path, PathBuf};

use clap::Args;
use domain::id::PersonId;

use super::Failure;
use crate::{Profile, SandboxState, state::STATE_FILE, wording::Language};

/// Where a sandbox keeps its state unless it is told otherwise.
const DEFAULT_STATE: &str = "target/sandbox";

/// How to connect.
#[derive(Debug, Args)]
pub(super) struct Connection {
    /// The connection profile (TOML).
    #[arg(long, value_name = "FILE", conflicts_with = "state")]
    profile: Option<PathBuf>,
    /// The state directory of a running sandbox [default: target/sandbox, if it is there].
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Who acts, by the sandbox's name [default: an actor that may see the child].
    #[arg(long, value_name = "NAME", conflicts_with = "profile")]
    actor: Option<String>,
}

/// Where the connection comes from.
pub(super) enum Origin {
    Profile(Profile),
    Sandbox {
        state: SandboxState,
        actor: Option<String>,
    },
}

/// Whom it is about, and the connection for it.
pub(super) struct About {
    pub(super) child: PersonId,
    pub(super) profile: Profile,
    /// Who acts, by the sandbox's name.
    pub(super) actor: Option<String>,
}

impl Connection {
    pub(super) fn origin(&self) -> Result<Origin, Failure> {
        if let Some(file) = &self.profile {
            return Ok(Origin::Profile(Profile::load(file)?));
        }
        Ok(Origin::Sandbox {
            state: sandbox(self.state.as_deref())?,
            actor: self.actor.clone(),
        })
    }
}

/// The sandbox in `dir`, or the one in the usual place.
pub(super) fn sandbox(dir: Option<&Path>) -> Result<SandboxState, Failure> {
    let usual = Path::new(DEFAULT_STATE);
    match dir {
        Some(dir) => Ok(SandboxState::load(dir)?),
        None if usual.join(STATE_FILE).exists() => Ok(SandboxState::load(usual)?),
        None => Err(Failure::bad_input(
            "neither --profile nor --state, and no sandbox in target/sandbox",
        )
        .hint("start a sandbox with `cargo run --release -p sandbox`, or give --profile FILE")),
    }
}

impl Origin {
    /// Finds a child by number, or by story in a sandbox, and the profile of an actor that may see it.
    pub(super) fn about(&self, child: &str) -> Result<About, Failure> {
        match self {
            Self::Profile(profile) => Ok(About {
                child: person(child, "CHILD")?,
                profile: profile.clone(),
                actor: None,
            }),
            Self::Sandbox { state, actor } => {
                let told = state.child(child)?;
                let id = match told {
                    Some(told) => PersonId::parse(&told.system, &told.id).map_err(|error| {
                        Failure::bad_input(format!("the sandbox's child: {error}"))
                    })?,
                    None => person(child, "CHILD").map_err(|failure| {
                        failure.hint("`samsyn children` lists the children of the sandbox")
                    })?,
                };
                let actor = actor
                    .clone()
                    .or_else(|| told.map(|told| told.actor.clone()))
                    .ok_or_else(|| {
                        Failure::bad_input("the sandbox does not tell of this child").hint(
                            "say who acts with --actor NAME; `samsyn children` lists the children",
                        )
                    })?;
                Ok(About {
                    child: id,
                    profile: state.profile(&actor, None)?,
                    actor: Some(actor),
                })
            }
        }
    }

    /// The language that the profile names.
    pub(super) fn language(&self) -> Option<Language> {
        match self {
            Self::Profile(profile) => profile.language,
            Self::Sandbox { .. } => None,
        }
    }

    /// The profile alone, for calls that are not about a child by name.
    pub(super) fn profile(self) -> Result<Profile, Failure> {
        match self {
            Self::Profile(profile) => Ok(profile),
            Self::Sandbox { state, actor } => {
                let actor = actor.ok_or_else(|| {
                    Failure::bad_input("nobody acts").hint("say who acts with --actor NAME")
                })?;
                Ok(state.profile(&actor, None)?)
            }
        }
    }
}

/// A person as somebody types one.
pub(super) fn person(text: &str, what: &str) -> Result<PersonId, Failure> {
    PersonId::guess(text).map_err(|error| Failure::bad_input(format!("{what}: {error}")))
}

/// The language asked for, else the profile's, else that of the child's country.
pub(super) fn language(asked: Option<Language>, profile: &Profile, child: &PersonId) -> Language {
    asked
        .or(profile.language)
        .unwrap_or(Language::of(child.country()))
}
