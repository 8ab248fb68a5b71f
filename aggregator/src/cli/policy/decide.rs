//! `aggregator policy decide`: a decision made again as then, from the store that a running aggregator may be writing to.

use std::io::{self, Write};

use domain::{
    decide::Question,
    explain::{Asked, Language, Told, explain},
    facts::{Facts, Pseudonym},
    id::PersonId,
    policy::Policy,
    time::{Date, Timestamp},
};
use serde::Serialize;

use super::{
    Ended, Format, PolicyCommandError, ToldArgs, WhichArgs,
    explain::Named,
    question::AskedArgs,
    replay::{Look, NotReplayed, Replayed, Row},
};
use crate::{
    config::{Config, StorePlace},
    ledger::Ledger,
    overview::forbid,
    policies::hash_of,
    pseudonym::Pseudonyms,
    store::{
        archive::{self, Archive},
        postgres::PostgresArchive,
        sqlite::SqliteArchive,
    },
};

/// The answer in JSON.
#[derive(Serialize)]
struct Answer<'a> {
    at: String,
    policy: Named<'a>,
    /// `None` where the question was no look.
    #[serde(skip_serializing_if = "Option::is_none")]
    same_as_logged: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lost_rules: Vec<String>,
    decisions: Vec<Decided>,
}

/// What holds for some types of one sector.
#[derive(Serialize)]
struct Decided {
    sector: String,
    information_types: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logged: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    same: Option<bool>,
    #[serde(flatten)]
    decision: Told,
}

// R-REPLAY-3
pub(super) fn run(
    which: &WhichArgs,
    asked: &AskedArgs,
    told: ToldArgs,
    config: &Config,
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
        let mut read = String::new();
        let number = match named.as_str() {
            "-" => {
                io::stdin().read_line(&mut read)?;
                read.trim()
            }
            number => number,
        };
        let id =
            PersonId::guess(number).map_err(|_| NotReplayed::NoPerson { what: "the child" })?;
        Ok(Self {
            pseudonym: Some(pseudonyms.of(&id)),
            born: id.birth_date(),
        })
    }
}

struct Desk<'a> {
    archive: &'a dyn Archive,
    config: &'a Config,
    told: ToldArgs,
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
        let at = match at {
            Some(at) => at,
            None => look.decided()?,
        };
        let named = look.policy_hash().map(ToOwned::to_owned);
        let (policy, hash) = self.policy(look.country().code(), named, at).await?;
        let facts = self.facts(pseudonym, child.born, at).await?;
        let replayed = look.again(&facts, &policy, at);
        let is_same = replayed.is_same();
        self.tell(&policy, &hash, at, Ok(replayed), out)?;
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
        person: Option<&str>,
        child: &Child,
        out: &mut dyn Write,
    ) -> Result<Ended, PolicyCommandError> {
        let pseudonym = child.pseudonym.ok_or(NotReplayed::NoChild)?;
        let person = person.map(|number| {
            let id = PersonId::guess(number).map_err(|_| NotReplayed::NoPerson {
                what: "whoever asks",
            });
            id.map(|id| self.config.pseudonyms.of(&id))
        });
        let is_child = asked.audience.as_deref() == Some("child");
        let person = person
            .transpose()?
            .or_else(|| is_child.then_some(pseudonym));
        let who = asked.who(person)?;
        let class = asked.class()?;
        let (policy, hash) = self.policy(class.country.code(), None, at).await?;
        let facts = self.facts(pseudonym, child.born, at).await?;
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
            logged: None,
            same: None,
            decision: told,
        };
        self.tell(&policy, &hash, at, Err(decided), out)?;
        Ok(Ended::Well)
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

    /// What was known at a time, with what was forbidden under the numbers that the child had before.
    async fn facts(
        &self,
        child: Pseudonym,
        born: Option<Date>,
        at: Timestamp,
    ) -> Result<Facts, PolicyCommandError> {
        let ages = &self.config.ages;
        let history = self.archive.history(child).await?;
        let mut facts = history.facts_at(born, ages, at);
        let then = Ledger {
            stated: history
                .stated
                .iter()
                .filter(|s| s.at <= at)
                .cloned()
                .collect(),
            ..history
        };
        if !facts.is_protected(at) {
            for older in then.beside(at).older_ids {
                if older.open(child, &self.config.seal).is_none() {
                    continue;
                }
                let before = self.archive.history(older.pseudonym).await?;
                forbid(&mut facts, before.facts_at(None, ages, at), at);
            }
        }
        Ok(facts)
    }

    fn language(&self) -> Language {
        self.told.language.into()
    }

    fn tell(
        &self,
        policy: &Policy,
        hash: &str,
        at: Timestamp,
        what: Result<Replayed, Decided>,
        out: &mut dyn Write,
    ) -> Result<(), PolicyCommandError> {
        let is_look = what.is_ok();
        let (same_as_logged, lost_rules, decisions) = match what {
            Ok(replayed) => {
                let same = replayed.is_same();
                (
                    Some(same),
                    replayed.lost_rules.clone(),
                    grouped(&replayed.rows, self.language()),
                )
            }
            Err(decided) => (None, Vec::new(), vec![decided]),
        };
        let answer = Answer {
            at: at.to_string(),
            policy: Named {
                country: policy.country().code(),
                version: policy.version(),
                sha256: hash,
            },
            same_as_logged,
            lost_rules,
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

/// Types of a sector for which the same was said in the same words stand together.
fn grouped(rows: &[Row], language: Language) -> Vec<Decided> {
    let mut decided: Vec<Decided> = Vec::new();
    for row in rows {
        let decision = row.explanation.told(language);
        let like = |one: &&mut Decided| {
            let alike = (
                &one.decision.facts,
                &one.decision.rules,
                &one.decision.reasons,
            );
            one.sector == row.sector
                && one.same == Some(row.is_same)
                && one.logged.as_deref() == Some(row.recorded.as_str())
                && alike == (&decision.facts, &decision.rules, &decision.reasons)
                && one.decision.terms == decision.terms
        };
        if let Some(one) = decided.iter_mut().find(like) {
            one.information_types.push(row.information_type.clone());
            continue;
        }
        decided.push(Decided {
            sector: row.sector.clone(),
            information_types: vec![row.information_type.clone()],
            logged: Some(row.recorded.clone()),
            same: Some(row.is_same),
            decision,
        });
    }
    decided
}

fn tell(answer: &Answer<'_>, is_look: bool, out: &mut dyn Write) -> io::Result<()> {
    let Named {
        country,
        version,
        sha256,
    } = &answer.policy;
    writeln!(out, "decided again as of {}", answer.at)?;
    writeln!(
        out,
        "tables of {country}, version {version}, sha256 {sha256}"
    )?;
    if is_look {
        writeln!(
            out,
            "{}",
            match answer.same_as_logged {
                Some(true) => "the same as the access log says",
                _ => "NOT the same as the access log says",
            }
        )?;
    }
    for rule in &answer.lost_rules {
        writeln!(out, "- the log names {rule}, which decides nothing of it")?;
    }
    for decided in &answer.decisions {
        let types = decided.information_types.join(", ");
        write!(out, "\n== {}: {types}\n", decided.sector)?;
        if let (Some(logged), Some(same)) = (&decided.logged, decided.same) {
            let same = if same { "the same" } else { "NOT the same" };
            writeln!(
                out,
                "logged: {logged}; decided again: {}; {same}",
                decided.decision.outcome
            )?;
        }
        write!(out, "{}", decided.decision)?;
    }
    Ok(())
}
