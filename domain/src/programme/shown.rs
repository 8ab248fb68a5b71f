//! What one audience was shown, and what can be concluded from something not being there.

use std::collections::{BTreeMap, BTreeSet};

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

impl<'a> Shown<'a> {
    /// The headers of a type that stand and tell of something that has been, with the days in which they lie.
    pub(super) fn happened(
        &self,
        information_type: &str,
        country: Country,
    ) -> impl Iterator<Item = Happened<'a>> {
        (self.sources.iter())
            .flat_map(|source| source.records.iter().map(move |header| (source, *header)))
            .filter(move |(_, header)| header.information_type.as_str() == information_type)
            .filter_map(move |(source, header)| self.happened_as(source, header, country))
    }

    // R-PROGRAMME-3
    fn happened_as(
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
        (stands && can_be).then(|| Happened {
            sector: source.sector,
            header,
            days,
            record: RecordRef {
                producer: source.producer.to_owned(),
                record_id: header.record_id.clone(),
            },
        })
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
        let first = programme.country.midnight(from);
        let of_sector = |holder: &Sector| -> Option<Unknown> {
            let is_closed = (self.closed.get(holder)).is_some_and(|c| c.contains(information_type));
            let sources = self.of_sector(holder);
            let of_source = |source: &ShownSource<'_>| match source.windows.get(information_type) {
                None => Some(Unknown::NotAsked),
                Some(_) if !source.whole => Some(Unknown::SourceMissing),
                Some(window) if window.start() > first => Some(Unknown::OutsideWindow),
                Some(_) => None,
            };
            let closed = is_closed.then_some(Unknown::NotPermitted);
            closed
                .into_iter()
                .chain(sources.filter_map(of_source))
                .min()
        };
        if let Some(why) = programme.holders.iter().filter_map(of_sector).min() {
            return Err(why);
        }
        if !programme
            .holders
            .iter()
            .any(|h| self.of_sector(h).next().is_some())
        {
            return Err(Unknown::SourceMissing);
        }
        match self.audience {
            Audience::Professional => Ok(()),
            Audience::Guardian | Audience::Child => Err(Unknown::NotRecorded),
        }
    }

    fn of_sector<'s>(&'s self, sector: &'s Sector) -> impl Iterator<Item = &'s ShownSource<'a>> {
        (self.sources.iter()).filter(|source| source.sector == sector.as_str())
    }

    /// Whether those who keep the programme knew the child before something was due. Who came later may have had it elsewhere.
    pub(super) fn known_before(&self, programme: &Programme, due: (Date, Date)) -> bool {
        self.days_known(programme).any(|days| days.1 < due.0)
    }

    /// Whether they still knew the child when it was due or soon after. Who had left may have had it elsewhere.
    pub(super) fn known_after(&self, programme: &Programme, due: (Date, Date)) -> bool {
        let until = programme.known_within.after(due.1).unwrap_or(Date::MAX);
        (self.days_known(programme)).any(|days| due.0 <= days.0 && days.1 < until)
    }

    fn days_known<'s>(
        &'s self,
        programme: &'s Programme,
    ) -> impl Iterator<Item = (Date, Date)> + 's {
        let country = programme.country;
        (programme.known_in.iter())
            .flat_map(|sector| self.of_sector(sector))
            .flat_map(|source| source.records.iter().map(move |header| (source, *header)))
            .filter(|(_, header)| header.period.start.is_some())
            .filter_map(move |(source, header)| self.happened_as(source, header, country))
            .map(|happened| happened.days)
    }
}

/// A record that stands and tells of something that has been.
#[derive(Debug, Clone)]
pub(super) struct Happened<'a> {
    pub(super) sector: &'a str,
    pub(super) header: &'a Header,
    /// The first and the last local day on which it can have been.
    pub(super) days: (Date, Date),
    pub(super) record: RecordRef,
}

/// The first and the last local day that a moment may mean.
fn days_of(moment: Moment, country: Country) -> (Date, Date) {
    let zone = country.zone();
    let window = moment.interval(&zone);
    let last = (window
        .end()
        .checked_sub(jiff::SignedDuration::from_nanos(1)))
    .unwrap_or(window.end());
    (country.today(window.start()), country.today(last))
}
