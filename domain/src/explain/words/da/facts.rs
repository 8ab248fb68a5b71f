//! The facts in Danish: each finding as a sentence, persons by the part they play.

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
        Finding::Age(Some(age)) => format!("Barnet er {age} år."),
        Finding::Age(None) => {
            "Barnets alder er ikke kendt: hver regels strengeste tilfælde gælder.".to_owned()
        }
        Finding::Relation(found) => relation(*found).to_owned(),
        Finding::Protection(found) => protection(*found).to_owned(),
        Finding::Custody(None) => "Hvem der har forældremyndigheden, er ikke kendt.".to_owned(),
        Finding::Custody(Some(holders)) if holders.is_empty() => {
            "Ingen har forældremyndigheden.".to_owned()
        }
        Finding::Custody(Some(holders)) => {
            let holders: Vec<_> = holders.iter().map(|who| person(*who)).collect();
            format!("Forældremyndigheden har {}.", list(&holders, "og"))
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
                "En myndigheds afgørelse træder i stedet for samtykket fra {}.",
                person(*about)
            )
        }
        Finding::Board {
            about,
            counts: false,
        } => {
            format!(
                "En myndigheds afgørelse om {} gælder ikke her.",
                person(*about)
            )
        }
        Finding::Word {
            who,
            kind,
            standing,
        } => word(*who, *kind, *standing, local),
        Finding::Silent(who) => format!("{} har ikke sagt noget.", capital(&person(*who))),
        Finding::WordsUnknown => "Samtykker kan ikke læses eller er for gamle.".to_owned(),
        Finding::Blocks(found) => blocks(*found).to_owned(),
        Finding::Block { standing, reach } => block(*standing, *reach),
        Finding::GuardianAccess(found) => access(*found).to_owned(),
    }
}

fn ground(claimed: Option<Ground>, reason_given: bool) -> String {
    let claimed = match claimed {
        None => "Intet grundlag blev angivet: tabellernes sædvanlige prøves.",
        Some(Ground::Consent) => "Samtykke blev angivet som grundlag.",
        Some(Ground::Emergency) => "Nødadgang blev angivet som grundlag.",
        Some(Ground::OwnAccess) => "Egen adgang blev angivet som grundlag.",
        Some(Ground::Statute) => "Lov blev angivet som grundlag.",
        Some(Ground::Necessity) => "Nødvendighed i behandlingen blev angivet som grundlag.",
    };
    match reason_given {
        true => format!("{claimed} Der blev angivet en årsag."),
        false => claimed.to_owned(),
    }
}

fn person(who: Person) -> String {
    match who {
        Person::Child => "barnet".to_owned(),
        Person::ResidenceParent => "bopælsforælderen".to_owned(),
        Person::OtherGuardian => "samværsforælderen".to_owned(),
        Person::OnlyGuardian => "den eneste forældremyndighedsindehaver".to_owned(),
        Person::Guardian(number) => format!("forældremyndighedsindehaver {number}"),
        Person::NoCustody => "en, der ikke har forældremyndigheden i dag".to_owned(),
        Person::Somebody => "nogen (hvem der har forældremyndigheden, er ikke kendt)".to_owned(),
    }
}

fn relation(found: RelationFound) -> &'static str {
    match found {
        RelationFound::Works => "Den, der spørger, arbejder med barnet.",
        RelationFound::WorksElsewhere(lack) => match lack {
            RelationLack::NotYet => "Organisationen arbejder først senere med barnet.",
            RelationLack::Over => "Organisationen arbejder ikke længere med barnet.",
            RelationLack::OtherUnit => "En anden enhed i organisationen arbejder med barnet.",
            RelationLack::OtherSector => "Organisationen arbejder med barnet i en anden sektor.",
        },
        RelationFound::None => "Organisationen arbejder ikke med barnet.",
        RelationFound::Unknown => "Om organisationen arbejder med barnet, er ikke kendt.",
        RelationFound::HoldsCustody => "Den, der spørger, har forældremyndigheden.",
        RelationFound::NoCustody => "Den, der spørger, har ikke forældremyndigheden.",
        RelationFound::CustodyUnknown => {
            "Om den, der spørger, har forældremyndigheden, er ikke kendt."
        }
        RelationFound::ClosedByProtection => {
            "Den, der spørger, har forældremyndigheden, men navne- og adressebeskyttelse lukker forældres adgang."
        }
        RelationFound::Closed => {
            "Den, der spørger, har forældremyndigheden, men adgangen er lukket."
        }
        RelationFound::AccessUnknown => {
            "Den, der spørger, har forældremyndigheden, men ingen kan sige, at adgangen ikke er lukket."
        }
        RelationFound::IsChild => "Den, der spørger, er barnet.",
        RelationFound::IsNotChild => "Den, der spørger, er ikke barnet.",
    }
}

fn asked(rule: &str, who: &[Grantors], objection: bool) -> String {
    let who: Vec<_> = (who.iter())
        .map(|who| match (who, objection) {
            (Grantors::AllGuardians, false) => "hver forældremyndighedsindehaver",
            (Grantors::OneGuardian, false) => {
                "én forældremyndighedsindehaver, medmindre en anden siger nej"
            }
            (Grantors::ResidenceParent, false) => "bopælsforælderen",
            (Grantors::Child, _) => "barnet",
            (Grantors::ChildAndGuardians, false) => "barnet og hver forældremyndighedsindehaver",
            (Grantors::ChildAndGuardians, true) => "barnet eller en forældremyndighedsindehaver",
            (_, true) => "en forældremyndighedsindehaver",
        })
        .collect();
    match (who.as_slice(), objection) {
        ([], _) => format!("{rule} spørger ingen ved denne alder."),
        (who, false) => format!(
            "{rule} kræver ved denne alder samtykke fra {}.",
            list(who, "og fra")
        ),
        (who, true) => format!(
            "{rule} kræver intet samtykke; ved denne alder må {} frabede sig det.",
            list(who, "og")
        ),
    }
}

fn word(who: Person, kind: ConsentKind, standing: WordStanding, local: Local) -> String {
    let what = match kind {
        ConsentKind::Permit => "Samtykket",
        ConsentKind::Refuse => "Afslaget",
    };
    let (who, at) = (person(who), |at| local.minute(at));
    match standing {
        WordStanding::Counts => format!("{what} fra {who} tæller."),
        WordStanding::CountsUnverified => format!(
            "{what} fra {who} tæller, selv om den, der selv vil læse, har registreret det: det siger reglen."
        ),
        WordStanding::Unverified => format!(
            "{what} fra {who} tæller ikke: den, der selv vil læse, har registreret det på en andens ord."
        ),
        WordStanding::NotAsked => format!("{what} fra {who} ændrer intet: det kræves ikke her."),
        WordStanding::Replaced => {
            format!("{what} fra {who} ændrer intet: en myndigheds afgørelse træder i stedet.")
        }
        WordStanding::OutOfScope(part) => {
            format!("{what} fra {who} tæller ikke her: {}.", scope(part))
        }
        WordStanding::NotYet(start) => format!(
            "{what} fra {who} tæller ikke endnu: det gælder fra {}.",
            at(start)
        ),
        WordStanding::Over(end) => format!(
            "{what} fra {who} tæller ikke længere: det gjaldt til {}.",
            at(end)
        ),
        WordStanding::Ended(ended) => format!(
            "{what} fra {who} tæller ikke længere: det blev trukket tilbage {}.",
            at(ended)
        ),
        WordStanding::Deleted => format!(
            "{what} fra {who} har aldrig talt: det var fejlregistreret og blev taget tilbage."
        ),
    }
}

fn scope(part: ScopePart) -> &'static str {
    match part {
        ScopePart::Organisation => "det gælder en anden organisation",
        ScopePart::Unit => "det gælder en anden enhed",
        ScopePart::Sector => "det gælder en anden sektor",
        ScopePart::Source => "det gælder andre kilder",
        ScopePart::Purpose => "det gælder et andet formål",
    }
}

fn blocks(found: BlocksFound) -> &'static str {
    match found {
        BlocksFound::Unknown => {
            "Spærringer kan ikke læses eller er for gamle: det, de kunne gælde, vises ikke."
        }
        BlocksFound::NotMeantFor(Audience::Child) => "Spærringer gælder ikke barnet selv.",
        BlocksFound::NotMeantFor(Audience::Guardian) => "Spærringer gælder ikke forældre.",
        BlocksFound::NotMeantFor(Audience::Professional) => {
            "Spærringer gælder ikke den, der spørger."
        }
        BlocksFound::HeldOpen => {
            "Der er spærringer, og dette vises alligevel: spærringer gælder ikke mod reglen."
        }
        BlocksFound::None => "Der er ingen spærringer.",
    }
}

fn block(standing: BlockStand, reach: BlockReach) -> String {
    match (standing, reach) {
        (BlockStand::Stands, BlockReach::Whole) => "En spærring gælder alt dette.",
        (BlockStand::Stands, BlockReach::Some) => {
            "En spærring gælder de oplysninger, som den nævner."
        }
        (BlockStand::Stands, BlockReach::OtherTypes) => {
            "En spærring gælder andre typer oplysninger, intet af dette."
        }
        (BlockStand::NotYet, _) => "En spærring gælder ikke endnu.",
        (BlockStand::Ended, _) => "En spærring er ophævet.",
        (BlockStand::Deleted, _) => "En spærring var fejlregistreret og blev taget tilbage.",
        (BlockStand::Own, _) => "En spærring af egne oplysninger holder ikke egne folk ude.",
        (BlockStand::Lifted, _) => "En spærring er midlertidigt ophævet for den, der spørger.",
        (BlockStand::NoSay, _) => {
            "Den, der ønskede en spærring, har ikke længere noget at sige for barnet."
        }
    }
    .to_owned()
}

fn protection(found: Option<bool>) -> &'static str {
    match found {
        Some(true) => "Barnet har navne- og adressebeskyttelse.",
        Some(false) => "Barnet har ikke navne- og adressebeskyttelse.",
        None => {
            "Om barnet har navne- og adressebeskyttelse, er ikke kendt: det regnes for beskyttet."
        }
    }
}

fn maturity(found: Option<bool>) -> &'static str {
    match found {
        Some(true) => "Den, der spørger, har vurderet barnet modent til selv at bestemme.",
        Some(false) => "Den, der spørger, har ikke vurderet barnet modent til selv at bestemme.",
        None => "Om barnet er vurderet modent, er ikke kendt: begge tilfælde skal være opfyldt.",
    }
}

fn access(found: AccessFound) -> &'static str {
    match found {
        AccessFound::Extended => {
            "Forælderen har udvidet adgang ud over den alder, hvor den ophører."
        }
        AccessFound::Closed => "Forælderens adgang er lukket.",
        AccessFound::Unknown => {
            "Om forælderens adgang er lukket, er ikke kendt: den regnes for lukket."
        }
    }
}

fn purpose(code: &str, standing: PurposeStanding) -> String {
    match standing {
        PurposeStanding::Allowed => format!("Formålet er ”{code}”, som tabellerne tillader."),
        PurposeStanding::Refused => {
            format!("Formålet er ”{code}”, som tabellerne ikke tillader her.")
        }
        PurposeStanding::Unnamed => "Formålet er ikke nævnt i tabellerne.".to_owned(),
    }
}
