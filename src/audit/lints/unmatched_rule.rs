//! A rule of the user's packs matches nothing.

use crate::audit::context::Context;
use crate::finding::{Finding, Lint, Severity};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unmatched-rule",
    summary: "a rule of your packs matches nothing in the project",
    docs: r#"A rule in a pack that the configuration names matches no call, no element or no record. Rules of the packs that come with tracklint are not reported.

## Why

A wrong rule looks like code that sends nothing: every event of its system would be unused. While such a rule exists, tracklint does not report unused events of its system.

## What to do

Compare the rule with a call that it should match. `tracklint rules try PACK FILE:LINE` says which clause does not fit. Remove a rule that is no longer needed.

## Bad

```yaml
# The code writes `import { capture } from 'posthog-js'`.
calls:
  - {id: capture, on: {import: posthog}, method: capture, event: {argument: 0}}
```

## Good

```yaml
calls:
  - {id: capture, on: {import: posthog-js}, method: capture, event: {argument: 0}}
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for rule in cx.inputs.unmatched {
        let finding = Finding::new(
            &LINT,
            rule.span,
            rule.name.as_str(),
            format!("{} `{}` matches nothing", rule.kind, rule.name),
        );
        out.push(finding.help(rule.help));
    }
}
