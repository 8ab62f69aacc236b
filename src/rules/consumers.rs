//! Consumers: places that read events or metrics by name, such as reports and dashboards.

use crate::facts::Text;
use crate::rules::calls::Examples;
use crate::rules::definitions::DefinitionRule;
use crate::rules::each::Each;
use crate::rules::fields::FieldSlot;
use crate::rules::globs;
use crate::rules::one_or_many::OneOrMany;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The type of the names that a consumer reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Consumed {
    /// Names of events.
    #[default]
    Event,
    /// Key paths of metrics.
    Metric,
    /// Categories of events.
    Category,
    /// Labels of events.
    Label,
    /// Properties of events.
    Property,
}

impl Consumed {
    /// Returns the word for it in rules and reports.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Consumed::Event => "event",
            Consumed::Metric => "metric",
            Consumed::Category => "category",
            Consumed::Label => "label",
            Consumed::Property => "property",
        }
    }
}

/// Comparisons of a column with names, in SQL and in formulas.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Comparison {
    /// Globs of the columns, in lower case.
    pub(crate) columns: OneOrMany,
    /// The operators that count; all by default.
    #[serde(default)]
    pub(crate) operators: OneOrMany<Operator>,
    /// True if double quotes enclose texts, and no columns.
    #[serde(default)]
    pub(crate) double_quoted: bool,
}

/// An operator between a column and names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Operator {
    /// `=` and `==`.
    #[serde(rename = "=")]
    Equal,
    /// `!=` and `<>`.
    #[serde(rename = "!=")]
    Unequal,
    /// `IN` and `NOT IN`, and `= ANY`.
    In,
    /// `LIKE` and `ILIKE`, whose texts are patterns.
    Like,
    /// `CASE column WHEN name`.
    Case,
}

/// Paths into a column with a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Variant {
    /// Globs of the columns, in lower case.
    pub(crate) columns: OneOrMany,
    /// The notations that count; all by default.
    #[serde(default)]
    pub(crate) forms: OneOrMany<VariantForm>,
}

/// A notation of a path into a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum VariantForm {
    /// `column['a']['b']`.
    Bracket,
    /// `column:a.b`.
    Colon,
    /// `column->'a'->>'b'`.
    Arrow,
}

/// Query expressions over time series.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Series {
    /// Endings that a store adds to the names.
    #[serde(default)]
    pub(crate) suffixes: OneOrMany,
}

/// The cells of a CSV file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CsvCells {
    /// Names of the columns, as the first line has them.
    pub(crate) column: OneOrMany,
}

/// The paths of keys to the values of a JSON or YAML document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TreeKeys {
    /// Only values that fit this glob.
    pub(crate) values: Option<String>,
}

/// Texts of an XML document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct XmlTexts {
    /// Name of the element.
    pub(crate) element: String,
    /// Name of the attribute; without one, the text of the element.
    pub(crate) attribute: Option<String>,
    /// Only elements whose attributes fit these globs.
    #[serde(default)]
    pub(crate) when: BTreeMap<String, String>,
}

/// A note about the use of a name that a consumer writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Becomes {
    /// The alias that follows is the column that the name becomes.
    Alias,
}

/// A rule for records that read names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ConsumerRule {
    /// The name within the pack.
    pub(crate) id: String,
    /// A word for the type of the consumer, such as `report`.
    #[serde(default = "consumer")]
    pub(crate) kind: Text,
    /// Another system than that of the pack.
    #[serde(default)]
    pub(crate) system: Text,
    /// The type of the names.
    #[serde(default)]
    pub(crate) of: Consumed,
    /// Globs of the files.
    #[serde(default)]
    pub(crate) files: OneOrMany,
    /// Globs of files that are none of these.
    #[serde(default)]
    pub(crate) exclude: OneOrMany,
    /// The path to the records of a document.
    #[serde(default)]
    pub(crate) at: String,
    /// Keys that are no records.
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
    /// The title of the record.
    pub(crate) title: Option<FieldSlot>,
    /// The names that the record reads, or the texts that hold them.
    pub(crate) reads: Option<FieldSlot>,
    /// Names are the cells of a CSV file.
    pub(crate) csv: Option<CsvCells>,
    /// Names are, or occur in, texts of an XML document.
    #[serde(default)]
    pub(crate) xml: OneOrMany<XmlTexts>,
    /// Names are the paths of keys to the values of a document.
    pub(crate) tree: Option<TreeKeys>,
    /// Names are compared with columns in the texts.
    pub(crate) compare: Option<Comparison>,
    /// Names are paths into columns in the texts.
    pub(crate) variant: Option<Variant>,
    /// The texts are query expressions over time series.
    pub(crate) series: Option<Series>,
    /// The use of a name in the text around it.
    pub(crate) becomes: Option<Becomes>,
    /// True if each name occurs once in a file.
    #[serde(default)]
    pub(crate) unique: bool,
    /// True if names of other products occur too, so that an unknown name is reported only if a known one is near.
    #[serde(default)]
    pub(crate) foreign: bool,
    /// True if customers see what is read, so that no customer may switch it off.
    #[serde(default)]
    pub(crate) customer_facing: bool,
    /// Files with the names that they must give, and files without records.
    #[serde(default)]
    pub(crate) examples: Examples,
}

fn consumer() -> Text {
    Text::new_static("consumer")
}

impl ConsumerRule {
    /// Returns true if the values of records are the names.
    pub(crate) fn is_of_records(&self) -> bool {
        let reads_text = self.compare.is_some() || self.variant.is_some() || self.series.is_some();
        self.reads.is_some() && !reads_text
    }

    /// Returns true if names occur in the text of a whole file.
    pub(crate) fn is_of_text(&self) -> bool {
        self.reads.is_none() && self.csv.is_none() && self.xml.is_empty() && self.tree.is_none()
    }

    /// Returns a rule that reads the names of documents as a union of events, and those of code as events; none for a rule without
    /// records. It validates this rule and runs its examples.
    pub(crate) fn definition(&self) -> Option<DefinitionRule> {
        let title = self
            .title
            .clone()
            .unwrap_or_else(|| FieldSlot::text(&self.id));
        let reads = self.reads.clone()?;
        let (kind, fields) = match self.each {
            Some(_) => ("consumer", vec![("name", reads)]),
            None => ("aggregate", vec![("name", title), ("events", reads)]),
        };
        let fields = fields.into_iter();
        Some(DefinitionRule {
            kind: Text::new_static(kind),
            system: self.system.to_string(),
            files: self.files.clone(),
            exclude: self.exclude.clone(),
            at: self.at.clone(),
            reserved: self.reserved.clone(),
            each: self.each.clone(),
            when: self.when.clone(),
            unless: self.unless.clone(),
            fields: fields.map(|(name, slot)| (name.to_owned(), slot)).collect(),
            examples: self.examples.clone(),
            ..DefinitionRule::new(&self.id)
        })
    }

    /// Checks the words of the rule.
    ///
    /// # Errors
    /// A message about a word that names no type of consumer.
    pub(crate) fn validate(&self) -> Result<(), String> {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        if self.kind.is_empty() || !self.kind.chars().all(is_word) {
            return Err(format!("`kind: {}` is no word", self.kind));
        }
        let sources = [
            ("reads", self.reads.is_some()),
            ("csv", self.csv.is_some()),
            ("xml", !self.xml.is_empty()),
            ("tree", self.tree.is_some()),
        ];
        let named: Vec<&str> = sources
            .iter()
            .filter(|(_, is_named)| *is_named)
            .map(|(key, _)| *key)
            .collect();
        let reads_text = self.compare.is_some() || self.variant.is_some() || self.series.is_some();
        match named.as_slice() {
            [] if !reads_text => {
                Err("it has none of `reads`, `csv`, `xml`, `tree`, `compare`, `variant` and `series`, so it reads nothing".to_owned())
            }
            [first, second, ..] => Err(format!("`{first}` and `{second}` exclude each other")),
            _ if self.reads.is_none() && self.each.is_some() => {
                Err("`each` needs `reads`".to_owned())
            }
            _ if self.reads.is_none() && self.files.is_empty() => {
                Err("it has no `files`".to_owned())
            }
            _ => globs(&self.files.0)
                .and_then(|_| globs(&self.exclude.0))
                .map(drop),
        }
    }
}
