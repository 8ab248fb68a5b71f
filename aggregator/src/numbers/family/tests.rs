use std::{cell::RefCell, convert::Infallible};

use domain::{
    facts::{Block, Holder, Known},
    id::OrganisationId,
};
use futures::FutureExt as _;
use jiff::SignedDuration;

use super::*;
use crate::ledger::{Lived, Subject, statement::OlderId};

/// Numbers by one byte, in the order of what was said of them.
#[derive(Default)]
struct Told {
    numbers: BTreeMap<Pseudonym, Number>,
    seq: u64,
}

fn number(n: u8) -> Pseudonym {
    Pseudonym([n; 32])
}

/// A number of its own for each byte, with a right check digit.
fn id(n: u8) -> PersonId {
    let day =
        |digit: u8| PersonId::guess(&format!("2010{:02}{:02}230{digit}", n / 28 + 1, n % 28 + 1));
    (0..10).find_map(|digit| day(digit).ok()).unwrap()
}

fn seal() -> Seal {
    Seal::from_key(&[9; 32]).unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap()
}

fn known<T>(value: T) -> Known<T> {
    Known::Told {
        value,
        as_of: now(),
        max_age: SignedDuration::from_mins(1),
    }
}

fn facts(n: u8) -> Facts {
    let holder = Holder {
        guardian: number(200),
        residence_parent: true,
    };
    Facts {
        child: number(n),
        birth: None,
        custody: known(vec![holder]),
        protection: known(false),
        consents: known(Vec::new()),
        relations: known(Vec::new()),
        blocks: known(Vec::new()),
        lifts: known(Vec::new()),
        assessments: known(Vec::new()),
        board_decisions: known(Vec::new()),
        guardian_access: known(Vec::new()),
    }
}

impl Told {
    fn of(&mut self, n: u8) -> &mut Number {
        self.numbers.entry(number(n)).or_insert_with(|| Number {
            facts: facts(n),
            beside: Beside::default(),
        })
    }

    fn next(&mut self) -> u64 {
        self.seq += 1;
        self.seq
    }

    /// A link, told to both.
    fn link(mut self, newer: u8, older: u8) -> Self {
        self.of(older).beside.named_by.insert(number(newer));
        self.names(newer, older)
    }

    /// A link that the older number does not know of.
    fn names(mut self, newer: u8, older: u8) -> Self {
        let since = self.next();
        let id = OlderId::sealed(number(newer), number(older), &id(older), &seal()).unwrap();
        self.of(newer).beside.older.push(Older { id, since });
        self
    }

    /// The link is taken back; the older number still points there.
    fn unlink(mut self, newer: u8) -> Self {
        self.of(newer).beside.older.clear();
        self
    }

    fn lives(mut self, n: u8) -> Self {
        let seq = Some(self.next());
        self.of(n).beside.lived = Lived {
            custody: seq,
            relation: seq,
        };
        self
    }

    fn seen(mut self, n: u8) -> Self {
        let seq = self.next();
        self.of(n).beside.lived.relation = Some(seq);
        self
    }

    fn hides(mut self, n: u8, subject: Subject) -> Self {
        self.of(n).beside.unreadable.insert(subject);
        self
    }

    fn protects(mut self, n: u8) -> Self {
        self.of(n).facts.protection = known(true);
        self
    }

    /// What is told of a child that is asked for by this number, and which numbers were read besides.
    fn asked(&self, n: u8) -> (super::Told, BTreeSet<Pseudonym>) {
        let others = RefCell::new(BTreeSet::new());
        let read = |number| {
            others.borrow_mut().insert(number);
            let found = self.read(number);
            async move { Ok::<_, Infallible>(found) }
        };
        let walk = Family::walk(number(n), self.read(number(n)), read);
        let Ok(family) = walk.now_or_never().unwrap();
        (family.told(Some(&seal()), now()), others.into_inner())
    }

    /// With one block under each number, by which it is seen which of them forbid.
    fn read(&self, of: Pseudonym) -> Number {
        let mut found = self.numbers.get(&of).cloned().unwrap_or(Number {
            facts: Facts {
                child: of,
                ..facts(0)
            },
            beside: Beside::default(),
        });
        found.facts.blocks = known(vec![Block {
            id: [of.0[0]; 16],
            organisation: OrganisationId::guess("SE2321000016-VARD").unwrap(),
            unit: None,
            types: Vec::new(),
            period: None,
            wisher: None,
            start: now(),
            ended: None,
            deleted: None,
        }]);
        found
    }

    /// The numbers whose blocks hold, those under which is asked, and whether there are doubtful ones.
    fn sees(&self, n: u8) -> (Vec<u8>, Vec<u8>, bool) {
        let (told, _) = self.asked(n);
        let blocks = told.facts.blocks.at(now()).cloned().unwrap_or_default();
        let mut forbidding: Vec<_> = blocks.iter().map(|block| block.id[0]).collect();
        forbidding.sort_unstable();
        let under = told.older.iter().map(|(older, asked)| {
            assert_eq!(*asked, id(older.0[0]), "asked under its own number");
            older.0[0]
        });
        let under = under.collect::<BTreeSet<_>>();
        (forbidding, under.into_iter().collect(), told.is_doubtful)
    }

    fn is_past(&self, n: u8) -> bool {
        let (told, _) = self.asked(n);
        assert_eq!(
            told.facts.custody,
            match told.facts.relations {
                Known::Unknown => Known::Unknown,
                Known::Told { .. } => facts(n).custody,
            }
        );
        told.facts.custody == Known::Unknown
    }
}

// R-LINK-1, R-LINK-4, R-LINK-7
#[test]
fn all_numbers_of_a_chain_forbid_each_other_and_those_before_are_asked() {
    let whole = Told::default().link(2, 1).link(3, 2).link(3, 1);
    assert_eq!(whole.sees(3), (vec![1, 2, 3], vec![1, 2], false));
    // Told link by link, the middle one might be somebody else's of today.
    let chain = Told::default().link(2, 1).link(3, 2);
    assert_eq!(chain.sees(3), (vec![1, 2, 3], vec![], true));
    assert_eq!(chain.sees(2).0, [1, 2, 3], "a newer number forbids as well");
    assert_eq!(chain.sees(1).0, [1, 2, 3]);
    assert_eq!(chain.sees(4), (vec![4], vec![], false));
}

// R-LINK-9
#[test]
fn under_a_number_of_before_nobody_has_a_say_unless_somebody_lives_under_it() {
    let told = Told::default().lives(1).link(2, 1);
    assert!(told.is_past(1) && !told.is_past(2));
    assert_eq!(told.sees(1), (vec![1, 2], vec![], false));
    assert!(!told.lives(1).is_past(1));
    let taken_back = Told::default().link(2, 1).unlink(2);
    assert!(!taken_back.is_past(1));
    // Back to the number of before: the newer link counts.
    let back = Told::default().link(2, 1).link(1, 2);
    assert!(back.is_past(2) && !back.is_past(1));
    assert_eq!(back.sees(1), (vec![1, 2], vec![2], false));
}

// R-LINK-9
#[test]
fn a_relation_under_a_number_of_before_gives_nobody_custody_back() {
    let told = Told::default().lives(1).link(2, 1).seen(1);
    let (told, _) = told.asked(1);
    assert_eq!(told.facts.custody, Known::Unknown);
    assert_ne!(told.facts.relations, Known::Unknown);
}

// R-LINK-4, R-LINK-7
#[test]
fn however_many_named_a_number_by_mistake_it_is_known_once_they_are_put_right() {
    let mistaken = |count: u8| {
        (0..count).fold(Told::default(), |told, n| {
            told.link(10 + n, 1).unlink(10 + n)
        })
    };
    let (told, read) = mistaken(100).asked(1);
    assert_eq!(read.len(), 100);
    assert!(told.facts.blocks != Known::Unknown && !told.facts.is_protected(now()));
}

// R-LINK-6
#[test]
fn nobody_is_asked_under_a_number_that_is_somebody_elses() {
    let told = || Told::default().link(2, 1);
    assert_eq!(told().sees(2).1, [1]);
    let doubtful = [
        ("another names it as well", told().link(3, 1)),
        ("somebody lives under it", told().lives(1)),
        ("somebody has to do with it", told().seen(1)),
        ("it does not know who names it", Told::default().names(2, 1)),
    ];
    for (why, told) in doubtful {
        let (forbidding, asked, is_doubtful) = told.sees(2);
        assert!(forbidding.starts_with(&[1, 2]), "{why}: it still forbids");
        assert!(asked.is_empty() && is_doubtful, "{why}");
    }
    // Lived under before the link, named before and taken back since: the child's own past.
    assert_eq!(Told::default().lives(1).link(2, 1).sees(2).1, [1]);
    assert_eq!(
        told().link(3, 1).unlink(3).sees(2),
        (vec![1, 2], vec![1], false)
    );
    // One that is certain is asked beside one that is not.
    let one = Told::default().link(3, 1).link(3, 2).lives(2);
    assert_eq!(one.sees(3), (vec![1, 2, 3], vec![1], true));
}

// R-LINK-4
#[test]
fn where_a_link_cannot_be_read_all_that_could_be_forbidden_is_unknown() {
    for subject in [Subject::IdentityLink, Subject::NumberNamed] {
        for hidden in [1, 2] {
            let told = Told::default().link(2, 1).hides(hidden, subject);
            let (told, _) = told.asked(2);
            assert_eq!(told.facts.blocks, Known::Unknown);
            assert!(told.older.is_empty() && told.facts.is_protected(now()));
        }
    }
}

// R-LINK-4, R-PROTECT-1
#[test]
fn under_protected_identity_no_other_number_is_asked_or_hinted_at() {
    for protected in [1, 2, 3] {
        let told = Told::default().link(2, 1).link(3, 2).lives(1);
        let told = told.protects(protected);
        let (_, asked, is_doubtful) = told.sees(3);
        assert!(asked.is_empty() && !is_doubtful);
    }
}

// R-LINK-7
#[test]
fn what_was_taken_back_is_read_and_not_followed() {
    let told = Told::default().link(2, 1).link(3, 1).link(3, 4).unlink(3);
    let (_, read) = told.asked(2);
    assert_eq!(read, [number(1), number(3)].into());
    assert_eq!(told.sees(2), (vec![1, 2], vec![1], false));
}

// R-LINK-4
#[test]
fn so_many_numbers_are_read_and_with_one_more_everything_may_be_forbidden() {
    let many = |count: u8| (1..count).fold(Told::default(), |told, n| told.link(n + 1, n));
    let most = u8::try_from(MAX_NUMBERS).unwrap();
    let (told, read) = many(most).asked(most);
    assert_eq!(read.len() + 1, MAX_NUMBERS);
    assert!(!told.facts.is_protected(now()));
    let (told, read) = many(most + 1).asked(most + 1);
    assert_eq!(read.len(), MAX_NUMBERS);
    assert_eq!(told.facts.blocks, Known::Unknown);
    assert!(told.older.is_empty());
}
