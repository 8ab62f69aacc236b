//! Objects that surfaces and hooks are registered on, such as routers: each is known by the site that makes it.

use crate::facts::{
    Argument, BindingKind, CallSite, CallValue, FunctionId, Imported, SiteKind, Text, Value,
};
use crate::reach::values::decorated;
use crate::reach::walker::Walker;
use crate::resolve::project::ids::ItemId;
use crate::source::Span;
use std::collections::BTreeSet;

/// Limit of names, functions and callers between a use of an object and the site that makes it.
pub(super) const MOST_STEPS: u8 = 8;

/// A place from which names are seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) unit: u32,
    pub(super) function: Option<FunctionId>,
    /// The code that contains the value.
    pub(super) within: Span,
}

/// The possible objects of a value.
#[derive(Debug, Clone, Default)]
pub(super) struct Objects {
    /// The sites that make them.
    pub(super) sites: BTreeSet<ItemId>,
    /// True if the value may be another object too.
    pub(super) is_open: bool,
}

impl Objects {
    pub(super) fn open() -> Self {
        Self {
            sites: BTreeSet::new(),
            is_open: true,
        }
    }

    pub(super) fn one(site: ItemId) -> Self {
        Self {
            sites: BTreeSet::from([site]),
            is_open: false,
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.sites.extend(other.sites);
        self.is_open |= other.is_open;
    }
}

impl<'w> Walker<'w> {
    /// Returns the place of a site.
    pub(super) fn seen_at(&self, at: ItemId) -> Seen {
        let site = self.view.site(at);
        Seen {
            unit: at.unit,
            function: site.function,
            within: site.span,
        }
    }

    /// Returns the place of an argument of a site.
    pub(super) fn seen_in(&self, at: ItemId, argument: &Argument) -> Seen {
        Seen {
            within: argument.span,
            ..self.seen_at(at)
        }
    }

    /// Returns the objects that a value may be.
    pub(super) fn objects(&self, value: &Value, seen: &Seen, left: u8) -> Objects {
        let Some(left) = left.checked_sub(1) else {
            return Objects::open();
        };
        match value {
            Value::Name(name) => self.named(name, seen, left),
            Value::Member(base, name) => self.member(base, name, seen, left),
            Value::Call(call) => self.made_by(call, 0, seen, left),
            Value::Index(base, index) => match (&**base, &**index) {
                (Value::Call(call), Value::Number(number)) => {
                    self.made_by(call, number.parse().unwrap_or(0), seen, left)
                }
                _ => Objects::open(),
            },
            Value::Choice(values) => {
                let mut found = Objects::default();
                for value in values.iter().filter(|one| **one != Value::Null) {
                    found.add(self.objects(value, seen, left));
                }
                found
            }
            Value::Typed(inner, _) => self.objects(inner, seen, left),
            Value::Within(function, inner) => {
                let seen = Seen {
                    function: Some(*function),
                    ..*seen
                };
                self.objects(inner, &seen, left)
            }
            _ => Objects::open(),
        }
    }

    fn named(&self, name: &Text, seen: &Seen, left: u8) -> Objects {
        if let Some(closure) = self.closure_of(name, seen) {
            return self.given_to(seen.unit, closure);
        }
        let values = self.bound(name, seen);
        let mut found = Objects::default();
        let mut values = values;
        values.retain(|(value, _)| !is_changed(value, name));
        if values.is_empty() {
            return self.decorated(name, seen.unit);
        }
        for (value, seen) in values {
            found.add(self.objects(value, &seen, left));
        }
        found
    }

    /// Returns the object that a decorator makes of a function; none for a module of a library.
    fn decorated(&self, name: &Text, unit: u32) -> Objects {
        let facts = self.view.facts(unit);
        let functions = (0..).zip(&facts.functions);
        let mut own = functions.filter(|(_, one)| one.name == *name && one.outer.is_none());
        if let Some((item, _)) = own.next() {
            let sites = (0..).zip(&facts.calls);
            let mut decorators =
                sites.filter(|(_, site)| self.derives(site) && decorated(site) == Some(item));
            let site = decorators.next().map(|(site, _)| ItemId::new(unit, site));
            return site.map_or_else(Objects::open, Objects::one);
        }
        let mut imports = facts.imports.iter();
        let Some(import) = imports.find(|import| import.local == *name) else {
            return Objects::open();
        };
        match (
            self.view.module_unit(unit, &import.module),
            &import.imported,
        ) {
            (Some(target), Imported::Named(exported)) if target != unit => {
                self.decorated(exported, target)
            }
            (None, Imported::All) if self.view.module_path(unit, &import.module).is_none() => {
                Objects::default()
            }
            _ => Objects::open(),
        }
    }

    /// Returns the closure whose parameter a name is.
    fn closure_of(&self, name: &str, seen: &Seen) -> Option<Span> {
        let bindings = self.view.bindings_named(seen.unit, name);
        let inside = bindings
            .filter(|(_, one)| one.kind == BindingKind::Inside && one.span.contains(seen.within));
        let spans = inside.map(|(_, one)| one.span);
        spans.min_by_key(|span| span.end - span.start)
    }

    /// Returns the object that a call hands to a closure.
    fn given_to(&self, unit: u32, closure: Span) -> Objects {
        let sites = (0..).zip(&self.view.facts(unit).calls);
        let mut around = sites.filter(|(_, site)| {
            let mut arguments = site.arguments.iter();
            self.derives(site) && arguments.any(|one| one.span == closure)
        });
        let site = around.next().map(|(item, _)| ItemId::new(unit, item));
        site.map_or_else(Objects::open, Objects::one)
    }

    /// Returns true if a call makes a part of the object that it is called on.
    pub(super) fn derives(&self, site: &CallSite) -> bool {
        site.receiver.is_some() && self.rules.objects.derived.contains(&site.name)
    }

    fn member(&self, base: &Value, name: &Text, seen: &Seen, left: u8) -> Objects {
        let mut values = Vec::new();
        if let Value::Name(package) = base
            && let Some(unit) = self.module_named(package, seen.unit)
        {
            values = self.of_file_named(unit, name);
        }
        if values.is_empty() {
            values = self.fields_of(base, name, seen);
        }
        if values.is_empty() {
            return Objects::open();
        }
        let mut found = Objects::default();
        for (value, seen) in values {
            found.add(self.objects(value, &seen, left));
        }
        found
    }

    /// Returns the objects that a call makes: itself for a library, else those that the function of the project returns.
    fn made_by(&self, call: &CallValue, result: usize, seen: &Seen, left: u8) -> Objects {
        let Some(site) = self.site_of(seen, call) else {
            return Objects::open();
        };
        if self.derives(self.view.site(site)) {
            return Objects::one(site);
        }
        let cx = self.evaluator.context_of(site);
        let receiver = call.receiver.as_ref();
        let meant = self.evaluator.meant(receiver, &call.name, &cx);
        let traits = &self.view.units[seen.unit as usize].language.traits;
        let is_class = || {
            let value = Value::Name(call.name.clone());
            receiver.is_none() && !self.evaluator.classes_in(&value, &cx).is_empty()
        };
        if call.name == traits.constructor || is_class() {
            return Objects::one(site);
        }
        if meant.is_empty() {
            // A conversion of code is no object.
            let mut values = call.arguments.iter().map(|one| &one.value);
            let is_code = values.any(|one| matches!(one, Value::Closure(..) | Value::Function(_)));
            return if is_code {
                Objects::open()
            } else {
                Objects::one(site)
            };
        }
        let mut found = Objects::default();
        for (at, _) in meant {
            let function = self.view.function(at);
            let seen = Seen {
                unit: at.unit,
                function: Some(at.item),
                within: function.span,
            };
            for value in &function.returns {
                let value = match value {
                    Value::List(values) => values.get(result).unwrap_or(value),
                    value => value,
                };
                if *value != Value::Null {
                    found.add(self.objects(value, &seen, left));
                }
            }
        }
        match found.sites.is_empty() {
            true => self.inside(call, seen, left),
            false => found,
        }
    }

    /// Returns the objects among the arguments of a function that returns code around one of them.
    fn inside(&self, call: &CallValue, seen: &Seen, left: u8) -> Objects {
        let mut found = Objects::default();
        for argument in &call.arguments {
            found
                .sites
                .extend(self.objects(&argument.value, seen, left).sites);
        }
        found.is_open = found.sites.is_empty();
        found
    }

    /// Returns the site of a call that is used as a value.
    pub(super) fn site_of(&self, seen: &Seen, call: &CallValue) -> Option<ItemId> {
        let is_one = |site: &CallSite| {
            matches!(site.kind, SiteKind::Call | SiteKind::Macro)
                && site.name == call.name
                && site.receiver == call.receiver
                && match call.arguments.is_empty() {
                    true => site.arguments.is_empty() && seen.within.contains(site.span),
                    false => shares_argument(site, call),
                }
        };
        let sites = (0..).zip(&self.view.facts(seen.unit).calls);
        let mut found = sites.filter(|(_, site)| is_one(site));
        let (item, _) = found.next()?;
        // Of several calls that look the same, the one that is meant is not known.
        let is_only = found.next().is_none();
        is_only.then(|| ItemId::new(seen.unit, item))
    }
}

/// Returns true if a site and a value have an argument in common. Fields that are set later are not in the site.
fn shares_argument(site: &CallSite, call: &CallValue) -> bool {
    let mut arguments = call.arguments.iter();
    arguments.any(|one| site.arguments.iter().any(|other| other.span == one.span))
}

/// Returns true if a value may be the object that had the name before, with other fields.
fn is_changed(value: &Value, name: &Text) -> bool {
    match value {
        Value::Within(_, inner) => is_changed(inner, name),
        value => {
            let mut parts = value.alternatives().into_iter().flatten();
            parts.any(|one| matches!(one, Value::Name(own) if own == name))
        }
    }
}
