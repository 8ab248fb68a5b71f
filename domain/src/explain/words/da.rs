//! Hvad mennesker læser på dansk. What people read in Danish.

mod facts;

use super::{Heading, Words, list};
use crate::{
    decide::{Grantor, Obligations, ReasonCode, Visibility},
    explain::{Finding, Verdict, told::Local},
    policy::{Audience, Ground, RuleKind, UnderProtection},
    time::{CalendarSpan, Date, Milestone, WindowRule},
};

pub(super) struct Danish;

impl Words for Danish {
    fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Terms => "På disse vilkår",
            Heading::Reasons => "Hvorfor",
            Heading::Facts => "Oplysningerne (+ talte med, · talte ikke med, ? ikke kendt)",
            Heading::Rules => "Reglerne",
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
            Audience::Professional => format!("En fagperson ({})", actor.unwrap_or("ingen sektor")),
            Audience::Guardian => "En forældremyndighedsindehaver".to_owned(),
            Audience::Child => "Barnet".to_owned(),
        };
        let own = if own { ", i egen organisation" } else { "" };
        format!("{who} spørger om ”{kind}” fra ”{producer}”{own}, {at}.")
    }

    fn verdict(&self, verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Permit(_) => "Det vises.",
            Verdict::OnRequest => "Det vises ikke direkte: udleveres efter vurdering hos kilden.",
            Verdict::Withhold => "Det vises ikke.",
        }
    }

    fn may_learn(&self, visibility: Visibility) -> &'static str {
        match visibility {
            Visibility::Refused => {
                "Den, der spørger, får intet at vide, heller ikke om der er noget at spørge om."
            }
            Visibility::Reasons => "Den, der spørger, får at vide hvorfor, og hvad der kan gøres.",
            Visibility::Full => "Den, der spørger, får alt at vide om afgørelsen.",
        }
    }

    fn ground(&self, ground: Ground) -> &'static str {
        match ground {
            Ground::Consent => "Med samtykke.",
            Ground::Emergency => "Ved værdispring (nødadgang), med årsag.",
            Ground::OwnAccess => "Ved egen adgang.",
            Ground::Statute => "Med hjemmel i lov.",
            Ground::Necessity => {
                "Fordi det er nødvendigt i behandlingen, og ingen, der må, har frabedt sig det."
            }
        }
    }

    fn window(&self, from: Option<&str>, before: Option<&str>) -> String {
        match (from, before) {
            (None, None) => "Uanset hvornår det var.".to_owned(),
            (Some(from), None) => format!("Det, der vedrører tiden fra {from}."),
            (None, Some(before)) => format!("Det, der vedrører tiden før {before}."),
            (Some(from), Some(before)) => {
                format!("Det, der vedrører tiden fra {from} og før {before}.")
            }
        }
    }

    fn masked(&self, masks: UnderProtection) -> &'static str {
        match masks {
            UnderProtection::Drop => {
                "Navne- og adressebeskyttelse: ikke uden vurdering hos kilden."
            }
            UnderProtection::HeaderOnly => {
                "Navne- og adressebeskyttelse: steder skjules, og ingen fritekst vises."
            }
            UnderProtection::Safe => "Navne- og adressebeskyttelse: steder skjules.",
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
            true => "Det må kopieres og udskrives; det logges.",
            false => "Det må ikke kopieres eller udskrives.",
        };
        let told = [
            (reason_required, "Der skal angives en årsag."),
            (notify, "Barnet og forældrene får det at vide."),
            (review, "Det sættes på listen til kontrol."),
        ];
        let told = told.into_iter().filter_map(|(is, text)| is.then_some(text));
        [copy].into_iter().chain(told).collect()
    }

    fn valid_until(&self, at: &str) -> String {
        format!("Det gælder til {at}, hvis ingen oplysning ændres inden da.")
    }

    fn reason(&self, code: ReasonCode) -> &'static str {
        match code {
            ReasonCode::NoRelation => "Den, der spørger, har intet med barnet at gøre.",
            ReasonCode::PurposeRefused => "Til dette formål vises intet.",
            ReasonCode::NeverShared => "En regel siger, at det aldrig gives videre.",
            ReasonCode::Blocked => "Det er spærret.",
            ReasonCode::BlocksUnknown => "Ingen kan sige, at det ikke er spærret.",
            ReasonCode::ConsentRefused => {
                "En, hvis samtykke kræves, har sagt nej, og et nej vejer tungere end ethvert samtykke."
            }
            ReasonCode::Objected => {
                "Her kræves intet samtykke, men en, der må, har frabedt sig det."
            }
            ReasonCode::ConsentNotVerified => {
                "Samtykket er registreret på en andens ord af den, der selv vil læse, og reglen kræver mere."
            }
            ReasonCode::ConsentWithdrawn => "Et samtykke, der kræves, er trukket tilbage.",
            ReasonCode::OtherGuardianMissing => {
                "Nogle af dem, hvis samtykke kræves, har givet det, ikke alle."
            }
            ReasonCode::ConsentMissing => "Samtykke mangler.",
            ReasonCode::CustodyUnknown => {
                "Hvem der har forældremyndigheden, er ikke kendt, så ingen kan spørges."
            }
            ReasonCode::NobodyCanConsent => "Der er ingen, som kan give samtykke.",
            ReasonCode::ConsentUnknown => {
                "Ingen kan sige, hvem der har givet samtykke eller sagt nej."
            }
            ReasonCode::AgeUnknown => "Reglen afhænger af barnets alder, som ikke er kendt.",
            ReasonCode::NotAtThisAge => "Ved barnets alder ser ingen i denne rolle det.",
            ReasonCode::ReasonRequired => "Der skal angives en årsag.",
            ReasonCode::EmergencyOver => "Tiden for nødadgangen er udløbet.",
            ReasonCode::GroundNotApplicable => "Det angivne grundlag gælder ikke her.",
            ReasonCode::AddresseeUnknown => {
                "Det er rettet til nogen, og kilden kan ikke skelne, om det er til den, der spørger."
            }
            ReasonCode::OutsideWindow => "Ældre oplysninger ligger uden for det, der vises.",
            ReasonCode::ProtectedIdentity => {
                "Navne- og adressebeskyttelse: det kan nævne et sted, så en person hos kilden læser det først."
            }
            ReasonCode::ReleasedAfterReview => "En person hos kilden vurderer og udleverer det.",
            ReasonCode::UnknownType => "Tabellerne nævner ikke denne type oplysning.",
            ReasonCode::NoRule => "Ingen regel tillader det.",
        }
    }

    fn grantor(&self, who: Grantor) -> &'static str {
        match who {
            Grantor::Child => "barnet",
            Grantor::ResidenceParent => "bopælsforælderen",
            Grantor::OtherGuardian => "samværsforælderen",
            Grantor::Guardian => "en forældremyndighedsindehaver",
        }
    }

    fn missing(&self, who: &[&str]) -> String {
        format!("Mangler: {}.", list(who, "og"))
    }

    fn finding(&self, finding: &Finding, local: Local) -> String {
        facts::finding(finding, local)
    }

    fn rule_kind(&self, kind: Option<RuleKind>) -> &'static str {
        match kind {
            Some(RuleKind::Purpose) => "formål",
            Some(RuleKind::Ground) => "grundlag",
            Some(RuleKind::Sharing) => "hvem der må se",
            Some(RuleKind::Grantors) => "hvis samtykke",
            Some(RuleKind::Window) => "hvor langt tilbage",
            Some(RuleKind::Type) => "oplysningstype",
            Some(RuleKind::Block) => "spærringer",
            Some(RuleKind::Request) => "hvordan man anmoder",
            Some(RuleKind::Message) => "brevet",
            Some(RuleKind::Hidden) => "vises ikke for forældre",
            Some(RuleKind::Consented) => "vises for forældre, der selv har givet samtykke",
            None => "findes ikke i disse tabeller",
        }
    }

    fn window_rule(&self, rule: &WindowRule) -> String {
        match rule {
            WindowRule::CurrentYearAnd { years_back } => {
                format!("indeværende år og {years_back} år før det")
            }
            WindowRule::Rolling(period) => format!("{} tilbage", span(*period)),
            WindowRule::Until { years, after } => {
                format!("alt indtil {years} år efter {}", milestone(*after))
            }
            WindowRule::UntilAge { years } => format!("alt, indtil barnet fylder {years}"),
            WindowRule::Unlimited => "alt".to_owned(),
            WindowRule::Any(rules) => {
                let rules: Vec<_> = rules.iter().map(|rule| self.window_rule(rule)).collect();
                list(&rules, "eller")
            }
        }
    }

    fn uncertain(&self) -> &'static str {
        "Noget er ikke sikkert (?): den strengeste læsning gælder."
    }

    fn validity(&self, from: Option<Date>, to: Option<Date>) -> String {
        match (from, to) {
            (Some(from), Some(to)) => format!("gælder fra {from} og før {to}"),
            (Some(from), None) => format!("gælder fra {from}"),
            (None, Some(to)) => format!("gælder før {to}"),
            (None, None) => String::new(),
        }
    }
}

fn span(period: CalendarSpan) -> String {
    let parts: Vec<_> = (period.parts().into_iter())
        .zip(["år", "måneder", "dage"])
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, unit)| format!("{amount} {unit}"))
        .collect();
    list(&parts, "og")
}

fn milestone(after: Milestone) -> &'static str {
    match after {
        Milestone::SchoolStart => "skolestart",
        Milestone::Birth => "fødslen",
    }
}
