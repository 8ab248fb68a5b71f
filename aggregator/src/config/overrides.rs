//! The environment: the one place that reads it, and the few keys that it may override. What stands in a file can be reviewed, so most keys cannot.

use std::collections::BTreeMap;

use toml::Spanned;

use super::{ConfigError, text::Text};

/// The variables that matter, by name.
pub type Environment = BTreeMap<String, String>;

/// The variables, and the keys they override.
pub const OVERRIDES: [(&str, &str); 8] = [
    ("SAMSYN_LISTEN_GRPC", "listen.grpc"),
    ("SAMSYN_LISTEN_ADMIN", "listen.admin"),
    ("SAMSYN_TLS_CERTIFICATE", "tls.certificate"),
    ("SAMSYN_TLS_KEY", "tls.key"),
    ("SAMSYN_TLS_CA", "tls.ca"),
    ("SAMSYN_STORE_DATABASE", "store.database"),
    ("SAMSYN_STORE_PSEUDONYM_KEY", "store.pseudonym_key"),
    ("SAMSYN_STORE_SEAL_KEY", "store.seal_key"),
];

/// Reads the process's environment.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment"
)]
#[must_use]
pub fn environment() -> Environment {
    std::env::vars()
        .filter(|(name, _)| name.starts_with("SAMSYN_"))
        .collect()
}

/// Puts the environment's values in place. A variable with our prefix that we do not know is refused: it was meant to do something.
// R-CONFIG-2
pub(super) fn apply(text: &mut Text, environment: &Environment) -> Result<(), ConfigError> {
    for (name, value) in environment {
        let path = || Spanned::new(0..0, value.into());
        match name.as_str() {
            "SAMSYN_LISTEN_GRPC" => text.listen.grpc = address(name, value)?,
            "SAMSYN_LISTEN_ADMIN" => text.listen.admin = address(name, value)?,
            "SAMSYN_TLS_CERTIFICATE" => text.tls.certificate = path(),
            "SAMSYN_TLS_KEY" => text.tls.key = path(),
            "SAMSYN_TLS_CA" => text.tls.ca = path(),
            "SAMSYN_STORE_DATABASE" => {
                text.store.database = Some(value.into());
                text.store.postgres = None;
            }
            "SAMSYN_STORE_PSEUDONYM_KEY" => text.store.pseudonym_key = path(),
            "SAMSYN_STORE_SEAL_KEY" => text.store.seal_key = path(),
            // The log's own switch is read with the log.
            "SAMSYN_LOG" => {}
            _ => {
                let known: Vec<_> = OVERRIDES.iter().map(|(name, _)| *name).collect();
                return Err(ConfigError {
                    place: "environment".to_owned(),
                    key: name.clone(),
                    problem: "is unknown".to_owned(),
                    expected: format!("one of {}, SAMSYN_LOG", known.join(", ")),
                });
            }
        }
    }
    Ok(())
}

fn address(name: &str, value: &str) -> Result<std::net::SocketAddr, ConfigError> {
    value.parse().map_err(|_| ConfigError {
        place: "environment".to_owned(),
        key: name.to_owned(),
        problem: "is no address".to_owned(),
        expected: "an address with port, for example 127.0.0.1:7443".to_owned(),
    })
}
