//! What happens to records after they were written: taken back, put right, dated loosely, titled at length.

use domain::{
    record::{Record, body::types},
    time::{Date, Moment, Period},
};

use crate::journal::Staff;

use super::{case::Case, days, lots::Lot};

/// The longest title that the contract takes, in bytes.
const TITLE_BYTES: usize = 300;

/// Whoever measured the wrong child.
const SUBSTITUTE: Staff = Staff {
    name: "Vikarie",
    role: "nurse",
    title: "",
};

/// What fills a title.
const AND_SO_ON: &str =
    " · fortsättning följer / fortsættes på næste side · se även / se også bilaga";

/// Does to the child's pages what fell to it.
pub(super) fn happen(case: &mut Case<'_>) {
    if case.has(Lot::Retracted) {
        taken_back(case);
    }
    if case.has(Lot::Corrected) {
        put_right(case);
    }
    if case.has(Lot::PartialDates) {
        dated_loosely(case);
    }
    if case.has(Lot::LongTitle) {
        titled_at_length(case);
    }
}

/// A weight of somebody else, entered and taken back: the record stays, with its end.
fn taken_back(case: &mut Case<'_>) {
    let measured =
        |record: &Record| record.header.information_type.as_str() == types::OBSERVATION_GROWTH;
    let place = (case.pages.iter()).find(|(_, records)| records.iter().any(measured));
    let Some((site, _)) = place else { return };
    let system = site.id;
    let mut page = case.open(system, SUBSTITUTE);
    let mut chance = case.chance.for_purpose("taken back", 0);
    let day = case
        .ago(chance.between(3, 60))
        .max(days::days_after(case.kid.born, 1));
    let when = page.when(day);
    let weight = format!("{}.{}", chance.between(6, 60), chance.below(10));
    page.journal()
        .weight(&when, &weight)
        .retracted("entered-in-error")
        .status("entered-in-error");
    case.file(page);
}

/// The last measurement in a system that keeps versions got a second one three days later.
fn put_right(case: &mut Case<'_>) {
    let today = case.today;
    let mut chance = case.chance.for_purpose("put right", 0);
    let days_later = chance.between(1, 4);
    let found = chosen(case, today, |record| {
        record.header.version > 0
            && record.header.information_type.as_str() == types::OBSERVATION_GROWTH
    })
    .or_else(|| {
        chosen(case, today, |record| {
            record.header.version > 0 && record.header.information_type.as_str() != types::CUSTODY
        })
    });
    let Some(record) = found.and_then(|at| record_at(case, at)) else {
        return;
    };
    record.header.version += 1;
    let Some(recorded) = record.header.recorded else {
        return;
    };
    let later =
        recorded.saturating_add(jiff::SignedDuration::from_hours(24 * i64::from(days_later)));
    if let Ok(later) = later {
        record.header.updated = Some(later);
    }
}

/// One contact is known by its month, one note by its year.
fn dated_loosely(case: &mut Case<'_>) {
    let long_ago = days::days_after(case.today, -400);
    let by_month = |day: Date| Moment::Month {
        year: day.year(),
        month: day.month(),
    };
    let by_year = |day: Date| Moment::Year(day.year());
    for (kind, loosely) in [
        (types::ACTIVITY, by_month as fn(Date) -> Moment),
        (types::DOCUMENT_CARE_NOTE, by_year),
    ] {
        let country = case.home.country;
        let found = chosen(case, long_ago, |record| {
            record.header.information_type.as_str() == kind && record.header.relations.is_empty()
        });
        let Some(record) = found.and_then(|at| record_at(case, at)) else {
            continue;
        };
        if let Some(start) = record.header.period.start {
            record.header.period = Period::at(loosely(crate::calendar::day_of(start, country)));
        }
    }
}

fn titled_at_length(case: &mut Case<'_>) {
    let today = case.today;
    let found = chosen(case, today, |record| {
        record.header.information_type.as_str() == types::ACTIVITY
    })
    .or_else(|| {
        chosen(case, today, |record| {
            record.header.information_type.as_str() == types::VACCINATION
        })
    });
    if let Some(record) = found.and_then(|at| record_at(case, at)) {
        let title = &mut record.header.title;
        for letter in AND_SO_ON.chars().cycle() {
            if title.len() + letter.len_utf8() > TITLE_BYTES {
                break;
            }
            title.push(letter);
        }
        while title.len() < TITLE_BYTES {
            title.push('.');
        }
    }
}

/// The newest record that began before a day, is done, and is as wished: its page and place.
fn chosen(
    case: &Case<'_>,
    before: Date,
    is_wished: impl Fn(&Record) -> bool,
) -> Option<(usize, usize)> {
    let country = case.home.country;
    let day = |record: &Record| {
        let start = record.header.period.start?;
        Some(crate::calendar::day_of(start, country))
    };
    let records = case
        .pages
        .iter()
        .enumerate()
        .flat_map(|(page, (_, records))| {
            records
                .iter()
                .enumerate()
                .map(move |(place, record)| (page, place, record))
        });
    records
        .filter(|(_, _, record)| {
            let done = record.header.life_cycle == domain::record::LifeCycle::Completed;
            done && is_wished(record) && day(record).is_some_and(|day| day < before)
        })
        .max_by_key(|(page, place, record)| (day(record), *page, *place))
        .map(|(page, place, _)| (page, place))
}

fn record_at<'a>(case: &'a mut Case<'_>, (page, place): (usize, usize)) -> Option<&'a mut Record> {
    case.pages.get_mut(page)?.1.get_mut(place)
}
