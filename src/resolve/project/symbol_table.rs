//! Everything the parsed files declare, by name.

use crate::facts::{Binding, CallSite, FileFacts, Function, FunctionKind, Scope, ScopeKind, Text};
use crate::resolve::callers::CallerIndex;
use crate::resolve::grounds::{Changed, LookUp, Table};
use crate::resolve::project::classes::last_name;
use crate::resolve::project::file_index::FileIndex;
use crate::resolve::project::inheritance::Inheritance;
use crate::resolve::project::modules;
use crate::resolve::project::usages::Usages;
use crate::resolve::request::{FileRequest, FileRequests};
use crate::rules::{ProjectRules, StoreRule};
use crate::source::FileId;
use globset::GlobSet;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock, RwLock};

/// One parsed file.
#[derive(Debug, Clone)]
pub struct ParsedFile {
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
    pub tables: Arc<FileIndex>,
}

/// Points at an item of a unit: unit number, item number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId {
    /// Index of the unit.
    pub unit: u32,
    /// Index of the item in its list.
    pub item: u32,
}

/// What one class declares, in all files that open it.
#[derive(Debug, Default)]
pub(crate) struct Members {
    pub(crate) definitions: Vec<ItemId>,
    pub(crate) methods: FxHashMap<Text, Vec<ItemId>>,
    pub(crate) fields: FxHashMap<Text, Vec<ItemId>>,
    /// What runs when it is instantiated: the first of these.
    pub(crate) constructors: Vec<ItemId>,
}

/// What follows from where a unit lies.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Whether every template can call what the unit declares.
    template_helper: bool,
    /// The rule that makes its functions actions of a store.
    store: Option<usize>,
}

/// Look-ups of one unit.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    /// Bindings by name, made when the first one is asked for.
    pub(crate) bindings: OnceLock<FxHashMap<Text, Vec<u32>>>,
    pub(crate) place: Place,
    /// The first unit that declares just this; its own number where there is no other.
    pub(crate) first: u32,
}

/// What follows from all files that are parsed at one time, and is not only added to when more are.
#[derive(Clone, Default)]
pub struct Stage {
    /// How many units there are.
    pub units: usize,
    /// Who takes over from whom.
    pub(crate) links: Arc<Inheritance>,
    /// What everybody who looks for callers needs.
    pub(crate) common: Arc<CallerIndex>,
    /// What was asked for and stands in so many files that it is not followed.
    pub unfollowed: Arc<FileRequests>,
}

/// Where the import paths of each unit lead.
pub(crate) type ImportPaths = FxHashMap<(u32, Text), Option<Arc<str>>>;

/// The declarations of all parsed files. It grows as files are parsed.
pub struct SymbolTable {
    /// The parsed files, in the order they were parsed.
    pub units: Vec<ParsedFile>,
    /// How the project is put together.
    pub project: ProjectRules,
    /// Every path of the project, parsed or not.
    pub paths: Arc<FxHashSet<Arc<str>>>,
    template_helpers: GlobSet,
    stores: Vec<GlobSet>,
    pub(crate) by_path: FxHashMap<Arc<str>, u32>,
    /// Units that may be copies of each other, by language and length of their text.
    pub(crate) copies: FxHashMap<(&'static str, usize), Vec<u32>>,
    pub(crate) lookups: Vec<Lookup>,
    pub(crate) classes: FxHashMap<Text, Members>,
    pub(crate) usages: Usages,
    /// Names that a class binds something to, where they can be those of classes: the first unit that does.
    pub(crate) constants: FxHashMap<Text, u32>,
    /// Last names of classes that came in since the last time.
    pub(crate) new_names: FxHashSet<Text>,
    /// Look-ups that come to something else since somebody took these.
    pub(crate) changed: Changed,
    /// How things stand.
    pub now: Stage,
    pub(crate) modules: RwLock<ImportPaths>,
}

impl SymbolTable {
    /// The declarations of a project of which nothing is parsed yet.
    ///
    /// # Errors
    /// A glob of the project's rules that cannot be read.
    pub fn new(project: ProjectRules, paths: Arc<FxHashSet<Arc<str>>>) -> Result<Self, String> {
        Ok(Self {
            units: Vec::new(),
            template_helpers: crate::resolve::match_rules::globs(&project.template_helpers)?,
            stores: project
                .stores
                .iter()
                .map(|rule| crate::resolve::match_rules::globs(&rule.files))
                .collect::<Result<_, _>>()?,
            project,
            paths,
            by_path: FxHashMap::default(),
            copies: FxHashMap::default(),
            lookups: Vec::new(),
            classes: FxHashMap::default(),
            usages: Usages::default(),
            constants: FxHashMap::default(),
            new_names: FxHashSet::default(),
            changed: Changed::default(),
            now: Stage::default(),
            modules: RwLock::default(),
        })
    }

    /// Takes in more parsed files.
    pub fn extend(&mut self, units: Vec<ParsedFile>) {
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
            let ParsedFile { facts, tables, .. } = &self.units[number as usize];
            (
                number,
                Arc::clone(facts),
                Arc::clone(tables),
                self.repeats(number),
            )
        });
        let new: Vec<_> = new.collect();
        // Both are look-ups by name of the same files, and neither needs the other.
        let mut usages = std::mem::take(&mut self.usages);
        let mut changed = Changed::default();
        rayon::join(
            || {
                for (number, facts, tables, repeats) in &new {
                    usages.add(*number, facts, tables, *repeats, &mut changed);
                }
            },
            || {
                numbers.for_each(|number| self.declare(number));
                self.now.units = self.units.len();
                self.link(from);
            },
        );
        self.usages = usages;
        self.changed.extend(changed);
        self.changed.extend(
            [Table::OtherConstructions, Table::Elements].map(|table| LookUp::new(table, "")),
        );
        let common = self.now.common.again(self, &self.now, &self.changed);
        self.changed.extend(common.changed_from(&self.now.common));
        self.now.common = Arc::new(common);
    }

    /// Notes what was asked for and stands in so many files that it is not followed.
    pub(crate) fn leave_unfollowed(&mut self, requests: Vec<&FileRequest>) {
        for request in requests {
            self.changed
                .insert(LookUp::new(Table::Unfollowed, &request.name));
            Arc::make_mut(&mut self.now.unfollowed).insert(request.clone());
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

    fn place(&mut self, unit: ParsedFile, place: Place) {
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
    fn first_like(&mut self, unit: &ParsedFile, place: Place) -> Option<u32> {
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
        let at = |item: usize| ItemId {
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
    pub fn first(&self, at: ItemId) -> ItemId {
        ItemId {
            unit: self.lookups[at.unit as usize].first,
            item: at.item,
        }
    }

    /// The function around a call site.
    pub fn around(&self, site: ItemId) -> Option<ItemId> {
        let item = self.site(site).function?;
        Some(self.first(ItemId {
            unit: site.unit,
            item,
        }))
    }

    /// The unit an item lies in.
    pub fn unit(&self, at: ItemId) -> &ParsedFile {
        &self.units[at.unit as usize]
    }

    /// The function at this place.
    pub fn function(&self, at: ItemId) -> &Function {
        &self.unit(at).facts.functions[at.item as usize]
    }

    /// Whether a function is one of its class or module, and not of an object.
    pub fn is_static(&self, at: ItemId) -> bool {
        let function = self.function(at);
        let of_module = || {
            self.scope(ItemId {
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
    pub fn site(&self, at: ItemId) -> &CallSite {
        &self.unit(at).facts.calls[at.item as usize]
    }

    /// The binding at this place.
    pub fn binding(&self, at: ItemId) -> &Binding {
        &self.unit(at).facts.bindings[at.item as usize]
    }

    /// The scope at this place.
    pub fn scope(&self, at: ItemId) -> &Scope {
        &self.unit(at).facts.scopes[at.item as usize]
    }

    /// Call sites of a name.
    pub fn sites_named(&self, name: &str) -> &[ItemId] {
        self.usages.sites.get(name).map_or(&[], Vec::as_slice)
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
    pub fn class_key(&self, scope: ItemId) -> &Text {
        &self.units[scope.unit as usize].tables.classes[scope.item as usize]
    }
}

/// Whether a binding is a field or constant of its class, and not a local.
pub(crate) fn is_field(facts: &FileFacts, binding: &Binding) -> bool {
    binding.function.is_none()
        || binding.name.starts_with('@')
        || facts.scopes[binding.scope as usize].kind == ScopeKind::Component
}

/// Whether a function is a method: what is declared inside another one is none, unless that one is there to make members.
pub(crate) fn is_member(facts: &FileFacts, function: &Function) -> bool {
    function
        .outer
        .is_none_or(|outer| facts.functions[outer as usize].name == "setup")
}
