//! The run, and the sums of features.

use crate::export::table::Value;
use crate::export::tables::SCHEMA_VERSION;
use crate::report::snapshot::Snapshot;

/// Returns the row of the run.
pub(crate) fn runs(run: &Snapshot) -> Vec<Vec<Value>> {
    vec![vec![
        run.project.as_str().into(),
        run.reference.as_deref().into(),
        run.commit_sha.as_deref().into(),
        run.committed_at
            .as_deref()
            .and_then(seconds)
            .map_or(Value::Null, Value::Time),
        run.tool_version.as_str().into(),
        Value::Int(SCHEMA_VERSION),
        run.rules_digest.as_str().into(),
        run.config_digest.as_str().into(),
        run.files_scanned.into(),
        run.files_partial.into(),
        run.files_skipped.into(),
        run.is_complete.into(),
    ]]
}

/// Returns the seconds of a time in UTC.
fn seconds(time: &str) -> Option<i64> {
    let numbers = time.split(|c: char| !c.is_ascii_digit());
    let numbers: Vec<i64> = numbers.filter_map(|text| text.parse().ok()).collect();
    let [year, month, day, hour, minute, second] = numbers[..] else {
        return None;
    };
    // Years begin in March, so that the day that a leap year adds is the last one.
    let (year, month) = if month < 3 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    Some((days - 719_468) * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// Returns the sums of all units.
pub(crate) fn coverage(run: &Snapshot) -> Vec<Vec<Value>> {
    let rows = run.coverage.iter().map(|row| {
        vec![
            row.scope_kind.as_str().into(),
            row.scope_id.as_str().into(),
            row.title.as_str().into(),
            row.features.into(),
            row.instrumented.into(),
            row.likely.into(),
            row.calls_only.into(),
            row.definitions_only.into(),
            row.uninstrumented.into(),
            row.no_code.into(),
            row.exempt.into(),
            row.unknown.into(),
            row.surfaces_total.into(),
            row.surfaces_tracked.into(),
            row.ratio.into(),
        ]
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::table::timestamp;

    #[test]
    fn times_are_read_and_written() {
        for text in [
            "1970-01-01T23:59:59Z",
            "2000-02-29T00:01:01Z",
            "2022-08-17T19:12:55Z",
        ] {
            assert_eq!(seconds(text).map(timestamp).as_deref(), Some(text));
        }
        assert_eq!(seconds("2022-08"), None);
    }
}
