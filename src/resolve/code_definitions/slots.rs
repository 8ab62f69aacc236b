//! Evaluates slots on items of code.

use crate::facts::{CallSite, CallValue, ParameterKind, Text, Value};
use crate::resolve::code_definitions::comments::tagged;
use crate::resolve::code_definitions::item::Item;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Arguments, Context, Values};
use crate::resolve::evaluate::combine::member;
use crate::resolve::evaluate::names::names;
use crate::resolve::project::ids::ItemId;
use crate::rules::conversion::Conversion;
use crate::rules::slot::Slot;
use std::sync::Arc;

/// The values of a slot.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct SlotResult {
    /// The known values.
    pub(crate) texts: Vec<Text>,
    /// Values of which the arguments of a function decide a part, with `*` in its place.
    pub(crate) patterns: Vec<Text>,
    /// The reason why others are not known.
    pub(crate) unknown: Option<String>,
}

impl SlotResult {
    fn of(texts: impl IntoIterator<Item = Text>) -> Self {
        Self {
            texts: texts.into_iter().collect(),
            ..Self::default()
        }
    }

    fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.patterns.is_empty() && self.unknown.is_none()
    }

    fn and(mut self, other: Self) -> Self {
        self.texts.extend(other.texts);
        self.patterns.extend(other.patterns);
        self.unknown = self.unknown.or(other.unknown);
        self
    }
}

/// Returns the values of a slot for an item.
pub(crate) fn result(slot: &Slot, item: &Item, eval: &Evaluator<'_>) -> SlotResult {
    if !applies(slot, item, eval) {
        return SlotResult::default();
    }
    let mut found = source(slot, item, eval);
    if let Some(conversion) = Conversion::of(slot) {
        let texts = found.texts.iter();
        found.texts = texts.filter_map(|text| conversion.apply(text)).collect();
    }
    match &slot.default {
        Some(default) if found.is_empty() => SlotResult::of([default.clone()]),
        _ => found,
    }
}

fn applies(slot: &Slot, item: &Item, eval: &Evaluator<'_>) -> bool {
    let Some(when) = &slot.when else {
        return true;
    };
    let SlotResult { texts, .. } = result(&when.slot, item, eval);
    let has = |wanted: &crate::rules::one_or_many::OneOrMany| {
        wanted
            .iter()
            .any(|one| texts.iter().any(|text| text == one))
    };
    match (when.is.is_empty(), when.is_not.is_empty()) {
        (true, true) => !texts.is_empty(),
        (is_any, _) => (is_any || has(&when.is)) && !has(&when.is_not),
    }
}

fn source(slot: &Slot, item: &Item, eval: &Evaluator<'_>) -> SlotResult {
    if let Some(text) = &slot.text {
        return SlotResult::of([text.clone()]);
    }
    if slot.function_name {
        return SlotResult::of([item.key.clone()]);
    }
    if slot.class_name {
        return SlotResult::of([item.owner.clone()]);
    }
    if slot.value {
        return of_item(slot, item, eval);
    }
    if let Some(tag) = &slot.tag {
        let text = &eval.index.units[item.cx.unit as usize].text;
        return SlotResult::of(tagged(text, item.span.start as usize, tag));
    }
    if slot.parameters {
        return parameters(item, eval);
    }
    if let Some(constant) = &slot.receiver_constant {
        return of_values(slot, &eval.constant_of(&item.class, constant));
    }
    if let Some(name) = &slot.call {
        return call(slot, name, item, eval);
    }
    if !slot.join.is_empty() {
        return joined(slot, item, eval);
    }
    let mut any = slot.any.iter().map(|part| result(part, item, eval));
    let first = any.find(|found| !found.is_empty()).unwrap_or_default();
    let each = slot.each.iter().map(|part| result(part, item, eval));
    each.fold(first, SlotResult::and)
}

/// Returns the texts of an item's value, at the slot's key. The key of a function is that of what it returns.
fn of_item(slot: &Slot, item: &Item, eval: &Evaluator<'_>) -> SlotResult {
    let mut has_function = false;
    let values = item.value.iter().flat_map(|value| match value {
        AbstractValue::Function(at) if slot.key.is_some() => {
            has_function = true;
            let function = eval.index.function(*at);
            let cx = Context::new(at.unit, function.scope, Some(*at), function.span.end);
            let returns = function.returns.iter();
            returns.flat_map(|value| eval.eval(value, &cx)).collect()
        }
        other => vec![other.clone()],
    });
    let values: Values = values.collect();
    match has_function {
        true => with_patterns(slot, &values),
        false => of_values(slot, &values),
    }
}

/// Returns the texts of evaluated values, at the slot's key.
fn of_values(slot: &Slot, values: &Values) -> SlotResult {
    SlotResult {
        patterns: Vec::new(),
        ..with_patterns(slot, values)
    }
}

/// Returns the texts and patterns of evaluated values, at the slot's key.
fn with_patterns(slot: &Slot, values: &Values) -> SlotResult {
    let mut values = values.clone();
    for key in slot.key.iter().flat_map(|key| key.split('.')) {
        values = values.iter().flat_map(|value| member(value, key)).collect();
    }
    if slot.keys {
        let entries = values.iter().flat_map(|value| match value {
            AbstractValue::Map(entries) => entries.clone(),
            _ => Vec::new(),
        });
        values = entries.map(|(key, _)| key).collect();
    }
    let found = names(&values);
    let unknown = found.unknown.map(|(why, _)| why);
    let computed =
        || (!found.patterns.is_empty()).then(|| "it is put together from parts".to_owned());
    let unknown = unknown.or_else(computed);
    let literal = |glob: &Text| glob.chars().filter(|letter| *letter != '*').count();
    let patterns = found.patterns.into_iter();
    SlotResult {
        texts: found.names.into_iter().collect(),
        patterns: patterns.filter(|glob| literal(glob) >= 4).collect(),
        unknown,
    }
}

/// Returns the names of the parameters of a function.
fn parameters(item: &Item, eval: &Evaluator<'_>) -> SlotResult {
    let Some(function) = item.function else {
        return SlotResult::default();
    };
    let parameters = eval.index.function(function).parameters.iter();
    let named = parameters.filter(|parameter| {
        let is_one = matches!(
            parameter.kind,
            ParameterKind::Positional | ParameterKind::Either | ParameterKind::Keyword
        );
        is_one && !parameter.name.is_empty()
    });
    let names = named.flat_map(|parameter| {
        let parts = parts_of(function, &parameter.name, eval);
        match parts.is_empty() {
            true => vec![parameter.name.clone()],
            false => parts,
        }
    });
    SlotResult::of(names)
}

/// Returns the entries that a parameter is taken apart to. Such a parameter has no name of its own in the source.
fn parts_of(function: ItemId, parameter: &str, eval: &Evaluator<'_>) -> Vec<Text> {
    let is_numbered = parameter
        .strip_prefix("arg")
        .is_some_and(|number| number.parse::<u16>().is_ok());
    if !is_numbered {
        return Vec::new();
    }
    let bindings = eval.index.facts(function.unit).bindings.iter();
    let own = bindings.filter(|binding| binding.function == Some(function.item));
    let entry = |value: &Value| match value {
        Value::Member(base, key) if matches!(&**base, Value::Name(name) if name == parameter) => {
            Some(key.clone())
        }
        _ => None,
    };
    let entries = own.filter_map(|binding| match &binding.value {
        value if value.alternatives().is_some() => {
            let values = value.alternatives().unwrap_or_default();
            values.into_iter().find_map(entry)
        }
        value => entry(value),
    });
    entries.collect()
}

/// Returns an argument of a call inside a function; without an argument, the result of a method of the item's class.
fn call(slot: &Slot, name: &str, item: &Item, eval: &Evaluator<'_>) -> SlotResult {
    let (Some(function), true) = (
        item.function,
        slot.argument.is_some() || slot.keyword.is_some(),
    ) else {
        if let [variant @ AbstractValue::Variant(_)] = &item.value[..] {
            let asked = Arc::new(CallValue::asking(name.into()));
            return of_values(slot, &eval.call_on(variant, &asked, &item.cx));
        }
        let own = own_methods(name, item, eval);
        if !own.is_empty() {
            let class = Some(item.class.as_str());
            let values = eval.run(&own, Arguments::Nothing, &item.cx, class, None);
            return of_values(slot, &values);
        }
        let instance = AbstractValue::Instance(item.class.clone(), None);
        return of_values(slot, &eval.member_of(&instance, name, &item.cx));
    };
    let facts = eval.index.facts(function.unit);
    let sites = facts.calls.iter();
    let sites = sites.filter(|site| site.function == Some(function.item) && site.name == name);
    let argument = |site: &CallSite| {
        let by_position = slot.argument.and_then(|position| site.position(position));
        let by_name = slot.keyword.as_ref().and_then(|name| site.named(name));
        let argument = by_position.or(by_name)?;
        let cx = item.cx.at(site.span.start);
        let mut values = eval.eval(&argument.value, &cx);
        // A function that passes on its parameter is a wrapper and no record.
        values.retain(|value| !matches!(value, AbstractValue::Param(_)));
        Some(of_values(slot, &values))
    };
    sites
        .filter_map(argument)
        .fold(SlotResult::default(), SlotResult::and)
}

/// Returns the methods of this name in the block of the item itself: a class may have others for other traits.
fn own_methods(name: &str, item: &Item, eval: &Evaluator<'_>) -> Vec<ItemId> {
    let functions = (0..).zip(&eval.index.facts(item.cx.unit).functions);
    let own = functions.filter(|(_, function)| {
        item.cx.scope > 0 && function.scope == item.cx.scope && function.name == name
    });
    own.map(|(number, _)| ItemId::new(item.cx.unit, number))
        .collect()
}

/// Returns the parts of a slot in a row; nothing if a part that is not optional has no value.
fn joined(slot: &Slot, item: &Item, eval: &Evaluator<'_>) -> SlotResult {
    let mut rows: Vec<String> = vec![String::new()];
    let mut unknown = None;
    let mut is_first = true;
    for part in &slot.join {
        let found = result(part, item, eval);
        if found.texts.is_empty() && part.optional && found.unknown.is_none() {
            continue;
        }
        unknown = unknown.or(found.unknown);
        let separator = if is_first { "" } else { &*slot.separator };
        is_first = false;
        let longer = |row: &String| {
            let texts = found.texts.iter();
            texts
                .map(|text| format!("{row}{separator}{text}"))
                .collect::<Vec<_>>()
        };
        rows = rows.iter().flat_map(longer).take(64).collect();
    }
    rows.retain(|row| !row.is_empty());
    SlotResult {
        texts: rows.into_iter().map(Text::from).collect(),
        patterns: Vec::new(),
        unknown,
    }
}
