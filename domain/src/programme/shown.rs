//! What one audience was shown, and what can be concluded from something not being there.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::{Programme, Sex, Unknown};
use crate::{
    merge::RecordRef,
    policy::Audience,
    record::{Header, InformationType, LifeCycle, Sector},
    time::{Country, Date, Moment, Window},
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

/// What was shown, read once: every record that stands and tells of something that has been, with its days.
pub(super) struct Seen<'a> {
    pub(super) shown: &'a Shown<'a>,
    country: Country,
    happened: Vec<Happened<'a>>,
}

/// A record that stands and tells of something that has been.
#[derive(Debug, Clone, Copy)]
pub(super) struct Happened<'a> {
    producer: &'a str,
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

impl<'a> Seen<'a> {
    pub(super) fn of(shown: &'a Shown<'a>, country: Country) -> Self {
        let records = (shown.sources.iter())
            .flat_map(|source| source.records.iter().map(move |header| (source, *header)));
        Self {
            happened: records
                .filter_map(|(source, header)| shown.happened(source, header, country))
                .collect(),
            country,
            shown,
        }
    }

    /// Those of a type.
    pub(super) fn of_type(&self, information_type: &str) -> impl Iterator<Item = &Happened<'a>> {
        (self.happened.iter())
            .filter(move |told| told.header.information_type.as_str() == information_type)
    }

    /// Whether something of a type that is not there was not there: every source that would hold it answered whole, may show it, and was
    /// asked back to `from`. To whom something may be kept back, nothing is ever proven to be absent.
    // R-PROGRAMME-2, R-PROGRAMME-5
    pub(super) fn covered(
        &self,
        programme: &Programme,
        information_type: &str,
        from: Date,
    ) -> Result<(), Unknown> {
        let first = self.country.midnight(from);
        let of_sector = |holder: &Sector| -> Option<Unknown> {
            let closed = self.shown.closed.get(holder);
            let is_closed = closed.is_some_and(|types| types.contains(information_type));
            let of_source = |source: &ShownSource<'_>| match source.windows.get(information_type) {
                None => Some(Unknown::NotAsked),
                Some(_) if !source.whole => Some(Unknown::SourceMissing),
                Some(window) if window.start() > first => Some(Unknown::OutsideWindow),
                Some(_) => None,
            };
            let closed = is_closed.then_some(Unknown::NotPermitted);
            let of_sources = self.shown.of_sector(holder).filter_map(of_source);
            closed.into_iter().chain(of_sources).min()
        };
        let holders = &programme.holders;
        if let Some(why) = holders.iter().filter_map(of_sector).min() {
            return Err(why);
        }
        if !(holders.iter()).any(|holder| self.shown.of_sector(holder).next().is_some()) {
            return Err(Unknown::SourceMissing);
        }
        match self.shown.audience {
            Audience::Professional => Ok(()),
            Audience::Guardian | Audience::Child => Err(Unknown::NotRecorded),
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
        let known_in = |told: &&Happened<'_>| {
            (programme.known_in.iter()).any(|sector| sector.as_str() == told.sector)
        };
        let dated = |told: &&Happened<'_>| told.header.period.start.is_some();
        (self.happened.iter().filter(known_in).filter(dated)).any(|told| is(told.days))
    }
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

    fn of_sector(&self, sector: &Sector) -> impl Iterator<Item = &ShownSource<'a>> {
        (self.sources.iter()).filter(move |source| source.sector == sector.as_str())
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
