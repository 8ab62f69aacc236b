//! The template of a component: tags with what their attributes hold, and calls in handlers and expressions.

use crate::facts::{Argument, CallSite, FileFacts, Key, Problem, SiteKind, Value};
use crate::languages::directive;
use crate::languages::javascript::{self, Dialect, Form, Place, Snippet};
use crate::languages::language::Input;
use crate::languages::parser::{self, walk};
use crate::source::Span;
use std::ops::Range;
use tree_sitter::Node;

/// Reads a template into `facts`; what it does belongs to the scope `component`.
pub(crate) fn read(
    input: Input<'_>,
    section: Node<'_>,
    dialect: Dialect,
    component: u32,
    facts: &mut FileFacts,
) {
    if let Some(language) =
        attribute_of(input, section, "lang").filter(|language| *language != "html")
    {
        let span = parser::span(input.file, section);
        facts.problems.push(Problem::partial(
            format!("a template in `{language}` is not read"),
            span,
        ));
        return;
    }
    let mut template = Template {
        input,
        scope: component,
        sites: Vec::new(),
        snippets: Vec::new(),
        waiting: Vec::new(),
    };
    walk(section, |node| {
        match node.kind() {
            "start_tag" | "self_closing_tag" => template.tag(node),
            "interpolation" => template.interpolation(node),
            "comment" => {
                let text = parser::text(input.text, node);
                let directive = directive::read(input.file, text, node.start_byte());
                facts.directives.extend(directive);
            }
            _ => return true,
        }
        false
    });
    template.finish(dialect, facts);
}

/// Returns the text of an attribute of a section.
pub(super) fn attribute_of<'a>(input: Input<'a>, section: Node<'_>, name: &str) -> Option<&'a str> {
    let tag = section.named_child(0)?;
    let attributes = tag.named_children(&mut tag.walk()).collect::<Vec<_>>();
    attributes
        .into_iter()
        .filter(|node| node.kind() == "attribute")
        .find_map(|node| {
            let key = node.named_child(0)?;
            let value = node.named_child(1).map_or("", |value| {
                parser::text(input.text, value).trim_matches(['"', '\''])
            });
            (parser::text(input.text, key) == name).then_some(value)
        })
}

/// A template while it is read. The script in it is collected, and parsed at the end.
struct Template<'a> {
    input: Input<'a>,
    scope: u32,
    sites: Vec<CallSite>,
    snippets: Vec<Snippet>,
    /// Site, argument of it, and the snippet that is its value.
    waiting: Vec<(usize, usize, usize)>,
}

impl<'a> Template<'a> {
    /// Reads the collected script and hands over the call sites.
    fn finish(mut self, dialect: Dialect, facts: &mut FileFacts) {
        // The framework's own compiler checks bindings; odd ones are no problem of the file.
        let problems = facts.problems.len();
        let place = Place {
            scope: self.scope,
            function: None,
        };
        let values = javascript::snippets(self.input, dialect, &self.snippets, facts, place);
        facts.problems.truncate(problems);
        let mut values: Vec<Option<Value>> = values.into_iter().map(Some).collect();
        for (site, argument, snippet) in self.waiting {
            if let Some(value) = values.get_mut(snippet).and_then(Option::take) {
                self.sites[site].arguments[argument].value = value;
            }
        }
        facts.calls.append(&mut self.sites);
        facts.calls.sort_by_key(|site| site.span.start);
    }

    fn text(&self, range: Range<usize>) -> &'a str {
        self.input.text.get(range).unwrap_or("")
    }

    fn add(&mut self, range: Range<usize>, form: Form) -> usize {
        self.snippets.push(Snippet { range, form });
        self.snippets.len() - 1
    }

    fn interpolation(&mut self, node: Node<'_>) {
        // Only a call in it says anything.
        if let Some(inner) = node
            .named_child(0)
            .filter(|inner| self.text(inner.byte_range()).contains('('))
        {
            self.add(inner.byte_range(), Form::Expression);
        }
    }

    fn tag(&mut self, node: Node<'_>) {
        let mut name = None;
        let mut arguments = Vec::new();
        let mut waiting = Vec::new();
        for child in node.named_children(&mut node.walk()) {
            match child.kind() {
                "tag_name" => name = Some(child),
                "attribute" => {
                    let (Some(key), value) = (child.named_child(0), child.named_child(1)) else {
                        continue;
                    };
                    let value = value.map_or("", |value| {
                        self.text(value.byte_range()).trim_matches(['"', '\''])
                    });
                    let key = Key::Name(self.text(key.byte_range()).into());
                    arguments.push(Argument::new(
                        key,
                        Value::Text(value.into()),
                        parser::span(self.input.file, child),
                    ));
                }
                "directive_attribute" => {
                    if let Some((key, range)) = self.directive(child, node) {
                        let value =
                            javascript::simple(self.text(range.clone())).unwrap_or_else(|| {
                                waiting.push((arguments.len(), self.add(range, Form::Expression)));
                                Value::Opaque
                            });
                        arguments.push(Argument::new(
                            key,
                            value,
                            parser::span(self.input.file, child),
                        ));
                    }
                }
                _ => {}
            }
        }
        let Some(name) = name else { return };
        let site = self.sites.len();
        self.waiting.extend(
            waiting
                .into_iter()
                .map(|(argument, snippet)| (site, argument, snippet)),
        );
        self.sites.push(CallSite {
            kind: SiteKind::Element,
            receiver: None,
            name: self.text(name.byte_range()).into(),
            arguments,
            scope: self.scope,
            function: None,
            statement: false,
            name_span: parser::span(self.input.file, name),
            span: parser::span(self.input.file, node),
        });
    }

    /// `:x="…"`, `@x="…"`, `v-x="…"`: the attribute that an expression is the value of. Handlers and names are taken up here.
    fn directive(&mut self, node: Node<'_>, tag: Node<'_>) -> Option<(Key, Range<usize>)> {
        let written = self.text(node.byte_range());
        let head = written
            .split_once('=')
            .map_or(written, |(head, _)| head)
            .trim_end();
        let value = node
            .named_children(&mut node.walk())
            .find(|child| matches!(child.kind(), "quoted_attribute_value" | "attribute_value"));
        let range = value.map(|value| match value.kind() {
            "quoted_attribute_value" => value.start_byte() + 1..value.end_byte().saturating_sub(1),
            _ => value.byte_range(),
        });
        let element = || parser::span(self.input.file, tag.parent().unwrap_or(tag));
        if let Some(key) = head
            .strip_prefix(':')
            .or_else(|| head.strip_prefix("v-bind:"))
        {
            let key = key.split('.').next().unwrap_or(key);
            if let Some(range) = range.filter(|range| range.start <= range.end) {
                return Some((Key::Name(key.into()), range));
            }
            // `:name` alone is short for `:name="name"`.
            let start = node.start_byte()
                + (written.len()
                    - written
                        .trim_start_matches("v-bind")
                        .trim_start_matches(':')
                        .len());
            return Some((Key::Name(key.into()), start..start + key.len()));
        }
        let range = range.filter(|range| range.start <= range.end)?;
        if head.starts_with('@') || head.starts_with("v-on:") {
            self.handler(range);
            return None;
        }
        if head == "v-for" {
            self.each(range, element());
            return None;
        }
        if head.starts_with('#') || head.starts_with("v-slot") {
            let span = element();
            self.add(range, Form::Parameters { span, each: false });
            return None;
        }
        if head == "v-bind" {
            return Some((Key::Spread, range));
        }
        let key = head.split(['.', ':']).next().unwrap_or(head);
        Some((Key::Name(key.into()), range))
    }

    /// An event handler: statements, a function, or the name of a method.
    fn handler(&mut self, range: Range<usize>) {
        let text = self.text(range.clone()).trim();
        let start = range.start
            + (self.text(range.clone()).len() - self.text(range.clone()).trim_start().len());
        let name = text.strip_prefix("this.").unwrap_or(text);
        let is_name = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || c == '_' || c == '$');
        if !is_name {
            if text.contains('(') {
                self.add(range, Form::Statements);
            }
            return;
        }
        let span = Span::new(self.input.file, start, start + text.len());
        self.sites.push(CallSite {
            kind: SiteKind::Call,
            receiver: None,
            name: name.into(),
            // It is handed what the component that raises the event says.
            arguments: vec![Argument::new(Key::Spread, Value::Opaque, span)],
            scope: self.scope,
            function: None,
            statement: true,
            name_span: span,
            span,
        });
    }

    /// `x in list`, `(x, i) of list`: the first name is one of the list, inside the element.
    fn each(&mut self, range: Range<usize>, element: Span) {
        let text = self.text(range.clone());
        let Some(at) = text.find(" in ").or_else(|| text.find(" of ")) else {
            return;
        };
        self.add(range.start + at + 4..range.end, Form::Expression);
        let names = text[..at].trim();
        let start = range.start + (text.len() - text.trim_start().len());
        let inner = names
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'));
        let names = inner.map_or(start..start + names.len(), |inner| {
            start + 1..start + 1 + inner.len()
        });
        self.add(
            names,
            Form::Parameters {
                span: element,
                each: true,
            },
        );
    }
}
