//! Groups of findings with the same message.

use crate::finding::{Numbered, Severity};
use std::collections::{BTreeMap, HashMap};

/// One or more findings with one severity, message and help, in the order of their positions.
pub(crate) struct Group<'a> {
    pub(crate) findings: Vec<&'a Numbered>,
}

impl<'a> Group<'a> {
    /// Returns the first finding.
    pub(crate) fn first(&self) -> &'a Numbered {
        self.findings[0]
    }
}

/// Returns a message without the names in it.
fn shape(message: &str) -> String {
    message.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// Groups the findings of one lint.
///
/// The first few groups differ from each other: the worst come first, and among equals the first group of every kind of message
/// precedes the second of any, the most frequent first.
pub(crate) fn of<'a>(findings: &[&'a Numbered]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known: HashMap<(Severity, &str, Option<&str>), usize> = HashMap::new();
    for numbered in findings {
        let finding = &numbered.finding;
        let index = *known
            .entry((finding.severity, &finding.message, finding.help.as_deref()))
            .or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.findings.push(numbered),
            None => groups.push(Group {
                findings: vec![numbered],
            }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.findings.len()));
    let key = |group: &Group<'_>| {
        (
            group.first().finding.severity,
            shape(&group.first().finding.message),
        )
    };
    let mut kinds: BTreeMap<(Severity, String), usize> = BTreeMap::new();
    for group in &groups {
        *kinds.entry(key(group)).or_default() += group.findings.len();
    }
    let mut ranks: BTreeMap<(Severity, String), usize> = BTreeMap::new();
    let mut ranked: Vec<_> = groups
        .into_iter()
        .map(|group| {
            let kind = key(&group);
            let rank = ranks.entry(kind.clone()).or_default();
            *rank += 1;
            (
                (kind.0, *rank, std::cmp::Reverse(kinds[&kind]), kind.1),
                group,
            )
        })
        .collect();
    ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
    ranked.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Lint, sort_and_number};
    use crate::source::{SourceFile, SourceMap, Span};

    static LINT: Lint = Lint {
        name: "a",
        summary: "s",
        docs: "d",
        severity: Severity::Error,
        since: "0.1.0",
    };

    #[test]
    fn equals_are_one_group_and_every_kind_comes_before_the_second_of_any() {
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new("a.rb", "abcdef"));
        let messages = [
            "event `a` is lost",
            "event `b` is lost",
            "no name",
            "event `a` is lost",
            "no name",
            "no name",
        ];
        let findings = messages
            .iter()
            .enumerate()
            .map(|(at, message)| Finding::new(&LINT, Span::new(file, at, at + 1), "", *message));
        let numbered = sort_and_number(&sources, findings.collect());
        let groups = of(&numbered.iter().collect::<Vec<_>>());
        let seen: Vec<_> = groups
            .iter()
            .map(|group| (group.first().finding.message.as_str(), group.findings.len()))
            .collect();
        assert_eq!(
            seen,
            [
                ("event `a` is lost", 2),
                ("no name", 3),
                ("event `b` is lost", 1)
            ]
            .map(|(text, n)| (text, n))
        );
    }
}
