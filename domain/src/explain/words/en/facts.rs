//! The facts in English: each finding as a sentence, persons by the part they play.

use crate::{
    decide::{BlockStand, ScopePart},
    explain::{
        AccessFound, BlockReach, BlocksFound, Finding, Person, PurposeStanding, RelationFound,
        RelationLack, WordStanding,
        told::Local,
        words::{capital, list},
    },
    facts::ConsentKind,
    policy::{Audience, Grantors, Ground},
};

pub(super) fn finding(finding: &Finding, local: Local) -> String {
    match finding {
        Finding::Purpose { code, standing } => purpose(code, *standing),
        Finding::Ground {
            claimed,
            reason_given,
        } => ground(*claimed, *reason_given),
        Finding::Age(Some(age)) => format!("The child is {age} years old."),
        Finding::Age(None) => {
            "The child's age is not known: the strictest branch of every rule holds.".to_owned()
        }
        Finding::Relation(found) => relation(*found).to_owned(),
        Finding::Protection(found) => protection(*found).to_owned(),
        Finding::Custody(None) => "Who holds custody is not known.".to_owned(),
        Finding::Custody(Some(holders)) if holders.is_empty() => "Nobody holds custody.".to_owned(),
        Finding::Custody(Some(holders)) => {
            let holders: Vec<_> = holders.iter().map(|who| person(*who)).collect();
            format!("Custody is held by {}.", list(&holders, "and"))
        }
        Finding::Maturity(found) => maturity(*found).to_owned(),
        Finding::Asked {
            rule,
            who,
            objection,
        } => asked(rule, who, *objection),
        Finding::Board {
            about,
            counts: true,
        } => {
            format!(
                "A board's decision stands in for the consent of {}.",
                person(*about)
            )
        }
        Finding::Board {
            about,
            counts: false,
        } => {
            format!(
                "A board's decision about {} does not hold here.",
                person(*about)
            )
        }
        Finding::Word {
            who,
            kind,
            standing,
        } => word(*who, *kind, *standing, local),
        Finding::Silent(who) => format!("{} has said nothing.", capital(&person(*who))),
        Finding::WordsUnknown => "Consents cannot be read or are too old.".to_owned(),
        Finding::Blocks(found) => blocks(*found).to_owned(),
        Finding::Block { standing, reach } => block(*standing, *reach),
        Finding::GuardianAccess(found) => access(*found).to_owned(),
    }
}

fn ground(claimed: Option<Ground>, reason_given: bool) -> String {
    let claimed = match claimed {
        None => "No ground was named: the ordinary ones of the tables are tried.",
        Some(Ground::Consent) => "Consent was named as the ground.",
        Some(Ground::Emergency) => "An emergency was named as the ground.",
        Some(Ground::OwnAccess) => "Own access was named as the ground.",
        Some(Ground::Statute) => "A statute was named as the ground.",
        Some(Ground::Necessity) => "Necessity was named as the ground.",
    };
    match reason_given {
        true => format!("{claimed} A reason was stated."),
        false => claimed.to_owned(),
    }
}

fn person(who: Person) -> String {
    match who {
        Person::Child => "the child".to_owned(),
        Person::ResidenceParent => "the residence parent".to_owned(),
        Person::OtherGuardian => "the other guardian".to_owned(),
        Person::OnlyGuardian => "the only guardian".to_owned(),
        Person::Guardian(number) => format!("guardian {number}"),
        Person::NoCustody => "somebody who does not hold custody today".to_owned(),
        Person::Somebody => "somebody (who holds custody is not known)".to_owned(),
    }
}

fn relation(found: RelationFound) -> &'static str {
    match found {
        RelationFound::Works => "Whoever asks works with the child.",
        RelationFound::WorksElsewhere(lack) => match lack {
            RelationLack::NotYet => "The organisation works with the child from later on.",
            RelationLack::Over => "The organisation no longer works with the child.",
            RelationLack::OtherUnit => "Another unit of the organisation works with the child.",
            RelationLack::OtherSector => "The organisation works with the child in another sector.",
        },
        RelationFound::None => "The organisation does not work with the child.",
        RelationFound::Unknown => "Whether the organisation works with the child is not known.",
        RelationFound::HoldsCustody => "Whoever asks holds custody.",
        RelationFound::NoCustody => "Whoever asks does not hold custody.",
        RelationFound::CustodyUnknown => "Whether whoever asks holds custody is not known.",
        RelationFound::ClosedByProtection => {
            "Whoever asks holds custody, but protected identity closes guardians' access."
        }
        RelationFound::Closed => "Whoever asks holds custody, but the access is closed.",
        RelationFound::AccessUnknown => {
            "Whoever asks holds custody, but nobody can say that the access is not closed."
        }
        RelationFound::IsChild => "Whoever asks is the child.",
        RelationFound::IsNotChild => "Whoever asks is not the child.",
    }
}

fn asked(rule: &str, who: &[Grantors], objection: bool) -> String {
    let who: Vec<_> = (who.iter())
        .map(|who| match (who, objection) {
            (Grantors::AllGuardians, false) => "every guardian",
            (Grantors::OneGuardian, false) => "one guardian, unless another refuses",
            (Grantors::ResidenceParent, false) => "the residence parent",
            (Grantors::Child, _) => "the child",
            (Grantors::ChildAndGuardians, false) => "the child and every guardian",
            (Grantors::ChildAndGuardians, true) => "the child or any guardian",
            (_, true) => "any guardian",
        })
        .collect();
    match (who.as_slice(), objection) {
        ([], _) => format!("{rule} asks nobody at this age."),
        (who, false) => format!(
            "{rule} takes the consent of {} at this age.",
            list(who, "and of")
        ),
        (who, true) => format!(
            "{rule} takes no consent; {} may object at this age.",
            list(who, "and")
        ),
    }
}

fn word(who: Person, kind: ConsentKind, standing: WordStanding, local: Local) -> String {
    let what = match kind {
        ConsentKind::Permit => "consent",
        ConsentKind::Refuse => "refusal",
    };
    let (who, at) = (person(who), |at| local.minute(at));
    match standing {
        WordStanding::Counts => format!("The {what} of {who} counts."),
        WordStanding::CountsUnverified => format!(
            "The {what} of {who} counts although whoever benefits registered it: the rule says so."
        ),
        WordStanding::Unverified => format!(
            "The {what} of {who} does not count: whoever benefits registered it on another's word."
        ),
        WordStanding::NotAsked => {
            format!("The {what} of {who} changes nothing: their word is not taken here.")
        }
        WordStanding::Replaced => {
            format!("The {what} of {who} changes nothing: a board's decision stands in for it.")
        }
        WordStanding::OutOfScope(part) => {
            format!("The {what} of {who} does not count here: {}.", scope(part))
        }
        WordStanding::NotYet(start) => format!(
            "The {what} of {who} does not count yet: it holds from {}.",
            at(start)
        ),
        WordStanding::Over(end) => format!(
            "The {what} of {who} no longer counts: it held until {}.",
            at(end)
        ),
        WordStanding::Ended(ended) => format!(
            "The {what} of {who} no longer counts: it was withdrawn {}.",
            at(ended)
        ),
        WordStanding::Deleted => {
            format!("The {what} of {who} never counted: it was misregistered and taken back.")
        }
    }
}

fn scope(part: ScopePart) -> &'static str {
    match part {
        ScopePart::Organisation => "it is for another organisation",
        ScopePart::Unit => "it is for another unit",
        ScopePart::Sector => "it is for another sector",
        ScopePart::Source => "it is about other sources",
        ScopePart::Purpose => "it is for another purpose",
    }
}

fn blocks(found: BlocksFound) -> &'static str {
    match found {
        BlocksFound::Unknown => {
            "Blocks cannot be read or are too old: what they could keep back is withheld."
        }
        BlocksFound::NotMeantFor(Audience::Child) => "Blocks are not meant for the child.",
        BlocksFound::NotMeantFor(Audience::Guardian) => "Blocks are not meant for guardians.",
        BlocksFound::NotMeantFor(Audience::Professional) => {
            "Blocks are not meant for whoever asks."
        }
        BlocksFound::HeldOpen => {
            "There are blocks, and this is shown all the same: blocks do not hold against the rule."
        }
        BlocksFound::None => "There are no blocks.",
    }
}

fn block(standing: BlockStand, reach: BlockReach) -> String {
    match (standing, reach) {
        (BlockStand::Stands, BlockReach::Whole) => "A block keeps all of it back.",
        (BlockStand::Stands, BlockReach::Some) => "A block keeps back those records that it names.",
        (BlockStand::Stands, BlockReach::OtherTypes) => {
            "A block is of other types and keeps nothing of this back."
        }
        (BlockStand::NotYet, _) => "A block does not hold yet.",
        (BlockStand::Ended, _) => "A block was ended.",
        (BlockStand::Deleted, _) => "A block was misregistered and taken back.",
        (BlockStand::Own, _) => "A block of the own information does not keep its own people out.",
        (BlockStand::Lifted, _) => "A block is set aside for whoever asks, for a time.",
        (BlockStand::NoSay, _) => "Whoever wished a block has no say about the child any more.",
    }
    .to_owned()
}

fn protection(found: Option<bool>) -> &'static str {
    match found {
        Some(true) => "The child's identity is protected.",
        Some(false) => "The child's identity is not protected.",
        None => "Whether the identity is protected is not known: it counts as protected.",
    }
}

fn maturity(found: Option<bool>) -> &'static str {
    match found {
        Some(true) => "Whoever asks has found the child mature enough to decide.",
        Some(false) => "Whoever asks has not found the child mature enough to decide.",
        None => "Whether the child was found mature is not known: both cases must be met.",
    }
}

fn access(found: AccessFound) -> &'static str {
    match found {
        AccessFound::Extended => {
            "The guardian's access is extended beyond the age at which it ends."
        }
        AccessFound::Closed => "The guardian's access is closed.",
        AccessFound::Unknown => {
            "Whether the guardian's access is closed is not known: it counts as closed."
        }
    }
}

fn purpose(code: &str, standing: PurposeStanding) -> String {
    match standing {
        PurposeStanding::Allowed => {
            format!("The look is for “{code}”, which the tables allow.")
        }
        PurposeStanding::Refused => {
            format!("The look is for “{code}”, which the tables refuse here.")
        }
        PurposeStanding::Unnamed => {
            "The look is for a purpose that the tables do not name.".to_owned()
        }
    }
}
