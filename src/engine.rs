//! One run from a folder to everything the commands ask for: read, scan, resolve, load definitions, audit.

mod change;
mod inputs;
mod progress;
mod rows;
mod scaffold;
mod trace;

use crate::audit::suppress::{self, Walked};
use crate::audit::surfaces::Surface as Found;
use crate::audit::{self, Context, Inputs, features::FeatureKind, verdicts::FeatureVerdict, verdicts::MetricVerdict};
use crate::catalog::{self, Catalog, CounterDefinition};
use crate::config::{Settings, near_miss};
use crate::facts::Text;
use crate::fault;
use crate::input::tree::{Folder, Tree};
use crate::input::walk;
use crate::outcome::{Engine, Failure, Outcome, Sides};
use crate::report::coverage::Coverage;
use crate::report::list::{CallRow, EventRow, FeatureRow, MetricRow};
use crate::report::reading::Reading;
use crate::report::text::counted;
use crate::report::trace::Trace;
use crate::report::{Gap, Report, Surface, Tally};
use crate::resolve::matcher;
use crate::resolve::rounds::{self, Resolution};
use crate::resolve::trail::{self, Trails};
use crate::rules::definitions::DefinitionRules;
use crate::rules::features::FeatureRules;
use crate::rules::{self, FormRule, RulePack};
use crate::scaffold::{NewFile, Request};
use crate::scan::{self, directive};
use crate::source::{FileId, SourceFile, SourceMap};
use inputs::{Marked, audit_settings, handed_over, reading};
use progress::Progress;
use rayon::ThreadPool;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The engine behind the command line.
pub static ENGINE: Engine = Engine { run, run_on, detect, lints: &audit::KNOWN };

/// Everything that was found out about a project.
struct Analysis {
    settings: Settings,
    sources: SourceMap,
    reading: Reading,
    resolution: Resolution,
    catalog: Catalog,
    counters: Vec<CounterDefinition>,
    counter_systems: Vec<Text>,
    features: FeatureRules,
    packs: Vec<RulePack>,
    forms: Vec<FormRule>,
    guards: Vec<Text>,
    tiers_here: Vec<Text>,
    layouts: DefinitionRules,
    project: rules::ProjectRules,
    /// The release that is being worked on.
    milestone: Option<String>,
    hidden_half: bool,
    walked: Walked,
    audit: audit::Settings,
    /// The workers of the run.
    pool: Arc<ThreadPool>,
    /// The project before the change, where a change is looked at.
    before: Option<Box<Analysis>>,
}

fn run(settings: &Settings) -> Result<Box<dyn Outcome>, Failure> {
    run_on(settings, &Sides { after: &Folder::new(&settings.root), before: None })
}

fn run_on(settings: &Settings, sides: &Sides<'_>) -> Result<Box<dyn Outcome>, Failure> {
    let threads = settings.threads.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(fault::STACK).build();
    let pool = Arc::new(pool.map_err(|error| Failure::Usage(format!("cannot start workers: {error}")))?);
    let mut analysis = pool.install(|| analyse(settings, sides.after, &pool))?;
    if let Some(before) = sides.before {
        // What is new altogether had nothing before.
        let settings = Settings { allow_empty: true, ..settings.clone() };
        analysis.before = Some(Box::new(pool.install(|| analyse(&settings, before, &pool))?));
    }
    Ok(Box::new(analysis))
}

/// The stacks whose signs a project shows, all packs of each; with them those that have no sign, which are used everywhere.
fn detect(root: &Path) -> Vec<String> {
    let packs = rules::embedded().unwrap_or_default();
    let stack = |pack: &RulePack| pack.pack.split('/').next().unwrap_or_default().to_owned();
    let shows = |pack: &&RulePack| {
        let globs = matcher::globs(&pack.detect).ok();
        !pack.detect.is_empty() && globs.is_some_and(|globs| !walk::walk(root, &|path| globs.is_match(path)).files.is_empty())
    };
    let mut found: BTreeSet<String> = packs.iter().filter(shows).map(stack).collect();
    if !found.is_empty() {
        let signed: BTreeSet<String> = packs.iter().filter(|pack| !pack.detect.is_empty()).map(stack).collect();
        found.extend(packs.iter().map(stack).filter(|name| !signed.contains(name)));
    }
    found.into_iter().collect()
}

fn packs(settings: &Settings) -> Result<Vec<RulePack>, Failure> {
    let mut all = rules::embedded().map_err(Failure::Usage)?;
    if let Some(chosen) = &settings.packs {
        for name in chosen {
            let known = all.iter().any(|pack| belongs(&pack.pack, &name.value));
            if !known {
                let stacks: BTreeSet<&str> = all.iter().filter_map(|pack| pack.pack.split('/').next()).collect();
                let near = near_miss(&name.value, stacks.iter().copied()).map(|near| format!("did you mean `{near}`?"));
                let help = near.unwrap_or_else(|| format!("there are {}", Vec::from_iter(stacks).join(", ")));
                let error = settings.error(name.span, format!("there is no rule pack `{}`", name.value), help);
                return Err(Failure::Usage(error.to_string()));
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

/// Where bytes of a file were replaced in reading.
fn replaced(file: &walk::ReadFile) -> Option<Gap> {
    let line = 1 + file.text[..file.replaced?].matches('\n').count();
    let reason = format!("line {line}: bytes that are not UTF-8 were read as `?`");
    Some(Gap { path: file.path.clone(), reason })
}

fn analyse(settings: &Settings, tree: &dyn Tree, pool: &Arc<ThreadPool>) -> Result<Analysis, Failure> {
    let progress = Progress::new(settings.progress);
    progress.stage("reading files");
    let packs = packs(settings)?;
    let project = rounds::merged(&packs);
    let excluded = matcher::globs(&project.exclude).map_err(Failure::Usage)?;
    let layouts = packs.iter().map(|pack| (pack.pack.to_string(), pack.definitions.clone()));
    let layouts = DefinitionRules::new(layouts).map_err(|faults| Failure::Usage(faults.join("\n")))?;
    let families: Vec<String> = packs.iter().flat_map(|pack| pack.names.iter().filter_map(|rule| rule.files.clone())).collect();
    let families = matcher::globs(&families).map_err(Failure::Usage)?;
    let (included, left_out) = (Marked::new(&settings.include), Marked::new(&settings.exclude));
    let wanted = |path: &str| {
        // Both are asked, so that each learns which of its patterns match anything.
        let (inside, outside) = (included.is_match(path), left_out.is_match(path));
        (inside || settings.include.is_empty())
            && !outside
            && !excluded.is_match(path)
            && (scan::language_of(path).is_some() || layouts.wants(path) || layouts.wants_schema(path) || families.is_match(path))
    };
    let found = tree.walk(&wanted).map_err(Failure::Usage)?;
    let gap = |skip: walk::Skipped| Gap { path: skip.path, reason: skip.reason };
    let mut skipped: Vec<Gap> = found.skipped.into_iter().map(gap).collect();
    let mut partial: Vec<Gap> = Vec::new();
    // The configuration's own files come first, so that its spans hold in the run too.
    let mut sources = settings.sources.clone();
    let (mut code, mut definitions, mut given) = (Vec::new(), Vec::new(), Vec::new());
    for file in found.files {
        partial.extend(replaced(&file));
        let is_code = scan::language_of(&file.path).is_some();
        let is_definition = layouts.wants(&file.path);
        let id = sources.add(SourceFile::new(file.path, file.text));
        code.extend(is_code.then_some(id));
        definitions.extend(is_definition.then_some(id));
    }
    for read in handed_over(settings).iter().filter_map(|path| tree.named(path)) {
        match read {
            Ok(file) => {
                partial.extend(replaced(&file));
                given.push(sources.add(SourceFile::new(file.path, file.text)));
            }
            Err(skip) => skipped.push(gap(skip)),
        }
    }
    if sources.is_empty() && !settings.allow_empty {
        let first = skipped.first().map(|skip| format!(", and {} was not read: {}", skip.path, skip.reason)).unwrap_or_default();
        return Err(Failure::Usage(format!(
            "{}: there is no file to audit{first}\n  help: look at the path and at what is excluded; --allow-empty makes this a success",
            settings.root.display()
        )));
    }
    let mut features = FeatureRules::default();
    packs.iter().for_each(|pack| features.extend(&pack.features));
    // A comment may name what no rule can see, so files with one are read too.
    let words = features.words().into_iter().chain([Text::new_static(directive::WORD)]);
    let forms = packs.iter().flat_map(|pack| &pack.forms).flat_map(|rule| rule.method.iter().cloned());
    let words: Vec<Text> = words.chain(forms).collect();
    progress.stage(format!("finding tracking calls in {}", counted(code.len(), "file", "files")));
    let (resolution, catalog) = rayon::join(
        || rounds::resolve(&sources, &code, &packs, &words),
        || catalog::load(&layouts, &sources, &definitions, &given),
    );
    let (resolution, mut catalog) = (resolution.map_err(Failure::Usage)?, catalog.map_err(Failure::Usage)?);
    let groups: BTreeMap<Text, Text> =
        settings.aliases.groups.iter().map(|(name, meant)| (name.as_str().into(), meant.value.as_str().into())).collect();
    let walked = Walked {
        idle_patterns: included.idle().chain(left_out.idle()).collect(),
        renamed_groups: catalog.rename_groups(&groups),
    };
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
    let reading = reading(&sources, code.len(), skipped, partial, &resolution, &catalog);
    Ok(Analysis {
        audit: audit_settings(settings),
        pool: Arc::clone(pool),
        settings: settings.clone(),
        reading,
        sources,
        resolution,
        catalog,
        counters,
        counter_systems,
        features,
        forms: packs.iter().flat_map(|pack| pack.forms.iter().cloned()).collect(),
        guards: packs.iter().flat_map(|pack| pack.guards.iter().cloned()).collect(),
        tiers_here: project.other_half.as_ref().map(|half| half.tiers_here.clone()).unwrap_or_default(),
        milestone: project.version_file.as_ref().and_then(|file| scaffold::milestone(tree, &settings.root.join(file))),
        layouts,
        project,
        hidden_half,
        before: None,
        walked,
        packs,
    })
}

impl Analysis {
    /// Joins everything and hands it to `work`.
    fn with<R: Send>(&self, work: impl FnOnce(&Context<'_>) -> R + Send) -> R {
        let facts: Vec<(FileId, &str, &crate::facts::FileFacts)> =
            self.resolution.units.iter().map(|unit| (unit.file, &*unit.path, &*unit.facts)).collect();
        let inputs = Inputs {
            catalog: &self.catalog,
            calls: &self.resolution.calls,
            families: &self.resolution.families,
            counters: &self.counters,
            counter_systems: &self.counter_systems,
            facts: &facts,
            sources: &self.sources,
            rules: &self.features,
            forms: &self.forms,
            guards: &self.guards,
            hidden_half: self.hidden_half,
            tiers_here: &self.tiers_here,
            settings: &self.audit,
        };
        self.pool.install(|| work(&Context::new(inputs)))
    }

    /// How each call comes to a name; nothing where that cannot be told, and the calls speak for themselves.
    fn trails(&self, name: &str) -> Trails {
        let find = || {
            let paths = self.sources.iter().map(|(_, file)| file.path.clone()).collect();
            trail::trails(&self.resolution.units, paths, &self.packs, name)
        };
        fault::on_large_stack(find).and_then(|found| found).unwrap_or_default()
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
            let calls = counted(open, "call sends", "calls send");
            notes.push(format!("{calls} a name that is not known until run time; `list calls` shows them with grade open."));
        }
        notes
    }
}

impl Outcome for Analysis {
    fn report(&mut self) -> Report {
        let (findings, tally, coverage, surfaces, compared) = self.with(|cx| {
            let categories = || cx.features.iter().filter(|feature| feature.kind == FeatureKind::Category);
            let countable = categories()
                .filter(|feature| !matches!(feature.verdict, FeatureVerdict::NoCode | FeatureVerdict::Exempt))
                .count();
            let tally = Tally {
                calls: self.resolution.calls.len(),
                events: cx.links.events.len(),
                metrics: cx.metrics.len(),
                metrics_orphaned: cx.metrics.iter().filter(|row| row.verdict == MetricVerdict::Orphaned).count(),
                features: countable,
                features_instrumented: categories().filter(|feature| feature.verdict == FeatureVerdict::Instrumented).count(),
            };
            let surfaces = cx.surfaces.surfaces.iter();
            let surface = |one: &Found| Surface { span: one.span, name: one.name.clone(), tracked: one.tracked };
            let surfaces = surfaces.map(surface).collect();
            let compared = self.compared(cx);
            let mut findings = cx.findings();
            findings.extend(compared.iter().flat_map(|compared| compared.changes.iter().cloned()));
            let findings = suppress::judge(cx, &self.settings, &self.walked, findings);
            (findings, tally, rows::coverage(cx), surfaces, compared)
        });
        let mut report = match compared {
            Some(compared) => self.worse(compared, findings),
            None => Report::new(self.sources.clone(), findings),
        };
        report.reading = self.reading.clone();
        report.surfaces = surfaces;
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
        Coverage { reading: self.reading.clone(), notes: self.notes(), ..self.with(rows::coverage) }
    }

    fn reading(&self) -> &Reading {
        &self.reading
    }

    fn trace(&self, name: &str, path: Option<&str>) -> Option<String> {
        let trails = self.trails(name);
        self.with(|cx| trace::trace(cx, name, path, &trails))
    }

    fn trace_rows(&self, name: &str, path: Option<&str>) -> Option<Trace> {
        let trails = self.trails(name);
        self.with(|cx| trace::rows(cx, name, path, &trails))
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
