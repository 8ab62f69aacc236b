//! What all tree-sitter front ends share: parsing under an operation budget, spans, error nodes.

use super::memory;
use crate::facts::Problem;
use crate::source::{FileId, Span};
use std::cell::Cell;
use std::ops::{ControlFlow, Range};
use tree_sitter::{Language, Node, ParseOptions, ParseState, Parser, Tree};

/// Operations a parse may take per byte of text. Real files need at most 2.02 (measured over 28,000 files); inputs made to
/// hurt need thousands. Counted, not timed, so the same file is cut at the same place on every machine.
const OPERATIONS_PER_BYTE: usize = 6;
/// Operations any file may take, however short.
const OPERATIONS_FLOOR: usize = 100_000;
/// The parser reports progress once in this many operations.
const OPERATIONS_PER_REPORT: usize = 100;
/// Bytes handed to the parser at once. Grammars with a scanner of their own may search the whole rest of the text for each
/// token, and count that as one operation; every piece they ask for is counted here instead.
const PIECE: usize = 2 << 10;
/// Bytes a parse may allocate in all per byte of text. Real files need at most 60 (measured over 9,000 files).
const MEMORY_PER_BYTE: usize = 2_000;
/// Bytes any parse may allocate in all, however short the text.
const MEMORY_FLOOR: usize = 8 << 20;
/// How often the parser may read each byte of a text. Real files are read less than three times over.
const READINGS: usize = 20;

/// Brackets that may be open at once. Real files stay below 50. At the end of a text that never closes thousands, the library
/// copies the whole stack for every way to read it, all in one operation that nothing can interrupt.
const OPEN_BRACKETS: usize = 500;

/// Parses `text`, or only `ranges` of it when there are any; offsets are those of `text` either way.
///
/// Returns nothing when the text nests too deeply, when a budget (operations, reading, memory) is spent, or when the grammar does not fit the library.
pub fn parse(language: &Language, text: &str, ranges: &[Range<usize>]) -> Option<Tree> {
    if nests_deeply(text) {
        return None;
    }
    let spent = memory::spent();
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    if !ranges.is_empty() {
        let ranges: Vec<_> = ranges.iter().map(|range| tree_range(text, range)).collect();
        parser.set_included_ranges(&ranges).ok()?;
    }
    let budget = (text.len() * OPERATIONS_PER_BYTE + OPERATIONS_FLOOR) / OPERATIONS_PER_REPORT;
    let mut reports = 0usize;
    let left = Cell::new(text.len() * READINGS + PIECE);
    let most = text.len() * MEMORY_PER_BYTE + MEMORY_FLOOR;
    let mut progress = |_: &ParseState| {
        reports += 1;
        if reports > budget || left.get() == 0 || memory::spent().wrapping_sub(spent) > most {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let mut piece = |offset: usize, _| {
        let piece = piece(text, offset);
        left.set(left.get().saturating_sub(piece.len()));
        // A reading that is used up looks like the end of the text: the scanner stops, and the parse is thrown away below.
        if left.get() == 0 && text.is_char_boundary(offset) { &[] } else { piece }
    };
    let tree = parser.parse_with_options(&mut piece, None, Some(options))?;
    (left.get() > 0).then_some(tree)
}

/// Whether more brackets are open at once, or more `=` or `->` stand between two of them, or more `<` in one of them, than the library
/// can bear.
fn nests_deeply(text: &str) -> bool {
    // The `<` in front of each open bracket.
    let mut brackets: Vec<usize> = Vec::new();
    let (mut angles, mut equals, mut arrows) = (0usize, 0usize, 0usize);
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => {
                brackets.push(angles);
                (angles, equals, arrows) = (0, 0, 0);
            }
            // What is in brackets is one more operand; a block ends what stands before it.
            b')' | b']' => (angles, equals, arrows) = (brackets.pop().unwrap_or(0), 0, 0),
            b'}' => {
                brackets.pop();
                (angles, equals, arrows) = (0, 0, 0);
            }
            // Each may be a comparison, the type arguments of a call or a tag, and a grammar keeps all of these open.
            b'<' => angles += 1,
            // Assignments nest to the right; real files have at most 80 in a row. Comparisons and arrows are none.
            b'=' => {
                let beside = [at.checked_sub(1).and_then(|before| bytes.get(before)), bytes.get(at + 1)];
                equals += usize::from(!beside.iter().flatten().any(|byte| b"=!<>".contains(byte)));
            }
            // Behind a word such as `return` or `new` each is one more way to read the rest. The end of a comment in markup is none.
            b'>' if bytes[..at].ends_with(b"-") && !bytes[..at].ends_with(b"--") => arrows += 1,
            b',' => (equals, arrows) = (0, 0),
            b';' => (angles, equals, arrows) = (0, 0, 0),
            _ => continue,
        }
        if brackets.len() > OPEN_BRACKETS || angles > 2 * OPEN_BRACKETS || equals.max(arrows) > OPEN_BRACKETS {
            return true;
        }
    }
    false
}

/// The next bytes of a text. Whole characters only: the library reads on behind the end of one that is cut off.
fn piece(text: &str, offset: usize) -> &[u8] {
    let mut end = (offset + PIECE).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.as_bytes().get(offset..end).unwrap_or(&[])
}

/// A tree-sitter range with its points, which included ranges need.
fn tree_range(text: &str, range: &Range<usize>) -> tree_sitter::Range {
    let point = |offset: usize| {
        let before = &text.as_bytes()[..offset];
        let row = memchr::memchr_iter(b'\n', before).count();
        let column = offset - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        tree_sitter::Point { row, column }
    };
    tree_sitter::Range {
        start_byte: range.start,
        end_byte: range.end,
        start_point: point(range.start),
        end_point: point(range.end),
    }
}

/// The span of a node.
pub fn span(file: FileId, node: Node<'_>) -> Span {
    Span::new(file, node.start_byte(), node.end_byte())
}

/// The text of a node.
pub fn text<'a>(source: &'a str, node: Node<'_>) -> &'a str {
    source.get(node.byte_range()).unwrap_or("")
}

/// Visits every node under `root`, parents before children, without recursion. `enter` says whether to go into the node.
pub fn walk<'tree>(root: Node<'tree>, mut enter: impl FnMut(Node<'tree>) -> bool) {
    let mut cursor = root.walk();
    loop {
        if enter(cursor.node()) && cursor.goto_first_child() {
            continue;
        }
        loop {
            if cursor.node() == root {
                return;
            }
            if cursor.goto_next_sibling() {
                break;
            }
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

/// The problem to report when a tree has errors: the first error node, and how many there are.
pub fn syntax_problem(file: FileId, root: Node<'_>, language: &str) -> Option<Problem> {
    if !root.has_error() {
        return None;
    }
    let mut first: Option<Span> = None;
    let mut count = 0usize;
    walk(root, |node| {
        if node.is_error() || node.is_missing() {
            count += 1;
            first.get_or_insert(span(file, node));
        }
        node.has_error()
    });
    let at = first?;
    let others = if count > 1 { format!(" (and {} more places)", count - 1) } else { String::new() };
    Some(Problem { message: format!("not valid {language} here{others}; calls inside may be missed"), span: at, partial: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_that_reads_the_rest_for_every_token_is_stopped() {
        // Each piece of a list is sought to the end of the text, through characters of several bytes.
        let text = "w = [\n".to_owned() + &"😀%w[".repeat(20_000);
        assert!(parse(&super::super::ruby_grammar::language(), &text, &[]).is_none());
    }

    #[test]
    fn characters_are_never_cut() {
        let text = "é".repeat(PIECE);
        let mut at = 0;
        while at < text.len() {
            let piece = piece(&text, at);
            assert!(std::str::from_utf8(piece).is_ok() && !piece.is_empty());
            at += piece.len();
        }
    }

    #[test]
    fn what_makes_the_library_use_up_memory_or_never_end_is_refused() {
        let typescript = tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into();
        let javascript = tree_sitter_javascript::LANGUAGE.into();
        for (language, text) in [
            (&javascript, "%w[".repeat(5_000)),
            (&javascript, "|| -- ".repeat(16_000)),
            (&typescript, "pircs<>t".repeat(3_500)),
            (&tree_sitter_rust::LANGUAGE.into(), "-->}".repeat(20_000)),
        ] {
            assert!(parse(language, &text, &[]).is_none(), "{}", &text[..20]);
        }
    }

    /// The mutation harness found it: 22 KB that took 3.7 GB before the parse was given up.
    #[test]
    fn assignments_in_assignments_are_refused_before_they_cost_memory() {
        let typescript = tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into();
        let before = memory::spent();
        let runs = [("=&a ", 2_687), ("&a =", 1_160), ("&a <", 1), ("&a =", 202), ("&a ", 1), ("=&a ", 525), ("=&aVec<", 1)];
        let runs = runs.into_iter().chain([(" =&a", 19), ("?", 1), ("=&a ", 943)]);
        let nested: String = runs.map(|(piece, count)| piece.repeat(count)).collect();
        assert!(parse(&typescript, &nested, &[]).is_none());
        assert!(memory::spent().wrapping_sub(before) < 64 << 20);
        assert!(parse(&typescript, &"a = b\nc = (1)\n".repeat(2_000), &[]).is_some(), "with brackets between, it is no nesting");
    }

    /// The mutation harness found it: 98 KB that took more than 4 GB, and the process with it.
    #[test]
    fn arrows_behind_words_are_refused_before_they_cost_memory() {
        let rust = tree_sitter_rust::LANGUAGE.into();
        let typescript = tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into();
        for (language, piece) in [(&rust, "return ->"), (&rust, "yield ->"), (&typescript, "new ->"), (&typescript, "yield ->")] {
            let before = memory::spent();
            assert!(parse(language, &piece.repeat(10_000), &[]).is_none(), "{piece}");
            assert!(memory::spent().wrapping_sub(before) < 64 << 20, "{piece}");
        }
        assert!(parse(&rust, &"fn a() -> u8 {}\n".repeat(2_000), &[]).is_some(), "with brackets between, it is no nesting");
    }

    /// The mutation harness found it: 98 KB that took all memory there was.
    #[test]
    fn type_arguments_with_brackets_between_are_refused_before_they_cost_memory() {
        let typescript = tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into();
        for piece in ["<%a.b()", "<a[0]", "<a(b)"] {
            let before = memory::spent();
            assert!(parse(&typescript, &format!("f(a:b{}", piece.repeat(4_000)), &[]).is_none(), "{piece}");
            assert!(memory::spent().wrapping_sub(before) < 64 << 20, "{piece}");
        }
        let methods = "a<T>(b: Vec<T>): c<T> { return d<T>(b) < e(b) }\n".repeat(2_000);
        let class = format!("class A {{ {methods} }}");
        assert!(parse(&typescript, &class, &[]).is_some(), "a block ends what stands before it");
    }
}
