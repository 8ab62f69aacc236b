//! A consumer reads a name that the product does not know.

use crate::audit::consumers::judge::ReferenceVerdict;
use crate::audit::consumers::{ConsumerContext, Judged};
use crate::audit::name_match::{did_you_mean, nearest};
use crate::finding::{Finding, Lint, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "consumer-of-unknown-name",
    summary: "a consumer reads a name that the product does not know",
    docs: r#"A query, model or report reads a metric or event that the product neither defines nor sends. If a part of the product is missing and no known name is near, or if the rule says `foreign: true`, the finding is an info. Only `consumers` reports it.

## Why

A misspelt name is no error in SQL. The comparison matches nothing, and the column is zero for years.

## What to do

Correct the name. If another product sends it, set `foreign: true` in the rule. If a part of the product is not in the tree, pass a sample of its payload with `--payload`.

## Bad

```sql
CASE WHEN metrics_path = 'counts.unque_users' THEN metric_value ELSE 0 END AS users
```

## Good

```sql
CASE WHEN metrics_path = 'counts.unique_users' THEN metric_value ELSE 0 END AS users
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &ConsumerContext<'_>, out: &mut Vec<Finding>) {
    let missing = cx.inventory.and_then(|inventory| inventory.missing_names());
    let mut read: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in cx.project.references.iter().filter(|one| !one.is_pattern) {
        read.entry(one.of.word()).or_default().insert(&one.name);
    }
    let names = |one: &Judged<'_>| {
        let names = read.get(one.reference.of.word());
        names.into_iter().flatten().copied()
    };
    for one in cx.judged() {
        if one.judgement.verdict != ReferenceVerdict::Undefined {
            continue;
        }
        let (name, of) = (&one.reference.name, one.reference.of.word());
        let message = match one.reference.is_pattern {
            true => format!("no {of} of the product fits `{name}`"),
            false => format!("the product has no {of} `{name}`"),
        };
        let meant = one.judgement.meant.as_deref();
        let read_elsewhere = match meant {
            None if !one.reference.is_pattern => nearest(name, names(&one)),
            _ => None,
        };
        let other = match read_elsewhere {
            Some(other) => format!("Another consumer reads `{other}`."),
            None => "Correct the name, or remove the consumer.".to_owned(),
        };
        let mut finding = Finding::new(&LINT, one.reference.span, name.as_str(), message)
            .help(did_you_mean(meant, &other));
        if let Some(help) = missing.filter(|_| meant.is_none()) {
            let other = read_elsewhere
                .map(|_| format!("{other} "))
                .unwrap_or_default();
            finding = finding
                .severity(Severity::Info)
                .help(format!("{other}{help}"));
        }
        if one.reader.rule.foreign {
            // The name may be that of another product all the same.
            finding = finding.severity(Severity::Info);
        }
        out.push(cx.with_reach(finding, &one));
    }
}
