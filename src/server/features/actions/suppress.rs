//! Comments that suppress a finding, or that name the events of a call.

use crate::calls::Grade;
use crate::finding::Finding;
use crate::languages;
use crate::server::features::actions::action::{Action, line_start};
use crate::server::features::actions::edits::Change;
use crate::server::features::thing::Thing;
use crate::server::view::View;
use crate::source::Span;

/// Returns the actions that suppress a finding: here, or in the whole file.
pub(crate) fn ignore(view: &View<'_>, finding: &Finding, around: Option<&Thing>) -> Vec<Action> {
    let lint = finding.lint.name;
    let span = finding.primary.span;
    let call = around
        .and_then(|thing| call_of(view, thing))
        .filter(|call| call.contains(span));
    let here = comment(
        view,
        call.unwrap_or(span),
        &format!("tracklint: ignore[{lint}]"),
    );
    let start = Span::new(span.file, 0, 0);
    let whole = comment(view, start, &format!("tracklint: ignore-file[{lint}]"));
    let action = |title: String, change: Option<Change>| {
        change.map(|change| Action {
            title,
            changes: vec![change],
            is_preferred: false,
        })
    };
    let actions = [
        action(format!("Ignore {lint} here, with a reason"), here),
        action(format!("Ignore {lint} in this file, with a reason"), whole),
    ];
    actions.into_iter().flatten().collect()
}

/// Returns the action that names the events of a call with an unknown name.
pub(crate) fn uses(view: &View<'_>, thing: &Thing) -> Option<Action> {
    let Thing::Call(number) = thing else {
        return None;
    };
    let call = &view.outcome.analysis.calls[*number];
    if call.event.grade() != Grade::Open {
        return None;
    }
    let change = comment(view, call.span, "tracklint: uses event_name")?;
    let change = match change {
        Change::Replace {
            span,
            text,
            snippet,
        } => Change::Replace {
            snippet: snippet.map(|one| one.replace("event_name", "${2:event_name}")),
            span,
            text,
        },
        other => other,
    };
    let title = "Name the events of this call in a comment".to_owned();
    Some(Action {
        title,
        changes: vec![change],
        is_preferred: false,
    })
}

fn call_of(view: &View<'_>, thing: &Thing) -> Option<Span> {
    match thing {
        Thing::Call(number) => Some(view.outcome.analysis.calls[*number].span),
        _ => None,
    }
}

/// Returns the change that inserts a comment line above a place. None if the format has no comments.
fn comment(view: &View<'_>, span: Span, text: &str) -> Option<Change> {
    let source = view.source(span.file);
    let (open, close) = delimiters(&source.path, &source.text[..span.start as usize])?;
    let (at, indent) = line_start(view, span);
    let line = |reason: &str| format!("{indent}{open}{text} -- {reason}{close}\n");
    Some(Change::Replace {
        span: at,
        text: line("TODO: reason"),
        snippet: Some(line("${1:reason}").replace("\\", "\\\\")),
    })
}

/// Returns what opens and closes a comment behind a text.
fn delimiters(path: &str, before: &str) -> Option<(&'static str, &'static str)> {
    let Some(language) = languages::language_of(path) else {
        let is_yaml = path.ends_with(".yml") || path.ends_with(".yaml");
        return is_yaml.then_some(("# ", ""));
    };
    Some((language.comment)(before))
}
