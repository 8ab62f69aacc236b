//! Vue components: the script through the script front end, the template through its own grammar.

use super::javascript::{self, Place};
use super::tree::{self, walk};
use super::{Input, Language, directive};
use crate::facts::{Argument, Binding, BindingKind, CallSite, FileFacts, Key, Problem, Scope, ScopeKind, SiteKind, Text, Value};
use crate::source::Span;
use tree_sitter::Node;

/// The row of [`super::LANGUAGES`].
pub const LANGUAGE: Language = Language {
    name: "vue",
    extensions: &["vue"],
    scan,
    defines: javascript::JAVASCRIPT.defines,
    takes_over: |_, _| true,
    enclosing: |_, _| None,
};

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    let Some(parsed) = tree::parse(&tree_sitter_vue_next::LANGUAGE.into(), input.text, &[]) else {
        let span = Span::new(input.file, 0, 0);
        facts.problems.push(Problem {
            message: "component that takes too long to parse; it was not read".into(),
            span,
            partial: false,
        });
        return facts;
    };
    let root = parsed.root_node();
    facts.problems.extend(tree::syntax_problem(input.file, root, "component"));
    let sections: Vec<Node<'_>> = root.named_children(&mut root.walk()).collect();
    let comments = sections.iter().filter(|section| section.kind() == "comment");
    let told = comments.filter_map(|node| directive::read(input.file, tree::text(input.text, *node), node.start_byte()));
    facts.directives.extend(told);
    for section in sections.iter().filter(|section| section.kind() == "script_element") {
        script(input, *section, &mut facts);
    }
    let component = facts.scopes.iter().position(|scope| scope.kind == ScopeKind::Component).unwrap_or_else(|| {
        let path = javascript_name(input.path);
        facts.scopes.push(Scope {
            kind: ScopeKind::Component,
            path,
            parent: Some(0),
            supers: Vec::new(),
            span: Span::new(input.file, 0, input.text.len()),
        });
        facts.scopes.len() - 1
    });
    for section in sections.iter().filter(|section| section.kind() == "template_element") {
        let mut template = Template { input, facts: &mut facts, scope: component as u32 };
        template.read(*section);
    }
    facts
}

fn javascript_name(path: &str) -> Text {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.split('.').next().unwrap_or(file).into()
}

fn attribute_of<'a>(input: Input<'a>, section: Node<'_>, name: &str) -> Option<&'a str> {
    let tag = section.named_child(0)?;
    let attributes = tag.named_children(&mut tag.walk()).collect::<Vec<_>>();
    attributes.into_iter().filter(|node| node.kind() == "attribute").find_map(|node| {
        let key = node.named_child(0)?;
        let value = node.named_child(1).map_or("", |value| tree::text(input.text, value).trim_matches(['"', '\'']));
        (tree::text(input.text, key) == name).then_some(value)
    })
}

fn script(input: Input<'_>, section: Node<'_>, facts: &mut FileFacts) {
    if attribute_of(input, section, "src").is_some() {
        let span = tree::span(input.file, section);
        facts.problems.push(Problem {
            message: "the script stands in another file and is not joined with this template".into(),
            span,
            partial: true,
        });
        return;
    }
    let body = section.named_children(&mut section.walk()).find(|child| child.kind() == "raw_text");
    let Some(body) = body else { return };
    let typed = matches!(attribute_of(input, section, "lang"), Some("ts" | "tsx"));
    javascript::scan_ranges(input, &[body.byte_range()], typed, facts, Place { scope: 0, function: None });
}

/// Reads a template.
struct Template<'a, 'f> {
    input: Input<'a>,
    facts: &'f mut FileFacts,
    scope: u32,
}

impl<'a> Template<'a, '_> {
    fn text(&self, node: Node<'_>) -> &'a str {
        tree::text(self.input.text, node)
    }

    fn read(&mut self, section: Node<'_>) {
        if let Some(language) = attribute_of(self.input, section, "lang").filter(|language| *language != "html") {
            let span = tree::span(self.input.file, section);
            self.facts.problems.push(Problem { message: format!("a template in `{language}` is not read"), span, partial: true });
            return;
        }
        let mut tags = Vec::new();
        walk(section, |node| {
            match node.kind() {
                "start_tag" | "self_closing_tag" | "interpolation" | "comment" => tags.push(node),
                _ => {}
            }
            !matches!(node.kind(), "start_tag" | "self_closing_tag")
        });
        for node in tags {
            match node.kind() {
                "comment" => {
                    let found = directive::read(self.input.file, self.text(node), node.start_byte());
                    self.facts.directives.extend(found);
                }
                "interpolation" => {
                    if let Some(inner) = node.named_child(0) {
                        self.expression(inner.byte_range());
                    }
                }
                _ => self.tag(node),
            }
        }
    }

    fn tag(&mut self, node: Node<'_>) {
        let mut arguments = Vec::new();
        let mut name = None;
        for child in node.named_children(&mut node.walk()).collect::<Vec<_>>() {
            match child.kind() {
                "tag_name" => name = Some(child),
                "attribute" => {
                    let (Some(key), value) = (child.named_child(0), child.named_child(1)) else { continue };
                    let value = value.map_or("", |value| self.text(value).trim_matches(['"', '\'']));
                    let key = Key::Name(self.text(key).into());
                    arguments.push(Argument { key, value: Value::Text(value.into()), span: tree::span(self.input.file, child) });
                }
                "directive_attribute" => arguments.extend(self.directive(child)),
                _ => {}
            }
        }
        let Some(name) = name else { return };
        self.facts.calls.push(CallSite {
            kind: SiteKind::Element,
            receiver: None,
            name: self.text(name).into(),
            arguments,
            scope: self.scope,
            function: None,
            statement: false,
            name_span: tree::span(self.input.file, name),
            span: tree::span(self.input.file, node),
        });
    }

    /// `:x="…"`, `@x="…"`, `v-x="…"`.
    fn directive(&mut self, node: Node<'_>) -> Option<Argument> {
        let written = self.text(node);
        let (head, _) = written.split_once('=').unwrap_or((written, ""));
        let value = node
            .named_children(&mut node.walk())
            .find(|child| matches!(child.kind(), "quoted_attribute_value" | "attribute_value"));
        let range = value.map(|value| match value.kind() {
            "quoted_attribute_value" => value.start_byte() + 1..value.end_byte().saturating_sub(1),
            _ => value.byte_range(),
        });
        let range = range.filter(|range| range.start <= range.end)?;
        let span = tree::span(self.input.file, node);
        if let Some(event) = head.strip_prefix('@').or_else(|| head.strip_prefix("v-on:")) {
            let _ = event;
            self.handler(range);
            return None;
        }
        if head == "v-for" {
            self.each(range, span);
            return None;
        }
        let argument = |key: Key, value: Value| Some(Argument { key, value, span });
        if head.starts_with('#') || head.starts_with("v-slot") {
            return None;
        }
        let value = self.expression(range);
        if let Some(key) = head.strip_prefix(':').or_else(|| head.strip_prefix("v-bind:")) {
            let key = key.split('.').next().unwrap_or(key);
            return argument(Key::Name(key.into()), value);
        }
        if head == "v-bind" {
            return argument(Key::Spread, value);
        }
        let key = head.split(['.', ':']).next().unwrap_or(head);
        argument(Key::Name(key.into()), value)
    }

    /// Reads an expression: its calls count, its value is returned.
    fn expression(&mut self, range: std::ops::Range<usize>) -> Value {
        let before = self.facts.problems.len();
        let place = Place { scope: self.scope, function: None };
        let value = javascript::expression(self.input, range, self.facts, place);
        // What a binding holds is checked by the framework's own compiler; odd ones are no fault of the file.
        self.facts.problems.truncate(before);
        value
    }

    /// An event handler: statements, or the name of a method.
    fn handler(&mut self, range: std::ops::Range<usize>) {
        let text = self.input.text.get(range.clone()).unwrap_or("").trim();
        let start = range.start + self.input.text[range.clone()].find(text).unwrap_or(0);
        let name = text.strip_prefix("this.").unwrap_or(text);
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
        if !is_name {
            self.expression(range);
            return;
        }
        let span = Span::new(self.input.file, start, start + text.len());
        self.facts.calls.push(CallSite {
            kind: SiteKind::Call,
            receiver: None,
            name: name.into(),
            arguments: Vec::new(),
            scope: self.scope,
            function: None,
            statement: true,
            name_span: span,
            span,
        });
    }

    /// `x in list`, `(x, i) of list`: the first name is one of the list.
    fn each(&mut self, range: std::ops::Range<usize>, span: Span) {
        let text = self.input.text.get(range.clone()).unwrap_or("");
        let Some(at) = text.find(" in ").or_else(|| text.find(" of ")) else { return };
        let list = self.expression(range.start + at + 4..range.end);
        for (index, name) in text[..at].trim_matches(['(', ')', ' ', '{', '}']).split(',').enumerate() {
            let value = if index == 0 { Value::Each(Box::new(list.clone())) } else { Value::Opaque };
            self.facts.bindings.push(Binding {
                name: name.trim().into(),
                scope: self.scope,
                function: None,
                kind: BindingKind::Assign,
                value,
                span,
            });
        }
    }
}
