//! What ARCHITECTURE.md and the house style promise of the layout, read from manifests and sources.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{File, read, with_ending};

/// Which of our own crates each may know. Everything points one way.
const MAY_KNOW: [(&str, &[&str]); 9] = [
    ("domain", &[]),
    ("proto", &["domain"]),
    ("aggregator", &["domain", "proto"]),
    ("bench", &["domain", "proto"]),
    ("producer-sdk", &["domain", "proto"]),
    ("consumer", &["domain", "proto"]),
    ("mock-producers", &["domain", "producer-sdk", "proto"]),
    (
        "sandbox",
        &[
            "aggregator",
            "consumer",
            "domain",
            "mock-producers",
            "producer-sdk",
            "proto",
        ],
    ),
    (
        "tests",
        &[
            "aggregator",
            "consumer",
            "domain",
            "mock-producers",
            "producer-sdk",
            "proto",
            "sandbox",
        ],
    ),
];

/// All that the rules are built on: text, time without a clock, errors.
const DOMAIN_DEPENDS_ON: [&str; 4] = ["jiff", "serde", "thiserror", "toml"];

const LONGEST_FILE: usize = 400;

/// Files past [`LONGEST_FILE`] lines, each with the reason. One that has become shorter is taken off.
const LONG_FILES: [(&str, &str); 6] = [
    (
        "aggregator/tests/config.rs",
        "one bad configuration per test, each a few lines away from the documented one",
    ),
    (
        "aggregator/tests/gate/scene.rs",
        "one scene that every test of the gate plays on, built from store to socket",
    ),
    (
        "domain/tests/common/mod.rs",
        "one child with a question, that every test of the decision takes something away from",
    ),
    (
        "mock-producers/tests/fhir.rs",
        "one folder of data of our own, read resource by resource",
    ),
    (
        "mock-producers/tests/fhir_rules.rs",
        "one small folder per rule of the FHIR reader, nothing shared that could be moved out",
    ),
    (
        "proto/tests/transport/main.rs",
        "one handshake per rule of the transport, all over the same pair of ends",
    ),
];

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    for (name, manifest) in manifests() {
        let lints = section(&manifest, "lints").collect::<Vec<_>>();
        assert_eq!(lints, ["workspace = true"], "{name}");
    }
}

#[test]
fn every_crate_knows_only_those_below_it() {
    let manifests = manifests();
    let known: BTreeMap<_, _> = MAY_KNOW.into_iter().collect();
    let names: BTreeSet<_> = manifests.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        known.keys().copied().collect(),
        "crates of the workspace"
    );
    for (name, manifest) in &manifests {
        for dependency in dependencies(manifest, &["dependencies", "dev-dependencies"]) {
            let ours = names.contains(dependency.as_str());
            let may = known[name.as_str()].contains(&dependency.as_str());
            assert!(!ours || may, "{name} may not know {dependency}");
        }
    }
}

#[test]
fn the_domain_has_no_clock_no_file_and_no_network() {
    let manifest = read("domain/Cargo.toml");
    let found = dependencies(&manifest, &["dependencies", "build-dependencies"]);
    assert_eq!(found.into_iter().collect::<Vec<_>>(), DOMAIN_DEPENDS_ON);
    let workspace = read("Cargo.toml");
    let jiff = workspace
        .lines()
        .find(|line| line.starts_with("jiff = "))
        .unwrap();
    assert!(jiff.contains("default-features = false"), "{jiff}");
    assert!(!jiff.contains("\"std\""), "{jiff}");
    let modules = [
        "std::time",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
    ];
    for file in with_ending(&[".rs"]) {
        if file.path.starts_with("domain/src/") {
            let used = file
                .code()
                .find(|(_, line)| modules.iter().any(|m| line.contains(m)));
            assert!(used.is_none(), "{}: {used:?}", file.path);
        }
    }
}

#[test]
fn one_crypto_library_serves_all() {
    let lock = read("Cargo.lock");
    for other in ["ring", "openssl", "openssl-sys", "native-tls"] {
        assert!(
            !lock.contains(&format!("name = \"{other}\"\n")) || is_optional(other),
            "{other}"
        );
    }
    let workspace = read("Cargo.toml");
    for library in ["rustls", "tokio-rustls", "rcgen", "jsonwebtoken"] {
        let line = workspace
            .lines()
            .find(|l| l.starts_with(&format!("{library} = ")))
            .unwrap();
        assert!(
            line.contains("default-features = false") && line.contains("aws_lc_rs"),
            "{line}"
        );
    }
}

/// The lock file also lists what features that nobody turned on would bring; `cargo deny` looks at what is really built.
fn is_optional(name: &str) -> bool {
    let deny = read("deny.toml");
    deny.contains(&format!("crate = \"{name}\""))
}

// R-GATE-5
#[test]
fn receipts_are_made_by_the_log_alone_and_every_release_takes_one() {
    let sources = with_ending(&[".rs"]);
    for receipt in ["IntentReceipt", "ShownReceipt"] {
        let made = format!("Ok({receipt} {{");
        let makers: Vec<_> = (sources.iter())
            .filter(|file| file.text.contains(&made) && !file.path.starts_with("tests/"))
            .map(|file| file.path.as_str())
            .collect();
        assert_eq!(makers, ["aggregator/src/audit/mod.rs"], "{receipt}");
    }
    let release = read("aggregator/src/gate/release.rs");
    let events = release.matches("released(Event::").count();
    let receipts = release.matches("&*self.receipt").count();
    assert_eq!(events, receipts, "a release without its receipt");
}

#[test]
fn no_lint_is_allowed_away() {
    let attribute = concat!("allow", "(");
    for file in with_ending(&[".rs"]) {
        let found = file.lines().find(|(_, line)| {
            let line = line.trim_start();
            line.starts_with('#') && line.contains(attribute)
        });
        assert!(
            found.is_none(),
            "{}: {found:?}; expect it, with a reason",
            file.path
        );
    }
}

#[test]
fn no_path_of_somebodys_machine_is_written_down() {
    let roots = ["home", "root", "Users", "work", "tmp"].map(|root| format!("/{root}/"));
    for file in with_ending(&[
        ".rs", ".toml", ".md", ".proto", ".json", ".yaml", ".snap", ".txt",
    ]) {
        let found = file
            .lines()
            .find(|(_, line)| roots.iter().any(|root| is_path(line, root)));
        assert!(found.is_none(), "{}: {found:?}", file.path);
    }
}

/// A root in the middle of a URL or a relative path is another thing.
fn is_path(line: &str, root: &str) -> bool {
    line.match_indices(root).any(|(place, _)| {
        let before = line
            .get(..place)
            .and_then(|before| before.chars().next_back());
        before.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | '/')))
    })
}

#[test]
fn a_file_past_the_usual_length_has_a_reason() {
    let reasons: BTreeMap<_, _> = LONG_FILES.into_iter().collect();
    let long: BTreeSet<String> = (with_ending(&[".rs"]).into_iter())
        .filter(|file| file.lines().count() > LONGEST_FILE)
        .map(|file| file.path)
        .collect();
    for path in &long {
        assert!(
            reasons.contains_key(path.as_str()),
            "{path} is over {LONGEST_FILE} lines"
        );
    }
    for path in reasons.keys() {
        assert!(
            long.contains(*path),
            "{path} is no longer long: take it off the list"
        );
    }
}

/// The manifest of every crate, by its folder.
fn manifests() -> BTreeMap<String, String> {
    let is_manifest = |file: &File| file.path.matches('/').count() == 1;
    (with_ending(&["/Cargo.toml", "Cargo.toml"]).into_iter())
        .filter(is_manifest)
        .map(|file| {
            (
                file.path.trim_end_matches("/Cargo.toml").to_owned(),
                file.text,
            )
        })
        .collect()
}

/// The lines of a table of a manifest.
fn section<'a>(manifest: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let head = format!("[{name}]");
    (manifest.lines())
        .skip_while(move |line| *line != head)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn dependencies(manifest: &str, tables: &[&str]) -> BTreeSet<String> {
    let lines = tables.iter().flat_map(|table| section(manifest, table));
    lines
        .filter_map(|line| Some(line.split(['.', ' ', '=']).next()?.to_owned()))
        .collect()
}
