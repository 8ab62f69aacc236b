//! Surfaces and categories that code declares, and the calls that track a surface.

mod by_class;
mod categories;
pub(crate) mod evidence;
mod find;
mod hooks;
mod inheriting;
mod reachable;
mod registered;
mod related;
mod served;
mod sites;
mod surface;

pub(crate) use crate::audit::surfaces::surface::{Surface, SurfaceState, SurfaceWay};

use crate::audit::class_index::classes;
use crate::audit::declarations::{Declaration, Parsed, declarations};
use crate::audit::name_match;
use crate::audit::surfaces::categories::Categories;
use crate::audit::surfaces::find::Finder;
use crate::audit::surfaces::hooks::{FoundHook, hooks};
use crate::audit::surfaces::reachable::Reachable;
use crate::calls::Call;
use crate::rules::features::FeatureRules;
use crate::source::{FileId, SourceMap};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Declarations and surfaces of features in code.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surfaces {
    /// All declarations, by place.
    pub(crate) declarations: Vec<Declaration>,
    /// All surfaces, by place.
    pub(crate) surfaces: Vec<Surface>,
    /// Code that runs around surfaces.
    pub(crate) hooks: Vec<FoundHook>,
    /// For each category (normalised): the files that declare it.
    pub(crate) declaring: BTreeMap<String, BTreeSet<FileId>>,
    /// For each category: files that declare it, take part in it as mixins, or inherit it.
    pub(crate) belonging: BTreeMap<String, BTreeSet<FileId>>,
    /// For each category: files that declare it for single surfaces only.
    pub(crate) narrow: BTreeMap<String, BTreeSet<FileId>>,
    /// True if the ways of the surfaces were searched.
    pub(crate) has_ways: bool,
    /// The category of a file, where it has only one.
    pub(crate) of_file: FxHashMap<FileId, String>,
}

/// Reads declarations and surfaces from the facts of all parsed files.
pub(crate) fn read(
    files: &[Parsed<'_>],
    sources: &SourceMap,
    rules: &FeatureRules,
    calls: &[Call],
) -> Surfaces {
    let (classes, declarations) = rayon::join(|| classes(files), || declarations(files, rules));
    let mut reader = Categories {
        files,
        classes,
        declared: BTreeMap::new(),
    };
    let mut found = Surfaces::default();
    for declaration in &declarations {
        let of_class = reader.declared.entry(&declaration.class).or_default();
        of_class.push(declaration);
        let category = name_match::category(&declaration.category);
        let files = found.declaring.entry(category).or_default();
        files.insert(declaration.file);
    }
    found.belonging = reader.belonging(&found.declaring);
    found.narrow = found.declaring.clone();
    let wide = |one: &&Declaration| one.surfaces.is_none() && !one.alone;
    for wide in declarations.iter().filter(wide) {
        if let Some(files) = found.narrow.get_mut(&name_match::category(&wide.category)) {
            files.remove(&wide.file);
        }
    }
    for (category, files) in &found.belonging {
        for file in files {
            let entry = found.of_file.entry(*file);
            let entry = entry.or_insert_with(|| category.clone());
            if entry != category {
                entry.clear();
            }
        }
    }
    found.of_file.retain(|_, category| !category.is_empty());
    let reachable = Reachable::new(files, sources, rules);
    found.surfaces = Finder::new(&reader, &reachable, sources, rules, calls).surfaces();
    found.hooks = hooks(files, rules);
    found.declarations = declarations;
    found
}

#[cfg(test)]
mod tests;
