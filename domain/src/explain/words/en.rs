//! What people read in English.

mod facts;

use super::{Heading, Words, list};
use crate::{
    decide::{Grantor, Obligations, ReasonCode, Visibility},
    explain::{Finding, Verdict, told::Local},
    policy::{Audience, Ground, RuleKind, UnderProtection},
    time::{CalendarSpan, Date, Milestone, WindowRule},
};

pub(super) struct English;

impl Words for English {
    fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Terms => "On these terms",
            Heading::Reasons => "Why",
            Heading::Facts => "The facts (+ counted, · did not count, ? not known)",
            Heading::Rules => "The rules",
        }
    }

    fn question(
        &self,
        audience: Audience,
        actor: Option<&str>,
        kind: &str,
        producer: &str,
        own: bool,
        at: &str,
    ) -> String {
        let who = match audience {
            Audience::Professional => {
                format!("Somebody at work ({})", actor.unwrap_or("no sector"))
            }
            Audience::Guardian => "A guardian".to_owned(),
            Audience::Child => "The child".to_owned(),
        };
        let own = if own {
            ", of their own organisation"
        } else {
            ""
        };
        format!("{who} asks for “{kind}” from “{producer}”{own}, {at}.")
    }

    fn verdict(&self, verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Permit(_) => "It is shown.",
            Verdict::OnRequest => {
                "It is not shown directly: a person at the source must release it."
            }
            Verdict::Withhold => "It is not shown.",
        }
    }

    fn may_learn(&self, visibility: Visibility) -> &'static str {
        match visibility {
            Visibility::Refused => {
                "Whoever asks learns nothing, not even that there is anything to ask for."
            }
            Visibility::Reasons => "Whoever asks learns why, and what to do.",
            Visibility::Full => "Whoever asks learns everything about the decision.",
        }
    }

    fn ground(&self, ground: Ground) -> &'static str {
        match ground {
            Ground::Consent => "By consent.",
            Ground::Emergency => "By emergency, with a reason.",
            Ground::OwnAccess => "By the person's own access.",
            Ground::Statute => "By statute.",
            Ground::Necessity => {
                "Because it is necessary for care, and nobody who may has objected."
            }
        }
    }

    fn window(&self, from: Option<&str>, before: Option<&str>) -> String {
        match (from, before) {
            (None, None) => "Whenever it was.".to_owned(),
            (Some(from), None) => format!("What concerns the time from {from} on."),
            (None, Some(before)) => format!("What concerns the time before {before}."),
            (Some(from), Some(before)) => {
                format!("What concerns the time from {from} and before {before}.")
            }
        }
    }

    fn masked(&self, masks: UnderProtection) -> &'static str {
        match masks {
            UnderProtection::Drop => "Protected identity: not without a person at the source.",
            UnderProtection::HeaderOnly => {
                "Protected identity: places are masked, and no free text is shown."
            }
            UnderProtection::Safe => "Protected identity: places are masked.",
        }
    }

    fn duties(&self, obligations: Obligations) -> Vec<&'static str> {
        let Obligations {
            reason_required,
            may_copy,
            notify,
            review,
        } = obligations;
        let copy = match may_copy {
            true => "It may be copied and printed; that is logged.",
            false => "It may not be copied or printed.",
        };
        let told = [
            (reason_required, "A reason had to be stated."),
            (notify, "Child and guardians are told of it."),
            (review, "It is listed for review."),
        ];
        let told = told.into_iter().filter_map(|(is, text)| is.then_some(text));
        [copy].into_iter().chain(told).collect()
    }

    fn valid_until(&self, at: &str) -> String {
        format!("The permit lasts until {at}, unless a fact changes before.")
    }

    fn reason(&self, code: ReasonCode) -> &'static str {
        match code {
            ReasonCode::NoRelation => "Whoever asks has nothing to do with the child.",
            ReasonCode::PurposeRefused => "Nothing is shown for this purpose.",
            ReasonCode::NeverShared => "A rule says that it is never passed on.",
            ReasonCode::Blocked => "It is blocked.",
            ReasonCode::BlocksUnknown => "Nobody can say that it is not blocked.",
            ReasonCode::ConsentRefused => {
                "Somebody whose consent it takes has refused, and a refusal wins over every consent."
            }
            ReasonCode::Objected => {
                "No consent is asked for here, yet somebody who may has objected."
            }
            ReasonCode::ConsentNotVerified => {
                "Whoever would benefit registered the consent on another's word, and the rule asks for more."
            }
            ReasonCode::ConsentWithdrawn => "A consent that it takes has been withdrawn.",
            ReasonCode::OtherGuardianMissing => {
                "Some of those whose consent it takes have consented, not all."
            }
            ReasonCode::ConsentMissing => "The consent that it takes is not there.",
            ReasonCode::CustodyUnknown => "Who holds custody is not known, so nobody can be asked.",
            ReasonCode::NobodyCanConsent => "There is nobody who could consent.",
            ReasonCode::ConsentUnknown => "Nobody can say who has consented or refused.",
            ReasonCode::AgeUnknown => "The rule depends on the child's age, which is not known.",
            ReasonCode::NotAtThisAge => "Nobody in this part sees it at the child's age.",
            ReasonCode::ReasonRequired => "A reason must be stated.",
            ReasonCode::EmergencyOver => "The time that the emergency carries is over.",
            ReasonCode::GroundNotApplicable => "The ground that was named does not hold here.",
            ReasonCode::AddresseeUnknown => {
                "It is addressed to somebody, and the source cannot tell whether to whoever asks."
            }
            ReasonCode::OutsideWindow => "Older information lies outside what is shown.",
            ReasonCode::ProtectedIdentity => {
                "Protected identity: it may name a place, so a person at the source reads it first."
            }
            ReasonCode::ReleasedAfterReview => "A person at the source reviews and releases it.",
            ReasonCode::UnknownType => "The tables do not name this type of information.",
            ReasonCode::NoRule => "No rule allows it.",
        }
    }

    fn grantor(&self, who: Grantor) -> &'static str {
        match who {
            Grantor::Child => "the child",
            Grantor::ResidenceParent => "the residence parent",
            Grantor::OtherGuardian => "the other guardian",
            Grantor::Guardian => "a guardian",
        }
    }

    fn missing(&self, who: &[&str]) -> String {
        format!("Missing: {}.", list(who, "and"))
    }

    fn finding(&self, finding: &Finding, local: Local) -> String {
        facts::finding(finding, local)
    }

    fn rule_kind(&self, kind: Option<RuleKind>) -> &'static str {
        match kind {
            Some(RuleKind::Purpose) => "purpose",
            Some(RuleKind::Ground) => "ground",
            Some(RuleKind::Sharing) => "who may see",
            Some(RuleKind::Grantors) => "whose consent",
            Some(RuleKind::Window) => "how far back",
            Some(RuleKind::Type) => "type of information",
            Some(RuleKind::Block) => "blocks",
            Some(RuleKind::Request) => "how to ask",
            Some(RuleKind::Message) => "the letter",
            Some(RuleKind::Hidden) => "not shown to guardians",
            Some(RuleKind::Consented) => "shown to guardians who consented themselves",
            None => "not in these tables",
        }
    }

    fn window_rule(&self, rule: &WindowRule) -> String {
        match rule {
            WindowRule::CurrentYearAnd { years_back } => {
                format!("the current year and {years_back} years before it")
            }
            WindowRule::Rolling(period) => format!("{} back", span(*period)),
            WindowRule::Until { years, after } => {
                format!("everything until {years} years after {}", milestone(*after))
            }
            WindowRule::UntilAge { years } => format!("everything until the child turns {years}"),
            WindowRule::Unlimited => "everything".to_owned(),
            WindowRule::Any(rules) => {
                let rules: Vec<_> = rules.iter().map(|rule| self.window_rule(rule)).collect();
                list(&rules, "or")
            }
        }
    }

    fn uncertain(&self) -> &'static str {
        "Something about it is not certain (?): the stricter reading holds."
    }

    fn validity(&self, from: Option<Date>, to: Option<Date>) -> String {
        match (from, to) {
            (Some(from), Some(to)) => format!("valid from {from} and before {to}"),
            (Some(from), None) => format!("valid from {from}"),
            (None, Some(to)) => format!("valid before {to}"),
            (None, None) => String::new(),
        }
    }
}

fn span(period: CalendarSpan) -> String {
    let parts: Vec<_> = (period.parts().into_iter())
        .zip(["years", "months", "days"])
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, unit)| format!("{amount} {unit}"))
        .collect();
    list(&parts, "and")
}

fn milestone(after: Milestone) -> &'static str {
    match after {
        Milestone::SchoolStart => "the start of school",
        Milestone::Birth => "birth",
    }
}
