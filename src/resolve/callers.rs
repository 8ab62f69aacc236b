//! Who calls a function of the project: the receiver, the mixins or the import decide, never the name alone.

pub mod constructions;
pub mod index;

mod stores;
pub mod targets;

use crate::facts::{CallSite, FunctionKind, Key, ParameterKind, SiteKind, Text};
use crate::resolve::callers::constructions::by_class;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, ParameterRef};
use crate::resolve::grounds::{Answered, Kind};
use crate::resolve::project::file_index::stem;
use crate::resolve::project::modules;
use crate::resolve::project::view::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::sync::Arc;

pub(crate) use crate::resolve::callers::index::CallerIndex;

/// A call of a function: the site, and how many of its first positions are not the function's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Caller {
    /// The call site.
    pub site: ItemId,
    /// Positions to skip (the method's name in a dynamic dispatch); below zero, parameters that somebody else fills.
    pub skip: i16,
}

/// What the receiver of a site may be.
#[derive(Debug, PartialEq)]
pub(crate) enum Receiver {
    /// A class or an object of it, by key.
    Class(Text),
    /// A module of files, by unit number.
    Module(u32),
    /// It is not known, or a caller says it.
    Open,
    /// Something that has no methods of the project.
    Other,
}

/// Sites by the name of what they may call, or of the class that they make or are.
type ByName = FxHashMap<Text, Vec<ItemId>>;

/// Which callers: of a function, of those that make a class; or those that provide a name.
type Asked = (ItemId, Option<Text>, Option<Text>);

/// What was found out about callers, with what it rests on.
#[derive(Default, Clone)]
pub struct Known {
    callers: FxHashMap<Asked, Answered<Vec<Caller>>>,
    /// What receivers of sites may be, by whether they were looked at without asking for anything.
    receivers: FxHashMap<(ItemId, bool), Answered<Arc<[Receiver]>>>,
    /// Sites that make an object of a written class, by its last name.
    made: FxHashMap<Text, Answered<ByName>>,
}

impl Known {
    /// Forgets what is known by the number of a site or function that may mean another one now.
    pub(crate) fn forget(&mut self, is_another: &dyn Fn(ItemId) -> bool) {
        self.receivers.retain(|(site, _), _| !is_another(*site));
        self.callers
            .retain(|(function, ..), _| !is_another(*function));
    }
}

/// Finds callers, remembering what it found.
pub struct Callers<'e, 'a> {
    eval: &'e Evaluator<'a>,
    /// What was found so far.
    pub known: RefCell<Known>,
}

impl<'e, 'a> Callers<'e, 'a> {
    /// A finder over an evaluator.
    pub fn new(eval: &'e Evaluator<'a>) -> Self {
        Self {
            eval,
            known: RefCell::default(),
        }
    }

    /// All places that fill a parameter reference.
    pub fn filling(&self, reference: &ParameterRef) -> Vec<Caller> {
        let parameter = self
            .eval
            .index
            .function(reference.function)
            .parameters
            .get(reference.parameter as usize);
        let provided = parameter.filter(|parameter| parameter.kind == ParameterKind::Provided);
        self.remembered(
            reference.function,
            reference.of.as_ref(),
            provided.map(|parameter| &parameter.name),
        )
    }

    /// All call sites that certainly call `function`; for a constructor, those that make a `made` or an subclass of it.
    pub fn of(&self, function: ItemId, made: Option<&Text>) -> Vec<Caller> {
        self.remembered(function, made, None)
    }

    fn remembered(
        &self,
        function: ItemId,
        made: Option<&Text>,
        provided: Option<&Text>,
    ) -> Vec<Caller> {
        let key = (function, made.cloned(), provided.cloned());
        if let Some((known, answer)) = self.known.borrow().callers.get(&key) {
            self.eval.index.rest_on(*answer);
            return known.clone();
        }
        let found = self.eval.index.answer(Kind::Callers, || self.find(&key));
        self.known.borrow_mut().callers.insert(key, found.clone());
        found.0
    }

    fn find(&self, (function, made, provided): &Asked) -> Vec<Caller> {
        provided.as_ref().map_or_else(
            || self.search(*function, made.as_ref()),
            |name| self.providers(name),
        )
    }

    /// Finds anew what is known and rests on something that is touched, and touches what it comes to only where that is something
    /// else than before.
    pub(crate) fn find_again(&self, touched: &mut Vec<bool>) {
        let index = self.eval.index;
        index.find_again(touched);
        index.spread(Kind::Site, touched);
        let mut known = self.known.take();
        for ((site, quiet), (found, answer)) in &mut known.receivers {
            if !touched[*answer as usize] {
                continue;
            }
            let now = index.answer_again(*answer, || self.find_receivers(*site, *quiet));
            touched[*answer as usize] = now != *found;
            *found = now;
        }
        for (last, (found, answer)) in &mut known.made {
            if !touched[*answer as usize] {
                continue;
            }
            let now = index.answer_again(*answer, || {
                by_class(self.eval, index.constructions_of(last).iter().copied())
            });
            touched[*answer as usize] = now != *found;
            *found = now;
        }
        let callers = std::mem::take(&mut known.callers);
        self.known.replace(known);
        index.spread(Kind::Callers, touched);
        for (key, (found, answer)) in callers {
            let mut found = found;
            if touched[answer as usize] {
                let now = index.answer_again(answer, || self.find(&key));
                touched[answer as usize] = now != found;
                found = now;
            }
            self.known.borrow_mut().callers.insert(key, (found, answer));
        }
        index.spread(Kind::Root, touched);
    }

    /// Maps that provide a name to whoever takes it.
    fn providers(&self, name: &Text) -> Vec<Caller> {
        let index = self.eval.index;
        index.request(Occurrence::Provided, LanguageGroup::Modules, name);
        let sites = index.sites_named("provide").iter().filter(|site| {
            let call = index.site(**site);
            call.kind == SiteKind::Map && call.named(name).is_some()
        });
        sites
            .map(|site| Caller {
                site: *site,
                skip: 0,
            })
            .collect()
    }

    fn search(&self, function: ItemId, made: Option<&Text>) -> Vec<Caller> {
        let index = self.eval.index;
        let declared = index.function(function);
        let class = index
            .class_key(ItemId {
                unit: function.unit,
                item: declared.scope,
            })
            .clone();
        let has_modules = modules::has_modules(index.unit(function).language);
        let mut found = Vec::new();
        let mut take = |site: ItemId, skip: i16| {
            let caller = Caller { site, skip };
            if !found.contains(&caller) {
                found.push(caller);
            }
        };
        if declared.kind == FunctionKind::Constructor {
            self.request_constructions(function, made.unwrap_or(&class), has_modules);
            let subclasses = made.map(|made| index.subclasses(made)).unwrap_or_default();
            let counts =
                |class: &Text| made.is_none_or(|made| made == class || subclasses.contains(class));
            if has_modules {
                index
                    .elements_of(function)
                    .iter()
                    .for_each(|site| take(*site, 0));
            }
            // What runs a constructor takes it over from the class it is in.
            let mut runs = index.known_subclasses(&class);
            runs.push(class.clone());
            runs.retain(|class| counts(class) && index.constructor(class) == Some(function));
            runs.sort_unstable();
            for class in runs {
                if !has_modules && made.is_some() {
                    // Whoever makes an subclass need not name the class.
                    index.request(Occurrence::Class, LanguageGroup::Project, &class);
                }
                self.made_at(&class)
                    .into_iter()
                    .for_each(|site| take(site, 0));
            }
        } else {
            self.request_calls(function, &class);
            let target = self.target(function, &class);
            for site in index.sites_named(&declared.name) {
                if self.calls(*site, &target) {
                    take(*site, 0);
                }
            }
            if has_modules && declared.outer.is_none() {
                self.renamed_sites(function)
                    .into_iter()
                    .for_each(|site| take(site, 0));
            }
            for (site, skip) in self.store_sites(function) {
                take(site, skip);
            }
            for site in index.dispatches_of(&declared.name) {
                let receiver = index.site(*site).receiver.as_ref();
                if self.receiver_reaches(*site, receiver, &target) {
                    take(*site, 1);
                }
            }
        }
        for site in index.supers_in(&declared.name) {
            if self.super_reaches(*site, function, &class) && self.related(*site, made) {
                take(*site, 0);
            }
        }
        found
    }

    /// Whether the class a `super` stands in takes part in making a `made`.
    fn related(&self, site: ItemId, made: Option<&Text>) -> bool {
        let index = self.eval.index;
        let own = index.class_key(ItemId {
            unit: site.unit,
            item: index.site(site).scope,
        });
        made.is_none_or(|made| {
            index.ancestors(made).contains(own) || index.ancestors(own).contains(made)
        })
    }

    /// Asks for files that may call a function. What is exported without a name is called by the name of its file; what has a name
    /// that is everywhere (`execute`), by those who import its file, or name a class that has it.
    fn request_calls(&self, function: ItemId, class: &str) {
        let index = self.eval.index;
        let name = &index.function(function).name;
        let unit = index.unit(function);
        let (has_modules, among) = (
            modules::has_modules(unit.language),
            LanguageGroup::like(unit.language),
        );
        let is_default = has_modules && name == "default";
        if !is_default {
            index.request(Occurrence::Call, among, name);
        }
        if is_default || !index.is_followed(Occurrence::Call, among, name) {
            if has_modules {
                return index.request_import(&unit.path);
            }
            for class in index
                .known_subclasses(class)
                .iter()
                .map(Text::as_str)
                .chain([class])
            {
                if index.methods(class, name).contains(&function) {
                    index.request(Occurrence::Class, among, class);
                }
            }
        }
    }

    fn request_constructions(&self, function: ItemId, class: &str, has_modules: bool) {
        let index = self.eval.index;
        match has_modules {
            true => index.request_import(&index.unit(function).path),
            false => index.request(Occurrence::Class, LanguageGroup::Project, class),
        }
    }

    /// Bare calls of a function under the name an import gives it, where that is another than its own.
    fn renamed_sites(&self, function: ItemId) -> Vec<ItemId> {
        let index = self.eval.index;
        let declared = index.function(function);
        let unit = index.unit(function);
        let stem = stem(&unit.path);
        // What is exported by default is called as its importers like.
        if self
            .eval
            .exported(function.unit, "default", false)
            .is_some_and(|terms| terms.contains(&AbstractValue::Function(function)))
        {
            index.request_import(&unit.path);
        }
        let mut found = Vec::new();
        for (number, item) in index.imports_of(stem) {
            let import = &index.facts(*number).imports[*item as usize];
            if import.local == declared.name
                || self.eval.exported(*number, &import.local, true)
                    != Some(vec![AbstractValue::Function(function)])
            {
                continue;
            }
            let sites = index
                .sites_named(&import.local)
                .iter()
                .filter(|site| site.unit == *number);
            found.extend(sites.copied().filter(|site| {
                let call = index.site(*site);
                call.kind == SiteKind::Call && call.receiver.is_none()
            }));
        }
        found
    }
}

/// Whether a site passes anything at all.
pub fn has_arguments(site: &CallSite) -> bool {
    site.arguments
        .iter()
        .any(|argument| argument.key != Key::Block)
}
