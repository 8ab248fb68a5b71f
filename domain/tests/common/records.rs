//! Records as sources tell them, to be varied by each test.

use domain::{
    id::PersonId,
    merge::{Told, latest},
    record::{Claim, Coding, Header, LifeCycle, Organisation},
    time::{Moment, Period},
};
use proptest::{option, prelude::*, sample::select};

use super::{at, information_type};

pub(crate) const GROWTH: &str = "observation/growth";

pub(crate) fn subject() -> PersonId {
    PersonId::guess("2005162398").unwrap()
}

pub(crate) fn somebody_else() -> PersonId {
    PersonId::guess("0101010000").unwrap()
}

pub(crate) fn record(id: &str, day: &str) -> Header {
    let owner = |name: &str| {
        Some(Organisation {
            id: None,
            name: name.into(),
        })
    };
    let period = Period::at(Moment::parse(day).unwrap());
    let mut header = Header::new(id, information_type(GROWTH), subject(), period, "Height");
    header.care_provider = owner("Region");
    header.unit = owner("BVC");
    header
}

pub(crate) fn told_by<'a>(producer: &'a str, header: &'a Header, digest: u8) -> Told<'a> {
    Told {
        producer,
        header,
        digest: [digest; 32],
    }
}

pub(crate) fn retracted() -> LifeCycle {
    LifeCycle::Retracted {
        reason: "entered-in-error".into(),
    }
}

/// Few producers, ids, versions and times, so that they meet.
pub(crate) fn any_told() -> impl Strategy<Value = (&'static str, Header, u8)> {
    let life_cycle = select(vec![
        LifeCycle::Planned,
        LifeCycle::Active,
        LifeCycle::Completed,
        LifeCycle::Cancelled,
        retracted(),
    ]);
    let place = (select(vec!["a", "b", "c"]), select(vec!["1", "2"]));
    let stamp = (0_u64..3, life_cycle, option::of(0_i64..3));
    let content = (option::weighted(0.7, 0_u8..2), 0_u8..3);
    (place, stamp, content).prop_map(
        |((producer, id), (version, life_cycle, updated), (key, value))| {
            let mut header = record(id, "2024-05-06");
            (header.version, header.life_cycle) = (version, life_cycle);
            header.updated = updated.map(|s| {
                at("1970-01-01T00:00:00Z")
                    .checked_add(jiff::SignedDuration::from_secs(s))
                    .unwrap()
            });
            header.identity_key = key.map(|key| key.to_string());
            header.claims = vec![Claim {
                code: Coding::new("", "c", producer),
                value: value.to_string(),
                unit: String::new(),
            }];
            // The digest is of all the bytes: what differs anywhere differs here.
            let digest = value + 8 * key.map_or(0, |k| k + 1);
            (producer, header, digest)
        },
    )
}

pub(crate) type Answer = Vec<(&'static str, Header, u8)>;

pub(crate) fn merged(answer: &Answer) -> Answer {
    let all: Vec<_> = answer.iter().map(|(p, h, d)| told_by(p, h, *d)).collect();
    latest(&all)
        .into_iter()
        .map(|i| answer.get(i).unwrap().clone())
        .collect()
}
