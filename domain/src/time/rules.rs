//! Retention rules as policy tables write them, and the window each gives on a certain day.
//! Pure calendar: a rule looks at today in the country's own zone, never at a clock.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

use super::{CalendarSpan, Country, Date, Timestamp, Window, anniversary};

/// How far back a caller may look.
///
/// Written in TOML as `{ current_year_and = { years_back = 3 } }`, `{ rolling = { period = "P5Y" } }`,
/// `{ until = { years = 10, after = "school_start" } }`, `{ until_age = { years = 18 } }`, `"unlimited"`,
/// `{ any = [ … ] }`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum WindowRule {
    /// The current calendar year and whole years before it, as the Swedish national patient overview counts.
    CurrentYearAnd {
        /// Whole calendar years before the current one.
        years_back: u8,
    },
    /// A span back from today's local midnight.
    #[serde(deserialize_with = "rolling")]
    Rolling(CalendarSpan),
    /// Everything, as long as today is before the limit; from the limit on nothing.
    Until {
        /// Years after the milestone at which it closes.
        years: u8,
        /// What the years are counted from.
        after: Milestone,
    },
    /// Everything until the child turns so many years; nothing after.
    UntilAge {
        /// The age at which it closes.
        years: u8,
    },
    /// Everything, always.
    Unlimited,
    /// The widest of several rules.
    #[serde(deserialize_with = "at_least_one")]
    Any(Vec<WindowRule>),
}

/// A day in the child's life that a rule counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// The day the child starts first class, from the policy's [`super::SchoolStart`] table.
    SchoolStart,
    /// The day of birth.
    Birth,
}

/// How far ahead a caller may look. Written in TOML as `"none"` or a span such as `"P2Y"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Future {
    /// To the end of today.
    #[default]
    None,
    /// To the end of the day this much ahead: planned appointments.
    Span(CalendarSpan),
}

/// What a rule may look at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct WindowContext {
    /// The local date in `country` at `now`.
    pub today: Date,
    /// The instant of the decision.
    pub now: Timestamp,
    /// The child's date of birth, where it is known.
    pub birth: Option<Date>,
    /// The day the child starts first class, where it is known.
    pub school_start: Option<Date>,
    /// Whose calendar and clock count.
    pub country: Country,
}

impl WindowContext {
    /// A context whose `today` is the local date at `now`.
    #[must_use]
    pub fn new(
        now: Timestamp,
        country: Country,
        birth: Option<Date>,
        school_start: Option<Date>,
    ) -> Self {
        Self {
            today: country.today(now),
            now,
            birth,
            school_start,
            country,
        }
    }
}

/// Says whether the child's dates are known, not what they are: a date of birth is personal data.
impl fmt::Debug for WindowContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WindowContext")
            .field("today", &self.today)
            .field("now", &self.now)
            .field("birth_known", &self.birth.is_some())
            .field("school_start_known", &self.school_start.is_some())
            .field("country", &self.country)
            .finish()
    }
}

/// The earliest instant that the rule lets a caller see; `None` when it lets nothing be seen.
///
/// A milestone that is not known closes the rule: what is unknown takes the strictest branch.
// R-WINDOW-4
#[must_use]
pub fn start(rule: &WindowRule, ctx: &WindowContext) -> Option<Timestamp> {
    match rule {
        WindowRule::CurrentYearAnd { years_back } => {
            let year = ctx.today.year().checked_sub(i16::from(*years_back))?;
            Date::new(year, 1, 1)
                .ok()
                .map(|first| ctx.country.midnight(first))
        }
        WindowRule::Rolling(span) => span
            .before(ctx.today)
            .map(|first| ctx.country.midnight(first)),
        WindowRule::Until { years, after } => {
            let milestone = match after {
                Milestone::SchoolStart => ctx.school_start,
                Milestone::Birth => ctx.birth,
            };
            open_until(milestone, *years, ctx.today)
        }
        WindowRule::UntilAge { years } => open_until(ctx.birth, *years, ctx.today),
        WindowRule::Unlimited => Some(Timestamp::MIN),
        WindowRule::Any(rules) => rules.iter().filter_map(|rule| start(rule, ctx)).min(),
    }
}

/// The window that a rule gives today, from [`start`] to the end of today or of the permitted future.
///
/// `None` when the rule lets nothing be seen.
// R-WINDOW-7
#[must_use]
pub fn window(rule: &WindowRule, future: &Future, ctx: &WindowContext) -> Option<Window> {
    let start = start(rule, ctx)?;
    let last_day = match future {
        Future::None => ctx.today,
        Future::Span(span) => span.after(ctx.today)?,
    };
    let end = ctx.country.midnight(last_day.tomorrow().ok()?);
    Window::new(start, end)
}

/// Everything while `today` is before the limit. "Back to birth" has no lower bound: what was written before birth concerns the child too.
fn open_until(milestone: Option<Date>, years: u8, today: Date) -> Option<Timestamp> {
    let limit = anniversary(milestone?, years)?;
    (today < limit).then_some(Timestamp::MIN)
}

fn rolling<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CalendarSpan, D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Rolling {
        period: CalendarSpan,
    }
    Rolling::deserialize(deserializer).map(|rolling| rolling.period)
}

fn at_least_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<WindowRule>, D::Error> {
    let rules = Vec::deserialize(deserializer)?;
    if rules.is_empty() {
        return Err(de::Error::custom("`any` expects at least one window rule"));
    }
    Ok(rules)
}

impl<'de> Deserialize<'de> for Future {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "none" {
            return Ok(Self::None);
        }
        text.parse()
            .map(Self::Span)
            .map_err(|error| de::Error::custom(format_args!("expected `none`, or else {error}")))
    }
}

#[cfg(test)]
mod tests;
