//! The baseline contains a finding that no longer occurs.

use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "stale-baseline",
    summary: "the baseline contains a finding that no longer occurs",
    docs: r#"An entry of the baseline accepts more findings than there are.

## Why

The baseline only shrinks. An entry that is no longer needed would accept the same fault if it came back.

## What to do

Run `tracklint baseline prune`. It removes stale entries and nothing else.

## Bad

```json
[{"tracklint_baseline": 2}
,{"lint": "unused-event", "path": "config/events/a_file_that_was_removed.yml", "subject": "view_cart", "count": 1}
]
```

## Good

```json
[{"tracklint_baseline": 2}
]
```
"#,
    severity: Severity::Info,
    since: "0.1.0",
};

/// Returns the finding for an entry that accepts `count` findings too many.
pub(crate) fn finding(span: Span, lint: &str, path: &str, subject: &str, count: usize) -> Finding {
    let times = if count == 1 {
        String::new()
    } else {
        format!(" ({count} times)")
    };
    let message = format!("`{lint}` of `{subject}` no longer occurs in {path}{times}");
    Finding::new(&LINT, span, format!("{lint} {path} {subject}"), message)
        .help("Run `tracklint baseline prune` to remove it.")
}
