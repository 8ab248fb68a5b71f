//! Have those consented who must? Which persons must is a matter of the child's age and custody today, so a consent by somebody
//! who lost custody stops counting by itself.

use super::{Case, Grantor, Reason, ReasonCode};
use crate::{
    facts::{Consent, ConsentKind, Holder, Pseudonym},
    policy::{GrantorCase, Grantors, GrantorsRule},
};

/// Where one grantor stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Permits,
    Refuses,
    Withdrew,
    Silent,
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
            if let Err(lack) = self.given(case.who, consents) {
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

    /// Necessity takes no consent, yet whoever could give it may object. With custody unknown anybody may.
    // R-CONSENT-3
    pub(super) fn no_objection(&self, rule: &GrantorsRule) -> Result<(), Vec<Reason>> {
        let because = |code| Err(vec![Reason::by(code, &rule.origin)]);
        let Some(consents) = self.facts.consents.at(self.now) else {
            return because(ReasonCode::ConsentUnknown);
        };
        let holders = self.facts.custody.at(self.now);
        let may_object = |person: Pseudonym, who| match who {
            Grantors::Child => person == self.facts.child,
            _ => holders.is_none_or(|holders| holders.iter().any(|h| h.guardian == person)),
        };
        let cases: Vec<_> = (rule.cases.iter()).filter(|c| self.applies(c)).collect();
        let objected = (consents.iter())
            .filter(|c| c.kind == ConsentKind::Refuse && c.counts_at(self.now))
            .filter(|c| self.is_covered_by(c))
            .any(|c| cases.iter().any(|case| may_object(c.grantor, case.who)));
        if objected {
            return because(ReasonCode::ConsentRefused);
        }
        Ok(())
    }

    /// With the age unknown every case applies: whoever might have to consent must.
    fn applies(&self, case: &GrantorCase) -> bool {
        self.age.is_none_or(|age| case.covers(age))
    }

    fn given(&self, who: Grantors, consents: &[Consent]) -> Result<(), Lack> {
        if who == Grantors::Child {
            let child = [(Grantor::Child, self.stand(self.facts.child, consents))];
            return all_permit(&child);
        }
        let Some(holders) = self.facts.custody.at(self.now) else {
            return Err(ReasonCode::CustodyUnknown.into());
        };
        let required: Vec<_> = match who {
            Grantors::ResidenceParent if holders.len() > 1 => {
                holders.iter().filter(|h| h.residence_parent).collect()
            }
            _ => holders.iter().collect(),
        };
        if required.is_empty() {
            return Err(ReasonCode::NobodyCanConsent.into());
        }
        let stands: Vec<_> = (required.iter())
            .map(|holder| {
                let stand = self.stand(holder.guardian, consents);
                (part(holder, holders), stand)
            })
            .collect();
        match who {
            Grantors::OneGuardian => one_permits(&stands),
            _ => all_permit(&stands),
        }
    }

    /// Any refusal that counts now beats any permit, in whatever order they were given.
    // R-CONSENT-2
    fn stand(&self, grantor: Pseudonym, consents: &[Consent]) -> Stand {
        let mut stand = Stand::Silent;
        let theirs = consents.iter().filter(|c| c.grantor == grantor);
        for consent in theirs.filter(|c| self.is_covered_by(c)) {
            stand = match (stand, consent.kind, consent.counts_at(self.now)) {
                (_, ConsentKind::Refuse, true) | (Stand::Refuses, _, _) => Stand::Refuses,
                (_, ConsentKind::Permit, true) | (Stand::Permits, _, _) => Stand::Permits,
                (_, ConsentKind::Permit, false) if consent.ended.is_some() => Stand::Withdrew,
                (before, _, _) => before,
            };
        }
        stand
    }

    fn is_covered_by(&self, consent: &Consent) -> bool {
        let actor = self.question.actor;
        let recipient =
            (consent.recipient.as_ref()).is_none_or(|to| actor.organisation.as_ref() == Some(to));
        let sector =
            (consent.recipient_sector.as_ref()).is_none_or(|to| actor.sector.as_ref() == Some(to));
        let source = consent.source_sectors.is_empty()
            || consent.source_sectors.contains(&self.class.producer);
        recipient && sector && source
    }
}

/// The part that a guardian plays, as far as it tells them from the others: with whom the child lives, when it lives with one.
// R-CONSENT-10
fn part(holder: &Holder, all: &[Holder]) -> Grantor {
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
