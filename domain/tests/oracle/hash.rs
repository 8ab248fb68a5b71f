//! FNV-1a in 128 bits, ours: a stable fingerprint of what was decided. It finds a changed table, it keeps nobody honest.

/// The state after some bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hash(u128);

impl Hash {
    pub(crate) const START: Self = Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        const PRIME: u128 = 0x0100_0000_0000_0000_0000_013b;
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(PRIME);
        }
    }

    /// Text, with its end: two texts are never one.
    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// A number that is spread evenly and always the same, for the same number.
pub(crate) fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

// The published values of FNV-1a, 128 bits.
#[test]
fn the_fingerprint_is_the_published_one() {
    let of = |text: &str| {
        let mut hash = Hash::START;
        hash.bytes(text.as_bytes());
        hash.to_string()
    };
    assert_eq!(of(""), "6c62272e07bb014262b821756295c58d");
    assert_eq!(of("a"), "d228cb696f1a8caf78912b704e4a8964");
}
