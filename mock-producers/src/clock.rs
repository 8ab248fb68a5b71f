//! The one place that reads the system's clock; the world and its children are handed the day.

use std::time::SystemTime;

use domain::time::{Country, Date, Timestamp};

/// Today on the Swedish calendar.
#[must_use]
pub fn today() -> Date {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.ok().and_then(|s| i64::try_from(s.as_secs()).ok());
    let now = seconds.and_then(|s| Timestamp::from_second(s).ok());
    Country::Se.today(now.unwrap_or(Timestamp::UNIX_EPOCH))
}
