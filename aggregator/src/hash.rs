//! One way to hash a list of parts: every part carries its length, so that no two lists are the same bytes.

use aws_lc_rs::digest::{Context, SHA256};

/// SHA-256.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    first_32(context.finish().as_ref())
}

/// The first 32 bytes of a hash that has 32. Copied by zip rather than by index, so that nothing can panic.
pub(crate) fn first_32(bytes: &[u8]) -> [u8; 32] {
    let mut first = [0; 32];
    for (byte, from) in first.iter_mut().zip(bytes) {
        *byte = *from;
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(sha256(&[b"ab", b"c"]), sha256(&[b"a", b"bc"]));
        assert_ne!(sha256(&[b"a"]), sha256(&[b"a", b""]));
        assert_eq!(first_32(&[7; 32]), [7; 32]);
    }
}
