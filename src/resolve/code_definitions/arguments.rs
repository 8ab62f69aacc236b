//! Names that calls of a registering function are given.

use crate::facts::{CallSite, Key, SiteKind, Text, Value};
use crate::resolve::code_definitions::item::Item;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context};
use crate::resolve::project::ids::ItemId;
use crate::rules::compiled_definitions::CodeItems;
use crate::source::Span;

/// Adds the names of named arguments, the keys of maps, the elements of lists and the texts that the calls of a file pass.
pub(crate) fn arguments(each: &CodeItems, eval: &Evaluator<'_>, unit: u32, found: &mut Vec<Item>) {
    let facts = eval.index.facts(unit);
    let is_beside = |site: &CallSite| {
        let mut others = facts.calls.iter().filter(|other| other.scope == site.scope);
        each.along_with.is_empty() || others.any(|other| each.along_with.contains(&other.name))
    };
    for site in &facts.calls {
        if site.kind != SiteKind::Call || !each.has(&site.name) || !is_beside(site) {
            continue;
        }
        let registered = Registration { eval, unit, site };
        for argument in &site.arguments {
            match &argument.key {
                Key::Name(name) => {
                    let value = AbstractValue::Text(name.clone());
                    found.push(registered.item(value, argument.span));
                }
                Key::Position(_) | Key::Spread => {
                    registered.names(&argument.value, argument.span, found)
                }
                _ => {}
            }
        }
    }
}

/// A call that registers names.
struct Registration<'a> {
    eval: &'a Evaluator<'a>,
    unit: u32,
    site: &'a CallSite,
}

impl Registration<'_> {
    fn context(&self) -> Context {
        Context::new(self.unit, self.site.scope, None, self.site.span.end)
    }

    /// Adds the names in a value.
    fn names(&self, value: &Value, span: Span, found: &mut Vec<Item>) {
        for value in self.eval.eval(value, &self.context()) {
            let names = match value {
                AbstractValue::Map(entries) => entries.into_iter().map(|(key, _)| key).collect(),
                AbstractValue::List(elements) => elements.to_vec(),
                value => vec![value],
            };
            found.extend(names.into_iter().map(|name| self.item(name, span)));
        }
    }

    fn item(&self, value: AbstractValue, around: Span) -> Item {
        let facts = self.eval.index.facts(self.unit);
        let scope = ItemId::new(self.unit, self.site.scope);
        let name: Text = match &value {
            AbstractValue::Text(name) => name.clone(),
            _ => Text::default(),
        };
        let span = self.span_of(&name, around);
        Item {
            handle: Text::default(),
            key: name,
            owner: facts.scopes[self.site.scope as usize].path.clone(),
            class: self.eval.index.class_key(scope).clone(),
            function: None,
            cx: self.context(),
            value: vec![value],
            name_span: span,
            span,
        }
    }

    /// Returns the span of a name that an argument spells out, or that of the argument.
    fn span_of(&self, name: &str, around: Span) -> Span {
        let text = &self.eval.index.units[self.unit as usize].text;
        let start = around.start as usize;
        let written = text.get(start..around.end as usize).unwrap_or_default();
        match written.find(name).filter(|_| !name.is_empty()) {
            Some(at) => Span::new(around.file, start + at, start + at + name.len()),
            None => around,
        }
    }
}
