//! Observation to observation: growth by its codes, vital signs by category or code, and screening for all the rest.

use domain::{
    record::{
        Coding,
        body::{
            Interpretation, Laterality, Observation, ObservedComponent, ObservedValue, systems,
            types,
        },
    },
    time::{Country, Period},
};

use super::{About, Context, Mapped};
use crate::fhir::{
    node::{Node, Times},
    unread::Reason,
    versions::Standing,
    words,
};

/// Height, weight and head circumference in LOINC, SNOMED CT and the Danish laboratory terminology (NPU).
const GROWTH: &[(&str, &str)] = &[
    (systems::LOINC, "29463-7"),
    (systems::LOINC, "3141-9"),
    (systems::LOINC, "8339-4"),
    (systems::LOINC, "8302-2"),
    (systems::LOINC, "8306-3"),
    (systems::LOINC, "8308-9"),
    (systems::LOINC, "3137-7"),
    (systems::LOINC, "89269-5"),
    (systems::LOINC, "9843-4"),
    (systems::LOINC, "8287-5"),
    (systems::LOINC, "39156-5"),
    (systems::SNOMED_CT, "27113001"),
    (systems::SNOMED_CT, "50373000"),
    (systems::SNOMED_CT, "363812007"),
    (NPU, "NPU03804"),
    (NPU, "NPU03794"),
    (NPU, "NPU27281"),
];
const NPU: &str = "urn:oid:1.2.208.176.2.1";

/// LOINC codes of FHIR's vital signs profile that are no growth.
const VITAL_SIGNS: &[&str] = &[
    "85353-1", "9279-1", "8867-4", "2708-6", "59408-5", "8310-5", "85354-9", "8480-6", "8462-4",
];

/// Where on the body, as SNOMED CT says it, as far as it tells a side: the sides themselves, ears, eyes.
const LEFT: &[&str] = &["7771000", "89644007", "8966001"];
const RIGHT: &[&str] = &["24028007", "25577004", "81745001"];
const BOTH: &[&str] = &["51440002", "362508001"];

/// The information type of an Observation.
// R-FHIR-15
pub(super) fn kind(observation: Node<'_>) -> &'static str {
    let codings = observation.get("code").codings();
    let is_growth = |coding: &Coding| {
        GROWTH
            .iter()
            .any(|(system, code)| *system == coding.system && *code == coding.code)
    };
    let is_vital = |coding: &Coding| {
        coding.system == systems::LOINC && VITAL_SIGNS.contains(&coding.code.as_str())
    };
    let vital_category = observation
        .each("category")
        .any(|category| category.has_code("vital-signs"));
    if codings.iter().any(is_growth) {
        types::OBSERVATION_GROWTH
    } else if vital_category || codings.iter().any(is_vital) {
        types::OBSERVATION_VITAL_SIGN
    } else {
        types::OBSERVATION_SCREENING
    }
}

// R-FHIR-15
pub(super) fn map(
    context: &Context<'_>,
    one: &Standing,
    about: About<'_>,
) -> Result<Mapped, Reason> {
    let node = one.resource.node();
    // FHIR: with a focus it is the focus that was observed, a fetus or a mother, and not the subject.
    if node.get("focus").exists() {
        return Err(Reason::OtherFocus);
    }
    let mut times = Times::default();
    let country = about.country();
    let mut codes = node.get("code").codings();
    // LOINC first: it is what other sources have too, and the key under which they meet.
    codes.sort_by_key(|coding| coding.system != systems::LOINC);
    let value = Value::of(node, country);
    let parts: Vec<_> = node
        .each("component")
        .map(|part| component(part, country))
        .collect();
    let unread_value = value.unread || parts.iter().any(|(_, unread)| *unread);
    let site = node.get("bodySite");
    let body = Observation {
        code: codes.first().cloned(),
        value: value.value,
        components: parts.into_iter().map(|(part, _)| part).collect(),
        method: node.get("method").codings().into_iter().next(),
        instrument: context
            .target(one, node.get("device"))
            .and_then(|device| device.first("deviceName").text_of("name"))
            .or_else(|| node.get("device").text_of("display"))
            .unwrap_or_default()
            .to_owned(),
        laterality: side(site),
        interpretation: interpretation(node),
        absent_reason: node.get("dataAbsentReason").codings().into_iter().next(),
        note: note(node, site),
    };
    let title = node
        .get("code")
        .words()
        .unwrap_or(words::OBSERVATION.of(country));
    let mut mapped = Mapped::new(kind(node), body, title);
    mapped.period = times.choice(node, "effective").unwrap_or_default();
    mapped.recorded = times.instant(node.get("issued"));
    if mapped.period == Period::default() && node.get("effectiveTiming").exists() {
        mapped.unread.push(Reason::PartDate);
    }
    if unread_value {
        mapped.unread.push(Reason::PartValue);
    }
    mapped.codes = codes;
    mapped.author = context.author(one, about, node.each("performer"));
    mapped.relations = context.contact(one);
    mapped.note(&times);
    Ok(mapped)
}

fn component(part: Node<'_>, country: Country) -> (ObservedComponent, bool) {
    let value = Value::of(part, country);
    let code = part.get("code");
    let component = ObservedComponent {
        code: code.codings().into_iter().next(),
        value: value.value,
        // A component has no body site in FHIR; its code may be one of a side.
        laterality: Laterality::Unstated,
        interpretation: interpretation(part),
    };
    (component, value.unread)
}

/// `value[x]` of an Observation, a component, or an answer.
pub(super) struct Value {
    pub(super) value: Option<ObservedValue>,
    /// True when there is one of a kind that is not read.
    pub(super) unread: bool,
}

impl Value {
    pub(super) fn of(element: Node<'_>, country: Country) -> Self {
        let Some(name) = element.names().find(|name| {
            name.strip_prefix("value")
                .is_some_and(|kind| kind.starts_with(|c: char| c.is_ascii_uppercase()))
        }) else {
            return Self {
                value: None,
                unread: false,
            };
        };
        let value = read(element, name, country);
        Self {
            unread: value.is_none(),
            value,
        }
    }
}

fn read(element: Node<'_>, name: &str, country: Country) -> Option<ObservedValue> {
    let value = element.get(name);
    let text = |text: &str| Some(ObservedValue::Text(text.to_owned()));
    match name {
        "valueQuantity" => {
            let quantity = value.quantity()?;
            // "<5 kg" is not 5 kg: with its comparator it is words.
            match value.text_of("comparator") {
                None => Some(ObservedValue::Quantity(quantity)),
                Some(sign) => text(format!("{sign} {} {}", quantity.value, quantity.unit).trim()),
            }
        }
        "valueCodeableConcept" => match value.codings().into_iter().next() {
            Some(coding) => Some(ObservedValue::Coding(coding)),
            None => text(value.words()?),
        },
        "valueCoding" => value.coding().map(ObservedValue::Coding),
        "valueBoolean" => {
            let words = if element.flag(name)? {
                words::YES
            } else {
                words::NO
            };
            text(words.of(country))
        }
        "valueInteger" | "valueDecimal" => Some(ObservedValue::Quantity(
            domain::record::Quantity::new(element.decimal(name)?, ""),
        )),
        "valueString" | "valueDateTime" | "valueDate" | "valueTime" | "valueUri" => {
            text(value.text()?)
        }
        _ => None,
    }
}

fn side(site: Node<'_>) -> Laterality {
    let is = |codes: &[&str]| codes.iter().any(|code| site.has_code(code));
    if is(LEFT) {
        Laterality::Left
    } else if is(RIGHT) {
        Laterality::Right
    } else if is(BOTH) {
        Laterality::Both
    } else {
        Laterality::Unstated
    }
}

/// HL7 v3 ObservationInterpretation.
fn interpretation(element: Node<'_>) -> Interpretation {
    element
        .each("interpretation")
        .flat_map(Node::codings)
        .find_map(|coding| match coding.code.as_str() {
            "N" | "NEG" => Some(Interpretation::Normal),
            "A" | "AA" | "POS" => Some(Interpretation::Abnormal),
            "L" | "LL" | "LU" => Some(Interpretation::Low),
            "H" | "HH" | "HU" => Some(Interpretation::High),
            "IND" | "E" => Some(Interpretation::Inconclusive),
            _ => None,
        })
        .unwrap_or_default()
}

/// The notes, and where on the body where that is more than a side.
fn note(observation: Node<'_>, site: Node<'_>) -> String {
    let notes = observation.notes("note");
    let mut parts = Vec::new();
    if side(site) == Laterality::Unstated {
        parts.extend(site.words().map(str::to_owned));
    }
    if !notes.is_empty() {
        parts.push(notes);
    }
    parts.join("\n")
}
