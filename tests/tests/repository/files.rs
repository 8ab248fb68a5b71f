//! The repository's own files, as text. Generated code, build output and what others wrote are no part of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file with its path from the root, `/` between its parts.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap().to_owned()
}

/// One file's text.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Every file with one of these endings, ordered by path.
pub(crate) fn with_ending(endings: &[&str]) -> Vec<File> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                if !["target", ".git", "node_modules", "generated"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let from_root = path.strip_prefix(&root).unwrap();
                let parts: Vec<_> = (from_root.iter())
                    .map(|part| part.to_str().unwrap())
                    .collect();
                found.push(File {
                    path: parts.join("/"),
                    text: fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "nothing ends with {endings:?}");
    found
}

impl File {
    /// True when the whole file is test code.
    pub(crate) fn is_test(&self) -> bool {
        self.path
            .split('/')
            .any(|part| part == "tests" || part == "tests.rs")
    }

    /// The lines before the inline test module, with their numbers from 1.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.test_module().unwrap_or(usize::MAX);
        self.lines().take_while(move |(line, _)| *line < end)
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// The line on which an inline test module begins: `#[cfg(test)]`, then `mod name {`.
    pub(crate) fn test_module(&self) -> Option<usize> {
        let lines: Vec<_> = self.text.lines().map(str::trim).collect();
        let pair = |pair: &[&str]| match pair {
            [cfg, module] => {
                *cfg == "#[cfg(test)]" && module.starts_with("mod ") && module.ends_with('{')
            }
            _ => false,
        };
        lines.windows(2).position(pair).map(|place| place + 1)
    }
}
