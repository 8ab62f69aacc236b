//! Creation of missing definitions.

use crate::scaffold::{self, EventSelector, Request};
use crate::server::capabilities::Client;
use crate::server::features::actions::action::Action;
use crate::server::features::actions::edits::Change;
use crate::server::features::thing::{self, Thing};
use crate::server::view::View;

/// Returns the actions that define the undefined events of a thing, and those that count uncounted ones.
pub(crate) fn definitions(view: &View<'_>, client: &Client, thing: &Thing) -> Vec<Action> {
    if !client.creates_files {
        return Vec::new();
    }
    let mut actions = Vec::new();
    view.outcome.with(|cx| {
        let inputs = view.outcome.analysis.scaffold_inputs();
        for number in thing::events(cx, thing).into_iter().take(3) {
            let event = &cx.links.events[number];
            let name = event.name.as_str();
            let request = |definition: bool, metric: bool| Request {
                event: EventSelector::Named(name.to_owned()),
                definition,
                metric,
                unique: None,
            };
            let mut add = |title: String, request: Request, is_preferred: bool| {
                let files = scaffold::files(cx, inputs, &request).unwrap_or_default();
                let exists = |path: &str| view.session.folder.join(path).exists();
                if !files.is_empty() && !files.iter().any(|file| exists(&file.path)) {
                    let changes = files.into_iter().map(|file| Change::Create {
                        path: file.path,
                        text: file.text,
                    });
                    actions.push(Action {
                        title,
                        changes: changes.collect(),
                        is_preferred,
                    });
                }
            };
            if !event.is_defined() {
                add(
                    format!("Create the definition of `{name}`"),
                    request(true, false),
                    true,
                );
                add(
                    format!("Create the definition of `{name}` and a metric"),
                    request(true, true),
                    false,
                );
            } else if event.metrics.is_empty() && !event.definitions.is_empty() {
                add(
                    format!("Create a metric that counts `{name}`"),
                    request(false, true),
                    false,
                );
            }
        }
    });
    actions
}
