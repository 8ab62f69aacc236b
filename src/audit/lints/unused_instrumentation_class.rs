//! No metric uses an instrumentation class.

use crate::audit::Context;
use crate::audit::names::squashed;
use crate::audit::surfaces::globs;
use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;
use std::collections::BTreeSet;

/// The lint.
pub static LINT: Lint = Lint {
    name: "unused-instrumentation-class",
    summary: "no metric uses an instrumentation class",
    docs: r#"A file holds an instrumentation class, and no metric definition names it.

## Why

The class is computed for nobody, or its definition was forgotten.

## What to do

Delete the class, or add the definition.

## Bad

```yaml
# count_carriers_metric.rb, and no definition names CountCarriersMetric
```

## Good

```yaml
instrumentation_class: CountCarriersMetric
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let rules = &cx.inputs.rules.instrumentation;
    let files = globs(&rules.files);
    let definitions = cx.inputs.catalog.metrics.iter().filter_map(|metric| metric.instrumentation_class.as_ref());
    let mut used: BTreeSet<String> = definitions.map(|class| tail(&class.value)).collect();
    used.extend(rules.bases.iter().map(|base| squashed(base)));
    // A class that the file of another one names is used by it: most are built on each other.
    for (_, file) in cx.inputs.sources.iter().filter(|(_, file)| files.is_match(file.path.as_ref())) {
        let own = squashed(stem(&file.path));
        let words =
            file.text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| word.starts_with(char::is_uppercase));
        used.extend(words.map(squashed).filter(|word| *word != own));
    }
    if cx.inputs.catalog.metrics.is_empty() {
        return;
    }
    for (id, file) in cx.inputs.sources.iter().filter(|(_, file)| files.is_match(file.path.as_ref())) {
        let name = stem(&file.path);
        if !used.contains(&squashed(name)) {
            let parsed = cx.inputs.facts.iter().find(|(number, _, _)| *number == id);
            let class = parsed.and_then(|(_, _, facts)| facts.scopes.iter().find(|scope| tail(&scope.path) == squashed(name)));
            let span = class.map_or(Span::new(id, 0, file.line_range(1).end), |class| first_line(cx, class.span));
            let message = format!("no metric uses the instrumentation class in `{name}`");
            let finding = Finding::new(&LINT, span, name, message).help("Delete the class, or define a metric that uses it.");
            out.push(cx.lowered(finding));
        }
    }
}

fn stem(path: &str) -> &str {
    path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or(path)
}

fn tail(path: &str) -> String {
    squashed(path.rsplit("::").next().unwrap_or(path))
}

fn first_line(cx: &Context<'_>, span: Span) -> Span {
    let text = cx.inputs.sources.slice(span);
    let end = text.find('\n').unwrap_or(text.len());
    Span::new(span.file, span.start as usize, span.start as usize + end)
}
