//! No tracking call or no definition was found at all.

use crate::audit::context::Context;
use crate::audit::context::nowhere;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "nothing-found",
    summary: "no tracking call or no definition was found at all",
    docs: r#"The whole project has no tracking call, or no definition.

## Why

An empty audit reports no faults. Probably the path, the configuration or the rule packs do not match the project.

## What to do

Check the path and the list of packs. Run `tracklint init` to see which stack it recognises.

## Bad

```sh
tracklint check ./empty-folder
```

## Good

```sh
tracklint check .
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let catalog = cx.inputs.catalog;
    let defined =
        !(catalog.events.is_empty() && catalog.metrics.is_empty() && catalog.counters.is_empty());
    let what = match (
        cx.inputs.calls.is_empty(),
        defined || !cx.inputs.counters.is_empty(),
    ) {
        (true, true) => "found definitions but no tracking calls",
        (true, false) => "found neither tracking calls nor definitions",
        (false, false) => "found tracking calls but no definitions",
        (false, true) => return,
    };
    let Some(span) = nowhere(cx.inputs.sources) else {
        return;
    };
    let severity = if cx.inputs.calls.is_empty() {
        LINT.severity
    } else {
        Severity::Info
    };
    let help = match cx.inputs.calls.is_empty() {
        true => {
            "Check the path and the rule packs. Run `tracklint init` to see which stack it recognises."
        }
        false => {
            "Describe the definitions in a rule pack, so that calls can be compared with them."
        }
    };
    out.push(
        Finding::new(&LINT, span, "project", what)
            .severity(severity)
            .help(help),
    );
}
