//! CSV with byte spans, as the same tree as YAML: a list of rows, each a map from the names in the first line to the cells.

use crate::facts::Problem;
use crate::input::yaml::{MapEntry, Node, NodeValue, ScalarKind};
use crate::source::{FileId, Span};
use csv::{ReaderBuilder, StringRecord};

/// Maximum number of rows.
const MAX_ROWS: usize = 100_000;

/// The key of the rows that belong to the row above them.
const ROWS: &str = "rows";

/// Reads a CSV document, with the problems found. With a column, a row whose cell there is empty belongs to the row above: it is an
/// element of that row's list `rows`.
pub(crate) fn read(file: FileId, text: &str, column: Option<&str>) -> (Vec<Node>, Vec<Problem>) {
    let body = text.trim_start_matches('\u{feff}');
    if body.trim().is_empty() {
        return (Vec::new(), Vec::new());
    }
    let offset = text.len() - body.len();
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .from_reader(body.as_bytes());
    let mut problems = Vec::new();
    let fault = |why: String| Problem::partial(why, Span::new(file, offset, offset));
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return (Vec::new(), vec![fault(error.to_string())]),
    };
    let column = column.and_then(|column| header.iter().position(|name| name.trim() == column));
    let mut rows: Vec<Node> = Vec::new();
    for record in reader.records().take(MAX_ROWS) {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems.push(fault(error.to_string()));
                break;
            }
        };
        let start = record
            .position()
            .map_or(0, |position| position.byte() as usize);
        let node = row(file, body, offset, start, (&header, &record));
        let is_part = column.is_some_and(|column| {
            let cell = record.get(column);
            cell.is_none_or(|cell| cell.trim().is_empty())
        });
        match rows.last_mut() {
            Some(above) if is_part => add(above, node),
            _ => rows.push(node),
        }
    }
    let span = Span::new(file, 0, text.len());
    let value = NodeValue::List(rows);
    (vec![Node { value, span }], problems)
}

/// Returns a row as a map. Empty cells have no entry.
fn row(
    file: FileId,
    body: &str,
    offset: usize,
    start: usize,
    (header, record): (&StringRecord, &StringRecord),
) -> Node {
    let mut at = start;
    let mut entries = Vec::new();
    for (name, cell) in header.iter().zip(record.iter()) {
        if cell.trim().is_empty() {
            continue;
        }
        // A cell with escaped quotes is not written as it is read.
        let found = body.get(at..).and_then(|rest| rest.find(cell));
        let begin = at + found.unwrap_or_default();
        let end = begin + found.map_or(0, |_| cell.len());
        at = end;
        let span = Span::new(file, offset + begin, offset + end);
        let value = NodeValue::Scalar(cell.trim().into(), ScalarKind::Text);
        entries.push(MapEntry {
            key: name.trim().into(),
            key_span: span,
            value: Node { value, span },
        });
    }
    let value = NodeValue::Map(entries);
    let span = Span::new(file, offset + start, offset + at);
    Node { value, span }
}

/// Adds a row to the rows that belong to another one.
fn add(above: &mut Node, row: Node) {
    let NodeValue::Map(entries) = &mut above.value else {
        return;
    };
    let last = entries.last_mut().filter(|entry| entry.key == ROWS);
    if let Some(NodeValue::List(rows)) = last.map(|entry| &mut entry.value.value) {
        rows.push(row);
        return;
    }
    let span = row.span;
    entries.push(MapEntry {
        key: ROWS.into(),
        key_span: span,
        value: Node {
            value: NodeValue::List(vec![row]),
            span,
        },
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_maps_with_the_places_of_their_cells() {
        let text =
            "\u{feff}Type,Name,Part\nEvent,\"Order, placed\",\n,,total\n,,shop\nEvent,Paid,\n";
        let (documents, problems) = read(FileId(0), text, Some("Name"));
        assert!(problems.is_empty());
        let rows = documents[0].items();
        assert_eq!(rows.len(), 2);
        let name = rows[0].get("Name").expect("it has a name");
        assert_eq!(
            name.as_str().map(|name| name.as_str()),
            Some("Order, placed")
        );
        let span = name.span.start as usize..name.span.end as usize;
        assert_eq!(&text[span], "Order, placed");
        let parts = rows[0].path("rows[].Part");
        let parts: Vec<_> = parts.iter().filter_map(|part| part.as_str()).collect();
        assert_eq!(parts, ["total", "shop"]);
        assert_eq!(read(FileId(0), text, None).0[0].items().len(), 4);
    }

    #[test]
    fn broken_text_is_a_problem_or_a_row() {
        for text in ["", "a", "a,b\n\"x", "a,a\n1,2,3\n4\n"] {
            let _ = read(FileId(0), text, Some("a"));
        }
    }
}
