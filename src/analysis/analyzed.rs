//! An analyzed project, and the steps that lead to it.

use crate::analysis::code_definitions;
use crate::analysis::failure::{Failure, unless_stopped};
use crate::analysis::files::Files;
use crate::analysis::inputs::input_summary;
use crate::analysis::loaded_catalog::LoadedCatalog;
use crate::analysis::progress::Progress;
use crate::analysis::run_config::RunConfig;
use crate::analysis::trace::Part;
use crate::analysis::unmatched::unmatched;
use crate::analysis::{feature_rows, routes, rows, surface_rows, trace};
use crate::audit::metric_files::MetricFiles;
use crate::audit::suppression::SettingsUsage;
use crate::audit::surfaces::evidence::{add_ways, hooks, starts};
use crate::audit::surfaces::{self, Surfaces};
use crate::audit::unmatched::UnmatchedRule;
use crate::audit::{Context, Inputs};
use crate::calls::{Call, Family};
use crate::catalog::CounterDefinition;
use crate::catalog::definition_cache::DefinitionCache;
use crate::config::{MAX_THREADS, Settings};
use crate::consumers::exchange::ConsumersFile;
use crate::panic;
use crate::reach::{self, Material};
use crate::report::input_summary::InputSummary;
use crate::report::list::{CallRow, EventRow, FeatureRow, MetricRow, SurfaceRow};
use crate::report::text::{counted, grouped};
use crate::report::trace::Trace;
use crate::resolve;
use crate::resolve::code_definitions::with_defined_methods;
use crate::resolve::explain::{self, Explanations, Recorded};
use crate::resolve::families::with_files;
use crate::resolve::parse_cache::ParseCache;
use crate::resolve::resolution::Resolution;
use crate::rules::RulePack;
use crate::source::{FileId, SourceMap};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// An analyzed project. Each command takes its part, so none pays for the others.
pub(crate) struct Analysis {
    pub(crate) config: Arc<RunConfig>,
    pub(crate) sources: SourceMap,
    /// The files in a known language.
    pub(crate) code: Vec<FileId>,
    pub(crate) input_summary: InputSummary,
    pub(crate) resolution: Arc<Resolution>,
    /// All calls, by position, with those that routing tables add.
    pub(crate) calls: Arc<Vec<Call>>,
    /// Families of names.
    pub(crate) families: Vec<Family>,
    /// The packs, with the methods that definitions in code define.
    pub(crate) packs: Vec<RulePack>,
    /// Rules of the user's packs that match nothing.
    pub(crate) unmatched: Vec<UnmatchedRule>,
    pub(crate) catalog: LoadedCatalog,
    pub(crate) counters: Vec<CounterDefinition>,
    /// The release in development.
    pub(crate) milestone: Option<String>,
    pub(crate) edition_missing: bool,
    /// The numbers of files in languages that tracklint does not read, by ending.
    pub(crate) unread_languages: Vec<(&'static str, usize)>,
    pub(crate) settings_usage: SettingsUsage,
    /// The files that compute metrics.
    pub(crate) metric_files: MetricFiles,
    /// The worker threads.
    pub(crate) pool: Arc<ThreadPool>,
    /// The project before the change, if a change is analyzed.
    pub(crate) before: Option<Box<Analysis>>,
    /// The names that an analytics project reads, if they are known.
    pub(crate) consumers: Option<ConsumersFile>,
}

/// Starts the worker threads.
pub(crate) fn workers(settings: &Settings) -> Result<Arc<ThreadPool>, Failure> {
    let from_environment = || std::env::var("RAYON_NUM_THREADS").ok()?.parse().ok();
    let threads = settings.threads.or_else(from_environment);
    // Zero means one for each processor.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0).min(MAX_THREADS))
        .stack_size(panic::STACK)
        .build();
    pool.map(Arc::new)
        .map_err(|error| Failure::Usage(format!("cannot start workers: {error}")))
}

/// The files that earlier runs with the same rules parsed and read.
#[derive(Default)]
pub(crate) struct Caches {
    /// The parsed files.
    pub(crate) parsed: ParseCache,
    /// The definitions.
    pub(crate) definitions: DefinitionCache,
}

/// Analyzes files. Those that `caches` knows are not read again.
pub(crate) fn analyze_files(
    config: &Arc<RunConfig>,
    files: &Files,
    caches: &mut Caches,
    pool: &Arc<ThreadPool>,
) -> Result<Analysis, Failure> {
    let settings = &config.settings;
    unless_stopped(settings)?;
    let progress = Progress::new(settings.progress);
    progress.stage(format!(
        "finding tracking calls in {}",
        counted(files.code.len(), "file", "files")
    ));
    let Files { sources, asked, .. } = files;
    let packs = with_defined_methods(&config.packs, sources, &files.code);
    let packs = packs.map_err(Failure::Usage)?;
    let (resolution, catalog) = rayon::join(
        || resolve::resolve(sources, &files.code, &packs, asked, &caches.parsed),
        || LoadedCatalog::new(config, files, &mut caches.definitions),
    );
    let resolution = resolution.map_err(Failure::Usage)?;
    let mut catalog = catalog?;
    unless_stopped(settings)?;
    let of_code = &resolution.definitions;
    let counters = code_definitions::add(&mut catalog.catalog, &config.layouts, sources, of_code);
    routes::forward(&mut catalog.catalog.events);
    let unmatched = unmatched(config, &files.sources, &resolution, &catalog.catalog);
    let gaps = (files.skipped.clone(), files.partial.clone());
    Ok(Analysis {
        counters,
        input_summary: input_summary(
            &files.sources,
            files.code.len(),
            gaps,
            &resolution,
            &catalog.catalog,
        ),
        unmatched,
        families: with_files(&resolution.families, &packs, sources),
        packs: packs.into_owned(),
        config: Arc::clone(config),
        pool: Arc::clone(pool),
        sources: files.sources.clone(),
        code: files.code.clone(),
        calls: routes::followed(&resolution.calls, &catalog.catalog.events),
        resolution,
        settings_usage: SettingsUsage {
            unused_patterns: files.idle_patterns.clone(),
            renamed_groups: catalog.renamed_groups.clone(),
        },
        catalog,
        milestone: files.milestone.clone(),
        metric_files: files.metric_files.clone(),
        edition_missing: files.edition_missing(config),
        unread_languages: files.unread_languages.clone(),
        before: None,
        consumers: None,
    })
}

impl Analysis {
    /// Joins everything and hands it to `work`.
    pub(crate) fn with<R: Send>(&self, work: impl FnOnce(&Context<'_>) -> R + Send) -> R {
        self.joined(false, work)
    }

    /// Joins everything, with the ways of surfaces, and hands it to `work`.
    pub(crate) fn with_ways<R: Send>(&self, work: impl FnOnce(&Context<'_>) -> R + Send) -> R {
        self.joined(true, work)
    }

    /// Joins everything, with the ways of surfaces if they are needed, and hands it to `work`.
    pub(crate) fn joined<R: Send>(
        &self,
        needs_ways: bool,
        work: impl FnOnce(&Context<'_>) -> R + Send,
    ) -> R {
        self.with_inputs(|inputs| {
            self.pool.install(|| match needs_ways {
                true => work(&Context::with_surfaces(inputs, || self.surfaces(&inputs))),
                false => work(&Context::new(inputs)),
            })
        })
    }

    /// Hands the inputs of the audit to `work`.
    pub(crate) fn with_inputs<R>(&self, work: impl FnOnce(Inputs<'_>) -> R) -> R {
        let mut facts: Vec<(FileId, &str, &crate::facts::FileFacts)> = self
            .resolution
            .parsed()
            .map(|unit| (unit.file, &*unit.path, &*unit.facts))
            .collect();
        facts.sort_by_key(|(_, path, _)| *path);
        let inputs = Inputs {
            catalog: &self.catalog.catalog,
            calls: &self.calls,
            misplaced: &self.resolution.misplaced,
            limits: &self.resolution.limits,
            unmatched: &self.unmatched,
            families: &self.families,
            counters: &self.counters,
            counter_systems: &self.config.counter_systems,
            facts: &facts,
            words: &self.resolution.words,
            metric_files: &self.metric_files,
            sources: &self.sources,
            rules: &self.config.features,
            forms: &self.config.forms,
            guards: &self.config.guards,
            edition_missing: self.edition_missing,
            tiers_here: &self.config.tiers_here,
            settings: &self.config.settings,
        };
        work(inputs)
    }

    /// Returns the surfaces with their ways.
    pub(crate) fn surfaces(&self, inputs: &Inputs<'_>) -> Surfaces {
        let rules = &self.config.features;
        let mut surfaces = surfaces::read(inputs.facts, inputs.sources, rules, inputs.calls);
        self.add_ways(&mut surfaces, inputs);
        surfaces
    }

    /// Searches for the ways of surfaces.
    pub(crate) fn add_ways(&self, surfaces: &mut Surfaces, inputs: &Inputs<'_>) {
        let rules = &self.config.features;
        let material = Material {
            sources: &self.sources,
            code: &self.code,
            packs: &self.packs,
            rules,
            resolution: &self.resolution,
            calls: inputs.calls,
        };
        // The rules were compiled before, so they are valid.
        let hooks = hooks(surfaces, rules);
        let walked = reach::ways(&material, &starts(surfaces, rules), &hooks).unwrap_or_default();
        add_ways(surfaces, walked, inputs);
    }

    /// Records the steps from each call to its names; none on failure, since explanations are optional.
    pub(crate) fn record(&self) -> Recorded {
        let units = &self.resolution.units;
        let find = || explain::record(units, &self.sources, &self.packs);
        panic::on_large_stack(find)
            .and_then(|found| found)
            .unwrap_or_default()
    }

    /// Returns the steps from each call to a name.
    pub(crate) fn explanations(&self, name: &str) -> Explanations {
        self.record().explanations(name)
    }

    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.edition_missing {
            notes.push(
                "The code refers to another edition of the product that is not here; what only it may use is reported as info."
                    .to_owned(),
            );
        }
        for gap in &self.config.settings.elsewhere.gaps {
            notes.push(format!(
                "Inventory {}: {}. An event that nothing here sends may be sent there, so it is not reported as unused.",
                gap.path, gap.reason
            ));
        }
        for (ending, count) in &self.unread_languages {
            let files = match count {
                1 => format!("1 .{ending} file is"),
                count => format!("{} .{ending} files are", grouped(*count)),
            };
            notes.push(format!(
                "{files} in a language that tracklint does not read."
            ));
        }
        let limited = self.resolution.limits.iter().map(|limit| &*limit.system);
        let limited: BTreeSet<&str> = limited.collect();
        for system in limited {
            notes.push(format!(
                "Calls of system `{system}` may be missing, because a limit was reached. Findings about missing calls are reported as info, and its coverage may be too low."
            ));
        }
        let unmatched = self
            .unmatched
            .iter()
            .filter_map(|rule| rule.system.as_deref());
        let unmatched: BTreeSet<&str> = unmatched.collect();
        for system in unmatched {
            notes.push(format!(
                "A rule of system `{system}` matches nothing, so unused events of the system are not reported."
            ));
        }
        let open = self
            .calls
            .iter()
            .filter(|call| call.event.is_unread())
            .count();
        if open > 0 {
            let calls = counted(open, "call sends", "calls send");
            notes.push(format!("{calls} a name that is not known until run time; `list calls` shows them with grade open."));
        }
        notes
    }

    /// Returns all tracking calls, sorted by path and line.
    pub(crate) fn calls(&self) -> Vec<CallRow> {
        let row = |call| rows::call(&self.sources, call);
        let mut found: Vec<CallRow> = self
            .pool
            .install(|| self.calls.par_iter().map(row).collect());
        found.sort_by(|a, b| {
            (&a.path, a.line, a.column, &a.rule).cmp(&(&b.path, b.line, b.column, &b.rule))
        });
        found
    }

    /// Returns all events, sorted by name.
    pub(crate) fn events(&self) -> Vec<EventRow> {
        self.with(rows::events)
    }

    /// Returns all metrics, sorted by key path.
    pub(crate) fn metrics(&self) -> Vec<MetricRow> {
        self.with(rows::metrics)
    }

    /// Returns all features, sorted by kind and identifier.
    pub(crate) fn features(&self) -> Vec<FeatureRow> {
        self.with_ways(feature_rows::features)
    }

    /// Returns all surfaces, sorted by path and line.
    pub(crate) fn surfaces_with_ways(&self) -> Vec<SurfaceRow> {
        self.with_ways(surface_rows::surfaces)
    }

    /// Makes the paths of lists and traces begin with a folder.
    pub(crate) fn list_below(&mut self, folder: &str) {
        self.sources = std::mem::take(&mut self.sources).listed_below(folder);
        self.input_summary.move_below(folder);
    }

    /// Returns the summary of the files that were read or left out.
    pub(crate) fn input_summary(&self) -> &InputSummary {
        &self.input_summary
    }

    /// Explains the verdict of an event, metric or feature as text; with a path, only what lies below it. None for an unknown name.
    pub(crate) fn trace(&self, name: &str, part: Part<'_>) -> Option<String> {
        let explanations = self.explanations(name);
        self.joined(self.may_be_feature(name), |cx| {
            trace::trace(cx, name, part, &explanations)
        })
    }

    /// Explains a verdict as data.
    pub(crate) fn trace_rows(&self, name: &str, path: Option<&str>) -> Option<Trace> {
        let explanations = self.explanations(name);
        self.with(|cx| trace::rows(cx, name, path, &explanations))
    }

    /// Returns true if a name may be that of a category or feature.
    fn may_be_feature(&self, name: &str) -> bool {
        let catalog = &self.catalog.catalog;
        let mut categories = catalog.categories.iter();
        // Without a list of categories, code declares them.
        catalog.categories.is_empty()
            || name.contains(|c: char| c == ' ' || c.is_uppercase())
            || categories.any(|category| category.id == name)
            || catalog.features.iter().any(|feature| feature.id == name)
    }

    /// Returns all names that can be traced.
    pub(crate) fn names(&self) -> Vec<String> {
        self.with(|cx| {
            let events = cx.links.events.iter().map(|event| event.name.to_string());
            let metrics = self
                .catalog
                .catalog
                .metrics
                .iter()
                .map(|metric| metric.key_path.value.to_string());
            let features = cx.features.iter();
            let features =
                features.flat_map(|feature| [feature.id.to_string(), feature.title.to_string()]);
            events.chain(metrics).chain(features).collect()
        })
    }
}
