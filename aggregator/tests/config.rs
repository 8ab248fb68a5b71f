//! The configuration: the documented example is read, and whatever is wrong is refused with file, line, key and what was expected.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

use std::{fs, path::Path, time::Duration};

use aggregator::config::{Config, ConfigError, Environment, OVERRIDES};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, IsCa,
    KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ED25519, SanType, SerialNumber, date_time_ymd,
};
use tempfile::TempDir;

const DOCUMENT: &str = include_str!("../../docs/configuration.md");

/// The example of the document, with every file that it names.
struct Example {
    folder: TempDir,
    toml: String,
}

impl Example {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let example = Self {
            folder,
            toml: example_toml(),
        };
        example.write_material();
        example
    }

    fn write_material(&self) {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let mut params = CertificateParams::default();
        let name = "spiffe://samsyn.example/aggregator".try_into().unwrap();
        params.subject_alt_names = vec![SanType::URI(name)];
        let key = KeyPair::generate().unwrap();
        let own = params.signed_by(&key, &ca).unwrap();
        let crl = CertificateRevocationListParams {
            this_update: date_time_ymd(2024, 1, 1),
            next_update: date_time_ymd(2124, 1, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let crl = crl.signed_by(&ca).unwrap().pem().unwrap();
        let issuer = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        self.write("certificates/aggregator.pem", own.pem());
        self.write("certificates/aggregator.key", key.serialize_pem());
        self.write("certificates/ca.pem", ca.pem());
        self.write("certificates/crl.pem", crl);
        self.write("pseudonym.key", [7; 32]);
        self.write("seal.key", [8; 32]);
        self.write("issuer.pem", issuer.public_key_pem());
        let checkpoints = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        self.write("checkpoint.key", checkpoints.serialize_pem());
        self.write("checkpoint-2025.pem", issuer.public_key_pem());
        let tables = concat!(env!("CARGO_MANIFEST_DIR"), "/../policy");
        for file in [
            "se.toml",
            "dk.toml",
            "se-programme.toml",
            "dk-programme.toml",
        ] {
            let table = fs::read(format!("{tables}/{file}")).unwrap();
            self.write(&format!("policy/{file}"), table);
        }
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The example with one text in it replaced by another.
    fn with(mut self, from: &str, to: &str) -> Self {
        assert!(self.toml.contains(from), "the example lacks {from:?}");
        self.toml = self.toml.replacen(from, to, 1);
        self
    }

    fn read_with(&self, environment: &Environment) -> Result<Config, ConfigError> {
        self.write("aggregator.toml", &self.toml);
        Config::read(&self.folder.path().join("aggregator.toml"), environment)
    }

    fn read(&self) -> Result<Config, ConfigError> {
        self.read_with(&Environment::new())
    }

    fn refused(&self) -> ConfigError {
        match self.read() {
            Ok(_) => panic!("the configuration was taken"),
            Err(error) => error,
        }
    }

    /// The line, from 1, on which a text stands first.
    fn line_of(&self, text: &str) -> usize {
        let line = self.toml.lines().position(|line| line.contains(text));
        1 + line.unwrap_or_else(|| panic!("the example lacks {text:?}"))
    }

    /// Refused at the line of `text`, for this key, saying this was expected.
    fn assert_refused(&self, text: &str, key: &str, expected: &str) {
        let error = self.refused();
        let place = self.folder.path().join("aggregator.toml");
        let place = format!("{}:{}", place.display(), self.line_of(text));
        assert_eq!(error.place, place, "{error}");
        assert_eq!(error.key, key, "{error}");
        assert!(error.expected.contains(expected), "{error}");
        assert!(!error.problem.is_empty(), "{error}");
    }
}

fn example_toml() -> String {
    let (_, rest) = DOCUMENT.split_once("```toml\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

fn environment(variable: &str, value: &str) -> Environment {
    Environment::from([(variable.to_owned(), value.to_owned())])
}

// R-CONFIG-1
#[test]
fn the_documented_example_is_read_with_every_key() {
    let config = Example::new().read().unwrap();
    assert_eq!(config.grpc.to_string(), "0.0.0.0:7443");
    assert_eq!(config.admin.to_string(), "127.0.0.1:7480");
    assert_eq!(
        config.identity.peer().name.as_str(),
        "spiffe://samsyn.example/aggregator"
    );
    assert_eq!(config.limits.longest_overview, Duration::from_secs(28));
    assert_eq!(config.lease, Duration::from_secs(30));
    assert!(config.limits.consent_roles.contains("school-nurse"));
    assert!(config.limits.letter_roles.contains("social-worker"));
    assert!(config.limits.custody_roles.contains("case-worker"));
    assert!(!config.reflection);
    let lists = (config.issuers.len(), config.peers.admissions().count());
    assert_eq!(lists, (1, 1));
}

// R-CONFIG-1
#[test]
fn what_the_document_gives_as_default_is_the_default() {
    let full = Example::new().read().unwrap();
    let mut least = Example::new();
    for table in ["policy", "facts", "limits", "consent", "audit"] {
        least.toml = without_table(&least.toml, table);
    }
    let least = least
        .with("reflection = false\n", "")
        .with("admin = \"127.0.0.1:7480\"", "#")
        .with("crl = ", "# ");
    let least = least.read().unwrap();
    assert_eq!(least.admin, full.admin);
    assert_eq!(least.reflection, full.reflection);
    assert_eq!(least.ages, full.ages);
    assert_eq!(least.lease, full.lease);
    assert_eq!(format!("{:?}", least.stacks), format!("{:?}", full.stacks));
    assert_eq!(least.limits.longest_overview, full.limits.longest_overview);
    assert_eq!(least.limits.max_records, full.limits.max_records);
    let per_source = |config: &Config| config.limits.max_records_per_source;
    assert_eq!(per_source(&least), per_source(&full));
    assert!(least.limits.consent_roles.is_empty() && least.limits.letter_roles.is_empty());
    assert!(least.limits.custody_roles.is_empty());
    let intervals = |config: &Config| (config.audit.every_entries, config.audit.every);
    assert_eq!(intervals(&least), intervals(&full));
    assert!(least.audit.signer.is_none() && least.audit.keys.is_empty());
    assert!(least.audit.sink.is_none() && least.audit.auditor_roles.is_empty());
}

/// A document without one of its tables.
fn without_table(toml: &str, name: &str) -> String {
    let head = format!("[{name}]");
    let mut inside = false;
    let kept = toml.lines().filter(|line| {
        if line.starts_with('[') {
            inside = *line == head;
        }
        !inside
    });
    kept.collect::<Vec<_>>().join("\n")
}

// R-CONFIG-1
#[test]
fn a_file_that_is_not_there_is_refused_by_name() {
    let nowhere = Path::new("nowhere/aggregator.toml");
    let error = Config::read(nowhere, &Environment::new()).unwrap_err();
    assert_eq!(error.place, "nowhere/aggregator.toml");
    assert!(error.problem.contains("cannot be read"), "{error}");
    assert_eq!(error.expected, "a readable TOML file");
}

// R-CONFIG-1
#[test]
fn a_named_file_that_is_not_there_is_refused_at_its_key() {
    for (key, text, expected) in [
        ("tls.certificate", "certificates/aggregator.pem", "PEM"),
        ("tls.key", "certificates/aggregator.key", "PEM"),
        ("tls.ca", "certificates/ca.pem", "PEM"),
        ("tls.crl", "certificates/crl.pem", "PEM"),
        ("store.pseudonym_key", "pseudonym.key", "32 random bytes"),
        ("store.seal_key", "seal.key", "32 random bytes"),
        ("policy.files", "policy/se.toml", "policy table"),
        ("audit.checkpoint_key", "checkpoint.key", "PEM private key"),
        ("audit.former_keys", "checkpoint-2025.pem", "PEM public key"),
        ("issuer.public_key", "issuer.pem", "PEM public key"),
    ] {
        let example = Example::new().with(&format!("\"{text}\""), "\"gone\"");
        example.assert_refused("gone", key, expected);
        assert!(example.refused().problem.contains("gone cannot be read"));
    }
}

// R-CONFIG-1
#[test]
fn the_store_is_a_file_or_a_server_and_one_of_the_two() {
    let file = "database = \"aggregator.db\"";
    let socket = "postgres = \"postgresql://samsyn@/samsyn?host=/run/postgresql\"";
    let server = Example::new().with(file, socket);
    assert!(server.read().unwrap().database().is_none());
    assert!(Example::new().read().unwrap().database().is_some());
    let both = Example::new().with(file, &format!("{file}\n{socket}"));
    both.assert_refused(socket, "store.postgres", "one of the two");
    for (address, problem) in [
        ("postgresql://samsyn@db.example/samsyn", "another machine"),
        ("aggregator.db", "no address"),
    ] {
        let line = format!("postgres = \"{address}\"");
        let example = Example::new().with(file, &line);
        example.assert_refused(&line, "store.postgres", "host=/folder");
        assert!(example.refused().problem.contains(problem));
        assert!(!example.refused().to_string().contains("db.example"));
    }
}

// R-CONFIG-1
#[test]
fn an_unknown_key_is_refused_at_its_line() {
    let example = Example::new().with("overview_ms", "overview_milliseconds");
    example.assert_refused(
        "overview_milliseconds",
        "limits.overview_milliseconds",
        "overview_ms",
    );
    let example = Example::new().with("[facts]", "[fact]");
    example.assert_refused("[fact]", "fact", "facts");
}

// R-CONFIG-1
#[test]
fn a_missing_key_is_refused_and_named() {
    let example = Example::new().with("database = \"aggregator.db\"\n", "");
    let error = example.refused();
    assert!(error.to_string().contains("database"), "{error}");
    let line = format!(":{}", example.line_of("pseudonym_key"));
    assert!(error.place.ends_with(&line), "{error}");
}

// R-CONFIG-1
#[test]
fn a_value_of_the_wrong_kind_is_refused_at_its_line() {
    let example = Example::new().with("records = 5000", "records = \"many\"");
    example.assert_refused("\"many\"", "limits.records", "");
    let example = Example::new().with("reflection = false", "reflection = 1");
    example.assert_refused("reflection = 1", "reflection", "a boolean");
    let example = Example::new().with("algorithm = \"EdDSA\"", "algorithm = \"none\"");
    example.assert_refused("\"none\"", "issuer.algorithm", "ES256");
}

// R-CONFIG-1
#[test]
fn an_address_that_is_none_is_refused_at_its_line() {
    let example = Example::new().with("0.0.0.0:7443", "everywhere");
    example.assert_refused("everywhere", "listen.grpc", "");
    let example = Example::new().with("https://emi.nord.example:8443", "http://emi.nord.example");
    let error = example.refused();
    assert!(error.problem.contains("https://host:port"), "{error}");
}

// R-CONFIG-1
#[test]
fn key_material_that_cannot_be_used_is_refused_at_its_key() {
    let example = Example::new();
    example.write("pseudonym.key", [7; 31]);
    example.assert_refused("pseudonym.key", "store.pseudonym_key", "32 random bytes");
    assert!(example.refused().problem.contains("31"));

    let example = Example::new();
    example.write("seal.key", [8; 31]);
    example.assert_refused("seal.key", "store.seal_key", "32 random bytes");

    let example = Example::new();
    example.write("issuer.pem", "no key at all");
    example.assert_refused("issuer.pem", "issuer.public_key", "PEM public key");
    let example = Example::new().with("\"EdDSA\"", "\"ES256\"");
    example.assert_refused("issuer.pem", "issuer.public_key", "PEM public key");

    let example = Example::new();
    example.write("certificates/ca.pem", "no certificate");
    example.assert_refused("certificates/ca.pem", "tls.ca", "authorities");
    let example = Example::new();
    example.write("certificates/aggregator.key", "no key");
    example.assert_refused(
        "certificates/aggregator.pem",
        "tls.certificate",
        "and its key",
    );
    let example = Example::new();
    example.write("certificates/crl.pem", "no list");
    example.assert_refused("certificates/crl.pem", "tls.crl", "revocation lists");
}

// R-AUDIT-10
#[test]
fn checkpoints_without_a_key_that_can_sign_them_are_refused() {
    let example = Example::new();
    example.write("checkpoint.key", "no key");
    example.assert_refused("checkpoint.key", "audit.checkpoint_key", "Ed25519");
    let example = Example::new().with("checkpoint_key = ", "# ");
    example.assert_refused(
        "checkpoint_folder",
        "audit.checkpoint_folder",
        "audit.checkpoint_key",
    );
}

// R-CONFIG-1
#[test]
fn no_secret_is_repeated_in_an_error() {
    let example = Example::new();
    example.write("certificates/aggregator.key", "sesame-open");
    example.write("pseudonym.key", "sesame-short");
    let error = format!("{:?}", example.refused());
    assert!(!error.contains("sesame"), "{error}");
}

// R-CONFIG-1
#[test]
fn a_bad_policy_table_is_refused_at_its_own_file_and_line() {
    let example = Example::new();
    example.write("policy/se.toml", "[policy]\ncountry = \"NO\"\n");
    let error = example.refused();
    assert!(error.place.starts_with("policy/se.toml:"), "{error}");
    assert!(!error.expected.is_empty(), "{error}");
    let example = Example::new();
    example.write("policy/dk.toml", [0xff, 0xfe]);
    example.assert_refused("policy/dk.toml", "policy.files", "UTF-8");
    let example = Example::new();
    example.write(
        "policy/dk-programme.toml",
        "[programme]\ncountry = \"NO\"\n",
    );
    let error = example.refused();
    assert!(
        error.place.starts_with("policy/dk-programme.toml:"),
        "{error}"
    );
}

// R-CONFIG-1, R-CONFIG-3
#[test]
fn a_limit_out_of_range_is_refused_at_its_line() {
    for (from, to, key, expected) in [
        (
            "overview_ms = 28000",
            "overview_ms = 99",
            "limits.overview_ms",
            "100 to 60000",
        ),
        (
            "overview_ms = 28000",
            "overview_ms = 60001",
            "limits.overview_ms",
            "100 to 60000",
        ),
        (
            "lease_seconds = 30",
            "lease_seconds = 2",
            "limits.lease_seconds",
            "3 to 86400",
        ),
        (
            "calls_per_producer = 10",
            "calls_per_producer = 0",
            "limits.calls_per_producer",
            "1 to 1000",
        ),
    ] {
        Example::new()
            .with(from, to)
            .assert_refused(to, key, expected);
    }
}

// R-CONFIG-1
#[test]
fn peers_that_contradict_each_other_are_refused_by_list_and_name() {
    let twice = "[[consumer]]\npeer = \"spiffe://samsyn.example/consumer/journal\"\n";
    let example = Example::new().with(twice, &twice.repeat(2));
    let error = example.read().unwrap_err().to_string();
    assert!(error.contains("consumer/journal"), "{error}");
}

// R-CONFIG-2
#[test]
fn the_environment_overrides_the_keys_that_are_listed_and_no_others() {
    let example = Example::new();
    let config = example
        .read_with(&environment("SAMSYN_LISTEN_GRPC", "127.0.0.1:0"))
        .unwrap();
    assert_eq!(config.grpc.to_string(), "127.0.0.1:0");
    let config = example
        .read_with(&environment("SAMSYN_STORE_DATABASE", "other.db"))
        .unwrap();
    let other = example.folder.path().join("other.db");
    assert_eq!(config.database(), Some(other.as_path()));

    for (variable, value, expected) in [
        ("SAMSYN_LISTEN_ADMIN", "here", "127.0.0.1:7443"),
        ("SAMSYN_LIMITS_RECORDS", "1", "SAMSYN_LISTEN_GRPC"),
    ] {
        let error = example
            .read_with(&environment(variable, value))
            .unwrap_err();
        assert_eq!(
            (error.place.as_str(), error.key.as_str()),
            ("environment", variable)
        );
        assert!(error.expected.contains(expected), "{error}");
    }
}

// R-CONFIG-2
#[test]
fn every_variable_is_documented_with_the_key_it_overrides() {
    for (variable, key) in OVERRIDES {
        let row = format!("| `{variable}` | `{key}` |");
        assert!(DOCUMENT.contains(&row), "docs/configuration.md lacks {row}");
    }
}
