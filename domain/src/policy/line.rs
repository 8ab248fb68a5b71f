//! Checks one line of the sharing matrix, with what it refers to: a line that could be read in two ways is refused.

use toml::Spanned;

use super::{
    Audience, Bound, GrantorsRule, Ground, PolicyError, RequestRule, SharingOutcome, SharingRule,
    UnderProtection,
    compile::{Compiler, listed},
    text::{AudienceText, GrantorsText, OutcomeText, Rule, SharingText},
};

impl Compiler<'_> {
    pub(super) fn lines(&self, requests: &[RequestRule]) -> Result<Vec<SharingRule>, PolicyError> {
        let rows = self.text.sharing.iter();
        rows.map(|row| self.line(row, requests)).collect()
    }

    fn line(
        &self,
        row: &SharingText,
        requests: &[RequestRule],
    ) -> Result<SharingRule, PolicyError> {
        self.fits_its_audience(row)?;
        if let (Some(from), Some(below)) = (row.age_from, &row.age_below)
            && *below.get_ref() <= from
        {
            let problem = "is not above age_from: the line never holds";
            return Err(self.at(row, "age_below", below.span(), problem, "a higher age"));
        }
        let outcome = match row.outcome {
            OutcomeText::Direct => self.direct(row)?,
            OutcomeText::OnRequest => SharingOutcome::OnRequest {
                grantors: self.whose(row, &[Ground::Consent])?,
            },
            OutcomeText::Never => SharingOutcome::Never,
        };
        if row.outcome != OutcomeText::Direct {
            self.means_nothing(row, "window", row.window.as_ref())?;
        }
        if row.outcome == OutcomeText::Never {
            self.means_nothing(row, "grantors", row.grantors.as_ref())?;
        }
        Ok(SharingRule {
            origin: row.origin(),
            grounds: row.grounds.get_ref().clone(),
            outcome,
            same_organisation: row.same_organisation,
            own: self.own(row)?,
            age_from: row.age_from,
            age_below: row.age_below.as_ref().map(|age| *age.get_ref()),
            request: self.request(row, requests)?,
            may_copy: row.may_copy,
            extended_below: self.extended(row)?,
            despite_block: self.despite_block(row)?,
            addressed: self.addressed(row)?,
        })
    }

    /// A citizen has no sector, and whoever has one may look into the own file of that sector alone.
    // R-DECIDE-6
    fn own(&self, row: &SharingText) -> Result<Option<bool>, PolicyError> {
        let Some(own) = &row.own else { return Ok(None) };
        let is_own = *own.get_ref();
        let fits = row.audience() == Audience::Professional && row.same_organisation.is_none() && {
            let actors = self.sectors(row, "actor", &row.actor)?;
            let producers = self.sectors(row, "producer", &row.producer)?;
            let mut both = actors.iter().map(|actor| producers.contains(actor));
            if is_own {
                both.all(|is| is)
            } else {
                both.any(|is| is)
            }
        };
        if fits {
            return Ok(Some(is_own));
        }
        let problem = "means nothing on this line";
        let expected = "a line for professionals without same_organisation; with true every actor among the producers, with false some";
        Err(self.at(row, "own", own.span(), problem, expected))
    }

    /// Extended access is a guardian's, beyond the age at which the line ends.
    fn extended(&self, row: &SharingText) -> Result<Option<u8>, PolicyError> {
        let Some(extended) = &row.extended_below else {
            return Ok(None);
        };
        let ends = row.age_below.as_ref().map(|age| *age.get_ref());
        let beyond = ends.is_some_and(|ends| ends < *extended.get_ref());
        if row.audience() == Audience::Guardian && beyond {
            return Ok(Some(*extended.get_ref()));
        }
        let problem = "extends no guardian's line";
        let expected = "an age above age_below, on a line for guardians";
        Err(self.at(row, "extended_below", extended.span(), problem, expected))
    }

    /// Only a statute can hold against a block.
    fn despite_block(&self, row: &SharingText) -> Result<bool, PolicyError> {
        let Some(despite) = &row.despite_block else {
            return Ok(false);
        };
        let statute = row.grounds.get_ref().contains(&Ground::Statute);
        if *despite.get_ref() && statute && row.outcome == OutcomeText::Direct {
            return Ok(true);
        }
        let problem = "means nothing on this line";
        let expected = "true, on a direct line with the ground statute";
        Err(self.at(row, "despite_block", despite.span(), problem, expected))
    }

    /// What is addressed to somebody comes from a source that is told who asks. Under masks no source is, so then a person releases it.
    // R-PLAN-8
    fn addressed(&self, row: &SharingText) -> Result<bool, PolicyError> {
        let Some(addressed) = &row.addressed else {
            return Ok(false);
        };
        let types = self.information_types(row, "types", &row.types)?;
        let dropped = (self.text.types.iter())
            .filter(|rule| types.contains(rule.code.get_ref()))
            .all(|rule| rule.protected == UnderProtection::Drop);
        let direct = row.outcome == OutcomeText::Direct;
        let fits = direct && dropped && row.audience() == Audience::Professional;
        if *addressed.get_ref() && fits {
            return Ok(true);
        }
        let problem = "means nothing on this line";
        let expected =
            "true, on a direct line for professionals whose types have protected = \"drop\"";
        Err(self.at(row, "addressed", addressed.span(), problem, expected))
    }

    /// Citizens have no sector; they have their own access and no other ground, and it is nobody else's.
    fn fits_its_audience(&self, row: &SharingText) -> Result<(), PolicyError> {
        let professional = row.audience() == Audience::Professional;
        if professional == row.actor.is_empty() {
            let span = row.actor.first().map_or(row.id.span(), Spanned::span);
            let expected = "sectors for professionals, none for guardian and child";
            return Err(self.at(row, "actor", span, "does not fit the audience", expected));
        }
        let grounds = row.grounds.get_ref();
        let fit = |g: &Ground| (*g == Ground::OwnAccess) != professional;
        if !grounds.is_empty() && grounds.iter().all(fit) {
            return Ok(());
        }
        let problem = if grounds.is_empty() {
            "is empty"
        } else {
            "does not fit the audience"
        };
        let expected = if professional {
            "one or more of consent, necessity, statute, emergency"
        } else {
            "own_access alone"
        };
        Err(self.at(row, "grounds", row.grounds.span(), problem, expected))
    }

    fn direct(&self, row: &SharingText) -> Result<SharingOutcome, PolicyError> {
        let Some(id) = &row.window else {
            let span = row.id.span();
            return Err(self.at(row, "window", span, "is missing", "how far back is shown"));
        };
        let (_, window) = self.find(row, "window", &self.text.window, id)?;
        Ok(SharingOutcome::Direct {
            window: Bound {
                origin: window.origin(),
                rule: window.rule.get_ref().clone(),
            },
            grantors: self.whose(row, &[Ground::Consent, Ground::Necessity])?,
        })
    }

    /// Whose word a line takes: named where one of its grounds hangs on anybody's, and only there.
    // R-CONSENT-16
    fn whose(
        &self,
        row: &SharingText,
        hanging: &[Ground],
    ) -> Result<Option<GrantorsRule>, PolicyError> {
        let takes = row.grounds.get_ref().iter().any(|g| hanging.contains(g));
        match &row.grantors {
            Some(id) if takes => {
                let (_, rule) = self.find(row, "grantors", &self.text.grantors, id)?;
                Ok(Some(grantors(rule)))
            }
            None if takes => {
                let expected = "who may consent, and object";
                Err(self.at(row, "grantors", row.id.span(), "is missing", expected))
            }
            named => {
                self.means_nothing(row, "grantors", named.as_ref())?;
                Ok(None)
            }
        }
    }

    /// The request rule of a line, which must speak of all its askers and holders.
    fn request(
        &self,
        row: &SharingText,
        requests: &[RequestRule],
    ) -> Result<Option<usize>, PolicyError> {
        let Some(id) = &row.request else {
            if row.outcome == OutcomeText::OnRequest || self.drops(row)? {
                let span = row.id.span();
                let expected =
                    "how to ask for it: it is on request, or becomes so under protected identity";
                return Err(self.at(row, "request", span, "is missing", expected));
            }
            return Ok(None);
        };
        if row.outcome == OutcomeText::Never {
            self.means_nothing(row, "request", Some(id))?;
        }
        let (place, _) = self.find(row, "request", &self.text.request, id)?;
        let Some(rule) = requests.get(place) else {
            return Ok(None);
        };
        let askers = match row.audience() {
            Audience::Professional => self.sectors(row, "actor", &row.actor)?,
            Audience::Guardian | Audience::Child => Vec::new(),
        };
        let holders = self.sectors(row, "producer", &row.producer)?;
        let asker = askers.iter().find(|s| !rule.askers.contains(s));
        let holder = holders.iter().find(|s| !rule.holders.contains(s));
        match asker.or(holder) {
            None => Ok(Some(place)),
            Some(sector) => {
                let problem = format!("{:?} does not speak of {sector}", id.get_ref());
                let expected = "a request rule for every actor and producer of the line";
                Err(self.at(row, "request", id.span(), problem, expected))
            }
        }
    }

    /// Whether protected identity makes a direct line's information, or some of it, something to ask for. Guardians see nothing at all
    /// then, and nothing is masked for the child.
    // R-PROTECT-6
    fn drops(&self, row: &SharingText) -> Result<bool, PolicyError> {
        if row.outcome != OutcomeText::Direct || row.audience() != Audience::Professional {
            return Ok(false);
        }
        let types = self.information_types(row, "types", &row.types)?;
        Ok((self.text.types.iter())
            .filter(|rule| types.contains(rule.code.get_ref()))
            .any(|rule| rule.protected == UnderProtection::Drop))
    }

    fn means_nothing(
        &self,
        row: &SharingText,
        key: &str,
        value: Option<&Spanned<String>>,
    ) -> Result<(), PolicyError> {
        let Some(value) = value else { return Ok(()) };
        let problem = "means nothing on this line";
        let expected = "a key that fits its outcome and grounds";
        Err(self.at(row, key, value.span(), problem, expected))
    }

    pub(super) fn find<'t, R: Rule>(
        &self,
        row: &dyn Rule,
        key: &str,
        rules: &'t [R],
        id: &Spanned<String>,
    ) -> Result<(usize, &'t R), PolicyError> {
        (rules.iter().enumerate())
            .find(|(_, r)| r.id().get_ref() == id.get_ref())
            .ok_or_else(|| {
                let problem = format!("{:?} is unknown", id.get_ref());
                let known = listed(rules.iter().map(|r| r.id().get_ref()));
                self.at(row, key, id.span(), problem, known)
            })
    }
}

pub(super) fn grantors(rule: &GrantorsText) -> GrantorsRule {
    GrantorsRule {
        origin: rule.origin(),
        cases: rule.cases.get_ref().clone(),
        unverified_counts: rule.unverified_counts,
        board_may_replace: rule.board_may_replace,
    }
}

impl SharingText {
    pub(super) fn audience(&self) -> Audience {
        match self.audience {
            AudienceText::Professional => Audience::Professional,
            AudienceText::Guardian => Audience::Guardian,
            AudienceText::Child => Audience::Child,
        }
    }
}
