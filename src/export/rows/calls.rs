//! Tracking calls, with the events and properties that they send.

use crate::audit::Context;
use crate::audit::sensitivity;
use crate::calls::{Call, Grade, Property};
use crate::export::material::{EventKeys, portable};
use crate::export::table::Value;
use crate::facts::Text;
use crate::finding::digest;
use crate::source::Encoding;
use std::collections::{BTreeMap, BTreeSet};

/// Most characters of the code of a value.
const MOST_CODE: usize = 200;

/// Returns the key of each call: a hash of its place and rule, and of a number where these are equal.
fn keys(cx: &Context<'_>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let key = |call: &Call| {
        let path = cx.inputs.sources.listed(call.span.file);
        let path = portable(&path);
        let place = format!(
            "{path}\n{}\n{}\n{}",
            call.span.start, call.span.end, call.rule
        );
        let number = seen.entry(place.clone()).or_default();
        *number += 1;
        digest(&format!("{place}\n{number}"))
    };
    cx.inputs.calls.iter().map(key).collect()
}

fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Exact => "exact",
        Grade::Pattern => "pattern",
        Grade::Open => "open",
    }
}

/// Returns the rows of all calls.
pub(crate) fn calls(cx: &Context<'_>) -> Vec<Vec<Value>> {
    let sources = cx.inputs.sources;
    let calls = cx.inputs.calls.iter().zip(keys(cx));
    let rows = calls.map(|(call, key)| {
        let (line, end_line) = sources.lines(call.span);
        let (start, _) = sources.positions(call.span, Encoding::Utf8);
        let patterns: Vec<&str> = call.event.patterns.iter().map(Text::as_str).collect();
        let text = |text: &Option<Text>| Value::from(text.as_deref());
        vec![
            key.into(),
            portable(&sources.listed(call.span.file)).into(),
            line.into(),
            end_line.into(),
            start.column.get().into(),
            call.language.into(),
            Value::from(&call.rule),
            Value::from(&call.system),
            grade(call.event.grade()).into(),
            (!patterns.is_empty()).then(|| patterns.join("|")).into(),
            call.event
                .unknown
                .as_ref()
                .map(|(why, _)| why.as_str())
                .into(),
            text(&call.category),
            text(&call.label),
            text(&call.property),
            call.scope.as_str().into(),
            call.via.len().into(),
        ]
    });
    rows.collect()
}

/// Returns the rows of the names that calls send.
pub(crate) fn call_events(cx: &Context<'_>, event_keys: &EventKeys) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    // The events of each call, as the join of both found them.
    let mut of_call: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, event) in cx.links.events.iter().enumerate() {
        for sent in &event.calls {
            of_call.entry(sent.call).or_default().push(number);
        }
    }
    for (number, (call, key)) in cx.inputs.calls.iter().zip(keys(cx)).enumerate() {
        let names: BTreeSet<&Text> = call
            .event
            .names
            .iter()
            .chain(&call.event.possible)
            .collect();
        for (ordinal, name) in names.into_iter().enumerate() {
            let events = of_call.get(&number).into_iter().flatten();
            let mut events = events.filter(|event| cx.links.events[**event].name == *name);
            let event = events
                .next()
                .filter(|event| cx.links.events[**event].is_defined());
            let is_certain = call.event.names.contains(name) && call.event.grade() == Grade::Exact;
            rows.push(vec![
                key.as_str().into(),
                ordinal.into(),
                Value::from(name),
                event.map(|event| event_keys.of(*event)).into(),
                if is_certain { "exact" } else { "pattern" }.into(),
            ]);
        }
    }
    rows
}

/// Returns the rows of the properties that calls send along.
pub(crate) fn call_properties(cx: &Context<'_>) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for (call, key) in cx.inputs.calls.iter().zip(keys(cx)) {
        let declared = declared(cx, call);
        for (ordinal, property) in call.properties.iter().enumerate() {
            let expression = cx.written(property);
            let sensitive = sensitivity::carried(expression)
                .or_else(|| sensitivity::by_name(&property.name, expression));
            let is_declared = declared
                .as_ref()
                .map(|declared| declared.contains(&property.name));
            let kind = match sensitive.is_some() {
                true => "user_text",
                false => value_kind(cx, call, property),
            };
            rows.push(vec![
                key.as_str().into(),
                Value::from(&property.name),
                kind.into(),
                value_text(property, expression).into(),
                is_declared.into(),
                sensitive.is_some().into(),
                ordinal.into(),
            ]);
        }
    }
    rows
}

/// Returns the properties and identifiers that the events of a call declare; none if one of them has no list.
fn declared(cx: &Context<'_>, call: &Call) -> Option<BTreeSet<Text>> {
    let mut all = BTreeSet::new();
    for name in &call.event.names {
        let event = cx.event_named(name)?;
        for definition in cx.definitions(event) {
            if !definition.properties_declared && !definition.identifiers_declared {
                return None;
            }
            let lists = definition.properties.iter().chain(&definition.identifiers);
            all.extend(lists.map(|field| field.value.clone()));
        }
    }
    (!all.is_empty()).then_some(all)
}

fn value_kind(cx: &Context<'_>, call: &Call, property: &Property) -> &'static str {
    let mut events = call
        .event
        .names
        .iter()
        .filter_map(|name| cx.event_named(name));
    let is_identifier = events.any(|event| {
        let mut definitions = cx.definitions(event);
        definitions.any(|one| {
            one.identifiers
                .iter()
                .any(|field| field.value == property.name)
        })
    });
    match (&property.values, property.kind) {
        (Some(_), _) => "constant",
        _ if is_identifier => "identifier",
        (None, Some("number")) => "number",
        (None, _) => "computed",
    }
}

/// Returns the values, or the beginning of the code that computes them.
fn value_text(property: &Property, expression: &str) -> String {
    match &property.values {
        Some(values) => values
            .iter()
            .map(Text::as_str)
            .collect::<Vec<_>>()
            .join("|"),
        None => expression.chars().take(MOST_CODE).collect(),
    }
}
