//! What matters now: custody, who holds the ball, the next appointment, the last event, a falling weight, medicines, contacts, the plan
//! in force.

use super::{
    contacts::Contacts,
    entry, family, is_ahead, medicines,
    names::by_whom,
    page::{Cell, Page, Style},
    plan, programme,
    visit::visits,
    weight,
    words::{item, joined_with},
};
use crate::{
    model::{Overview, Record},
    wording::Phrase,
};

/// The column that the labels stand in.
const LABEL: usize = 18;

/// What counts as something that happened.
const EVENTS: &[&str] = &[
    "activity",
    "document/care-note",
    "document/bvc-summary",
    "document/discharge-letter",
    "document/statement",
    "vaccination",
    "observation/growth",
    "observation/screening",
    "observation/vital-sign",
    "questionnaire",
    "referral",
    "assessment",
    "concern-report",
    "concern-report/feedback",
];

/// Writes the section, and tells which records it has shown so that the timeline does not repeat them.
pub(super) fn write<'a>(
    page: &mut Page,
    overview: &'a Overview,
    head: Option<&'a Record>,
) -> Vec<&'a Record> {
    let mut shown: Vec<&Record> = head.into_iter().collect();
    let mut section = Section::default();
    shown.extend(family::write(page, overview, &mut section));
    let contacts = Contacts::of(overview);
    contacts.responsible(page, overview, &mut section);
    if let Some(next) = next_appointment(overview) {
        section.add(Phrase::NextAppointment, Style::Plain, ahead(page, next));
    }
    if let Some(last) = behind(page, overview) {
        section.add(Phrase::LastEvent, Style::Plain, last);
    }
    weight::write(page, overview, &mut section);
    shown.extend(medicines::write(page, overview, &mut section));
    programme::write(page, overview, &mut section);
    contacts.others(page, overview, &mut section);
    shown.extend(contacts.records());
    for record in overview.records.iter().filter(|r| r.status == "ACTIVE") {
        if let Some(plan) = record.content.as_ref().and_then(|c| c.plan.as_ref()) {
            plan::write(page, overview, record, plan, &mut section);
            shown.push(record);
        }
    }
    section.write(page);
    shown
}

/// Labelled lines; a label stands once, before its first line.
#[derive(Default)]
pub(super) struct Section(Vec<(Phrase, Style, String)>);

impl Section {
    pub(super) fn add(&mut self, label: Phrase, style: Style, text: String) {
        self.0.push((label, style, text));
    }

    fn write(self, page: &mut Page) {
        let mut last = None;
        for (label, style, text) in self.0 {
            if last.is_none() {
                page.heading("");
            }
            let said = if last == Some(label) {
                ""
            } else {
                label.say(page.language)
            };
            page.entry(style, 0, &[Cell(said, LABEL + 2)], &text);
            last = Some(label);
        }
    }
}

fn next_appointment(overview: &Overview) -> Option<&Record> {
    overview
        .records
        .iter()
        .filter(|r| r.information_type == "activity" && r.status == "PLANNED")
        .filter(|r| is_ahead(r, overview))
        .min_by_key(|r| r.start)
}

fn is_event(record: &Record, overview: &Overview) -> bool {
    EVENTS.contains(&record.information_type.as_str())
        && record.start.is_some()
        && !matches!(
            record.status.as_str(),
            "PLANNED" | "CANCELLED" | "RETRACTED"
        )
        && !is_ahead(record, overview)
        && record.unreadable.is_none()
}

/// The next appointment: here it goes without saying that it is planned.
fn ahead(page: &Page, record: &Record) -> String {
    let planned = Record {
        status: String::new(),
        ..record.clone()
    };
    let parts = [
        record.start.map(|start| page.day_and_clock(start)),
        Some(item(&planned, &[], page.language)),
        Some(by_whom(record, page.language)),
    ];
    joined_with(" · ", parts)
}

/// The last visit, with everything of it that happened.
fn behind(page: &Page, overview: &Overview) -> Option<String> {
    let happened = overview.records.iter().filter(|r| is_event(r, overview));
    let visits = visits(happened, page.country);
    let last = visits.first()?;
    let parts = [
        last.when.map(|when| page.when(when)),
        Some(entry::in_short(page, overview, last)),
        Some(entry::who(page, last).join("; ")),
    ];
    Some(joined_with(" · ", parts))
}
