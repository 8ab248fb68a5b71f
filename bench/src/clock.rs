//! The one place of the bench that reads the machine's clock and environment. Durations are measured with `Instant`.

use std::{ffi::OsString, time::SystemTime};

use domain::time::{Country, Date, Timestamp};

/// Now.
pub(crate) fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let us = since.ok().and_then(|s| i64::try_from(s.as_micros()).ok());
    us.and_then(|us| Timestamp::from_microsecond(us).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Today in Sweden.
pub(crate) fn today() -> Date {
    Country::Se.today(now())
}

/// The cargo that runs us, if one does.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
