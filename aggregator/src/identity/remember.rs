//! Verified tokens, remembered: checking a signature costs more than a whole cached overview.
//! What is remembered is that it was verified; its times are checked at every use, and a failure is never remembered.

use std::sync::Arc;

use moka::sync::Cache;
use proto::transport::Thumbprint;

use super::{InvalidToken, TokenVerifier, VerifiedActor};
use crate::hash::sha256;

/// The most tokens remembered.
const MAX_REMEMBERED: u64 = 10_000;

/// The full token and the certificate it came over, as one hash: the cache holds no token that could be used.
type Key = [u8; 32];

/// A verifier that remembers what it verified.
#[derive(Debug)]
pub struct RememberedTokens {
    verifier: TokenVerifier,
    verified: Cache<Key, Arc<VerifiedActor>>,
}

impl RememberedTokens {
    /// Remembers nothing yet.
    #[must_use]
    pub fn new(verifier: TokenVerifier) -> Self {
        Self {
            verifier,
            verified: Cache::new(MAX_REMEMBERED),
        }
    }

    /// Verifies a token, or finds that it was verified over the same certificate before and still holds.
    ///
    /// # Errors
    /// [`InvalidToken`], as for [`TokenVerifier::verify`].
    // R-TOKEN-4
    pub fn verify(
        &self,
        token: &str,
        certificate: &Thumbprint,
    ) -> Result<Arc<VerifiedActor>, InvalidToken> {
        let key = key(token, certificate);
        if let Some(actor) = self.verified.get(&key) {
            if let Err(refused) = self.verifier.still_holds(&actor) {
                self.verified.invalidate(&key);
                return Err(refused);
            }
            return Ok(actor);
        }
        let actor = Arc::new(self.verifier.verify(token, certificate)?);
        self.verified.insert(key, Arc::clone(&actor));
        Ok(actor)
    }

    /// How many are remembered, about.
    #[must_use]
    pub fn remembered(&self) -> u64 {
        self.verified.run_pending_tasks();
        self.verified.entry_count()
    }
}

fn key(token: &str, certificate: &Thumbprint) -> Key {
    sha256(&[certificate.as_bytes(), token.as_bytes()])
}
