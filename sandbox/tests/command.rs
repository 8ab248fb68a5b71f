//! The command's own words; what it starts is tested end to end.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::process::{Command, Output};

fn sandbox(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandbox"));
    command.args(arguments).output().unwrap()
}

#[test]
fn help_names_every_flag_of_the_readme() {
    let help = String::from_utf8(sandbox(&["--help"]).stdout).unwrap();
    for flag in [
        "--once",
        "--format",
        "--fault",
        "--fhir",
        "--state",
        "--grpc-port",
        "--admin-port",
        "--deadline",
    ] {
        assert!(help.contains(flag), "{flag}");
    }
}

#[test]
fn a_fault_that_cannot_be_is_refused_with_what_was_expected() {
    for (fault, expected) in [
        ("emi-vasterby", "PRODUCER=FAULT"),
        ("emi-vasterby=sulking", "hanging, dripping, erroring"),
        ("emi-vasterby=slow=soon", "slow"),
    ] {
        let refused = sandbox(&["--once", "--fault", fault]);
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains(expected), "{said}");
        assert!(refused.stdout.is_empty());
    }
}

#[test]
fn a_fault_of_nobody_is_refused_with_who_there_is() {
    let refused = sandbox(&["--once", "--fault", "nobody=hanging"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("emi-vasterby"), "{said}");
}
