//! Writes missing definitions: an event from the call that sends it, a metric from its event.
//!
//! The definition rules say what a definition looks like and where its file is ([`crate::rules::scaffold::Scaffold`]). This code
//! fills their templates.

mod definition;
mod event;
mod template;

use crate::audit::Context;
use crate::audit::name_match::nearest;
use crate::scaffold::event::ScaffoldedEvent;

pub(crate) use crate::scaffold::definition::NewFile;
pub(crate) use crate::scaffold::event::{EventSelector, ProposedEvent, ScaffoldInputs};
pub(crate) use crate::scaffold::template::TODO;

/// Definitions to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// The event.
    pub(crate) event: EventSelector,
    /// True if the event's definition is requested.
    pub(crate) definition: bool,
    /// True if a metric of the event is requested.
    pub(crate) metric: bool,
    /// The value that the metric counts distinctly (`user.id`). Without one, the metric counts every event.
    pub(crate) unique: Option<String>,
}

/// Fills the templates of an event to be added, and of a metric that counts it if the layout has a template for one.
///
/// # Errors
/// A sentence about the reason: a layout without a template, or a name that is taken.
pub(crate) fn proposed(
    cx: &Context<'_>,
    inputs: ScaffoldInputs<'_>,
    proposed: &ProposedEvent<'_>,
) -> Result<Vec<NewFile>, String> {
    let event = ScaffoldedEvent::proposed(cx, inputs, proposed);
    let mut files = vec![definition::event(&event)?];
    files.extend(definition::metric(&event, None));
    Ok(files)
}

/// Fills the templates of the requested definitions.
///
/// # Errors
/// A sentence about the reason: no such call, a computed name, an existing definition, or a layout without a template.
pub(crate) fn files(
    cx: &Context<'_>,
    inputs: ScaffoldInputs<'_>,
    request: &Request,
) -> Result<Vec<NewFile>, String> {
    let event = ScaffoldedEvent::select(cx, inputs, &request.event)?;
    let name = &event.name;
    if !name.contains(char::is_alphanumeric) {
        return Err(format!(
            "`{name}` has no letter or digit, so it cannot name an event"
        ));
    }
    let mut written = Vec::new();
    if request.definition {
        if let Some(span) = event.declared_at().first() {
            let (sources, line) = (cx.inputs.sources, cx.inputs.sources.lines(*span).0);
            return Err(format!(
                "event `{name}` is already defined at {}:{line}",
                sources.path(*span)
            ));
        }
        written.push(definition::event(&event)?);
    } else if event.defined.is_none() && event.calls.is_empty() {
        let hint = nearest(name, cx.known_names())
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        return Err(format!("event `{name}` is neither defined nor sent{hint}"));
    }
    if request.metric {
        written.push(definition::metric(&event, request.unique.as_deref())?);
    }
    Ok(written)
}
