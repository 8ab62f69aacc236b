//! Classes: what a name means, what a class takes over from others, and who takes over from it.

use crate::facts::{SuperKind, Text, Value};
use crate::resolve::grounds::{Kind, Table};
use crate::resolve::project::inheritance::InheritingScope;
use crate::resolve::project::modules;
use crate::resolve::project::view::{ItemId, ProjectView};
use crate::resolve::request::{LanguageGroup, Occurrence};
use rustc_hash::FxHashSet;
use std::sync::Arc;

impl<'d> ProjectView<'d> {
    /// All places that define a class.
    pub fn definitions(&self, class: &str) -> &'d [ItemId] {
        self.look(Table::Definitions, class);
        self.until(
            self.declared
                .classes
                .get(class)
                .map_or(&[], |members| &members.definitions),
        )
    }

    /// The functions a class itself defines under a name.
    pub fn own_methods(&self, class: &str, name: &str) -> &'d [ItemId] {
        // By its name alone: a class has many ancestors, and none of most names.
        self.look(Table::Functions, name);
        let methods = self
            .declared
            .classes
            .get(class)
            .and_then(|members| members.methods.get(name));
        self.until(methods.map_or(&[], Vec::as_slice))
    }

    fn own_constructor(&self, class: &str) -> Option<ItemId> {
        self.look(Table::Constructors, "");
        self.declared
            .classes
            .get(class)?
            .constructors
            .first()
            .copied()
            .filter(|at| self.is_there(at.unit))
    }

    /// Bindings of a field or constant in a class itself.
    pub fn own_fields(&self, class: &str, name: &str) -> &'d [ItemId] {
        self.look(Table::Fields, name);
        let fields = self
            .declared
            .classes
            .get(class)
            .and_then(|members| members.fields.get(name));
        self.until(fields.map_or(&[], Vec::as_slice))
    }

    /// The definitions of a class that take over members.
    fn takers_of(&self, class: &str) -> impl Iterator<Item = &'d InheritingScope> {
        self.look(Table::Takers, class);
        self.stage.links.takers_of(self.declared, class)
    }

    /// The class itself and everything it takes members from, nearest first, as far as it is known by now.
    fn lineage(&self, class: &str) -> Arc<[Text]> {
        self.look(Table::Lineages, class);
        self.stage.links.lineage(self.declared, class)
    }

    /// Everything in the files parsed so far that takes members from a class, directly or not.
    pub fn known_subclasses(&self, class: &str) -> Vec<Text> {
        let mut found: Vec<Text> = Vec::new();
        let mut seen = FxHashSet::default();
        let mut open: Vec<&str> = vec![class];
        while let Some(next) = open.pop() {
            self.look(Table::Heirs, next);
            for subclass in self
                .stage
                .links
                .subclasses(next)
                .map(|at| self.declared.class_key(at))
            {
                if seen.insert(subclass) {
                    found.push(subclass.clone());
                    open.push(subclass);
                }
            }
        }
        found
    }

    /// The name of a class, if it is known.
    fn known_class(&self, class: &str) -> Option<&'d Text> {
        self.look(Table::Classes, class);
        let (known, members) = self.declared.classes.get_key_value(class)?;
        members
            .definitions
            .first()
            .is_some_and(|at| self.is_there(at.unit))
            .then_some(known)
    }

    /// Whether a class is known; asks for its definition when it is not.
    pub fn knows_class(&self, class: &str) -> bool {
        let known = self.known_class(class).is_some();
        if !known {
            // A full path: it is looked for from outside.
            self.request(
                Occurrence::Definition,
                LanguageGroup::Project,
                &format!("::{class}"),
            );
        }
        known
    }

    /// The full path of a constant that is a class, seen from inside `lexical` (a class path).
    pub fn resolve_class(&self, name: &str, lexical: &str) -> Option<Text> {
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
        self.request_within(
            Occurrence::Definition,
            LanguageGroup::Project,
            name,
            lexical,
        );
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
                target
                    .strip_prefix(prefix)
                    .and_then(|rest| rest.strip_prefix("::"))
                    == Some(name)
            }
        })
    }

    /// Classes and modules a scope takes members from, as keys; unknown ones by the name that is written.
    pub(crate) fn supers_of(&self, scope: ItemId) -> Vec<Text> {
        let unit = self.unit(scope);
        let lexical = &self.scope(scope).path;
        let mut found = Vec::new();
        for parent in self.scope(scope).supers.iter().rev() {
            let Value::Name(name) = &parent.value else {
                continue;
            };
            let key = if modules::has_modules(unit.language) {
                self.imported_scope(scope.unit, name)
                    .map(|at| self.class_key(at).clone())
            } else {
                // A class may carry its own name inside its path, so its parent is looked up from outside.
                let outside = if parent.kind == SuperKind::Inherit {
                    enclosing(lexical)
                } else {
                    lexical
                };
                Some(
                    self.resolve_class(name, outside)
                        .unwrap_or_else(|| name.trim_start_matches("::").into()),
                )
            };
            found.extend(key.filter(|key| key != self.class_key(scope)));
        }
        found
    }

    /// The class itself and everything it takes members from, nearest first; asks for what is not known of them.
    pub fn ancestors(&self, class: &str) -> Arc<[Text]> {
        let order = self.lineage(class);
        if self.is_quiet() {
            return order;
        }
        let known = self.known.borrow().asked.get(class).copied();
        match known {
            Some(answer) => self.rest_on(answer),
            None => {
                let ((), answer) = self.answer(Kind::Asked, || self.ask_for(&order));
                self.known.borrow_mut().asked.insert(class.into(), answer);
            }
        }
        order
    }

    /// Asks for what is not known of the nearest ancestors of a class: what is behind the one that has what is looked for decides
    /// nothing.
    fn ask_for(&self, nearest: &[Text]) {
        for class in nearest {
            self.knows_class(class);
        }
        for request in nearest
            .iter()
            .flat_map(|class| self.takers_of(class))
            .flat_map(|taker| &taker.requests)
        {
            let name = request.name.trim_start_matches("::");
            if request.how != Occurrence::Definition || nearest.iter().any(|class| class == name) {
                self.request_exactly(request.clone());
            }
        }
    }

    /// Whether a class is, descends from or includes `target`.
    pub fn descends(&self, class: &str, target: &str) -> bool {
        self.ancestors(class).iter().any(|ancestor| {
            ancestor == target
                || (self.known_class(ancestor).is_none() && completes(class, ancestor, target))
        })
    }

    /// Everything that takes members from a class, directly or not; asks for files in which something takes over from it.
    pub fn subclasses(&self, class: &str) -> Vec<Text> {
        let found = self.known_subclasses(class);
        for class in found.iter().map(Text::as_str).chain([class]) {
            self.request(Occurrence::Subclass, LanguageGroup::Project, class);
        }
        found
    }

    /// Whether every class that takes members from this one is found from here; asks for files in which one does, unless these are
    /// many.
    pub fn finds_all_subclasses(&self, class: &str) -> bool {
        let subclasses = self.known_subclasses(class);
        let classes = || subclasses.iter().map(Text::as_str).chain([class]);
        classes().for_each(|class| {
            self.request(Occurrence::FewSubclasses, LanguageGroup::Project, class)
        });
        classes()
            .all(|class| self.is_followed(Occurrence::FewSubclasses, LanguageGroup::Project, class))
    }

    /// The functions a name means in a class: those of the nearest ancestor that has it.
    pub fn methods(&self, class: &str, name: &str) -> Arc<[ItemId]> {
        if let Some((known, asked, answer)) = self
            .known
            .borrow()
            .methods
            .get(name)
            .and_then(|classes| classes.get(class))
            && (*asked || self.is_quiet())
        {
            self.rest_on(*answer);
            return Arc::clone(known);
        }
        let (found, answer) = self.answer(Kind::Member, || self.find_methods(class, name));
        let known = (Arc::clone(&found), !self.is_quiet(), answer);
        self.known
            .borrow_mut()
            .methods
            .entry(name.into())
            .or_default()
            .insert(class.into(), known);
        found
    }

    fn find_methods(&self, class: &str, name: &str) -> Arc<[ItemId]> {
        let own = |ancestor: &Text| {
            Some(self.own_methods(ancestor, name)).filter(|methods| !methods.is_empty())
        };
        self.nearest(class, own).unwrap_or_default().into()
    }

    fn find_constructor(&self, class: &str) -> Option<ItemId> {
        self.nearest(class, |ancestor| self.own_constructor(ancestor))
    }

    /// Finds anew what is known and rests on something that is touched, and touches what it comes to only where that is something
    /// else than before.
    pub(crate) fn find_again(&self, touched: &mut Vec<bool>) {
        let asked = std::mem::take(&mut self.known.borrow_mut().asked);
        for (class, answer) in &asked {
            if touched[*answer as usize] {
                self.answer_again(*answer, || self.ask_for(&self.lineage(class)));
                touched[*answer as usize] = false;
            }
        }
        self.known.borrow_mut().asked = asked;
        self.spread(Kind::Member, touched);
        let mut methods = std::mem::take(&mut self.known.borrow_mut().methods);
        for (name, classes) in &mut methods {
            for (class, (found, asked, answer)) in classes {
                if touched[*answer as usize] {
                    let now = self.as_before(*asked, || {
                        self.answer_again(*answer, || self.find_methods(class, name))
                    });
                    touched[*answer as usize] = now != *found;
                    *found = now;
                }
            }
        }
        let mut constructors = std::mem::take(&mut self.known.borrow_mut().constructors);
        for (class, (found, asked, answer)) in &mut constructors {
            if touched[*answer as usize] {
                let now = self.as_before(*asked, || {
                    self.answer_again(*answer, || self.find_constructor(class))
                });
                touched[*answer as usize] = now != *found;
                *found = now;
            }
        }
        let known = &mut *self.known.borrow_mut();
        known.methods = methods;
        known.constructors = constructors;
    }

    /// What `work` finds, asking for something or not.
    fn as_before<T>(&self, asking: bool, work: impl FnOnce() -> T) -> T {
        if asking {
            work()
        } else {
            self.without_requests(work)
        }
    }

    /// What the nearest ancestor has that has what is looked for; asks for nearer ones that are not known.
    fn nearest<T>(&self, class: &str, own: impl Fn(&Text) -> Option<T>) -> Option<T> {
        let lineage = self.lineage(class);
        let found = lineage
            .iter()
            .enumerate()
            .find_map(|(place, ancestor)| Some((place, own(ancestor)?)));
        match found {
            Some((place, found)) => {
                if !self.is_quiet() {
                    self.ask_for(&lineage[..place]);
                }
                Some(found)
            }
            None => {
                self.ancestors(class);
                None
            }
        }
    }

    /// The nearest class behind this one that has a method of its own under a name.
    pub fn next_with(&self, class: &str, name: &str) -> Option<Text> {
        let has =
            |ancestor: &Text| ancestor != class && !self.own_methods(ancestor, name).is_empty();
        self.nearest(class, |ancestor| has(ancestor).then(|| ancestor.clone()))
    }

    /// The function that runs when a class is instantiated.
    pub fn constructor(&self, class: &str) -> Option<ItemId> {
        if let Some((known, asked, answer)) = self.known.borrow().constructors.get(class)
            && (*asked || self.is_quiet())
        {
            self.rest_on(*answer);
            return *known;
        }
        let (found, answer) = self.answer(Kind::Member, || self.find_constructor(class));
        self.known
            .borrow_mut()
            .constructors
            .insert(class.into(), (found, !self.is_quiet(), answer));
        found
    }

    /// Bindings of a field or constant in a class or its ancestors.
    pub fn fields(&self, class: &str, name: &str) -> Vec<ItemId> {
        self.ancestors(class)
            .iter()
            .flat_map(|ancestor| self.own_fields(ancestor, name))
            .copied()
            .collect()
    }
}

/// `A::B` gives `A::B`, `A` and the empty path.
pub fn lexical_prefixes(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let current = rest?;
        rest = if current.is_empty() {
            None
        } else {
            Some(enclosing(current))
        };
        Some(current)
    })
}

/// The last part of a class's path.
pub fn last_name(path: &str) -> &str {
    parted(path).map_or(path, |(_, last)| last)
}

fn enclosing(path: &str) -> &str {
    parted(path).map_or("", |(outside, _)| outside)
}

/// A path in front of its last `::` and behind it. Asked for every name again and again, so it looks for a byte and not for a text.
fn parted(path: &str) -> Option<(&str, &str)> {
    let last = memchr::memrchr_iter(b':', path.as_bytes()).find(|at| path[..*at].ends_with(':'))?;
    Some((&path[..last - 1], &path[last + 1..]))
}

/// Whether an unknown ancestor's written name can be the tail of `target`, completed by a module around `class`.
fn completes(class: &str, written: &str, target: &str) -> bool {
    lexical_prefixes(class).any(|prefix| {
        !prefix.is_empty()
            && target
                .strip_prefix(prefix)
                .and_then(|rest| rest.strip_prefix("::"))
                == Some(written)
    })
}
