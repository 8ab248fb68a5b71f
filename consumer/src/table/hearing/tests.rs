use super::*;

type Level = (&'static str, u32, &'static str);

fn said(levels_of: &[Level]) -> Option<String> {
    let values: Vec<Value> = levels_of
        .iter()
        .map(|(side, hz, level)| Value {
            about: format!("Hörtröskel {hz} Hz"),
            code: None,
            value: (*level).to_owned(),
            unit: "dB".to_owned(),
            side: Some(side),
            interpretation: None,
        })
        .collect();
    let values: Vec<&Value> = values.iter().collect();
    levels(&values, "", Language::Sv)
}

fn ears(left: [&'static str; 4], right: [&'static str; 4]) -> Vec<Level> {
    let at = [500, 1000, 2000, 4000];
    let side = |side, levels: [&'static str; 4]| {
        at.into_iter().zip(levels).map(move |(hz, l)| (side, hz, l))
    };
    side("RIGHT", right).chain(side("LEFT", left)).collect()
}

#[test]
fn the_ear_that_hears_worse_is_named_with_its_worst_frequency_and_nothing_else_is_worse_than_the_bound()
 {
    // R-SHOW-9
    let four_years = ears(["20", "20", "25", "35"], ["20", "20", "20", "20"]);
    assert_eq!(
        said(&four_years).as_deref(),
        Some("vänster 35 dB vid 4 kHz, övrigt ≤ 25 dB")
    );
    let one_bad_ear = ears(["35", "35", "35", "35"], ["20", "20", "20", "20"]);
    assert_eq!(
        said(&one_bad_ear).as_deref(),
        Some("vänster 35 dB, övrigt ≤ 20 dB")
    );
    let two_frequencies = ears(["20", "20", "20", "20"], ["40", "20", "20", "40"]);
    assert_eq!(
        said(&two_frequencies).as_deref(),
        Some("höger 40 dB vid 500 Hz, 4 kHz, övrigt ≤ 20 dB")
    );
}

#[test]
fn two_ears_that_stand_out_are_told_each_with_its_own_bound() {
    // R-SHOW-9
    let retest = ears(["30", "30", "35", "40"], ["20", "20", "20", "25"]);
    assert_eq!(
        said(&retest).as_deref(),
        Some("vänster 40 dB vid 4 kHz (övrigt ≤ 35 dB), höger 25 dB vid 4 kHz (övrigt ≤ 20 dB)")
    );
}

#[test]
fn one_level_everywhere_is_a_bound_and_no_judgement() {
    // R-SHOW-9
    assert_eq!(
        said(&ears(["20"; 4], ["20"; 4])).as_deref(),
        Some("≤ 20 dB")
    );
    let better_than_asked = ears(["20"; 4], ["10", "10", "10", "20"]);
    assert_eq!(said(&better_than_asked).as_deref(), Some("≤ 20 dB"));
    let one_ear = [("LEFT", 1000, "20"), ("LEFT", 2000, "20")];
    assert_eq!(said(&one_ear).as_deref(), Some("vänster ≤ 20 dB"));
    let each = [("LEFT", 4000, "35"), ("RIGHT", 4000, "20")];
    assert_eq!(
        said(&each).as_deref(),
        Some("vänster 35 dB vid 4 kHz, höger 20 dB vid 4 kHz")
    );
}

#[test]
fn what_was_not_heard_goes_before_every_number() {
    // R-SHOW-9
    let not_heard = ears(["20", "20", "20", "hörs ej"], ["20"; 4]);
    assert_eq!(
        said(&not_heard).as_deref(),
        Some("vänster hörs ej vid 4 kHz, övrigt ≤ 20 dB")
    );
    assert_eq!(
        said(&[("LEFT", 500, ">80")]).as_deref(),
        Some("vänster >80 vid 500 Hz")
    );
}

#[test]
fn what_is_no_level_is_not_summed_up() {
    // R-SHOW-9
    assert_eq!(said(&[]), None);
    let weight = Value {
        about: String::new(),
        code: None,
        value: "33.8".to_owned(),
        unit: "kg".to_owned(),
        side: None,
        interpretation: None,
    };
    assert_eq!(levels(&[&weight], "", Language::Sv), None);
    assert_eq!(frequency("Tonaudiometri 4 kHz"), Some(4000));
    assert_eq!(frequency("Tonaudiometri"), None);
}
