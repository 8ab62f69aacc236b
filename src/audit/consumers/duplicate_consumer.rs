//! A list names the same thing twice.

use crate::audit::consumers::ConsumerContext;
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use crate::source::{FileId, Span};
use std::collections::BTreeMap;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "duplicate-consumer",
    summary: "a list names the same metric or event twice",
    docs: r#"A file whose rule has `unique: true` names the same metric or event twice. Only `consumers` reports it.

## Why

The same figure is computed and stored twice. If both entries differ, nobody can say which one is right.

## What to do

Remove one of the entries.

## Bad

```json
[{"counter_name": "counts.boards"}, {"counter_name": "counts.boards"}]
```

## Good

```json
[{"counter_name": "counts.boards"}, {"counter_name": "counts.projects"}]
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence but the first.
pub(crate) fn check(cx: &ConsumerContext<'_>, out: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(FileId, usize, &Text), Span> = BTreeMap::new();
    for one in cx.judged().filter(|one| one.reader.rule.unique) {
        let reference = one.reference;
        let key = (reference.span.file, reference.rule, &reference.name);
        let first = *seen.entry(key).or_insert(reference.span);
        if first == reference.span {
            continue;
        }
        let (name, of) = (&reference.name, reference.of.word());
        let message = format!("{of} `{name}` is named twice in this list");
        let finding = Finding::new(&LINT, reference.span, name.as_str(), message)
            .help("Remove one of the entries.")
            .related(first, "named here first");
        out.push(finding);
    }
}
