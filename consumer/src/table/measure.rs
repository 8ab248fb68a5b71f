//! What was measured or examined, in as few words as say all of it.

use super::{
    hearing,
    words::{about, joined_with, one_value, what},
};
use crate::{
    model::{Record, content::Value},
    text::plain,
    wording::{self, Language, Phrase},
};

/// What every growth chart has needs no label: nobody takes `102,5 cm` for a weight.
const KNOWN_BY_UNIT: &[&str] = &["8302-2", "29463-7"];

/// The order on the line; what is not named comes last.
const ORDER: &[&str] = &["8302-2", "29463-7", "39156-5", "9843-4"];

/// True for what belongs on the line of measurements.
pub(super) fn is_measure(record: &Record) -> bool {
    record.information_type.starts_with("observation/")
        && record.known
        && record.unreadable.is_none()
}

/// Where a measurement stands on its line.
pub(super) fn rank(record: &Record) -> (usize, bool) {
    let code = values(record).first().and_then(|value| value.code.as_ref());
    let rank = code.and_then(|code| ORDER.iter().position(|known| *known == code.code));
    let is_examination = record.information_type == "observation/screening";
    (rank.unwrap_or(ORDER.len()), is_examination)
}

/// The measurement. `disputed` are codes whose values another line tells: one of two would read as the truth. `None` when that is
/// all there is.
pub(super) fn measure(record: &Record, disputed: &[&str], language: Language) -> Option<String> {
    let all = values(record);
    if all.is_empty() {
        return Some(without_value(record, language));
    }
    let is_disputed = |value: &&Value| {
        let code = value.code.as_ref().map(|code| code.code.as_str());
        code.is_some_and(|code| disputed.contains(&code))
    };
    let values: Vec<&Value> = all.iter().filter(|v| !is_disputed(v)).collect();
    if values.is_empty() {
        return None;
    }
    let title = plain(&record.title);
    let (text, is_abnormal) = match hearing::levels(&values, &title, language) {
        Some(levels) => {
            let hearing = Phrase::Hearing.say(language);
            let is_abnormal = |value: &&Value| value.interpretation == Some("ABNORMAL");
            (
                format!("{hearing}: {levels}"),
                values.iter().any(is_abnormal),
            )
        }
        None => (plainly(&values, &title, language), false),
    };
    // Normal is said only where the record itself says so.
    let state = record.content.as_ref().and_then(|content| content.state);
    let verdict = state
        .or(is_abnormal.then_some("ABNORMAL"))
        .and_then(|code| wording::state(code, language));
    Some(joined_with(" – ", [Some(text), verdict.map(str::to_owned)]))
}

/// From the content, or from the header's claims where a mask has taken the content away.
fn values(record: &Record) -> &[Value] {
    let content = record.content.as_ref();
    content.map_or(&record.claims, |content| &content.values)
}

/// Content that says something else than values; or no content, and then what could be asked for.
fn without_value(record: &Record, language: Language) -> String {
    if record.content.is_some() {
        return what(record, &[], language);
    }
    let mut codes = record.codes.iter();
    let known = codes.find_map(|code| wording::about(&code.code, language));
    let name = known.map_or_else(|| plain(&record.title), str::to_owned);
    Phrase::ByRequest.with(language, name)
}

fn plainly(values: &[&Value], title: &str, language: Language) -> String {
    if let Some(text) = of_two_sides(values, title, language) {
        return text;
    }
    let each = values.iter().filter_map(|value| {
        let code = value.code.as_ref().map_or("", |code| code.code.as_str());
        if KNOWN_BY_UNIT.contains(&code) && !value.unit.is_empty() {
            // One that the title names is not named again.
            return one_value(value, &about(value, language), language);
        }
        one_value(value, "", language)
    });
    let text = each.collect::<Vec<_>>().join(", ");
    let is_named = values
        .iter()
        .all(|value| !about(value, language).is_empty());
    if is_named || title.is_empty() {
        text
    } else {
        format!("{title}: {text}")
    }
}

/// One thing found on both sides: `syn: höger 0,8, vänster 1,0`, or `syn: båda 0,8`.
fn of_two_sides(values: &[&Value], title: &str, language: Language) -> Option<String> {
    let [first, second] = values else { return None };
    let is_pair = matches!(
        (first.side, second.side),
        (Some("LEFT"), Some("RIGHT")) | (Some("RIGHT"), Some("LEFT"))
    );
    let what = about(first, language);
    if !is_pair || what != about(second, language) {
        return None;
    }
    let label = if what.is_empty() { title } else { &what };
    let same = (&first.value, &first.unit, first.interpretation)
        == (&second.value, &second.unit, second.interpretation);
    let sides = if same {
        let both = Value {
            side: Some("BOTH"),
            ..(*first).clone()
        };
        one_value(&both, &what, language)?
    } else {
        let each = values.iter().map(|value| one_value(value, &what, language));
        each.collect::<Option<Vec<_>>>()?.join(", ")
    };
    Some(format!("{label}: {sides}"))
}
