//! Makes single resources out of files: a file is a resource or a Bundle of them. Each keeps where it came from.

use std::sync::Arc;

use serde_json::Value;

use super::{
    files::JsonFile,
    node::Node,
    unread::{Reason, Unread},
};

/// How deep bundles may lie in each other.
const MAX_BUNDLE_DEPTH: usize = 4;

/// The bundle types whose entries are resources in their own right. A message or a response is about an exchange.
const READ_BUNDLES: &[&str] = &[
    "collection",
    "document",
    "searchset",
    "transaction",
    "batch",
    "history",
];

/// One resource and where it came from.
pub(super) struct Resource {
    /// The file it stood in.
    pub(super) file: Arc<str>,
    /// The file or bundle in which `urn:uuid:` names are unique: published examples reuse them from bundle to bundle.
    pub(super) scope: usize,
    /// `resourceType`.
    pub(super) kind: String,
    /// `id`, else the UUID it goes by in its bundle, else a name made from its file.
    pub(super) id: String,
    /// The server it came from, where the bundle says so: `http://server/fhir`.
    pub(super) base: Option<String>,
    /// The name it goes by in its bundle.
    pub(super) full_url: Option<String>,
    /// `Bundle.timestamp`: when the resource was sent, for want of its own time of change.
    pub(super) sent: Option<String>,
    /// True when the bundle deletes the resource; then it has no content.
    pub(super) deleted: bool,
    /// The content.
    pub(super) value: Value,
}

impl Resource {
    pub(super) fn node(&self) -> Node<'_> {
        Node::of(&self.value)
    }

    /// `Type/id`.
    pub(super) fn name(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }
}

/// Takes the resources out of the files, in order.
pub(super) fn unpack(files: Vec<JsonFile>, unread: &mut Unread) -> Vec<Resource> {
    let mut unpacking = Unpacking {
        unread,
        resources: Vec::new(),
        scopes: 0,
    };
    for file in files {
        let place = Place {
            file: file.name.as_str().into(),
            scope: unpacking.next_scope(),
            entry: Vec::new(),
            full_url: None,
            sent: None,
        };
        unpacking.value(file.value, &place);
    }
    unpacking.resources
}

struct Unpacking<'a> {
    unread: &'a mut Unread,
    resources: Vec<Resource>,
    scopes: usize,
}

/// Where in a file something stands.
#[derive(Clone)]
struct Place {
    file: Arc<str>,
    scope: usize,
    /// The number of the entry in its bundle, for each bundle around it.
    entry: Vec<usize>,
    full_url: Option<String>,
    sent: Option<String>,
}

impl Unpacking<'_> {
    fn next_scope(&mut self) -> usize {
        self.scopes += 1;
        self.scopes
    }

    fn value(&mut self, value: Value, place: &Place) {
        let Some(kind) = Node::of(&value).text_of("resourceType").map(str::to_owned) else {
            return self.unread.add(&place.file, "", Reason::NotFhir);
        };
        if kind == "Bundle" {
            self.bundle(value, place);
        } else {
            self.resource(kind, value, place);
        }
    }

    fn bundle(&mut self, mut value: Value, place: &Place) {
        let node = Node::of(&value);
        let name = format!("Bundle/{}", node.text_of("id").unwrap_or("?"));
        if !(node.text_of("type")).is_some_and(|kind| READ_BUNDLES.contains(&kind)) {
            return self
                .unread
                .add(&place.file, &name, Reason::UnsupportedBundle);
        }
        if place.entry.len() >= MAX_BUNDLE_DEPTH {
            return self.unread.add(&place.file, &name, Reason::TooDeep);
        }
        let sent = node.text_of("timestamp").map(str::to_owned);
        let scope = self.next_scope();
        let Some(Value::Array(entries)) = value.get_mut("entry").map(Value::take) else {
            return;
        };
        for (number, mut entry) in entries.into_iter().enumerate() {
            let mut inner = place.clone();
            inner.entry.push(number);
            inner.scope = scope;
            inner.sent = sent.clone().or_else(|| place.sent.clone());
            inner.full_url = Node::of(&entry).text_of("fullUrl").map(str::to_owned);
            match entry.get_mut("resource").map(Value::take) {
                Some(resource) if resource.is_object() => self.value(resource, &inner),
                _ => self.deletion(Node::of(&entry), &inner),
            }
        }
    }

    /// An entry without content that deletes a resource takes it back: what is gone at its source is not shown from an older file.
    fn deletion(&mut self, entry: Node<'_>, place: &Place) {
        let request = entry.get("request");
        let target = (request.text_of("method") == Some("DELETE"))
            .then(|| request.text_of("url").and_then(split))
            .flatten();
        let Some((base, kind, id)) = target else {
            return;
        };
        self.resources.push(Resource {
            file: place.file.clone(),
            scope: place.scope,
            kind: kind.to_owned(),
            id: id.to_owned(),
            base: base.map(str::to_owned),
            full_url: None,
            sent: place.sent.clone(),
            deleted: true,
            value: Value::Null,
        });
    }

    fn resource(&mut self, kind: String, value: Value, place: &Place) {
        let own = Node::of(&value).text_of("id").map(str::to_owned);
        let full_url = place.full_url.clone();
        let uuid = full_url
            .as_deref()
            .and_then(|url| url.strip_prefix("urn:uuid:"))
            .map(str::to_owned);
        let base = full_url
            .as_deref()
            .and_then(split)
            .filter(|(_, of, id)| *of == kind && own.as_deref().is_none_or(|own| own == *id))
            .and_then(|(base, _, _)| base.map(str::to_owned));
        self.resources.push(Resource {
            id: own.or(uuid).unwrap_or_else(|| place.made_id()),
            file: place.file.clone(),
            scope: place.scope,
            sent: place.sent.clone(),
            deleted: false,
            kind,
            base,
            full_url,
            value,
        });
    }
}

impl Place {
    /// A name for a resource that has none: stable as long as its file is.
    fn made_id(&self) -> String {
        let stem = self.file.strip_suffix(".json").unwrap_or(&self.file);
        let numbers: String = self.entry.iter().map(|n| format!(".{n}")).collect();
        format!("{stem}{numbers}")
    }
}

/// Splits `http://server/fhir/Patient/1/_history/2` or `Patient/1` into server, type and id.
pub(super) fn split(reference: &str) -> Option<(Option<&str>, &str, &str)> {
    let reference = reference.split(['?', '#']).next()?;
    let whole = reference
        .split_once("/_history/")
        .map_or(reference, |(whole, _)| whole);
    let (rest, id) = whole.rsplit_once('/')?;
    let (base, kind) = match rest.rsplit_once('/') {
        Some((base, kind)) => (Some(base), kind),
        None => (None, rest),
    };
    let named = kind.starts_with(|c: char| c.is_ascii_uppercase())
        && kind.chars().all(|c| c.is_ascii_alphabetic())
        && !id.is_empty();
    let absolute =
        base.is_none_or(|base| base.starts_with("http://") || base.starts_with("https://"));
    (named && absolute).then_some((base, kind, id))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_reference_is_split_into_server_type_and_id() {
        assert_eq!(split("Patient/1"), Some((None, "Patient", "1")));
        assert_eq!(
            split("https://example.org/fhir/Patient/1/_history/7"),
            Some((Some("https://example.org/fhir"), "Patient", "1"))
        );
        for other in [
            "urn:uuid:0c5e",
            "#p",
            "Patient",
            "Patient/",
            "patient/1",
            "",
        ] {
            assert_eq!(split(other), None, "{other}");
        }
    }
}
