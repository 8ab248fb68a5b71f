//! What is so around the child of a question, as the facts that a decision reads. Everything not said is known, and permits nothing.

use domain::{
    decide::{self, Actor, Class},
    facts::{
        Assessment, Block, BoardDecision, CareRelation, Consent, ConsentKind, Facts,
        GuardianAccess, GuardianAccessKind, Holder, Known, Lift, LiftReason, Pseudonym,
    },
    id::OrganisationId,
    policy::Audience,
    time::{Country, Date, Timestamp},
};
use jiff::SignedDuration;

use super::{
    ChildArgs, ConsentText, InvalidQuestion, QuestionText, Who, optional, organisation_of,
    sector_of, wrong,
};
use crate::{
    cli::policy::instant,
    ledger::{MAX_CONSENTS, MAX_HOLDERS},
};

/// A question with everything that is so around it.
pub(in crate::cli::policy) struct Question {
    who: Who,
    asked: Timestamp,
    pub(in crate::cli::policy) class: Class,
    pub(in crate::cli::policy) source: Option<OrganisationId>,
    pub(in crate::cli::policy) facts: Facts,
}

const CHILD: Pseudonym = Pseudonym([255; 32]);
const OTHER: Pseudonym = Pseudonym([254; 32]);
/// Stand-ins for organisations that are not named. They appear in no answer.
const ASKER: &str = "SE2321000016-ASKER";
const SOURCE: &str = "SE2321000016-SOURCE";

impl Question {
    pub(in crate::cli::policy) fn of(
        text: &QuestionText,
        at: Timestamp,
    ) -> Result<Self, InvalidQuestion> {
        let around = Around {
            text,
            at,
            holders: holders(&text.child)?,
        };
        let asker = match text.asked.audience.as_deref() {
            Some("child") => CHILD,
            _ => around.person("asker", text.child.asker.as_deref().unwrap_or("guardian-1"))?,
        };
        let mut who = text.asked.who(Some(asker))?;
        let own = organisation_of(ASKER).ok();
        if who.actor.audience == Audience::Professional && who.actor.organisation.is_none() {
            who.actor.organisation = own;
        }
        let source = match text.asked.own {
            true => who.actor.organisation.clone(),
            false => organisation_of(SOURCE).ok(),
        };
        Ok(Self {
            class: text.asked.class()?,
            facts: around.facts(&who.actor, source.as_ref())?,
            asked: at,
            source,
            who,
        })
    }

    pub(in crate::cli::policy) fn country(&self) -> Country {
        self.class.country
    }

    pub(in crate::cli::policy) fn question(&self) -> decide::Question<'_> {
        decide::Question {
            actor: &self.who.actor,
            ground: self.who.ground,
            reason_given: self.who.reason_given,
            purpose: &self.who.purpose,
            asked: self.asked,
        }
    }
}

fn holders(child: &ChildArgs) -> Result<Vec<Holder>, InvalidQuestion> {
    let number = child.guardians.unwrap_or(2);
    let residence = child.residence.unwrap_or(1);
    if number > MAX_HOLDERS {
        let expected = format!("at most {MAX_HOLDERS}");
        return Err(wrong("guardians", "are too many", expected));
    }
    let holder = |n: usize| Holder {
        guardian: Pseudonym([u8::try_from(n).unwrap_or(u8::MAX); 32]),
        residence_parent: n == residence,
    };
    Ok((1..=number).map(holder).collect())
}

/// What is so around the child, on its way to facts.
struct Around<'a> {
    text: &'a QuestionText,
    at: Timestamp,
    holders: Vec<Holder>,
}

impl Around<'_> {
    fn person(&self, key: &str, name: &str) -> Result<Pseudonym, InvalidQuestion> {
        let guardian = |name: &str| {
            let number: usize = name.strip_prefix("guardian-")?.parse().ok()?;
            Some(self.holders.get(number.checked_sub(1)?)?.guardian)
        };
        match name {
            "child" => Ok(CHILD),
            "other" => Ok(OTHER),
            name => guardian(name).ok_or_else(|| {
                let expected = format!(
                    "child, other, or guardian-1 to guardian-{}",
                    self.holders.len()
                );
                wrong(key, format!("{name:?} is nobody"), expected)
            }),
        }
    }

    fn known<T>(&self, fact: &str, value: T) -> Known<T> {
        if self
            .text
            .child
            .unknown
            .iter()
            .any(|unknown| unknown == fact)
        {
            return Known::Unknown;
        }
        Known::Told {
            value,
            as_of: self.at,
            max_age: SignedDuration::from_hours(1),
        }
    }

    fn facts(
        &self,
        actor: &Actor,
        source: Option<&OrganisationId>,
    ) -> Result<Facts, InvalidQuestion> {
        const FACTS: [&str; 8] = [
            "custody",
            "protection",
            "consents",
            "relations",
            "blocks",
            "assessments",
            "boards",
            "access",
        ];
        let child = &self.text.child;
        if let Some(odd) = child
            .unknown
            .iter()
            .find(|fact| !FACTS.contains(&fact.as_str()))
        {
            return Err(wrong(
                "unknown",
                format!("{odd:?} is no fact"),
                FACTS.join(", "),
            ));
        }
        let born = optional("born", child.born.as_deref(), |text| {
            text.parse::<Date>().map_err(|_| "a day, YYYY-MM-DD")
        })?;
        let organisation = actor.organisation.clone();
        let relation = |(organisation, sector)| CareRelation {
            organisation,
            unit: None,
            sector,
            start: Timestamp::MIN,
            end: None,
        };
        let found_mature = |organisation| Assessment {
            organisation,
            unit: None,
            mature: true,
            // Just now: what was found before the age at which a rule asks counts for nothing.
            start: self.at,
            ended: None,
        };
        let place = organisation.clone().zip(actor.sector.clone());
        let related = place.filter(|_| !child.unrelated).map(relation);
        let mature = organisation
            .clone()
            .filter(|_| child.mature)
            .map(found_mature);
        let blocked = source.filter(|_| child.blocked || child.lifted);
        let lifted = organisation.filter(|_| child.lifted);
        Ok(Facts {
            child: CHILD,
            birth: born,
            custody: self.known("custody", self.holders.clone()),
            protection: self.known("protection", child.protected),
            consents: self.known("consents", self.consents()?),
            relations: self.known("relations", related.into_iter().collect()),
            blocks: self.known("blocks", blocked.map(block).into_iter().collect()),
            lifts: self.known(
                "lifts",
                lifted.map(|by| self.lift(by)).into_iter().collect(),
            ),
            assessments: self.known("assessments", mature.into_iter().collect()),
            board_decisions: self.known("boards", self.boards()?),
            guardian_access: self.known("access", self.access(actor)?),
        })
    }

    fn consents(&self) -> Result<Vec<Consent>, InvalidQuestion> {
        let child = &self.text.child;
        let before = self
            .at
            .checked_sub(SignedDuration::from_secs(1))
            .unwrap_or(Timestamp::MIN);
        let mut consents = Vec::new();
        let lists = [
            ("permit", &child.permit),
            ("refuse", &child.refuse),
            ("withdrawn", &child.withdrawn),
            ("unverified", &child.unverified),
        ];
        for (key, names) in lists {
            for name in names {
                consents.push(Consent {
                    kind: if key == "refuse" {
                        ConsentKind::Refuse
                    } else {
                        ConsentKind::Permit
                    },
                    ended: (key == "withdrawn").then_some(before),
                    verified: key != "unverified",
                    ..consent(self.person(key, name)?)
                });
            }
        }
        for text in &self.text.consent {
            consents.push(self.consent(text)?);
        }
        if consents.len() > MAX_CONSENTS {
            return Err(wrong(
                "consent",
                "are too many",
                format!("at most {MAX_CONSENTS}"),
            ));
        }
        Ok(consents)
    }

    fn consent(&self, text: &ConsentText) -> Result<Consent, InvalidQuestion> {
        let time = |key, text: &Option<String>| {
            optional(key, text.as_deref(), |text| {
                instant(text).map_err(|_| "an instant or a day")
            })
        };
        let sources = text
            .sources
            .iter()
            .map(|s| optional("consent.sources", Some(s), sector_of));
        let sources = sources.collect::<Result<Vec<_>, _>>()?;
        let one = consent(self.person("consent.who", &text.who)?);
        Ok(Consent {
            kind: if text.refuses {
                ConsentKind::Refuse
            } else {
                ConsentKind::Permit
            },
            recipient: optional(
                "consent.organisation",
                text.organisation.as_deref(),
                organisation_of,
            )?,
            recipient_unit: text.unit.clone(),
            recipient_sector: optional("consent.sector", text.sector.as_deref(), sector_of)?,
            source_sectors: sources.into_iter().flatten().collect(),
            start: time("consent.start", &text.start)?.unwrap_or(one.start),
            end: time("consent.end", &text.end)?,
            ended: time("consent.ended", &text.ended)?,
            purpose: text.purpose.clone(),
            verified: !text.unverified,
            ..one
        })
    }

    fn boards(&self) -> Result<Vec<BoardDecision>, InvalidQuestion> {
        let decision = |name: &String| {
            Ok(BoardDecision {
                guardian: self.person("board", name)?,
                recipient_sector: None,
                source_sectors: Vec::new(),
                start: Timestamp::MIN,
                end: None,
                ended: None,
            })
        };
        self.text.child.board.iter().map(decision).collect()
    }

    fn access(&self, actor: &Actor) -> Result<Vec<GuardianAccess>, InvalidQuestion> {
        let kind = optional(
            "access",
            self.text.child.access.as_deref(),
            |text| match text {
                "extended" => Ok(GuardianAccessKind::Extended),
                "closed" => Ok(GuardianAccessKind::Closed),
                _ => Err("extended or closed"),
            },
        )?;
        let access = kind
            .zip(actor.person)
            .map(|(kind, guardian)| GuardianAccess {
                guardian,
                kind,
                start: Timestamp::MIN,
                end: None,
                ended: None,
            });
        Ok(access.into_iter().collect())
    }

    fn lift(&self, by: OrganisationId) -> Lift {
        let day = SignedDuration::from_hours(24);
        Lift {
            block: BLOCK,
            organisation: by,
            unit: None,
            reason: LiftReason::Consent,
            start: self.at,
            end: self.at.checked_add(day).unwrap_or(Timestamp::MAX),
            ended: None,
        }
    }
}

const BLOCK: [u8; 16] = [1; 16];

fn block(of: &OrganisationId) -> Block {
    Block {
        id: BLOCK,
        organisation: of.clone(),
        unit: None,
        types: Vec::new(),
        period: None,
        wisher: None,
        start: Timestamp::MIN,
        ended: None,
        deleted: None,
    }
}

fn consent(grantor: Pseudonym) -> Consent {
    Consent {
        grantor,
        kind: ConsentKind::Permit,
        recipient: None,
        recipient_unit: None,
        recipient_sector: None,
        source_sectors: Vec::new(),
        start: Timestamp::MIN,
        end: None,
        ended: None,
        deleted: None,
        purpose: None,
        verified: true,
    }
}
