//! Imports.

use crate::facts::{Import, Imported};
use crate::languages::flat_tree::Id;
use crate::languages::go::names::package_names;
use crate::languages::go::scanner::Scanner;
use crate::languages::go::syntax::Field;

impl Scanner<'_, '_> {
    /// `import "a/b"`, `import c "a/b"`, `import . "a/b"`.
    pub(super) fn import(&mut self, id: Id) {
        let Some(path) = self.field(id, Field::Path) else {
            return;
        };
        let path = self.text(path).trim_matches(['"', '`']);
        let locals = match self.field(id, Field::Name).map(|name| self.text(name)) {
            Some("_") => return,
            Some(".") => vec!["*".to_owned()],
            Some(name) => vec![name.to_owned()],
            None => package_names(path),
        };
        for local in locals {
            self.packages.insert(local.clone(), path);
            self.facts.imports.push(Import {
                local: local.into(),
                module: path.into(),
                imported: Imported::All,
                reexport: false,
                span: self.span(id),
            });
        }
    }

    /// Returns the import path of a package by its name in the file.
    pub(super) fn package(&self, local: &str) -> Option<&str> {
        self.packages.get(local).copied()
    }
}
