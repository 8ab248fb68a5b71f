//! What people read, in three languages: short, no blame, no jargon. One table a room, the languages side by side, so that a
//! translator sees what belongs together.

mod dates;
mod desk;
mod kinds;
mod law;
mod looks;
mod phrase_table;
mod phrases;
mod programme;
mod reasons;
mod refusals;
mod sectors;
mod states;
mod vaccines;

use std::{fmt, str::FromStr};

pub use dates::{amount, clock, day, moment};
pub use desk::DeskPhrase;
pub use kinds::{kind, life_cycle, role};
pub use law::short_law;
pub use looks::{act, ground};
pub use phrases::Phrase;
pub use programme::{deviation, unknown};
pub use reasons::{cause, incomplete, reason};
pub use refusals::{CallPhrase, refusal};
pub use sectors::sector;
pub use states::{about, found, interpretation, side, state, variant};
use thiserror::Error;
pub use vaccines::vaccine;

/// A language of labels and notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Swedish.
    Sv,
    /// Danish.
    Da,
    /// English.
    En,
}

/// A language that no wording exists for.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
#[error("no wording in `{0}`, expected sv, da or en")]
pub struct UnknownLanguage(String);

impl Language {
    /// The BCP 47 tag, as the query carries it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::Da => "da",
            Self::En => "en",
        }
    }

    /// The language of a country's professionals.
    #[must_use]
    pub const fn of(country: domain::time::Country) -> Self {
        match country {
            domain::time::Country::Se => Self::Sv,
            domain::time::Country::Dk => Self::Da,
        }
    }

    /// One of three wordings.
    const fn pick(self, (sv, da, en): Words) -> &'static str {
        match self {
            Self::Sv => sv,
            Self::Da => da,
            Self::En => en,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        match tag.split(['-', '_']).next().unwrap_or_default() {
            "sv" => Ok(Self::Sv),
            "da" => Ok(Self::Da),
            "en" => Ok(Self::En),
            _ => Err(UnknownLanguage(tag.to_owned())),
        }
    }
}

/// The same words in Swedish, Danish and English.
type Words = (&'static str, &'static str, &'static str);

/// Looks a code up in a table of this module.
fn look_up(
    table: &'static [(&'static str, Words)],
    code: &str,
    language: Language,
) -> Option<&'static str> {
    table
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, words)| language.pick(*words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_tag_with_or_without_a_region() {
        assert_eq!("sv".parse(), Ok(Language::Sv));
        assert_eq!("da-DK".parse(), Ok(Language::Da));
        assert_eq!("en_GB".parse(), Ok(Language::En));
        assert!("nb".parse::<Language>().is_err());
        assert!("".parse::<Language>().is_err());
    }

    #[test]
    fn no_wording_is_empty_in_any_language() {
        let tables = [
            kinds::KINDS,
            kinds::LIFE_CYCLES,
            kinds::ROLES,
            looks::ACTS,
            looks::GROUNDS,
            programme::DEVIATIONS,
            programme::UNKNOWN,
            reasons::CAUSES,
            reasons::INCOMPLETE,
            reasons::REASONS,
            refusals::REFUSALS,
            sectors::SECTORS,
            sectors::DANISH_NAMES,
            states::ABOUT,
            states::FOUND,
            states::INTERPRETATIONS,
            states::SIDES,
            states::STATES,
            states::VARIANTS,
            vaccines::VACCINES,
        ];
        for (code, (sv, da, en)) in tables.into_iter().flatten() {
            assert!(!sv.is_empty() && !da.is_empty() && !en.is_empty(), "{code}");
        }
        for words in every_phrase() {
            assert!(words.iter().all(|text| !text.is_empty()));
        }
    }

    /// The words of every phrase, language by language.
    fn every_phrase() -> Vec<[&'static str; 3]> {
        let of = |say: &dyn Fn(Language) -> &'static str| {
            [Language::Sv, Language::Da, Language::En].map(say)
        };
        let phrases = Phrase::ALL.iter().map(|phrase| of(&|l| phrase.say(l)));
        let desk = DeskPhrase::ALL.iter().map(|phrase| of(&|l| phrase.say(l)));
        let calls = CallPhrase::ALL.iter().map(|phrase| of(&|l| phrase.say(l)));
        phrases.chain(desk).chain(calls).collect()
    }

    #[test]
    fn every_place_in_a_phrase_stands_in_all_languages() {
        for words in every_phrase() {
            for place in ["{a}", "{b}"] {
                let has = words.map(|text| text.contains(place));
                assert!(has == [true; 3] || has == [false; 3], "{}", words[2]);
            }
        }
    }
}
