//! The full cube: country x ground x actor x source x type x age boundary x custody x consents x blocks x protection, every point of it
//! decided, held against the oracle, and put into a fingerprint. It is cut into slices of equal mix, so that an ordinary run checks some
//! and a whole run all.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use domain::{
    decide::{Actor, Blocks, Class, Decision, Question, decide},
    facts::Facts,
    id::OrganisationId,
    time::{Country, Timestamp},
};

use crate::{
    ages::AGES,
    axes::{
        Around, Blocked, CLAIMS, Consents, Custody, Kind, Point, Protection, Who, askers, sectors,
    },
    common::{organisation, policy},
    compare,
    hash::{Hash, mixed},
    oracle::{self, Choice},
    scene,
};

/// Into how many slices it is cut. A prime: no axis has a number of values that it divides, so every slice meets every value.
pub(crate) const SLICES: usize = 61;

/// A slice's number of points and fingerprint.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slice {
    pub(crate) points: u64,
    pub(crate) hash: Hash,
}

/// What a run came to.
#[derive(Default)]
pub(crate) struct Run {
    /// By country and number.
    pub(crate) slices: BTreeMap<(&'static str, usize), Slice>,
    /// Where decision and oracle part, a few of each.
    pub(crate) disagreements: Vec<String>,
    /// How often each choice beyond the documents was made.
    pub(crate) choices: Vec<u64>,
}

/// How many disagreements are worth reading.
const TOLD: usize = 40;

/// Runs some slices of both countries, on as many threads as there are cores.
pub(crate) fn run(slices: &[usize]) -> Run {
    let cubes = [Country::Se, Country::Dk].map(Cube::new);
    let tasks: Vec<_> = (cubes.iter())
        .flat_map(|cube| slices.iter().map(move |slice| (cube, *slice)))
        .collect();
    let next = AtomicUsize::new(0);
    let whole = Mutex::new(Run {
        choices: vec![0; Choice::ALL.len()],
        ..Run::default()
    });
    let work = || {
        while let Some((cube, slice)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            oracle::made();
            let (done, disagreements) = cube.slice(*slice);
            let mut whole = whole.lock().unwrap();
            whole
                .slices
                .insert((compare::country(cube.country), *slice), done);
            let room = TOLD.saturating_sub(whole.disagreements.len());
            whole
                .disagreements
                .extend(disagreements.into_iter().take(room));
            for (sum, made) in whole.choices.iter_mut().zip(oracle::made()) {
                *sum += made;
            }
        }
    };
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..cores {
            scope.spawn(work);
        }
    });
    whole.into_inner().unwrap()
}

/// What is known of a child at one place of the five axes of facts.
struct Known {
    point: Point,
    facts: Facts,
    now: Timestamp,
}

/// One country's cube.
struct Cube {
    country: Country,
    known: Vec<Known>,
    own: OrganisationId,
    other: OrganisationId,
}

impl Cube {
    fn new(country: Country) -> Self {
        let mut known = Vec::new();
        for age in AGES.iter().filter(|a| a.in_cube && a.country == country) {
            for custody in CUSTODY {
                for consents in CONSENTS {
                    for blocked in BLOCKED {
                        for protection in PROTECTION {
                            let around = Around::USUAL;
                            // Actor and source are put in at each question; facts hang on neither.
                            let point = Point {
                                age,
                                claim: None,
                                who: Who::Child,
                                producer: sectors(country)[0],
                                own: false,
                                kind: Kind::Contact,
                                custody,
                                consents,
                                blocked,
                                protection,
                                around,
                            };
                            let now = age.now.parse().unwrap();
                            let facts = scene::facts(&point, now);
                            known.push(Known { point, facts, now });
                        }
                    }
                }
            }
        }
        Self {
            country,
            known,
            own: organisation(1),
            other: organisation(2),
        }
    }

    /// Decides every point of a slice.
    fn slice(&self, slice: usize) -> (Slice, Vec<String>) {
        let mut done = Slice {
            points: 0,
            hash: Hash::START,
        };
        let mut disagreements = Vec::new();
        let mut class_number = 0;
        for who in askers(self.country) {
            let asked = self.asked_by(who);
            for producer in sectors(self.country) {
                for own in [false, true] {
                    if own && who.is_citizen() {
                        continue;
                    }
                    for &kind in Kind::ALL {
                        let at = |known: &Known| Point {
                            who,
                            producer,
                            own,
                            kind,
                            ..known.point
                        };
                        let class = scene::class(&at(&self.known[0]));
                        for claim in CLAIMS {
                            class_number += 1;
                            let first = (mixed(class_number) % SLICES as u64) as usize;
                            let from = (slice + first) % SLICES;
                            for place in (from..self.known.len()).step_by(SLICES) {
                                let known = &self.known[place];
                                let point = Point { claim, ..at(known) };
                                let decision = self.decide(&asked, place, &point, &class);
                                done.points += 1;
                                compare::fingerprint(&decision, &mut done.hash);
                                let said = oracle::says(&point);
                                let decided = compare::decided(&decision);
                                if said != decided && disagreements.len() < TOLD {
                                    disagreements.push(disagreement(&point, &said, &decision));
                                }
                            }
                        }
                    }
                }
            }
        }
        (done, disagreements)
    }

    /// The actor, and what stands blocked against it at each place.
    fn asked_by(&self, who: Who) -> (Actor, Vec<Blocks>) {
        let point = |known: &Known| Point { who, ..known.point };
        let actor = scene::actor(&point(&self.known[0]));
        let blocks = self.known.iter().map(|known| {
            let question = scene::question(&known.point, &actor, known.now);
            let tables = policy(self.country);
            Blocks::against((&question).into(), &known.facts, tables, known.now).unwrap_or_default()
        });
        let blocks = blocks.collect();
        (actor, blocks)
    }

    fn decide(
        &self,
        (actor, blocks): &(Actor, Vec<Blocks>),
        place: usize,
        point: &Point,
        class: &Class,
    ) -> Decision {
        let known = &self.known[place];
        let question: Question<'_> = scene::question(point, actor, known.now);
        let decision = decide(
            &question,
            class,
            &known.facts,
            policy(self.country),
            known.now,
        );
        let holder = if point.own { &self.own } else { &self.other };
        decision.at_source(&blocks[place], Some(holder), class)
    }
}

const CUSTODY: [Custody; 4] = [
    Custody::Both,
    Custody::Mother,
    Custody::Father,
    Custody::Unknown,
];
const CONSENTS: [Consents; 10] = [
    Consents::Nothing,
    Consents::All,
    Consents::Mother,
    Consents::Father,
    Consents::Child,
    Consents::MotherRefuses,
    Consents::ChildRefuses,
    Consents::FatherEnded,
    Consents::Unverified,
    Consents::Unknown,
];
const BLOCKED: [Blocked; 3] = [Blocked::No, Blocked::Yes, Blocked::Unknown];
const PROTECTION: [Protection; 2] = [Protection::No, Protection::Yes];

/// One disagreement, to be read.
pub(crate) fn disagreement(point: &Point, said: &oracle::Said, decision: &Decision) -> String {
    let now = point.age.now.parse().unwrap();
    let decided = compare::line(decision, policy(point.country()), now);
    format!(
        "{}\n    the documents: {said:?}\n    decided: {decided}",
        compare::words(point)
    )
}
