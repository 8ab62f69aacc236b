//! A comment suppresses findings or names events without a reason.

use crate::audit::suppression::Suppressions;
use crate::facts::DirectiveKind;
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
    let said = suppressions
        .cx
        .directives()
        .filter(|directive| directive.kind != DirectiveKind::Unknown);
    for directive in said.filter(|directive| directive.reason.is_none()) {
        let names: Vec<&str> = directive
            .names
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let what = if directive.kind == DirectiveKind::Uses {
            "hint"
        } else {
            "suppression"
        };
        let finding = Finding::new(
            &LINT,
            directive.span,
            names.join(", "),
            format!("this {what} has no reason"),
        );
        out.push(finding.help("Add a reason after ` -- `."));
    }
}
