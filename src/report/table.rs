//! Aligned columns of text, narrowed to a width where one is given.

use super::text::{one_line, shorten, shorten_middle, wrapped};
use std::io::{self, Write};

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text; cut at its end.
    Left,
    /// Paths and dotted keys; cut in the middle.
    Path,
    /// Sentences; where they do not fit they go on below. Only for the last column.
    Wrap,
    /// Bars and words from a short list; never cut.
    Fixed,
    /// Numbers; never cut.
    Right,
}

/// A column no wider than this is not narrowed further.
const NARROWEST: usize = 8;

/// Writes a table; with a `width`, the widest columns give way until it fits.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, columns: &[(&str, Align)], rows: &[Vec<String>], width: Option<usize>) -> io::Result<()> {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| one_line(cell)).collect()).collect();
    let count = |text: &str| text.chars().count();
    let widest = |index: usize| rows.iter().filter_map(|row| row.get(index)).map(|cell| count(cell)).max().unwrap_or(0);
    let mut widths: Vec<usize> = columns.iter().enumerate().map(|(index, (title, _))| widest(index).max(count(title))).collect();
    if let Some(width) = width {
        narrow(&mut widths, columns, width);
    }
    let titles: Vec<String> = columns.iter().map(|(title, _)| (*title).to_owned()).collect();
    line(out, columns, &widths, &titles)?;
    for row in &rows {
        line(out, columns, &widths, row)?;
    }
    Ok(())
}

fn narrow(widths: &mut [usize], columns: &[(&str, Align)], width: usize) {
    let gaps = 2 * columns.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > width {
        let may =
            |(index, wide): &(usize, &mut usize)| !matches!(columns[*index].1, Align::Right | Align::Fixed) && **wide > NARROWEST;
        let Some((_, widest)) = widths.iter_mut().enumerate().filter(may).max_by_key(|(_, wide)| **wide) else { return };
        *widest -= 1;
    }
}

/// What `cell` lacks to be `width` characters. A format's own width panics beyond 65,535.
fn spaces(cell: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(cell.chars().count()))
}

fn padded(cell: &str, width: usize) -> String {
    format!("{cell}{}", spaces(cell, width))
}

fn line(out: &mut dyn Write, columns: &[(&str, Align)], widths: &[usize], cells: &[String]) -> io::Result<()> {
    let mut text = String::new();
    let mut below = Vec::new();
    for ((cell, width), (_, align)) in cells.iter().zip(widths).zip(columns) {
        let set = match align {
            Align::Left | Align::Fixed => padded(&shorten(cell, *width), *width),
            Align::Path => padded(&shorten_middle(cell, *width), *width),
            Align::Wrap => {
                let indent = " ".repeat(text.chars().count());
                let mut pieces = wrapped(cell, *width).into_iter();
                let first = pieces.next().unwrap_or_default();
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

    /// The mutation harness found it: a format's width has 16 bits.
    #[test]
    fn a_cell_wider_than_a_format_allows_is_written() {
        let wide = "x".repeat(70_000);
        let rows = [vec![wide.clone(), wide.clone(), wide.clone()], vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]];
        for align in [Align::Left, Align::Path, Align::Fixed, Align::Right] {
            let mut out = Vec::new();
            write(&mut out, &[("one", align), ("two", align), ("three", align)], &rows, None).expect("memory takes it");
            let text = String::from_utf8(out).expect("it is text");
            assert!(text.lines().nth(1).is_some_and(|line| line == format!("{wide}  {wide}  {wide}")));
            let short = text.lines().last().unwrap_or_default();
            assert_eq!(short.split_whitespace().collect::<Vec<_>>(), ["a", "b", "c"]);
            assert!(short.chars().count() >= 2 * 70_002, "{align:?} pads the short cells");
        }
    }
}
