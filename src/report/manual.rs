//! The manual of all lints as one Markdown page, with the texts of `explain`.

use crate::finding::Lint;

const HEAD: &str = "# Lints

This page describes all lints of tracklint. `tracklint explain NAME` prints the page of one lint. A test compares this page with the
program.

Every lint has the same options. Set its severity in `tracklint.yml`, or turn it off:

```yaml
lints:
  legacy-tracking-api: off
  unused-event: error
ignore:
  - path: \"app/legacy/**\"
    lint: undefined-event
    reason: goes away with the old checkout
    until: 2027-06-30
```

In source code, a comment with a reason suppresses the findings of one line:
`tracklint: ignore[dynamic-event-name] -- forwarded from the mobile app`.
`tracklint check --only NAME` runs a single lint.
";

/// Returns the page.
pub(crate) fn page(lints: &[&Lint]) -> String {
    let mut page = HEAD.to_owned();
    page.push_str("\n| lint | severity | what it finds |\n|---|---|---|\n");
    for lint in lints {
        page.push_str(&format!(
            "| [{0}](#{0}) | {1} | {2} |\n",
            lint.name, lint.severity, lint.summary
        ));
    }
    for lint in lints {
        let (name, severity, since, summary) = (lint.name, lint.severity, lint.since, lint.summary);
        page.push_str(&format!(
            "\n## {name}\n\n*{severity}, since {since}*: {summary}.\n\n"
        ));
        page.push_str(&lowered(lint.docs.trim()));
        page.push('\n');
    }
    page
}

/// Moves the headings of a text one level down.
fn lowered(docs: &str) -> String {
    let mut in_code = false;
    let line = |line: &str| {
        in_code ^= line.starts_with("```");
        if !in_code && line.starts_with('#') {
            format!("#{line}")
        } else {
            line.to_owned()
        }
    };
    docs.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_go_down_and_comments_in_code_stay() {
        assert_eq!(
            lowered("a\n## Bad\n```ruby\n# x\n```\n## Good"),
            "a\n### Bad\n```ruby\n# x\n```\n### Good"
        );
    }
}
