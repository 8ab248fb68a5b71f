//! Who watches the gate in a test: told of every release at the moment of the release, so that its order against an acknowledgement can be judged.
//! What a socket delivers later may have left before.

use std::sync::{Arc, OnceLock};

use proto::v1::overview::OverviewEvent;

/// What passes.
#[derive(Debug, Clone, Copy)]
pub enum Passed<'a> {
    /// One message of a stream, or a part of an answer that is still collected.
    Message(&'a OverviewEvent),
    /// A collected answer.
    Collected,
}

/// A place for one watcher. Empty in operation, where it costs one load a message.
#[doc(hidden)]
#[derive(Clone, Default)]
pub struct Witness(Arc<OnceLock<Box<Watcher>>>);

type Watcher = dyn Fn(Passed<'_>) + Send + Sync;

impl Witness {
    /// Sets the watcher, once. It is called where the child's epoch cannot rise, so it must not wait for the store's writer.
    pub fn watch(&self, watcher: impl Fn(Passed<'_>) + Send + Sync + 'static) {
        // A second one is ignored: the place is for one test at a time.
        let _ = self.0.set(Box::new(watcher));
    }

    pub(super) fn saw(&self, passed: Passed<'_>) {
        if let Some(watcher) = self.0.get() {
            watcher(passed);
        }
    }
}

impl std::fmt::Debug for Witness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Witness")
    }
}
