//! Turns the written configuration into what the aggregator is started with: reads the files it names and checks each value.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::SignedDuration;
use proto::transport::{ChannelSettings, Identity, TrustAnchors, server_config};
use toml::Spanned;

use super::{
    Config, ConfigError, StorePlace,
    error::line_of,
    text::{ConsentText, IssuerText, LimitsText, Store, Text, Tls},
};
use crate::{
    Limits,
    identity::Issuer,
    peers::{Admission, Peers},
    policies::Policies,
    pseudonym::{MIN_KEY_BYTES, Pseudonyms},
    seal::{self, Seal},
    stack::{AnswerLimits, StackSettings},
    store::{FactAges, postgres::PostgresSettings},
};

pub(super) struct Reader<'a> {
    pub(super) name: &'a str,
    pub(super) toml: &'a str,
    pub(super) base: &'a Path,
}

impl Reader<'_> {
    pub(super) fn config(&self, mut text: Text) -> Result<Config, ConfigError> {
        let peers = self.peers(&mut text)?;
        let (identity, trust) = self.tls(&text.tls)?;
        let (limits, stacks, lease) = self.limits(&text.limits, text.consent)?;
        Ok(Config {
            grpc: text.listen.grpc,
            admin: text.listen.admin,
            identity,
            trust,
            store: self.store(&text.store)?,
            pseudonyms: self.pseudonyms(&text.store.pseudonym_key)?,
            seal: self.seal(&text.store.seal_key)?,
            policies: self.policies(&text.policy.files)?,
            issuers: (text.issuer.iter())
                .map(|issuer| self.issuer(issuer))
                .collect::<Result<_, _>>()?,
            peers,
            ages: FactAges {
                custody: self.hours(
                    "facts.custody_max_age_hours",
                    &text.facts.custody_max_age_hours,
                )?,
                protection: self.hours(
                    "facts.protection_max_age_hours",
                    &text.facts.protection_max_age_hours,
                )?,
                ..FactAges::default()
            },
            audit: self.audit(text.audit)?,
            limits,
            stacks,
            channels: ChannelSettings::default(),
            lease,
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
        // Whether certificate and key belong together shows when both are put to use.
        server_config(&identity, &trust).map_err(|e| {
            let expected = "the private key of the certificate";
            self.wrong(&tls.key, "tls.key", e.to_string(), expected)
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

    // R-CONFIG-1
    fn store(&self, text: &Store) -> Result<StorePlace, ConfigError> {
        match (&text.database, &text.postgres) {
            (Some(file), None) => Ok(StorePlace::Sqlite(self.base.join(file))),
            (None, Some(address)) => {
                let settings = PostgresSettings::at(address.get_ref()).map_err(|invalid| {
                    let expected = "postgresql://user@/database?host=/folder/of/the/socket, or a host on loopback";
                    self.wrong(address, "store.postgres", invalid.to_string(), expected)
                })?;
                Ok(StorePlace::Postgres(Box::new(settings)))
            }
            (Some(_), Some(address)) => {
                let problem = "stands beside store.database".to_owned();
                Err(self.wrong(address, "store.postgres", problem, "one of the two"))
            }
            (None, None) => Err(self.wrong(
                &text.pseudonym_key,
                "store.database",
                "is missing".to_owned(),
                "store.database, a file, or store.postgres, an address",
            )),
        }
    }

    fn seal(&self, key: &Spanned<PathBuf>) -> Result<Seal, ConfigError> {
        let expected = format!("a file of {} random bytes or more", seal::MIN_KEY_BYTES);
        let bytes = self.file("store.seal_key", key, &expected)?;
        Seal::from_key(&bytes)
            .map_err(|e| self.wrong(key, "store.seal_key", e.to_string(), &expected))
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

    // R-CONFIG-3
    fn limits(
        &self,
        text: &LimitsText,
        consent: ConsentText,
    ) -> Result<(Limits, StackSettings, Duration), ConfigError> {
        let overview_ms = self.within("limits.overview_ms", &text.overview_ms, 100, 60_000)?;
        let overviews = self.within("limits.overviews", &text.overviews, 1, 100_000)?;
        let per_source = self.within(
            "limits.records_per_source",
            &text.records_per_source,
            1,
            10_000,
        )?;
        let records = self.within("limits.records", &text.records, 1, 100_000)?;
        let bytes = self.within("limits.answer_bytes", &text.answer_bytes, 1_024, 1 << 28)?;
        let calls = self.within(
            "limits.calls_per_producer",
            &text.calls_per_producer,
            1,
            1_000,
        )?;
        let idle = self.within("limits.source_idle_ms", &text.source_idle_ms, 10, 60_000)?;
        let lease = self.within("limits.lease_seconds", &text.lease_seconds, 3, 86_400)?;
        let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let ConsentText {
            roles,
            letter_roles,
            custody_roles,
        } = consent;
        let limits = Limits {
            longest_overview: Duration::from_millis(overview_ms),
            max_overviews: size(overviews),
            max_records_per_source: size(per_source),
            max_records: size(records),
            consent_roles: BTreeSet::from_iter(roles),
            letter_roles: BTreeSet::from_iter(letter_roles),
            custody_roles: BTreeSet::from_iter(custody_roles),
        };
        let stacks = StackSettings {
            max_concurrent: size(calls),
            idle_timeout: Duration::from_millis(idle),
            answer: AnswerLimits {
                max_records: size(per_source),
                max_bytes: size(bytes),
                ..AnswerLimits::default()
            },
            ..StackSettings::default()
        };
        Ok((limits, stacks, Duration::from_secs(lease)))
    }

    fn hours(&self, key: &str, value: &Spanned<u64>) -> Result<SignedDuration, ConfigError> {
        let hours = self.within(key, value, 1, 720)?;
        Ok(SignedDuration::from_hours(
            i64::try_from(hours).unwrap_or(1),
        ))
    }

    pub(super) fn within(
        &self,
        key: &str,
        value: &Spanned<u64>,
        least: u64,
        most: u64,
    ) -> Result<u64, ConfigError> {
        let number = *value.get_ref();
        if (least..=most).contains(&number) {
            return Ok(number);
        }
        let problem = format!("{number} is out of range");
        Err(self.wrong(value, key, problem, &format!("{least} to {most}")))
    }

    /// The peers contradict each other somewhere in the file, not in one line of it.
    fn peers(&self, text: &mut Text) -> Result<Peers, ConfigError> {
        let (consumers, sources) = (
            std::mem::take(&mut text.consumer),
            std::mem::take(&mut text.fact_source),
        );
        let producers = std::mem::take(&mut text.producer);
        let unread = |p: &&Admission| {
            !p.catchment.municipalities.is_empty() || !p.catchment.units.is_empty()
        };
        if let Some(producer) = producers.iter().find(unread) {
            return Err(ConfigError {
                place: self.name.to_owned(),
                key: format!("producer {} catchment", producer.id),
                problem: "municipalities and units are not read yet, so they would keep nobody out"
                    .to_owned(),
                expected: "ages only, or no catchment".to_owned(),
            });
        }
        Peers::new(consumers, sources, producers).map_err(|invalid| ConfigError {
            place: self.name.to_owned(),
            key: "consumer, fact_source, producer".to_owned(),
            problem: invalid.to_string(),
            expected: "each peer and each producer id once in its list, and possible values"
                .to_owned(),
        })
    }

    pub(super) fn file(
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

    pub(super) fn wrong<T>(
        &self,
        at: &Spanned<T>,
        key: &str,
        problem: String,
        expected: &str,
    ) -> ConfigError {
        // No value of the file begins at its very start: this one came from the environment, or is a default.
        let place = match at.span().start {
            0 => "environment".to_owned(),
            start => format!("{}:{}", self.name, line_of(self.toml, start)),
        };
        ConfigError {
            place,
            key: key.to_owned(),
            problem,
            expected: expected.to_owned(),
        }
    }
}
