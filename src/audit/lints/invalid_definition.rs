//! A definition says something that its rules forbid.

use crate::audit::context::Context;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "invalid-definition",
    summary: "a definition says something that its rules forbid",
    docs: r#"A definition misses a required field, has a value that is not allowed, breaks a rule between fields, or does not fit the schema the project keeps beside its definitions. Unknown keys and matters of style are infos.

## Why

The loader refuses the definition, or takes it for something else.

## What to do

Correct the field.

## Bad

```yaml
time_frame: 30d
```

## Good

```yaml
time_frame: 28d
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for invalid in &cx.inputs.catalog.invalid {
        let mut finding = Finding::new(
            &LINT,
            invalid.span,
            invalid.subject.as_str(),
            &*invalid.message,
        );
        finding.severity = invalid.severity;
        finding = finding.owner(invalid.owner.as_ref().map(ToString::to_string));
        finding.help.clone_from(&invalid.help);
        finding
            .edits
            .extend(cx.inputs.catalog.edits.get(&invalid.span).cloned());
        out.push(finding);
    }
}
