//! The declarations of all parsed files, by name.

use crate::facts::{Binding, CallSite, Function, FunctionKind, Scope, ScopeKind, Text};
use crate::resolve::project::by_place::{ByPlace, numbered, numbers};
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::ids::{ItemId, ParsedFile};
use crate::resolve::project::import_paths;
use crate::resolve::project::module_configs::ModuleConfigs;
use crate::resolve::project::module_path::Module;
use crate::resolve::project::path_text::{FolderFiles, folder_of, is_part};
use crate::resolve::project::site_places::SitePlaces;
use crate::resolve::project::usages::Usages;
use crate::rules::{ProjectRules, StoreRule, globs};
use globset::GlobSet;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;
use std::sync::{Arc, OnceLock, RwLock};

/// The declarations of one class, in all files that open it.
#[derive(Debug, Default)]
pub(crate) struct Members {
    /// The scopes that define the class.
    pub(crate) definitions: Vec<ItemId>,
    /// Methods by name.
    pub(crate) methods: FxHashMap<Text, Vec<ItemId>>,
    /// Fields and constants by name.
    pub(crate) fields: FxHashMap<Text, Vec<ItemId>>,
    /// Constructors; the first one runs when the class is instantiated.
    pub(crate) constructors: Vec<ItemId>,
}

/// Properties of a file that follow from its path.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Role {
    /// True if every template can call the functions of the file.
    template_helper: bool,
    /// The store rule that makes its functions actions.
    store: Option<usize>,
}

/// The tables of one parsed file.
#[derive(Debug, Default)]
struct FileRecord {
    /// Bindings by name, built when the first one is looked up.
    bindings: OnceLock<FxHashMap<Text, Vec<u32>>>,
    /// Bindings by function and name, built when the first one is looked up.
    locals: OnceLock<ByPlace>,
    /// Functions by the function around and name, built when the first one is looked up.
    functions: OnceLock<ByPlace>,
    /// Call sites by place, built when the first one is looked up.
    sites: OnceLock<SitePlaces>,
    role: Role,
    /// The first file with the same declarations; the file's own number if there is no other.
    first: u32,
}

/// Paths of imported files, by importing file and module.
type ImportCache = FxHashMap<(u32, Text), Option<Arc<str>>>;

/// The declarations of all parsed files. The table grows as files are parsed.
pub(crate) struct SymbolTable {
    /// The parsed files, in the order in which they were parsed.
    pub(crate) units: Vec<ParsedFile>,
    /// The layout of the project.
    pub(crate) project: ProjectRules,
    /// The import paths that configurations define.
    pub(crate) configs: ModuleConfigs,
    /// The paths of all files of code, parsed or not.
    pub(crate) paths: Arc<FxHashSet<Arc<str>>>,
    /// Parsed files by path.
    pub(crate) by_path: FxHashMap<Arc<str>, u32>,
    /// Parsed files by folder, where a folder is a module.
    pub(crate) by_folder: FxHashMap<Text, Vec<u32>>,
    /// The files that stand for the modules of folders, found when the first one is looked up.
    pub(crate) folder_files: OnceLock<FolderFiles>,
    /// Declarations by class.
    pub(crate) classes: FxHashMap<Text, Members>,
    /// Usages by name.
    pub(crate) usages: Usages,
    /// Capitalised names that some class binds.
    pub(crate) constants: FxHashSet<Text>,
    /// Folders of crates, by name.
    pub(crate) crates: BTreeMap<String, BTreeSet<String>>,
    /// Resolved import paths.
    pub(crate) import_cache: RwLock<ImportCache>,
    template_helpers: GlobSet,
    stores: Vec<GlobSet>,
    records: Vec<FileRecord>,
    /// Files that may repeat each other, by language and hash of their text.
    copies: FxHashMap<(&'static str, u64), Vec<u32>>,
}

impl SymbolTable {
    /// Returns the table of a project without parsed files.
    ///
    /// # Errors
    /// A glob of the project's rules that cannot be read.
    pub(crate) fn new(
        project: ProjectRules,
        configs: ModuleConfigs,
        paths: Arc<FxHashSet<Arc<str>>>,
    ) -> Result<Self, String> {
        let stores = project.stores.iter().map(|rule| globs(&rule.files));
        Ok(Self {
            units: Vec::new(),
            template_helpers: globs(&project.template_helpers)?,
            stores: stores.collect::<Result<_, _>>()?,
            project,
            configs,
            paths,
            by_path: FxHashMap::default(),
            by_folder: FxHashMap::default(),
            folder_files: OnceLock::new(),
            copies: FxHashMap::default(),
            crates: BTreeMap::new(),
            records: Vec::new(),
            classes: FxHashMap::default(),
            usages: Usages::default(),
            constants: FxHashSet::default(),
            import_cache: RwLock::default(),
        })
    }

    /// Adds parsed files. Returns the last names of the classes that are new.
    pub(crate) fn extend(&mut self, units: Vec<ParsedFile>) -> FxHashSet<Text> {
        let from = self.units.len();
        units.into_iter().for_each(|unit| self.place(unit));
        let new = || (from as u32..).zip(&self.units[from..]);
        let mut usages = std::mem::take(&mut self.usages);
        let mut declarations = Declarations {
            classes: std::mem::take(&mut self.classes),
            constants: std::mem::take(&mut self.constants),
            new_names: FxHashSet::default(),
        };
        // The two kinds of tables do not need each other.
        rayon::join(
            || {
                new().for_each(|(number, unit)| {
                    usages.add(number, &unit.facts, &unit.index, self.repeats(number));
                })
            },
            || {
                let first = new().filter(|(number, _)| !self.repeats(*number));
                first.for_each(|(number, unit)| declarations.add(number, unit));
            },
        );
        self.usages = usages;
        self.classes = declarations.classes;
        self.constants = declarations.constants;
        declarations.new_names
    }

    /// Returns true if a file repeats the declarations of an earlier one.
    pub(crate) fn repeats(&self, number: u32) -> bool {
        self.records[number as usize].first != number
    }

    fn place(&mut self, unit: ParsedFile) {
        let number = self.units.len() as u32;
        let role = Role {
            template_helper: self.template_helpers.is_match(&*unit.path),
            store: self
                .stores
                .iter()
                .position(|files| files.is_match(&*unit.path)),
        };
        let first = self.first_like(&unit, role).unwrap_or(number);
        self.records.push(FileRecord {
            role,
            first,
            ..FileRecord::default()
        });
        if unit.language.traits.module_files {
            let module = Module::of_file(&unit.path);
            let folders = self.crates.entry(module.crate_name()).or_default();
            folders.insert(module.root);
        }
        if unit.language.traits.folder_module.is_some() {
            let folder = self.by_folder.entry(folder_of(&unit.path).into());
            folder.or_default().push(number);
        }
        self.by_path.insert(unit.path.clone(), number);
        self.units.push(unit);
    }

    /// Finds the file that a new one repeats. Text that exists twice under names of the whole project is declared once;
    /// otherwise each copy of a folder would double the values of every call in it.
    fn first_like(&mut self, unit: &ParsedFile, role: Role) -> Option<u32> {
        if unit.language.traits.is_per_file() {
            return None;
        }
        let mut hasher = FxHasher::default();
        hasher.write(unit.text.as_bytes());
        let key = (unit.language.name, hasher.finish());
        let alike = self.copies.entry(key).or_default();
        let found = alike.iter().copied().find(|number| {
            let number = *number as usize;
            self.records[number].role == role && self.units[number].text == unit.text
        });
        if found.is_none() {
            alike.push(self.units.len() as u32);
        }
        found
    }

    /// Returns the id of an item in the first of the files that repeat it.
    pub(crate) fn first(&self, at: ItemId) -> ItemId {
        ItemId::new(self.records[at.unit as usize].first, at.item)
    }

    /// Returns the function around a call site.
    pub(crate) fn around(&self, site: ItemId) -> Option<ItemId> {
        let item = self.site(site).function?;
        Some(self.first(ItemId::new(site.unit, item)))
    }

    /// Returns the parsed file of an item.
    pub(crate) fn unit(&self, at: ItemId) -> &ParsedFile {
        &self.units[at.unit as usize]
    }

    /// Returns a function.
    pub(crate) fn function(&self, at: ItemId) -> &Function {
        &self.unit(at).facts.functions[at.item as usize]
    }

    /// Returns true if a function belongs to its class or module, and not to an object.
    pub(crate) fn is_static(&self, at: ItemId) -> bool {
        let function = self.function(at);
        let scope = self.scope(ItemId::new(at.unit, function.scope));
        match function.kind {
            FunctionKind::Static => true,
            FunctionKind::Free => scope.kind == ScopeKind::Module,
            _ => false,
        }
    }

    /// Returns a call site.
    pub(crate) fn site(&self, at: ItemId) -> &CallSite {
        &self.unit(at).facts.calls[at.item as usize]
    }

    /// Returns a binding.
    pub(crate) fn binding(&self, at: ItemId) -> &Binding {
        &self.unit(at).facts.bindings[at.item as usize]
    }

    /// Returns a scope.
    pub(crate) fn scope(&self, at: ItemId) -> &Scope {
        &self.unit(at).facts.scopes[at.item as usize]
    }

    /// Returns the call sites of a name.
    pub(crate) fn sites_named(&self, name: &str) -> &[ItemId] {
        self.usages.sites.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns the bindings of a name in a file, in source order.
    pub(crate) fn bindings_named(
        &self,
        unit: u32,
        name: &str,
    ) -> impl Iterator<Item = (u32, &Binding)> {
        let bindings = &self.units[unit as usize].facts.bindings;
        let by_name = self.records[unit as usize].bindings.get_or_init(|| {
            let mut by_name: FxHashMap<Text, Vec<u32>> = FxHashMap::default();
            for (item, binding) in (0..).zip(bindings) {
                by_name.entry(binding.name.clone()).or_default().push(item);
            }
            by_name
        });
        let items = by_name.get(name).into_iter().flatten();
        items.map(|item| (*item, &bindings[*item as usize]))
    }

    /// Returns the bindings of a name in one function, or outside of all functions.
    pub(crate) fn bindings_in(&self, unit: u32, function: Option<u32>, name: &str) -> &[u32] {
        let bindings = &self.units[unit as usize].facts.bindings;
        let keys = || bindings.iter().map(|one| (one.function, one.name.clone()));
        let locals = &self.records[unit as usize].locals;
        numbers(locals.get_or_init(|| numbered(keys())), function, name)
    }

    /// Returns the functions of a name directly inside of one function, or outside of all functions.
    pub(crate) fn functions_in(&self, unit: u32, outer: Option<u32>, name: &str) -> &[u32] {
        let functions = &self.units[unit as usize].facts.functions;
        let keys = || functions.iter().map(|one| (one.outer, one.name.clone()));
        let cache = &self.records[unit as usize].functions;
        numbers(cache.get_or_init(|| numbered(keys())), outer, name)
    }

    /// Returns the call sites of a file by their place.
    pub(crate) fn site_places(&self, unit: u32) -> &SitePlaces {
        let calls = &self.units[unit as usize].facts.calls;
        let places = &self.records[unit as usize].sites;
        places.get_or_init(|| SitePlaces::new(calls))
    }

    /// Returns true if every template can call the functions of a file.
    pub(crate) fn is_template_helper(&self, unit: u32) -> bool {
        self.records[unit as usize].role.template_helper
    }

    /// Returns the rule that makes the functions of a file actions of a store.
    pub(crate) fn store_rule(&self, unit: u32) -> Option<&StoreRule> {
        self.project
            .stores
            .get(self.records[unit as usize].role.store?)
    }

    /// Returns the key of a class in the whole project. Where names belong to files, it contains the path of the file.
    pub(crate) fn class_key(&self, scope: ItemId) -> &Text {
        &self.unit(scope).index.classes[scope.item as usize]
    }

    /// Returns the path of the file that `module`, written in the file `from`, imports.
    pub(crate) fn resolve_import(&self, from: &str, module: &str) -> Option<Arc<str>> {
        match is_part(from) {
            true => self.folder_of_import(module),
            false => import_paths::resolve(from, module, &self.project, &self.configs, &self.paths),
        }
    }
}

/// The tables of declarations, while they grow.
struct Declarations {
    classes: FxHashMap<Text, Members>,
    constants: FxHashSet<Text>,
    new_names: FxHashSet<Text>,
}

impl Declarations {
    fn add(&mut self, number: u32, unit: &ParsedFile) {
        let (facts, classes) = (&unit.facts, &unit.index.classes);
        for (item, class) in (0..).zip(classes) {
            if !self.classes.contains_key(class) {
                self.new_names.insert(last_name(class).into());
            }
            let members = self.classes.entry(class.clone()).or_default();
            members.definitions.push(ItemId::new(number, item));
        }
        self.add_functions(number, unit);
        for (item, binding) in (0..)
            .zip(&facts.bindings)
            .filter(|(_, one)| is_field(unit, one))
        {
            let class = &classes[binding.scope as usize];
            let members = self.classes.entry(class.clone()).or_default();
            let name = unit.language.traits.member_name(&binding.name);
            let fields = members.fields.entry(name).or_default();
            fields.push(ItemId::new(number, item));
            if binding.name.starts_with(char::is_uppercase) {
                self.constants.insert(binding.name.clone());
            }
        }
    }

    fn add_functions(&mut self, number: u32, unit: &ParsedFile) {
        let (facts, classes) = (&unit.facts, &unit.index.classes);
        // The functions of a class are neighbours, so the class is looked up once for all of them.
        let mut around: Option<(u32, &mut Members)> = None;
        for (item, function) in (0..).zip(&facts.functions) {
            if around
                .as_ref()
                .is_none_or(|(scope, _)| *scope != function.scope)
            {
                let class = classes[function.scope as usize].clone();
                around = Some((function.scope, self.classes.entry(class).or_default()));
            }
            let is_replaced = facts.replaced.binary_search(&item).is_ok();
            let Some((_, members)) = around.as_mut().filter(|_| !is_replaced) else {
                continue;
            };
            if function.kind == FunctionKind::Constructor {
                members.constructors.push(ItemId::new(number, item));
            }
            if is_member(unit, function) {
                let methods = members.methods.entry(function.name.clone()).or_default();
                methods.push(ItemId::new(number, item));
            }
        }
    }
}

/// Returns true if a binding is a field or constant of its class, and not a local.
fn is_field(unit: &ParsedFile, binding: &Binding) -> bool {
    binding.function.is_none()
        || unit.language.traits.is_field(&binding.name)
        || unit.facts.scopes[binding.scope as usize].kind == ScopeKind::Component
}

/// Returns true if a function is a method. A function inside another one is no method, unless the outer one makes members.
fn is_member(unit: &ParsedFile, function: &Function) -> bool {
    let factory = unit.language.traits.member_factory;
    function.outer.is_none_or(|outer| {
        factory.is_some_and(|name| unit.facts.functions[outer as usize].name == name)
    })
}
