//! Blocks as they stand against one question: of a whole source, and of a single record. A block wins over every consent; where nobody
//! can say that something is not blocked, it is.

use jiff::{SignedDuration, tz::TimeZone};

use super::Question;
use crate::{
    facts::{Block, BlockedPeriod, Facts, Lift, Pseudonym, same_unit},
    id::OrganisationId,
    policy::{Audience, BlockRule, Blocker, Policy},
    record::{Header, InformationType, Organisation},
    time::{Basis, Straddle, Timestamp, Window, age_on, inside},
};

/// The blocks that keep an actor out now: in force, not lifted for the actor, and not of the actor's own information.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Blocks {
    standing: Vec<Block>,
}

/// What a block service answers about one piece of information.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockAnswer {
    /// No block reaches it.
    Ok,
    /// It is blocked.
    Blocked,
    /// It names no accountable care provider and unit, so nobody can say.
    ValidationError,
}

/// The part of a question that blocks ask of: who would look.
#[derive(Debug, Clone, Copy)]
pub struct Onlooker<'a> {
    /// The kind of actor.
    pub audience: Audience,
    /// The organisation.
    pub organisation: Option<&'a OrganisationId>,
    /// The unit.
    pub unit: Option<&'a str>,
}

impl<'a> From<&Question<'a>> for Onlooker<'a> {
    fn from(question: &Question<'a>) -> Self {
        Self {
            audience: question.actor.audience,
            organisation: question.actor.organisation.as_ref(),
            unit: question.actor.unit.as_deref(),
        }
    }
}

impl Blocks {
    /// What stands against this actor. `None` when nobody can say: the blocks are unknown, or no rule about blocks holds today.
    // R-BLOCKED-1
    #[must_use]
    pub fn against(
        by: Onlooker<'_>,
        facts: &Facts,
        policy: &Policy,
        now: Timestamp,
    ) -> Option<Self> {
        let rule = policy.block(policy.country().today(now))?;
        if !rule.audiences.contains(&by.audience) {
            return Some(Self::default());
        }
        let mut standing: Vec<_> = (facts.blocks.at(now)?.iter())
            .filter(|block| stand(block, by, facts, (rule, policy), now) == BlockStand::Stands)
            .cloned()
            .collect();
        standing.sort_by_key(|block| block.id);
        Some(Self { standing })
    }

    /// True when nothing is kept from this actor.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.standing.is_empty()
    }

    /// True when everything of this type from a source of this organisation is blocked, so that it is not even asked: an outer block,
    /// whatever the time.
    // R-BLOCKED-2
    #[must_use]
    pub fn all_of(&self, source: Option<&OrganisationId>, kind: &InformationType) -> bool {
        self.standing.iter().any(|block| {
            block.unit.is_none()
                && everywhere(block.period)
                && is_of_type(block, kind)
                && source == Some(&block.organisation)
        })
    }

    /// Whether a record is blocked. `source` is the organisation that answers for the source as a whole.
    // R-BLOCKED-3
    #[must_use]
    pub fn answer(
        &self,
        header: &Header,
        source: Option<&OrganisationId>,
        zone: &TimeZone,
    ) -> BlockAnswer {
        let (Some(provider), Some(unit)) = (&header.care_provider, &header.unit) else {
            return BlockAnswer::ValidationError;
        };
        let blocked = self.standing.iter().any(|block| {
            is_of_type(block, &header.information_type)
                && is_of_provider(block, provider, source)
                && is_of_unit(block, unit)
                && overlaps(block.period, header, zone)
        });
        match blocked {
            true => BlockAnswer::Blocked,
            false => BlockAnswer::Ok,
        }
    }

    /// True when every block here stood in `before` too: what was screened by those may still be shown.
    // R-BLOCKED-7
    #[must_use]
    pub fn adds_nothing_to(&self, before: &Self) -> bool {
        self.standing.iter().all(|b| before.standing.contains(b))
    }
}

/// Where one block stands against one actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockStand {
    /// It keeps the actor out of what it names.
    Stands,
    /// It holds from later on.
    NotYet,
    /// It was ended by the person's wish.
    Ended,
    /// It was taken back as misregistered.
    Deleted,
    /// It is of the actor's own information.
    Own,
    /// It is set aside for the actor for a time.
    Lifted,
    /// Whoever wished it has no say about the child any more.
    NoSay,
}

/// Lifts that are unknown lift nothing.
pub(crate) fn stand(
    block: &Block,
    by: Onlooker<'_>,
    facts: &Facts,
    (rule, policy): (&BlockRule, &Policy),
    now: Timestamp,
) -> BlockStand {
    let most = SignedDuration::from_hours(24 * i64::from(rule.lift_days));
    let mut lifts = facts.lifts.at(now).into_iter().flatten();
    if block.holds_at(now) {
        if is_own(block, by) {
            BlockStand::Own
        } else if block
            .wisher
            .is_some_and(|wisher| !has_a_say(wisher, facts, (rule, policy), now))
        {
            BlockStand::NoSay
        } else if lifts.any(|lift| lift.block == block.id && lifts_for(lift, by, most, now)) {
            BlockStand::Lifted
        } else {
            BlockStand::Stands
        }
    } else if block.deleted.is_some() {
        BlockStand::Deleted
    } else if now < block.start {
        BlockStand::NotYet
    } else {
        BlockStand::Ended
    }
}

/// Whether a block would stand on this person's wish, were it set now.
// R-BLOCKED-12
#[must_use]
pub fn block_would_stand(
    wisher: Pseudonym,
    facts: &Facts,
    policy: &Policy,
    now: Timestamp,
) -> bool {
    let rule = policy.block(policy.country().today(now));
    rule.is_some_and(|rule| has_a_say(wisher, facts, (rule, policy), now))
}

/// Whether a block still rests on somebody's wish: the child's own always does, a guardian's as long as they hold custody and the rule
/// takes guardians' wishes at the child's age. Where nobody can say, it does. As with consent, who lost custody has no say.
// R-BLOCKED-12
fn has_a_say(
    wisher: Pseudonym,
    facts: &Facts,
    (rule, policy): (&BlockRule, &Policy),
    now: Timestamp,
) -> bool {
    if wisher == facts.child {
        return true;
    }
    let holds_custody = (facts.custody.at(now))
        .is_none_or(|holders| holders.iter().any(|holder| holder.guardian == wisher));
    let age = (facts.birth).and_then(|birth| age_on(birth, policy.country().today(now)));
    let takes_guardians = age.is_none_or(|age| {
        rule.cases.iter().any(|case| {
            case.who == Blocker::Guardian && (case.covers(age, true) || case.covers(age, false))
        })
    });
    holds_custody && takes_guardians
}

/// An inner block does not keep its own unit out, an outer one not its own care provider.
// R-BLOCKED-4
fn is_own(block: &Block, by: Onlooker<'_>) -> bool {
    let same_provider = by.organisation == Some(&block.organisation);
    let same_place = match (&block.unit, by.unit) {
        (None, _) => true,
        (Some(blocked), Some(own)) => same_unit(blocked, own),
        (Some(_), None) => false,
    };
    same_provider && same_place
}

/// For the organisation, and the unit if it names one, while it lasts: never longer than the table says, whatever its own end.
// R-BLOCKED-5
fn lifts_for(lift: &Lift, by: Onlooker<'_>, most: SignedDuration, now: Timestamp) -> bool {
    let here = by.organisation == Some(&lift.organisation)
        && (lift.unit.as_deref()).is_none_or(|unit| by.unit.is_some_and(|u| same_unit(unit, u)));
    let latest = lift.start.checked_add(most).unwrap_or(lift.start);
    here && lift.holds_at(now) && now < latest
}

pub(crate) fn is_of_type(block: &Block, kind: &InformationType) -> bool {
    block.types.is_empty() || block.types.contains(kind)
}

/// A provider without an id may be any.
fn is_of_provider(block: &Block, of: &Organisation, source: Option<&OrganisationId>) -> bool {
    (of.id.as_ref()).is_none_or(|id| *id == block.organisation)
        // Whoever answers for the source answers for what it holds.
        || source == Some(&block.organisation)
}

/// A unit without an id may be any.
fn is_of_unit(block: &Block, of: &Organisation) -> bool {
    match (&block.unit, &of.id) {
        (None, _) | (Some(_), None) => true,
        (Some(blocked), Some(id)) => same_unit(blocked, id.value()),
    }
}

/// No period, or one that no time is in, is everywhere.
pub(crate) fn everywhere(period: Option<BlockedPeriod>) -> bool {
    window(period).is_none()
}

fn window(period: Option<BlockedPeriod>) -> Option<Window> {
    let BlockedPeriod { start, end } = period?;
    if (start, end) == (None, None) {
        return None;
    }
    let (start, end) = (
        start.unwrap_or(Timestamp::MIN),
        end.unwrap_or(Timestamp::MAX),
    );
    Window::new(start, end).filter(|window| !window.is_empty())
}

/// Any overlap, a possible one too: a day that may lie inside does, and so does a record that states no time.
fn overlaps(period: Option<BlockedPeriod>, header: &Header, zone: &TimeZone) -> bool {
    let Some(window) = window(period) else {
        return true;
    };
    let time = &header.period;
    let untold = time.start.is_none() && time.end.is_none();
    untold
        || time.is_reversed(zone)
        || [time.start, time.end]
            .into_iter()
            .flatten()
            .any(|m| m.known_interval(zone).is_none())
        || inside(&window, time, Basis::Overlap, Straddle::In, zone)
}
