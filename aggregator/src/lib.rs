//! The Samsyn aggregator: decides, asks every permitted producer at once, screens, gates, merges and streams.
