//! Import paths that files of the project define: `tsconfig.json`, `jsconfig.json`, `package.json`, and configurations of bundlers.

mod bundlers;
mod json;
mod path_values;
mod paths;

use crate::facts::Text;
use crate::languages::LANGUAGES;
use crate::languages::traits::Manifest;
use crate::resolve::project::module_configs::bundlers::{bundler_paths, is_bundler};
use crate::resolve::project::module_configs::json::document;
use crate::resolve::project::module_configs::paths::{
    folder_of, folders_around, joined, without_ending,
};
use crate::resolve::project::path_text::stem;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// Limit of configurations that one extends.
const MOST_BASES: usize = 8;

/// Limit of the size of a configuration.
const MOST_BYTES: usize = 1 << 20;

/// Folders below a package that hold its sources.
const SOURCES: &[&str] = &["", "src", "lib", "app"];

/// Beginnings of import paths that bundlers customarily lead to the sources of a package.
const CUSTOMARY: &[&str] = &["@/", "~/", "@@/", "~~/", "~@/", "src/"];

/// Import paths of one compiler configuration.
#[derive(Debug, Default, Clone)]
struct CompilerPaths {
    /// The folder that other import paths may start from.
    base: Option<String>,
    /// Patterns of import paths, each with the paths that it stands for, relative to the root.
    paths: Vec<(Text, Vec<String>)>,
}

/// A package of the project.
#[derive(Debug, Default, Clone)]
struct Package {
    folder: String,
    /// Entry points by import path, `.` for the package itself: paths relative to the root.
    entries: Vec<(Text, Vec<String>)>,
    /// Import paths that only the package itself can use, such as `#lib/*`.
    own: Vec<(Text, Vec<String>)>,
}

/// The import paths that configurations of a project define.
#[derive(Debug, Default)]
pub(crate) struct ModuleConfigs {
    compilers: BTreeMap<String, CompilerPaths>,
    packages: BTreeMap<Text, Package>,
    /// Packages by folder.
    by_folder: BTreeMap<String, Text>,
    /// Folders by the module that a manifest names.
    manifests: BTreeMap<String, String>,
}

/// Returns the manifest that a file is.
fn manifest_of(file: &str) -> Option<Manifest> {
    let mut manifests = LANGUAGES.iter().filter_map(|one| one.traits.manifest);
    manifests.find(|manifest| manifest.file == file)
}

/// Returns true if a file may define import paths.
pub(crate) fn is_config(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let is_compiler = file.starts_with("tsconfig") || file.starts_with("jsconfig");
    (file == "package.json"
        || (is_compiler && file.ends_with(".json"))
        || is_bundler(file)
        || manifest_of(file).is_some())
        && !path.split('/').any(|part| part == "node_modules")
}

impl ModuleConfigs {
    /// Reads the configurations among some files, given as paths with texts. A file that cannot be read defines nothing.
    pub(crate) fn new<'t>(files: impl Iterator<Item = (&'t str, &'t str)>) -> Self {
        let is_read = |(path, text): &(&str, &str)| is_config(path) && text.len() <= MOST_BYTES;
        let texts: BTreeMap<&str, &str> = files.filter(is_read).collect();
        let mut found = Self::default();
        let mut documents: BTreeMap<&str, Json> = BTreeMap::new();
        let mut bundled = Vec::new();
        for (path, text) in texts {
            if let Some(manifest) = manifest_of(path.rsplit('/').next().unwrap_or(path)) {
                let module = (manifest.module)(text);
                let folder = folder_of(path).to_owned();
                found
                    .manifests
                    .extend(module.map(|module| (module, folder)));
                continue;
            }
            if is_bundler(path) {
                bundled.push(bundler_paths(path, text));
                continue;
            }
            let Some(document) = document(text) else {
                continue;
            };
            match path.ends_with("package.json") {
                true => found.add_package(folder_of(path), &document),
                false => drop(documents.insert(path, document)),
            }
        }
        for path in documents.keys() {
            let paths = compiler_paths(path, &documents, MOST_BASES);
            // A configuration that only refers to others has its paths in one beside it.
            let all = found
                .compilers
                .entry(folder_of(path).to_owned())
                .or_default();
            all.base = all.base.take().or(paths.base);
            all.paths.extend(paths.paths);
        }
        for of_bundler in bundled {
            let all = found.compilers.entry(of_bundler.folder).or_default();
            all.paths.extend(of_bundler.paths);
        }
        found
    }

    /// Returns the folders that an import path leads to by manifests.
    pub(crate) fn folders_of(&self, module: &str) -> Vec<String> {
        let mut found: Vec<(usize, String)> = Vec::new();
        for (name, folder) in &self.manifests {
            let Some(rest) = module.strip_prefix(name.as_str()) else {
                continue;
            };
            let inside = rest.strip_prefix('/');
            if rest.is_empty() || inside.is_some() {
                let folder = joined(folder, inside.unwrap_or_default());
                found.extend(folder.map(|folder| (name.len(), folder)));
            }
        }
        // The longest name is that of the nearest module.
        found.sort_by(|one, other| other.cmp(one));
        found.into_iter().map(|(_, folder)| folder).collect()
    }

    /// Returns the modules whose manifest is in a folder.
    pub(crate) fn modules_of<'c>(&'c self, folder: &'c str) -> impl Iterator<Item = &'c str> {
        let own = self.manifests.iter().filter(move |(_, own)| *own == folder);
        own.map(|(module, _)| module.as_str())
    }

    fn add_package(&mut self, folder: &str, document: &Json) {
        let name = document["name"].as_str().unwrap_or_default();
        let mut package = Package {
            folder: folder.to_owned(),
            ..Package::default()
        };
        let inside = |path: &str| joined(folder, path);
        match &document["exports"] {
            Json::String(path) => package
                .entries
                .extend(entry(".", &[path.as_str()], &inside)),
            Json::Object(entries) if entries.keys().any(|key| key.starts_with('.')) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| entry(key, &targets(value), &inside));
                package.entries.extend(entries.flatten());
            }
            value => package.entries.extend(entry(".", &targets(value), &inside)),
        }
        let fields = ["source", "module", "main", "types", "typings"];
        let fields: Vec<&str> = fields
            .iter()
            .filter_map(|field| document[*field].as_str())
            .collect();
        package.entries.extend(entry(".", &fields, &inside));
        if let Json::Object(own) = &document["imports"] {
            let own = own
                .iter()
                .map(|(key, value)| entry(key, &targets(value), &inside));
            package.own.extend(own.flatten());
        }
        // The first package of a name counts, and one without a name is the root of its files all the same.
        let key = match name {
            "" => Text::from(format!("/{folder}")),
            name => name.into(),
        };
        self.by_folder.insert(folder.to_owned(), key.clone());
        self.packages.entry(key).or_insert(package);
    }

    /// Returns the paths, without endings, that an import path which is not relative may lead to.
    pub(crate) fn candidates(&self, from: &str, module: &str) -> Vec<String> {
        let mut found = Vec::new();
        if self.compilers.is_empty() && self.packages.is_empty() {
            return found;
        }
        for folder in folders_around(from) {
            if let Some(compiler) = self.compilers.get(folder) {
                found.extend(matched(&compiler.paths, module));
                let base = compiler.base.as_ref();
                found.extend(base.and_then(|base| joined(base, module)));
            }
        }
        let around = folders_around(from).find_map(|folder| self.by_folder.get(folder));
        let around = around.and_then(|name| self.packages.get(name));
        if let Some(package) = around.filter(|_| module.starts_with('#')) {
            found.extend(matched(&package.own, module));
        }
        found.extend(self.of_package(module));
        let customary = CUSTOMARY
            .iter()
            .find_map(|prefix| module.strip_prefix(prefix));
        if let (Some(package), Some(rest)) = (around, customary) {
            for folder in ["src", "", "app"] {
                let folder = joined(&package.folder, folder);
                found.extend(folder.and_then(|folder| joined(&folder, rest)));
            }
        }
        found
    }

    /// Returns the paths inside a package of the project that an import path may lead to.
    fn of_package(&self, module: &str) -> Vec<String> {
        let mut parts = module.splitn(3, '/');
        let first = parts.next().unwrap_or_default();
        let name = match (first.starts_with('@'), parts.next()) {
            (true, Some(second)) => format!("{first}/{second}"),
            _ => first.to_owned(),
        };
        let Some(package) = self.packages.get(name.as_str()) else {
            return Vec::new();
        };
        let rest = module[name.len()..].trim_start_matches('/');
        let key = match rest {
            "" => ".".to_owned(),
            rest => format!("./{rest}"),
        };
        let mut found = matched(&package.entries, &key);
        let rest = if rest.is_empty() { "index" } else { rest };
        let inside = SOURCES.iter().filter_map(|folder| {
            let folder = joined(&package.folder, folder)?;
            joined(&folder, rest)
        });
        found.extend(inside);
        found
    }

    /// Returns the last words of the import paths that may lead to a file without containing its name.
    pub(crate) fn other_stems(&self, path: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let bare = without_ending(path);
        let leads = |target: &String| {
            let target = without_ending(target);
            target == bare || bare.strip_suffix("/index") == Some(target)
        };
        for folder in folders_around(path) {
            if let Some(compiler) = self.compilers.get(folder) {
                let named = compiler.paths.iter().filter(|(_, to)| to.iter().any(leads));
                found.extend(named.map(|(name, _)| stem(name)));
            }
            let Some(name) = self.by_folder.get(folder) else {
                continue;
            };
            let Some(package) = self.packages.get(name) else {
                continue;
            };
            let entries = package.entries.iter();
            let named = entries.filter(|(_, to)| to.iter().any(leads));
            found.extend(named.map(|(key, _)| match key.as_str() {
                "." => stem(name),
                key => stem(key),
            }));
            let is_index = SOURCES.iter().any(|folder| {
                let folder = joined(&package.folder, folder);
                folder
                    .and_then(|folder| joined(&folder, "index"))
                    .as_deref()
                    == Some(bare)
            });
            found.extend(is_index.then(|| stem(name)));
        }
        found.remove(stem(path));
        found
    }
}

/// Returns the import paths of a compiler configuration, with those of the configurations that it extends.
fn compiler_paths(path: &str, documents: &BTreeMap<&str, Json>, left: usize) -> CompilerPaths {
    let Some(document) = documents.get(path) else {
        return CompilerPaths::default();
    };
    let folder = folder_of(path);
    let options = &document["compilerOptions"];
    let base = options["baseUrl"].as_str();
    let base = base.and_then(|base| joined(folder, base));
    let from = base.as_deref().unwrap_or(folder);
    let mut found = CompilerPaths {
        base: base.clone(),
        paths: Vec::new(),
    };
    if let Json::Object(paths) = &options["paths"] {
        for (pattern, targets) in paths {
            let targets = targets.as_array().into_iter().flatten();
            let targets = targets.filter_map(|target| joined(from, target.as_str()?));
            found.paths.push((pattern.into(), targets.collect()));
        }
    }
    let Some(left) = left.checked_sub(1) else {
        return found;
    };
    let bases: Vec<&str> = match &document["extends"] {
        Json::String(base) => vec![base],
        Json::Array(bases) => bases.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    for base in bases.into_iter().filter(|base| base.starts_with('.')) {
        let Some(base) = joined(folder, base) else {
            continue;
        };
        let base = match documents.contains_key(base.as_str()) {
            true => base,
            false => format!("{base}.json"),
        };
        let inherited = compiler_paths(&base, documents, left);
        found.base = found.base.take().or(inherited.base);
        if found.paths.is_empty() {
            found.paths = inherited.paths;
        }
    }
    found
}

/// Returns the paths that the first fitting patterns stand for. A `*` stands for any text.
fn matched(patterns: &[(Text, Vec<String>)], module: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (pattern, targets) in patterns {
        let rest = match pattern.split_once('*') {
            None if *pattern == module => "",
            None => continue,
            Some((start, end)) => {
                let rest = module.strip_prefix(start);
                match rest.and_then(|rest| rest.strip_suffix(end)) {
                    Some(rest) => rest,
                    None => continue,
                }
            }
        };
        found.extend(targets.iter().map(|target| target.replacen('*', rest, 1)));
    }
    found
}

/// Returns the files that an entry of `exports` names, whatever the condition.
fn targets(value: &Json) -> Vec<&str> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Json::String(path) => found.push(path.as_str()),
            Json::Array(values) => open.extend(values.iter().rev()),
            Json::Object(entries) => open.extend(entries.values().rev()),
            _ => {}
        }
    }
    found
}

/// Returns an entry point with the files that it may be. A built file has its source in the sources of the package.
fn entry(
    key: &str,
    targets: &[&str],
    inside: &dyn Fn(&str) -> Option<String>,
) -> Option<(Text, Vec<String>)> {
    let mut found = Vec::new();
    for target in targets {
        found.extend(inside(target));
        let relative = target.trim_start_matches("./");
        let built = ["dist/", "build/", "lib/", "out/", "es/", "esm/", "cjs/"];
        for rest in built
            .iter()
            .filter_map(|folder| relative.strip_prefix(folder))
        {
            let source = without_ending(rest);
            found.extend(inside(&format!("src/{source}")));
            found.extend(inside(source));
        }
    }
    (!found.is_empty()).then(|| (key.into(), found))
}

#[cfg(test)]
mod tests;
