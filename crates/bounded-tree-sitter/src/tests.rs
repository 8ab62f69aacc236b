use super::*;

fn javascript() -> Language {
    tree_sitter_javascript::LANGUAGE.into()
}

fn typescript() -> Language {
    tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()
}

fn rust() -> Language {
    tree_sitter_rust::LANGUAGE.into()
}

/// Parses a text that must be refused, and returns the bytes that the library allocated.
fn refused(language: &Language, text: &str) -> usize {
    let before = allocated();
    let tree = parse(language, text, &[]);
    assert!(tree.is_none(), "{}", &text[..text.floor_char_boundary(40)]);
    allocated().wrapping_sub(before)
}

#[test]
fn only_the_given_ranges_are_parsed() {
    let text = "<p>\nsend('a')</p>";
    let tree = parse(&javascript(), text, std::slice::from_ref(&(4..13))).expect("it is valid");
    let call = tree.root_node().named_child(0).expect("a statement");
    assert!(!tree.root_node().has_error());
    assert_eq!((call.byte_range(), call.start_position().row), (4..13, 1));
}

#[test]
fn each_limit_stops_a_parse() {
    let text = "send('a');\n".repeat(20_000);
    let parses = |limits| parse_within(limits, &javascript(), &text, &[]).is_some();
    let limits = Limits::for_length(text.len());
    assert!(parses(limits));
    assert!(!parses(Limits {
        operations: 1_000,
        ..limits
    }));
    assert!(!parses(Limits {
        bytes_read: 1_000,
        ..limits
    }));
    assert!(!parses(Limits {
        allocated: 1 << 20,
        ..limits
    }));
    assert!(!parses(Limits {
        held: 1 << 20,
        ..limits
    }));
}

#[test]
fn a_refused_parse_does_not_affect_the_next_one() {
    let text = format!("x = {{{}", ";->".repeat(8_000));
    refused(&javascript(), &text);
    let tree = parse(&javascript(), "send('a')", &[]).expect("it is short");
    assert!(!tree.root_node().has_error());
}

#[test]
fn threads_count_their_own_allocations() {
    let before = allocated();
    let other = std::thread::spawn(|| {
        parse(&javascript(), "send('a')", &[]).expect("it is short");
        allocated()
    });
    assert!(other.join().expect("no panic") > 0);
    assert_eq!(allocated(), before);
}

#[test]
fn a_tree_may_be_dropped_on_another_thread() {
    let tree = parse(&javascript(), "send('a')", &[]).expect("it is short");
    std::thread::spawn(move || drop(tree))
        .join()
        .expect("no panic");
}

#[test]
fn a_scanner_that_reads_the_rest_for_every_token_is_stopped() {
    // The scanner looks for the end of each list up to the end of the text, through characters of several bytes.
    let text = "w = [\n".to_owned() + &"😀%w[".repeat(20_000);
    refused(&tree_sitter_ruby::LANGUAGE.into(), &text);
}

#[test]
fn pieces_consist_of_whole_characters() {
    let text = "é".repeat(PIECE);
    let mut at = 0;
    while at < text.len() {
        let piece = piece(&text, at);
        assert!(std::str::from_utf8(piece).is_ok() && !piece.is_empty());
        at += piece.len();
    }
}

#[test]
fn parses_that_would_not_end_are_refused() {
    for (language, text) in [
        (javascript(), "%w[".repeat(5_000)),
        (javascript(), "|| -- ".repeat(16_000)),
        (typescript(), "pircs<>t".repeat(3_500)),
        (rust(), "-->}".repeat(20_000)),
    ] {
        refused(&language, &text);
    }
}

#[test]
fn nested_assignments_are_refused_before_they_allocate() {
    // A mutation of a real file: 22 KB that allocated 3.7 GB.
    let nested: String = [
        ("=&a ", 2_687),
        ("&a =", 1_160),
        ("&a <", 1),
        ("&a =", 202),
        ("&a ", 1),
        ("=&a ", 525),
        ("=&aVec<", 1),
        (" =&a", 19),
        ("?", 1),
        ("=&a ", 943),
    ]
    .map(|(piece, count)| piece.repeat(count))
    .concat();
    assert!(refused(&typescript(), &nested) < 64 << 20);
    let assignments = "a = b\nc = (1)\n".repeat(2_000);
    assert!(
        parse(&typescript(), &assignments, &[]).is_some(),
        "brackets between assignments end the row"
    );
}

#[test]
fn arrows_after_words_are_refused_before_they_allocate() {
    // 98 KB of these allocated more than 4 GB.
    for (language, piece) in [
        (rust(), "return ->"),
        (rust(), "yield ->"),
        (typescript(), "new ->"),
        (typescript(), "yield ->"),
    ] {
        assert!(
            refused(&language, &piece.repeat(10_000)) < 64 << 20,
            "{piece}"
        );
    }
    let functions = "fn a() -> u8 {}\n".repeat(2_000);
    assert!(
        parse(&rust(), &functions, &[]).is_some(),
        "brackets between arrows end the row"
    );
}

#[test]
fn type_arguments_with_brackets_between_are_refused_before_they_allocate() {
    for piece in ["<%a.b()", "<a[0]", "<a(b)"] {
        let text = format!("f(a:b{}", piece.repeat(4_000));
        assert!(refused(&typescript(), &text) < 64 << 20, "{piece}");
    }
    let methods = "a<T>(b: Vec<T>): c<T> { return d<T>(b) < e(b) }\n".repeat(2_000);
    assert!(
        parse(&typescript(), &format!("class A {{ {methods} }}"), &[]).is_some(),
        "a block ends the expression before it"
    );
}

#[test]
fn repeated_pieces_allocate_no_more_than_the_limit() {
    // Found by trial: a few kilobytes of these allocated up to 1.6 GB in one operation.
    for (language, before, piece) in [
        (typescript(), "class C { constructor(private rea", "x=,"),
        (typescript(), "x", ".a=)(b"),
        (rust(), "", "->=~as class ()"),
        (rust(), "f(a:b<", "**&}"),
        (javascript(), "x = {", ";->"),
        (javascript(), "x = {", "-<!--\n;"),
        (javascript(), "x = {", "=~\n;"),
    ] {
        let text = format!("{before}{}", piece.repeat(8_000));
        let limits = Limits::for_length(text.len());
        assert!(
            refused(&language, &text) <= limits.allocated + limits.held,
            "{piece}"
        );
    }
}
