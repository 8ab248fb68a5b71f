//! The Swedish cells: the first table of policy-tables.md, row by row. "?" takes the stricter branch.

use domain::policy::Ground;

use super::{
    Choice, Gives, Since, Whose,
    beyond::{chosen, note},
    requested_by_consent_instead,
};
use crate::axes::{Access, Kind, Point, Sector as S, Who};

/// What the cell of this actor and source gives by this ground.
pub(super) fn gives(point: &Point, ground: Ground) -> Gives {
    match point.who {
        Who::At(sector) if is_health(sector) => health(point, sector, ground),
        Who::At(S::SchoolPsychology | S::School) => pupil(point, ground),
        Who::At(S::SocialChild) => social(point, ground),
        // No other sector has a row as an actor.
        Who::At(_) => Gives::Nothing,
        Who::Guardian | Who::Child => citizen(point, ground),
    }
}

/// H = {BVC, EMI, BUP, GP, habilitation, hospital}.
fn is_health(sector: S) -> bool {
    matches!(
        sector,
        S::ChildHealth
            | S::SchoolHealth
            | S::ChildPsychiatry
            | S::GeneralPractice
            | S::Habilitation
            | S::Hospital
    )
}

/// "All health types": what a journal shares. The register's, the school's and reports of concern are others'.
fn is_health_type(kind: Kind) -> bool {
    let others = matches!(
        kind,
        Kind::Attendance | Kind::SupportPlan | Kind::ConcernReport | Kind::Feedback | Kind::Unnamed
    );
    !others && !is_of_the_register(kind)
}

/// What school and school psychology keep of a pupil.
fn is_school_type(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CareNote
            | Kind::Assessment
            | Kind::Questionnaire
            | Kind::Intervention
            | Kind::Attendance
            | Kind::SupportPlan
            | Kind::Activity
            | Kind::Contact
    )
}

/// What social services keep of an inquiry and a measure.
fn is_social_type(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Plan
            | Kind::Contact
            | Kind::Intervention
            | Kind::Activity
            | Kind::Assessment
            | Kind::CareNote
            | Kind::ConcernReport
            | Kind::Feedback
    )
}

/// A coordination plan: the plan, who takes part and when they meet.
fn is_of_a_plan(kind: Kind) -> bool {
    matches!(kind, Kind::Plan | Kind::Contact | Kind::Activity)
}

fn is_of_the_register(kind: Kind) -> bool {
    matches!(kind, Kind::MasterData | Kind::Custody)
}

/// "Consent; G2 / C", from then on.
fn by_consent(since: Since) -> Gives {
    Gives::Direct {
        whose: Whose::GuardiansOrChild,
        since,
    }
}

/// "R consent; G2 / C".
const BY_CONSENT: Gives = Gives::RequestBy(Whose::GuardiansOrChild);

/// Row H, and row emergency.
fn health(point: &Point, sector: S, ground: Ground) -> Gives {
    let kind = point.kind;
    let consent = ground == Ground::Consent;
    match point.producer {
        // stories.md, `worry`: the school nurse sees "her own", whatever the father says: the cell is about what others wrote. Whether the
        // own organisation's other clinics are others is not said, so they are.
        producer if producer == sector && point.own => match ground {
            Ground::Statute if is_health_type(kind) => chosen(
                Choice::SeOwnSectorAlone,
                Gives::direct(seen_by(sector, producer)),
            ),
            Ground::Emergency if is_health_type(kind) => Gives::direct(Since::YearAndThree),
            _ => Gives::Nothing,
        },
        // H x H: D, all health types, consent, year + 3 (G1 for routine care is "?", so both). In an emergency the same without consent.
        producer if is_health(producer) => match ground {
            Ground::Consent if is_health_type(kind) => by_consent(seen_by(sector, producer)),
            Ground::Emergency if is_health_type(kind) => Gives::direct(Since::YearAndThree),
            _ => Gives::Nothing,
        },
        // H x school psychology: R, consent ("D if a health record ?").
        S::SchoolPsychology if consent && is_school_type(kind) => match kind {
            // What the school itself keeps is asked of the school.
            Kind::Attendance | Kind::SupportPlan => {
                chosen(Choice::SeTypesKeptThere, Gives::Nothing)
            }
            _ => BY_CONSENT,
        },
        // H x school: R support plans, attendance; consent.
        S::School if consent && matches!(kind, Kind::SupportPlan | Kind::Attendance) => BY_CONSENT,
        S::SocialChild => health_of_social(point, sector, ground),
        // H x disability: D, consent, year + 3.
        S::Disability if consent && is_health_type(kind) => by_consent(Since::YearAndThree),
        // H x SIP: D participants; consent.
        S::CoordinationPlan if consent && is_of_a_plan(kind) => by_consent(PLAN),
        // H x register: D custody, protection; statute.
        S::PopulationRegister if is_of_the_register(kind) => register(point, ground),
        S::RecordArchive if consent && is_health_type(kind) => {
            chosen(Choice::SeArchiveByHand, BY_CONSENT)
        }
        _ => Gives::Nothing,
    }
}

/// "SIP and plans: while open + 1 year."
const PLAN: Since = Since::Years(1);

/// "EMI <- BVC/EMI until start + 10 y", all others year + 3.
fn seen_by(sector: S, producer: S) -> Since {
    let early = matches!(producer, S::ChildHealth | S::SchoolHealth);
    if sector == S::SchoolHealth && early {
        Since::TenYearsOfSchool
    } else {
        Since::YearAndThree
    }
}

/// H x social-child: R plan, contact by consent or OSL 26:9, which domain.md 3 says is about persons under 18; concern reports "–". The
/// story `worry`: the school nurse also learns that an inquiry was opened, child psychiatry nothing.
fn health_of_social(point: &Point, sector: S, ground: Ground) -> Gives {
    let is_under_18 = point.age.years.is_some_and(|years| years < 18);
    match point.kind {
        Kind::ConcernReport => Gives::Never,
        Kind::Plan | Kind::Contact => match ground {
            Ground::Consent => BY_CONSENT,
            Ground::Statute if is_under_18 => Gives::Request,
            _ => Gives::Nothing,
        },
        Kind::Feedback if ground == Ground::Statute => match sector {
            S::SchoolHealth => feedback(),
            S::ChildHealth => chosen(Choice::SeNoFeedbackToChildHealth, Gives::Nothing),
            _ => Gives::Nothing,
        },
        _ => Gives::Nothing,
    }
}

fn feedback() -> Gives {
    chosen(Choice::SeFeedbackAYear, Gives::direct(Since::Years(1)))
}

/// H x register.
fn register(point: &Point, ground: Ground) -> Gives {
    match (point.kind, ground) {
        (Kind::Custody, Ground::Statute) => Gives::direct(Since::Ever),
        (Kind::Custody, Ground::Consent) => claimed_instead(point, Since::Ever),
        // Row emergency: D, without "?": the guardians must be found when nobody can prove a relation.
        (_, Ground::Emergency) => Gives::direct(Since::Ever),
        (_, Ground::Consent) => chosen(Choice::SeMasterDataByConsent, by_consent(Since::Ever)),
        _ => Gives::Nothing,
    }
}

/// Consent where a statute carries: only if somebody claims it by name.
fn claimed_instead(point: &Point, since: Since) -> Gives {
    if point.claim == Some(Ground::Consent) {
        chosen(Choice::ConsentClaimedInstead, by_consent(since))
    } else {
        Gives::Nothing
    }
}

/// Row school psychology, school.
fn pupil(point: &Point, ground: Ground) -> Gives {
    let kind = point.kind;
    let consent = ground == Ground::Consent;
    let by_one = matches!(ground, Ground::Consent | Ground::Statute);
    let own = point.own;
    let to_school = point.producer == S::School;
    match point.producer {
        // x H: R summary only; consent.
        producer if is_health(producer) && consent => match kind {
            Kind::BvcSummary => BY_CONSENT,
            _ => Gives::Nothing,
        },
        S::SchoolPsychology | S::School if !is_school_type(kind) => Gives::Nothing,
        // x school: D own.
        S::School if own && ground == Ground::Statute => {
            chosen(Choice::OwnFileWhole, Gives::direct(Since::Ever))
        }
        // x school psychology of one organiser: "D ?", so R; a psychologist's own by that statute alone.
        S::SchoolPsychology if own && point.who == Who::At(S::SchoolPsychology) => match ground {
            Ground::Statute => Gives::Request,
            _ => Gives::Nothing,
        },
        // Else R.
        S::SchoolPsychology | S::School if own && to_school => Gives::Nothing,
        S::SchoolPsychology | S::School if consent => requested_by_consent_instead(point),
        S::SchoolPsychology | S::School if by_one => Gives::Request,
        // x social-child: "–", by name for the report itself; only whether an inquiry was opened.
        S::SocialChild if kind == Kind::ConcernReport => Gives::Never,
        S::SocialChild if kind == Kind::Feedback && ground == Ground::Statute => feedback(),
        // x disability: R consent.
        S::Disability if consent && is_health_type(kind) => BY_CONSENT,
        // x SIP: D participants.
        S::CoordinationPlan if consent && is_of_a_plan(kind) => by_consent(PLAN),
        // x register: D masked.
        S::PopulationRegister if is_of_the_register(kind) && ground == Ground::Statute => {
            chosen(Choice::SePupilsRegisterByHand, Gives::Request)
        }
        _ => Gives::Nothing,
    }
}

/// Row social-child.
fn social(point: &Point, ground: Ground) -> Gives {
    let kind = point.kind;
    let by_one = matches!(ground, Ground::Consent | Ground::Statute);
    let statute = ground == Ground::Statute;
    match point.producer {
        // x H, school psychology, school, disability: R, in an inquiry without consent, else by consent.
        producer
            if is_health(producer)
                || matches!(producer, S::SchoolPsychology | S::School | S::Disability) =>
        {
            match kind {
                Kind::ConcernReport => chosen(Choice::SeConcernsStayWhereTold, Gives::Nothing),
                Kind::Attendance | Kind::SupportPlan if statute => Gives::Request,
                _ if statute && is_health_type(kind) => Gives::Request,
                Kind::Attendance | Kind::SupportPlan if by_one => {
                    requested_by_consent_instead(point)
                }
                _ if by_one && is_health_type(kind) => requested_by_consent_instead(point),
                _ => Gives::Nothing,
            }
        }
        // x social-child: own D; another municipality R.
        S::SocialChild if !is_social_type(kind) => Gives::Nothing,
        S::SocialChild if point.own && statute => {
            chosen(Choice::OwnFileWhole, Gives::direct(Since::Ever))
        }
        S::SocialChild if !point.own && statute => {
            chosen(Choice::SeSocialByStatuteOnly, Gives::Request)
        }
        // x SIP: D participants.
        S::CoordinationPlan if is_of_a_plan(kind) && ground == Ground::Consent => by_consent(PLAN),
        // x register: D.
        S::PopulationRegister if is_of_the_register(kind) => match ground {
            Ground::Statute => Gives::direct(Since::Ever),
            Ground::Consent if kind == Kind::Custody => claimed_instead(point, Since::Ever),
            _ => Gives::Nothing,
        },
        _ => Gives::Nothing,
    }
}

/// Rows guardian, child 0 to 12, and child 16+: the same cells but for the age.
fn citizen(point: &Point, ground: Ground) -> Gives {
    let kind = point.kind;
    let child = point.who == Who::Child;
    let journal = is_health_type(kind);
    let open = match point.producer {
        // x H: D, for guardians minus what is not for them. x SIP: D.
        producer if is_health(producer) || producer == S::CoordinationPlan => {
            journal || (child && is_of_the_register(kind))
        }
        // x register: their own.
        S::PopulationRegister => is_of_the_register(kind) || (child && journal),
        // x school psychology, school, social-child, disability: R.
        S::SchoolPsychology | S::School | S::SocialChild | S::Disability => {
            note(Choice::CitizensAskNobody);
            false
        }
        _ => false,
    };
    if !open || ground != Ground::OwnAccess {
        return Gives::Nothing;
    }
    note(Choice::CitizensSeeJournalWhole);
    let opens = match point.age.years {
        None => return Gives::AgeUnknown,
        Some(years) if child => years >= 16,
        Some(0..=12) => true,
        Some(13..=15) if matches!(point.around.access, Access::Extended | Access::Both) => {
            note(Choice::ExtendedUntilSixteen);
            true
        }
        Some(_) => false,
    };
    if opens && point.producer == S::CoordinationPlan {
        Gives::direct(PLAN)
    } else if opens {
        chosen(Choice::CitizensSeeAllTime, Gives::direct(Since::Ever))
    } else {
        Gives::NotAtThisAge
    }
}
