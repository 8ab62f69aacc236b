//! Verdicts of features: categories by the code that declares them, entries of the feature list by what measures them.

mod entries;

use crate::audit::event::Links;
use crate::audit::event_names;
use crate::audit::feature_index::{Code, calls_in, code_of, events_of, metrics_of};
use crate::audit::feature_links;
use crate::audit::features::{Basis, FeatureKind, FeatureRow};
use crate::audit::inputs::Inputs;
use crate::audit::metrics::MetricRow;
use crate::audit::name_match;
use crate::audit::surfaces::Surfaces;
use crate::audit::verdicts::{EventVerdict, FeatureVerdict, Measured, MetricVerdict};
use crate::catalog::{Field, Taxonomy};
use crate::config::Spanned;
use crate::facts::Text;
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of evidence spans of one feature.
const MOST_EVIDENCE: usize = 12;

/// Judges categories and entries of the feature list.
pub(crate) struct FeatureJudge<'a> {
    inputs: &'a Inputs<'a>,
    links: &'a Links,
    metrics: &'a [MetricRow],
    surfaces: &'a Surfaces,
    calls_in: BTreeMap<FileId, Vec<usize>>,
    events_of: BTreeMap<String, Vec<usize>>,
    metrics_of: BTreeMap<String, Vec<usize>>,
    code_of: BTreeMap<String, Code>,
}

/// Judges every category and every product feature.
pub(crate) fn judge(
    inputs: &Inputs<'_>,
    links: &Links,
    metrics: &[MetricRow],
    surfaces: &Surfaces,
) -> Vec<FeatureRow> {
    let judge = FeatureJudge {
        inputs,
        links,
        metrics,
        surfaces,
        calls_in: calls_in(inputs),
        events_of: events_of(inputs, links),
        metrics_of: metrics_of(inputs, metrics),
        code_of: code_of(inputs, surfaces),
    };
    let mut rows = judge.categories();
    let by_category: BTreeMap<String, FeatureRow> = rows
        .iter()
        .map(|row| (name_match::category(&row.id), row.clone()))
        .collect();
    let features = &inputs.catalog.features;
    let mut linked = vec![None; features.len()];
    if inputs.settings.link_features && !features.is_empty() {
        linked = feature_links::link(inputs, links, metrics);
    }
    for ((index, feature), link) in features.iter().enumerate().zip(linked) {
        let mut row = judge.feature(feature, link, &by_category);
        row.index = Some(index);
        rows.push(row);
    }
    rows
}

fn texts(fields: &[Field<Text>]) -> impl Iterator<Item = &str> {
    fields.iter().map(|field| field.value.as_str())
}

fn values(settings: &[Spanned<String>]) -> impl Iterator<Item = &str> {
    settings.iter().map(|setting| setting.value.as_str())
}

fn sort(indexes: &mut Vec<usize>) {
    indexes.sort_unstable();
    indexes.dedup();
}

impl FeatureJudge<'_> {
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
            how: None,
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
            index: None,
            link: None,
        }
    }

    fn category(&self, id: Text, span: Span) -> FeatureRow {
        let key = self.inputs.category_key(&id);
        let taxonomy = &self.inputs.catalog.taxonomy;
        let title = taxonomy.categories.get(&id).map(|unit| unit.name.clone());
        let title = title.unwrap_or_else(|| id.clone());
        let mut row = self.blank(id.clone(), FeatureKind::Category, title, span);
        place(&mut row, taxonomy, &id);
        let none = Code::default();
        let code = self.code_of.get(&key).unwrap_or(&none);
        (row.surfaces, row.surfaces_tracked) = (code.surfaces, code.tracked);
        row.calls = self
            .calls_of(&code.files)
            .filter(|call| !self.belongs_elsewhere(*call, &code.narrow, &key))
            .collect();
        sort(&mut row.calls);
        row.events = self.events_of.get(&key).cloned().unwrap_or_default();
        row.metrics = self.metrics_of.get(&key).cloned().unwrap_or_default();
        let overlay = self.inputs.settings.overlay.get(id.as_str());
        row.exempt = overlay.and_then(|overlay| overlay.exempt.as_deref().map(Text::from));
        if let Some(overlay) = overlay {
            self.link(
                &mut row,
                &Vec::from_iter(values(&overlay.events)),
                &Vec::from_iter(values(&overlay.metrics)),
            );
        }
        self.judge_by_own(&mut row);
        if row.exempt.is_some() {
            (row.verdict, row.how) = (FeatureVerdict::Exempt, None);
        } else if row.verdict == FeatureVerdict::Uninstrumented && code.files.is_empty() {
            row.verdict = FeatureVerdict::NoCode;
        }
        row.evidence = self.evidence(&row, &code.declared);
        row.categories = vec![key];
        row
    }

    /// Returns true if the call is in a surface of another category, in a file that declares this category for single surfaces only.
    fn belongs_elsewhere(&self, call: usize, narrow: &BTreeSet<FileId>, key: &str) -> bool {
        let span = self.inputs.calls[call].span;
        let mut surfaces = self.surfaces.surfaces.iter();
        let is_other = |own: &String| self.inputs.category_key(own) != key;
        narrow.contains(&span.file)
            && surfaces.any(|surface| {
                surface.extent.contains(span) && surface.category.as_ref().is_some_and(is_other)
            })
    }

    fn evidence(&self, row: &FeatureRow, declared: &[Span]) -> Vec<Span> {
        let declared = declared.iter().copied();
        let calls = row.calls.iter().map(|call| self.inputs.calls[*call].span);
        let definitions = &self.inputs.catalog.metrics;
        let metrics = row.metrics.iter();
        let metrics = metrics.map(|metric| definitions[*metric].key_path.span);
        let third = MOST_EVIDENCE / 3;
        declared
            .take(third)
            .chain(calls.take(third))
            .chain(metrics.take(third))
            .collect()
    }

    fn link(&self, row: &mut FeatureRow, events: &[&str], metrics: &[&str]) {
        for (index, event) in self.links.events.iter().enumerate() {
            let is_it = |glob: &&str| event_names::means(self.inputs, glob, event);
            if events.iter().any(is_it) {
                row.events.push(index);
            }
        }
        let keyed = |row: &&MetricRow| {
            let definition = &self.inputs.catalog.metrics[row.definition];
            let mut paths = definition.key_paths.iter();
            metrics.contains(&definition.key_path.value.as_str())
                || paths.any(|(path, _)| metrics.contains(&path.as_str()))
        };
        row.metrics
            .extend(self.metrics.iter().filter(keyed).map(|row| row.definition));
        sort(&mut row.events);
        sort(&mut row.metrics);
    }

    /// Judges a feature by its own events and metrics.
    fn judge_by_links(&self, row: &mut FeatureRow) {
        let calls = row
            .events
            .iter()
            .flat_map(|index| &self.links.events[*index].calls);
        row.calls = calls.map(|sent| sent.call).collect();
        self.judge_by_own(row);
        row.evidence = self.evidence(row, &[]);
    }

    /// Judges a feature by the calls in its own files.
    fn judge_by_files(&self, row: &mut FeatureRow, files: &BTreeSet<FileId>) {
        row.calls = self.calls_of(files).collect();
        for (index, event) in self.links.events.iter().enumerate() {
            let mut calls = event.calls.iter();
            if event.is_defined() && calls.any(|sent| row.calls.contains(&sent.call)) {
                row.events.push(index);
            }
        }
        sort(&mut row.events);
        self.judge_by_own(row);
        let calls = row.calls.iter().take(MOST_EVIDENCE);
        row.evidence = calls.map(|call| self.inputs.calls[*call].span).collect();
    }

    /// Returns the calls in files.
    fn calls_of(&self, files: &BTreeSet<FileId>) -> impl Iterator<Item = usize> {
        let calls = files.iter().filter_map(|file| self.calls_in.get(file));
        calls.flatten().copied()
    }

    /// Judges a feature by its calls and by the events and metrics that are linked to it.
    fn judge_by_own(&self, row: &mut FeatureRow) {
        row.how = self.measured(row);
        let events = || row.events.iter().map(|index| &self.links.events[*index]);
        let is_defined = events().any(|event| event.verdict != EventVerdict::Undefined);
        row.verdict = if row.how.is_some() {
            FeatureVerdict::Instrumented
        } else if is_defined || !row.metrics.is_empty() {
            FeatureVerdict::DefinitionsOnly
        } else if !row.calls.is_empty() || !row.events.is_empty() {
            FeatureVerdict::CallsOnly
        } else {
            FeatureVerdict::Uninstrumented
        };
    }

    /// Returns the kind of what measures a feature: an event that is alive, a metric that one feeds, or one of stored data.
    fn measured(&self, row: &FeatureRow) -> Option<Measured> {
        let mut events = row.events.iter().map(|index| &self.links.events[*index]);
        if events.any(|event| event.verdict.is_alive()) {
            return Some(Measured::Usage);
        }
        let works = |metric: &&MetricRow| {
            matches!(metric.verdict, MetricVerdict::Ok | MetricVerdict::Partial)
        };
        // The rows are in the order of the catalog.
        let metrics = row.metrics.iter();
        let metrics = metrics.filter_map(|metric| self.metrics.get(*metric));
        let how = metrics
            .filter(works)
            .map(|metric| match metric.events.is_empty() {
                true => Measured::State,
                false => Measured::Usage,
            });
        how.min()
    }
}

/// Sets group, stage and section of a category.
fn place(row: &mut FeatureRow, taxonomy: &Taxonomy, category: &str) {
    row.group = taxonomy.group(category).cloned();
    row.stage = taxonomy.stage(category).cloned();
    let stage = row.stage.as_ref();
    row.section = stage.and_then(|stage| taxonomy.section(stage)).cloned();
}
