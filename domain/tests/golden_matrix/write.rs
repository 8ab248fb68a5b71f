//! Writes the matrix: decides every case and gathers what is alike.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::LazyLock,
};

use domain::{
    decide::{Outcome, Permit, Reason, ReasonCode},
    policy::{Audience, BlockRule, Ground, GroundRule, Policy, SharingOutcome},
    time::{Country, Date, Future, Timestamp},
};

use crate::common::*;

const AGES: [i16; 5] = [5, 12, 13, 15, 16];

/// The 16 kinds of health information, as the tables group them; a list of types that holds them all is shortened by it.
const HEALTH: [&str; 16] = [
    "activity",
    "assessment",
    "condition",
    "contact",
    "document/bvc-summary",
    "document/care-note",
    "document/discharge-letter",
    "indicator",
    "intervention",
    "medication",
    "observation/growth",
    "observation/screening",
    "observation/vital-sign",
    "questionnaire",
    "referral",
    "vaccination",
];

const HEAD: &str = "\
# Who gets what, from whom, at which age of the child, with whose consent; made by tests/golden_matrix.rs, on 2026-11-21.
# Every actor has a relation and states a reason. A block is `actor < producer`; a line is an outcome, the types, and when it holds:
# how it is asked (ordinary = no ground claimed), whose consent is there (none, mother = the residence parent alone, both, child,
# mature = the child, whom the asking organisation found mature), the ages.
# `any` = whatever the consent, `@all` = 5, 12, 13, 15 and 16 years, `own` / `other` = sources of the actor's own organisation or not.
# What has no line is withheld: no rule speaks of it, or none by the ground claimed.
";

pub(crate) fn matrix(country: Country) -> &'static str {
    static SWEDEN: LazyLock<String> = LazyLock::new(|| write_matrix(&SE));
    static DENMARK: LazyLock<String> = LazyLock::new(|| write_matrix(&DK));
    match country {
        Country::Se => &SWEDEN,
        Country::Dk => &DENMARK,
    }
}

fn write_matrix(policy: &Policy) -> String {
    let mut text = format!("{HEAD}\n## Types\n");
    for code in policy.information_types() {
        let rule = policy.type_rule(code).unwrap();
        let future = match rule.future {
            Future::None => "today".to_owned(),
            Future::Span(span) => span.to_string(),
        };
        let (basis, straddle, mask) = (rule.basis, rule.straddle, rule.under_protection);
        let valid = valid(&rule.origin);
        writeln!(text, "  {code}: by {basis:?}, straddling {straddle:?}, ahead {future}, protected {mask:?}, {valid}").unwrap();
    }
    text.push_str("\n## Lines\n");
    for line in policy.sharing() {
        let takes = match &line.outcome {
            SharingOutcome::Direct { window, grantors } => {
                let grantors = grantors.as_ref().map_or("no grantors", |g| &g.origin.id);
                format!("{} {grantors}", window.origin.id)
            }
            SharingOutcome::OnRequest { grantors } => {
                let grantors = grantors.as_ref().map_or("no grantors", |g| &g.origin.id);
                format!("on request {grantors}")
            }
            SharingOutcome::Never => "never".into(),
        };
        let (id, law) = (&line.origin.id, &line.origin.law);
        let own = match line.own {
            Some(true) => ", the own file alone",
            Some(false) => ", all but the own file",
            None => "",
        };
        writeln!(text, "  {id}: {takes}{own}, {}, {law}", valid(&line.origin)).unwrap();
    }
    text.push_str(&looks(policy));
    text.push_str("\n## Decisions\n");
    let professionals = policy
        .sectors()
        .keys()
        .map(|s| (Audience::Professional, Some(s.as_str())));
    for (audience, actor) in
        professionals.chain([(Audience::Guardian, None), (Audience::Child, None)])
    {
        for producer in policy.sectors().keys() {
            let block = block(policy, audience, actor, producer.as_str());
            if !block.is_empty() {
                let actor = actor.unwrap_or(audience.as_str());
                write!(text, "\n{actor} < {producer}\n{block}").unwrap();
            }
        }
    }
    text
}

fn valid(origin: &domain::policy::Origin) -> String {
    let end = origin
        .valid_to
        .map_or(String::new(), |end| format!(" to {end}"));
    format!("from {}{end}", origin.valid_from)
}

/// What a look is for, what each ground takes, what blocks forbid, what guardians are not shown, and whose consent.
fn looks(policy: &Policy) -> String {
    let mut text = String::from("\n## Looks\n");
    let (purposes, grounds, blocks, hidden) = policy.looks();
    let told: Vec<_> = (purposes.iter())
        .map(|r| (&r.origin, format!("{} {:?}", r.code, r.audiences)))
        .chain(grounds.iter().map(|r| {
            let GroundRule {
                needs,
                duties,
                hours,
                purposes,
                ..
            } = r;
            let told = format!("needs {needs:?}, brings {duties:?}, hours {hours:?}, {purposes:?}");
            (&r.origin, format!("{}: {told}", r.ground.as_str()))
        }))
        .chain(blocks.iter().map(|r| {
            let BlockRule {
                forbids,
                audiences,
                cases,
                lift_days,
                ..
            } = r;
            (
                &r.origin,
                format!("against {forbids:?} of {audiences:?}, {lift_days} days, {cases:?}"),
            )
        }))
        .chain(hidden.iter().map(|r| {
            let told = format!("{:?} by {:?}, {} days", r.actors, r.grounds, r.review_days);
            (&r.origin, told)
        }))
        .collect();
    for (origin, what) in told {
        writeln!(text, "  {}: {what}, {}", origin.id, valid(origin)).unwrap();
    }
    text.push_str("\n## Grantors\n");
    let mut rules = BTreeMap::new();
    for line in policy.sharing() {
        if let Some(rule) = line.outcome.grantors() {
            let more = (rule.unverified_counts, rule.board_may_replace);
            let cases = rule.cases.iter().map(|case| format!("\n    {case:?}"));
            let told = format!("unverified, board {more:?}{}", cases.collect::<String>());
            rules.insert(rule.origin.id.clone(), told);
        }
    }
    for (id, told) in rules {
        writeln!(text, "  {id}: {told}").unwrap();
    }
    text
}

/// When an outcome holds: how it is asked, own organisation, whose consent, the age.
type When = BTreeSet<(usize, bool, usize, i16)>;

const ASKED: [(&str, Option<Ground>); 5] = [
    ("ordinary", None),
    ("consent", Some(Ground::Consent)),
    ("statute", Some(Ground::Statute)),
    ("necessity", Some(Ground::Necessity)),
    ("emergency", Some(Ground::Emergency)),
];

const CONSENTS: [&str; 5] = ["none", "mother", "both", "child", "mature"];

fn block(policy: &Policy, audience: Audience, actor: Option<&str>, producer: &str) -> String {
    let mut lines: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for code in policy.information_types() {
        let mut outcomes: BTreeMap<String, When> = BTreeMap::new();
        let mut story = Story::new(
            policy.country(),
            actor.unwrap_or("hospital"),
            producer,
            code.as_str(),
        );
        story = match audience {
            Audience::Professional => story,
            Audience::Guardian => story.asked_by(audience, MOTHER),
            Audience::Child => story.asked_by(audience, CHILD),
        };
        story.reason_given = true;
        if !is_spoken_of(policy, &mut story) {
            continue;
        }
        for (asked, own, given, age) in conditions(audience) {
            story.ground = ASKED.get(asked).unwrap().1;
            story.class.same_organisation = own;
            story.facts.birth = Some(date(&format!("{}-05-20", 2026 - age)));
            *value(&mut story.facts.consents) = consents(given);
            let mature = CONSENTS.get(given) == Some(&"mature");
            *value(&mut story.facts.assessments) = mature.then(found_mature).into_iter().collect();
            if let Some(outcome) = outcome(policy, &story) {
                outcomes
                    .entry(outcome)
                    .or_default()
                    .insert((asked, own, given, age));
            }
        }
        for (outcome, when) in outcomes {
            lines
                .entry((outcome, told(audience, &when)))
                .or_default()
                .insert(code.to_string());
        }
    }
    let line = |((outcome, when), types)| format!("  {outcome} | {} | {when}\n", types_told(types));
    lines.into_iter().map(line).collect()
}

/// Whether any line is about this cell, at some age.
fn is_spoken_of(policy: &Policy, story: &mut Story) -> bool {
    AGES.into_iter().any(|age| {
        story.facts.birth = Some(date(&format!("{}-05-20", 2026 - age)));
        [false, true].into_iter().any(|own| {
            story.class.same_organisation = own;
            match story.decide_by(policy).outcome {
                Outcome::Withhold(reasons) => codes(&reasons) != [ReasonCode::NoRule],
                Outcome::Permit(_) | Outcome::OnRequest(_) => true,
            }
        })
    })
}

fn conditions(audience: Audience) -> Vec<(usize, bool, usize, i16)> {
    let professional = audience == Audience::Professional;
    let asked = if professional { ASKED.len() } else { 1 };
    let organisations: &[bool] = if professional {
        &[false, true]
    } else {
        &[false]
    };
    let mut all = Vec::new();
    for asked in 0..asked {
        for own in organisations {
            for given in 0..CONSENTS.len() {
                all.extend(AGES.map(|age| (asked, *own, given, age)));
            }
        }
    }
    all
}

fn consents(given: usize) -> Vec<domain::facts::Consent> {
    let who: &[_] = match given {
        0 => &[],
        1 => &[MOTHER],
        2 => &[MOTHER, FATHER],
        _ => &[CHILD],
    };
    who.iter().map(|person| permit(*person)).collect()
}

/// `None` where no rule speaks.
fn outcome(policy: &Policy, story: &Story) -> Option<String> {
    match story.decide_by(policy).outcome {
        Outcome::Permit(permit) => Some(permit_told(policy, &permit)),
        Outcome::OnRequest(reasons) => {
            let asking = asking(policy, reasons.first()?);
            Some(format!("ON_REQUEST {} {asking}", told_codes(&reasons)))
        }
        Outcome::Withhold(reasons) => {
            let silent = [ReasonCode::NoRule, ReasonCode::GroundNotApplicable];
            let silent = reasons.iter().all(|r| silent.contains(&r.code));
            (!silent).then(|| format!("WITHHOLD {}", told_codes(&reasons)))
        }
    }
}

fn permit_told(policy: &Policy, permit: &Permit) -> String {
    let Permit { rule, ground, .. } = permit;
    let from = match permit.window.start() {
        start if start == Timestamp::MIN => "birth".to_owned(),
        start => policy.country().today(start).to_string(),
    };
    let copy = if permit.obligations.may_copy {
        ", may copy"
    } else {
        ""
    };
    let older = permit
        .older
        .as_ref()
        .map(|older| format!(", older: {}", asking(policy, older)));
    format!(
        "PERMIT {rule} by {}, from {from}{}{copy}",
        ground.as_str(),
        older.unwrap_or_default()
    )
}

fn told_codes(reasons: &[Reason]) -> String {
    let told = |r: &Reason| match &r.rule {
        Some(rule) => format!("{} {rule} ", r.code.as_str()),
        None => r.code.as_str().to_owned(),
    };
    reasons
        .iter()
        .map(told)
        .collect::<Vec<_>>()
        .join("+ ")
        .trim_end()
        .to_owned()
}

fn asking(policy: &Policy, reason: &Reason) -> String {
    let today: Date = date("2026-11-21");
    let rule = reason
        .request
        .and_then(|place| policy.request_at(place, today));
    rule.map_or("no way to ask".into(), |rule| {
        format!("ask {}", rule.origin.id)
    })
}

fn types_told(types: BTreeSet<String>) -> String {
    let health = HEALTH.iter().all(|t| types.contains(*t));
    let rest = types
        .into_iter()
        .filter(|t| !health || !HEALTH.contains(&t.as_str()));
    let health = health.then(|| "all health".to_owned());
    health
        .into_iter()
        .chain(rest)
        .collect::<Vec<_>>()
        .join(", ")
}

fn told(audience: Audience, when: &When) -> String {
    let holds = |asked, own| holds(when, asked, own);
    let mut ways: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (i, (name, _)) in ASKED.iter().enumerate() {
        let (own, other) = (holds(i, true), holds(i, false));
        if own == other || audience != Audience::Professional {
            ways.entry(other).or_default().push((*name).to_owned());
        } else {
            ways.entry(own).or_default().push(format!("{name} own"));
            ways.entry(other).or_default().push(format!("{name} other"));
        }
    }
    ways.remove("");
    let told = |(when, names): (String, Vec<String>)| format!("{}: {when}", names.join(" / "));
    ways.into_iter().map(told).collect::<Vec<_>>().join("; ")
}

/// With whose consent, at which ages.
fn holds(when: &When, asked: usize, own: bool) -> String {
    let ages_with = |given| -> String {
        let ages: Vec<_> = (AGES.into_iter())
            .filter(|age| when.contains(&(asked, own, given, *age)))
            .map(|age| age.to_string())
            .collect();
        if ages.len() == AGES.len() {
            "all".into()
        } else {
            ages.join(",")
        }
    };
    let mut by_ages: Vec<(String, Vec<&str>)> = Vec::new();
    for (given, name) in CONSENTS.iter().enumerate() {
        let ages = ages_with(given);
        match by_ages.iter_mut().find(|(same, _)| *same == ages) {
            Some((_, names)) => names.push(name),
            None => by_ages.push((ages, vec![name])),
        }
    }
    (by_ages.into_iter())
        .filter(|(ages, _)| !ages.is_empty())
        .map(|(ages, names)| {
            let names = if names.len() == CONSENTS.len() {
                "any".into()
            } else {
                names.join("/")
            };
            format!("{names}@{ages}")
        })
        .collect::<Vec<_>>()
        .join(" ")
}
