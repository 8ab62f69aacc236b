//! The baseline bears a finding that is gone.

use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;

/// The lint.
pub static LINT: Lint = Lint {
    name: "stale-baseline",
    summary: "the baseline bears a finding that is gone",
    docs: r#"An entry of the baseline stands for more findings than there are.

## Why

The baseline only shrinks: what was put right must not come back unseen. An entry that stays lets the same fault in again.

## What to do

`tracklint baseline prune` takes out what is gone, and nothing else.

## Bad

```json
[{"tracklint_baseline": 1}
,{"lint": "unused-event", "path": "config/events/a_file_that_was_removed.yml", "subject": "view_cart", "count": 1}
]
```

## Good

```json
[{"tracklint_baseline": 1}
]
```
"#,
    severity: Severity::Info,
    since: "0.1.0",
};

/// Returns the finding that an entry at this place stands for `count` findings that are gone.
pub fn finding(span: Span, lint: &str, path: &str, subject: &str, count: usize) -> Finding {
    let times = if count == 1 {
        String::new()
    } else {
        format!(" ({count} times)")
    };
    let message = format!("`{lint}` of `{subject}` is no longer found in {path}{times}");
    Finding::new(&LINT, span, format!("{lint} {path} {subject}"), message)
        .help("`tracklint baseline prune` takes it out.")
}
