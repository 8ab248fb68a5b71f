//! The configuration as it is written, key for key. docs/configuration.md explains each.

use std::{net::SocketAddr, path::PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::audit::AuditText;
use crate::{
    identity::Algorithm,
    peers::{Admission, Consumer, FactSource},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    #[serde(default)]
    pub(super) reflection: bool,
    pub(super) listen: Listen,
    pub(super) tls: Tls,
    pub(super) store: Store,
    #[serde(default)]
    pub(super) policy: PolicyFiles,
    #[serde(default)]
    pub(super) facts: Facts,
    #[serde(default)]
    pub(super) limits: LimitsText,
    #[serde(default)]
    pub(super) consent: ConsentText,
    #[serde(default)]
    pub(super) audit: AuditText,
    #[serde(default)]
    pub(super) issuer: Vec<IssuerText>,
    #[serde(default)]
    pub(super) consumer: Vec<Consumer>,
    #[serde(default)]
    pub(super) fact_source: Vec<FactSource>,
    #[serde(default)]
    pub(super) producer: Vec<Admission>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listen {
    pub(super) grpc: SocketAddr,
    #[serde(default = "admin")]
    pub(super) admin: SocketAddr,
}

fn admin() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 7480))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tls {
    pub(super) certificate: Spanned<PathBuf>,
    pub(super) key: Spanned<PathBuf>,
    pub(super) ca: Spanned<PathBuf>,
    #[serde(default)]
    pub(super) crl: Option<Spanned<PathBuf>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Store {
    #[serde(default)]
    pub(super) database: Option<PathBuf>,
    #[serde(default)]
    pub(super) postgres: Option<Spanned<String>>,
    pub(super) pseudonym_key: Spanned<PathBuf>,
    pub(super) seal_key: Spanned<PathBuf>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyFiles {
    #[serde(default)]
    pub(super) files: Vec<Spanned<PathBuf>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Facts {
    pub(super) custody_max_age_hours: Spanned<u64>,
    pub(super) protection_max_age_hours: Spanned<u64>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            custody_max_age_hours: Spanned::new(0..0, 36),
            protection_max_age_hours: Spanned::new(0..0, 36),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitsText {
    pub(super) overview_ms: Spanned<u64>,
    pub(super) overviews: Spanned<u64>,
    pub(super) records_per_source: Spanned<u64>,
    pub(super) records: Spanned<u64>,
    pub(super) answer_bytes: Spanned<u64>,
    pub(super) calls_per_producer: Spanned<u64>,
    pub(super) source_idle_ms: Spanned<u64>,
    pub(super) lease_seconds: Spanned<u64>,
}

impl Default for LimitsText {
    fn default() -> Self {
        Self {
            overview_ms: Spanned::new(0..0, 28_000),
            overviews: Spanned::new(0..0, 512),
            records_per_source: Spanned::new(0..0, 1_000),
            records: Spanned::new(0..0, 5_000),
            answer_bytes: Spanned::new(0..0, 16 << 20),
            calls_per_producer: Spanned::new(0..0, 10),
            source_idle_ms: Spanned::new(0..0, 5_000),
            lease_seconds: Spanned::new(0..0, 30),
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentText {
    #[serde(default)]
    pub(super) roles: Vec<String>,
    #[serde(default)]
    pub(super) letter_roles: Vec<String>,
    #[serde(default)]
    pub(super) custody_roles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IssuerText {
    pub(super) issuer: String,
    pub(super) algorithm: Algorithm,
    pub(super) public_key: Spanned<PathBuf>,
    #[serde(default)]
    pub(super) key_id: Option<String>,
}
