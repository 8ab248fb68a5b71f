//! Whose word it takes, and whether it was said: domain.md section 3.

use domain::{decide::ReasonCode as Code, time::Country};

use crate::axes::{Board, Consents, Custody, Maturity, Point};

/// Whose word a cell asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// Nobody's.
    Nobody,
    /// "G2 / C": all guardians, or the child once it decides.
    GuardiansOrChild,
    /// "RP": the residence parent, or the child once it decides.
    ResidenceParentOrChild,
}

/// The persons of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Person {
    Mother,
    Father,
    Child,
}

pub(super) const MOTHER: Person = Person::Mother;

/// What one person's word is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Permits,
    PermitsUnverified,
    Refuses,
    Ended,
    None,
}

/// Who holds custody, and nobody else: who lost it counts no more.
pub(super) fn holds_custody(custody: Custody, person: Person) -> bool {
    match custody {
        Custody::Both | Custody::BothApart => person != Person::Child,
        Custody::Mother => person == Person::Mother,
        Custody::Father => person == Person::Father,
        Custody::Unknown | Custody::Nobody => false,
    }
}

fn word(consents: Consents, person: Person) -> Word {
    let refuses = |refuser| {
        if person == refuser {
            Word::Refuses
        } else {
            Word::Permits
        }
    };
    let only = |granted: &[Person]| {
        if granted.contains(&person) {
            Word::Permits
        } else {
            Word::None
        }
    };
    match consents {
        Consents::Nothing | Consents::Unknown => Word::None,
        Consents::All | Consents::OnceRefused => Word::Permits,
        Consents::Mother => only(&[Person::Mother]),
        Consents::Father => only(&[Person::Father]),
        Consents::Child => only(&[Person::Child]),
        Consents::Guardians => only(&[Person::Mother, Person::Father]),
        Consents::MotherRefuses => refuses(Person::Mother),
        Consents::FatherRefuses => refuses(Person::Father),
        Consents::ChildRefuses => refuses(Person::Child),
        Consents::FatherEnded if person == Person::Father => Word::Ended,
        Consents::FatherEnded => Word::Permits,
        Consents::Unverified => Word::PermitsUnverified,
        // A consent to somebody else is none to whoever asks; a misregistered one never counted.
        Consents::ToAnother | Consents::Misregistered => Word::None,
    }
}

/// Whether the child decides. `None` = nobody can say, and then both branches must be met.
fn child_decides(point: &Point) -> Option<bool> {
    let years = point.age.years?;
    match point.country() {
        // policy-tables.md: C is the child at 15.
        Country::Dk => Some(years >= 15),
        // policy-tables.md: the child at 16, or assessed at 13 to 15. The clinic's own assessment counts, JO 3153-2016.
        Country::Se if years >= 16 => Some(true),
        Country::Se if years < 13 => Some(false),
        Country::Se => match point.around.maturity {
            Maturity::Mature => Some(true),
            Maturity::NotAssessed | Maturity::Immature | Maturity::ByAnother => Some(false),
            // domain.md 3: "a unit may register a maturity assessment at 13-15", so what was registered before is none.
            Maturity::MatureBeforeThirteen => Some(false),
            Maturity::Unknown => None,
        },
    }
}

/// The guardians whose word is asked for, or why nobody can say.
fn guardians(point: &Point, whose: Whose) -> Result<Vec<Person>, Code> {
    let holders: Vec<_> = [Person::Mother, Person::Father]
        .into_iter()
        .filter(|person| holds_custody(point.custody, *person))
        .collect();
    let asked = match (point.custody, whose) {
        (Custody::Unknown, _) => return Err(Code::CustodyUnknown),
        // Of two the one with whom the child is registered; one alone is that one.
        (Custody::Both, Whose::ResidenceParentOrChild) => vec![Person::Mother],
        (Custody::BothApart, Whose::ResidenceParentOrChild) => Vec::new(),
        _ => holders,
    };
    if asked.is_empty() {
        Err(Code::NobodyCanConsent)
    } else {
        Ok(asked)
    }
}

/// Whether everybody whose consent it takes has given one: the reason that is told first if not.
pub(super) fn consent(point: &Point, whose: Whose) -> Result<(), Code> {
    lacks(point, whose).into_iter().min().map_or(Ok(()), Err)
}

/// What is lacking of the consent that it takes. Nobody knowing whether the child decides, both it and its guardians must.
pub(super) fn lacks(point: &Point, whose: Whose) -> Vec<Code> {
    // Who refused cannot be known when the words are not.
    if point.consents == Consents::Unknown {
        return vec![Code::ConsentUnknown];
    }
    let child = || all_permit(point, &[Person::Child]);
    let guardians = || {
        let asked = guardians(point, whose)?;
        all_permit(point, &not_replaced(point, asked))
    };
    let asked = match child_decides(point) {
        Some(true) => vec![child()],
        Some(false) => vec![guardians()],
        None => vec![child(), guardians()],
    };
    asked.into_iter().filter_map(Result::err).collect()
}

fn all_permit(point: &Point, asked: &[Person]) -> Result<(), Code> {
    let words: Vec<_> = (asked.iter())
        .map(|person| word(point.consents, *person))
        .collect();
    let said = |wanted| words.contains(&wanted);
    // A refusal by somebody who is asked wins, whatever the order.
    if said(Word::Refuses) {
        Err(Code::ConsentRefused)
    } else if said(Word::PermitsUnverified) {
        // Allowed only where the tables say so, and they say so nowhere.
        Err(Code::ConsentNotVerified)
    } else if said(Word::Ended) {
        Err(Code::ConsentWithdrawn)
    } else if said(Word::None) && said(Word::Permits) {
        Err(Code::OtherGuardianMissing)
    } else if said(Word::None) {
        Err(Code::ConsentMissing)
    } else {
        Ok(())
    }
}

/// FB 6:13 a, Swedish law: a board's decision replaces one guardian's consent. Not the only one's, not both: somebody must have said yes.
fn not_replaced(point: &Point, mut asked: Vec<Person>) -> Vec<Person> {
    let several = asked.len() > 1 && point.country() == Country::Se;
    match point.around.board {
        Board::ForFather if several => asked.retain(|person| *person != Person::Father),
        Board::ForMother if several => asked.retain(|person| *person != Person::Mother),
        _ => {}
    }
    asked
}

/// Sundhedsloven 41(3): whoever decides may object, each of them; unknown words may hold an objection, and with custody unknown anybody's
/// is one. It "acts as a block", and an outer block keeps out other care providers, not its own.
pub(super) fn no_objection(point: &Point) -> Result<(), Code> {
    if point.own {
        return Ok(());
    }
    if point.consents == Consents::Unknown {
        return Err(Code::ConsentUnknown);
    }
    let child = child_decides(point);
    let may_object = |person| match person {
        Person::Child if child != Some(false) => true,
        _ if child == Some(true) => false,
        _ => point.custody == Custody::Unknown || holds_custody(point.custody, person),
    };
    let objected = [Person::Mother, Person::Father, Person::Child]
        .into_iter()
        .any(|person| may_object(person) && word(point.consents, person) == Word::Refuses);
    if objected {
        Err(Code::Objected)
    } else {
        Ok(())
    }
}
