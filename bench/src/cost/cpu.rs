//! CPU time of a process, all its threads, user and system.

use std::{path::Path, time::Duration};

use crate::error::{BenchError, Tried as _};

/// Clock ticks a second in `/proc`: USER_HZ, which Linux fixes at 100 on all that we build for.
const TICKS_PER_SECOND: f64 = 100.0;

/// The CPU time that a process has used so far.
pub(crate) fn used(pid: u32) -> Result<Duration, BenchError> {
    let path = format!("/proc/{pid}/stat");
    let stat = std::fs::read_to_string(&path).on(Path::new(&path))?;
    let ticks = ticks(&stat).ok_or_else(|| BenchError::Scene(format!("{path} cannot be read")))?;
    Ok(Duration::from_secs_f64(ticks / TICKS_PER_SECOND))
}

/// `utime` and `stime`: the 14th and 15th field. The second is the program's name in brackets, with anything inside.
fn ticks(stat: &str) -> Option<f64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_read_whatever_the_program_is_called() {
        let stat = "42 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 150 25 0 0 20 0";
        assert_eq!(ticks(stat), Some(175.0));
        assert!(used(std::process::id()).is_ok());
    }
}
