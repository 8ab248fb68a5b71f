//! The first line: who it is about, how old, and when this was so, by the child's own clock.

use domain::time::{Moment, age_on};

use super::now_of;
use crate::{
    model::{Overview, Record, When},
    wording::{self, Language, Phrase},
};

/// The record that says who the child is: the newest readable one.
pub(super) fn head_record(overview: &Overview) -> Option<&Record> {
    let named = |record: &&Record| {
        let content = record.content.as_ref().and_then(|c| c.master_data.as_ref());
        content.is_some_and(|data| !data.name.is_empty())
    };
    overview.records.iter().find(named)
}

/// Name, number, age and time.
// R-SHOW-12
pub(super) fn title(overview: &Overview, head: Option<&Record>, language: Language) -> String {
    let data = head.and_then(|record| record.content.as_ref()?.master_data.as_ref());
    let mut parts: Vec<String> = data.iter().map(|data| data.name.clone()).collect();
    parts.push(number(&overview.child.id));
    let born = data.and_then(|data| data.birth).or(overview.child.born);
    parts.extend(born.and_then(|born| age(born.0, overview, language)));
    parts.extend(
        overview
            .decided_time
            .and_then(When::as_instant)
            .map(|decided| {
                let local = overview.child.country.zone().to_datetime(decided);
                let day = wording::day(local.date(), language);
                let clock = wording::clock(local.time(), language);
                Phrase::AsOf.with(language, format!("{day} {clock}"))
            }),
    );
    parts.join(" · ")
}

/// Whole years, of the very young whole months; when the birth date is a day and not ahead.
fn age(born: Moment, overview: &Overview, language: Language) -> Option<String> {
    overview.decided_time?;
    let today = overview.child.country.today(now_of(overview));
    let Moment::Day(born) = born else {
        return None;
    };
    let months = i32::from(today.year() - born.year()) * 12
        + i32::from(today.month() - born.month())
        - i32::from(today.day() < born.day());
    Some(match age_on(born, today)? {
        years @ 2.. => Phrase::Age.with(language, years),
        _ => Phrase::AgeMonths.with(language, months),
    })
}

/// An identity number as people write it.
fn number(id: &str) -> String {
    match id.len() {
        12 | 10 => {
            let (date, rest) = id.split_at_checked(id.len() - 4).unwrap_or((id, ""));
            format!("{date}-{rest}")
        }
        _ => id.to_owned(),
    }
}
