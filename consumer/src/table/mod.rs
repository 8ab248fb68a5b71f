//! The overview as a page of text: how each source fared first, then what matters now, then the timeline, then what is not shown.
//! A school nurse should be able to read it without having been taught how.

mod banner;
mod contacts;
mod entry;
mod family;
mod grantors;
mod hearing;
mod marks;
mod measure;
mod medicines;
mod missing;
mod names;
mod now;
mod page;
mod plan;
mod programme;
mod status;
mod timeline;
mod title;
mod vaccine;
mod visit;
mod weight;
mod words;

use domain::time::{Moment, Timestamp};

pub(crate) use self::grantors::name as grantor_name;
use self::page::Page;
use crate::{
    model::{Overview, Record},
    wording::Language,
};

/// How a page is laid out.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The language of labels.
    pub language: Language,
    /// The columns of a line, at least [`MIN_WIDTH`].
    pub width: usize,
    /// Whether to colour. Without it the page holds no escape sequence at all.
    pub color: bool,
}

/// The narrowest page: below it columns would leave no place for text.
pub const MIN_WIDTH: usize = 60;

/// The widest page that eyes can follow from one end of a line to the other.
pub const MAX_WIDTH: usize = 400;

/// Lays an overview out as text. "Now" is when it was decided, so that the same overview always gives the same page.
#[must_use]
pub fn render(overview: &Overview, layout: Layout) -> String {
    let mut page = Page::new(overview, layout);
    let head = title::head_record(overview);
    page.title(&title::title(overview, head, layout.language));
    status::write(&mut page, overview);
    banner::write(&mut page, overview);
    let shown = now::write(&mut page, overview, head);
    timeline::write(&mut page, overview, &shown);
    missing::write(&mut page, overview);
    page.into_text()
}

/// When the overview was decided; the end of time when the aggregator did not say, so that nothing looks ahead of us.
fn now_of(overview: &Overview) -> Timestamp {
    let decided = overview.decided_time.or(overview.completed_time);
    decided
        .and_then(crate::model::When::as_instant)
        .unwrap_or(Timestamp::MAX)
}

/// Whether a record begins after now, for certain.
fn is_ahead(record: &Record, overview: &Overview) -> bool {
    let zone = overview.child.country.zone();
    record.start.is_some_and(|start| match start.0 {
        Moment::Instant(instant) => instant > now_of(overview),
        partial => partial.interval(&zone).start() > now_of(overview),
    })
}
