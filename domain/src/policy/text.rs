//! The tables as they are written in TOML, field for field. Checked and compiled by [`super::compile`]; nobody else reads these.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Audience, Day, Labels, Origin, Route};
use crate::{
    record::{InformationType, Sector},
    time::{Basis, Future, Straddle, WindowRule},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) policy: Head,
    pub(super) sectors: BTreeMap<Sector, Labels>,
    pub(super) groups: Groups,
    #[serde(rename = "type")]
    pub(super) types: Vec<TypeText>,
    #[serde(default)]
    pub(super) school_start: Vec<SchoolStartText>,
    pub(super) window: Vec<WindowText>,
    pub(super) grantors: Vec<GrantorsText>,
    pub(super) request: Vec<RequestText>,
    #[serde(default)]
    pub(super) message: Vec<MessageText>,
    #[serde(default)]
    pub(super) own_request: Vec<OwnRequestText>,
    pub(super) sharing: Vec<SharingText>,
    pub(super) purpose: Vec<PurposeText>,
    pub(super) ground: Vec<GroundText>,
    pub(super) block: Vec<BlockText>,
    #[serde(default)]
    pub(super) hidden: Vec<HiddenText>,
    #[serde(default)]
    pub(super) consented: Vec<ConsentedText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) country: Spanned<String>,
    pub(super) version: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Groups {
    pub(super) sectors: BTreeMap<String, Vec<Spanned<Sector>>>,
    pub(super) types: BTreeMap<String, Vec<Spanned<InformationType>>>,
}

/// A rule: what every rule carries (id, law, validity, note), and its own keys.
macro_rules! rule_text {
    ($table:literal, struct $name:ident { $($(#[$meta:meta])* $field:ident: $kind:ty,)* }) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            pub(super) id: Spanned<String>,
            law: Spanned<String>,
            valid_from: Day,
            #[serde(default)]
            valid_to: Option<Spanned<Day>>,
            note: String,
            $($(#[$meta])* pub(super) $field: $kind,)*
        }

        impl Rule for $name {
            fn table(&self) -> &'static str {
                $table
            }

            fn id(&self) -> &Spanned<String> {
                &self.id
            }

            fn law(&self) -> &Spanned<String> {
                &self.law
            }

            fn valid_to(&self) -> Option<&Spanned<Day>> {
                self.valid_to.as_ref()
            }

            fn origin(&self) -> Origin {
                Origin {
                    id: self.id.get_ref().as_str().into(),
                    law: self.law.get_ref().as_str().into(),
                    valid_from: self.valid_from.0,
                    valid_to: self.valid_to.as_ref().map(|day| day.get_ref().0),
                    note: self.note.clone(),
                }
            }
        }
    };
}

/// What every rule carries.
pub(super) trait Rule {
    /// The table that it stands in.
    fn table(&self) -> &'static str;
    fn id(&self) -> &Spanned<String>;
    fn law(&self) -> &Spanned<String>;
    fn valid_to(&self) -> Option<&Spanned<Day>>;
    fn origin(&self) -> Origin;
}

rule_text! {
    "type",
    struct TypeText {
        code: Spanned<InformationType>,
        basis: Basis,
        straddle: Straddle,
        future: Future,
        protected: UnderProtection,
        label: Labels,
    }
}

/// What becomes of a type's records when the child's identity is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnderProtection {
    /// Not shown; a person at the source may release it.
    Drop,
    /// The masked header alone.
    HeaderOnly,
    /// Header masked, body as it is: the type holds no place and no free text.
    Safe,
}

rule_text! {
    "school_start",
    struct SchoolStartText {
        #[serde(default)]
        born_from_year: Option<i16>,
        turns: u8,
        month: i8,
        day: i8,
    }
}

rule_text! {
    "window",
    struct WindowText {
        rule: Spanned<WindowRule>,
    }
}

rule_text! {
    "grantors",
    struct GrantorsText {
        cases: Spanned<Vec<GrantorCase>>,
        #[serde(default)]
        unverified_counts: bool,
        #[serde(default)]
        board_may_replace: bool,
    }
}

/// Who must consent at an age. A case holds from `from` (included) to `below` (excluded), in whole years.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantorCase {
    /// From this age. Absent = from birth, and before.
    #[serde(default)]
    pub from: Option<u8>,
    /// Below this age. Absent = without end.
    #[serde(default)]
    pub below: Option<u8>,
    /// `true`: only of a child that the asking unit found mature; `false`: only of one that it did not. Absent = either.
    #[serde(default)]
    pub assessed: Option<bool>,
    /// Who.
    pub who: Grantors,
}

/// Who must consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grantors {
    /// Each holder of custody.
    AllGuardians,
    /// Any one holder of custody.
    OneGuardian,
    /// The holder that the child is registered with.
    ResidenceParent,
    /// The child.
    Child,
    /// The child and each holder of custody.
    ChildAndGuardians,
}

rule_text! {
    "request",
    struct RequestText {
        asker: Vec<Spanned<String>>,
        holder: Vec<Spanned<String>>,
        route: Route,
        #[serde(default = "no_subject")]
        subject: Spanned<String>,
        text: Labels,
    }
}

fn no_subject() -> Spanned<String> {
    Spanned::new(0..0, String::new())
}

rule_text! {
    "message",
    struct MessageText {
        request: Vec<Spanned<String>>,
        #[serde(default)]
        asker: Vec<Spanned<String>>,
        purpose: Spanned<String>,
        #[serde(default)]
        grantors: Option<Spanned<String>>,
        subject: Spanned<String>,
        first_line: Spanned<String>,
        paragraphs: Spanned<Vec<String>>,
        answers: Spanned<super::StandardAnswers>,
    }
}

rule_text! {
    "own_request",
    struct OwnRequestText {
        audience: Audience,
        holder: Vec<Spanned<String>>,
        #[serde(default)]
        age_from: Option<u8>,
        #[serde(default)]
        age_below: Option<Spanned<u8>>,
        text: Labels,
    }
}

rule_text! {
    "sharing",
    struct SharingText {
        #[serde(default)]
        audience: AudienceText,
        #[serde(default)]
        actor: Vec<Spanned<String>>,
        producer: Vec<Spanned<String>>,
        types: Vec<Spanned<String>>,
        grounds: Spanned<Vec<super::Ground>>,
        outcome: OutcomeText,
        #[serde(default)]
        same_organisation: Option<bool>,
        #[serde(default)]
        own: Option<Spanned<bool>>,
        #[serde(default)]
        age_from: Option<u8>,
        #[serde(default)]
        age_below: Option<Spanned<u8>>,
        #[serde(default)]
        grantors: Option<Spanned<String>>,
        #[serde(default)]
        window: Option<Spanned<String>>,
        #[serde(default)]
        request: Option<Spanned<String>>,
        #[serde(default)]
        may_copy: bool,
        #[serde(default)]
        extended_below: Option<Spanned<u8>>,
        #[serde(default)]
        despite_block: Option<Spanned<bool>>,
        #[serde(default)]
        addressed: Option<Spanned<bool>>,
    }
}

rule_text! {
    "purpose",
    struct PurposeText {
        code: Spanned<String>,
        allowed: bool,
        #[serde(default)]
        audience: Vec<Audience>,
    }
}

rule_text! {
    "ground",
    struct GroundText {
        ground: Spanned<super::Ground>,
        purposes: Vec<Spanned<String>>,
        needs: Spanned<Vec<Need>>,
        #[serde(default)]
        obligations: Vec<Duty>,
        #[serde(default)]
        hours: Option<Spanned<u16>>,
    }
}

/// What a ground takes to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// A relation with the child: for professionals one of care, for a guardian custody, the child itself.
    Relation,
    /// A stated reason.
    Reason,
    /// The consent of all whom the line's grantors rule names.
    Consent,
    /// That none of those whom the line's grantors rule names has objected.
    NoObjection,
}

/// What whoever looks, or whoever runs the service, owes for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Child and guardians are told.
    Notify,
    /// The access is listed for review.
    Review,
}

rule_text! {
    "block",
    struct BlockText {
        forbids: Spanned<Vec<super::Ground>>,
        audience: Spanned<Vec<Audience>>,
        cases: Spanned<Vec<BlockCase>>,
        lift_days: Spanned<u16>,
    }
}

/// Who may set a block at an age of the child; keys as of a grantors rule's cases.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockCase {
    /// From this age. Absent = from birth, and before.
    #[serde(default)]
    pub from: Option<u8>,
    /// Below this age. Absent = without end.
    #[serde(default)]
    pub below: Option<u8>,
    /// As for a [`GrantorCase`].
    #[serde(default)]
    pub assessed: Option<bool>,
    /// Whose wish may be registered.
    pub who: Blocker,
}

/// Whose wish blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blocker {
    /// Nobody's.
    Nobody,
    /// Any one guardian's.
    Guardian,
    /// The child's.
    Child,
}

rule_text! {
    "hidden",
    struct HiddenText {
        actor: Vec<Spanned<String>>,
        grounds: Spanned<Vec<super::Ground>>,
        review_days: Spanned<u16>,
    }
}

rule_text! {
    "consented",
    struct ConsentedText {
        actor: Vec<Spanned<String>>,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AudienceText {
    #[default]
    Professional,
    Guardian,
    Child,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OutcomeText {
    Direct,
    OnRequest,
    Never,
}
