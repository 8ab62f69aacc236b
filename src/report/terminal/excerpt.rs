//! The lines around a finding, cropped and cleaned for miette.
//!
//! miette panics on labels far to the right, prints control characters, and is slow for a position deep in a large file. A small
//! text with a line offset avoids all three.

use crate::finding::Finding;
use crate::input::paths::slashed;
use crate::report::model::{Report, file_address};
use crate::report::terminal::options::Options;
use crate::report::text::{is_command, one_line, push_clean, wrapped};
use crate::source::{Encoding, SourceFile, Span};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

/// Lines shown above and below, and most lines of a label.
const CONTEXT: u32 = 1;
const LONGEST: u32 = 6;
/// Most lines between the primary span and a related one in the same excerpt.
const NEAR: u32 = 4;
/// Least columns of a label.
const NARROWEST: usize = 30;
/// Most columns of an excerpt.
const WIDEST: usize = 240;

/// A part of a file with its position.
#[derive(Debug)]
pub(crate) struct Excerpt {
    name: String,
    text: String,
    /// Zero-based number of its first line.
    first: usize,
    /// Zero-based line and column of the finding, for the heading.
    at: (usize, usize),
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inner = self.text.read_span(span, before, after)?;
        // The heading shows the position in the file, and the line numbers come from `line`.
        let line = inner.line() + self.first;
        let column = if line <= self.at.0 {
            self.at.1
        } else {
            inner.column()
        };
        let contents = MietteSpanContents::new_named(
            self.name.clone(),
            inner.data(),
            *inner.span(),
            line,
            column,
            inner.line_count(),
        );
        Ok(Box::new(contents))
    }
}

/// Returns true if a related span is shown in the finding's own excerpt.
pub(crate) fn is_near(report: &Report, finding: &Finding, span: Span) -> bool {
    let primary = finding.primary.span;
    let line = |span: Span| report.sources.lines(span).0;
    span.file == primary.file && line(span).abs_diff(line(primary)) <= NEAR
}

/// Returns the excerpt of a finding with its labels.
pub(crate) fn of(
    report: &Report,
    finding: &Finding,
    options: Options<'_>,
) -> (Excerpt, Vec<LabeledSpan>) {
    let file = report.sources.file(finding.primary.span.file);
    let near = finding
        .related
        .iter()
        .filter(|label| is_near(report, finding, label.span));
    let labels: Vec<_> = std::iter::once(&finding.primary).chain(near).collect();
    let spans: Vec<Span> = labels.iter().map(|label| label.span).collect();
    let (mut first, mut last) = (u32::MAX, 1);
    for span in &spans {
        let (start, end) = report.sources.lines(*span);
        first = first.min(start);
        last = last.max(end.min(start + LONGEST));
    }
    let first = first.saturating_sub(CONTEXT).max(1);
    // There is no line after the last line break.
    let lines = file.line_count() as u32 - u32::from(file.text.ends_with('\n'));
    let last = (last + CONTEXT).min(lines.max(first));
    let width = options.width.saturating_sub(10).clamp(30, WIDEST);
    let cropped = Cropped::new(file, first..=last, &spans, width);
    let mut labeled = Vec::new();
    for (index, label) in labels.into_iter().enumerate() {
        let range = cropped.map(label.span);
        // The arrow starts in the middle of the span, behind the frame and the number of the line.
        let (start, end) = (cropped.column(range.start), cropped.column(range.end));
        let column = start.midpoint(end.max(start));
        let room = options.width.saturating_sub(column + 12).max(NARROWEST);
        let text = one_line(&label.text);
        let text = (!text.is_empty()).then(|| wrapped(&text, room).join("\n"));
        let span = SourceSpan::from((range.start, range.len()));
        labeled.push(match index {
            0 => LabeledSpan::new_primary_with_span(text, span),
            _ => LabeledSpan::new_with_span(text, span),
        });
    }
    let position = file.position(finding.primary.span.start, Encoding::Chars);
    let (line, column) = (position.line.get() as usize, position.column.get() as usize);
    let excerpt = Excerpt {
        name: linked(&one_line(&file.path), options),
        text: cropped.text,
        first: first as usize - 1,
        at: (line - 1, column - 1),
    };
    (excerpt, labeled)
}

/// Returns a path as a link that a terminal opens, where it does.
fn linked(path: &str, options: Options<'_>) -> String {
    let Some(folder) = options.links else {
        return path.to_owned();
    };
    let address = file_address(&slashed(&folder.join(path)));
    format!("\u{1b}]8;;{address}\u{1b}\\{path}\u{1b}]8;;\u{1b}\\")
}

/// Returns the number of terminal columns that a line takes.
fn columns(line: &str) -> usize {
    line.chars().map(|c| c.width().unwrap_or(1)).sum()
}

/// Cleaned text, with the offset of each piece in the file.
struct Cropped {
    text: String,
    /// (offset in the file, offset in the text), ascending in both.
    map: Vec<(usize, usize)>,
}

impl Cropped {
    fn new(
        file: &SourceFile,
        lines: std::ops::RangeInclusive<u32>,
        spans: &[Span],
        width: usize,
    ) -> Self {
        let mut cropped = Self {
            text: String::new(),
            map: Vec::new(),
        };
        for number in lines {
            let range = file.line_range(number);
            let line = &file.text[range.clone()];
            // A quarter of the window is before the first label of the line.
            let starts = spans
                .iter()
                .map(|span| span.start as usize)
                .filter(|start| range.contains(start));
            let ahead = starts.min().map_or(0, |start| {
                columns(&line[..line.floor_char_boundary(start - range.start)])
            });
            let count = columns(line);
            let skip = if count <= width {
                0
            } else {
                ahead.saturating_sub(width / 4).min(count - width)
            };
            if skip > 0 {
                cropped.text.push('…');
            }
            let mut column = 0;
            for (at, c) in line.char_indices() {
                let from = column;
                column += c.width().unwrap_or(1);
                if from < skip || column > skip + width {
                    continue;
                }
                cropped.map.push((range.start + at, cropped.text.len()));
                match c == '#' && line[..at].ends_with('#') && is_command(&line[at..]) {
                    true => cropped.text.push_str("\\u{23}"),
                    false => push_clean(&mut cropped.text, c),
                }
            }
            cropped
                .map
                .push((range.end.min(file.text.len()), cropped.text.len()));
            if count > skip + width {
                cropped.text.push('…');
            }
            cropped.text.push('\n');
        }
        cropped
    }

    /// Returns the offset in the text for an offset in the file, or the nearest one for a cropped position.
    fn offset(&self, offset: usize) -> usize {
        let index = self.map.partition_point(|(from, _)| *from < offset);
        self.map
            .get(index)
            .or_else(|| self.map.last())
            .map_or(0, |(_, to)| *to)
    }

    /// Returns the column of an offset in the text.
    fn column(&self, offset: usize) -> usize {
        let before = &self.text[..self.text.floor_char_boundary(offset)];
        columns(before.rsplit('\n').next().unwrap_or_default())
    }

    fn map(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.offset(span.start as usize);
        start..self.offset(span.end as usize).max(start)
    }
}
