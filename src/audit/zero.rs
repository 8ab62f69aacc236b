//! Metrics that stay at zero although their events are sent.

use crate::audit::event::{Event, Links};
use crate::audit::inputs::Inputs;
use crate::audit::name_match::fits;
use crate::calls::Call;
use crate::catalog::{Field, MetricEvent};
use crate::facts::Text;

/// Returns the event that a metric counts and its calls, if these are all that sends it.
pub(crate) fn all_calls<'a>(
    inputs: &Inputs<'a>,
    links: &'a Links,
    counted: &MetricEvent,
) -> Option<(&'a Event, Vec<&'a Call>)> {
    let event = &links.events[links.named(&counted.name.value)?];
    let calls = event.calls.iter().map(|sent| &inputs.calls[sent.call]);
    let calls: Vec<&Call> = calls.collect();
    let is_all = !calls.is_empty() && event.other_evidence.is_empty() && !event.external;
    is_all.then_some((event, calls))
}

/// Returns the properties and values of a filter that no call of the event sends.
pub(crate) fn unsent_values<'m>(
    inputs: &Inputs<'_>,
    links: &Links,
    counted: &'m MetricEvent,
) -> Vec<&'m (Field<Text>, Field<Text>)> {
    if counted.filter.is_empty() {
        return Vec::new();
    }
    let Some((_, calls)) = all_calls(inputs, links, counted) else {
        return Vec::new();
    };
    let is_sent = |(property, value): &(Field<Text>, Field<Text>)| {
        calls
            .iter()
            .any(|call| may_send(call, &property.value, &value.value))
    };
    counted.filter.iter().filter(|one| !is_sent(one)).collect()
}

/// Returns the name of the identifier that a metric counts and that no call of the event passes.
pub(crate) fn missing_identifier<'m>(
    inputs: &Inputs<'_>,
    links: &Links,
    counted: &'m MetricEvent,
) -> Option<&'m str> {
    let unique = counted.unique.as_ref()?;
    let wanted = unique.value.split('.').next().unwrap_or(&unique.value);
    let (_, calls) = all_calls(inputs, links, counted)?;
    // In the browser, and wherever the arguments are not all known, the identifier may be added behind the scenes.
    let may = |call: &&Call| !call.properties_known || passes(call, wanted);
    (!calls.iter().any(may)).then_some(wanted)
}

/// Returns the property whose values a metric sums up (`value` of `sum(value)`) and that no call of the event passes.
pub(crate) fn missing_summand<'m>(
    inputs: &Inputs<'_>,
    links: &Links,
    counted: &'m MetricEvent,
) -> Option<&'m str> {
    let operator = counted.operator.as_ref()?;
    let (_, inner) = operator.value.split_once('(')?;
    let wanted = inner.strip_suffix(')')?.trim();
    let (_, calls) = all_calls(inputs, links, counted)?;
    let may = |call: &&Call| !call.properties_known || passes(call, wanted);
    (!wanted.is_empty() && !calls.iter().any(may)).then_some(wanted)
}

/// Returns the reason why an event that is sent adds nothing to a metric.
pub(crate) fn reason(inputs: &Inputs<'_>, links: &Links, counted: &MetricEvent) -> Option<String> {
    let name = &counted.name.value;
    if let Some((property, value)) = unsent_values(inputs, links, counted).first() {
        let (property, value) = (&property.value, &value.value);
        return Some(format!(
            "no call of event `{name}` sends `{property}: {value}`"
        ));
    }
    let wanted = missing_identifier(inputs, links, counted)
        .or_else(|| missing_summand(inputs, links, counted))?;
    Some(format!("no call of event `{name}` passes `{wanted}`"))
}

/// Returns true if a call can send this value; what is not known can be anything.
fn may_send(call: &Call, property: &str, value: &str) -> bool {
    let own = match property {
        "label" => call.label.as_ref(),
        "property" => call.property.as_ref(),
        _ => None,
    };
    let listed = call.properties.iter().find(|one| one.name == property);
    match (own, listed) {
        (_, Some(listed)) => listed
            .values
            .as_ref()
            .is_none_or(|values| values.iter().any(|glob| fits(glob, value))),
        (Some(glob), None) => fits(glob, value),
        (None, None) => !call.properties_known,
    }
}

/// Returns true if a call passes an identifier; a project implies its namespace.
fn passes(call: &Call, wanted: &str) -> bool {
    let named = |name: &str| call.properties.iter().any(|property| property.name == name);
    let own = match wanted {
        "label" => call.label.is_some(),
        "property" => call.property.is_some(),
        _ => false,
    };
    let added = call.added.iter().any(|name| name == wanted);
    own || added || named(wanted) || (wanted == "namespace" && named("project"))
}
