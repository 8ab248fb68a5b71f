//! Who looked and who shares what, as a guardian, a professional and a stranger read it.

use consumer::cli::Exit;
use serde_json::Value;

use crate::stage::{fields, listed, samsyn, told};

const STORY: &str = "second-parent";
const MOTHER: &str = "foraelder-second-parent";

fn rows<'a>(list: &'a Value, field: &str) -> &'a Vec<Value> {
    list[field].as_array().unwrap()
}

// R-CLI-6, R-ACCESS-1
#[tokio::test]
async fn a_guardian_reads_who_looked_one_line_a_look() {
    let harness = told(&[STORY]).await;
    let list = format!("accesses {STORY} --actor {MOTHER}");
    assert_eq!(
        samsyn(&harness, &list).await.done(),
        "Intet er registreret\n"
    );
    samsyn(&harness, "show second-parent --format json").await;
    let text = samsyn(&harness, &list).await.done();
    let of_doctor: Vec<_> = text.lines().filter(|line| line.contains("læge")).collect();
    let [line] = of_doctor.as_slice() else {
        panic!("one look is one line:\n{text}");
    };
    assert!(
        line.starts_with("21.11.2026 kl. 13.00 · læge, Børne- og ungdomspsykiatri"),
        "{line}"
    );
    assert!(line.contains("så ") && line.contains("Egen læge"), "{line}");
    assert!(line.contains("nødvendigt for behandlingen"), "{line}");

    let json = samsyn(&harness, &format!("{list} --format json"))
        .await
        .json();
    let expected = "overview_id access_time audience organisation unit role sector ground purpose act source_sector refused emergency hidden_from_guardians hiding_review_time";
    let accesses = rows(&json, "accesses");
    assert!(accesses.len() > 3);
    for access in accesses {
        assert_eq!(fields(access), listed(expected));
    }
    let few = samsyn(&harness, &format!("{list} --format ndjson --max 2"))
        .await
        .done();
    assert_eq!(few.lines().count(), 2);
    // A professional reads it not, in the words of the page.
    let refused = samsyn(&harness, &format!("accesses {STORY}")).await;
    assert_eq!(refused.exit, Exit::Nothing);
    assert_eq!(refused.err, "samsyn: Intet at vise med din adgang\n");
}

// R-CLI-6
#[tokio::test]
async fn who_shares_what_is_read_by_the_guardian_and_by_the_professional_for_their_own_place() {
    let harness = told(&[STORY]).await;
    let json = |actor: &str| format!("sharing {STORY} --actor {actor} --format json");
    let hers = samsyn(&harness, &json(MOTHER)).await.json();
    assert_eq!(
        fields(&hers),
        listed("sharings blocks blocked places_left_out more decided_time")
    );
    let expected = "recipient recipient_unit recipient_sector source_sector outcome grounds types on_request_types reasons consents pending_requests block_ids start_time end_time hidden_from_guardians";
    let sharings = rows(&hers, "sharings");
    for sharing in sharings {
        assert_eq!(fields(sharing), listed(expected));
    }
    let pair = |list: &[Value], to: &str, from: &str| {
        let is = |s: &&Value| s["recipient_sector"] == to && s["source_sector"] == from;
        list.iter().find(is).cloned()
    };
    let waiting = pair(sharings, "child-psychiatry", "ppr").unwrap();
    assert_eq!(waiting["outcome"], "WITHHELD");
    assert_eq!(waiting["reasons"][0]["code"], "OTHER_GUARDIAN_MISSING");
    let given = &waiting["consents"][0];
    let expected = "consent_id kind given_by start_time end_time purpose verified grantor_entitled";
    assert_eq!(fields(given), listed(expected));
    assert_eq!(
        (&given["kind"], &given["given_by"]),
        (&"PERMIT".into(), &"you".into())
    );

    let psychiatrist = samsyn(&harness, &json("boernepsykiater-midt")).await.json();
    let own = rows(&psychiatrist, "sharings");
    assert!(pair(own, "child-psychiatry", "ppr").is_some());
    let others = own
        .iter()
        .filter(|s| s["recipient_sector"] != "child-psychiatry");
    assert_eq!(others.count(), 0, "their own place");
    let text = samsyn(&harness, &format!("sharing {STORY} --actor {MOTHER}"))
        .await
        .done();
    assert!(
        text.contains("  PPR: ser intet") && text.contains("• tillader af dig"),
        "{text}"
    );
    let lines = samsyn(
        &harness,
        &format!("sharing {STORY} --actor {MOTHER} --format ndjson"),
    )
    .await;
    assert_eq!(lines.done().lines().count(), sharings.len());
}

// R-CLI-6, R-ACCESS-1
#[tokio::test]
async fn a_girl_of_fifteen_reads_both_for_herself_and_her_mother_no_more() {
    let today = "2026-11-24".parse().unwrap();
    let harness = tests::Scene::of(&["fifteen"]).today(today).start().await;
    samsyn(&harness, "show fifteen --format json").await;
    let looks = samsyn(&harness, "accesses fifteen --actor ung-fifteen").await;
    let looks = looks.done();
    assert!(looks.contains("læge") && looks.contains("så "), "{looks}");
    let shares = samsyn(&harness, "sharing fifteen --actor ung-fifteen").await;
    let shares = shares.done();
    assert!(shares.contains("afslår af dig"), "{shares}");
    for command in ["accesses", "sharing"] {
        let command = format!("{command} fifteen --actor foraelder-fifteen");
        let refused = samsyn(&harness, &command).await;
        assert_eq!((refused.exit, refused.out.as_str()), (Exit::Nothing, ""));
    }
}
