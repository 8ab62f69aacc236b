//! A comment suppresses a lint that does not exist.

use crate::audit::name_match::did_you_mean;
use crate::audit::suppression::{Suppression, Suppressions};
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unknown-lint",
    summary: "a comment suppresses a lint that does not exist",
    docs: r#"A comment `tracklint: ignore[…]` names a lint that tracklint does not have.

## Why

The comment suppresses nothing, so the finding is still reported.

## What to do

Correct the name. `tracklint explain` lists the lints.

## Bad

```ruby
track(name) # tracklint: ignore[dynamic-event] -- the name comes from the mobile app
```

## Good

```ruby
track(name) # tracklint: ignore[dynamic-event-name] -- the name comes from the mobile app
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(suppressions: &Suppressions<'_>, out: &mut Vec<Finding>) {
    let unknown = suppressions.in_comments.iter();
    let unknown = unknown.filter(|one| !suppressions.is_lint(one.name));
    out.extend(unknown.map(|one| finding(one, suppressions.nearest_lint(one.name))));
}

/// Returns the finding about one name of a comment, with the lint that was meant.
pub(crate) fn finding(suppression: &Suppression<'_>, near: Option<&str>) -> Finding {
    let message = format!("unknown lint `{}`", suppression.name);
    let help = did_you_mean(near, "`tracklint explain` lists the lints.");
    Finding::new(&LINT, suppression.span, suppression.name.as_str(), message).help(help)
}
