//! The facts that mattered, as an explanation tells them: as the decision took them, and unknown where they are.

use super::*;

fn words_of(story: &Story) -> Vec<(WordStanding, Effect)> {
    let findings = explained(story).findings;
    (findings.iter())
        .filter_map(|finding| match finding {
            Finding::Word { standing, .. } => Some((*standing, finding.effect())),
            _ => None,
        })
        .collect()
}

// R-EXPLAIN-1
#[test]
fn a_consent_is_told_to_count_exactly_where_the_decision_counts_it() {
    let mut later = permit(FATHER);
    later.start = at("2026-12-01T00:00:00Z");
    let mut over = permit(FATHER);
    over.end = Some(at("2026-11-01T00:00:00Z"));
    let mut elsewhere = permit(FATHER);
    elsewhere.recipient = Some(organisation(7));
    let mut wrong = permit(FATHER);
    wrong.deleted = Some(at("2026-11-01T00:00:00Z"));
    let mut unverified = permit(FATHER);
    unverified.verified = false;
    let cases = [
        (permit(FATHER), true),
        (later, false),
        (over, false),
        (elsewhere, false),
        (wrong, false),
        (unverified, false),
        (withdrawn(permit(FATHER)), false),
        (permit(STRANGER), false),
        (permit(CHILD), false),
    ];
    for (word, counts) in cases {
        let story = nurse().consents([permit(MOTHER), word.clone()]);
        assert_eq!(story.permits(), counts, "{word:?}");
        let counted = words_of(&story)
            .iter()
            .filter(|(_, e)| *e == Effect::Counted)
            .count();
        assert_eq!(counted, 1 + usize::from(counts), "{word:?}");
    }
    // A refusal counts although whoever benefits registered it, and so does an objection where silence is enough.
    let mut refused = refusal(FATHER);
    refused.verified = false;
    assert_eq!(
        words_of(&nurse().consents([refused])),
        [(WordStanding::Counts, Effect::Counted)]
    );
    let objected = Story::dk("hospital", "medication-register", "medication");
    let objected = objected.consents([refusal(FATHER), permit(MOTHER)]);
    let standings: Vec<_> = words_of(&objected)
        .iter()
        .map(|(standing, _)| *standing)
        .collect();
    assert_eq!(standings, [WordStanding::NotAsked, WordStanding::Counts]);
}

// R-EXPLAIN-1
#[test]
fn what_is_unknown_is_told_as_unknown() {
    let mut story = nurse();
    story.facts.birth = None;
    story.facts.custody = Known::Unknown;
    story.facts.protection = Known::Unknown;
    story.facts.blocks = Known::Unknown;
    story.facts.assessments = Known::Unknown;
    let unknown = |story: &Story| {
        let findings = explained(story).findings;
        findings
            .iter()
            .filter(|f| f.effect() == Effect::Unknown)
            .count()
    };
    // Age, protection, custody, maturity, blocks.
    assert_eq!(unknown(&story), 5);
    let mut story = nurse();
    story.facts.consents = Known::Unknown;
    story.facts.relations = Known::Unknown;
    assert_eq!(unknown(&story), 2);
    assert_eq!(unknown(&nurse()), 0);
}

// R-EXPLAIN-1
#[test]
fn a_board_that_stands_in_for_a_guardian_is_told() {
    let mut story = nurse().consents([permit(MOTHER), refusal(FATHER)]);
    *value(&mut story.facts.board_decisions) = vec![BoardDecision {
        guardian: FATHER,
        recipient_sector: None,
        source_sectors: Vec::new(),
        start: at("2026-01-01T00:00:00Z"),
        end: None,
        ended: None,
    }];
    assert!(story.permits());
    let findings = explained(&story).findings;
    assert!(
        findings
            .iter()
            .any(|f| matches!(f, Finding::Board { counts: true, .. }))
    );
    let standings: Vec<_> = words_of(&story)
        .iter()
        .map(|(standing, _)| *standing)
        .collect();
    assert_eq!(standings, [WordStanding::Counts, WordStanding::Replaced]);
}

// R-EXPLAIN-1
#[test]
fn blocks_are_told_with_what_they_keep_back_and_a_lift_with_what_it_opens() {
    let told = |story: &Story, source| {
        let told = explained_at(story, source).told(Language::En);
        let blocks = told
            .facts
            .into_iter()
            .filter(|fact| fact.text.contains("lock"));
        (
            told.outcome,
            blocks.map(|fact| fact.text).collect::<Vec<_>>(),
        )
    };
    let blocked = nurse().blocked([block(1, 2)]);
    let whole = ("withhold", vec!["A block keeps all of it back.".to_owned()]);
    assert_eq!(told(&blocked, Some(2)), whole);
    let some = "A block keeps back those records that it names.".to_owned();
    assert_eq!(told(&blocked, Some(3)), ("permit", vec![some]));
    let lifted = blocked.lifted([lift(1)]);
    let aside = "A block is set aside for whoever asks, for a time.".to_owned();
    assert_eq!(told(&lifted, Some(2)), ("permit", vec![aside]));
    assert_eq!(
        told(&nurse(), Some(2)),
        ("permit", vec!["There are no blocks.".to_owned()])
    );
}
