//! The surfaces that hooks run around.

use crate::facts::{Text, Value};
use crate::reach::node::Cover;
use crate::reach::objects::Objects;
use crate::reach::programs::Programs;
use crate::reach::start::{Body, Hook, HookPlace, Start};
use crate::reach::walker::Walker;
use crate::resolve::project::ids::ItemId;
use crate::rules::around::Over;
use crate::rules::registration::is_one_of;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Limit of subclasses of a class whose objects contain others.
const MOST_CLASSES: usize = 32;

/// Returns the last part of the path of a class.
fn last(path: &str) -> &str {
    path.rsplit(['.', ':']).next().unwrap_or(path)
}

/// A surface with what it is registered on.
struct Surface {
    site: Option<ItemId>,
    unit: u32,
    /// The objects around it.
    around: Objects,
}

/// The relations between surfaces, hooks and their objects.
pub(super) struct Covers<'c> {
    pub(super) walker: &'c Walker<'c>,
    programs: Programs<'c>,
    surfaces: Vec<Option<Surface>>,
    /// Objects that became a part of other ones: the part, and the object around it.
    pub(super) mounted: Vec<(ItemId, ItemId)>,
    /// Objects with parts that are not known.
    pub(super) open: Vec<Objects>,
    /// The sites that call a function or construct an object of a class, by its name.
    made: RefCell<FxHashMap<Text, Vec<ItemId>>>,
}

impl<'c> Covers<'c> {
    /// Returns the relations of surfaces. `starts` are the surfaces.
    pub(super) fn new(
        walker: &'c Walker<'c>,
        programs: Programs<'c>,
        starts: &[Start<'_>],
    ) -> Self {
        let mut found = Self {
            walker,
            programs,
            surfaces: Vec::new(),
            mounted: Vec::new(),
            open: Vec::new(),
            made: RefCell::default(),
        };
        let sites: Vec<Option<ItemId>> = starts.iter().map(|start| found.site(start)).collect();
        found.mount(&sites.iter().copied().flatten().collect());
        for (start, site) in starts.iter().zip(sites) {
            let unit = found.walker.tables.units.get(&start.span.file);
            let surface = unit.map(|unit| Surface {
                site,
                unit: *unit,
                around: site.map_or_else(Objects::open, |site| found.objects_around(site)),
            });
            found.surfaces.push(surface);
        }
        found
    }

    /// Returns the registration of a surface.
    fn site(&self, start: &Start<'_>) -> Option<ItemId> {
        let unit = *self.walker.tables.units.get(&start.span.file)?;
        start.rule.registered.as_ref()?;
        let mut sites = (0..).zip(&self.walker.view.facts(unit).calls);
        let site = sites.find(|(_, site)| site.name_span == start.span);
        site.map(|(item, _)| ItemId::new(unit, item))
    }

    /// Returns how certain it is that a hook runs around a surface.
    pub(super) fn cover(&self, hook: &Hook<'_>, number: usize, start: &Start<'_>) -> Cover {
        let (Some(surface), Some(unit)) = (
            &self.surfaces[number],
            self.walker.tables.units.get(&hook.span.file),
        ) else {
            return Cover::No;
        };
        let language = |unit: u32| self.walker.view.units[unit as usize].language.name;
        if language(surface.unit) != language(*unit) {
            return Cover::No;
        }
        let most = match self.takes(hook, surface, start) {
            Cover::No => return Cover::No,
            most => most,
        };
        let found = match hook.place {
            HookPlace::Binding(item) => self.of_setting(ItemId::new(*unit, item), surface),
            HookPlace::Site(item) => {
                let at = ItemId::new(*unit, item);
                let site = self.walker.view.site(at);
                let is_limited = hook
                    .rule
                    .limits
                    .iter()
                    .any(|name| site.named(name).is_some());
                let most = if is_limited {
                    Cover::Maybe
                } else {
                    Cover::Certain
                };
                let found = match hook.rule.over {
                    Over::This => self.of_registration(at, surface),
                    Over::Program => self.of_program(hook, at, surface),
                    Over::Object | Over::Wrapped | Over::Argument => {
                        self.of_object(hook, at, surface)
                    }
                };
                found.min(most)
            }
        };
        found.min(most)
    }

    /// Returns how certain it is that the method of a surface has a parameter that the rule asks for.
    fn takes(&self, hook: &Hook<'_>, surface: &Surface, start: &Start<'_>) -> Cover {
        let Body::Function(item) = start.body else {
            return match hook.rule.takes.is_empty() {
                true => Cover::Certain,
                false => Cover::Maybe,
            };
        };
        let function = self.walker.view.function(ItemId::new(surface.unit, item));
        let mut parameters = function.parameters.iter();
        let takes = parameters.any(|one| match &one.class {
            Some(Value::Name(name) | Value::Member(_, name)) => {
                is_one_of(&hook.rule.takes, name.rsplit('.').next().unwrap_or(name))
            }
            _ => false,
        });
        match takes || hook.rule.takes.is_empty() {
            true => Cover::Certain,
            false => Cover::No,
        }
    }

    /// Returns how certain it is that a surface has the same registration, or is the literal whose member a hook is.
    fn of_registration(&self, at: ItemId, surface: &Surface) -> Cover {
        let own = self.object_of(at);
        let is_own = |site: ItemId| site == at || own.sites.contains(&site);
        match surface.site.is_some_and(is_own) {
            true if own.sites.len() > 1 => Cover::Maybe,
            true => Cover::Certain,
            false => Cover::No,
        }
    }

    fn of_program(&self, hook: &Hook<'_>, at: ItemId, surface: &Surface) -> Cover {
        let mut found = self.programs.linked(at.unit, surface.unit);
        let others = self.makers(hook.rule.alone.iter(), surface);
        if (!hook.rule.alone.is_empty() && others.len() != 1) || !self.is_run(at) {
            found = found.min(Cover::Maybe);
        }
        found
    }

    /// Returns true if some code calls the function that registers a hook.
    fn is_run(&self, at: ItemId) -> bool {
        let view = self.walker.view;
        let Some(item) = view.site(at).function else {
            return true;
        };
        let function = view.function(ItemId::new(at.unit, item));
        let is_entry = ["main", "init", "init "].contains(&&*function.name);
        is_entry || function.outer.is_some() || !view.sites_named(&function.name).is_empty()
    }

    /// Returns how certain it is that a list of hooks is the one that runs: the only one of the program.
    fn of_setting(&self, at: ItemId, surface: &Surface) -> Cover {
        let view = self.walker.view;
        let binding = view.binding(at);
        let units =
            (0..view.units.len() as u32).filter(|unit| self.programs.is_same(*unit, at.unit));
        let lists = units.flat_map(|unit| view.bindings_named(unit, &binding.name));
        let lists = lists.filter(|(_, one)| {
            !one.kind.appends() && one.function.is_none() && matches!(one.value, Value::List(_))
        });
        let files: BTreeSet<_> = lists.map(|(_, one)| one.span.file).collect();
        let is_only = files.len() == 1 && files.contains(&binding.span.file);
        let linked = self.programs.linked(at.unit, surface.unit);
        match is_only {
            true => linked,
            false => linked.min(Cover::Maybe),
        }
    }

    fn of_object(&self, hook: &Hook<'_>, at: ItemId, surface: &Surface) -> Cover {
        let own = self.object_of_hook(hook, at);
        let around = &surface.around;
        let is_one = own.sites.len() == 1 && !own.is_open;
        let shared = own.sites.iter().any(|one| around.sites.contains(one));
        if shared {
            if hook.rule.ordered && self.is_before(&own, at, surface) {
                return Cover::No;
            }
            let is_replaced = hook.rule.nearest && self.is_replaced(&own, hook, surface);
            return match is_one && !is_replaced {
                true => Cover::Certain,
                false => Cover::Maybe,
            };
        }
        if let Some(root) = own.sites.first().filter(|_| is_one)
            && self.is_only_root(*root, surface)
        {
            return Cover::Certain;
        }
        let may_contain = |open: &Objects| {
            let outer = self.with_outer(open.clone());
            outer.is_open || own.sites.iter().any(|one| outer.sites.contains(one))
        };
        let is_possible = own.is_open || around.is_open || self.open.iter().any(may_contain);
        match is_possible && self.programs.linked(at.unit, surface.unit) > Cover::No {
            true => Cover::Maybe,
            false => Cover::No,
        }
    }

    /// Returns true if a surface, or the part of the object that it belongs to, is registered before a hook.
    fn is_before(&self, own: &Objects, at: ItemId, surface: &Surface) -> bool {
        let view = self.walker.view;
        let hook = view.site(at);
        let is_earlier = |one: ItemId| {
            let site = view.site(one);
            one.unit == at.unit
                && site.function == hook.function
                && site.span.start < hook.span.start
                && !self.object_of(one).sites.is_disjoint(&own.sites)
        };
        let parts = surface.around.sites.iter().copied();
        let mut parts = parts.chain(surface.site).filter(|one| {
            let site = view.site(*one);
            Some(*one) == surface.site || self.walker.derives(site)
        });
        parts.any(is_earlier)
    }

    /// Returns true if a hook of the same rule on an object nearer to a surface takes the place of a hook.
    fn is_replaced(&self, own: &Objects, hook: &Hook<'_>, surface: &Surface) -> bool {
        let hooks = self.walker.tables.hooks.iter();
        let names = |hook: &Hook<'_>| {
            let handler = hook.rule.registered.handler.as_ref();
            handler.map(|handler| handler.keyword.clone())
        };
        let same = hooks.filter(|one| names(one) == names(hook));
        let others = same.filter(|one| one.span != hook.span);
        let mut objects = others.filter_map(|one| {
            let unit = *self.walker.tables.units.get(&one.span.file)?;
            let HookPlace::Site(item) = one.place else {
                return None;
            };
            Some(self.object_of_hook(one, ItemId::new(unit, item)))
        });
        objects.any(|object| {
            object.sites.iter().any(|one| {
                let outer = self.with_outer(Objects::one(*one));
                surface.around.sites.contains(one) && !own.sites.is_disjoint(&outer.sites)
            })
        })
    }

    /// Returns true if an object contains all others of the program, because it is the only one of its kind.
    fn is_only_root(&self, root: ItemId, surface: &Surface) -> bool {
        let roots = self.walker.rules.objects.roots.iter();
        self.makers(roots, surface) == BTreeSet::from([root])
    }

    /// Returns the last names of a class and of the classes of the project that inherit it.
    fn subclasses(&self, name: &Text) -> Vec<Text> {
        let mut found = vec![name.clone()];
        let mut done = 0;
        while let Some(class) = found.get(done).cloned() {
            done += 1;
            for unit in &self.walker.view.units {
                for scope in &unit.facts.scopes {
                    let inherits = scope.supers.iter().any(|one| match &one.value {
                        Value::Name(name) | Value::Member(_, name) => last(name) == class,
                        _ => false,
                    });
                    let own = Text::from(last(&scope.path));
                    if inherits && !found.contains(&own) && found.len() < MOST_CLASSES {
                        found.push(own);
                    }
                }
            }
        }
        found
    }

    /// Returns the calls of functions and constructors in the program of a surface.
    fn makers<'n>(
        &self,
        names: impl Iterator<Item = &'n Text>,
        surface: &Surface,
    ) -> BTreeSet<ItemId> {
        let sites = names.flat_map(|name| {
            let mut known = self.made.borrow_mut();
            let made = known.entry(name.clone()).or_insert_with(|| {
                let view = self.walker.view;
                let called = view.sites_named(name).iter().copied();
                let classes = self.subclasses(name);
                let classes = classes
                    .iter()
                    .flat_map(|one| self.walker.constructions(one));
                called.chain(classes).collect()
            });
            made.clone()
        });
        sites
            .filter(|one| self.programs.is_same(one.unit, surface.unit))
            .collect()
    }
}
