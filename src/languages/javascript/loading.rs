//! Modules that code loads: `import('…')` and `require('…')`.

use crate::facts::{Imported, Text};
use crate::languages::javascript::declarations::exported_name;
use crate::languages::javascript::scanner::Scanner;
use crate::languages::javascript::syntax::{Field, Id, Kind};

/// Calls that return a component which is loaded when it is needed.
const LAZY: &[&str] = &["lazy", "dynamic", "loadable", "defineAsyncComponent"];

impl Scanner<'_, '_> {
    /// The module that `import('…')` or `require('…')` loads; a function that loads it, and waiting for it, are looked through.
    pub(crate) fn loaded_module(&self, id: Id) -> Option<Text> {
        let mut at = id;
        for _ in 0..4 {
            match self.kind(at) {
                Kind::Await | Kind::Parenthesized => at = self.tree.first(at)?,
                Kind::Arrow => at = self.field(at, Field::Body)?,
                Kind::Call => {
                    let callee = self.field(at, Field::Function)?;
                    if self.kind(callee) != Kind::ImportWord && self.text(callee) != "require" {
                        return None;
                    }
                    let first = self.tree.first(self.field(at, Field::Arguments)?)?;
                    return (self.kind(first) == Kind::String)
                        .then(|| self.literal_key(first))
                        .flatten()
                        .map(Text::from);
                }
                _ => return None,
            }
        }
        None
    }

    /// Returns the module whose default export a call loads when it is needed: `lazy(() => import('…'))`.
    pub(crate) fn lazy_module(&self, id: Id) -> Option<Text> {
        let is_call = self.kind(id) == Kind::Call;
        let callee = self.field(id, Field::Function).filter(|_| is_call)?;
        let name = self.field(callee, Field::Property).unwrap_or(callee);
        let first = self.tree.first(self.field(id, Field::Arguments)?)?;
        let is_lazy = LAZY.contains(&self.text(name)) && self.kind(first) == Kind::Arrow;
        is_lazy.then(|| self.loaded_module(first)).flatten()
    }

    /// The names that a loaded module is taken apart into are imports.
    pub(crate) fn import_pattern(&mut self, pattern: Id, module: Text) {
        let tree = self.tree;
        match self.kind(pattern) {
            Kind::Identifier => {
                self.push_import(self.text(pattern), &module, Imported::All, false, pattern)
            }
            Kind::ObjectPattern => {
                for entry in tree.children(pattern) {
                    let (name, local) = match self.kind(entry) {
                        Kind::PairPattern => (
                            self.field(entry, Field::Key),
                            self.field(entry, Field::Value),
                        ),
                        _ => (Some(entry), Some(entry)),
                    };
                    if let (Some(name), Some(local)) = (name, local) {
                        self.push_import(
                            self.text(local),
                            &module,
                            exported_name(self.text(name)),
                            false,
                            entry,
                        );
                    }
                }
            }
            _ => {}
        }
    }
}
