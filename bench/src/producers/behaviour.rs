//! How each source behaves, and what it took it: set and read by lines on standard input and output.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How a source answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// Whole, after a time. Zero = at once.
    After(Duration),
    /// Never.
    Hang,
    /// A record every so often, and never an end.
    Drip(Duration),
}

/// What is set and measured, shared by the sources of the process.
#[derive(Clone)]
pub(crate) struct Board(Arc<Mutex<State>>);

struct State {
    behaviours: Vec<Behaviour>,
    /// Query, source, the source's own time.
    times: Vec<(String, usize, Duration)>,
    is_timing: bool,
}

impl Board {
    /// Every source answers at once, and nothing is timed.
    pub(crate) fn new(sources: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            behaviours: vec![Behaviour::After(Duration::ZERO); sources],
            times: Vec::new(),
            is_timing: false,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How a source is to answer now.
    pub(crate) fn behaviour(&self, slot: usize) -> Behaviour {
        let state = self.state();
        (state.behaviours.get(slot).copied()).unwrap_or(Behaviour::After(Duration::ZERO))
    }

    /// Notes what an answer took, from the receipt of the query until it was handed to the transport.
    pub(crate) fn took(&self, query: &str, slot: usize, time: Duration) {
        let mut state = self.state();
        if state.is_timing {
            state.times.push((query.to_owned(), slot, time));
        }
    }

    /// Does what a line says, and gives the lines to answer with; the last is `ok` or `unknown`.
    pub(crate) fn command(&self, line: &str) -> Vec<String> {
        let words: Vec<_> = line.split_whitespace().collect();
        let mut state = self.state();
        match words.as_slice() {
            ["behave", slot, how @ ..] => {
                let slot = slot.parse::<usize>().ok();
                let place = slot.and_then(|slot| state.behaviours.get_mut(slot));
                let (Some(place), Some(how)) = (place, parse(how)) else {
                    return vec!["unknown".to_owned()];
                };
                *place = how;
            }
            ["time", "on"] => state.is_timing = true,
            ["time", "off"] => state.is_timing = false,
            ["times"] => {
                let times = std::mem::take(&mut state.times);
                let line = |(query, slot, time): (String, usize, Duration)| {
                    format!("took {query} {slot} {}", time.as_micros())
                };
                let mut lines: Vec<_> = times.into_iter().map(line).collect();
                lines.push("ok".to_owned());
                return lines;
            }
            _ => return vec!["unknown".to_owned()],
        }
        vec!["ok".to_owned()]
    }
}

fn parse(words: &[&str]) -> Option<Behaviour> {
    let us = |text: &str| text.parse().ok().map(Duration::from_micros);
    match words {
        ["after", time] => Some(Behaviour::After(us(time)?)),
        ["hang"] => Some(Behaviour::Hang),
        ["drip", every] => Some(Behaviour::Drip(us(every)?)),
        _ => None,
    }
}

/// The line that sets a behaviour.
pub(crate) fn line(slot: usize, behaviour: Behaviour) -> String {
    match behaviour {
        Behaviour::After(time) => format!("behave {slot} after {}", time.as_micros()),
        Behaviour::Hang => format!("behave {slot} hang"),
        Behaviour::Drip(every) => format!("behave {slot} drip {}", every.as_micros()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_behaviour_that_is_told_is_the_one_that_is_shown() {
        let board = Board::new(2);
        for behaviour in [
            Behaviour::Hang,
            Behaviour::Drip(Duration::from_millis(20)),
            Behaviour::After(Duration::from_micros(1_500)),
        ] {
            assert_eq!(board.command(&line(1, behaviour)), ["ok"]);
            assert_eq!(board.behaviour(1), behaviour);
        }
        assert_eq!(board.command("behave 2 hang"), ["unknown"]);
    }

    #[test]
    fn times_are_given_once_and_only_those_that_were_asked_for() {
        let board = Board::new(1);
        board.took("early", 0, Duration::from_millis(1));
        board.command("time on");
        board.took("query", 0, Duration::from_millis(2));
        assert_eq!(board.command("times"), ["took query 0 2000", "ok"]);
        assert_eq!(board.command("times"), ["ok"]);
    }
}
