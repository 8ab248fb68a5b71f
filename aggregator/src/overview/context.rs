//! What a source is told of who asks: as much as its answer depends on, and under protected identity no more than that somebody may.

use std::collections::BTreeSet;

use domain::{decide::Actor, plan::Call};
use proto::v1::producer::AccessContext;

use super::fan::is_masked;
use crate::registry::AnswerScope;

/// Who asks.
pub(super) struct Asker<'a> {
    pub(super) actor: &'a Actor,
    /// The actor as the log names it: never an identity number.
    pub(super) log_name: String,
    pub(super) role: &'a str,
    pub(super) purpose: &'a str,
}

impl Asker<'_> {
    /// The context of one call. What the source need not know does not travel.
    // R-CONTEXT-1
    pub(super) fn context(&self, call: &Call, declared: Option<AnswerScope>) -> AccessContext {
        let actor = self.actor;
        let rules: BTreeSet<_> = call.permits.values().map(|p| &*p.rule).collect();
        let grounds: BTreeSet<_> = call.permits.values().map(|p| p.ground.as_str()).collect();
        let joined = |words: BTreeSet<&str>| words.into_iter().collect::<Vec<_>>().join(",");
        let audience = AccessContext {
            audience: actor.audience.as_str().to_owned(),
            sector: (actor.sector.as_ref().map(ToString::to_string)).unwrap_or_default(),
            ..AccessContext::default()
        };
        // By which rule a call rests would tell one's own people's looks from others', and so where the child is now.
        let audience = match is_masked(call) {
            true => audience,
            false => AccessContext {
                ground: joined(grounds),
                rule: joined(rules),
                ..audience
            },
        };
        match scope(declared, call) {
            AnswerScope::Audience => audience,
            AnswerScope::Actor => AccessContext {
                actor: self.log_name.clone(),
                role: self.role.to_owned(),
                organisation: actor.organisation.clone().map(Into::into),
                unit: actor.unit.clone().unwrap_or_default(),
                purpose: self.purpose.to_owned(),
                ..audience
            },
        }
    }
}

/// A source without lease is not asked, so its scope does not matter; the narrower one is written. Under masks no source is told which
/// school or clinic asks: its log would then say where the child is now. The query's id joins its log with ours.
// R-PROTECT-5
fn scope(declared: Option<AnswerScope>, call: &Call) -> AnswerScope {
    match declared {
        Some(scope) if !is_masked(call) => scope,
        _ => AnswerScope::Audience,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::{
        decide::Permit,
        id::OrganisationId,
        policy::{Audience, Ground, UnderProtection},
        record::{InformationType, Sector},
        time::{Basis, Country, Straddle, Timestamp, Window},
    };

    use super::*;

    fn call(masked: Option<UnderProtection>) -> Call {
        let permit = |rule: &str, ground| Permit {
            rule: rule.into(),
            ground,
            window: Window::everything(),
            basis: Basis::Start,
            straddle: Straddle::Out,
            masked,
            obligations: domain::decide::Obligations::default(),
            blockable: true,
            addressed: false,
            older: None,
            valid_until: Timestamp::MAX,
        };
        let kind = |code| InformationType::parse(code).unwrap();
        Call {
            sector: Sector::parse("population-register").unwrap(),
            permits: BTreeMap::from([
                (kind("custody"), permit("RULE-2", Ground::Statute)),
                (kind("master-data"), permit("RULE-1", Ground::Consent)),
            ]),
            held_back: Vec::new(),
            organisation: None,
            blocks: domain::decide::Blocks::default(),
        }
    }

    fn context(call: &Call, declared: Option<AnswerScope>) -> AccessContext {
        let actor = Actor {
            audience: Audience::Professional,
            country: Country::Se,
            sector: Some(Sector::parse("school-health").unwrap()),
            organisation: Some(OrganisationId::guess("SE2120070121-EH01").unwrap()),
            unit: Some("SE2120070121-EH07".to_owned()),
            person: None,
        };
        Asker {
            actor: &actor,
            log_name: "nurse-7".to_owned(),
            role: "school-nurse",
            purpose: "care",
        }
        .context(call, declared)
    }

    // R-CONTEXT-1
    #[test]
    fn a_source_is_told_of_the_actor_only_under_the_scope_that_needs_it() {
        let full = context(&call(None), Some(AnswerScope::Actor));
        assert_eq!(
            (&*full.actor, &*full.unit),
            ("nurse-7", "SE2120070121-EH07")
        );
        for declared in [Some(AnswerScope::Audience), None] {
            let less = context(&call(None), declared);
            assert_eq!(less.sector, "school-health");
            assert!(less.organisation.is_none());
            assert_eq!([less.actor, less.role, less.unit, less.purpose], [""; 4]);
        }
    }

    // R-CONTEXT-1
    #[test]
    fn every_rule_and_ground_that_a_call_rests_on_is_named() {
        let context = context(&call(None), Some(AnswerScope::Actor));
        assert_eq!(
            (&*context.rule, &*context.ground),
            ("RULE-1,RULE-2", "consent,statute")
        );
    }

    // R-PROTECT-5
    #[test]
    fn under_masks_no_source_is_told_who_asks() {
        let masked = call(Some(UnderProtection::HeaderOnly));
        let context = context(&masked, Some(AnswerScope::Actor));
        assert!(context.organisation.is_none());
        assert_eq!([context.actor, context.unit], [""; 2]);
        assert_eq!([context.rule, context.ground], [""; 2]);
    }
}
