//! Finds the resource that a reference means: relative, absolute, by `urn:uuid:`, or contained in the resource that refers.
//! What could mean two resources means none: the wrong child's record is worse than a missing one.

use std::collections::BTreeMap;

use super::{
    bundle::{Resource, split},
    node::Node,
    versions::Standing,
};

/// Where everything is that can be referred to.
pub(super) struct Index {
    by_scope: BTreeMap<(usize, String), Found>,
    by_url: BTreeMap<String, Found>,
    by_name: BTreeMap<(String, String), Vec<Candidate>>,
}

struct Candidate {
    place: usize,
    base: Option<String>,
    ambiguous: bool,
}

/// What a reference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The resource at this place.
    One(usize),
    /// One of several.
    Several,
    /// Nothing that is here.
    Nothing,
}

impl Index {
    pub(super) fn of(standing: &[Standing]) -> Self {
        let mut index = Self {
            by_scope: BTreeMap::new(),
            by_url: BTreeMap::new(),
            by_name: BTreeMap::new(),
        };
        for (place, one) in standing.iter().enumerate() {
            for (scope, url) in &one.aliases {
                note(&mut index.by_scope, (*scope, url.clone()), place);
                note(&mut index.by_url, url.clone(), place);
            }
            let name = (one.resource.kind.clone(), one.resource.id.clone());
            index.by_name.entry(name).or_default().push(Candidate {
                place,
                base: one.resource.base.clone(),
                ambiguous: one.ambiguous,
            });
        }
        index
    }

    /// What `reference`, standing in `from`, means. Contained resources are found by [`contained`].
    // R-FHIR-7
    pub(super) fn find(&self, from: &Standing, reference: &str) -> Found {
        let mut own = from
            .scopes
            .iter()
            .filter_map(|scope| self.by_scope.get(&(*scope, reference.to_owned())));
        if let Some(found) = own.next() {
            // The same content in two bundles, in which the name means two resources.
            let one = own.all(|other| other == found);
            return if one { *found } else { Found::Several };
        }
        match (split(reference), self.by_url.get(reference)) {
            (_, Some(found)) => *found,
            (Some((base, kind, id)), None) => self.named(&from.resource, base, kind, id),
            (None, None) => Found::Nothing,
        }
    }

    fn named(&self, from: &Resource, base: Option<&str>, kind: &str, id: &str) -> Found {
        let name = (kind.to_owned(), id.to_owned());
        let Some(candidates) = self.by_name.get(&name) else {
            return Found::Nothing;
        };
        let on = |server: Option<&str>| {
            let mut there = candidates.iter().filter(|c| c.base.as_deref() == server);
            match (there.next(), there.next()) {
                (Some(one), None) if !one.ambiguous => Found::One(one.place),
                (None, _) => Found::Nothing,
                _ => Found::Several,
            }
        };
        let server = base.or(from.base.as_deref());
        match (on(server), server, candidates.as_slice()) {
            (Found::Nothing, Some(_), _) => match on(None) {
                // A file says nothing of its server, so it may be the one that is meant, unless others have the id too.
                Found::One(place) if candidates.len() == 1 => Found::One(place),
                Found::Nothing if base.is_none() => single(candidates),
                Found::Nothing => Found::Nothing,
                _ => Found::Several,
            },
            (Found::Nothing, None, _) => single(candidates),
            (found, ..) => found,
        }
    }
}

fn single(candidates: &[Candidate]) -> Found {
    match candidates {
        [] => Found::Nothing,
        [one] if !one.ambiguous => Found::One(one.place),
        _ => Found::Several,
    }
}

fn note<K: Ord>(map: &mut BTreeMap<K, Found>, key: K, place: usize) {
    map.entry(key)
        .and_modify(|found| {
            if *found != Found::One(place) {
                *found = Found::Several;
            }
        })
        .or_insert(Found::One(place));
}

/// The resource that `#id` means, standing in `from`.
pub(super) fn contained<'a>(from: &'a Resource, reference: &str) -> Option<Node<'a>> {
    let id = reference.strip_prefix('#')?;
    from.node()
        .each("contained")
        .find(|inner| inner.text_of("id") == Some(id))
}
