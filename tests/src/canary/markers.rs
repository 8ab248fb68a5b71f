//! Texts in every spelling that a program might choose, and the search for them all at once. Whoever looks for what must not be found.

use std::collections::{BTreeMap, BTreeSet};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// Shorter spellings stand anywhere.
const SHORTEST: usize = 8;

/// Texts in all their spellings, searched for at once.
pub struct Markers {
    /// By their first four bytes: the whole spelling, and what it spells.
    spellings: BTreeMap<[u8; 4], Vec<(Vec<u8>, String)>>,
    /// Which first three bytes occur, a bit each: few places in what is searched come past it.
    heads: Vec<u64>,
}

impl std::fmt::Debug for Markers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Markers(…)")
    }
}

impl Markers {
    /// These texts.
    pub fn of<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut markers = Self {
            spellings: BTreeMap::new(),
            heads: vec![0; (1 << 24) / 64],
        };
        for text in texts {
            for (kind, spelling) in spellings(text.as_ref()) {
                markers.add(spelling, format!("{} ({kind})", text.as_ref()));
            }
        }
        markers
    }

    fn add(&mut self, spelling: Vec<u8>, what: String) {
        let Some(&head) = spelling
            .first_chunk()
            .filter(|_| spelling.len() >= SHORTEST)
        else {
            return;
        };
        let (word, bit) = place(head);
        if let Some(word) = self.heads.get_mut(word) {
            *word |= 1 << bit;
        }
        let known = self.spellings.entry(head).or_default();
        if known.iter().all(|(other, _)| *other != spelling) {
            known.push((spelling, what));
        }
    }

    /// What of it stands in these bytes.
    #[must_use]
    pub fn found(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut rest = bytes;
        while let Some(&head) = rest.first_chunk::<4>() {
            let (word, bit) = place(head);
            if self
                .heads
                .get(word)
                .is_some_and(|word| word >> bit & 1 == 1)
            {
                let spelled = self.spellings.get(&head).into_iter().flatten();
                let here = spelled.filter(|(spelling, _)| rest.starts_with(spelling));
                found.extend(here.map(|(_, what)| what.as_str()));
            }
            rest = rest.get(1..).unwrap_or_default();
        }
        found
    }
}

fn place([a, b, c, _]: [u8; 4]) -> (usize, u32) {
    let head = u32::from_be_bytes([0, a, b, c]);
    (head as usize / 64, head % 64)
}

/// A text as programs write it.
fn spellings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let escaped = |ascii: fn(char) -> String| text.chars().map(ascii).collect::<String>();
    let percent = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '~' => c.to_string(),
        c => c
            .encode_utf8(&mut [0; 4])
            .bytes()
            .map(|b| format!("%{b:02X}"))
            .collect(),
    };
    let json = |c: char| match c {
        c if c.is_ascii() => c.to_string(),
        c => (c.encode_utf16(&mut [0; 2]).iter())
            .map(|unit| format!("\\u{unit:04x}"))
            .collect(),
    };
    let mut all = vec![
        ("as it is", text.as_bytes().to_vec()),
        ("upper case", text.to_uppercase().into_bytes()),
        ("lower case", text.to_lowercase().into_bytes()),
        ("UTF-16, little end first", wide(u16::to_le_bytes)),
        ("UTF-16, big end first", wide(u16::to_be_bytes)),
        ("hexadecimal", hex.to_uppercase().into_bytes()),
        ("hexadecimal", hex.into_bytes()),
        ("percent", escaped(percent).into_bytes()),
        (
            "percent with plus",
            escaped(percent).replace("%20", "+").into_bytes(),
        ),
        ("JSON", escaped(json).into_bytes()),
        ("Rust", text.escape_default().to_string().into_bytes()),
    ];
    all.extend(in_base64(text.as_bytes()).map(|spelling| ("base64", spelling)));
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        all.push(("backwards", text.bytes().rev().collect()));
    }
    all
}

/// The characters that stand for these bytes wherever in a longer text they begin.
fn in_base64(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..3).flat_map(move |before| {
        let ahead = std::iter::repeat_n(0, before);
        let padded: Vec<u8> = ahead.chain(bytes.iter().copied()).collect();
        let (first, end) = ((before * 8).div_ceil(6), (padded.len() * 8) / 6);
        [STANDARD_NO_PAD, URL_SAFE_NO_PAD].map(|alphabet| {
            let whole = alphabet.encode(&padded).into_bytes();
            whole.get(first..end).unwrap_or_default().to_vec()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_in_every_spelling_and_wherever_it_begins() {
        let (number, name) = ("201403182386", "Åsa Öberg");
        let markers = Markers::of([number, name]);
        let base64 = |before: &str| STANDARD_NO_PAD.encode(format!("{before}{number} and more"));
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [
            b"...201403182386...".to_vec(),
            b"683281304102".to_vec(),
            base64("").into_bytes(),
            base64("a").into_bytes(),
            base64("bc").into_bytes(),
            base64("def").into_bytes(),
            "x Åsa Öberg y".into(),
            "ÅSA ÖBERG".into(),
            wide,
            b"%C3%85sa%20%C3%96berg".to_vec(),
            b"%C3%85sa+%C3%96berg".to_vec(),
            br"\u00c5sa \u00d6berg".to_vec(),
            br"\u{c5}sa \u{d6}berg".to_vec(),
            b"c3857361"
                .iter()
                .chain(b"20c396626572670a")
                .copied()
                .collect(),
        ] {
            let shown = String::from_utf8_lossy(&bytes);
            assert_eq!(markers.found(&bytes).len(), 1, "{shown}");
        }
        assert!(
            markers
                .found(b"20140318238 201403182387 Asa Oberg")
                .is_empty()
        );
    }
}
