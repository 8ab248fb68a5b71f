//! What a token says of its bearer, read without verifying it: it is one's own, and nothing is decided by it here.

use proto::v1::common::Identifier;
use serde::Deserialize;

/// The parts that the command has a use for.
#[derive(Deserialize)]
struct Claims {
    organisation: Option<Organisation>,
}

#[derive(Deserialize)]
struct Organisation {
    system: String,
    value: String,
}

/// The organisation that the bearer acts for. `None` for a person, and where the token says none.
pub(super) fn organisation(token: &str) -> Option<Identifier> {
    let claims = token.split('.').nth(1)?;
    let claims: Claims = serde_json::from_slice(&decoded(claims)?).ok()?;
    let Organisation { system, value } = claims.organisation?;
    Some(Identifier { system, value })
}

/// Base64 for addresses, without padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for symbol in text.bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_organisation_is_read_from_ones_own_token() {
        // {"organisation":{"system":"s","value":"å~"}}
        let claims = "eyJvcmdhbmlzYXRpb24iOnsic3lzdGVtIjoicyIsInZhbHVlIjoiw6V-In19";
        let told = organisation(&format!("head.{claims}.sign")).unwrap();
        assert_eq!((told.system.as_str(), told.value.as_str()), ("s", "å~"));
        for none in ["", "a", "a.b.c", "a.e30.c", "a.+.c"] {
            assert!(organisation(none).is_none(), "{none}");
        }
    }
}
