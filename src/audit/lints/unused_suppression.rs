//! A comment suppresses a finding that is not there.

use crate::audit::suppression::{Suppression, Suppressions};
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unused-suppression",
    summary: "a comment suppresses a finding that does not occur",
    docs: r#"A comment `tracklint: ignore[…]` names a lint that reports nothing in its scope. The scope is the line of the comment, or the call or statement below a comment on its own line. For `ignore-file` it is the file.

## Why

The finding was fixed, or the comment is at the wrong position. If it stays, it hides the next finding.

## What to do

Remove the comment, or the name from its list. Comments cannot suppress findings about suppressions. Turn those off in the configuration.

## Bad

```ruby
track('place_order') # tracklint: ignore[dynamic-event-name] -- the name comes from the mobile app
```

## Good

```ruby
track('place_order')
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(suppressions: &Suppressions<'_>, out: &mut Vec<Finding>) {
    let unused = suppressions.in_comments.iter().filter(|one| {
        !one.used && suppressions.is_lint(one.name) && !suppressions.is_of_others(one.name)
    });
    out.extend(unused.map(finding));
}

/// Returns the finding about one name of a comment.
pub(crate) fn finding(suppression: &Suppression<'_>) -> Finding {
    let place = match suppression.directive.whole_file {
        true => "in this file",
        false => "here",
    };
    let message = format!("`{}` reports nothing {place}", suppression.name);
    Finding::new(&LINT, suppression.span, suppression.name.as_str(), message)
        .help("Remove the suppression.")
}
