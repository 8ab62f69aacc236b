//! The backlog as rows, and the definitions of its events.

use crate::analysis::analyzed::Analysis;
use crate::analysis::places::place;
use crate::audit::Context;
use crate::audit::backlog::{BacklogEntry, Near, backlog};
use crate::audit::event_names;
use crate::calls::Grade;
use crate::report::backlog::{BacklogFeature, BacklogRow, NearCell};
use crate::scaffold::{self, NewFile, ProposedEvent, ScaffoldInputs};

/// The definitions of one entry, or the reason why there is none.
pub(crate) type EntryFiles = (BacklogRow, Result<Vec<NewFile>, String>);

impl Analysis {
    /// Returns what to instrument next, the best first.
    pub(crate) fn backlog(&self) -> Vec<BacklogRow> {
        self.with_ways(rows)
    }

    /// Returns true if a rule in use describes surfaces. Without one, there is nothing to propose.
    pub(crate) fn has_surface_rules(&self) -> bool {
        !self.config.features.surfaces.is_empty()
    }

    /// Returns the selected entries with the definitions of their events.
    pub(crate) fn backlog_files(
        &self,
        select: impl Fn(&BacklogRow) -> bool + Send + Sync,
    ) -> Vec<EntryFiles> {
        let inputs = self.scaffold_inputs();
        self.with_ways(|cx| with_files(cx, inputs, select))
    }
}

/// Returns the selected entries with the definitions of their events.
pub(crate) fn with_files(
    cx: &Context<'_>,
    inputs: ScaffoldInputs<'_>,
    select: impl Fn(&BacklogRow) -> bool,
) -> Vec<EntryFiles> {
    let entries = backlog(cx).into_iter().enumerate();
    let rows = entries.map(|(at, entry)| (row(cx, at + 1, &entry), entry));
    let selected = rows.filter(|(row, _)| select(row));
    let files = |(row, entry): (BacklogRow, BacklogEntry)| {
        let event = entry.event.as_ref();
        let Some((event, call)) = event.and_then(|one| Some((one, one.call.as_ref()?))) else {
            let reason = "the project has no call to imitate in this language";
            return (row, Err(reason.to_owned()));
        };
        let owner = entry.category.map(|owner| &cx.features[owner]);
        let title = row.title();
        let proposed = ProposedEvent {
            name: &event.name,
            model: &cx.inputs.calls[call.model],
            at: cx.surfaces.surfaces[entry.surface].span,
            owner,
            description: &format!("{}: {title}", row.surface),
        };
        let files = scaffold::proposed(cx, inputs, &proposed);
        (row, files)
    };
    selected.map(files).collect()
}

/// Returns the backlog as rows.
pub(crate) fn rows(cx: &Context<'_>) -> Vec<BacklogRow> {
    let entries = backlog(cx);
    let entries = entries.iter().enumerate();
    entries.map(|(at, entry)| row(cx, at + 1, entry)).collect()
}

fn row(cx: &Context<'_>, rank: usize, entry: &BacklogEntry) -> BacklogRow {
    let surface = &cx.surfaces.surfaces[entry.surface];
    let at = place(cx.inputs.sources, surface.span);
    let features = entry.features.iter().map(|row| {
        let row = &cx.features[*row];
        BacklogFeature {
            id: row.id.to_string(),
            title: row.title.to_string(),
        }
    });
    let category = entry.category.map(|row| cx.features[row].id.to_string());
    let event = entry.event.as_ref();
    let call = event.and_then(|event| event.call.as_ref());
    BacklogRow {
        rank,
        points: (entry.points * 100.0).round() / 100.0,
        group: entry.group.as_ref().map(ToString::to_string),
        category: category.or_else(|| surface.category.clone()),
        features: features.collect(),
        tiers: entry.tiers.iter().map(ToString::to_string).collect(),
        surface: surface.name.clone(),
        kind: surface.kind.to_string(),
        path: at.path,
        line: at.line,
        untracked: entry.untracked,
        surfaces: entry.surfaces,
        near: entry.near.as_ref().and_then(|one| near(cx, one)),
        event: event.map(|event| event.name.clone()),
        system: event.map(|event| event.system.to_string()),
        properties: call.map(|call| call.properties.clone()).unwrap_or_default(),
        call: call.map(|call| call.text.clone()),
        model: call.map(|call| place(cx.inputs.sources, cx.inputs.calls[call.model].span)),
    }
}

fn near(cx: &Context<'_>, near: &Near) -> Option<NearCell> {
    let event = &cx.links.events[near.event];
    let sent = event.calls.iter().find(|sent| sent.grade == Grade::Exact)?;
    let at = place(cx.inputs.sources, cx.inputs.calls[sent.call].span);
    Some(NearCell {
        event: event_names::notation(&cx.inputs, event),
        relation: near.relation.word().to_owned(),
        path: at.path,
        line: at.line,
    })
}
