//! Which care provider and unit answer for a resource. A record without both is not shown, so the folder's own stands in.

use domain::{
    id::{OrganisationId, OrganisationSystem},
    record::Organisation,
};

use super::{
    node::Node,
    reference::{Found, Index, contained},
    versions::Standing,
};

/// dk-core: the unit that cares, where `serviceProvider` is the organisation around it.
const CARE_PROVIDER: &str = "http://hl7.dk/fhir/core/StructureDefinition/dk-core-care-provider";

/// How many organisations may be part of each other.
const MAX_CHAIN: usize = 8;

/// The accountable organisation and the place in it.
#[derive(Clone)]
pub(super) struct Owner {
    pub(super) care_provider: Organisation,
    pub(super) unit: Organisation,
}

/// Finds owners.
pub(super) struct Owners<'a> {
    pub(super) standing: &'a [Standing],
    pub(super) index: &'a Index,
    /// Whoever keeps the folder.
    pub(super) keeper: Organisation,
}

impl<'a> Owners<'a> {
    /// The owner of a resource: the nearest unit that it names, and the organisation at the top of what that is part of.
    // R-FHIR-9
    pub(super) fn of(&self, one: &'a Standing) -> Owner {
        let resource = one.resource.node();
        let named = [
            resource.extension(CARE_PROVIDER).get("valueReference"),
            resource.get("serviceProvider"),
            resource.get("managingOrganization"),
            resource.get("custodian"),
        ];
        let performers = resource
            .each("performer")
            .chain(resource.each("author"))
            // Immunization.performer is an element around the reference.
            .flat_map(|performer| [performer, performer.get("actor")]);
        let mut owners = named
            .into_iter()
            .chain(performers)
            .filter_map(|reference| self.organisation(one, reference));
        let Some(unit) = owners.next() else {
            return Owner {
                care_provider: self.keeper.clone(),
                unit: self.keeper.clone(),
            };
        };
        let around = resource.get("serviceProvider");
        let top = self.top(unit.place).or_else(|| {
            self.organisation(one, around)
                .and_then(|around| self.top(around.place).or(Some(around.organisation)))
        });
        Owner {
            care_provider: top.unwrap_or_else(|| unit.organisation.clone()),
            unit: unit.organisation,
        }
    }

    /// The organisation that a reference means; none when it means a person, or says nothing one could name.
    fn organisation(&self, from: &'a Standing, reference: Node<'a>) -> Option<Named> {
        let text = reference.text_of("reference").unwrap_or_default();
        if let Some(inner) = contained(&from.resource, text) {
            return (inner.text_of("resourceType") == Some("Organization"))
                .then(|| read(inner))
                .flatten()
                .map(|organisation| Named {
                    organisation,
                    place: None,
                });
        }
        let found = match self.index.find(from, text) {
            Found::One(place) => self.standing.get(place).map(|one| (place, one)),
            _ => None,
        };
        if let Some((place, found)) = found {
            let node = found.resource.node();
            return match found.resource.kind.as_str() {
                "Organization" => read(node).map(|organisation| Named {
                    organisation,
                    place: Some(place),
                }),
                "PractitionerRole" => self.organisation(found, node.get("organization")),
                _ => None,
            };
        }
        let is_organisation = text.starts_with("Organization/")
            || text.contains("/Organization/")
            || reference.text_of("type") == Some("Organization");
        let id = id(std::iter::once(reference.get("identifier")));
        let name = reference.string_of("display");
        (id.is_some() || (is_organisation && !name.is_empty())).then(|| Named {
            organisation: Organisation {
                name: named(name, id.as_ref()),
                id,
            },
            place: None,
        })
    }

    /// The organisation at the top of what the one at `place` is part of; none when it is part of nothing.
    fn top(&self, place: Option<usize>) -> Option<Organisation> {
        let mut at = self.standing.get(place?)?;
        let mut top = None;
        for _ in 0..MAX_CHAIN {
            let parent = at.resource.node().get("partOf");
            let Some(text) = parent.text_of("reference") else {
                break;
            };
            let Found::One(place) = self.index.find(at, text) else {
                break;
            };
            let Some(next) = self.standing.get(place) else {
                break;
            };
            top = read(next.resource.node()).or(top);
            at = next;
        }
        top
    }
}

struct Named {
    organisation: Organisation,
    place: Option<usize>,
}

/// An Organization resource; none when it has neither name nor number.
fn read(organisation: Node<'_>) -> Option<Organisation> {
    let id = id(organisation.each("identifier"));
    let name = named(organisation.string_of("name"), id.as_ref());
    (!name.is_empty()).then_some(Organisation { id, name })
}

/// The identifier to go by: the catalogues of units before the register of companies.
fn id<'a>(identifiers: impl Iterator<Item = Node<'a>>) -> Option<OrganisationId> {
    identifiers
        .filter_map(|identifier| {
            let (system, value) = (identifier.text_of("system")?, identifier.text_of("value")?);
            OrganisationId::parse(system, value).ok()
        })
        .min_by_key(|id| (rank(id.system_kind()), id.clone()))
}

/// Whether an Organization has a number that is not read: of another system, or of another form than its system's.
pub(super) fn has_unread_identifier(organisation: Node<'_>) -> bool {
    organisation.each("identifier").any(|identifier| {
        let system = identifier.text_of("system").unwrap_or_default();
        let value = identifier.text_of("value");
        value.is_some_and(|value| OrganisationId::parse(system, value).is_err())
    })
}

fn rank(system: OrganisationSystem) -> u8 {
    match system {
        OrganisationSystem::Hsa | OrganisationSystem::Sor => 0,
        OrganisationSystem::Yder => 1,
        OrganisationSystem::Cvr => 2,
    }
}

/// An organisation without a name goes by its number.
fn named(name: String, id: Option<&OrganisationId>) -> String {
    match (name.is_empty(), id) {
        (true, Some(id)) => id.value().to_owned(),
        _ => name,
    }
}
