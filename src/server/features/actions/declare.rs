//! Declaration of properties that a call passes and its event does not declare.

use crate::audit::Context;
use crate::catalog::EventDefinition;
use crate::input::yaml::{MapEntry, NodeValue};
use crate::rules::fields::FieldName;
use crate::server::features::actions::action::Action;
use crate::server::features::actions::edits::Change;
use crate::server::features::extent;
use crate::server::features::thing::{self, Thing};
use crate::server::view::View;
use crate::source::{SourceFile, Span};

/// Returns an action for each property that a call passes and the only event of the call does not declare.
pub(crate) fn properties(view: &View<'_>, thing: &Thing) -> Vec<Action> {
    let Thing::Call(number) = thing else {
        return Vec::new();
    };
    view.outcome.with(|cx| {
        let call = &cx.inputs.calls[*number];
        let events = thing::events(cx, thing);
        let [event] = events.as_slice() else {
            return Vec::new();
        };
        let definitions: Vec<&EventDefinition> = cx.definitions(&cx.links.events[*event]).collect();
        let [definition] = definitions.as_slice() else {
            return Vec::new();
        };
        let declared = |name: &str| {
            let mut known = definition.properties.iter().chain(&definition.identifiers);
            known.any(|field| field.value == name)
        };
        let extra = call
            .properties
            .iter()
            .filter(|one| !declared(&one.name) && !call.added.contains(&one.name));
        let action = |name: &str| {
            let (kind, field) = match is_identifier(cx, view, definition, name) {
                true => ("identifier", FieldName::Identifiers),
                false => ("property", FieldName::Properties),
            };
            let change = insertion(view, definition, field, name)?;
            let title = format!("Declare the {kind} `{name}` in the definition");
            Some(Action {
                title,
                changes: vec![change],
                is_preferred: false,
            })
        };
        extra.filter_map(|one| action(&one.name)).collect()
    })
}

/// Returns true if the layout allows the name as an identifier, or another definition has it as one.
fn is_identifier(
    cx: &Context<'_>,
    view: &View<'_>,
    definition: &EventDefinition,
    name: &str,
) -> bool {
    let rules = &view.outcome.analysis.config.layouts.rules;
    let rule = rules.iter().find(|rule| rule.name == *definition.rule);
    let allowed = rule.is_some_and(|rule| {
        let mut paths = rule.paths(FieldName::Identifiers);
        paths.any(|path| {
            let allowed = rule.rule.checks.allowed.get(path);
            allowed.is_some_and(|allowed| allowed.0.iter().any(|one| one == name))
        })
    });
    let mut others = cx
        .inputs
        .catalog
        .events
        .iter()
        .flat_map(|one| &one.identifiers);
    allowed || others.any(|field| field.value == name)
}

/// Returns the change that adds a name to a field of a definition.
fn insertion(
    view: &View<'_>,
    definition: &EventDefinition,
    field: FieldName,
    name: &str,
) -> Option<Change> {
    let layouts = &view.outcome.analysis.config.layouts;
    let rule = layouts
        .rules
        .iter()
        .find(|rule| rule.name == *definition.rule)?;
    let mut plain = rule
        .paths(field)
        .filter(|path| path.chars().all(|c| c.is_alphanumeric() || c == '_'));
    let key = plain.next()?;
    let source = view.source(definition.span.file);
    let insert = |at: usize, text: String| Change::Replace {
        span: Span::new(definition.span.file, at, at),
        text,
        snippet: None,
    };
    let Some(entry) = definition.node.entry(key) else {
        let end = content_end(source, extent::end(&definition.node) as usize);
        let text = match field {
            FieldName::Identifiers => format!("\n{key}: [{name}]"),
            _ => format!("\n{key}:\n  {name}:\n    description: TODO"),
        };
        return Some(insert(end, text));
    };
    let is_property = field == FieldName::Properties;
    let (at, text) = addition(source, entry, is_property, name)?;
    Some(insert(at, text))
}

/// Returns the offset and the text that add a name to the list or mapping of an entry.
fn addition(
    source: &SourceFile,
    entry: &MapEntry,
    is_property: bool,
    name: &str,
) -> Option<(usize, String)> {
    let node = &entry.value;
    let rest = |offset: u32| source.text[offset as usize..].trim_start();
    match &node.value {
        NodeValue::List(items) => match items.last().map(extent::end) {
            None => {
                let is_flow = rest(node.span.start).starts_with('[');
                is_flow.then(|| (node.span.start as usize + 1, name.to_owned()))
            }
            Some(end) if rest(end).starts_with([']', ',']) => {
                Some((end as usize, format!(", {name}")))
            }
            Some(end) => {
                let dash = column(source, items.last()?.span.start as usize).checked_sub(2)?;
                Some((end as usize, format!("\n{}- {name}", " ".repeat(dash))))
            }
        },
        NodeValue::Map(entries) => {
            let last = entries.last()?;
            let indent = " ".repeat(column(source, last.key_span.start as usize));
            let end = extent::end(&last.value).max(last.key_span.end);
            let is_flow = rest(end).starts_with(['}', ',']);
            let end = content_end(source, end as usize);
            let text = format!("\n{indent}{name}:\n{indent}  description: TODO");
            (!is_flow).then_some((end, text))
        }
        NodeValue::Scalar(..) if node.is_blank() && is_property => {
            let end = source.line_range(source.line(entry.key_span.end)).end;
            Some((end, format!("\n  {name}:\n    description: TODO")))
        }
        NodeValue::Scalar(..) => None,
    }
}

/// Returns the end of the line of the last character before an offset that is no white space.
fn content_end(source: &SourceFile, offset: usize) -> usize {
    let trimmed = source.text[..offset.min(source.text.len())]
        .trim_end()
        .len();
    source.line_range(source.line(trimmed as u32)).end
}

fn column(source: &SourceFile, offset: usize) -> usize {
    offset - source.line_range(source.line(offset as u32)).start
}
