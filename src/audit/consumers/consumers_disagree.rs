//! Consumers that must read the same names do not.

use crate::audit::consumers::ConsumerContext;
use crate::audit::consumers::judge::ReferenceVerdict;
use crate::audit::name_match::nearest;
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;
use globset::GlobSet;
use std::collections::BTreeMap;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "consumers-disagree",
    summary: "two consumers that must read the same names read different ones",
    docs: r#"A rule in `agreements` says that several consumers read the same names, and one of them reads a name that another one does not. Only `consumers` reports it.

## Why

Two hand-kept lists of the same names drift apart. One of them is usually misspelt, or was forgotten when a metric was renamed.

## What to do

Make the lists equal, or generate one from the other.

## Bad

```csv
counter_name
counts.unique_users
```

```sql
CASE WHEN ping_name = 'counts.unque_users' THEN 1 END
```

## Good

```sql
CASE WHEN ping_name = 'counts.unique_users' THEN 1 END
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports each name that another consumer lacks. Of two names that are near each other, only the worse one is reported.
pub(crate) fn check(cx: &ConsumerContext<'_>, out: &mut Vec<Finding>) {
    for rule in &cx.rules.agreements {
        let consumers: Vec<Names<'_>> = rule
            .consumers
            .iter()
            .map(|files| names(cx, files))
            .collect();
        for (at, names) in consumers.iter().enumerate() {
            for (place, others) in consumers.iter().enumerate() {
                if at != place && !names.is_empty() && !others.is_empty() {
                    compare(cx, names, others, out);
                }
            }
        }
    }
}

/// The first place of each name of a consumer, with its verdict.
type Names<'a> = BTreeMap<&'a Text, (Span, ReferenceVerdict)>;

fn names<'a>(cx: &'a ConsumerContext<'_>, files: &GlobSet) -> Names<'a> {
    let mut found = Names::new();
    for one in cx
        .judged()
        .filter(|one| files.is_match(cx.sources.path(one.reference.span)))
    {
        let (reference, verdict) = (one.reference, one.judgement.verdict);
        found
            .entry(&reference.name)
            .or_insert((reference.span, verdict));
    }
    found
}

/// Reports the names that only the first consumer has.
fn compare(
    cx: &ConsumerContext<'_>,
    names: &Names<'_>,
    others: &Names<'_>,
    out: &mut Vec<Finding>,
) {
    let missing = others.keys().filter(|name| !names.contains_key(*name));
    let missing: Vec<&str> = missing.map(|name| name.as_str()).collect();
    let other_file = others
        .values()
        .next()
        .map_or("", |(span, _)| cx.sources.path(*span));
    for (name, (span, verdict)) in names.iter().filter(|(name, _)| !others.contains_key(*name)) {
        let near = nearest(name, missing.iter().copied());
        let meant = near.and_then(|near| others.get_key_value(&Text::new(near)));
        let message = match meant {
            Some((other, (_, there)))
                if there >= verdict && (there, *other) != (verdict, *name) =>
            {
                // The other side is worse, or comes later, and is reported there.
                let is_worse = there > verdict || *other > *name;
                if is_worse {
                    continue;
                }
                differs(name, other)
            }
            Some((other, _)) => differs(name, other),
            None => format!("`{name}` is read here, and {other_file} does not read it"),
        };
        let mut finding =
            Finding::new(&LINT, *span, name.as_str(), message).help("Make the consumers equal.");
        if let Some((_, (there, _))) = meant {
            finding = finding.related(*there, "read here instead");
        }
        out.push(finding);
    }
}

fn differs(name: &str, other: &str) -> String {
    format!("`{name}` is read here, and the other consumer reads `{other}`")
}
