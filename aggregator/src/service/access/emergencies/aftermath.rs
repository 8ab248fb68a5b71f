//! What came of something that has to be reviewed: what was shown, what was asked of blocked information, and its reviews.

use domain::{facts::Pseudonym, time::Timestamp};
use tonic::Status;
use uuid::Uuid;

use super::{reviewer::unreadable, verdict::FOLLOW_UP};
use crate::{
    audit::entry::{EmergencyReview, Event, TextRef},
    service::{access::Access, reveal},
};

/// What the log says beside the act itself.
#[derive(Default)]
pub(super) struct Aftermath {
    pub(super) source_sectors: Vec<String>,
    pub(super) record_count: u32,
    /// In the order in which they were written.
    pub(super) reveals: Vec<(Timestamp, Option<TextRef>)>,
    /// In the order in which they were written.
    pub(super) reviews: Vec<(Timestamp, EmergencyReview)>,
    /// Where information is blocked was asked after the last review.
    is_revealed_since: bool,
}

impl Aftermath {
    pub(super) async fn of_overview(
        access: &Access,
        child: Pseudonym,
        overview_id: &str,
    ) -> Result<Self, Status> {
        let store = &access.aggregator.store;
        let log = store.overview_log(child, overview_id.to_owned());
        let mut after = Self::default();
        for (at, event) in log.await.map_err(unreadable)? {
            match event {
                Event::Shown(shown) => {
                    if !after.source_sectors.contains(&shown.sector) {
                        after.source_sectors.push(shown.sector);
                    }
                    after.record_count = after.record_count.saturating_add(shown.record_count);
                }
                Event::Opened(opened) if opened.act == reveal::ACT => {
                    after.reveals.push((at, opened.reason));
                    after.is_revealed_since = true;
                }
                Event::EmergencyReview(review) => {
                    after.reviews.push((at, review));
                    after.is_revealed_since = false;
                }
                _ => {}
            }
        }
        after.source_sectors.sort();
        Ok(after)
    }

    pub(super) async fn of_lift(
        access: &Access,
        child: Pseudonym,
        lift: Uuid,
    ) -> Result<Self, Status> {
        let reviews = access.aggregator.store.lift_reviews(child, lift).await;
        Ok(Self {
            reviews: reviews.map_err(unreadable)?,
            ..Self::default()
        })
    }

    /// What nobody has reviewed yet, what is followed up, and what went on after its review.
    pub(super) fn awaits_review(&self) -> bool {
        let is_open = |review: &EmergencyReview| review.verdict == FOLLOW_UP;
        self.is_revealed_since || (self.reviews.last()).is_none_or(|(_, review)| is_open(review))
    }
}
