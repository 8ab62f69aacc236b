//! Categories of classes, as declarations, inheritance and mixins give them.

use crate::audit::class_index::Classes;
use crate::audit::declarations::{Declaration, Parsed};
use crate::audit::name_match;
use crate::source::FileId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Classes with the categories that they declare.
pub(super) struct Categories<'a> {
    /// The parsed files.
    pub(super) files: &'a [Parsed<'a>],
    /// All classes.
    pub(super) classes: Classes<'a>,
    /// Declarations by class.
    pub(super) declared: BTreeMap<&'a str, Vec<&'a Declaration>>,
}

impl Categories<'_> {
    /// Returns the declared files with the mixins of their classes, and the files of classes that inherit the declaration.
    pub(super) fn belonging(
        &self,
        declaring: &BTreeMap<String, BTreeSet<FileId>>,
    ) -> BTreeMap<String, BTreeSet<FileId>> {
        let mut belonging = declaring.clone();
        let mut subclasses: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (name, places) in &self.classes {
            for class in places {
                for parent in class.parents.iter().chain(&class.mixins) {
                    subclasses.entry(parent).or_default().push(name);
                }
            }
        }
        for (class, declarations) in &self.declared {
            for declaration in declarations {
                let category = name_match::category(&declaration.category);
                let files = belonging.entry(category).or_default();
                self.add_mixins(class, files, &mut FxHashSet::default());
                if !declaration.inherited || declaration.surfaces.is_some() {
                    continue;
                }
                let mut open: Vec<&str> = subclasses.get(class).cloned().unwrap_or_default();
                let mut seen: FxHashSet<&str> = FxHashSet::default();
                while let Some(subclass) = open.pop() {
                    let mut own = self.declared.get(subclass).into_iter().flatten();
                    if own.any(|one| one.surfaces.is_none() && !one.alone) || !seen.insert(subclass)
                    {
                        continue;
                    }
                    files.extend(self.files_of(subclass));
                    self.add_mixins(subclass, files, &mut FxHashSet::default());
                    open.extend(subclasses.get(subclass).into_iter().flatten());
                }
            }
        }
        belonging
    }

    /// Returns the files that define a class.
    fn files_of(&self, class: &str) -> impl Iterator<Item = FileId> {
        let places = self.classes.get(class).into_iter().flatten();
        places.map(|place| self.files[place.file].0)
    }

    fn add_mixins<'s>(
        &'s self,
        class: &'s str,
        files: &mut BTreeSet<FileId>,
        seen: &mut FxHashSet<&'s str>,
    ) {
        let places = self.classes.get(class).into_iter().flatten();
        for mixin in places.flat_map(|place| &place.mixins) {
            if seen.insert(mixin) {
                files.extend(self.files_of(mixin));
                self.add_mixins(mixin, files, seen);
            }
        }
    }

    /// Returns the category of a surface: its own, its class's, its mixins', its superclass's.
    pub(super) fn category_of(&self, class: &str, surface: &str, depth: u8) -> Option<String> {
        let own = self.declared.get(class).into_iter().flatten();
        let (mut named, mut all) = (None, None);
        for declaration in own.filter(|declaration| !declaration.alone) {
            match &declaration.surfaces {
                Some(surfaces) if surfaces.iter().any(|one| one == surface) => {
                    named = Some(&declaration.category)
                }
                None => all = Some(&declaration.category),
                Some(_) => {}
            }
        }
        if let Some(category) = named.or(all) {
            return Some(name_match::category(category));
        }
        let places = self.classes.get(class).into_iter().flatten();
        let mut above = places
            .flat_map(|place| place.mixins.iter().chain(&place.parents))
            .filter(|name| **name != class);
        if depth > 12 {
            None
        } else {
            above.find_map(|name| self.category_of(name, surface, depth + 1))
        }
    }
}
