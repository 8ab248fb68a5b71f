//! What holds between a child's lots and its records: checked here, where the lots are known.

use std::{collections::BTreeMap, fs, path::Path};

use domain::{
    policy::{Audience, Policy},
    programme::{Check, Part, Programmes, Sex, Shown, ShownSource, Verdict, check},
    record::{Header, InformationType, body::known_types},
    time::{Timestamp, Window},
};
use jiff::civil::date;

use super::*;
use crate::systems;

const TODAY: Date = date(2026, 11, 21);

/// The tables of a country as they lie in the repository.
struct Tables {
    policy: Policy,
    programmes: Programmes,
}

impl Tables {
    fn of(country: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policy");
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        let (rules, programme) = (
            format!("{country}.toml"),
            format!("{country}-programme.toml"),
        );
        Self {
            policy: Policy::parse(&rules, &read(&rules)).unwrap(),
            programmes: Programmes::parse(&programme, &read(&programme)).unwrap(),
        }
    }

    /// The check of a child of whom everything is shown.
    fn check(&self, kid: &Kid, pages: &[(&'static str, Vec<Record>)]) -> Check<'_> {
        let everything = Window::new(Timestamp::MIN, Timestamp::MAX).unwrap();
        let windows: BTreeMap<InformationType, Window> = known_types()
            .map(|code| (InformationType::parse(code).unwrap(), everything))
            .collect();
        let headers_of = |id: &str| -> Vec<&Header> {
            let of_system = pages.iter().filter(|(system, _)| *system == id);
            let records = of_system.flat_map(|(_, records)| records);
            records.map(|record| &record.header).collect()
        };
        let sites: Vec<_> = (systems::all().into_iter())
            .filter(|site| site.country == self.programmes.country())
            .collect();
        let sources = sites.iter().map(|site| ShownSource {
            producer: site.id,
            sector: site.sector,
            whole: true,
            windows: &windows,
            records: headers_of(site.id),
        });
        check(
            &self.programmes,
            &Shown {
                birth: Some(kid.born),
                sex: Some(match kid.sex {
                    RegisteredSex::Female => Sex::Female,
                    _ => Sex::Male,
                }),
                school_start: self.policy.school_start(kid.born),
                today: TODAY,
                audience: Audience::Professional,
                sources: sources.collect(),
                closed: &BTreeMap::new(),
            },
        )
    }
}

/// What the systems hold about a child.
type Pages = Vec<(&'static str, Vec<Record>)>;

/// Every child of a seed with its pages.
fn every_child(seed: u64) -> (People, Vec<Pages>) {
    let chance = Chance::of_seed(seed);
    let people = People::of(TODAY, 200, [], &chance);
    let pages = (people.kids.iter())
        .map(|kid| {
            written_about(
                kid,
                people.household_of(kid).unwrap(),
                &people,
                TODAY,
                &chance,
            )
        })
        .collect();
    (people, pages)
}

/// What a whole childhood in one place looks like: no part of it lies under another number, in an archive or abroad.
fn is_told_whole(kid: &Kid) -> bool {
    let apart = [
        Lot::MovedIn,
        Lot::Archived,
        Lot::TypedInTwice,
        Lot::PartialDates,
    ];
    kid.is_born && kid.former_ids.is_empty() && !apart.into_iter().any(|lot| kid.has(lot))
}

fn verdict(check: &Check<'_>, part: Part) -> Verdict {
    let mut parts = check.parts.iter();
    let found = parts.find(|found| found.programme.part() == part);
    found.map_or(Verdict::NotKnown, |found| found.verdict)
}

// R-WORLD-6
#[test]
fn by_the_tables_of_the_programme_check_children_follow_it_or_deviate_as_their_lot_says() {
    let tables = [Tables::of("se"), Tables::of("dk")];
    for seed in 0..3 {
        let (people, pages) = every_child(seed);
        let mut deviating = 0;
        for (kid, pages) in people
            .kids
            .iter()
            .zip(&pages)
            .filter(|(kid, _)| is_told_whole(kid))
        {
            let country = people.household_of(kid).unwrap().country;
            let tables = tables
                .iter()
                .find(|tables| tables.programmes.country() == country)
                .unwrap();
            let found = tables.check(kid, pages);
            let months = days::months_between(kid.born, TODAY);
            let lots = [Lot::LateDose, Lot::MissingDose, Lot::DeclinedDose];
            let deviates = lots.into_iter().any(|lot| kid.has(lot));
            deviating += usize::from(deviates);
            let expected = match deviates {
                true => Verdict::Deviates,
                false => Verdict::Followed,
            };
            if months > 4.0 {
                let vaccinations = verdict(&found, Part::Vaccinations);
                assert_eq!(
                    vaccinations,
                    expected,
                    "{seed} {:?} {months} {:?} {:?}",
                    country,
                    kid.lots,
                    items(&found)
                );
            }
            // Who missed a visit came two weeks later, which can be too late for it.
            if months > 3.0 && !kid.has(Lot::NoShow) {
                let visits = verdict(&found, Part::Visits);
                assert_eq!(
                    visits,
                    Verdict::Followed,
                    "{seed} {:?} {months} {:?} {:?}",
                    country,
                    kid.lots,
                    items(&found)
                );
            }
        }
        assert!(deviating > 10, "{deviating}");
    }
}

/// What is not followed, by the tables' ids.
fn items<'c>(check: &'c Check<'_>) -> Vec<(&'c str, domain::programme::Finding)> {
    let items = check.parts.iter().flat_map(|part| &part.items);
    items
        .map(|item| (item.code, item.finding))
        .filter(|(_, finding)| *finding != domain::programme::Finding::Followed)
        .collect()
}
