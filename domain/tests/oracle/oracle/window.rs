//! How far back: domain.md section 2, the windows of policy-tables.md.

use domain::time::{Country, Timestamp};
use jiff::{ToSpan, civil::Date, tz::TimeZone};

use super::{Choice, note};
use crate::axes::Age;

static STOCKHOLM: TimeZone = jiff::tz::get!("Europe/Stockholm");
static COPENHAGEN: TimeZone = jiff::tz::get!("Europe/Copenhagen");

/// From when on something is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    /// "year + 3": 1 January three years ago.
    YearAndThree,
    /// Back to birth until ten years after first class, then year + 3.
    TenYearsOfSchool,
    /// Local midnight so many years ago.
    Years(i32),
    /// Whenever.
    Ever,
}

impl Since {
    /// The first instant that is shown.
    pub(crate) fn instant(self, age: &Age) -> Timestamp {
        let today: Date = age.today.parse().unwrap();
        let first = match self {
            Self::YearAndThree => Date::new(today.year() - 3, 1, 1).unwrap(),
            // While today is before the limit everything back to birth is inside.
            Self::TenYearsOfSchool if age.ten_years_run => {
                note(Choice::BackToBirthAndBefore);
                return Timestamp::MIN;
            }
            // Over, or nobody knows when school began.
            Self::TenYearsOfSchool => return Self::YearAndThree.instant(age),
            Self::Years(years) => today.checked_sub(years.years()).unwrap(),
            Self::Ever => return Timestamp::MIN,
        };
        let zone = match age.country {
            Country::Se => STOCKHOLM.clone(),
            Country::Dk => COPENHAGEN.clone(),
        };
        first.to_zoned(zone).unwrap().timestamp()
    }
}
