//! Who asked, kept at hand for what follows on it: a record may be opened hours later, and at another instance than the one that was asked.
//! For the export of the log.

use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::audit::{
    entry::{Event, Intent},
    log::{Line, Log, UnreadableLog},
};

/// The most overviews whose intents are kept in mind while one log is read, and the most of others that are looked for.
pub const MAX_OVERVIEWS_AT_HAND: usize = 100_000;

/// The intents at hand, by overview.
pub(super) struct Intents {
    most: usize,
    /// Of overviews that something follows on far from where they were asked.
    far: HashMap<String, Intent>,
    near: HashMap<String, Intent>,
    order: VecDeque<String>,
}

impl Intents {
    /// Looks through all logs for what is asked in one place and followed on in another.
    // R-AUDIT-25
    pub(super) fn of(logs: &[&dyn Log], most: usize) -> Result<Self, UnreadableLog> {
        let mut intents = Self {
            most,
            far: HashMap::new(),
            near: HashMap::new(),
            order: VecDeque::new(),
        };
        let wanted = intents.wanted(logs)?;
        for log in logs.iter().filter(|_| !wanted.is_empty()) {
            log.each(&mut |line| {
                if line.kind == "intent"
                    && let Some(id) = line.overview_id.as_ref().filter(|id| wanted.contains(*id))
                    && let Ok(Event::Intent(intent)) = serde_json::from_str(&line.body)
                {
                    intents.far.insert(id.clone(), intent);
                }
                Ok(())
            })?;
        }
        Ok(intents)
    }

    /// The overviews that something follows on where their intent is not among the last.
    fn wanted(&self, logs: &[&dyn Log]) -> Result<BTreeSet<String>, UnreadableLog> {
        let mut wanted = BTreeSet::new();
        for log in logs {
            let (mut near, mut order) = (BTreeSet::new(), VecDeque::new());
            log.each(&mut |line| {
                let Line {
                    kind, overview_id, ..
                } = line;
                let Some(id) = overview_id else { return Ok(()) };
                match &*kind {
                    "intent" => {
                        order.push_back(id.clone());
                        near.insert(id);
                        if order.len() > self.most
                            && let Some(oldest) = order.pop_front()
                        {
                            near.remove(&oldest);
                        }
                    }
                    "shown" | "opened" if !near.contains(&id) && wanted.len() < self.most => {
                        wanted.insert(id);
                    }
                    _ => {}
                }
                Ok(())
            })?;
        }
        Ok(wanted)
    }

    pub(super) fn get(&self, overview: &str) -> Option<&Intent> {
        self.near.get(overview).or_else(|| self.far.get(overview))
    }

    pub(super) fn keep(&mut self, overview: &str, intent: Intent) {
        self.near.insert(overview.to_owned(), intent);
        self.order.push_back(overview.to_owned());
        if self.order.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.near.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::audit::log::Reader;

    /// Entries of these kinds about these overviews.
    struct Told(&'static [(&'static str, &'static str)]);

    impl Log for Told {
        fn instance(&self) -> Result<String, UnreadableLog> {
            Ok("a".to_owned())
        }

        fn each(&self, reader: &mut Reader<'_>) -> Result<(), UnreadableLog> {
            for (kind, overview) in self.0 {
                let intent = json!({
                    "kind": "intent", "actor": { "id": overview }, "consumer": "c", "role": "r", "audience": "professional",
                    "purpose": "care", "emergency": false, "types": [], "policies": {}, "decisions": [],
                });
                reader(Line {
                    seq: 1,
                    at_us: 0,
                    kind: (*kind).to_owned(),
                    child: None,
                    overview_id: Some((*overview).to_owned()),
                    body: intent.to_string(),
                    hash: [0; 32],
                    is_whole: true,
                })?;
            }
            Ok(())
        }
    }

    fn found(logs: &[&dyn Log], most: usize, overview: &str) -> bool {
        let intents = Intents::of(logs, most).unwrap();
        let intent = intents.get(overview);
        assert!(intent.is_none_or(|intent| intent.actor.as_str() == overview));
        intent.is_some()
    }

    // R-AUDIT-25
    #[test]
    fn who_asked_is_at_hand_in_whichever_log_and_however_long_ago() {
        let asked = Told(&[("intent", "o"), ("intent", "p"), ("intent", "q")]);
        let followed = Told(&[("opened", "o"), ("opened", "never asked")]);
        assert!(found(&[&asked, &followed], 9, "o"));
        assert!(found(&[&followed, &asked], 9, "o"));
        assert!(!found(&[&followed], 9, "o"));
        // Nobody follows on it from afar: it is kept when it comes.
        assert!(!found(&[&asked, &followed], 9, "p"));
        let long_after = Told(&[("intent", "o"), ("intent", "p"), ("opened", "o")]);
        assert!(found(&[&long_after], 1, "o"));
        assert!(!found(&[&long_after], 2, "o"), "it is among the last two");
    }

    // R-AUDIT-25
    #[test]
    fn so_many_are_looked_for_and_no_more() {
        let asked = Told(&[("intent", "o"), ("intent", "p")]);
        let followed = Told(&[("opened", "o"), ("opened", "p")]);
        assert!(found(&[&asked, &followed], 2, "p"));
        assert!(!found(&[&asked, &followed], 1, "p"));
        let mut intents = Intents::of(&[&asked, &followed], 1).unwrap();
        let intent = intents.get("o").unwrap().clone();
        for (overview, there) in [("x", true), ("y", true)] {
            intents.keep(overview, intent.clone());
            assert_eq!(intents.get(overview).is_some(), there);
        }
        assert!(intents.get("x").is_none());
    }
}
