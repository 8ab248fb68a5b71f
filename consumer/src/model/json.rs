//! JSON on its way to a terminal or a file: the same data, but characters that would steer a terminal are written as escapes.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::text::steers;

/// Writes one value on one line.
///
/// # Errors
/// When the writer fails.
pub fn write_line(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write(to, value, CompactFormatter)
}

/// Writes one value, indented.
///
/// # Errors
/// When the writer fails.
pub fn write_pretty(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write(to, value, PrettyFormatter::new())
}

fn write(to: &mut impl Write, value: &impl Serialize, layout: impl Formatter) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *to, Harmless(layout));
    value.serialize(&mut serializer)?;
    writeln!(to)
}

/// Escapes what JSON itself lets through: C1 controls, bidirectional overrides, invisible characters.
struct Harmless<F>(F);

// R-SHOW-1
impl<F: Formatter> Formatter for Harmless<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        to: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(steers) {
            let (clean, tail) = rest.split_at(at);
            to.write_all(clean.as_bytes())?;
            let mut characters = tail.chars();
            let mut units = [0; 2];
            if let Some(steering) = characters.next() {
                for unit in steering.encode_utf16(&mut units) {
                    write!(to, "\\u{unit:04x}")?;
                }
            }
            rest = characters.as_str();
        }
        to.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_array(to)
    }

    fn end_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array(to)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(to, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array_value(to)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object(to)
    }

    fn end_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object(to)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(to, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object_value(to)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object_value(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_every_character_and_steers_no_terminal() {
        // R-SHOW-1
        let evil = "a\u{9b}31m\u{202E}b\u{1b}[2J\u{E0041}å";
        let mut out = Vec::new();
        write_line(&mut out, &evil).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out, "\"a\\u009b31m\\u202eb\\u001b[2J\\udb40\\udc41å\"\n");
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), evil);
    }
}
