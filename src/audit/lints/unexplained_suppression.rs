//! A comment suppresses findings or names events without a reason.

use crate::audit::suppression::Suppressions;
use crate::facts::{Directive, DirectiveKind};
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unexplained-suppression",
    summary: "a comment suppresses findings or names events without a reason",
    docs: r#"A comment `tracklint: ignore[…]` or `tracklint: uses …` has no reason. The comment is still effective.

## Why

Without a reason, nobody can decide later if the suppression is still valid.

## What to do

Add a reason after ` -- `.

## Bad

```ruby
track(name) # tracklint: ignore[dynamic-event-name]
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
    let directives = suppressions.cx.directives();
    out.extend(directives.filter_map(finding));
}

/// Returns the finding about a comment without a reason.
pub(crate) fn finding(directive: &Directive) -> Option<Finding> {
    let what = match directive.kind {
        DirectiveKind::Unknown => return None,
        DirectiveKind::Uses => "hint",
        DirectiveKind::Ignore => "suppression",
    };
    if directive.reason.is_some() {
        return None;
    }
    let names = directive.names.iter().map(|(name, _)| name.as_str());
    let finding = Finding::new(
        &LINT,
        directive.span,
        names.collect::<Vec<_>>().join(", "),
        format!("this {what} has no reason"),
    );
    Some(finding.help("Add a reason after ` -- `."))
}
