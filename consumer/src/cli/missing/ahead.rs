//! Appointments ahead as the child's overview tells them: the own organisation's, since it is for its own looks that it can check.

use domain::{
    record::InformationType,
    time::{Country, Timestamp},
};
use jiff::ToSpan;

use super::{
    super::{Failure, output::Desk},
    check::{self, Checked, Question},
    file::Appointment,
    row::{Grantor, Row, Status},
};
use crate::{
    OverviewQuery,
    model::{MissingGrantor, Overview, Record, When},
    table::grantor_name,
    wording::Phrase,
};

/// All that is asked for: appointments, and who holds custody. Nothing else need be seen to make a telephone call.
const WANTED: [&str; 2] = ["activity", "custody"];

/// A row for each appointment within so many days; one for a child whose overview is not whole or not to be had.
// R-CLI-8
pub(super) async fn rows(desk: &Desk, question: &Question, days: u16) -> Result<Vec<Row>, Failure> {
    let wanted = WANTED
        .iter()
        .filter_map(|code| InformationType::parse(code).ok());
    let query = OverviewQuery {
        types: wanted.collect(),
        language: desk.voice.language,
        ..OverviewQuery::about(question.child.clone())
    };
    let overview = match desk.client.get_overview(query).await {
        Ok(told) => Overview::of(&question.child, &told),
        Err(error) => {
            let refused = Checked::refused(&error, desk)?;
            return Ok(vec![question.row(refused, &|_| None)]);
        }
    };
    let ahead = ahead(&overview, question, days);
    let mut rows = Vec::with_capacity(ahead.len() + 1);
    if !ahead.is_empty() {
        let checked = check::check(desk, question).await?;
        let name = |grantor: &Grantor| name(&overview, grantor);
        for record in ahead {
            rows.push(Row {
                date: record.start,
                appointment: what(record),
                ..question.row(checked.clone(), &name)
            });
        }
    }
    if !overview.complete {
        // An appointment may stand where nobody answered.
        let why = Phrase::Incomplete.say(desk.voice.language).to_owned();
        rows.push(Row {
            status: Status::NotChecked,
            why,
            ..Row::about(&question.appointment)
        });
    }
    Ok(rows)
}

/// Planned, not over, within so many days, and the own organisation's as far as it is said whose they are; the first one first.
fn ahead<'a>(overview: &'a Overview, question: &Question, days: u16) -> Vec<&'a Record> {
    let country = overview.child.country;
    let Some(now) = overview.decided_time.and_then(When::as_instant) else {
        return Vec::new();
    };
    let end = after(now, country, days);
    let is_own = |record: &&Record| match (&record.provider, &question.own) {
        (Some(provider), Some(own)) => provider.system == own.system && provider.value == own.value,
        // Under protected identity nobody's name is told.
        _ => true,
    };
    let mut ahead: Vec<&Record> = (overview.records.iter())
        .filter(|r| r.information_type == "activity" && r.status == "PLANNED")
        .filter(|r| {
            r.start.is_some_and(|start| {
                let interval = start.0.interval(&country.zone());
                interval.start() < end && (interval.start() > now || interval.end() > now)
            })
        })
        .filter(is_own)
        .collect();
    ahead.sort_by_key(|record| record.start);
    ahead
}

/// The end of the last of so many days from today.
fn after(now: Timestamp, country: Country, days: u16) -> Timestamp {
    let last = country.today(now).checked_add((i64::from(days) + 1).days());
    last.map_or(Timestamp::MAX, |day| country.midnight(day))
}

fn what(record: &Record) -> String {
    let place = if record.unit.is_empty() {
        &record.care_provider
    } else {
        &record.unit
    };
    let parts = [record.title.as_str(), place.as_str()];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

fn name(overview: &Overview, grantor: &Grantor) -> Option<String> {
    let missing = MissingGrantor {
        role: grantor.role.clone(),
        text: grantor.text.clone(),
    };
    grantor_name(overview, &missing)
}

impl Row {
    /// A child of which no appointment is known.
    fn about(appointment: &Appointment) -> Self {
        Self {
            child: appointment.child.clone(),
            date: None,
            appointment: String::new(),
            recipient: None,
            status: Status::NotChecked,
            why: String::new(),
            missing: Vec::new(),
        }
    }
}
