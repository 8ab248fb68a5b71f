//! Blocks and lifts, and the first step of breaking the glass: thin calls, one message in, one out. Idempotent by the caller's UUID.

use prost_types::Timestamp;
use proto::v1::{
    common::Identifier,
    consent::{
        Block, DeleteBlockRequest, EndBlockRequest, EndLiftRequest, Lift, ListBlocksRequest,
        RegisterBlockRequest, RegisterLiftRequest, block_service_client::BlockServiceClient,
    },
    overview::{RevealBlockedRequest, RevealBlockedResponse},
};
use tonic::transport::Channel;

use super::{Client, Error, MAX_EVENT_BYTES};

impl Client {
    /// Sets a block. Once this has answered, nothing is released against it, in flight either.
    ///
    /// # Errors
    /// [`Error`], typed by what the caller can do about it; so for every call here.
    pub async fn register_block(&self, block: Block) -> Result<Block, Error> {
        let block = Some(block);
        let request = self.request(RegisterBlockRequest { block });
        let answer = self.within(self.blocks().register_block(request)).await?;
        answer.block.ok_or(Error::Empty)
    }

    /// Ends a block at the person's wish. The child is needed where the child or a guardian calls.
    ///
    /// # Errors
    /// As [`Client::register_block`].
    pub async fn end_block(
        &self,
        block_id: impl Into<String>,
        child: Option<Identifier>,
    ) -> Result<Timestamp, Error> {
        let block_id = block_id.into();
        let request = self.request(EndBlockRequest { block_id, child });
        let answer = self.within(self.blocks().end_block(request)).await?;
        answer.ended_time.ok_or(Error::Empty)
    }

    /// Takes a block back that should never have been set. For the pinned source of blocks.
    ///
    /// # Errors
    /// As [`Client::register_block`].
    pub async fn delete_block(
        &self,
        block_id: impl Into<String>,
        reason: impl Into<String>,
    ) -> Result<Timestamp, Error> {
        let (block_id, reason) = (block_id.into(), reason.into());
        let request = self.request(DeleteBlockRequest { block_id, reason });
        let answer = self.within(self.blocks().delete_block(request)).await?;
        answer.deleted_time.ok_or(Error::Empty)
    }

    /// The blocks of a child with their lifts, ended ones too.
    ///
    /// # Errors
    /// As [`Client::register_block`].
    pub async fn list_blocks(&self, child: Identifier) -> Result<Vec<Block>, Error> {
        let child = Some(child);
        let request = self.request(ListBlocksRequest { child });
        let answer = self.within(self.blocks().list_blocks(request)).await?;
        Ok(answer.blocks)
    }

    /// Sets a block aside for the caller's own place, for at most seven days: the second step. `child` is the child as it is known today,
    /// which a block needs that was set under an older number; `None` = whoever the block was set of.
    ///
    /// # Errors
    /// As [`Client::register_block`].
    pub async fn register_lift(
        &self,
        lift: Lift,
        child: Option<Identifier>,
    ) -> Result<Lift, Error> {
        let lift = Some(lift);
        let request = self.request(RegisterLiftRequest { lift, child });
        let answer = self.within(self.blocks().register_lift(request)).await?;
        answer.lift.ok_or(Error::Empty)
    }

    /// Puts a block back before the lift's time is over.
    ///
    /// # Errors
    /// As [`Client::register_block`].
    pub async fn end_lift(&self, lift_id: impl Into<String>) -> Result<Timestamp, Error> {
        let lift_id = lift_id.into();
        let request = self.request(EndLiftRequest { lift_id });
        let answer = self.within(self.blocks().end_lift(request)).await?;
        answer.ended_time.ok_or(Error::Empty)
    }

    /// Asks where blocked information may be, within an overview of the caller's own: the first step. Logged before it is answered.
    ///
    /// # Errors
    /// As [`Client::register_block`].
    pub async fn reveal_blocked(
        &self,
        asked: RevealBlockedRequest,
    ) -> Result<RevealBlockedResponse, Error> {
        let request = self.request(asked);
        let mut overviews = self.overviews(MAX_EVENT_BYTES);
        self.within(overviews.reveal_blocked(request)).await
    }

    fn blocks(&self) -> BlockServiceClient<Channel> {
        BlockServiceClient::new(self.channel.clone())
    }
}
