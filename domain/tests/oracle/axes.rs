//! The axes of the cube: what a point may be at, in words of our own. Nothing here knows a rule; `scene.rs` makes of a point what
//! the decision reads, `oracle/` says what the documents give there.

use domain::{policy::Ground, time::Country};

/// Makes an enum, its values in order and the word that stands for each in files.
macro_rules! axis {
    ($(#[$doc:meta])* $name:ident { $($value:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $name { $($value),+ }

        impl $name {
            pub(crate) const ALL: &[Self] = &[$(Self::$value),+];

            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$value => $word),+ }
            }
        }
    };
}

axis! {
    /// The sectors of both countries, domain.md section 1, by their codes on the wire.
    Sector {
        ChildHealth = "child-health",
        Maternity = "maternity",
        SchoolHealth = "school-health",
        SchoolPsychology = "school-psychology",
        School = "school",
        SocialChild = "social-child",
        Disability = "disability",
        ChildPsychiatry = "child-psychiatry",
        GeneralPractice = "general-practice",
        Hospital = "hospital",
        Habilitation = "habilitation",
        RecordArchive = "record-archive",
        PopulationRegister = "population-register",
        CoordinationPlan = "coordination-plan",
        HealthVisitor = "health-visitor",
        Ppr = "ppr",
        DayCare = "day-care",
        SocialFamily = "social-family",
        MedicationRegister = "medication-register",
        VaccinationRegister = "vaccination-register",
    }
}

axis! {
    /// The information types by their codes on the wire, and one that nobody names.
    Kind {
        MasterData = "master-data",
        Custody = "custody",
        Contact = "contact",
        Condition = "condition",
        Intervention = "intervention",
        Activity = "activity",
        Plan = "plan",
        CareNote = "document/care-note",
        BvcSummary = "document/bvc-summary",
        DischargeLetter = "document/discharge-letter",
        Statement = "document/statement",
        Vaccination = "vaccination",
        Growth = "observation/growth",
        Screening = "observation/screening",
        VitalSign = "observation/vital-sign",
        Questionnaire = "questionnaire",
        Indicator = "indicator",
        Medication = "medication",
        Referral = "referral",
        Assessment = "assessment",
        Attendance = "attendance",
        SupportPlan = "school-support-plan",
        ConcernReport = "concern-report",
        Feedback = "concern-report/feedback",
        Unnamed = "nobody/names-it",
    }
}

axis! {
    /// Who holds custody. The mother is the residence parent, and the guardian who asks when a guardian does.
    Custody {
        Both = "both",
        Mother = "mother",
        Father = "father",
        Unknown = "unknown",
        Nobody = "nobody",
        BothApart = "both-none-registered",
    }
}

axis! {
    /// What was said. Each value tells the words of mother, father and child.
    Consents {
        Nothing = "nothing",
        All = "all",
        Mother = "mother",
        Father = "father",
        Child = "child",
        MotherRefuses = "all-but-mother-refuses",
        ChildRefuses = "all-but-child-refuses",
        FatherEnded = "all-but-father-ended",
        Unverified = "all-unverified",
        Unknown = "unknown",
        Guardians = "guardians",
        FatherRefuses = "all-but-father-refuses",
        ToAnother = "all-to-another-organisation",
        Misregistered = "all-misregistered",
        OnceRefused = "all-after-an-ended-refusal",
    }
}

axis! {
    /// Whether the source is blocked as a whole.
    Blocked {
        No = "no",
        Yes = "yes",
        Unknown = "unknown",
        Lifted = "lifted",
        LiftOver = "lift-over",
        LiftBeyondSevenDays = "lift-beyond-7-days",
        LiftOnSeventhDay = "lift-on-7th-day",
        Ended = "ended",
    }
}

axis! {
    /// Whether the identity is protected.
    Protection { No = "no", Yes = "yes", Unknown = "unknown" }
}

axis! {
    /// Whether the professional's organisation has to do with the child. A citizen's relation lies in custody and person.
    Relation { Yes = "yes", No = "no", OtherSector = "in-another-sector", OtherUnit = "of-another-unit", Over = "over", Unknown = "unknown" }
}

axis! {
    /// Whether the asking organisation found the child mature.
    Maturity {
        NotAssessed = "not-assessed",
        Mature = "mature",
        Immature = "immature",
        ByAnother = "by-another",
        MatureBeforeThirteen = "mature-before-13",
        Unknown = "unknown",
    }
}

axis! {
    /// What the look is for.
    Purpose {
        Usual = "usual",
        Care = "care",
        OwnAccess = "own-access",
        Research = "research",
        Quality = "quality",
        Unnamed = "unnamed",
    }
}

axis! {
    /// How long ago the question was put, and whether with a reason. It matters in an emergency.
    Stated { WithReason = "with-reason", WithoutReason = "without-reason", ThreeHoursAgo = "3-h-ago", FourHoursAgo = "4-h-ago" }
}

axis! {
    /// A board's decision in place of the father's consent.
    Board { No = "no", ForFather = "for-father", ForMother = "for-mother", ForBoth = "for-both", Unknown = "unknown" }
}

axis! {
    /// How the asking guardian's own access differs from the rule of age.
    Access { AsAge = "as-age", Extended = "extended", Closed = "closed", Both = "extended-and-closed", Unknown = "unknown" }
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Who {
    /// Somebody at work in a sector.
    At(Sector),
    /// The mother.
    Guardian,
    /// The child.
    Child,
}

impl Who {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::At(sector) => sector.word(),
            Self::Guardian => "guardian",
            Self::Child => "child",
        }
    }

    pub(crate) fn is_citizen(self) -> bool {
        !matches!(self, Self::At(_))
    }
}

/// A child on a day. All of it is written down by hand, so that nothing that decides has counted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Age {
    pub(crate) word: &'static str,
    pub(crate) country: Country,
    /// `None` = not known.
    pub(crate) born: Option<&'static str>,
    pub(crate) now: &'static str,
    /// The local day at `now`.
    pub(crate) today: &'static str,
    /// In whole years.
    pub(crate) years: Option<u8>,
    /// Whether the ten years of school health are still to end, SE.
    pub(crate) ten_years_run: bool,
    /// Whether it is a value of the cube; the others stand among the boundaries.
    pub(crate) in_cube: bool,
}

/// One question about one child, in all that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) age: &'static Age,
    pub(crate) claim: Option<Ground>,
    pub(crate) who: Who,
    pub(crate) producer: Sector,
    /// The source is of the actor's own organisation.
    pub(crate) own: bool,
    pub(crate) kind: Kind,
    pub(crate) custody: Custody,
    pub(crate) consents: Consents,
    pub(crate) blocked: Blocked,
    pub(crate) protection: Protection,
    pub(crate) around: Around,
}

/// What stands still in the cube and moves in the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Around {
    pub(crate) relation: Relation,
    pub(crate) maturity: Maturity,
    pub(crate) purpose: Purpose,
    pub(crate) stated: Stated,
    pub(crate) board: Board,
    pub(crate) access: Access,
}

impl Around {
    /// As in the whole cube.
    pub(crate) const USUAL: Self = Self {
        relation: Relation::Yes,
        maturity: Maturity::NotAssessed,
        purpose: Purpose::Usual,
        stated: Stated::WithReason,
        board: Board::No,
        access: Access::AsAge,
    };
}

impl Point {
    pub(crate) fn country(&self) -> Country {
        self.age.country
    }
}

/// The grounds that can be claimed, and none.
pub(crate) const CLAIMS: [Option<Ground>; 6] = [
    None,
    Some(Ground::Consent),
    Some(Ground::Emergency),
    Some(Ground::OwnAccess),
    Some(Ground::Statute),
    Some(Ground::Necessity),
];

/// The country's sectors, domain.md section 1.
pub(crate) fn sectors(country: Country) -> Vec<Sector> {
    use Sector as S;
    match country {
        Country::Se => S::ALL[..14].to_vec(),
        Country::Dk => vec![
            S::HealthVisitor,
            S::Ppr,
            S::School,
            S::DayCare,
            S::SocialFamily,
            S::ChildPsychiatry,
            S::Hospital,
            S::GeneralPractice,
            S::MedicationRegister,
            S::VaccinationRegister,
            S::PopulationRegister,
            S::CoordinationPlan,
        ],
    }
}

/// Everybody who can ask in a country.
pub(crate) fn askers(country: Country) -> Vec<Who> {
    let mut askers: Vec<_> = sectors(country).into_iter().map(Who::At).collect();
    askers.extend([Who::Guardian, Who::Child]);
    askers
}
