//! A change brought a surface that no call makes visible.

use crate::audit::changes::Change;
use crate::audit::surfaces::Surface;
use crate::audit::verdicts::FeatureVerdict;
use crate::finding::{Finding, Lint, Severity};
use std::collections::BTreeMap;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "untracked-new-surface",
    summary: "a change adds a route, action, worker or mutation without tracking",
    docs: r#"The change adds a surface (a controller action, a route, a mutation, a worker) of a feature, without a tracking call in it or for it. The finding is an error if the feature has no instrumentation at all, and a warning if it has only calls or only definitions. If other code instruments the feature, it is an info. A surface that was renamed or moved is not new. Only `check --base` and `check --diff` report it.

## Why

Instrumentation costs least while the feature is written. Without it nobody can tell if the feature is used.

## What to do

Send an event from the surface. If the feature needs no instrumentation, exempt it in the overlay (`exempt`).

## Bad

```ruby
feature_category :returns_handling

def create # new
  Returns::CreateService.new(order).execute
end
```

## Good

```ruby
feature_category :returns_handling
track_internal_event :create, name: 'request_return'

def create
  Returns::CreateService.new(order).execute
end
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(change: &Change<'_>, out: &mut Vec<Finding>) {
    let new = new_surfaces(change);
    let is_new = |surface: &&Surface| new.iter().any(|one| std::ptr::eq(*one, *surface));
    for surface in change.untracked().filter(is_new) {
        let Some(index) = change.feature_of(surface) else {
            continue;
        };
        let feature = change.row(index);
        let (severity, what) = match feature.verdict {
            FeatureVerdict::Uninstrumented | FeatureVerdict::NoCode => {
                (Severity::Error, "has no instrumentation")
            }
            FeatureVerdict::CallsOnly => (
                Severity::Warning,
                "has tracking calls elsewhere, and no definition names it",
            ),
            FeatureVerdict::DefinitionsOnly => (
                Severity::Warning,
                "has definitions, and none of them is alive",
            ),
            FeatureVerdict::Instrumented => (Severity::Info, "is measured by other code"),
            FeatureVerdict::Exempt | FeatureVerdict::Unknown => continue,
        };
        let message = format!(
            "`{}` is new and not tracked; feature `{}` {what}",
            surface.name, feature.id
        );
        let finding = Finding::new(&LINT, surface.span, surface.name.as_str(), message)
            .severity(severity)
            .help("Send an event from it, or exempt the feature in the overlay.")
            .owner(feature.group.clone())
            .related(
                feature.evidence.first().copied().unwrap_or(feature.span),
                "the feature",
            );
        out.push(change.noted(finding));
    }
}

/// Kind, name, feature and tracking of a surface.
type Key<'k> = (&'k str, &'k str, Option<&'k str>, bool);

/// Surfaces that were not there before. One whose class was renamed or moved is still the old one: each that is gone makes up
/// for one of the same kind, method, feature and visibility.
fn new_surfaces<'c>(change: &'c Change<'_>) -> Vec<&'c Surface> {
    let same: fn(&'c Surface) -> Key<'c> = |surface| (&surface.kind, &surface.name, None, false);
    let moved: fn(&'c Surface) -> Key<'c> = |surface| {
        (
            &surface.kind,
            own_name(&surface.name),
            surface.category.as_deref(),
            surface.tracked,
        )
    };
    let old: Vec<&Surface> = change.before.surfaces.surfaces.iter().collect();
    let new: Vec<&Surface> = change.after.surfaces.surfaces.iter().collect();
    let gone = left_over(&old, &new, same);
    let fresh = left_over(&new, &old, same);
    left_over(&fresh, &gone, moved)
}

/// Returns the surfaces that are left after each of the others is paired with one of the same key.
fn left_over<'c>(
    from: &[&'c Surface],
    others: &[&'c Surface],
    key: fn(&'c Surface) -> Key<'c>,
) -> Vec<&'c Surface> {
    let mut counts: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    others
        .iter()
        .for_each(|other| *counts.entry(key(other)).or_default() += 1);
    let mut left = Vec::new();
    for surface in from {
        match counts.get_mut(&key(surface)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => left.push(*surface),
        }
    }
    left
}

/// Returns the method or route without its class.
fn own_name(name: &str) -> &str {
    name.split_once(['#', ' ']).map_or(name, |(_, own)| own)
}
