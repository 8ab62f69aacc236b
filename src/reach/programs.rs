//! Programs: the files that run together.

use crate::facts::Text;
use crate::reach::node::Cover;
use crate::reach::start::Material;
use crate::resolve::project::path_text::{folder_of, is_package_file};
use crate::resolve::project::view::ProjectView;
use crate::rules::around::ObjectRules;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// Modules that a module needs, by module.
type Needs = FxHashMap<Text, FxHashSet<Text>>;

/// The programs of a project.
pub(super) struct Programs<'p> {
    view: &'p ProjectView<'p>,
    /// Folders of programs, by the name of the file that shows them.
    folders: FxHashMap<&'p str, FxHashSet<&'p str>>,
    names: Vec<&'p str>,
    /// The modules that each module imports, where a folder is a module.
    imports: Needs,
    /// The modules that a module needs directly or indirectly, with itself.
    needed: RefCell<Needs>,
}

impl<'p> Programs<'p> {
    pub(super) fn new(
        view: &'p ProjectView<'p>,
        material: &'p Material<'p>,
        rules: &'p ObjectRules,
    ) -> Self {
        let names: Vec<&str> = rules.programs.iter().map(|name| name.as_str()).collect();
        let manifests = view.units.iter();
        let manifests = manifests.filter_map(|unit| unit.language.traits.manifest.as_ref());
        let manifests: FxHashSet<&str> = manifests.map(|manifest| manifest.file).collect();
        let mut folders: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
        let paths = || material.sources.iter().map(|(_, file)| &*file.path);
        // A file of such a name inside of a package is a module of it.
        let packages = paths().filter(|path| is_package_file(path));
        let packages: FxHashSet<&str> = packages.map(folder_of).collect();
        for path in paths() {
            let name = path.rsplit('/').next().unwrap_or(path);
            let is_mark = names.contains(&name) || manifests.contains(name);
            if is_mark && !packages.contains(folder_of(path)) {
                folders.entry(name).or_default().insert(folder_of(path));
            }
        }
        let mut imports = Needs::default();
        for (number, unit) in (0..).zip(&view.units) {
            if unit.language.traits.folder_module.is_none() {
                continue;
            }
            let own = imports.entry(folder_of(&unit.path).into()).or_default();
            let paths = unit.facts.imports.iter();
            let paths = paths.filter_map(|import| view.module_path(number, &import.module));
            own.extend(paths.map(|path| Text::from(folder_of(&path))));
        }
        Self {
            view,
            folders,
            names,
            imports,
            needed: RefCell::default(),
        }
    }

    /// Returns the folder of the program that a file belongs to, in the language of a parsed file.
    fn program_of<'s>(&self, path: &'s str, unit: u32) -> &'s str {
        let own = self.view.units[unit as usize].language.traits.manifest;
        let own: Vec<&str> = own.map_or_else(|| self.names.clone(), |one| vec![one.file]);
        let mut folder = folder_of(path);
        while !folder.is_empty() {
            let mut marks = own.iter().filter_map(|name| self.folders.get(name));
            if marks.any(|folders| folders.contains(folder)) {
                break;
            }
            folder = folder_of(folder);
        }
        folder
    }

    fn program(&self, unit: u32) -> &str {
        self.program_of(&self.view.units[unit as usize].path, unit)
    }

    /// Returns true if two files belong to the same program.
    pub(super) fn is_same(&self, one: u32, other: u32) -> bool {
        self.program(one) == self.program(other)
    }

    /// Returns how certain it is that the code of a file runs in the same process as that of another file.
    pub(super) fn linked(&self, one: u32, other: u32) -> Cover {
        if !self.is_same(one, other) {
            let imports = self.imports_program(other, one) || self.imports_program(one, other);
            return if imports { Cover::Maybe } else { Cover::No };
        }
        let traits = &self.view.units[one as usize].language.traits;
        if traits.folder_module.is_none() {
            return Cover::Certain;
        }
        let folder = |unit: u32| folder_of(&self.view.units[unit as usize].path);
        let (one, other) = (folder(one), folder(other));
        let mut modules = self.imports.keys();
        match modules.any(|module| self.needs(module, one) && self.needs(module, other)) {
            true => Cover::Certain,
            false => Cover::Maybe,
        }
    }

    /// Returns true if a file of the program of one file imports a file of the program of the other one.
    fn imports_program(&self, one: u32, other: u32) -> bool {
        let (from, to) = (self.program(one), self.program(other));
        let units = 0..self.view.units.len() as u32;
        let mut from = units.filter(|unit| self.program(*unit) == from);
        from.any(|unit| {
            let mut imports = self.view.facts(unit).imports.iter();
            imports.any(|import| {
                let path = self.view.module_path(unit, &import.module);
                path.is_some_and(|path| self.program_of(&path, unit) == to)
            })
        })
    }

    fn needs(&self, module: &Text, other: &str) -> bool {
        if let Some(needed) = self.needed.borrow().get(module) {
            return needed.contains(other);
        }
        let mut found = FxHashSet::from_iter([module.clone()]);
        let mut open = vec![module];
        while let Some(module) = open.pop() {
            for inner in self.imports.get(module).into_iter().flatten() {
                if found.insert(inner.clone()) {
                    open.push(inner);
                }
            }
        }
        let is_needed = found.contains(other);
        self.needed.borrow_mut().insert(module.clone(), found);
        is_needed
    }
}
