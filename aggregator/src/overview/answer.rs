//! One source's whole answer, judged: versions joined, every record screened, what this audience may not know taken out, masks applied,
//! capped. Pure but for the keyed digests; nothing of a bad answer survives.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use domain::{
    id::PersonId,
    merge::Told,
    plan::Call,
    policy::{Audience, Policy},
    record::{Header, RecordId},
    screen::{DropReason, Screen, Verdict},
    status::Cause,
    time::{Moment, Timestamp},
};
use jiff::tz::TimeZone;
use prost::Message as _;
use proto::relay;

use super::{mask::Mask, query::Language, words::in_language};
use crate::{hash::sha256, pseudonym::Pseudonyms};

/// What an answer is judged against.
#[derive(Debug)]
pub struct Judge<'a> {
    /// The producer's true id.
    pub producer: &'a str,
    /// The child.
    pub child: &'a PersonId,
    /// The numbers that the child had before: what stands under them is the child's too.
    pub older_ids: &'a [PersonId],
    /// What was asked.
    pub call: &'a Call,
    /// Who looks.
    pub audience: Audience,
    /// The tables.
    pub policy: &'a Policy,
    /// The language of labels that stand in for titles.
    pub language: Language,
    /// Makes stand-ins for record ids.
    pub pseudonyms: &'a Pseudonyms,
    /// The most records.
    pub cap: usize,
}

/// A record that may be released once it is logged.
#[derive(Debug, Clone)]
pub struct Row {
    /// The record as it will be sent.
    pub record: relay::Record,
    /// Its header as it will be sent, for the merge.
    pub header: Header,
}

/// A judged answer.
#[derive(Debug, Default)]
pub struct Judged {
    /// What may be shown, newest first.
    pub rows: Vec<Row>,
    /// What was left out, by reason: for log and operator only.
    pub drops: BTreeMap<DropReason, u32>,
    /// True when the cap cut older records off.
    pub capped: bool,
}

impl Judge<'_> {
    /// Judges an answer. One record about somebody else, or one that cannot be read, and the whole answer is worth nothing.
    // R-SCREEN-1, R-SCREEN-2
    pub fn judge(&self, records: Vec<relay::Record>) -> Result<Judged, Cause> {
        let mut read = Vec::with_capacity(records.len());
        for record in records {
            let wire = record.header().map_err(|_| Cause::Malformed)?;
            let header = Header::try_from(wire).map_err(|_| Cause::Malformed)?;
            read.push((record, header));
        }
        let verdicts = self.sift(&read);
        let mut judged = Judged::default();
        for ((record, header), verdict) in read.into_iter().zip(verdicts) {
            match verdict {
                Verdict::Keep => judged.rows.push(self.row(record, header)?),
                Verdict::Drop(reason) => *judged.drops.entry(reason).or_default() += 1,
                Verdict::WrongChild => return Err(Cause::WrongChild),
            }
        }
        self.newest_first(&mut judged);
        Ok(judged)
    }

    fn sift(&self, read: &[(relay::Record, Header)]) -> Vec<Verdict> {
        let mut versions: HashMap<&RecordId, u32> = HashMap::with_capacity(read.len());
        for (_, header) in read {
            *versions.entry(&header.record_id).or_default() += 1;
        }
        // The bytes decide between versions of one record only; most answers hold one of each, and hashing them all is a tenth of the work.
        let is_alone = |header: &Header| versions.get(&header.record_id) == Some(&1);
        let told: Vec<_> = (read.iter())
            .map(|(record, header)| Told {
                producer: self.producer,
                header,
                digest: if is_alone(header) {
                    [0; 32]
                } else {
                    sha256(&[&record.encode_to_vec()])
                },
            })
            .collect();
        let zone = self.policy.country().zone();
        let screen = Screen {
            child: self.child,
            older_ids: self.older_ids,
            permits: &self.call.permits,
            audience: self.audience,
            blocks: &self.call.blocks,
            source: self.call.organisation.as_ref(),
            zone: &zone,
        };
        screen.sift(&told)
    }

    fn row(&self, record: relay::Record, header: Header) -> Result<Row, Cause> {
        let masked = (self.call.permits.get(&header.information_type)).and_then(|p| p.masked);
        let Some(under_protection) = masked else {
            return Ok(Row { record, header });
        };
        // Read once more rather than kept of every record: masks are rare.
        let wire = record.header().map_err(|_| Cause::Malformed)?;
        let label = self.policy.type_rule(&header.information_type);
        let sector = self.policy.sectors().get(&self.call.sector);
        let mask = Mask {
            producer: self.producer,
            sector: sector.map_or(self.call.sector.as_str(), |l| in_language(l, self.language)),
            type_label: label.map_or(header.information_type.as_str(), |rule| {
                in_language(&rule.label, self.language)
            }),
            pseudonyms: self.pseudonyms,
        };
        let record = mask.apply(record, wire, under_protection);
        let header = (record.header().ok())
            .and_then(|wire| Header::try_from(wire).ok())
            .ok_or(Cause::Malformed)?;
        Ok(Row { record, header })
    }

    // R-LIMIT-3
    fn newest_first(&self, judged: &mut Judged) {
        let zone = self.policy.country().zone();
        let time = |row: &Row| {
            let period = &row.header.period;
            let moment = period.start.as_ref().or(period.end.as_ref());
            moment.map_or(Timestamp::MIN, |m| m.interval(&zone).start())
        };
        judged
            .rows
            .sort_by_cached_key(|row| (Reverse(time(row)), row.header.record_id.clone()));
        let over = judged.rows.len().saturating_sub(self.cap);
        if over > 0 {
            judged.capped = true;
            judged.rows.truncate(self.cap);
            judged.drops.insert(
                DropReason::OverLimit,
                u32::try_from(over).unwrap_or(u32::MAX),
            );
        }
        judged.rows.sort_by_cached_key(place);
    }
}

/// A record's place in the whole overview, as the fold finds it: whoever joins the parts of a source as they come has that order too.
// R-FOLD-5
fn place(row: &Row) -> impl Ord + use<> {
    let first = |moment: Moment| moment.interval(&TimeZone::UTC).start();
    let period = &row.header.period;
    (
        Reverse(period.start.or(period.end).map(first)),
        Reverse(period.end.map(first)),
        row.header.record_id.clone(),
        Reverse(row.header.version),
    )
}
