//! The file that tells a product who reads its names. It keeps the repositories apart.

use crate::facts::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the form of the file.
pub(crate) const VERSION: u32 = 1;

/// The contents of a file about consumers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ConsumersFile {
    /// Version of the form.
    pub(crate) version: u32,
    /// Name of the analytics project.
    pub(crate) project: String,
    /// Nodes that read a name, by name, with everything that is built from them.
    pub(crate) nodes: BTreeMap<String, NodeCell>,
    /// The names.
    pub(crate) references: Vec<ReferenceCell>,
}

/// A node that reads a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NodeCell {
    /// `model`, `macro`, `source`, `exposure` or `file`.
    pub(crate) kind: String,
    /// Models that are built from it, with itself if it is one.
    pub(crate) models: Vec<String>,
    /// Exposures that are built from it.
    pub(crate) exposures: Vec<ExposureCell>,
    /// Owners of the exposures.
    pub(crate) owners: Vec<String>,
    /// True if customers see it.
    #[serde(default)]
    pub(crate) customer_facing: bool,
}

/// A dashboard, a notebook, or rows that go to another system.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct ExposureCell {
    /// Name.
    pub(crate) name: String,
    /// A word for its type.
    pub(crate) kind: String,
}

/// A place that reads a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReferenceCell {
    /// `pack#rule`.
    pub(crate) rule: String,
    /// A word for the type of the consumer.
    pub(crate) kind: String,
    /// `event`, `metric`, `category`, `label` or `property`.
    pub(crate) of: String,
    /// Tracking system of an event. Empty for any.
    pub(crate) system: String,
    /// The name, or a glob.
    pub(crate) name: String,
    /// True for a glob.
    #[serde(default)]
    pub(crate) is_pattern: bool,
    /// Path.
    pub(crate) path: String,
    /// Line.
    pub(crate) line: u32,
    /// The column that the value becomes.
    pub(crate) becomes: Option<String>,
    /// Title of the record.
    pub(crate) title: Option<String>,
    /// The node.
    pub(crate) node: String,
    /// Verdict, if the names of the product were known.
    pub(crate) verdict: Option<String>,
    /// Name that is known, for a name that is not.
    pub(crate) meant: Option<String>,
}

impl ConsumersFile {
    /// Reads a file.
    ///
    /// # Errors
    /// The text is no such file, or a later version of the program wrote it.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let file: Self = serde_json::from_str(text)
            .map_err(|error| format!("it is no file of `tracklint consumers --output`: {error}"))?;
        match file.version {
            VERSION => Ok(file),
            other => Err(format!(
                "it has version {other}, and this program reads version {VERSION}"
            )),
        }
    }

    /// Returns the sum of everything that is built from places.
    pub(crate) fn reach<'f>(
        &'f self,
        references: impl IntoIterator<Item = &'f ReferenceCell>,
    ) -> NodeCell {
        let mut sum = NodeCell::default();
        for node in references
            .into_iter()
            .filter_map(|one| self.nodes.get(&one.node))
        {
            sum.models.extend_from_slice(&node.models);
            sum.exposures.extend_from_slice(&node.exposures);
            sum.owners.extend_from_slice(&node.owners);
            sum.customer_facing |= node.customer_facing;
        }
        for list in [&mut sum.models, &mut sum.owners] {
            list.sort();
            list.dedup();
        }
        sum.exposures.sort();
        sum.exposures.dedup();
        sum
    }
}

/// Returns a name as the keys of `nodes` have it.
pub(crate) fn node_key(kind: &str, name: &Text) -> String {
    format!("{kind}:{name}")
}
