//! The people and organisations that a resource names: who wrote it, who takes part.

use domain::record::{Author, Organisation, Relation, RelationKind, body::Person};

use super::{About, Context};
use crate::fhir::{
    node::{Node, full_name, official_name},
    reference::{Found, contained},
    versions::Standing,
};

impl Context<'_> {
    /// The resource that a reference in `from` means.
    pub(super) fn target<'a>(
        &'a self,
        from: &'a Standing,
        reference: Node<'a>,
    ) -> Option<Node<'a>> {
        let text = reference.text_of("reference")?;
        contained(&from.resource, text).or_else(|| {
            let Found::One(place) = self.index.find(from, text) else {
                return None;
            };
            let target = self.standing.get(place)?;
            (!target.retracted()).then(|| target.resource.node())
        })
    }

    /// The person that a reference means; by the words beside the reference where it leads nowhere.
    pub(super) fn person(
        &self,
        from: &Standing,
        about: About<'_>,
        reference: Node<'_>,
    ) -> Option<Person> {
        let display = reference.string_of("display");
        let Some(target) = self.target(from, reference) else {
            return (!display.is_empty()).then(|| Person::new(display, ""));
        };
        let name = full_name(official_name(target));
        let mut person = match target.text_of("resourceType")? {
            "Practitioner" => Person::new(name, "practitioner"),
            "PractitionerRole" => self.role(from, about, target),
            "RelatedPerson" => Person::new(name, "relative"),
            "Patient" if self.is_child(from, about, reference) => Person::child(name),
            "Patient" => Person::new(name, "other"),
            "Organization" => Person {
                organisation: target.text_of("name").map(|name| Organisation {
                    id: None,
                    name: name.to_owned(),
                }),
                ..Person::new("", "organisation")
            },
            _ => return None,
        };
        if person.name.is_empty() {
            person.name = display;
        }
        Some(person)
    }

    fn role(&self, from: &Standing, about: About<'_>, role: Node<'_>) -> Person {
        let practitioner = role.get("practitioner");
        let mut person = self
            .target(from, practitioner)
            .map(|practitioner| full_name(official_name(practitioner)))
            .filter(|name| !name.is_empty())
            .or_else(|| practitioner.text_of("display").map(str::to_owned))
            .map(|name| Person::new(name, "practitioner"))
            .unwrap_or_else(|| Person::new("", "practitioner"));
        let words = role.each("code").find_map(Node::words);
        words.unwrap_or_default().clone_into(&mut person.role_text);
        person.organisation = self
            .person_organisation(from, role.get("organization"))
            .filter(|_| about.relative.is_none());
        person
    }

    fn person_organisation(&self, from: &Standing, reference: Node<'_>) -> Option<Organisation> {
        let name = self
            .target(from, reference)
            .and_then(|organisation| organisation.text_of("name"))
            .or_else(|| reference.text_of("display"))?;
        Some(Organisation {
            id: None,
            name: name.to_owned(),
        })
    }

    fn is_child(&self, from: &Standing, about: About<'_>, reference: Node<'_>) -> bool {
        let Some(text) = reference.text_of("reference") else {
            return false;
        };
        let Found::One(place) = self.index.find(from, text) else {
            return false;
        };
        self.citizens
            .of_patient(place)
            .and_then(|citizen| self.citizens.get(citizen))
            .is_some_and(|citizen| citizen.id == *about.child)
    }

    /// The first of these references that means somebody, as an author.
    pub(super) fn author<'a>(
        &self,
        from: &Standing,
        about: About<'_>,
        references: impl IntoIterator<Item = Node<'a>>,
    ) -> Option<Author> {
        references
            .into_iter()
            .filter_map(|reference| self.person(from, about, reference))
            .find(|person| !person.name.is_empty())
            .map(|person| Author {
                name: person.name,
                role: person.role,
                role_text: person.role_text,
            })
    }

    /// The contact at which a resource was written.
    pub(super) fn contact(&self, from: &Standing) -> Vec<Relation> {
        let encounter = from.resource.node().get("encounter");
        self.relation(from, encounter, RelationKind::Contact)
            .into_iter()
            .collect()
    }

    pub(super) fn relation(
        &self,
        from: &Standing,
        reference: Node<'_>,
        kind: RelationKind,
    ) -> Option<Relation> {
        let text = reference.text_of("reference")?;
        let Found::One(place) = self.index.find(from, text) else {
            return None;
        };
        Some(Relation {
            kind,
            target: self.standing.get(place)?.name.clone(),
        })
    }
}
