//! Classes: the class that a name means, its members, ancestors and subclasses.

use crate::facts::{SuperKind, Text, Value};
use crate::resolve::project::class_path::{
    completes, enclosing, is_inside, lexical_prefixes, without_modules,
};
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::inheritance::InheritingScope;
use crate::resolve::project::view::ProjectView;
use crate::resolve::request::{LanguageGroup, Occurrence};
use rustc_hash::FxHashSet;
use std::sync::Arc;

impl<'d> ProjectView<'d> {
    /// Returns the scopes that define a class.
    pub(crate) fn definitions(&self, class: &str) -> &'d [ItemId] {
        let members = self.symbols.classes.get(class);
        members.map_or(&[], |members| &members.definitions)
    }

    /// Returns the functions that a class itself defines under a name.
    pub(crate) fn own_methods(&self, class: &str, name: &str) -> &'d [ItemId] {
        let members = self.symbols.classes.get(class);
        let methods = members.and_then(|members| members.methods.get(name));
        methods.map_or(&[], Vec::as_slice)
    }

    /// Returns the constructor that a class itself defines.
    pub(crate) fn own_constructor(&self, class: &str) -> Option<ItemId> {
        self.own_constructors(class).first().copied()
    }

    /// Returns the constructors of all classes of a name.
    pub(crate) fn own_constructors(&self, class: &str) -> &'d [ItemId] {
        let members = self.symbols.classes.get(class);
        members.map_or(&[], |members| &members.constructors)
    }

    /// Returns the bindings of a field or constant in a class itself.
    pub(crate) fn own_fields(&self, class: &str, name: &str) -> &'d [ItemId] {
        let members = self.symbols.classes.get(class);
        let fields = members.and_then(|members| members.fields.get(name));
        fields.map_or(&[], Vec::as_slice)
    }

    fn inheriting_definitions(&self, class: &str) -> impl Iterator<Item = &'d InheritingScope> {
        self.inheritance.definitions(self.symbols, class)
    }

    fn lineage(&self, class: &str) -> Arc<[Text]> {
        self.inheritance.lineage(self.symbols, class)
    }

    /// Returns the direct and indirect subclasses of a class in the files that are parsed.
    pub(crate) fn known_subclasses(&self, class: &str) -> Vec<Text> {
        let mut found: Vec<Text> = Vec::new();
        let mut seen = FxHashSet::default();
        let mut open: Vec<&str> = vec![class];
        while let Some(next) = open.pop() {
            let subclasses = self.inheritance.subclasses(next);
            for subclass in subclasses.map(|at| self.symbols.class_key(at)) {
                if seen.insert(subclass) {
                    found.push(subclass.clone());
                    open.push(subclass);
                }
            }
        }
        found
    }

    fn known_class(&self, class: &str) -> Option<&'d Text> {
        let (known, members) = self.symbols.classes.get_key_value(class)?;
        (!members.definitions.is_empty()).then_some(known)
    }

    /// Returns true if a class is known; requests its definition if it is not.
    pub(crate) fn knows_class(&self, class: &str) -> bool {
        let known = self.known_class(class).is_some();
        if !known {
            // The leading `::` marks a full path.
            let path = format!("::{class}");
            self.request(Occurrence::Definition, LanguageGroup::Project, &path);
        }
        known
    }

    /// Returns the full path of the class that a constant means inside `lexical`, a class path.
    pub(crate) fn resolve_class(&self, name: &str, lexical: &str) -> Option<Text> {
        if let Some(absolute) = name.strip_prefix("::") {
            return self.knows_class(absolute).then(|| absolute.into());
        }
        let mut candidate = String::with_capacity(lexical.len() + name.len() + 2);
        for prefix in lexical_prefixes(lexical) {
            candidate.clear();
            if !prefix.is_empty() {
                candidate.push_str(prefix);
                candidate.push_str("::");
            }
            candidate.push_str(name);
            if let Some(known) = self.known_class(&candidate) {
                return Some(known.clone());
            }
        }
        let inside = without_modules(name);
        if inside.len() < name.len() {
            return self.resolve_class(inside, lexical);
        }
        let project = LanguageGroup::Project;
        self.request_within(Occurrence::Definition, project, name, lexical);
        None
    }

    /// Returns true if `name`, written inside `lexical`, can mean the class `target`. The nearest known class decides. If none
    /// is known, any enclosing module may complete the name.
    pub(crate) fn means(&self, name: &str, lexical: &str, target: &str) -> bool {
        if let Some(found) = self.resolve_class(name, lexical) {
            return found == target;
        }
        let name = match without_modules(target) == target {
            true => without_modules(name),
            false => name,
        };
        if let Some(absolute) = name.strip_prefix("::") {
            return absolute == target;
        }
        lexical_prefixes(lexical).any(|prefix| match prefix {
            "" => name == target,
            prefix => is_inside(target, prefix, name),
        })
    }

    /// Returns the keys of the classes and modules that a scope inherits from; the written name of an unknown one.
    pub(crate) fn supers_of(&self, scope: ItemId) -> Vec<Text> {
        let lexical = &self.scope(scope).path;
        let mut found = Vec::new();
        for parent in self.scope(scope).supers.iter().rev() {
            let Value::Name(name) = &parent.value else {
                continue;
            };
            let key = if self.is_per_file(scope.unit) {
                let imported = self.imported_scope(scope.unit, name);
                imported.map(|at| self.class_key(at).clone())
            } else {
                // A class may contain its own name in its path, so its superclass is looked up from outside.
                let outside = match parent.kind {
                    SuperKind::Inherit => enclosing(lexical),
                    _ => lexical,
                };
                let known = self.resolve_class(name, outside);
                known.or_else(|| Some(name.trim_start_matches("::").into()))
            };
            found.extend(key.filter(|key| key != self.class_key(scope)));
        }
        found
    }

    /// Returns the class and its ancestors, nearest first; requests the unknown ones.
    pub(crate) fn ancestors(&self, class: &str) -> Arc<[Text]> {
        let order = self.lineage(class);
        if !self.is_silent() && !self.cache.borrow().requested.contains(class) {
            self.cache.borrow_mut().requested.insert(class.into());
            self.request_ancestors(&order);
        }
        order
    }

    /// Requests the unknown among the nearest ancestors of a class. Ancestors behind the one that has the member do not matter.
    fn request_ancestors(&self, nearest: &[Text]) {
        for class in nearest {
            self.knows_class(class);
        }
        let scopes = nearest
            .iter()
            .flat_map(|class| self.inheriting_definitions(class));
        for request in scopes.flat_map(|scope| &scope.requests) {
            let name = request.name.trim_start_matches("::");
            let is_definition = request.how == Occurrence::Definition;
            if !is_definition || nearest.iter().any(|class| class == name) {
                self.request_exactly(request.clone());
            }
        }
    }

    /// Returns true if a class is `target`, inherits from it or includes it.
    pub(crate) fn descends(&self, class: &str, target: &str) -> bool {
        let is_unknown = |ancestor: &Text| self.known_class(ancestor).is_none();
        self.ancestors(class).iter().any(|ancestor| {
            ancestor == target || (is_unknown(ancestor) && completes(class, ancestor, target))
        })
    }

    /// Returns the direct and indirect subclasses of a class; requests files that may hold more.
    pub(crate) fn subclasses(&self, class: &str) -> Vec<Text> {
        let found = self.known_subclasses(class);
        for class in found.iter().map(Text::as_str).chain([class]) {
            self.request(Occurrence::Subclass, LanguageGroup::Project, class);
        }
        found
    }

    /// Returns the direct and indirect subclasses of a class of a file; requests files that may hold more.
    pub(crate) fn file_subclasses(&self, class: &str) -> Vec<Text> {
        let found = self.known_subclasses(class);
        for class in found.iter().map(Text::as_str).chain([class]) {
            let name = class.rsplit_once('#').map_or("", |(_, name)| name);
            // Components have no class name of their own.
            if name.starts_with(char::is_uppercase) {
                self.request(Occurrence::Subclass, LanguageGroup::Modules, name);
            }
        }
        found
    }

    /// Returns true if all subclasses of a class are found from here. Requests files that may hold more, unless there are many.
    pub(crate) fn finds_all_subclasses(&self, class: &str) -> bool {
        let (how, among) = (Occurrence::FewSubclasses, LanguageGroup::Project);
        let subclasses = self.known_subclasses(class);
        let classes = || subclasses.iter().map(Text::as_str).chain([class]);
        classes().for_each(|class| self.request(how, among, class));
        classes().all(|class| self.is_followed(how, among, class))
    }

    /// Returns the functions that a name means in a class: those of the nearest ancestor that has the name.
    pub(crate) fn methods(&self, class: &str, name: &str) -> Arc<[ItemId]> {
        let cache = self.cache.borrow();
        let known = cache
            .methods
            .get(name)
            .and_then(|classes| classes.get(class));
        if let Some((known, requested)) = known
            && (*requested || self.is_silent())
        {
            return Arc::clone(known);
        }
        drop(cache);
        let own = |ancestor: &Text| {
            let methods = self.own_methods(ancestor, name);
            (!methods.is_empty()).then_some(methods)
        };
        let found: Arc<[ItemId]> = self.nearest(class, own).unwrap_or_default().into();
        let known = (Arc::clone(&found), !self.is_silent());
        let mut cache = self.cache.borrow_mut();
        let by_class = cache.methods.entry(name.into()).or_default();
        by_class.insert(class.into(), known);
        found
    }

    /// Returns the answer of the nearest ancestor that has one; requests nearer ancestors that are unknown.
    fn nearest<T>(&self, class: &str, own: impl Fn(&Text) -> Option<T>) -> Option<T> {
        let lineage = self.lineage(class);
        let mut answers = lineage.iter().enumerate();
        let found = answers.find_map(|(place, ancestor)| Some((place, own(ancestor)?)));
        let Some((place, found)) = found else {
            self.ancestors(class);
            return None;
        };
        if !self.is_silent() {
            self.request_ancestors(&lineage[..place]);
        }
        Some(found)
    }

    /// Returns the nearest class behind this one that defines a method of this name.
    pub(crate) fn next_with(&self, class: &str, name: &str) -> Option<Text> {
        let has =
            |ancestor: &Text| ancestor != class && !self.own_methods(ancestor, name).is_empty();
        self.nearest(class, |ancestor| has(ancestor).then(|| ancestor.clone()))
    }

    /// Returns the function that runs when a class is instantiated.
    pub(crate) fn constructor(&self, class: &str) -> Option<ItemId> {
        if let Some((known, requested)) = self.cache.borrow().constructors.get(class)
            && (*requested || self.is_silent())
        {
            return *known;
        }
        let found = self.nearest(class, |ancestor| self.own_constructor(ancestor));
        let known = (found, !self.is_silent());
        self.cache
            .borrow_mut()
            .constructors
            .insert(class.into(), known);
        found
    }

    /// Returns the bindings of a field or constant in a class and its ancestors.
    pub(crate) fn fields(&self, class: &str, name: &str) -> Vec<ItemId> {
        let ancestors = self.ancestors(class);
        let own = ancestors
            .iter()
            .flat_map(|ancestor| self.own_fields(ancestor, name));
        own.copied().collect()
    }
}
