//! One resource may come in several files, changed or unchanged: which version stands, whatever the order of the files.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::PersonId,
    merge::{Told, latest},
    record::{Header, InformationType},
    time::{Moment, Period, Timestamp},
};

use super::{
    bundle::Resource,
    identifiers,
    status::{self, Status},
    unread::{Finding, FindingKind, Reason, Unread},
};

/// The types that are read: as records, or to help reading them.
const TYPES: &[&str] = &[
    "Patient",
    "RelatedPerson",
    "Encounter",
    "Condition",
    "Observation",
    "Immunization",
    "CarePlan",
    "MedicationStatement",
    "QuestionnaireResponse",
    "Organization",
    "Group",
    "Practitioner",
    "PractitionerRole",
    "Medication",
    "Goal",
];

/// A resource in the version that stands.
pub(super) struct Standing {
    pub(super) resource: Resource,
    pub(super) status: Status,
    /// `Type/id`, with the server before it where two servers have the same.
    pub(super) name: String,
    /// The version that the source counts, 0 when it does not.
    pub(super) version: u64,
    pub(super) updated: Option<Timestamp>,
    /// The names by which bundles call it, each with its scope.
    pub(super) aliases: Vec<(usize, String)>,
    /// The bundles that hold this very content: what it refers to by `urn:uuid:` must be the same in all of them.
    pub(super) scopes: BTreeSet<usize>,
    /// True for a Patient whose id stands for other persons too.
    pub(super) ambiguous: bool,
}

impl Standing {
    pub(super) fn retracted(&self) -> bool {
        self.status.life_cycle.is_retracted()
    }
}

/// Finds for each resource the version that stands, ordered by name.
// R-FHIR-5
pub(super) fn standing(
    resources: Vec<Resource>,
    unread: &mut Unread,
    findings: &mut Vec<Finding>,
) -> Vec<Standing> {
    let mut groups: BTreeMap<(String, String), Vec<Version>> = BTreeMap::new();
    for resource in resources {
        match status_of(&resource) {
            Ok(status) => {
                let key = (resource.kind.clone(), resource.id.clone());
                let version = Version::of(resource, status);
                groups.entry(key).or_default().push(version);
            }
            Err(reason) => unread.add(&resource.file, &resource.name(), reason),
        }
    }
    let mut standing = Vec::new();
    for (_, versions) in groups {
        for (name, versions) in by_server(versions) {
            stand(&name, versions, findings, &mut standing);
        }
    }
    standing
}

/// One appearance of a resource.
struct Version {
    resource: Resource,
    status: Status,
    /// The whole content, for telling versions apart and as the last tie-break.
    canonical: String,
    number: Option<u64>,
    changed: Option<Moment>,
}

impl Version {
    fn of(resource: Resource, status: Status) -> Self {
        let meta = resource.node().get("meta");
        let changed = meta.text_of("lastUpdated").or(resource.sent.as_deref());
        Self {
            status,
            canonical: resource.value.to_string(),
            number: meta.text_of("versionId").and_then(|id| id.parse().ok()),
            changed: changed.and_then(Moment::parse),
            resource,
        }
    }
}

/// The status of a resource that may be read.
fn status_of(resource: &Resource) -> Result<Status, Reason> {
    if !TYPES.contains(&resource.kind.as_str()) {
        return Err(Reason::UnsupportedType);
    }
    if resource.deleted {
        return Ok(status::deleted());
    }
    let node = resource.node();
    // FHIR: whoever does not know a modifier extension must not read the resource, for it may turn the meaning round.
    if node.get("modifierExtension").exists() || node.get("implicitRules").exists() {
        return Err(Reason::Modified);
    }
    status::of(&resource.kind, node).ok_or(Reason::UnknownStatus)
}

/// Two servers may use one id for different resources. With one server known, a file without server is taken to be from there.
fn by_server(versions: Vec<Version>) -> Vec<(String, Vec<Version>)> {
    let servers: BTreeSet<_> = versions
        .iter()
        .filter_map(|version| version.resource.base.clone())
        .collect();
    let mut groups: BTreeMap<String, Vec<Version>> = BTreeMap::new();
    for version in versions {
        let name = match &version.resource.base {
            Some(base) if servers.len() > 1 => format!("{base}/{}", version.resource.name()),
            _ => version.resource.name(),
        };
        groups.entry(name).or_default().push(version);
    }
    groups.into_iter().collect()
}

fn stand(
    name: &str,
    mut versions: Vec<Version>,
    findings: &mut Vec<Finding>,
    standing: &mut Vec<Standing>,
) {
    versions.sort_by(|a, b| {
        (&a.canonical, &a.resource.file, a.resource.scope).cmp(&(
            &b.canonical,
            &b.resource.file,
            b.resource.scope,
        ))
    });
    let base = versions.iter().find_map(|v| v.resource.base.clone());
    for version in &mut versions {
        version.resource.base = base.clone();
    }
    if is_several_persons(&versions) {
        findings.push(finding(FindingKind::OneIdTwoPersons, name));
        // Which of them a reference means cannot be told; each stands by its own number alone.
        let each = versions
            .into_iter()
            .map(|version| (vec![alias(&version)], version));
        standing.extend(each.map(|(aliases, version)| Standing {
            ambiguous: true,
            ..version.stands(name, aliases.into_iter().flatten().collect())
        }));
        return;
    }
    let contents: BTreeSet<_> = versions.iter().map(|v| v.canonical.as_str()).collect();
    if contents.len() > 1 {
        findings.push(finding(FindingKind::Superseded, name));
    }
    if subjects(&versions).len() > 1 {
        findings.push(finding(FindingKind::SubjectChanged, name));
    }
    let aliases = versions.iter().filter_map(alias).collect();
    if let Some(place) = latest_of(&versions) {
        let version = versions.swap_remove(place);
        let same = versions.iter().filter(|v| v.canonical == version.canonical);
        let scopes: BTreeSet<_> = same.map(|v| v.resource.scope).collect();
        let mut one = version.stands(name, aliases);
        one.scopes.extend(scopes);
        standing.push(one);
    }
}

impl Version {
    fn stands(self, name: &str, aliases: Vec<(usize, String)>) -> Standing {
        let updated = match self.changed {
            Some(Moment::Instant(instant)) => Some(instant),
            _ => None,
        };
        Standing {
            scopes: BTreeSet::from([self.resource.scope]),
            resource: self.resource,
            status: self.status,
            name: name.to_owned(),
            version: self.number.unwrap_or(0),
            updated,
            aliases,
            ambiguous: false,
        }
    }
}

fn alias(version: &Version) -> Option<(usize, String)> {
    let url = version.resource.full_url.clone()?;
    Some((version.resource.scope, url))
}

/// The domain's rule of what replaces what, on times as precise as the least precise version has them: where one version
/// has a date only, or no time, the others' hours say nothing about which came later, and the life-cycle decides.
fn latest_of(versions: &[Version]) -> Option<usize> {
    let numbered = versions.iter().all(|v| v.number.is_some());
    let timed = versions.iter().all(|v| v.changed.is_some());
    let exact = versions
        .iter()
        .all(|v| matches!(v.changed, Some(Moment::Instant(_))));
    let information_type = InformationType::parse("version").ok()?;
    let nobody = PersonId::guess("0101010101").ok()?;
    let headers: Vec<Header> = versions
        .iter()
        .map(|version| {
            let mut header = Header::new(
                "",
                information_type.clone(),
                nobody.clone(),
                Period::default(),
                "",
            );
            header.version = version.number.filter(|_| numbered).unwrap_or(0);
            header.updated = version
                .changed
                .filter(|_| timed)
                .and_then(|changed| comparable(changed, exact));
            header.life_cycle = version.status.life_cycle.clone();
            header
        })
        .collect();
    let told: Vec<Told<'_>> = (0u32..)
        .zip(versions)
        .zip(&headers)
        .map(|((place, version), header)| Told {
            producer: "",
            header,
            digest: tie_break(version, place),
        })
        .collect();
    latest(&told).first().copied()
}

/// The instant, or the beginning of its UTC day where only days can be compared.
fn comparable(changed: Moment, exact: bool) -> Option<Timestamp> {
    let utc = jiff::tz::TimeZone::UTC;
    let date = match changed {
        Moment::Instant(instant) if exact => return Some(instant),
        Moment::Instant(instant) => utc.to_datetime(instant).date(),
        Moment::Day(date) => date,
        Moment::Month { .. } | Moment::Year(_) => return None,
    };
    utc.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

/// FHIR's finer status, then the place of the content among the others, which the order of the files does not change.
fn tie_break(version: &Version, place: u32) -> [u8; 32] {
    let mut digest = [0; 32];
    let place = place.to_be_bytes();
    let bytes = std::iter::once(version.status.rank).chain(place);
    for (slot, byte) in digest.iter_mut().zip(bytes) {
        *slot = byte;
    }
    digest
}

/// Whether the versions of a Patient have numbers that nothing joins: an id that was given twice.
fn is_several_persons(versions: &[Version]) -> bool {
    let patients = versions.iter().filter(|v| v.resource.kind == "Patient");
    let mut sets: Vec<BTreeSet<PersonId>> = patients
        .map(|v| {
            identifiers::read(v.resource.node())
                .numbers()
                .cloned()
                .collect()
        })
        .filter(|numbers: &BTreeSet<_>| !numbers.is_empty())
        .collect();
    let Some(mut joined) = sets.pop() else {
        return false;
    };
    // Each pass takes in every set that touches what is joined; a pass without gain ends it.
    loop {
        let before = sets.len();
        sets.retain(|set| {
            let apart = set.is_disjoint(&joined);
            if !apart {
                joined.extend(set.iter().cloned());
            }
            apart
        });
        if sets.len() == before {
            return !sets.is_empty();
        }
    }
}

/// The different ways in which the versions name their subject.
fn subjects(versions: &[Version]) -> BTreeSet<String> {
    versions
        .iter()
        .filter_map(|version| {
            let node = version.resource.node();
            let subject = node.get("subject");
            let subject = if subject.exists() {
                subject
            } else {
                node.get("patient")
            };
            let reference = subject.text_of("reference");
            let number = subject.get("identifier").text_of("value");
            reference.or(number).map(str::to_owned)
        })
        .collect()
}

fn finding(kind: FindingKind, name: &str) -> Finding {
    Finding {
        kind,
        resources: vec![name.to_owned()],
    }
}

#[cfg(test)]
mod tests;
