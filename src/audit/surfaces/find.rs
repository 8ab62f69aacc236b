//! Finds surfaces in facts.

use crate::audit::declarations::{Parsed, class_path, text_of, texts_of};
use crate::audit::name_match;
use crate::audit::surfaces::categories::Categories;
use crate::audit::surfaces::reachable::Reachable;
use crate::audit::surfaces::served::ServedClasses;
use crate::audit::surfaces::sites::{folder_of, imports};
use crate::audit::surfaces::surface::{Evidence, Surface};
use crate::calls::Call;
use crate::facts::{Argument, CallSite, FileFacts, Function, Key, ScopeKind, Text, Value};
use crate::languages::language_of;
use crate::reach::Body;
use crate::rules::any_depth_globs;
use crate::rules::features::{FeatureRules, SurfaceRule};
use crate::source::{FileId, SourceMap, Span};
use globset::{Candidate, GlobSet};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// A search for surfaces.
pub(super) struct Finder<'a> {
    pub(super) categories: &'a Categories<'a>,
    pub(super) reachable: &'a Reachable<'a>,
    pub(super) sources: &'a SourceMap,
    /// Classes that others inherit from.
    pub(super) superclasses: FxHashSet<&'a str>,
    /// Classes whose objects a framework calls.
    pub(super) served: ServedClasses<'a>,
    /// For each rule: folders that are modules, with a file that imports one of its modules.
    pub(super) importing: Vec<FxHashSet<&'a str>>,
    rules: &'a FeatureRules,
    calls: FxHashMap<FileId, Vec<&'a Call>>,
    /// Globs of the files of each rule.
    paths: Vec<GlobSet>,
}

/// One file under search.
pub(super) struct File<'f> {
    pub(super) path: &'f str,
    pub(super) facts: &'f FileFacts,
    pub(super) calls: &'f [&'f Call],
    pub(super) rule: &'f SurfaceRule,
    /// Index of the rule.
    pub(super) number: usize,
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        categories: &'a Categories<'a>,
        reachable: &'a Reachable<'a>,
        sources: &'a SourceMap,
        rules: &'a FeatureRules,
        all_calls: &'a [Call],
    ) -> Self {
        let mut calls: FxHashMap<FileId, Vec<&Call>> = FxHashMap::default();
        for call in all_calls {
            calls.entry(call.span.file).or_default().push(call);
        }
        let paths = rules.surfaces.iter();
        let paths = paths.map(|rule| any_depth_globs(&rule.paths));
        let places = categories.classes.values().flatten();
        Self {
            categories,
            reachable,
            sources,
            superclasses: places.flat_map(|place| &place.parents).copied().collect(),
            served: ServedClasses::new(categories.files, &rules.surfaces),
            importing: importing(categories.files, &rules.surfaces),
            rules,
            calls,
            paths: paths.collect(),
        }
    }

    /// Returns all surfaces, by place.
    pub(super) fn surfaces(&self) -> Vec<Surface> {
        let rules = || self.rules.surfaces.iter().zip(&self.paths);
        let of_file = |(id, path, facts): &Parsed<'_>| {
            let name: &str = path;
            let path = Candidate::new(name);
            let calls = self.calls.get(id).map_or(&[][..], Vec::as_slice);
            let mut found = Vec::new();
            for (number, (rule, paths)) in rules().enumerate() {
                let is_meant = rule.paths.is_empty() || paths.is_match_candidate(&path);
                if is_meant && is_of_language(rule, name) {
                    let file = File {
                        path: name,
                        facts,
                        calls,
                        rule,
                        number,
                    };
                    self.of_file(&file, &mut found);
                }
            }
            found
        };
        let files = self.categories.files;
        let mut found: Vec<Surface> = files.par_iter().flat_map_iter(of_file).collect();
        // Rules of several frameworks may find the same surface. One that no user reaches is more special.
        let is_public = |surface: &Surface| self.rules.surfaces[surface.rule].background.is_empty();
        found.sort_by_key(|surface| (surface.span, is_public(surface)));
        found.dedup_by(|one, other| one.span == other.span && one.name == other.name);
        found
    }

    fn of_file(&self, file: &File<'_>, found: &mut Vec<Surface>) {
        self.registered(file, found);
        self.served(file, found);
        self.inheriting(file, found);
        let functions = file.facts.functions.iter().enumerate();
        for (item, function) in functions {
            found.extend(self.method_or_class(file, item as u32, function));
        }
        if file.rule.methods_of.is_some() {
            self.without_method(file, found);
            self.mixed_in(file, found);
        }
        let routes = file.facts.calls.iter().filter(|site| {
            file.rule.calls.contains(&site.name)
                && site.receiver.is_none()
                && site.function.is_none()
        });
        let routes: Vec<&CallSite> = routes.collect();
        for (number, site) in routes.iter().enumerate() {
            let next = routes.get(number + 1).copied();
            found.extend(self.route(file, site, next));
        }
    }

    /// Returns the surface that a method is, or that its class is because of the method.
    fn method_or_class(&self, file: &File<'_>, item: u32, function: &Function) -> Option<Surface> {
        let rule = file.rule;
        let class = file.facts.scopes.get(function.scope as usize)?;
        if class.kind != ScopeKind::Class {
            return None;
        }
        let path = class_path(&class.path);
        let is_of_class = |ending: &Text| path.ends_with(ending.as_str());
        let is_surface = rule.methods_of.as_ref().is_some_and(is_of_class)
            && self
                .reachable
                .is_surface(rule, self.categories, file.facts, function, path);
        let (name, extent, named) = if is_surface {
            let named = named_by_macro(file, function);
            (format!("{path}#{}", function.name), function.span, named)
        } else if rule.class_with.as_ref() == Some(&function.name)
            && !self.is_only_base(file, function.scope, path)
        {
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
            rule: file.number,
            name,
            class: path.into(),
            method: function.name.clone(),
            category: self.categories.category_of(path, &function.name, 0),
            span: function.name_span,
            extent,
            body: Body::Function(item),
            tracked: named || contains_call(extent, file.calls),
            evidence: Evidence::default(),
        })
    }

    /// Adds the methods that a tracking macro names and that the class inherits or leaves to its templates.
    fn without_method(&self, file: &File<'_>, found: &mut Vec<Surface>) {
        let rule = file.rule;
        let is_callback = |site: &CallSite| {
            let mut callbacks = rule.callbacks.iter();
            callbacks.any(|one| one.macros.contains(&site.name) || one.skips.contains(&site.name))
        };
        let macros = file.facts.calls.iter().filter(|site| {
            site.function.is_none()
                && site.receiver.is_none()
                && !is_callback(site)
                && file.calls.iter().any(|call| call.span == site.span)
        });
        for site in macros {
            for argument in site.arguments.iter().filter(|one| lists_methods(one)) {
                for name in texts_of(argument) {
                    self.without_body(file, site.scope, name, argument.span, true, found);
                }
            }
        }
    }

    /// Adds the public methods of mixins.
    fn mixed_in(&self, file: &File<'_>, found: &mut Vec<Surface>) {
        for (scope, class) in (0..).zip(&file.facts.scopes) {
            let path = class_path(&class.path);
            let places = self.categories.classes.get(path).into_iter().flatten();
            let here = places
                .filter(|place| std::ptr::eq(self.categories.files[place.file].2, file.facts));
            for mixin in here.flat_map(|place| &place.mixins) {
                let last = mixin.rsplit("::").next().unwrap_or(mixin);
                let mut includes = class.supers.iter();
                let span = includes
                    .find(|one| matches!(&one.value, Value::Name(name) if name.ends_with(last)));
                let Some(span) = span.map(|one| one.span) else {
                    continue;
                };
                for place in self.categories.classes.get(mixin).into_iter().flatten() {
                    let (_, mixin_path, facts) = &self.categories.files[place.file];
                    if !self.paths[file.number].is_match(mixin_path) {
                        continue;
                    }
                    for function in &facts.functions {
                        let around = &facts.scopes[function.scope as usize];
                        let is_action = class_path(&around.path) == *mixin
                            && self.reachable.is_surface(
                                file.rule,
                                self.categories,
                                facts,
                                function,
                                path,
                            )
                            && self
                                .reachable
                                .is_routed_inherited(file.rule, path, &function.name);
                        if is_action {
                            let name = function.name.clone();
                            self.without_body(file, scope, name, span, false, found);
                        }
                    }
                }
            }
        }
    }

    /// Adds a method that its class does not define itself.
    fn without_body(
        &self,
        file: &File<'_>,
        scope: u32,
        method: Text,
        span: Span,
        tracked: bool,
        found: &mut Vec<Surface>,
    ) {
        let rule = file.rule;
        let Some(class) = file.facts.scopes.get(scope as usize) else {
            return;
        };
        let path = class_path(&class.path);
        let is_of_class = |ending: &Text| path.ends_with(ending.as_str());
        let mut functions = file.facts.functions.iter();
        let is_own = functions.any(|one| one.scope == scope && one.name == method);
        let name = format!("{path}#{method}");
        if class.kind == ScopeKind::Class
            && rule.methods_of.as_ref().is_some_and(is_of_class)
            && !is_own
            && self.reachable.is_routed(rule, path, &method)
            && found.iter().all(|surface| surface.name != name)
        {
            found.push(Surface {
                kind: rule.id.clone(),
                rule: file.number,
                name,
                class: path.into(),
                category: self.categories.category_of(path, &method, 0),
                method,
                span,
                extent: span,
                body: Body::None,
                tracked,
                evidence: Evidence::default(),
            });
        }
    }

    /// Returns the surface that a route call declares. `next` is the route below it.
    fn route(&self, file: &File<'_>, site: &CallSite, next: Option<&CallSite>) -> Option<Surface> {
        let scope = file.facts.scopes.get(site.scope as usize)?;
        if scope.kind == ScopeKind::File {
            return None;
        }
        let mut arguments = site.arguments.iter();
        let block = arguments.find(|argument| argument.key == Key::Block);
        // Without a block, the code of a route reaches to the next one.
        let next = next.filter(|next| next.scope == site.scope);
        let end = next.map_or(scope.span.end, |next| next.span.start);
        let extent = Span {
            end: block.map_or(end, |block| block.span.end).max(site.span.end),
            ..site.span
        };
        let class = class_path(&scope.path);
        let argument = site.position(0);
        let route = argument.map(|argument| route_of(&argument.value));
        let route = route.unwrap_or_default();
        let declarations = self.rules.declarations.iter();
        let own = declarations
            .filter_map(|rule| site.named(rule.keyword.as_ref()?))
            .find_map(|argument| text_of(&argument.value));
        let category = match own {
            Some(own) => Some(name_match::category(own)),
            None => self.categories.category_of(class, &route, 0),
        };
        let method: Text = format!("{} {route}", site.name.to_uppercase()).into();
        Some(Surface {
            kind: file.rule.id.clone(),
            rule: file.number,
            name: format!("{class} {method}"),
            class: class.into(),
            method,
            category,
            span: site.name_span,
            extent,
            body: Body::Block(extent),
            tracked: contains_call(extent, file.calls),
            evidence: Evidence::default(),
        })
    }
}

/// Returns the text of a route, with `*` for parts that are not known. Of several routes, the first one counts.
fn route_of(value: &Value) -> Text {
    match value {
        Value::Text(text) => text.clone(),
        Value::List(routes) => routes.first().map(route_of).unwrap_or_default(),
        Value::Template(parts) => {
            let parts = parts.iter().map(|part| match part {
                Value::Text(text) => text.as_str(),
                _ => "*",
            });
            parts.collect::<String>().into()
        }
        _ => Text::default(),
    }
}

/// Returns true if a rule applies to the language of a file.
fn is_of_language(rule: &SurfaceRule, path: &str) -> bool {
    let name = || language_of(path).map(|language| language.name);
    rule.languages.is_empty()
        || name().is_some_and(|name| rule.languages.iter().any(|one| one == name))
}

/// Returns the folders that are modules and have a file that imports a module of a rule, for each rule.
fn importing<'a>(files: &[Parsed<'a>], rules: &[SurfaceRule]) -> Vec<FxHashSet<&'a str>> {
    let of_rule = |rule: &SurfaceRule| {
        let registered = rule.registered.iter();
        let registered = registered.filter(|one| !one.imports.is_empty());
        let folders = registered.flat_map(|registered| {
            let is_folder = |path: &str| {
                let language = language_of(path);
                language.is_some_and(|one| one.traits.folder_module.is_some())
            };
            let files = files.iter();
            let files =
                files.filter(move |(_, path, facts)| is_folder(path) && imports(facts, registered));
            files.map(|(_, path, _)| folder_of(path))
        });
        folders.collect()
    };
    rules.iter().map(of_rule).collect()
}

pub(super) fn contains_call(extent: Span, calls: &[&Call]) -> bool {
    calls.iter().any(|call| extent.contains(call.span))
}

/// Returns true if an argument of a macro can list methods. Other named arguments say something about them.
fn lists_methods(argument: &Argument) -> bool {
    !matches!(argument.key, Key::Name(_)) || matches!(argument.value, Value::List(_))
}

/// Returns true if a tracking call in the class body names the method among its arguments.
fn named_by_macro(file: &File<'_>, function: &Function) -> bool {
    file.facts.calls.iter().any(|site| {
        site.scope == function.scope
            && site.function.is_none()
            && file.calls.iter().any(|call| call.span == site.span)
            && site.arguments.iter().any(|argument| {
                lists_methods(argument) && texts_of(argument).contains(&function.name)
            })
    })
}
