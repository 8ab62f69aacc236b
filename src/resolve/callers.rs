//! Callers of a function of the project. The receiver, the mixins or the import decide, never the name alone.

mod aliases;
mod buses;
pub(crate) mod caller;
mod constructions;
pub(crate) mod index;
mod passed;
mod stores;
mod targets;

use crate::facts::{FunctionKind, ParameterKind, SiteKind, Text, Value};
use crate::resolve::callers::caller::{Caller, PassedNames, Receiver, is_self, is_written};
use crate::resolve::callers::index::{ByName, CallerIndex};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, ParameterRef};
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::ids::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Limit of the definitions of one method in one class. Each may be the one that a caller calls, so their number multiplies with that
/// of the callers. Real code has one, or one for each of some conditions.
const MOST_DEFINITIONS: usize = 64;

/// Limit of the pairs of functions and calls of one name that are compared. Common names have some ten thousand calls, and some hundred
/// of their functions track. A test cannot wait for so many.
const MOST_COMPARED: usize = if cfg!(test) { 100_000 } else { 100_000_000 };

/// A search for callers: of a function, of the constructor of a class, or of the providers of a name.
type Search = (ItemId, Option<Text>, Option<Text>);

/// Cached answers about callers.
#[derive(Default)]
pub(crate) struct CallerCache {
    callers: FxHashMap<Search, Vec<Caller>>,
    /// Receivers by site, and by whether requests were suppressed.
    receivers: FxHashMap<(ItemId, bool), Arc<[Receiver]>>,
    /// Sites that construct an object of a written class, by last name and class.
    constructions: FxHashMap<Text, ByName>,
    /// Evaluated callees by site.
    callees: FxHashMap<ItemId, Rc<[ItemId]>>,
    /// The names that sites of a file pass on.
    passed: FxHashMap<u32, PassedNames>,
    /// The number of pairs of functions and calls that were compared, by name.
    compared: FxHashMap<Text, usize>,
    /// Functions whose callers were not searched, because of a limit.
    cut: FxHashMap<ItemId, String>,
    /// The words of the exports of a file.
    exports: FxHashMap<u32, FxHashSet<Text>>,
}

/// A finder of callers that caches its answers.
pub(crate) struct Callers<'e, 'a> {
    eval: &'e Evaluator<'a>,
    index: &'e CallerIndex,
    cache: RefCell<CallerCache>,
}

impl<'e, 'a> Callers<'e, 'a> {
    /// Returns a finder over an evaluator.
    pub(crate) fn new(eval: &'e Evaluator<'a>, index: &'e CallerIndex) -> Self {
        Self {
            eval,
            index,
            cache: RefCell::default(),
        }
    }

    /// Returns the callers that supply the value of a parameter reference.
    pub(crate) fn supplying(&self, reference: &ParameterRef) -> Vec<Caller> {
        let function = self.eval.index.function(reference.function);
        let parameter = function.parameters.get(reference.parameter as usize);
        let provided = parameter.filter(|parameter| parameter.kind == ParameterKind::Provided);
        let provided = provided.map(|parameter| &parameter.name);
        self.cached(reference.function, reference.of.as_ref(), provided)
    }

    /// Returns the call sites that certainly call `function`. For a constructor, those that instantiate `class` or a subclass.
    pub(crate) fn of(&self, function: ItemId, class: Option<&Text>) -> Vec<Caller> {
        self.cached(function, class, None)
    }

    /// Returns the sites that refer to a function of this name without calling it, whatever function is meant.
    pub(crate) fn references_named(&self, name: &str) -> &'e [ItemId] {
        self.index.references_of(name)
    }

    /// Returns the sites that certainly refer to `function` without calling it.
    pub(crate) fn references(&self, function: ItemId) -> Vec<Caller> {
        let index = self.eval.index;
        let target = self.target(function, index.class_of_function(function));
        let sites = self.references_named(&index.function(function).name).iter();
        let meant = sites.filter(|site| {
            let owner = match &index.site(**site).receiver {
                Some(Value::Member(owner, _)) => Some(&**owner),
                _ => None,
            };
            self.receiver_reaches(**site, owner, &target)
        });
        let caller = |site: &ItemId| Caller {
            site: *site,
            offset: 0,
        };
        meant.map(caller).collect()
    }

    fn cached(
        &self,
        function: ItemId,
        class: Option<&Text>,
        provided: Option<&Text>,
    ) -> Vec<Caller> {
        let key = (function, class.cloned(), provided.cloned());
        if let Some(known) = self.cache.borrow().callers.get(&key) {
            return known.clone();
        }
        let found = match provided {
            Some(name) => self.providers(name),
            None if self.is_replaced(function) || self.is_cut(function) => Vec::new(),
            None => self.search(function, class),
        };
        let mut cache = self.cache.borrow_mut();
        cache.callers.insert(key, found.clone());
        found
    }

    /// Returns the maps that provide a name to the components inside.
    fn providers(&self, name: &Text) -> Vec<Caller> {
        let index = self.eval.index;
        index.request(Occurrence::Provided, LanguageGroup::Modules, name);
        let sites = index.sites_named("provide").iter().filter(|site| {
            let call = index.site(**site);
            call.kind == SiteKind::Map && call.named(name).is_some()
        });
        let caller = |site: &ItemId| Caller {
            site: *site,
            offset: 0,
        };
        sites.map(caller).collect()
    }

    fn search(&self, function: ItemId, class: Option<&Text>) -> Vec<Caller> {
        let index = self.eval.index;
        let definition = index.function(function);
        let own = index.class_of_function(function);
        let mut found = match definition.kind {
            FunctionKind::Constructor => self.constructor_sites(function, own, class),
            _ => self.call_sites(function, own),
        };
        for site in self.index.supers_in(&definition.name) {
            if self.super_reaches(*site, function, own) && self.is_related(*site, class) {
                found.push((*site, 0));
            }
        }
        let callers = found.into_iter();
        let mut callers: Vec<Caller> = callers
            .map(|(site, offset)| Caller { site, offset })
            .collect();
        let mut seen = FxHashSet::default();
        callers.retain(|caller| seen.insert(*caller));
        callers
    }

    fn constructor_sites(
        &self,
        function: ItemId,
        own: &Text,
        class: Option<&Text>,
    ) -> Vec<(ItemId, i16)> {
        let index = self.eval.index;
        let is_per_file = index.is_per_file(function.unit);
        match is_per_file {
            true => index.request_import(&index.unit(function).path),
            false => {
                let class = class.unwrap_or(own);
                index.request(Occurrence::Class, LanguageGroup::Project, class);
            }
        }
        let subclasses = class.map(|class| index.subclasses(class));
        let subclasses = subclasses.unwrap_or_default();
        let mut found = Vec::new();
        if is_per_file {
            found.extend(self.index.elements_of(own));
        }
        // A subclass runs the constructor that it inherits.
        let mut instantiated = index.known_subclasses(own);
        instantiated.push(own.clone());
        instantiated.retain(|one| {
            let counts = class.is_none_or(|class| class == one || subclasses.contains(one));
            let has_namesakes = index.unit(function).language.traits.module_files;
            let is_own = has_namesakes && index.own_constructors(one).contains(&function);
            counts && (is_own || index.constructor(one) == Some(function))
        });
        instantiated.sort_unstable();
        for one in instantiated {
            if !is_per_file && class.is_some() {
                // The construction of a subclass need not name the class.
                index.request(Occurrence::Class, LanguageGroup::Project, &one);
            }
            let sites = self.constructions(&one).into_iter();
            found.extend(sites.filter(|site| self.eval.may_construct(*site, &one, function)));
        }
        found.into_iter().map(|site| (site, 0)).collect()
    }

    fn call_sites(&self, function: ItemId, own: &Text) -> Vec<(ItemId, i16)> {
        let index = self.eval.index;
        let definition = index.function(function);
        self.request_calls(function, own);
        let target = self.target(function, own);
        let sites = index.sites_named(&definition.name).iter();
        let sites = sites.filter(|site| self.calls(**site, &target));
        let mut found: Vec<(ItemId, i16)> = sites.map(|site| (*site, 0)).collect();
        if index.is_per_file(function.unit) {
            // Importers choose the name of a default export.
            let default = self.eval.default_export(function.unit);
            let default = self.eval.exported(function.unit, default, false);
            let value = AbstractValue::Function(function);
            if default.is_some_and(|values| values.contains(&value)) {
                index.request_importers(&index.unit(function).path);
            }
            let renamed = self.renamed_sites(function).into_iter();
            found.extend(renamed.map(|site| (site, 0)));
            found.extend(self.bus_sites(function));
        }
        found.extend(self.store_sites(function));
        for (relaying, offset) in self.relaying(function) {
            let sites = index.sites_named(relaying).iter();
            let sites = sites.filter(|site| {
                let receiver = index.site(**site).receiver.as_ref();
                receiver.is_some() && self.receiver_reaches(**site, receiver, &target)
            });
            found.extend(sites.map(|site| (*site, offset)));
        }
        for site in self.index.dispatches_of(&definition.name) {
            let receiver = index.site(*site).receiver.as_ref();
            if self.receiver_reaches(*site, receiver, &target) {
                found.push((*site, 1));
            }
        }
        found
    }

    /// Returns the methods that run a function with their arguments, each with the number of its arguments in front of them.
    fn relaying(&self, function: ItemId) -> impl Iterator<Item = (&'static str, i16)> {
        let traits = &self.eval.index.unit(function).language.traits;
        let name = &self.eval.index.function(function).name;
        let rows = traits.relayed_calls.iter();
        rows.filter(move |(_, run, _)| *run == name)
            .map(|(relaying, _, offset)| (*relaying, *offset))
    }

    /// Returns true if the class around a `super` takes part in the instantiation of `class`.
    fn is_related(&self, site: ItemId, class: Option<&Text>) -> bool {
        let index = self.eval.index;
        let own = index.class_key(ItemId::new(site.unit, index.site(site).scope));
        class.is_none_or(|class| {
            index.ancestors(class).contains(own) || index.ancestors(own).contains(class)
        })
    }

    /// Requests files that may call a function. A default export is called by the name of its file. A function whose name is
    /// everywhere (`execute`) is called by files that import its file or name a class that has it.
    fn request_calls(&self, function: ItemId, class: &str) {
        let index = self.eval.index;
        let name = &index.function(function).name;
        let unit = index.unit(function);
        let is_per_file = unit.language.traits.is_per_file();
        let among = LanguageGroup::of(unit.language);
        if is_per_file && name == self.eval.default_export(function.unit) {
            return index.request_importers(&unit.path);
        }
        let is_free = class.is_empty() && !is_per_file;
        if is_free && unit.language.traits.module_files {
            return index.request(Occurrence::FreeCall, among, name);
        }
        if is_free || self.is_for_tracking(function) || self.is_template_helper(function) {
            return index.request(Occurrence::EveryCall, among, name);
        }
        let owners = index.known_subclasses(class);
        for (relaying, _) in self.relaying(function) {
            for class in owners.iter().map(Text::as_str).chain([class]) {
                index.request_within(Occurrence::ClassOfCall, among, class, relaying);
            }
        }
        index.request(Occurrence::Call, among, name);
        if index.is_followed(Occurrence::Call, among, name) {
            return;
        }
        if is_per_file {
            return index.request_importers(&unit.path);
        }
        let subclasses = index.known_subclasses(class);
        for class in subclasses.iter().map(Text::as_str).chain([class]) {
            if index.methods(class, name).contains(&function) {
                index.request_within(Occurrence::ClassOfCall, among, class, name);
            }
            if !index.is_followed(Occurrence::FewSubclasses, among, class) {
                // A class that is not read may have subclasses that call the function.
                index.request(Occurrence::Subclass, among, class);
            }
        }
    }

    /// Returns true if a later definition replaces a method, so that nothing calls it.
    fn is_replaced(&self, function: ItemId) -> bool {
        let replaced = &self.eval.index.facts(function.unit).replaced;
        replaced.binary_search(&function.item).is_ok()
    }

    /// Returns true if a limit is reached, so that the callers of a function are not searched: its class defines it too often, or too
    /// many functions and calls have its name.
    fn is_cut(&self, function: ItemId) -> bool {
        let index = self.eval.index;
        let name = &index.function(function).name;
        let class = index.class_of_function(function);
        let mut cache = self.cache.borrow_mut();
        let compared = cache.compared.entry(name.clone()).or_default();
        *compared += index.sites_named(name).len();
        let limit = if index.own_methods(class, name).len() > MOST_DEFINITIONS {
            format!("{MOST_DEFINITIONS} definitions of one method")
        } else if *compared > MOST_COMPARED {
            format!("{MOST_COMPARED} pairs of functions and calls of one name")
        } else {
            return false;
        };
        let reason =
            format!("the limit of {limit} is reached, so the callers of `{name}` are not followed");
        cache.cut.insert(function, reason);
        true
    }

    /// Returns the limit because of which the callers of a function were not searched.
    pub(crate) fn cut_at(&self, function: ItemId) -> Option<String> {
        self.cache.borrow().cut.get(&function).cloned()
    }

    /// Returns the reason why callers of a function may be missing, if its name is too common to read every file that calls it.
    /// The files that name its class are read. Others matter if it is called on values whose class is not written there.
    pub(crate) fn unread(&self, function: ItemId, known: &[Caller]) -> Option<String> {
        let index = self.eval.index;
        let name = &index.function(function).name;
        let among = LanguageGroup::of(index.unit(function).language);
        let unread = index.unread_calls(among, name);
        if unread == 0 || among != LanguageGroup::Project {
            return None;
        }
        let class = index.class_of_function(function);
        let mut classes = index.known_subclasses(class);
        classes.push(class.clone());
        let classes: FxHashSet<&str> = classes.iter().map(|class| last_name(class)).collect();
        let on_value = |caller: &Caller| {
            let site = index.site(caller.site);
            let constructed = &index.unit(caller.site).index.constructions;
            let receiver = site.receiver.as_ref();
            receiver.is_some_and(|one| !is_written(one) && !is_self(one))
                && !constructed
                    .iter()
                    .any(|(last, _)| classes.contains(last.as_str()))
        };
        let matters = known.is_empty() || known.iter().any(on_value);
        matters.then(|| {
            format!("`{name}` is called in {unread} files that were not read, because the name is common")
        })
    }

    /// Returns true if the name of a function shows that it is made for tracking.
    fn is_for_tracking(&self, function: ItemId) -> bool {
        let index = self.eval.index;
        let name = &index.function(function).name;
        let mut words = index.project.wrapper_words.iter();
        words.any(|word| name.contains(word.as_str()))
    }
}
