//! The sectors as people call them. The country decides: a population register is CPR in Denmark.

use domain::time::Country;

use super::{Language, Words, look_up};

/// What a sector is called. A code without words is given back as it is: it says more than nothing.
#[must_use]
pub fn sector(code: &str, country: Country, language: Language) -> String {
    let own = (country == Country::Dk)
        .then(|| look_up(DANISH_NAMES, code, language))
        .flatten();
    own.or_else(|| look_up(SECTORS, code, language))
        .map_or_else(|| code.to_owned(), str::to_owned)
}

#[rustfmt::skip] // a table: one row a line
pub(super) const SECTORS: &[(&str, Words)] = &[
    ("child-health", ("Barnhälsovård (BVC)", "Børnesundhed (BVC)", "Child health centre")),
    ("maternity", ("Mödravård (MVC)", "Svangreomsorg", "Maternity care")),
    ("school-health", ("Elevhälsans medicinska insats", "Skolesundhed", "School health")),
    ("school-psychology", ("Skolpsykolog och kurator", "Skolepsykolog", "School psychology")),
    ("school", ("Skola", "Skole", "School")),
    ("social-child", ("Socialtjänst barn", "Socialforvaltning, børn", "Social services, children")),
    ("disability", ("Stöd vid funktionsnedsättning", "Handicapstøtte", "Disability support")),
    ("child-psychiatry", ("Barn- och ungdomspsykiatri", "Børne- og ungdomspsykiatri", "Child psychiatry")),
    ("general-practice", ("Vårdcentral", "Egen læge", "General practice")),
    ("hospital", ("Sjukhus", "Sygehus", "Hospital")),
    ("habilitation", ("Habilitering", "Habilitering", "Habilitation")),
    ("record-archive", ("Journalarkiv", "Journalarkiv", "Record archive")),
    ("population-register", ("Folkbokföring", "Folkeregister", "Population register")),
    ("coordination-plan", ("Samordnad plan (SIP)", "Koordineret plan", "Coordinated plan")),
    ("health-visitor", ("Hälsobesökare", "Sundhedsplejen", "Health visitor")),
    ("ppr", ("Pedagogisk-psykologisk rådgivning", "PPR", "Educational psychology (PPR)")),
    ("day-care", ("Förskola", "Dagtilbud", "Day care")),
    ("social-family", ("Familjeavdelning", "Familieafdelingen", "Family department")),
    ("medication-register", ("Läkemedelsregister", "Fælles Medicinkort", "Shared medication record")),
    ("vaccination-register", ("Vaccinationsregister", "Vaccinationsregistret", "Vaccination register")),
];

/// What is called otherwise in Denmark.
#[rustfmt::skip] // a table: one row a line
pub(super) const DANISH_NAMES: &[(&str, Words)] = &[
    ("population-register", ("Folkbokföring (CPR)", "CPR", "Population register (CPR)")),
    ("general-practice", ("Husläkare", "Egen læge", "General practitioner")),
    ("coordination-plan", ("Barnets plan", "Barnets plan", "The child's plan")),
    ("child-health", ("Barnhälsovård", "Børnesundhed", "Child health")),
    ("school-health", ("Skolhälsovård", "Skolesundhed", "School health")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_decides_what_a_register_is_called() {
        let called = |country| sector("population-register", country, Language::Da);
        assert_eq!(called(Country::Dk), "CPR");
        assert_eq!(called(Country::Se), "Folkeregister");
        assert_eq!(
            sector("space-travel", Country::Se, Language::Sv),
            "space-travel"
        );
    }
}
