//! Which disclosure reports were taken lately: the aggregator repeats a report until it is acknowledged.

use std::collections::{HashSet, VecDeque};

/// How many ids are remembered. A repetition follows within minutes; the vendor's log has the ids for later ones.
const MAX_IDS: usize = 10_000;

/// The ids taken last.
#[derive(Default)]
pub(super) struct Seen {
    ids: HashSet<String>,
    order: VecDeque<String>,
}

impl Seen {
    pub(super) fn contains(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    pub(super) fn insert(&mut self, id: &str) {
        if !self.ids.insert(id.to_owned()) {
            return;
        }
        self.order.push_back(id.to_owned());
        if self.order.len() > MAX_IDS
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_id_is_forgotten_first() {
        let mut seen = Seen::default();
        for n in 0..=MAX_IDS {
            seen.insert(&n.to_string());
            seen.insert(&n.to_string());
        }
        assert!(!seen.contains("0") && seen.contains("1"));
        assert_eq!(seen.ids.len(), MAX_IDS);
    }
}
