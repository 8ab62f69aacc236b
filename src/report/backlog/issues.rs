//! The backlog as Markdown: an issue for each group.

use crate::report::backlog::model::BacklogRow;
use crate::report::text::{counted, markdown, one_line};
use std::io::{self, Write};

/// Writes the issues, in the order of their best entries.
pub(crate) fn write(rows: &[BacklogRow], out: &mut dyn Write) -> io::Result<()> {
    let mut groups: Vec<(&str, Vec<&BacklogRow>)> = Vec::new();
    for row in rows {
        let name = row.group.as_deref().unwrap_or("no group");
        match groups.iter_mut().find(|(group, _)| *group == name) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((name, vec![row])),
        }
    }
    if groups.is_empty() {
        return writeln!(out, "No surface to instrument.");
    }
    for (number, (group, rows)) in groups.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let classes = counted(rows.len(), "class", "classes");
        writeln!(out, "# Instrument {classes} of {}\n", markdown(group))?;
        for row in rows {
            entry(row, out)?;
        }
    }
    Ok(())
}

fn entry(row: &BacklogRow, out: &mut dyn Write) -> io::Result<()> {
    let title = row.title();
    let title = if title.is_empty() {
        String::new()
    } else {
        format!(": {}", markdown(&title))
    };
    writeln!(out, "- [ ] {}{title}", code(&row.surface))?;
    let tiers = match row.tiers.is_empty() {
        true => String::new(),
        false => format!("; tiers: {}", markdown(&row.tiers.join(", "))),
    };
    let at = code(&format!("{}:{}", row.path, row.line));
    writeln!(
        out,
        "  - {} at {at}; {}{tiers}",
        markdown(&row.kind),
        row.size()
    )?;
    if let Some(near) = &row.near {
        let at = code(&format!("{}:{}", near.path, near.line));
        let event = code(&near.event);
        writeln!(out, "  - Nearby in the {}: {event} at {at}", near.relation)?;
    }
    if let Some(event) = &row.event {
        writeln!(out, "  - Event: {}", code(event))?;
    }
    if let Some(call) = &row.call {
        writeln!(out, "  - Call: {}", code(call))?;
    }
    Ok(())
}

/// Returns text as code on one line.
fn code(text: &str) -> String {
    let text = one_line(text);
    match text.contains('`') {
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}
