//! The facts in Swedish: each finding as a sentence, persons by the part they play.

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
        Finding::Age(Some(age)) => format!("Barnet är {age} år."),
        Finding::Age(None) => {
            "Barnets ålder är inte känd: varje regels strängaste fall gäller.".to_owned()
        }
        Finding::Relation(found) => relation(*found).to_owned(),
        Finding::Protection(found) => protection(*found).to_owned(),
        Finding::Custody(None) => "Vem som har vårdnaden är inte känt.".to_owned(),
        Finding::Custody(Some(holders)) if holders.is_empty() => "Ingen har vårdnaden.".to_owned(),
        Finding::Custody(Some(holders)) => {
            let holders: Vec<_> = holders.iter().map(|who| person(*who)).collect();
            format!("Vårdnaden har {}.", list(&holders, "och"))
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
                "En nämnds beslut ersätter samtycket från {}.",
                person(*about)
            )
        }
        Finding::Board {
            about,
            counts: false,
        } => {
            format!("En nämnds beslut om {} gäller inte här.", person(*about))
        }
        Finding::Word {
            who,
            kind,
            standing,
        } => word(*who, *kind, *standing, local),
        Finding::Silent(who) => format!("{} har inte sagt något.", capital(&person(*who))),
        Finding::WordsUnknown => "Samtycken kan inte läsas eller är för gamla.".to_owned(),
        Finding::Blocks(found) => blocks(*found).to_owned(),
        Finding::Block { standing, reach } => block(*standing, *reach),
        Finding::GuardianAccess(found) => access(*found).to_owned(),
    }
}

fn ground(claimed: Option<Ground>, reason_given: bool) -> String {
    let claimed = match claimed {
        None => "Ingen grund angavs: tabellernas vanliga prövas.",
        Some(Ground::Consent) => "Samtycke angavs som grund.",
        Some(Ground::Emergency) => "Nödöppning angavs som grund.",
        Some(Ground::OwnAccess) => "Egen åtkomst angavs som grund.",
        Some(Ground::Statute) => "Lag angavs som grund.",
        Some(Ground::Necessity) => "Behov i vården angavs som grund.",
    };
    match reason_given {
        true => format!("{claimed} Skäl angavs."),
        false => claimed.to_owned(),
    }
}

fn person(who: Person) -> String {
    match who {
        Person::Child => "barnet".to_owned(),
        Person::ResidenceParent => "vårdnadshavaren som barnet bor hos".to_owned(),
        Person::OtherGuardian => "vårdnadshavaren som barnet inte bor hos".to_owned(),
        Person::OnlyGuardian => "den enda vårdnadshavaren".to_owned(),
        Person::Guardian(number) => format!("vårdnadshavare {number}"),
        Person::NoCustody => "någon som inte har vårdnaden i dag".to_owned(),
        Person::Somebody => "någon (vem som har vårdnaden är inte känt)".to_owned(),
    }
}

fn relation(found: RelationFound) -> &'static str {
    match found {
        RelationFound::Works => "Den som frågar arbetar med barnet.",
        RelationFound::WorksElsewhere(lack) => match lack {
            RelationLack::NotYet => "Organisationen arbetar med barnet först längre fram.",
            RelationLack::Over => "Organisationen arbetar inte längre med barnet.",
            RelationLack::OtherUnit => "En annan enhet i organisationen arbetar med barnet.",
            RelationLack::OtherSector => "Organisationen arbetar med barnet i en annan sektor.",
        },
        RelationFound::None => "Organisationen arbetar inte med barnet.",
        RelationFound::Unknown => "Om organisationen arbetar med barnet är inte känt.",
        RelationFound::HoldsCustody => "Den som frågar har vårdnaden.",
        RelationFound::NoCustody => "Den som frågar har inte vårdnaden.",
        RelationFound::CustodyUnknown => "Om den som frågar har vårdnaden är inte känt.",
        RelationFound::ClosedByProtection => {
            "Den som frågar har vårdnaden, men skyddade personuppgifter stänger vårdnadshavares åtkomst."
        }
        RelationFound::Closed => "Den som frågar har vårdnaden, men åtkomsten är stängd.",
        RelationFound::AccessUnknown => {
            "Den som frågar har vårdnaden, men ingen kan säga att åtkomsten inte är stängd."
        }
        RelationFound::IsChild => "Den som frågar är barnet.",
        RelationFound::IsNotChild => "Den som frågar är inte barnet.",
    }
}

fn asked(rule: &str, who: &[Grantors], objection: bool) -> String {
    let who: Vec<_> = (who.iter())
        .map(|who| match (who, objection) {
            (Grantors::AllGuardians, false) => "varje vårdnadshavare",
            (Grantors::OneGuardian, false) => "en vårdnadshavare, om inte en annan säger nej",
            (Grantors::ResidenceParent, false) => "vårdnadshavaren som barnet bor hos",
            (Grantors::Child, _) => "barnet",
            (Grantors::ChildAndGuardians, false) => "barnet och varje vårdnadshavare",
            (Grantors::ChildAndGuardians, true) => "barnet eller en vårdnadshavare",
            (_, true) => "en vårdnadshavare",
        })
        .collect();
    match (who.as_slice(), objection) {
        ([], _) => format!("{rule} frågar ingen vid denna ålder."),
        (who, false) => format!(
            "{rule} kräver vid denna ålder samtycke från {}.",
            list(who, "och från")
        ),
        (who, true) => format!(
            "{rule} kräver inget samtycke; vid denna ålder får {} motsätta sig.",
            list(who, "och")
        ),
    }
}

fn word(who: Person, kind: ConsentKind, standing: WordStanding, local: Local) -> String {
    let what = match kind {
        ConsentKind::Permit => "Samtycket",
        ConsentKind::Refuse => "Nejet",
    };
    let (who, at) = (person(who), |at| local.minute(at));
    match standing {
        WordStanding::Counts => format!("{what} från {who} räknas."),
        WordStanding::CountsUnverified => format!(
            "{what} från {who} räknas fast den som själv ska läsa har registrerat det: så säger regeln."
        ),
        WordStanding::Unverified => format!(
            "{what} från {who} räknas inte: den som själv ska läsa har registrerat det på någon annans ord."
        ),
        WordStanding::NotAsked => format!("{what} från {who} ändrar inget: det krävs inte här."),
        WordStanding::Replaced => {
            format!("{what} från {who} ändrar inget: en nämnds beslut står i stället.")
        }
        WordStanding::OutOfScope(part) => {
            format!("{what} från {who} räknas inte här: {}.", scope(part))
        }
        WordStanding::NotYet(start) => format!(
            "{what} från {who} räknas inte än: det gäller från {}.",
            at(start)
        ),
        WordStanding::Over(end) => format!(
            "{what} från {who} räknas inte längre: det gällde till {}.",
            at(end)
        ),
        WordStanding::Ended(ended) => format!(
            "{what} från {who} räknas inte längre: det återkallades {}.",
            at(ended)
        ),
        WordStanding::Deleted => format!(
            "{what} från {who} har aldrig räknats: det var felregistrerat och togs tillbaka."
        ),
    }
}

fn scope(part: ScopePart) -> &'static str {
    match part {
        ScopePart::Organisation => "det gäller en annan organisation",
        ScopePart::Unit => "det gäller en annan enhet",
        ScopePart::Sector => "det gäller en annan sektor",
        ScopePart::Source => "det gäller andra källor",
        ScopePart::Purpose => "det gäller ett annat ändamål",
    }
}

fn blocks(found: BlocksFound) -> &'static str {
    match found {
        BlocksFound::Unknown => {
            "Spärrar kan inte läsas eller är för gamla: det som de kunde gälla visas inte."
        }
        BlocksFound::NotMeantFor(Audience::Child) => "Spärrar gäller inte barnet självt.",
        BlocksFound::NotMeantFor(Audience::Guardian) => "Spärrar gäller inte vårdnadshavare.",
        BlocksFound::NotMeantFor(Audience::Professional) => "Spärrar gäller inte den som frågar.",
        BlocksFound::HeldOpen => {
            "Det finns spärrar, och detta visas ändå: spärrar gäller inte mot regeln."
        }
        BlocksFound::None => "Det finns inga spärrar.",
    }
}

fn block(standing: BlockStand, reach: BlockReach) -> String {
    match (standing, reach) {
        (BlockStand::Stands, BlockReach::Whole) => "En spärr gäller allt detta.",
        (BlockStand::Stands, BlockReach::Some) => "En spärr gäller de uppgifter som den nämner.",
        (BlockStand::Stands, BlockReach::OtherTypes) => {
            "En spärr gäller andra typer av uppgifter, inget av detta."
        }
        (BlockStand::NotYet, _) => "En spärr gäller inte än.",
        (BlockStand::Ended, _) => "En spärr har hävts.",
        (BlockStand::Deleted, _) => "En spärr var felregistrerad och togs tillbaka.",
        (BlockStand::Own, _) => "En spärr av de egna uppgifterna stänger inte ute de egna.",
        (BlockStand::Lifted, _) => "En spärr är tillfälligt hävd för den som frågar.",
        (BlockStand::NoSay, _) => {
            "Den som ville ha en spärr har inget att säga till om för barnet längre."
        }
    }
    .to_owned()
}

fn protection(found: Option<bool>) -> &'static str {
    match found {
        Some(true) => "Barnet har skyddade personuppgifter.",
        Some(false) => "Barnet har inte skyddade personuppgifter.",
        None => "Om personuppgifterna är skyddade är inte känt: de räknas som skyddade.",
    }
}

fn maturity(found: Option<bool>) -> &'static str {
    match found {
        Some(true) => "Den som frågar har bedömt barnet som moget att själv bestämma.",
        Some(false) => "Den som frågar har inte bedömt barnet som moget att själv bestämma.",
        None => "Om barnet har bedömts som moget är inte känt: båda fallen måste vara uppfyllda.",
    }
}

fn access(found: AccessFound) -> &'static str {
    match found {
        AccessFound::Extended => {
            "Vårdnadshavaren har utökad åtkomst, bortom den ålder då den upphör."
        }
        AccessFound::Closed => "Vårdnadshavarens åtkomst är stängd.",
        AccessFound::Unknown => {
            "Om vårdnadshavarens åtkomst är stängd är inte känt: den räknas som stängd."
        }
    }
}

fn purpose(code: &str, standing: PurposeStanding) -> String {
    match standing {
        PurposeStanding::Allowed => {
            format!("Ändamålet är ”{code}”, som tabellerna tillåter.")
        }
        PurposeStanding::Refused => {
            format!("Ändamålet är ”{code}”, som tabellerna inte tillåter här.")
        }
        PurposeStanding::Unnamed => "Ändamålet nämns inte i tabellerna.".to_owned(),
    }
}
