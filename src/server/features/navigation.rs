//! Definitions and references between calls, events, metrics and categories.

use crate::audit::Context;
use crate::catalog::Field;
use crate::facts::Text;
use crate::server::features::thing::{self, Found, Thing};
use crate::server::view::View;
use crate::source::Span;
use gen_lsp_types::{DefinitionParams, Location, ReferenceParams};

/// Returns the places that define the thing at a position. From a definition, the way leads to the calls.
pub(crate) fn definition(view: &View<'_>, params: &DefinitionParams) -> Vec<Location> {
    let at = &params.text_document_position_params;
    let Some(place) = view.place(at.text_document.uri.as_ref(), at.position) else {
        return Vec::new();
    };
    let spans = view
        .outcome
        .with(|cx| thing::at(cx, place).map(|found| targets(cx, &found)));
    locations(view, spans.unwrap_or_default())
}

/// Returns all places that name the thing at a position.
pub(crate) fn references(view: &View<'_>, params: &ReferenceParams) -> Vec<Location> {
    let at = &params.text_document_position_params;
    let Some(place) = view.place(at.text_document.uri.as_ref(), at.position) else {
        return Vec::new();
    };
    let with_declaration = params.context.include_declaration;
    let spans = view.outcome.with(|cx| {
        let found = thing::at(cx, place)?;
        Some(uses(cx, &found.thing, with_declaration))
    });
    locations(view, spans.unwrap_or_default())
}

fn locations(view: &View<'_>, mut spans: Vec<Span>) -> Vec<Location> {
    spans.sort_unstable();
    spans.dedup();
    spans
        .into_iter()
        .filter_map(|span| view.location(span))
        .collect()
}

fn targets(cx: &Context<'_>, found: &Found) -> Vec<Span> {
    match &found.thing {
        Thing::Call(number) => {
            let declared = declared(cx, &found.thing);
            if declared.is_empty() {
                let call = &cx.inputs.calls[*number];
                return call.via.iter().map(|step| step.span).collect();
            }
            declared
        }
        Thing::Step(_) => declared(cx, &found.thing),
        Thing::Event(number) if found.is_definition => calls(cx, &[*number]),
        Thing::Event(_) => declared(cx, &found.thing),
        Thing::Metric(number) if found.is_definition => {
            let events = declared(cx, &found.thing);
            match events.is_empty() {
                true => vec![cx.inputs.catalog.metrics[*number].key_path.span],
                false => events,
            }
        }
        Thing::Metric(number) => vec![cx.inputs.catalog.metrics[*number].key_path.span],
        Thing::Category(name) => declared_category(cx, name),
        Thing::Feature(_) => uses(cx, &found.thing, false),
    }
}

fn declared(cx: &Context<'_>, thing: &Thing) -> Vec<Span> {
    let events = thing::events(cx, thing).into_iter();
    events
        .flat_map(|number| cx.declared_at(&cx.links.events[number]))
        .collect()
}

fn calls(cx: &Context<'_>, events: &[usize]) -> Vec<Span> {
    let sent = events
        .iter()
        .flat_map(|number| &cx.links.events[*number].calls);
    sent.map(|sent| cx.inputs.calls[sent.call].name_span)
        .collect()
}

fn declared_category(cx: &Context<'_>, name: &Text) -> Vec<Span> {
    let catalog = cx.inputs.catalog;
    let key = cx.inputs.category_key(name);
    let is_it = |id: &Text| cx.inputs.category_key(id) == key;
    let listed = catalog
        .categories
        .iter()
        .filter(|one| is_it(&one.id))
        .map(|one| one.span);
    let taxonomy = catalog
        .taxonomy
        .categories
        .iter()
        .filter(|(id, _)| is_it(id))
        .map(|(_, one)| one.span);
    let found: Vec<Span> = listed.chain(taxonomy).collect();
    if found.is_empty() {
        let row = thing::category(cx, &Thing::Category(name.clone()));
        return row.map(|row| row.span).into_iter().collect();
    }
    found
}

/// Returns all places that name a thing.
pub(crate) fn uses(cx: &Context<'_>, thing: &Thing, with_declaration: bool) -> Vec<Span> {
    let catalog = cx.inputs.catalog;
    match thing {
        Thing::Call(_) | Thing::Step(_) | Thing::Event(_) => {
            let events = thing::events(cx, thing);
            let mut found = calls(cx, &events);
            let names: Vec<&Text> = events
                .iter()
                .map(|number| &cx.links.events[*number].name)
                .collect();
            found.extend(named_in_catalog(cx, &names).map(|field| field.span));
            if with_declaration {
                found.extend(declared(cx, thing));
            }
            found
        }
        Thing::Metric(number) => {
            let key = &catalog.metrics[*number].key_path;
            let named = catalog.features.iter().flat_map(|feature| &feature.metrics);
            let mut found: Vec<Span> = named
                .filter(|field| field.value == key.value)
                .map(|field| field.span)
                .collect();
            found.extend(with_declaration.then_some(key.span));
            found
        }
        Thing::Category(name) => {
            let mut found = uses_of_category(cx, name);
            if with_declaration {
                found.extend(declared_category(cx, name));
            }
            found
        }
        Thing::Feature(number) => {
            let row = &cx.features[*number];
            let mut found = calls(cx, &row.events);
            found.extend(
                row.metrics
                    .iter()
                    .map(|metric| catalog.metrics[*metric].key_path.span),
            );
            found.extend(with_declaration.then_some(row.span));
            found
        }
    }
}

fn uses_of_category(cx: &Context<'_>, name: &Text) -> Vec<Span> {
    let key = cx.inputs.category_key(name);
    let features = cx.inputs.catalog.features.iter();
    let owned = thing::ownerships(cx).flat_map(|owner| &owner.categories);
    let owned = owned.chain(features.flat_map(|feature| &feature.categories));
    let same = owned.filter(|field| cx.inputs.category_key(&field.value) == key);
    let surfaces = cx.surfaces.surfaces.iter();
    let surfaces = surfaces.filter(|one| one.category.as_ref() == Some(&key));
    same.map(|field| field.span)
        .chain(surfaces.map(|one| one.span))
        .collect()
}

/// Returns the values of definitions that name one of these events.
pub(crate) fn named_in_catalog<'a>(
    cx: &Context<'a>,
    names: &[&Text],
) -> impl Iterator<Item = &'a Field<Text>> {
    let catalog = cx.inputs.catalog;
    let counted = catalog
        .metrics
        .iter()
        .flat_map(|metric| &metric.events)
        .map(|event| &event.name);
    let united = catalog
        .aggregates
        .iter()
        .flat_map(|aggregate| &aggregate.events);
    let measured = catalog.features.iter().flat_map(|feature| &feature.events);
    let listed = catalog.listed.iter().map(|listed| &listed.name);
    counted
        .chain(united)
        .chain(measured)
        .chain(listed)
        .filter(|field| names.contains(&&field.value))
}
