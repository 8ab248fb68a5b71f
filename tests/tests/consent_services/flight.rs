//! A block in the middle of an answer, as a withdrawn consent: from its acknowledgement on nothing is released against it.

use domain::time::Country;
use proto::v1::consent::{ConsentKind, LiftReason};
use tests::{
    Harness,
    caller::{Caller, rest},
    desk::consent,
    release_log::{ReleaseLog, row, shows},
};

use crate::stage::{CONSENTED, DESK, NURSE, STORY, Voice, block_of, lift_of, nobody, now, wire};

/// What closes a source in the middle of an answer.
#[derive(Debug, Clone, Copy)]
enum Closing {
    /// A block is set.
    Block,
    /// A lift is ended, and the block stands again.
    Lift,
    /// A consent is taken back as misregistered.
    Deletion,
    /// A number that sources were asked under is the child's no more.
    Link,
    /// A block is set under a number that the child had before.
    OlderBlock,
    /// Who must consent refuses under a number that the child had before.
    OlderRefusal,
}

impl Closing {
    const ALL: [Self; 6] = [
        Self::Block,
        Self::Lift,
        Self::Deletion,
        Self::Link,
        Self::OlderBlock,
        Self::OlderRefusal,
    ];

    /// True when the child is linked to a number that it had before.
    fn is_under_two_numbers(self) -> bool {
        matches!(self, Self::Link | Self::OlderBlock | Self::OlderRefusal)
    }
}

// R-GATE-1, R-BLOCKED-7, R-LINK-3, R-LINK-5
#[tokio::test]
async fn nothing_is_released_after_the_acknowledgement_of_a_block() {
    use Closing::{Block, Deletion, Lift, Link, OlderBlock, OlderRefusal};

    for closing in Closing::ALL {
        let mut harness = Harness::start().await;
        let mut desk = Voice::of(&harness, DESK);
        let mut nurse = Voice::of(&harness, NURSE);
        let block = block_of(&harness, STORY, CONSENTED);
        let mut lift = lift_of(&block, LiftReason::Consent);
        if matches!(closing, Lift) {
            desk.block(block.clone()).await.unwrap();
            lift = nurse.lift(lift).await.unwrap();
        }
        let mut register = harness.sandbox.register(Country::Se);
        let (child, as_of) = (harness.child(STORY), now(&harness));
        if closing.is_under_two_numbers() {
            (register.identity_link(&child, &[nobody()], as_of).await).unwrap();
        }
        let (held, _rogues) = harness.hold(CONSENTED, STORY).await;
        let log = ReleaseLog::of(&harness);
        let caller = Caller::actor(&harness, NURSE);
        let mut stream = caller.stream(harness.query(STORY)).await.unwrap();
        held.asked().await;
        log.shown("emi-vasterby").await;
        match closing {
            Block => drop(desk.block(block).await.unwrap()),
            Lift => drop(nurse.end_lift(&lift.lift_id).await.unwrap()),
            Link => {
                let as_of = now(&harness);
                register.identity_link(&child, &[], as_of).await.unwrap();
            }
            OlderBlock => {
                let child = wire(&nobody());
                drop(
                    desk.block(proto::v1::consent::Block { child, ..block })
                        .await
                        .unwrap(),
                );
            }
            OlderRefusal => {
                let told = harness.sandbox.world.child(STORY).unwrap();
                let guardian = &told.guardians.first().unwrap().id;
                let no = consent(ConsentKind::Refuse, &nobody(), guardian);
                drop(desk.consent(no).await.unwrap());
            }
            Deletion => {
                let told = harness
                    .sandbox
                    .state
                    .children
                    .iter()
                    .find(|c| c.story == STORY);
                for id in &told.unwrap().consents.clone() {
                    desk.delete(id, "another child's").await.unwrap();
                }
            }
        }
        let acknowledged = log.number();
        held.let_go();
        let received = rest(&mut stream).await.unwrap();
        let (_, after) = log.around(acknowledged);
        let leaks: Vec<_> = after.iter().filter_map(shows).collect();
        assert!(!leaks.contains(&CONSENTED), "{closing:?}: {leaks:?}");
        assert!(
            received.iter().filter_map(row).any(|row| {
                row.source
                    .as_ref()
                    .is_some_and(|source| source.producer_id == CONSENTED)
            }),
            "{closing:?}: the caller is told that it is gone"
        );
    }
}
