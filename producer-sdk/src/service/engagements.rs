//! Cuts the list of known children into messages; the cursor stands in the last one only, so that a cut stream is not continued.

use domain::id::PersonId;
use proto::v1::{common::Identifier, producer::StreamEngagementsResponse};

use crate::producer::Engagements;

/// The most children in one message.
const BATCH_CHILDREN: usize = 1_000;

/// The messages, at least one.
pub(super) fn messages(engagements: Engagements) -> Vec<StreamEngagementsResponse> {
    let Engagements {
        added,
        removed,
        cursor,
        restarted,
    } = engagements;
    let mut messages: Vec<_> = added
        .chunks(BATCH_CHILDREN)
        .map(|added| StreamEngagementsResponse {
            added: identifiers(added),
            ..Default::default()
        })
        .chain(
            removed
                .chunks(BATCH_CHILDREN)
                .map(|removed| StreamEngagementsResponse {
                    removed: identifiers(removed),
                    ..Default::default()
                }),
        )
        .collect();
    if messages.is_empty() {
        messages.push(StreamEngagementsResponse::default());
    }
    if let Some(first) = messages.first_mut() {
        first.restarted = restarted;
    }
    if let Some(last) = messages.last_mut() {
        last.cursor = cursor;
    }
    messages
}

fn identifiers(ids: &[PersonId]) -> Vec<Identifier> {
    let identifier = |id: &PersonId| Identifier {
        system: id.system().to_owned(),
        value: id.value().to_owned(),
    };
    ids.iter().map(identifier).collect()
}
