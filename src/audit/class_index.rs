//! Classes of the project with their parents and mixins.

use crate::audit::declarations::{Parsed, class_path};
use crate::facts::{Scope, SuperKind, Value};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A place where a class is opened.
pub(crate) struct ClassLocation<'a> {
    /// Index of the file.
    pub(crate) file: usize,
    /// Superclasses.
    pub(crate) parents: Vec<&'a str>,
    /// Mixins.
    pub(crate) mixins: Vec<&'a str>,
}

/// All places of each class, by its full name.
pub(crate) type Classes<'a> = FxHashMap<&'a str, Vec<ClassLocation<'a>>>;

/// Finds all classes.
pub(crate) fn classes<'a>(files: &[Parsed<'a>]) -> Classes<'a> {
    let mut known: FxHashMap<&'a str, Vec<(usize, &'a Scope)>> = FxHashMap::default();
    for (file, (_, _, facts)) in files.iter().enumerate() {
        for scope in facts.scopes.iter().filter(|scope| !scope.path.is_empty()) {
            known
                .entry(class_path(&scope.path))
                .or_default()
                .push((file, scope));
        }
    }
    let resolve = |name: &'a str, from: &str, own: &str| -> &'a str {
        let absolute = name.starts_with("::");
        let name = name.trim_start_matches("::");
        let mut around = if absolute { "" } else { from };
        let mut full = String::new();
        while !around.is_empty() {
            full.clear();
            full.extend([around, "::", name]);
            if let Some((known, _)) = known.get_key_value(full.as_str())
                && *known != own
            {
                return known;
            }
            around = around.rsplit_once("::").map_or("", |(outer, _)| outer);
        }
        name
    };
    let class = |(path, places): (&&'a str, &Vec<(usize, &'a Scope)>)| {
        let places = places.iter().map(|(file, scope)| {
            // A class does not inherit from itself or from one inside: its superclass is looked up from the scope around it.
            let outer = path.rsplit_once("::").map_or("", |(outer, _)| outer);
            let of = |parents: bool| {
                let wanted = scope
                    .supers
                    .iter()
                    .filter(move |one| (one.kind == SuperKind::Inherit) == parents);
                // Helpers are shared by everything: what they hold says nothing of the class that uses them.
                let wanted = wanted.filter(move |one| {
                    parents || matches!(one.word.as_str(), "include" | "prepend")
                });
                wanted.filter_map(|one| {
                    if let Value::Name(name) = &one.value {
                        Some(name)
                    } else {
                        None
                    }
                })
            };
            let parents = of(true).map(|name| resolve(name, outer, path)).collect();
            let mixins = of(false).map(|name| resolve(name, path, path)).collect();
            ClassLocation {
                file: *file,
                parents,
                mixins,
            }
        });
        (*path, places.collect())
    };
    known.par_iter().map(class).collect()
}
