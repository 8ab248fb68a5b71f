//! Table files, good and bad.

use std::{fs, path::PathBuf};

use aggregator::{cli::audit::Ended, policies::hash_of};

use super::{TABLES, run, said, why};

// R-POLICY-9
#[test]
fn good_files_are_counted_and_named_by_their_hash() {
    let line: Vec<_> = ["check"].into_iter().chain(TABLES).collect();
    let said = said(&line);
    for file in TABLES {
        let hash = hash_of(&fs::read_to_string(file).unwrap());
        let at = said.find(&format!("{file}: good: ")).unwrap();
        assert!(said[at..].contains(&hash), "{file}");
    }
    assert!(said.contains("policy of SE") && said.contains("programme of DK"));
    assert!(
        said.contains("sector 14") && said.contains("sharing "),
        "{said}"
    );
}

/// A copy of a table with one thing changed.
fn edited(dir: &tempfile::TempDir, name: &str, from: usize, old: &str, new: &str) -> PathBuf {
    let text = fs::read_to_string(TABLES[from]).unwrap();
    assert!(text.contains(old), "{old}");
    let file = dir.path().join(name);
    fs::write(&file, text.replacen(old, new, 1)).unwrap();
    file
}

// R-POLICY-9
#[test]
fn a_bad_file_is_refused_with_line_key_and_what_was_expected_and_the_good_beside_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let bad = edited(
        &dir,
        "bad.toml",
        0,
        "window = \"SE-WIN-YEAR-3\"",
        "window = \"SE-WIN-33\"",
    );
    let file = bad.display().to_string();
    let text = fs::read_to_string(&bad).unwrap();
    let line = 1 + text[..text.find("SE-WIN-33").unwrap()]
        .matches('\n')
        .count();
    let (ended, said) = run(&["check", &file, TABLES[1]]).unwrap();
    assert_eq!(ended, Ended::Damaged);
    let refused = format!(
        "{file}:{line}: sharing SE-SHARE-H-OWN window: \"SE-WIN-33\" is unknown; expected one of SE-WIN-"
    );
    assert!(said.contains(&refused), "{said}");
    assert!(said.contains(&format!("{}: good: ", TABLES[1])), "{said}");
    let (_, json) = run(&["check", &file, TABLES[1], "--format", "json"]).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json[0]["result"], &json[1]["result"]),
        (&"refused".into(), &"good".into())
    );
    assert_eq!(json[0]["line"], line);
    assert_eq!(json[1]["counts"]["sector"], 12);
}

// R-POLICY-9
#[test]
fn files_that_cannot_be_used_together_or_read_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let twin = edited(&dir, "twin.toml", 0, "version = \"", "version = \"twin ");
    let (ended, said) = run(&["check", TABLES[0], &twin.display().to_string()]).unwrap();
    assert_eq!(ended, Ended::Damaged);
    assert!(said.contains("SE has tables already"), "{said}");
    let missing = dir.path().join("missing.toml").display().to_string();
    let error = run(&["check", &missing]).unwrap_err();
    assert!(why(&error).starts_with(&format!("{missing} cannot be read")));
}
