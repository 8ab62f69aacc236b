//! No metric uses an instrumentation class.

use crate::audit::context::Context;
use crate::audit::inputs::Inputs;
use crate::audit::name_match::{squash, squashed};
use crate::audit::produced::{stem, tail};
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unused-instrumentation-class",
    summary: "no metric uses an instrumentation class",
    docs: r#"A file has an instrumentation class that no metric definition names.

## Why

No metric reports the computed value, or the definition was forgotten.

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
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let inputs = cx.inputs;
    if inputs.catalog.metrics.is_empty() {
        return;
    }
    let idle = idle_classes(&inputs);
    for id in &inputs.metric_files.instrumentation {
        let file = inputs.sources.file(*id);
        let name = stem(&file.path);
        let own = squashed(name);
        if idle.contains(&own) {
            let facts = inputs.facts_of(*id);
            let mut scopes = facts.into_iter().flat_map(|facts| &facts.scopes);
            let class = scopes.find(|scope| squashed(tail(&scope.path)) == own);
            let span = class.map_or(Span::new(*id, 0, file.line_range(1).end), |class| {
                first_line(cx, class.span)
            });
            let message = format!("no metric uses the instrumentation class in `{name}`");
            let finding = Finding::new(&LINT, span, name, message)
                .help("Delete the class, or define a metric that uses it.");
            out.push(cx.downgrade_if_edition_missing(finding));
        }
    }
}

/// Returns the classes that no definition and no other class names, in the form in which names are compared.
fn idle_classes(inputs: &Inputs<'_>) -> FxHashSet<String> {
    let files = || {
        let ids = inputs.metric_files.instrumentation.iter();
        ids.map(|id| inputs.sources.file(*id))
    };
    let mut idle: FxHashSet<String> = files().map(|file| squashed(stem(&file.path))).collect();
    let mut name = String::new();
    let metrics = inputs.catalog.metrics.iter();
    let defined = metrics.filter_map(|metric| metric.instrumentation_class.as_ref());
    let bases = inputs.rules.instrumentation.bases.iter();
    for used in defined
        .map(|class| tail(&class.value))
        .chain(bases.map(Text::as_str))
    {
        squash(used, &mut name);
        idle.remove(name.as_str());
    }
    // A class that the file of another one names is used by it: most are built on each other.
    for file in files() {
        let own = squashed(stem(&file.path));
        let words = file
            .text
            .split(|c: char| !(c.is_alphanumeric() || c == '_'));
        for word in words.filter(|word| word.starts_with(char::is_uppercase)) {
            squash(word, &mut name);
            if name != own {
                idle.remove(name.as_str());
            }
        }
    }
    idle
}

fn first_line(cx: &Context<'_>, span: Span) -> Span {
    let text = cx.inputs.sources.slice(span);
    let end = text.find('\n').unwrap_or(text.len());
    Span::new(span.file, span.start as usize, span.start as usize + end)
}
