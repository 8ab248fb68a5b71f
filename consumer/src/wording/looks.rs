//! Words of the access log: what somebody did, and on what ground.

use super::{Language, Words, look_up};

/// What was done; a code without words is given back as it is.
#[must_use]
pub fn act(code: &str, language: Language) -> &str {
    look_up(ACTS, code, language).unwrap_or(code)
}

/// The legal ground; a code without words is given back as it is.
#[must_use]
pub fn ground(code: &str, language: Language) -> &str {
    look_up(GROUNDS, code, language).unwrap_or(code)
}

#[rustfmt::skip] // a table: one row a line
pub(super) const ACTS: &[(&str, Words)] = &[
    ("ask", ("frågade", "spurgte", "asked")),
    ("shown", ("såg", "så", "saw")),
    ("open", ("öppnade", "åbnede", "opened")),
    ("copy", ("kopierade", "kopierede", "copied")),
    ("print", ("skrev ut", "udskrev", "printed")),
    ("export", ("exporterade", "eksporterede", "exported")),
    ("read", ("läste vad som avgör åtkomsten", "læste, hvad der afgør adgangen", "read what decides about access")),
    ("reveal", ("tog reda på var det är spärrat", "fandt ud af, hvor der er spærret", "found out where it is blocked")),
];

#[rustfmt::skip] // a table: one row a line
pub(super) const GROUNDS: &[(&str, Words)] = &[
    ("consent", ("samtycke", "samtykke", "consent")),
    ("emergency", ("nödsituation", "nødsituation", "emergency")),
    ("own-access", ("egen åtkomst", "egen adgang", "own access")),
    ("statute", ("lag", "lov", "statute")),
    ("necessity", ("nödvändigt för vården", "nødvendigt for behandlingen", "necessary for care")),
];
