//! Objects that contain others: parts that they make, and objects that are mounted into them.

use crate::facts::{CallSite, Key, Value};
use crate::reach::covers::Covers;
use crate::reach::objects::{MOST_STEPS, Objects, Seen};
use crate::reach::start::Hook;
use crate::resolve::project::ids::ItemId;
use crate::rules::around::Over;
use rustc_hash::FxHashSet;

/// Limit of objects around one.
const MOST_AROUND: usize = 64;

impl Covers<'_> {
    /// Notes which objects become a part of others.
    pub(super) fn mount(&mut self, surfaces: &FxHashSet<ItemId>) {
        let walker = self.walker;
        for name in &walker.rules.objects.mounted {
            for at in walker.view.sites_named(name) {
                let site = walker.view.site(*at);
                let Some(receiver) = &site.receiver else {
                    continue;
                };
                if !walker.view.is_per_file(at.unit) {
                    continue;
                }
                let seen = walker.seen_at(*at);
                let outer = walker.objects(receiver, &seen, MOST_STEPS);
                for argument in &site.arguments {
                    let is_text = matches!(argument.value, Value::Text(_) | Value::Template(_));
                    if matches!(argument.key, Key::Name(_)) || is_text {
                        continue;
                    }
                    let inner = self.wrapped(&argument.value, &seen, MOST_STEPS);
                    if inner.is_open && !surfaces.contains(at) {
                        self.open.push(outer.clone());
                    }
                    for part in inner.sites {
                        self.mounted
                            .extend(outer.sites.iter().map(|one| (part, *one)));
                        if outer.is_open {
                            self.open.push(Objects::open());
                        }
                    }
                }
            }
        }
    }

    /// Returns the object that a site registers something on, or makes, and all objects around it.
    pub(super) fn objects_around(&self, site: ItemId) -> Objects {
        let own = self.object_of(site);
        self.with_outer(own)
    }

    /// Returns the object that a site is called on; a literal is the object itself.
    pub(super) fn object_of(&self, at: ItemId) -> Objects {
        let site = self.walker.view.site(at);
        if self.is_literal(at, site) {
            return Objects::one(at);
        }
        let seen = self.walker.seen_at(at);
        let receiver = site.receiver.as_ref();
        receiver.map_or_else(Objects::open, |value| {
            self.walker.objects(value, &seen, MOST_STEPS)
        })
    }

    fn is_literal(&self, at: ItemId, site: &CallSite) -> bool {
        let traits = &self.walker.view.unit(at).language.traits;
        site.name == traits.constructor
    }

    /// Adds the objects that contain others.
    pub(super) fn with_outer(&self, own: Objects) -> Objects {
        let mut found = own.clone();
        let mut open: Vec<ItemId> = own.sites.into_iter().collect();
        while let Some(at) = open.pop() {
            if found.sites.len() > MOST_AROUND {
                found.is_open = true;
                break;
            }
            for outer in self.outer(at, &mut found.is_open) {
                if found.sites.insert(outer) {
                    open.push(outer);
                }
            }
        }
        found
    }

    /// Returns the objects directly around one.
    fn outer(&self, at: ItemId, is_open: &mut bool) -> Vec<ItemId> {
        let mounted = self.mounted.iter().filter(|(part, _)| *part == at);
        let mut found: Vec<ItemId> = mounted.map(|(_, outer)| *outer).collect();
        let site = self.walker.view.site(at);
        if self.walker.derives(site) {
            let outer = self.object_of(at);
            *is_open |= outer.is_open;
            found.extend(outer.sites);
        }
        found
    }

    /// Returns the objects whose surfaces a hook runs around.
    pub(super) fn object_of_hook(&self, hook: &Hook<'_>, at: ItemId) -> Objects {
        let site = self.walker.view.site(at);
        let seen = self.walker.seen_at(at);
        if hook.rule.over == Over::Object {
            return match self.walker.derives(site) {
                true => Objects::one(at),
                false => self.object_of(at),
            };
        }
        let handlers = hook.rule.handlers(site);
        let mut found = Objects::default();
        for (number, argument) in site.arguments.iter().enumerate() {
            let is_handler = handlers.iter().any(|(handler, _)| *handler == number);
            if is_handler == (hook.rule.over == Over::Wrapped) {
                let inner = self.wrapped(&argument.value, &seen, MOST_STEPS);
                found.sites.extend(inner.sites);
            }
        }
        found.is_open = found.sites.is_empty();
        found
    }

    /// Returns the objects that a value is, or that the calls around it get.
    fn wrapped(&self, value: &Value, seen: &Seen, left: u8) -> Objects {
        let Some(left) = left.checked_sub(1) else {
            return Objects::open();
        };
        let mut found = Objects::default();
        match value {
            Value::Call(call) => {
                for argument in &call.arguments {
                    found
                        .sites
                        .extend(self.wrapped(&argument.value, seen, left).sites);
                }
                match found.sites.is_empty() {
                    true => self.walker.objects(value, seen, MOST_STEPS),
                    false => found,
                }
            }
            Value::Name(name) => {
                for (value, seen) in self.walker.locals(name, seen) {
                    found.sites.extend(self.wrapped(value, &seen, left).sites);
                }
                match found.sites.is_empty() {
                    true => self.walker.objects(value, seen, MOST_STEPS),
                    false => found,
                }
            }
            Value::Text(_) | Value::Null | Value::Closure(..) | Value::Function(_) => found,
            value => self.walker.objects(value, seen, MOST_STEPS),
        }
    }
}
