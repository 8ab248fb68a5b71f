//! Times as people type them: `10s`, `500ms`, `2m`; `2026`, `2026-03`, `2026-03-05`.

use std::time::Duration;

use domain::time::{Country, Moment, Timestamp};

/// The longest deadline that makes sense for somebody who waits at a screen.
const LONGEST: Duration = Duration::from_secs(300);

/// Reads a deadline.
pub(super) fn deadline(text: &str) -> Result<Duration, String> {
    let expected = || "expected a time such as 10s, 500ms or 2m, at most 5m".to_owned();
    let unit = text
        .find(|c: char| !c.is_ascii_digit())
        .ok_or_else(expected)?;
    let (number, unit) = text.split_at_checked(unit).ok_or_else(expected)?;
    let number: u64 = number.parse().map_err(|_| expected())?;
    let duration = match unit {
        "ms" => Duration::from_millis(number),
        "s" => Duration::from_secs(number),
        "m" => Duration::from_secs(number.checked_mul(60).ok_or_else(expected)?),
        _ => return Err(expected()),
    };
    if duration.is_zero() || duration > LONGEST {
        return Err(expected());
    }
    Ok(duration)
}

/// Reads a day, month or year.
pub(super) fn date(text: &str) -> Result<Moment, String> {
    match Moment::parse(text) {
        Some(Moment::Instant(_)) | None => {
            Err("expected a date such as 2026, 2026-03 or 2026-03-05".to_owned())
        }
        Some(date) => Ok(date),
    }
}

/// The first instant of a date in a country.
pub(super) fn first(date: Moment, country: Country) -> Timestamp {
    date.interval(&country.zone()).start()
}

/// The first instant after a date: people mean a last day to be shown too.
// R-CLI-2
pub(super) fn after(date: Moment, country: Country) -> Timestamp {
    date.interval(&country.zone()).end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_a_number_with_its_unit() {
        assert_eq!(deadline("10s"), Ok(Duration::from_secs(10)));
        assert_eq!(deadline("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(deadline("2m"), Ok(Duration::from_secs(120)));
        for bad in [
            "",
            "10",
            "s",
            "0s",
            "10h",
            "6m",
            "-1s",
            "99999999999999999999s",
            "1 s",
        ] {
            assert!(deadline(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_last_day_asked_for_is_inside() {
        // R-CLI-2
        let day = |text| date(text).unwrap();
        assert_eq!(
            first(day("2026-03-05"), Country::Se).to_string(),
            "2026-03-04T23:00:00Z"
        );
        assert_eq!(
            after(day("2026-03-05"), Country::Se).to_string(),
            "2026-03-05T23:00:00Z"
        );
        assert_eq!(
            after(day("2026"), Country::Dk).to_string(),
            "2026-12-31T23:00:00Z"
        );
        for bad in ["", "yesterday", "2026-13", "2026-03-05T08:00:00Z"] {
            assert!(date(bad).is_err(), "{bad}");
        }
    }
}
