//! System calls out of the lines in which they were recorded, each when it begins and when it ends.

use std::collections::BTreeMap;

/// A call.
pub(super) struct Call<'a> {
    pub(super) name: &'a str,
    /// The number of the file that it is about.
    pub(super) number: &'a str,
    /// What that file is: its path, or both ends of a connection.
    pub(super) file: &'a str,
    /// Its arguments, as far as they were recorded by now: a reader's bytes stand where it got them.
    pub(super) said: String,
    /// What it came to, when it has.
    pub(super) result: Option<i64>,
    /// Where its beginning was noted.
    pub(super) place: Option<usize>,
}

/// What is told of a call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Began,
    Ended,
}

/// Tells of every call, with the number of the line.
pub(super) fn each<'a>(
    record: &'a str,
    mut tell: impl FnMut(usize, Moment, &mut Call<'a>) -> Result<(), String>,
) -> Result<(), String> {
    let mut open: BTreeMap<&str, Call<'a>> = BTreeMap::new();
    for (number, line) in record.lines().enumerate() {
        let Some((thread, line)) = line.split_once(' ') else {
            continue;
        };
        let line = line.trim_start();
        if let Some(rest) = line.strip_prefix("<... ") {
            let Some(mut call) = open.remove(thread) else {
                continue;
            };
            call.said
                .push_str(rest.split_once("resumed>").map_or("", |(_, rest)| rest));
            call.result = result(rest);
            tell(number, Moment::Ended, &mut call)?;
            continue;
        }
        open.remove(thread);
        let Some(mut call) = parse(line) else {
            continue;
        };
        tell(number, Moment::Began, &mut call)?;
        if line.ends_with(UNFINISHED) {
            open.insert(thread, call);
        } else {
            call.result = result(line);
            tell(number, Moment::Ended, &mut call)?;
        }
    }
    Ok(())
}

/// How a line ends when another thread's call comes between.
pub(super) const UNFINISHED: &str = "<unfinished ...>";

fn parse(line: &str) -> Option<Call<'_>> {
    let (name, rest) = line.split_once('(')?;
    let (number, rest) = rest.split_once('<')?;
    // Both ends of a connection may hold an arrow.
    let is_connection = rest.split_once('>')?.0.contains(":[");
    let (file, said) = rest.split_once(if is_connection { "]>" } else { ">" })?;
    Some(Call {
        name,
        number,
        file,
        said: said.strip_suffix(UNFINISHED).unwrap_or(said).to_owned(),
        result: None,
        place: None,
    })
}

/// What a call came to.
fn result(call: &str) -> Option<i64> {
    // As many spaces before it as set it in line with others.
    let (before, result) = call.rsplit_once(" = ")?;
    if !before.trim_end().ends_with(')') {
        return None;
    }
    // The tool that watches can make a call succeed without carrying it out.
    if result.contains("INJECTED") {
        return Some(-1);
    }
    let number: String = (result.trim().chars())
        .take_while(|c| c.is_ascii_digit() || *c == '-')
        .collect();
    number.parse().ok()
}

impl Call<'_> {
    pub(super) fn sends(&self) -> bool {
        matches!(self.name, "write" | "writev" | "sendto" | "sendmsg")
    }

    pub(super) fn receives(&self) -> bool {
        matches!(self.name, "read" | "readv" | "recvfrom" | "recvmsg")
    }

    /// The port of its connection's near end.
    pub(super) fn near(&self) -> Option<u16> {
        port(self.ends()?.0)
    }

    /// The port of its far end.
    pub(super) fn far(&self) -> Option<u16> {
        port(self.ends()?.1)
    }

    fn ends(&self) -> Option<(&str, &str)> {
        let ends = self.file.strip_prefix("TCP")?.split_once('[')?.1;
        ends.split_once("->")
    }

    /// The bytes that it took or gave.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, String> {
        let length = match self.result {
            Some(length) if length > 0 => usize::try_from(length).unwrap(),
            _ => return Ok(Vec::new()),
        };
        let mut bytes = unquoted(&self.said);
        if bytes.len() < length {
            return Err(format!("a {} was recorded in part only", self.name));
        }
        bytes.truncate(length);
        Ok(bytes)
    }
}

fn port(end: &str) -> Option<u16> {
    end.rsplit(':').next()?.parse().ok()
}

/// What stands between quotes, one after the other, as it was before it was quoted.
fn unquoted(said: &str) -> Vec<u8> {
    let (mut bytes, mut inside) = (Vec::new(), false);
    let mut left = said.bytes().peekable();
    while let Some(byte) = left.next() {
        match byte {
            b'"' => inside = !inside,
            b'\\' if inside => {
                let Some(escaped) = left.next() else { break };
                bytes.push(match escaped {
                    b'n' => b'\n',
                    b't' => b'\t',
                    b'r' => b'\r',
                    b'v' => 0x0b,
                    b'f' => 0x0c,
                    b'0'..=b'7' => {
                        let mut value = u32::from(escaped - b'0');
                        for _ in 0..2 {
                            let Some(digit) = left.next_if(|next| matches!(next, b'0'..=b'7'))
                            else {
                                break;
                            };
                            value = value * 8 + u32::from(digit - b'0');
                        }
                        u8::try_from(value).unwrap_or(u8::MAX)
                    }
                    other => other,
                });
            }
            byte if inside => bytes.push(byte),
            _ => {}
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_call_came_to_stands_at_its_end_whatever_is_before_it() {
        assert_eq!(result("write(4<x>, \"a = 5) = 6\", 9) = 9"), Some(9));
        assert_eq!(
            result("<... writev resumed>)             = 16437"),
            Some(16437)
        );
        assert_eq!(
            result("fsync(4<x>) = -1 EIO (Input/output error)"),
            Some(-1)
        );
        assert_eq!(result("fsync(4<x>) = 0 (INJECTED)"), Some(-1));
        assert_eq!(result("write(4<x>, \"a\", 9 <unfinished ...>"), None);
    }

    #[test]
    fn what_was_quoted_reads_back_byte_for_byte() {
        let quoted = r#", "Q\0\0\0\vCOMMIT\0\0002\377\"\\\n", 20, 0) = 20"#;
        assert_eq!(unquoted(quoted), b"Q\0\0\0\x0bCOMMIT\0\x002\xff\"\\\n");
        let parts = r#", [{iov_base="ab", iov_len=2}, {iov_base="c", iov_len=1}], 2) = 3"#;
        assert_eq!(unquoted(parts), b"abc");
    }
}
