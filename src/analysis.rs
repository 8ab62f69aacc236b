//! One run from a folder to everything the commands ask for: read, scan, resolve, load definitions, audit.

mod change;
mod files;
mod inputs;
mod loaded_catalog;
pub mod outcome;
mod progress;
mod rows;
mod run_config;
mod scaffold;
mod trace;

use crate::analysis::files::Files;
use crate::analysis::inputs::reading;
use crate::analysis::loaded_catalog::LoadedCatalog;
use crate::analysis::outcome::{Engine, Failure, Outcome, Sides};
use crate::analysis::progress::Progress;
use crate::analysis::run_config::RunConfig;
use crate::audit::metric_files::MetricFiles;
use crate::audit::registry;
use crate::audit::suppression::SettingsUsage;
use crate::audit::surfaces::Surface as Found;
use crate::audit::{
    Context, Inputs, features::FeatureKind, verdicts::FeatureVerdict, verdicts::MetricVerdict,
};
use crate::catalog::CounterDefinition;
use crate::catalog::load::DefinitionCache;
use crate::config::Settings;
use crate::input::file_source::FolderSource;
use crate::input::walk::{self, FileFilter};
use crate::panic;
use crate::report::coverage::Coverage;
use crate::report::input_summary::InputSummary;
use crate::report::list::{CallRow, EventRow, FeatureRow, MetricRow};
use crate::report::text::counted;
use crate::report::trace::Trace;
use crate::report::{Report, Surface, Tally};
use crate::resolve::explain::{self, Explanations};
use crate::resolve::parse_cache::ParseCache;
use crate::resolve::{self, Resolution};
use crate::rules::{self, RulePack};
use crate::scaffold::{NewFile, Request};
use crate::source::{FileId, SourceMap};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// The engine behind the command line.
pub static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine {
    run,
    run_for_calls,
    run_on,
    detect,
    lints: registry::lints(),
});

/// Everything that was found out about a project.
struct Analysis {
    plan: Arc<RunConfig>,
    sources: SourceMap,
    reading: InputSummary,
    resolution: Resolution,
    catalog: LoadedCatalog,
    counters: Vec<CounterDefinition>,
    /// The release that is being worked on.
    milestone: Option<String>,
    edition_missing: bool,
    settings_usage: SettingsUsage,
    /// Files where metric values come from.
    metric_files: MetricFiles,
    /// The workers of the run.
    pool: Arc<ThreadPool>,
    /// The project before the change, where a change is looked at.
    before: Option<Box<Analysis>>,
}

fn run(settings: &Settings) -> Result<Box<dyn Outcome>, Failure> {
    run_on(
        settings,
        &Sides {
            after: &FolderSource::new(&settings.root),
            before: None,
        },
    )
}

fn run_for_calls(settings: &Settings) -> Result<Box<dyn Outcome>, Failure> {
    let pool = workers(settings)?;
    let look = || {
        let plan = Arc::new(RunConfig::new(settings)?.for_calls());
        let files = Files::read(&plan, &FolderSource::new(&settings.root))?;
        analyse(&plan, &files, &mut Caches::default(), &pool)
    };
    Ok(Box::new(pool.install(look)?))
}

fn run_on(settings: &Settings, sides: &Sides<'_>) -> Result<Box<dyn Outcome>, Failure> {
    let pool = workers(settings)?;
    let look = |settings: &Settings, tree| {
        let plan = Arc::new(RunConfig::new(settings)?);
        let files = Files::read(&plan, tree)?;
        analyse(&plan, &files, &mut Caches::default(), &pool)
    };
    let mut analysis = pool.install(|| look(settings, sides.after))?;
    if let Some(before) = sides.before {
        // What is new altogether had nothing before.
        let settings = Settings {
            allow_empty: true,
            ..settings.clone()
        };
        analysis.before = Some(Box::new(pool.install(|| look(&settings, before))?));
    }
    Ok(Box::new(analysis))
}

fn workers(settings: &Settings) -> Result<Arc<ThreadPool>, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(settings.threads.unwrap_or(0))
        .stack_size(panic::STACK)
        .build();
    pool.map(Arc::new)
        .map_err(|error| Failure::Usage(format!("cannot start workers: {error}")))
}

/// The stacks whose signs a project shows, all packs of each; with them those that have no sign, which are used everywhere.
fn detect(root: &Path) -> Vec<String> {
    let packs = rules::embedded().unwrap_or_default();
    let stack = |pack: &RulePack| pack.pack.split('/').next().unwrap_or_default().to_owned();
    let shows = |pack: &&RulePack| {
        let globs = rules::globs(&pack.detect).ok();
        !pack.detect.is_empty()
            && globs.is_some_and(|globs| {
                !walk::walk(root, FileFilter::files(&|path| globs.is_match(path)))
                    .files
                    .is_empty()
            })
    };
    let mut found: BTreeSet<String> = packs.iter().filter(shows).map(stack).collect();
    if !found.is_empty() {
        let signed: BTreeSet<String> = packs
            .iter()
            .filter(|pack| !pack.detect.is_empty())
            .map(stack)
            .collect();
        found.extend(
            packs
                .iter()
                .map(stack)
                .filter(|name| !signed.contains(name)),
        );
    }
    found.into_iter().collect()
}

/// The parsed files of earlier runs with the same settings.
#[derive(Default)]
struct Caches {
    code: ParseCache,
    definitions: DefinitionCache,
}

/// Analyses files.
fn analyse(
    plan: &Arc<RunConfig>,
    files: &Files,
    caches: &mut Caches,
    pool: &Arc<ThreadPool>,
) -> Result<Analysis, Failure> {
    let settings = &plan.settings;
    let progress = Progress::new(settings.progress);
    progress.stage(format!(
        "finding tracking calls in {}",
        counted(files.code.len(), "file", "files")
    ));
    let Caches { code, definitions } = caches;
    let Files { sources, asked, .. } = files;
    let (resolution, catalog) = rayon::join(
        || resolve::resolve(sources, &files.code, &plan.packs, asked, code),
        || LoadedCatalog::new(plan, files, definitions),
    );
    let resolution = resolution.map_err(Failure::Usage)?;
    let settings_usage = SettingsUsage {
        unused_patterns: files.idle_patterns.clone(),
        renamed_groups: catalog.renamed_groups.clone(),
    };
    let counters = resolution.counters.iter().map(|counter| CounterDefinition {
        class: Some(counter.class.clone()),
        name: counter.name.clone(),
        prefix: counter.prefix.clone(),
        event: counter.event.clone(),
        span: counter.span,
    });
    let gaps = (files.skipped.clone(), files.partial.clone());
    Ok(Analysis {
        counters: counters.collect(),
        reading: reading(
            &files.sources,
            files.code.len(),
            gaps,
            &resolution,
            &catalog.catalog,
        ),
        plan: Arc::clone(plan),
        pool: Arc::clone(pool),
        sources: files.sources.clone(),
        resolution,
        catalog,
        milestone: files.milestone.clone(),
        metric_files: files.metric_files.clone(),
        edition_missing: files.edition_missing(plan),
        before: None,
        settings_usage,
    })
}

impl Analysis {
    /// Joins everything and hands it to `work`.
    fn with<R: Send>(&self, work: impl FnOnce(&Context<'_>) -> R + Send) -> R {
        let mut facts: Vec<(FileId, &str, &crate::facts::FileFacts)> = self
            .resolution
            .parsed()
            .map(|unit| (unit.file, &*unit.path, &*unit.facts))
            .collect();
        facts.sort_by_key(|(_, path, _)| *path);
        let inputs = Inputs {
            catalog: &self.catalog.catalog,
            calls: &self.resolution.calls,
            families: &self.resolution.families,
            counters: &self.counters,
            counter_systems: &self.plan.counter_systems,
            facts: &facts,
            words: &self.resolution.words,
            metric_files: &self.metric_files,
            sources: &self.sources,
            rules: &self.plan.features,
            forms: &self.plan.forms,
            guards: &self.plan.guards,
            edition_missing: self.edition_missing,
            tiers_here: &self.plan.tiers_here,
            settings: &self.plan.settings,
        };
        self.pool.install(|| work(&Context::new(inputs)))
    }

    /// How each call comes to a name; nothing where that cannot be told, and the calls speak for themselves.
    fn explanations(&self, name: &str) -> Explanations {
        let find = || {
            let paths = self
                .sources
                .iter()
                .map(|(_, file)| file.path.clone())
                .collect();
            explain::explanations(&self.resolution.units, paths, &self.plan.packs, name)
        };
        panic::on_large_stack(find)
            .and_then(|found| found)
            .unwrap_or_default()
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.edition_missing {
            notes.push(
                "The code refers to another half of the product that is not here; what only it may use is reported as info."
                    .to_owned(),
            );
        }
        let open = self
            .resolution
            .calls
            .iter()
            .filter(|call| call.event.grade() == crate::calls::Grade::Open)
            .count();
        if open > 0 {
            let calls = counted(open, "call sends", "calls send");
            notes.push(format!("{calls} a name that is not known until run time; `list calls` shows them with grade open."));
        }
        notes
    }
}

impl Outcome for Analysis {
    fn report(&mut self) -> Report {
        let (findings, tally, coverage, surfaces, compared) = self.with(|cx| {
            let categories = || {
                cx.features
                    .iter()
                    .filter(|feature| feature.kind == FeatureKind::Category)
            };
            let countable = categories()
                .filter(|feature| {
                    !matches!(
                        feature.verdict,
                        FeatureVerdict::NoCode | FeatureVerdict::Exempt
                    )
                })
                .count();
            let tally = Tally {
                calls: self.resolution.calls.len(),
                events: cx.links.events.len(),
                metrics: cx.metrics.len(),
                metrics_orphaned: cx
                    .metrics
                    .iter()
                    .filter(|row| row.verdict == MetricVerdict::Orphaned)
                    .count(),
                features: countable,
                features_instrumented: categories()
                    .filter(|feature| feature.verdict == FeatureVerdict::Instrumented)
                    .count(),
            };
            let surfaces = cx.surfaces.surfaces.iter();
            let surface = |one: &Found| Surface {
                span: one.span,
                name: one.name.clone(),
                tracked: one.tracked,
            };
            let surfaces = surfaces.map(surface).collect();
            let compared = self.compared(cx);
            let mut findings = registry::check_state(cx);
            findings.extend(
                compared
                    .iter()
                    .flat_map(|compared| compared.changes.iter().cloned()),
            );
            let findings =
                registry::suppress(cx, &self.plan.settings, &self.settings_usage, findings);
            (findings, tally, rows::coverage(cx), surfaces, compared)
        });
        let mut report = match compared {
            Some(compared) => self.worse(compared, findings),
            None => Report::new(self.sources.clone(), findings),
        };
        report.input_summary = self.reading.clone();
        report.surfaces = surfaces;
        report.notes.extend(self.notes());
        report.tally = tally;
        report.coverage = coverage;
        report
    }

    fn calls(&self) -> Vec<CallRow> {
        let row = |call| rows::call(&self.sources, call);
        let mut found: Vec<CallRow> = self
            .pool
            .install(|| self.resolution.calls.par_iter().map(row).collect());
        found.sort_by(|a, b| {
            (&a.path, a.line, a.column, &a.rule).cmp(&(&b.path, b.line, b.column, &b.rule))
        });
        found
    }

    fn events(&self) -> Vec<EventRow> {
        self.with(rows::events)
    }

    fn metrics(&self) -> Vec<MetricRow> {
        self.with(rows::metrics)
    }

    fn features(&self) -> Vec<FeatureRow> {
        self.with(rows::features)
    }

    fn coverage(&self) -> Coverage {
        Coverage {
            input_summary: self.reading.clone(),
            notes: self.notes(),
            ..self.with(rows::coverage)
        }
    }

    fn reading(&self) -> &InputSummary {
        &self.reading
    }

    fn trace(&self, name: &str, path: Option<&str>) -> Option<String> {
        let explanations = self.explanations(name);
        self.with(|cx| trace::trace(cx, name, path, &explanations))
    }

    fn trace_rows(&self, name: &str, path: Option<&str>) -> Option<Trace> {
        let explanations = self.explanations(name);
        self.with(|cx| trace::rows(cx, name, path, &explanations))
    }

    fn names(&self) -> Vec<String> {
        self.with(|cx| {
            let events = cx.links.events.iter().map(|event| event.name.to_string());
            let metrics = self
                .catalog
                .catalog
                .metrics
                .iter()
                .map(|metric| metric.key_path.value.to_string());
            let features = cx.features.iter().map(|feature| feature.id.to_string());
            events.chain(metrics).chain(features).collect()
        })
    }

    fn scaffold(&self, request: &Request) -> Result<Vec<NewFile>, String> {
        self.scaffolded(request)
    }
}
