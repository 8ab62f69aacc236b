//! Parts that templates with Ruby share. Their Ruby is joined for one parse, their tags become maps of attributes in it, and
//! their scripts are read with the embedded Ruby left open.

use crate::facts::{Argument, FileFacts, Scope, ScopeId, ScopeKind, SiteKind, Text, Value};
use crate::languages::directive;
use crate::languages::javascript::{self, Dialect};
use crate::languages::language::Input;
use crate::languages::ruby::text_methods;
use crate::languages::ruby::{self, source_map::MappedCode};
use crate::languages::text_methods::Methods;
use crate::languages::traits::Traits;
use crate::source::Span;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Traits of Ruby templates, which also hold scripts.
/// Methods of the embedded language. A template also holds scripts, whose texts have other methods.
const METHODS: Methods = Methods {
    other_texts: None,
    ..text_methods::METHODS
};

pub(crate) const TRAITS: Traits = Traits {
    self_names: &["self", "this"],
    field_marker: Some('@'),
    class_names: ruby::CLASS_NAMES,
    global_objects: &["window", "globalThis"],
    methods: &METHODS,
    null_is_empty: true,
    ..Traits::PLAIN
};

/// Ruby that stands in text.
#[derive(Debug, Clone)]
pub(crate) struct Embedded {
    /// With what opens and closes it.
    pub(crate) whole: Range<usize>,
    /// The Ruby alone.
    pub(crate) code: Range<usize>,
    /// True if the template outputs the result.
    pub(crate) output: bool,
}

/// The value of an attribute as it is written.
pub(crate) enum Written {
    /// Text, perhaps with Ruby in it, between quotes or not.
    Text(Range<usize>),
    /// Ruby.
    Code(Range<usize>),
    /// No value: the attribute has only a name.
    Nothing,
}

/// Span of an attribute's name, and its value.
pub(crate) type Attribute = (Range<usize>, Written);

/// A template while it is read.
pub(crate) struct Template<'a, 'f> {
    pub(crate) input: Input<'a>,
    pub(crate) facts: &'f mut FileFacts,
    scope: ScopeId,
    code: MappedCode,
    /// Names of tags with attributes, by where the tag stands.
    tags: BTreeMap<(u32, u32), Range<usize>>,
    scripts: Vec<(Range<usize>, Vec<Embedded>)>,
}

impl<'a, 'f> Template<'a, 'f> {
    /// Nothing read yet; a scope for the template's bare calls is added to `facts`.
    pub(crate) fn new(input: Input<'a>, facts: &'f mut FileFacts) -> Self {
        let span = facts.scopes[0].span;
        let path = Text::default();
        facts.scopes.push(Scope {
            kind: ScopeKind::Template,
            path,
            parent: Some(0),
            supers: Vec::new(),
            span,
        });
        let scope = facts.scopes.len() as ScopeId - 1;
        Self {
            input,
            facts,
            scope,
            code: MappedCode::default(),
            tags: BTreeMap::new(),
            scripts: Vec::new(),
        }
    }

    /// Reads all that was put together.
    pub(crate) fn finish(self) {
        let Self {
            input,
            facts,
            scope,
            code,
            tags,
            scripts,
        } = self;
        ruby::scan_code(input.file, &code.code, code.map(), facts, scope);
        for site in facts
            .calls
            .iter_mut()
            .filter(|site| site.kind == SiteKind::Map)
        {
            if let Some(name) = tags.get(&(site.span.start, site.span.end)) {
                site.kind = SiteKind::Element;
                site.name = input.text.get(name.clone()).unwrap_or("").into();
                site.name_span = Span::new(input.file, name.start, name.end);
            }
        }
        for (range, embedded) in scripts {
            script(input, range, &embedded, facts, scope);
        }
        facts.calls.sort_by_key(|site| site.span.start);
    }

    /// Ruby that does not stand in the file.
    pub(crate) fn glue(&mut self, code: &str) {
        self.code.glue(code);
    }

    /// Ruby of the file.
    pub(crate) fn copy(&mut self, range: Range<usize>) {
        if let Some(text) = self.input.text.get(range.clone()) {
            self.code.copy(text, range.start);
        }
    }

    /// Ruby of the file as a statement.
    pub(crate) fn statement(&mut self, range: Range<usize>) {
        self.glue(";");
        self.copy(range);
        self.glue("\n");
    }

    /// A script of the file.
    pub(crate) fn script(&mut self, range: Range<usize>, embedded: Vec<Embedded>) {
        self.scripts.push((range, embedded));
    }

    /// A comment of the file, which may be addressed to tracklint.
    pub(crate) fn comment(&mut self, range: Range<usize>) {
        let text = self.input.text.get(range.clone()).unwrap_or("");
        self.facts
            .directives
            .extend(directive::read(self.input.file, text, range.start));
    }

    /// A tag with attributes, as a map of them. `tag` is all of it, `name` its name.
    pub(crate) fn tag(
        &mut self,
        tag: Range<usize>,
        name: Range<usize>,
        attributes: &[Attribute],
        inside: &[Embedded],
    ) {
        if attributes.is_empty() || tag.len() < 2 {
            return;
        }
        self.tags.insert((tag.start as u32, tag.end as u32), name);
        self.glue(";_=");
        self.code.stand_in("{", tag.start);
        for (key, value) in attributes {
            self.glue("\"");
            self.copy(key.clone());
            self.glue("\"=>");
            match value {
                Written::Text(range) => self.text(range.clone(), inside),
                Written::Code(range) => {
                    self.glue("(");
                    self.copy(range.clone());
                    self.glue(")");
                }
                Written::Nothing => self.glue("true"),
            }
            self.glue(",");
        }
        self.code.stand_in("}", tag.end - 1);
        self.glue("\n");
    }

    /// Text with Ruby in it, as a string of Ruby. What quotes and escapes in Ruby does not in markup.
    fn text(&mut self, range: Range<usize>, inside: &[Embedded]) {
        self.glue("\"");
        let mut at = range.start;
        // The Ruby of a file is in its order.
        let from = inside.partition_point(|one| one.whole.start < range.start);
        let starting = inside[from..].iter();
        let starting = starting.take_while(|one| one.whole.start < range.end);
        for one in starting.filter(|one| one.whole.end <= range.end) {
            self.plain(at..one.whole.start);
            at = one.whole.end;
            // A comment gives nothing, and Ruby that decides what stands here was read as a statement.
            match (one.output, one.code.is_empty()) {
                (false, true) => continue,
                (false, false) => self.glue("#{_"),
                (true, _) => {
                    self.glue("#{");
                    self.copy(one.code.clone());
                }
            }
            self.glue("\n}");
        }
        self.plain(at..range.end);
        self.glue("\"");
    }

    fn plain(&mut self, range: Range<usize>) {
        let Some(text) = self.input.text.get(range.clone()) else {
            return;
        };
        let mut from = 0;
        for (at, _) in text.match_indices(['"', '\\', '#']) {
            self.code.copy(&text[from..at], range.start + from);
            self.code.glue("\\");
            from = at;
        }
        self.code.copy(&text[from..], range.start + from);
    }
}

/// Reads a script. Ruby in it is replaced by a word of the same length that no script has; a text with that word is open there.
fn script(
    input: Input<'_>,
    range: Range<usize>,
    embedded: &[Embedded],
    facts: &mut FileFacts,
    scope: ScopeId,
) {
    let mut text = input.text.to_owned();
    for one in embedded {
        let length = one.whole.len();
        let word = match (one.output, length % 2) {
            (false, _) => " ".repeat(length),
            (true, 0) => HOLE[0].to_string().repeat(length / 2),
            (true, _) => HOLE[1].to_string() + &HOLE[0].to_string().repeat((length - 3) / 2),
        };
        text.replace_range(one.whole.clone(), &word);
    }
    let input = Input {
        text: &text,
        ..input
    };
    let from = (
        facts.calls.len(),
        facts.bindings.len(),
        facts.functions.len(),
    );
    javascript::scan_ranges(
        input,
        &[range],
        Dialect::Plain,
        facts,
        javascript::Place {
            scope,
            function: None,
        },
    );
    let arguments = facts.calls[from.0..]
        .iter_mut()
        .flat_map(|site| &mut site.arguments);
    let values = arguments.flat_map(|argument: &mut Argument| [&mut argument.value]);
    let bound = facts.bindings[from.1..]
        .iter_mut()
        .map(|binding| &mut binding.value);
    let returned = facts.functions[from.2..]
        .iter_mut()
        .flat_map(|function| &mut function.returns);
    values.chain(bound).chain(returned).for_each(open);
}

/// Stand for what Ruby puts into a script: letters, of two and of three bytes, that nobody writes a script in.
const HOLE: [char; 2] = ['ǁ', 'ꟻ'];

/// Opens the texts in a value where Ruby stands.
fn open(value: &mut Value) {
    match value {
        Value::Text(text) if text.contains(HOLE) => {
            let mut parts = Vec::new();
            let mut rest = text.as_str();
            while let Some(at) = rest.find(HOLE) {
                parts.extend((at > 0).then(|| Value::Text(rest[..at].into())));
                parts.push(Value::Opaque);
                rest = rest[at..].trim_start_matches(HOLE);
            }
            parts.extend((!rest.is_empty()).then(|| Value::Text(rest.into())));
            *value = Value::Template(parts);
        }
        Value::Member(inner, _) | Value::Each(inner) | Value::Spread(inner) => open(inner),
        Value::Index(base, key) => [base, key].into_iter().for_each(|inner| open(inner)),
        Value::Template(all) | Value::Choice(all) | Value::List(all) | Value::Closure(all, _) => {
            all.iter_mut().for_each(open)
        }
        Value::Map(entries) => entries
            .iter_mut()
            .flat_map(|(key, value)| [key, value])
            .for_each(open),
        Value::Call(call) => {
            let call = Arc::make_mut(call);
            call.receiver.iter_mut().for_each(open);
            call.arguments
                .iter_mut()
                .for_each(|argument| open(&mut argument.value));
        }
        _ => {}
    }
}
