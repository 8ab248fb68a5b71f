//! The half-open window `[start, end)`: what a retention rule lets a caller see.

use super::Timestamp;

/// A half-open interval of instants, `[start, end)`. It may be empty; it is never reversed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Window {
    start: Timestamp,
    end: Timestamp,
}

impl Window {
    /// The window from `start` up to, not including, `end`; `None` when `end` is before `start`.
    #[must_use]
    pub fn new(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start <= end).then_some(Self { start, end })
    }

    /// All of time: the only window that also holds a record with no time at all.
    #[must_use]
    pub const fn everything() -> Self {
        Self {
            start: Timestamp::MIN,
            end: Timestamp::MAX,
        }
    }

    /// The first instant inside.
    #[must_use]
    pub const fn start(&self) -> Timestamp {
        self.start
    }

    /// The first instant after the window.
    #[must_use]
    pub const fn end(&self) -> Timestamp {
        self.end
    }

    /// Whether no instant is inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether the instant is inside.
    #[must_use]
    pub fn contains(&self, instant: Timestamp) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Whether every instant of `other` is inside; true of an empty `other`.
    #[must_use]
    pub fn contains_window(&self, other: &Self) -> bool {
        other.is_empty() || (self.start <= other.start && other.end <= self.end)
    }

    /// Whether some instant is inside both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.intersect(other).is_empty()
    }

    /// The instants inside both; an empty window when there are none.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let start = self.start.max(other.start);
        let end = self.end.min(other.end);
        Self {
            start,
            end: end.max(start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::new(second, 0).unwrap()
    }

    fn window(start: i64, end: i64) -> Window {
        Window::new(at(start), at(end)).unwrap()
    }

    #[test]
    fn a_window_holds_its_start_and_not_its_end() {
        // R-TIME-2
        let window = window(10, 20);
        assert!(window.contains(at(10)));
        assert!(window.contains(at(19)));
        assert!(!window.contains(at(20)));
        assert!(!window.contains(at(9)));
    }

    #[test]
    fn a_reversed_window_cannot_be_made_and_an_empty_one_holds_nothing() {
        assert_eq!(Window::new(at(2), at(1)), None);
        let empty = window(5, 5);
        assert!(empty.is_empty());
        assert!(!empty.contains(at(5)));
        assert!(!empty.overlaps(&Window::everything()));
        assert!(window(0, 1).contains_window(&empty));
    }

    #[test]
    fn neighbours_do_not_overlap() {
        assert!(!window(0, 10).overlaps(&window(10, 20)));
        assert!(window(0, 10).intersect(&window(10, 20)).is_empty());
        assert!(window(0, 10).intersect(&window(50, 60)).is_empty());
    }

    fn windows() -> impl Strategy<Value = Window> {
        (0_i64..40, 0_i64..20).prop_map(|(start, length)| window(start, start + length))
    }

    proptest! {
        #[test]
        fn the_set_operations_agree_with_asking_each_instant(a in windows(), b in windows()) {
            let common = a.intersect(&b);
            let instants = || (0..70).map(at);
            for instant in instants() {
                prop_assert_eq!(common.contains(instant), a.contains(instant) && b.contains(instant));
            }
            prop_assert_eq!(a.overlaps(&b), instants().any(|i| a.contains(i) && b.contains(i)));
            prop_assert_eq!(a.contains_window(&b), instants().all(|i| a.contains(i) || !b.contains(i)));
            prop_assert!(a.contains_window(&common) && b.contains_window(&common));
            prop_assert_eq!(a.intersect(&Window::everything()), a);
        }
    }
}
