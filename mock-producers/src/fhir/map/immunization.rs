//! Immunization to vaccination, given or not given.

use domain::{
    record::{
        Coding,
        body::{NotGiven, Vaccination, systems, types},
    },
    time::Period,
};

use super::{About, Context, Mapped};
use crate::fhir::{
    node::{Node, Times},
    unread::Reason,
    versions::Standing,
    words,
};

// R-FHIR-16
pub(super) fn map(context: &Context<'_>, one: &Standing, about: About<'_>) -> Mapped {
    let node = one.resource.node();
    let mut times = Times::default();
    let codes = node.get("vaccineCode").codings();
    let is_atc = |coding: &&Coding| systems::is_atc(&coding.system);
    let protocols = || node.each("protocolApplied");
    let words = node.get("vaccineCode").words();
    let body = Vaccination {
        vaccine: codes.iter().find(is_atc).cloned(),
        product: node.get("vaccineCode").string_of("text"),
        product_code: codes.iter().find(|coding| !is_atc(coding)).cloned(),
        batch: node.string_of("lotNumber"),
        dose_number: protocols().find_map(dose_number).unwrap_or(0),
        targets: protocols()
            .flat_map(|protocol| protocol.all_codings("targetDisease"))
            .collect(),
        not_given: (one.status.word == "not-done").then(|| NotGiven {
            reason: node.get("statusReason").codings().into_iter().next(),
            text: node
                .get("statusReason")
                .words()
                .unwrap_or_default()
                .to_owned(),
        }),
        // FHIR: false when the dose was told of, and not seen given.
        transcribed: node.flag("primarySource") == Some(false),
        site: node.get("site").words().unwrap_or_default().to_owned(),
    };
    let title = words.unwrap_or(words::VACCINATION.of(about.country()));
    let mut mapped = Mapped::new(types::VACCINATION, body, title);
    mapped.period = times
        .moment(node.get("occurrenceDateTime"))
        .map(Period::at)
        .unwrap_or_default();
    if node.get("occurrenceString").exists() {
        // "As a baby" is no date, and no window can hold it.
        mapped.unread.push(Reason::PartDate);
    }
    mapped.recorded = times.instant(node.get("recorded"));
    mapped.codes = codes;
    mapped.author = context.author(
        one,
        about,
        node.each("performer")
            .map(|performer| performer.get("actor")),
    );
    mapped.relations = context.contact(one);
    mapped.note(&times);
    mapped
}

/// The dose's number; R4 has it as a number or as text.
fn dose_number(protocol: Node<'_>) -> Option<u32> {
    let number = protocol.number("doseNumberPositiveInt");
    let number = number.or_else(|| protocol.text_of("doseNumberString")?.parse().ok());
    number.and_then(|number| u32::try_from(number).ok())
}
