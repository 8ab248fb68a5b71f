//! A law as people cite it: `OSL 2009:400 21 kap. 3 § och 22 kap. 1 § ?` is `OSL 21:3 och 22:1`. JSON keeps the whole.

use super::{Language, Words};

/// What the tables cite that is no law, and has words in each language.
const NO_LAWS: &[(&str, Words)] = &[
    (
        "NPÖ display rule",
        (
            "NPÖ:s visningsregel",
            "Visningsreglen i svensk NPÖ",
            "NPÖ display rule",
        ),
    ),
    (
        "Samsyn default: Denmark has no window rule",
        (
            "Samsyns standard; ingen lagfäst gräns",
            "Samsyns standard; ingen lovfast grænse",
            "Samsyn default; no limit in law",
        ),
    ),
];

/// The citation without year and number of the statute, notes in brackets, and signs of doubt that are the tables' own. What is no law
/// is said in the reader's language.
#[must_use]
pub fn short_law(law: &str, language: Language) -> String {
    let cited = cited(law);
    let known = NO_LAWS.iter().find(|(text, _)| *text == cited);
    known.map_or(cited, |(_, words)| language.pick(*words).to_owned())
}

fn cited(law: &str) -> String {
    let parts: Vec<_> = without_brackets(law)
        .split(';')
        .map(part)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("; ")
}

fn without_brackets(law: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::with_capacity(law.len());
    for character in law.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(character),
            _ => {}
        }
    }
    kept
}

fn part(law: &str) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut words = law
        .split_whitespace()
        .filter(|word| *word != "?")
        .peekable();
    let mut in_chapter = false;
    while let Some(word) = words.next() {
        if is_number_of_statute(word) {
            // A statute without a name of its own is known by its number, and what it is about goes without saying.
            if said.last().is_none_or(|name| name == "Lagen") {
                said.push(word.to_owned());
                while words.next_if(|word| !starts_with_digit(word)).is_some() {}
            }
        } else if words.next_if_eq(&"kap.").is_some() {
            in_chapter = true;
            match words.next_if(|word| starts_with_digit(word)) {
                Some(section) => said.push(format!("{word}:{section}")),
                None => said.push(format!("{word} kap.")),
            }
        } else if word.starts_with('§') && in_chapter {
            if let (Some(last), true) = (said.last_mut(), word.ends_with(',')) {
                last.push(',');
            }
        } else {
            said.push(word.to_owned());
        }
    }
    // Danish names the paragraph before its number: where that was in doubt, nothing is left to name.
    let names_nothing = match said.as_slice() {
        [.., before, last] => last.starts_with('§') && !starts_with_digit(before),
        _ => false,
    };
    if names_nothing {
        said.pop();
    }
    said.join(" ")
}

/// A year and a number, as Swedish statutes have: `2009:400`.
fn is_number_of_statute(word: &str) -> bool {
    word.split_once(':').is_some_and(|(year, number)| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        year.len() == 4 && digits(year) && digits(number)
    })
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_is_cited_short_and_still_found() {
        for (law, short) in [
            (
                "OSL 2009:400 21 kap. 3 § och 22 kap. 1 § ?",
                "OSL 21:3 och 22:1",
            ),
            (
                "Patientdatalagen 2008:355 4 kap. 1 §",
                "Patientdatalagen 4:1",
            ),
            (
                "SoL 2025:400 19 kap. ?; OSL 2009:400 10 kap. 28 §, 25 kap. 12 §",
                "SoL 19 kap.; OSL 10:28, 25:12",
            ),
            (
                "Föräldrabalken 1949:381 6 kap. 11 och 13 §§",
                "Föräldrabalken 6:11 och 13",
            ),
            (
                "SoL 2025:400; Lagen 2001:454 6 §",
                "SoL; Lagen 2001:454 6 §",
            ),
            (
                "Lagen 2022:913 om sammanhållen vård- och omsorgsdokumentation 3 kap. ?",
                "Lagen 2022:913 3 kap.",
            ),
            (
                "NPÖ display rule (Skåne pre-study 2021)",
                "NPÖ display rule",
            ),
            (
                "Forældreansvarsloven (LBK 1768 af 30/11/2020) § 3",
                "Forældreansvarsloven § 3",
            ),
            ("Sundhedsloven § 42 a", "Sundhedsloven § 42 a"),
            ("Barnets lov (LOV 721 af 13/06/2023) § ?", "Barnets lov"),
            ("Sundhedsloven §§ 41–42 a ?", "Sundhedsloven §§ 41–42 a"),
            ("OSL 26:9", "OSL 26:9"),
            ("", ""),
        ] {
            assert_eq!(short_law(law, Language::En), short);
        }
    }

    #[test]
    fn what_is_no_law_is_said_in_the_readers_language() {
        let npo = "NPÖ display rule (Skåne pre-study 2021)";
        let own = "Samsyn default: Denmark has no window rule";
        for (law, language, said) in [
            (npo, Language::Sv, "NPÖ:s visningsregel"),
            (npo, Language::En, "NPÖ display rule"),
            (own, Language::Sv, "Samsyns standard; ingen lagfäst gräns"),
            (own, Language::Da, "Samsyns standard; ingen lovfast grænse"),
        ] {
            assert_eq!(short_law(law, language), said);
        }
    }
}
