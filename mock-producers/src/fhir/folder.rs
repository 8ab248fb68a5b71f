//! From a folder of files to children with records: the steps in their order, and what the folder tells of itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::Path,
    sync::Arc,
    time::Duration,
};

use domain::{
    id::{OrganisationId, OrganisationSystem, PersonId},
    record::{InformationType, Organisation, Record, Sector},
    time::{Country, Date, Moment},
};
use producer_sdk::AnswerScope;

use super::{
    bundle,
    citizens::{Age, Citizens},
    error::FhirError,
    family::Sources,
    files,
    map::Context,
    mapping::Mapping,
    owner::Owners,
    reference::Index,
    unread::{Finding, Unread},
    versions, words,
};
use crate::System;

/// The most records of one answer: as many as a source has that says nothing of it.
const MAX_RECORDS: usize = 1_000;
/// The producer's id.
const ID: &str = "fhir-folder";
/// The sector that a folder is admitted in: MedCom's and dk-core's examples are a hospital's.
const SECTOR: &str = "hospital";
/// Numbers that nobody has: no register gives out an organisation of zeros.
const DANISH_KEEPER: &str = "000000000000001";
const SWEDISH_KEEPER: &str = "SE0000000000-FHIRMAPP";

/// A folder that was read.
pub struct FhirFolder {
    children: Vec<FhirChild>,
    records: Arc<[Record]>,
    unread: Unread,
    findings: Vec<Finding>,
    counts: Counts,
    country: Country,
    keeper: OrganisationId,
    sector: Sector,
}

/// A citizen under 18.
#[derive(Clone, PartialEq, Eq)]
pub struct FhirChild {
    /// The number to ask by.
    pub id: PersonId,
    /// The date of birth as stated, else as the number has it; as precisely as it is known.
    pub birth: Option<Moment>,
    /// Given name and age in years: it is test data, and a list needs words.
    pub label: String,
    /// Whether a Patient of the child is marked as protected.
    pub protected: bool,
    /// Who is stated to hold custody, where they have a number.
    pub guardians_stated: Vec<PersonId>,
    /// Who is stated to be a parent, which says nothing about custody.
    pub parents_stated: Vec<PersonId>,
}

/// What became of the resources that were read, each counted once; [`Unread`] lists the rest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files that were JSON.
    pub files: usize,
    /// Resources in them, each version and copy.
    pub resources: usize,
    /// Records about children.
    pub records: usize,
    /// Resources about citizens of 18 and over: read, not served.
    pub about_adults: usize,
    /// Citizens of 18 and over.
    pub adults: usize,
}

impl FhirFolder {
    /// Reads a folder as of a day.
    ///
    /// # Errors
    /// [`FhirError`] when there is no such folder or it cannot be listed. All else is in [`FhirFolder::unread`].
    // R-FHIR-1
    pub fn read(dir: &Path, today: Date) -> Result<Self, FhirError> {
        let (mut unread, mut findings) = (Unread::default(), Vec::new());
        let files = files::read(dir, &mut unread)?;
        let mut counts = Counts {
            files: files.len(),
            ..Counts::default()
        };
        let resources = bundle::unpack(files, &mut unread);
        counts.resources = resources.len();
        let standing = versions::standing(resources, &mut unread, &mut findings);
        let index = Index::of(&standing);
        let citizens = Citizens::of(&standing, &mut unread, &mut findings);
        let sources = Sources {
            standing: &standing,
            index: &index,
            citizens: &citizens,
            today,
        };
        let families = sources.families(&mut unread);
        let country = majority(&citizens, today);
        let (keeper, sector) = keeper(country)?;
        let owners = Owners {
            standing: &standing,
            index: &index,
            keeper: Organisation {
                id: Some(keeper.clone()),
                name: words::FOLDER.of(country).to_owned(),
            },
        };
        let mut mapping = Mapping {
            context: Context {
                standing: &standing,
                index: &index,
                citizens: &citizens,
                owners: &owners,
            },
            families: &families,
            today,
            unread: &mut unread,
            findings: &mut findings,
            counts: &mut counts,
            records: Vec::new(),
        };
        let children = mapping.children();
        mapping.resources();
        let mut records = mapping.records;
        records.sort_by(|a, b| {
            let key = |r: &Record| (r.header.subject.clone(), r.header.record_id.clone());
            key(a).cmp(&key(b))
        });
        counts.records = records.len();
        unread.sort();
        findings.sort();
        findings.dedup();
        Ok(Self {
            children,
            records: records.into(),
            unread,
            findings,
            counts,
            country,
            keeper,
            sector,
        })
    }

    /// The children, by number.
    #[must_use]
    pub fn children(&self) -> &[FhirChild] {
        &self.children
    }

    /// What could not be read or mapped.
    #[must_use]
    pub fn unread(&self) -> &Unread {
        &self.unread
    }

    /// What was served and yet deserves a look.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What became of the resources.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The folder as a system: in the country of most of its children (Denmark when even), of the types that it holds. Children
    /// of the other country are served too, under their own country's decision about them.
    #[must_use]
    pub fn system(&self) -> System {
        let types: BTreeSet<InformationType> = self
            .records
            .iter()
            .map(|record| record.header.information_type.clone())
            .collect();
        System {
            id: ID,
            name: words::FOLDER.of(self.country).to_owned(),
            country: self.country,
            sector: self.sector.clone(),
            organisation: self.keeper.clone(),
            types: types.into_iter().collect(),
            answer_scope: AnswerScope::Audience,
            max_records: MAX_RECORDS,
            takes: Duration::ZERO,
            mailbox: String::new(),
            behaviour: |_, records| records,
            records: Arc::clone(&self.records),
        }
    }
}

/// Shows numbers only.
impl fmt::Debug for FhirFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FhirFolder")
            .field("children", &self.children.len())
            .field("counts", &self.counts)
            .field("unread", &self.unread.len())
            .finish_non_exhaustive()
    }
}

/// Shows nothing of who it is.
impl fmt::Debug for FhirChild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FhirChild")
            .field("id", &self.id)
            .field("protected", &self.protected)
            .finish_non_exhaustive()
    }
}

/// The country of most children, Denmark when even.
fn majority(citizens: &Citizens, today: Date) -> Country {
    let mut numbers: BTreeMap<Country, usize> = BTreeMap::new();
    for citizen in &citizens.all {
        if matches!(citizen.age(today), Age::Child(_)) {
            *numbers.entry(citizen.id.country()).or_default() += 1;
        }
    }
    let of = |country| numbers.get(&country).copied().unwrap_or(0);
    if of(Country::Se) > of(Country::Dk) {
        Country::Se
    } else {
        Country::Dk
    }
}

fn keeper(country: Country) -> Result<(OrganisationId, Sector), FhirError> {
    let (system, value) = match country {
        Country::Se => (OrganisationSystem::Hsa, SWEDISH_KEEPER),
        Country::Dk => (OrganisationSystem::Sor, DANISH_KEEPER),
    };
    let id = OrganisationId::parse(system.canonical(), value).map_err(|_| FhirError::Constants)?;
    let sector = Sector::parse(SECTOR).map_err(|_| FhirError::Constants)?;
    Ok((id, sector))
}
