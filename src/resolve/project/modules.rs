//! Imports and exports of languages whose names belong to files.

use crate::facts::{FileFacts, Imported, ScopeKind, Text, Value};
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::import_paths;
use crate::resolve::project::view::ProjectView;
use rustc_hash::FxHashSet;
use std::sync::{Arc, PoisonError};

/// Limit of files that one look-up of an imported name comes through.
pub(crate) const MOST_REEXPORTS: usize = 1_000;

impl ProjectView<'_> {
    /// Returns the scope that an imported or local name of a file stands for.
    pub(crate) fn imported_scope(&self, unit: u32, name: &str) -> Option<ItemId> {
        let mut imports = self.facts(unit).imports.iter();
        let mut imports = imports.by_ref().filter(|import| !import.reexport);
        let mut named = imports
            .by_ref()
            .filter(|import| import.local == name)
            .peekable();
        if named.peek().is_none() {
            return self
                .scope_of_module(unit, name)
                .or_else(|| self.scope_of_member(unit, name))
                .or_else(|| self.scope_of_all(unit, name));
        }
        named.find_map(|import| {
            let target = self.module_unit(unit, &import.module)?;
            match &import.imported {
                Imported::Default => self.default_scope(target),
                Imported::Named(exported) => {
                    self.exported_scope(target, exported, &mut FxHashSet::default())
                }
                Imported::All => Some(ItemId::new(target, 0)),
            }
        })
    }

    /// Returns the scope that a file has under a name, or another file of its module.
    fn scope_of_module(&self, unit: u32, name: &str) -> Option<ItemId> {
        let of_file = |unit: u32| {
            let item = scope_named(self.facts(unit), name)?;
            Some(ItemId::new(unit, item))
        };
        let siblings = self.siblings(unit);
        let found = of_file(unit).or_else(|| siblings.iter().find_map(|unit| of_file(*unit)));
        if found.is_none() && !siblings.is_empty() && !name.contains('.') {
            self.request_beside(unit, name);
        }
        found
    }

    /// Returns the scope that `module.Name` stands for in a file.
    fn scope_of_member(&self, unit: u32, name: &str) -> Option<ItemId> {
        let (module, name) = name.rsplit_once('.')?;
        let mut imports = self.facts(unit).imports.iter();
        imports
            .by_ref()
            .filter(|import| import.local == module && import.imported == Imported::All)
            .find_map(|import| {
                let target = self.module_unit(unit, &import.module)?;
                self.exported_scope(target, name, &mut FxHashSet::default())
            })
    }

    /// Returns the scope that a file gets under a name from a module whose names it imports all at once.
    fn scope_of_all(&self, unit: u32, name: &str) -> Option<ItemId> {
        let mut imports = self.facts(unit).imports.iter();
        imports
            .by_ref()
            .filter(|import| import.local == "*")
            .find_map(|import| {
                let target = self.module_unit(unit, &import.module)?;
                self.exported_scope(target, name, &mut FxHashSet::default())
            })
    }

    /// Returns the scope that a file exports by default: its component, or the object or class named `default`.
    pub(crate) fn default_scope(&self, unit: u32) -> Option<ItemId> {
        let facts = self.facts(unit);
        let default = self.units[unit as usize].language.traits.default_export;
        let default = default.unwrap_or_default();
        let component = |scope: &crate::facts::Scope| scope.kind == ScopeKind::Component;
        let by_kind = facts.scopes.iter().position(component);
        let by_binding = || {
            let mut bindings = facts.bindings.iter();
            let value = bindings.find(|one| one.name == default && one.scope == 0)?;
            match &value.value {
                Value::Name(name) => scope_named(facts, name),
                _ => None,
            }
        };
        let item = by_kind.map(|item| item as u32);
        let item = item.or_else(|| scope_named(facts, default));
        Some(ItemId::new(unit, item.or_else(by_binding)?))
    }

    /// Returns the scope that a file exports. `seen` holds the names of files that the look-up has come through.
    fn exported_scope(
        &self,
        unit: u32,
        name: &str,
        seen: &mut FxHashSet<(u32, Text)>,
    ) -> Option<ItemId> {
        if seen.len() >= MOST_REEXPORTS || !seen.insert((unit, name.into())) {
            return None;
        }
        let facts = self.facts(unit);
        if let Some(found) = self.scope_of_module(unit, name) {
            return Some(found);
        }
        let traits = &self.units[unit as usize].language.traits;
        let exports_all = traits.passes_imports_on();
        let mut reexports = facts.imports.iter().filter(|import| {
            (import.reexport || exports_all) && (import.local == name || import.local == "*")
        });
        reexports.find_map(|import| {
            let target = self.module_unit(unit, &import.module)?;
            match &import.imported {
                Imported::Default => self.default_scope(target),
                Imported::Named(exported) => self.exported_scope(target, exported, seen),
                Imported::All => self.exported_scope(target, name, seen),
            }
        })
    }

    /// Requests files that import the file with this path, or another file that re-exports it.
    pub(crate) fn request_importers(&self, path: &str) {
        let mut open: Vec<&str> = vec![path];
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        while let Some(path) = open.pop() {
            if !seen.insert(path) {
                continue;
            }
            self.request_import(path);
            let reexports = self.stems(path).flat_map(|stem| self.reexports_of(stem));
            for (unit, item) in reexports {
                let module = &self.facts(*unit).imports[*item as usize].module;
                if self.module_path(*unit, module).as_deref() == Some(path) {
                    open.push(&self.symbols.units[*unit as usize].path);
                }
            }
        }
    }

    /// Returns true if an import path means this path from the root, without its ending. The tree may lack the file.
    pub(crate) fn means_path(&self, unit: u32, module: &str, path: &str) -> bool {
        let symbols = self.symbols;
        let from = &symbols.units[unit as usize].path;
        let meant = import_paths::candidates(from, module, &symbols.project, &symbols.configs);
        meant
            .iter()
            .any(|one| one.trim_end_matches("/index") == path)
    }

    /// Returns the parsed file that an import path leads to; requests the file if it is not parsed.
    pub(crate) fn module_unit(&self, unit: u32, module: &str) -> Option<u32> {
        self.unit_at(&self.module_path(unit, module)?)
    }

    /// Returns the path of the file that an import path leads to.
    pub(crate) fn module_path(&self, unit: u32, module: &str) -> Option<Arc<str>> {
        let cache = &self.symbols.import_cache;
        let key = (unit, Text::from(module));
        let known = cache.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(&key) {
            return found.clone();
        }
        drop(known);
        let from = &self.symbols.units[unit as usize].path;
        let found = self.symbols.resolve_import(from, module);
        let mut known = cache.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(key, found.clone());
        found
    }
}

fn scope_named(facts: &FileFacts, name: &str) -> Option<u32> {
    let found = facts.scopes.iter().position(|scope| scope.path == name)?;
    Some(found as u32)
}
