//! Lenses of the surfaces in a document. The ways of surfaces take a search, so a thread finds them once nobody types, and then
//! the client asks for its lenses again.

use crate::analysis::Outcome;
use crate::audit::surfaces::{Surface, SurfaceState};
use crate::server::event::{Event, Found};
use crate::server::publish;
use crate::server::state::Server;
use crate::source::FileId;
use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

/// Time without a new analysis before a search begins.
const QUIET: Duration = Duration::from_millis(400);

/// Begins a search for the ways of the surfaces in a document, unless the newest ones are known or are being searched for.
pub(crate) fn search(server: &mut Server, number: usize, uri: &str) {
    let refreshes = server.client.refreshes_lenses;
    let Some(view) = publish::view(server, number) else {
        return;
    };
    let (Some(path), Some(file)) = (view.path(uri), view.file(uri)) else {
        return;
    };
    let job = view.session.analyzed;
    let known = view.session.ways.get(&path);
    let has_surface = |outcome: &Outcome| {
        outcome.with(|cx| {
            let mut surfaces = cx.surfaces.surfaces.iter();
            surfaces.any(|surface| surface.span.file == file && !surface.tracked)
        })
    };
    if known.is_some_and(|known| known.job == job) || !has_surface(view.outcome) {
        return;
    }
    let Some(outcome) = view.session.outcome.clone() else {
        return;
    };
    let events = server.events.clone();
    let session = &mut server.sessions[number];
    session.ways.entry(path.clone()).or_default().job = job;
    if !refreshes {
        // A client that cannot be told to ask again gets the answer at once.
        let titles = titles(&outcome, file);
        session.ways.entry(path).or_default().titles = titles;
        return;
    }
    let newest = Arc::downgrade(&outcome);
    drop(outcome);
    let work = move || {
        thread::sleep(QUIET);
        if let Some(outcome) = Weak::upgrade(&newest) {
            let titles = titles(&outcome, file);
            let found = Found {
                session: number,
                path,
                titles,
            };
            let _ = events.send(Event::Ways(found));
        }
    };
    // Without a thread, only direct calls are shown.
    let _ = thread::Builder::new()
        .stack_size(crate::panic::STACK)
        .spawn(work);
}

/// Takes the result of a search, and tells the client to ask again.
pub(crate) fn found(server: &mut Server, found: Found) {
    let Some(session) = server.sessions.get_mut(found.session) else {
        return;
    };
    let known = session.ways.entry(found.path).or_default();
    if known.titles != found.titles {
        known.titles = found.titles;
        server.ask("workspace/codeLens/refresh", serde_json::Value::Null);
    }
}

fn titles(outcome: &Outcome, file: FileId) -> BTreeMap<String, String> {
    let surfaces = outcome.surfaces_of(file).into_iter();
    surfaces
        .map(|surface| (surface.name.clone(), title(&surface)))
        .collect()
}

fn title(surface: &Surface) -> String {
    let name = &surface.name;
    match (
        surface.state(),
        &surface.evidence.way,
        &surface.evidence.unknown,
    ) {
        (SurfaceState::Tracked, Some(way), _) => {
            let mut steps = way.steps.iter().filter(|step| step.name != *name);
            let last = steps
                .next_back()
                .map(|step| format!(", by way of {}", step.name));
            format!("{name}: tracked{}", last.unwrap_or_default())
        }
        (SurfaceState::Tracked, None, _) => format!("{name}: tracked"),
        (SurfaceState::Untracked, ..) => format!("{name}: not tracked"),
        (SurfaceState::Unknown, _, Some((reason, _))) => format!("{name}: not known, {reason}"),
        (SurfaceState::Unknown, ..) => format!("{name}: not known"),
    }
}
