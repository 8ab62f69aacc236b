//! Two definitions declare the same event.

use crate::audit::context::Context;
use crate::catalog::EventDefinition;
use crate::finding::{Finding, Lint, Severity};
use std::collections::BTreeMap;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "duplicate-event",
    summary: "two definitions declare the same event",
    docs: r#"Two definitions of one kind declare an event of the same name. For events with categories, two definitions have the same category, action and label.

## Why

The order in which files are loaded decides which definition is used.

## What to do

Keep one of them.

## Bad

```yaml
# config/events/a.yml and config/events/b.yml
action: view_cart
```

## Good

```yaml
# config/events/view_cart.yml alone
action: view_cart
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for event in cx.links.events.iter().filter(|event| cx.is_named(event)) {
        let mut spans = cx.definitions(event).map(|definition| definition.name.span);
        let Some(first) = spans.next() else { continue };
        for span in spans {
            let finding = Finding::new(
                &LINT,
                span,
                event.name.as_str(),
                format!("event `{}` is defined twice", event.name),
            );
            let finding = finding
                .help("Keep one of the definitions.")
                .related(first, "the other definition");
            out.push(finding.owner(cx.owner(event)));
        }
    }
    let mut twins: BTreeMap<(&str, &str, Vec<&str>), Vec<&EventDefinition>> = BTreeMap::new();
    let events = cx.inputs.catalog.events.iter();
    for definition in events.filter(|one| !one.kind.is_by_name() && !one.status.is_removed()) {
        let category = definition
            .category
            .as_ref()
            .map_or("", |category| category.value.as_str());
        let labels = definition
            .labels
            .iter()
            .map(|label| label.value.as_str())
            .collect();
        twins
            .entry((category, definition.name.value.as_str(), labels))
            .or_default()
            .push(definition);
    }
    for ((_, action, _), definitions) in twins {
        for other in definitions.iter().skip(1) {
            let message =
                format!("event `{action}` is defined twice with the same category and label");
            let finding =
                Finding::new(&LINT, other.name.span, action, message).severity(Severity::Info);
            let finding = finding.help("Keep one of the definitions, or state the label of each.");
            out.push(
                finding
                    .related(definitions[0].name.span, "the other definition")
                    .owner(other.ownership.group_name()),
            );
        }
    }
}
