//! The rules about a look as such, beside the matrix: what it may be for, what its ground takes, what a block forbids, and which looks
//! guardians are not shown. Checked here too.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use toml::Spanned;

use super::{
    Audience, BlockCase, Duty, GrantorCase, Ground, Need, Origin, Policy, PolicyError,
    compile::{Compiler, listed},
    text::{BlockText, GroundText, PurposeText, Rule},
};
use crate::{
    record::Sector,
    time::{Date, Timestamp},
};

/// What a look may be for.
#[derive(Debug)]
pub struct PurposeRule {
    /// Where it is written.
    pub origin: Origin,
    /// The code in the actor's token: `care`.
    pub code: String,
    /// Whether anything is shown for it.
    pub allowed: bool,
    /// Who may look for it. Empty where it is refused.
    pub audiences: Vec<Audience>,
}

/// What a ground takes and what it brings with it.
#[derive(Debug)]
pub struct GroundRule {
    /// Where it is written.
    pub origin: Origin,
    /// The ground.
    pub ground: Ground,
    /// The purposes it serves.
    pub purposes: Vec<String>,
    /// What it takes.
    pub needs: Vec<Need>,
    /// What it brings with it.
    pub duties: Vec<Duty>,
    /// How long it carries from when the question was put, in hours. `None` = no limit of its own.
    pub hours: Option<u16>,
}

impl GroundRule {
    /// When the ground stops carrying a question that was put at `asked`. `None` = no limit of its own.
    // R-EMERGENCY-4
    #[must_use]
    pub fn ends(&self, asked: Timestamp) -> Option<Timestamp> {
        let hours = SignedDuration::from_hours(self.hours?.into());
        Some(asked.checked_add(hours).unwrap_or(Timestamp::MIN))
    }
}

/// What a block forbids, and who may set one.
#[derive(Debug)]
pub struct BlockRule {
    /// Where it is written.
    pub origin: Origin,
    /// The grounds that do not hold against it.
    pub forbids: Vec<Ground>,
    /// Who is kept out.
    pub audiences: Vec<Audience>,
    /// Whose wish may be registered, by age.
    pub cases: Vec<BlockCase>,
    /// The longest that a lift lasts, in days of 24 hours.
    pub lift_days: u16,
}

/// Looks that guardians are not shown until somebody has reviewed them.
#[derive(Debug)]
pub struct HiddenRule {
    /// Where it is written.
    pub origin: Origin,
    /// Whose looks.
    pub actors: Vec<Sector>,
    /// By which grounds.
    pub grounds: Vec<Ground>,
    /// After how many days the hiding is to be reviewed.
    pub review_days: u16,
}

impl Policy {
    /// What the tables say of a purpose on a day. `None` = they do not name it, and it is refused.
    #[must_use]
    pub fn purpose(&self, code: &str, day: Date) -> Option<&PurposeRule> {
        (self.purposes.iter()).find(|rule| rule.code == code && rule.origin.holds_on(day))
    }

    /// What a ground takes on a day. `None` = it carries nothing.
    #[must_use]
    pub fn ground(&self, ground: Ground, day: Date) -> Option<&GroundRule> {
        (self.grounds.iter()).find(|rule| rule.ground == ground && rule.origin.holds_on(day))
    }

    /// What a block forbids on a day. `None` = nobody can say.
    #[must_use]
    pub fn block(&self, day: Date) -> Option<&BlockRule> {
        (self.blocks.iter()).find(|rule| rule.origin.holds_on(day))
    }

    /// The rule by which guardians are not shown a look by this sector and ground on a day, if one says so.
    // R-AUDIENCE-3
    #[must_use]
    pub fn hidden(&self, actor: &Sector, ground: Ground, day: Date) -> Option<&HiddenRule> {
        (self.hidden.iter()).find(|rule| {
            rule.origin.holds_on(day)
                && rule.actors.contains(actor)
                && rule.grounds.contains(&ground)
        })
    }

    /// The sectors whose looks guardians are not shown on a day, by whatever ground: which one carries is not a guardian's to know either.
    // R-SHARING-3
    #[must_use]
    pub fn hidden_sectors(&self, day: Date) -> BTreeSet<Sector> {
        let rules = self.hidden.iter().filter(|rule| rule.origin.holds_on(day));
        rules.flat_map(|rule| rule.actors.iter().cloned()).collect()
    }

    /// Every rule of these four tables, for listings and tests.
    #[must_use]
    pub fn looks(&self) -> (&[PurposeRule], &[GroundRule], &[BlockRule], &[HiddenRule]) {
        (&self.purposes, &self.grounds, &self.blocks, &self.hidden)
    }
}

impl GroundRule {
    /// Whether the ground takes this.
    #[must_use]
    pub fn needs(&self, need: Need) -> bool {
        self.needs.contains(&need)
    }
}

/// A case that holds at certain ages, of children found mature, of others, or of both.
pub(super) trait AgeCase {
    /// Whether the case holds at this age, of a child found mature or not.
    fn holds(&self, age: u8, mature: bool) -> bool;
}

impl AgeCase for GrantorCase {
    fn holds(&self, age: u8, mature: bool) -> bool {
        self.covers(age, mature)
    }
}

impl AgeCase for BlockCase {
    fn holds(&self, age: u8, mature: bool) -> bool {
        self.covers(age, mature)
    }
}

fn within(from: Option<u8>, below: Option<u8>, age: u8) -> bool {
    from.is_none_or(|from| from <= age) && below.is_none_or(|below| age < below)
}

impl GrantorCase {
    /// Whether the case holds at this age in whole years, of a child found mature or not.
    #[must_use]
    pub fn covers(&self, age: u8, mature: bool) -> bool {
        within(self.from, self.below, age) && self.assessed.is_none_or(|asked| asked == mature)
    }
}

impl BlockCase {
    /// Whether the case holds at this age in whole years, of a child found mature or not.
    #[must_use]
    pub fn covers(&self, age: u8, mature: bool) -> bool {
        within(self.from, self.below, age) && self.assessed.is_none_or(|asked| asked == mature)
    }
}

impl Compiler<'_> {
    /// Every age, of children found mature and of others, is spoken of exactly once.
    // R-POLICY-7
    pub(super) fn cases_are_whole<C: AgeCase>(
        &self,
        row: &dyn Rule,
        cases: &Spanned<Vec<C>>,
    ) -> Result<(), PolicyError> {
        for (age, mature) in (0..=u8::MAX).flat_map(|age| [(age, false), (age, true)]) {
            let fitting = cases.get_ref().iter().filter(|c| c.holds(age, mature));
            let fitting = fitting.count();
            if fitting != 1 {
                let found = if mature {
                    "found mature"
                } else {
                    "not found mature"
                };
                let problem = format!("{fitting} cases cover age {age}, {found}");
                let expected = "exactly one case for every age, assessed or not";
                return Err(self.at(row, "cases", cases.span(), problem, expected));
            }
        }
        Ok(())
    }

    pub(super) fn purposes(&self) -> Result<Vec<PurposeRule>, PolicyError> {
        let rows = &self.text.purpose;
        self.one_at_a_time(
            rows,
            "code",
            |row| row.code.get_ref().clone(),
            |row| row.code.span(),
        )?;
        let rule = |row: &PurposeText| {
            let audiences = &row.audience;
            if row.allowed == audiences.is_empty() {
                let problem = "does not fit allowed";
                let expected = "who may look for an allowed purpose, nobody for a refused one";
                return Err(self.at(row, "audience", row.id.span(), problem, expected));
            }
            Ok(PurposeRule {
                origin: row.origin(),
                code: row.code.get_ref().clone(),
                allowed: row.allowed,
                audiences: audiences.clone(),
            })
        };
        rows.iter().map(rule).collect()
    }

    pub(super) fn grounds(&self) -> Result<Vec<GroundRule>, PolicyError> {
        let rows = &self.text.ground;
        self.one_at_a_time(
            rows,
            "ground",
            |row| *row.ground.get_ref(),
            |row| row.ground.span(),
        )?;
        let unruled = (self.text.sharing.iter())
            .flat_map(|row| {
                row.grounds
                    .get_ref()
                    .iter()
                    .map(move |ground| (row, ground))
            })
            .find(|(_, ground)| !rows.iter().any(|rule| rule.ground.get_ref() == *ground));
        if let Some((row, ground)) = unruled {
            let problem = format!("{} has no [[ground]] row", ground.as_str());
            let expected = "a ground whose needs and purposes the tables state";
            return Err(self.at(row, "grounds", row.grounds.span(), problem, expected));
        }
        rows.iter().map(|row| self.ground(row)).collect()
    }

    /// A ground cannot do without what makes it that ground, and cannot take what the lines do not give it.
    fn ground(&self, row: &GroundText) -> Result<GroundRule, PolicyError> {
        use Need::{Consent, NoObjection, Reason, Relation};
        let ground = *row.ground.get_ref();
        let (least, more): (&[Need], &[Need]) = match ground {
            Ground::Consent => (&[Relation, Consent], &[Reason]),
            Ground::Necessity => (&[Relation, NoObjection], &[Reason]),
            Ground::Statute => (&[Relation], &[Reason]),
            Ground::OwnAccess => (&[Relation], &[]),
            Ground::Emergency => (&[Reason], &[Relation]),
        };
        let needs = row.needs.get_ref();
        if let Some(missing) = least.iter().find(|need| !needs.contains(need)) {
            let problem = format!("{} without {missing:?}", ground.as_str());
            let expected = format!("at least {least:?}, in snake_case");
            return Err(self.at(row, "needs", row.needs.span(), problem, expected));
        }
        if let Some(odd) = (needs.iter()).find(|n| !least.contains(n) && !more.contains(n)) {
            let problem = format!("{odd:?} means nothing for {}", ground.as_str());
            let expected = format!("no more than {least:?} and {more:?}, in snake_case");
            return Err(self.at(row, "needs", row.needs.span(), problem, expected));
        }
        let emergency = ground == Ground::Emergency;
        let hours = row.hours.as_ref().map(|hours| *hours.get_ref());
        let reviewed = row.obligations.contains(&Duty::Review);
        if emergency && !(reviewed && hours.is_some_and(|hours| hours > 0)) {
            let problem = "an emergency without end or without review";
            let expected = "hours, at least 1, and review among the obligations";
            return Err(self.at(row, "hours", row.id.span(), problem, expected));
        }
        if let (false, Some(hours)) = (emergency, &row.hours) {
            let problem = "means nothing for this ground";
            return Err(self.at(row, "hours", hours.span(), problem, "emergency alone"));
        }
        Ok(GroundRule {
            origin: row.origin(),
            ground,
            purposes: self.allowed_purposes(row)?,
            needs: needs.clone(),
            duties: row.obligations.clone(),
            hours,
        })
    }

    fn allowed_purposes(&self, row: &GroundText) -> Result<Vec<String>, PolicyError> {
        let allowed = || self.text.purpose.iter().filter(|purpose| purpose.allowed);
        let is_allowed = |code: &str| allowed().any(|purpose| purpose.code.get_ref() == code);
        if let Some(bad) = row.purposes.iter().find(|code| !is_allowed(code.get_ref())) {
            let problem = format!("{:?} is no allowed purpose", bad.get_ref());
            let known = listed(allowed().map(|purpose| purpose.code.get_ref()));
            return Err(self.at(row, "purposes", bad.span(), problem, known));
        }
        if row.purposes.is_empty() {
            return Err(self.at(row, "purposes", row.id.span(), "is empty", "at least one"));
        }
        Ok(row
            .purposes
            .iter()
            .map(|code| code.get_ref().clone())
            .collect())
    }

    pub(super) fn blocks(&self) -> Result<Vec<BlockRule>, PolicyError> {
        let rows = &self.text.block;
        self.one_at_a_time(rows, "id", |_| (), |row| row.id.span())?;
        rows.iter().map(|row| self.block(row)).collect()
    }

    fn block(&self, row: &BlockText) -> Result<BlockRule, PolicyError> {
        let forbids = row.forbids.get_ref();
        let least = [Ground::Consent, Ground::Necessity, Ground::Emergency];
        if let Some(missing) = least.iter().find(|ground| !forbids.contains(ground)) {
            let problem = format!("does not hold against {}", missing.as_str());
            let expected = "consent, necessity and emergency at least: a block wins over them";
            return Err(self.at(row, "forbids", row.forbids.span(), problem, expected));
        }
        let citizens = (row.audience.get_ref().iter()).any(|who| *who != Audience::Professional);
        if citizens != forbids.contains(&Ground::OwnAccess) {
            let problem = "does not fit the audience";
            let expected = "own_access if, and only if, guardian or child is kept out";
            return Err(self.at(row, "forbids", row.forbids.span(), problem, expected));
        }
        if !row.audience.get_ref().contains(&Audience::Professional) {
            let expected = "professional at least";
            let span = row.audience.span();
            return Err(self.at(row, "audience", span, "keeps nobody at work out", expected));
        }
        self.cases_are_whole(row, &row.cases)?;
        let days = *row.lift_days.get_ref();
        if !(1..=7).contains(&days) {
            let problem = format!("{days} days");
            return Err(self.at(row, "lift_days", row.lift_days.span(), problem, "1 to 7"));
        }
        Ok(BlockRule {
            origin: row.origin(),
            forbids: forbids.clone(),
            audiences: row.audience.get_ref().clone(),
            cases: row.cases.get_ref().clone(),
            lift_days: days,
        })
    }

    pub(super) fn hidden(&self) -> Result<Vec<HiddenRule>, PolicyError> {
        (self.text.hidden.iter())
            .map(|row| {
                let grounds = row.grounds.get_ref();
                if grounds.is_empty() || grounds.contains(&Ground::OwnAccess) {
                    let problem = "is empty or names own_access";
                    let expected = "grounds of professionals";
                    return Err(self.at(row, "grounds", row.grounds.span(), problem, expected));
                }
                let days = *row.review_days.get_ref();
                if days == 0 {
                    let span = row.review_days.span();
                    return Err(self.at(row, "review_days", span, "is 0", "at least 1"));
                }
                Ok(HiddenRule {
                    origin: row.origin(),
                    actors: self.sectors(row, "actor", &row.actor)?,
                    grounds: grounds.clone(),
                    review_days: days,
                })
            })
            .collect()
    }

    /// Of rows about the same thing, one holds on any day.
    // R-POLICY-8
    fn one_at_a_time<R: Rule, K: PartialEq>(
        &self,
        rows: &[R],
        key: &str,
        about: impl Fn(&R) -> K,
        span: impl Fn(&R) -> std::ops::Range<usize>,
    ) -> Result<(), PolicyError> {
        let mut before: Vec<(&R, Origin)> = Vec::new();
        for row in rows {
            let origin = row.origin();
            let clash = (before.iter())
                .find(|(other, there)| about(other) == about(row) && there.meets(&origin));
            if let Some((_, there)) = clash {
                let problem = format!("contradicts {}: both hold on one day", there.id);
                return Err(self.at(row, key, span(row), problem, "one row for each day"));
            }
            before.push((row, origin));
        }
        Ok(())
    }
}
