//! Methods of a class, as its objects see them.

use crate::facts::{FunctionKind, ScopeKind, SuperKind, Text, Value};
use crate::reach::project::Project;
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::view::ProjectView;
use crate::rules::features::FeatureRules;
use rustc_hash::FxHashMap;

/// Classes whose helpers a class can call, by the class.
pub(super) type Mounts = FxHashMap<Text, Vec<Text>>;

/// Returns the classes that mount other classes.
pub(super) fn mounts(project: &Project<'_>, rules: &FeatureRules) -> Mounts {
    let view = project.view();
    let mut found = Mounts::default();
    for name in rules.surfaces.iter().flat_map(|rule| &rule.mounts) {
        for at in view.sites_named(name) {
            let site = view.site(*at);
            let scope = ItemId::new(at.unit, site.scope);
            let mounted = site.position(0).map(|argument| &argument.value);
            let (None, None, Some(Value::Name(name))) = (site.function, &site.receiver, mounted)
            else {
                continue;
            };
            let Some(mounted) = view.resolve_class(name, &view.scope(scope).path) else {
                continue;
            };
            let mounters = found.entry(mounted).or_default();
            if !mounters.contains(view.class_key(scope)) {
                mounters.push(view.class_key(scope).clone());
            }
        }
    }
    found
}

/// Returns the functions that a name means for an object of a class, or for the class itself.
pub(super) fn lookup(
    view: &ProjectView<'_>,
    mounts: &Mounts,
    class: &str,
    name: &str,
    is_static: bool,
) -> Vec<ItemId> {
    let own = in_lineage(view, class, name, is_static);
    if !own.is_empty() || is_static {
        return own;
    }
    let mounters = mounts.get(class).into_iter().flatten();
    mounters
        .map(|mounter| in_lineage(view, mounter, name, false))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn in_lineage(view: &ProjectView<'_>, class: &str, name: &str, is_static: bool) -> Vec<ItemId> {
    // A name that no parsed file defines needs no walk through the ancestors, which are requested all the same.
    let ancestors = view.ancestors(class);
    if view.functions_named(name).is_empty() {
        return Vec::new();
    }
    let mut own = ancestors
        .iter()
        .map(|ancestor| fitting(view, ancestor, name, is_static));
    own.find(|found| !found.is_empty()).unwrap_or_default()
}

/// Returns the functions of a class itself that an object, or the class, can call.
pub(super) fn fitting(
    view: &ProjectView<'_>,
    class: &str,
    name: &str,
    is_static: bool,
) -> Vec<ItemId> {
    let own = view.own_methods(class, name).iter();
    own.filter(|at| match view.function(**at).kind {
        FunctionKind::Free | FunctionKind::Constructor => true,
        FunctionKind::Static => is_static,
        // An object of a class sees the methods of its class, and a class those of modules that extend it.
        FunctionKind::Method | FunctionKind::Accessor => !is_static || is_extension(view, **at),
    })
    .copied()
    .collect()
}

fn is_extension(view: &ProjectView<'_>, at: ItemId) -> bool {
    let scope = ItemId::new(at.unit, view.function(at).scope);
    if view.scope(scope).kind != ScopeKind::Module {
        return false;
    }
    let module = view.class_key(scope);
    view.inheritance.subclasses(module).any(|inheriting| {
        let mut supers = view.scope(inheriting).supers.iter();
        supers.any(|one| {
            one.kind == SuperKind::Extend
                && matches!(&one.value, Value::Name(name) if module.ends_with(name.trim_start_matches("::")))
        })
    })
}

/// Returns the same method in the next ancestor of a class behind the one that has this function.
pub(super) fn above(view: &ProjectView<'_>, class: &str, at: ItemId) -> Vec<ItemId> {
    let own = view.class_of_function(at);
    let function = view.function(at);
    let is_static = function.kind == FunctionKind::Static;
    let ancestors = view.ancestors(class);
    let behind = ancestors.iter().skip_while(|ancestor| *ancestor != own);
    let mut behind = behind
        .skip(1)
        .map(|ancestor| fitting(view, ancestor, &function.name, is_static));
    behind.find(|found| !found.is_empty()).unwrap_or_default()
}
