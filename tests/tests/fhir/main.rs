//! A folder of FHIR files through real sockets: every child in it is shown to its actor as the files state, and nobody else is.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

mod files;
mod medcom;
mod own_folder;

use consumer::{OverviewQuery, model::Overview};
use domain::id::PersonId;
use tests::Harness;

/// The source that a folder becomes.
const FOLDER: &str = "fhir-folder";

/// A child of the folder as its actor sees it.
async fn shown(harness: &Harness, child: &PersonId) -> Overview {
    let told = harness.sandbox.world.children.iter();
    let actor = told.clone().find(|told| told.id == *child).unwrap().actor;
    let query = OverviewQuery::about(child.clone());
    let answer = harness.client(actor).get_overview(query).await.unwrap();
    Overview::of(child, &answer)
}

/// The one record of a type, as JSON.
fn the(overview: &Overview, kind: &str) -> serde_json::Value {
    let mut found = (overview.records.iter()).filter(|record| record.information_type == kind);
    let one = found.next().unwrap();
    assert!(found.next().is_none(), "one {kind} only");
    serde_json::to_value(one).unwrap()
}

/// The names of a list of people.
fn names(people: &serde_json::Value) -> Vec<&str> {
    let people = people.as_array().unwrap().iter();
    let named = people.map(|person| match &person["person"] {
        serde_json::Value::Null => &person["name"],
        person => &person["name"],
    });
    named.map(|name| name.as_str().unwrap()).collect()
}
