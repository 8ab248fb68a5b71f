//! Messages before their release. The functions that turn one into a message on the wire take the permission and the audit receipt;
//! a receipt cannot be made outside the module that logs:
//!
//! ```compile_fail,E0451
//! let receipt = aggregator::audit::ShownReceipt {
//!     overview_id: "made up".into(),
//!     producer: "made up".into(),
//!     seq: 1,
//! };
//! ```

use std::{collections::BTreeSet, sync::Arc};

use domain::time::Timestamp;
use proto::v1::overview::{self as wire, overview_event::Event};

use super::Permission;
use crate::{
    audit::{IntentReceipt, ShownReceipt},
    overview::events,
};

/// A message that waits for the gate.
pub enum Unreleased {
    /// What is decided.
    Started(Started),
    /// A message of one source.
    Source(SourceMessage),
    /// The closing message.
    Completed(Closing),
}

/// The first message, with the receipt of the logged intent.
pub struct Started {
    event: wire::OverviewStarted,
    receipt: Arc<IntentReceipt>,
}

/// A message of one source, with the receipt of the logged showing.
pub struct SourceMessage {
    producer: String,
    result: Box<wire::SourceResult>,
    receipt: Arc<ShownReceipt>,
}

/// Makes the closing event: from the lost sources, until when the permission holds, and now.
type Make =
    Box<dyn FnOnce(&BTreeSet<String>, Timestamp, Timestamp) -> wire::OverviewCompleted + Send>;

/// The closing message, made at the moment of its release from what was really released.
pub struct Closing {
    make: Make,
    receipt: Arc<IntentReceipt>,
}

impl Unreleased {
    /// The first message.
    #[must_use]
    pub fn started(event: wire::OverviewStarted, receipt: Arc<IntentReceipt>) -> Self {
        Self::Started(Started { event, receipt })
    }

    /// A message of a source.
    #[must_use]
    pub fn source(producer: &str, result: wire::SourceResult, receipt: Arc<ShownReceipt>) -> Self {
        Self::Source(SourceMessage {
            producer: producer.to_owned(),
            result: Box::new(result),
            receipt,
        })
    }

    /// The closing message. `make` is given the lost sources, until when the permission holds, and now.
    #[must_use]
    pub fn completed(
        receipt: Arc<IntentReceipt>,
        make: impl FnOnce(&BTreeSet<String>, Timestamp, Timestamp) -> wire::OverviewCompleted
        + Send
        + 'static,
    ) -> Self {
        Self::Completed(Closing {
            make: Box::new(make),
            receipt,
        })
    }
}

impl Started {
    pub(super) fn release(self, permission: &Permission) -> wire::OverviewEvent {
        released(Event::Started(self.event), permission, &*self.receipt)
    }
}

impl SourceMessage {
    pub(super) fn producer(&self) -> &str {
        &self.producer
    }

    pub(super) fn shown_as(&self) -> Option<wire::SourceRef> {
        self.result.source.clone()
    }

    pub(super) fn release(self, permission: &Permission) -> wire::OverviewEvent {
        released(Event::Source(*self.result), permission, &*self.receipt)
    }

    /// The constant row of a source that lost its permission; the records stay behind.
    pub(super) fn withheld(self) -> wire::OverviewEvent {
        let row = events::lost_row(self.result.source.unwrap_or_default());
        wire::OverviewEvent {
            event: Some(Event::Source(row)),
        }
    }
}

impl Closing {
    pub(super) fn release(
        self,
        permission: &Permission,
        lost: &BTreeSet<String>,
        now: Timestamp,
    ) -> wire::OverviewEvent {
        let completed = (self.make)(lost, permission.valid_until, now);
        released(Event::Completed(completed), permission, &*self.receipt)
    }
}

/// The proof that something was logged before it is released.
trait Receipt {}
impl Receipt for IntentReceipt {}
impl Receipt for ShownReceipt {}

/// The release. Permission and receipt are not read here: that they exist is the point.
// R-GATE-5
fn released(event: Event, _: &Permission, _: &impl Receipt) -> wire::OverviewEvent {
    wire::OverviewEvent { event: Some(event) }
}
