//! The thing at a place: a call, an event, a metric, a category or a feature.

use crate::audit::Context;
use crate::catalog::Ownership;
use crate::facts::Text;
use crate::server::features::extent::extent;
use crate::server::view::Place;
use crate::source::Span;

/// Something with a verdict, or a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Thing {
    /// A call, as an index.
    Call(usize),
    /// A constant, function or import between calls and their names: the calls, as indexes.
    Step(Vec<usize>),
    /// An event, as an index into the graph.
    Event(usize),
    /// A metric, as an index into the catalog.
    Metric(usize),
    /// A category, by its name.
    Category(Text),
    /// An entry of the feature list, as an index into the verdicts.
    Feature(usize),
}

/// A thing and the span in which it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// The thing.
    pub(crate) thing: Thing,
    /// The span.
    pub(crate) span: Span,
    /// True if the span defines the thing.
    pub(crate) is_definition: bool,
}

/// Returns the thing at a place.
pub(crate) fn at(cx: &Context<'_>, place: Place) -> Option<Found> {
    call(cx, place)
        .or_else(|| named(cx, place))
        .or_else(|| definition(cx, place))
        .or_else(|| step(cx, place))
}

/// Returns true if a place is in a span, or directly behind it.
pub(crate) fn covers(span: Span, place: Place) -> bool {
    span.file == place.file && (span.start..=span.end).contains(&place.offset)
}

fn narrowest<T>(found: impl Iterator<Item = (Span, T)>, place: Place) -> Option<(Span, T)> {
    let here = found.filter(|(span, _)| covers(*span, place));
    here.min_by_key(|(span, _)| span.end - span.start)
}

fn call(cx: &Context<'_>, place: Place) -> Option<Found> {
    let calls = || cx.inputs.calls.iter().enumerate();
    let by_name = narrowest(
        calls().map(|(number, call)| (call.name_span, number)),
        place,
    );
    let found =
        by_name.or_else(|| narrowest(calls().map(|(number, call)| (call.span, number)), place));
    let (_, number) = found?;
    Some(Found {
        thing: Thing::Call(number),
        span: cx.inputs.calls[number].name_span,
        is_definition: false,
    })
}

/// Returns the thing that a value of a definition names.
fn named(cx: &Context<'_>, place: Place) -> Option<Found> {
    let catalog = cx.inputs.catalog;
    let found = |thing: Thing, span: Span| Found {
        thing,
        span,
        is_definition: false,
    };
    let events = catalog
        .metrics
        .iter()
        .flat_map(|metric| &metric.events)
        .map(|event| &event.name);
    let events = events.chain(
        catalog
            .aggregates
            .iter()
            .flat_map(|aggregate| &aggregate.events),
    );
    let events = events.chain(catalog.listed.iter().map(|listed| &listed.name));
    let events = events.chain(catalog.features.iter().flat_map(|feature| &feature.events));
    let events = events.chain(
        catalog
            .events
            .iter()
            .filter_map(|event| Some(&event.target.as_ref()?.name)),
    );
    let events = events.map(|field| (field.span, &field.value));
    if let Some((span, name)) = narrowest(events, place)
        && let Some(event) = event_named(cx, name)
    {
        return Some(found(Thing::Event(event), span));
    }
    let keys = catalog.features.iter().flat_map(|feature| &feature.metrics);
    if let Some((span, key)) = narrowest(keys.map(|field| (field.span, &field.value)), place)
        && let Some(metric) = catalog
            .metrics
            .iter()
            .position(|metric| metric.key_path.value == *key)
    {
        return Some(found(Thing::Metric(metric), span));
    }
    let owned = ownerships(cx).flat_map(|owner| &owner.categories);
    let owned = owned.chain(
        catalog
            .features
            .iter()
            .flat_map(|feature| &feature.categories),
    );
    let categories = owned.map(|field| (field.span, &field.value));
    let (span, category) = narrowest(categories, place)?;
    Some(found(Thing::Category(category.clone()), span))
}

/// Returns the owners of all definitions.
pub(crate) fn ownerships<'a>(cx: &Context<'a>) -> impl Iterator<Item = &'a Ownership> + use<'a> {
    let catalog = cx.inputs.catalog;
    let events = catalog.events.iter().map(|event| &event.ownership);
    events.chain(catalog.metrics.iter().map(|metric| &metric.ownership))
}

fn definition(cx: &Context<'_>, place: Place) -> Option<Found> {
    let catalog = cx.inputs.catalog;
    let events = cx.links.events.iter().enumerate();
    let declared = events.flat_map(|(number, event)| {
        let own = cx.definitions(event).map(|one| extent(one.span, &one.node));
        let other = event.counters.iter().copied();
        own.chain(other)
            .map(move |span| (span, Thing::Event(number)))
            .collect::<Vec<_>>()
    });
    let metrics = catalog.metrics.iter().enumerate();
    let metrics =
        metrics.map(|(number, metric)| (extent(metric.span, &metric.node), Thing::Metric(number)));
    let categories = catalog.categories.iter();
    let categories = categories.map(|one| (one.span, Thing::Category(one.id.clone())));
    let taxonomy = catalog.taxonomy.categories.iter();
    let taxonomy = taxonomy.map(|(id, entry)| (entry.span, Thing::Category(id.clone())));
    let features = cx
        .features
        .iter()
        .enumerate()
        .filter(|(_, row)| row.index.is_some());
    let features = features.map(|(number, row)| (row.span, Thing::Feature(number)));
    let all = declared
        .chain(metrics)
        .chain(categories)
        .chain(taxonomy)
        .chain(features);
    let (span, thing) = narrowest(all, place)?;
    let name = |span: Span| covers(span, place).then_some(span);
    let shown = match &thing {
        Thing::Event(number) => cx
            .definitions(&cx.links.events[*number])
            .find_map(|one| name(one.name.span)),
        Thing::Metric(number) => name(catalog.metrics[*number].key_path.span),
        _ => None,
    };
    Some(Found {
        thing,
        span: shown.unwrap_or(span),
        is_definition: true,
    })
}

fn step(cx: &Context<'_>, place: Place) -> Option<Found> {
    let calls = cx.inputs.calls.iter().enumerate();
    let steps =
        calls.flat_map(|(number, call)| call.via.iter().map(move |step| (step.span, number)));
    let (span, _) = narrowest(steps, place)?;
    let calls = cx.inputs.calls.iter().enumerate();
    let through = calls.filter(|(_, call)| call.via.iter().any(|step| step.span == span));
    Some(Found {
        thing: Thing::Step(through.map(|(number, _)| number).collect()),
        span,
        is_definition: false,
    })
}

/// Returns the event of a name: the liveliest one.
pub(crate) fn event_named(cx: &Context<'_>, name: &str) -> Option<usize> {
    let by_handle = || {
        cx.links
            .by_handle
            .iter()
            .find(|((_, handle), _)| handle == name)
    };
    let by_category = || cx.links.events.iter().position(|event| event.name == name);
    cx.links
        .named(name)
        .or_else(|| by_handle().and_then(|(_, found)| found.first().copied()))
        .or_else(by_category)
}

/// Returns the events of a thing, as indexes into the graph.
pub(crate) fn events(cx: &Context<'_>, thing: &Thing) -> Vec<usize> {
    let of_calls = |calls: &[usize]| {
        let events = cx.links.events.iter().enumerate();
        let sent =
            events.filter(|(_, event)| event.calls.iter().any(|sent| calls.contains(&sent.call)));
        sent.map(|(number, _)| number).collect()
    };
    match thing {
        Thing::Call(call) => of_calls(&[*call]),
        Thing::Step(calls) => of_calls(calls),
        Thing::Event(event) => vec![*event],
        Thing::Metric(metric) => {
            let events = cx.links.events.iter().enumerate();
            events
                .filter(|(_, event)| event.metrics.contains(metric))
                .map(|(number, _)| number)
                .collect()
        }
        Thing::Category(_) => category(cx, thing).map_or_else(Vec::new, |row| row.events.clone()),
        Thing::Feature(number) => cx.features[*number].events.clone(),
    }
}

/// Returns the row of a category or feature.
pub(crate) fn category<'c>(
    cx: &'c Context<'_>,
    thing: &Thing,
) -> Option<&'c crate::audit::features::FeatureRow> {
    match thing {
        Thing::Feature(number) => cx.features.get(*number),
        Thing::Category(name) => {
            let key = cx.inputs.category_key(name);
            let is_it = |row: &&crate::audit::features::FeatureRow| {
                row.index.is_none() && (row.id == *name || row.categories.contains(&key))
            };
            cx.features.iter().find(is_it)
        }
        _ => None,
    }
}
