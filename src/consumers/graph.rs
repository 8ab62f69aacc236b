//! The graph of an analytics project: from a file that reads a name to everything that is built from it.

use crate::facts::Text;
use crate::source::{FileId, Span};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// The type of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NodeKind {
    /// A model, snapshot, seed or analysis.
    Model,
    /// A macro.
    Macro,
    /// A table that something else fills.
    Source,
    /// A thing that people see: a dashboard, a notebook, a table of another system.
    Exposure,
    /// A file that is in no graph.
    File,
}

impl NodeKind {
    /// Returns the word for it in files and reports.
    pub(crate) fn word(self) -> &'static str {
        match self {
            NodeKind::Model => "model",
            NodeKind::Macro => "macro",
            NodeKind::Source => "source",
            NodeKind::Exposure => "exposure",
            NodeKind::File => "file",
        }
    }
}

/// A node of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GraphNode {
    /// The type.
    pub(crate) kind: NodeKind,
    /// The name.
    pub(crate) name: Text,
    /// A word for the type of what leaves the project here.
    pub(crate) outlet: Option<Text>,
    /// The owner.
    pub(crate) owner: Option<Text>,
    /// True if customers see it.
    pub(crate) customer_facing: bool,
}

impl GraphNode {
    /// Returns a node without details.
    pub(crate) fn new(kind: NodeKind, name: impl Into<Text>) -> Self {
        Self {
            kind,
            name: name.into(),
            outlet: None,
            owner: None,
            customer_facing: false,
        }
    }
}

/// The nodes, and who reads whom.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    /// The nodes.
    pub(crate) nodes: Vec<GraphNode>,
    ids: FxHashMap<(NodeKind, Text), usize>,
    /// For each node, those that read it.
    readers: Vec<BTreeSet<usize>>,
    /// The parts of files that are nodes.
    places: FxHashMap<FileId, Vec<(Span, usize)>>,
}

/// Everything that is built from a node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Downstream {
    /// Names of models, with that of the node if it is one.
    pub(crate) models: BTreeSet<Text>,
    /// Exposures and outlets, each with its type.
    pub(crate) exposures: BTreeSet<(Text, Text)>,
    /// Owners of the exposures.
    pub(crate) owners: BTreeSet<Text>,
    /// True if customers see one of them.
    pub(crate) customer_facing: bool,
}

impl Graph {
    /// Returns the node of this type and name, and adds it if there is none.
    pub(crate) fn node(&mut self, kind: NodeKind, name: &Text) -> usize {
        if let Some(known) = self.ids.get(&(kind, name.clone())) {
            return *known;
        }
        let number = self.nodes.len();
        self.nodes.push(GraphNode::new(kind, name.clone()));
        self.readers.push(BTreeSet::new());
        self.ids.insert((kind, name.clone()), number);
        number
    }

    /// Adds that one node reads another.
    pub(crate) fn connect(&mut self, reader: usize, read: usize) {
        if reader != read {
            self.readers[read].insert(reader);
        }
    }

    /// Adds that a part of a file is a node.
    pub(crate) fn place(&mut self, span: Span, node: usize) {
        self.places.entry(span.file).or_default().push((span, node));
    }

    /// Returns the smallest node around a place.
    pub(crate) fn node_at(&self, span: Span) -> Option<usize> {
        let places = self.places.get(&span.file)?.iter();
        let around = places.filter(|(place, _)| place.contains(span));
        let smallest = around.min_by_key(|(place, _)| place.end - place.start)?;
        Some(smallest.1)
    }

    /// Returns everything that is built from a node.
    pub(crate) fn downstream(&self, node: usize) -> Downstream {
        let mut seen = BTreeSet::from([node]);
        let mut open = vec![node];
        let mut found = Downstream::default();
        while let Some(at) = open.pop() {
            let one = &self.nodes[at];
            if one.kind == NodeKind::Model {
                found.models.insert(one.name.clone());
            }
            let exposure = Text::new_static("exposure");
            let kind = match one.kind {
                NodeKind::Exposure => Some(one.outlet.clone().unwrap_or(exposure)),
                _ => one.outlet.clone(),
            };
            if let Some(kind) = kind {
                found.exposures.insert((one.name.clone(), kind));
                found.owners.extend(one.owner.clone());
                found.customer_facing |= one.customer_facing;
            }
            let next = self.readers[at].iter().copied();
            open.extend(next.filter(|next| seen.insert(*next)));
        }
        // An exposure that describes an outlet is the same thing.
        let described = seen.iter().map(|node| &self.nodes[*node]);
        let described = described.filter(|node| node.kind == NodeKind::Exposure);
        for node in described {
            let outlet = self.ids.get(&(NodeKind::Model, node.name.clone()));
            let outlet = outlet.and_then(|outlet| self.nodes[*outlet].outlet.clone());
            if let Some(kind) = outlet.filter(|kind| node.outlet.as_ref() != Some(kind)) {
                found.exposures.remove(&(node.name.clone(), kind));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_behind_a_node_is_found_once() {
        let mut graph = Graph::default();
        let text = |name: &'static str| Text::new_static(name);
        let first = graph.node(NodeKind::Macro, &text("m"));
        let second = graph.node(NodeKind::Model, &text("a"));
        let third = graph.node(NodeKind::Model, &text("b"));
        let seen = graph.node(NodeKind::Exposure, &text("board"));
        graph.nodes[third].outlet = Some(text("pump"));
        graph.nodes[seen].owner = Some(text("Ann"));
        for (reader, read) in [
            (second, first),
            (third, second),
            (second, third),
            (seen, third),
        ] {
            graph.connect(reader, read);
        }
        let found = graph.downstream(first);
        assert_eq!(found.models, BTreeSet::from([text("a"), text("b")]));
        let exposures = [(text("b"), text("pump")), (text("board"), text("exposure"))];
        assert_eq!(found.exposures, BTreeSet::from(exposures));
        assert_eq!(found.owners, BTreeSet::from([text("Ann")]));
    }
}
