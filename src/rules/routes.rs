//! Routes: tables that turn a name of one system into a name of another.

use crate::facts::Text;
use crate::rules::calls::Examples;
use crate::rules::definitions::DefinitionRule;
use crate::rules::each::Each;
use crate::rules::fields::FieldSlot;
use crate::rules::one_or_many::OneOrMany;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The kind of the entries of routing tables.
pub(crate) const ROUTE: Text = Text::new_static("route");

/// A rule for the entries of a routing table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RouteRule {
    /// The name within the pack.
    pub(crate) id: String,
    /// The system of the names that are sent.
    pub(crate) from: Text,
    /// The system that receives the routed names.
    pub(crate) to: Text,
    /// Globs of the files.
    #[serde(default)]
    pub(crate) files: OneOrMany,
    /// Globs of files that are none of these.
    #[serde(default)]
    pub(crate) exclude: OneOrMany,
    /// The path to the entries of a document.
    #[serde(default)]
    pub(crate) at: String,
    /// Keys that are no entries.
    #[serde(default)]
    pub(crate) reserved: OneOrMany,
    /// For code: the items that are entries.
    pub(crate) each: Option<Each>,
    /// Only entries that have one of these values at these paths.
    #[serde(default)]
    pub(crate) when: BTreeMap<String, OneOrMany>,
    /// Only entries that have none of these values at these paths.
    #[serde(default)]
    pub(crate) unless: BTreeMap<String, OneOrMany>,
    /// The name that is sent.
    pub(crate) name: FieldSlot,
    /// The name, or the handle in code, of the event that the other system receives. Without it, the entries are events that
    /// definition rules describe, and the other system receives them under the same names.
    pub(crate) target: Option<FieldSlot>,
    /// False if other names of the system may be sent too.
    #[serde(default = "complete")]
    pub(crate) complete: bool,
    /// Files with the names that they must give, and files without entries.
    #[serde(default)]
    pub(crate) examples: Examples,
}

fn complete() -> bool {
    true
}

impl RouteRule {
    /// Returns the rule that reads the entries as definitions of the sending system.
    pub(crate) fn definition(&self) -> DefinitionRule {
        let mut fields = BTreeMap::from([("name".to_owned(), self.name.clone())]);
        if let Some(target) = &self.target {
            fields.insert("target".to_owned(), target.clone());
        }
        let is_forward = self.target.is_none();
        DefinitionRule {
            kind: ROUTE,
            system: self.from.to_string(),
            target_system: (!is_forward).then(|| self.to.clone()),
            forwards_to: is_forward.then(|| self.to.clone()),
            files: self.files.clone(),
            exclude: self.exclude.clone(),
            at: self.at.clone(),
            reserved: self.reserved.clone(),
            each: self.each.clone(),
            when: self.when.clone(),
            unless: self.unless.clone(),
            fields,
            complete: self.complete,
            examples: self.examples.clone(),
            ..DefinitionRule::new(&self.id)
        }
    }

    /// Checks the systems of the route.
    ///
    /// # Errors
    /// A message about a route that leads nowhere.
    pub(crate) fn validate(&self) -> Result<(), String> {
        match self.from == self.to {
            true => Err(format!("it leads from `{0}` to `{0}`", self.from)),
            false => Ok(()),
        }
    }
}
