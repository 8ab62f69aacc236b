//! Snapshots: the figures and verdicts of one revision, a line of JSON each. Fields may be added, never renamed.

mod model;
mod trend;

pub(crate) use crate::report::snapshot::model::{
    SCHEMA_VERSION, Snapshot, SnapshotCoverage, SnapshotFeature,
};
pub(crate) use crate::report::snapshot::trend::{Change, Series, changes, series};

use std::io::{self, Write};

/// Writes a snapshot as a line.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn write_line(snapshot: &Snapshot, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, snapshot)?;
    writeln!(out)
}

/// Reads the lines of a file in their order.
///
/// # Errors
/// The first line that is no snapshot, with its number.
pub(crate) fn read(text: &str) -> Result<Vec<Snapshot>, String> {
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let read = |(number, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| format!("line {}: {error}", number + 1))
    };
    lines.map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let snapshot = Snapshot {
            run_id: "a".to_owned(),
            reference: Some("v1".to_owned()),
            features: vec![SnapshotFeature::default()],
            ..Snapshot::default()
        };
        let mut line = Vec::new();
        write_line(&snapshot, &mut line).expect("memory can be written");
        let text = String::from_utf8(line).expect("it is text");
        assert_eq!(text.lines().count(), 1);
        assert_eq!(read(&format!("{text}\n")), Ok(vec![snapshot]));
        assert_eq!(
            read("{}\nx").err().map(|text| text.starts_with("line 2: ")),
            Some(true)
        );
    }
}
