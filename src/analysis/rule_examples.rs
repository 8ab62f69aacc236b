//! Examples of rule packs: code and documents that a rule must match, and others that it must not match.

use crate::analysis::analyzed::{Analysis, Caches, analyze_files, workers};
use crate::analysis::failure::Failure;
use crate::analysis::files::Files;
use crate::analysis::packs::{packs, read_pack};
use crate::analysis::run_config::RunConfig;
use crate::config::Settings;
use crate::input::file_source::FileSource;
use crate::input::read_file::{ReadFile, SkippedFile};
use crate::input::walk::{FileFilter, WalkedFiles};
use crate::languages;
use crate::rules::calls::{Example, Examples};
use crate::rules::consumers::ConsumerRule;
use crate::rules::definitions::DefinitionRule;
use crate::rules::features::SurfaceRule;
use crate::rules::{self, RulePack};
use crate::source::SourceMap;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The result of the examples of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TestedRule {
    /// `pack#rule`.
    pub(crate) rule: String,
    /// Examples with another result than the rule says.
    pub(crate) faults: Vec<String>,
}

/// Runs the examples of all rules of the packs that the settings name; without any, of all embedded packs.
///
/// # Errors
/// A pack cannot be read or compiled.
pub(crate) fn test_configured(settings: &Settings) -> Result<Vec<TestedRule>, Failure> {
    let names_any = settings.packs.is_some() || !settings.rules.is_empty();
    test(&match names_any {
        true => packs(settings, &mut SourceMap::default())?,
        false => rules::embedded().map_err(Failure::Usage)?,
    })
}

/// Runs the examples of all rules of the packs at these paths.
///
/// # Errors
/// A pack cannot be read or compiled.
pub(crate) fn test_files(paths: &[PathBuf]) -> Result<Vec<TestedRule>, Failure> {
    let packs = paths.iter().map(|path| Ok(read_pack(path)?.0));
    test(&packs.collect::<Result<Vec<_>, Failure>>()?)
}

/// Runs the examples of all rules of packs. A pack is used together with the other packs of its stack, and with no others.
///
/// # Errors
/// A pack cannot be compiled.
pub(crate) fn test(packs: &[RulePack]) -> Result<Vec<TestedRule>, Failure> {
    let pool = workers(&Settings::default())?;
    let stacks: BTreeSet<&str> = packs.iter().map(stack).collect();
    let mut all = Vec::new();
    for name in stacks {
        let of_stack = packs.iter().filter(|pack| stack(pack) == name);
        let of_stack: Vec<RulePack> = of_stack.cloned().collect();
        let tester = Tester::new(of_stack, &pool)?;
        all.extend(pool.install(|| tester.test())?);
    }
    all.sort_by(|a, b| a.rule.cmp(&b.rule));
    Ok(all)
}

/// Returns the first part of the name of a pack.
fn stack(pack: &RulePack) -> &str {
    pack.pack.split('/').next().unwrap_or_default()
}

/// A rule with examples.
#[derive(Clone, Copy)]
struct Tested<'a> {
    name: &'a str,
    examples: &'a Examples,
    /// Path of the examples that name none; none if there is no such path.
    path: Option<&'a str>,
    definition: Option<&'a DefinitionRule>,
    /// True if the records read names, and define none.
    is_consumer: bool,
    /// The kind of the surfaces that a rule of surfaces finds.
    surface: Option<&'a str>,
}

/// The packs of a stack, ready for use.
struct Tester<'a> {
    packs: Vec<RulePack>,
    calls: Arc<RunConfig>,
    pool: &'a Arc<ThreadPool>,
}

impl<'a> Tester<'a> {
    fn new(packs: Vec<RulePack>, pool: &'a Arc<ThreadPool>) -> Result<Self, Failure> {
        let calls = RunConfig::of_packs(settings(), packs.clone())?.for_calls();
        Ok(Self {
            packs,
            calls: Arc::new(calls),
            pool,
        })
    }

    fn test(&self) -> Result<Vec<TestedRule>, Failure> {
        let packs = self.packs.par_iter();
        let rules = packs.map(|pack| {
            let calls = pack.calls.iter();
            let calls = calls.map(|rule| (&*rule.id, &rule.languages, &rule.examples));
            let elements = pack.elements.iter();
            let elements = elements.map(|rule| (&*rule.id, &rule.languages, &rule.examples));
            let mut all = Vec::new();
            for (id, languages, examples) in calls.chain(elements) {
                let language = languages.iter().next().map(|language| language.as_str());
                let path = language.and_then(default_path);
                all.push(self.test_rule(Tested {
                    name: &format!("{}#{id}", pack.pack),
                    examples,
                    path: path.as_deref(),
                    definition: None,
                    is_consumer: false,
                    surface: None,
                })?);
            }
            all.extend(self.test_surfaces(pack)?);
            let routes = pack.routes.iter().map(|rule| rule.definition());
            all.extend(
                pack.consumers
                    .iter()
                    .filter(|rule| !rule.is_of_records())
                    .map(|rule| texts(pack, rule)),
            );
            let consumers = pack.consumers.iter().filter(|rule| rule.is_of_records());
            let consumers = consumers.filter_map(|rule| rule.definition());
            let definitions = pack.definitions.iter().cloned().chain(routes);
            let definitions = definitions.map(|rule| (rule, false));
            for (rule, is_consumer) in definitions.chain(consumers.map(|rule| (rule, true))) {
                let is_literal = |glob: &&String| !glob.contains(['*', '{', '?', '[']);
                all.push(self.test_rule(Tested {
                    name: &format!("{}#{}", pack.pack, rule.id),
                    examples: &rule.examples,
                    path: rule.files.iter().find(is_literal).map(String::as_str),
                    definition: Some(&rule),
                    is_consumer,
                    surface: None,
                })?);
            }
            Ok(all)
        });
        let rules: Result<Vec<_>, Failure> = rules.collect();
        Ok(rules?.into_iter().flatten().collect())
    }

    /// Tests the rules of surfaces that have examples.
    fn test_surfaces(&self, pack: &RulePack) -> Result<Vec<TestedRule>, Failure> {
        let rules = pack.features.surfaces.iter();
        let rules = rules.filter(|rule| !rule.examples.matching.is_empty());
        let test = |rule: &SurfaceRule| {
            let language = rule.languages.iter().next();
            let path = language.and_then(|language| default_path(language));
            self.test_rule(Tested {
                name: &format!("{}#{}", pack.pack, rule.id),
                examples: &rule.examples,
                path: path.as_deref(),
                definition: None,
                is_consumer: false,
                surface: Some(&rule.id),
            })
        };
        rules.map(test).collect()
    }

    fn test_rule(&self, rule: Tested<'_>) -> Result<TestedRule, Failure> {
        let mut faults = Vec::new();
        let Examples { matching, ignore } = rule.examples;
        for (key, examples, must_match) in [("match", matching, true), ("ignore", ignore, false)] {
            // A definition rule may take all records of its files.
            if examples.is_empty() && (must_match || rule.definition.is_none()) {
                faults.push(format!("it has no example in `{key}`"));
            }
            for (index, example) in examples.iter().enumerate() {
                let wrong = match path_of(example, rule) {
                    Some(path) => {
                        let found = self.found(rule, &path, &example.code)?;
                        fault(&found, example, must_match)
                    }
                    None => Some("it has neither `path` nor a known `language`".to_owned()),
                };
                let place = format!("example {} of `{key}`", index + 1);
                faults.extend(wrong.map(|wrong| format!("{place}: {wrong}")));
            }
        }
        Ok(TestedRule {
            rule: rule.name.to_owned(),
            faults,
        })
    }

    /// Returns the names that the rule finds in a file; an unknown name is `?`.
    fn found(&self, rule: Tested<'_>, path: &str, code: &str) -> Result<BTreeSet<String>, Failure> {
        let source = OneFile { path, code };
        if let Some(kind) = rule.surface {
            let config = RunConfig::of_packs(settings(), self.packs.clone())?;
            let analysis = self.analyze(&Arc::new(config), &source)?;
            let rows = analysis.surfaces_with_ways().into_iter();
            return Ok(rows
                .filter(|row| row.kind == kind)
                .map(|row| row.id)
                .collect());
        }
        match rule.definition {
            None => {
                let analysis = self.analyze(&self.calls, &source)?;
                let calls = analysis.calls.iter().chain(&analysis.resolution.misplaced);
                let own = calls.filter(|call| call.rule == rule.name);
                Ok(own.flat_map(|call| names(&call.event)).collect())
            }
            Some(definition) => {
                let mut settings = settings();
                settings.taxonomy = vec![PathBuf::from(path)];
                let pack = RulePack {
                    definitions: vec![definition.clone()],
                    ..RulePack::default()
                };
                let config = RunConfig::of_packs(settings, vec![pack])?;
                let analysis = self.analyze(&Arc::new(config), &source)?;
                Ok(match rule.is_consumer {
                    true => read(&analysis),
                    false => defined(&analysis),
                })
            }
        }
    }

    fn analyze(&self, config: &Arc<RunConfig>, file: &OneFile<'_>) -> Result<Analysis, Failure> {
        let files = Files::read(config, file)?;
        analyze_files(config, &files, &mut Caches::default(), self.pool)
    }
}

/// Tests a rule that reads names in texts.
fn texts(pack: &RulePack, rule: &ConsumerRule) -> TestedRule {
    let name = format!("{}#{}", pack.pack, rule.id);
    let mut faults = Vec::new();
    let Examples { matching, ignore } = &rule.examples;
    if matching.is_empty() {
        faults.push("it has no example in `match`".to_owned());
    }
    let is_literal = |glob: &&String| !glob.contains(['*', '{', '?', '[']);
    let own = rule.files.iter().find(is_literal);
    for (key, examples, must_match) in [("match", matching, true), ("ignore", ignore, false)] {
        for (index, example) in examples.iter().enumerate() {
            let path = example.path.as_ref().or(own);
            let found = match path {
                Some(path) => crate::consumers::example_names(pack, rule, path, &example.code),
                None => Err("it has no `path`".to_owned()),
            };
            let wrong = found.map(|found| fault(&found, example, must_match));
            let place = format!("example {} of `{key}`", index + 1);
            let wrong = wrong.unwrap_or_else(Some);
            faults.extend(wrong.map(|wrong| format!("{place}: {wrong}")));
        }
    }
    TestedRule { rule: name, faults }
}

fn settings() -> Settings {
    Settings {
        allow_empty: true,
        ..Settings::default()
    }
}

fn default_path(language: &str) -> Option<String> {
    let language = languages::named(language)?;
    let extension = language.extensions.first()?;
    Some(format!("app/example.{extension}"))
}

fn path_of(example: &Example, rule: Tested<'_>) -> Option<String> {
    let of_language = || default_path(example.language.as_ref()?);
    let of_rule = || rule.path.map(str::to_owned);
    let path = example.path.clone();
    path.or_else(of_language).or_else(of_rule)
}

/// Returns the difference between the expected and the found names.
fn fault(found: &BTreeSet<String>, example: &Example, must_match: bool) -> Option<String> {
    let list = |names: &BTreeSet<String>| match names.is_empty() {
        true => "nothing".to_owned(),
        false => Vec::from_iter(names.iter().map(String::as_str)).join(", "),
    };
    let names = example.names.iter().map(ToString::to_string);
    let expected: BTreeSet<String> = names.collect();
    match must_match {
        true if expected.is_empty() => found
            .is_empty()
            .then(|| "expected any name, found nothing".to_owned()),
        true => (expected != *found)
            .then(|| format!("expected {}, found {}", list(&expected), list(found))),
        false => (!found.is_empty()).then(|| format!("expected nothing, found {}", list(found))),
    }
}

fn names(event: &crate::calls::EventName) -> Vec<String> {
    let all = event.names.iter().chain(&event.patterns);
    let names: Vec<String> = all.map(ToString::to_string).collect();
    match names.is_empty() {
        true => vec!["?".to_owned()],
        false => names,
    }
}

/// Returns the names that all records read.
fn read(analysis: &Analysis) -> BTreeSet<String> {
    let catalog = &analysis.catalog.catalog;
    let of_documents = catalog.aggregates.iter().flat_map(|reader| &reader.events);
    let of_code = catalog.events.iter().map(|event| &event.name);
    let names = of_documents.chain(of_code);
    names.map(|name| name.value.to_string()).collect()
}

/// Returns the names of all records.
fn defined(analysis: &Analysis) -> BTreeSet<String> {
    let catalog = &analysis.catalog.catalog;
    let taxonomy = &catalog.taxonomy;
    let entries = [&taxonomy.categories, &taxonomy.groups];
    let entries = entries
        .into_iter()
        .chain([&taxonomy.stages, &taxonomy.sections]);
    let events = catalog.events.iter().map(|event| &event.name.value);
    events
        .chain(catalog.metrics.iter().map(|metric| &metric.key_path.value))
        .chain(catalog.aggregates.iter().map(|union| &union.name.value))
        .chain(catalog.listed.iter().map(|listed| &listed.name.value))
        .chain(catalog.counters.iter().map(|counter| &counter.name))
        .chain(analysis.counters.iter().map(|counter| &counter.name))
        .chain(catalog.categories.iter().map(|category| &category.id))
        .chain(catalog.features.iter().map(|feature| &feature.title.value))
        .chain(entries.flat_map(|entries| entries.keys()))
        .map(ToString::to_string)
        .collect()
}

/// A project of one file.
struct OneFile<'a> {
    path: &'a str,
    code: &'a str,
}

impl OneFile<'_> {
    fn read(&self) -> ReadFile {
        ReadFile {
            path: self.path.to_owned(),
            text: self.code.into(),
            replaced: None,
        }
    }
}

impl FileSource for OneFile<'_> {
    fn walk(&self, filter: FileFilter<'_>) -> Result<WalkedFiles, String> {
        let mut walked = WalkedFiles::default();
        if (filter.file)(self.path) {
            walked.add(Ok(self.read()));
        }
        Ok(walked)
    }

    fn has_folder(&self, _: &str) -> bool {
        false
    }

    fn named(&self, file: &Path) -> Option<Result<ReadFile, SkippedFile>> {
        (file == Path::new(self.path)).then(|| Ok(self.read()))
    }
}
