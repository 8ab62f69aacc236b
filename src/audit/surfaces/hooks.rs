//! Hooks: code that runs around surfaces, such as middleware.

use crate::audit::declarations::Parsed;
use crate::audit::surfaces::registered::label_of;
use crate::audit::surfaces::sites::{folder_of, function_of, imports, is_registration};
use crate::facts::{Argument, CallSite, CallValue, FileFacts, Key, Value};
use crate::languages::language_of;
use crate::reach::HookPlace;
use crate::rules::around::AroundRule;
use crate::rules::features::FeatureRules;
use crate::rules::registration::{RegisteredBy, is_one_of};
use crate::source::Span;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// A hook at its registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundHook {
    /// Index of the rule.
    pub(crate) rule: usize,
    /// The registration.
    pub(crate) place: HookPlace,
    /// Name for people.
    pub(crate) name: String,
    /// Span of the name of the registration.
    pub(crate) span: Span,
}

/// Returns the hooks of all files, by rule and place.
pub(super) fn hooks(files: &[Parsed<'_>], rules: &FeatureRules) -> Vec<FoundHook> {
    let mut found = Vec::new();
    for (number, rule) in rules.around.iter().enumerate() {
        if rule.rules.is_empty() {
            continue;
        }
        let importing = importing(files, rule);
        let of_file = |(_, path, facts): &Parsed<'_>| {
            let is_meant = is_of_language(rule, path)
                && (rule.registered.imports.is_empty()
                    || imports(facts, &rule.registered)
                    || importing.contains(folder_of(path)));
            match is_meant {
                true => of_file(path, facts, (number, rule)),
                false => Vec::new(),
            }
        };
        let own: Vec<FoundHook> = files.par_iter().flat_map_iter(of_file).collect();
        found.extend(own);
    }
    found.sort_by_key(|hook: &FoundHook| (hook.rule, hook.span));
    found
}

fn is_of_language(rule: &AroundRule, path: &str) -> bool {
    let name = || language_of(path).map(|language| language.name);
    rule.languages.is_empty()
        || name().is_some_and(|name| rule.languages.iter().any(|one| one == name))
}

/// Returns the folders that are modules and have a file that imports a module of the rule.
fn importing<'a>(files: &[Parsed<'a>], rule: &AroundRule) -> FxHashSet<&'a str> {
    let is_folder = |path: &str| {
        let language = language_of(path);
        language.is_some_and(|one| one.traits.folder_module.is_some())
    };
    let files = files.iter();
    let files =
        files.filter(|(_, path, facts)| is_folder(path) && imports(facts, &rule.registered));
    files.map(|(_, path, _)| folder_of(path)).collect()
}

fn of_file(path: &str, facts: &FileFacts, (number, rule): (usize, &AroundRule)) -> Vec<FoundHook> {
    if rule.registered.by == RegisteredBy::Setting {
        return settings(facts, number, rule);
    }
    let sites = (0..).zip(&facts.calls);
    let hooks = sites.filter(|(_, site)| is_hook(path, rule, site));
    let hook = |(item, site): (u32, &CallSite)| FoundHook {
        rule: number,
        place: HookPlace::Site(item),
        name: name(facts, rule, site),
        span: site.name_span,
    };
    hooks.map(hook).collect()
}

fn is_hook(path: &str, rule: &AroundRule, site: &CallSite) -> bool {
    let receiver = match &site.receiver {
        Some(Value::Name(name) | Value::Member(_, name)) => name.as_str(),
        _ => "",
    };
    let has_code = match rule.registered.handler {
        None => function_of(site).is_some(),
        Some(_) => !rule.handlers(site).is_empty(),
    };
    has_code
        && is_registration(path, &rule.registered, site)
        && (rule.receivers.is_empty() || is_one_of(&rule.receivers, receiver))
}

/// Returns the names that hold a list of hooks.
fn settings(facts: &FileFacts, number: usize, rule: &AroundRule) -> Vec<FoundHook> {
    let bindings = (0..).zip(&facts.bindings);
    let lists = bindings.filter(|(_, one)| {
        let is_list = matches!(one.value, Value::List(_) | Value::Spread(_));
        is_list && one.function.is_none() && is_one_of(&rule.registered.names, &one.name)
    });
    let hook = |(item, one): (u32, &crate::facts::Binding)| FoundHook {
        rule: number,
        place: HookPlace::Binding(item),
        name: one.name.to_string(),
        span: one.span,
    };
    lists.map(hook).collect()
}

/// Returns true for a function that the file imports by its name.
fn is_imported(facts: &FileFacts, call: &CallValue) -> bool {
    let mut imports = facts.imports.iter();
    call.receiver.is_none() && imports.any(|import| import.local == call.name)
}

/// Returns the name of a function as a call writes it.
fn written(call: &CallValue) -> String {
    match &call.receiver {
        Some(Value::Name(receiver) | Value::Member(_, receiver)) if !receiver.starts_with('[') => {
            format!("{receiver}.{}", call.name)
        }
        _ => call.name.to_string(),
    }
}

/// Returns the name of the code of a hook; that of its registration if it has none.
fn name(facts: &FileFacts, rule: &AroundRule, site: &CallSite) -> String {
    let handlers = rule.handlers(site);
    let name = match (function_of(site), handlers.first()) {
        (Some(item), _) => facts.functions[item as usize].name.to_string(),
        (None, Some((_, argument))) => match &argument.value {
            Value::Call(call) if !is_imported(facts, call) => written(call),
            value => label_of(facts, value, site.scope),
        },
        (None, None) => String::new(),
    };
    match name.is_empty() {
        true => registration(site, &handlers),
        false => name,
    }
}

/// Returns the name of a registration: that of the argument, or of the call.
fn registration(site: &CallSite, handlers: &[(usize, &Argument)]) -> String {
    let name = match handlers.first() {
        Some((
            _,
            Argument {
                key: Key::Name(name),
                ..
            },
        )) => name,
        _ => &site.name,
    };
    name.to_string()
}
