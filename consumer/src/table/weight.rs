//! A weight that falls. Children grow: less than before is a finding, whoever measured and whatever they were looking for.

use domain::time::{Moment, Timestamp};
use jiff::Span;

use super::{
    entry::private,
    marks::disputed,
    now::Section,
    now_of,
    page::{Page, Style},
};
use crate::{
    model::{Overview, Record, When},
    wording::{self, Phrase},
};

const WEIGHT: &str = "29463-7";

/// A fall below this share of the weight before may be a jumper, or another scale.
const SMALLEST_FALL: f64 = 0.02;

/// Looked back upon: a fall that was made good before, or is older, is in the timeline.
const YEARS_BACK: i64 = 2;

/// A newborn loses weight in its first days and has it back within the month.
const MONTHS_FROM_BIRTH: i64 = 1;

/// One weighing.
#[derive(Clone, Copy)]
struct Weighing<'a> {
    record: &'a Record,
    at: Timestamp,
    when: When,
    value: f64,
    said: &'a str,
    unit: &'a str,
}

// R-SHOW-15
pub(super) fn write(page: &Page, overview: &Overview, section: &mut Section) {
    let mut weighings: Vec<Weighing<'_>> = (overview.records.iter())
        .filter(|record| !disputed(overview, record).contains(&WEIGHT))
        .filter_map(|record| weighing(record, overview))
        .collect();
    weighings.sort_by_key(|weighing| weighing.at);
    let Some((last, before)) = weighings.split_last() else {
        return;
    };
    let same_unit = before.iter().filter(|w| w.unit == last.unit);
    let Some(highest) = same_unit.max_by(|a, b| a.value.total_cmp(&b.value)) else {
        return;
    };
    if highest.value - last.value < highest.value * SMALLEST_FALL {
        return;
    }
    let text = Phrase::FromTo.with_two(page.language, said(page, highest), said(page, last));
    section.add(Phrase::WeightFalls, Style::Warn, text);
}

fn said(page: &Page, weighing: &Weighing<'_>) -> String {
    let amount = wording::amount(weighing.said, weighing.unit, page.language);
    let text = format!("{amount} ({})", page.when(weighing.when));
    private(page, weighing.record, text)
}

fn weighing<'a>(record: &'a Record, overview: &Overview) -> Option<Weighing<'a>> {
    let is_off = matches!(
        record.status.as_str(),
        "CANCELLED" | "RETRACTED" | "PLANNED"
    );
    let when = record.start.filter(|_| !is_off)?;
    let at = when.0.interval(&overview.child.country.zone()).start();
    if !is_looked_at(at, overview) {
        return None;
    }
    let content = record.content.iter().flat_map(|content| &content.values);
    let weight = (content.chain(&record.claims))
        .find(|value| value.code.as_ref().is_some_and(|code| code.code == WEIGHT))?;
    Some(Weighing {
        record,
        at,
        when,
        value: weight.value.parse().ok()?,
        said: &weight.value,
        unit: &weight.unit,
    })
}

fn is_looked_at(at: Timestamp, overview: &Overview) -> bool {
    let country = overview.child.country;
    let day = |days: domain::time::Date| country.midnight(days);
    let since = country.today(now_of(overview));
    let since = since.checked_sub(Span::new().years(YEARS_BACK)).map(day);
    let born = match overview.child.born.map(|born| born.0) {
        Some(Moment::Day(born)) => born.checked_add(Span::new().months(MONTHS_FROM_BIRTH)).ok(),
        _ => None,
    };
    since.is_ok_and(|since| at >= since)
        && at <= now_of(overview)
        && born.is_none_or(|born| at >= day(born))
}
