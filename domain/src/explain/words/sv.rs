//! Vad människor läser på svenska. What people read in Swedish.

mod facts;

use super::{Heading, Words, list};
use crate::{
    decide::{Grantor, Obligations, ReasonCode, Visibility},
    explain::{Finding, Verdict, told::Local},
    policy::{Audience, Ground, RuleKind, UnderProtection},
    time::{CalendarSpan, Date, Milestone, WindowRule},
};

pub(super) struct Swedish;

impl Words for Swedish {
    fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Terms => "På dessa villkor",
            Heading::Reasons => "Varför",
            Heading::Facts => "Uppgifterna (+ räknades, · räknades inte, ? inte känt)",
            Heading::Rules => "Reglerna",
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
                format!("Någon i arbetet ({})", actor.unwrap_or("ingen sektor"))
            }
            Audience::Guardian => "En vårdnadshavare".to_owned(),
            Audience::Child => "Barnet".to_owned(),
        };
        let own = if own {
            ", inom den egna organisationen"
        } else {
            ""
        };
        format!("{who} frågar efter ”{kind}” från ”{producer}”{own}, {at}.")
    }

    fn verdict(&self, verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Permit(_) => "Det visas.",
            Verdict::OnRequest => "Det visas inte direkt: lämnas ut efter prövning hos källan.",
            Verdict::Withhold => "Det visas inte.",
        }
    }

    fn may_learn(&self, visibility: Visibility) -> &'static str {
        match visibility {
            Visibility::Refused => {
                "Den som frågar får inte veta något, inte ens om det finns något att fråga efter."
            }
            Visibility::Reasons => "Den som frågar får veta varför, och vad som kan göras.",
            Visibility::Full => "Den som frågar får veta allt om beslutet.",
        }
    }

    fn ground(&self, ground: Ground) -> &'static str {
        match ground {
            Ground::Consent => "Med samtycke.",
            Ground::Emergency => "Genom nödöppning, med skäl.",
            Ground::OwnAccess => "Genom egen åtkomst.",
            Ground::Statute => "Med stöd av lag.",
            Ground::Necessity => "För att det behövs i vården, och ingen som får har motsatt sig.",
        }
    }

    fn window(&self, from: Option<&str>, before: Option<&str>) -> String {
        match (from, before) {
            (None, None) => "Oavsett när det var.".to_owned(),
            (Some(from), None) => format!("Det som gäller tiden från {from}."),
            (None, Some(before)) => format!("Det som gäller tiden före {before}."),
            (Some(from), Some(before)) => {
                format!("Det som gäller tiden från {from} och före {before}.")
            }
        }
    }

    fn masked(&self, masks: UnderProtection) -> &'static str {
        match masks {
            UnderProtection::Drop => "Skyddade personuppgifter: inte utan prövning hos källan.",
            UnderProtection::HeaderOnly => {
                "Skyddade personuppgifter: platser döljs, och ingen fritext visas."
            }
            UnderProtection::Safe => "Skyddade personuppgifter: platser döljs.",
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
            true => "Det får kopieras och skrivas ut; det loggas.",
            false => "Det får inte kopieras eller skrivas ut.",
        };
        let told = [
            (reason_required, "Skäl måste anges."),
            (notify, "Barnet och vårdnadshavarna får veta det."),
            (review, "Det listas för granskning."),
        ];
        let told = told.into_iter().filter_map(|(is, text)| is.then_some(text));
        [copy].into_iter().chain(told).collect()
    }

    fn valid_until(&self, at: &str) -> String {
        format!("Det gäller till {at}, om ingen uppgift ändras innan dess.")
    }

    fn reason(&self, code: ReasonCode) -> &'static str {
        match code {
            ReasonCode::NoRelation => "Den som frågar har inget med barnet att göra.",
            ReasonCode::PurposeRefused => "För detta ändamål visas inget.",
            ReasonCode::NeverShared => "En regel säger att det aldrig lämnas vidare.",
            ReasonCode::Blocked => "Det är spärrat.",
            ReasonCode::BlocksUnknown => "Ingen kan säga att det inte är spärrat.",
            ReasonCode::ConsentRefused => {
                "Någon vars samtycke krävs har sagt nej, och ett nej väger över varje samtycke."
            }
            ReasonCode::Objected => {
                "Här krävs inget samtycke, men någon som får det har motsatt sig."
            }
            ReasonCode::ConsentNotVerified => {
                "Samtycket är registrerat på någon annans ord av den som själv ska läsa, och regeln kräver mer."
            }
            ReasonCode::ConsentWithdrawn => "Ett samtycke som krävs har återkallats.",
            ReasonCode::OtherGuardianMissing => {
                "Några av dem vars samtycke krävs har samtyckt, inte alla."
            }
            ReasonCode::ConsentMissing => "Samtycke saknas.",
            ReasonCode::CustodyUnknown => {
                "Vem som har vårdnaden är inte känt, så ingen kan tillfrågas."
            }
            ReasonCode::NobodyCanConsent => "Det finns ingen som kan samtycka.",
            ReasonCode::ConsentUnknown => "Ingen kan säga vem som har samtyckt eller sagt nej.",
            ReasonCode::AgeUnknown => "Regeln beror på barnets ålder, som inte är känd.",
            ReasonCode::NotAtThisAge => "Vid barnets ålder ser ingen i denna roll det.",
            ReasonCode::ReasonRequired => "Skäl måste anges.",
            ReasonCode::EmergencyOver => "Tiden för nödöppningen är slut.",
            ReasonCode::GroundNotApplicable => "Den angivna grunden gäller inte här.",
            ReasonCode::AddresseeUnknown => {
                "Det är riktat till någon, och källan kan inte skilja ut om det är till den som frågar."
            }
            ReasonCode::OutsideWindow => "Äldre uppgifter ligger utanför det som visas.",
            ReasonCode::ProtectedIdentity => {
                "Skyddade personuppgifter: det kan nämna en plats, så en person hos källan läser det först."
            }
            ReasonCode::ReleasedAfterReview => "En person hos källan prövar och lämnar ut det.",
            ReasonCode::UnknownType => "Tabellerna nämner inte denna typ av uppgift.",
            ReasonCode::NoRule => "Ingen regel tillåter det.",
        }
    }

    fn grantor(&self, who: Grantor) -> &'static str {
        match who {
            Grantor::Child => "barnet",
            Grantor::ResidenceParent => "vårdnadshavaren som barnet bor hos",
            Grantor::OtherGuardian => "vårdnadshavaren som barnet inte bor hos",
            Grantor::Guardian => "en vårdnadshavare",
        }
    }

    fn missing(&self, who: &[&str]) -> String {
        format!("Saknas: {}.", list(who, "och"))
    }

    fn finding(&self, finding: &Finding, local: Local) -> String {
        facts::finding(finding, local)
    }

    fn rule_kind(&self, kind: Option<RuleKind>) -> &'static str {
        match kind {
            Some(RuleKind::Purpose) => "ändamål",
            Some(RuleKind::Ground) => "grund",
            Some(RuleKind::Sharing) => "vem som får se",
            Some(RuleKind::Grantors) => "vems samtycke",
            Some(RuleKind::Window) => "hur långt tillbaka",
            Some(RuleKind::Type) => "uppgiftstyp",
            Some(RuleKind::Block) => "spärrar",
            Some(RuleKind::Request) => "hur man begär",
            Some(RuleKind::Message) => "brevet",
            Some(RuleKind::Hidden) => "visas ej för vårdnadshavare",
            Some(RuleKind::Consented) => "visas för vårdnadshavare som själv har samtyckt",
            None => "finns inte i dessa tabeller",
        }
    }

    fn window_rule(&self, rule: &WindowRule) -> String {
        match rule {
            WindowRule::CurrentYearAnd { years_back } => {
                format!("innevarande år och {years_back} år dessförinnan")
            }
            WindowRule::Rolling(period) => format!("{} tillbaka", span(*period)),
            WindowRule::Until { years, after } => {
                format!("allt tills {years} år efter {}", milestone(*after))
            }
            WindowRule::UntilAge { years } => format!("allt tills barnet fyller {years}"),
            WindowRule::Unlimited => "allt".to_owned(),
            WindowRule::Any(rules) => {
                let rules: Vec<_> = rules.iter().map(|rule| self.window_rule(rule)).collect();
                list(&rules, "eller")
            }
        }
    }

    fn uncertain(&self) -> &'static str {
        "Något är inte säkert (?): den strängare läsningen gäller."
    }

    fn validity(&self, from: Option<Date>, to: Option<Date>) -> String {
        match (from, to) {
            (Some(from), Some(to)) => format!("gäller från {from} och före {to}"),
            (Some(from), None) => format!("gäller från {from}"),
            (None, Some(to)) => format!("gäller före {to}"),
            (None, None) => String::new(),
        }
    }
}

fn span(period: CalendarSpan) -> String {
    let parts: Vec<_> = (period.parts().into_iter())
        .zip(["år", "månader", "dagar"])
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, unit)| format!("{amount} {unit}"))
        .collect();
    list(&parts, "och")
}

fn milestone(after: Milestone) -> &'static str {
    match after {
        Milestone::SchoolStart => "skolstarten",
        Milestone::Birth => "födseln",
    }
}
