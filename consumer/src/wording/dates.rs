//! Dates, clock times and amounts as each language writes them, never more precise than the source.

use domain::time::{Country, Date, Moment};
use jiff::civil::Time;

use super::Language;

/// A moment as its source knows it; an instant is shown as its local day.
// R-SHOW-3
#[must_use]
pub fn moment(moment: Moment, country: Country, language: Language) -> String {
    match moment {
        Moment::Instant(instant) => day(country.today(instant), language),
        Moment::Day(date) => day(date, language),
        Moment::Month { year, month } => match language {
            Language::Sv => format!("{year:04}-{month:02}"),
            Language::Da => format!("{month:02}.{year:04}"),
            Language::En => format!("{} {year:04}", english_month(month)),
        },
        Moment::Year(year) => format!("{year:04}"),
    }
}

/// A day.
#[must_use]
pub fn day(date: Date, language: Language) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match language {
        Language::Sv => format!("{year:04}-{month:02}-{day:02}"),
        Language::Da => format!("{day:02}.{month:02}.{year:04}"),
        Language::En => format!("{day:02} {} {year:04}", english_month(month)),
    }
}

/// A time of day.
#[must_use]
pub fn clock(time: Time, language: Language) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    match language {
        Language::Sv | Language::En => format!("{hour:02}:{minute:02}"),
        Language::Da => format!("kl. {hour:02}.{minute:02}"),
    }
}

/// An amount with its unit: the language's decimal mark, and units that people know.
#[must_use]
pub fn amount(value: &str, unit: &str, language: Language) -> String {
    let is_number = value
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    let value = match language {
        Language::Sv | Language::Da if is_number => value.replace('.', ","),
        _ => value.to_owned(),
    };
    let unit = match unit {
        "dB[HL]" => "dB",
        "/min" | "{beats}/min" => "/min",
        "Cel" => "°C",
        "mm[Hg]" => "mmHg",
        annotation if annotation.starts_with('{') => "",
        other => other,
    };
    match unit {
        "" | "1" => value,
        "%" => format!("{value} %"),
        _ => format!("{value} {unit}"),
    }
}

fn english_month(month: i8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    usize::try_from(month - 1)
        .ok()
        .and_then(|index| MONTHS.get(index).copied())
        .unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_no_more_precise_than_it_is_known() {
        // R-SHOW-3
        let said = |text, language| moment(Moment::parse(text).unwrap(), Country::Se, language);
        for (text, sv, da, en) in [
            ("2018", "2018", "2018", "2018"),
            ("2018-03", "2018-03", "03.2018", "Mar 2018"),
            ("2018-03-05", "2018-03-05", "05.03.2018", "05 Mar 2018"),
            (
                "2018-03-05T23:30:00Z",
                "2018-03-06",
                "06.03.2018",
                "06 Mar 2018",
            ),
        ] {
            assert_eq!(said(text, Language::Sv), sv);
            assert_eq!(said(text, Language::Da), da);
            assert_eq!(said(text, Language::En), en);
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them_and_codes_stay() {
        assert_eq!(amount("102.5", "cm", Language::Sv), "102,5 cm");
        assert_eq!(amount("102.5", "cm", Language::En), "102.5 cm");
        assert_eq!(amount("DF90.0", "", Language::Da), "DF90.0");
        assert_eq!(amount("20", "dB[HL]", Language::Sv), "20 dB");
    }
}
