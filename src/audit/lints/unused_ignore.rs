//! An `ignore` of the configuration ignores nothing.

use crate::audit::lints::expired_ignore::subject;
use crate::audit::suppression::Suppressions;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unused-ignore",
    summary: "an `ignore` of the configuration suppresses nothing",
    docs: r#"No finding matches an `ignore` entry of the configuration.

## Why

The finding was fixed, or the path is wrong. If the entry stays, it hides the next finding.

## What to do

Remove the entry, or correct its path.

## Bad

```yaml
ignore:
  - path: app/a_folder_that_was_removed
    reason: is being replaced
```

## Good

```yaml
ignore:
  - path: app/legacy
    reason: is being replaced
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(suppressions: &Suppressions<'_>, out: &mut Vec<Finding>) {
    let entries = suppressions
        .settings
        .ignore
        .iter()
        .zip(&suppressions.ignored);
    for (ignore, _) in
        entries.filter(|(ignore, used)| !used.get() && !suppressions.is_expired(ignore))
    {
        if ignore
            .lints
            .iter()
            .any(|lint| suppressions.is_of_others(&lint.value))
        {
            continue;
        }
        let finding = Finding::new(
            &LINT,
            ignore.span,
            subject(ignore),
            "no finding matches this `ignore`",
        );
        out.push(finding.help("Correct or remove the entry."));
    }
}
