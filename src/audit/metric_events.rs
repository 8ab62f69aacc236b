//! Events that metrics define by counting them.

use crate::audit::event::{Event, Links};
use crate::audit::inputs::Inputs;
use crate::catalog::{DefinedByMetrics, MetricDefinition};
use crate::facts::Text;
use crate::source::Span;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Adds the events of systems in which each event that an active metric counts is known. A metric of another system counts only if
/// a call sends the name, because most of its events are of no concern here.
pub(crate) fn declare(inputs: &Inputs<'_>, links: &mut Links) {
    for defined in &inputs.catalog.defined_by_metrics {
        let calls = inputs.calls.iter();
        let calls = calls.filter(|call| call.system == defined.system);
        let sent: FxHashSet<&Text> = calls.flat_map(|call| &call.event.names).collect();
        let mut found: BTreeMap<&Text, Vec<Span>> = BTreeMap::new();
        let metrics = inputs.catalog.metrics.iter();
        for metric in metrics.filter(|metric| !metric.status.is_removed()) {
            let is_own = is_of(metric, defined);
            let events = metric.events.iter().map(|event| &event.name);
            for name in events.filter(|name| is_own || sent.contains(&name.value)) {
                found.entry(&name.value).or_default().push(name.span);
            }
        }
        for (name, spans) in found {
            let of_name = links.by_name.entry(name.clone()).or_default();
            let mut of_system = of_name.iter();
            let is_known = of_system.any(|index| links.events[*index].system == defined.system);
            if is_known {
                continue;
            }
            let mut event = Event::new(name.clone(), defined.system.clone(), defined.kind.clone());
            event.counted = spans;
            event.external = inputs.sends_elsewhere(name, None);
            of_name.push(links.events.len());
            links.events.push(event);
        }
    }
}

/// Returns true if the data of a metric is that of the system.
fn is_of(metric: &MetricDefinition, defined: &DefinedByMetrics) -> bool {
    let source = metric.data_source.as_ref();
    source.is_some_and(|source| source.value == defined.system)
}
