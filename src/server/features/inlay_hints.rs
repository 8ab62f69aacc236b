//! Names behind computed names and wrappers, shown in the line.

use crate::calls::Call;
use crate::server::features::symbols::sent;
use crate::server::view::View;
use crate::source::Span;
use gen_lsp_types::{InlayHintParams, Range};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Returns the hints of a part of a document.
pub(crate) fn hints(view: &View<'_>, params: &InlayHintParams) -> Vec<Value> {
    let Some(file) = view.file(params.text_document.uri.as_ref()) else {
        return Vec::new();
    };
    let calls = view.outcome.analysis.calls.iter();
    let calls = calls.filter(|call| call.name_span.file == file && !is_spelt_out(view, call));
    let mut by_place: BTreeMap<Span, Vec<String>> = BTreeMap::new();
    for call in calls {
        let label = sent(call);
        let labels = by_place.entry(call.name_span).or_default();
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let hint = |(span, labels): (Span, Vec<String>)| {
        let end = view.range(span)?.end;
        let is_wanted = is_inside(&params.range, end.line);
        is_wanted.then(|| {
            json!({
                "position": end, "label": format!("→ {}", labels.join(", ")), "paddingLeft": true,
                "tooltip": "Events that this call sends",
            })
        })
    };
    by_place.into_iter().filter_map(hint).collect()
}

fn is_inside(range: &Range, line: u32) -> bool {
    (range.start.line..=range.end.line).contains(&line)
}

/// Returns true if the text of a call shows its only name, or nothing is known of it.
fn is_spelt_out(view: &View<'_>, call: &Call) -> bool {
    let text = view.source(call.name_span.file).slice(call.name_span);
    let mut names = call.event.names.iter();
    let is_unknown =
        call.event.names.is_empty() && call.event.patterns.iter().all(|glob| glob == "*");
    is_unknown || (call.event.patterns.is_empty() && names.all(|name| text.contains(name.as_str())))
}
