//! Everything the parsed files declare, by name; and what has to be parsed next because somebody asked for it.

use super::modules;
use crate::facts::{Binding, CallSite, FileFacts, Function, FunctionKind, Imported, Scope, ScopeKind, SuperKind, Text, Value};
use crate::rules::ProjectRules;
use crate::source::FileId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

/// One parsed file.
#[derive(Debug)]
pub struct Unit {
    /// Its number.
    pub file: FileId,
    /// Its path.
    pub path: Arc<str>,
    /// Name of its language.
    pub language: &'static str,
    /// What its front end found.
    pub facts: FileFacts,
}

/// Points at an item of a unit: unit number, item number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Index of the unit.
    pub unit: u32,
    /// Index of the item in its list.
    pub item: u32,
}

/// What evaluation asked for and did not find in the files parsed so far.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// Names whose definition is looked for.
    pub definitions: BTreeSet<Text>,
    /// Names whose every mention is looked for (callers, heirs).
    pub mentions: BTreeSet<Text>,
    /// Files, by path.
    pub files: BTreeSet<Text>,
}

/// The declarations of all parsed files.
pub struct Index<'a> {
    /// The parsed files.
    pub units: &'a [Unit],
    /// How the project is put together.
    pub project: &'a ProjectRules,
    /// Every path of the project, parsed or not.
    pub paths: &'a FxHashSet<Arc<str>>,
    /// What to parse next.
    pub wants: RefCell<Wants>,
    /// While set, nothing is asked for: a look at what is known already.
    pub quiet: Cell<bool>,
    by_path: FxHashMap<&'a str, u32>,
    classes: FxHashMap<Text, Vec<At>>,
    methods: FxHashMap<(Text, Text), Vec<At>>,
    named: FxHashMap<Text, Vec<At>>,
    sites: FxHashMap<Text, Vec<At>>,
    fields: FxHashMap<(Text, Text), Vec<At>>,
    heirs: FxHashMap<Text, Vec<Text>>,
    ancestors: RefCell<FxHashMap<Text, Rc<Vec<Text>>>>,
    constructors: RefCell<FxHashMap<Text, Option<At>>>,
}

impl<'a> Index<'a> {
    /// Indexes the declarations of `units`.
    pub fn new(units: &'a [Unit], project: &'a ProjectRules, paths: &'a FxHashSet<Arc<str>>) -> Self {
        let mut index = Index {
            units,
            project,
            paths,
            wants: RefCell::default(),
            quiet: Cell::new(false),
            by_path: FxHashMap::default(),
            classes: FxHashMap::default(),
            methods: FxHashMap::default(),
            named: FxHashMap::default(),
            sites: FxHashMap::default(),
            fields: FxHashMap::default(),
            heirs: FxHashMap::default(),
            ancestors: RefCell::default(),
            constructors: RefCell::default(),
        };
        for (number, unit) in units.iter().enumerate() {
            index.add(number as u32, unit);
        }
        index.link_heirs();
        index
    }

    fn add(&mut self, number: u32, unit: &'a Unit) {
        self.by_path.insert(&unit.path, number);
        let at = |item: usize| At { unit: number, item: item as u32 };
        for item in 0..unit.facts.scopes.len() {
            self.classes.entry(self.class_key(at(item))).or_default().push(at(item));
        }
        for (item, function) in unit.facts.functions.iter().enumerate() {
            self.named.entry(function.name.clone()).or_default().push(at(item));
            // What is declared inside a function is no member, unless the function is there to make members.
            if function.outer.is_some_and(|outer| unit.facts.functions[outer as usize].name != "setup") {
                continue;
            }
            let class = self.class_key(At { unit: number, item: function.scope });
            self.methods.entry((class, function.name.clone())).or_default().push(at(item));
        }
        for (item, site) in unit.facts.calls.iter().enumerate() {
            self.sites.entry(site.name.clone()).or_default().push(at(item));
        }
        for (item, binding) in unit.facts.bindings.iter().enumerate() {
            if binding.function.is_none()
                || binding.name.starts_with('@')
                || unit.facts.scopes[binding.scope as usize].kind == ScopeKind::Component
            {
                let class = self.class_key(At { unit: number, item: binding.scope });
                self.fields.entry((class, binding.name.clone())).or_default().push(at(item));
            }
        }
    }

    fn link_heirs(&mut self) {
        let mut heirs: FxHashMap<Text, Vec<Text>> = FxHashMap::default();
        for (number, unit) in self.units.iter().enumerate() {
            for (item, scope) in unit.facts.scopes.iter().enumerate() {
                let at = At { unit: number as u32, item: item as u32 };
                let own = self.class_key(at);
                for parent in self.supers_of(at) {
                    let list = heirs.entry(parent).or_default();
                    if !list.contains(&own) {
                        list.push(own.clone());
                    }
                }
                let _ = scope;
            }
        }
        self.heirs = heirs;
        self.wants.borrow_mut().definitions.clear();
        self.wants.borrow_mut().files.clear();
        self.ancestors.borrow_mut().clear();
    }

    /// The unit an item lies in.
    pub fn unit(&self, at: At) -> &'a Unit {
        &self.units[at.unit as usize]
    }

    /// The function at this place.
    pub fn function(&self, at: At) -> &'a Function {
        &self.unit(at).facts.functions[at.item as usize]
    }

    /// The call site at this place.
    pub fn site(&self, at: At) -> &'a CallSite {
        &self.unit(at).facts.calls[at.item as usize]
    }

    /// The binding at this place.
    pub fn binding(&self, at: At) -> &'a Binding {
        &self.unit(at).facts.bindings[at.item as usize]
    }

    /// The scope at this place.
    pub fn scope(&self, at: At) -> &'a Scope {
        &self.unit(at).facts.scopes[at.item as usize]
    }

    /// Call sites of a name.
    pub fn sites_named(&self, name: &str) -> &[At] {
        self.sites.get(name).map_or(&[], Vec::as_slice)
    }

    /// Functions of a name, whatever their scope.
    pub fn functions_named(&self, name: &str) -> &[At] {
        self.named.get(name).map_or(&[], Vec::as_slice)
    }

    /// The number of the unit with this path; asks for the file when it is not parsed.
    pub fn unit_at(&self, path: &str) -> Option<u32> {
        let found = self.by_path.get(path).copied();
        if found.is_none() && !self.quiet.get() && self.paths.contains(path) {
            self.wants.borrow_mut().files.insert(path.into());
        }
        found
    }

    /// The name under which a class is known all over the project. Where names belong to files, the file is part of it.
    pub fn class_key(&self, scope: At) -> Text {
        let unit = self.unit(scope);
        let path = &self.scope(scope).path;
        if modules::has_modules(unit.language) { format!("{}#{path}", unit.path).into() } else { path.clone() }
    }

    /// All places that define a class.
    pub fn definitions(&self, class: &str) -> &[At] {
        self.classes.get(class).map_or(&[], Vec::as_slice)
    }

    /// Whether a class is known; asks for its definition when it is not.
    pub fn knows_class(&self, class: &str) -> bool {
        if self.classes.contains_key(class) {
            return true;
        }
        self.want_definition(class);
        false
    }

    fn want_definition(&self, path: &str) {
        let tail = path.rsplit("::").next().unwrap_or(path);
        if !self.quiet.get() && !tail.contains('#') && !tail.is_empty() {
            self.wants.borrow_mut().definitions.insert(tail.into());
        }
    }

    /// The full path of a constant that is a class, seen from inside `lexical` (a class path).
    pub fn resolve_class(&self, name: &str, lexical: &str) -> Option<Text> {
        if let Some(absolute) = name.strip_prefix("::") {
            return self.knows_class(absolute).then(|| absolute.into());
        }
        for prefix in lexical_prefixes(lexical) {
            let candidate = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}::{name}") };
            if self.classes.contains_key(candidate.as_str()) {
                return Some(candidate.into());
            }
        }
        self.want_definition(name);
        None
    }

    /// Whether `name`, written inside `lexical`, can mean the class `target`: the nearest known class decides; where none is
    /// known, any enclosing module may complete the name.
    pub fn means(&self, name: &str, lexical: &str, target: &str) -> bool {
        if let Some(found) = self.resolve_class(name, lexical) {
            return found == target;
        }
        if let Some(absolute) = name.strip_prefix("::") {
            return absolute == target;
        }
        lexical_prefixes(lexical).any(|prefix| {
            if prefix.is_empty() {
                name == target
            } else {
                target.strip_prefix(prefix).and_then(|rest| rest.strip_prefix("::")) == Some(name)
            }
        })
    }

    /// Classes and modules a scope takes members from, as keys; unknown ones by the name that is written.
    fn supers_of(&self, scope: At) -> Vec<Text> {
        let unit = self.unit(scope);
        let lexical = self.scope(scope).path.clone();
        let mut found = Vec::new();
        for parent in self.scope(scope).supers.iter().rev() {
            let Value::Name(name) = &parent.value else { continue };
            let key = if modules::has_modules(unit.language) {
                self.imported_scope(scope.unit, name).map(|at| self.class_key(at))
            } else {
                // A class may carry its own name inside its path, so its parent is looked up from outside.
                let outside = if parent.kind == SuperKind::Inherit { enclosing(&lexical) } else { &lexical };
                Some(self.resolve_class(name, outside).unwrap_or_else(|| name.trim_start_matches("::").into()))
            };
            found.extend(key.filter(|key| *key != self.class_key(scope)));
        }
        found
    }

    /// The class itself and everything it takes members from, nearest first.
    pub fn ancestors(&self, class: &str) -> Rc<Vec<Text>> {
        if let Some(known) = self.ancestors.borrow().get(class) {
            return known.clone();
        }
        let mut order: Vec<Text> = Vec::new();
        let mut open = vec![Text::from(class)];
        let mut seen = FxHashSet::default();
        while let Some(next) = open.pop() {
            if !seen.insert(next.clone()) {
                continue;
            }
            self.knows_class(&next);
            let mut parents: Vec<Text> = Vec::new();
            for at in self.definitions(&next) {
                parents.extend(self.supers_of(*at));
            }
            // Mixins are nearer than the superclass, which `supers_of` gives last because it is written first.
            open.extend(parents.into_iter().rev());
            order.push(next);
        }
        let order = Rc::new(order);
        self.ancestors.borrow_mut().insert(class.into(), order.clone());
        order
    }

    /// Whether a class is, descends from or includes `target`.
    pub fn descends(&self, class: &str, target: &str) -> bool {
        self.ancestors(class)
            .iter()
            .any(|ancestor| ancestor == target || (!self.classes.contains_key(ancestor) && completes(class, ancestor, target)))
    }

    /// Everything that takes members from a class, directly or not; asks for files that mention it.
    pub fn heirs(&self, class: &str) -> Vec<Text> {
        let found = self.known_heirs(class);
        for class in found.iter().map(Text::as_str).chain([class]) {
            let tail = class.rsplit("::").next().unwrap_or(class);
            if !self.quiet.get() && !tail.contains('#') && !tail.is_empty() {
                self.wants.borrow_mut().mentions.insert(tail.into());
            }
        }
        found
    }

    /// Everything in the files parsed so far that takes members from a class.
    pub fn known_heirs(&self, class: &str) -> Vec<Text> {
        let mut found: Vec<Text> = Vec::new();
        let mut open = vec![Text::from(class)];
        while let Some(next) = open.pop() {
            for heir in self.heirs.get(&next).into_iter().flatten() {
                if !found.contains(heir) {
                    found.push(heir.clone());
                    open.push(heir.clone());
                }
            }
        }
        found
    }

    /// The functions a class itself defines under a name.
    pub fn own_methods(&self, class: &str, name: &str) -> &[At] {
        self.methods.get(&(Text::from(class), Text::from(name))).map_or(&[], Vec::as_slice)
    }

    /// The functions a name means in a class: those of the nearest ancestor that has it.
    pub fn methods(&self, class: &str, name: &str) -> Vec<At> {
        for ancestor in self.ancestors(class).iter() {
            let own = self.own_methods(ancestor, name);
            if !own.is_empty() {
                return own.to_vec();
            }
        }
        Vec::new()
    }

    /// The function that runs when a class is instantiated.
    pub fn constructor(&self, class: &str) -> Option<At> {
        if let Some(known) = self.constructors.borrow().get(class) {
            return *known;
        }
        let found = self.find_constructor(class);
        self.constructors.borrow_mut().insert(class.into(), found);
        found
    }

    fn find_constructor(&self, class: &str) -> Option<At> {
        self.ancestors(class).iter().find_map(|ancestor| {
            self.definitions(ancestor).iter().find_map(|scope| {
                let functions = &self.unit(*scope).facts.functions;
                let item = functions
                    .iter()
                    .position(|function| function.kind == FunctionKind::Constructor && function.scope == scope.item)?;
                Some(At { unit: scope.unit, item: item as u32 })
            })
        })
    }

    /// Bindings of a field or constant in a class itself.
    pub fn own_fields(&self, class: &str, name: &str) -> &[At] {
        self.fields.get(&(Text::from(class), Text::from(name))).map_or(&[], Vec::as_slice)
    }

    /// Bindings of a field or constant in a class or its ancestors.
    pub fn fields(&self, class: &str, name: &str) -> Vec<At> {
        self.ancestors(class).iter().flat_map(|ancestor| self.own_fields(ancestor, name).to_vec()).collect()
    }

    /// The scope that an imported (or local) name of a file stands for.
    pub fn imported_scope(&self, unit: u32, name: &str) -> Option<At> {
        let facts = &self.units[unit as usize].facts;
        if let Some(import) = facts.imports.iter().find(|import| import.local == name && !import.reexport) {
            let target = self.module_unit(unit, &import.module)?;
            return match &import.imported {
                Imported::Default => self.default_scope(target),
                Imported::Named(exported) => self.scope_of_export(target, exported),
                Imported::All => Some(At { unit: target, item: 0 }),
            };
        }
        let item = facts.scopes.iter().position(|scope| scope.path == name)?;
        Some(At { unit, item: item as u32 })
    }

    /// The scope a file exports by default: its component, or the object or class under `default`.
    pub fn default_scope(&self, unit: u32) -> Option<At> {
        let facts = &self.units[unit as usize].facts;
        let by_kind = facts.scopes.iter().position(|scope| scope.kind == ScopeKind::Component);
        let by_name = || facts.scopes.iter().position(|scope| scope.path == "default");
        let by_binding = || {
            let value = facts.bindings.iter().find(|binding| binding.name == "default" && binding.scope == 0)?;
            let Value::Name(name) = &value.value else { return None };
            facts.scopes.iter().position(|scope| scope.path == *name)
        };
        let item = by_kind.or_else(by_name).or_else(by_binding)?;
        Some(At { unit, item: item as u32 })
    }

    fn scope_of_export(&self, unit: u32, name: &str) -> Option<At> {
        let facts = &self.units[unit as usize].facts;
        if let Some(item) = facts.scopes.iter().position(|scope| scope.path == name) {
            return Some(At { unit, item: item as u32 });
        }
        facts.imports.iter().filter(|import| import.reexport && (import.local == name || import.local == "*")).find_map(
            |import| {
                let target = self.module_unit(unit, &import.module)?;
                match &import.imported {
                    Imported::Default => self.default_scope(target),
                    Imported::Named(exported) => self.scope_of_export(target, exported),
                    Imported::All => self.scope_of_export(target, name),
                }
            },
        )
    }

    /// The unit an import path leads to.
    pub fn module_unit(&self, unit: u32, module: &str) -> Option<u32> {
        let path = modules::resolve(&self.units[unit as usize].path, module, self.project, self.paths)?;
        self.unit_at(&path)
    }
}

/// `A::B` gives `A::B`, `A` and the empty path.
pub fn lexical_prefixes(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let current = rest?;
        rest = if current.is_empty() { None } else { Some(enclosing(current)) };
        Some(current)
    })
}

fn enclosing(path: &str) -> &str {
    path.rsplit_once("::").map_or("", |(outside, _)| outside)
}

/// Whether an unknown ancestor's written name can be the tail of `target`, completed by a module around `class`.
fn completes(class: &str, written: &str, target: &str) -> bool {
    lexical_prefixes(class)
        .any(|prefix| !prefix.is_empty() && target.strip_prefix(prefix).and_then(|rest| rest.strip_prefix("::")) == Some(written))
}
