//! The figures that the operator sees on `/metrics`: counts and times by producer, outcome and method. Never a child, an actor or a record.

use std::{fmt, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};

/// All figures of one aggregator.
pub struct Metrics {
    registry: Registry,
    source_answers: Family<SourceLabels, Counter>,
    source_seconds: Family<ProducerLabel, Histogram, fn() -> Histogram>,
    overviews: Family<OutcomeLabel, Counter>,
    dropped_records: Family<DropLabels, Counter>,
    superseded: Counter,
    audit_failures: Counter,
    store_failures: Family<StoreLabel, Counter>,
    checkpoint_failures: Counter,
    unverified_consents: Counter,
    unverified_alarms: Counter,
    open_overviews: Gauge,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct SourceLabels {
    producer: String,
    outcome: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ProducerLabel {
    producer: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OutcomeLabel {
    outcome: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct DropLabels {
    producer: String,
    reason: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct StoreLabel {
    call: &'static str,
}

fn seconds() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 15))
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self {
            registry: Registry::with_prefix("samsyn"),
            source_answers: Family::default(),
            source_seconds: Family::new_with_constructor(seconds as fn() -> Histogram),
            overviews: Family::default(),
            dropped_records: Family::default(),
            superseded: Counter::default(),
            audit_failures: Counter::default(),
            store_failures: Family::default(),
            checkpoint_failures: Counter::default(),
            unverified_consents: Counter::default(),
            unverified_alarms: Counter::default(),
            open_overviews: Gauge::default(),
        };
        metrics.registered()
    }
}

impl Metrics {
    fn registered(mut self) -> Self {
        let registry = &mut self.registry;
        registry.register(
            "source_answers",
            "Calls to a source by outcome",
            self.source_answers.clone(),
        );
        registry.register(
            "source_seconds",
            "Time until a source's answer was whole or given up",
            self.source_seconds.clone(),
        );
        registry.register("overviews", "Overviews by outcome", self.overviews.clone());
        registry.register(
            "dropped_records",
            "Records that a source sent and the screen left out, by reason",
            self.dropped_records.clone(),
        );
        registry.register(
            "superseded_sources",
            "Sources that lost their permission while an overview was under way",
            self.superseded.clone(),
        );
        registry.register(
            "audit_failures",
            "Entries of the access log that could not be written; what they were about did not happen",
            self.audit_failures.clone(),
        );
        registry.register(
            "store_failures",
            "Reads and writes that the store failed to do, by call; whoever needed them was refused",
            self.store_failures.clone(),
        );
        registry.register(
            "checkpoint_failures",
            "Checkpoints of the access log that could not be signed into it or written outside",
            self.checkpoint_failures.clone(),
        );
        registry.register(
            "unverified_consents",
            "Permits that somebody who may benefit registered on another's word; to be reviewed, alarm on the rate",
            self.unverified_consents.clone(),
        );
        registry.register(
            "unverified_consent_alarms",
            "Permits and refusals on another's word, and custody by hand, beyond what one actor may register within an hour; the warning beside it names it by its id",
            self.unverified_alarms.clone(),
        );
        registry.register(
            "open_overviews",
            "Overviews under way",
            self.open_overviews.clone(),
        );
        self
    }

    pub(crate) fn source_answered(&self, producer: &str, outcome: &'static str, took: Duration) {
        let producer = producer.to_owned();
        self.source_seconds
            .get_or_create(&ProducerLabel {
                producer: producer.clone(),
            })
            .observe(took.as_secs_f64());
        self.source_answers
            .get_or_create(&SourceLabels { producer, outcome })
            .inc();
    }

    pub(crate) fn overview(&self, outcome: &'static str) {
        self.overviews
            .get_or_create(&OutcomeLabel { outcome })
            .inc();
    }

    pub(crate) fn dropped(&self, producer: &str, reason: &'static str, count: u64) {
        let producer = producer.to_owned();
        self.dropped_records
            .get_or_create(&DropLabels { producer, reason })
            .inc_by(count);
    }

    pub(crate) fn superseded(&self) {
        self.superseded.inc();
    }

    pub(crate) fn audit_failed(&self) {
        self.audit_failures.inc();
    }

    pub(crate) fn store_failed(&self, call: &'static str) {
        self.store_failures
            .get_or_create(&StoreLabel { call })
            .inc();
    }

    pub(crate) fn checkpoint_failed(&self) {
        self.checkpoint_failures.inc();
    }

    pub(crate) fn consent_unverified(&self) {
        self.unverified_consents.inc();
    }

    pub(crate) fn consents_alarmed(&self) {
        self.unverified_alarms.inc();
    }

    pub(crate) fn overview_opened(&self) {
        self.open_overviews.inc();
    }

    pub(crate) fn overview_closed(&self) {
        self.open_overviews.dec();
    }

    /// The figures in the `OpenMetrics` text format.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
