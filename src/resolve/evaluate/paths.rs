//! Functions by path, in languages whose files are modules: `crate::usage::send`.

use crate::facts::{FunctionKind, Imported, ScopeKind, Text};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::module_path::Module;
use std::collections::BTreeSet;

/// Limit of imports and re-exports between a written path and its module.
const MOST_HOPS: usize = 6;

impl Evaluator<'_> {
    /// Returns true if a function belongs to a module, so that its path says which one is meant.
    pub(crate) fn has_path(&self, function: ItemId) -> bool {
        let traits = &self.index.unit(function).language.traits;
        let definition = self.index.function(function);
        let scope = self
            .index
            .scope(ItemId::new(function.unit, definition.scope));
        traits.module_files
            && definition.kind == FunctionKind::Free
            && matches!(scope.kind, ScopeKind::File | ScopeKind::Module)
    }

    /// Returns the functions that a path means in a scope of a file; without a path, the functions that a bare name means.
    pub(crate) fn functions_at(
        &self,
        place: ItemId,
        path: Option<&str>,
        name: &str,
    ) -> Vec<ItemId> {
        let meant = self.paths_of(place, path, name);
        let all = meant
            .iter()
            .flat_map(|(_, name)| self.index.functions_named(name));
        let mut all: Vec<ItemId> = all
            .copied()
            .filter(|function| self.has_path(*function))
            .collect();
        all.sort_unstable();
        all.dedup();
        let is_meant = |function: &ItemId| {
            let own = self.module_of_function(*function);
            let own_name = self.index.function(*function).name.as_str();
            meant
                .iter()
                .any(|(module, name)| self.leads(module, name, &own, own_name, MOST_HOPS))
        };
        all.retain(is_meant);
        all
    }

    /// Returns true if a path means a function.
    pub(crate) fn is_at_path(
        &self,
        place: ItemId,
        path: Option<&str>,
        (written, function): (&str, ItemId),
    ) -> bool {
        let own = self.module_of_function(function);
        let own_name = &self.index.function(function).name;
        let meant = self.paths_of(place, path, written);
        meant
            .iter()
            .any(|(module, name)| self.leads(module, name, &own, own_name, MOST_HOPS))
    }

    /// Returns the constant of a module that a path means. Without a path that leads to one, the only one of its name counts.
    pub(crate) fn constant_at(
        &self,
        place: ItemId,
        path: Option<&str>,
        name: &str,
    ) -> Option<ItemId> {
        let meant = self.paths_of(place, path, name);
        let all = meant
            .iter()
            .flat_map(|(_, name)| self.index.own_fields("", name));
        let all: BTreeSet<&ItemId> = all.collect();
        let is_meant = |at: &&&ItemId| {
            let binding = self.index.binding(***at);
            let own = self.module_of(ItemId::new(at.unit, binding.scope));
            meant
                .iter()
                .any(|(module, name)| self.leads(module, name, &own, &binding.name, MOST_HOPS))
        };
        let found = all.iter().find(is_meant);
        let only = || all.first().filter(|_| all.len() == 1);
        found.or_else(only).map(|at| **at)
    }

    fn module_of_function(&self, function: ItemId) -> Module {
        self.module_of(ItemId::new(
            function.unit,
            self.index.function(function).scope,
        ))
    }

    /// Returns the module around a scope.
    pub(super) fn module_of(&self, scope: ItemId) -> Module {
        let file = Module::of_file(&self.index.unit(scope).path);
        let mut at = Some(scope.item);
        while let Some(item) = at {
            let scope = self.index.scope(ItemId::new(scope.unit, item));
            if scope.kind == ScopeKind::Module {
                return file.inside(&scope.path.split("::").collect::<Vec<_>>());
            }
            at = scope.parent;
        }
        file
    }

    /// Returns the modules that a written path may mean, each with the name of the function in it.
    pub(super) fn paths_of(
        &self,
        place: ItemId,
        path: Option<&str>,
        name: &str,
    ) -> Vec<(Module, Text)> {
        let here = self.module_of(place);
        let Some(path) = path else {
            let mut found = Vec::new();
            for import in &self.index.facts(place.unit).imports {
                let module = || self.resolved(place.unit, &here, &import.module, MOST_HOPS);
                match &import.imported {
                    Imported::Named(own) if import.local == name => {
                        return module().into_iter().map(|one| (one, own.clone())).collect();
                    }
                    Imported::All => {
                        found.extend(module().into_iter().map(|one| (one, name.into())));
                    }
                    _ => {}
                }
            }
            found.push((here, name.into()));
            return found;
        };
        let modules = self
            .resolved(place.unit, &here, path, MOST_HOPS)
            .into_iter();
        modules.map(|module| (module, name.into())).collect()
    }

    /// Returns the modules that a path may mean in a module of a file.
    fn resolved(&self, unit: u32, here: &Module, path: &str, left: usize) -> Vec<Module> {
        let Some(left) = left.checked_sub(1) else {
            return Vec::new();
        };
        let mut names: Vec<&str> = path.split("::").filter(|name| !name.is_empty()).collect();
        let mut from = here.clone();
        match names.first() {
            None => return vec![from],
            Some(&"crate") => {
                from.names.clear();
                return vec![from.inside(&names[1..])];
            }
            Some(&"self") => return vec![from.inside(&names[1..])],
            Some(&"super") => {
                while names.first() == Some(&"super") {
                    names.remove(0);
                    from.names.pop();
                }
                return vec![from.inside(&names)];
            }
            Some(_) => {}
        }
        let (first, rest) = (names[0], &names[1..]);
        let mut imports = self.index.facts(unit).imports.iter();
        let import = imports.find(|import| import.local == first && import.module != path);
        if let Some(import) = import
            && let Imported::Named(own) = &import.imported
        {
            let whole = match import.module.as_str() {
                "" => own.to_string(),
                module => format!("{module}::{own}"),
            };
            let modules = self.resolved(unit, here, &whole, left).into_iter();
            return modules.map(|module| module.inside(rest)).collect();
        }
        let mut found = vec![from.inside(&names)];
        let roots = self.index.symbols.crates.get(first).into_iter().flatten();
        found.extend(roots.map(|root| Module::root(root).inside(rest)));
        found
    }

    /// Returns true if a name of a module is one of another module, directly or by re-exports.
    pub(super) fn leads_to(
        &self,
        module: &Module,
        name: &str,
        own: &Module,
        own_name: &str,
    ) -> bool {
        self.leads(module, name, own, own_name, MOST_HOPS)
    }

    fn leads(
        &self,
        module: &Module,
        name: &str,
        own: &Module,
        own_name: &str,
        left: usize,
    ) -> bool {
        if module == own && own_name == name {
            return true;
        }
        let Some(left) = left.checked_sub(1) else {
            return false;
        };
        let Some(unit) = self.unit_of_module(module) else {
            return false;
        };
        let imports = self.index.facts(unit).imports.iter();
        let mut again = imports.filter(|import| import.reexport);
        again.any(|import| {
            let next = match &import.imported {
                Imported::Named(next) if import.local == name => next.as_str(),
                Imported::All => name,
                _ => return false,
            };
            let modules = self.resolved(unit, module, &import.module, MOST_HOPS);
            modules
                .iter()
                .any(|module| self.leads(module, next, own, own_name, left))
        })
    }

    /// Returns the parsed file that is a module.
    fn unit_of_module(&self, module: &Module) -> Option<u32> {
        let folder = match module.root.as_str() {
            "" => "src".to_owned(),
            root => format!("{root}/src"),
        };
        let inside = module.names.join("/");
        let files = match inside.is_empty() {
            true => vec![format!("{folder}/lib.rs"), format!("{folder}/main.rs")],
            false => vec![
                format!("{folder}/{inside}.rs"),
                format!("{folder}/{inside}/mod.rs"),
            ],
        };
        files.iter().find_map(|file| self.index.unit_at(file))
    }
}
