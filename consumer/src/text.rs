//! Texts of sources on their way to a terminal: made harmless, measured, wrapped.
//! A source's title must not be able to paint the screen, move the cursor or turn a line around.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands where something was taken out: the reader shall see that the source wrote something odd.
const REPLACEMENT: char = '\u{FFFD}';

/// A space at which no line is broken. On the page it is a space like any other, so that what is searched for is found.
pub const GLUE: char = '\u{A0}';

/// The most combining marks kept on one character. Real scripts need three; more is a column of ink over other lines.
const MAX_MARKS: usize = 4;

/// The text on one line, without anything that steers a terminal or the reading direction.
///
/// Line breaks and tabs become spaces; other control characters, bidirectional overrides and invisible characters become U+FFFD.
// R-SHOW-1
#[must_use]
pub fn plain(text: &str) -> String {
    let mut marks = 0;
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let is_mark = character.width() == Some(0);
        marks = if is_mark { marks + 1 } else { 0 };
        match character {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push(' '),
            steering if steers(steering) => out.push(REPLACEMENT),
            _ if marks > MAX_MARKS => {}
            harmless => out.push(harmless),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True for what changes how other characters are shown: controls, bidirectional marks, invisible and tag characters.
#[must_use]
pub fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{FEFF}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}')
}

/// The columns a text takes on a terminal.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.width()
}

/// The text, filled up with spaces to `width` columns; cut with `…` when longer.
#[must_use]
pub fn fit(text: &str, width: usize) -> String {
    let mut fitted = clip(text, width);
    let missing = width.saturating_sub(columns(&fitted));
    fitted.extend(std::iter::repeat_n(' ', missing));
    fitted
}

/// The text, cut with `…` when it is wider than `width` columns.
#[must_use]
pub fn clip(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let (head, _) = split_at_columns(text, width.saturating_sub(1));
    format!("{}…", head.trim_end())
}

/// The text in lines of at most `width` columns, broken at spaces but not at [`GLUE`], and inside a word only when the word is wider than a line.
// R-SHOW-2
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let is_break = |c: char| c.is_whitespace() && c != GLUE;
    for mut word in text.split(is_break).filter(|word| !word.is_empty()) {
        let space = usize::from(!line.is_empty());
        if columns(&line) + space + columns(word) > width && space == 1 {
            lines.push(std::mem::take(&mut line));
        }
        while columns(word) > width {
            let (head, tail) = split_at_columns(word, width);
            if tail.is_empty() {
                break;
            }
            lines.push(head.to_owned());
            word = tail;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.retain(|line| !line.is_empty());
    lines
        .into_iter()
        .map(|line| line.replace(GLUE, " "))
        .collect()
}

/// Splits so that the first part has at most `width` columns, but at least one character: a loop over it ends.
fn split_at_columns(text: &str, width: usize) -> (&str, &str) {
    let mut taken = 0;
    for (at, character) in text.char_indices() {
        taken += character.width().unwrap_or(0);
        if taken > width && at > 0 {
            return text.split_at(at);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_steer_the_terminal() {
        // R-SHOW-1
        for (evil, shown) in [
            ("a\u{1b}[2Jb", "a\u{FFFD}[2Jb"),
            ("a\u{9b}31mb", "a\u{FFFD}31mb"),
            ("a\rb\nc\td", "a b c d"),
            ("a\u{7}\u{8}b", "a\u{FFFD}\u{FFFD}b"),
            ("\u{202E}dolk\u{202C}", "\u{FFFD}dolk\u{FFFD}"),
            ("a\u{2066}b\u{200F}c", "a\u{FFFD}b\u{FFFD}c"),
            ("a\u{200B}b\u{E0041}", "a\u{FFFD}b\u{FFFD}"),
            ("a\u{2028}b", "a b"),
        ] {
            assert_eq!(plain(evil), shown);
            assert!(!plain(evil).chars().any(steers));
        }
    }

    #[test]
    fn letters_of_every_script_stay() {
        for text in [
            "Åsa Öberg – BVC",
            "Sørensen & Æbelø",
            "李明",
            "محمد",
            "e\u{301}tude",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn a_pile_of_combining_marks_is_cut() {
        let pile = format!("a{}", "\u{0301}".repeat(50));
        assert_eq!(plain(&pile).chars().count(), 1 + MAX_MARKS);
    }

    #[test]
    fn lines_are_measured_in_columns_and_not_in_characters() {
        // R-SHOW-2
        assert_eq!(wrap("李明 李明", 5), ["李明", "李明"]);
        assert_eq!(wrap("ett två tre", 7), ["ett två", "tre"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("a abcdefgh", 3), ["a", "abc", "def", "gh"]);
        assert_eq!(wrap("李明", 1), ["李", "明"]);
        assert_eq!(wrap("en 35\u{A0}dB", 6), ["en", "35 dB"]);
        assert!(wrap("", 10).is_empty());
        assert_eq!(fit("李", 4), "李  ");
        assert_eq!(clip("李明李明", 5), "李明…");
        assert_eq!(clip("abc", 3), "abc");
    }
}
