//! Import paths: from what a file writes to the file that is meant.

use crate::facts::{Imported, ScopeKind, Text, Value};
use crate::resolve::project::view::{ItemId, ProjectView, SymbolTable};
use crate::rules::ProjectRules;
use rustc_hash::FxHashSet;
use std::sync::{Arc, PoisonError};

/// Endings tried behind an import path, in the order bundlers try them.
const ENDINGS: &[&str] = &[
    "",
    ".js",
    ".ts",
    ".vue",
    ".mjs",
    ".jsx",
    ".tsx",
    "/index.js",
    "/index.ts",
    "/index.vue",
    "/index.jsx",
    "/index.tsx",
];

/// Files that are followed from one re-export to the next; two that re-export each other would be followed for ever.
pub const MOST_REEXPORTS: usize = 12;

/// Whether names of this language belong to files that import each other.
pub fn has_modules(language: &str) -> bool {
    matches!(language, "javascript" | "typescript" | "vue")
}

/// The path of the file that `module`, written in the file `from`, leads to.
pub fn resolve(
    from: &str,
    module: &str,
    project: &ProjectRules,
    paths: &FxHashSet<Arc<str>>,
) -> Option<Arc<str>> {
    candidates(from, module, project)
        .into_iter()
        .find_map(|base| {
            ENDINGS
                .iter()
                .find_map(|ending| paths.get(format!("{base}{ending}").as_str()).cloned())
        })
}

fn candidates(from: &str, module: &str, project: &ProjectRules) -> Vec<String> {
    let module = module.split('?').next().unwrap_or(module);
    if module.starts_with('.') {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        return normalise(&format!("{folder}/{module}"))
            .into_iter()
            .collect();
    }
    let by_alias = project.aliases.iter().filter_map(|alias| {
        let rest = module.strip_prefix(alias.prefix.as_str())?;
        normalise(&format!("{}/{rest}", alias.path.trim_end_matches('/')))
    });
    by_alias.collect()
}

/// Takes `.` and `..` out of a path; nothing when it leads out of the root.
fn normalise(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

impl SymbolTable {
    /// The path of the file that `module`, written in the file `from`, leads to.
    pub fn resolve_import(&self, from: &str, module: &str) -> Option<Arc<str>> {
        resolve(from, module, &self.project, &self.paths)
    }
}

impl ProjectView<'_> {
    /// The scope that an imported (or local) name of a file stands for.
    pub fn imported_scope(&self, unit: u32, name: &str) -> Option<ItemId> {
        let facts = self.facts(unit);
        if let Some(import) = facts
            .imports
            .iter()
            .find(|import| import.local == name && !import.reexport)
        {
            let target = self.module_unit(unit, &import.module)?;
            return match &import.imported {
                Imported::Default => self.default_scope(target),
                Imported::Named(exported) => self.scope_of_export(target, exported),
                Imported::All => Some(ItemId {
                    unit: target,
                    item: 0,
                }),
            };
        }
        let item = facts.scopes.iter().position(|scope| scope.path == name)?;
        Some(ItemId {
            unit,
            item: item as u32,
        })
    }

    /// The scope a file exports by default: its component, or the object or class under `default`.
    pub fn default_scope(&self, unit: u32) -> Option<ItemId> {
        let facts = self.facts(unit);
        let by_kind = facts
            .scopes
            .iter()
            .position(|scope| scope.kind == ScopeKind::Component);
        let by_name = || {
            facts
                .scopes
                .iter()
                .position(|scope| scope.path == "default")
        };
        let by_binding = || {
            let value = facts
                .bindings
                .iter()
                .find(|binding| binding.name == "default" && binding.scope == 0)?;
            let Value::Name(name) = &value.value else {
                return None;
            };
            facts.scopes.iter().position(|scope| scope.path == *name)
        };
        let item = by_kind.or_else(by_name).or_else(by_binding)?;
        Some(ItemId {
            unit,
            item: item as u32,
        })
    }

    fn scope_of_export(&self, unit: u32, name: &str) -> Option<ItemId> {
        self.scope_through(unit, name, MOST_REEXPORTS)
    }

    fn scope_through(&self, unit: u32, name: &str, left: usize) -> Option<ItemId> {
        let left = left.checked_sub(1)?;
        let facts = self.facts(unit);
        if let Some(item) = facts.scopes.iter().position(|scope| scope.path == name) {
            return Some(ItemId {
                unit,
                item: item as u32,
            });
        }
        facts
            .imports
            .iter()
            .filter(|import| import.reexport && (import.local == name || import.local == "*"))
            .find_map(|import| {
                let target = self.module_unit(unit, &import.module)?;
                match &import.imported {
                    Imported::Default => self.default_scope(target),
                    Imported::Named(exported) => self.scope_through(target, exported, left),
                    Imported::All => self.scope_through(target, name, left),
                }
            })
    }

    /// The unit an import path leads to; asks for the file when it is not parsed.
    pub fn module_unit(&self, unit: u32, module: &str) -> Option<u32> {
        self.unit_at(&self.module_path(unit, module)?)
    }

    /// The file an import path of a unit leads to.
    pub fn module_path(&self, unit: u32, module: &str) -> Option<Arc<str>> {
        let key = (unit, Text::from(module));
        let known = self
            .modules
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        known.unwrap_or_else(|| {
            let found = self.resolve_import(&self.units[unit as usize].path, module);
            self.modules
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(key, found.clone());
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Alias;

    #[test]
    fn relative_and_aliased_paths_lead_to_files() {
        let paths: FxHashSet<Arc<str>> = ["web/a/tracking.js", "web/b/index.ts", "web/b/page.vue"]
            .into_iter()
            .map(Arc::from)
            .collect();
        let project = ProjectRules {
            aliases: vec![Alias {
                prefix: "~/".into(),
                path: "web".into(),
            }],
            ..ProjectRules::default()
        };
        let find = |from: &str, module: &str| {
            resolve(from, module, &project, &paths).map(|path| path.to_string())
        };
        assert_eq!(
            find("web/b/page.vue", "../a/tracking").as_deref(),
            Some("web/a/tracking.js")
        );
        assert_eq!(
            find("web/b/page.vue", "~/b").as_deref(),
            Some("web/b/index.ts")
        );
        assert_eq!(find("web/b/page.vue", "../../../../etc/passwd"), None);
        assert_eq!(find("web/b/page.vue", "vue"), None);
    }
}
