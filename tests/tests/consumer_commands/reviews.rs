//! What was registered on another's word, as reviewers list it on the command line.

use consumer::cli::Exit;
use sandbox::told::AUDITOR;

use crate::stage::{fields, listed, samsyn, told};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";

// R-CLI-11, R-REVIEW-1
#[tokio::test]
async fn what_a_nurse_registered_on_anothers_word_is_listed_with_who_and_when() {
    let harness = told(&[STORY]).await;
    let review = format!("consent review --actor {AUDITOR}");
    let nothing = samsyn(&harness, &format!("{review} --language sv")).await;
    assert_eq!(nothing.done(), "Inget finns registrerat\n");

    let told = harness.sandbox.world.child(STORY).unwrap().clone();
    let mother = told.guardians.first().unwrap().id.value().to_owned();
    let register = format!("consent register {STORY} --given-by {mother} --refuse");
    let register = format!("{register} --actor {NURSE}");
    let id = samsyn(&harness, &register).await.id();

    for (language, words) in [
        (
            "sv",
            ["nekar", "granskas", "registrerat 2026-11-21 13:00 av "],
        ),
        (
            "da",
            [
                "afslår",
                "kontrolleres",
                "registreret 21.11.2026 kl. 13.00 af ",
            ],
        ),
        (
            "en",
            ["refuses", "reviewed", "registered 21 Nov 2026 13:00 by "],
        ),
    ] {
        let list = samsyn(&harness, &format!("{review} --language {language}")).await;
        let list = list.done();
        assert!(list.contains(&id) && list.lines().count() == 1, "{list}");
        for words in words {
            assert!(list.contains(words), "{list}");
        }
        assert!(!list.contains(&mother), "{list}");
    }
    let json = samsyn(&harness, &format!("{review} --format json"))
        .await
        .json();
    assert_eq!(fields(&json), listed("consents next_page"));
    assert_eq!(json["consents"][0]["consent_id"], id);
    assert_eq!(json["consents"][0]["verified"], false);
    assert_eq!(json["next_page"], "");
    // What was read is behind the page's mark; who is no reviewer lists nothing.
    let wrong = samsyn(&harness, &format!("{review} --from x")).await;
    assert_eq!((wrong.exit, wrong.out.as_str()), (Exit::BadInput, ""));
    let nurse = samsyn(&harness, &format!("consent review --actor {NURSE}")).await;
    assert_eq!((nurse.exit, nurse.out.as_str()), (Exit::Nothing, ""));
}
