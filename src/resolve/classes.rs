//! Classes: what a name means, what a class takes over from others, and who takes over from it.

use super::declared::{Declared, Members};
use super::index::{At, Index};
use super::modules;
use super::wants::{Among, How, Want};
use crate::facts::{SuperKind, Text, Value};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// A scope that takes over members, and from what.
#[derive(Debug)]
pub(super) struct Taker {
    at: At,
    supers: Vec<Text>,
    /// What has to be parsed to know all of it.
    wants: Vec<Want>,
    /// Whether it has to be looked at again.
    is_open: bool,
}

impl Declared {
    /// Notes for each class what it takes over from others, and for those who takes over from them.
    ///
    /// What a name means changes only when a class of the same last name comes in, or, where names belong to files, any file.
    pub(super) fn link(&mut self, from: usize) {
        let declaring = |number: usize| self.first(At { unit: number as u32, item: 0 }).unit as usize == number;
        for number in (from..self.units.len()).filter(|number| declaring(*number)).collect::<Vec<_>>() {
            let facts = Arc::clone(&self.units[number].facts);
            for (item, scope) in facts.scopes.iter().enumerate().filter(|(_, scope)| !scope.supers.is_empty()) {
                let place = self.takers.len();
                let at = At { unit: number as u32, item: item as u32 };
                self.taking.insert(at, place);
                self.takers.push(Taker { at, supers: Vec::new(), wants: Vec::new(), is_open: true });
                for name in
                    scope.supers.iter().filter_map(|parent| if let Value::Name(name) = &parent.value { Some(name) } else { None })
                {
                    self.taken.entry(last_name(name).into()).or_default().push(place);
                }
            }
        }
        for name in std::mem::take(&mut self.new_names) {
            for place in self.taken.get(&name).into_iter().flatten() {
                self.takers[*place].is_open = true;
            }
        }
        let view = Index::new(self);
        let looked_at = |taker: &Taker| {
            let supers = view.supers_of(taker.at);
            let is_open = modules::has_modules(view.unit(taker.at).language);
            Taker { at: taker.at, supers, wants: view.take_wants().into_iter().collect(), is_open }
        };
        let open = self.takers.iter().enumerate().filter(|(_, taker)| taker.is_open);
        let known: Vec<(usize, Taker)> = open.map(|(place, taker)| (place, looked_at(taker))).collect();
        // What a class takes over changes with what those take over that it takes over from.
        let mut changed: Vec<Text> = Vec::new();
        for (place, taker) in known {
            let before = std::mem::replace(&mut self.takers[place], taker);
            let after = &self.takers[place];
            if before.supers == after.supers {
                continue;
            }
            for parent in &before.supers {
                self.heirs.get_mut(parent).map(|heirs| heirs.remove(&place));
            }
            for parent in &after.supers {
                self.heirs.entry(parent.clone()).or_default().insert(place);
            }
            changed.push(self.class_key(after.at).clone());
        }
        let mut seen = FxHashSet::default();
        while let Some(class) = changed.pop() {
            if seen.insert(class.clone()) {
                self.classes.get_mut(&class).map(|members| members.lineage.take());
                changed.extend(self.direct_heirs(&class).cloned());
            }
        }
    }

    fn members(&self, class: &str) -> Option<&Members> {
        self.classes.get(class)
    }

    /// The class itself and everything it takes members from, nearest first, as far as it is known by now.
    fn lineage(&self, class: &str) -> Arc<[Text]> {
        match self.members(class) {
            Some(members) => Arc::clone(members.lineage.get_or_init(|| self.look_up(class))),
            None => Arc::new([class.into()]),
        }
    }

    fn look_up(&self, class: &str) -> Arc<[Text]> {
        let mut order: Vec<Text> = Vec::new();
        let mut open = vec![Text::from(class)];
        let mut seen = FxHashSet::default();
        while let Some(next) = open.pop() {
            if !seen.insert(next.clone()) {
                continue;
            }
            // Mixins are nearer than the superclass, which `supers_of` gives last because it is written first.
            let parents: Vec<&Text> = self.takers_of(&next).flat_map(|taker| &taker.supers).collect();
            open.extend(parents.into_iter().rev().cloned());
            order.push(next);
        }
        order.into()
    }

    fn takers_of(&self, class: &str) -> impl Iterator<Item = &Taker> {
        self.definitions(class).iter().filter_map(|at| self.taking.get(at).map(|place| &self.takers[*place]))
    }

    /// All places that define a class.
    pub fn definitions(&self, class: &str) -> &[At] {
        self.members(class).map_or(&[], |members| &members.definitions)
    }

    /// The functions a class itself defines under a name.
    pub fn own_methods(&self, class: &str, name: &str) -> &[At] {
        self.members(class).and_then(|members| members.methods.get(name)).map_or(&[], Vec::as_slice)
    }

    fn own_constructor(&self, class: &str) -> Option<At> {
        self.members(class)?.constructor
    }

    /// Bindings of a field or constant in a class itself.
    pub fn own_fields(&self, class: &str, name: &str) -> &[At] {
        self.members(class).and_then(|members| members.fields.get(name)).map_or(&[], Vec::as_slice)
    }

    fn direct_heirs(&self, class: &str) -> impl Iterator<Item = &Text> {
        self.heirs.get(class).into_iter().flatten().map(|place| self.class_key(self.takers[*place].at))
    }

    /// Everything in the files parsed so far that takes members from a class, directly or not.
    pub fn known_heirs(&self, class: &str) -> Vec<Text> {
        let mut found: Vec<Text> = Vec::new();
        let mut seen = FxHashSet::default();
        let mut open: Vec<&str> = vec![class];
        while let Some(next) = open.pop() {
            for heir in self.direct_heirs(next) {
                if seen.insert(heir) {
                    found.push(heir.clone());
                    open.push(heir);
                }
            }
        }
        found
    }
}

impl<'d> Index<'d> {
    /// Whether a class is known; asks for its definition when it is not.
    pub fn knows_class(&self, class: &str) -> bool {
        let known = self.classes.contains_key(class);
        if !known {
            // A full path: it is looked for from outside.
            self.want(How::Definition, Among::Project, &format!("::{class}"));
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
            if let Some((known, _)) = self.classes.get_key_value(candidate.as_str()) {
                return Some(known.clone());
            }
        }
        self.want_within(How::Definition, Among::Project, name, lexical);
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
        let lexical = &self.scope(scope).path;
        let mut found = Vec::new();
        for parent in self.scope(scope).supers.iter().rev() {
            let Value::Name(name) = &parent.value else { continue };
            let key = if modules::has_modules(unit.language) {
                self.imported_scope(scope.unit, name).map(|at| self.class_key(at).clone())
            } else {
                // A class may carry its own name inside its path, so its parent is looked up from outside.
                let outside = if parent.kind == SuperKind::Inherit { enclosing(lexical) } else { lexical };
                Some(self.resolve_class(name, outside).unwrap_or_else(|| name.trim_start_matches("::").into()))
            };
            found.extend(key.filter(|key| key != self.class_key(scope)));
        }
        found
    }

    /// The class itself and everything it takes members from, nearest first; asks for what is not known of them.
    pub fn ancestors(&self, class: &str) -> Arc<[Text]> {
        let order = self.lineage(class);
        if !self.is_quiet() && !self.asked.borrow().contains(class) {
            self.asked.borrow_mut().insert(class.into());
            self.ask_for(&order);
        }
        order
    }

    /// Asks for what is not known of the nearest ancestors of a class: what is behind the one that has what is looked for decides
    /// nothing.
    fn ask_for(&self, nearest: &[Text]) {
        for class in nearest {
            self.knows_class(class);
        }
        for want in nearest.iter().flat_map(|class| self.takers_of(class)).flat_map(|taker| &taker.wants) {
            let name = want.name.trim_start_matches("::");
            if want.how != How::Definition || nearest.iter().any(|class| class == name) {
                self.wanted(want.clone());
            }
        }
    }

    /// Whether a class is, descends from or includes `target`.
    pub fn descends(&self, class: &str, target: &str) -> bool {
        self.ancestors(class)
            .iter()
            .any(|ancestor| ancestor == target || (!self.classes.contains_key(ancestor) && completes(class, ancestor, target)))
    }

    /// Everything that takes members from a class, directly or not; asks for files in which something takes over from it.
    pub fn heirs(&self, class: &str) -> Vec<Text> {
        let found = self.known_heirs(class);
        for class in found.iter().map(Text::as_str).chain([class]) {
            self.want(How::Heir, Among::Project, class);
        }
        found
    }

    /// Whether every class that takes members from this one is found from here; asks for files in which one does.
    pub fn leads_to_heirs(&self, class: &str) -> bool {
        let heirs = self.heirs(class);
        let mut classes = heirs.iter().map(Text::as_str).chain([class]);
        classes.all(|class| self.is_followed(How::Heir, Among::Project, class))
    }

    /// The functions a name means in a class: those of the nearest ancestor that has it.
    pub fn methods(&self, class: &str, name: &str) -> &'d [At] {
        if let Some((known, asked)) = self.methods.borrow().get(name).and_then(|classes| classes.get(class))
            && (*asked || self.is_quiet())
        {
            return known;
        }
        let own = |ancestor: &Text| Some(self.declared.own_methods(ancestor, name)).filter(|methods| !methods.is_empty());
        let found = self.nearest(class, own).unwrap_or_default();
        self.methods.borrow_mut().entry(name.into()).or_default().insert(class.into(), (found, !self.is_quiet()));
        found
    }

    /// What the nearest ancestor has that has what is looked for; asks for nearer ones that are not known.
    fn nearest<T>(&self, class: &str, own: impl Fn(&Text) -> Option<T>) -> Option<T> {
        let ancestors = self.lineage(class);
        let found = ancestors.iter().enumerate().find_map(|(place, ancestor)| Some((place, own(ancestor)?)));
        if !self.is_quiet() {
            self.ask_for(&ancestors[..found.as_ref().map_or(ancestors.len(), |(place, _)| *place)]);
        }
        found.map(|(_, found)| found)
    }

    /// The nearest class behind this one that has a method of its own under a name.
    pub fn next_with(&self, class: &str, name: &str) -> Option<Text> {
        let has = |ancestor: &Text| ancestor != class && !self.own_methods(ancestor, name).is_empty();
        self.nearest(class, |ancestor| has(ancestor).then(|| ancestor.clone()))
    }

    /// The function that runs when a class is instantiated.
    pub fn constructor(&self, class: &str) -> Option<At> {
        if let Some((known, asked)) = self.constructors.borrow().get(class)
            && (*asked || self.is_quiet())
        {
            return *known;
        }
        let found = self.nearest(class, |ancestor| self.own_constructor(ancestor));
        self.constructors.borrow_mut().insert(class.into(), (found, !self.is_quiet()));
        found
    }

    /// Bindings of a field or constant in a class or its ancestors.
    pub fn fields(&self, class: &str, name: &str) -> Vec<At> {
        self.ancestors(class).iter().flat_map(|ancestor| self.own_fields(ancestor, name)).copied().collect()
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
    lexical_prefixes(class)
        .any(|prefix| !prefix.is_empty() && target.strip_prefix(prefix).and_then(|rest| rest.strip_prefix("::")) == Some(written))
}
