//! Properties of calls, and the construction of reported calls.

use crate::calls::{Call, EventName, Property, Step, StepKind};
use crate::facts::{CallSite, Key, Text, Value};
use crate::languages::LANGUAGES;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Values};
use crate::resolve::evaluate::names::{Names, names};
use crate::resolve::match_rules::CompiledCall;
use crate::resolve::match_rules::attributes::attribute;
use crate::resolve::match_rules::slots::SlotReader;
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::symbol_table::SymbolTable;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::CallBuilder;
use crate::rules::PropertySlot;
use crate::rules::slot::Slot;
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

impl Propagator<'_, '_, '_> {
    pub(crate) fn name_span(&self, site: ItemId, slot: &Slot) -> Span {
        let call = self.eval.index.site(site);
        let slots = slot.all().into_iter().filter(|slot| slot.call.is_none());
        let argument =
            slots.filter_map(
                |slot| match (slot.argument, &slot.keyword, &slot.attribute) {
                    (Some(position), _, _) => call.position(position),
                    (_, Some(keyword), _) => call.named(keyword),
                    (_, _, Some(name)) => attribute(call, name),
                    _ => None,
                },
            );
        argument
            .map(|argument| argument.span)
            .next()
            .unwrap_or(call.name_span)
    }

    /// The properties of a call, and true if they are complete.
    pub(crate) fn properties(
        &self,
        site: ItemId,
        rule: &CompiledCall<'_>,
        reader: &SlotReader<'_, '_>,
    ) -> (Vec<Property>, bool) {
        let call = self.eval.index.site(site);
        let mut found = Vec::new();
        let mut known = !call
            .arguments
            .iter()
            .any(|argument| argument.key == Key::Spread);
        for slot in &rule.rule.properties {
            if slot.name == "*" && slot.slot.argument.is_none() && slot.slot.keyword.is_none() {
                self.other_arguments(site, rule, &mut found);
                continue;
            }
            let Some(values) = self.eval.detail(|| reader.values(&slot.slot)) else {
                continue;
            };
            let span = self.name_span(site, &slot.slot);
            let from = found.len();
            known &= Self::add_property(slot, &values, span, &mut found);
            if slot.name == "*" {
                self.narrow(site, span, &mut found[from..]);
            }
        }
        (found, known)
    }

    /// Sets the spans of the properties at `span` to their entries in literal maps.
    fn narrow(&self, site: ItemId, span: Span, properties: &mut [Property]) {
        let calls = &self.eval.index.unit(site).facts.calls;
        let maps = self.eval.index.symbols.site_places(site.unit);
        let maps = maps.maps_in(calls, span);
        let entries = maps.iter().flat_map(|map| &calls[*map as usize].arguments);
        let entries: Vec<(&Text, Span)> = entries
            .filter_map(|entry| match &entry.key {
                Key::Name(key) => Some((key, entry.span)),
                _ => None,
            })
            .collect();
        // The first entry of a key.
        let by_key: FxHashMap<&Text, Span> = entries.iter().rev().copied().collect();
        for property in properties {
            // The keys of a map inside another one begin with the key of the outer one.
            let named = |key: &Text| {
                key.strip_suffix(property.name.as_str())
                    .is_some_and(|rest| rest.ends_with('-'))
            };
            let within = |key: &Text| key.split('-').any(|part| part == property.name.as_str());
            let find = |fits: &dyn Fn(&Text) -> bool| {
                let entry = entries.iter().find(|(key, _)| fits(key));
                entry.map(|(_, span)| *span)
            };
            let entry = by_key.get(&property.name).copied();
            let entry = entry.or_else(|| find(&named)).or_else(|| find(&within));
            property.span = entry.unwrap_or(property.span);
        }
    }

    /// Adds one property, or all keys of a map. Returns true if all keys are known.
    pub(crate) fn add_property(
        slot: &PropertySlot,
        values: &[AbstractValue],
        span: Span,
        found: &mut Vec<Property>,
    ) -> bool {
        if slot.name != "*" {
            found.push(property(slot.name.clone(), values, span));
            return true;
        }
        let mut known = true;
        let mut by_key: BTreeMap<Text, Values> = BTreeMap::new();
        for value in values {
            match value {
                AbstractValue::Map(entries) => {
                    for (key, value) in entries {
                        match key {
                            AbstractValue::Text(key) => {
                                by_key.entry(key.clone()).or_default().push(value.clone())
                            }
                            _ => known = false,
                        }
                    }
                }
                AbstractValue::Null | AbstractValue::Missing(_) => {}
                _ => known = false,
            }
        }
        found.extend(
            by_key
                .into_iter()
                .map(|(key, values)| property(key, &values, span)),
        );
        known
    }

    pub(crate) fn other_arguments(
        &self,
        site: ItemId,
        rule: &CompiledCall<'_>,
        found: &mut Vec<Property>,
    ) {
        let cx = self.eval.context_of(site);
        let named: Vec<&Text> = rule
            .rule
            .properties
            .iter()
            .map(|slot| &slot.slot)
            .chain([&rule.rule.event])
            .flat_map(Slot::all)
            .filter_map(|slot| slot.keyword.as_ref())
            .chain(rule.rule.settings.iter())
            .collect();
        for argument in &self.eval.index.site(site).arguments {
            if let Key::Name(name) = &argument.key
                && !named.contains(&name)
            {
                found.push(property(
                    name.clone(),
                    &self.eval.eval(&argument.value, &cx),
                    argument.span,
                ));
            }
        }
    }
}

impl CallBuilder {
    /// The call at its site.
    pub(crate) fn finish(self, symbols: &SymbolTable, at: ItemId) -> Call {
        let unit = symbols.unit(at);
        let site = symbols.site(at);
        let Names {
            names: full,
            patterns,
            mut possible,
            unknown,
            missing,
            ..
        } = self.event;
        possible.retain(|name| !full.contains(name));
        let own = self.own.as_ref();
        let name_span = own.map_or(site.name_span, |own| own.name_span);
        let is_nameless = full.is_empty() && patterns.is_empty() && possible.is_empty();
        let nameless =
            || is_nameless.then(|| ("nothing that it is given is a name".to_owned(), name_span));
        let unknown = missing.clone().or(unknown).or_else(nameless);
        let part = |names: &Option<Names>| names.as_ref().and_then(joined);
        let missing =
            missing.or_else(|| missing_part([&self.category, &self.label, &self.property]));
        let scope = scope_of(symbols, at);
        let via = self.via.steps();
        let written = written(site, &via, name_span);
        let (properties, properties_known, added) = self.own.map_or_else(Default::default, |own| {
            (own.properties, own.properties_known, own.added)
        });
        Call {
            rule: self.origin.rule,
            system: self.origin.system,
            language: unit.language.name,
            span: site.span,
            name_span,
            event: EventName {
                names: full,
                possible,
                patterns,
                unknown,
                missing,
            }
            .without_line_breaks(name_span),
            category: part(&self.category),
            label: part(&self.label),
            property: part(&self.property),
            properties,
            properties_known,
            added,
            scope,
            via,
            deprecated: self.origin.deprecated,
            misplaced: self.origin.misplaced,
            inside_wrapper: self.inside_wrapper,
            said_at: self.said_at.into_iter().collect(),
            written,
        }
    }
}

/// Spellings of the name of a call.
fn written(site: &CallSite, via: &[Step], name_span: Span) -> &'static str {
    match via.last().map(|step| step.kind) {
        Some(StepKind::Property) => return "property",
        Some(_) => return "wrapper",
        None => {}
    }
    let argument = site
        .arguments
        .iter()
        .find(|argument| argument.span == name_span);
    argument.map_or("implied", |argument| form(&argument.value))
}

fn form(value: &Value) -> &'static str {
    match value {
        Value::Text(_) => "literal",
        Value::Name(name)
            if name
                .rsplit("::")
                .next()
                .is_some_and(|own| own.starts_with(char::is_uppercase)) =>
        {
            "constant"
        }
        Value::Name(_) => "local",
        Value::Member(_, name) if name.starts_with(char::is_uppercase) => "constant",
        Value::Member(base, _) if matches!(&**base, Value::Name(name) if name.starts_with(char::is_uppercase)) => {
            "constant"
        }
        Value::Member(..) | Value::Index(..) | Value::Map(_) => "look-up",
        Value::Template(_) => "template",
        value if value.alternatives().is_some() => {
            let values = value.alternatives().unwrap_or_default();
            let mut forms = values.into_iter().map(form);
            let mut forms = forms.by_ref().filter(|form| *form != "implied");
            let first = forms.next().unwrap_or("implied");
            if forms.all(|form| form == first) {
                first
            } else {
                "local"
            }
        }
        Value::Call(call) => match &call.receiver {
            Some(receiver) if is_same_text(&call.name) => form(receiver),
            _ => "result",
        },
        Value::Null => "implied",
        _ => "local",
    }
}

/// Returns class and function around a call site, as the language writes them.
fn scope_of(symbols: &SymbolTable, at: ItemId) -> String {
    let scope = symbols.site(at).scope as usize;
    let path = &symbols.unit(at).facts.scopes[scope].path;
    let Some(function) = symbols.around(at) else {
        return path.to_string();
    };
    let sign = match symbols.is_static(function) {
        true => ".",
        false => "#",
    };
    format!("{path}{sign}{}", symbols.function(function).name)
}

/// Returns the first member that a part of a call reads and that does not exist.
fn missing_part(parts: [&Option<Names>; 3]) -> Option<(String, Span)> {
    let mut parts = parts.into_iter().flatten();
    parts.find_map(|names| names.missing.clone())
}

/// Returns true if a method returns its receiver's text in a language.
fn is_same_text(method: &str) -> bool {
    LANGUAGES
        .iter()
        .any(|language| language.traits.methods.keeps_text(method))
}

/// One text for a category, label or property: the literal, alternatives joined by `|`, or a glob.
fn joined(names: &Names) -> Option<Text> {
    let Names {
        names: full,
        patterns,
        ..
    } = names;
    let all: BTreeSet<&Text> = full.iter().chain(patterns).collect();
    let all: Vec<&str> = all.into_iter().map(Text::as_str).collect();
    (!all.is_empty()).then(|| all.join("|").into())
}

pub(crate) fn property(name: Text, values: &[AbstractValue], span: Span) -> Property {
    let found = names(values);
    let known = found.patterns.is_empty() && !found.names.is_empty() && !found.null;
    let kind = match values {
        [AbstractValue::Text(_) | AbstractValue::Parts(_)] => Some("string"),
        [AbstractValue::List(_)] => Some("list"),
        [AbstractValue::Map(_)] => Some("map"),
        _ => None,
    };
    Property {
        name,
        values: known.then_some(found.names),
        kind,
        span,
    }
}
