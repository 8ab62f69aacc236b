//! The event that definitions are written for, with the facts that fill their templates.

use crate::audit::Context;
use crate::audit::event::Event;
use crate::audit::features::{FeatureKind, FeatureRow};
use crate::audit::name_match::listed;
use crate::calls::{Call, Grade};
use crate::catalog::{EventDefinition, Ownership};
use crate::facts::Text;
use crate::rules::compiled_definitions::DefinitionRules;
use crate::source::Span;
use std::collections::BTreeMap;

/// The choice of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EventSelector {
    /// The event of this name.
    Named(String),
    /// The event that the call at this path and one-based line sends.
    SentAt(String, u32),
}

/// Facts that fill templates besides the project's definitions and code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScaffoldInputs<'a> {
    /// The layouts.
    pub(crate) rules: &'a DefinitionRules,
    /// The release in development.
    pub(crate) milestone: Option<&'a str>,
    /// The folder of the edition that may be absent.
    pub(crate) edition: Option<&'a str>,
    /// Tiers whose code is outside that edition.
    pub(crate) tiers_here: &'a [Text],
}

/// An event with the calls that send it and its definition.
pub(crate) struct ScaffoldedEvent<'a> {
    pub(crate) cx: &'a Context<'a>,
    pub(crate) inputs: ScaffoldInputs<'a>,
    pub(crate) name: Text,
    pub(crate) calls: Vec<&'a Call>,
    pub(crate) defined: Option<&'a Event>,
    /// The place and owner of an event that nothing sends yet. Its calls are those that the new call imitates.
    pub(crate) proposed: Option<&'a ProposedEvent<'a>>,
}

/// An event to be added, with the call that it imitates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProposedEvent<'a> {
    pub(crate) name: &'a str,
    pub(crate) model: &'a Call,
    /// The surface that will send it.
    pub(crate) at: Span,
    /// The category that owns the surface.
    pub(crate) owner: Option<&'a FeatureRow>,
    pub(crate) description: &'a str,
}

impl<'a> ScaffoldedEvent<'a> {
    /// Finds the event, its calls and its definition.
    pub(crate) fn select(
        cx: &'a Context<'a>,
        inputs: ScaffoldInputs<'a>,
        selector: &EventSelector,
    ) -> Result<Self, String> {
        let calls = || cx.inputs.calls.iter().filter(|call| !call.inside_wrapper);
        let name = match selector {
            EventSelector::Named(name) => Text::from(name.as_str()),
            EventSelector::SentAt(path, line) => name_sent_at(cx, calls(), path, *line)
                .map_err(|reason| format!("{path}:{line}: {reason}"))?,
        };
        let sends =
            |call: &&Call| call.event.grade() == Grade::Exact && call.event.names.contains(&name);
        let calls = calls().filter(sends).collect();
        let mut events = cx.links.events.iter();
        let defined = events.find(|event| event.is_defined() && event.name == *name);
        Ok(Self {
            cx,
            inputs,
            name,
            calls,
            defined,
            proposed: None,
        })
    }

    /// Returns an event to be added.
    pub(crate) fn proposed(
        cx: &'a Context<'a>,
        inputs: ScaffoldInputs<'a>,
        proposed: &'a ProposedEvent<'a>,
    ) -> Self {
        Self {
            cx,
            inputs,
            name: proposed.name.into(),
            calls: vec![proposed.model],
            defined: None,
            proposed: Some(proposed),
        }
    }

    /// Returns the positions of the event's definitions.
    pub(crate) fn declared_at(&self) -> Vec<Span> {
        self.defined
            .map(|event| self.cx.declared_at(event))
            .unwrap_or_default()
    }

    /// Returns the first definition of the event.
    pub(crate) fn definition(&self) -> Option<&'a EventDefinition> {
        self.defined
            .and_then(|event| self.cx.definitions(event).next())
    }

    /// Returns the folder of the edition that may be absent, if the event is defined and sent only there.
    pub(crate) fn edition(&self) -> Option<&'a str> {
        let edition = self.inputs.edition?;
        let calls = self.calls.iter().map(|call| call.span);
        let spans: Vec<Span> = match self.proposed {
            Some(proposed) => vec![proposed.at],
            None => self.declared_at().into_iter().chain(calls).collect(),
        };
        let inside = |span: &Span| {
            let path = self.cx.inputs.sources.path(*span);
            path.strip_prefix(edition)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        (!spans.is_empty() && spans.iter().all(inside)).then_some(edition)
    }

    /// Returns the category of the surface or file around the first call that has one.
    pub(crate) fn feature(&self) -> Option<&'a FeatureRow> {
        if let Some(proposed) = self.proposed {
            return proposed.owner;
        }
        let surfaces = &self.cx.surfaces;
        let category = self.calls.iter().find_map(|call| {
            let around = surfaces
                .surfaces
                .iter()
                .filter(|surface| surface.extent.contains(call.span));
            let narrowest = around.min_by_key(|surface| surface.extent.end - surface.extent.start);
            narrowest
                .and_then(|surface| surface.category.as_ref())
                .or_else(|| surfaces.of_file.get(&call.span.file))
        })?;
        let category = self.cx.inputs.category_key(category);
        self.cx
            .features
            .iter()
            .find(|row| row.kind == FeatureKind::Category && row.categories.contains(&category))
    }

    /// Returns the group that most definitions of a category name, for projects without a taxonomy.
    pub(crate) fn usual_group(&self, feature: &FeatureRow) -> Option<&'a str> {
        let catalog = self.cx.inputs.catalog;
        let events = catalog.events.iter().map(|event| &event.ownership);
        let metrics = catalog.metrics.iter().map(|metric| &metric.ownership);
        let is_of = |ownership: &&Ownership| {
            let mut categories = ownership.categories.iter();
            categories.any(|category| {
                let category = self.cx.inputs.category_key(&category.value);
                feature.categories.contains(&category)
            })
        };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for ownership in events.chain(metrics).filter(is_of) {
            if let Some(group) = &ownership.group {
                *counts.entry(&group.value).or_default() += 1;
            }
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        most.map(|(group, _)| group)
    }
}

/// Returns the name that the innermost call around a line sends.
fn name_sent_at<'c>(
    cx: &Context<'_>,
    calls: impl Iterator<Item = &'c Call>,
    path: &str,
    line: u32,
) -> Result<Text, String> {
    let sources = cx.inputs.sources;
    let here = |call: &&Call| {
        let (first, last) = sources.lines(call.span);
        sources.path(call.span) == path && (first..=last).contains(&line)
    };
    let call = calls
        .filter(here)
        .min_by_key(|call| call.span.end - call.span.start)
        .ok_or("no tracking call here")?;
    let names: Vec<&Text> = call.event.names.iter().collect();
    match (call.event.grade(), names.as_slice()) {
        (Grade::Exact, [name]) => Ok((*name).clone()),
        (Grade::Exact, names) => {
            let names = listed(names.iter().map(|name| name.as_str()), 10);
            Err(format!(
                "this call sends {names}; pass one of these names instead of a position"
            ))
        }
        _ => Err("the name of this event is computed; pass its name instead of a position".into()),
    }
}
