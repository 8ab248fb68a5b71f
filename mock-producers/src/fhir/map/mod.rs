//! From resource to record: what every type shares. Each type's own part is one file.

mod care_plan;
mod condition;
mod encounter;
mod immunization;
mod medication;
mod observation;
mod patient;
mod people;
mod questionnaire;

use domain::{
    id::PersonId,
    record::{
        Author, Body, Coding, Header, InformationType, Location, Marks, Record, Relation,
        Sensitivity,
        body::{
            Activity, Condition, Medication, Observation, Plan, Questionnaire, Vaccination, types,
        },
        claims,
    },
    time::{Country, Period, Timestamp},
};

pub(super) use patient::{custody, given_name, master_data};

use super::{
    citizens::Citizens,
    node::{Node, Times, title},
    owner::Owners,
    reference::Index,
    unread::Reason,
    versions::Standing,
};

/// The longest id of a record, in bytes (`samsyn.record.v1.RecordHeader.record_id`).
const MAX_ID_BYTES: usize = 128;

/// The most codes and the most relations in a header that the SDK lets pass; the body keeps all codes.
const MAX_LIST: usize = 32;

// R-FHIR-20
/// Security labels (HL7 v3 ActCode) that keep a record from the family: not without the author's leave, abuse, violence.
const NOT_FOR_GUARDIANS: &[&str] = &["NOPAT", "SDV", "VIO"];

/// What resources are mapped with.
pub(super) struct Context<'a> {
    pub(super) standing: &'a [Standing],
    pub(super) index: &'a Index,
    pub(super) citizens: &'a Citizens,
    pub(super) owners: &'a Owners<'a>,
}

/// Whom a record is about.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    /// The child's number.
    pub(super) child: &'a PersonId,
    /// The RelatedPerson that the resource is about, in the child's record.
    pub(super) relative: Option<&'a Standing>,
}

impl About<'_> {
    fn country(&self) -> Country {
        self.child.country()
    }
}

/// A resource's own part of a record.
struct Mapped {
    information_type: &'static str,
    body: Body,
    period: Period,
    title: String,
    codes: Vec<Coding>,
    recorded: Option<Timestamp>,
    author: Option<Author>,
    relations: Vec<Relation>,
    location: Option<Location>,
    mentions_third_persons: bool,
    /// What of it could not be read.
    unread: Vec<Reason>,
}

impl Mapped {
    fn new(information_type: &'static str, body: impl Into<Body>, title: &str) -> Self {
        Self {
            information_type,
            body: body.into(),
            period: Period::default(),
            title: title.to_owned(),
            codes: Vec::new(),
            recorded: None,
            author: None,
            relations: Vec::new(),
            location: None,
            mentions_third_persons: false,
            unread: Vec::new(),
        }
    }

    fn note(&mut self, times: &Times) {
        if times.unreadable {
            self.unread.push(Reason::PartDate);
        }
    }
}

/// A record, and what of its resource could not be read.
pub(super) struct Made {
    pub(super) record: Record,
    pub(super) unread: Vec<Reason>,
}

/// Makes the record of one resource; `Ok(None)` for a type that only helps reading others.
// R-FHIR-1
pub(super) fn record(
    context: &Context<'_>,
    one: &Standing,
    about: About<'_>,
) -> Result<Option<Made>, Reason> {
    let mapped = if one.retracted() {
        taken_back(one)
    } else {
        match one.resource.kind.as_str() {
            "Encounter" => Some(encounter::map(context, one, about)),
            "Condition" => Some(condition::map(context, one, about)),
            "Observation" => Some(observation::map(context, one, about)?),
            "Immunization" => Some(immunization::map(context, one, about)),
            "CarePlan" => Some(care_plan::map(context, one, about)),
            "MedicationStatement" => Some(medication::map(context, one, about)),
            "QuestionnaireResponse" => Some(questionnaire::map(context, one, about)),
            _ => None,
        }
    };
    mapped
        .map(|mapped| finish(context, one, about, mapped))
        .transpose()
}

/// A record that was taken back says so, and nothing of what it said.
// R-FHIR-4
fn taken_back(one: &Standing) -> Option<Mapped> {
    let mapped = |information_type, body: Body| Some(Mapped::new(information_type, body, ""));
    match one.resource.kind.as_str() {
        "Encounter" => mapped(types::ACTIVITY, Activity::default().into()),
        "Condition" => mapped(types::CONDITION, Condition::default().into()),
        "Observation" => mapped(
            observation::kind(one.resource.node()),
            Observation::default().into(),
        ),
        "Immunization" => mapped(types::VACCINATION, Vaccination::default().into()),
        "CarePlan" => mapped(types::PLAN, Plan::default().into()),
        "MedicationStatement" => mapped(types::MEDICATION, Medication::default().into()),
        "QuestionnaireResponse" => mapped(types::QUESTIONNAIRE, Questionnaire::default().into()),
        _ => None,
    }
}

/// Puts header and body together.
fn finish(
    context: &Context<'_>,
    one: &Standing,
    about: About<'_>,
    mapped: Mapped,
) -> Result<Made, Reason> {
    if one.name.len() > MAX_ID_BYTES {
        return Err(Reason::LongId);
    }
    let information_type =
        InformationType::parse(mapped.information_type).map_err(|_| Reason::UnsupportedType)?;
    let node = one.resource.node();
    let owner = context.owners.of(one);
    let mut header = Header::new(
        &one.name,
        information_type,
        about.child.clone(),
        mapped.period,
        title(&mapped.title),
    );
    header.version = one.version;
    header.recorded = mapped.recorded;
    header.updated = one.updated;
    header.life_cycle = one.status.life_cycle.clone();
    header.care_provider = Some(owner.care_provider);
    header.unit = Some(owner.unit);
    header.author = mapped.author;
    header.codes = mapped.codes;
    header.codes.truncate(MAX_LIST);
    header.relations = mapped.relations;
    header.relations.truncate(MAX_LIST);
    header.marks = Marks {
        not_for_guardians: has_label(node, NOT_FOR_GUARDIANS),
        mentions_third_persons: mapped.mentions_third_persons || about.relative.is_some(),
    };
    header.sensitivity = sensitivity(node);
    header.source_status = one.status.word.to_owned();
    let mut record = Record {
        header,
        body: mapped.body,
        location: mapped.location,
    };
    claims::stamp(&mut record);
    Ok(Made {
        record,
        unread: mapped.unread,
    })
}

fn sensitivity(resource: Node<'_>) -> Sensitivity {
    if has_label(resource, &["V"]) {
        Sensitivity::VeryRestricted
    } else if has_label(resource, &["R"]) {
        Sensitivity::Restricted
    } else {
        Sensitivity::Normal
    }
}

fn has_label(resource: Node<'_>, wanted: &[&str]) -> bool {
    resource
        .get("meta")
        .each("security")
        .any(|label| (label.text_of("code")).is_some_and(|code| wanted.contains(&code)))
}
