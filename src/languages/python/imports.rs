//! Imports.

use crate::facts::{Import, Imported, Text, Value};
use crate::languages::flat_tree::Id;
use crate::languages::python::scanner::Scanner;
use crate::languages::python::syntax::{Field, Kind};

/// Name of the file that a package consists of.
const PACKAGE: &str = "__init__.py";

impl<'s> Scanner<'s, '_> {
    fn push_import(
        &mut self,
        local: &str,
        module: &Text,
        imported: Imported,
        reexport: bool,
        id: Id,
    ) {
        let span = self.span(id);
        self.facts.imports.push(Import {
            local: local.into(),
            module: module.clone(),
            imported,
            reexport,
            span,
        });
    }

    /// `import a.b`, `import a.b as c`.
    pub(super) fn import(&mut self, id: Id) {
        for part in self.tree.children(id) {
            let (name, alias) = match self.kind(part) {
                Kind::AliasedImport => (
                    self.field(part, Field::Name),
                    self.field(part, Field::Alias),
                ),
                _ => (Some(part), None),
            };
            let Some(name) = name else { continue };
            let module = path(self.text(name));
            match alias {
                Some(alias) => {
                    let local = self.text(alias);
                    self.push_import(local, &module, Imported::All, false, part);
                }
                None => {
                    let local = self.text(name);
                    self.dotted.insert(local);
                    self.push_import(local, &module, Imported::All, false, part);
                    if let Some((first, _)) = local.split_once('.') {
                        self.push_import(first, &path(first), Imported::All, false, part);
                    }
                }
            }
        }
    }

    /// `from a.b import c, d as e`, `from . import x`, `from .a import *`.
    pub(super) fn import_from(&mut self, id: Id) {
        let Some(module) = self.field(id, Field::ModuleName) else {
            return;
        };
        let module: Text = match self.kind(module) {
            Kind::RelativeImport => relative(self.text(module), self.input.path).into(),
            _ => path(self.text(module)),
        };
        let passes_on = self.input.path.ends_with(PACKAGE);
        for part in self.tree.children(id) {
            if self.kind(part) == Kind::Wildcard {
                self.push_import("*", &module, Imported::All, true, part);
                continue;
            }
            if self.tree.node(part).field != Field::Name {
                continue;
            }
            let (name, alias) = match self.kind(part) {
                Kind::AliasedImport => (
                    self.field(part, Field::Name),
                    self.field(part, Field::Alias),
                ),
                _ => (Some(part), None),
            };
            let Some(name) = name.map(|name| self.text(name)) else {
                continue;
            };
            let local = alias.map_or(name, |alias| self.text(alias));
            let named = Imported::Named(name.into());
            self.push_import(local, &module, named.clone(), false, part);
            if passes_on || alias.is_some_and(|_| local == name) {
                self.push_import(local, &module, named, true, part);
            }
            // The name may be that of a module in a package.
            let inner: Text = match module.ends_with('/') {
                true => format!("{module}{name}").into(),
                false => format!("{module}/{name}").into(),
            };
            self.push_import(local, &inner, Imported::All, false, part);
        }
    }

    /// Returns a dotted name as a value: an imported module, or members of the first name.
    pub(super) fn dotted_value(&self, text: &str) -> Value {
        if self.dotted.contains(text) {
            return Value::Name(text.into());
        }
        match text.rsplit_once('.') {
            Some((owner, member)) => {
                Value::member(self.dotted_value(owner.trim_end()), member.trim_start())
            }
            None => Value::Name(text.into()),
        }
    }
}

/// Returns the path of an absolute module.
fn path(module: &str) -> Text {
    let parts: Vec<&str> = module.split('.').map(str::trim).collect();
    parts.join("/").into()
}

/// Returns the path of a module that is relative to the file: one dot means its own folder. A folder is named, because other
/// files are found by the names that they import.
fn relative(module: &str, file: &str) -> String {
    let rest = module.trim_start_matches(['.', ' ']);
    let dots = module.matches('.').count() - rest.matches('.').count();
    let up = dots.max(1) - 1;
    if !rest.is_empty() {
        let start = match up {
            0 => "./".to_owned(),
            up => "../".repeat(up),
        };
        return start + &path(rest);
    }
    let mut folders = file.rsplit('/').skip(1);
    match folders.nth(up) {
        Some(folder) => format!("{}{folder}", "../".repeat(up + 1)),
        None => "./".to_owned(),
    }
}
