//! The checked-in code is what the `.proto` files say. `UPDATE_GENERATED=1 cargo test -p proto --test generated` writes it anew.
#![expect(clippy::unwrap_used, reason = "a panic is a test's voice")]

use std::{
    fs,
    path::{Path, PathBuf},
};

const RECORD: &str = ".samsyn.record.v1.Record";

/// Every `.proto` file under `samsyn`, sorted, relative to the include root.
fn protos(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.join("samsyn")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "proto") {
                found.push(path.strip_prefix(root).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

fn generate(root: &Path, out: &Path) {
    let descriptors = protox::compile(protos(root), [root]).unwrap();
    fs::write(out.join("descriptors.binpb"), prost_bytes(&descriptors)).unwrap();
    tonic_prost_build::configure()
        .out_dir(out)
        .bytes(".")
        // The relay view: whoever carries a record carries it as the bytes that came (see `relay`).
        .extern_path(RECORD, "crate::relay::Record")
        .include_file("mod.rs")
        .emit_rerun_if_changed(false)
        .compile_fds(descriptors)
        .unwrap();
}

fn prost_bytes(descriptors: &protox::prost_reflect::prost_types::FileDescriptorSet) -> Vec<u8> {
    use protox::prost_reflect::prost::Message as _;
    let mut bare = descriptors.clone();
    for file in &mut bare.file {
        // Comments are for readers of the sources; reflection answers shapes.
        file.source_code_info = None;
    }
    bare.encode_to_vec()
}

#[test]
fn generated_code_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kept = root.join("src/generated");
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        generate(root, &kept);
    }
    let fresh = tempfile::tempdir().unwrap();
    generate(root, fresh.path());

    let names = |folder: &Path| -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(
        names(&kept),
        names(fresh.path()),
        "files under src/generated"
    );
    for name in names(fresh.path()) {
        assert!(
            fs::read(kept.join(&name)).unwrap() == fs::read(fresh.path().join(&name)).unwrap(),
            "src/generated/{name} has drifted from the .proto files; run \
             UPDATE_GENERATED=1 cargo test -p proto --test generated"
        );
    }
}
