//! Turns the written configuration into what the aggregator is started with: reads the files it names and checks each value.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::SignedDuration;
use proto::transport::{ChannelSettings, Identity, TrustAnchors};
use toml::Spanned;

use super::{
    Config, ConfigError,
    error::line_of,
    text::{IssuerText, LimitsText, Text, Tls},
};
use crate::{
    Limits,
    identity::Issuer,
    policies::Policies,
    pseudonym::{MIN_KEY_BYTES, Pseudonyms},
    stack::{AnswerLimits, StackSettings},
    store::FactAges,
};

pub(super) struct Reader<'a> {
    pub(super) name: &'a str,
    pub(super) toml: &'a str,
    pub(super) base: &'a Path,
}

impl Reader<'_> {
    pub(super) fn config(&self, text: Text) -> Result<Config, ConfigError> {
        let (identity, trust) = self.tls(&text.tls)?;
        let hours = |hours: u32| SignedDuration::from_hours(hours.into());
        let (limits, stacks) = self.limits(&text.limits, text.consent.roles)?;
        Ok(Config {
            grpc: text.listen.grpc,
            admin: text.listen.admin,
            identity,
            trust,
            database: self.base.join(&text.store.database),
            pseudonyms: self.pseudonyms(&text.store.pseudonym_key)?,
            policies: self.policies(&text.policy.files)?,
            issuers: (text.issuer.iter())
                .map(|issuer| self.issuer(issuer))
                .collect::<Result<_, _>>()?,
            consumers: text.consumer,
            fact_sources: text.fact_source,
            producers: text.producer,
            ages: FactAges {
                custody: hours(text.facts.custody_max_age_hours),
                protection: hours(text.facts.protection_max_age_hours),
                ..FactAges::default()
            },
            limits,
            stacks,
            channels: ChannelSettings::default(),
            lease: Duration::from_secs(text.limits.lease_seconds.max(1)),
            reflection: text.reflection,
        })
    }

    fn tls(&self, tls: &Tls) -> Result<(Identity, TrustAnchors), ConfigError> {
        let certificate = self.file("tls.certificate", &tls.certificate, "a PEM certificate")?;
        let key = self.file("tls.key", &tls.key, "a PEM private key")?;
        let ca = self.file("tls.ca", &tls.ca, "PEM certificates of authorities")?;
        let identity = Identity::from_pem(&certificate, &key).map_err(|e| {
            let expected = "a PEM certificate with one URI name or an HSA-id, and its key";
            self.wrong(&tls.certificate, "tls.certificate", e.to_string(), expected)
        })?;
        let trust = TrustAnchors::from_pem(&ca).map_err(|e| {
            self.wrong(
                &tls.ca,
                "tls.ca",
                e.to_string(),
                "PEM certificates of authorities",
            )
        })?;
        let Some(crl) = &tls.crl else {
            return Ok((identity, trust));
        };
        let lists = self.file("tls.crl", crl, "PEM revocation lists")?;
        let trust = trust
            .with_crls_pem(&lists)
            .map_err(|e| self.wrong(crl, "tls.crl", e.to_string(), "PEM revocation lists"))?;
        Ok((identity, trust))
    }

    fn pseudonyms(&self, key: &Spanned<PathBuf>) -> Result<Pseudonyms, ConfigError> {
        let expected = format!("a file of {MIN_KEY_BYTES} random bytes or more");
        let bytes = self.file("store.pseudonym_key", key, &expected)?;
        Pseudonyms::from_key(&bytes)
            .map_err(|e| self.wrong(key, "store.pseudonym_key", e.to_string(), &expected))
    }

    fn policies(&self, files: &[Spanned<PathBuf>]) -> Result<Policies, ConfigError> {
        let refused = |error: domain::policy::PolicyError| ConfigError {
            place: format!("{}:{}", error.file, error.line),
            key: error.key,
            problem: error.problem,
            expected: error.expected,
        };
        if files.is_empty() {
            return Policies::built_in().map_err(refused);
        }
        let texts = (files.iter())
            .map(|file| {
                let bytes = self.file("policy.files", file, "a policy table in TOML")?;
                let text = String::from_utf8(bytes).map_err(|_| {
                    self.wrong(
                        file,
                        "policy.files",
                        "is not UTF-8".to_owned(),
                        "TOML in UTF-8",
                    )
                })?;
                Ok((file.get_ref().display().to_string(), text))
            })
            .collect::<Result<Vec<_>, ConfigError>>()?;
        Policies::parse(&texts).map_err(refused)
    }

    fn issuer(&self, text: &IssuerText) -> Result<Issuer, ConfigError> {
        let expected = "a PEM public key of the algorithm's kind";
        let pem = self.file("issuer.public_key", &text.public_key, expected)?;
        Issuer::new(&text.issuer, &pem, text.algorithm, text.key_id.clone()).map_err(|e| {
            self.wrong(
                &text.public_key,
                "issuer.public_key",
                e.to_string(),
                expected,
            )
        })
    }

    fn limits(
        &self,
        text: &LimitsText,
        roles: Vec<String>,
    ) -> Result<(Limits, StackSettings), ConfigError> {
        let longest = *text.overview_ms.get_ref();
        if !(100..=60_000).contains(&longest) {
            let problem = "is out of range".to_owned();
            return Err(self.wrong(
                &text.overview_ms,
                "limits.overview_ms",
                problem,
                "100 to 60000",
            ));
        }
        let calls = *text.calls_per_producer.get_ref();
        if !(1..=1_000).contains(&calls) {
            let (key, problem) = ("limits.calls_per_producer", "is out of range".to_owned());
            return Err(self.wrong(&text.calls_per_producer, key, problem, "1 to 1000"));
        }
        let limits = Limits {
            longest_overview: Duration::from_millis(longest),
            max_records_per_source: text.records_per_source.max(1),
            max_records: text.records.max(1),
            consent_roles: roles.into_iter().collect::<BTreeSet<_>>(),
        };
        let stacks = StackSettings {
            max_concurrent: calls,
            idle_timeout: Duration::from_millis(text.source_idle_ms.max(10)),
            answer: AnswerLimits {
                max_records: text.records_per_source.max(1),
                max_bytes: text.answer_bytes.max(1),
                ..AnswerLimits::default()
            },
            ..StackSettings::default()
        };
        Ok((limits, stacks))
    }

    fn file(
        &self,
        key: &str,
        path: &Spanned<PathBuf>,
        expected: &str,
    ) -> Result<Vec<u8>, ConfigError> {
        let shown = path.get_ref().display();
        std::fs::read(self.base.join(path.get_ref())).map_err(|source| {
            self.wrong(
                path,
                key,
                format!("{shown} cannot be read ({source})"),
                expected,
            )
        })
    }

    fn wrong<T>(&self, at: &Spanned<T>, key: &str, problem: String, expected: &str) -> ConfigError {
        ConfigError {
            place: format!("{}:{}", self.name, line_of(self.toml, at.span().start)),
            key: key.to_owned(),
            problem,
            expected: expected.to_owned(),
        }
    }
}
