//! What may leave a room: an answer whose facts were compared once more, or the acknowledgement of a write. Nothing else makes one, so a
//! call that forgets to compare does not compile.

use domain::time::Timestamp;
use tonic::{Response, Status};

use crate::{Aggregator, numbers::Stands, store::Taken};

/// An answer that may leave.
#[derive(Debug)]
pub(super) struct Answer<T>(T);

impl<T> Answer<T> {
    /// Of what was read, while nothing that it stands on has changed.
    ///
    /// # Errors
    /// To be asked again.
    // R-DESK-15
    pub(super) async fn read(
        told: T,
        stands: &Stands,
        aggregator: &Aggregator,
    ) -> Result<Self, Status> {
        stands.hold(aggregator).await?;
        Ok(Self(told))
    }

    pub(super) fn into_response(self) -> Response<T> {
        Response::new(self.0)
    }
}

/// Something that was just said, or was said before.
#[derive(Debug)]
pub(super) struct Written {
    /// When it was first said.
    pub(super) at: Timestamp,
    /// False when it stood there before.
    pub(super) is_new: bool,
}

impl Written {
    pub(super) fn of(taken: Taken) -> Self {
        let Taken { stated, is_new } = taken;
        Self {
            at: stated.at,
            is_new,
        }
    }

    /// The acknowledgement, which tells of nothing but what was said itself: it changed the child's epoch, and nothing is to be compared.
    pub(super) fn answer<T>(&self, told: T) -> Answer<T> {
        Answer(told)
    }
}
