//! Definitions that code declares: methods, members, variants and elements that are records of a definition rule.

mod arguments;
mod comments;
mod item;
mod items;
mod members;
mod slots;
mod variants;

use crate::facts::Text;
use crate::languages;
use crate::resolve::code_definitions::item::Item;
use crate::resolve::code_definitions::items::{items, public_methods};
use crate::resolve::code_definitions::slots::{SlotResult, result};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::project::ids::ParsedFile;
use crate::resolve::request::{FileRequest, FileRequests};
use crate::rules::RulePack;
use crate::rules::compiled_definitions::{CompiledRule, DefinitionRules};
use crate::rules::definitions::FieldName;
use crate::rules::each::ItemKind;
use crate::rules::pattern::Method;
use crate::rules::slot::Slot;
use crate::source::{FileId, SourceMap, Span};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A record that code declares.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CodeDefinition {
    /// `pack#id` of the rule.
    pub(crate) rule: Text,
    /// The name that is sent.
    pub(crate) name: Text,
    /// True if the name has `*` where the arguments of a function decide a part.
    pub(crate) is_pattern: bool,
    /// The name by which code refers to it; empty if nothing does.
    pub(crate) handle: Text,
    /// The class around it, or the class that it is.
    pub(crate) class: Text,
    /// The values of the other fields.
    pub(crate) fields: BTreeMap<FieldName, Vec<(Text, Span)>>,
    /// Span of its own name in the code.
    pub(crate) name_span: Span,
    /// The whole record.
    pub(crate) span: Span,
    /// True if the calls inside belong to it.
    pub(crate) owns_calls: bool,
}

/// An item of code that is a record without a known name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UnnamedRecord {
    /// `pack#id` of the rule.
    pub(crate) rule: Text,
    /// The name by which code refers to it.
    pub(crate) handle: Text,
    /// The reason.
    pub(crate) why: String,
    /// Span of its own name in the code.
    pub(crate) span: Span,
}

/// All records that code declares.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CodeDefinitions {
    /// Records, by place.
    pub(crate) records: Vec<CodeDefinition>,
    /// Items whose names are not known.
    pub(crate) unnamed: Vec<UnnamedRecord>,
}

impl CodeDefinitions {
    /// Returns the spans of the records that calls inside belong to.
    pub(crate) fn owned(&self) -> Vec<Span> {
        let records = self.records.iter().filter(|record| record.owns_calls);
        records.map(|record| record.span).collect()
    }
}

/// The rules for definitions in code.
pub(crate) struct CodeRules {
    rules: Vec<RuleFiles>,
}

/// A rule, with the parsed files that it takes.
struct RuleFiles {
    rule: CompiledRule,
    units: Vec<u32>,
}

impl CodeRules {
    /// Compiles the rules of packs.
    ///
    /// # Errors
    /// The rules that can never match.
    pub(crate) fn new(packs: &[RulePack]) -> Result<Self, String> {
        let packs = packs.iter().map(|pack| {
            let rules = pack.definition_rules().into_iter();
            let rules = rules.filter(|rule| rule.each.is_some());
            (pack.pack.to_string(), rules.collect())
        });
        let rules = DefinitionRules::new(packs).map_err(|faults| faults.join("\n"))?;
        let rules = rules.rules.into_iter();
        let rules = rules.map(|rule| RuleFiles {
            rule,
            units: Vec::new(),
        });
        Ok(Self {
            rules: rules.collect(),
        })
    }

    /// Notes parsed files, of which the first has this number, for the rules that take them.
    pub(crate) fn note(&mut self, first: usize, files: &[ParsedFile]) {
        for RuleFiles { rule, units } in &mut self.rules {
            let files = (first as u32..).zip(files);
            let taken = files.filter(|(_, file)| rule.takes_code(&file.path));
            units.extend(taken.map(|(unit, _)| unit));
        }
    }

    /// Returns the first requests: the files that rules name, and the words of classes whose subclasses are records.
    pub(crate) fn requests(&self, sources: &SourceMap, code: &[FileId]) -> FileRequests {
        let mut requests = FileRequests::new();
        for RuleFiles { rule, .. } in &self.rules {
            if rule.rule.files.is_empty() {
                let words = rule.each.iter().flat_map(|each| match each.kind {
                    ItemKind::Arguments => &each.along_with,
                    _ => &each.names,
                });
                requests.extend(words.cloned().map(FileRequest::word));
                continue;
            }
            let paths = code.iter().map(|file| &*sources.file(*file).path);
            let paths = paths.filter(|path| rule.takes_code(path));
            requests.extend(paths.map(FileRequest::file));
        }
        requests
    }
}

/// Returns the packs with `defined-by` replaced by the methods that it means.
///
/// # Errors
/// A rule whose `defined-by` names no definition rule with `method-of`.
pub(crate) fn with_defined_methods<'p>(
    packs: &'p [RulePack],
    sources: &SourceMap,
    code: &[FileId],
) -> Result<Cow<'p, [RulePack]>, String> {
    let is_defined = |method: &Method| matches!(method, Method::DefinedBy(_));
    let mut calls = packs.iter().flat_map(|pack| &pack.calls);
    if !calls.any(|rule| rule.method.iter().any(is_defined)) {
        return Ok(Cow::Borrowed(packs));
    }
    let handles = handles(&CodeRules::new(packs)?, sources, code);
    let mut packs = packs.to_vec();
    for pack in &mut packs {
        for rule in &mut pack.calls {
            let mut methods = Vec::new();
            for method in std::mem::take(&mut rule.method.0) {
                let Method::DefinedBy(id) = &method else {
                    methods.push(method);
                    continue;
                };
                let own: Text = format!("{}#{id}", pack.pack).into();
                let found = handles.get(&own).ok_or_else(|| {
                    format!(
                        "rule `{}#{}`: `defined-by: {id}` names no definition rule of the pack with `each: {{method-of: …}}`",
                        pack.pack, rule.id
                    )
                })?;
                methods.extend(found.iter().cloned().map(Method::Name));
            }
            rule.method.0 = methods;
        }
    }
    Ok(Cow::Owned(packs))
}

/// Returns the public methods of the classes that rules name, by rule (`pack#id`). It reads only the files of those rules, so it
/// can run before everything else.
fn handles(
    rules: &CodeRules,
    sources: &SourceMap,
    code: &[FileId],
) -> BTreeMap<Text, BTreeSet<Text>> {
    let mut found: BTreeMap<Text, BTreeSet<Text>> = BTreeMap::new();
    for RuleFiles { rule, .. } in &rules.rules {
        let Some(each) = rule
            .each
            .as_ref()
            .filter(|each| each.kind == ItemKind::Methods)
        else {
            continue;
        };
        let methods = found.entry(rule.name.as_str().into()).or_default();
        for file in code.iter().copied() {
            let source = sources.file(file);
            let language = languages::language_of(&source.path);
            let Some(language) = language.filter(|_| rule.takes_code(&source.path)) else {
                continue;
            };
            let (path, text) = (&*source.path, &*source.text);
            let facts = language.facts(languages::Input { file, path, text });
            methods.extend(public_methods(each, &facts).map(|(_, method)| method.name.clone()));
        }
    }
    found
}

/// Finds all records in the parsed files, by place and name.
pub(crate) fn definitions(rules: &CodeRules, eval: &Evaluator<'_>) -> CodeDefinitions {
    let mut found = CodeDefinitions::default();
    for RuleFiles { rule, units } in &rules.rules {
        for mut item in items(rule, units, eval) {
            if let Some(constant) = own_constant(rule) {
                // A subclass that inherits the constant repeats the names of the other class.
                let Some(at) = eval.index.own_fields(&item.class, constant).first() else {
                    continue;
                };
                item.name_span = eval.index.binding(*at).span;
            }
            add(rule, eval, &item, &mut found);
        }
    }
    let key = |record: &CodeDefinition| (record.span, record.rule.clone(), record.name.clone());
    found.records.sort_by_key(key);
    found
        .unnamed
        .sort_by_key(|record| (record.span, record.rule.clone()));
    found
}

fn add(rule: &CompiledRule, eval: &Evaluator<'_>, item: &Item, found: &mut CodeDefinitions) {
    let name = match rule.slot(FieldName::Name) {
        Some(slot) => result(slot, item, eval),
        None => default_name(rule, item, eval),
    };
    let handle = match rule.slot(FieldName::Handle) {
        Some(slot) => result(slot, item, eval).texts.into_iter().next(),
        None => Some(item.handle.clone()),
    };
    let handle = handle.unwrap_or_default();
    let rule_name: Text = rule.name.as_str().into();
    let patterns = name.patterns;
    let is_unnamed = name.texts.is_empty() && patterns.is_empty();
    if let (true, Some(why)) = (is_unnamed, name.unknown) {
        found.unnamed.push(UnnamedRecord {
            rule: rule_name,
            handle,
            why,
            span: item.name_span,
        });
        return;
    }
    let others = rule.slots();
    let others = others.filter(|(field, _)| !matches!(field, FieldName::Name | FieldName::Handle));
    let fields: BTreeMap<FieldName, Vec<(Text, Span)>> = others
        .map(|(field, slot)| {
            let texts = result(slot, item, eval).texts.into_iter();
            (field, texts.map(|text| (text, item.name_span)).collect())
        })
        .collect();
    let patterns = patterns.into_iter().map(|glob| (glob, true));
    let names = name.texts.into_iter().map(|text| (text, false));
    for (text, is_pattern) in names.chain(patterns) {
        found.records.push(CodeDefinition {
            rule: rule_name.clone(),
            handle: match handle == text {
                true => Text::default(),
                false => handle.clone(),
            },
            name: text,
            is_pattern,
            class: item.owner.clone(),
            fields: fields.clone(),
            name_span: item.name_span,
            span: item.span,
            owns_calls: owns_calls(rule),
        });
    }
}

/// Returns the constant of each subclass that holds the names.
fn own_constant(rule: &CompiledRule) -> Option<&Text> {
    let each = rule.each.as_ref()?;
    let name = rule.slot(FieldName::Name)?;
    let constant = name.receiver_constant.as_ref();
    constant.filter(|_| each.kind == ItemKind::Subclasses)
}

/// Returns the name of an item for which the rule has no slot.
fn default_name(rule: &CompiledRule, item: &Item, eval: &Evaluator<'_>) -> SlotResult {
    let kind = rule.each.as_ref().map(|each| each.kind);
    let is_named = matches!(kind, Some(ItemKind::Methods | ItemKind::Keys));
    let slot = Slot {
        function_name: is_named,
        value: !is_named,
        ..Slot::default()
    };
    result(&slot, item, eval)
}

/// Returns true if the rule reads calls inside its records, which are then no calls of their own.
fn owns_calls(rule: &CompiledRule) -> bool {
    let is_methods = rule
        .each
        .as_ref()
        .is_some_and(|each| each.kind == ItemKind::Methods);
    let mut slots = rule.slots().flat_map(|(_, slot)| slot.all());
    is_methods && slots.any(|slot| slot.call.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn handles_are_known_before_anything_is_resolved() {
        let pack = "pack: shop\ndefinitions:\n  - {id: methods, files: '*.rb', each: {method-of: Events}}\n\
            \x20 - {id: members, files: '*.rb', each: {member-of: NAMES}}\n";
        let rules = CodeRules::new(&[crate::rules::read(pack).expect("it is valid")]);
        let ruby = "module Events\n  def paid; end\n  def self.sent; end\n  private\n  def own; end\nend\n";
        let mut sources = SourceMap::default();
        let code = [
            sources.add(SourceFile::new("a.rb", ruby)),
            sources.add(SourceFile::new("app/b.rb", ruby.replace("paid", "other"))),
        ];
        let found = handles(&rules.expect("it is compiled"), &sources, &code);
        let expected = BTreeSet::from(["paid".into(), "sent".into()]);
        assert_eq!(found, BTreeMap::from([("shop#methods".into(), expected)]));
    }

    #[test]
    fn parameters_and_tags_become_fields() {
        let pack = "pack: shop\ndefinitions:\n  - id: methods\n    files: '*'\n    each: {method-of: Events}\n    fields:\n\
            \x20     properties: {parameters: true}\n      former-names: {tag: was}\n\
            \x20     category: {join: [{class-name: true, case: snake}, {text: x}], separator: '-'}\n";
        let packs = [crate::rules::read(pack).expect("it is valid")];
        let ruby = "class Events\n  # @was old\n  def paid(total, coupon: nil, *rest, **more, &block); end\nend\n";
        let script = "class Events { sent({ total, items = [], ...rest }, options) {} }\n";
        let mut sources = SourceMap::default();
        let code = [("a.rb", ruby), ("b.ts", script)]
            .map(|(path, text)| sources.add(SourceFile::new(path, text)));
        let (others, cache) = (FileRequests::new(), Default::default());
        let found = crate::resolve::resolve(&sources, &code, &packs, &others, &cache);
        let found = found.expect("it is resolved");
        let records = &found.definitions.records;
        let fields = |number: usize, field| -> Vec<Text> {
            let record: &CodeDefinition = &records[number];
            let values = record.fields.get(&field).into_iter().flatten();
            values.map(|(text, _)| text.clone()).collect()
        };
        assert_eq!(fields(0, FieldName::Properties), ["total", "coupon"]);
        assert_eq!(fields(0, FieldName::FormerNames), ["old"]);
        assert_eq!(fields(0, FieldName::Category), ["events-x"]);
        assert_eq!(
            fields(1, FieldName::Properties),
            ["total", "items", "options"]
        );
    }
}
