//! Directives in the comments of YAML files, which the YAML reader does not keep.

use crate::facts::Directive;
use crate::input::yaml::{MapEntry, Node, NodeValue};
use crate::languages::directive::{Extent, Extents, govern, read};
use crate::source::{FileId, SourceFile};

/// The directives of a file; `documents` is what the YAML reader made of it.
pub(crate) fn directives(file: FileId, source: &SourceFile, documents: &[Node]) -> Vec<Directive> {
    let text = &*source.text;
    if !text.contains(crate::languages::directive::WORD) {
        return Vec::new();
    }
    let (mut scalars, mut extents) = (Vec::new(), Vec::new());
    for document in documents {
        collect(document, &mut scalars, &mut extents);
    }
    scalars.sort_unstable();
    let in_scalar = |at: usize| {
        let before = scalars.partition_point(|(start, _)| *start <= at);
        let last = before.checked_sub(1).map(|last| scalars[last]);
        last.is_some_and(|(_, end)| at < end)
    };
    let comment = |number: u32| {
        let range = source.line_range(number);
        let line = text.get(range.clone())?;
        let opens = |at: &usize| {
            line[..*at]
                .chars()
                .next_back()
                .is_none_or(char::is_whitespace)
                && !in_scalar(range.start + at)
        };
        let at = line.match_indices('#').map(|(at, _)| at).find(opens)?;
        read(file, &line[at..], range.start + at)
    };
    let mut found: Vec<Directive> = (1..=source.line_count() as u32)
        .filter_map(comment)
        .collect();
    let extents = Extents::new(extents);
    found
        .iter_mut()
        .for_each(|directive| govern(directive, source, &extents));
    found
}

/// Gathers where scalars stand and what a comment may be about: entries of maps and of lists. Returns where the node ends.
fn collect(node: &Node, scalars: &mut Vec<(usize, usize)>, extents: &mut Vec<Extent>) -> usize {
    let mut end = node.span.end as usize;
    match &node.value {
        NodeValue::Scalar(..) => scalars.push((node.span.start as usize, end)),
        NodeValue::List(items) => {
            for item in items {
                let last = collect(item, scalars, extents);
                extents.push(Extent {
                    start: item.span.start as usize,
                    end: last,
                    whole: false,
                });
                end = end.max(last);
            }
        }
        NodeValue::Map(entries) => {
            for MapEntry {
                key_span, value, ..
            } in entries
            {
                scalars.push((key_span.start as usize, key_span.end as usize));
                let last = collect(value, scalars, extents).max(key_span.end as usize);
                extents.push(Extent {
                    start: key_span.start as usize,
                    end: last,
                    whole: false,
                });
                end = end.max(last);
            }
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::yaml;

    /// Returns the text that each directive applies to.
    fn about(text: &str) -> Vec<String> {
        let source = SourceFile::new("a.yml", text);
        let (documents, problems) = yaml::read(FileId(0), text);
        assert_eq!(problems, [], "{text}");
        directives(FileId(0), &source, &documents)
            .iter()
            .map(|one| source.slice(one.governs).to_owned())
            .collect()
    }

    #[test]
    fn a_comment_is_about_its_line_or_the_entry_below_it() {
        let text = r"---
# tracklint: ignore[a] -- b
---
action: x # tracklint: ignore[a] -- b
# tracklint: ignore[a] -- b
events:
  # tracklint: ignore[a] -- b
  # more
  - name: c
    id: 1
  - name: d
";
        let text = &text["---\n# tracklint: ignore[a] -- b\n".len()..];
        assert_eq!(
            about(text),
            [
                "action: x # tracklint: ignore[a] -- b",
                r"events:
  # tracklint: ignore[a] -- b
  # more
  - name: c
    id: 1
  - name: d",
                "  - name: c\n    id: 1"
            ]
        );
    }

    #[test]
    fn a_directive_in_a_scalar_is_none() {
        let texts = [
            "a: \"# tracklint: ignore[a] -- b\"\n",
            r"a: |
  # tracklint: ignore[a] -- b
  more
b: 1
",
            r"a: >-
  text
  # tracklint: ignore[a] -- b
",
            "a: x#tracklint:ignore[a] -- b\n",
        ];
        for text in texts {
            assert_eq!(about(text), Vec::<String>::new(), "{text}");
        }
    }
}
