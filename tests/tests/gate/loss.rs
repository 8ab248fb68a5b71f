//! Everything that takes a permission away: each as those say it who may, acknowledged, and given back for the next race.

use domain::{id::PersonId, time::Country};
use proto::v1::consent::{
    Block, ConsentKind, EndBlockRequest, RegisterBlockRequest,
    block_service_client::BlockServiceClient,
};
use tests::{
    Harness,
    caller::Caller,
    desk::{Desk, consent},
};
use tonic::transport::Channel;
use uuid::Uuid;

use crate::stage::{CONSENTED, STORY};

/// What takes a permission away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Loss {
    /// One guardian's consent ends.
    Withdrawn,
    /// The other guardian refuses, while both permits stand.
    Refused,
    /// A block of the whole care provider.
    OuterBlock,
    /// A block of the one unit whose records they are.
    InnerBlock,
    /// The same block as the outer one, under a number that the child had before.
    OlderBlock,
    /// Somebody else holds custody.
    Custody,
    /// The identity is protected from now on.
    Protection,
}

impl Loss {
    pub(crate) const ALL: [Self; 7] = [
        Self::Withdrawn,
        Self::Refused,
        Self::OuterBlock,
        Self::InnerBlock,
        Self::OlderBlock,
        Self::Custody,
        Self::Protection,
    ];
    /// How many there are.
    pub(crate) const COUNT: u32 = 7;
}

/// Those who say something of the child, over connections of their own.
pub(crate) struct Sides {
    pub(crate) harness: Harness,
    desk: Desk,
    blocks: BlockServiceClient<Channel>,
    child: PersonId,
    /// A number that the child had before.
    older: PersonId,
    guardians: [PersonId; 2],
    /// The consent of the first guardian.
    consent: String,
    /// What stands against the permission now.
    against: String,
    block: Block,
}

impl Sides {
    /// Both guardians permit; nothing stands against it.
    pub(crate) async fn of(harness: Harness) -> Self {
        let told = harness.sandbox.world.child(STORY).unwrap().clone();
        let guardians = [0, 1].map(|n| told.guardians.get(n).unwrap().id.clone());
        let caller = Caller::by(&harness, &harness.party("desk"));
        let mut desk = Desk::of(&harness);
        desk.permit(&told.id, &guardians[1]).await;
        let consent = desk.permit(&told.id, &guardians[0]).await;
        let system = harness.sandbox.world.system(CONSENTED).unwrap();
        let about = |record: &&domain::record::Record| record.header.subject == told.id;
        let unit = (system.records.iter().find(about))
            .and_then(|record| record.header.unit.as_ref()?.id.clone());
        let block = Block {
            child: Some(told.id.clone().into()),
            provider: Some(system.organisation.clone().into()),
            unit: unit.unwrap().value().to_owned(),
            ..Block::default()
        };
        let older = older_number();
        let now = harness.sandbox.aggregator.aggregator.clock.now();
        let mut register = harness.sandbox.register(Country::Se);
        let told_older = std::slice::from_ref(&older);
        (register.identity_link(&told.id, told_older, now).await).unwrap();
        Self {
            blocks: BlockServiceClient::new(caller.channel()),
            child: told.id,
            older,
            against: String::new(),
            desk,
            guardians,
            consent,
            block,
            harness,
        }
    }

    /// Returns with the acknowledgement.
    pub(crate) async fn lose(&mut self, loss: Loss) {
        match loss {
            Loss::Withdrawn => self.desk.end(self.consent.clone()).await,
            Loss::Refused => {
                let refusal = consent(ConsentKind::Refuse, &self.child, &self.guardians[1]);
                self.against = self.desk.register(refusal).await.unwrap();
            }
            Loss::OuterBlock | Loss::InnerBlock | Loss::OlderBlock => {
                self.against = Uuid::new_v4().to_string();
                let mut block = Block {
                    block_id: self.against.clone(),
                    ..self.block.clone()
                };
                if loss != Loss::InnerBlock {
                    block.unit.clear();
                }
                if loss == Loss::OlderBlock {
                    block.child = Some(self.older.clone().into());
                }
                let block = Some(block);
                let request = RegisterBlockRequest { block };
                self.blocks.register_block(request).await.unwrap();
            }
            Loss::Custody => {
                let stranger = PersonId::guess("19121212-1212").unwrap();
                self.custody(vec![stranger]).await;
            }
            Loss::Protection => self.protection(true).await,
        }
    }

    /// All is permitted again.
    pub(crate) async fn restore(&mut self, loss: Loss) {
        let against = self.against.clone();
        match loss {
            Loss::Withdrawn => {
                self.consent = self.desk.permit(&self.child, &self.guardians[0]).await;
            }
            Loss::Refused => self.desk.end(against).await,
            Loss::OuterBlock | Loss::InnerBlock | Loss::OlderBlock => {
                let child = match loss {
                    Loss::OlderBlock => &self.older,
                    _ => &self.child,
                };
                let child = Some(child.clone().into());
                let block_id = against;
                let request = EndBlockRequest { block_id, child };
                self.blocks.end_block(request).await.unwrap();
            }
            Loss::Custody => self.custody(self.guardians.to_vec()).await,
            Loss::Protection => self.protection(false).await,
        }
    }

    async fn custody(&mut self, holders: Vec<PersonId>) {
        let now = self.harness.sandbox.aggregator.aggregator.clock.now();
        let holders: Vec<_> = holders.into_iter().map(|holder| (holder, true)).collect();
        let mut register = self.harness.sandbox.register(Country::Se);
        register.custody(&self.child, holders, now).await.unwrap();
    }

    async fn protection(&mut self, protected: bool) {
        let now = self.harness.sandbox.aggregator.aggregator.clock.now();
        let mut register = self.harness.sandbox.register(Country::Se);
        register
            .protection(&self.child, protected, now)
            .await
            .unwrap();
    }
}

/// Nobody's, with a right check digit.
fn older_number() -> PersonId {
    let mut numbers = (0..10_000).filter_map(|n| PersonId::guess(&format!("19130303-{n:04}")).ok());
    numbers.next().unwrap()
}
