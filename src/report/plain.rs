//! Manual pages without Markdown marks, for readers that show plain text.

/// Returns a page as plain text: headings without marks, and code indented instead of fenced.
pub(crate) fn plain(page: &str) -> String {
    let lines: Vec<String> = pieces(page).map(|piece| piece.text()).collect();
    lines.join("\n").trim().to_owned()
}

/// A line of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'p> {
    /// A heading without its marks.
    Heading(&'p str),
    /// A line of code.
    Code(&'p str),
    /// A line of prose.
    Prose(&'p str),
}

impl Piece<'_> {
    /// Returns the line as plain text.
    pub(crate) fn text(self) -> String {
        match self {
            Piece::Code("") => String::new(),
            Piece::Code(line) => format!("    {line}"),
            Piece::Heading(line) | Piece::Prose(line) => line.to_owned(),
        }
    }
}

/// Returns the lines of a page. Fences are left out.
pub(crate) fn pieces(page: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut in_code = false;
    page.trim().lines().filter_map(move |line| {
        if line.starts_with("```") {
            in_code = !in_code;
            return None;
        }
        Some(match line.strip_prefix('#') {
            _ if in_code => Piece::Code(line),
            Some(heading) => Piece::Heading(heading.trim_start_matches('#').trim()),
            None => Piece::Prose(line),
        })
    })
}

/// Returns the first paragraph of a page.
pub(crate) fn first_paragraph(page: &str) -> &str {
    let page = page.trim();
    page.split("\n\n").next().unwrap_or(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_headings_and_fences_are_left_out() {
        let page = "One.\n\n## Why\n\nTwo.\n\n```yaml\n# a\nb:\n```\n";
        assert_eq!(plain(page), "One.\n\nWhy\n\nTwo.\n\n    # a\n    b:");
        assert_eq!(first_paragraph(page), "One.");
    }
}
