//! What one audience was shown, and what can be concluded from something not being there.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::{Programme, Sex, Unknown};
use crate::{
    merge::RecordRef,
    policy::Audience,
    record::{Header, InformationType, LifeCycle, Sector, body::types},
    time::{Country, Date, Moment, Timestamp, Window},
};

/// What was shown of a child to one audience, with what a check needs to know of the child.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The day of birth.
    pub birth: Option<Date>,
    /// The registered sex.
    pub sex: Option<Sex>,
    /// The first day in first class.
    pub school_start: Option<Date>,
    /// Today, where the child lives.
    pub today: Date,
    /// Who looks.
    pub audience: Audience,
    /// Every source that was asked, whether or not it answered.
    pub sources: Vec<ShownSource<'a>>,
    /// The types that some source of a sector does not show: withheld, or on request.
    pub closed: &'a BTreeMap<Sector, BTreeSet<InformationType>>,
}

/// What was shown of one source.
#[derive(Debug)]
pub struct ShownSource<'a> {
    /// The source, under the name that the audience knows it by.
    pub producer: &'a str,
    /// Its sector.
    pub sector: &'a str,
    /// Whether it answered, and everything came.
    pub whole: bool,
    /// What it was asked, how far back.
    pub windows: &'a BTreeMap<InformationType, Window>,
    /// The headers of what was shown.
    pub records: Vec<&'a Header>,
}

/// What was shown, read once: every record that stands and tells of something that has been, with its days, by kind.
pub(super) struct Seen<'a> {
    pub(super) shown: &'a Shown<'a>,
    country: Country,
    by_kind: [Vec<Happened<'a>>; Kind::COUNT],
}

/// The types that tell of a programme, and all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Vaccination,
    Activity,
    Growth,
    Screening,
    Summary,
    Other,
}

impl Kind {
    const COUNT: usize = 6;

    fn of(information_type: &InformationType) -> Self {
        match information_type.as_str() {
            types::VACCINATION => Self::Vaccination,
            types::ACTIVITY => Self::Activity,
            types::OBSERVATION_GROWTH => Self::Growth,
            types::OBSERVATION_SCREENING => Self::Screening,
            types::DOCUMENT_BVC_SUMMARY => Self::Summary,
            _ => Self::Other,
        }
    }
}

/// A record that stands and tells of something that has been.
#[derive(Debug, Clone, Copy)]
pub(super) struct Happened<'a> {
    pub(super) producer: &'a str,
    pub(super) sector: &'a str,
    pub(super) header: &'a Header,
    /// The first and the last local day on which it can have been.
    pub(super) days: (Date, Date),
}

impl Happened<'_> {
    /// How a finding names it.
    pub(super) fn record(&self) -> RecordRef {
        RecordRef {
            producer: self.producer.to_owned(),
            record_id: self.header.record_id.clone(),
        }
    }
}

/// The names of records, ordered, each once.
pub(super) fn named<'h, 'a: 'h>(
    records: impl IntoIterator<Item = &'h Happened<'a>>,
) -> Vec<RecordRef> {
    let mut named: Vec<_> = records.into_iter().map(Happened::record).collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// How far absence of a type proves anything, for one programme.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coverage {
    /// Why it proves nothing at all.
    unproven: Option<Unknown>,
    /// The first local day from which it does, where windows let it.
    from: Date,
    /// To whom something may be kept back, nothing is ever proven to be absent.
    something_may_be_kept: bool,
}

impl Coverage {
    /// Whether something that is not there from this day on was not there.
    pub(super) fn since(&self, day: Date) -> Result<(), Unknown> {
        match self.unproven {
            Some(why) => Err(why),
            None if day < self.from => Err(Unknown::OutsideWindow),
            None if self.something_may_be_kept => Err(Unknown::NotRecorded),
            None => Ok(()),
        }
    }
}

impl<'a> Seen<'a> {
    pub(super) fn of(shown: &'a Shown<'a>, country: Country) -> Self {
        let mut by_kind: [Vec<Happened<'a>>; Kind::COUNT] = Default::default();
        for source in &shown.sources {
            for header in &source.records {
                let kind = Kind::of(&header.information_type);
                let happened = shown.happened(source, header, country);
                if let (Some(place), Some(happened)) = (by_kind.get_mut(kind as usize), happened) {
                    place.push(happened);
                }
            }
        }
        Self {
            shown,
            country,
            by_kind,
        }
    }

    /// Those of a kind.
    pub(super) fn of_kind(&self, kind: Kind) -> &[Happened<'a>] {
        self.by_kind.get(kind as usize).map_or(&[], Vec::as_slice)
    }

    /// How far absence of a type proves anything: every source that would hold it answered whole, may show it, and was asked far enough back.
    // R-PROGRAMME-2, R-PROGRAMME-5
    pub(super) fn coverage(&self, programme: &Programme, information_type: &str) -> Coverage {
        let mut unproven: Option<Unknown> = None;
        let mut start = Timestamp::MIN;
        let mut asked = 0_usize;
        for holder in &programme.holders {
            let closed = self.shown.closed.get(holder);
            if closed.is_some_and(|types| types.contains(information_type)) {
                unproven = least(unproven, Unknown::NotPermitted);
            }
            let of_holder = |source: &&ShownSource<'_>| source.sector == holder.as_str();
            for source in self.shown.sources.iter().filter(of_holder) {
                asked += 1;
                match source.windows.get(information_type) {
                    None => unproven = least(unproven, Unknown::NotAsked),
                    Some(_) if !source.whole => unproven = least(unproven, Unknown::SourceMissing),
                    Some(window) => start = start.max(window.start()),
                }
            }
        }
        if asked == 0 {
            unproven = least(unproven, Unknown::SourceMissing);
        }
        Coverage {
            unproven,
            from: self.first_whole_day(start),
            something_may_be_kept: self.shown.audience != Audience::Professional,
        }
    }

    /// The first local day that lies wholly after an instant.
    fn first_whole_day(&self, start: Timestamp) -> Date {
        let day = self.country.today(start);
        match self.country.midnight(day) < start {
            true => day.tomorrow().unwrap_or(Date::MAX),
            false => day,
        }
    }

    /// Whether those who keep the programme knew the child before something was due. Who came later may have had it elsewhere.
    pub(super) fn known_before(&self, programme: &Programme, due: (Date, Date)) -> bool {
        self.any_day(programme, |days| days.1 < due.0)
    }

    /// Whether they still knew the child when it was due or soon after. Who had left may have had it elsewhere.
    pub(super) fn known_after(&self, programme: &Programme, due: (Date, Date)) -> bool {
        let until = programme.known_within.after(due.1).unwrap_or(Date::MAX);
        self.any_day(programme, |days| due.0 <= days.0 && days.1 < until)
    }

    fn any_day(&self, programme: &Programme, is: impl Fn((Date, Date)) -> bool) -> bool {
        let known_in = |told: &Happened<'_>| {
            (programme.known_in.iter()).any(|sector| sector.as_str() == told.sector)
        };
        let dated = |told: &Happened<'_>| told.header.period.start.is_some();
        (self.by_kind.iter().flatten()).any(|told| is(told.days) && dated(told) && known_in(told))
    }
}

/// Of several reasons the first.
fn least(one: Option<Unknown>, other: Unknown) -> Option<Unknown> {
    Some(one.map_or(other, |one| one.min(other)))
}

impl<'a> Shown<'a> {
    // R-PROGRAMME-3
    fn happened(
        &self,
        source: &ShownSource<'a>,
        header: &'a Header,
        country: Country,
    ) -> Option<Happened<'a>> {
        let stands = matches!(header.life_cycle, LifeCycle::Active | LifeCycle::Completed);
        let days = match header.period.start.or(header.period.end) {
            Some(moment) => days_of(moment, country),
            None => (Date::MIN, Date::MAX),
        };
        let can_be = days.0 <= self.today && self.birth.is_none_or(|birth| birth <= days.1);
        (stands && can_be).then_some(Happened {
            producer: source.producer,
            sector: source.sector,
            header,
            days,
        })
    }
}

/// The first and the last local day that a moment may mean.
fn days_of(moment: Moment, country: Country) -> (Date, Date) {
    let window = match moment {
        Moment::Day(day) => return (day, day),
        Moment::Instant(at) => {
            let day = country.today(at);
            return (day, day);
        }
        Moment::Month { .. } | Moment::Year(_) => moment.interval(&country.zone()),
    };
    let last = window.end().checked_sub(SignedDuration::from_nanos(1));
    let last = last.unwrap_or(window.end());
    (country.today(window.start()), country.today(last))
}
