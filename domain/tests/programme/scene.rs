//! A child with sources that answered whole and back to birth, to be varied by each test.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use domain::{
    policy::Audience,
    programme::{
        Check, Checked, Deviation, Finding, Part, PartCheck, Programmes, Sex, Shown, ShownSource,
        Unknown, Verdict, check,
    },
    record::{
        Body, Header, InformationType, LifeCycle, Record, Sector,
        body::{
            Activity, ActivityKind, CareDocument, Observation, ProgrammeAdherence,
            ProgrammeStatement, Vaccination, types,
        },
        claims,
    },
    time::{Country, Date, Moment, Period, Window},
};

use crate::common::{date, information_type, policy, records::subject, sector};

pub(crate) const SE_TOML: &str = include_str!("../../../policy/se-programme.toml");
pub(crate) const DK_TOML: &str = include_str!("../../../policy/dk-programme.toml");

static SE: LazyLock<Programmes> =
    LazyLock::new(|| Programmes::parse("se-programme.toml", SE_TOML).unwrap());
static DK: LazyLock<Programmes> =
    LazyLock::new(|| Programmes::parse("dk-programme.toml", DK_TOML).unwrap());

pub(crate) fn programmes(country: Country) -> &'static Programmes {
    match country {
        Country::Se => &SE,
        Country::Dk => &DK,
    }
}

/// One source with what it told.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) producer: &'static str,
    pub(crate) sector: Sector,
    pub(crate) whole: bool,
    pub(crate) windows: BTreeMap<InformationType, Window>,
    pub(crate) records: Vec<Header>,
}

/// What was shown of a child.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) country: Country,
    pub(crate) birth: Option<Date>,
    pub(crate) sex: Option<Sex>,
    pub(crate) today: Date,
    pub(crate) audience: Audience,
    pub(crate) sources: Vec<Source>,
    pub(crate) closed: BTreeMap<Sector, BTreeSet<InformationType>>,
}

pub(crate) const BVC: &str = "bvc";
pub(crate) const EMI: &str = "emi";

impl Scene {
    /// A Swedish girl, six and a half: child health centre and school health, with visits from birth to this autumn.
    pub(crate) fn sweden() -> Self {
        let mut scene = Self {
            country: Country::Se,
            birth: Some(date("2020-05-20")),
            sex: Some(Sex::Female),
            today: date("2026-11-21"),
            audience: Audience::Professional,
            sources: vec![source(BVC, "child-health"), source(EMI, "school-health")],
            closed: BTreeMap::new(),
        };
        for day in [
            "2020-05-28",
            "2021-05-21",
            "2022-03-01",
            "2024-05-27",
            "2025-05-26",
        ] {
            scene.tell(BVC, growth(day));
        }
        scene.tell(EMI, growth("2026-10-14"));
        scene
    }

    /// A Danish boy of thirteen: the vaccination register and the GP.
    pub(crate) fn denmark() -> Self {
        let mut scene = Self {
            country: Country::Dk,
            birth: Some(date("2013-02-10")),
            sex: Some(Sex::Male),
            sources: vec![
                source("ddv", "vaccination-register"),
                source("gp", "general-practice"),
            ],
            ..Self::sweden()
        };
        for day in [
            "2013-03-18",
            "2014-02-11",
            "2015-02-12",
            "2017-02-20",
            "2020-01-07",
            "2025-03-03",
        ] {
            scene.tell("gp", growth(day));
        }
        scene
    }

    pub(crate) fn source(&mut self, producer: &str) -> &mut Source {
        let mut sources = self.sources.iter_mut();
        sources.find(|source| source.producer == producer).unwrap()
    }

    pub(crate) fn source_of(&self, producer: &str) -> &Source {
        let mut sources = self.sources.iter();
        sources.find(|source| source.producer == producer).unwrap()
    }

    /// A source tells of one more record, numbered in the order of telling.
    pub(crate) fn tell(&mut self, producer: &str, record: Record) -> &mut Header {
        let source = self.source(producer);
        let mut record = record;
        record.header.record_id = format!("{producer}-{}", source.records.len() + 1);
        claims::stamp(&mut record);
        source.records.push(record.header);
        source.records.last_mut().unwrap()
    }

    pub(crate) fn with(
        mut self,
        producer: &str,
        records: impl IntoIterator<Item = Record>,
    ) -> Self {
        for record in records {
            self.tell(producer, record);
        }
        self
    }

    /// Everything of the Swedish programme to the five-year dose, in time and numbered.
    pub(crate) fn followed(self) -> Self {
        self.with(BVC, early_doses()).with(
            BVC,
            [
                dose("J07BD52", "2021-11-22", 1),
                dose("J07CA02", "2025-05-26", 4),
            ],
        )
    }

    pub(crate) fn check(&self) -> Check<'static> {
        let shown = Shown {
            birth: self.birth,
            sex: self.sex,
            school_start: self
                .birth
                .and_then(|birth| policy(self.country).school_start(birth)),
            today: self.today,
            audience: self.audience,
            sources: (self.sources.iter())
                .map(|source| ShownSource {
                    producer: source.producer,
                    sector: source.sector.as_str(),
                    whole: source.whole,
                    windows: &source.windows,
                    records: source.records.iter().collect(),
                })
                .collect(),
            closed: &self.closed,
        };
        check(programmes(self.country), &shown)
    }

    pub(crate) fn part(&self, part: Part) -> PartCheck<'static> {
        let check = self.check();
        let mut parts = check.parts.into_iter();
        parts.find(|found| found.programme.part() == part).unwrap()
    }

    pub(crate) fn vaccinations(&self) -> Verdict {
        self.part(Part::Vaccinations).verdict
    }

    /// What is found of an item; `None` where it is not due or not for this child.
    pub(crate) fn found(&self, code: &str) -> Option<Checked<'static>> {
        let check = self.check();
        let mut items = check.parts.into_iter().flat_map(|part| part.items);
        items.find(|item| item.code == code)
    }

    #[track_caller]
    pub(crate) fn finding(&self, code: &str) -> Finding {
        self.found(code)
            .unwrap_or_else(|| panic!("no {code}"))
            .finding
    }
}

pub(crate) fn deviates(how: Deviation) -> Finding {
    Finding::Deviates(how)
}

pub(crate) fn not_known(why: Unknown) -> Finding {
    Finding::NotKnown(why)
}

pub(crate) fn source(producer: &'static str, code: &str) -> Source {
    let telling = [
        types::VACCINATION,
        types::ACTIVITY,
        types::OBSERVATION_GROWTH,
        types::OBSERVATION_SCREENING,
        types::DOCUMENT_BVC_SUMMARY,
    ];
    Source {
        producer,
        sector: sector(code),
        whole: true,
        windows: telling
            .map(|t| (information_type(t), Window::everything()))
            .into(),
        records: Vec::new(),
    }
}

pub(crate) fn record(kind: &str, when: &str, body: impl Into<Body>) -> Record {
    let period = Period::at(Moment::parse(when).unwrap());
    Record {
        header: Header::new("", information_type(kind), subject(), period, ""),
        body: body.into(),
        location: None,
    }
}

/// A dose; numbered from 1, or with 0 without a number.
pub(crate) fn dose(atc: &str, when: &str, number: u32) -> Record {
    record(
        types::VACCINATION,
        when,
        Vaccination::new(atc, "B1").dose(number),
    )
}

pub(crate) fn early_doses() -> Vec<Record> {
    let three = [("2020-08-20", 1), ("2020-10-21", 2), ("2021-05-21", 3)];
    let dtp = three.map(|(day, number)| dose("J07CA09", day, number));
    let pcv = three.map(|(day, number)| dose("J07AL02", day, number));
    let rota = [
        dose("J07BH01", "2020-07-01", 1),
        dose("J07BH01", "2020-08-20", 2),
    ];
    dtp.into_iter().chain(pcv).chain(rota).collect()
}

pub(crate) fn refused(atc: &str, when: &str, number: u32) -> Record {
    let body = Vaccination::not_given(atc, "fever").dose(number);
    record(types::VACCINATION, when, body)
}

pub(crate) fn growth(when: &str) -> Record {
    let code = domain::record::Coding::new("http://loinc.org", "8302-2", "");
    let body = Observation::quantity(code, domain::record::Quantity::new("100", "cm"));
    record(types::OBSERVATION_GROWTH, when, body)
}

pub(crate) fn activity(kind: ActivityKind, when: &str) -> Record {
    record(types::ACTIVITY, when, Activity::new(kind, ""))
}

pub(crate) fn summary(when: &str, statement: ProgrammeStatement) -> Record {
    let body = CareDocument {
        programme: Some(statement),
        ..CareDocument::text("")
    };
    record(types::DOCUMENT_BVC_SUMMARY, when, body)
}

/// A summary that says of both parts the same.
pub(crate) fn states(when: &str, both: ProgrammeAdherence) -> Record {
    let statement = ProgrammeStatement {
        vaccinations: both,
        visits: both,
        ..ProgrammeStatement::default()
    };
    summary(when, statement)
}

pub(crate) fn retracted() -> LifeCycle {
    LifeCycle::Retracted {
        reason: "entered-in-error".into(),
    }
}
