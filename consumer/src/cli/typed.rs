//! Identity numbers as they are typed. In place of each `-` takes the next line of standard input: what stands on a command line is read by
//! everybody who may list the machine's processes, and stays in the shell's history.

use std::io::{self, BufRead, ErrorKind, Read};

use super::{Failure, Terminal};

/// What stands for the next line of standard input.
const FROM_INPUT: &str = "-";
/// The longest line: far longer than any identifier with its system.
const MAX_LINE_BYTES: usize = 256;
/// No name of a story holds so many digits, and no number fewer, however it is written.
const A_NUMBER: usize = 6;

impl Terminal<'_> {
    /// The text itself, or for `-` the next line of the input without the blanks around it.
    ///
    /// # Errors
    /// When there is no such line, or it is too long to be meant; nothing of it is repeated.
    // R-CLI-12
    pub(super) fn typed(&mut self, text: &str, what: &str) -> Result<String, Failure> {
        if text != FROM_INPUT {
            return Ok(text.to_owned());
        }
        let expected = || {
            let line = "expected it on the next line of standard input";
            Failure::bad_input(format!("{what}: {line}, at most {MAX_LINE_BYTES} bytes"))
        };
        let most = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX);
        let mut line = String::new();
        // Of an endless line no more than it takes to see that it is one.
        let mut bounded = (&mut *self.input).take(most + 1);
        match bounded.read_line(&mut line) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::InvalidData => return Err(expected()),
            Err(error) => return Err(unreadable(&error)),
        }
        let is_whole = line.len() <= MAX_LINE_BYTES;
        let typed = line.trim();
        if typed.is_empty() || !is_whole {
            return Err(expected());
        }
        Ok(typed.to_owned())
    }

    /// All that the input holds; `None` when it is more than so many bytes.
    ///
    /// # Errors
    /// When it cannot be read, or is no text.
    pub(super) fn everything(&mut self, most: u64) -> io::Result<Option<String>> {
        whole(&mut *self.input, most)
    }
}

/// The text that somebody gives; `None` when it is more than so many bytes, counted while it is read: a pipe has no size.
pub(super) fn whole(from: impl Read, most: u64) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let size = from.take(most + 1).read_to_end(&mut bytes)?;
    if u64::try_from(size).is_ok_and(|size| size > most) {
        return Ok(None);
    }
    let text = String::from_utf8(bytes);
    Ok(Some(text.map_err(|_| ErrorKind::InvalidData)?))
}

/// Nothing of what was read is repeated.
fn unreadable(error: &io::Error) -> Failure {
    Failure::bad_input(format!("standard input cannot be read: {}", error.kind()))
}

/// A child as a command that we propose has it: a story as it is, and in place of a number what reads it.
// R-CLI-14
pub(super) fn proposed(child: &str) -> &str {
    let digits = child.chars().filter(char::is_ascii_digit).count();
    match digits < A_NUMBER {
        true => child,
        false => FROM_INPUT,
    }
}

/// Whether a text stands for the input.
pub(super) fn is_input(text: &str) -> bool {
    text == FROM_INPUT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Exit;

    /// What each of the texts comes to, one after the other, with this on standard input.
    fn typed<const N: usize>(texts: [&str; N], mut input: &[u8]) -> [Result<String, String>; N] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal {
            input: &mut input,
            out: &mut out,
            err: &mut err,
            out_is_terminal: false,
            err_is_terminal: false,
            no_color: false,
        };
        texts.map(|text| {
            terminal.typed(text, "CHILD").map_err(|failure| {
                assert_eq!(failure.exit(), Exit::BadInput);
                let mut said = Vec::new();
                failure.write(&mut said).unwrap();
                String::from_utf8(said).unwrap()
            })
        })
    }

    fn ok(text: &str) -> Result<String, String> {
        Ok(text.to_owned())
    }

    // R-CLI-12
    #[test]
    fn each_dash_is_the_next_line_and_everything_else_is_itself() {
        let [child, story, guardian] = typed(["-", "old-bvc", "-"], b" 1 \r\n2");
        assert_eq!((child, story, guardian), (ok("1"), ok("old-bvc"), ok("2")));
        let longest = "x".repeat(MAX_LINE_BYTES - 1);
        let [whole, next] = typed(["-", "-"], format!("{longest}\n3\n").as_bytes());
        assert_eq!((whole, next), (ok(&longest), ok("3")));
    }

    // R-CLI-14
    #[test]
    fn a_story_is_proposed_and_a_number_is_not_right_or_wrong() {
        assert_eq!(proposed("second-parent"), "second-parent");
        for number in ["191212121212", "19121212-1213", "urn:oid:1.2|0703921234"] {
            assert_eq!(proposed(number), "-", "{number}");
        }
    }

    // R-CLI-12
    #[test]
    fn a_line_that_is_not_there_empty_endless_or_no_text_is_refused_and_not_repeated() {
        let endless = "7".repeat(MAX_LINE_BYTES + 1);
        for input in ["", "\n", "  \n191212121212\n", endless.as_str()] {
            let [said] = typed(["-"], input.as_bytes());
            let said = said.unwrap_err();
            assert!(
                said.contains("CHILD: expected it on the next line"),
                "{said}"
            );
            assert!(!said.contains("1912") && !said.contains("777"), "{said}");
        }
        let [said] = typed(["-"], b"\xff\xfe\n");
        assert!(said.unwrap_err().contains("expected it on the next line"));
    }
}
