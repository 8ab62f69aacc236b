//! A file or a part of it could not be read.

use crate::audit::context::Context;
use crate::facts::DirectiveKind;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "invalid-input",
    summary: "a file or a part of it could not be read",
    docs: r#"A source file or definition could not be read completely, or a comment for tracklint is invalid.

## Why

The unread part was not audited, so the result is incomplete.

## What to do

Correct the file. If it is intended, exclude the file.

## Bad

```yaml
action: [view_cart
```

## Good

```yaml
action: view_cart
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let facts = cx.inputs.facts.iter();
    let facts = facts.flat_map(|(_, _, facts)| &facts.problems);
    for problem in facts.chain(&cx.inputs.catalog.problems) {
        let severity = if problem.partial {
            Severity::Info
        } else {
            LINT.severity
        };
        let subject = cx.inputs.sources.path(problem.span);
        out.push(Finding::new(&LINT, problem.span, subject, &*problem.message).severity(severity));
    }
    for directive in cx
        .directives()
        .filter(|directive| directive.kind == DirectiveKind::Unknown)
    {
        let message = "unknown tracklint comment";
        let finding = Finding::new(
            &LINT,
            directive.span,
            cx.inputs.sources.path(directive.span),
            message,
        );
        out.push(finding.help("Use `ignore[lint] -- reason`, `ignore-file[lint] -- reason` or `uses event -- reason`."));
    }
}
