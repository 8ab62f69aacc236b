//! Judges the names that consumers read by what the product sends, and reports those that give nothing.

pub(crate) mod comments;
pub(crate) mod consumer_of_orphaned_metric;
pub(crate) mod consumer_of_removed_metric;
pub(crate) mod consumer_of_unknown_name;
pub(crate) mod consumers_disagree;
pub(crate) mod duplicate_consumer;
pub(crate) mod judge;
pub(crate) mod opt_out_metric_in_use;
pub(crate) mod unread_metric;
pub(crate) mod words;

use crate::audit::consumers::judge::Judgement;
use crate::config::Settings;
use crate::consumers::graph::Downstream;
use crate::consumers::inventory::Inventory;
use crate::consumers::project::ConsumerProject;
use crate::consumers::reference::Reference;
use crate::consumers::rules::{ConsumerRules, ReaderRule};
use crate::finding::Finding;
use crate::source::{FileId, SourceMap};

/// Everything that lints of consumers read.
pub(crate) struct ConsumerContext<'a> {
    /// The settings of the analytics project.
    pub(crate) settings: &'a Settings,
    /// The rules.
    pub(crate) rules: &'a ConsumerRules,
    /// The files.
    pub(crate) sources: &'a SourceMap,
    /// The analytics project.
    pub(crate) project: &'a ConsumerProject,
    /// The names of the product; none if they are not known.
    pub(crate) inventory: Option<&'a Inventory>,
    /// The judgement of each reference.
    pub(crate) judgements: Vec<Judgement>,
}

impl<'a> ConsumerContext<'a> {
    /// Judges all references.
    pub(crate) fn new(
        settings: &'a Settings,
        rules: &'a ConsumerRules,
        sources: &'a SourceMap,
        project: &'a ConsumerProject,
        inventory: Option<&'a Inventory>,
    ) -> Self {
        let judgements = judge::judge(rules, project, inventory);
        Self {
            settings,
            rules,
            sources,
            project,
            inventory,
            judgements,
        }
    }

    /// Returns the references with their judgements.
    pub(crate) fn judged(&self) -> impl Iterator<Item = Judged<'_>> {
        let all = self.project.references.iter().zip(&self.judgements);
        all.enumerate()
            .map(|(number, (reference, judgement))| Judged {
                reference,
                judgement,
                reader: &self.rules.readers[reference.rule],
                node: self.project.nodes[number],
            })
    }

    /// Returns everything that is built from a node.
    pub(crate) fn downstream(&self, node: usize) -> Downstream {
        self.project.graph.downstream(node)
    }

    /// Returns a finding with the words about what is built from a node, and with its owner.
    pub(crate) fn with_reach(&self, finding: Finding, one: &Judged<'_>) -> Finding {
        let reach = self.downstream(one.node);
        let owner = reach.owners.first().map(ToString::to_string);
        let words = words::consequence(one.reference, &reach);
        let help = match (finding.help.clone(), words) {
            (Some(help), Some(words)) => Some(format!("{words} {help}")),
            (help, words) => words.or(help),
        };
        let finding = finding.owner(owner);
        match help {
            Some(help) => finding.help(help),
            None => finding,
        }
    }

    /// Returns the place to point at when there is no better one.
    pub(crate) fn first_file(&self) -> Option<FileId> {
        self.sources.first()
    }
}

/// A reference with what is known about it.
pub(crate) struct Judged<'a> {
    /// The reference.
    pub(crate) reference: &'a Reference,
    /// The judgement.
    pub(crate) judgement: &'a Judgement,
    /// The rule that found it.
    pub(crate) reader: &'a ReaderRule,
    /// The node that reads the name.
    pub(crate) node: usize,
}
