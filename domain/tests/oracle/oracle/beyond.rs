//! Decisions beyond the documents: where they leave a question open, or mark a cell with "?", and the tables or the decision chose. Each
//! has a name, stands as a condition of our own where the cell is told, and is counted, so that none hides and none outlives its case.

use std::cell::RefCell;

use super::Gives;

/// Which way a choice goes, seen from the words of the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Less is given than the documents would allow.
    Stricter,
    /// The documents do not say.
    Open,
    /// More is given than the documents' tables name, and by hand or by everybody's consent only.
    Wider,
}

macro_rules! choices {
    ($($name:ident: $way:ident, $why:literal;)+) => {
        /// The choices.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Choice { $(#[doc = $why] $name),+ }

        impl Choice {
            pub(crate) const ALL: &[Self] = &[$(Self::$name),+];

            /// Which way it goes.
            pub(crate) fn way(self) -> Way {
                match self { $(Self::$name => Way::$way),+ }
            }

            /// What is chosen, and why.
            pub(crate) fn why(self) -> &'static str {
                match self { $(Self::$name => $why),+ }
            }
        }
    };
}

choices! {
    SeTypesKeptThere: Stricter, "SE a school psychologist's file is what one keeps: attendance and support plans are asked of the school itself";
    SeOwnSectorAlone: Stricter, "SE health care sees its own file without consent, its own sector's alone: of one region's other clinics the documents do not say, so by consent; as far back as the cell";
    SeMasterDataByConsent: Stricter, "SE health care sees custody by statute (\"?\"); name and address go beyond \"custody, protection\" and take consent";
    SePupilsRegisterByHand: Stricter, "SE school and school psychology: \"D masked\" of the register is on request, for nothing masks an address inside a body";
    SeConcernsStayWhereTold: Stricter, "a concern report is shared with nobody but the own board of social services; others read of it in notes";
    SeSocialByStatuteOnly: Open, "SE another board's file on request by statute, not by consent";
    SeNoFeedbackToChildHealth: Stricter, "SE the child health centre reports worries as school health does; the story names the school nurse alone, so it is not told of an inquiry";
    SeFeedbackAYear: Open, "SE feedback is news: one year";
    SeArchiveByHand: Wider, "SE the record archive has no column (\"?\"): a person there looks it up, by consent";
    OwnFileWhole: Open, "the own organisation's file, SE, has no window: its own system shows it whole";
    CitizensAskNobody: Stricter, "guardian and child: \"R\" of school, school psychology, social services and disability is no answer to a question about a child: the same words to everybody say where to ask, so that no row can betray an inquiry";
    CitizensSeeAllTime: Open, "own access has no window in the documents: what a citizen sees of a journal or register is not cut";
    CitizensSeeJournalWhole: Open, "own access to a journal or plan is to all types that the cell's sources keep, master data for the child itself";
    CitizensMayStateCare: Open, "a citizen's token may state care as its purpose: the ground is own access all the same";
    ExtendedUntilSixteen: Open, "SE extended access opens what the guardian saw before 13, until the child sees it alone at 16";
    BackToBirthAndBefore: Open, "\"everything back to birth\" has no start: what was written of the child before it was born is inside too";
    ConsentClaimedInstead: Stricter, "where statute or necessity carries, whoever claims consent by name instead must have it";
    DkVisitorByConsent: Stricter, "DK clinics x health visitor \"D ?\": not by necessity but by consent";
    DkVisitorElsewhereByHand: Wider, "DK another municipality's health visitor, when a family moves: by consent and by hand";
    DkVisitorAsOthersOfSocial: Stricter, "DK health visitor x social: plan and contact by consent, as for the clinics";
    DkNoReleaseWithoutConsent: Stricter, "DK clinics x PPR, school \"else R ?\": without consent nothing, not even on request";
    DkSummaryOfVisitorToo: Stricter, "DK PPR, school x health visitor \"as above\" is read as the cell beside it: the summary, by consent";
    DkLearningByHand: Wider, "DK among PPR, school and day care: \"D own ?\" is on request, also elsewhere and for day care, which has no row";
    DkLearningPlanAndContact: Stricter, "DK PPR, school, day care x social: of the early prevention only plan and contact";
    DkLearningRegisterByHand: Stricter, "DK PPR, school x CPR \"masked\": nothing masks a part of an entry yet, so a person at the register gives them what they may have";
    DkEmergencyOfClinics: Open, "DK emergency: the Danish table has no row, domain.md (a lift has a reason, consent or emergency) and wording.md (værdispring) speak of both countries; the strict branch is clinics x the first column (\"?\"), with custody of CPR, so that somebody can be called";
    DkNobodyAskedWhenAcute: Open, "DK custody tier \"acute = the parent present\": within treatment no consent is asked for and in an emergency nobody is, so no line asks that parent";
    DkChildrensHouseOnRequest: Stricter, "DK Børnehus case \"D or R\": that one is used is no fact and the Børnehus no producer, so R for the department in every inquiry; for the others the cells as they stand";
    DkOpenByRecord: Stricter, "DK \"open case + 2 years\", plans \"while open + 1 year\": each record is tested by its own time, so notes, activities, questionnaires and reports end so long after they began, also in a case or plan that is open";
    DkChildAsksTheRegister: Stricter, "DK child under 15 x CPR \"D\": told how to ask for it, not shown; whoever is shown anything as the child also reads who looked, an inquiry too, on a sign-in that may be in a guardian's hands";
    DkNoticeTypes: Stricter, "DK social x health and school: what those sectors keep, of the registers vaccination and medication alone";
    DkPlanByConsent: Wider, "DK plans have no column: all who take part, by everybody's consent; while open and a year";
    DkMasterDataInJournal: Open, "DK what a journal says of name and custody is part of the journal, and lasts";
    DkParentNoVisitor: Stricter, "DK parent x health visitor \"D ?\" is not shown; the parent is told how to ask there";
    ChildIsNotMasked: Open, "protected identity is masked for everybody but the child, who knows where it lives";
    DropsUnderProtection: Stricter, "under protection every type that can hold text or a place is on request; the others show their header alone";
    EmergencyLearnsOfTheBlock: Open, "in an emergency without a relation it is told that something is blocked: the two steps of breaking the glass begin there";
    GuardiansMeetBlocks: Stricter, "SE: a block keeps guardians out too (\"?\"), never the child; the Danish objection is about staff looking up and about nobody else";
    StatuteDespiteBlock: Open, "custody, and a board's own file, are there by statute: a block of health information does not reach them";
}

thread_local! {
    static MADE: RefCell<Vec<u64>> = RefCell::new(vec![0; Choice::ALL.len()]);
}

/// Notes that a choice was made on the way to an answer.
pub(crate) fn note(choice: Choice) {
    MADE.with_borrow_mut(|made| made[choice as usize] += 1);
}

/// Notes it, and gives what was chosen.
pub(super) fn chosen(choice: Choice, gives: Gives) -> Gives {
    note(choice);
    gives
}

/// How often each was made on this thread since this was last asked.
pub(crate) fn made() -> Vec<u64> {
    MADE.replace(vec![0; Choice::ALL.len()])
}
