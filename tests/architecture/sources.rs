//! The Rust files of the repository, and the imports of those of `src`, read token by token.

use crate::support::program::repository;
use crate::support::project::files_below;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// A file of `src`.
pub struct File {
    /// Path from the root of the repository.
    pub path: String,
    /// Path of its module, such as `resolve::callers`; the crate's root is `lib`.
    pub module: String,
    /// True if the file is compiled for tests only.
    pub is_test: bool,
    pub text: String,
    /// Modules of the files that it imports from, with lines. Code for tests is left out.
    pub imports: Vec<(usize, String)>,
}

/// Returns the room of a module.
pub fn room_of(module: &str) -> &str {
    module.split("::").next().unwrap_or(module)
}

/// Returns all files of the crate.
pub fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(read)
}

/// Returns the path and the text of each Rust file below folders of the repository.
pub fn texts_below(folders: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in folders {
        for path in files_below(&repository().join(folder)) {
            if path.ends_with(".rs") {
                let path = format!("{folder}/{path}");
                let text = std::fs::read_to_string(repository().join(&path)).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

fn read() -> Vec<File> {
    let mut files = Vec::new();
    for (path, text) in texts_below(&["src"]) {
        let module = path.trim_start_matches("src/").trim_end_matches(".rs");
        // The build script is a program of its own.
        if module != "build" {
            files.push(File {
                module: module.replace('/', "::"),
                is_test: false,
                text,
                imports: Vec::new(),
                path,
            });
        }
    }
    let modules: BTreeSet<String> = files.iter().map(|file| file.module.clone()).collect();
    let mut for_tests = Vec::new();
    for file in &mut files {
        let tokens: TokenStream = file.text.parse().unwrap_or_else(|error| {
            panic!("{}: {error}", file.path);
        });
        let mut reader = Reader {
            module: &file.module,
            modules: &modules,
            imports: Vec::new(),
            for_tests: Vec::new(),
        };
        reader.read(tokens);
        for_tests.append(&mut reader.for_tests);
        file.imports = reader.imports;
    }
    for file in &mut files {
        let below = |module: &String| {
            file.module == *module || file.module.starts_with(&format!("{module}::"))
        };
        file.is_test = for_tests.iter().any(below);
    }
    files
}

impl File {
    pub fn room(&self) -> &str {
        room_of(&self.module)
    }

    /// Returns the first line of each doc comment of an item.
    pub fn doc_comments(&self) -> Vec<&str> {
        let mut found = Vec::new();
        let mut inside = false;
        for line in self.text.lines() {
            let text = line.trim_start().strip_prefix("///");
            if let Some(text) = text.filter(|_| !inside) {
                found.push(text.trim_start());
            }
            inside = text.is_some();
        }
        found
    }
}

/// Returns the line and the length of each function: from `fn` to the closing brace at the same indentation.
pub fn functions(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        let is_function = code
            .split_once("fn ")
            .is_some_and(|(before, _)| before.split(' ').all(is_qualifier));
        // A declaration or a function of one line has no closing brace of its own.
        if !is_function || code.ends_with('}') || code.ends_with(';') {
            continue;
        }
        let closing = format!("{}}}", " ".repeat(indent));
        if let Some(end) = lines[at..].iter().position(|line| *line == closing) {
            found.push((at + 1, end + 1));
        }
    }
    found
}

/// Returns true for the words that can precede `fn`.
fn is_qualifier(word: &str) -> bool {
    word.is_empty()
        || ["pub", "const", "async", "unsafe", "extern"].contains(&word)
        || word.starts_with("pub(")
}

/// Reads the tokens of one file.
struct Reader<'a> {
    module: &'a str,
    modules: &'a BTreeSet<String>,
    imports: Vec<(usize, String)>,
    /// Modules that the file declares for tests only.
    for_tests: Vec<String>,
}

impl Reader<'_> {
    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        let mut after_path = false;
        while at < tokens.len() {
            if is_test_attribute(&tokens[at..]) {
                at = self.skip_item(&tokens, at + 2);
                continue;
            }
            match &tokens[at] {
                TokenTree::Group(group) => self.read(group.stream()),
                TokenTree::Ident(name) if !after_path && is_path(&tokens[at + 1..]) => {
                    if let Some(start) = self.start(&name.to_string()) {
                        let line = name.span().start().line;
                        self.path(start, &tokens[at + 1..], line);
                    }
                }
                _ => {}
            }
            after_path = is_colon(&tokens[at]);
            at += 1;
        }
    }

    /// Skips the item behind an attribute. Returns the position behind it.
    fn skip_item(&mut self, tokens: &[TokenTree], mut at: usize) -> usize {
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Ident(word) if *word == "mod" => {
                    self.for_tests
                        .push(join(self.module, &tokens[at + 1].to_string()));
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return at + 1,
                TokenTree::Punct(mark) if mark.as_char() == ';' => return at + 1,
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// Returns the module in which a path starts that begins with this word.
    fn start(&self, word: &str) -> Option<String> {
        match word {
            "crate" => Some(String::new()),
            "self" => Some(self.module.to_owned()),
            "super" => Some(parent(self.module).to_owned()),
            // A submodule of this file.
            child => Some(join(self.module, child)).filter(|module| self.modules.contains(module)),
        }
    }

    /// Follows a path from `module`; the tokens begin with `::`.
    fn path(&mut self, module: String, tokens: &[TokenTree], line: usize) {
        if !is_path(tokens) {
            return self.import(&module, line);
        }
        match tokens.get(2) {
            Some(TokenTree::Ident(word)) if *word == "super" => {
                self.path(parent(&module).to_owned(), &tokens[3..], line);
            }
            Some(TokenTree::Ident(word)) => {
                let next = join(&module, &word.to_string());
                if self.modules.contains(&next) {
                    self.path(next, &tokens[3..], line);
                } else {
                    self.import(&module, line);
                }
            }
            Some(TokenTree::Group(group)) => {
                let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
                for branch in tokens.split(|token| token.to_string() == ",") {
                    // The branch is read as a path of its own, behind the two colons that it lacks.
                    let colons: TokenStream = "::".parse().unwrap();
                    let branch: Vec<TokenTree> =
                        colons.into_iter().chain(branch.iter().cloned()).collect();
                    if branch.len() > 2 {
                        self.path(module.clone(), &branch, line);
                    }
                }
            }
            _ => self.import(&module, line),
        }
    }

    fn import(&mut self, module: &str, line: usize) {
        let module = if module.is_empty() { "lib" } else { module };
        self.imports.push((line, module.to_owned()));
    }
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(mark) if mark.as_char() == ':')
}

/// Returns true if the tokens begin with `::`.
fn is_path(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [first, second, ..] if is_colon(first) && is_colon(second))
}

/// Returns true if the tokens begin with `#[cfg(test)]`.
fn is_test_attribute(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(mark), TokenTree::Group(group), ..]
        if mark.as_char() == '#' && group.stream().to_string().replace(' ', "") == "cfg(test)")
}

/// Returns the module of a name in a module; the crate's root is empty.
fn join(module: &str, name: &str) -> String {
    if module.is_empty() || module == "lib" || module == "main" {
        name.to_owned()
    } else {
        format!("{module}::{name}")
    }
}

fn parent(module: &str) -> &str {
    module.rsplit_once("::").map_or("", |(parent, _)| parent)
}
