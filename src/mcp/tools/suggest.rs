//! Places to instrument.

use crate::mcp::arguments::{Arguments, inside};
use crate::mcp::fit::page;
use crate::mcp::project::Project;
use crate::report::backlog::BacklogRow;
use serde_json::{Map, Value};

pub(crate) fn suggest(project: &mut Project, given: &Value) -> Result<Map<String, Value>, String> {
    let arguments = Arguments(given);
    let feature = arguments.text("feature");
    let place = arguments.text("path").map(inside).transpose()?;
    let (path, line) = match place.and_then(|place| place.rsplit_once(':')) {
        Some((path, line)) => (
            Some(path),
            Some(
                line.parse::<u32>()
                    .map_err(|_| format!("`{line}` is no line"))?,
            ),
        ),
        None => (place, None),
    };
    let all = project.backlog()?;
    let is_of = |row: &BacklogRow, name: &str| {
        let own = [
            row.group.as_deref(),
            row.category.as_deref(),
            Some(row.surface.as_str()),
        ];
        own.contains(&Some(name))
            || row
                .features
                .iter()
                .any(|one| one.id == name || one.title == name)
    };
    let is_at = |row: &BacklogRow, path: &str| {
        let folder = path.trim_end_matches('/');
        row.path == folder
            || row
                .path
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
    };
    let mut rows: Vec<&BacklogRow> = all
        .iter()
        .filter(|row| feature.is_none_or(|name| is_of(row, name)))
        .filter(|row| path.is_none_or(|path| is_at(row, path)))
        .collect();
    if let Some(line) = line {
        rows.sort_by_key(|row| row.line.abs_diff(line));
    }
    page(
        "suggestions",
        &rows,
        arguments.cursor()?,
        arguments.limit(5),
    )
}
