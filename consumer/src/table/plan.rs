//! A plan in force: the goals in two voices, and who does what by when.

use super::{
    names::{by_whom, person},
    now::Section,
    now_of,
    page::{Page, Style},
};
use crate::{
    model::{Overview, Record, content::Plan},
    text::plain,
    wording::Phrase,
};

pub(super) fn write(
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
