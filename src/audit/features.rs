//! Verdicts of features: categories by the code that declares them, product features by explicit links or their categories.

use crate::audit::event::Links;
use crate::audit::inputs::Inputs;
use crate::audit::metrics::MetricRow;
use crate::audit::name_match;
use crate::audit::surfaces::Surfaces;
use crate::audit::title_match::Titles;
use crate::audit::verdicts::{EventVerdict, FeatureVerdict, MetricVerdict};
use crate::catalog::{Feature, Taxonomy};
use crate::facts::Text;
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a feature is a category or an entry of the feature list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeatureKind {
    /// A category.
    Category,
    /// An entry of the feature list.
    Feature,
}

impl FeatureKind {
    /// The word of the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            FeatureKind::Category => "category",
            FeatureKind::Feature => "feature",
        }
    }
}

/// What the verdict of a feature rests on; the surest is the smallest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Its own declarations, definitions, files or links.
    Own,
    /// Events and metrics that are named like it; a person should confirm them.
    Name,
    /// Only its categories: what is said of them is all that is known of it.
    Category,
}

impl Basis {
    /// The word of the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Basis::Own => "own",
            Basis::Name => "name",
            Basis::Category => "category",
        }
    }
}

/// A category or product feature with its verdict and the evidence for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureRow {
    /// Its id.
    pub id: Text,
    /// What it is.
    pub kind: FeatureKind,
    /// Its name for people.
    pub title: Text,
    /// What is said of it.
    pub verdict: FeatureVerdict,
    /// Why it is exempt.
    pub exempt: Option<Text>,
    /// What the verdict rests on.
    pub basis: Basis,
    /// Its categories, normalised.
    pub categories: Vec<String>,
    /// Its group.
    pub group: Option<Text>,
    /// Its stage.
    pub stage: Option<Text>,
    /// Its section.
    pub section: Option<Text>,
    /// Tiers it is offered in.
    pub tiers: Vec<Text>,
    /// Surfaces of its code.
    pub surfaces: usize,
    /// Those of them that a call makes visible.
    pub surfaces_tracked: usize,
    /// Calls in its code, as indexes.
    pub calls: Vec<usize>,
    /// Events that carry it, as indexes into the graph.
    pub events: Vec<usize>,
    /// Metrics that carry it, as indexes into the catalog.
    pub metrics: Vec<usize>,
    /// Where it is listed.
    pub span: Span,
    /// The places that justify the verdict, at most a few.
    pub evidence: Vec<Span>,
}

/// Number of places kept as evidence of one feature.
const MOST_EVIDENCE: usize = 12;

struct Judge<'a> {
    inputs: &'a Inputs<'a>,
    links: &'a Links,
    metrics: &'a [MetricRow],
    surfaces: &'a Surfaces,
    calls_in: BTreeMap<FileId, Vec<usize>>,
    events_of: BTreeMap<String, Vec<usize>>,
    metrics_of: BTreeMap<String, Vec<usize>>,
    code_of: BTreeMap<String, Code>,
    titles: Titles,
}

/// What code says of one category.
#[derive(Default)]
struct Code {
    files: BTreeSet<FileId>,
    narrow: BTreeSet<FileId>,
    declared: Vec<Span>,
    surfaces: usize,
    tracked: usize,
}

fn code_of(inputs: &Inputs<'_>, surfaces: &Surfaces) -> BTreeMap<String, Code> {
    let mut code: BTreeMap<String, Code> = BTreeMap::new();
    for (category, files) in &surfaces.belonging {
        code.entry(inputs.category_key(category))
            .or_default()
            .files
            .extend(files);
    }
    for (category, files) in &surfaces.narrow {
        code.entry(inputs.category_key(category))
            .or_default()
            .narrow
            .extend(files);
    }
    for declaration in &surfaces.declarations {
        code.entry(inputs.category_key(&declaration.category))
            .or_default()
            .declared
            .push(declaration.span);
    }
    for (id, overlay) in inputs
        .settings
        .overlay
        .iter()
        .filter(|(_, overlay)| !overlay.paths.is_empty())
    {
        code.entry(inputs.category_key(id))
            .or_default()
            .files
            .extend(files_of(inputs, overlay));
    }
    for surface in &surfaces.surfaces {
        let Some(category) = &surface.category else {
            continue;
        };
        let entry = code.entry(inputs.category_key(category)).or_default();
        entry.surfaces += 1;
        entry.tracked += usize::from(surface.tracked);
    }
    code
}

/// The files that a person says belong to a feature.
fn files_of<'a>(
    inputs: &'a Inputs<'_>,
    overlay: &'a crate::audit::inputs::Overlay,
) -> impl Iterator<Item = FileId> + 'a {
    // Most features name none, and then no path need be looked at.
    let sources = (!overlay.paths.is_empty()).then(|| inputs.sources.iter());
    sources
        .into_iter()
        .flatten()
        .filter(|(_, file)| overlay.paths.is_match(&file.path))
        .map(|(id, _)| id)
}

/// Gives every category and every product feature its verdict.
pub fn judge(
    inputs: &Inputs<'_>,
    links: &Links,
    metrics: &[MetricRow],
    surfaces: &Surfaces,
) -> Vec<FeatureRow> {
    let mut calls_in: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (number, call) in inputs
        .calls
        .iter()
        .enumerate()
        .filter(|(_, call)| !call.inside_wrapper)
    {
        calls_in.entry(call.span.file).or_default().push(number);
    }
    for (number, call) in inputs.calls.iter().enumerate() {
        for span in &call.said_at {
            let here = calls_in.entry(span.file).or_default();
            if !here.contains(&number) {
                here.push(number);
            }
        }
    }
    let mut events_of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, event) in links
        .events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.verdict != EventVerdict::Removed)
    {
        let definitions = event
            .definitions
            .iter()
            .map(|number| &inputs.catalog.events[*number]);
        let categories = definitions.flat_map(|definition| &definition.ownership.categories);
        for category in categories
            .map(|category| inputs.category_key(&category.value))
            .collect::<BTreeSet<_>>()
        {
            events_of.entry(category).or_default().push(index);
        }
    }
    let mut metrics_of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in metrics
        .iter()
        .filter(|row| row.verdict != MetricVerdict::Removed)
    {
        let categories = &inputs.catalog.metrics[row.definition].ownership.categories;
        for category in categories
            .iter()
            .map(|category| inputs.category_key(&category.value))
            .collect::<BTreeSet<_>>()
        {
            metrics_of.entry(category).or_default().push(row.definition);
        }
    }
    let code_of = code_of(inputs, surfaces);
    let titles = if inputs.catalog.features.is_empty() {
        Titles::default()
    } else {
        Titles::new(inputs, links, metrics)
    };
    let judge = Judge {
        inputs,
        links,
        metrics,
        surfaces,
        calls_in,
        events_of,
        metrics_of,
        code_of,
        titles,
    };
    let mut rows = judge.categories();
    let by_category: BTreeMap<String, FeatureRow> = rows
        .iter()
        .map(|row| (name_match::category(&row.id), row.clone()))
        .collect();
    rows.extend(
        inputs
            .catalog
            .features
            .iter()
            .map(|feature| judge.feature(feature, &by_category)),
    );
    rows
}

impl Judge<'_> {
    fn categories(&self) -> Vec<FeatureRow> {
        let mut listed: BTreeMap<Text, Span> = BTreeMap::new();
        for category in &self.inputs.catalog.categories {
            listed.entry(category.id.clone()).or_insert(category.span);
        }
        if self.inputs.catalog.categories.is_empty() {
            for declaration in &self.surfaces.declarations {
                listed
                    .entry(self.inputs.category_key(&declaration.category).into())
                    .or_insert(declaration.span);
            }
        }
        listed
            .into_iter()
            .map(|(id, span)| self.category(id, span))
            .collect()
    }

    fn blank(&self, id: Text, kind: FeatureKind, title: Text, span: Span) -> FeatureRow {
        FeatureRow {
            id,
            kind,
            title,
            verdict: FeatureVerdict::NoCode,
            exempt: None,
            basis: Basis::Own,
            categories: Vec::new(),
            group: None,
            stage: None,
            section: None,
            tiers: Vec::new(),
            surfaces: 0,
            surfaces_tracked: 0,
            calls: Vec::new(),
            events: Vec::new(),
            metrics: Vec::new(),
            span,
            evidence: Vec::new(),
        }
    }

    fn category(&self, id: Text, span: Span) -> FeatureRow {
        let key = self.inputs.category_key(&id);
        let taxonomy = &self.inputs.catalog.taxonomy;
        let title = taxonomy
            .categories
            .get(&id)
            .map_or_else(|| id.clone(), |unit| unit.name.clone());
        let mut row = self.blank(id.clone(), FeatureKind::Category, title, span);
        place(&mut row, taxonomy, &id);
        let none = Code::default();
        let code = self.code_of.get(&key).unwrap_or(&none);
        (row.surfaces, row.surfaces_tracked) = (code.surfaces, code.tracked);
        let calls = code
            .files
            .iter()
            .flat_map(|file| self.calls_in.get(file).into_iter().flatten().copied());
        row.calls = calls
            .filter(|call| !self.belongs_elsewhere(*call, &code.narrow, &key))
            .collect();
        row.calls.sort_unstable();
        row.calls.dedup();
        row.events = self.events_of.get(&key).cloned().unwrap_or_default();
        row.metrics = self.metrics_of.get(&key).cloned().unwrap_or_default();
        let overlay = self.inputs.settings.overlay.get(&id);
        row.exempt = overlay.and_then(|overlay| overlay.exempt.clone());
        if let Some(overlay) = overlay {
            self.link(&mut row, &overlay.events, &overlay.metrics);
        }
        let defined = !row.events.is_empty() || !row.metrics.is_empty();
        row.verdict = match (
            row.exempt.is_some(),
            !code.files.is_empty(),
            !row.calls.is_empty(),
            defined,
        ) {
            (true, ..) => FeatureVerdict::Exempt,
            (_, _, true, true) => FeatureVerdict::Instrumented,
            (_, _, true, false) => FeatureVerdict::CallsOnly,
            (_, _, false, true) => FeatureVerdict::DefinitionsOnly,
            (_, true, false, false) => FeatureVerdict::Uninstrumented,
            _ => FeatureVerdict::NoCode,
        };
        row.evidence = self.evidence(&row, &code.declared);
        row.categories = vec![key];
        row
    }

    /// Whether a call stands in a surface of another category, in a file that gives this category to single surfaces only.
    fn belongs_elsewhere(&self, call: usize, narrow: &BTreeSet<FileId>, key: &str) -> bool {
        let span = self.inputs.calls[call].span;
        let mut around = self
            .surfaces
            .surfaces
            .iter()
            .filter(|surface| surface.extent.contains(span));
        narrow.contains(&span.file)
            && around.any(|surface| {
                surface
                    .category
                    .as_ref()
                    .is_some_and(|own| self.inputs.category_key(own) != key)
            })
    }

    fn evidence(&self, row: &FeatureRow, declared: &[Span]) -> Vec<Span> {
        let declared = declared.iter().copied();
        let calls = row.calls.iter().map(|call| self.inputs.calls[*call].span);
        let metrics = row
            .metrics
            .iter()
            .map(|metric| self.inputs.catalog.metrics[*metric].key_path.span);
        let third = MOST_EVIDENCE / 3;
        declared
            .take(third)
            .chain(calls.take(third))
            .chain(metrics.take(third))
            .collect()
    }

    fn link(&self, row: &mut FeatureRow, events: &[Text], metrics: &[Text]) {
        let named = |index: &usize| {
            events
                .iter()
                .any(|glob| name_match::fits(glob, &self.links.events[*index].name))
        };
        row.events
            .extend((0..self.links.events.len()).filter(named));
        let keyed = |row: &&MetricRow| {
            let definition = &self.inputs.catalog.metrics[row.definition];
            metrics.contains(&definition.key_path.value)
                || definition
                    .key_paths
                    .iter()
                    .any(|(path, _)| metrics.contains(path))
        };
        row.metrics
            .extend(self.metrics.iter().filter(keyed).map(|row| row.definition));
        row.events.sort_unstable();
        row.events.dedup();
        row.metrics.sort_unstable();
        row.metrics.dedup();
    }

    fn feature(&self, feature: &Feature, categories: &BTreeMap<String, FeatureRow>) -> FeatureRow {
        let mut row = self.blank(
            feature.id.clone(),
            FeatureKind::Feature,
            feature.title.value.clone(),
            feature.span,
        );
        let overlay = self
            .inputs
            .settings
            .overlay
            .get(&feature.id)
            .cloned()
            .unwrap_or_default();
        row.tiers.clone_from(&feature.tiers);
        row.exempt = overlay
            .exempt
            .clone()
            .or_else(|| feature.exempt.as_ref().map(|exempt| exempt.value.clone()));
        row.categories = feature
            .categories
            .iter()
            .map(|category| self.inputs.category_key(&category.value))
            .collect();
        if let Some(first) = row.categories.first().cloned() {
            place(&mut row, &self.inputs.catalog.taxonomy, &first);
        }
        let events: Vec<Text> = feature
            .events
            .iter()
            .map(|event| event.value.clone())
            .chain(overlay.events.clone())
            .collect();
        let metrics: Vec<Text> = feature
            .metrics
            .iter()
            .map(|metric| metric.value.clone())
            .chain(overlay.metrics.clone())
            .collect();
        let explicit = !events.is_empty() || !metrics.is_empty();
        let files: BTreeSet<FileId> = files_of(self.inputs, &overlay).collect();
        let of: Vec<&FeatureRow> = row
            .categories
            .iter()
            .filter_map(|category| categories.get(category))
            .collect();
        row.surfaces = of.iter().map(|category| category.surfaces).sum();
        row.surfaces_tracked = of.iter().map(|category| category.surfaces_tracked).sum();
        if !files.is_empty() {
            self.link(&mut row, &events, &metrics);
            self.live_in(&mut row, &files);
        } else if explicit {
            self.link(&mut row, &events, &metrics);
            self.linked(&mut row);
        } else if self.likened(&mut row) {
            row.basis = Basis::Name;
        } else {
            row.basis = Basis::Category;
            row.calls = of
                .iter()
                .flat_map(|category| category.calls.iter().copied())
                .collect();
            row.evidence = of
                .iter()
                .flat_map(|category| category.evidence.iter().copied())
                .take(MOST_EVIDENCE)
                .collect();
            let verdicts = of.iter().map(|category| category.verdict);
            row.verdict = verdicts.min().unwrap_or(FeatureVerdict::NoCode);
        }
        if row.exempt.is_some() {
            row.verdict = FeatureVerdict::Exempt;
        }
        row.calls.sort_unstable();
        row.calls.dedup();
        row
    }

    /// A feature without links gets those that its title names. Returns whether there are any.
    fn likened(&self, row: &mut FeatureRow) -> bool {
        (row.events, row.metrics) = self.titles.like(&row.title, &row.categories);
        let found = !row.events.is_empty() || !row.metrics.is_empty();
        if found {
            self.linked(row);
        }
        found
    }

    /// A feature with events and metrics of its own is judged by them.
    fn linked(&self, row: &mut FeatureRow) {
        row.calls = row
            .events
            .iter()
            .flat_map(|i| self.links.events[*i].calls.iter().map(|sent| sent.call))
            .collect();
        row.verdict = self.explicit_verdict(row);
        row.evidence = self.evidence(row, &[]);
    }

    /// A feature with files of its own is judged by the calls in them.
    fn live_in(&self, row: &mut FeatureRow, files: &BTreeSet<FileId>) {
        row.calls = files
            .iter()
            .flat_map(|file| self.calls_in.get(file).into_iter().flatten().copied())
            .collect();
        let sends = |index: &usize| {
            self.links.events[*index]
                .calls
                .iter()
                .any(|sent| row.calls.contains(&sent.call))
        };
        let defined = |index: &usize| self.links.events[*index].is_defined();
        let sent: Vec<usize> = (0..self.links.events.len())
            .filter(defined)
            .filter(sends)
            .collect();
        row.events.extend(sent);
        row.events.sort_unstable();
        row.events.dedup();
        let defined = !row.events.is_empty() || !row.metrics.is_empty();
        row.verdict = match (!row.calls.is_empty(), defined) {
            (true, true) => FeatureVerdict::Instrumented,
            (true, false) => FeatureVerdict::CallsOnly,
            (false, true) => FeatureVerdict::DefinitionsOnly,
            (false, false) => FeatureVerdict::Uninstrumented,
        };
        row.evidence = row
            .calls
            .iter()
            .take(MOST_EVIDENCE)
            .map(|call| self.inputs.calls[*call].span)
            .collect();
    }

    /// A feature with links of its own is as alive as they are.
    fn explicit_verdict(&self, row: &FeatureRow) -> FeatureVerdict {
        let events = || row.events.iter().map(|index| &self.links.events[*index]);
        let fed = |metric: &usize| {
            let verdict = self
                .metrics
                .iter()
                .find(|row| row.definition == *metric)
                .map(|row| row.verdict);
            matches!(verdict, Some(MetricVerdict::Ok | MetricVerdict::Partial))
        };
        if events().any(|event| event.verdict.is_alive()) || row.metrics.iter().any(fed) {
            FeatureVerdict::Instrumented
        } else if events().any(|event| event.verdict == EventVerdict::Undefined) {
            FeatureVerdict::CallsOnly
        } else if row.events.is_empty() && row.metrics.is_empty() {
            FeatureVerdict::Uninstrumented
        } else {
            FeatureVerdict::DefinitionsOnly
        }
    }
}

/// Group, stage and section of a category.
fn place(row: &mut FeatureRow, taxonomy: &Taxonomy, category: &str) {
    row.group = taxonomy.group(category).cloned();
    row.stage = taxonomy.stage(category).cloned();
    row.section = row
        .stage
        .as_ref()
        .and_then(|stage| taxonomy.section(stage))
        .cloned();
}
