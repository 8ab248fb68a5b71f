//! Whose consent is missing: by name where the register's record of custody in this same overview says who it is, else by the part they play.

use super::family::stated;
use crate::{
    model::{MissingGrantor, NextStep, Overview, content::Holder},
    text::plain,
    wording::{Language, Phrase},
};

use super::{now_of, page::Page, words::unique};

/// The line that says whom to ask; nothing when it is not a consent that is missing.
// R-SHOW-13
pub(super) fn missing(page: &Page, overview: &Overview, step: &NextStep) -> Option<String> {
    let whom = whom(overview, step);
    (!whom.is_empty()).then(|| Phrase::MissingFrom.with(page.language, whom.join("; ")))
}

/// The word of caution beside whom to ask, where the reader sees what guardians do not get to see: nobody is sent to ask a parent who
/// must not know without thinking first. It depends on what the reader sees alone, so that it tells them nothing new.
// R-SHOW-17
pub(super) fn caution(
    overview: &Overview,
    step: &NextStep,
    language: Language,
) -> Option<&'static str> {
    // Whatever part is not the child's may be a guardian's.
    let is_guardian = |grantor: &MissingGrantor| grantor.role != "CHILD";
    let is_to_ask = step.missing_grantors.iter().any(is_guardian);
    let sees_marked = overview.records.iter().any(|r| r.not_for_guardians);
    (is_to_ask && sees_marked).then(|| Phrase::ThinkFirst.say(language))
}

/// Those of them whom the register names.
pub(super) fn names(overview: &Overview, step: &NextStep) -> Vec<String> {
    let missing = step.missing_grantors.iter();
    unique(missing.filter_map(|grantor| name(overview, grantor)))
}

/// Each once, by name and part.
fn whom(overview: &Overview, step: &NextStep) -> Vec<String> {
    unique(step.missing_grantors.iter().map(|grantor| {
        let part = plain(&grantor.text);
        match name(overview, grantor) {
            Some(name) if part.is_empty() => name,
            Some(name) => format!("{name} ({part})"),
            None => part,
        }
    }))
}

/// The name that the register has for this part. `None` when it names nobody, or more than one who could be meant.
pub(crate) fn name(overview: &Overview, grantor: &MissingGrantor) -> Option<String> {
    // A name is a way to a place: under protection nobody is named, whatever a source let through.
    if overview.protected {
        return None;
    }
    let (_, custody) = stated(overview)?;
    let (now, country) = (now_of(overview), overview.child.country);
    let is_meant = |holder: &&Holder| match grantor.role.as_str() {
        "RESIDENCE_PARENT" => holder.residence_parent,
        "OTHER_GUARDIAN" => !holder.residence_parent,
        "GUARDIAN" => true,
        _ => false,
    };
    let holders = custody.holders.iter().filter(|h| h.holds(now, country));
    let mut meant = holders.filter(is_meant);
    let (one, more) = (meant.next()?, meant.next());
    let name = plain(&one.person.name);
    (more.is_none() && !name.is_empty()).then_some(name)
}
