//! Definition rules: which files hold event and metric definitions, features and the taxonomy, and which key means what.
//!
//! A layout is data. Another product's layout needs another pack and no code.

pub(crate) use crate::rules::one_or_many::OneOrMany;

use crate::facts::Text;
use crate::rules::checks::Checks;
use crate::rules::event_kind::{EventKind, MatchBy};
use crate::rules::scaffold::Scaffold;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The type of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordKind {
    /// An event. The rule's `kind` is the name of its kind.
    Event,
    /// An event of a counter.
    Counter,
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
const RECORD_KINDS: &[(&str, RecordKind)] = &[
    ("counter", RecordKind::Counter),
    ("metric", RecordKind::Metric),
    ("aggregate", RecordKind::Aggregate),
    ("category", RecordKind::Category),
    ("taxonomy_category", RecordKind::TaxonomyCategory),
    ("feature", RecordKind::Feature),
    ("group", RecordKind::Group),
    ("stage", RecordKind::Stage),
    ("section", RecordKind::Section),
];

/// The arrangement of records in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shape {
    /// The document is one record.
    #[default]
    File,
    /// A list of records, or of plain names.
    List,
    /// A mapping of names to records.
    Map,
}

/// A field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(
    missing_docs,
    reason = "each is the field of the same name in `catalog`"
)]
pub(crate) enum FieldName {
    Name,
    Id,
    Title,
    Category,
    Labels,
    Properties,
    Identifiers,
    Status,
    Classification,
    Aggregation,
    Slot,
    DataSource,
    TimeFrames,
    Description,
    ValueType,
    DataCategory,
    InstrumentationClass,
    Events,
    EventName,
    EventUnique,
    EventFilter,
    EventOperator,
    CounterClass,
    CounterEvent,
    CounterPrefix,
    AggregateOperator,
    PerformanceIndicators,
    Source,
    Categories,
    Group,
    Stage,
    Section,
    Tiers,
    Milestone,
    IntroducedBy,
    MilestoneRemoved,
    RemovedBy,
    FeatureFlag,
    Link,
    Metrics,
    Exempt,
    Parent,
    Members,
}

/// Files that are taken differently from the others of their rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Override {
    /// Globs of the files.
    pub(crate) files: OneOrMany,
    /// Values their records have, whatever they say.
    pub(crate) constants: BTreeMap<FieldName, String>,
}

/// One definition rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DefinitionRule {
    /// The name within the pack.
    pub(crate) id: String,
    /// The type of the records. A word that is no [`RecordKind`] names a kind of event.
    pub(crate) kind: Text,
    /// For events: the way in which calls are matched with definitions.
    #[serde(default)]
    pub(crate) match_by: MatchBy,
    /// The system the events belong to.
    #[serde(default)]
    pub(crate) system: String,
    /// Globs of the files, relative to the root.
    #[serde(default)]
    pub(crate) files: OneOrMany,
    /// Globs of files that are none of these.
    #[serde(default)]
    pub(crate) exclude: OneOrMany,
    /// Globs of the base names of files that the user passes.
    #[serde(default)]
    pub(crate) given: OneOrMany,
    /// The arrangement of records in the document.
    #[serde(default)]
    pub(crate) shape: Shape,
    /// The path to the records; `*` takes every value of a mapping and keeps its key as the parent.
    #[serde(default)]
    pub(crate) at: String,
    /// The separator that joins nested keys to a name. By default, the last key is the name.
    pub(crate) join: Option<String>,
    /// Only records that have one of these values at these paths.
    #[serde(default)]
    pub(crate) when: BTreeMap<String, OneOrMany>,
    /// Only records that have none of these values at these paths.
    #[serde(default)]
    pub(crate) unless: BTreeMap<String, OneOrMany>,
    /// Paths of the fields.
    #[serde(default)]
    pub(crate) fields: BTreeMap<FieldName, OneOrMany>,
    /// Default values of fields.
    #[serde(default)]
    pub(crate) constants: BTreeMap<FieldName, String>,
    /// Files that are taken differently.
    #[serde(default)]
    pub(crate) overrides: Vec<Override>,
    /// Other words for values of a field.
    #[serde(default)]
    pub(crate) values: BTreeMap<FieldName, BTreeMap<String, String>>,
    /// A prefix that values of a field may have and that says nothing.
    #[serde(default)]
    pub(crate) strip: BTreeMap<FieldName, String>,
    /// Fields whose values are brought to snake case.
    #[serde(default)]
    pub(crate) snake: Vec<FieldName>,
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
    /// Templates of new records.
    #[serde(default)]
    pub(crate) scaffold: Vec<Scaffold>,
}

impl DefinitionRule {
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

/// A definition rule that is ready for use.
#[derive(Debug, Clone)]
pub(crate) struct CompiledRule {
    /// `pack#id`.
    pub(crate) name: String,
    /// The rule.
    pub(crate) rule: DefinitionRule,
    /// The kind of its records, if they are events.
    pub(crate) event_kind: EventKind,
    /// Regular expressions of its checks, by path.
    pub(crate) patterns: Vec<(String, Regex)>,
    files: GlobSet,
    exclude: GlobSet,
    given: GlobSet,
    schemas: GlobSet,
    overrides: Vec<GlobSet>,
}

impl CompiledRule {
    /// Returns true if a file below the root belongs to the rule.
    pub(crate) fn takes(&self, path: &str) -> bool {
        self.files.is_match(path) && !self.exclude.is_match(path)
    }

    /// Returns true if a file that the user passed belongs to the rule.
    pub(crate) fn takes_given(&self, path: &str) -> bool {
        self.given.is_match(path.rsplit('/').next().unwrap_or(path))
    }

    /// Returns the constant a field has in this file: what an override says, whatever the record says.
    pub(crate) fn forced(&self, path: &str, field: FieldName) -> Option<&String> {
        let overrides = self.rule.overrides.iter().zip(&self.overrides);
        let applying = overrides.filter(|(_, globs)| globs.is_match(path));
        applying
            .filter_map(|(one, _)| one.constants.get(&field))
            .next_back()
    }
}

/// All definition rules of a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct DefinitionRules {
    /// The rules in the order of their packs.
    pub(crate) rules: Vec<CompiledRule>,
}

impl DefinitionRules {
    /// Makes rules ready for use; what cannot be used comes back as one message for each fault.
    pub(crate) fn new(
        packs: impl IntoIterator<Item = (String, Vec<DefinitionRule>)>,
    ) -> Result<Self, Vec<String>> {
        let mut rules = Vec::new();
        let mut faults = Vec::new();
        for (pack, definitions) in packs {
            for rule in definitions {
                let name = format!("{pack}#{}", rule.id);
                match compile(name.clone(), rule) {
                    Ok(compiled) => rules.push(compiled),
                    Err(fault) => faults.push(format!("{name}: {fault}")),
                }
            }
        }
        rank_kinds(&mut rules);
        if faults.is_empty() {
            Ok(Self { rules })
        } else {
            Err(faults)
        }
    }

    /// Returns true if a file below the root is a definition file of any rule.
    pub(crate) fn covers(&self, path: &str) -> bool {
        self.rules.iter().any(|rule| rule.takes(path))
    }

    /// Returns true if a file below the root is a JSON Schema of any rule.
    pub(crate) fn covers_schema(&self, path: &str) -> bool {
        self.rules.iter().any(|rule| rule.schemas.is_match(path))
    }
}

/// Gives every event kind the index of the first rule that has it.
fn rank_kinds(rules: &mut [CompiledRule]) {
    let mut ranks: BTreeMap<EventKind, usize> = BTreeMap::new();
    for (index, compiled) in rules.iter_mut().enumerate() {
        let kind = &mut compiled.event_kind;
        kind.rank = *ranks.entry(kind.clone()).or_insert(index);
    }
}

/// Returns the record kind that a word is a misspelling of.
fn misspelt_kind(word: &str) -> Option<&'static str> {
    let mut names = RECORD_KINDS.iter().map(|(name, _)| *name);
    names.find(|name| strsim::damerau_levenshtein(word, name) == 1)
}

fn compile(name: String, rule: DefinitionRule) -> Result<CompiledRule, String> {
    let files = globs(&rule.files)?;
    let exclude = globs(&rule.exclude)?;
    let given = globs(&rule.given)?;
    if rule.files.0.is_empty() && rule.given.0.is_empty() {
        return Err("it names no files".to_owned());
    }
    if let Some(near) = misspelt_kind(&rule.kind) {
        return Err(format!(
            "unknown kind `{}`, did you mean `{near}`?",
            rule.kind
        ));
    }
    let schemas = rule.schema.files.0.iter().chain(&rule.schema.parts.0);
    let schemas = globs(&OneOrMany(schemas.cloned().collect()))?;
    let overrides = rule.overrides.iter().map(|one| globs(&one.files));
    let overrides = overrides.collect::<Result<_, _>>()?;
    let mut patterns = Vec::new();
    for (path, pattern) in &rule.checks.patterns {
        let whole = regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
            .size_limit(1 << 20)
            .build();
        patterns.push((path.clone(), whole.map_err(|error| error.to_string())?));
    }
    let event_kind = EventKind {
        rank: 0,
        name: rule.kind.clone(),
        match_by: rule.match_by,
        strict_properties: rule.match_by == MatchBy::Name
            && rule.fields.contains_key(&FieldName::Properties),
    };
    Ok(CompiledRule {
        name,
        event_kind,
        rule,
        patterns,
        files,
        exclude,
        given,
        schemas,
        overrides,
    })
}

fn globs(patterns: &OneOrMany) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in &patterns.0 {
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        set.add(glob.map_err(|error| error.to_string())?);
    }
    set.build().map_err(|error| error.to_string())
}
