//! A definition says something that its rules forbid.

use crate::audit::context::Context;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "invalid-definition",
    summary: "a definition violates its schema or rules",
    docs: r#"A definition lacks a required field, has an invalid value, violates a rule between fields, or is invalid under the project's own schema. Unknown keys and style faults are infos.

## Why

The loader rejects the definition, or reads it as something else.

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
