//! Checks on the repository itself: every requirement is cited, every reason is documented, the layout is what ARCHITECTURE.md says.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod architecture;
mod errors;
mod files;
mod requirements;
mod style;
