//! Surfaces as entries of the dictionary.

use crate::report::list::SurfaceRow;
use crate::report::site::data::entry::{Entry, facts, own_key};
use crate::report::site::keys::Keys;
use crate::report::site::model::{NO_GROUP, Site};
use std::collections::BTreeMap;

/// Returns the surfaces. The steps to a tracking call are those of a wrapper.
pub(super) fn surfaces<'s>(site: &'s Site, keys: &'s Keys) -> Vec<Entry<'s>> {
    let mut events: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, row) in site.events.iter().enumerate() {
        events.entry(&row.name).or_default().push(place);
    }
    let rows = site.surfaces.iter().zip(&keys.surfaces);
    let entry = |(row, key): (&'s SurfaceRow, &'s String)| {
        let sent = row.events.iter();
        let sent = sent.filter_map(|name| events.get(name.as_str()));
        let way = row.way.iter();
        let hops = row.depth.map(|depth| depth.to_string());
        let aside: Vec<&str> = row
            .side_effects
            .iter()
            .flat_map(|one| &one.events)
            .map(String::as_str)
            .collect();
        Entry {
            k: own_key(key, 's', &row.id),
            n: row.id.clone(),
            v: &row.state,
            g: group(site, row),
            u: row.kind.clone(),
            p: vec![(row.path.as_str(), row.line)],
            e: sent.flatten().copied().collect(),
            w: way
                .map(|step| (step.path.as_str(), step.line, step.name.as_str()))
                .collect(),
            x: facts(&[
                ("category", row.feature.as_ref()),
                ("hops", hops.as_ref()),
                ("in a job", row.later.then(|| "yes".to_owned()).as_ref()),
                ("may also send", Some(&aside.join(", "))),
                ("unknown", row.reason.as_ref()),
            ]),
            ..Entry::default()
        }
    };
    rows.map(entry).collect()
}

/// Returns the group of the category of a surface.
pub(crate) fn group<'s>(site: &'s Site, row: &SurfaceRow) -> &'s str {
    let group = row.feature.as_ref().and_then(|key| site.groups.get(key));
    group.map_or(NO_GROUP, String::as_str)
}
