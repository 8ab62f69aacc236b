//! What is fuzzed: plain functions that take any bytes, and panic when a promise about what they return is broken.
//!
//! The libFuzzer targets of this crate, the mutation harness (`examples/mutate`) and the test suite all call these, so each
//! finding is replayed by `cargo test` on a stable toolchain.

use bounded_tree_sitter::Limits;
use std::path::Path;
use tracklint::audit::baseline::Baseline;
use tracklint::config::Settings;
use tracklint::facts::{FileFacts, Problem};
use tracklint::input::diff;
use tracklint::input::yaml::{self, Node};
use tracklint::languages::{self, Input, directive};
use tracklint::rules;
use tracklint::source::{FileId, Span};

/// A target: its name, the ending of files that make good seeds, and what is run.
pub struct Target {
    /// Name, also of the libFuzzer target.
    pub name: &'static str,
    /// Ending of files to start from.
    pub seeds: &'static str,
    /// Runs it; panics on a finding.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target {
        name: "ruby",
        seeds: "rb",
        run: |data| scan("a.rb", data),
    },
    Target {
        name: "haml",
        seeds: "haml",
        run: |data| scan("a.html.haml", data),
    },
    Target {
        name: "erb",
        seeds: "erb",
        run: |data| scan("a.html.erb", data),
    },
    Target {
        name: "javascript",
        seeds: "js",
        run: |data| scan("a.js", data),
    },
    Target {
        name: "typescript",
        seeds: "ts",
        run: |data| scan("a.ts", data),
    },
    Target {
        name: "vue",
        seeds: "vue",
        run: |data| scan("a.vue", data),
    },
    Target {
        name: "rust",
        seeds: "rs",
        run: |data| scan("a.rs", data),
    },
    Target {
        name: "grammars",
        seeds: "ts",
        run: grammars,
    },
    Target {
        name: "yaml",
        seeds: "yml",
        run: yaml,
    },
    Target {
        name: "config",
        seeds: "yml",
        run: config,
    },
    Target {
        name: "rules",
        seeds: "yml",
        run: rules,
    },
    Target {
        name: "suppressions",
        seeds: "rb",
        run: suppressions,
    },
    Target {
        name: "baseline",
        seeds: "json",
        run: baseline,
    },
    Target {
        name: "diff",
        seeds: "diff",
        run: unified_diff,
    },
];

/// What stands in every message about a panic that was kept to one file: it is no crash, and a fault all the same.
const FAULT: &str = "a fault of";

/// One file through its front end.
fn scan(path: &str, data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let language = languages::language_of(path).expect("the path has the ending of a language");
    let facts = language.facts(Input {
        file: FileId(0),
        path,
        text: &text,
    });
    assert_sound(&facts, &text);
}

/// Any text in the tree-sitter grammars that read whole files.
fn grammars(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let limits = Limits::for_length(text.len());
    for language in [
        tree_sitter_javascript::LANGUAGE,
        tree_sitter_typescript::LANGUAGE_TSX,
        tree_sitter_rust::LANGUAGE,
        tree_sitter_vue_next::LANGUAGE,
    ] {
        let before = bounded_tree_sitter::allocated();
        let tree = bounded_tree_sitter::parse(&language.into(), &text, &[]);
        let allocated = bounded_tree_sitter::allocated().wrapping_sub(before);
        assert!(
            allocated <= limits.allocated + limits.held,
            "{allocated} bytes"
        );
        if let Some(tree) = tree {
            let end = tree.root_node().end_byte();
            assert!(text.is_char_boundary(end), "the tree ends at {end}");
        }
    }
}

/// Any YAML text.
fn yaml(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (documents, problems) = yaml::read(FileId(0), &text);
    documents
        .iter()
        .for_each(|document| assert_node(document, &text));
    assert_problems(&problems, &text);
}

/// A configuration file.
fn config(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Err(error) = Settings::parse(Path::new("."), Path::new("tracklint.yml"), &text) {
        assert_reason(&error.to_string(), &text);
    }
}

/// A rule pack.
fn rules(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Err(error) = rules::read(&text) {
        assert_reason(&error, &text);
    }
}

/// A baseline: refused with a reason, or written again as what was read.
fn baseline(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Baseline::read(FileId(0), &text) {
        Ok(read) => {
            let written = read.write();
            let again =
                Baseline::read(FileId(0), &written).expect("what was written is a baseline");
            assert_eq!(
                (again.total(), again.write()),
                (read.total(), written),
                "it is read back as it was written"
            );
        }
        Err(error) => assert_reason(&error, &text),
    }
}

/// A diff, behind the text of the file that it leads to.
fn unified_diff(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let now = text
        .find("diff --git ")
        .or_else(|| text.find("--- "))
        .map_or(&*text, |at| &text[..at]);
    match diff::parse(&text) {
        Ok(patches) => patches.iter().for_each(|patch| {
            if let Err((line, error)) = diff::reversed(patch, now) {
                assert_line(line, &text);
                assert_reason(&error, &text);
            }
        }),
        Err((line, error)) => {
            assert_line(line, &text);
            assert_reason(&error, &text);
        }
    }
}

/// A comment addressed to the program.
fn suppressions(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for line in text.lines() {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let Some(found) = directive::read(FileId(0), line, start) else {
            continue;
        };
        assert_span(found.span, &text, "directive");
        for (name, span) in &found.names {
            assert_eq!(
                text.get(span.start as usize..span.end as usize),
                Some(name.as_str()),
                "a name and its place differ"
            );
        }
    }
}

/// Every span of the facts lies in the text, on character boundaries, and every index in its list.
pub fn assert_sound(facts: &FileFacts, text: &str) {
    let (scopes, functions) = (facts.scopes.len() as u32, facts.functions.len() as u32);
    for scope in &facts.scopes {
        assert_span(scope.span, text, "scope");
        assert!(
            scope.parent.is_none_or(|parent| parent < scopes),
            "a scope's parent is not in the list"
        );
        scope
            .supers
            .iter()
            .for_each(|taken| assert_span(taken.span, text, "superclass"));
    }
    for function in &facts.functions {
        assert!(
            function.scope < scopes,
            "a function's scope is not in the list"
        );
        assert_span(function.span, text, "function");
        assert_span(function.name_span, text, "function name");
    }
    for call in &facts.calls {
        assert!(
            call.scope < scopes && call.function.is_none_or(|function| function < functions),
            "a call's place is not known"
        );
        assert_span(call.span, text, "call");
        assert_span(call.name_span, text, "call name");
        call.arguments
            .iter()
            .for_each(|argument| assert_span(argument.span, text, "argument"));
    }
    for binding in &facts.bindings {
        assert!(
            binding.scope < scopes && binding.function.is_none_or(|function| function < functions)
        );
        assert_span(binding.span, text, "binding");
    }
    facts
        .imports
        .iter()
        .for_each(|import| assert_span(import.span, text, "import"));
    for directive in &facts.directives {
        assert_span(directive.span, text, "directive");
        directive
            .names
            .iter()
            .for_each(|(_, span)| assert_span(*span, text, "directive name"));
    }
    assert_problems(&facts.problems, text);
}

fn assert_problems(problems: &[Problem], text: &str) {
    for problem in problems {
        assert_span(problem.span, text, "problem");
        assert_reason(&problem.message, text);
    }
}

/// What is said about an input that was refused or not read. It may quote the input, in which a fuzzer puts what is looked for here.
fn assert_reason(message: &str, text: &str) {
    assert!(!message.is_empty(), "nothing is said");
    assert!(
        !message.contains(FAULT) || text.contains(FAULT),
        "{message}"
    );
}

fn assert_line(line: usize, text: &str) {
    assert!(
        (1..=text.lines().count() + 1).contains(&line),
        "there is no line {line}"
    );
}

fn assert_node(root: &Node, text: &str) {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        assert_span(node.span, text, "node");
        open.extend(node.items());
        for entry in node.entries() {
            assert_span(entry.key_span, text, "key");
            open.push(&entry.value);
        }
    }
}

fn assert_span(span: Span, text: &str, what: &str) {
    let (start, end) = (span.start as usize, span.end as usize);
    assert_eq!(
        span.file,
        FileId(0),
        "the span of a {what} lies in another file"
    );
    assert!(
        text.get(start..end).is_some(),
        "the span {start}..{end} of a {what} is not on character boundaries"
    );
}
