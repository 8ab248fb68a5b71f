//! What matters now: custody, who holds the ball, the next appointment, the last event, contacts, the plan in force.

use super::{
    is_ahead, now_of,
    page::{Cell, Page, Style},
    words::{by_whom, kind, person, what},
};
use crate::{
    model::{
        Overview, Record,
        content::{Contact, Plan},
    },
    text::plain,
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
    "vaccination",
    "observation/growth",
    "observation/screening",
    "observation/vital-sign",
    "questionnaire",
    "referral",
    "assessment",
    "concern-report",
];

/// Writes the section, and tells which records it has shown so that the timeline does not repeat them.
pub(super) fn write<'a>(
    page: &mut Page,
    overview: &'a Overview,
    head: Option<&'a Record>,
) -> Vec<&'a Record> {
    let mut shown: Vec<&Record> = head.into_iter().collect();
    let mut section = Section::default();
    custody(page, overview, &mut section, &mut shown);
    let contacts = contacts(overview);
    for (_, contact) in contacts.iter().filter(|(_, c)| has_ball(c, overview)) {
        let text = with_ball(page, contact);
        section.add(Phrase::Responsible, Style::Bold, text);
    }
    if let Some(next) = next_appointment(overview) {
        section.add(
            Phrase::NextAppointment,
            Style::Plain,
            event(page, next, true),
        );
    }
    if let Some(last) = last_event(overview) {
        section.add(Phrase::LastEvent, Style::Plain, event(page, last, false));
    }
    for (record, contact) in contacts {
        shown.push(record);
        if !has_ball(contact, overview) || record.location.is_some() {
            section.add(Phrase::Contacts, Style::Plain, reach(page, record, contact));
        }
    }
    for record in overview.records.iter().filter(|r| r.status == "ACTIVE") {
        if let Some(plan) = record.content.as_ref().and_then(|c| c.plan.as_ref()) {
            plan_in_force(page, overview, record, plan, &mut section);
            shown.push(record);
        }
    }
    section.write(page);
    shown
}

/// Labelled lines; a label stands once, before its first line.
#[derive(Default)]
struct Section(Vec<(Phrase, Style, String)>);

impl Section {
    fn add(&mut self, label: Phrase, style: Style, text: String) {
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

fn custody<'a>(
    page: &Page,
    overview: &'a Overview,
    section: &mut Section,
    shown: &mut Vec<&'a Record>,
) {
    let (now, country) = (now_of(overview), overview.child.country);
    let stated = overview.records.iter().find_map(|record| {
        let custody = record.content.as_ref()?.custody.as_ref()?;
        (!custody.holders.is_empty()).then_some((record, custody))
    });
    let Some((record, custody)) = stated else {
        return;
    };
    shown.push(record);
    let holders = custody.holders.iter().filter(|h| h.holds(now, country));
    let names: Vec<String> = holders
        .map(|holder| {
            let name = person(&holder.person, page.language);
            if holder.residence_parent {
                format!("{name} ({})", Phrase::LivesWith.say(page.language))
            } else {
                name
            }
        })
        .collect();
    section.add(Phrase::Custody, Style::Plain, names.join("; "));
}

/// Contacts, those who coordinate first.
fn contacts(overview: &Overview) -> Vec<(&Record, &Contact)> {
    let mut contacts: Vec<(&Record, &Contact)> = overview
        .records
        .iter()
        .filter_map(|record| Some((record, record.content.as_ref()?.contact.as_ref()?)))
        .collect();
    contacts.sort_by_key(|(_, contact)| (!contact.coordinator, &contact.person.name));
    contacts
}

fn has_ball(contact: &Contact, overview: &Overview) -> bool {
    contact.has_ball(now_of(overview), overview.child.country)
}

// R-SHOW-4
fn with_ball(page: &Page, contact: &Contact) -> String {
    let mut parts = vec![whom(page, contact)];
    if let Some(since) = contact.ball_since {
        parts.push(Phrase::Since.with(page.language, page.when(since)));
    }
    if !contact.next_step.is_empty() {
        parts.push(Phrase::NextStep.with(page.language, plain(&contact.next_step)));
    }
    parts.join(" · ")
}

fn whom(page: &Page, contact: &Contact) -> String {
    let mut text = person(&contact.person, page.language);
    if contact.coordinator {
        text = format!("{text} ({})", Phrase::Coordinator.say(page.language));
    }
    if !contact.responsibility.is_empty() {
        text = format!("{text} – {}", plain(&contact.responsibility));
    }
    text
}

fn reach(page: &Page, record: &Record, contact: &Contact) -> String {
    let mut parts = vec![whom(page, contact)];
    if let Some(location) = &record.location {
        let bare = |uri: &String| {
            uri.split_once(':')
                .map_or(uri.clone(), |(_, rest)| rest.to_owned())
        };
        parts.extend(location.contact_points.iter().map(bare));
    }
    if !contact.reachable.is_empty() {
        parts.push(contact.reachable.clone());
    }
    if let Some(until) = contact.ball_until.or(record.end) {
        parts.push(Phrase::Until.with(page.language, page.when(until)));
    }
    parts.join(" · ")
}

fn next_appointment(overview: &Overview) -> Option<&Record> {
    overview
        .records
        .iter()
        .filter(|r| r.information_type == "activity" && r.status == "PLANNED")
        .filter(|r| is_ahead(r, overview))
        .min_by_key(|r| r.start)
}

fn last_event(overview: &Overview) -> Option<&Record> {
    overview
        .records
        .iter()
        .filter(|r| EVENTS.contains(&r.information_type.as_str()) && r.start.is_some())
        .filter(|r| !matches!(r.status.as_str(), "PLANNED" | "CANCELLED" | "RETRACTED"))
        .filter(|r| !is_ahead(r, overview) && r.unreadable.is_none())
        .max_by_key(|r| r.start)
}

fn event(page: &Page, record: &Record, with_clock: bool) -> String {
    let when = record.start.map(|start| {
        if with_clock {
            page.day_and_clock(start)
        } else {
            page.when(start)
        }
    });
    let parts = [
        when.unwrap_or_default(),
        kind(record, page.language),
        what(record, &[], page.language),
        by_whom(record, page.language),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

fn plan_in_force(
    page: &Page,
    overview: &Overview,
    record: &Record,
    plan: &Plan,
    section: &mut Section,
) {
    let language = page.language;
    let mut add = |style, text| section.add(Phrase::Plan, style, text);
    let mut head = vec![plain(&record.title), by_whom(record, language)];
    head.extend(
        plan.follow_up
            .map(|w| Phrase::FollowUp.with(language, page.when(w))),
    );
    head.retain(|part| !part.is_empty());
    add(Style::Plain, head.join(" · "));
    for goal in plan.goals.iter().filter(|g| g.state != Some("ABANDONED")) {
        let voices = [
            (Phrase::Goal, &goal.professional_words),
            (Phrase::ChildsGoal, &goal.child_words),
        ];
        for (phrase, words) in voices.into_iter().filter(|(_, words)| !words.is_empty()) {
            add(
                Style::Plain,
                format!("• {}: {}", phrase.say(language), plain(words)),
            );
        }
    }
    let (now, country) = (now_of(overview), overview.child.country);
    for action in plan.actions.iter().filter(|action| action.is_open()) {
        let owner = action.owner.as_ref().map(|owner| person(owner, language));
        let due = action
            .due
            .map(|due| Phrase::DueBy.with(language, page.when(due)));
        let parts = [Some(plain(&action.action)), owner, due];
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        if action.is_overdue(now, country) {
            let overdue = Phrase::Overdue.say(language);
            add(Style::Bad, format!("! {text} – {overdue}"));
        } else {
            add(Style::Plain, format!("→ {text}"));
        }
    }
}
