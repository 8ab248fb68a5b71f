//! One number for a whole world: FNV-1a over every record as it is encoded, and over what is told of children and actors.

use std::fmt::Write;

use prost::Message;
use proto::convert::record::encode;

use crate::world::World;

/// The digest of a world, in the order in which it tells its children, actors and systems.
pub(super) fn of(world: &World) -> u64 {
    let mut digest = Fnv(0xcbf2_9ce4_8422_2325);
    for child in &world.children {
        digest.text(child.id.value());
        digest.text(&child.label);
        for guardian in &child.guardians {
            digest.text(guardian.id.value());
            digest.text(&guardian.name);
        }
        for consent in &child.consents {
            digest.text(consent.grantor.value());
            // Nobody's number is in the debug form of the rest.
            let _ = write!(digest, "{consent:?}");
        }
        let _ = write!(
            digest,
            "{:?} {} {}",
            child.relations, child.actor, child.protected
        );
    }
    let _ = write!(digest, "{:?}", world.actors);
    for system in &world.systems {
        digest.text(system.id);
        for record in system.records.iter() {
            digest.bytes(&encode(record).encode_to_vec());
        }
    }
    digest.0
}

/// FNV-1a in 64 bits.
struct Fnv(u64);

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }
}

impl Write for Fnv {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.text(text);
        Ok(())
    }
}
