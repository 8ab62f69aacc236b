//! An `ignore` of the configuration has expired.

use crate::audit::suppression::Suppressions;
use crate::config::Ignore;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "expired-ignore",
    summary: "an `ignore` of the configuration has expired",
    docs: r#"The date in `until` of an `ignore` entry has passed. The findings are reported again.

## Why

The date limits the suppression. If it were not checked, the suppression would be permanent.

## What to do

Fix the findings and remove the entry, or set a later date.

## Bad

```yaml
ignore:
  - path: app/legacy
    reason: is being replaced
    until: 2020-12-31
```

## Good

```yaml
ignore:
  - path: app/legacy
    reason: is being replaced
    until: 2999-12-31
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(suppressions: &Suppressions<'_>, out: &mut Vec<Finding>) {
    let ignores = suppressions.settings.ignore.iter();
    for ignore in ignores.filter(|ignore| suppressions.is_expired(ignore)) {
        let Some(until) = &ignore.until else { continue };
        let message = format!("this `ignore` expired after {}", until.value);
        let finding = Finding::new(&LINT, until.span, subject(ignore), message);
        out.push(finding.help("Fix the findings and remove the entry, or set a later date."));
    }
}

/// Returns the lints and paths of an entry, as the subject of findings.
pub(crate) fn subject(ignore: &Ignore) -> String {
    let parts = ignore.lints.iter().chain(&ignore.paths.patterns);
    parts
        .map(|part| part.value.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}
