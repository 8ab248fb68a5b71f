//! How long an answer may take: the caller's `grpc-timeout` or our own deadline, whichever is shorter.

use std::time::Duration;

use tonic::metadata::MetadataMap;

/// Kept back from the caller's time, so that our own word for "too late" gets out before the transport cuts the call. R-PRODUCER-6
const RESERVE: Duration = Duration::from_millis(20);

/// The time that is left for the vendor's future.
pub(super) fn of(metadata: &MetadataMap, own: Duration) -> Duration {
    let header = metadata.get("grpc-timeout").and_then(|h| h.to_str().ok());
    match header.and_then(parse) {
        Some(callers) => own.min(callers.saturating_sub(RESERVE.min(callers / 10))),
        None => own,
    }
}

/// At most eight digits and a unit, as gRPC over HTTP/2 has it. What is not that is no limit.
fn parse(header: &str) -> Option<Duration> {
    let (digits, unit) = header.split_at_checked(header.len().checked_sub(1)?)?;
    let plain = (1..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let amount: u64 = plain.then(|| digits.parse().ok())??;
    match unit {
        "H" => Some(Duration::from_secs(amount * 3_600)),
        "M" => Some(Duration::from_secs(amount * 60)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(header: &str) -> Duration {
        let mut metadata = MetadataMap::new();
        metadata.insert("grpc-timeout", header.parse().unwrap());
        of(&metadata, Duration::from_secs(27))
    }

    // R-PRODUCER-6
    #[test]
    fn the_shorter_time_counts_less_a_reserve() {
        assert_eq!(budget("1S"), Duration::from_millis(980));
        assert_eq!(budget("100m"), Duration::from_millis(90));
        assert_eq!(budget("60000000u"), Duration::from_secs(27));
        assert_eq!(budget("99999999H"), Duration::from_secs(27));
        assert_eq!(
            of(&MetadataMap::new(), Duration::from_secs(5)),
            Duration::from_secs(5)
        );
    }

    #[test]
    fn what_is_no_timeout_is_no_limit() {
        for header in ["", "S", "1", "1s", "-1S", "+1S", "123456789S", "1 S"] {
            assert_eq!(parse(header), None, "{header}");
        }
    }
}
