//! A property may carry personal data, user text or an address.

use crate::audit::context::Context;
use crate::audit::sensitivity::{self, carried, named};
use crate::calls::Call;
use crate::facts::{Argument, CallSite, Text, Value};
use crate::finding::{Finding, Lint, Severity};
use crate::rules::FormTracking;
use crate::source::{FileId, Span};
use std::collections::BTreeSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "sensitive-property",
    summary: "a property may carry personal data, user text or an address",
    docs: r#"The name of a value suggests an address, user text, personal data or a secret (`url`, `path`, `title`, `email`, `token` and similar). Whole objects, requests, and record ids in free text are reported too. Literal values are never reported. So is form tracking without a list of harmless fields.

## Why

Collected data cannot be taken back. Names of private projects, error messages and addresses leave the installation.

## What to do

Send a constant or a number. If the value is harmless, suppress the finding: `tracklint: ignore[sensitive-property] -- reason`. The same comment at the definition of the event covers all its calls.

## Bad

```ruby
Tracking.event('wiki', 'edit', label: page.title)
```

## Good

```ruby
Tracking.event('wiki', 'edit', label: 'sidebar_page')
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    for call in cx.inputs.calls {
        for property in call
            .properties
            .iter()
            .filter(|property| property.values.is_none())
        {
            let written = cx.written(property);
            let by_name = || sensitivity::by_name(&property.name, written);
            let Some((what, word)) = carried(written).or_else(by_name) else {
                continue;
            };
            // Who did it, and where, is what identifiers are for, and a number is no free text.
            let free = ["label", "property"].contains(&property.name.as_str());
            if what == RECORD && !free {
                continue;
            }
            let event = call.event.names.first().map_or("", |name| name.as_str());
            let message = format!("property `{}` may carry {what} (`{word}`)", property.name);
            let finding = Finding::new(
                &LINT,
                property.span,
                format!("{event}.{}", property.name),
                message,
            );
            let help = "Send a constant instead, or suppress this finding with a reason.";
            out.push(finding.covered_by(definitions(cx, call)).help(help));
        }
    }
    cx.inputs
        .calls
        .iter()
        .for_each(|call| whole_form(cx, call, out));
    let methods = cx.inputs.forms.iter().flat_map(|rule| &rule.method);
    let methods: Vec<&str> = methods.map(Text::as_str).collect();
    let files: BTreeSet<FileId> = cx
        .inputs
        .words
        .places(&methods)
        .into_iter()
        .map(|(file, _)| file)
        .collect();
    for facts in files
        .into_iter()
        .filter_map(|file| cx.inputs.facts_of(file))
    {
        for site in &facts.calls {
            let rule = cx
                .inputs
                .forms
                .iter()
                .find(|rule| rule.method.contains(&site.name));
            if let (Some(rule), Some(argument)) = (rule, site.position(0)) {
                form(rule, site, argument, out);
            }
        }
    }
}

/// Returns the spans of the definitions of all events that a call sends by their full names.
fn definitions(cx: &Context<'_>, call: &Call) -> Vec<Span> {
    let events = call.event.names.iter();
    let events = events.filter_map(|name| cx.event_named(name));
    events.flat_map(|event| cx.declared_at(event)).collect()
}

/// Reports a call whose properties are all fields of a form.
fn whole_form(cx: &Context<'_>, call: &Call, out: &mut Vec<Finding>) {
    const MADE_OF: [&str; 2] = ["Object.fromEntries(", "new FormData("];
    if call.properties_known {
        return;
    }
    let text = cx.inputs.sources.slice(call.span);
    let found = MADE_OF
        .iter()
        .find_map(|made| Some((made, text.find(made)?)));
    if let Some((made, at)) = found {
        let start = call.span.start as usize + at;
        let span = Span::new(call.span.file, start, start + made.len() - 1);
        let event = call.event.names.first().map_or("", |name| name.as_str());
        let message = "the properties may carry every field of a form".to_owned();
        let finding = Finding::new(&LINT, span, format!("{event}.*"), message);
        out.push(finding.help("List the fields that may be sent."));
    }
}

/// Form tracking sends what users enter: only a list of harmless fields keeps the others at home.
fn form(rule: &FormTracking, site: &CallSite, argument: &Argument, out: &mut Vec<Finding>) {
    let Value::Map(_) = &argument.value else {
        return;
    };
    let step = |value: &Value, key: &Text| match value {
        Value::Map(entries) => entries
            .iter()
            .find(|(own, _)| *own == Value::Text(key.clone()))
            .map(|(_, value)| value.clone()),
        _ => None,
    };
    let fields = rule
        .fields
        .iter()
        .try_fold(argument.value.clone(), |value, key| step(&value, key));
    let Some(fields) = fields else {
        let message = format!(
            "`{}` sends every field of the forms: no list says which",
            site.name
        );
        let help = format!(
            "List the fields that may be sent under `{}`.",
            rule.fields.join(".")
        );
        out.push(Finding::new(&LINT, argument.span, site.name.as_str(), message).help(help));
        return;
    };
    let Value::List(fields) = fields else { return };
    for field in fields.iter().filter_map(|field| {
        if let Value::Text(field) = field {
            Some(field)
        } else {
            None
        }
    }) {
        if let Some(what) = named(field).filter(|what| *what != RECORD) {
            let message = format!("the form field `{field}` may carry {what}");
            let finding = Finding::new(
                &LINT,
                argument.span,
                format!("{}.{field}", site.name),
                message,
            );
            out.push(
                finding.help(
                    "Remove the field from the list, or suppress this finding with a reason.",
                ),
            );
        }
    }
}

/// Ids are harmless where they identify, and a leak where they are a free text.
const RECORD: &str = "the id of a record";
