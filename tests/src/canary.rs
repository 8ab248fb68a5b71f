//! The canary: what nobody may find in anything that an aggregator writes, in every spelling that a program might choose, and the search for it.
//! Every [`Harness`](crate::Harness) searches its own folder, figures and log when it ends: every end-to-end test is a canary test.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, Once, OnceLock},
};

use aggregator::metrics::Metrics;
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use domain::{id::PersonId, record::Record};
use mock_producers::World;
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    fmt::MakeWriter,
    layer::{Layer as _, SubscriberExt as _},
    util::SubscriberInitExt as _,
};

/// What the sandbox itself writes, as operator and for whoever uses it: everybody's number and token, and what every source is called.
const OF_THE_SANDBOX: [&str; 3] = ["sandbox.json", "synthetic.json", "aggregator.toml"];
/// Shorter spellings stand anywhere.
const SHORTEST: usize = 8;

/// Texts in all their spellings, searched for at once.
pub struct Markers {
    /// By their first four bytes: the whole spelling, and what it spells.
    spellings: BTreeMap<[u8; 4], Vec<(Vec<u8>, String)>>,
    /// Which first three bytes occur, a bit each: few places in what is searched come past it.
    heads: Vec<u64>,
}

impl std::fmt::Debug for Markers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Markers(…)")
    }
}

impl Markers {
    /// These texts.
    pub fn of<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut markers = Self {
            spellings: BTreeMap::new(),
            heads: vec![0; (1 << 24) / 64],
        };
        for text in texts {
            for (kind, spelling) in spellings(text.as_ref()) {
                markers.add(spelling, format!("{} ({kind})", text.as_ref()));
            }
        }
        markers
    }

    fn add(&mut self, spelling: Vec<u8>, what: String) {
        let Some(&head) = spelling
            .first_chunk()
            .filter(|_| spelling.len() >= SHORTEST)
        else {
            return;
        };
        let (word, bit) = place(head);
        if let Some(word) = self.heads.get_mut(word) {
            *word |= 1 << bit;
        }
        let known = self.spellings.entry(head).or_default();
        if known.iter().all(|(other, _)| *other != spelling) {
            known.push((spelling, what));
        }
    }

    /// What of it stands in these bytes.
    #[must_use]
    pub fn found(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut rest = bytes;
        while let Some(&head) = rest.first_chunk::<4>() {
            let (word, bit) = place(head);
            if self
                .heads
                .get(word)
                .is_some_and(|word| word >> bit & 1 == 1)
            {
                let spelled = self.spellings.get(&head).into_iter().flatten();
                let here = spelled.filter(|(spelling, _)| rest.starts_with(spelling));
                found.extend(here.map(|(_, what)| what.as_str()));
            }
            rest = rest.get(1..).unwrap_or_default();
        }
        found
    }
}

fn place([a, b, c, _]: [u8; 4]) -> (usize, u32) {
    let head = u32::from_be_bytes([0, a, b, c]);
    (head as usize / 64, head % 64)
}

/// A text as programs write it.
fn spellings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let escaped = |ascii: fn(char) -> String| text.chars().map(ascii).collect::<String>();
    let percent = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '~' => c.to_string(),
        c => c
            .encode_utf8(&mut [0; 4])
            .bytes()
            .map(|b| format!("%{b:02X}"))
            .collect(),
    };
    let json = |c: char| match c {
        c if c.is_ascii() => c.to_string(),
        c => (c.encode_utf16(&mut [0; 2]).iter())
            .map(|unit| format!("\\u{unit:04x}"))
            .collect(),
    };
    let mut all = vec![
        ("as it is", text.as_bytes().to_vec()),
        ("upper case", text.to_uppercase().into_bytes()),
        ("lower case", text.to_lowercase().into_bytes()),
        ("UTF-16, little end first", wide(u16::to_le_bytes)),
        ("UTF-16, big end first", wide(u16::to_be_bytes)),
        ("hexadecimal", hex.to_uppercase().into_bytes()),
        ("hexadecimal", hex.into_bytes()),
        ("percent", escaped(percent).into_bytes()),
        (
            "percent with plus",
            escaped(percent).replace("%20", "+").into_bytes(),
        ),
        ("JSON", escaped(json).into_bytes()),
        ("Rust", text.escape_default().to_string().into_bytes()),
    ];
    all.extend(in_base64(text.as_bytes()).map(|spelling| ("base64", spelling)));
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        all.push(("backwards", text.bytes().rev().collect()));
    }
    all
}

/// The characters that stand for these bytes wherever in a longer text they begin.
fn in_base64(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..3).flat_map(move |before| {
        let ahead = std::iter::repeat_n(0, before);
        let padded: Vec<u8> = ahead.chain(bytes.iter().copied()).collect();
        let (first, end) = ((before * 8).div_ceil(6), (padded.len() * 8) / 6);
        [STANDARD_NO_PAD, URL_SAFE_NO_PAD].map(|alphabet| {
            let whole = alphabet.encode(&padded).into_bytes();
            whole.get(first..end).unwrap_or_default().to_vec()
        })
    })
}

/// The numbers and names of everybody who is told of, and what the registers tell of them.
#[must_use]
pub fn people(world: &World) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    for child in &world.children {
        texts.extend(numbers(&child.id));
        texts.insert(child.label.clone());
        for guardian in &child.guardians {
            texts.extend(numbers(&guardian.id));
            texts.insert(guardian.name.clone());
        }
    }
    let registers = (world.systems.iter()).filter(|s| s.sector.as_str() == "population-register");
    texts.extend(
        registers
            .flat_map(|system| system.records.iter())
            .flat_map(written),
    );
    texts.retain(|text| !is_public(world, text) && !is_organisation(text));
    texts
}

/// An HSA-id: country, organisation number, a hyphen, the rest. Who asks stands in the access log with organisation and unit, as the law has
/// it.
#[must_use]
pub fn is_organisation(text: &str) -> bool {
    text.starts_with("SE") && text.contains('-') && text.is_ascii()
}

/// A number as registers, people and older systems write it.
#[must_use]
pub fn numbers(person: &PersonId) -> Vec<String> {
    let number = person.value();
    let (day, end) = number.split_at(number.len() - 4);
    let short = day.get(day.len() - 6..).unwrap_or(day);
    vec![
        number.to_owned(),
        format!("{day}-{end}"),
        format!("{short}-{end}"),
        format!("{short}{end}"),
    ]
}

/// Every text in a record, as it stands on the wire.
///
/// # Panics
/// When the record cannot be written.
#[must_use]
pub fn written(record: &Record) -> Vec<String> {
    let wire = proto::convert::record::encode(record);
    let (header, body) = (
        wire.header().expect("a header"),
        wire.body().expect("a body"),
    );
    // The generated types print what they hold, every text between quotes.
    let location = wire.location().expect("a place");
    let printed = format!("{header:?}{body:?}{location:?}");
    let texts = printed.split('"').skip(1).step_by(2);
    texts.map(ToOwned::to_owned).collect()
}

/// Names of sources, codes and addresses of code systems: what stands in configuration and tables as well.
#[must_use]
pub fn is_public(world: &World, text: &str) -> bool {
    let is_prose = text.contains(' ') || !text.is_ascii();
    let is_number = text.len() >= 10 && text.bytes().filter(u8::is_ascii_digit).count() >= 8;
    let is_token = text.len() > 60;
    let names_a_source = world.systems.iter().any(|system| system.name == text);
    names_a_source
        || stands_in_the_tables(text)
        || text.starts_with("urn:")
        || text.chars().count() < 5
        || !(is_prose || is_number || is_token)
}

/// Words of the policy tables, whose texts are kept beside the log that cites them.
fn stands_in_the_tables(text: &str) -> bool {
    static TABLES: OnceLock<String> = OnceLock::new();
    let tables = TABLES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policy");
        let texts = files(&folder).into_iter().map(|(_, bytes)| bytes);
        String::from_utf8_lossy(&texts.collect::<Vec<_>>().concat()).to_lowercase()
    });
    tables.contains(&text.to_lowercase())
}

/// Every file below a folder but those that the sandbox writes for whoever uses it, with its name.
pub fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_ours = OF_THE_SANDBOX.iter().any(|name| path.ends_with(name));
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files(&path)),
            // A file may go while we look.
            Ok(_) if !is_ours => found.extend(fs::read(&path).ok().map(|bytes| (path, bytes))),
            _ => {}
        }
    }
    found
}

/// Stands in a harness and looks when it ends.
#[derive(Debug)]
pub(crate) struct Canary {
    markers: Markers,
    metrics: Arc<Metrics>,
    dir: PathBuf,
    /// Where the log of this process stood when the harness began.
    log_from: usize,
}

impl Canary {
    pub(crate) fn of(world: &World, metrics: Arc<Metrics>, dir: &Path) -> Self {
        listen();
        Self {
            markers: Markers::of(people(world)),
            metrics,
            dir: dir.to_owned(),
            log_from: LOG.lock().map_or(0, |log| log.len()),
        }
    }

    fn look(&self) -> Vec<String> {
        let figures = self.metrics.text().unwrap_or_default().into_bytes();
        let log = LOG
            .lock()
            .map(|log| log.get(self.log_from..).unwrap_or_default().to_vec());
        let mut all = files(&self.dir);
        all.push(("the figures".into(), figures));
        all.push(("the log".into(), log.unwrap_or_default()));
        let found = |(place, bytes): &(PathBuf, Vec<u8>)| {
            let name = place
                .file_name()
                .unwrap_or(place.as_os_str())
                .to_string_lossy();
            let found = self.markers.found(bytes).into_iter();
            found
                .map(|what| format!("{what} in {name}"))
                .collect::<Vec<_>>()
        };
        all.iter().flat_map(found).collect()
    }
}

// R-STORE-1, R-AUDIT-6, R-PRIVACY-3
impl Drop for Canary {
    fn drop(&mut self) {
        // What a failing test leaves behind is told by the test.
        if !std::thread::panicking() {
            assert_eq!(self.look(), [""; 0], "what an aggregator wrote");
        }
    }
}

/// What the aggregators of this process logged, at every level.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if let Ok(mut log) = LOG.lock() {
            log.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        Self
    }
}

/// Logs from now on, once in a process, unless the test does so itself. What the libraries say below a warning is left to the one test that
/// logs everything: it would make every other one slow.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let targets = Targets::new()
            .with_default(LevelFilter::WARN)
            .with_targets([
                ("aggregator", LevelFilter::TRACE),
                ("proto", LevelFilter::TRACE),
            ]);
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(Log);
        let subscriber = tracing_subscriber::registry().with(layer.with_filter(targets));
        // A test that has its own log keeps it.
        let _ = subscriber.try_init();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_in_every_spelling_and_wherever_it_begins() {
        let (number, name) = ("201403182386", "Åsa Öberg");
        let markers = Markers::of([number, name]);
        let base64 = |before: &str| STANDARD_NO_PAD.encode(format!("{before}{number} and more"));
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [
            b"...201403182386...".to_vec(),
            b"683281304102".to_vec(),
            base64("").into_bytes(),
            base64("a").into_bytes(),
            base64("bc").into_bytes(),
            base64("def").into_bytes(),
            "x Åsa Öberg y".into(),
            "ÅSA ÖBERG".into(),
            wide,
            b"%C3%85sa%20%C3%96berg".to_vec(),
            b"%C3%85sa+%C3%96berg".to_vec(),
            br"\u00c5sa \u00d6berg".to_vec(),
            br"\u{c5}sa \u{d6}berg".to_vec(),
            b"c3857361"
                .iter()
                .chain(b"20c396626572670a")
                .copied()
                .collect(),
        ] {
            let shown = String::from_utf8_lossy(&bytes);
            assert_eq!(markers.found(&bytes).len(), 1, "{shown}");
        }
        assert!(
            markers
                .found(b"20140318238 201403182387 Asa Oberg")
                .is_empty()
        );
    }
}
