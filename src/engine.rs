//! One run from a folder to everything the commands ask for: read, scan, resolve, load definitions, audit.

mod change;
mod rows;
mod scaffold;
mod trace;

use crate::audit::{self, Context, Inputs, features::FeatureKind, verdicts::FeatureVerdict, verdicts::MetricVerdict};
use crate::catalog::{self, Catalog, CounterDefinition};
use crate::cli::engine::{Engine, Failure, Outcome, Sides};
use crate::config::Settings;
use crate::facts::Text;
use crate::finding::Finding;
use crate::input::tree::{Folder, Tree};
use crate::input::walk;
use crate::report::coverage::Coverage;
use crate::report::list::{CallRow, EventRow, FeatureRow, MetricRow};
use crate::report::{Report, Skipped, Tally};
use crate::resolve::matcher;
use crate::resolve::rounds::{self, Resolution};
use crate::rules::definitions::DefinitionRules;
use crate::rules::features::FeatureRules;
use crate::rules::{self, RulePack};
use crate::scaffold::{NewFile, Request};
use crate::scan;
use crate::source::{FileId, SourceFile, SourceMap};
use std::path::Path;

/// The engine behind the command line.
pub static ENGINE: Engine = Engine { run, run_on, detect, lints: &audit::KNOWN };

/// Stack of each worker. Values and wrappers are followed by recursion, bounded far below this.
const WORKER_STACK: usize = 16 << 20;

/// Everything that was found out about a project.
struct Analysis {
    settings: Settings,
    sources: SourceMap,
    skipped: Vec<Skipped>,
    code_files: usize,
    resolution: Resolution,
    catalog: Catalog,
    counters: Vec<CounterDefinition>,
    counter_systems: Vec<Text>,
    features: FeatureRules,
    layouts: DefinitionRules,
    project: rules::ProjectRules,
    /// The release that is being worked on.
    milestone: Option<String>,
    hidden_half: bool,
    audit: audit::Settings,
    /// The project before the change, where a change is looked at.
    before: Option<Box<Analysis>>,
}

fn run(settings: &Settings) -> Result<Box<dyn Outcome>, Failure> {
    run_on(settings, &Sides { after: &Folder::new(&settings.root), before: None })
}

fn run_on(settings: &Settings, sides: &Sides<'_>) -> Result<Box<dyn Outcome>, Failure> {
    let threads = settings.threads.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(WORKER_STACK).build();
    let pool = pool.map_err(|error| Failure::Usage(format!("cannot start workers: {error}")))?;
    let mut analysis = pool.install(|| analyse(settings, sides.after))?;
    if let Some(before) = sides.before {
        analysis.before = Some(Box::new(pool.install(|| analyse(settings, before))?));
    }
    Ok(Box::new(analysis))
}

/// The embedded packs whose signs a project shows.
fn detect(root: &Path) -> Vec<String> {
    let packs = rules::embedded().unwrap_or_default();
    let shows = |pack: &RulePack| {
        let globs = matcher::globs(&pack.detect).ok();
        !pack.detect.is_empty() && globs.is_some_and(|globs| !walk::walk(root, &|path| globs.is_match(path)).files.is_empty())
    };
    packs.iter().filter(|pack| shows(pack)).map(|pack| pack.pack.to_string()).collect()
}

fn packs(settings: &Settings) -> Result<Vec<RulePack>, Failure> {
    let mut all = rules::embedded().map_err(Failure::Usage)?;
    if let Some(chosen) = &settings.packs {
        for name in chosen {
            let known = all.iter().any(|pack| belongs(&pack.pack, &name.value));
            if !known {
                return Err(Failure::Usage(format!("there is no rule pack `{}`", name.value)));
            }
        }
        all.retain(|pack| chosen.iter().any(|name| belongs(&pack.pack, &name.value)));
    }
    for path in &settings.rules {
        let text = std::fs::read_to_string(path).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
        all.push(rules::read(&text).map_err(|error| Failure::Usage(format!("{}:{error}", path.display())))?);
    }
    Ok(all)
}

/// `gitlab` chooses `gitlab/redis` and its like.
fn belongs(pack: &str, chosen: &str) -> bool {
    pack == chosen || pack.strip_prefix(chosen).is_some_and(|rest| rest.starts_with('/'))
}

fn analyse(settings: &Settings, tree: &dyn Tree) -> Result<Analysis, Failure> {
    let packs = packs(settings)?;
    let project = rounds::merged(&packs);
    let excluded = matcher::globs(&project.exclude).map_err(Failure::Usage)?;
    let layouts = packs.iter().map(|pack| (pack.pack.to_string(), pack.definitions.clone()));
    let layouts = DefinitionRules::new(layouts).map_err(|faults| Failure::Usage(faults.join("\n")))?;
    let families: Vec<String> = packs.iter().flat_map(|pack| pack.names.iter().filter_map(|rule| rule.files.clone())).collect();
    let families = matcher::globs(&families).map_err(Failure::Usage)?;
    let wanted = |path: &str| {
        let inside = settings.include.is_empty() || settings.include.is_match(path);
        inside
            && !settings.exclude.is_match(path)
            && !excluded.is_match(path)
            && (scan::language_of(path).is_some() || layouts.wants(path) || families.is_match(path))
    };
    let walked = tree.walk(&wanted).map_err(Failure::Usage)?;
    let mut skipped: Vec<Skipped> =
        walked.skipped.into_iter().map(|skip| Skipped { path: skip.path, reason: skip.reason }).collect();
    let mut sources = SourceMap::default();
    let (mut code, mut definitions, mut given) = (Vec::new(), Vec::new(), Vec::new());
    for file in walked.files {
        let is_code = scan::language_of(&file.path).is_some();
        let is_definition = layouts.wants(&file.path);
        let id = sources.add(SourceFile::new(file.path, file.text));
        code.extend(is_code.then_some(id));
        definitions.extend(is_definition.then_some(id));
    }
    for read in handed_over(settings).iter().filter_map(|path| tree.named(path)) {
        match read {
            Ok(file) => given.push(sources.add(SourceFile::new(file.path, file.text))),
            Err(skip) => skipped.push(Skipped { path: skip.path, reason: skip.reason }),
        }
    }
    let mut features = FeatureRules::default();
    packs.iter().for_each(|pack| features.extend(&pack.features));
    let (resolution, catalog) = rayon::join(
        || rounds::resolve(&sources, &code, &packs, &features.words()),
        || catalog::load(&layouts, &sources, &definitions, &given),
    );
    let resolution = resolution.map_err(Failure::Usage)?;
    let counters = resolution.counters.iter().map(|counter| CounterDefinition {
        class: Some(counter.class.clone()),
        name: counter.name.clone(),
        prefix: counter.prefix.clone(),
        event: counter.event.clone(),
        span: counter.span,
    });
    let counters = counters.collect();
    let counter_systems = packs.iter().filter(|pack| !pack.counters.is_empty()).map(|pack| pack.system.clone()).collect();
    let hidden_half = project.other_half.as_ref().is_some_and(|half| {
        let refers = |file: &SourceFile| {
            half.signs.iter().any(|sign| memchr::memmem::find(file.text.as_bytes(), sign.as_bytes()).is_some())
        };
        !tree.has_folder(&half.folder) && code.iter().any(|id| refers(sources.file(*id)))
    });
    Ok(Analysis {
        audit: audit_settings(settings),
        settings: settings.clone(),
        code_files: code.len(),
        sources,
        skipped,
        resolution,
        catalog,
        counters,
        counter_systems,
        features,
        milestone: project.version_file.as_ref().and_then(|file| scaffold::milestone(tree, &settings.root.join(file))),
        layouts,
        project,
        hidden_half,
        before: None,
    })
}

/// The feature list and the taxonomy, as files.
fn handed_over(settings: &Settings) -> Vec<std::path::PathBuf> {
    let mut files: Vec<std::path::PathBuf> = settings.features.iter().cloned().collect();
    for path in &settings.taxonomy {
        if path.is_dir() {
            let inside = std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
            let mut inside: Vec<_> =
                inside.filter(|path| path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml")).collect();
            inside.sort();
            // The feature list often lies beside the taxonomy; it is read only when it was asked for.
            inside.retain(|path| path.file_name().is_none_or(|name| name != "features.yml"));
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    files.dedup();
    files
}

fn audit_settings(settings: &Settings) -> audit::Settings {
    let text = |text: &String| Text::from(text.as_str());
    let overlay = settings.overlay.iter().map(|(id, overlay)| {
        let own = audit::Overlay {
            exempt: overlay.exempt.as_ref().map(text),
            events: overlay.events.iter().map(text).collect(),
            metrics: Vec::new(),
        };
        (text(id), own)
    });
    audit::Settings {
        category_aliases: settings.aliases.categories.iter().map(|(name, meant)| (text(name), text(meant))).collect(),
        external_events: settings.external_events.sent.iter().map(text).collect(),
        overlay: overlay.collect(),
    }
}

impl Analysis {
    /// Joins everything and hands it to `work`.
    fn with<R>(&self, work: impl FnOnce(&Context<'_>) -> R) -> R {
        let facts: Vec<(FileId, &str, &crate::facts::FileFacts)> =
            self.resolution.units.iter().map(|unit| (unit.file, &*unit.path, &unit.facts)).collect();
        let inputs = Inputs {
            catalog: &self.catalog,
            calls: &self.resolution.calls,
            families: &self.resolution.families,
            counters: &self.counters,
            counter_systems: &self.counter_systems,
            facts: &facts,
            sources: &self.sources,
            rules: &self.features,
            hidden_half: self.hidden_half,
            settings: &self.audit,
        };
        work(&Context::new(inputs))
    }

    /// Findings with the severities the settings give them; those that are ignored are left out.
    fn judged(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let kept = findings.into_iter().filter_map(|mut finding| {
            let path = self.sources.path(finding.primary.span);
            if self.settings.ignore.iter().any(|ignore| ignore.covers(finding.lint.name, path)) {
                return None;
            }
            if self.silenced(&finding) {
                return None;
            }
            let configured = self.settings.lints.contains_key(finding.lint.name);
            let severity = self.settings.severity(finding.lint.name, finding.severity)?;
            if configured {
                finding.severity = severity;
            }
            Some(finding)
        });
        kept.collect()
    }

    /// Whether a comment silences a finding: on its line, on the line above, or for the whole file.
    fn silenced(&self, finding: &Finding) -> bool {
        let span = finding.primary.span;
        let unit = self.resolution.units.iter().find(|unit| unit.file == span.file);
        let line = self.sources.lines(span).0;
        unit.is_some_and(|unit| {
            unit.facts.directives.iter().any(|directive| {
                let own = self.sources.lines(directive.span).0;
                directive.kind == crate::facts::DirectiveKind::Ignore
                    && (directive.whole_file || own == line || own + 1 == line)
                    && directive.names.iter().any(|(name, _)| name == finding.lint.name)
            })
        })
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.hidden_half {
            notes.push(
                "The code refers to another half of the product that is not here; what only it may use is reported as info."
                    .to_owned(),
            );
        }
        let open = self.resolution.calls.iter().filter(|call| call.event.grade() == crate::calls::Grade::Open).count();
        if open > 0 {
            notes.push(format!(
                "{open} calls send a name that is not known until run time; `list calls` shows them with grade open."
            ));
        }
        notes
    }
}

impl Outcome for Analysis {
    fn report(&mut self) -> Report {
        let (findings, tally, coverage, compared) = self.with(|cx| {
            let categories = || cx.features.iter().filter(|feature| feature.kind == FeatureKind::Category);
            let countable = categories()
                .filter(|feature| !matches!(feature.verdict, FeatureVerdict::NoCode | FeatureVerdict::Exempt))
                .count();
            let tally = Tally {
                files_scanned: self.code_files,
                calls: self.resolution.calls.len(),
                events: cx.links.events.len(),
                metrics: cx.metrics.len(),
                metrics_orphaned: cx.metrics.iter().filter(|row| row.verdict == MetricVerdict::Orphaned).count(),
                features: countable,
                features_instrumented: categories().filter(|feature| feature.verdict == FeatureVerdict::Instrumented).count(),
            };
            let compared = self.compared(cx);
            let mut findings = cx.findings();
            findings.extend(compared.iter().flat_map(|compared| compared.changes.iter().cloned()));
            (self.judged(findings), tally, rows::coverage(cx).coverage, compared)
        });
        let mut report = match compared {
            Some(compared) => self.worse(compared, findings),
            None => Report::new(self.sources.clone(), findings),
        };
        report.skipped = self.skipped.clone();
        report.notes.extend(self.notes());
        report.tally = tally;
        report.coverage = coverage;
        report
    }

    fn calls(&self) -> Vec<CallRow> {
        let mut found: Vec<CallRow> = self.resolution.calls.iter().map(|call| rows::call(&self.sources, call)).collect();
        found.sort_by(|a, b| (&a.path, a.line, a.column, &a.rule).cmp(&(&b.path, b.line, b.column, &b.rule)));
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
        self.with(rows::coverage)
    }

    fn trace(&self, name: &str, path: Option<&str>) -> Option<String> {
        self.with(|cx| trace::trace(cx, name, path))
    }

    fn names(&self) -> Vec<String> {
        self.with(|cx| {
            let events = cx.links.events.iter().map(|event| event.name.to_string());
            let metrics = self.catalog.metrics.iter().map(|metric| metric.key_path.value.to_string());
            let features = cx.features.iter().map(|feature| feature.id.to_string());
            events.chain(metrics).chain(features).collect()
        })
    }

    fn scaffold(&self, request: &Request) -> Result<Vec<NewFile>, String> {
        self.scaffolded(request)
    }
}
