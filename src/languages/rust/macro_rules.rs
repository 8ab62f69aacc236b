//! `macro_rules!`: each arm is a function whose parameters are the fragments that its pattern names.

use crate::facts::{BindingKind, Function, FunctionKind, Parameter, ParameterKind, Text, Value};
use crate::languages::rust::scanner::Scanner;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::Block;

/// Nesting of groups in a pattern or body that is read.
const MOST_DEPTH: usize = 32;

/// A fragment that a pattern names.
struct Fragment {
    name: Text,
    /// The word in front of it, if the call has to write one: `(name = $name:expr)`.
    key: Option<Text>,
}

impl Scanner {
    /// Reads the definition of a macro.
    pub(crate) fn macro_rules(&mut self, name: &Ident, tokens: TokenStream) {
        let mut groups: Vec<Group> = Vec::new();
        for token in tokens {
            match token {
                TokenTree::Group(group) => groups.push(group),
                TokenTree::Punct(_) => {}
                _ => return,
            }
        }
        for arm in groups.chunks_exact(2) {
            self.arm(name, &arm[0], &arm[1]);
        }
    }

    fn arm(&mut self, name: &Ident, pattern: &Group, body: &Group) {
        let (fragments, has_rest) = fragments(pattern.stream());
        let mut parameters: Vec<Parameter> = fragments
            .iter()
            .map(|fragment| match &fragment.key {
                Some(key) => Parameter::new(key.clone(), ParameterKind::Keyword),
                None => Parameter::new(fragment.name.clone(), ParameterKind::Positional),
            })
            .collect();
        parameters.extend(has_rest.then(|| Parameter::new("..", ParameterKind::Rest)));
        let name_span = self.span(name.span());
        let start = self.span(pattern.span_open());
        let span = self.closed(start, body.span_close());
        let id = self.facts.functions.len() as u32;
        self.facts.functions.push(Function {
            name: name.to_string().into(),
            scope: self.scope,
            outer: None,
            kind: FunctionKind::Free,
            public: true,
            parameters,
            returns: Vec::new(),
            name_span,
            span,
        });
        self.in_function(id, |this| {
            for fragment in &fragments {
                if let Some(key) = fragment.key.as_ref().filter(|key| **key != fragment.name) {
                    let value = Value::Name(key.clone());
                    this.bind(fragment.name.clone(), BindingKind::Assign, value, start);
                }
            }
            let code = plain(body.stream(), MOST_DEPTH);
            let block = TokenTree::Group(Group::new(Delimiter::Brace, code.clone()));
            match syn::parse2::<Block>(TokenStream::from(block)) {
                Ok(block) => this.block(&block, true),
                Err(_) => this.tokens(code),
            }
        });
    }
}

/// Returns the fragments that a pattern names outside of repetitions, and true if it has a repetition.
fn fragments(pattern: TokenStream) -> (Vec<Fragment>, bool) {
    let mut found = Vec::new();
    let mut has_rest = false;
    let mut key: Option<Text> = None;
    let mut tokens = pattern.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '$' => match tokens.next() {
                Some(TokenTree::Ident(name)) => {
                    let name = Text::from(name.to_string());
                    found.push(Fragment {
                        name,
                        key: key.take(),
                    });
                    // The kind of the fragment: `:expr`.
                    tokens.next();
                    tokens.next();
                }
                Some(TokenTree::Group(_)) => has_rest = true,
                _ => {}
            },
            TokenTree::Punct(sign) if sign.as_char() == ',' => key = None,
            TokenTree::Ident(word) => key = Some(word.to_string().into()),
            _ => {}
        }
    }
    (found, has_rest)
}

/// Returns a body as code: fragments by their names, repetitions once, `$crate` as the crate.
fn plain(body: TokenStream, left: usize) -> TokenStream {
    let Some(left) = left.checked_sub(1) else {
        return TokenStream::new();
    };
    let mut code: Vec<TokenTree> = Vec::new();
    let mut tokens = body.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '$' => match tokens.next() {
                Some(TokenTree::Group(group)) => {
                    code.extend(plain(group.stream(), left));
                    // A separator, and the sign that says how often.
                    for _ in 0..2 {
                        let Some(TokenTree::Punct(sign)) = tokens.peek() else {
                            break;
                        };
                        let is_last = matches!(sign.as_char(), '*' | '+' | '?');
                        tokens.next();
                        if is_last {
                            break;
                        }
                    }
                }
                other => code.extend(other),
            },
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), plain(group.stream(), left));
                inner.set_span(group.span());
                code.push(TokenTree::Group(inner));
            }
            other => code.push(other),
        }
    }
    code.into_iter().collect()
}
