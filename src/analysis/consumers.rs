//! The audit of an analytics project against the names of a product.

use crate::analysis::analyzed::{Caches, analyze_files, workers};
use crate::analysis::failure::{Failure, machine_fault};
use crate::analysis::files::Files;
use crate::analysis::packs::packs;
use crate::analysis::run_config::RunConfig;
use crate::audit::consumers::ConsumerContext;
use crate::audit::inputs::directives;
use crate::audit::registry;
use crate::config::Settings;
use crate::consumers::exchange::{
    ConsumersFile, ExposureCell, NodeCell, ReferenceCell, VERSION, node_key,
};
use crate::consumers::inventory::Inventory;
use crate::consumers::project::{self, ConsumerProject};
use crate::consumers::reference::Reference;
use crate::consumers::rules::ConsumerRules;
use crate::facts::{Directive, Text};
use crate::input::file_source::{FileSource, FolderSource};
use crate::input::inventory::{MOST_DAYS, age};
use crate::input::paths::slashed;
use crate::input::read_file;
use crate::input::walk::FileFilter;
use crate::report::text::{counted, grouped};
use crate::report::{Report, UnreadFile};
use crate::rules::RulePack;
use crate::source::{FileId, SourceFile, SourceMap};
use rayon::ThreadPool;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// An analytics project that was read, and the names that it should read.
pub(crate) struct ConsumerAudit {
    settings: Settings,
    sources: SourceMap,
    rules: ConsumerRules,
    project: ConsumerProject,
    /// The names of the product; none if they are not known.
    pub(crate) inventory: Option<Inventory>,
    files: usize,
    skipped: Vec<UnreadFile>,
    pool: Arc<ThreadPool>,
}

/// Reads an analytics project. `manifests` are compiled manifests from outside of the walk.
///
/// # Errors
/// A rule is invalid, or a file cannot be read because of a fault of the machine.
pub(crate) fn read_consumers(
    settings: &Settings,
    manifests: &[PathBuf],
    inventory: Option<Inventory>,
) -> Result<ConsumerAudit, Failure> {
    let mut settings = settings.clone();
    let pool = workers(&settings)?;
    let packs = packs(&settings.clone(), &mut settings.sources)?;
    let rules = ConsumerRules::new(&packs).map_err(Failure::Usage)?;
    let mut sources = settings.sources.clone().in_folder(&settings.path_prefix);
    let is_part = |path: &str| {
        let is_included = settings.include.is_empty() || settings.include.is_match(path);
        is_included && settings.exclude.matching(path).is_empty() && rules.takes(path)
    };
    let filter = FileFilter {
        file: &is_part,
        folder: &|_| true,
        most: settings.max_file_size(),
    };
    let source = FolderSource::new(&settings.root);
    let walked = pool
        .install(|| source.walk(filter))
        .map_err(Failure::Usage)?;
    if let Some(fault) = walked.skipped.iter().find(|skipped| skipped.is_fault) {
        return Err(machine_fault(fault));
    }
    let mut files: Vec<FileId> = Vec::with_capacity(walked.files.len());
    for file in walked.files {
        files.push(sources.add(SourceFile::new(file.path, file.text)));
    }
    let number = files.len();
    let mut given = Vec::new();
    for manifest in manifests {
        let path = slashed(manifest);
        let read = std::fs::read(manifest);
        let bytes = read.map_err(|error| Failure::Usage(format!("{path}: {error}")))?;
        let (text, _) = read_file::to_text(&bytes);
        given.push(sources.add(SourceFile::new(path, text)));
    }
    let inventory = inventory.map(|inventory| dated(inventory, settings.today.as_deref()));
    let (of_code, comments) = of_code(&settings, &packs, &rules, &mut sources, &pool)?;
    let mut project = pool.install(|| project::read(&rules, &sources, &files, &given, of_code));
    let is_new = |comment: &Directive| !project.directives.contains(comment);
    let comments: Vec<Directive> = comments.into_iter().filter(is_new).collect();
    project.directives.extend(comments);
    let unread = |skipped: read_file::SkippedFile| UnreadFile {
        path: skipped.path,
        reason: skipped.reason,
    };
    Ok(ConsumerAudit {
        settings,
        sources,
        rules,
        project,
        inventory,
        files: number,
        skipped: walked.skipped.into_iter().map(unread).collect(),
        pool,
    })
}

/// Marks the names of a product as old if an inventory of it is.
fn dated(mut inventory: Inventory, today: Option<&str>) -> Inventory {
    let old = |(_, date): &(String, String)| {
        let age = today.and_then(|today| age(date, today));
        age.is_some_and(|age| age > MOST_DAYS)
    };
    inventory.written.retain(old);
    inventory.is_old = !inventory.written.is_empty();
    inventory
}

/// Returns the names that constants in code have, and the comments there. Code is read only if a rule asks for it.
fn of_code(
    settings: &Settings,
    packs: &[RulePack],
    rules: &ConsumerRules,
    sources: &mut SourceMap,
    pool: &Arc<ThreadPool>,
) -> Result<(Vec<Reference>, Vec<Directive>), Failure> {
    let readers = rules.readers.iter().enumerate();
    let readers = readers.filter(|(_, reader)| reader.rule.each.is_some());
    let of_rules: Vec<(usize, RulePack)> = readers
        .filter_map(|(number, reader)| {
            let mut definition = reader.rule.definition()?;
            definition.system = reader.name.to_string();
            let pack = RulePack {
                pack: reader.name.clone(),
                definitions: vec![definition],
                project: crate::rules::merged(packs),
                ..RulePack::default()
            };
            Some((number, pack))
        })
        .collect();
    let mut found = Vec::new();
    if of_rules.is_empty() {
        return Ok((found, Vec::new()));
    }
    let packs = of_rules.iter().map(|(_, pack)| pack.clone()).collect();
    let quiet = Settings {
        allow_empty: true,
        sources: std::mem::take(sources),
        ..settings.clone()
    };
    let config = Arc::new(RunConfig::of_packs(quiet, packs)?);
    let source = FolderSource::new(&settings.root);
    let analysis = pool.install(|| {
        let files = Files::read(&config, &source)?;
        analyze_files(&config, &files, &mut Caches::default(), pool)
    })?;
    for event in &analysis.catalog.catalog.events {
        let mut of_rules = of_rules.iter();
        if let Some((number, _)) = of_rules.find(|(_, pack)| pack.pack == event.system) {
            found.push(Reference {
                rule: *number,
                of: rules.readers[*number].rule.of,
                name: event.name.value.clone(),
                is_pattern: false,
                span: event.name.span,
                becomes: None,
                title: None,
            });
        }
    }
    let comments = analysis.with_inputs(|inputs| directives(&inputs).cloned().collect());
    *sources = analysis.sources;
    Ok((found, comments))
}

impl ConsumerAudit {
    /// Judges all references and hands them to `work`.
    pub(crate) fn with<R: Send>(&self, work: impl FnOnce(&ConsumerContext<'_>) -> R + Send) -> R {
        self.pool.install(|| {
            work(&ConsumerContext::new(
                &self.settings,
                &self.rules,
                &self.sources,
                &self.project,
                self.inventory.as_ref(),
            ))
        })
    }

    /// Returns the findings.
    pub(crate) fn report(&self) -> Report {
        let findings = self.with(registry::check_consumers);
        let ignores = |finding: &crate::finding::Finding| {
            let today = self.settings.today.as_deref();
            let path = self.sources.path(finding.primary.span);
            let mut ignores = self.settings.ignore.iter();
            ignores.any(|ignore| {
                ignore.covers(finding.lint.name, path)
                    && !today.is_some_and(|today| ignore.is_expired(today))
            })
        };
        let kept = findings.into_iter().filter(|finding| !ignores(finding));
        let mut report = Report::new(self.sources.clone(), kept.collect());
        report.input_summary.files = self.files;
        report.input_summary.skipped.clone_from(&self.skipped);
        report.notes.extend(self.notes());
        report.tally.references = Some(self.project.references.len());
        report
    }

    fn notes(&self) -> Vec<String> {
        let names: BTreeSet<&Text> = self
            .project
            .references
            .iter()
            .map(|one| &one.name)
            .collect();
        let mut notes = vec![format!(
            "The references have {}.",
            counted(names.len(), "different name", "different names"),
        )];
        match &self.inventory {
            None => notes.push(
                "The names of the product are not known, so no name was compared; pass them with --product."
                    .to_owned(),
            ),
            Some(inventory) => {
                notes.push(format!(
                    "They were compared with {} metrics and {} events of the product.",
                    grouped(inventory.metrics.len()),
                    grouped(inventory.events.len())
                ));
                let old = inventory.written.iter().map(|(repository, date)| {
                    format!("The inventory of {repository} is of {date}, so newer names are not known.")
                });
                notes.extend(old);
            }
        }
        notes
    }

    /// Returns the file that tells the product who reads its names.
    pub(crate) fn file(&self, project: &str) -> ConsumersFile {
        self.with(|cx| file(cx, project))
    }
}

fn file(cx: &ConsumerContext<'_>, project: &str) -> ConsumersFile {
    let mut written = ConsumersFile {
        version: VERSION,
        project: project.to_owned(),
        ..ConsumersFile::default()
    };
    let nodes = &cx.project.graph.nodes;
    let key = |node: usize| node_key(nodes[node].kind.word(), &nodes[node].name);
    for one in cx.judged() {
        let facing = one.reader.rule.customer_facing;
        let (reference, rule) = (one.reference, &one.reader.rule);
        let text = |text: &Option<Text>| text.as_ref().map(ToString::to_string);
        written.references.push(ReferenceCell {
            rule: one.reader.name.to_string(),
            kind: rule.kind.to_string(),
            of: reference.of.word().to_owned(),
            system: one.reader.system.to_string(),
            name: reference.name.to_string(),
            is_pattern: reference.is_pattern,
            path: cx.sources.in_repository(cx.sources.path(reference.span)),
            line: cx.sources.lines(reference.span).0,
            becomes: text(&reference.becomes),
            title: text(&reference.title),
            node: key(one.node),
            verdict: cx
                .inventory
                .map(|_| one.judgement.verdict.word().to_owned()),
            meant: text(&one.judgement.meant),
        });
        let cell = || node(cx, one.node);
        let cell = written.nodes.entry(key(one.node)).or_insert_with(cell);
        cell.customer_facing |= facing;
    }
    written
}

fn node(cx: &ConsumerContext<'_>, number: usize) -> NodeCell {
    let reach = cx.downstream(number);
    let texts = |names: BTreeSet<Text>| names.iter().map(ToString::to_string).collect();
    let exposures = reach.exposures.iter().map(|(name, kind)| ExposureCell {
        name: name.to_string(),
        kind: kind.to_string(),
    });
    NodeCell {
        kind: cx.project.graph.nodes[number].kind.word().to_owned(),
        exposures: exposures.collect(),
        models: texts(reach.models),
        owners: texts(reach.owners),
        customer_facing: reach.customer_facing,
    }
}
