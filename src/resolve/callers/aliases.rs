//! Calls of a function under another name: a local, an entry of an object, an import, or a part of what a function returns.
//!
//! The names are collected along the aliases of each file and the imports between files, so the search stays near the function.
//! Only a call whose evaluated callee is the function counts.

use crate::facts::{Imported, Text};
use crate::resolve::callers::Callers;
use crate::resolve::callers::targets::calls_function;
use crate::resolve::evaluate::abstract_value::CallFrame;
use crate::resolve::project::aliases::{AliasKind, aliases_of};
use crate::resolve::project::ids::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// Limit of files that are searched for other names of one function.
const MOST_FILES: usize = 2_000;

/// Limit of the names of one function in one file.
const MOST_NAMES: usize = 400;

/// Names of one file that may hold a function, or something that contains or returns it.
#[derive(Default)]
struct Names {
    all: FxHashSet<Text>,
    /// Names of entries and fields, which keep their name in other files.
    keys: FxHashSet<Text>,
    /// The names in the order in which they were found. A name that becomes that of an entry appears again.
    log: Vec<(Text, AliasKind)>,
    /// The number of names in the log whose aliases are there.
    closed: usize,
    /// The number of names in the log that other files know.
    passed: usize,
    /// Names that another file of the same module has passed on.
    of_siblings: FxHashSet<(Text, AliasKind)>,
    /// Names of contexts that get a value in the file.
    given: Vec<Text>,
    /// True if other files can import one of the names.
    is_exported: bool,
}

impl Names {
    /// Adds a name. Returns true if it is new.
    fn add(&mut self, name: &Text, kind: AliasKind) -> bool {
        if self.all.len() >= MOST_NAMES {
            return false;
        }
        let is_new_key = kind == AliasKind::Key && self.keys.insert(name.clone());
        let is_new = self.all.insert(name.clone()) || is_new_key;
        if is_new {
            let kind = match kind {
                AliasKind::Key => AliasKind::Key,
                _ => AliasKind::Local,
            };
            self.log.push((name.clone(), kind));
        }
        is_new
    }
}

/// Names by file.
type NamesByFile = FxHashMap<u32, Names>;

impl Callers<'_, '_> {
    /// Returns the calls of a function under another name.
    pub(crate) fn renamed_sites(&self, function: ItemId) -> Vec<ItemId> {
        let index = self.eval.index;
        let own = &index.function(function).name;
        let mut found = Vec::new();
        let names = self.names_of(function);
        let by_file = names.iter();
        let mut by_file: Vec<(u32, Vec<Text>)> = by_file
            .map(|(unit, names)| (*unit, names.all.iter().cloned().collect()))
            .collect();
        by_file.sort_unstable();
        by_file
            .iter_mut()
            .for_each(|(_, names)| names.sort_unstable());
        found.extend(self.passed_sites(function, by_file));
        for (unit, names) in names {
            let file = &index.units[unit as usize];
            for name in names.all.iter().filter(|name| *name != own) {
                let items = file.sites_named(name);
                let sites = items.iter().map(|item| ItemId::new(unit, *item));
                found.extend(sites.filter(|site| {
                    let call = index.site(*site);
                    let may_be = call.receiver.is_none() || names.keys.contains(name);
                    calls_function(call) && may_be && self.may_call(*site, function)
                }));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Returns true if the evaluated callee of a site is the function.
    pub(crate) fn may_call(&self, at: ItemId, function: ItemId) -> bool {
        let known = self.cache.borrow().callees.get(&at).cloned();
        let callees = known.unwrap_or_else(|| {
            let index = self.eval.index;
            let callees: Rc<[ItemId]> = index.without_requests(|| self.eval.callees(at)).into();
            let mut cache = self.cache.borrow_mut();
            cache.callees.insert(at, callees.clone());
            callees
        });
        callees.contains(&function)
    }

    /// Returns the call of an outer function that a site got the function from that it calls.
    pub(crate) fn obtained_from(&self, at: ItemId, outer: ItemId) -> Option<Rc<CallFrame>> {
        let index = self.eval.index;
        index.without_requests(|| self.eval.call_behind(at, outer))
    }

    /// Returns the names that may hold a function, by file. Requests the files that may import one.
    fn names_of(&self, function: ItemId) -> NamesByFile {
        let index = self.eval.index;
        let definition = index.function(function);
        // A function that is returned as it is goes by the name of the function around.
        let exports_all = index.unit(function).language.traits.exports_all;
        let is_exported = match definition.outer {
            Some(outer) => {
                let outer = index.function(ItemId::new(function.unit, outer));
                outer.name == definition.name
            }
            // The function is called by its own name elsewhere; other names are found by those who import it.
            None => exports_all && definition.scope == 0,
        };
        self.spread(&[(function.unit, definition.name.clone(), is_exported)])
    }

    /// Requests the files that may import one of these names of files, or a name that holds it.
    pub(crate) fn request_passed_on(&self, names: &[(u32, Text, bool)]) {
        self.spread(names);
    }

    /// Returns the names that may hold one of these names of files, which others can import or not. Requests the files that may
    /// import one.
    fn spread(&self, from: &[(u32, Text, bool)]) -> NamesByFile {
        let index = self.eval.index;
        let mut found = NamesByFile::default();
        let mut open = Vec::new();
        let mut is_open = FxHashSet::default();
        for (unit, name, is_exported) in from {
            let names = found.entry(*unit).or_default();
            names.add(name, AliasKind::Local);
            names.is_exported |= is_exported;
            if is_open.insert(*unit) {
                open.push(*unit);
            }
        }
        while let Some(unit) = open.pop() {
            is_open.remove(&unit);
            let Some(names) = found.get_mut(&unit) else {
                continue;
            };
            self.close(unit, names);
            if names.is_exported {
                index.request_importers(&index.units[unit as usize].path);
            }
            let mut passed = self.passed_on(unit, names);
            passed.extend(self.passed_back(unit, names));
            names.passed = names.log.len();
            let siblings = index.siblings(unit);
            for (importer, name, kind) in passed {
                let is_beside = siblings.binary_search(&importer).is_ok();
                if found.len() >= MOST_FILES && !found.contains_key(&importer) {
                    continue;
                }
                let names = found.entry(importer).or_default();
                let is_new = names.add(&name, kind);
                if is_new && is_beside {
                    // The other file tells everybody else.
                    names.of_siblings.insert((name.clone(), kind));
                }
                // An import of the kind of a file's own name is a re-export.
                names.is_exported |= kind == AliasKind::OfFile;
                if is_new && is_open.insert(importer) {
                    open.push(importer);
                }
            }
        }
        found
    }

    /// Adds the aliases of names in their file.
    fn close(&self, unit: u32, names: &mut Names) {
        let (file, default) = (
            &self.eval.index.units[unit as usize],
            self.eval.default_export(unit),
        );
        while let Some((name, _)) = names.log.get(names.closed).cloned() {
            names.closed += 1;
            for alias in aliases_of(&file.index.aliases, &name) {
                if !names.add(&alias.name, alias.kind) {
                    continue;
                }
                if alias.kind == AliasKind::Context {
                    names.given.push(alias.name.clone());
                }
                names.is_exported |= !names.is_exported
                    && matches!(alias.kind, AliasKind::OfFile | AliasKind::Context)
                    && (alias.name == default
                        || file.language.traits.exports_all
                        || self.exports(unit, &alias.name));
            }
        }
    }

    /// Returns true if an export in a file may name this. The words of a file's exports are cached.
    fn exports(&self, unit: u32, name: &str) -> bool {
        let mut cache = self.cache.borrow_mut();
        let words = cache.exports.entry(unit);
        let text = || exported_words(&self.eval.index.units[unit as usize].text);
        words.or_insert_with(text).contains(name)
    }

    /// Returns new names of a file for the other files of its module. Requests the files that call a field with one of them.
    fn passed_beside(&self, unit: u32, new: &[(Text, AliasKind)]) -> Vec<(u32, Text, AliasKind)> {
        let index = self.eval.index;
        let siblings = index.siblings(unit);
        if !siblings.is_empty() {
            for (key, _) in new.iter().filter(|(_, kind)| *kind == AliasKind::Key) {
                index.request(Occurrence::Call, LanguageGroup::Modules, key);
            }
        }
        let others = siblings.iter().filter(|other| **other != unit);
        let named = others.flat_map(|other| {
            let new = new.iter().cloned();
            new.map(|(name, kind)| (*other, name, kind))
        });
        named.collect()
    }

    /// Returns new names of a file that it imports: contexts of other files that get a value here.
    fn passed_back(&self, unit: u32, names: &Names) -> Vec<(u32, Text, AliasKind)> {
        let index = self.eval.index;
        let given = names.given.iter();
        let imported = given.filter_map(|name| {
            let mut imports = index.facts(unit).imports.iter();
            let import = imports.find(|one| one.local == *name && !one.reexport)?;
            let module = index.module_unit(unit, &import.module)?;
            let name = match &import.imported {
                Imported::Named(name) => name.clone(),
                Imported::Default => self.eval.default_export(module).into(),
                Imported::All => return None,
            };
            Some((module, name, AliasKind::OfFile))
        });
        imported.collect()
    }

    /// Returns the names under which other files import the names of a file that they do not know yet.
    fn passed_on(&self, unit: u32, names: &Names) -> Vec<(u32, Text, AliasKind)> {
        let index = self.eval.index;
        let path = &index.units[unit as usize].path;
        let leads = index.imported_path(path);
        let new = names.log[names.passed..].iter();
        let new: Vec<_> = new
            .filter(|name| !names.of_siblings.contains(*name))
            .cloned()
            .collect();
        if new.is_empty() {
            return Vec::new();
        }
        let new_names: FxHashSet<&str> = new.iter().map(|(name, _)| name.as_str()).collect();
        let default = self.eval.default_export(unit);
        let mut passed = self.passed_beside(unit, &new);
        let named = |stem| {
            index
                .imports_of(stem)
                .iter()
                .chain(index.reexports_of(stem))
        };
        for (importer, item) in index.stems(path).flat_map(named) {
            let import = &index.facts(*importer).imports[*item as usize];
            let name = match &import.imported {
                Imported::Named(name) => name.as_str(),
                Imported::Default => default,
                Imported::All => "",
            };
            let is_whole = import.imported == Imported::All;
            if (!is_whole && !new_names.contains(name))
                || index.module_path(*importer, &import.module).as_deref() != Some(&*leads)
            {
                continue;
            }
            let kind = match import.reexport {
                true => AliasKind::OfFile,
                false => AliasKind::Local,
            };
            match is_whole {
                true => {
                    let kind = if import.reexport {
                        kind
                    } else {
                        AliasKind::Key
                    };
                    passed.extend(new.iter().map(|(name, _)| (*importer, name.clone(), kind)));
                }
                false => passed.push((*importer, import.local.clone(), kind)),
            }
            let keys = new.iter().filter(|(_, kind)| *kind == AliasKind::Key);
            passed.extend(keys.map(|(key, _)| (*importer, key.clone(), AliasKind::Key)));
        }
        passed
    }
}

/// Returns the words of all exports of a text.
fn exported_words(text: &str) -> FxHashSet<Text> {
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    let mut found = FxHashSet::default();
    let mut read = 0;
    for (at, _) in text.match_indices("export") {
        // The words of this export are among those of the one before.
        if at < read {
            continue;
        }
        let rest = &text[at..];
        let end = rest.find([';', '}', '=', '(']).unwrap_or(rest.len());
        read = at + end;
        let words = rest[..end].split(|letter| !is_letter(letter));
        found.extend(words.map(Text::from));
    }
    found
}
