//! What the whole sandbox may cost. The release figures stand in `docs/performance.md`; here are bounds that a debug build on a busy machine
//! keeps as well, and that a fact told alone, a source started after the other or a world held twice would break.

use std::{fs, time::Instant};

use mock_producers::{World, clock::today, synthetic::USUAL_CHILDREN};
use serde_json::Value;

use crate::running::{Running, show};

/// From its start to the first overview. In release five seconds are allowed.
const LONGEST_S: u64 = 30;
/// Of memory, at most: what is allowed in release, aggregator and all sources in one process.
const MOST_KB: u64 = 300 * 1024;
/// What a person who opens the state file has before them.
const STATE_BYTES: u64 = 128 * 1024;

// R-SANDBOX-1
#[test]
fn every_source_and_two_hundred_children_start_in_seconds_and_in_little_memory() {
    // Built before the clock starts.
    let _built = (tests::binary::sandbox(), tests::binary::samsyn());
    let began = Instant::now();
    let sandbox = Running::with(&[]);
    let (code, _) = show(sandbox.dir(), "old-bvc", &[]);
    let took = began.elapsed();
    assert_eq!(code, Some(0));
    assert!(took.as_secs() < LONGEST_S, "{took:?}");
    if fs::exists("/proc/self/status").unwrap() {
        let peak = sandbox.memory_kb("VmHWM:").unwrap();
        assert!(peak < MOST_KB, "{peak} kB");
    }
    assert!(sandbox.page.contains("ready in "), "it says how long");
    let systems = World::told(today()).systems.len();
    assert_eq!(
        sandbox.state()["producers"].as_array().unwrap().len(),
        systems
    );
}

// R-SANDBOX-2
#[test]
fn generated_children_have_a_file_of_their_own_and_are_shown_like_the_told() {
    let sandbox = Running::with(&[]);
    let state = fs::metadata(sandbox.dir().join("sandbox.json")).unwrap();
    assert!(state.len() < STATE_BYTES, "{} bytes", state.len());
    let told = sandbox.state();
    let children = told["children"].as_array().unwrap();
    assert!(children.iter().all(|child| child["story"] != "synthetic"));
    let file = sandbox.dir().join(told["synthetic"].as_str().unwrap());
    let generated: Vec<Value> = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert_eq!(generated.len(), USUAL_CHILDREN);
    for child in generated.iter().step_by(USUAL_CHILDREN / 8) {
        let (code, page) = show(sandbox.dir(), child["id"].as_str().unwrap(), &[]);
        assert_eq!(code, Some(0), "{}", child["label"]);
        assert!(page.lines().count() > 5);
    }
}
