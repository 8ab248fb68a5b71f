//! Have those consented who must? Which persons must is a matter of the child's age and custody today, so a consent by somebody
//! who lost custody stops counting by itself.

use super::{Case, Class, Grantor, Question, Reason, ReasonCode};
use crate::{
    facts::{Consent, ConsentKind, Facts, Holder, Pseudonym, same_unit},
    policy::{GrantorCase, Grantors, GrantorsRule, GroundRule, Policy},
    record::Sector,
    time::Timestamp,
};

/// Where one grantor stands. Of several words the greatest counts: a refusal over a permit, a permit over an ended one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stand {
    Silent,
    Withdrew,
    /// A permit that the one who benefits registered on another's word.
    Unverified,
    Permits,
    Refuses,
}

/// Why consent is not there, and whose.
struct Lack {
    code: ReasonCode,
    missing: Vec<Grantor>,
}

impl From<ReasonCode> for Lack {
    fn from(code: ReasonCode) -> Self {
        Self {
            code,
            missing: Vec::new(),
        }
    }
}

impl Case<'_> {
    // R-CONSENT-1
    pub(super) fn consent(&self, rule: &GrantorsRule) -> Result<(), Vec<Reason>> {
        let because = |code| Reason::by(code, &rule.origin);
        let Some(consents) = self.facts.consents.at(self.now) else {
            return Err(vec![because(ReasonCode::ConsentUnknown)]);
        };
        let cases = (rule.cases.iter()).filter(|case| self.applies(case));
        let mut reasons = Vec::new();
        let mut met = 0;
        for case in cases {
            met += 1;
            if let Err(lack) = self.given(rule, case.who, consents) {
                reasons.push(because(lack.code).lacking(lack.missing));
            }
        }
        if met == 0 {
            reasons.push(because(ReasonCode::AgeUnknown));
        }
        if reasons.is_empty() {
            Ok(())
        } else {
            Err(reasons)
        }
    }

    /// Necessity takes no consent, yet whoever could give it may object. With custody unknown anybody may. An objection acts as a block,
    /// so like one it does not keep the own care provider from what it wrote itself.
    // R-CONSENT-3 R-CONSENT-17
    pub(super) fn no_objection(
        &self,
        rule: &GrantorsRule,
        ground: &GroundRule,
    ) -> Result<(), Vec<Reason>> {
        if self.class.same_organisation {
            return Ok(());
        }
        let because = |code| Err(vec![Reason::by(code, &ground.origin)]);
        let Some(consents) = self.facts.consents.at(self.now) else {
            return because(ReasonCode::ConsentUnknown);
        };
        let objected = (consents.iter())
            .filter(|c| c.kind == ConsentKind::Refuse && c.counts_at(self.now))
            .filter(|c| self.is_covered_by(c))
            .any(|c| self.may_object(rule, c.grantor));
        if objected {
            return because(ReasonCode::Objected);
        }
        Ok(())
    }

    /// Whether a person's refusal is an objection: of whoever could consent in some case that applies.
    pub(crate) fn may_object(&self, rule: &GrantorsRule, person: Pseudonym) -> bool {
        let holders = self.facts.custody.at(self.now);
        let mut cases = rule.cases.iter().filter(|case| self.applies(case));
        cases.any(|case| match case.who {
            Grantors::Child => person == self.facts.child,
            Grantors::ChildAndGuardians if person == self.facts.child => true,
            _ => holders.is_none_or(|holders| holders.iter().any(|h| h.guardian == person)),
        })
    }

    /// With the age unknown, or whether the child was found mature, every case applies that might: whoever might have to consent must.
    // R-CONSENT-14
    pub(crate) fn applies(&self, case: &GrantorCase) -> bool {
        let fits = |mature| self.age.is_none_or(|age| case.covers(age, mature));
        match self.mature {
            Some(mature) => fits(mature),
            None => fits(true) || fits(false),
        }
    }

    fn given(&self, rule: &GrantorsRule, who: Grantors, consents: &[Consent]) -> Result<(), Lack> {
        let child = || {
            let stand = self.stand(rule, self.facts.child, consents);
            (Grantor::Child, stand)
        };
        if who == Grantors::Child {
            return all_permit(&[child()]);
        }
        let Some(holders) = self.facts.custody.at(self.now) else {
            return Err(ReasonCode::CustodyUnknown.into());
        };
        let required = required(who, holders);
        if required.is_empty() {
            return Err(ReasonCode::NobodyCanConsent.into());
        }
        let replaced = self.replaced(rule, holders);
        let mut stands: Vec<_> = (required.iter())
            .filter(|holder| Some(holder.guardian) != replaced)
            .map(|holder| {
                let stand = self.stand(rule, holder.guardian, consents);
                (part(holder, holders), stand)
            })
            .collect();
        if who == Grantors::ChildAndGuardians {
            stands.push(child());
        }
        match who {
            Grantors::OneGuardian => one_permits(&stands),
            _ => all_permit(&stands),
        }
    }

    /// The one of several guardians whom a board's decision stands in for. Of two that it would replace neither is: somebody who holds
    /// custody must always have said yes.
    // R-CONSENT-15
    pub(crate) fn replaced(&self, rule: &GrantorsRule, holders: &[Holder]) -> Option<Pseudonym> {
        if !rule.board_may_replace || holders.len() < 2 {
            return None;
        }
        let actor = self.question.actor;
        let decisions = self.facts.board_decisions.at(self.now)?;
        let covering = |guardian| {
            decisions.iter().any(|decision| {
                decision.guardian == guardian
                    && decision.start <= self.now
                    && decision.end.is_none_or(|end| self.now < end)
                    && decision.ended.is_none_or(|ended| self.now < ended)
                    && (decision.recipient_sector.as_ref())
                        .is_none_or(|to| actor.sector.as_ref() == Some(to))
                    && (decision.source_sectors.is_empty()
                        || decision.source_sectors.contains(&self.class.producer))
            })
        };
        let mut replaced: Vec<_> = (holders.iter().map(|holder| holder.guardian))
            .filter(|guardian| covering(*guardian))
            .collect();
        replaced.sort_unstable();
        replaced.dedup();
        match replaced.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Any refusal that counts now beats any permit, in whatever order they were given.
    // R-CONSENT-2
    fn stand(&self, rule: &GrantorsRule, grantor: Pseudonym, consents: &[Consent]) -> Stand {
        (consents.iter())
            .filter(|c| c.grantor == grantor && self.is_covered_by(c))
            .map(
                |consent| match (consent.kind, consent.counts_at(self.now)) {
                    (ConsentKind::Refuse, true) => Stand::Refuses,
                    (ConsentKind::Permit, true) if consent.verified || rule.unverified_counts => {
                        Stand::Permits
                    }
                    (ConsentKind::Permit, true) => Stand::Unverified,
                    (ConsentKind::Permit, false) if was_ended(consent) => Stand::Withdrew,
                    _ => Stand::Silent,
                },
            )
            .max()
            .unwrap_or(Stand::Silent)
    }

    /// Whether a consent speaks of this question.
    fn is_covered_by(&self, consent: &Consent) -> bool {
        self.outside_scope_of(consent).is_none()
    }

    /// By which part of its scope a consent does not speak of this question; `None` when it does. What is not known of the actor falls
    /// under a refusal and not under a permit.
    // R-CONSENT-5 R-CONSENT-11 R-CONSENT-12
    pub(crate) fn outside_scope_of(&self, consent: &Consent) -> Option<ScopePart> {
        let actor = self.question.actor;
        let unknown = consent.kind == ConsentKind::Refuse;
        let recipient = (consent.recipient.as_ref())
            .is_none_or(|to| actor.organisation.as_ref().map_or(unknown, |own| own == to));
        let unit = (consent.recipient_unit.as_deref()).is_none_or(|to| {
            actor
                .unit
                .as_deref()
                .map_or(unknown, |own| same_unit(own, to))
        });
        let sector = (consent.recipient_sector.as_ref())
            .is_none_or(|to| actor.sector.as_ref().map_or(unknown, |own| own == to));
        let source = consent.source_sectors.is_empty()
            || consent.source_sectors.contains(&self.class.producer);
        let purpose =
            (consent.purpose.as_deref()).is_none_or(|purpose| purpose == self.question.purpose);
        [
            (recipient, ScopePart::Organisation),
            (unit, ScopePart::Unit),
            (sector, ScopePart::Sector),
            (source, ScopePart::Source),
            (purpose, ScopePart::Purpose),
        ]
        .into_iter()
        .find_map(|(covers, part)| (!covers).then_some(part))
    }
}

/// Whether those whom a rule names consented, as of now, to what sources of one sector give the one who asks: for what is not shown but
/// asked for in a letter that says so. A consent speaks of sectors and not of types, so it is the same for all of them.
///
/// # Errors
/// Why not, and whose word is missing.
// R-LETTER-4
pub fn has_consent(
    rule: &GrantorsRule,
    question: &Question<'_>,
    holder: &Sector,
    facts: &Facts,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), Vec<Reason>> {
    let no_rule = || vec![Reason::by(ReasonCode::NoRule, &rule.origin)];
    let any = policy.information_types().into_iter().next();
    let class = Class {
        country: policy.country(),
        producer: holder.clone(),
        information_type: any.ok_or_else(no_rule)?.clone(),
        same_organisation: false,
    };
    let case = Case::new(question, &class, facts, policy, now);
    if !rule.origin.holds_on(case.today) {
        return Err(no_rule());
    }
    case.consent(rule)
}

/// A part of what a consent is limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScopePart {
    /// The organisation that may see.
    Organisation,
    /// The unit that may see.
    Unit,
    /// The sector that may see.
    Sector,
    /// The sectors whose sources it covers.
    Source,
    /// The purpose.
    Purpose,
}

/// Ended by a wish. What was taken back as misregistered was never there.
// R-CONSENT-13
fn was_ended(consent: &Consent) -> bool {
    consent.ended.is_some() && consent.deleted.is_none()
}

/// The holders of custody whose word a case takes, beside the child's own where it takes that.
pub(crate) fn required(who: Grantors, holders: &[Holder]) -> Vec<&Holder> {
    match who {
        Grantors::Child => Vec::new(),
        Grantors::ResidenceParent if holders.len() > 1 => {
            holders.iter().filter(|h| h.residence_parent).collect()
        }
        _ => holders.iter().collect(),
    }
}

/// The part that a guardian plays, as far as it tells them from the others: with whom the child lives, when it lives with one.
// R-CONSENT-10
pub(crate) fn part(holder: &Holder, all: &[Holder]) -> Grantor {
    let with = all.iter().filter(|h| h.residence_parent).count();
    match (all.len(), with, holder.residence_parent) {
        (2, 1, true) => Grantor::ResidenceParent,
        (2, 1, false) => Grantor::OtherGuardian,
        _ => Grantor::Guardian,
    }
}

fn all_permit(stands: &[(Grantor, Stand)]) -> Result<(), Lack> {
    if stands.iter().all(|(_, s)| *s == Stand::Permits) {
        return Ok(());
    }
    Err(why_not(stands))
}

/// One is enough, unless another who could have given it says no.
fn one_permits(stands: &[(Grantor, Stand)]) -> Result<(), Lack> {
    let is = |stand| stands.iter().any(|(_, s)| *s == stand);
    if is(Stand::Permits) && !is(Stand::Refuses) {
        return Ok(());
    }
    Err(why_not(stands))
}

fn why_not(stands: &[(Grantor, Stand)]) -> Lack {
    let is = |stand| stands.iter().any(|(_, s)| *s == stand);
    let code = if is(Stand::Refuses) {
        return ReasonCode::ConsentRefused.into();
    } else if is(Stand::Unverified) {
        ReasonCode::ConsentNotVerified
    } else if is(Stand::Withdrew) {
        ReasonCode::ConsentWithdrawn
    } else if is(Stand::Permits) {
        ReasonCode::OtherGuardianMissing
    } else {
        ReasonCode::ConsentMissing
    };
    let silent = stands.iter().filter(|(_, s)| *s != Stand::Permits);
    let mut missing: Vec<_> = silent.map(|(part, _)| *part).collect();
    missing.sort_unstable();
    missing.dedup();
    Lack { code, missing }
}
