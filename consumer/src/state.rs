//! A running sandbox as its `sandbox.json` describes it: whom it serves, who may ask, which children can be shown.
//! Any client in any language may read the same file; fields this program does not know are passed over.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use thiserror::Error;

use crate::{
    profile::{Parts, Profile, ProfileError, read},
    wording::Language,
};

/// The file's name inside the state directory.
pub const STATE_FILE: &str = "sandbox.json";

/// What a sandbox wrote about itself. Paths are relative to the directory.
#[derive(Deserialize)]
pub struct SandboxState {
    #[serde(skip)]
    dir: PathBuf,
    /// The aggregator's endpoint, `https://127.0.0.1:7443`.
    pub aggregator: String,
    /// The name in the aggregator's certificate.
    pub aggregator_name: String,
    /// The admin port's address.
    #[serde(default)]
    pub admin: String,
    /// The certificate authority's file.
    pub ca: PathBuf,
    /// The consumer systems with their certificates.
    pub consumers: Vec<Consumer>,
    /// Who may act, with tokens.
    pub actors: Vec<Actor>,
    /// The producers that run.
    #[serde(default)]
    pub producers: Vec<Producer>,
    /// The children whose stories are told.
    pub children: Vec<Child>,
    /// The file that lists generated children in the same way, where there are any.
    synthetic: Option<PathBuf>,
    #[serde(skip)]
    generated: Vec<Child>,
}

/// A consumer system.
#[derive(Debug, Clone, Deserialize)]
pub struct Consumer {
    /// Its id.
    pub id: String,
    /// Its certificate's file.
    pub cert: PathBuf,
    /// Its key's file.
    pub key: PathBuf,
}

/// Somebody who can act.
#[derive(Clone, Deserialize)]
pub struct Actor {
    /// The name that `--actor` takes.
    pub name: String,
    /// The signed token itself.
    pub token: String,
    /// The role, for example `school-nurse`.
    #[serde(default)]
    pub role: String,
    /// The sector.
    #[serde(default)]
    pub sector: String,
    /// The organisation's id.
    #[serde(default)]
    pub organisation: String,
    /// The consumer whose certificate the token is bound to. Absent = the first.
    pub consumer: Option<String>,
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Actor({})", self.name)
    }
}

/// A producer that runs.
#[derive(Debug, Clone, Deserialize)]
pub struct Producer {
    /// Its id.
    pub id: String,
    /// Its sector.
    pub sector: String,
    /// Where it listens.
    #[serde(default)]
    pub address: String,
}

/// A child that can be shown.
#[derive(Clone, Deserialize)]
pub struct Child {
    /// The identity number.
    pub id: String,
    /// The system that issued it.
    pub system: String,
    /// Whom the story is about, in words.
    #[serde(default)]
    pub label: String,
    /// The story's slug.
    #[serde(default)]
    pub story: String,
    /// An actor that may see the child.
    pub actor: String,
}

impl fmt::Debug for Child {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Child({})", self.story)
    }
}

/// Why a sandbox cannot be used.
#[derive(Debug, Error)]
pub enum StateError {
    /// The file is missing or not as it should be, or one that it names.
    #[error(transparent)]
    File(#[from] ProfileError),
    /// No actor of that name.
    #[error("no actor `{name}` in the sandbox; there are {known}")]
    NoActor {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The actor's consumer is not listed.
    #[error("actor `{name}` belongs to a consumer that the sandbox does not list")]
    NoConsumer {
        /// The actor's name.
        name: String,
    },
    /// Several children have the story that was asked for.
    #[error("several children in story `{story}`: {ids}")]
    SeveralChildren {
        /// The story.
        story: String,
        /// The children's ids.
        ids: String,
    },
}

impl SandboxState {
    /// Reads `DIR/sandbox.json`.
    ///
    /// # Errors
    /// [`StateError::File`] with the line where the file is not as it should be.
    // R-CLIENT-2
    pub fn load(dir: &Path) -> Result<Self, StateError> {
        let file = dir.join(STATE_FILE);
        let text = read(&file, "--state")?;
        let state: Self = parsed(file, &text)?;
        let generated = match &state.synthetic {
            None => Vec::new(),
            Some(file) => {
                let file = dir.join(file);
                let text = read(&file, "synthetic")?;
                parsed(file, &text)?
            }
        };
        Ok(Self {
            dir: dir.to_owned(),
            generated,
            ..state
        })
    }

    /// The child with this id, told or generated, or the only one in this story. `None` when the text names neither.
    ///
    /// # Errors
    /// [`StateError::SeveralChildren`] when a story has several.
    pub fn child(&self, id_or_story: &str) -> Result<Option<&Child>, StateError> {
        let digits = id_or_story.replace('-', "");
        let mut all = self.children.iter().chain(&self.generated);
        if let Some(child) = all.find(|c| c.id == digits) {
            return Ok(Some(child));
        }
        let mut told = self.children.iter().filter(|c| c.story == id_or_story);
        let (first, more) = (told.next(), told.next().is_some());
        if more {
            let told = self.children.iter().filter(|c| c.story == id_or_story);
            return Err(StateError::SeveralChildren {
                story: id_or_story.to_owned(),
                ids: told.map(|c| c.id.as_str()).collect::<Vec<_>>().join(", "),
            });
        }
        Ok(first)
    }

    /// The actor of that name.
    ///
    /// # Errors
    /// [`StateError::NoActor`] with the names there are.
    pub fn actor(&self, name: &str) -> Result<&Actor, StateError> {
        let found = self.actors.iter().find(|a| a.name == name);
        found.ok_or_else(|| StateError::NoActor {
            name: name.to_owned(),
            known: self
                .actors
                .iter()
                .map(|a| a.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        })
    }

    /// The connection for an actor: its token, and the certificate that the token is bound to.
    ///
    /// # Errors
    /// [`StateError`] when there is no such actor, or a file it needs cannot be used.
    pub fn profile(&self, actor: &str, language: Option<Language>) -> Result<Profile, StateError> {
        let actor = self.actor(actor)?;
        let consumer = match &actor.consumer {
            Some(id) => self.consumers.iter().find(|c| c.id == *id),
            None => self.consumers.first(),
        };
        let consumer = consumer.ok_or_else(|| StateError::NoConsumer {
            name: actor.name.clone(),
        })?;
        let parts = Parts {
            aggregator: self.aggregator.clone(),
            aggregator_name: &self.aggregator_name,
            ca: self.dir.join(&self.ca),
            cert: self.dir.join(&consumer.cert),
            key: self.dir.join(&consumer.key),
            token: &actor.token,
            language,
        };
        Ok(parts.check(&self.dir.join(STATE_FILE))?)
    }
}

impl fmt::Debug for SandboxState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxState")
            .field("aggregator", &self.aggregator)
            .field("actors", &self.actors)
            .field("children", &self.children.len())
            .finish_non_exhaustive()
    }
}

fn parsed<T: serde::de::DeserializeOwned>(file: PathBuf, text: &str) -> Result<T, StateError> {
    let read = serde_json::from_str(text).map_err(|error| ProfileError::Syntax {
        line: error.line(),
        message: message_of(&error),
        file,
    });
    Ok(read?)
}

/// serde_json's words without the position, which stands in front already.
fn message_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((message, _)) => message.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = r#"{
      "aggregator": "https://127.0.0.1:7443", "aggregator_name": "spiffe://samsyn.example/aggregator",
      "admin": "http://127.0.0.1:7480", "ca": "ca.pem", "started": "2026-11-21",
      "consumers": [{"id": "journal", "cert": "journal.pem", "key": "journal-key.pem"}],
      "actors": [{"name": "school-nurse", "token": "a.b.c", "role": "nurse", "sector": "school-health"},
                 {"name": "stranger", "token": "a.b.c", "consumer": "elsewhere"}],
      "producers": [{"id": "emi", "sector": "school-health", "address": "127.0.0.1:1"}],
      "children": [{"id": "201403121234", "system": "s", "label": "Boy, 12", "story": "old-bvc", "actor": "school-nurse"},
                   {"id": "1", "system": "s", "story": "fhir", "actor": "school-nurse"},
                   {"id": "2", "system": "s", "story": "fhir", "actor": "school-nurse"}]
    }"#;

    fn load(text: &str) -> Result<SandboxState, StateError> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(STATE_FILE), text).unwrap();
        SandboxState::load(dir.path())
    }

    #[test]
    fn a_child_is_found_by_its_number_or_its_story() {
        // R-CLIENT-2
        let state = load(STATE).unwrap();
        for name in ["201403121234", "20140312-1234", "old-bvc"] {
            assert_eq!(state.child(name).unwrap().unwrap().label, "Boy, 12");
        }
        assert!(state.child("unknown").unwrap().is_none());
        let several = state.child("fhir").unwrap_err().to_string();
        assert_eq!(several, "several children in story `fhir`: 1, 2");
    }

    #[test]
    fn a_generated_child_is_found_by_its_number_in_the_file_that_lists_them() {
        // R-CLIENT-2
        let dir = tempfile::tempdir().unwrap();
        let named = STATE.replacen('{', r#"{"synthetic": "more.json","#, 1);
        std::fs::write(dir.path().join(STATE_FILE), named).unwrap();
        let more = r#"[{"id": "9", "system": "s", "story": "synthetic", "actor": "school-nurse"}]"#;
        assert!(SandboxState::load(dir.path()).is_err(), "it is not there");
        std::fs::write(dir.path().join("more.json"), more).unwrap();
        let state = SandboxState::load(dir.path()).unwrap();
        assert_eq!(state.child("9").unwrap().unwrap().story, "synthetic");
        assert!(state.child("synthetic").unwrap().is_none(), "no story");
    }

    #[test]
    fn an_unknown_actor_is_answered_with_those_there_are() {
        let state = load(STATE).unwrap();
        let unknown = state.profile("nobody", None).unwrap_err().to_string();
        assert_eq!(
            unknown,
            "no actor `nobody` in the sandbox; there are school-nurse, stranger"
        );
        assert!(matches!(
            state.profile("stranger", None),
            Err(StateError::NoConsumer { .. })
        ));
        // The actor is found; only the certificate files are missing here.
        assert!(matches!(
            state.profile("school-nurse", None),
            Err(StateError::File(ProfileError::Unreadable { key: "ca", .. }))
        ));
    }

    #[test]
    fn a_broken_state_file_is_refused_with_its_line() {
        // R-CLIENT-2
        let error = load("{\n  \"aggregator\": 5\n}").unwrap_err().to_string();
        assert!(error.contains("sandbox.json:2: invalid type"), "{error}");
        let error = load("{}").unwrap_err().to_string();
        assert!(error.contains("missing field `aggregator`"), "{error}");
        let folder = tempfile::tempdir().unwrap();
        let error = SandboxState::load(folder.path()).unwrap_err().to_string();
        assert!(
            error.ends_with("sandbox.json: cannot be read (--state)"),
            "{error}"
        );
    }

    #[test]
    fn debug_shows_no_child_and_no_token() {
        let text = format!(
            "{:?} {:?}",
            load(STATE).unwrap(),
            load(STATE).unwrap().children
        );
        assert!(
            !text.contains("20140312") && !text.contains("a.b.c"),
            "{text}"
        );
    }
}
