//! Decimals in text, in one spelling, so that "138.90 cm" and "1.389 m" do not contradict each other.

/// Units of length and mass that records mix, each with the unit compared in and the places to move the point.
const SAME_MEASURE: &[(&str, &str, i8)] = &[("mm", "cm", -1), ("m", "cm", 2), ("g", "kg", -3)];

/// The longest number taken for one.
const MAX_DIGITS: usize = 32;

/// A number and its unit in one spelling, `None` when the text is no decimal.
pub(super) fn canonical(value: &str, unit: &str) -> Option<(String, String)> {
    let same = SAME_MEASURE.iter().find(|(from, _, _)| *from == unit);
    let (unit, places) = same.map_or((unit, 0), |(_, to, places)| (*to, *places));
    Some((shifted(value.trim(), places)?, unit.to_owned()))
}

/// The decimal with its point moved, without sign `+`, without zeros that say nothing.
fn shifted(text: &str, places: i8) -> Option<String> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !number(whole) || !number(fraction) || digits.len() > MAX_DIGITS {
        return None;
    }
    let by = usize::from(places.unsigned_abs());
    let zeros = "0".repeat(by);
    let (whole, fraction) = if places < 0 {
        let padded = format!("{zeros}{whole}");
        let (kept, moved) = padded.split_at_checked(padded.len().checked_sub(by)?)?;
        (kept.to_owned(), format!("{moved}{fraction}"))
    } else {
        let padded = format!("{fraction}{zeros}");
        let (moved, kept) = padded.split_at_checked(by)?;
        (format!("{whole}{moved}"), kept.to_owned())
    };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let fraction = fraction.trim_end_matches('0');
    let sign = if negative && (whole != "0" || !fraction.is_empty()) {
        "-"
    } else {
        ""
    };
    Some(if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_amount_has_one_spelling() {
        for (value, unit, expected, in_unit) in [
            ("138.9", "cm", "138.9", "cm"),
            ("138.90", "cm", "138.9", "cm"),
            ("1.389", "m", "138.9", "cm"),
            ("2", "m", "200", "cm"),
            ("1389", "mm", "138.9", "cm"),
            ("3450", "g", "3.45", "kg"),
            ("5", "g", "0.005", "kg"),
            ("+016.40", "kg", "16.4", "kg"),
            ("-0.0", "dB[HL]", "0", "dB[HL]"),
            ("-5", "dB[HL]", "-5", "dB[HL]"),
            ("100", "", "100", ""),
        ] {
            assert_eq!(
                canonical(value, unit),
                Some((expected.to_owned(), in_unit.to_owned())),
                "{value} {unit}"
            );
        }
    }

    #[test]
    fn what_is_no_decimal_is_none() {
        for text in [
            "", "-", "1,5", "1.", ".5", "12 kg", "1e3", "NaN", "1.2.3", "å",
        ] {
            assert_eq!(canonical(text, "kg"), None, "{text}");
        }
        assert_eq!(canonical(&"1".repeat(MAX_DIGITS + 1), "kg"), None);
    }
}
