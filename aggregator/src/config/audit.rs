//! The access log's part of the configuration: the key that signs checkpoints, where they lie outside, how often, and who may read the log.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc, time::Duration};

use serde::Deserialize;
use toml::Spanned;

use super::{ConfigError, material::Reader};
use crate::audit::checkpoint::{Signer, TrustedKeys};

/// How the access log is kept.
#[derive(Debug, Clone)]
pub struct AuditSettings {
    /// The key that signs checkpoints. `None` = none are made.
    pub signer: Option<Arc<Signer>>,
    /// The keys whose checkpoints are believed: the signer's, and former ones.
    pub keys: TrustedKeys,
    /// The folder that checkpoints are appended to. `None` = they lie in the log only.
    pub sink: Option<PathBuf>,
    /// A checkpoint is due after so many entries.
    pub every_entries: u64,
    /// A checkpoint is due after so long.
    pub every: Duration,
    /// The roles in tokens whose bearers may read the whole log.
    pub auditor_roles: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AuditText {
    checkpoint_key: Option<Spanned<PathBuf>>,
    former_keys: Vec<Spanned<PathBuf>>,
    checkpoint_folder: Option<Spanned<PathBuf>>,
    checkpoint_entries: Spanned<u64>,
    checkpoint_minutes: Spanned<u64>,
    auditor_roles: Vec<String>,
}

impl Default for AuditText {
    fn default() -> Self {
        Self {
            checkpoint_key: None,
            former_keys: Vec::new(),
            checkpoint_folder: None,
            checkpoint_entries: Spanned::new(0..0, 10_000),
            checkpoint_minutes: Spanned::new(0..0, 60),
            auditor_roles: Vec::new(),
        }
    }
}

impl Reader<'_> {
    // R-AUDIT-10
    pub(super) fn audit(&self, text: AuditText) -> Result<AuditSettings, ConfigError> {
        let (mut signer, mut keys) = (None, TrustedKeys::default());
        if let Some(key) = &text.checkpoint_key {
            let (name, expected) = (
                "audit.checkpoint_key",
                "a PEM private key (PKCS #8) for Ed25519",
            );
            let read = Signer::from_pem(&self.file(name, key, expected)?)
                .map_err(|e| self.wrong(key, name, e.to_string(), expected))?;
            keys = read.trusted();
            signer = Some(Arc::new(read));
        }
        for key in &text.former_keys {
            let (name, expected) = ("audit.former_keys", "a PEM public key for Ed25519");
            keys.add_pem(&self.file(name, key, expected)?)
                .map_err(|e| self.wrong(key, name, e.to_string(), expected))?;
        }
        if let (Some(folder), None) = (&text.checkpoint_folder, &signer) {
            let problem = "there is no key to sign checkpoints with".to_owned();
            let expected = "audit.checkpoint_key beside it";
            return Err(self.wrong(folder, "audit.checkpoint_folder", problem, expected));
        }
        let minutes = &text.checkpoint_minutes;
        let minutes = self.within("audit.checkpoint_minutes", minutes, 1, 1_440)?;
        Ok(AuditSettings {
            signer,
            keys,
            sink: (text.checkpoint_folder).map(|folder| self.base.join(folder.get_ref())),
            every_entries: self.within(
                "audit.checkpoint_entries",
                &text.checkpoint_entries,
                1,
                1_000_000,
            )?,
            every: Duration::from_secs(minutes * 60),
            auditor_roles: text.auditor_roles.into_iter().collect(),
        })
    }
}
