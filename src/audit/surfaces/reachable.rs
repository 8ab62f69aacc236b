//! Methods that requests can reach. Helpers, hooks and aliases are no surfaces.

use crate::audit::class_index::Classes;
use crate::audit::declarations::{Parsed, class_path};
use crate::audit::surfaces::categories::Categories;
use crate::facts::{FileFacts, Function, FunctionKind, Key, ParameterKind, Text, Value};
use crate::languages::snake_case;
use crate::rules::features::{FeatureRules, ResourceRule, SurfaceRule};
use crate::rules::globs;
use crate::source::SourceMap;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Limit of ancestors that one look-up comes through.
const MOST_ANCESTORS: usize = 64;

/// Names in routes and in macros of classes.
pub(super) struct Reachable<'a> {
    /// Standard methods that routes allow, by the last part of the class in snake case; none for all of them.
    standard: FxHashMap<String, Option<FxHashSet<&'a Text>>>,
    /// Words of the route files; none without such files.
    routed: Option<FxHashSet<&'a str>>,
    /// Classes that name a method as a callback or helper, by the method.
    named: FxHashMap<&'a Text, Vec<&'a str>>,
}

impl<'a> Reachable<'a> {
    pub(super) fn new(
        files: &[Parsed<'a>],
        sources: &'a SourceMap,
        rules: &'a FeatureRules,
    ) -> Self {
        let macros: FxHashSet<&Text> = rules
            .surfaces
            .iter()
            .flat_map(|rule| rule.helpers.iter().chain(macros_of(rule)))
            .collect();
        let mut named: FxHashMap<&Text, Vec<&str>> = FxHashMap::default();
        if !macros.is_empty() {
            for (_, _, facts) in files {
                for site in &facts.calls {
                    if site.function.is_some() || !macros.contains(&site.name) {
                        continue;
                    }
                    let class = facts.scopes.get(site.scope as usize);
                    let class = class.map_or("", |scope| class_path(&scope.path));
                    for argument in &site.arguments {
                        if let (Key::Position(_), Value::Text(name)) =
                            (&argument.key, &argument.value)
                        {
                            named.entry(name).or_default().push(class);
                        }
                    }
                }
            }
        }
        let mut standard = FxHashMap::default();
        for rule in &rules.surfaces {
            if let (Some(resources), Ok(routes)) = (&rule.resources, globs(&rule.routes)) {
                let files = files.iter().filter(|(_, path, _)| routes.is_match(path));
                for (_, _, facts) in files {
                    add_resources(resources, &rule.standard, facts, &mut standard);
                }
            }
        }
        Self {
            standard,
            routed: routed(sources, rules),
            named,
        }
    }

    /// Returns true if a route may lead to a method that a class inherits.
    pub(super) fn is_routed_inherited(
        &self,
        rule: &SurfaceRule,
        class: &str,
        method: &Text,
    ) -> bool {
        let ending = rule.methods_of.as_deref().unwrap_or_default();
        let class = class.rsplit("::").next().unwrap_or(class);
        let stem = snake_case(class.strip_suffix(ending).unwrap_or(class));
        let allowed = stem.as_ref().and_then(|stem| self.standard.get(stem));
        let is_allowed = |allowed: &Option<FxHashSet<&Text>>| {
            allowed
                .as_ref()
                .is_none_or(|allowed| allowed.contains(method))
        };
        if rule.standard.contains(method) {
            let routed = self.routed.as_ref();
            let named = stem.as_ref().map(|stem| format!("{stem}#{method}"));
            return allowed.is_none_or(is_allowed)
                || routed
                    .zip(named)
                    .is_some_and(|(routed, named)| routed.contains(named.as_str()));
        }
        let mut unrouted = rule.unrouted.iter();
        !unrouted.any(|ending| class.ends_with(ending.as_str()))
    }

    /// Returns true if a route file contains a word, or there is no such file.
    pub(super) fn is_mentioned(&self, word: &str) -> bool {
        let words = self.routed.as_ref();
        words.is_none_or(|words| words.contains(word))
    }

    /// Returns true if a method is a surface.
    pub(super) fn is_surface(
        &self,
        rule: &SurfaceRule,
        categories: &Categories<'_>,
        facts: &FileFacts,
        function: &Function,
        class: &str,
    ) -> bool {
        let needs_value = |kind: ParameterKind| {
            matches!(kind, ParameterKind::Positional | ParameterKind::Keyword)
        };
        let mut parameters = function.parameters.iter();
        let is_called_with = parameters.any(|one| needs_value(one.kind) && one.default.is_none());
        function.public
            && function.kind == FunctionKind::Method
            && !is_called_with
            && !function.name.ends_with(['?', '!', '='])
            && !rule.hooks.contains(&function.name)
            && self.is_routed(rule, class, &function.name)
            && !self.is_named(&categories.classes, class, &function.name)
            && !self.is_helper(rule, facts, function)
    }

    /// Returns true if a route may lead to a method.
    pub(super) fn is_routed(&self, rule: &SurfaceRule, class: &str, method: &Text) -> bool {
        let mut unrouted = rule.unrouted.iter();
        let words = self.routed.as_ref();
        words.is_none_or(|words| words.contains(method.as_str()))
            || rule.standard.contains(method)
            || unrouted.any(|ending| class.ends_with(ending.as_str()))
    }

    /// Returns true if a macro of the class, an ancestor or a subclass names the method.
    fn is_named(&self, classes: &Classes<'_>, class: &str, method: &Text) -> bool {
        let naming = self.named.get(method).into_iter().flatten();
        naming.copied().any(|other| {
            other == class
                || ancestors(classes, class).contains(other)
                || ancestors(classes, other).contains(class)
        })
    }

    /// Returns true if another method of the class calls the method. Routes decide where there are any.
    fn is_helper(&self, rule: &SurfaceRule, facts: &FileFacts, function: &Function) -> bool {
        self.routed.is_none()
            && !rule.standard.contains(&function.name)
            && facts.calls.iter().any(|site| {
                site.name == function.name
                    && site.receiver.is_none()
                    && site.function.is_some()
                    && site.scope == function.scope
            })
    }
}

/// Adds the methods that calls in a route file allow.
fn add_resources<'a>(
    rule: &ResourceRule,
    standard: &'a [Text],
    facts: &'a FileFacts,
    found: &mut FxHashMap<String, Option<FxHashSet<&'a Text>>>,
) {
    for site in facts
        .calls
        .iter()
        .filter(|site| rule.calls.contains(&site.name))
    {
        let listed = |keyword: &Text| {
            let argument = site.named(keyword)?;
            Some(texts(&argument.value))
        };
        let only = listed(&rule.only);
        let except = listed(&rule.except);
        let methods: Option<FxHashSet<&Text>> = match (only, except) {
            (Some(only), _) => Some(only.into_iter().collect()),
            (None, Some(except)) => Some(
                standard
                    .iter()
                    .filter(|one| !except.contains(one))
                    .collect(),
            ),
            (None, None) => None,
        };
        let class = site.named(&rule.class).map(|argument| &argument.value);
        let first = site.position(0).map(|argument| &argument.value);
        for name in class.or(first).map(texts).unwrap_or_default() {
            let last = name.rsplit('/').next().unwrap_or(name);
            for class in [last.to_owned(), format!("{last}s")] {
                match found
                    .entry(class)
                    .or_insert_with(|| Some(FxHashSet::default()))
                {
                    entry @ Some(_) if methods.is_none() => *entry = None,
                    Some(allowed) => allowed.extend(methods.iter().flatten()),
                    None => {}
                }
            }
        }
    }
}

/// Returns the texts of a text or list.
fn texts(value: &Value) -> Vec<&Text> {
    match value {
        Value::Text(text) => vec![text],
        Value::List(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn macros_of(rule: &SurfaceRule) -> impl Iterator<Item = &Text> {
    let callbacks = rule.callbacks.iter();
    callbacks.flat_map(|one| one.macros.iter().chain(&one.skips))
}

/// Returns the words of the route files.
fn routed<'a>(sources: &'a SourceMap, rules: &FeatureRules) -> Option<FxHashSet<&'a str>> {
    let patterns: Vec<String> = rules
        .surfaces
        .iter()
        .flat_map(|rule| rule.routes.clone())
        .collect();
    let patterns = globs(&patterns).ok().filter(|_| !patterns.is_empty())?;
    let files: Vec<_> = sources.iter().collect();
    let files = files
        .par_iter()
        .filter(|(_, file)| patterns.is_match(&*file.path));
    let words = files.flat_map_iter(|(_, file)| {
        let text: &'a str = &file.text;
        // `class#method` counts as a word too.
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let targets = text.split(move |c: char| !is_part(c) && c != '#');
        let words = text.split(move |c: char| !is_part(c));
        targets.chain(words).filter(|word| !word.is_empty())
    });
    let words: FxHashSet<&str> = words.collect();
    (!words.is_empty()).then_some(words)
}

/// Returns the superclasses and mixins of a class.
pub(super) fn ancestors<'a>(classes: &Classes<'a>, class: &'a str) -> FxHashSet<&'a str> {
    let mut found: FxHashSet<&str> = FxHashSet::default();
    let mut open = vec![class];
    while let Some(class) = open.pop() {
        let places = classes.get(class).into_iter().flatten();
        for above in places.flat_map(|place| place.parents.iter().chain(&place.mixins)) {
            if found.len() < MOST_ANCESTORS && found.insert(above) {
                open.push(above);
            }
        }
    }
    found
}
