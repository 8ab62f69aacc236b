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
    /// Text that is left out first where the table does not fit. The last such column goes first.
    Spare,
    /// Numbers that are left out like other spare columns.
    SpareRight,
}

impl Align {
    fn is_spare(self) -> bool {
        matches!(self, Align::Spare | Align::SpareRight)
    }

    fn is_number(self) -> bool {
        matches!(self, Align::Right | Align::SpareRight)
    }

    /// Returns the width below which a column is hard to read.
    fn readable(self, is_first: bool) -> usize {
        match self {
            // The first column names the row.
            _ if is_first => 40,
            Align::Path => 24,
            _ => 12,
        }
    }
}

/// The width to which columns are narrowed at most.
const NARROWEST: usize = 8;

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
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    match width {
        Some(width) => {
            shown = fitting(&widths, columns, width);
            widths = pick(&shown, &widths);
            let columns = pick(&shown, columns);
            narrow(&mut widths, &columns, width);
        }
        None => widths
            .iter_mut()
            .for_each(|width| *width = (*width).min(WIDEST)),
    }
    let cut = width.is_some();
    let columns_shown = pick(&shown, columns);
    let titles: Vec<String> = columns_shown
        .iter()
        .map(|(title, _)| (*title).into())
        .collect();
    line(out, &columns_shown, &widths, &titles, cut)?;
    for row in &rows {
        line(out, &columns_shown, &widths, &pick(&shown, row), cut)?;
    }
    let hidden = columns.iter().enumerate();
    let hidden = hidden.filter(|(at, _)| !shown.contains(at));
    let hidden: Vec<&str> = hidden.map(|(_, (title, _))| *title).collect();
    match hidden.as_slice() {
        [] => Ok(()),
        hidden => writeln!(out, "not shown at this width: {}", hidden.join(", ")),
    }
}

fn pick<T: Clone>(shown: &[usize], all: &[T]) -> Vec<T> {
    shown.iter().map(|at| all[*at].clone()).collect()
}

/// Returns the columns that fit side by side and stay readable. Spare columns are left out one after the other.
fn fitting(widths: &[usize], columns: &[(&str, Align)], width: usize) -> Vec<usize> {
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    loop {
        let least = |at: &usize| match columns[*at].1 {
            Align::Right | Align::SpareRight | Align::Fixed => widths[*at],
            align => widths[*at].min(align.readable(*at == 0)),
        };
        let gaps = 2 * shown.len().saturating_sub(1);
        let spare = shown.iter().rposition(|at| columns[*at].1.is_spare());
        match spare {
            Some(spare) if shown.iter().map(least).sum::<usize>() + gaps > width => {
                shown.remove(spare);
            }
            _ => return shown,
        }
    }
}

fn narrow(widths: &mut [usize], columns: &[(&str, Align)], width: usize) {
    let gaps = 2 * columns.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > width {
        // All columns shrink to a readable width before one shrinks further, and the first one last.
        let limit = |step: u8, at: usize, align: Align| match step {
            0 => align.readable(at == 0),
            1 if at == 0 => align.readable(true),
            _ => NARROWEST,
        };
        let widest = (0..3).find_map(|step| {
            let columns = columns.iter().enumerate();
            let may_shrink = columns.filter(|(at, (_, align))| {
                let is_whole = align.is_number() || *align == Align::Fixed;
                !is_whole && widths[*at] > limit(step, *at, *align)
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
            _ if !cut && !align.is_number() => padded(cell, *width),
            Align::Left | Align::Fixed | Align::Spare => padded(&shorten(cell, *width), *width),
            Align::Path => padded(&shorten_middle(cell, *width), *width),
            Align::Wrap => {
                let indent = " ".repeat(text.width());
                let mut pieces = wrapped(cell, *width).into_iter();
                let first = pieces.next().unwrap_or_default().into_owned();
                below.extend(pieces.map(|piece| format!("{indent}{piece}")));
                first
            }
            Align::Right | Align::SpareRight => spaces(cell, *width) + cell,
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
    fn spare_columns_are_left_out_before_others_become_unreadable() {
        let columns = [
            ("NAME", Align::Path),
            ("VERDICT", Align::Fixed),
            ("KIND", Align::Spare),
            ("DEPTH", Align::SpareRight),
        ];
        let name = "a".repeat(45);
        let row = [&name, "undefined", "internal_event", "1"];
        let rows = [row.map(str::to_owned).to_vec()];
        let set = |width| {
            let mut out = Vec::new();
            write(&mut out, &columns, &rows, Some(width)).expect("memory takes it");
            String::from_utf8(out).expect("it is text")
        };
        let wide = set(90);
        assert!(wide.contains("KIND") && wide.contains("DEPTH"), "{wide}");
        let narrower = set(66);
        assert!(narrower.contains("internal_eve…"), "{narrower}");
        assert!(narrower.ends_with("not shown at this width: DEPTH\n"));
        let narrow = set(54);
        assert!(narrow.contains("undefined\n"), "{narrow}");
        assert!(narrow.ends_with("not shown at this width: KIND, DEPTH\n"));
        assert!(narrow.lines().all(|line| line.chars().count() <= 54));
    }

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
