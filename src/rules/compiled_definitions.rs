//! Definition rules that are ready for use, and refusals of those that can never match.

use crate::facts::Text;
use crate::input::globs::{path_glob, text_glob};
use crate::rules::definition_checks as checks;
use crate::rules::definitions::{DefinitionRule, FieldName, RECORD_KINDS, RecordKind};
use crate::rules::each::ItemKind;
use crate::rules::event_kind::{EventKind, MatchBy};
use crate::rules::fields;
use crate::rules::slot::Slot;
use globset::{GlobSet, GlobSetBuilder};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// A definition rule that is ready for use.
#[derive(Debug, Clone)]
pub(crate) struct CompiledRule {
    /// `pack#id`.
    pub(crate) name: String,
    /// The rule.
    pub(crate) rule: DefinitionRule,
    /// The kind of its records, if they are events.
    pub(crate) event_kind: EventKind,
    /// The kind of the events that its metrics define, and the files that replace them.
    pub(crate) defines: Option<(EventKind, GlobSet)>,
    /// Regular expressions of its checks, by path.
    pub(crate) patterns: Vec<(String, Regex)>,
    /// The items of code that are records.
    pub(crate) each: Option<CodeItems>,
    fields: BTreeMap<FieldName, Slot>,
    strip: BTreeMap<FieldName, String>,
    files: GlobSet,
    exclude: GlobSet,
    given: GlobSet,
    overrides: Vec<(GlobSet, BTreeMap<FieldName, String>)>,
}

/// The items of code that are records of a rule.
#[derive(Debug, Clone)]
pub(crate) struct CodeItems {
    /// The sort of items.
    pub(crate) kind: ItemKind,
    /// The names of what contains them, or of what they inherit.
    pub(crate) names: Vec<Text>,
    /// Functions of which the class or file must call one too.
    pub(crate) along_with: Vec<Text>,
    /// Methods that a subclass must not define itself.
    pub(crate) without: Vec<Text>,
    /// The names that are patterns.
    globs: GlobSet,
}

impl CodeItems {
    /// Returns true if a class, constant or enum of this name contains the items.
    pub(crate) fn has(&self, name: &str) -> bool {
        let last = name.rsplit_once("::").map_or(name, |(_, last)| last);
        let is_written = || self.names.iter().any(|one| one == name || one == last);
        let is_meant = || self.globs.is_match(name) || self.globs.is_match(last);
        !name.is_empty() && (is_written() || !self.globs.is_empty() && is_meant())
    }
}

impl CompiledRule {
    /// Returns true if a file of code below the root may have items of the rule.
    pub(crate) fn takes_code(&self, path: &str) -> bool {
        let in_files = || self.rule.files.is_empty() || self.files.is_match(path);
        self.each.is_some() && in_files() && !self.exclude.is_match(path)
    }

    /// Returns true if a document below the root belongs to the rule.
    pub(crate) fn takes(&self, path: &str) -> bool {
        if self.each.is_some() {
            return false;
        }
        let external = self.rule.external.as_ref();
        external.is_some_and(|external| external.file == path)
            || (self.files.is_match(path) && !self.exclude.is_match(path))
    }

    /// Returns true if a file that the user passed belongs to the rule.
    pub(crate) fn takes_given(&self, path: &str) -> bool {
        self.given.is_match(path.rsplit('/').next().unwrap_or(path))
    }

    /// Returns true if the feature list that the user passed belongs to the rule: by its name, or because the rule reads features.
    pub(crate) fn takes_feature_list(&self, path: &str) -> bool {
        let reads_features = self.rule.record_kind() == RecordKind::Feature;
        self.takes_given(path) || (reads_features && !self.rule.given.is_empty())
    }

    /// Returns the length of the longest pattern of files that the user passes: a longer one says more.
    pub(crate) fn given_length(&self) -> usize {
        let lengths = self.rule.given.iter().map(|glob| glob.len());
        lengths.max().unwrap_or(0)
    }

    /// Returns the constant a field has in this file: what an override says, whatever the record says.
    pub(crate) fn forced(&self, path: &str, field: FieldName) -> Option<&String> {
        let overrides = self.overrides.iter();
        let applying = overrides.filter(|(globs, _)| globs.is_match(path));
        applying
            .filter_map(|(_, constants)| constants.get(&field))
            .next_back()
    }

    /// Returns the slots of all fields.
    pub(crate) fn slots(&self) -> impl Iterator<Item = (FieldName, &Slot)> {
        self.fields.iter().map(|(field, slot)| (*field, slot))
    }

    /// Returns the slot of a field.
    pub(crate) fn slot(&self, field: FieldName) -> Option<&Slot> {
        self.fields.get(&field)
    }

    /// Returns the paths that a field is read from.
    pub(crate) fn paths(&self, field: FieldName) -> impl Iterator<Item = &String> {
        let slots = self.slot(field).into_iter().flat_map(Slot::all);
        slots.filter_map(|slot| slot.path.as_ref())
    }

    /// Returns the prefix that values of a field may have and that says nothing.
    pub(crate) fn prefix(&self, field: FieldName) -> Option<&str> {
        self.strip.get(&field).map(String::as_str)
    }
}

/// All definition rules of a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct DefinitionRules {
    /// The rules in the order of their packs.
    pub(crate) rules: Vec<CompiledRule>,
    /// The files of all rules for documents, without what single rules exclude. Most paths match none, and one match is cheap.
    files: GlobSet,
    /// The schemas of all rules.
    schemas: GlobSet,
}

impl DefinitionRules {
    /// Makes rules ready for use; what cannot be used comes back as one message for each fault.
    pub(crate) fn new(
        packs: impl IntoIterator<Item = (String, Vec<DefinitionRule>)>,
    ) -> Result<Self, Vec<String>> {
        let mut rules: Vec<CompiledRule> = Vec::new();
        let mut faults = Vec::new();
        let mut names = BTreeSet::new();
        for (pack, definitions) in packs {
            for rule in definitions {
                let name = format!("{pack}#{}", rule.id);
                if !names.insert(name.clone()) {
                    faults.push(format!("{name}: two definition rules have this id"));
                }
                match compile(name.clone(), rule) {
                    Ok(compiled) => rules.push(compiled),
                    Err(fault) => faults.push(format!("{name}: {fault}")),
                }
            }
        }
        rank_kinds(&mut rules);
        if faults.is_empty() {
            Self::of(rules).map_err(|fault| vec![fault])
        } else {
            Err(faults)
        }
    }

    fn of(rules: Vec<CompiledRule>) -> Result<Self, String> {
        let documents = rules.iter().filter(|rule| rule.each.is_none());
        let files = documents.flat_map(|rule| {
            let external = rule.rule.external.as_ref();
            let external = external.map(|external| globset::escape(&external.file));
            rule.rule.files.0.iter().cloned().chain(external)
        });
        let schemas = rules.iter().flat_map(|rule| schemas(&rule.rule));
        Ok(Self {
            files: globs(files)?,
            schemas: globs(schemas.cloned())?,
            rules,
        })
    }

    /// Returns the routes and the rules of the systems that they lead to.
    pub(crate) fn for_routes(&self) -> Self {
        let routes = self.rules.iter();
        let systems = routes.filter_map(|rule| rule.rule.target_system.as_ref());
        let systems: BTreeSet<&str> = systems.map(|system| system.as_str()).collect();
        let is_used = |rule: &&CompiledRule| {
            rule.rule.target_system.is_some() || systems.contains(rule.rule.system.as_str())
        };
        Self {
            rules: self.rules.iter().filter(is_used).cloned().collect(),
            files: self.files.clone(),
            schemas: self.schemas.clone(),
        }
    }

    /// Returns true if a file below the root is a definition file of any rule.
    pub(crate) fn covers(&self, path: &str) -> bool {
        self.files.is_match(path) && self.rules.iter().any(|rule| rule.takes(path))
    }

    /// Returns true if a file below the root is a JSON Schema of any rule.
    pub(crate) fn covers_schema(&self, path: &str) -> bool {
        self.schemas.is_match(path)
    }
}

/// Gives every event kind the index of the first rule that has it.
fn rank_kinds(rules: &mut [CompiledRule]) {
    let mut ranks: BTreeMap<EventKind, usize> = BTreeMap::new();
    for (index, compiled) in rules.iter_mut().enumerate() {
        let defined = compiled.defines.iter_mut().map(|(kind, _)| kind);
        for kind in defined.chain([&mut compiled.event_kind]) {
            kind.rank = *ranks.entry(kind.clone()).or_insert(index);
        }
    }
}

/// Returns the record kind that a word is a misspelling of.
fn misspelt_kind(word: &str) -> Option<&'static str> {
    let mut names = RECORD_KINDS.iter().map(|(name, _)| *name);
    names.find(|name| strsim::damerau_levenshtein(word, name) == 1)
}

/// Compiles one rule.
///
/// # Errors
/// A message about a rule that can never match.
pub(crate) fn compile(name: String, rule: DefinitionRule) -> Result<CompiledRule, String> {
    checks::files(&rule)?;
    if let Some(near) = misspelt_kind(&rule.kind) {
        return Err(format!(
            "unknown kind `{}`, did you mean `{near}`?",
            rule.kind
        ));
    }
    globs(schemas(&rule).cloned())?;
    let overrides = rule.overrides.iter();
    let overrides = overrides.map(|one| {
        Ok((
            globs(one.files.0.iter().cloned())?,
            fields::named(&one.constants)?,
        ))
    });
    let overrides = overrides.collect::<Result<_, String>>()?;
    let mut patterns = Vec::new();
    for (path, pattern) in &rule.checks.patterns {
        let whole = regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
            .size_limit(1 << 20)
            .build();
        patterns.push((path.clone(), whole.map_err(|error| error.to_string())?));
    }
    checks::paths(&rule)?;
    let slots = fields::named(&rule.fields)?.into_iter();
    let fields: BTreeMap<FieldName, Slot> = slots.map(|(field, slot)| (field, slot.0)).collect();
    for slot in fields.values() {
        match &rule.each {
            Some(_) => checks::code_slot(slot)?,
            None => checks::record_slot(&rule, slot)?,
        }
    }
    if fields.contains_key(&FieldName::Target) != rule.target_system.is_some() {
        return Err("the field `target` belongs to the rules in `routes`".to_owned());
    }
    let each = code_items(&rule, &fields)?;
    let event_kind = event_kind(&rule, &fields);
    let defines = rule.defines.as_ref().map(|defines| {
        let kind = EventKind {
            name: defines.kind.clone(),
            ..EventKind::default()
        };
        Ok::<_, String>((kind, globs(defines.unless_files.0.iter().cloned())?))
    });
    Ok(CompiledRule {
        name,
        event_kind,
        defines: defines.transpose()?,
        patterns,
        each,
        fields,
        strip: fields::named(&rule.strip)?,
        files: globs(rule.files.0.iter().cloned())?,
        exclude: globs(rule.exclude.0.iter().cloned())?,
        given: globs(rule.given.0.iter().cloned())?,
        overrides,
        rule,
    })
}

/// Returns the kind of the events of a rule.
fn event_kind(rule: &DefinitionRule, fields: &BTreeMap<FieldName, Slot>) -> EventKind {
    EventKind {
        rank: 0,
        name: rule.kind.clone(),
        match_by: rule.match_by,
        strict_properties: rule.match_by == MatchBy::Name
            && fields.contains_key(&FieldName::Properties),
    }
}

/// Compiles `each`.
fn code_items(
    rule: &DefinitionRule,
    fields: &BTreeMap<FieldName, Slot>,
) -> Result<Option<CodeItems>, String> {
    let Some(each) = &rule.each else {
        return Ok(None);
    };
    let (kind, names) = each.items()?;
    checks::code(rule, kind, names)?;
    let inherits = matches!(kind, ItemKind::Implementing | ItemKind::Subclasses);
    if inherits && !fields.contains_key(&FieldName::Name) {
        return Err("it needs the field `name`, for example `name: {class-name: true}`".to_owned());
    }
    let mut globs = GlobSetBuilder::new();
    let is_pattern = |name: &&Text| name.contains(|c| "*?[]{}\\!".contains(c));
    for name in names.iter().filter(is_pattern) {
        globs.add(text_glob(name).map_err(|error| error.to_string())?);
    }
    Ok(Some(CodeItems {
        kind,
        names: names.0.clone(),
        along_with: each.along_with.0.clone(),
        without: each.without.0.clone(),
        globs: globs.build().map_err(|error| error.to_string())?,
    }))
}

fn schemas(rule: &DefinitionRule) -> impl Iterator<Item = &String> {
    rule.schema.files.0.iter().chain(&rule.schema.parts.0)
}

fn globs(patterns: impl IntoIterator<Item = String>) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(path_glob(&pattern).map_err(|error| error.to_string())?);
    }
    set.build().map_err(|error| error.to_string())
}
