//! A hearing test in few words: the worst level of each ear with its frequency, the rest as a bound. It never says that somebody
//! hears well: that is for the record's own interpretation.

use std::collections::BTreeSet;

use crate::{
    model::content::Value,
    wording::{self, Language, Phrase},
};

/// Hearing thresholds by LOINC code, where the words do not say the frequency.
const FREQUENCIES: &[(&str, u32)] = &[
    ("89024-4", 500),
    ("89025-1", 500),
    ("89016-0", 1000),
    ("89017-8", 1000),
    ("89018-6", 2000),
    ("89019-4", 2000),
    ("89022-8", 4000),
    ("89023-6", 4000),
];

/// The levels in words; `None` when the values are no hearing test.
// R-SHOW-9
pub(super) fn levels(values: &[&Value], title: &str, language: Language) -> Option<String> {
    if values.is_empty() || values.iter().any(|value| !is_level(value)) {
        return None;
    }
    let read: Vec<(&&Value, Option<Tone<'_>>)> = values
        .iter()
        .map(|value| (value, Tone::of(value, title)))
        .collect();
    // "Not heard" is no number, and worse than all of them: it goes first.
    let in_words = read.iter().filter(|(_, tone)| tone.is_none());
    let mut parts: Vec<String> = in_words
        .map(|(value, _)| {
            let at = frequency_of(value, title);
            with_side(
                value.side,
                &at_frequencies(value.value.clone(), at, language),
                language,
            )
        })
        .collect();
    let tones: Vec<Tone<'_>> = read.into_iter().filter_map(|(_, tone)| tone).collect();
    match summed_up(&tones, language) {
        Some(levels) if parts.is_empty() => return Some(levels),
        Some(levels) => parts.push(Phrase::Otherwise.with(language, levels)),
        None => {}
    }
    Some(parts.join(", "))
}

fn is_level(value: &Value) -> bool {
    matches!(value.unit.as_str(), "dB" | "dB[HL]")
}

fn summed_up(tones: &[Tone<'_>], language: Language) -> Option<String> {
    let ears: Vec<Ear<'_>> = [Some("LEFT"), Some("RIGHT"), Some("BOTH"), None]
        .into_iter()
        .filter(|side| tones.iter().any(|tone| tone.side == *side))
        .map(|side| Ear::of(side, tones))
        .collect();
    let worst = |ear: &Ear<'_>| with_side(ear.side, &ear.worst(language), language);
    if !ears.is_empty() && ears.iter().all(|ear| ear.tones.len() == 1) {
        return Some(ears.iter().map(worst).collect::<Vec<_>>().join(", "));
    }
    let best = ears.iter().map(|ear| ear.highest).min_by(f64::total_cmp)?;
    // Beside an ear that has the best of the highest levels throughout, one lower level elsewhere is not worth a word.
    let is_flat = |ear: &Ear<'_>| ear.highest <= best && ear.rest().is_empty();
    let has_flat = ears.iter().any(is_flat);
    let stands_out = |ear: &&Ear<'_>| ear.highest > best || (!has_flat && !ear.rest().is_empty());
    let worse: Vec<&Ear<'_>> = ears.iter().filter(stands_out).collect();
    let parts: Vec<String> = match worse.as_slice() {
        [] => {
            let all: Vec<&Tone<'_>> = tones.iter().collect();
            let only = ears.first().filter(|_| ears.len() == 1);
            let side = only.and_then(|ear| ear.side);
            vec![with_side(side, &bound(&all, language)?, language)]
        }
        [ear] => {
            let others: Vec<&Tone<'_>> = tones
                .iter()
                .filter(|tone| tone.side != ear.side || tone.level < ear.highest)
                .collect();
            let rest = bound(&others, language).map(|b| Phrase::Otherwise.with(language, b));
            [Some(worst(ear)), rest].into_iter().flatten().collect()
        }
        _ => {
            let rest = |ear: &Ear<'_>| bound(&ear.rest(), language);
            ears.iter()
                .map(|ear| match rest(ear) {
                    Some(rest) => {
                        let rest = Phrase::Otherwise.with(language, rest);
                        format!("{} ({rest})", worst(ear))
                    }
                    None => worst(ear),
                })
                .collect()
        }
    };
    Some(parts.join(", "))
}

/// One level at one frequency.
struct Tone<'a> {
    side: Option<&'a str>,
    hz: Option<u32>,
    level: f64,
    value: &'a Value,
}

impl<'a> Tone<'a> {
    fn of(value: &'a Value, title: &str) -> Option<Self> {
        let level: f64 = value.value.parse().ok()?;
        level.is_finite().then_some(Self {
            side: value.side,
            hz: frequency_of(value, title),
            level,
            value,
        })
    }

    fn said(&self, language: Language) -> String {
        wording::amount(&self.value.value, &self.value.unit, language)
    }
}

fn frequency_of(value: &Value, title: &str) -> Option<u32> {
    let code = value.code.as_ref().map_or("", |code| code.code.as_str());
    let known = FREQUENCIES.iter().find(|(loinc, _)| *loinc == code);
    known
        .map(|(_, hz)| *hz)
        .or_else(|| frequency(&value.about))
        .or_else(|| frequency(title))
}

/// The frequency that words name, in hertz: `Hörtröskel 500 Hz`, `Tonaudiometri 4 kHz`.
fn frequency(words: &str) -> Option<u32> {
    let mut before = "";
    for word in words.split_whitespace() {
        let times = match word
            .trim_end_matches([',', '.', ')'])
            .to_lowercase()
            .as_str()
        {
            "hz" => 1,
            "khz" => 1000,
            _ => {
                before = word;
                continue;
            }
        };
        return before.parse::<u32>().ok()?.checked_mul(times);
    }
    None
}

struct Ear<'a> {
    side: Option<&'a str>,
    tones: Vec<&'a Tone<'a>>,
    highest: f64,
}

impl<'a> Ear<'a> {
    fn of(side: Option<&'a str>, tones: &'a [Tone<'a>]) -> Self {
        let tones: Vec<_> = tones.iter().filter(|tone| tone.side == side).collect();
        let levels = tones.iter().map(|tone| tone.level);
        let highest = levels.fold(f64::NEG_INFINITY, f64::max);
        Self {
            side,
            tones,
            highest,
        }
    }

    fn rest(&self) -> Vec<&'a Tone<'a>> {
        let below = |tone: &&&Tone<'_>| tone.level < self.highest;
        self.tones.iter().filter(below).copied().collect()
    }

    /// The highest level with its frequencies; without them when it is the level at all of several.
    fn worst(&self, language: Language) -> String {
        let is_worst = |tone: &&&Tone<'_>| tone.level >= self.highest;
        let worst: Vec<_> = self.tones.iter().filter(is_worst).collect();
        let level = worst
            .first()
            .map_or(String::new(), |tone| tone.said(language));
        let at: BTreeSet<u32> = worst.iter().filter_map(|tone| tone.hz).collect();
        if worst.len() == self.tones.len() && worst.len() > 1 {
            return level;
        }
        at_frequencies(level, at, language)
    }
}

/// `35 dB vid 4 kHz`; without the frequency where it is not known.
fn at_frequencies(level: String, at: impl IntoIterator<Item = u32>, language: Language) -> String {
    let at: Vec<String> = at.into_iter().map(|hz| hertz(hz, language)).collect();
    if at.is_empty() {
        return level;
    }
    Phrase::AtFrequency.with_two(language, level, at.join(", "))
}

/// `≤ 20 dB` for the highest of these.
fn bound(tones: &[&Tone<'_>], language: Language) -> Option<String> {
    let highest = tones.iter().max_by(|a, b| a.level.total_cmp(&b.level))?;
    Some(format!("≤ {}", highest.said(language)))
}

fn with_side(side: Option<&str>, text: &str, language: Language) -> String {
    match side.and_then(|code| wording::side(code, language)) {
        Some(side) => format!("{side} {text}"),
        None => text.to_owned(),
    }
}

fn hertz(hz: u32, language: Language) -> String {
    if hz < 1000 {
        return wording::amount(&hz.to_string(), "Hz", language);
    }
    wording::amount(&(f64::from(hz) / 1000.0).to_string(), "kHz", language)
}

#[cfg(test)]
mod tests;
