//! Rust, read by its own parser library; files that one refuses are read by a simple tree-sitter reader, and the facts say so.
//!
//! Rust has no member look-up to follow at this level, so three things are settled here: `Self` is written out as the type
//! around it, methods that hand a string on (`to_string`, `as_ref`) are left out, and the string that a `match` or a derive
//! gives an enum's variant becomes a constant of that enum. Fields of nested struct literals keep their own names: the types
//! tell them apart, not the nesting.

mod calls;
mod comments;
mod defs;
mod fallback;
mod guard;
mod items;
mod macros;
mod places;
mod values;

use crate::facts::{
    Binding, BindingKind, FileFacts, FunctionId, Scope, ScopeId, ScopeKind, Super, Text, Value,
};
use crate::languages::traits::{Traits, rust_string_method};
use crate::languages::{Input, Language};
use crate::source::{FileId, Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// Rust.
pub const LANGUAGE: Language = Language {
    name: "rust",
    extensions: &["rs"],
    scan,
    defines: defs::defines,
    calls: |_, _, _| true,
    takes_over: |_, _| true,
    enclosing: |_, _| None,
    traits: Traits {
        self_names: &["self", "Self"],
        comment_openers: &["//", "/*"],
        string_method: rust_string_method,
        ..Traits::PLAIN
    },
};

/// Text to facts.
fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = read(input);
    facts.directives = comments::directives(input.file, input.text);
    // The spans of everything parsed on this thread live until this call.
    proc_macro2::extra::invalidate_current_thread_spans();
    facts
}

fn read(input: Input<'_>) -> FileFacts {
    let whole = Span::new(input.file, 0, input.text.len());
    let skip = preamble(input.text);
    let refuse = |reason: &str, at: Span| {
        let mut facts = FileFacts::new(whole);
        fallback::scan(input, &mut facts, reason, at);
        facts
    };
    let place = |span: proc_macro2::Span| {
        let range = span.byte_range();
        Span::new(input.file, range.start + skip, range.end + skip)
    };
    let tokens: proc_macro2::TokenStream = match input.text[skip..].parse() {
        Ok(tokens) => tokens,
        Err(error) => {
            return refuse(
                "not valid Rust here",
                place(proc_macro2::LexError::span(&error)),
            );
        }
    };
    if guard::too_deep(tokens.clone()) {
        return refuse(
            "nested too deeply to be parsed",
            Span::new(input.file, 0, 0),
        );
    }
    let file: syn::File = match syn::parse2(tokens) {
        Ok(file) => file,
        Err(error) => {
            return refuse(
                &format!("not valid Rust here ({error})"),
                place(error.span()),
            );
        }
    };
    let mut scanner = Scanner::new(input.file, whole, skip);
    if !defs::is_test(&file.attrs) {
        scanner.items(&file.items);
    }
    scanner.finish()
}

/// Length of a byte order mark and a `#!` line, which are not tokens.
fn preamble(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let rest = &text[mark..];
    let script = rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[');
    if script {
        mark + rest.find('\n').unwrap_or(rest.len())
    } else {
        mark
    }
}

/// What a variant of an enum is written as.
struct VariantText {
    /// Path of the enum as the pattern writes it.
    owner: Text,
    variant: Text,
    text: Text,
    /// The conversion wins over the derive, the derive over any other method.
    rank: u8,
    span: Span,
}

/// One pass over a parsed file.
struct Scanner {
    file: FileId,
    skip: usize,
    facts: FileFacts,
    scope: ScopeId,
    function: Option<FunctionId>,
    /// The type whose `impl` this is.
    self_type: Option<Text>,
    /// How many conditions and loops are around the code.
    conditions: usize,
    /// How many closures are around the code: a `return` in one is not the function's.
    closures: usize,
    /// Whether the next expression stands for its effect or is the function's result.
    statement: bool,
    /// Locals the function has bound so far, its parameters included.
    locals: FxHashSet<Text>,
    variants: Vec<VariantText>,
}

impl Scanner {
    fn new(file: FileId, whole: Span, skip: usize) -> Self {
        Self {
            file,
            skip,
            facts: FileFacts::new(whole),
            scope: 0,
            function: None,
            self_type: None,
            conditions: 0,
            closures: 0,
            statement: false,
            locals: FxHashSet::default(),
            variants: Vec::new(),
        }
    }

    /// A parser's span as ours.
    fn span(&self, span: proc_macro2::Span) -> Span {
        let range = span.byte_range();
        Span::new(self.file, range.start + self.skip, range.end + self.skip)
    }

    /// Runs `inside` in a new scope.
    fn scoped(
        &mut self,
        kind: ScopeKind,
        name: &str,
        supers: Vec<Super>,
        span: Span,
        inside: impl FnOnce(&mut Self),
    ) {
        let outer = self.scope;
        self.scope = self.add_scope(kind, name, supers, span);
        inside(self);
        self.scope = outer;
    }

    fn add_scope(
        &mut self,
        kind: ScopeKind,
        name: &str,
        supers: Vec<Super>,
        span: Span,
    ) -> ScopeId {
        let around = &self.facts.scopes[self.scope as usize].path;
        let path = if around.is_empty() {
            Text::from(name)
        } else {
            format!("{around}::{name}").into()
        };
        self.facts.scopes.push(Scope {
            kind,
            path,
            parent: Some(self.scope),
            supers,
            span,
        });
        self.facts.scopes.len() as ScopeId - 1
    }

    fn bind(&mut self, name: Text, kind: BindingKind, value: Value, span: Span) {
        let (scope, function) = (self.scope, self.function);
        self.facts.bindings.push(Binding {
            name,
            scope,
            function,
            kind,
            value,
            span,
        });
    }

    /// Binds a local. Inside a condition a name that was bound before may keep its old value behind it.
    fn bind_local(&mut self, name: Text, value: Value, span: Span) {
        let known = !self.locals.insert(name.clone());
        let kind = if known && self.conditions > 0 {
            BindingKind::Maybe
        } else {
            BindingKind::Assign
        };
        self.bind(name, kind, value, span);
    }

    /// The scope of a type; a type of another file gets one that adds to it.
    fn class(&mut self, name: &Text, span: Span) -> ScopeId {
        let named = |scope: &Scope| {
            let ends = |rest: &str| rest.is_empty() || rest.ends_with("::");
            scope.kind == ScopeKind::Class
                && scope.path.strip_suffix(name.as_str()).is_some_and(ends)
        };
        match self.facts.scopes.iter().position(named) {
            Some(scope) => scope as ScopeId,
            None => self.add_scope(ScopeKind::Class, name, Vec::new(), span),
        }
    }

    /// Gives enums the strings of their variants and puts everything in source order.
    fn finish(mut self) -> FileFacts {
        let variants = std::mem::take(&mut self.variants);
        // The best rank of each variant, its string there, and whether there is another.
        let mut best: FxHashMap<_, (u8, &Text, bool)> = FxHashMap::default();
        for found in &variants {
            let known = best.entry((&found.owner, &found.variant)).or_insert((
                found.rank,
                &found.text,
                false,
            ));
            if found.rank < known.0 {
                *known = (found.rank, &found.text, false);
            } else if found.rank == known.0 {
                known.2 |= known.1 != &found.text;
            }
        }
        let mut scopes: FxHashMap<&Text, ScopeId> = FxHashMap::default();
        for found in &variants {
            let (rank, _, several) = best[&(&found.owner, &found.variant)];
            if rank != found.rank {
                continue;
            }
            let scope = *scopes
                .entry(&found.owner)
                .or_insert_with(|| self.class(&found.owner, found.span));
            let kind = if several {
                BindingKind::Maybe
            } else {
                BindingKind::Assign
            };
            let value = Value::Text(found.text.clone());
            let name = found.variant.clone();
            self.facts.bindings.push(Binding {
                name,
                scope,
                function: None,
                kind,
                value,
                span: found.span,
            });
        }
        self.facts
            .calls
            .sort_by_key(|call| (call.name_span.start, call.span.end));
        self.facts
            .bindings
            .sort_by_key(|binding| binding.span.start);
        self.facts
    }
}

#[cfg(test)]
mod tests;
