//! Aligned columns of text, optionally narrowed to a width.

use crate::report::text::{one_line, shorten, shorten_middle, wrapped};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// The layout of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Text, cut at its end.
    Left,
    /// Paths and dotted keys, cut in the middle.
    Path,
    /// Sentences, wrapped into further lines. Only for the last column.
    Wrap,
    /// Bars and words from a short list, never cut.
    Fixed,
    /// Numbers, never cut.
    Right,
}

/// The width to which columns are narrowed at most.
const NARROWEST: usize = 8;

/// The width of the first column from which the others are narrowed before it.
const READABLE: usize = 40;

/// The width to which cells are padded at most if nothing is cut. A wider cell moves only its own row, because a list of a hundred
/// names would otherwise widen every row.
const WIDEST: usize = 100;

/// Writes a table. With a `width`, the widest columns are narrowed until it fits. Without one, every cell is whole.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn write(
    out: &mut dyn Write,
    columns: &[(&str, Align)],
    rows: &[Vec<String>],
    width: Option<usize>,
) -> io::Result<()> {
    let clean = |row: &Vec<String>| row.iter().map(|cell| one_line(cell)).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(clean).collect();
    let mut widths: Vec<usize> = columns.iter().map(|(title, _)| title.width()).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    match width {
        Some(width) => narrow(&mut widths, columns, width),
        None => widths
            .iter_mut()
            .for_each(|width| *width = (*width).min(WIDEST)),
    }
    let cut = width.is_some();
    let titles: Vec<String> = columns.iter().map(|(title, _)| (*title).into()).collect();
    line(out, columns, &widths, &titles, cut)?;
    for row in &rows {
        line(out, columns, &widths, row, cut)?;
    }
    Ok(())
}

fn narrow(widths: &mut [usize], columns: &[(&str, Align)], width: usize) {
    let gaps = 2 * columns.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > width {
        // The first column names the row, so it shrinks below a readable width last.
        let limits = [(READABLE, NARROWEST), (NARROWEST, NARROWEST)];
        let widest = limits.into_iter().find_map(|(first, others)| {
            let columns = columns.iter().enumerate();
            let may_shrink = columns.filter(|(at, (_, align))| {
                let least = if *at == 0 { first } else { others };
                !matches!(align, Align::Right | Align::Fixed) && widths[*at] > least
            });
            may_shrink.map(|(at, _)| at).max_by_key(|at| widths[*at])
        });
        match widest {
            Some(at) => widths[at] -= 1,
            None => return,
        }
    }
}

/// Returns the spaces that fill `cell` to `width` columns.
fn spaces(cell: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(cell.width()))
}

fn padded(cell: &str, width: usize) -> String {
    format!("{cell}{}", spaces(cell, width))
}

fn line(
    out: &mut dyn Write,
    columns: &[(&str, Align)],
    widths: &[usize],
    cells: &[String],
    cut: bool,
) -> io::Result<()> {
    let mut text = String::new();
    let mut below = Vec::new();
    for ((cell, width), (_, align)) in cells.iter().zip(widths).zip(columns) {
        let set = match align {
            _ if !cut && *align != Align::Right => padded(cell, *width),
            Align::Left | Align::Fixed => padded(&shorten(cell, *width), *width),
            Align::Path => padded(&shorten_middle(cell, *width), *width),
            Align::Wrap => {
                let indent = " ".repeat(text.width());
                let mut pieces = wrapped(cell, *width).into_iter();
                let first = pieces.next().unwrap_or_default().into_owned();
                below.extend(pieces.map(|piece| format!("{indent}{piece}")));
                first
            }
            Align::Right => spaces(cell, *width) + cell,
        };
        text.push_str(&set);
        text.push_str("  ");
    }
    writeln!(out, "{}", text.trim_end())?;
    below.iter().try_for_each(|line| writeln!(out, "{line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_cell_is_whole_and_moves_no_other_row_where_nothing_is_cut() {
        // So long that a format's own width would panic: the mutation harness found it.
        let long = "x".repeat(70_000);
        let rows = [
            vec![long.clone(), "b".to_owned()],
            vec!["a".to_owned(), "c".to_owned()],
        ];
        for align in [Align::Left, Align::Path, Align::Fixed, Align::Right] {
            let set = |width| {
                let mut out = Vec::new();
                write(
                    &mut out,
                    &[("one", align), ("two", Align::Left)],
                    &rows,
                    width,
                )
                .expect("memory takes it");
                String::from_utf8(out).expect("it is text")
            };
            let whole = set(None);
            assert_eq!(
                whole.lines().nth(1),
                Some(format!("{long}  b").as_str()),
                "{align:?}"
            );
            assert_eq!(
                whole.lines().nth(2).map(str::len),
                Some(WIDEST + 3),
                "{align:?}"
            );
            let narrow = set(Some(40));
            let may_be_cut = matches!(align, Align::Left | Align::Path);
            assert_eq!(
                narrow.lines().all(|line| line.chars().count() <= 40),
                may_be_cut,
                "{align:?}"
            );
        }
    }
}
