//! What a dose protects against, by ATC code: the Nordic childhood programmes and what else children commonly get.
//! Short forms as nurses say them; a code without words stays a code, because a guess could be read as a dose given.

use super::{Language, Words, look_up};

/// What the vaccine with this ATC code is called; `None` for a code without words.
// R-SHOW-10
#[must_use]
pub fn vaccine(atc: &str, language: Language) -> Option<&'static str> {
    look_up(VACCINES, atc, language)
}

#[rustfmt::skip] // a table: one row a line
pub(super) const VACCINES: &[(&str, Words)] = &[
    ("J07AG01", ("Hib", "Hib", "Hib")),
    ("J07AH08", ("meningokocker ACWY", "meningokokker ACWY", "meningococcal ACWY")),
    ("J07AH09", ("meningokocker B", "meningokokker B", "meningococcal B")),
    ("J07AJ51", ("difteri-stelkramp-kikhosta", "Di-Te-Ki", "diphtheria-tetanus-pertussis")),
    ("J07AJ52", ("dTp, påfyllnad", "Di-Te-Ki, revaccination", "dTap booster")),
    ("J07AL02", ("pneumokocker", "pneumokokker", "pneumococcal")),
    ("J07AL52", ("pneumokocker", "pneumokokker", "pneumococcal")),
    ("J07AM01", ("stelkramp", "stivkrampe", "tetanus")),
    ("J07AM51", ("difteri-stelkramp", "difteri-stivkrampe", "diphtheria-tetanus")),
    ("J07AN01", ("BCG (tuberkulos)", "BCG (tuberkulose)", "BCG (tuberculosis)")),
    ("J07BA01", ("TBE", "TBE", "tick-borne encephalitis")),
    ("J07BB02", ("influensa", "influenza", "influenza")),
    ("J07BB03", ("influensa, nässpray", "influenza, næsespray", "influenza, nasal spray")),
    ("J07BC01", ("hepatit B", "hepatitis B", "hepatitis B")),
    ("J07BC02", ("hepatit A", "hepatitis A", "hepatitis A")),
    ("J07BC20", ("hepatit A och B", "hepatitis A og B", "hepatitis A and B")),
    ("J07BD52", ("MPR", "MFR", "MMR")),
    ("J07BD54", ("MPR och vattkoppor", "MFR og skoldkopper", "MMR and varicella")),
    ("J07BF03", ("polio", "polio", "polio")),
    ("J07BH01", ("rotavirus", "rotavirus", "rotavirus")),
    ("J07BH02", ("rotavirus", "rotavirus", "rotavirus")),
    ("J07BK01", ("vattkoppor", "skoldkopper", "varicella")),
    ("J07BM01", ("HPV", "HPV", "HPV")),
    ("J07BM02", ("HPV", "HPV", "HPV")),
    ("J07BM03", ("HPV", "HPV", "HPV")),
    ("J07BN01", ("covid-19", "covid-19", "COVID-19")),
    ("J07CA01", ("difteri-stelkramp-polio", "Di-Te-Pol", "diphtheria-tetanus-polio")),
    ("J07CA02", ("DTP-polio", "Di-Te-Ki-Pol", "DTP-polio")),
    ("J07CA06", ("DTP-polio-Hib", "Di-Te-Ki-Pol/Hib", "DTP-polio-Hib")),
    ("J07CA09", ("DTP-polio-Hib-hepatit B", "Di-Te-Ki-Pol/Hib/hepatitis B", "DTP-polio-Hib-hepatitis B")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programmes_vaccines_have_words_in_every_language_and_an_unknown_code_has_none() {
        // R-SHOW-10
        for (atc, sv, da, en) in [
            ("J07CA02", "DTP-polio", "Di-Te-Ki-Pol", "DTP-polio"),
            ("J07AL02", "pneumokocker", "pneumokokker", "pneumococcal"),
            ("J07BH01", "rotavirus", "rotavirus", "rotavirus"),
            ("J07BD52", "MPR", "MFR", "MMR"),
            ("J07BM03", "HPV", "HPV", "HPV"),
        ] {
            let said = [Language::Sv, Language::Da, Language::En].map(|l| vaccine(atc, l));
            assert_eq!(said, [Some(sv), Some(da), Some(en)]);
        }
        assert!(vaccine("J07CA09", Language::Sv).is_some_and(|w| w.contains("Hib")));
        assert_eq!(vaccine("J07XX99", Language::Sv), None);
    }
}
