//! Who holds custody, and who else the source names as family.

use super::{
    names::{person, role},
    now::Section,
    now_of,
    page::{Page, Style},
    words::unique,
};
use crate::{
    model::{Overview, Record, content::Custody},
    text::plain,
    wording::Phrase,
};

/// Writes custody and family, and gives the record that states them.
pub(super) fn write<'a>(
    page: &Page,
    overview: &'a Overview,
    section: &mut Section,
) -> Option<&'a Record> {
    let (record, custody) = stated(overview)?;
    section.add(
        Phrase::Custody,
        Style::Plain,
        holders(page, overview, custody),
    );
    let family = family(page, custody);
    if !family.is_empty() {
        section.add(Phrase::Family, Style::Plain, family);
    }
    Some(record)
}

/// The record that says who holds custody; where none does, one that at least is about it.
pub(super) fn stated(overview: &Overview) -> Option<(&Record, &Custody)> {
    let mut found = None;
    for record in &overview.records {
        let Some(custody) = record.content.as_ref().and_then(|c| c.custody.as_ref()) else {
            continue;
        };
        if !custody.holders.is_empty() {
            return Some((record, custody));
        }
        found = found.or(Some((record, custody)));
    }
    found
}

fn holders(page: &Page, overview: &Overview, custody: &Custody) -> String {
    let (now, country) = (now_of(overview), overview.child.country);
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
    if names.is_empty() {
        return Phrase::NotStated.say(page.language).to_owned();
    }
    names.join("; ")
}

/// Those who are not named as holders, by what they are to the child.
fn family(page: &Page, custody: &Custody) -> String {
    let is_holder = |name: &str| custody.holders.iter().any(|h| h.person.name == name);
    let mut others = custody.family.clone();
    others.retain(|other| !is_holder(&other.name));
    let roles = unique(others.iter().map(|o| role(o, page.language).to_owned()));
    let said = roles.iter().map(|of| {
        let names = others.iter().filter(|o| role(o, page.language) == of);
        let names = unique(names.map(|other| plain(&other.name)));
        match names.as_slice() {
            [name] => format!("{name}, {of}"),
            _ => format!("{of}: {}", names.join(", ")),
        }
    });
    said.collect::<Vec<_>>().join("; ")
}
