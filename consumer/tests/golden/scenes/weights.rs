//! A child that was weighed.

use proto::v1::overview::Overview;

use super::{encoded, overview, weight};
use crate::common::{fresh, source};

/// Days and kilograms, all by one nurse.
pub(crate) fn weights(weighings: &[(&str, &str)]) -> Overview {
    let records = weighings.iter().enumerate();
    let records = records.map(|(number, (at, kg))| weight(&format!("w{number}"), at, kg));
    let row = source("emi", "Elevhälsan Norr", "school-health");
    overview(vec![fresh(row, encoded(records))])
}
