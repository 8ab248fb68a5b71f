//! The recurring check that HSLF-FS 2016:40 (chapter 4, section 9) demands: looks drawn at random from the log, for somebody to ask whether
//! each was called for. Emergencies and refusals are drawn more often than the rest.

use aws_lc_rs::digest::{SHA256, digest};
use domain::time::Timestamp;

use super::{
    entry::{Event, Intent},
    log::{Log, UnreadableLog},
};

/// How much likelier an emergency or a refusal is drawn than another look.
pub const EXTRA_WEIGHT: f64 = 5.0;
/// The most looks that one sample holds.
pub const MAX_SAMPLE: usize = 1_000;

/// One look that was drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The instance whose log it is in.
    pub instance: String,
    /// Its entry in that log.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The overview.
    pub overview_id: String,
    /// The child's pseudonym.
    pub child: Option<Vec<u8>>,
    /// Who, why, and what was decided.
    pub intent: Intent,
    /// Why it was refused. `None` = it was not.
    pub refused: Option<String>,
    key: f64,
}

/// What was drawn, and from how many.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// The looks, by entry.
    pub drawn: Vec<Drawn>,
    /// Looks in the time asked for.
    pub looks: u64,
    /// Emergencies among them.
    pub emergencies: u64,
    /// Refusals among them.
    pub refusals: u64,
}

/// What is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawing {
    /// How many looks, at most [`MAX_SAMPLE`].
    pub count: usize,
    /// Whoever knows it draws the same again.
    pub seed: u64,
    /// Looks before this are left out.
    pub since: Timestamp,
    /// Looks at this time or later are left out: a log goes on growing, and the same is drawn only from the same.
    pub until: Timestamp,
}

/// Draws looks from the logs of one database, as if they were one. The same drawing gives the same looks, whatever was written after its end
/// and however many logs there are by then, so that a sample can be checked.
///
/// # Errors
/// [`UnreadableLog`].
// R-AUDIT-13, R-AUDIT-16, R-AUDIT-26
pub fn draw(logs: &[&dyn Log], drawing: &Drawing) -> Result<Sample, UnreadableLog> {
    let (count, mut sample) = (drawing.count.min(MAX_SAMPLE), Sample::default());
    for log in logs {
        draw_from(
            *log,
            &log.instance()?,
            &Drawing { count, ..*drawing },
            &mut sample,
        )?;
    }
    keep_best(&mut sample.drawn, count);
    sample.drawn.sort_by(|one, other| {
        (one.at, &one.instance, one.seq).cmp(&(other.at, &other.instance, other.seq))
    });
    Ok(sample)
}

fn draw_from(
    log: &dyn Log,
    instance: &str,
    drawing: &Drawing,
    sample: &mut Sample,
) -> Result<(), UnreadableLog> {
    let time = drawing.since.as_microsecond()..drawing.until.as_microsecond();
    log.each(&mut |line| {
        let unreadable = || UnreadableLog::Entry { seq: line.seq };
        if !time.contains(&line.at_us) || !matches!(&*line.kind, "intent" | "refused") {
            return Ok(());
        }
        let event = serde_json::from_str(&line.body).map_err(|_| unreadable())?;
        let (intent, refused) = match event {
            Event::Intent(intent) => (intent, None),
            Event::Refused(refused) => (refused.intent, Some(refused.reason)),
            _ => return Err(unreadable()),
        };
        sample.looks += 1;
        sample.emergencies += u64::from(intent.emergency);
        sample.refusals += u64::from(refused.is_some());
        let is_heavy = intent.emergency || refused.is_some();
        let weight = if is_heavy { EXTRA_WEIGHT } else { 1.0 };
        sample.drawn.push(Drawn {
            instance: instance.to_owned(),
            seq: line.seq,
            at: Timestamp::from_microsecond(line.at_us).map_err(|_| unreadable())?,
            // Entries of two logs have the same numbers.
            key: key(drawing.seed, instance, line.seq, weight),
            overview_id: line.overview_id.unwrap_or_default(),
            child: line.child,
            intent,
            refused,
        });
        // Only the best are kept; sorting now and then costs less than at every look.
        if sample.drawn.len() >= 2 * drawing.count.max(64) {
            keep_best(&mut sample.drawn, drawing.count);
        }
        Ok(())
    })
}

fn keep_best(drawn: &mut Vec<Drawn>, count: usize) {
    drawn.sort_by(|one, other| other.key.total_cmp(&one.key));
    drawn.truncate(count);
}

/// Weighted sampling without replacement (Efraimidis and Spirakis 2006): the largest u^(1/w) win, u being uniform in (0, 1).
fn key(seed: u64, instance: &str, seq: i64, weight: f64) -> f64 {
    let mut bytes = seed.to_be_bytes().to_vec();
    bytes.extend(seq.to_be_bytes());
    bytes.extend(instance.as_bytes());
    let hash = digest(&SHA256, &bytes);
    let first = hash.as_ref().iter().take(4);
    let number = first.fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    let uniform = (f64::from(number) + 0.5) / (f64::from(u32::MAX) + 1.0);
    uniform.powf(1.0 / weight)
}
