//! Everything the parsed files declare, by name.

mod edits;
mod mentions;

use super::callers::Common;
use super::classes::last_name;
use super::grounds::{Changed, LookUp, Table};
use super::links::Links;
use super::modules;
use super::tables::Tables;
use super::wants::{Want, Wants};
use crate::facts::{Binding, CallSite, FileFacts, Function, FunctionKind, Scope, ScopeKind, Text};
use crate::rules::{ProjectRules, StoreRule};
use crate::source::FileId;
use globset::GlobSet;
use mentions::Mentions;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock, RwLock};

/// One parsed file.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Its number.
    pub file: FileId,
    /// Its path.
    pub path: Arc<str>,
    /// Name of its language.
    pub language: &'static str,
    /// What its front end found.
    pub facts: Arc<FileFacts>,
    /// What was read.
    pub text: Arc<str>,
    /// Its look-ups.
    pub tables: Arc<Tables>,
}

/// Points at an item of a unit: unit number, item number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Index of the unit.
    pub unit: u32,
    /// Index of the item in its list.
    pub item: u32,
}

/// What one class declares, in all files that open it.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub(super) definitions: Vec<At>,
    pub(super) methods: FxHashMap<Text, Vec<At>>,
    pub(super) fields: FxHashMap<Text, Vec<At>>,
    /// What runs when it is instantiated: the first of these.
    pub(super) constructors: Vec<At>,
}

/// What follows from where a unit lies.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Place {
    /// Whether every template can call what the unit declares.
    template_helper: bool,
    /// The rule that makes its functions actions of a store.
    store: Option<usize>,
}

/// Look-ups of one unit.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    /// Bindings by name, made when the first one is asked for.
    bindings: OnceLock<FxHashMap<Text, Vec<u32>>>,
    place: Place,
    /// The first unit that declares just this; its own number where there is no other.
    pub(super) first: u32,
}

/// What follows from all files that are parsed at one time, and is not only added to when more are.
#[derive(Clone, Default)]
pub struct Stage {
    /// How many units there are.
    pub units: usize,
    /// Who takes over from whom.
    pub(super) links: Arc<Links>,
    /// What everybody who looks for callers needs.
    pub(super) common: Arc<Common>,
    /// What was asked for and stands in so many files that it is not followed.
    pub unfollowed: Arc<Wants>,
}

/// Where the import paths of each unit lead.
pub(super) type ImportPaths = FxHashMap<(u32, Text), Option<Arc<str>>>;

/// The declarations of all parsed files. It grows as files are parsed.
pub struct Declared {
    /// The parsed files, in the order they were parsed.
    pub units: Vec<Unit>,
    /// How the project is put together.
    pub project: ProjectRules,
    /// Every path of the project, parsed or not.
    pub paths: Arc<FxHashSet<Arc<str>>>,
    template_helpers: GlobSet,
    stores: Vec<GlobSet>,
    pub(super) by_path: FxHashMap<Arc<str>, u32>,
    /// Units that may be copies of each other, by language and length of their text.
    copies: FxHashMap<(&'static str, usize), Vec<u32>>,
    pub(super) lookups: Vec<Lookup>,
    pub(super) classes: FxHashMap<Text, Members>,
    pub(super) mentions: Mentions,
    /// Names that a class binds something to, where they can be those of classes: the first unit that does.
    pub(super) constants: FxHashMap<Text, u32>,
    /// Last names of classes that came in since the last time.
    pub(super) new_names: FxHashSet<Text>,
    /// Look-ups that come to something else since somebody took these.
    pub(super) changed: Changed,
    /// How things stand.
    pub now: Stage,
    pub(super) modules: RwLock<ImportPaths>,
}

impl Declared {
    /// The declarations of a project of which nothing is parsed yet.
    ///
    /// # Errors
    /// A glob of the project's rules that cannot be read.
    pub fn new(project: ProjectRules, paths: Arc<FxHashSet<Arc<str>>>) -> Result<Self, String> {
        Ok(Self {
            units: Vec::new(),
            template_helpers: super::matcher::globs(&project.template_helpers)?,
            stores: project
                .stores
                .iter()
                .map(|rule| super::matcher::globs(&rule.files))
                .collect::<Result<_, _>>()?,
            project,
            paths,
            by_path: FxHashMap::default(),
            copies: FxHashMap::default(),
            lookups: Vec::new(),
            classes: FxHashMap::default(),
            mentions: Mentions::default(),
            constants: FxHashMap::default(),
            new_names: FxHashSet::default(),
            changed: Changed::default(),
            now: Stage::default(),
            modules: RwLock::default(),
        })
    }

    /// Takes in more parsed files.
    pub fn extend(&mut self, units: Vec<Unit>) {
        if units.is_empty() {
            return;
        }
        let from = self.units.len();
        let places: Vec<Place> = units
            .par_iter()
            .map(|unit| self.place_of(&unit.path))
            .collect();
        units
            .into_iter()
            .zip(places)
            .for_each(|(unit, place)| self.place(unit, place));
        let numbers = from as u32..self.units.len() as u32;
        let new = numbers.clone().map(|number| {
            let Unit { facts, tables, .. } = &self.units[number as usize];
            (
                number,
                Arc::clone(facts),
                Arc::clone(tables),
                self.repeats(number),
            )
        });
        let new: Vec<_> = new.collect();
        // Both are look-ups by name of the same files, and neither needs the other.
        let mut mentions = std::mem::take(&mut self.mentions);
        let mut changed = Changed::default();
        rayon::join(
            || {
                for (number, facts, tables, repeats) in &new {
                    mentions.add(*number, facts, tables, *repeats, &mut changed);
                }
            },
            || {
                numbers.for_each(|number| self.declare(number));
                self.now.units = self.units.len();
                self.link(from);
            },
        );
        self.mentions = mentions;
        self.changed.extend(changed);
        self.changed
            .extend([Table::MadeOtherwise, Table::Elements].map(|table| LookUp::new(table, "")));
        let common = self.now.common.again(self, &self.now, &self.changed);
        self.changed.extend(common.changed_from(&self.now.common));
        self.now.common = Arc::new(common);
    }

    /// Notes what was asked for and stands in so many files that it is not followed.
    pub(super) fn leave_unfollowed(&mut self, wants: Vec<&Want>) {
        for want in wants {
            self.changed
                .insert(LookUp::new(Table::Unfollowed, &want.name));
            Arc::make_mut(&mut self.now.unfollowed).insert(want.clone());
        }
    }

    /// Whether a unit declares what another one declares already.
    fn repeats(&self, number: u32) -> bool {
        self.lookups[number as usize].first != number
    }

    fn place_of(&self, path: &str) -> Place {
        let template_helper = self.template_helpers.is_match(path);
        Place {
            template_helper,
            store: self.stores.iter().position(|files| files.is_match(path)),
        }
    }

    fn place(&mut self, unit: Unit, place: Place) {
        let number = self.units.len() as u32;
        let first = self.first_like(&unit, place).unwrap_or(number);
        self.lookups.push(Lookup {
            bindings: OnceLock::new(),
            place,
            first,
        });
        self.changed.insert(LookUp::new(Table::Units, &unit.path));
        self.by_path.insert(unit.path.clone(), number);
        self.units.push(unit);
    }

    /// The unit that a new one repeats: what is written twice, word for word, under names of the whole project is declared once.
    /// Otherwise each copy of a folder would double what every call in it may come to.
    fn first_like(&mut self, unit: &Unit, place: Place) -> Option<u32> {
        if modules::has_modules(unit.language) {
            return None;
        }
        let alike = self
            .copies
            .entry((unit.language, unit.text.len()))
            .or_default();
        let found = alike.iter().copied().find(|number| {
            self.lookups[*number as usize].place == place
                && self.units[*number as usize].text == unit.text
        });
        if found.is_none() {
            alike.push(self.units.len() as u32);
        }
        found
    }

    /// Notes what a unit declares, unless another one declares the same.
    fn declare(&mut self, number: u32) {
        if self.repeats(number) {
            return;
        }
        let (facts, tables) = {
            let unit = &self.units[number as usize];
            (Arc::clone(&unit.facts), Arc::clone(&unit.tables))
        };
        let at = |item: usize| At {
            unit: number,
            item: item as u32,
        };
        let classes = &tables.classes;
        for (item, class) in classes.iter().enumerate() {
            self.changed.insert(LookUp::new(Table::Definitions, class));
            if !self.classes.contains_key(class) {
                self.changed.insert(LookUp::new(Table::Classes, class));
                self.new_names.insert(last_name(class).into());
            }
            self.classes
                .entry(class.clone())
                .or_default()
                .definitions
                .push(at(item));
        }
        // Functions of a class stand beside each other: it is looked up once for all of them.
        let mut around: Option<(u32, &mut Members)> = None;
        for (item, function) in facts.functions.iter().enumerate() {
            if around
                .as_ref()
                .is_none_or(|(scope, _)| *scope != function.scope)
            {
                around = Some((
                    function.scope,
                    self.classes
                        .entry(classes[function.scope as usize].clone())
                        .or_default(),
                ));
            }
            let Some((_, members)) = &mut around else {
                continue;
            };
            if function.kind == FunctionKind::Constructor {
                self.changed.insert(LookUp::new(Table::Constructors, ""));
                members.constructors.push(at(item));
            }
            if !is_member(&facts, function) {
                continue;
            }
            members
                .methods
                .entry(function.name.clone())
                .or_default()
                .push(at(item));
        }
        for (item, binding) in facts.bindings.iter().enumerate() {
            if is_field(&facts, binding) {
                let class = &classes[binding.scope as usize];
                self.changed
                    .insert(LookUp::new(Table::Fields, &binding.name));
                let members = self.classes.entry(class.clone()).or_default();
                members
                    .fields
                    .entry(binding.name.clone())
                    .or_default()
                    .push(at(item));
                if binding.name.starts_with(char::is_uppercase) {
                    self.changed
                        .insert(LookUp::new(Table::Constants, &binding.name));
                    self.constants.entry(binding.name.clone()).or_insert(number);
                }
            }
        }
    }

    /// Where an item is declared: in the first of the units that repeat it.
    pub fn first(&self, at: At) -> At {
        At {
            unit: self.lookups[at.unit as usize].first,
            item: at.item,
        }
    }

    /// The function around a call site.
    pub fn around(&self, site: At) -> Option<At> {
        let item = self.site(site).function?;
        Some(self.first(At {
            unit: site.unit,
            item,
        }))
    }

    /// The unit an item lies in.
    pub fn unit(&self, at: At) -> &Unit {
        &self.units[at.unit as usize]
    }

    /// The function at this place.
    pub fn function(&self, at: At) -> &Function {
        &self.unit(at).facts.functions[at.item as usize]
    }

    /// Whether a function is one of its class or module, and not of an object.
    pub fn is_static(&self, at: At) -> bool {
        let function = self.function(at);
        let of_module = || {
            self.scope(At {
                unit: at.unit,
                item: function.scope,
            })
            .kind
                == ScopeKind::Module
        };
        function.kind == FunctionKind::Static
            || (function.kind == FunctionKind::Free && of_module())
    }

    /// The call site at this place.
    pub fn site(&self, at: At) -> &CallSite {
        &self.unit(at).facts.calls[at.item as usize]
    }

    /// The binding at this place.
    pub fn binding(&self, at: At) -> &Binding {
        &self.unit(at).facts.bindings[at.item as usize]
    }

    /// The scope at this place.
    pub fn scope(&self, at: At) -> &Scope {
        &self.unit(at).facts.scopes[at.item as usize]
    }

    /// Call sites of a name.
    pub fn sites_named(&self, name: &str) -> &[At] {
        self.mentions.sites.get(name).map_or(&[], Vec::as_slice)
    }

    /// The bindings of a name in a unit, in source order.
    pub fn bindings_named(&self, unit: u32, name: &str) -> impl Iterator<Item = (u32, &Binding)> {
        let bindings = &self.units[unit as usize].facts.bindings;
        let by_name = self.lookups[unit as usize].bindings.get_or_init(|| {
            let mut by_name: FxHashMap<Text, Vec<u32>> = FxHashMap::default();
            for (item, binding) in bindings.iter().enumerate() {
                by_name
                    .entry(binding.name.clone())
                    .or_default()
                    .push(item as u32);
            }
            by_name
        });
        by_name
            .get(name)
            .into_iter()
            .flatten()
            .map(|item| (*item, &bindings[*item as usize]))
    }

    /// Whether every template can call what the unit declares.
    pub fn is_template_helper(&self, unit: u32) -> bool {
        self.lookups[unit as usize].place.template_helper
    }

    /// The rule that makes the functions of a unit actions of a store.
    pub fn store_rule(&self, unit: u32) -> Option<&StoreRule> {
        self.project
            .stores
            .get(self.lookups[unit as usize].place.store?)
    }

    /// The name under which a class is known all over the project. Where names belong to files, the file is part of it.
    pub fn class_key(&self, scope: At) -> &Text {
        &self.units[scope.unit as usize].tables.classes[scope.item as usize]
    }
}

/// Whether a binding is a field or constant of its class, and not a local.
fn is_field(facts: &FileFacts, binding: &Binding) -> bool {
    binding.function.is_none()
        || binding.name.starts_with('@')
        || facts.scopes[binding.scope as usize].kind == ScopeKind::Component
}

/// Whether a function is a method: what is declared inside another one is none, unless that one is there to make members.
fn is_member(facts: &FileFacts, function: &Function) -> bool {
    function
        .outer
        .is_none_or(|outer| facts.functions[outer as usize].name == "setup")
}
