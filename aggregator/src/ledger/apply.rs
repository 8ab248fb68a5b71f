//! Whether a statement is taken: once only, within the bounds, about something that is there; and whether it changes what is in force.

use domain::{
    facts::{CLOCK_SKEW, ConsentKind},
    time::Timestamp,
};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{
    Ledger, LedgerError, MAX_CONSENTS, MAX_HOLDERS, MAX_LIFT_DAYS, MAX_OF_A_KIND, MAX_OLDER_IDS,
    MAX_RELATIONS, MAX_SCOPE, Stated, Statement, Subject, statement::RelationTold,
};
use crate::store::Teller;

/// What taking a statement does.
#[derive(Debug, Clone, PartialEq)]
pub enum Applied {
    /// It was said before, in the same words by the same teller: nothing is written.
    Standing(Box<Stated>),
    /// It is to be written.
    New {
        /// The text to write.
        text: String,
        /// The statement as it reads back.
        statement: Box<Statement>,
        /// Whether what is in force changes, so that the child's epoch is raised.
        raises: bool,
    },
}

/// Judges one statement against all that was said of the child before. `now` is our clock's time; it becomes the statement's.
///
/// # Errors
/// [`LedgerError`]; then nothing is written.
// R-STORE-8
pub fn apply(
    ledger: &Ledger,
    statement: &Statement,
    by: &Teller,
    now: Timestamp,
) -> Result<Applied, LedgerError> {
    let (text, statement) = (statement.as_written()).map_err(|_| LedgerError::Unwritable)?;
    if let Some(standing) = standing(ledger, &statement, by)? {
        return Ok(Applied::Standing(Box::new(standing.clone())));
    }
    refuse_unfit(ledger, &statement, now)?;
    refuse_too_many(ledger, &statement)?;
    let raises = changes(ledger, &statement, by, now);
    Ok(Applied::New {
        text,
        statement: Box::new(statement),
        raises,
    })
}

/// The statement that says the same already.
fn standing<'a>(
    ledger: &'a Ledger,
    statement: &Statement,
    by: &Teller,
) -> Result<Option<&'a Stated>, LedgerError> {
    if let Some(id) = statement.id() {
        return match ledger.find(id) {
            Some(before) if before.statement == *statement && before.by == *by => Ok(Some(before)),
            Some(_) => Err(LedgerError::Conflict),
            None => Ok(None),
        };
    }
    let mut before = ledger.stated.iter();
    // R-STORE-9: of several ends the first counts, whoever tells the others.
    if let Some(of) = statement.ends() {
        return Ok(before
            .find(|s| s.statement.ends() == Some(of) && s.statement.kind() == statement.kind()));
    }
    Ok(match statement {
        Statement::CustodyTold(_) | Statement::ProtectionTold(_) => {
            let latest = ledger.latest(statement.subject());
            latest.filter(|s| s.statement == *statement && s.by == *by)
        }
        Statement::IdentityLinkTold(_) => {
            let latest = before.rfind(|s| s.statement.subject() == Subject::IdentityLink);
            latest.filter(|s| s.statement == *statement && s.by == *by)
        }
        Statement::RelationTold(told) => {
            let latest = relations(ledger).rfind(|(_, r)| same_place(r, told));
            latest.filter(|(_, r)| *r == told).map(|(s, _)| s)
        }
        Statement::ConsentRequestAnswered(answer) => {
            let by_grantor = |s: &&Stated| {
                matches!(&s.statement, Statement::ConsentRequestAnswered(a)
                    if (a.request, a.grantor) == (answer.request, answer.grantor))
            };
            before
                .rfind(by_grantor)
                .filter(|s| s.statement == *statement)
        }
        _ => before.find(|s| s.statement == *statement),
    })
}

fn relations(ledger: &Ledger) -> impl DoubleEndedIterator<Item = (&Stated, &RelationTold)> {
    ledger.stated.iter().filter_map(|s| match &s.statement {
        Statement::RelationTold(relation) => Some((s, relation)),
        _ => None,
    })
}

pub(super) fn same_place(one: &RelationTold, other: &RelationTold) -> bool {
    (&one.organisation, &one.unit, &one.sector) == (&other.organisation, &other.unit, &other.sector)
}

fn refuse_unfit(ledger: &Ledger, statement: &Statement, now: Timestamp) -> Result<(), LedgerError> {
    let is_there = |id: Uuid, subject: Subject| {
        (ledger
            .find(id)
            .is_some_and(|s| s.statement.subject() == subject))
        .then_some(())
        .ok_or(LedgerError::Unknown)
    };
    // R-FACTS-3: a fact from the future would win over every later word until that future has come.
    let as_of = match statement {
        Statement::IdentityLinkTold(told) => Some(told.as_of),
        Statement::CustodyByHand(word) => Some(word.as_of),
        told => told.as_of(),
    };
    if as_of.is_some_and(|as_of| as_of.duration_since(now) > CLOCK_SKEW) {
        return Err(LedgerError::AsOfInFuture);
    }
    if let Some(of) = statement.ends() {
        return is_there(of, statement.subject());
    }
    match statement {
        Statement::ConsentRegistered(s) => ordered(s.start, s.end),
        Statement::BoardDecided(s) => ordered(s.start, s.end),
        Statement::GuardianAccessSet(s) => ordered(s.start, s.end),
        Statement::BlockRegistered(s) => {
            ordered(s.period.and_then(|p| p.start), s.period.and_then(|p| p.end))
        }
        Statement::LiftRegistered(s) => {
            // R-LINK-8
            if s.block_of.is_none_or(|of| of == ledger.child) {
                is_there(s.block, Subject::Block)?;
            }
            let start = s.start.unwrap_or(now);
            ordered(Some(start), Some(s.end))?;
            // R-STORE-11
            if s.end.duration_since(start) > SignedDuration::from_hours(24 * MAX_LIFT_DAYS) {
                return Err(LedgerError::LiftTooLong);
            }
            Ok(())
        }
        Statement::ConsentRequestAnswered(s) => is_there(s.request, Subject::ConsentRequest),
        Statement::InformationAnswered(s) => is_there(s.request, Subject::InformationRequest),
        _ => Ok(()),
    }
}

fn ordered(start: Option<Timestamp>, end: Option<Timestamp>) -> Result<(), LedgerError> {
    match (start, end) {
        (Some(start), Some(end)) if end <= start => Err(LedgerError::EmptyPeriod),
        _ => Ok(()),
    }
}

fn refuse_too_many(ledger: &Ledger, statement: &Statement) -> Result<(), LedgerError> {
    let too_many = |what| Err(LedgerError::TooMany { what });
    let scope = match statement {
        Statement::ConsentRegistered(s) => s.source_sectors.len(),
        Statement::BoardDecided(s) => s.source_sectors.len(),
        Statement::ConsentRequested(s) => s.source_sectors.len().max(s.grantors.len()),
        Statement::BlockRegistered(s) => s.types.len(),
        Statement::InformationRequested(s) => s.types.len(),
        _ => 0,
    };
    if scope > MAX_SCOPE {
        return too_many("sectors, types or grantors in one statement");
    }
    let of_kind = |s: &&Stated| s.statement.kind() == statement.kind();
    let said = || ledger.stated.iter().filter(of_kind).count();
    match statement {
        Statement::CustodyTold(s) if s.holders.len() > MAX_HOLDERS => too_many("who hold custody"),
        Statement::CustodyByHand(s) if s.holders.len() > MAX_HOLDERS => {
            too_many("who hold custody")
        }
        Statement::CustodyTold(_) | Statement::ProtectionTold(_) => Ok(()),
        // R-LINK-2
        Statement::IdentityLinkTold(s) if s.older.len() > MAX_OLDER_IDS => {
            too_many("numbers before")
        }
        Statement::RelationTold(told) => {
            let known = ledger.everything(Timestamp::MAX).relations();
            let replaces = relations(ledger).any(|(_, r)| same_place(r, told));
            if !replaces && known.len() >= MAX_RELATIONS {
                return too_many("relations");
            }
            Ok(())
        }
        Statement::ConsentRegistered(s) => {
            let room = match s.kind {
                ConsentKind::Permit => MAX_CONSENTS,
                ConsentKind::Refuse => 2 * MAX_CONSENTS,
            };
            if said() >= room {
                return too_many("consents");
            }
            Ok(())
        }
        // An end is there once for each beginning.
        _ if statement.ends().is_some() => Ok(()),
        // A link forbids, so none is turned away: only a register that the configuration pins tells any. R-LINK-7
        Statement::IdentityLinkTold(_) | Statement::NumberNamed(_) => Ok(()),
        _ if said() >= MAX_OF_A_KIND => too_many("of this kind"),
        _ => Ok(()),
    }
}

/// Whether a decision could read another thing after it.
// R-GATE-1
fn changes(ledger: &Ledger, statement: &Statement, by: &Teller, now: Timestamp) -> bool {
    if matches!(
        statement.subject(),
        Subject::ConsentRequest | Subject::InformationRequest
    ) {
        return false;
    }
    let next = Stated {
        statement: statement.clone(),
        by: by.clone(),
        at: now,
        seq: u64::MAX,
    };
    let before = ledger.everything(now);
    let after = before.with(&next);
    before.in_force(statement.subject()) != after.in_force(statement.subject())
}
