//! Events.

use crate::audit::Context;
use crate::audit::event::Event;
use crate::calls::Grade;
use crate::export::material::{EventKeys, Material, category_and_labels, portable};
use crate::export::table::Value;

/// Returns the rows of all events.
pub(crate) fn events(
    cx: &Context<'_>,
    keys: &EventKeys,
    material: &Material<'_>,
) -> Vec<Vec<Value>> {
    let events = cx.links.events.iter().enumerate();
    events
        .map(|(number, event)| row(cx, keys.of(number), event, material))
        .collect()
}

fn row(cx: &Context<'_>, key: &str, event: &Event, material: &Material<'_>) -> Vec<Value> {
    let (category, labels) = category_and_labels(cx, event);
    let definition = cx.definitions(event).next();
    let ownership = definition.map(|definition| &definition.ownership);
    let text = |field: Option<&crate::catalog::Field<crate::facts::Text>>| {
        Value::from(field.map(|field| field.value.as_str()))
    };
    let flag = ownership.and_then(|owner| owner.feature_flag.as_ref());
    let flag = flag.map(|flag| flag.value.as_str());
    let declared = cx.declared_at(event).into_iter().next();
    let sources = cx.inputs.sources;
    let graded = |grade: Grade| {
        event
            .calls
            .iter()
            .filter(|sent| sent.grade == grade)
            .count()
    };
    let exact = graded(Grade::Exact);
    vec![
        key.into(),
        Value::from(&event.name),
        Value::from(&event.system),
        event.kind.name.to_string().into(),
        category.into(),
        category.map(|_| event.name.as_str()).into(),
        labels.first().copied().into(),
        labels.get(1).copied().into(),
        event.verdict.word().into(),
        definition.map(|definition| definition.status.word()).into(),
        event.is_defined().into(),
        flag.into(),
        flag.and_then(|flag| material.flags.default_of(flag)).into(),
        cx.owner(event).into(),
        text(ownership.and_then(|owner| owner.stage.as_ref())),
        text(ownership.and_then(|owner| owner.section.as_ref())),
        declared
            .map(|span| portable(&sources.listed(span.file)).to_owned())
            .into(),
        declared.map(|span| sources.lines(span).0).into(),
        exact.into(),
        (event.calls.len() - exact).into(),
        event.metrics.len().into(),
    ]
}
