//! The last step: the records of every child, and the list of what did not become one.

use std::collections::BTreeSet;

use domain::{id::PersonId, record::Record, time::Date};

use super::{
    Counts, FhirChild,
    citizens::{Age, Citizen, Subject},
    family::{Families, Relative},
    map::{self, About, Context},
    owner,
    unread::{Finding, FindingKind, Reason, Unread},
    versions::Standing,
};

/// What the records are made from, and what comes of it.
pub(super) struct Mapping<'a> {
    pub(super) context: Context<'a>,
    pub(super) families: &'a Families,
    pub(super) today: Date,
    pub(super) unread: &'a mut Unread,
    pub(super) findings: &'a mut Vec<Finding>,
    pub(super) counts: &'a mut Counts,
    pub(super) records: Vec<Record>,
}

impl Mapping<'_> {
    /// Makes what every child has, and lists who cannot be dated.
    pub(super) fn children(&mut self) -> Vec<FhirChild> {
        let citizens = self.context.citizens;
        let mut children = Vec::new();
        for (place, citizen) in citizens.all.iter().enumerate() {
            match citizen.age(self.today) {
                Age::Child(age) => children.push(self.child(place, citizen, age)),
                Age::Adult => self.counts.adults += 1,
                Age::Unborn => self.undated(citizen, Reason::BornAfterToday),
                Age::Unknown => self.undated(citizen, Reason::NoBirthDate),
            }
        }
        children.sort_by(|a, b| a.id.cmp(&b.id));
        children
    }

    fn child(&mut self, place: usize, citizen: &Citizen, age: u8) -> FhirChild {
        let standing = self.context.standing;
        let relatives = self.families.relatives(place);
        let shown = citizen.patients.first().and_then(|p| standing.get(*p));
        if let Some(patient) = shown {
            // Both are asked: the second is a finding too.
            let hide_address = self.family_protected(patient, relatives) || citizen.protected;
            let made = map::master_data(&self.context, patient, citizen, hide_address);
            self.take(patient, made.map(Some));
            if patient.resource.node().flag("deceasedBoolean") == Some(true) {
                self.find(FindingKind::DeathWithoutDate, patient);
            }
        }
        let stated_in = relatives.iter().flat_map(|r| &r.stated_in).next();
        let owner = shown.or_else(|| stated_in.and_then(|p| standing.get(*p)));
        if let Some(owner) = owner {
            match map::custody(&self.context, owner, citizen, relatives) {
                Ok(record) => self.records.push(record),
                Err(reason) => self.list(owner, reason),
            }
        }
        let name = shown.and_then(|patient| map::given_name(patient.resource.node()));
        let ids = |wanted: fn(&Relative) -> bool| -> Vec<PersonId> {
            let wanted = relatives.iter().filter(|relative| wanted(relative));
            let ids: BTreeSet<_> = wanted.filter_map(|r| r.tie.person.id.clone()).collect();
            ids.into_iter().collect()
        };
        FhirChild {
            id: citizen.id.clone(),
            birth: citizen.birth,
            label: format!("{} ({age})", name.unwrap_or_else(|| "?".to_owned())),
            protected: citizen.protected,
            guardians_stated: ids(Relative::holds_custody),
            parents_stated: ids(Relative::is_parent),
        }
    }

    /// A child's address is that of whoever the child lives with: it must not give away a protected parent's.
    // R-FHIR-12
    fn family_protected(&mut self, patient: &Standing, relatives: &[Relative]) -> bool {
        let protected = relatives.iter().any(|relative| {
            let citizen = relative.citizen.and_then(|c| self.context.citizens.get(c));
            relative.may_live_with_child() && citizen.is_some_and(|citizen| citizen.protected)
        });
        if protected {
            self.find(FindingKind::FamilyProtected, patient);
        }
        protected
    }

    fn find(&mut self, kind: FindingKind, one: &Standing) {
        self.findings.push(Finding {
            kind,
            resources: vec![one.name.clone()],
        });
    }

    /// Somebody who cannot be dated is shown to nobody: no rule for a child could be kept.
    fn undated(&mut self, citizen: &Citizen, reason: Reason) {
        for place in &citizen.patients {
            if let Some(patient) = self.context.standing.get(*place) {
                self.unread
                    .add(&patient.resource.file, &patient.name, reason);
            }
        }
    }

    /// Makes a record of each resource about a child.
    pub(super) fn resources(&mut self) {
        for one in self.context.standing {
            match one.resource.kind.as_str() {
                "Organization" if owner::has_unread_identifier(one.resource.node()) => {
                    self.list(one, Reason::PartIdentifier);
                }
                // Served with the child, or there to help reading others.
                "Patient" | "RelatedPerson" | "Organization" | "Group" | "Practitioner"
                | "PractitionerRole" | "Medication" | "Goal" => {}
                _ => self.clinical(one),
            }
        }
    }

    fn clinical(&mut self, one: &Standing) {
        let context = &self.context;
        // What a bundle deleted has no subject left: it is gone from the folder, and that is all.
        if one.resource.deleted {
            return;
        }
        let subject = context
            .citizens
            .subject(one, context.standing, context.index);
        let (place, relative) = match subject {
            Ok(Subject::Citizen(citizen)) => (citizen, None),
            Ok(Subject::Relative { of, related }) => (of, context.standing.get(related)),
            Err(reason) => return self.list(one, reason),
        };
        // Only a questionnaire says whom it is about; a relative's weight would pass for the child's.
        if relative.is_some() && one.resource.kind != "QuestionnaireResponse" {
            return self.list(one, Reason::OtherFocus);
        }
        let Some(citizen) = context.citizens.get(place) else {
            return;
        };
        match citizen.age(self.today) {
            Age::Child(_) => {}
            Age::Adult => {
                self.counts.about_adults += 1;
                return;
            }
            Age::Unborn => return self.list(one, Reason::BornAfterToday),
            Age::Unknown => return self.list(one, Reason::NoBirthDate),
        }
        let about = About {
            child: &citizen.id,
            relative,
        };
        let made = map::record(context, one, about);
        self.take(one, made);
    }

    fn take(&mut self, one: &Standing, made: Result<Option<map::Made>, Reason>) {
        match made {
            Ok(Some(made)) => {
                self.records.push(made.record);
                for reason in made.unread {
                    self.list(one, reason);
                }
            }
            Ok(None) => {}
            Err(reason) => self.list(one, reason),
        }
    }

    fn list(&mut self, one: &Standing, reason: Reason) {
        self.unread.add(&one.resource.file, &one.name, reason);
    }
}
