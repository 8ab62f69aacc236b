//! What all tree-sitter front ends share: parsing under an operation budget, spans, error nodes.

use crate::facts::{Problem, and_more};
use crate::languages::memory;
use crate::source::{FileId, Span};
use std::cell::Cell;
use std::ffi::{c_char, c_void};
use std::ops::Range;
use tree_sitter::{Language, Node, Parser, Tree, ffi};

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
/// Bytes a parse may hold at once per byte of text.
const HELD_PER_BYTE: usize = 500;
/// Bytes any parse may hold at once, however short the text.
const HELD_FLOOR: usize = 64 << 20;
/// How often the parser may read each byte of a text. Real files are read less than three times over.
const READINGS: usize = 20;

/// Brackets that may be open at once. Real files stay below 50. At the end of a text that never closes thousands, the library
/// copies the whole stack for every way to read it, all in one operation that nothing can interrupt.
const OPEN_BRACKETS: usize = 500;

/// Parses `text`, or only `ranges` of it when there are any; offsets are those of `text` either way.
///
/// Returns nothing when the text nests too deeply, when a budget (operations, reading, memory) is spent, or when the grammar does not fit the library.
#[allow(unsafe_code)]
pub fn parse(language: &Language, text: &str, ranges: &[Range<usize>]) -> Option<Tree> {
    if nests_deeply(text) {
        return None;
    }
    let reading = InputSummary {
        text,
        bytes: Cell::new(text.len() * READINGS + PIECE),
        reports: Cell::new(
            (text.len() * OPERATIONS_PER_BYTE + OPERATIONS_FLOOR) / OPERATIONS_PER_REPORT,
        ),
    };
    let payload: *mut c_void = std::ptr::from_ref(&reading).cast_mut().cast();
    let prepare = || {
        let mut parser = Parser::new();
        parser.set_language(language).ok()?;
        if !ranges.is_empty() {
            let ranges: Vec<_> = ranges.iter().map(|range| tree_range(text, range)).collect();
            parser.set_included_ranges(&ranges).ok()?;
        }
        Some(parser.into_raw())
    };
    let input = || ffi::TSInput {
        payload,
        read: Some(read),
        encoding: ffi::TSInputEncodingUTF8,
        decode: None,
    };
    let options = || ffi::TSParseOptions {
        payload,
        progress_callback: Some(progress),
    };
    let memory = (
        text.len() * MEMORY_PER_BYTE + MEMORY_FLOOR,
        text.len() * HELD_PER_BYTE + HELD_FLOOR,
    );
    // SAFETY: the parser is used here alone and dropped at the end, unless it is given back in pieces; `reading` outlives the parse. The
    // function is declared as one that may unwind.
    let tree = unsafe {
        memory::within(
            memory,
            prepare,
            |parser| ts_parser_parse_with_options(parser, std::ptr::null(), input(), options()),
            |parser, tree| {
                drop(Parser::from_raw(parser));
                (!tree.is_null()).then(|| Tree::from_raw(tree))
            },
        )
    };
    // Where the reading is used up the tree is one of a part.
    tree.flatten().filter(|_| reading.bytes.get() > 0)
}

/// What a parse reads, and what it may still do.
struct InputSummary<'t> {
    text: &'t str,
    bytes: Cell<usize>,
    reports: Cell<usize>,
}

#[allow(unsafe_code)]
unsafe extern "C-unwind" {
    /// As the library declares it, but for the unwinding.
    fn ts_parser_parse_with_options(
        parser: *mut ffi::TSParser,
        old: *const ffi::TSTree,
        input: ffi::TSInput,
        options: ffi::TSParseOptions,
    ) -> *mut ffi::TSTree;
}

/// Hands out the next piece of the text.
#[allow(unsafe_code)]
unsafe extern "C" fn read(
    payload: *mut c_void,
    offset: u32,
    _: ffi::TSPoint,
    length: *mut u32,
) -> *const c_char {
    // SAFETY: the library hands back the payload it was given, which is alive, and a place for the length.
    let (reading, length) = unsafe { (&*payload.cast::<InputSummary<'_>>(), &mut *length) };
    let offset = offset as usize;
    let mut piece = piece(reading.text, offset);
    let left = reading.bytes.get().saturating_sub(piece.len());
    reading.bytes.set(left);
    // A reading that is used up looks like the end of the text: the scanner stops, and the parse is thrown away.
    if left == 0 && reading.text.is_char_boundary(offset) {
        piece = &[];
    }
    *length = piece.len() as u32;
    piece.as_ptr().cast()
}

/// Counts the work done, and stops the parse where it is too much.
#[allow(unsafe_code)]
unsafe extern "C" fn progress(state: *mut ffi::TSParseState) -> bool {
    // SAFETY: the library hands back the payload it was given, which is alive.
    let reading = unsafe { &*(*state).payload.cast::<InputSummary<'_>>() };
    let left = reading.reports.get();
    reading.reports.set(left.saturating_sub(1));
    left == 0 || reading.bytes.get() == 0
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
                let beside = [
                    at.checked_sub(1).and_then(|before| bytes.get(before)),
                    bytes.get(at + 1),
                ];
                equals += usize::from(!beside.iter().flatten().any(|byte| b"=!<>".contains(byte)));
            }
            // Behind a word such as `return` or `new` each is one more way to read the rest. The end of a comment in markup is none.
            b'>' if bytes[..at].ends_with(b"-") && !bytes[..at].ends_with(b"--") => arrows += 1,
            // What is assigned nothing is not behind it.
            b',' if bytes[..at].trim_ascii_end().ends_with(b"=") => {}
            b',' => (equals, arrows) = (0, 0),
            b';' => (angles, equals, arrows) = (0, 0, 0),
            _ => continue,
        }
        if brackets.len() > OPEN_BRACKETS
            || angles > 2 * OPEN_BRACKETS
            || equals.max(arrows) > OPEN_BRACKETS
        {
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
    let others = and_more(count - 1);
    Some(Problem {
        message: format!("not valid {language} here{others}; calls inside may be missed"),
        span: at,
        partial: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_that_reads_the_rest_for_every_token_is_stopped() {
        // Each piece of a list is sought to the end of the text, through characters of several bytes.
        let text = "w = [\n".to_owned() + &"😀%w[".repeat(20_000);
        assert!(parse(&crate::languages::ruby_grammar::language(), &text, &[]).is_none());
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
        let runs = [
            ("=&a ", 2_687),
            ("&a =", 1_160),
            ("&a <", 1),
            ("&a =", 202),
            ("&a ", 1),
            ("=&a ", 525),
            ("=&aVec<", 1),
        ];
        let runs = runs
            .into_iter()
            .chain([(" =&a", 19), ("?", 1), ("=&a ", 943)]);
        let nested: String = runs.map(|(piece, count)| piece.repeat(count)).collect();
        assert!(parse(&typescript, &nested, &[]).is_none());
        assert!(memory::spent().wrapping_sub(before) < 64 << 20);
        assert!(
            parse(&typescript, &"a = b\nc = (1)\n".repeat(2_000), &[]).is_some(),
            "with brackets between, it is no nesting"
        );
    }

    /// The mutation harness found it: 98 KB that took more than 4 GB, and the process with it.
    #[test]
    fn arrows_behind_words_are_refused_before_they_cost_memory() {
        let rust = tree_sitter_rust::LANGUAGE.into();
        let typescript = tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into();
        for (language, piece) in [
            (&rust, "return ->"),
            (&rust, "yield ->"),
            (&typescript, "new ->"),
            (&typescript, "yield ->"),
        ] {
            let before = memory::spent();
            assert!(
                parse(language, &piece.repeat(10_000), &[]).is_none(),
                "{piece}"
            );
            assert!(memory::spent().wrapping_sub(before) < 64 << 20, "{piece}");
        }
        assert!(
            parse(&rust, &"fn a() -> u8 {}\n".repeat(2_000), &[]).is_some(),
            "with brackets between, it is no nesting"
        );
    }

    /// One piece over and over is what makes a grammar copy its stacks; most of these were found by trying out, and took up to 1.6 GB for
    /// a few kilobytes, in one operation that nothing could interrupt.
    #[test]
    fn what_is_repeated_takes_no_more_memory_than_it_may() {
        let typescript: Language = tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into();
        let javascript: Language = tree_sitter_javascript::LANGUAGE.into();
        let rust: Language = tree_sitter_rust::LANGUAGE.into();
        for (language, before, piece) in [
            (&typescript, "class C { constructor(private rea", "x=,"),
            (&typescript, "x", ".a=)(b"),
            (&rust, "", "->=~as class ()"),
            (&rust, "f(a:b<", "**&}"),
            (&javascript, "x = {", ";->"),
            (&javascript, "x = {", "-<!--\n;"),
            (&javascript, "x = {", "=~\n;"),
        ] {
            let text = format!("{before}{}", piece.repeat(8_000));
            let spent = memory::spent();
            assert!(parse(language, &text, &[]).is_none(), "{piece}");
            let most = text.len() * (MEMORY_PER_BYTE + HELD_PER_BYTE) + MEMORY_FLOOR + HELD_FLOOR;
            assert!(memory::spent().wrapping_sub(spent) <= most, "{piece}");
        }
        // What was given up leaves the next parse alone.
        let tree = parse(&javascript, "send('a')", &[]).expect("it is short");
        assert!(!tree.root_node().has_error());
    }

    /// The mutation harness found it: 98 KB that took all memory there was.
    #[test]
    fn type_arguments_with_brackets_between_are_refused_before_they_cost_memory() {
        let typescript = tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into();
        for piece in ["<%a.b()", "<a[0]", "<a(b)"] {
            let before = memory::spent();
            assert!(
                parse(&typescript, &format!("f(a:b{}", piece.repeat(4_000)), &[]).is_none(),
                "{piece}"
            );
            assert!(memory::spent().wrapping_sub(before) < 64 << 20, "{piece}");
        }
        let methods = "a<T>(b: Vec<T>): c<T> { return d<T>(b) < e(b) }\n".repeat(2_000);
        let class = format!("class A {{ {methods} }}");
        assert!(
            parse(&typescript, &class, &[]).is_some(),
            "a block ends what stands before it"
        );
    }
}
