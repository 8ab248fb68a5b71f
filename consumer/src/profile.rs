//! A connection profile: where the aggregator is, who calls, for whom. Read from a TOML file; paths in it are relative to it.

mod claims;

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use proto::transport::{Identity, PeerName, TrustAnchors};
use serde::Deserialize;
use thiserror::Error;
use tonic::metadata::{Ascii, MetadataValue};

use crate::wording::Language;

/// All that a connection needs, read and checked.
#[derive(Clone)]
pub struct Profile {
    /// The aggregator's endpoint, `https://host:port`.
    pub aggregator: String,
    /// The name that its certificate must bear.
    pub aggregator_name: PeerName,
    /// The certificate authorities it may come from.
    pub trust: TrustAnchors,
    /// The consumer system's certificate and key.
    pub identity: Identity,
    /// The actor's token.
    pub token: Token,
    /// The language of labels and notices, when the profile states one.
    pub language: Option<Language>,
}

/// Why there is no profile. Says which file, which key, and what was expected.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// A file that cannot be read.
    #[error("{}: cannot be read ({key})", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The key that names it.
        key: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// A file that is not what its format says.
    #[error("{}:{line}: {message}", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it; never the line's content, which may be a token.
        message: String,
    },
    /// A value that is not what its key needs.
    #[error("{}: {key}: expected {expected}", file.display())]
    Value {
        /// The file.
        file: PathBuf,
        /// The key.
        key: &'static str,
        /// What was expected.
        expected: &'static str,
        /// Why the value does not fit.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

impl Profile {
    /// Reads a profile:
    ///
    /// ```toml
    /// aggregator = "https://127.0.0.1:7443"
    /// aggregator_name = "spiffe://samsyn.example/aggregator"
    /// ca = "ca.pem"
    /// cert = "consumer.pem"
    /// key = "consumer-key.pem"
    /// token_file = "token.jwt"   # or: token = "…"
    /// language = "sv"            # may be left out
    /// ```
    ///
    /// # Errors
    /// [`ProfileError`] with file, key and what was expected. Unknown keys are refused: a misspelt one would be ignored.
    // R-CLIENT-1
    pub fn load(file: &Path) -> Result<Self, ProfileError> {
        let text = read(file, "--profile")?;
        let written: Written = toml::from_str(&text).map_err(|error| ProfileError::Syntax {
            file: file.to_owned(),
            line: line_of(&text, error.span()),
            message: error.message().to_owned(),
        })?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let token = written.token(file, folder)?;
        let language = written.language.as_deref().map(str::parse).transpose();
        Parts {
            aggregator: written.aggregator,
            aggregator_name: &written.aggregator_name,
            ca: folder.join(written.ca),
            cert: folder.join(written.cert),
            key: folder.join(written.key),
            token: &token,
            language: language.map_err(|error| {
                value_error(file, "language", "sv, da or en", Some(Box::new(error)))
            })?,
        }
        .check(file)
    }
}

/// Everything but the secrets.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("aggregator", &self.aggregator)
            .field("aggregator_name", &self.aggregator_name)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

/// An actor's signed token, ready to be sent. Never printed.
#[derive(Clone)]
pub struct Token(MetadataValue<Ascii>);

/// A text that cannot be a token.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
#[error("a token is three parts of base64url joined by points")]
pub struct InvalidToken;

impl Token {
    /// Checks the outer form only: whether it holds is for the aggregator to say.
    ///
    /// # Errors
    /// [`InvalidToken`] when the text cannot be a signed token.
    pub fn parse(text: &str) -> Result<Self, InvalidToken> {
        let text = text.trim();
        let part = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        if text.split('.').count() != 3 || !text.split('.').all(part) {
            return Err(InvalidToken);
        }
        let mut value: MetadataValue<Ascii> =
            format!("Bearer {text}").parse().map_err(|_| InvalidToken)?;
        value.set_sensitive(true);
        Ok(Self(value))
    }

    pub(crate) fn header(&self) -> MetadataValue<Ascii> {
        self.0.clone()
    }

    /// The organisation that the bearer acts for, as the token says and nobody has verified. `None` for a person.
    pub(crate) fn organisation(&self) -> Option<proto::v1::common::Identifier> {
        claims::organisation(self.0.to_str().ok()?.strip_prefix("Bearer ")?)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    aggregator: String,
    aggregator_name: String,
    ca: PathBuf,
    cert: PathBuf,
    key: PathBuf,
    token: Option<String>,
    token_file: Option<PathBuf>,
    language: Option<String>,
}

impl Written {
    fn token(&self, file: &Path, folder: &Path) -> Result<String, ProfileError> {
        match (&self.token, &self.token_file) {
            (Some(token), None) => Ok(token.clone()),
            (None, Some(path)) => read(&folder.join(path), "token_file"),
            _ => Err(value_error(
                file,
                "token",
                "either token or token_file",
                None,
            )),
        }
    }
}

/// What profile and sandbox state have in common: names and paths, not yet checked.
pub(crate) struct Parts<'a> {
    pub(crate) aggregator: String,
    pub(crate) aggregator_name: &'a str,
    pub(crate) ca: PathBuf,
    pub(crate) cert: PathBuf,
    pub(crate) key: PathBuf,
    pub(crate) token: &'a str,
    pub(crate) language: Option<Language>,
}

impl Parts<'_> {
    /// Reads what the paths name. `file` is where the names stood.
    pub(crate) fn check(self, file: &Path) -> Result<Profile, ProfileError> {
        let is_https = self.aggregator.starts_with("https://");
        if !is_https {
            return Err(value_error(file, "aggregator", "https://host:port", None));
        }
        let aggregator_name = PeerName::parse(self.aggregator_name).map_err(|error| {
            let expected = "the name in the aggregator's certificate, for example spiffe://samsyn.example/aggregator";
            value_error(file, "aggregator_name", expected, Some(Box::new(error)))
        })?;
        let pem = |path: &Path, key| {
            fs::read(path).map_err(|source| ProfileError::Unreadable {
                file: path.to_owned(),
                key,
                source,
            })
        };
        let trust = TrustAnchors::from_pem(&pem(&self.ca, "ca")?).map_err(|error| {
            value_error(&self.ca, "ca", "certificates in PEM", Some(Box::new(error)))
        })?;
        let identity = Identity::from_pem(&pem(&self.cert, "cert")?, &pem(&self.key, "key")?)
            .map_err(|error| {
                let expected = "a certificate in PEM and its own key";
                value_error(&self.cert, "cert and key", expected, Some(Box::new(error)))
            })?;
        let token = Token::parse(self.token)
            .map_err(|error| value_error(file, "token", "a signed token", Some(Box::new(error))))?;
        Ok(Profile {
            aggregator: self.aggregator,
            aggregator_name,
            trust,
            identity,
            token,
            language: self.language,
        })
    }
}

/// Reads a text file that `key` names.
pub(crate) fn read(file: &Path, key: &'static str) -> Result<String, ProfileError> {
    fs::read_to_string(file).map_err(|source| ProfileError::Unreadable {
        file: file.to_owned(),
        key,
        source,
    })
}

fn value_error(
    file: &Path,
    key: &'static str,
    expected: &'static str,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
) -> ProfileError {
    ProfileError::Value {
        file: file.to_owned(),
        key,
        expected,
        source,
    }
}

fn line_of(text: &str, span: Option<std::ops::Range<usize>>) -> usize {
    let before = span.and_then(|span| text.get(..span.start)).unwrap_or("");
    before.matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "aggregator = \"https://127.0.0.1:7443\"\naggregator_name = \"spiffe://samsyn.example/aggregator\"\nca = \"ca.pem\"\ncert = \"c.pem\"\nkey = \"k.pem\"\ntoken = \"aa.bb.cc\"\n";

    fn refused(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("profile.toml");
        fs::write(&file, text).unwrap();
        let error = Profile::load(&file).unwrap_err();
        error
            .to_string()
            .replace(&folder.path().display().to_string(), "DIR")
    }

    #[test]
    fn a_bad_profile_is_refused_with_file_key_and_what_was_expected() {
        // R-CLIENT-1
        assert_eq!(refused(GOOD), "DIR/ca.pem: cannot be read (ca)");
        let misspelt = refused(&GOOD.replace("ca =", "\nca_file ="));
        assert!(
            misspelt.starts_with("DIR/profile.toml:4: unknown field `ca_file`"),
            "{misspelt}"
        );
        let missing = refused(&GOOD.replace("cert = \"c.pem\"\n", ""));
        assert!(missing.contains("missing field `cert`"), "{missing}");
        assert_eq!(
            refused(&GOOD.replace("token = \"aa.bb.cc\"", "")),
            "DIR/profile.toml: token: expected either token or token_file"
        );
        assert_eq!(
            refused(&GOOD.replace("https:", "http:")),
            "DIR/profile.toml: aggregator: expected https://host:port"
        );
        assert_eq!(
            refused(&format!("{GOOD}language = \"nb\"")),
            "DIR/profile.toml: language: expected sv, da or en"
        );
        assert_eq!(
            refused(&GOOD.replace("token = \"aa.bb.cc\"", "token_file = \"t.jwt\"")),
            "DIR/t.jwt: cannot be read (token_file)"
        );
    }

    #[test]
    fn no_error_repeats_the_token() {
        // R-CLIENT-1
        let text = refused(&GOOD.replace("token = \"aa.bb.cc\"", "token = [\"sesam-secret\"]"));
        assert!(!text.contains("sesam"), "{text}");
        assert_eq!(format!("{:?}", Token::parse("a.b.c").unwrap()), "Token(…)");
        for bad in ["", "a.b", "a.b.c.d", "a b.c.d", "a.\n.c", "å.b.c"] {
            assert!(Token::parse(bad).is_err(), "{bad}");
        }
    }
}
