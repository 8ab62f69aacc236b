//! Definition rules: which files hold event and metric definitions, features and the taxonomy, and which key means what.
//!
//! A layout is data. Another product's layout needs another pack and no code.

pub(crate) use crate::rules::fields::FieldName;
pub(crate) use crate::rules::one_or_many::OneOrMany;

use crate::facts::Text;
use crate::rules::calls::Examples;
use crate::rules::checks::Checks;
use crate::rules::each::Each;
use crate::rules::event_kind::MatchBy;
use crate::rules::fields::FieldSlot;
use crate::rules::scaffold::Scaffold;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The type of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordKind {
    /// An event. The rule's `kind` is the name of its kind.
    Event,
    /// An event of a counter.
    Counter,
    /// A name that calls must have besides their definitions.
    Listed,
    /// A metric.
    Metric,
    /// A union of events.
    Aggregate,
    /// A category on the list that code refers to.
    Category,
    /// A category of the taxonomy, with its stage.
    TaxonomyCategory,
    /// A product feature.
    Feature,
    /// A group, with its stage and perhaps its categories.
    Group,
    /// A stage, with its section.
    Stage,
    /// A section.
    Section,
}

/// Words for the records that are not events. Any other word names a kind of event.
pub(crate) const RECORD_KINDS: &[(&str, RecordKind)] = &[
    ("counter", RecordKind::Counter),
    ("listed", RecordKind::Listed),
    ("metric", RecordKind::Metric),
    ("aggregate", RecordKind::Aggregate),
    ("category", RecordKind::Category),
    ("taxonomy_category", RecordKind::TaxonomyCategory),
    ("feature", RecordKind::Feature),
    ("group", RecordKind::Group),
    ("stage", RecordKind::Stage),
    ("section", RecordKind::Section),
];

/// Files that are taken differently from the others of their rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Override {
    /// Globs of the files.
    pub(crate) files: OneOrMany,
    /// Values their records have, whatever they say.
    pub(crate) constants: BTreeMap<String, String>,
}

/// The meaning of a value that describes a name instead of being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Prose {
    /// Stands for anything.
    Placeholder,
}

/// A system whose events metrics define.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Defines {
    /// The system.
    pub(crate) system: Text,
    /// The kind of the events.
    #[serde(default = "event")]
    pub(crate) kind: Text,
    /// Globs of definition files of which the project must have none.
    #[serde(default)]
    pub(crate) unless_files: OneOrMany,
}

/// Names that are defined outside of the tree.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ExternalNames {
    /// The path of a file with one name on each line. A line that begins with `#` is a comment.
    pub(crate) file: String,
}

/// Returns the kind of the events of a rule that names none.
fn event() -> Text {
    Text::new_static("event")
}

/// Returns true: by default, a rule defines all events of its system.
fn complete() -> bool {
    true
}

/// One definition rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DefinitionRule {
    /// The name within the pack.
    pub(crate) id: String,
    /// The type of the records. A word that is no [`RecordKind`] names a kind of event.
    #[serde(default = "event")]
    pub(crate) kind: Text,
    /// For events: the way in which calls are matched with definitions.
    #[serde(default)]
    pub(crate) match_by: MatchBy,
    /// The system the events belong to.
    #[serde(default)]
    pub(crate) system: String,
    /// For CSV: the column that begins a record. Rows without a value there belong to the row above.
    pub(crate) row_column: Option<Text>,
    /// For routes: the system that receives the routed names.
    #[serde(skip)]
    pub(crate) target_system: Option<Text>,
    /// For routes without a target: the system that receives the events under the same names.
    #[serde(skip)]
    pub(crate) forwards_to: Option<Text>,
    /// Globs of the files, relative to the root.
    #[serde(default)]
    pub(crate) files: OneOrMany,
    /// Globs of files that are none of these.
    #[serde(default)]
    pub(crate) exclude: OneOrMany,
    /// Globs of the base names of files that the user passes.
    #[serde(default)]
    pub(crate) given: OneOrMany,
    /// The path to the records: `[]` takes each element of a list, `*` each value of a mapping. `{name}` is the same as `*` and
    /// captures the key. Without a path, the document is the record.
    #[serde(default)]
    pub(crate) at: String,
    /// Keys that are neither records nor names of records.
    #[serde(default)]
    pub(crate) reserved: OneOrMany,
    /// For code: the items that are records.
    pub(crate) each: Option<Each>,
    /// Only records that have one of these values at these paths.
    #[serde(default)]
    pub(crate) when: BTreeMap<String, OneOrMany>,
    /// Only records that have none of these values at these paths.
    #[serde(default)]
    pub(crate) unless: BTreeMap<String, OneOrMany>,
    /// Slots of the fields.
    #[serde(default)]
    pub(crate) fields: BTreeMap<String, FieldSlot>,
    /// The meaning of a value with blanks, brackets or backticks in a name, category or label.
    pub(crate) prose: Option<Prose>,
    /// False if other events of the system may be sent: a name that is not here is not undefined.
    #[serde(default = "complete")]
    pub(crate) complete: bool,
    /// True if a record that lists no properties declares none. By default, its properties are unknown.
    #[serde(default)]
    pub(crate) closed: bool,
    /// A list of names that are defined outside of the tree.
    pub(crate) external: Option<ExternalNames>,
    /// For metrics: a system whose events are known if one of these metrics counts them.
    pub(crate) defines: Option<Defines>,
    /// For listed names: the property of a call that makes up for a name that is not listed.
    pub(crate) unless_passed: Option<Text>,
    /// Files that are taken differently.
    #[serde(default)]
    pub(crate) overrides: Vec<Override>,
    /// A prefix that values of a field may have and that says nothing.
    #[serde(default)]
    pub(crate) strip: BTreeMap<String, String>,
    /// Suffixes that the key paths of a metric with a list of time frames get.
    #[serde(default)]
    pub(crate) suffixes: BTreeMap<String, String>,
    /// Keys that say, each for one tier, whether a feature is in it: key to tier.
    #[serde(default)]
    pub(crate) tier_flags: BTreeMap<String, String>,
    /// Values that mean yes for such a key, also at `valid` of a mapping.
    #[serde(default)]
    pub(crate) tier_flag_values: OneOrMany,
    /// The key that holds the value when such a key holds a mapping.
    pub(crate) tier_flag_key: Option<String>,
    /// The project's own JSON Schema for these records. It replaces most of `checks`.
    #[serde(default)]
    pub(crate) schema: Schema,
    /// Checks of the records.
    #[serde(default)]
    pub(crate) checks: Checks,
    /// Files with the records that they must give, and files without records.
    #[serde(default)]
    pub(crate) examples: Examples,
    /// Templates of new records.
    #[serde(default)]
    pub(crate) scaffold: Vec<Scaffold>,
}

impl DefinitionRule {
    /// Returns a rule for events without files and fields.
    pub(crate) fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            kind: event(),
            match_by: MatchBy::default(),
            system: String::new(),
            row_column: None,
            target_system: None,
            forwards_to: None,
            files: OneOrMany::default(),
            exclude: OneOrMany::default(),
            given: OneOrMany::default(),
            at: String::new(),
            reserved: OneOrMany::default(),
            each: None,
            when: BTreeMap::new(),
            unless: BTreeMap::new(),
            fields: BTreeMap::new(),
            prose: None,
            complete: complete(),
            closed: false,
            external: None,
            defines: None,
            unless_passed: None,
            overrides: Vec::new(),
            strip: BTreeMap::new(),
            suffixes: BTreeMap::new(),
            tier_flags: BTreeMap::new(),
            tier_flag_values: OneOrMany::default(),
            tier_flag_key: None,
            schema: Schema::default(),
            checks: Checks::default(),
            examples: Examples::default(),
            scaffold: Vec::new(),
        }
    }

    /// Returns the type of the records.
    pub(crate) fn record_kind(&self) -> RecordKind {
        let known = RECORD_KINDS.iter().find(|(name, _)| self.kind == *name);
        known.map_or(RecordKind::Event, |(_, kind)| *kind)
    }
}

/// The location of a project's JSON Schema.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Schema {
    /// Paths; the first that exists is the schema.
    pub(crate) files: OneOrMany,
    /// Globs of files that it may refer to.
    pub(crate) parts: OneOrMany,
}
