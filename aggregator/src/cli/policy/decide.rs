//! `aggregator policy decide`: a decision made again as then, from the store that a running aggregator may be writing to.

mod answer;

use std::{
    io::{self, Write},
    sync::Arc,
};

use domain::{
    decide::Question,
    explain::{Asked, Language, explain},
    facts::{Facts, Pseudonym},
    id::PersonId,
    policy::Policy,
    time::{Date, Timestamp},
};

use super::{
    Ended, Format, PolicyCommandError, ToldArgs, WhichArgs,
    explain::Named,
    question::AskedArgs,
    replay::{Look, NotReplayed, Replayed},
};
use crate::{
    audit::entry::{Entry, Event, FactRead},
    clock::SystemClock,
    config::{Config, StorePlace},
    ledger::Ledger,
    numbers::{Family, Number},
    policies::hash_of,
    pseudonym::Pseudonyms,
    store::{
        Epochs, FactAges, Store as _,
        archive::{self, Archive},
        postgres::PostgresArchive,
        sqlite::{OpenError, SqliteArchive, SqliteSettings, SqliteStore},
    },
};

use answer::{Answer, Decided, grouped, tell};

// R-REPLAY-3
pub(super) fn run(
    which: &WhichArgs,
    asked: &AskedArgs,
    told: ToldArgs,
    config: &Config,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Ended, PolicyCommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let archive: Box<dyn Archive> = match &config.store {
            StorePlace::Sqlite(path) => Box::new(SqliteArchive::open(path)?),
            StorePlace::Postgres(settings) => Box::new(PostgresArchive::open(settings).await?),
        };
        let child = Child::of(which, &config.pseudonyms)?;
        let desk = Desk {
            archive: archive.as_ref(),
            config,
            told,
            now,
        };
        let look = match (&which.overview, which.entry) {
            (Some(id), _) => Some(archive::Look::Overview(id.clone())),
            (None, Some(entry)) => Some(archive::Look::Entry(entry)),
            (None, None) => None,
        };
        match (look, which.at) {
            (Some(look), at) => desk.look(look, at, &child, out).await,
            (None, Some(at)) => {
                desk.question(asked, at, which.person.as_deref(), &child, out)
                    .await
            }
            (None, None) => Err(NotReplayed::NoLook.into()),
        }
    })
}

/// The child, as far as it was named.
struct Child {
    pseudonym: Option<Pseudonym>,
    born: Option<Date>,
}

impl Child {
    fn of(which: &WhichArgs, pseudonyms: &Pseudonyms) -> Result<Self, PolicyCommandError> {
        let Some(named) = &which.child else {
            return Ok(Self {
                pseudonym: None,
                born: which.born,
            });
        };
        let id = person(named, "the child")?;
        Ok(Self {
            pseudonym: Some(pseudonyms.of(&id)),
            born: id.birth_date(),
        })
    }
}

/// Somebody by the number that is given, or by the next line of standard input.
fn person(named: &str, what: &'static str) -> Result<PersonId, PolicyCommandError> {
    let mut line = String::new();
    let number = match named {
        "-" => {
            io::stdin().read_line(&mut line)?;
            line.trim()
        }
        number => number,
    };
    PersonId::guess(number).map_err(|_| NotReplayed::NoPerson { what }.into())
}

struct Desk<'a> {
    archive: &'a dyn Archive,
    config: &'a Config,
    told: ToldArgs,
    now: Timestamp,
}

impl Desk<'_> {
    /// A look of the log.
    async fn look(
        &self,
        look: archive::Look,
        at: Option<Timestamp>,
        child: &Child,
        out: &mut dyn Write,
    ) -> Result<Ended, PolicyCommandError> {
        let looked = self.archive.look(look).await?.ok_or(NotReplayed::NoLook)?;
        let pseudonym = looked.child.ok_or(NotReplayed::NoChild)?;
        if child.pseudonym.is_some_and(|named| named != pseudonym) {
            return Err(NotReplayed::AnotherChild.into());
        }
        let look = Look::of(&looked.event)?;
        let logged = self.log(pseudonym).await?;
        let at = match at {
            Some(at) => at,
            None => look.decided()?,
        };
        let named = look.policy_hash().map(ToOwned::to_owned);
        let (policy, hash) = self.policy(look.country().code(), named, at).await?;
        // R-REPLAY-5
        let ages = look.ages().unwrap_or(self.config.ages);
        let facts = self.facts(pseudonym, child.born, &ages, at).await?;
        let replayed = look.again(&facts, &policy, at)?;
        let is_same = replayed.is_same();
        self.tell((&policy, &hash), at, logged, Ok(replayed), out)?;
        Ok(match is_same {
            true => Ended::Well,
            false => Ended::Damaged,
        })
    }

    /// A question that nobody put then.
    async fn question(
        &self,
        asked: &AskedArgs,
        at: Timestamp,
        named: Option<&str>,
        child: &Child,
        out: &mut dyn Write,
    ) -> Result<Ended, PolicyCommandError> {
        let pseudonym = child.pseudonym.ok_or(NotReplayed::NoChild)?;
        let is_child = asked.audience.as_deref() == Some("child");
        let person = match named {
            Some(named) => Some((self.config.pseudonyms).of(&person(named, "whoever asks")?)),
            None => is_child.then_some(pseudonym),
        };
        let who = asked.who(person)?;
        let class = asked.class()?;
        let logged = self.log(pseudonym).await?;
        let (policy, hash) = self.policy(class.country.code(), None, at).await?;
        let ages = &self.config.ages;
        let facts = self.facts(pseudonym, child.born, ages, at).await?;
        let question = Question {
            actor: &who.actor,
            ground: who.ground,
            reason_given: who.reason_given,
            purpose: &who.purpose,
            asked: at,
        };
        let asked = Asked {
            question: &question,
            class: &class,
            source: None,
            facts: &facts,
            policy: &policy,
            now: at,
        };
        let told = explain(&asked, &asked.decide()).told(self.language());
        let decided = Decided {
            sector: class.producer.to_string(),
            information_types: vec![class.information_type.to_string()],
            source: None,
            logged: None,
            same: None,
            decision: told,
        };
        self.tell((&policy, &hash), at, logged, Err(decided), out)?;
        Ok(Ended::Well)
    }

    /// Writes down that an operator reads what was known of a child, before it is read. False: the log is a running aggregator's, or on a
    /// server, where each writer is an instance with a chain of its own.
    // R-REPLAY-6
    async fn log(&self, child: Pseudonym) -> Result<bool, PolicyCommandError> {
        let StorePlace::Sqlite(path) = &self.config.store else {
            return Ok(false);
        };
        let clock = Arc::new(SystemClock);
        let store = match SqliteStore::open(&SqliteSettings::at(path), clock, Epochs::new()) {
            Ok(store) => store,
            Err(OpenError::InUse) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let read = FactRead {
            by: "operator".to_owned(),
            what: "replay".to_owned(),
            ..FactRead::default()
        };
        let entry = Entry {
            at: self.now,
            child: Some(child),
            overview_id: None,
            event: Event::FactRead(read),
        };
        store.append(entry).await?;
        Ok(true)
    }

    /// The tables of a time, by the hash that the log names or else by what was in force, and only if the text still has that hash.
    // R-REPLAY-4
    async fn policy(
        &self,
        name: &str,
        named: Option<String>,
        at: Timestamp,
    ) -> Result<(Policy, String), PolicyCommandError> {
        let none = || NotReplayed::NoTable {
            name: name.to_owned(),
        };
        let hash = match named {
            Some(hash) => hash,
            None => (self.archive.in_force(name.to_owned(), at).await?).ok_or_else(none)?,
        };
        let text = (self.archive.table(hash.clone()).await?).ok_or_else(none)?;
        if hash_of(&text) != hash {
            return Err(NotReplayed::Tampered { hash }.into());
        }
        Ok((Policy::parse(&format!("{name} as of {at}"), &text)?, hash))
    }

    /// What was known at a time, with what was forbidden under its other numbers.
    async fn facts(
        &self,
        child: Pseudonym,
        born: Option<Date>,
        ages: &FactAges,
        at: Timestamp,
    ) -> Result<Facts, PolicyCommandError> {
        let number = |number: Pseudonym, born| async move {
            let history = self.archive.history(number).await?;
            let facts = history.facts_at(born, ages, at);
            let then = history.stated.iter().filter(|said| said.at <= at);
            let then = Ledger {
                stated: then.cloned().collect(),
                ..history
            };
            Ok::<_, PolicyCommandError>(Number {
                facts,
                beside: then.beside(at),
            })
        };
        let first = number(child, born).await?;
        let family = Family::walk(child, first, |other| number(other, None)).await?;
        Ok(family.told(None, at).facts)
    }

    fn language(&self) -> Language {
        self.told.language.into()
    }

    fn tell(
        &self,
        (policy, hash): (&Policy, &str),
        at: Timestamp,
        logged: bool,
        what: Result<Replayed, Decided>,
        out: &mut dyn Write,
    ) -> Result<(), PolicyCommandError> {
        let is_look = what.is_ok();
        let same_as_logged = what.as_ref().ok().map(Replayed::is_same);
        let (lost_rules, blocked, decisions) = match what {
            Ok(replayed) => {
                let decisions = grouped(&replayed.rows, self.language());
                (replayed.lost_rules, replayed.blocked, decisions)
            }
            Err(decided) => (Vec::new(), None, vec![decided]),
        };
        let answer = Answer {
            at: at.to_string(),
            logged,
            policy: Named {
                country: policy.country().code(),
                version: policy.version(),
                sha256: hash,
            },
            same_as_logged,
            lost_rules,
            blocked,
            decisions,
        };
        match self.told.format {
            Format::Json => {
                serde_json::to_writer(&mut *out, &answer).map_err(io::Error::from)?;
                writeln!(out)?;
            }
            Format::Text => tell(&answer, is_look, out)?,
        }
        Ok(())
    }
}
