//! Suppressions in the comments of consumers.

use crate::audit::consumers::ConsumerContext;
use crate::audit::lints::{unexplained_suppression, unknown_lint, unused_suppression};
use crate::audit::name_match::nearest;
use crate::audit::ranges::Ranges;
use crate::audit::suppression::suppressions;
use crate::finding::{Finding, Lint};

/// Removes the findings that comments suppress, and adds those about comments. `is_run` tells the lints of consumers from others,
/// whose suppressions another command uses.
pub(crate) fn suppressed(
    cx: &ConsumerContext<'_>,
    mut findings: Vec<Finding>,
    lints: &'static [&'static Lint],
    is_run: &dyn Fn(&str) -> bool,
) -> Vec<Finding> {
    let mut comments = suppressions(cx.project.directives.iter());
    if cx.project.directives.is_empty() {
        return findings;
    }
    let numbered = comments.iter().enumerate();
    let by_place = Ranges::new(
        numbered.map(|(number, one)| (one.directive.governs, one.directive.whole_file, number)),
    );
    findings.retain(|finding| {
        let mut is_kept = true;
        for number in by_place.at(finding.primary.span) {
            let one = &mut comments[number];
            if one.name == finding.lint.name {
                one.used = true;
                is_kept = false;
            }
        }
        is_kept
    });
    let names = || lints.iter().map(|lint| lint.name);
    for one in &comments {
        if !names().any(|name| one.name == name) {
            findings.push(unknown_lint::finding(one, nearest(one.name, names())));
        } else if !one.used && is_run(one.name) {
            findings.push(unused_suppression::finding(one));
        }
    }
    let unexplained = cx.project.directives.iter();
    findings.extend(unexplained.filter_map(unexplained_suppression::finding));
    findings
}
