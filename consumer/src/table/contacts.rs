//! Whom to turn to: who holds the ball with how to reach them, the other contacts, and in one line those of former times.

use super::{
    names::person,
    now::Section,
    now_of,
    page::{Page, Style},
    words::{joined_with, unique},
};
use crate::{
    model::{Overview, Record, content::Contact},
    text::plain,
    wording::Phrase,
};

/// Everybody whom a record names as contact, those who coordinate first.
pub(super) struct Contacts<'a>(Vec<(&'a Record, &'a Contact)>);

impl<'a> Contacts<'a> {
    pub(super) fn of(overview: &'a Overview) -> Self {
        let mut contacts: Vec<(&Record, &Contact)> = overview
            .records
            .iter()
            .filter_map(|record| Some((record, record.content.as_ref()?.contact.as_ref()?)))
            .collect();
        contacts.sort_by_key(|(_, contact)| (!contact.coordinator, &contact.person.name));
        Self(contacts)
    }

    pub(super) fn records(&self) -> impl Iterator<Item = &'a Record> {
        self.0.iter().map(|(record, _)| *record)
    }

    /// Who holds the ball now.
    // R-SHOW-4
    pub(super) fn responsible(&self, page: &Page, overview: &Overview, section: &mut Section) {
        let mut lines: Vec<(String, Vec<String>, String)> = Vec::new();
        for (record, contact) in self.0.iter().filter(|(_, c)| has_ball(c, overview)) {
            let since = contact.ball_since;
            let step = plain(&contact.next_step);
            let rest = [
                since.map(|since| Phrase::Since.with(page.language, page.when(since))),
                (!step.is_empty()).then(|| Phrase::NextStep.with(page.language, step)),
                Some(reach(record, contact)),
            ];
            let (who, rest) = (who(page, contact), joined_with(" · ", rest));
            let task = plain(&contact.responsibility);
            // One person whom two sources name is one person, with what each says of the task.
            match lines.iter_mut().find(|(w, _, r)| *w == who && *r == rest) {
                Some((_, tasks, _)) => tasks.push(task),
                None => lines.push((who, vec![task], rest)),
            }
        }
        for (who, tasks, rest) in lines {
            let tasks = unique(tasks).join("; ");
            let whom = joined_with(" – ", [Some(who), Some(tasks)]);
            let text = joined_with(" · ", [Some(whom), Some(rest)]);
            section.add(Phrase::Responsible, Style::Bold, text);
        }
    }

    /// The others: those of today a line each, those of former times in one.
    pub(super) fn others(&self, page: &Page, overview: &Overview, section: &mut Section) {
        let others = self.0.iter().filter(|(_, c)| !has_ball(c, overview));
        let (former, present): (Vec<_>, Vec<_>) =
            others.partition(|(record, _)| is_over(record, overview));
        for (record, contact) in present {
            let until = contact.ball_until;
            let parts = [
                Some(whom(page, contact)),
                Some(reach(record, contact)),
                until.map(|until| Phrase::HeldUntil.with(page.language, page.when(until))),
            ];
            section.add(Phrase::Contacts, Style::Plain, joined_with(" · ", parts));
        }
        let former: Vec<String> = former
            .into_iter()
            .map(|(record, contact)| {
                let until = record.end.map(|end| page.when(end));
                let until = until.map(|end| Phrase::Until.with(page.language, end));
                let until = until.map(|until| format!("({until})"));
                joined_with(" ", [Some(person(&contact.person, page.language)), until])
            })
            .collect();
        let former = unique(former);
        if !former.is_empty() {
            section.add(Phrase::FormerContacts, Style::Plain, former.join("; "));
        }
    }
}

fn has_ball(contact: &Contact, overview: &Overview) -> bool {
    contact.has_ball(now_of(overview), overview.child.country)
}

fn is_over(record: &Record, overview: &Overview) -> bool {
    let zone = overview.child.country.zone();
    let now = now_of(overview);
    record
        .end
        .is_some_and(|end| end.0.interval(&zone).end() <= now)
}

fn whom(page: &Page, contact: &Contact) -> String {
    let task = plain(&contact.responsibility);
    joined_with(" – ", [Some(who(page, contact)), Some(task)])
}

fn who(page: &Page, contact: &Contact) -> String {
    let text = person(&contact.person, page.language);
    if contact.coordinator {
        format!("{text} ({})", Phrase::Coordinator.say(page.language))
    } else {
        text
    }
}

fn reach(record: &Record, contact: &Contact) -> String {
    let bare = |uri: &String| {
        uri.split_once(':')
            .map_or(uri.clone(), |(_, rest)| rest.to_owned())
    };
    let points = record.location.iter().flat_map(|l| &l.contact_points);
    let mut parts: Vec<String> = points.map(bare).collect();
    parts.extend(Some(contact.reachable.clone()).filter(|text| !text.is_empty()));
    parts.join(", ")
}
