//! Custody and family of a child, as RelatedPersons and family Groups state them, and nothing beyond: a mother holds custody
//! only where somebody says so.

use std::collections::BTreeMap;

use domain::{
    record::body::{Custody, CustodyHolder, FamilyTie, FamilyTieKind, Person, StatedCustody},
    time::{Country, Date, Period},
};

use super::{
    citizens::{Citizens, Subject},
    identifiers,
    node::{Node, full_name, official_name},
    reference::{Found, Index},
    stated::{Stated, kind_rank},
    unread::{Reason, Unread},
    versions::Standing,
    words::{self, Words},
};

/// The most members of a Group that are taken for a family.
const MAX_FAMILY: usize = 32;
/// The name of a Group says whether it is a family: FHIR has no code for it, and a school class is a Group too.
const FAMILY_WORDS: &[&str] = &[
    "famil",
    "tvilling",
    "trilling",
    "twin",
    "triplet",
    "søskende",
    "syskon",
    "sibling",
];

/// One relative of one child.
pub(super) struct Relative {
    pub(super) tie: FamilyTie,
    /// The times for which custody is stated.
    holds: Vec<Period>,
    /// The RelatedPersons that say so.
    pub(super) stated_in: Vec<usize>,
    /// The relative as a citizen.
    pub(super) citizen: Option<usize>,
}

impl Relative {
    /// A parent, in the family's sense.
    pub(super) fn is_parent(&self) -> bool {
        use FamilyTieKind::{Father, Mother, Parent};
        matches!(self.tie.kind, Mother | Father | Parent)
    }

    /// Whether the child may live with them.
    pub(super) fn may_live_with_child(&self) -> bool {
        use FamilyTieKind::{FosterParent, Guardian};
        self.is_parent()
            || matches!(self.tie.kind, FosterParent | Guardian)
            || !self.holds.is_empty()
    }

    pub(super) fn holds_custody(&self) -> bool {
        self.tie.custody == StatedCustody::Held
    }
}

/// The relatives of every child, by the child's place among the citizens.
pub(super) struct Families {
    pub(super) of: BTreeMap<usize, Vec<Relative>>,
}

/// What families are read from.
pub(super) struct Sources<'a> {
    pub(super) standing: &'a [Standing],
    pub(super) index: &'a Index,
    pub(super) citizens: &'a Citizens,
    pub(super) today: Date,
}

impl Sources<'_> {
    /// Reads every RelatedPerson and family Group.
    // R-FHIR-10
    pub(super) fn families(&self, unread: &mut Unread) -> Families {
        let mut families = Families {
            of: BTreeMap::new(),
        };
        for (place, one) in self.standing.iter().enumerate() {
            if one.resource.kind == "RelatedPerson"
                && !one.retracted()
                && let Err(reason) = self.related(place, one, &mut families)
            {
                unread.add(&one.resource.file, &one.name, reason);
            }
        }
        for one in self.standing {
            if one.resource.kind == "Group" && !one.retracted() {
                self.group(one, &mut families);
            }
        }
        families
    }

    fn related(&self, place: usize, one: &Standing, families: &mut Families) -> Result<(), Reason> {
        if one.status.word == "inactive" {
            return Err(Reason::Inactive);
        }
        let subject = self.citizens.subject(one, self.standing, self.index)?;
        let Subject::Citizen(patient) = subject else {
            return Err(Reason::NotAPerson);
        };
        let node = one.resource.node();
        let identifiers = identifiers::read(node);
        let citizen = identifiers.best().and_then(|n| self.citizens.by_number(n));
        if citizen == Some(patient) {
            return Err(Reason::ContradictorySubject);
        }
        let stated = Stated::read(node);
        let forward = Relative {
            tie: FamilyTie {
                person: self.relative(node, citizen, &stated, patient),
                kind: stated.kind,
                custody: stated.custody(self.today),
            },
            holds: stated.holds(),
            stated_in: vec![place],
            citizen,
        };
        if stated.is_child
            && let Some(child) = citizen
        {
            families.add(child, self.parent(place, patient, child));
        }
        families.add(patient, forward);
        if identifiers.best().is_none() && identifiers.reason() != Reason::NoIdentifier {
            return Err(Reason::PartIdentifier);
        }
        Ok(())
    }

    /// The same tie from the other end: whose child the relative is, is that one's parent.
    fn parent(&self, place: usize, patient: usize, child: usize) -> Relative {
        let words = words::relationship("PRN");
        let country = self.country(child);
        let person = Person {
            id: self.citizens.get(patient).map(|parent| parent.id.clone()),
            name: self.name_of(patient),
            role: "parent".to_owned(),
            role_text: words
                .map_or("", |parent| parent.words.of(country))
                .to_owned(),
            organisation: None,
        };
        Relative {
            tie: FamilyTie {
                person,
                kind: FamilyTieKind::Parent,
                custody: StatedCustody::Unstated,
            },
            holds: Vec::new(),
            stated_in: vec![place],
            citizen: Some(patient),
        }
    }

    fn relative(
        &self,
        node: Node<'_>,
        citizen: Option<usize>,
        stated: &Stated,
        child: usize,
    ) -> Person {
        let known = citizen.and_then(|citizen| self.citizens.get(citizen));
        let own_name = full_name(official_name(node));
        let name = match citizen {
            Some(citizen) if own_name.is_empty() => self.name_of(citizen),
            _ => own_name,
        };
        Person {
            id: known
                .map(|citizen| citizen.id.clone())
                .or_else(|| identifiers::read(node).best().cloned()),
            name,
            role: stated.role.clone(),
            role_text: stated.text(self.country(child)),
            organisation: None,
        }
    }

    /// The members of a family Group that nothing else ties to the child: by name only, for a Group says no more.
    fn group(&self, group: &Standing, families: &mut Families) {
        let node = group.resource.node();
        let name = node.text_of("name").unwrap_or_default().to_lowercase();
        let is_family = node.text_of("type") == Some("person")
            && node.flag("actual") != Some(false)
            && FAMILY_WORDS.iter().any(|word| name.contains(word));
        if !is_family {
            return;
        }
        let members: Vec<usize> = node
            .each("member")
            .take(MAX_FAMILY)
            .filter(|member| member.flag("inactive") != Some(true))
            .filter_map(|member| member.get("entity").text_of("reference"))
            .filter_map(|reference| match self.index.find(group, reference) {
                Found::One(place) => self.citizens.of_patient(place),
                _ => None,
            })
            .collect();
        for child in &members {
            for other in members.iter().filter(|other| *other != child) {
                // Somebody protected is not named where only a list of names would name them.
                if self
                    .citizens
                    .get(*other)
                    .is_some_and(|citizen| !citizen.protected)
                {
                    families.add_member(*child, *other, self.member(*child, *other));
                }
            }
        }
    }

    fn member(&self, child: usize, other: usize) -> FamilyTie {
        FamilyTie {
            person: Person {
                name: self.name_of(other),
                role: "family-member".to_owned(),
                role_text: words::SAME_FAMILY.of(self.country(child)).to_owned(),
                ..Person::default()
            },
            ..FamilyTie::default()
        }
    }

    fn name_of(&self, citizen: usize) -> String {
        self.citizens
            .get(citizen)
            .into_iter()
            .flat_map(|citizen| &citizen.patients)
            .filter_map(|place| self.standing.get(*place))
            .map(|patient| full_name(official_name(patient.resource.node())))
            .find(|name| !name.is_empty())
            .unwrap_or_default()
    }

    fn country(&self, citizen: usize) -> Country {
        self.citizens
            .get(citizen)
            .map_or(Country::Dk, |citizen| citizen.id.country())
    }
}

impl Families {
    pub(super) fn relatives(&self, child: usize) -> &[Relative] {
        self.of.get(&child).map_or(&[], Vec::as_slice)
    }

    /// Several RelatedPersons may state several ties to one relative: mother in one, guardian in the next.
    fn add(&mut self, child: usize, new: Relative) {
        let relatives = self.of.entry(child).or_default();
        let same = relatives.iter_mut().find(|known| {
            let (known, new) = (&known.tie.person, &new.tie.person);
            known.id.is_some() && known.id == new.id
        });
        let Some(known) = same else {
            return relatives.push(new);
        };
        known.holds.extend(new.holds);
        known.stated_in.extend(new.stated_in);
        known.tie.custody = stronger(known.tie.custody, new.tie.custody);
        let (text, more) = (&mut known.tie.person.role_text, &new.tie.person.role_text);
        if text != more && !more.is_empty() {
            *text = format!("{text}, {more}");
        }
        if kind_rank(new.tie.kind) < kind_rank(known.tie.kind) {
            known.tie.kind = new.tie.kind;
            known.tie.person.role = new.tie.person.role;
        }
        if known.tie.person.name.is_empty() {
            known.tie.person.name = new.tie.person.name;
        }
    }

    fn add_member(&mut self, child: usize, other: usize, tie: FamilyTie) {
        let relatives = self.of.entry(child).or_default();
        if relatives.iter().all(|known| known.citizen != Some(other)) {
            relatives.push(Relative {
                tie,
                holds: Vec::new(),
                stated_in: Vec::new(),
                citizen: Some(other),
            });
        }
    }
}

/// The body of a custody record.
pub(super) fn custody(relatives: &[Relative]) -> Custody {
    let mut custody = Custody::default();
    for relative in relatives {
        for period in &relative.holds {
            custody.holders.push(CustodyHolder {
                person: relative.tie.person.clone(),
                since: period.start,
                until: period.end,
                ..CustodyHolder::default()
            });
        }
        custody.family.push(relative.tie.clone());
    }
    custody
}

/// The title: who is what to the child, and what is said of custody.
pub(super) fn title(relatives: &[Relative], country: Country) -> String {
    let say = |words: Words| words.of(country);
    let named = |relative: &&Relative| {
        let person = &relative.tie.person;
        match person.name.as_str() {
            "" => person.role_text.clone(),
            name => format!("{} {name}", person.role_text),
        }
    };
    let stated: Vec<String> = relatives
        .iter()
        .filter(|relative| !relative.stated_in.is_empty())
        .map(|relative| named(&relative))
        .collect();
    let family = match stated.as_slice() {
        [] if relatives.is_empty() => say(words::FAMILY_NOT_STATED).to_owned(),
        [] => {
            let names: Vec<&str> = relatives
                .iter()
                .map(|relative| relative.tie.person.name.as_str())
                .collect();
            format!("{}: {}", say(words::SAME_FAMILY), names.join(", "))
        }
        stated => stated.join(", "),
    };
    let holders: Vec<&str> = relatives
        .iter()
        .filter(|relative| relative.holds_custody())
        .map(|relative| relative.tie.person.name.as_str())
        .collect();
    let custody = if holders.is_empty() {
        say(words::CUSTODY_NOT_STATED).to_owned()
    } else {
        format!("{}: {}", say(words::CUSTODY), holders.join(", "))
    };
    super::node::title(&format!("{}: {family}; {custody}", say(words::FAMILY)))
}

/// Of two statements the one that says more; held in one and over in another is held.
fn stronger(one: StatedCustody, other: StatedCustody) -> StatedCustody {
    use StatedCustody::{Held, NotHeld, Unstated};
    match (one, other) {
        (Held, _) | (_, Held) => Held,
        (NotHeld, _) | (_, NotHeld) => NotHeld,
        (Unstated, Unstated) => Unstated,
    }
}
