//! Entry points for fuzzing, mutation and benchmarks: plain functions over any text. They are no part of the public interface.
//!
//! Each fuzz target panics if its result breaks a promise. The libFuzzer crate, `xtask mutate` and the tests run the same
//! targets, so `cargo test` repeats a finding on a stable toolchain.

use crate::analysis::Workspace;
use crate::audit::baseline::Baseline;
use crate::config::Settings;
use crate::facts::{FileFacts, Problem};
use crate::input::diff;
use crate::input::yaml::{self, Node};
use crate::languages::{self, Input, directive};
use crate::rules;
use crate::source::{FileId, Span};
use bounded_tree_sitter::Limits;
use std::path::Path;

/// A fuzz target: its name, the ending of files to start from, and the function to run.
pub type Target = (&'static str, &'static str, fn(&[u8]));

/// All fuzz targets.
pub const TARGETS: &[Target] = &[
    ("ruby", "rb", |data| scan("a.rb", data)),
    ("haml", "haml", |data| scan("a.html.haml", data)),
    ("erb", "erb", |data| scan("a.html.erb", data)),
    ("javascript", "js", |data| scan("a.js", data)),
    ("typescript", "ts", |data| scan("a.ts", data)),
    ("vue", "vue", |data| scan("a.vue", data)),
    ("rust", "rs", |data| scan("a.rs", data)),
    ("python", "py", |data| scan("a.py", data)),
    ("go", "go", |data| scan("a.go", data)),
    ("grammars", "ts", grammars),
    ("yaml", "yml", yaml),
    ("config", "yml", config),
    ("rules", "yml", rules),
    ("suppressions", "rb", suppressions),
    ("baseline", "json", baseline),
    ("diff", "diff", unified_diff),
];

/// Runs a command of the program in this process. Returns the exit code and the texts of both output streams.
pub fn run_command(arguments: &[&str]) -> (u8, String, String) {
    crate::run_with(arguments)
}

/// A project in memory whose files can be changed.
pub struct MemoryProject {
    workspace: Workspace,
}

impl MemoryProject {
    /// Reads the project at `root`, with its own configuration.
    ///
    /// # Errors
    /// The error of the run, as text.
    pub fn open(root: &Path) -> Result<Self, String> {
        let settings = settings_of(root)?;
        let workspace = Workspace::open(&settings).map_err(|error| error.to_string())?;
        Ok(Self { workspace })
    }

    /// Returns the paths of the files that are read, relative to the root.
    pub fn paths(&self) -> Vec<String> {
        self.workspace.paths().map(str::to_owned).collect()
    }

    /// Gives a file a new text, adds a file, or removes one (no text).
    pub fn set(&mut self, path: &str, text: Option<&str>) {
        self.workspace.set(path, text);
    }

    /// Reads the configuration and all files again.
    ///
    /// # Errors
    /// The error of the run, as text.
    pub fn configure(&mut self, root: &Path) -> Result<(), String> {
        let settings = settings_of(root)?;
        self.workspace
            .configure(&settings)
            .map_err(|error| error.to_string())
    }

    /// Analyzes the project. Returns the document that `check --no-baseline --format json` prints.
    ///
    /// # Errors
    /// The error of the run, as text.
    pub fn report(&mut self) -> Result<String, String> {
        let analysis = self
            .workspace
            .analyze()
            .map_err(|error| error.to_string())?;
        let mut report = analysis.report();
        report.lints = crate::audit::registry::lints();
        let mut out = Vec::new();
        let format = crate::report::format("json").ok_or("no format `json`")?;
        (format.write)(&report, &mut out).map_err(|error| error.to_string())?;
        Ok(String::from_utf8_lossy(&out).into_owned())
    }
}

fn settings_of(root: &Path) -> Result<Settings, String> {
    let settings = match crate::config::find(root) {
        Some(file) => Settings::read(root, &file),
        None => Ok(Settings::new(root)),
    };
    settings.map_err(|error| error.to_string())
}

/// Runs the front end that reads `path` on a text. Returns the number of facts, or 0 if no front end reads the path.
pub fn read(path: &str, text: &str) -> usize {
    let Some(language) = languages::language_of(path) else {
        return 0;
    };
    let facts = language.facts(Input {
        file: FileId(0),
        path,
        text,
    });
    assert_sound(&facts, text);
    facts.scopes.len() + facts.functions.len() + facts.calls.len() + facts.bindings.len()
}

/// The words in every message about a panic that was caught for one file.
const FAULT: &str = "a fault of";

/// Runs one file through its front end.
fn scan(path: &str, data: &[u8]) {
    read(path, &String::from_utf8_lossy(data));
}

/// Parses any text with the tree-sitter grammars that read whole files.
fn grammars(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let limits = Limits::for_length(text.len());
    for language in [
        tree_sitter_javascript::LANGUAGE,
        tree_sitter_typescript::LANGUAGE_TSX,
        tree_sitter_python::LANGUAGE,
        tree_sitter_go::LANGUAGE,
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

/// Reads any YAML text.
fn yaml(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (documents, problems) = yaml::read(FileId(0), &text);
    documents
        .iter()
        .for_each(|document| assert_node(document, &text));
    assert_problems(&problems, &text);
}

/// Reads a configuration file.
fn config(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Err(error) = Settings::parse(Path::new("."), Path::new("tracklint.yml"), &text) {
        assert_reason(&error.to_string(), &text);
    }
}

/// Reads a rule pack.
fn rules(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Err(error) = rules::read(&text) {
        assert_reason(&error, &text);
    }
}

/// Reads a baseline: an invalid one is refused with a reason, a valid one is written and read again.
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

/// Reads a diff that follows the text of the file after the change, and reverts it.
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

/// Reads each line as a comment that holds a directive.
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

/// Checks that every span of the facts lies in the text on character boundaries, and every index in its list.
fn assert_sound(facts: &FileFacts, text: &str) {
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

/// Checks the message about an input that was refused. The message may quote the input, in which a fuzzer can write the words.
fn assert_reason(message: &str, text: &str) {
    assert!(!message.is_empty(), "the message is empty");
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
