//! Items of code that are records of a rule.

use crate::facts::{BindingKind, FileFacts, Function, FunctionKind, ScopeKind, Text, Value};
use crate::resolve::code_definitions::arguments::arguments;
use crate::resolve::code_definitions::item::Item;
use crate::resolve::code_definitions::members::Table;
use crate::resolve::code_definitions::variants::variants;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context};
use crate::resolve::project::ids::ItemId;
use crate::rules::compiled_definitions::{CodeItems, CompiledRule};
use crate::rules::definitions::FieldName;
use crate::rules::each::ItemKind;
use crate::rules::slot::Slot;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Returns the items of a rule in the parsed files that it takes.
pub(crate) fn items(rule: &CompiledRule, units: &[u32], eval: &Evaluator<'_>) -> Vec<Item> {
    let Some(each) = &rule.each else {
        return Vec::new();
    };
    if each.kind == ItemKind::Subclasses {
        return subclasses(units, each, eval);
    }
    let mut found = Vec::new();
    let first = |unit: &u32| !eval.index.symbols.repeats(*unit);
    for unit in units.iter().copied().filter(first) {
        match each.kind {
            ItemKind::Methods => methods(each, eval, unit, &mut found),
            ItemKind::Variants => variants(each, eval, unit, &mut found),
            ItemKind::Implementing => implementing(each, eval, unit, &mut found),
            ItemKind::Arguments => arguments(each, eval, unit, &mut found),
            _ => {
                let name = rule
                    .slot(FieldName::Name)
                    .map(Slot::all)
                    .unwrap_or_default();
                let keys = name.iter().filter(|slot| slot.value);
                let keys = keys.filter_map(|slot| slot.key.as_ref()?.split('.').next());
                let keys: Vec<_> = keys.collect();
                constants(each, eval, unit, &keys, &mut found);
                if each.kind == ItemKind::Members && !keys.is_empty() {
                    functions_of_objects(each, eval, unit, &mut found);
                }
            }
        }
    }
    found
}

/// Returns the public methods of the classes that contain the items.
pub(crate) fn public_methods<'f>(
    each: &'f CodeItems,
    facts: &'f FileFacts,
) -> impl Iterator<Item = (u32, &'f Function)> {
    (0..).zip(&facts.functions).filter(|(_, function)| {
        let owner = &facts.scopes[function.scope as usize].path;
        let is_own = function.outer.is_none() && function.kind != FunctionKind::Constructor;
        is_own && function.public && each.has(owner)
    })
}

/// Adds the public methods of classes.
fn methods(each: &CodeItems, eval: &Evaluator<'_>, unit: u32, found: &mut Vec<Item>) {
    let facts = eval.index.facts(unit);
    for (item, function) in public_methods(each, facts) {
        let owner = &facts.scopes[function.scope as usize].path;
        let at = ItemId::new(unit, item);
        found.push(Item {
            handle: function.name.clone(),
            key: function.name.clone(),
            owner: owner.clone(),
            class: eval.index.class_of_function(at).clone(),
            function: Some(at),
            cx: Context::new(unit, function.scope, Some(at), function.span.end),
            value: Vec::new(),
            name_span: function.name_span,
            span: function.span,
        });
    }
}

/// Adds the members of objects, enums, hashes and lists, and the constants of classes.
fn constants(
    each: &CodeItems,
    eval: &Evaluator<'_>,
    unit: u32,
    record_keys: &[&str],
    found: &mut Vec<Item>,
) {
    let facts = eval.index.facts(unit);
    for binding in &facts.bindings {
        if binding.function.is_some() || binding.kind != BindingKind::Assign {
            continue;
        }
        let scope = &facts.scopes[binding.scope as usize];
        let is_file = scope.kind == ScopeKind::File;
        let path: Text = match is_file {
            true => binding.name.clone(),
            false => format!("{}::{}", scope.path, binding.name).into(),
        };
        let mut table = Table {
            eval,
            each,
            unit,
            binding,
            owner: path.clone(),
            record_keys,
            from: binding.span.start as usize,
            entries: None,
        };
        if each.has(&path) {
            table.items(found);
        } else if !is_file && each.has(&scope.path) && is_constant(eval, unit, &binding.name) {
            // An object literal with functions has its members as bindings of a scope too.
            let as_object = |other: &crate::facts::Binding| {
                other.name == scope.path && matches!(other.value, Value::Map(_))
            };
            let is_object = scope.kind == ScopeKind::Object;
            if is_object && facts.bindings.iter().any(as_object) {
                continue;
            }
            table.owner = scope.path.clone();
            table.constant(found);
        }
    }
}

/// Adds the functions of objects, whose results are records.
fn functions_of_objects(each: &CodeItems, eval: &Evaluator<'_>, unit: u32, found: &mut Vec<Item>) {
    let facts = eval.index.facts(unit);
    for (item, function) in (0..).zip(&facts.functions) {
        let scope = &facts.scopes[function.scope as usize];
        if scope.kind != ScopeKind::Object || function.outer.is_some() || !each.has(&scope.path) {
            continue;
        }
        let at = ItemId::new(unit, item);
        found.push(Item {
            handle: format!("{}.{}", scope.path, function.name).into(),
            key: function.name.clone(),
            owner: scope.path.clone(),
            class: eval.index.class_of_function(at).clone(),
            function: Some(at),
            cx: Context::new(unit, function.scope, Some(at), function.span.end),
            value: vec![AbstractValue::Function(at)],
            name_span: function.name_span,
            span: function.span,
        });
    }
}

/// Returns true if a binding of a class may be a constant by its name.
fn is_constant(eval: &Evaluator<'_>, unit: u32, name: &str) -> bool {
    let traits = &eval.index.units[unit as usize].language.traits;
    let is_word = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let is_field = traits.is_field(name);
    is_word && !is_field && (traits.is_per_file() || name.starts_with(char::is_uppercase))
}

/// Adds the classes that implement a trait or include a module.
fn implementing(each: &CodeItems, eval: &Evaluator<'_>, unit: u32, found: &mut Vec<Item>) {
    let facts = eval.index.facts(unit);
    for (item, scope) in (0..).zip(&facts.scopes) {
        let mut supers = scope.supers.iter();
        let implements = supers.any(|one| match &one.value {
            Value::Name(name) => each.has(name.trim_start_matches("::")),
            _ => false,
        });
        if implements {
            found.extend(class(eval, ItemId::new(unit, item)));
        }
    }
}

fn subclasses(units: &[u32], each: &CodeItems, eval: &Evaluator<'_>) -> Vec<Item> {
    let index = eval.index;
    let classes = each.names.iter().flat_map(|class| index.subclasses(class));
    let scopes = classes.flat_map(|class: Text| index.definitions(&class).first().copied());
    let scopes = scopes.filter(|at| units.binary_search(&at.unit).is_ok());
    let found = scopes.chain(subclasses_in_files(units, each, eval));
    let found = found.filter(|at| !defines(eval, *at, &each.without));
    found.filter_map(|at| class(eval, at)).collect()
}

/// Returns the subclasses in languages where the names of classes belong to files. A class counts as the expected one by its name.
fn subclasses_in_files(units: &[u32], each: &CodeItems, eval: &Evaluator<'_>) -> Vec<ItemId> {
    let index = eval.index;
    let units = units
        .iter()
        .copied()
        .filter(|unit| index.is_per_file(*unit));
    let mut scopes: Vec<ItemId> = Vec::new();
    for unit in units {
        let all = (0..).zip(&index.facts(unit).scopes);
        let with_supers = all.filter(|(_, scope)| !scope.supers.is_empty());
        scopes.extend(with_supers.map(|(item, _)| ItemId::new(unit, item)));
    }
    let mut known: FxHashSet<&str> = each.names.iter().map(|name| last(name)).collect();
    let mut found = Vec::new();
    loop {
        let (new, rest): (Vec<ItemId>, Vec<ItemId>) = scopes.iter().partition(|at| {
            let mut supers = index.scope(**at).supers.iter();
            supers.any(|one| match &one.value {
                Value::Name(name) | Value::Member(_, name) => known.contains(last(name)),
                _ => false,
            })
        });
        if new.is_empty() {
            break;
        }
        known.extend(new.iter().map(|at| last(&index.scope(*at).path)));
        found.extend(new);
        scopes = rest;
    }
    found.sort_unstable();
    found
}

fn last(name: &str) -> &str {
    name.rsplit(['.', ':']).next().unwrap_or(name)
}

/// Returns true if the body of a class defines one of these methods.
fn defines(eval: &Evaluator<'_>, at: ItemId, methods: &[Text]) -> bool {
    let functions = &eval.index.facts(at.unit).functions;
    let own = functions.iter().filter(|one| one.scope == at.item);
    own.into_iter().any(|one| methods.contains(&one.name))
}

/// Returns a class as an item.
fn class(eval: &Evaluator<'_>, at: ItemId) -> Option<Item> {
    let scope = eval.index.scope(at);
    if scope.kind != ScopeKind::Class {
        return None;
    }
    let last = scope.path.rsplit("::").next().unwrap_or_default();
    let text = &eval.index.unit(at).text;
    let start = scope.span.start as usize;
    let written = text.get(start..scope.span.end as usize)?;
    let name_start = start + written.find(last).unwrap_or_default();
    let name_end = (name_start + last.len()).min(scope.span.end as usize);
    Some(Item {
        handle: scope.path.clone(),
        key: last.into(),
        owner: scope.path.clone(),
        class: eval.index.class_key(at).clone(),
        function: None,
        cx: Context::new(at.unit, at.item, None, scope.span.end),
        value: Vec::new(),
        name_span: Span::new(scope.span.file, name_start, name_end),
        span: scope.span,
    })
}
