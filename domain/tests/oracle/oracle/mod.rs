//! What the documents say of a point, as plain conditions: no table is read, none of the decision's own code is called.
//! `sweden.rs` and `denmark.rs` go through the cells of policy-tables.md; here is what holds for every cell.

mod beyond;
mod denmark;
mod grantors;
mod sweden;
mod window;

use domain::{
    decide::{ReasonCode, ReasonCode as Code, Visibility},
    policy::Ground,
    time::{Country, Timestamp},
};

use crate::axes::{
    Access, Blocked, Kind, Point, Protection, Purpose, Relation, Sector, Stated, Who,
};
use beyond::note;
pub(crate) use beyond::{Choice, Way, made};
use grantors::Whose;
use window::Since;

/// What is to be expected at a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) answer: Answer,
    pub(crate) visibility: Visibility,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Shown by this ground, from this instant on, masked or not.
    Permit {
        ground: Ground,
        since: Timestamp,
        masked: bool,
    },
    /// A person at the source releases it; the reason that is told first.
    OnRequest(ReasonCode),
    /// Not shown; the reason that is told first.
    Withhold(ReasonCode),
}

/// What a cell gives by one ground, before anything is known of this child's case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gives {
    /// The cell has no such ground.
    Nothing,
    /// "–" where a rule says so by name.
    Never,
    /// "R" that takes nobody's consent.
    Request,
    /// "R consent": a person at the source releases it, with the consent of these.
    RequestBy(Whose),
    /// "D".
    Direct { whose: Whose, since: Since },
    /// Not at this age.
    NotAtThisAge,
    /// It hangs on the age, and nobody knows it.
    AgeUnknown,
}

impl Gives {
    /// "D" where nobody is asked.
    const fn direct(since: Since) -> Self {
        Self::Direct {
            whose: Whose::Nobody,
            since,
        }
    }
}

/// What the documents say.
pub(crate) fn says(point: &Point) -> Said {
    // domain.md 1: research and quality are refused by a named rule; what is not allowed is withheld, and nothing is told.
    if !is_for_an_allowed_purpose(point) {
        return withhold(Code::PurposeRefused, Visibility::Refused);
    }
    // design.md 3: REFUSED without a relation, REASONS with one; FULL where something is shown.
    let told = if has_relation(point) {
        Visibility::Reasons
    } else {
        Visibility::Refused
    };
    match of_the_cell(point) {
        Answer::Permit { ground, since, .. } => of_this_child(point, ground, since, told),
        Answer::OnRequest(code) => on_request(code),
        Answer::Withhold(code) => withhold(code, told),
    }
}

/// Care for whoever works with the child, own access for citizens.
fn is_for_an_allowed_purpose(point: &Point) -> bool {
    match point.around.purpose {
        Purpose::Usual => true,
        Purpose::Care => {
            if point.who.is_citizen() {
                note(Choice::CitizensMayStateCare);
            }
            true
        }
        Purpose::OwnAccess => point.who.is_citizen(),
        Purpose::Research | Purpose::Quality | Purpose::Unnamed => false,
    }
}

/// design.md 3: a relation is proven by facts. A professional's is the organisation's, in that sector and unit; a guardian's is custody
/// today, and access that is not closed; the child is itself.
fn has_relation(point: &Point) -> bool {
    match point.who {
        Who::At(_) => point.around.relation == Relation::Yes,
        Who::Guardian => {
            grantors::holds_custody(point.custody, grantors::MOTHER) && !is_closed(point)
        }
        Who::Child => true,
    }
}

/// domain.md 3: guardians lose access by themselves under protection; unknown protection counts as protected. A closed access wins over
/// all that opens, and one that cannot be read is closed.
fn is_closed(point: &Point) -> bool {
    let by_itself = matches!(
        point.around.access,
        Access::Closed | Access::Both | Access::Unknown
    );
    by_itself || point.protection != Protection::No
}

const GROUNDS: [Ground; 5] = [
    Ground::Consent,
    Ground::Necessity,
    Ground::Statute,
    Ground::OwnAccess,
    Ground::Emergency,
];

/// What the tables' cell comes to with the words that were said.
fn of_the_cell(point: &Point) -> Answer {
    // design.md 4: a type that the tables do not name is withheld.
    if point.kind == Kind::Unnamed {
        return Answer::Withhold(Code::UnknownType);
    }
    let cell = GROUNDS.map(|ground| (ground, gives(point, ground)));
    let has = |wanted| cell.iter().any(|(_, gives)| *gives == wanted);
    // What no rule allows is withheld; "–" beats every ground, and age shuts a citizen's cell whatever they claim.
    if cell.iter().all(|(_, gives)| *gives == Gives::Nothing) {
        return Answer::Withhold(Code::NoRule);
    } else if has(Gives::NotAtThisAge) {
        return Answer::Withhold(Code::NotAtThisAge);
    } else if has(Gives::AgeUnknown) {
        return Answer::Withhold(Code::AgeUnknown);
    } else if has(Gives::Never) {
        return Answer::Withhold(Code::NeverShared);
    }
    // A ground that is claimed is the one that must hold; an emergency is somebody's act and never taken by itself.
    let tried = |ground: Ground| match point.claim {
        Some(claimed) => ground == claimed,
        None => ground != Ground::Emergency,
    };
    let mut best: Option<Answer> = None;
    for (ground, gives) in cell.into_iter().filter(|(ground, _)| tried(*ground)) {
        let answer = match gives {
            Gives::Request | Gives::RequestBy(_) if !has_relation(point) => {
                Answer::Withhold(Code::NoRelation)
            }
            Gives::Request => Answer::OnRequest(Code::ReleasedAfterReview),
            Gives::RequestBy(whose) => by_request(point, whose),
            Gives::Direct { whose, since } => by_direct(point, ground, whose, since),
            Gives::Nothing | Gives::Never | Gives::NotAtThisAge | Gives::AgeUnknown => continue,
        };
        // domain.md 3: a refusal wins over any permit, and nobody can say that nobody refused when the words are unknown. "Consent or
        // OSL 26:9" is two ways of asking a person, and that one is refused leaves the other.
        let direct = matches!(gives, Gives::Direct { .. });
        let said_no = matches!(
            answer,
            Answer::Withhold(Code::ConsentRefused | Code::Objected | Code::ConsentUnknown)
        );
        if direct && said_no {
            return answer;
        }
        best = Some(match best {
            Some(before) if rank(&before) >= rank(&answer) => before,
            _ => answer,
        });
    }
    best.unwrap_or(Answer::Withhold(Code::GroundNotApplicable))
}

fn rank(answer: &Answer) -> u8 {
    match answer {
        Answer::Permit { .. } => 3,
        // Nothing is lacking but the person's release.
        Answer::OnRequest(Code::ReleasedAfterReview) => 2,
        Answer::OnRequest(_) => 1,
        Answer::Withhold(_) => 0,
    }
}

/// "R consent; G2 / C": a refusal wins over every way, unknown withholds; a word that is merely missing is named beside the way of asking.
fn by_request(point: &Point, whose: Whose) -> Answer {
    let lacks = grantors::lacks(point, whose);
    let Some(first) = lacks.iter().min() else {
        return Answer::OnRequest(Code::ReleasedAfterReview);
    };
    let stops = |code: &Code| {
        matches!(
            code,
            Code::ConsentRefused | Code::ConsentUnknown | Code::CustodyUnknown
        )
    };
    if lacks.iter().any(stops) {
        Answer::Withhold(*first)
    } else {
        Answer::OnRequest(*first)
    }
}

/// "R consent" beside an R by statute: only whoever claims consent by name must have it.
fn requested_by_consent_instead(point: &Point) -> Gives {
    if point.claim == Some(Ground::Consent) {
        Gives::RequestBy(Whose::GuardiansOrChild)
    } else {
        Gives::Nothing
    }
}

fn gives(point: &Point, ground: Ground) -> Gives {
    match point.country() {
        Country::Se => sweden::gives(point, ground),
        Country::Dk => denmark::gives(point, ground),
    }
}

/// A direct cell, once the ground's own needs are asked for.
fn by_direct(point: &Point, ground: Ground, whose: Whose, since: Since) -> Answer {
    // design.md 3: nothing but an emergency goes without a relation.
    if ground != Ground::Emergency && !has_relation(point) {
        return Answer::Withhold(Code::NoRelation);
    }
    let needs = match ground {
        // The issue, item 3: an emergency has a reason, and a limit in time: four hours.
        Ground::Emergency => match point.around.stated {
            Stated::WithoutReason => Err(Code::ReasonRequired),
            Stated::FourHoursAgo => Err(Code::EmergencyOver),
            Stated::WithReason | Stated::ThreeHoursAgo => Ok(()),
        },
        Ground::Consent => grantors::consent(point, whose),
        // domain.md 3: no consent is asked for; an objection is read from a refusal.
        Ground::Necessity => grantors::no_objection(point),
        Ground::OwnAccess | Ground::Statute => Ok(()),
    };
    match needs {
        Err(code) => Answer::Withhold(code),
        // Blocks override what a ground gives, and unknown withholds.
        Ok(()) if point.blocked == Blocked::Unknown && blocks_reach(point, ground) => {
            Answer::Withhold(Code::BlocksUnknown)
        }
        Ok(()) => Answer::Permit {
            ground,
            since: since.instant(point.age),
            masked: false,
        },
    }
}

/// What protection and blocks leave of a permit.
fn of_this_child(point: &Point, ground: Ground, since: Timestamp, told: Visibility) -> Said {
    let mut masked = point.protection != Protection::No;
    if masked && point.who == Who::Child {
        note(Choice::ChildIsNotMasked);
        masked = false;
    }
    // domain.md 3: free text names streets, so it goes on request, to a person who knows of the block too.
    if masked && can_hold_text_or_a_place(point.kind) {
        return on_request(Code::ProtectedIdentity);
    }
    let stands = match point.blocked {
        Blocked::No | Blocked::Ended | Blocked::Unknown => false,
        // domain.md 3: a lift is an organisation's, so it is no citizen's.
        Blocked::Lifted | Blocked::LiftOnSeventhDay => point.who.is_citizen(),
        // And lasts at most seven days. An outer block keeps out other care providers, not its own.
        Blocked::Yes | Blocked::LiftOver | Blocked::LiftBeyondSevenDays => !point.own,
    };
    if stands && blocks_reach(point, ground) {
        if told == Visibility::Refused {
            note(Choice::EmergencyLearnsOfTheBlock);
        }
        // domain.md 3: a user may learn that blocked information exists.
        return withhold(Code::Blocked, Visibility::Reasons);
    }
    Said {
        answer: Answer::Permit {
            ground,
            since,
            masked,
        },
        visibility: Visibility::Full,
    }
}

/// domain.md 3: blocks override consents, and an emergency takes a lift.
fn blocks_reach(point: &Point, ground: Ground) -> bool {
    let statute = ground == Ground::Statute;
    let custody = point.kind == Kind::Custody || point.kind == Kind::MasterData;
    let own_file = point.own && point.who == Who::At(point.producer) && is_social(point.producer);
    match point.who {
        Who::Child => false,
        // Sundhedsloven 41(3) is about staff looking up.
        Who::Guardian if point.country() == Country::Dk => false,
        Who::Guardian => {
            note(Choice::GuardiansMeetBlocks);
            true
        }
        Who::At(_) if statute && (custody || own_file) => {
            note(Choice::StatuteDespiteBlock);
            false
        }
        Who::At(_) => true,
    }
}

fn is_social(sector: Sector) -> bool {
    matches!(sector, Sector::SocialChild | Sector::SocialFamily)
}

/// design.md 4: dropped by default, free text is never safe. Codes and measures have neither text nor place.
fn can_hold_text_or_a_place(kind: Kind) -> bool {
    match kind {
        Kind::Vaccination | Kind::Growth | Kind::Screening | Kind::VitalSign => false,
        Kind::Condition | Kind::Indicator | Kind::Medication => false,
        // Who the child is and who holds custody: the header without the address.
        Kind::MasterData | Kind::Custody => false,
        _ => {
            note(Choice::DropsUnderProtection);
            true
        }
    }
}

fn on_request(code: ReasonCode) -> Said {
    Said {
        answer: Answer::OnRequest(code),
        visibility: Visibility::Reasons,
    }
}

fn withhold(code: ReasonCode, visibility: Visibility) -> Said {
    Said {
        answer: Answer::Withhold(code),
        visibility,
    }
}
