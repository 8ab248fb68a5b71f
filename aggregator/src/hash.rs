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

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(nibble), 16));
        }
    }
    text
}

/// Hex as bytes. `None` for anything else.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = (text.chars())
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    let pairs = digits.chunks_exact(2);
    Some(
        pairs
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect(),
    )
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

    #[test]
    fn hex_reads_back_and_nothing_else_is_hex() {
        let bytes = [0, 1, 0x7f, 0xff];
        assert_eq!(hex(&bytes), "00017fff");
        assert_eq!(unhex("00017fFF").as_deref(), Some(&bytes[..]));
        assert_eq!(unhex("0"), None);
        assert_eq!(unhex("zz"), None);
    }
}
