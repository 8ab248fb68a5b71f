//! Have those consented who must? Which persons must is a matter of the child's age and custody today, so a consent by somebody
//! who lost custody stops counting by itself.

use super::{Case, Reason, ReasonCode};
use crate::{
    facts::{Consent, ConsentKind, Pseudonym},
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
            if let Err(code) = self.given(case.who, consents) {
                reasons.push(because(code));
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

    fn given(&self, who: Grantors, consents: &[Consent]) -> Result<(), ReasonCode> {
        if who == Grantors::Child {
            return all_permit(&[self.stand(self.facts.child, consents)]);
        }
        let Some(holders) = self.facts.custody.at(self.now) else {
            return Err(ReasonCode::CustodyUnknown);
        };
        let required: Vec<_> = match who {
            Grantors::ResidenceParent if holders.len() > 1 => {
                holders.iter().filter(|h| h.residence_parent).collect()
            }
            _ => holders.iter().collect(),
        };
        if required.is_empty() {
            return Err(ReasonCode::NobodyCanConsent);
        }
        let stands: Vec<_> = (required.iter())
            .map(|holder| self.stand(holder.guardian, consents))
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

fn all_permit(stands: &[Stand]) -> Result<(), ReasonCode> {
    if stands.iter().all(|s| *s == Stand::Permits) {
        return Ok(());
    }
    Err(why_not(stands))
}

/// One is enough, unless another who could have given it says no.
fn one_permits(stands: &[Stand]) -> Result<(), ReasonCode> {
    if stands.contains(&Stand::Permits) && !stands.contains(&Stand::Refuses) {
        return Ok(());
    }
    Err(why_not(stands))
}

fn why_not(stands: &[Stand]) -> ReasonCode {
    if stands.contains(&Stand::Refuses) {
        ReasonCode::ConsentRefused
    } else if stands.contains(&Stand::Withdrew) {
        ReasonCode::ConsentWithdrawn
    } else if stands.contains(&Stand::Permits) {
        ReasonCode::OtherGuardianMissing
    } else {
        ReasonCode::ConsentMissing
    }
}
