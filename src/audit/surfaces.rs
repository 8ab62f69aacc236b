//! Surfaces and categories that code declares, and the calls that track a surface.

use crate::audit::class_index::{Classes, classes};
use crate::audit::declarations::{
    Declaration, Parsed, class_path, declarations, text_of, texts_of,
};
use crate::audit::name_match;
use crate::calls::Call;
use crate::facts::{CallSite, FileFacts, Function, ScopeKind, Text};
use crate::rules::any_depth_globs;
use crate::rules::features::{FeatureRules, SurfaceRule};
use crate::source::{FileId, Span};
use globset::{Candidate, GlobSet};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// A place where a feature meets a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surface {
    /// The rule that found it.
    pub(crate) kind: Text,
    /// Class and method, route or class.
    pub(crate) name: String,
    /// The category it belongs to, normalised.
    pub(crate) category: Option<String>,
    /// Span of the name.
    pub(crate) span: Span,
    /// All of its code.
    pub(crate) extent: Span,
    /// True if it has a tracking call, or one names it.
    pub(crate) tracked: bool,
}

/// Declarations and surfaces of features in code.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surfaces {
    /// All declarations, by place.
    pub(crate) declarations: Vec<Declaration>,
    /// All surfaces, by place.
    pub(crate) surfaces: Vec<Surface>,
    /// For each category (normalised): the files that declare it.
    pub(crate) declaring: BTreeMap<String, BTreeSet<FileId>>,
    /// For each category: files that declare it, take part in it as mixins, or inherit it.
    pub(crate) belonging: BTreeMap<String, BTreeSet<FileId>>,
    /// For each category: files that declare it for single surfaces only.
    pub(crate) narrow: BTreeMap<String, BTreeSet<FileId>>,
    /// The category of a file, where it has only one.
    pub(crate) of_file: FxHashMap<FileId, String>,
}

struct SurfaceReader<'a> {
    files: &'a [Parsed<'a>],
    rules: &'a FeatureRules,
    classes: Classes<'a>,
    declared: BTreeMap<&'a str, Vec<&'a Declaration>>,
}

/// Reads declarations and surfaces from the facts of all parsed files.
pub(crate) fn read(files: &[Parsed<'_>], rules: &FeatureRules, calls: &[Call]) -> Surfaces {
    let (classes, declarations) = rayon::join(|| classes(files), || declarations(files, rules));
    let mut reader = SurfaceReader {
        files,
        rules,
        classes,
        declared: BTreeMap::new(),
    };
    let mut found = Surfaces::default();
    for declaration in &declarations {
        let of_class = reader.declared.entry(&declaration.class).or_default();
        of_class.push(declaration);
        let category = name_match::category(&declaration.category);
        let files = found.declaring.entry(category).or_default();
        files.insert(declaration.file);
    }
    found.belonging = reader.belonging(&found.declaring);
    found.narrow = found.declaring.clone();
    let wide = |one: &&Declaration| one.surfaces.is_none() && !one.alone;
    for wide in declarations.iter().filter(wide) {
        if let Some(files) = found.narrow.get_mut(&name_match::category(&wide.category)) {
            files.remove(&wide.file);
        }
    }
    for (category, files) in &found.belonging {
        for file in files {
            let entry = found.of_file.entry(*file);
            let entry = entry.or_insert_with(|| category.clone());
            if entry != category {
                entry.clear();
            }
        }
    }
    found.of_file.retain(|_, category| !category.is_empty());
    found.surfaces = reader.surfaces(calls);
    found.declarations = declarations;
    found
}

impl SurfaceReader<'_> {
    /// Returns the declared files with the mixins of their classes, and the files of classes that inherit the declaration.
    fn belonging(
        &self,
        declaring: &BTreeMap<String, BTreeSet<FileId>>,
    ) -> BTreeMap<String, BTreeSet<FileId>> {
        let mut belonging = declaring.clone();
        let mut subclasses: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (name, places) in &self.classes {
            for class in places {
                for parent in class.parents.iter().chain(&class.mixins) {
                    subclasses.entry(parent).or_default().push(name);
                }
            }
        }
        for (class, declarations) in &self.declared {
            for declaration in declarations {
                let category = name_match::category(&declaration.category);
                let files = belonging.entry(category).or_default();
                self.add_mixins(class, files, &mut FxHashSet::default());
                if !declaration.inherited || declaration.surfaces.is_some() {
                    continue;
                }
                let mut open: Vec<&str> = subclasses.get(class).cloned().unwrap_or_default();
                let mut seen: FxHashSet<&str> = FxHashSet::default();
                while let Some(subclass) = open.pop() {
                    let mut own = self.declared.get(subclass).into_iter().flatten();
                    if own.any(|one| one.surfaces.is_none() && !one.alone) || !seen.insert(subclass)
                    {
                        continue;
                    }
                    files.extend(self.files_of(subclass));
                    self.add_mixins(subclass, files, &mut FxHashSet::default());
                    open.extend(subclasses.get(subclass).into_iter().flatten());
                }
            }
        }
        belonging
    }

    /// Returns the files that define a class.
    fn files_of(&self, class: &str) -> impl Iterator<Item = FileId> {
        let places = self.classes.get(class).into_iter().flatten();
        places.map(|place| self.files[place.file].0)
    }

    fn add_mixins<'s>(
        &'s self,
        class: &'s str,
        files: &mut BTreeSet<FileId>,
        seen: &mut FxHashSet<&'s str>,
    ) {
        let places = self.classes.get(class).into_iter().flatten();
        for mixin in places.flat_map(|place| &place.mixins) {
            if seen.insert(mixin) {
                files.extend(self.files_of(mixin));
                self.add_mixins(mixin, files, seen);
            }
        }
    }

    /// Returns the category of a surface: its own, its class's, its mixins', its superclass's.
    fn category_of(&self, class: &str, surface: &str, depth: u8) -> Option<String> {
        let own = self.declared.get(class).into_iter().flatten();
        let (mut named, mut all) = (None, None);
        for declaration in own.filter(|declaration| !declaration.alone) {
            match &declaration.surfaces {
                Some(surfaces) if surfaces.iter().any(|one| one == surface) => {
                    named = Some(&declaration.category)
                }
                None => all = Some(&declaration.category),
                Some(_) => {}
            }
        }
        if let Some(category) = named.or(all) {
            return Some(name_match::category(category));
        }
        let places = self.classes.get(class).into_iter().flatten();
        let mut above = places
            .flat_map(|place| place.mixins.iter().chain(&place.parents))
            .filter(|name| **name != class);
        if depth > 12 {
            None
        } else {
            above.find_map(|name| self.category_of(name, surface, depth + 1))
        }
    }

    fn surfaces(&self, calls: &[Call]) -> Vec<Surface> {
        let mut by_file: FxHashMap<FileId, Vec<&Call>> = FxHashMap::default();
        for call in calls {
            by_file.entry(call.span.file).or_default().push(call);
        }
        let rules = self.rules.surfaces.iter();
        let rules: Vec<(&SurfaceRule, GlobSet)> = rules
            .map(|rule| (rule, any_depth_globs(&rule.paths)))
            .collect();
        let of_file = |(file, path, facts): &Parsed<'_>| {
            let path = Candidate::new(path);
            let calls = by_file.get(file).map_or(&[][..], Vec::as_slice);
            let mut found = Vec::new();
            for (rule, _) in rules
                .iter()
                .filter(|(_, paths)| paths.is_match_candidate(&path))
            {
                self.surfaces_of(rule, facts, calls, &mut found);
            }
            found
        };
        let mut found: Vec<Surface> = self.files.par_iter().flat_map_iter(of_file).collect();
        found.sort_by_key(|surface| surface.span);
        found
    }

    fn surfaces_of(
        &self,
        rule: &SurfaceRule,
        facts: &FileFacts,
        calls: &[&Call],
        found: &mut Vec<Surface>,
    ) {
        for function in &facts.functions {
            found.extend(self.method_or_class(rule, facts, function, calls));
        }
        let routes = facts.calls.iter().filter(|site| {
            rule.calls.contains(&site.name) && site.receiver.is_none() && site.function.is_none()
        });
        let routes: Vec<&CallSite> = routes.collect();
        for (number, site) in routes.iter().enumerate() {
            let next = routes.get(number + 1).copied();
            found.extend(self.route(rule, facts, site, next, calls));
        }
    }

    /// Returns the surface that a method is, or that its class is because of the method.
    fn method_or_class(
        &self,
        rule: &SurfaceRule,
        facts: &FileFacts,
        function: &Function,
        calls: &[&Call],
    ) -> Option<Surface> {
        let class = facts.scopes.get(function.scope as usize)?;
        if class.kind != ScopeKind::Class {
            return None;
        }
        let path = class_path(&class.path);
        let is_surface = |ending: &Text| function.public && path.ends_with(ending.as_str());
        let (name, extent, named) = if rule.methods_of.as_ref().is_some_and(is_surface) {
            let named = named_by_macro(facts, function, calls);
            (format!("{path}#{}", function.name), function.span, named)
        } else if rule.class_with.as_ref() == Some(&function.name) {
            let extent = if rule.methods_of.is_some() {
                function.span
            } else {
                class.span
            };
            (path.to_owned(), extent, false)
        } else {
            return None;
        };
        Some(Surface {
            kind: rule.id.clone(),
            name,
            category: self.category_of(path, &function.name, 0),
            span: function.name_span,
            extent,
            tracked: named || contains_call(extent, calls),
        })
    }

    /// Returns the surface that a route call declares. `next` is the route below it.
    fn route(
        &self,
        rule: &SurfaceRule,
        facts: &FileFacts,
        site: &CallSite,
        next: Option<&CallSite>,
        calls: &[&Call],
    ) -> Option<Surface> {
        let scope = facts.scopes.get(site.scope as usize)?;
        if scope.kind == ScopeKind::File {
            return None;
        }
        // A call's span ends before its block, so the code of a route reaches to the next one.
        let next = next.filter(|next| next.scope == site.scope);
        let end = next.map_or(scope.span.end, |next| next.span.start);
        let extent = Span {
            end: end.max(site.span.end),
            ..site.span
        };
        let class = class_path(&scope.path);
        let argument = site.position(0);
        let route = argument.and_then(|argument| text_of(&argument.value));
        let route = route.cloned().unwrap_or_default();
        let declarations = self.rules.declarations.iter();
        let own = declarations
            .filter_map(|rule| site.named(rule.keyword.as_ref()?))
            .find_map(|argument| text_of(&argument.value));
        let category = match own {
            Some(own) => Some(name_match::category(own)),
            None => self.category_of(class, &route, 0),
        };
        Some(Surface {
            kind: rule.id.clone(),
            name: format!("{class} {} {route}", site.name.to_uppercase()),
            category,
            span: site.name_span,
            extent,
            tracked: contains_call(extent, calls),
        })
    }
}

fn contains_call(extent: Span, calls: &[&Call]) -> bool {
    calls.iter().any(|call| extent.contains(call.span))
}

/// Returns true if a tracking call in the class body names the method among its arguments, or names none and so means all.
fn named_by_macro(facts: &FileFacts, function: &Function, calls: &[&Call]) -> bool {
    facts.calls.iter().any(|site| {
        site.scope == function.scope
            && site.function.is_none()
            && calls.iter().any(|call| call.span == site.span)
            && site
                .arguments
                .iter()
                .any(|argument| texts_of(argument).contains(&function.name))
    })
}

#[cfg(test)]
mod tests;
