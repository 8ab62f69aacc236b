//! A feature has code and nobody can see how it is used.

use crate::audit::context::Context;
use crate::audit::features::{FeatureKind, FeatureRow};
use crate::audit::verdicts::FeatureVerdict;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "uninstrumented-feature",
    summary: "a feature has code but no instrumentation",
    docs: r#"Code declares a category that has neither a call in that code nor an active definition. Categories with only calls or only definitions are not reported; `coverage` lists them.

## Why

Nobody can tell whether the feature is used, by whom, or whether a change made it better.

## What to do

Add an event and a metric with this category. If the feature needs no instrumentation, exempt it in the overlay (`exempt`).

## Bad

```ruby
feature_category :returns_handling # no call, no definition
```

## Good

```ruby
feature_category :returns_handling
track_internal_event :create, name: 'request_return'
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let blind = |feature: &&FeatureRow| {
        feature.kind == FeatureKind::Category && feature.verdict == FeatureVerdict::Uninstrumented
    };
    for feature in cx.features.iter().filter(blind) {
        let span = feature.evidence.first().copied().unwrap_or(feature.span);
        let message = format!(
            "feature `{}` has code but no calls or definitions",
            feature.id
        );
        let finding = Finding::new(&LINT, span, feature.id.as_str(), message)
            .help("Add an event and a metric with this category, or exempt it in the overlay.")
            .owner(feature.group.clone());
        out.push(cx.downgrade_if_edition_missing(cx.downgrade_at_any_limit(
            cx.downgrade_without_calls(finding.related(feature.span, "listed here")),
        )));
    }
}
