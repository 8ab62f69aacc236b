//! A small world for the tests of the audit: definitions, calls and code made by hand.

mod values;

pub(crate) use values::{field, listed, property, setting, strict, structured};

use crate::audit::declarations::Parsed;
use crate::audit::metric_files::MetricFiles;
use crate::audit::registry;
use crate::audit::{Context, Inputs};
use crate::calls::{Call, EventName, Family};
use crate::catalog::{
    Catalog, Category, CounterDefinition, EventDefinition, EventKind, Feature, Field,
    MetricDefinition, MetricEvent,
};
use crate::catalog::{Invalid, Ownership, Status};
use crate::config::{Globs, Overlay, Settings};
use crate::facts::{FileFacts, Problem, Text};
use crate::finding::Finding;
use crate::resolve::request::word_index::WordIndex;
use crate::rules::features::FeatureRules;
use crate::source::{FileId, SourceFile, SourceMap, Span};
use std::sync::Arc;
use values::node;

/// Inputs under construction.
pub(crate) struct World {
    /// All files.
    pub(crate) sources: SourceMap,
    /// The definitions.
    pub(crate) catalog: Catalog,
    /// The calls.
    pub(crate) calls: Vec<Call>,
    /// Families of names.
    pub(crate) families: Vec<Family>,
    /// Counters of the code.
    pub(crate) counters: Vec<CounterDefinition>,
    /// Settings.
    pub(crate) settings: Settings,
    /// True if an edition is missing.
    pub(crate) edition_missing: bool,
    rules: FeatureRules,
    facts: Vec<(FileId, String, FileFacts)>,
}

impl Default for World {
    fn default() -> Self {
        let mut rules = FeatureRules::default();
        for pack in crate::rules::embedded().expect("the packs are valid") {
            rules.extend(&pack.features);
        }
        let mut world = World {
            sources: SourceMap::default(),
            catalog: Catalog::default(),
            calls: Vec::new(),
            families: Vec::new(),
            counters: Vec::new(),
            settings: Settings::default(),
            edition_missing: false,
            rules,
            facts: Vec::new(),
        };
        world.file("README", "x");
        world
    }
}

impl World {
    /// Adds a file that is not parsed, and gives its whole span.
    pub(crate) fn file(&mut self, path: &str, text: &str) -> Span {
        Span::new(self.sources.add(SourceFile::new(path, text)), 0, text.len())
    }

    /// Adds a Ruby file and parses it.
    pub(crate) fn code(&mut self, path: &str, text: &str) -> Span {
        let span = self.file(path, text);
        let language = crate::languages::language_of(path).expect("a known ending");
        self.facts.push((
            span.file,
            path.to_owned(),
            language.facts(crate::languages::Input {
                file: span.file,
                path,
                text,
            }),
        ));
        span
    }

    /// Defines an event.
    pub(crate) fn event(&mut self, kind: EventKind, name: &str) -> &mut EventDefinition {
        let span = self.file(
            &format!("config/events/{}_{name}.yml", self.sources.len()),
            name,
        );
        let system = if kind == structured() {
            "structured"
        } else {
            "named"
        };
        self.catalog.events.push(EventDefinition {
            name: Field::new(name.into(), span),
            kind,
            handle: None,
            target: None,
            former_names: Vec::new(),
            system: system.into(),
            category: None,
            labels: Vec::new(),
            properties: Vec::new(),
            properties_declared: false,
            description: None,
            identifiers: Vec::new(),
            identifiers_declared: false,
            status: Status::Active,
            status_span: None,
            classification: None,
            aggregation: None,
            slot: None,
            ownership: Ownership::default(),
            has_placeholders: true,
            forwards: Vec::new(),
            is_external: false,
            rule: Text::default(),
            span,
            node: Arc::new(node(span)),
        });
        self.catalog.events.last_mut().expect("one was added")
    }

    /// Defines a metric that counts these events.
    pub(crate) fn metric(
        &mut self,
        key_path: &str,
        source: &str,
        events: &[&str],
    ) -> &mut MetricDefinition {
        let span = self.file(
            &format!("config/metrics/{}.yml", self.sources.len()),
            key_path,
        );
        let event = |name: &&str| MetricEvent {
            name: Field::new((*name).into(), span),
            unique: None,
            filter: Vec::new(),
            operator: None,
        };
        self.catalog.metrics.push(MetricDefinition {
            key_path: Field::new(key_path.into(), span),
            key_paths: vec![(key_path.into(), None)],
            data_source: Some(Field::new(source.into(), span)),
            status: Status::Active,
            status_span: None,
            time_frames: Vec::new(),
            description: None,
            value_type: None,
            data_category: None,
            instrumentation_class: None,
            events: events.iter().map(event).collect(),
            counter_class: None,
            counter_event: None,
            counter_prefix: None,
            aggregate_operator: None,
            performance_indicators: Vec::new(),
            ownership: Ownership::default(),
            rule: Text::default(),
            span,
            node: Arc::new(node(span)),
        });
        self.catalog.metrics.last_mut().expect("one was added")
    }

    /// Lists a category.
    pub(crate) fn category(&mut self, id: &str) {
        let span = self.file("config/feature_categories.yml", id);
        self.catalog.categories.push(Category {
            id: id.into(),
            span,
        });
    }

    /// Adds an entry of the feature list.
    pub(crate) fn listed(&mut self, title: &str, categories: Vec<Field<Text>>) {
        let span = self.file("features.yml", title);
        self.catalog.features.push(Feature {
            id: title.to_lowercase().replace(' ', "-").into(),
            title: Field::new(title.into(), span),
            description: None,
            categories,
            tiers: Vec::new(),
            tiers_declared: false,
            link: None,
            events: Vec::new(),
            metrics: Vec::new(),
            exempt: None,
            span,
        });
    }

    /// Exempts a feature by the configuration.
    pub(crate) fn exempt(&mut self, feature: &str, reason: &str) {
        let overlay = Overlay {
            events: Vec::new(),
            metrics: Vec::new(),
            paths: Globs::default(),
            exempt: Some(reason.into()),
            unmeasured: None,
            span: Span::new(FileId(0), 0, 1),
        };
        self.settings.overlay.insert(feature.into(), overlay);
    }

    /// Declares a counter in code.
    pub(crate) fn counter(&mut self, class: &str, prefix: &str, event: &str) {
        let span = self.file("lib/counter.rb", event);
        let name = format!("{prefix}_{event}").into();
        let (class, prefix) = (Some(class.into()), Some(prefix.into()));
        self.counters.push(CounterDefinition {
            class,
            name,
            prefix,
            event: event.into(),
            span,
        });
    }

    /// Returns a call of an event in a file of its own; a name with `*` is a pattern.
    pub(crate) fn call(&mut self, system: &str, name: &str) -> &mut Call {
        let span = self.file(
            &format!("app/{}.rb", self.sources.len()),
            &format!("track('{name}')"),
        );
        self.push_call(system, name, span)
    }

    /// Returns a call at the first place a text occurs in a file.
    pub(crate) fn call_in(&mut self, path: &str, text: &str, name: &str) -> &mut Call {
        let (file, source) = self
            .sources
            .iter()
            .find(|(_, file)| &*file.path == path)
            .expect("the file was added");
        let at = source.text.find(text).expect("the text is in it");
        let span = Span::new(file, at, at + text.len());
        self.push_call("named", name, span)
    }

    fn push_call(&mut self, system: &str, name: &str, span: Span) -> &mut Call {
        let mut event = EventName::default();
        if name.contains('*') {
            &mut event.patterns
        } else {
            &mut event.names
        }
        .insert(name.into());
        self.calls.push(Call {
            rule: "test#call".into(),
            system: system.into(),
            language: "ruby",
            span,
            name_span: span,
            event,
            category: None,
            label: None,
            property: None,
            properties: Vec::new(),
            properties_known: true,
            added: Vec::new(),
            scope: String::new(),
            via: Vec::new(),
            deprecated: None,
            misplaced: None,
            inside_wrapper: false,
            said_at: Vec::new(),
            written: "literal",
        });
        self.calls.last_mut().expect("one was added")
    }

    /// Returns a problem and an invalid field, for the lints that pass them on.
    pub(crate) fn broken(&mut self) {
        let span = self.file("config/broken.yml", "a: [");
        self.catalog.problems.push(Problem {
            message: "no end".to_owned(),
            span,
            partial: false,
        });
        let (message, subject) = ("no name".to_owned(), "broken".into());
        self.catalog.invalid.push(Invalid {
            message,
            help: None,
            span,
            subject,
            owner: None,
            severity: crate::finding::Severity::Error,
        });
    }

    /// Joins everything and hands it over.
    pub(crate) fn run<R>(&self, look: impl FnOnce(&Context<'_>) -> R) -> R {
        let mut facts: Vec<Parsed<'_>> = self
            .facts
            .iter()
            .map(|(file, path, facts)| (*file, path.as_str(), facts))
            .collect();
        facts.sort_by_key(|(_, path, _)| *path);
        let is_code =
            |(_, file): &(FileId, &SourceFile)| crate::languages::language_of(&file.path).is_some();
        let code: Vec<FileId> = self
            .sources
            .iter()
            .filter(is_code)
            .map(|(file, _)| file)
            .collect();
        let words = WordIndex::new(&self.sources, &code, &|_| None);
        let counter_systems = [Text::from("counters")];
        let metric_files = MetricFiles::new(&self.sources, &self.rules.instrumentation);
        look(&Context::new(Inputs {
            catalog: &self.catalog,
            calls: &self.calls,
            limits: &[],
            unmatched: &[],
            families: &self.families,
            counters: &self.counters,
            counter_systems: &counter_systems,
            facts: &facts,
            words: &words,
            metric_files: &metric_files,
            sources: &self.sources,
            rules: &self.rules,
            misplaced: &[],
            forms: &[],
            guards: &["known_event?".into()],
            edition_missing: self.edition_missing,
            tiers_here: &["free".into()],
            settings: &self.settings,
        }))
    }

    /// Returns the findings of one lint.
    pub(crate) fn findings(&self, lint: &str) -> Vec<Finding> {
        assert!(
            registry::lints().iter().any(|known| known.name == lint),
            "{lint} is a lint"
        );
        self.run(|cx| {
            registry::check_state(cx)
                .into_iter()
                .filter(|finding| finding.lint.name == lint)
                .collect()
        })
    }
}
