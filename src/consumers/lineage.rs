//! The graph as the templates of files show it.

use crate::consumers::graph::{Graph, NodeKind};
use crate::consumers::lexer::{Token, TokenKind, tokens};
use crate::consumers::rules::CompiledLineage;
use crate::facts::Text;
use crate::input::yaml;
use crate::rules::lineage::LineageRule;
use crate::source::{FileId, SourceFile, Span};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// A part of a file that is a node, with what it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    kind: NodeKind,
    name: Text,
    span: Span,
    models: BTreeSet<Text>,
    sources: BTreeSet<Text>,
    /// Functions that its templates call, some of which are macros.
    calls: BTreeSet<Text>,
    outlet: Option<(Text, bool)>,
}

/// Returns the parts of a file that are nodes.
pub(crate) fn parts(
    rule: &CompiledLineage,
    file: FileId,
    source: &SourceFile,
    tokens: &[Token<'_>],
) -> Vec<Part> {
    let path = &*source.path;
    let whole = Span::new(file, 0, source.text.len());
    let (is_model, has_macros) = (rule.models.is_match(path), rule.macros.is_match(path));
    let mut parts = Vec::new();
    if is_model {
        let mut part = Part::new(NodeKind::Model, stem(path).into(), whole);
        let outlets = rule.outlets.iter().zip(&rule.rule.outlets);
        let outlet = outlets.into_iter().find(|(globs, _)| globs.is_match(path));
        part.outlet =
            outlet.map(|(_, outlet)| (outlet.kind.as_str().into(), outlet.customer_facing));
        parts.push(part);
    }
    if !is_model && !has_macros {
        return parts;
    }
    for (at, token) in tokens.iter().enumerate() {
        let behind = tokens.get(at + 1);
        if token.is_word("macro") && is_begin(tokens, at) && has_macros {
            let name = behind.map_or("", |name| &name.text);
            let start = token.range.start;
            let span = Span::new(file, start, source.text.len());
            parts.push(Part::new(NodeKind::Macro, name.into(), span));
        } else if token.is_word("endmacro") && is_begin(tokens, at) {
            if let Some(open) = parts.last_mut().filter(|part| part.kind == NodeKind::Macro) {
                open.span = Span::new(file, open.span.start as usize, token.range.end);
            }
        } else if token.kind == TokenKind::Word && behind.is_some_and(|next| next.is("(")) {
            let place = Span::new(file, token.range.start, token.range.end);
            let mut around = parts.iter_mut().rev();
            if let Some(part) = around.find(|part| part.span.contains(place)) {
                part.call(&rule.rule, tokens, at);
            }
        }
    }
    parts
}

/// Returns true if the token here begins a statement of a template.
fn is_begin(tokens: &[Token<'_>], at: usize) -> bool {
    at > 0 && tokens[at - 1].is("{%")
}

/// Returns the name of a file without its folder and ending.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

impl Part {
    fn new(kind: NodeKind, name: Text, span: Span) -> Self {
        Self {
            kind,
            name,
            span,
            models: BTreeSet::new(),
            sources: BTreeSet::new(),
            calls: BTreeSet::new(),
            outlet: None,
        }
    }

    /// Adds what the call at an index names.
    fn call(&mut self, rule: &LineageRule, tokens: &[Token<'_>], at: usize) {
        let name = &*tokens[at].text;
        let is = |names: &[String]| names.iter().any(|one| one == name);
        if is(&rule.references.0) {
            self.models.extend(texts(tokens, at + 1).pop());
        } else if is(&rule.sources.0) {
            let parts = texts(tokens, at + 1);
            if !parts.is_empty() {
                self.sources.insert(parts.join(".").into());
            }
        } else if is(&rule.lists.0) {
            self.models.extend(pairs(tokens, at + 1));
        } else if tokens[at].in_template {
            self.calls.insert(name.into());
        }
    }
}

/// Returns the texts among the arguments of a call, without those of named arguments.
fn texts(tokens: &[Token<'_>], open: usize) -> Vec<Text> {
    let arguments = tokens.iter().enumerate().skip(open + 1);
    let arguments = arguments.take_while(|(_, token)| !token.is(")"));
    let texts = arguments.filter(|(at, token)| {
        let is_text = matches!(token.kind, TokenKind::Text | TokenKind::Quoted);
        is_text && !tokens[at - 1].is("=")
    });
    texts.map(|(_, token)| token.text.as_ref().into()).collect()
}

/// Returns the second text of each pair in a list.
fn pairs(tokens: &[Token<'_>], open: usize) -> Vec<Text> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is("(") || token.is("[") {
            depth += 1;
        } else if token.is(")") || token.is("]") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                break;
            }
        }
        let is_second = at >= 3
            && token.kind == TokenKind::Text
            && tokens[at - 1].is(",")
            && tokens[at - 2].kind == TokenKind::Text
            && (tokens[at - 3].is("(") || tokens[at - 3].is("["));
        if is_second && depth >= 2 {
            found.push(token.text.as_ref().into());
        }
    }
    found
}

/// Adds parts to the graph.
pub(crate) fn add(graph: &mut Graph, parts: &[Part]) {
    let macros = parts.iter().filter(|part| part.kind == NodeKind::Macro);
    let macros: FxHashSet<&Text> = macros.map(|part| &part.name).collect();
    for part in parts {
        let node = graph.node(part.kind, &part.name);
        graph.place(part.span, node);
        if let Some((kind, customer_facing)) = &part.outlet {
            graph.nodes[node].outlet = Some(kind.clone());
            graph.nodes[node].customer_facing = *customer_facing;
        }
        for model in &part.models {
            let read = graph.node(NodeKind::Model, model);
            graph.connect(node, read);
        }
        for source in &part.sources {
            let read = graph.node(NodeKind::Source, source);
            graph.connect(node, read);
        }
        for name in part.calls.iter().filter(|name| macros.contains(name)) {
            let read = graph.node(NodeKind::Macro, name);
            graph.connect(node, read);
        }
    }
}

/// Adds the exposures that a document describes.
pub(crate) fn add_exposures(
    graph: &mut Graph,
    rule: &CompiledLineage,
    file: FileId,
    source: &SourceFile,
) {
    if !rule.exposures.is_match(&*source.path) || !source.text.contains("exposures:") {
        return;
    }
    let (documents, _) = yaml::read(file, &source.text);
    for exposure in documents.iter().flat_map(|node| node.path("exposures[]")) {
        let text = |path: &str| {
            exposure
                .path(path)
                .into_iter()
                .find_map(|node| node.as_str().cloned())
        };
        let Some(name) = text("name") else { continue };
        let node = graph.node(NodeKind::Exposure, &name);
        graph.nodes[node].outlet = text("type");
        graph.nodes[node].owner = text("owner.name").or_else(|| text("owner.email"));
        for read in exposure.path("depends_on[]") {
            let Some(written) = read.as_str() else {
                continue;
            };
            let tokens = tokens(written);
            let call = tokens.iter().position(|token| token.is("("));
            let Some(open) = call.filter(|open| *open > 0) else {
                continue;
            };
            let is_reference = rule
                .rule
                .references
                .iter()
                .any(|one| *one == *tokens[open - 1].text);
            if let Some(model) = texts(&tokens, open).pop().filter(|_| is_reference) {
                let read = graph.node(NodeKind::Model, &model);
                graph.connect(node, read);
            }
        }
    }
}
