//! Time as the retention rules see it: half-open windows, moments of partial precision, and the
//! rules that say how far back (and forward) a caller may look. No clock: "now" is always handed in.

mod age;
mod country;
mod inside;
mod moment;
mod period;
pub mod rules;
pub mod school;
mod span;
mod window;

pub use jiff::{Timestamp, civil::Date};

pub use age::{age_on, anniversary};
pub use country::Country;
pub use inside::{Basis, Straddle, inside};
pub use moment::Moment;
pub use period::Period;
pub use rules::{Future, Milestone, WindowContext, WindowRule};
pub use school::{InvalidSchoolStart, SchoolStart, SchoolStartRow};
pub use span::{CalendarSpan, InvalidSpan};
pub use window::Window;

/// The first instant of a local day, held inside what a [`Timestamp`] can say.
///
/// Where the clock skips midnight it is the first instant after the skip; where it repeats midnight, the first of the two.
fn midnight(date: Date, zone: &jiff::tz::TimeZone) -> Timestamp {
    zone.to_timestamp(date.at(0, 0, 0, 0))
        .unwrap_or(if date.year() < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
}
