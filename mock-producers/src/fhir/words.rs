//! The words that a record needs where the file has codes only, in the language of the child's country.

use domain::{record::body::FamilyTieKind, time::Country};

/// A text in Swedish and Danish.
#[derive(Clone, Copy)]
pub(super) struct Words {
    sv: &'static str,
    da: &'static str,
}

impl Words {
    const fn new(sv: &'static str, da: &'static str) -> Self {
        Self { sv, da }
    }

    pub(super) fn of(self, country: Country) -> &'static str {
        match country {
            Country::Se => self.sv,
            Country::Dk => self.da,
        }
    }
}

pub(super) const FOLDER: Words = Words::new("FHIR-mapp", "FHIR-mappe");
pub(super) const MASTER_DATA: Words = Words::new("Personuppgifter", "Stamdata");
pub(super) const FAMILY: Words = Words::new("Familj", "Familie");
pub(super) const CUSTODY: Words = Words::new("Vårdnad", "Forældremyndighed");
pub(super) const CUSTODY_NOT_STATED: Words =
    Words::new("vårdnad inte angiven", "forældremyndighed ikke oplyst");
pub(super) const FAMILY_NOT_STATED: Words =
    Words::new("familj inte angiven", "familie ikke oplyst");
pub(super) const SAME_FAMILY: Words = Words::new("samma familjegrupp", "samme familiegruppe");
pub(super) const CONDITION: Words =
    Words::new("Diagnos eller tillstånd", "Diagnose eller tilstand");
pub(super) const OBSERVATION: Words = Words::new("Observation", "Observation");
pub(super) const VACCINATION: Words = Words::new("Vaccination", "Vaccination");
pub(super) const PLAN: Words = Words::new("Plan", "Plan");
pub(super) const MEDICATION: Words = Words::new("Läkemedel", "Medicin");
pub(super) const QUESTIONNAIRE: Words = Words::new("Formulär", "Spørgeskema");
pub(super) const ADMISSION: Words = Words::new("Inläggning", "Indlæggelse");
pub(super) const APPOINTMENT: Words = Words::new("Bokad tid", "Aftale");
pub(super) const VISIT: Words = Words::new("Besök", "Besøg");
pub(super) const YES: Words = Words::new("ja", "ja");
pub(super) const NO: Words = Words::new("nej", "nej");

/// What a relationship code says: HL7 v3 RoleCode.
pub(super) struct Relationship {
    /// The part as a role code of the contract.
    pub(super) role: &'static str,
    pub(super) kind: FamilyTieKind,
    pub(super) words: Words,
}

const fn is(
    role: &'static str,
    kind: FamilyTieKind,
    sv: &'static str,
    da: &'static str,
) -> Relationship {
    Relationship {
        role,
        kind,
        words: Words::new(sv, da),
    }
}

/// What the code says; a code that is not here is shown as it stands, as a tie of no known kind.
// R-FHIR-11
pub(super) fn relationship(code: &str) -> Option<Relationship> {
    use FamilyTieKind::{Father, FosterParent, Guardian, Mother, Parent, Sibling, Unstated};
    Some(match code {
        "MTH" | "NMTH" | "ADOPTM" | "GESTM" => is("mother", Mother, "mor", "mor"),
        "FTH" | "NFTH" | "ADOPTF" => is("father", Father, "far", "far"),
        "PRN" | "NPRN" | "ADOPTP" => is("parent", Parent, "förälder", "forælder"),
        "GUARD" => is(
            "guardian",
            Guardian,
            "vårdnadshavare",
            "forældremyndighedsindehaver",
        ),
        "MTHFOST" | "FTHFOST" | "PRNFOST" => is(
            "foster-parent",
            FosterParent,
            "familjehemsförälder",
            "plejeforælder",
        ),
        "SIB" | "NSIB" | "HSIB" | "STPSIB" | "TWIN" | "FTWIN" | "ITWIN" => {
            is("sibling", Sibling, "syskon", "søskende")
        }
        "BRO" | "NBRO" | "HBRO" | "STPBRO" | "TWINBRO" | "FTWINBRO" | "ITWINBRO" => {
            is("sibling", Sibling, "bror", "bror")
        }
        "SIS" | "NSIS" | "HSIS" | "STPSIS" | "TWINSIS" | "FTWINSIS" | "ITWINSIS" => {
            is("sibling", Sibling, "syster", "søster")
        }
        "STPMTH" | "STPFTH" | "STPPRN" => {
            is("step-parent", Unstated, "styvförälder", "stedforælder")
        }
        "GRPRN" => is(
            "grandparent",
            Unstated,
            "mor- eller farförälder",
            "bedsteforælder",
        ),
        "GRMTH" | "MGRMTH" | "PGRMTH" => {
            is("grandparent", Unstated, "mormor eller farmor", "bedstemor")
        }
        "GRFTH" | "MGRFTH" | "PGRFTH" => {
            is("grandparent", Unstated, "morfar eller farfar", "bedstefar")
        }
        "GGRPRN" | "GGRMTH" | "GGRFTH" => is(
            "great-grandparent",
            Unstated,
            "gammelmor eller gammelfar",
            "oldeforælder",
        ),
        "AUNT" | "MAUNT" | "PAUNT" => is(
            "aunt",
            Unstated,
            "moster eller faster",
            "moster eller faster",
        ),
        "UNCLE" | "MUNCLE" | "PUNCLE" => is("uncle", Unstated, "morbror eller farbror", "onkel"),
        "COUSN" | "MCOUSN" | "PCOUSN" => is("cousin", Unstated, "kusin", "fætter eller kusine"),
        "CHILD" | "NCHILD" | "SON" | "NSON" | "DAU" | "DAUC" | "CHLDADOPT" | "SONADOPT"
        | "DAUADOPT" => is("child", Unstated, "barn", "barn"),
        "CHLDFOST" | "SONFOST" | "DAUFOST" => is(
            "foster-child",
            Unstated,
            "familjehemsplacerat barn",
            "plejebarn",
        ),
        "FAMMEMB" | "EXT" => is("family-member", Unstated, "familjemedlem", "familiemedlem"),
        "FRND" => is("friend", Unstated, "vän", "ven"),
        "NBOR" => is("neighbour", Unstated, "granne", "nabo"),
        _ => return None,
    })
}
