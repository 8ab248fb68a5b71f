use super::*;

fn list(name: &str, text: &str) -> Result<Vec<Appointment>, String> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(name);
    fs::write(&file, text).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal {
        input: &mut std::io::empty(),
        out: &mut out,
        err: &mut err,
        out_is_terminal: false,
        err_is_terminal: false,
        no_color: false,
    };
    read(file.to_str().unwrap(), &mut terminal).map_err(|failure| {
        let mut out = Vec::new();
        failure.write(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        text.replace(&format!("{}/", dir.path().display()), "")
    })
}

fn told(appointments: &[Appointment]) -> Vec<(String, String, String)> {
    let date = |row: &Appointment| row.date.map(|date| date.0.to_string()).unwrap_or_default();
    appointments
        .iter()
        .map(|row| (row.child.clone(), date(row), row.what.clone()))
        .collect()
}

// R-CLI-9
#[test]
fn a_list_is_read_from_csv_with_either_separator_and_from_json() {
    let expected = [
        ("20140312-1234", "2026-12-03", "Besök, \"kort\""),
        ("old-bvc", "2026-12-04T08:00:00Z", ""),
    ]
    .map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
    for (name, text) in [
        (
            "a.csv",
            "child,date,appointment\r\n20140312-1234,2026-12-03,\"Besök, \"\"kort\"\"\"\r\n\r\nold-bvc,2026-12-04T08:00:00Z,\r\n",
        ),
        (
            "b.csv",
            "\u{feff}appointment;child;date\n\"Besök, \"\"kort\"\"\";20140312-1234;2026-12-03\n;old-bvc; 2026-12-04T08:00:00Z",
        ),
        (
            "c.json",
            r#"[{"child": "20140312-1234", "date": "2026-12-03", "appointment": "Besök, \"kort\""},
                {"child": "old-bvc", "date": "2026-12-04T08:00:00Z"}]"#,
        ),
    ] {
        assert_eq!(told(&list(name, text).unwrap()), expected, "{name}");
    }
    let [row] = list(
        "d.csv",
        "child,date,recipient,recipient_sector\nx,2026,SE2120070014-EH01,school-health\n",
    )
    .unwrap()
    .try_into()
    .ok()
    .unwrap();
    assert_eq!(row.recipient.unwrap().value(), "SE2120070014-EH01");
    assert_eq!(row.recipient_sector.unwrap().as_str(), "school-health");
}

// R-CLI-9
#[test]
fn an_error_says_where_and_what_was_expected_and_repeats_nothing_of_the_list() {
    let secret = "20140312-1234";
    for (name, text, place) in [
        (
            "a.csv",
            "child,name\n20140312-1234,x\n".to_owned(),
            "a.csv:1: expected child and date",
        ),
        (
            "a.csv",
            "child,date\n20140312-1234\n".to_owned(),
            "a.csv:2: expected child and date",
        ),
        (
            "a.csv",
            "child,date\n\"20140312-1234,2026\n".to_owned(),
            "a.csv:2: expected",
        ),
        (
            "a.csv",
            "child,date\n,2026\n".to_owned(),
            "a.csv:2: child: expected",
        ),
        (
            "a.csv",
            "child,date\nx,20140312-1234\n".to_owned(),
            "a.csv:2: date: expected",
        ),
        (
            "a.csv",
            "child,date,recipient\nx,2026,20140312-1234\n".to_owned(),
            "a.csv:2: recipient: ",
        ),
        ("a.csv", String::new(), "a.csv:1: expected"),
        // Whatever lies in a file that is no list.
        ("a.csv", "20140312-1234\n".to_owned(), "a.csv:1: expected"),
        (
            "a.csv",
            "\n\nchild,appointment\n".to_owned(),
            "a.csv:3: expected child and date",
        ),
        (
            "a.csv",
            "child,date,child\nx,2026,y\n".to_owned(),
            "a.csv:1: expected child and date",
        ),
        (
            "a.json",
            "[\n{\"child\": 20140312}]".to_owned(),
            "a.json:2: expected",
        ),
        (
            "a.json",
            format!("[{{\"{secret}\": 1}}]"),
            "a.json:1: expected",
        ),
        (
            "a.json",
            r#"[{"child": "x", "date": "20140312-1234"}]"#.to_owned(),
            "a.json: entry 1: date: ",
        ),
    ] {
        let error = list(name, &text).err().unwrap();
        assert!(error.starts_with(&format!("samsyn: {place}")), "{error}");
        assert!(!error.contains("20140312"), "{error}");
    }
}

// R-CLI-9
#[test]
fn a_list_is_bounded() {
    let of = |rows: usize| format!("child,date\n{}", "x,2026-12-03\n".repeat(rows));
    assert_eq!(
        list("a.csv", &of(MAX_APPOINTMENTS)).unwrap().len(),
        MAX_APPOINTMENTS
    );
    let error = list("a.csv", &of(MAX_APPOINTMENTS + 1)).err().unwrap();
    assert!(error.contains("at most 1000 appointments"), "{error}");
    for none in ["child,date\n", "date;child", "[]", " [ ]\n"] {
        assert_eq!(list("a.csv", none).unwrap().len(), 0, "{none}");
    }
    // To the byte, also where the last letter takes two.
    let row = "child,date,appointment\nx,2026-12-03,";
    let fits = format!("{row}{}", "é".repeat((1024 * 1024 - row.len()) / 2));
    assert_eq!(list("a.csv", &fits).unwrap().len(), 1);
    assert!(list("a.csv", &format!("{fits}éé")).is_err());
    let large = " ".repeat(1024 * 1024 + 1);
    assert!(
        list("a.csv", &large)
            .err()
            .unwrap()
            .contains("at most 1 MiB")
    );
}
