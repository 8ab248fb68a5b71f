//! The one place that reads the system's clock. Everything else is handed a [`Clock`].

use std::{sync::Arc, time::SystemTime};

use jiff::Timestamp;

/// What time it is.
pub(crate) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The system's clock; before 1970 or after 9999 it is held at 1970.
pub(crate) fn system() -> Clock {
    Arc::new(|| {
        #[expect(clippy::disallowed_methods, reason = "this is the injected clock")]
        let now = SystemTime::now();
        now.duration_since(SystemTime::UNIX_EPOCH)
            .ok()
            .and_then(|since| i64::try_from(since.as_micros()).ok())
            .and_then(|micros| Timestamp::from_microsecond(micros).ok())
            .unwrap_or(Timestamp::UNIX_EPOCH)
    })
}
