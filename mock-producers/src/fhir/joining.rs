//! Makes citizens out of numbers: those that one Patient carries are one person's, and so are the Patients that share one.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::PersonId,
    time::{Country, Date, Moment},
};

use super::{
    citizens::{Citizen, Citizens, subject_element},
    identifiers::{self, Rank},
    node::{Node, Times},
    reference::contained,
    unread::{Finding, FindingKind, Reason, Unread},
    versions::Standing,
};

/// The security labels (HL7 v3 Confidentiality) by which dk-core marks a citizen with protected name and address.
const PROTECTED_LABELS: &[&str] = &["R", "V"];

/// Joins numbers that one Patient carries, and so the Patients that share one.
#[derive(Default)]
pub(super) struct Joining {
    /// For each number the number that leads its citizen; a leader leads itself.
    leader: BTreeMap<PersonId, PersonId>,
    rank: BTreeMap<PersonId, Rank>,
    patients: Vec<(usize, PersonId)>,
}

impl Joining {
    pub(super) fn patient(&mut self, place: usize, patient: &Standing, unread: &mut Unread) {
        let identifiers = identifiers::read(patient.resource.node());
        let Some(best) = identifiers.best().cloned() else {
            return unread.add(&patient.resource.file, &patient.name, identifiers.reason());
        };
        if identifiers.unknown_systems + identifiers.invalid > 0 {
            unread.add(
                &patient.resource.file,
                &patient.name,
                Reason::PartIdentifier,
            );
        }
        for (rank, number) in identifiers.ranked() {
            self.add(number, *rank);
            self.join(&best, number);
        }
        self.patients.push((place, best));
    }

    /// The citizens that a resource about somebody names by number. Relatives are not citizens of their own by that.
    pub(super) fn named_in(&mut self, one: &Standing) {
        // A record that was taken back makes nobody known: it may be about the wrong one.
        if one.retracted() || matches!(one.resource.kind.as_str(), "Organization" | "Group") {
            return;
        }
        let element = subject_element(one.resource.node());
        if let Some(Ok(number)) = identifiers::one(element.get("identifier")) {
            self.add(&number, (0, 0));
        }
        let inner = element
            .text_of("reference")
            .and_then(|reference| contained(&one.resource, reference))
            .filter(|inner| inner.text_of("resourceType") == Some("Patient"));
        let Some(inner) = inner else {
            return;
        };
        let identifiers = identifiers::read(inner);
        for (rank, number) in identifiers.ranked() {
            self.add(number, *rank);
        }
    }

    fn add(&mut self, number: &PersonId, rank: Rank) {
        self.leader
            .entry(number.clone())
            .or_insert_with(|| number.clone());
        let known = self.rank.entry(number.clone()).or_insert(rank);
        *known = (*known).min(rank);
    }

    fn leader_of(&self, number: &PersonId) -> PersonId {
        let mut at = number;
        while let Some(next) = self.leader.get(at) {
            if next == at {
                break;
            }
            at = next;
        }
        at.clone()
    }

    fn join(&mut self, one: &PersonId, other: &PersonId) {
        let (one, other) = (self.leader_of(one), self.leader_of(other));
        if one != other {
            let (first, second) = if one < other {
                (one, other)
            } else {
                (other, one)
            };
            self.leader.insert(second, first);
        }
    }

    /// Everybody, each with their Patients in the order of their worth.
    pub(super) fn citizens(
        self,
        standing: &[Standing],
        unread: &mut Unread,
        findings: &mut Vec<Finding>,
    ) -> Citizens {
        let mut numbers: BTreeMap<PersonId, Vec<(Rank, PersonId)>> = BTreeMap::new();
        for (number, rank) in &self.rank {
            let leader = self.leader_of(number);
            let joined = numbers.entry(leader).or_default();
            joined.push((*rank, number.clone()));
        }
        let mut patients: BTreeMap<PersonId, Vec<usize>> = BTreeMap::new();
        for (place, number) in &self.patients {
            let leader = self.leader_of(number);
            patients.entry(leader).or_default().push(*place);
        }
        let mut citizens = Citizens {
            all: Vec::new(),
            by_number: BTreeMap::new(),
            by_patient: BTreeMap::new(),
        };
        for (leader, mut numbers) in numbers {
            numbers.sort();
            let mut numbers = numbers.into_iter().map(|(_, number)| number);
            let Some(id) = numbers.next() else {
                continue;
            };
            let patients = patients.remove(&leader).unwrap_or_default();
            let citizen = citizen(id, numbers.collect(), patients, standing, unread, findings);
            let place = citizens.all.len();
            for number in std::iter::once(&citizen.id).chain(&citizen.other_ids) {
                citizens.by_number.insert(number.clone(), place);
            }
            for patient in &citizen.patients {
                citizens.by_patient.insert(*patient, place);
            }
            citizens.all.push(citizen);
        }
        citizens
    }
}

fn citizen(
    id: PersonId,
    other_ids: Vec<PersonId>,
    mut patients: Vec<usize>,
    standing: &[Standing],
    unread: &mut Unread,
    findings: &mut Vec<Finding>,
) -> Citizen {
    patients.sort_by_cached_key(|place| std::cmp::Reverse(worth(standing.get(*place))));
    let shown: Vec<&Standing> = patients.iter().filter_map(|p| standing.get(*p)).collect();
    let mut births = Vec::new();
    for patient in &shown {
        let mut times = Times::default();
        let stated = times.moment(patient.resource.node().get("birthDate"));
        if times.unreadable {
            unread.add(&patient.resource.file, &patient.name, Reason::PartDate);
        }
        let numbers = identifiers::read(patient.resource.node());
        let by_number = numbers.numbers().find_map(PersonId::birth_date);
        if let (Some(stated), Some(by_number)) = (stated, by_number)
            && !may_be(stated, by_number)
        {
            findings.push(finding(FindingKind::BirthContradictsNumber, [*patient]));
        }
        births.extend(stated);
    }
    if shown.len() > 1 {
        let distinct: BTreeSet<_> = births.iter().collect();
        let kind = if distinct.len() > 1 {
            FindingKind::SharedNumberTwoBirths
        } else {
            FindingKind::SharedNumber
        };
        findings.push(finding(kind, shown.iter().copied()));
    }
    let by_number = std::iter::once(&id)
        .chain(&other_ids)
        .find_map(PersonId::birth_date);
    Citizen {
        birth: births.first().copied().or(by_number.map(Moment::Day)),
        protected: shown.iter().any(|p| is_protected(p.resource.node())),
        id,
        other_ids,
        patients,
    }
}

/// What makes one Patient the one to show, the most telling first; the name settles what nothing else does.
fn worth(patient: Option<&Standing>) -> impl Ord + use<> {
    patient.map(|patient| {
        let node = patient.resource.node();
        (
            node.flag("active") != Some(false),
            patient.updated,
            node.names().count(),
            std::cmp::Reverse(patient.name.clone()),
            patient.resource.value.to_string(),
        )
    })
}

/// Whether a resource carries the label by which dk-core marks protected name and address.
fn is_protected(resource: Node<'_>) -> bool {
    resource
        .get("meta")
        .each("security")
        .any(|label| (label.text_of("code")).is_some_and(|code| PROTECTED_LABELS.contains(&code)))
}

/// Whether a date of birth, as precisely as it is stated, may be this day.
fn may_be(stated: Moment, day: Date) -> bool {
    match stated {
        Moment::Day(stated) => stated == day,
        Moment::Month { year, month } => (year, month) == (day.year(), day.month()),
        Moment::Year(year) => year == day.year(),
        Moment::Instant(instant) => Country::Dk.today(instant) == day,
    }
}

fn finding<'a>(kind: FindingKind, of: impl IntoIterator<Item = &'a Standing>) -> Finding {
    Finding {
        kind,
        resources: of.into_iter().map(|one| one.name.clone()).collect(),
    }
}
