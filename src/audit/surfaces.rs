//! What code declares: which category each file and surface belongs to, and where a call makes a surface visible.

use crate::audit::name_match;
use crate::calls::Call;
use crate::facts::{
    Argument, CallSite, FileFacts, Function, Scope, ScopeKind, SuperKind, Text, Value,
};
use crate::rules::features::{DeclarationRule, FeatureRules, SurfaceRule};
use crate::source::{FileId, Span};
use globset::{Candidate, Glob, GlobSet, GlobSetBuilder};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// One parsed file: number, path, facts.
pub type Parsed<'a> = (FileId, &'a str, &'a FileFacts);

/// A place in code that says which category it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The category as written.
    pub category: Text,
    /// The class; empty for a file without one.
    pub class: Text,
    /// The surfaces that are meant; none means all of the class.
    pub surfaces: Option<Vec<Text>>,
    /// The file.
    pub file: FileId,
    /// The category's place.
    pub span: Span,
    inherited: bool,
    alone: bool,
}

/// A place where a feature meets a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surface {
    /// Which rule found it.
    pub kind: Text,
    /// ClassLocation and method, route or class.
    pub name: String,
    /// The category it belongs to, normalised.
    pub category: Option<String>,
    /// Its name's place.
    pub span: Span,
    /// All of its code.
    pub extent: Span,
    /// A tracking call stands in it or names it.
    pub tracked: bool,
}

/// What code says of features.
#[derive(Debug, Clone, Default)]
pub struct Surfaces {
    /// All declarations, by place.
    pub declarations: Vec<Declaration>,
    /// All surfaces, by place.
    pub surfaces: Vec<Surface>,
    /// For each category (normalised): the files that declare it.
    pub declaring: BTreeMap<String, BTreeSet<FileId>>,
    /// For each category: files that declare it, take part in it as mixins, or inherit it.
    pub belonging: BTreeMap<String, BTreeSet<FileId>>,
    /// For each category: files that declare it for single surfaces only.
    pub narrow: BTreeMap<String, BTreeSet<FileId>>,
    /// The category of a file, where it has only one.
    pub of_file: FxHashMap<FileId, String>,
}

struct ClassLocation<'a> {
    file: usize,
    parents: Vec<&'a str>,
    mixins: Vec<&'a str>,
}

/// All places of each class, by its whole name.
type Classes<'a> = FxHashMap<&'a str, Vec<ClassLocation<'a>>>;

struct SurfaceReader<'a> {
    files: &'a [Parsed<'a>],
    rules: &'a FeatureRules,
    classes: Classes<'a>,
    declared: BTreeMap<&'a str, Vec<&'a Declaration>>,
}

/// A set of globs; a glob that cannot be read matches nothing (rule packs are tested for that).
pub fn globs(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in patterns
        .iter()
        .filter_map(|pattern| Glob::new(pattern).ok())
    {
        set.add(glob);
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

/// Reads declarations and surfaces from the facts of all parsed files.
pub fn read(files: &[Parsed<'_>], rules: &FeatureRules, calls: &[Call]) -> Surfaces {
    let (classes, declarations) = rayon::join(|| classes(files), || declarations(files, rules));
    let mut reader = SurfaceReader {
        files,
        rules,
        classes,
        declared: BTreeMap::new(),
    };
    let mut found = Surfaces::default();
    for declaration in &declarations {
        reader
            .declared
            .entry(&declaration.class)
            .or_default()
            .push(declaration);
        let files = found
            .declaring
            .entry(name_match::category(&declaration.category))
            .or_default();
        files.insert(declaration.file);
    }
    found.belonging = reader.belonging(&found.declaring);
    found.narrow = found.declaring.clone();
    for wide in declarations
        .iter()
        .filter(|one| one.surfaces.is_none() && !one.alone)
    {
        if let Some(files) = found.narrow.get_mut(&name_match::category(&wide.category)) {
            files.remove(&wide.file);
        }
    }
    for (category, files) in &found.belonging {
        for file in files {
            let entry = found
                .of_file
                .entry(*file)
                .or_insert_with(|| category.clone());
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

fn text_of(value: &Value) -> Option<&Text> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn texts_of(argument: &Argument) -> Vec<Text> {
    match &argument.value {
        Value::List(items) => items.iter().filter_map(text_of).cloned().collect(),
        value => text_of(value).cloned().into_iter().collect(),
    }
}

fn classes<'a>(files: &[Parsed<'a>]) -> Classes<'a> {
    let mut known: FxHashMap<&'a str, Vec<(usize, &'a Scope)>> = FxHashMap::default();
    for (file, (_, _, facts)) in files.iter().enumerate() {
        for scope in facts.scopes.iter().filter(|scope| !scope.path.is_empty()) {
            known
                .entry(plain(&scope.path))
                .or_default()
                .push((file, scope));
        }
    }
    let resolve = |name: &'a str, from: &str| -> &'a str {
        let absolute = name.starts_with("::");
        let name = name.trim_start_matches("::");
        let mut around = if absolute { "" } else { from };
        let mut full = String::new();
        while !around.is_empty() {
            full.clear();
            full.extend([around, "::", name]);
            if let Some((known, _)) = known.get_key_value(full.as_str()) {
                return known;
            }
            around = around.rsplit_once("::").map_or("", |(outer, _)| outer);
        }
        name
    };
    let class = |(path, places): (&&'a str, &Vec<(usize, &'a Scope)>)| {
        let places = places.iter().map(|(file, scope)| {
            // A class does not inherit from one inside itself: its superclass is looked up from the scope around it.
            let outer = path.rsplit_once("::").map_or("", |(outer, _)| outer);
            let of = |parents: bool| {
                let wanted = scope
                    .supers
                    .iter()
                    .filter(move |one| (one.kind == SuperKind::Inherit) == parents);
                // Helpers are shared by everything: what they hold says nothing of the class that uses them.
                let wanted = wanted.filter(move |one| {
                    parents || matches!(one.word.as_str(), "include" | "prepend")
                });
                wanted.filter_map(|one| {
                    if let Value::Name(name) = &one.value {
                        Some(name)
                    } else {
                        None
                    }
                })
            };
            let parents = of(true).map(|name| resolve(name, outer)).collect();
            let mixins = of(false).map(|name| resolve(name, path)).collect();
            ClassLocation {
                file: *file,
                parents,
                mixins,
            }
        });
        (*path, places.collect())
    };
    known.par_iter().map(class).collect()
}

fn plain(path: &str) -> &str {
    path.strip_prefix("::").unwrap_or(path)
}

fn declarations(files: &[Parsed<'_>], all: &FeatureRules) -> Vec<Declaration> {
    let rules: Vec<(&DeclarationRule, GlobSet)> = all
        .declarations
        .iter()
        .map(|rule| (rule, globs(&rule.paths)))
        .collect();
    let of_file = |(file, path, facts): &Parsed<'_>| {
        let rules = rules
            .iter()
            .filter(|(rule, paths)| rule.paths.is_empty() || paths.is_match(path));
        let rules: Vec<&DeclarationRule> = rules.map(|(rule, _)| *rule).collect();
        let mut found = Vec::new();
        for site in &facts.calls {
            let rules = rules.iter().filter(|rule| rule.method.contains(&site.name));
            let declared = rules.filter_map(|rule| declaration(rule, *file, facts, site));
            found.extend(
                declared.filter(|declaration| !all.unowned.contains(&declaration.category)),
            );
        }
        found
    };
    let mut found: Vec<Declaration> = files.par_iter().flat_map_iter(of_file).collect();
    found.sort_by_key(|declaration| declaration.span);
    found
}

fn declaration(
    rule: &DeclarationRule,
    file: FileId,
    facts: &FileFacts,
    site: &CallSite,
) -> Option<Declaration> {
    let argument = match (&rule.keyword, rule.argument) {
        (Some(keyword), _) => site.named(keyword)?,
        (None, Some(position)) => site.position(position)?,
        (None, None) => return None,
    };
    let category = text_of(&argument.value)?.clone();
    let surfaces = rule
        .surfaces
        .and_then(|position| site.position(position))
        .map(texts_of);
    let class = facts
        .scopes
        .get(site.scope as usize)
        .map_or_else(Text::default, |scope| plain(&scope.path).into());
    let (inherited, alone) = (rule.inherited, rule.keyword.is_some());
    Some(Declaration {
        category,
        class,
        surfaces,
        file,
        span: argument.span,
        inherited,
        alone,
    })
}

impl SurfaceReader<'_> {
    /// The declared files with the mixins of their classes, and the files of classes that inherit the declaration.
    fn belonging(
        &self,
        declaring: &BTreeMap<String, BTreeSet<FileId>>,
    ) -> BTreeMap<String, BTreeSet<FileId>> {
        let mut belonging = declaring.clone();
        let mut heirs: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (name, places) in &self.classes {
            for parent in places
                .iter()
                .flat_map(|class| class.parents.iter().chain(&class.mixins))
            {
                heirs.entry(parent).or_default().push(name);
            }
        }
        for (class, declarations) in &self.declared {
            for declaration in declarations {
                let files = belonging
                    .entry(name_match::category(&declaration.category))
                    .or_default();
                self.add_mixins(class, files, &mut FxHashSet::default());
                if !declaration.inherited || declaration.surfaces.is_some() {
                    continue;
                }
                let mut open: Vec<&str> = heirs.get(class).cloned().unwrap_or_default();
                let mut seen: FxHashSet<&str> = FxHashSet::default();
                while let Some(heir) = open.pop() {
                    let own = self
                        .declared
                        .get(heir)
                        .is_some_and(|own| own.iter().any(|d| d.surfaces.is_none() && !d.alone));
                    if own || !seen.insert(heir) {
                        continue;
                    }
                    files.extend(
                        self.classes
                            .get(heir)
                            .into_iter()
                            .flatten()
                            .map(|place| self.files[place.file].0),
                    );
                    self.add_mixins(heir, files, &mut FxHashSet::default());
                    open.extend(heirs.get(heir).into_iter().flatten());
                }
            }
        }
        belonging
    }

    fn add_mixins<'s>(
        &'s self,
        class: &'s str,
        files: &mut BTreeSet<FileId>,
        seen: &mut FxHashSet<&'s str>,
    ) {
        for mixin in self
            .classes
            .get(class)
            .into_iter()
            .flatten()
            .flat_map(|place| &place.mixins)
        {
            if seen.insert(mixin) {
                files.extend(
                    self.classes
                        .get(mixin)
                        .into_iter()
                        .flatten()
                        .map(|place| self.files[place.file].0),
                );
                self.add_mixins(mixin, files, seen);
            }
        }
    }

    /// The category of a surface: its own, its class's, its mixins', its superclass's.
    fn category_of(&self, class: &str, surface: &str, depth: u8) -> Option<String> {
        let own = self
            .declared
            .get(class)
            .into_iter()
            .flatten()
            .filter(|declaration| !declaration.alone);
        let (mut named, mut all) = (None, None);
        for declaration in own {
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
        let rules: Vec<(&SurfaceRule, GlobSet)> = self
            .rules
            .surfaces
            .iter()
            .map(|rule| (rule, globs(&rule.paths)))
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
        let inside = |span: Span| calls.iter().any(|call| span.contains(call.span));
        let scope = |number: u32| facts.scopes.get(number as usize);
        for function in &facts.functions {
            let Some(class) = scope(function.scope).filter(|scope| scope.kind == ScopeKind::Class)
            else {
                continue;
            };
            let path = plain(&class.path);
            let extent = if rule.methods_of.is_some() {
                function.span
            } else {
                class.span
            };
            if rule
                .methods_of
                .as_ref()
                .is_some_and(|ending| function.public && path.ends_with(ending.as_str()))
            {
                let category = self.category_of(path, &function.name, 0);
                let tracked = inside(extent) || named_by_macro(facts, function, calls);
                let name = format!("{path}#{}", function.name);
                found.push(Surface {
                    kind: rule.id.clone(),
                    name,
                    category,
                    span: function.name_span,
                    extent,
                    tracked,
                });
            } else if rule.class_with.as_ref() == Some(&function.name) {
                let category = self.category_of(path, &function.name, 0);
                let tracked = inside(extent);
                found.push(Surface {
                    kind: rule.id.clone(),
                    name: path.to_string(),
                    category,
                    span: function.name_span,
                    extent,
                    tracked,
                });
            }
        }
        let routes = facts
            .calls
            .iter()
            .filter(|site| rule.calls.contains(&site.name) && site.receiver.is_none());
        let routes: Vec<&CallSite> = routes.filter(|site| site.function.is_none()).collect();
        for (number, site) in routes.iter().enumerate() {
            let Some(class) = scope(site.scope).filter(|scope| scope.kind != ScopeKind::File)
            else {
                continue;
            };
            // A call's span ends before its block, so the code of a route is taken to reach to the next one.
            let next = routes
                .get(number + 1)
                .filter(|next| next.scope == site.scope);
            let end = next
                .map_or(class.span.end, |next| next.span.start)
                .max(site.span.end);
            let extent = Span { end, ..site.span };
            let class = plain(&class.path);
            let route = site
                .position(0)
                .and_then(|argument| text_of(&argument.value))
                .cloned()
                .unwrap_or_default();
            let own = self
                .rules
                .declarations
                .iter()
                .filter_map(|rule| rule.keyword.as_ref());
            let own = own
                .filter_map(|keyword| site.named(keyword))
                .find_map(|argument| text_of(&argument.value));
            let category = own
                .map(|own| name_match::category(own))
                .or_else(|| self.category_of(class, &route, 0));
            let name = format!("{class} {} {route}", site.name.to_uppercase());
            found.push(Surface {
                kind: rule.id.clone(),
                name,
                category,
                span: site.name_span,
                extent,
                tracked: inside(extent),
            });
        }
    }
}

/// Whether a tracking call in the class body names the method among its arguments, or names none and so means all.
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
mod tests {
    use crate::audit::testing::World;

    #[test]
    fn categories_are_inherited_overridden_and_mixed_in() {
        let mut world = World::default();
        world.code(
            "app/controllers/base_controller.rb",
            "class BaseController\n  feature_category :cart\n  feature_category :checkout, [:pay]\n  def show\n    track\n  end\n  def pay\n  end\nend\n",
        );
        world.code(
            "app/controllers/wish_controller.rb",
            "class WishController < BaseController\n  include Shared\n  def index; end\nend\n",
        );
        world.code(
            "app/controllers/own_controller.rb",
            "class OwnController < BaseController\n  feature_category :gifts\nend\n",
        );
        world.code(
            "app/controllers/concerns/shared.rb",
            "module Shared\n  def go; end\nend\n",
        );
        world.code(
            "lib/api/orders.rb",
            "class Orders\n  get ':id', feature_category: :orders do\n  end\n  post '/x' do\n  end\nend\n",
        );
        world.call_in("app/controllers/base_controller.rb", "track", "a");
        world.run(|cx| {
            let files = |category: &str| {
                cx.surfaces
                    .belonging
                    .get(category)
                    .map_or(0, std::collections::BTreeSet::len)
            };
            assert_eq!(
                (
                    files("cart"),
                    files("checkout"),
                    files("gifts"),
                    files("orders")
                ),
                (3, 1, 1, 1)
            );
            let surface = |name: &str| {
                cx.surfaces
                    .surfaces
                    .iter()
                    .find(|surface| surface.name == name)
            };
            let category = |name: &str| {
                surface(name)
                    .and_then(|surface| surface.category.clone())
                    .unwrap_or_default()
            };
            assert_eq!(category("BaseController#pay"), "checkout");
            assert_eq!(category("WishController#index"), "cart");
            assert_eq!(category("Orders GET :id"), "orders");
            assert!(surface("BaseController#show").is_some_and(|surface| surface.tracked));
            assert!(surface("BaseController#pay").is_some_and(|surface| !surface.tracked));
            assert_eq!(category("Orders POST /x"), "");
        });
    }
}
