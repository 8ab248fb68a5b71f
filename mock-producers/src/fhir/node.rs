//! A small typed reader over JSON, in FHIR's terms: an absent element, a null and an element of another kind read as nothing.
//! FHIR allows a repeating element only as a list; a lone object is read as a list of one, as hand-made files have it.

use domain::{
    record::{Coding, Quantity},
    time::{Moment, Period, Timestamp},
};
use serde_json::Value;

/// The longest title of a record, in bytes (`samsyn.record.v1.RecordHeader.title`).
const MAX_TITLE_BYTES: usize = 300;

/// One element of a resource.
#[derive(Clone, Copy)]
pub(super) struct Node<'a>(Option<&'a Value>);

impl<'a> Node<'a> {
    pub(super) fn of(value: &'a Value) -> Self {
        Self(Some(value))
    }

    pub(super) fn get(self, name: &str) -> Self {
        Self(
            self.0
                .and_then(|value| value.get(name))
                .filter(|v| !v.is_null()),
        )
    }

    /// The elements of a repeating element.
    pub(super) fn each(self, name: &str) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let items = match self.get(name).0 {
            None => &[],
            Some(Value::Array(items)) => items.as_slice(),
            Some(one) => std::slice::from_ref(one),
        };
        items.iter().map(Node::of)
    }

    /// The first element of a repeating element.
    pub(super) fn first(self, name: &str) -> Self {
        self.each(name).next().unwrap_or(Self(None))
    }

    pub(super) fn exists(self) -> bool {
        self.0.is_some()
    }

    /// A text without surrounding blanks; an empty one is none.
    pub(super) fn text(self) -> Option<&'a str> {
        self.0
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }

    pub(super) fn text_of(self, name: &str) -> Option<&'a str> {
        self.get(name).text()
    }

    pub(super) fn string_of(self, name: &str) -> String {
        self.text_of(name).unwrap_or_default().to_owned()
    }

    pub(super) fn flag(self, name: &str) -> Option<bool> {
        self.get(name).0.and_then(Value::as_bool)
    }

    pub(super) fn number(self, name: &str) -> Option<u64> {
        self.get(name).0.and_then(Value::as_u64)
    }

    /// A JSON number as written, but for trailing zeros beyond what a double keeps.
    pub(super) fn decimal(self, name: &str) -> Option<String> {
        match self.get(name).0 {
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The names of the elements that are there.
    pub(super) fn names(self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|object| object.keys().map(String::as_str))
    }

    /// The extension with this URL.
    pub(super) fn extension(self, url: &str) -> Self {
        self.each("extension")
            .find(|extension| extension.text_of("url") == Some(url))
            .unwrap_or(Self(None))
    }

    /// A Coding; none without a code.
    pub(super) fn coding(self) -> Option<Coding> {
        let code = self.text_of("code")?;
        Some(Coding::new(
            self.string_of("system"),
            code,
            self.string_of("display"),
        ))
    }

    /// The codings of a CodeableConcept, in the order of the file.
    pub(super) fn codings(self) -> Vec<Coding> {
        self.each("coding").filter_map(Node::coding).collect()
    }

    /// The codings of all CodeableConcepts of a repeating element.
    pub(super) fn all_codings(self, name: &str) -> Vec<Coding> {
        self.each(name).flat_map(Node::codings).collect()
    }

    /// True when one of the codings of the CodeableConcept has this code, whatever its system.
    pub(super) fn has_code(self, code: &str) -> bool {
        self.each("coding")
            .any(|coding| coding.text_of("code") == Some(code))
    }

    /// A CodeableConcept in words: its text, else the first words of its codings.
    pub(super) fn words(self) -> Option<&'a str> {
        self.text_of("text")
            .or_else(|| self.each("coding").find_map(|c| c.text_of("display")))
    }

    /// A Quantity: the UCUM code where there is one, else the unit as written.
    pub(super) fn quantity(self) -> Option<Quantity> {
        let value = self.decimal("value")?;
        let unit = self.text_of("code").or_else(|| self.text_of("unit"));
        Some(Quantity::new(value, unit.unwrap_or_default()))
    }

    /// The texts of a list of Annotations, one a line.
    pub(super) fn notes(self, name: &str) -> String {
        let notes: Vec<_> = self.each(name).filter_map(|n| n.text_of("text")).collect();
        notes.join("\n")
    }
}

/// Reads the times of one resource, and remembers whether one of them could not be read.
#[derive(Default)]
pub(super) struct Times {
    pub(super) unreadable: bool,
}

impl Times {
    /// A date, dateTime or instant. One that names no instant (a time without offset) counts as unreadable.
    pub(super) fn moment(&mut self, node: Node<'_>) -> Option<Moment> {
        if !node.exists() {
            return None;
        }
        let moment = node.text().and_then(Moment::parse);
        self.unreadable |= moment.is_none();
        moment
    }

    pub(super) fn instant(&mut self, node: Node<'_>) -> Option<Timestamp> {
        match self.moment(node) {
            Some(Moment::Instant(instant)) => Some(instant),
            _ => None,
        }
    }

    pub(super) fn period(&mut self, node: Node<'_>) -> Period {
        Period {
            start: self.moment(node.get("start")),
            end: self.moment(node.get("end")),
        }
    }

    /// A choice element of a moment or a period, such as `effective[x]`; none when neither is there.
    pub(super) fn choice(&mut self, resource: Node<'_>, name: &str) -> Option<Period> {
        let at = resource.get(&format!("{name}DateTime"));
        let at = if at.exists() {
            at
        } else {
            resource.get(&format!("{name}Instant"))
        };
        if at.exists() {
            return self.moment(at).map(Period::at);
        }
        let period = resource.get(&format!("{name}Period"));
        period.exists().then(|| self.period(period))
    }
}

/// A name as written: its text, else its parts in the order in which they are spoken.
pub(super) fn full_name(name: Node<'_>) -> String {
    if let Some(text) = name.text_of("text") {
        return text.to_owned();
    }
    let given = name.each("given").filter_map(Node::text);
    let parts: Vec<_> = given.chain(name.text_of("family")).collect();
    parts.join(" ")
}

/// The official name of a person resource, else its usual one, else the first that is not a former one.
pub(super) fn official_name(person: Node<'_>) -> Node<'_> {
    let with_use = |wanted: &str| {
        person
            .each("name")
            .find(|name| name.text_of("use") == Some(wanted))
    };
    with_use("official")
        .or_else(|| with_use("usual"))
        .or_else(|| {
            person
                .each("name")
                .find(|name| !matches!(name.text_of("use"), Some("old" | "maiden" | "nickname")))
        })
        .unwrap_or(Node(None))
}

/// A text as a title: one line, not longer than a title may be.
pub(super) fn title(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut line = words.join(" ");
    if line.len() > MAX_TITLE_BYTES {
        let room = MAX_TITLE_BYTES - '…'.len_utf8();
        let end = (0..=room)
            .rev()
            .find(|at| line.is_char_boundary(*at))
            .unwrap_or(0);
        line.truncate(end);
        line.push('…');
    }
    line
}
