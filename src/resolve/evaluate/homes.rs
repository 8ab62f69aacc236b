//! The enum that a name means, where several files declare one of this name, and variants under names of imports.

use crate::facts::{CallValue, Imported, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{Context, Home, Values};
use crate::resolve::evaluate::namesakes::{TypeAt, is_capital, is_of_one_file};
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::ids::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Evaluator<'_> {
    /// Returns the file of the enum that a path means at a place, a scope of a file. None if several files declare an enum of the name,
    /// and the path does not lead to one of them.
    pub(crate) fn home(&self, class: &str, path: &str, place: ItemId) -> Option<Home> {
        let declaring = self.declaring(class);
        if declaring.len() < 2 {
            return Some(Home::Only);
        }
        let is_here = !path.contains("::") && declaring.contains_key(&place.unit);
        if is_here {
            return Some(Home::File(place.unit));
        }
        let scopes = declaring.into_iter();
        let scopes = scopes.map(|(unit, scope)| ItemId::new(unit, scope));
        match self.scopes_meant(scopes, class, path, place)[..] {
            [scope] => Some(Home::File(scope.unit)),
            _ => None,
        }
    }

    /// Returns the scopes of types of one name to whose modules a path leads from a place.
    pub(super) fn scopes_meant(
        &self,
        scopes: impl Iterator<Item = ItemId>,
        class: &str,
        path: &str,
        place: ItemId,
    ) -> Vec<ItemId> {
        let (module, name) = match path.rsplit_once("::") {
            Some((module, name)) => (Some(module), name),
            None => (None, path),
        };
        let meant = self.paths_of(place, module, name);
        let is_meant = |scope: &ItemId| {
            let own = self.module_of(*scope);
            let mut meant = meant.iter();
            meant.any(|(module, name)| self.leads_to(module, name, &own, last_name(class)))
        };
        scopes.filter(is_meant).collect()
    }

    /// Requests all files that define a type of this name, since any of them may be meant.
    pub(super) fn request_namesakes(&self, class: &str) {
        let (how, among) = (Occurrence::Definition, LanguageGroup::Project);
        self.index.request(how, among, class);
    }

    /// Returns the files that declare an enum of a name, each with the scope of the enum. Empty if only one file has anything of it.
    fn declaring(&self, class: &str) -> BTreeMap<u32, u32> {
        self.request_namesakes(class);
        let mut definitions = self.index.definitions(class).iter();
        let first = definitions.next();
        let is_elsewhere = |at: &ItemId| first.is_some_and(|first| first.unit != at.unit);
        let members = self.index.symbols.classes.get(class);
        let members = members.filter(|_| definitions.any(is_elsewhere));
        let fields = members.into_iter().flat_map(|members| &members.fields);
        // A variant is declared under its name with a dot.
        let variants = fields.filter(|(name, _)| name.ends_with('.'));
        let bindings = variants.flat_map(|(_, bindings)| bindings);
        bindings
            .map(|at| (at.unit, self.index.binding(*at).scope))
            .collect()
    }

    /// Returns the constant of a type. If several files have one for a type of this name, it is that of the file itself, or the one to
    /// whose module the path of the type leads; none if it leads to none or several.
    pub(super) fn constant_at_home(
        &self,
        class: &str,
        path: &str,
        name: &str,
        cx: &Context,
    ) -> Option<ItemId> {
        self.request_namesakes(class);
        let own = self.index.own_fields(class, name);
        if is_of_one_file(own) {
            return self.index.fields(class, name).first().copied();
        }
        let scope = |at: ItemId| self.index.binding(at).scope;
        let meant = TypeAt::new(path.into(), ItemId::new(cx.unit, cx.scope));
        match self.members_meant(own, scope, class, &meant)[..] {
            [at] => Some(at),
            _ => None,
        }
    }

    /// Returns the fields of an enum that belong to the one of a file.
    pub(super) fn fields_at_home(&self, class: &str, name: &str, home: Home) -> Vec<ItemId> {
        let scope = |at: ItemId| self.index.binding(at).scope;
        self.at_home(self.index.own_fields(class, name), scope, class, home)
    }

    /// Returns the methods of an enum that belong to the one of a file.
    pub(super) fn methods_at_home(
        &self,
        methods: &[ItemId],
        class: &str,
        home: Home,
    ) -> Vec<ItemId> {
        let scope = |at: ItemId| self.index.function(at).scope;
        self.at_home(methods, scope, class, home)
    }

    fn at_home(
        &self,
        items: &[ItemId],
        scope_of: impl Fn(ItemId) -> u32,
        class: &str,
        home: Home,
    ) -> Vec<ItemId> {
        let is_there = |at: &ItemId| {
            let place = ItemId::new(at.unit, scope_of(*at));
            // A method of a trait that the enum implements is none of the enum itself.
            home == Home::Only
                || home == Home::File(at.unit)
                || self.index.class_key(place) != class
                || self.home(class, last_name(class), place) == Some(home)
        };
        items.iter().copied().filter(is_there).collect()
    }

    /// Returns the path without the name that an import gives its first part.
    pub(super) fn without_renames(&self, path: &str, cx: &Context) -> Option<String> {
        let (first, rest) = match path.split_once("::") {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        let mut imports = self.index.facts(cx.unit).imports.iter();
        let own = imports.find_map(|import| match &import.imported {
            Imported::Named(own) if import.local == first && own != first => Some(own),
            _ => None,
        })?;
        Some(match rest {
            Some(rest) => format!("{own}::{rest}"),
            None => own.to_string(),
        })
    }

    /// Returns the path of the enum and the variant that a bare name may mean: one that is imported, or one of an enum of which all
    /// variants are imported.
    pub(super) fn imported_variant(&self, name: &str, cx: &Context) -> Option<(Text, Text)> {
        if !self.traits(cx).module_files || !is_capital(name) {
            return None;
        }
        let imports = self.index.facts(cx.unit).imports.iter();
        let mut of_enums = imports.filter(|import| is_capital(last_name(&import.module)));
        of_enums.find_map(|import| match &import.imported {
            Imported::Named(own) if import.local == name => {
                Some((import.module.clone(), own.clone()))
            }
            Imported::All => {
                let class = self.class_named(&import.module, cx)?;
                let is_variant = self.has_variant(&class, name, Home::Only);
                is_variant.then(|| (import.module.clone(), name.into()))
            }
            _ => None,
        })
    }

    /// Returns the result of a call that makes a variant under an imported name: `Failed(1)`, `Failed { code: 1 }`.
    pub(super) fn call_of_imported(
        &self,
        name: &str,
        call: &CallValue,
        cx: &Context,
    ) -> Option<Values> {
        let (owner, variant) = self.imported_variant(name, cx)?;
        let call = CallValue {
            receiver: Some(Value::Name(owner)),
            name: variant,
            arguments: call.arguments.clone(),
        };
        Some(self.call(&Arc::new(call), cx))
    }
}
