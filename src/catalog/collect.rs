//! Collects records in the catalog.

use crate::catalog::record::{Record, slug};
use crate::catalog::{Catalog, Feature, Field, Taxonomy, TaxonomyEntry};
use crate::facts::Text;
use crate::source::Span;
use std::collections::BTreeMap;

/// Adds a record. `slugs` counts the ids of features, so that each gets its own.
pub(crate) fn add(catalog: &mut Catalog, slugs: &mut BTreeMap<Text, usize>, record: Record) {
    match record {
        Record::Event(event) => catalog.events.push(*event),
        Record::Metric(metric) => catalog.metrics.push(*metric),
        Record::Aggregate(aggregate) => catalog.aggregates.push(aggregate),
        Record::Counter(counter) => catalog.counters.push(counter),
        Record::Listed(listed) => catalog.listed.push(listed),
        Record::Category(category) => catalog.categories.push(category),
        Record::Feature(feature) => catalog.features.push(with_id(feature, slugs)),
        record => add_taxonomy(&mut catalog.taxonomy, record),
    }
}

/// Returns the feature with a unique id, made of its own id or title.
fn with_id(mut feature: Feature, slugs: &mut BTreeMap<Text, usize>) -> Feature {
    let mut id = feature.id.clone();
    if id.is_empty() {
        id = slug(&feature.title.value);
    }
    if id.is_empty() {
        id = Text::new_static("untitled");
    }
    let count = slugs.entry(id.clone()).or_default();
    *count += 1;
    feature.id = if *count > 1 {
        format!("{id}-{count}").into()
    } else {
        id
    };
    feature
}

fn entry(name: Text, parent: Option<Text>, span: Span) -> TaxonomyEntry {
    TaxonomyEntry { name, parent, span }
}

fn add_taxonomy(taxonomy: &mut Taxonomy, record: Record) {
    match record {
        Record::TaxonomyCategory {
            id,
            name,
            stage,
            group,
            span,
        } => {
            if let Some(stage) = stage {
                taxonomy.category_stages.entry(id.clone()).or_insert(stage);
            }
            let new = entry(name.clone(), None, span);
            let category = taxonomy.categories.entry(id).or_insert(new);
            category.name = name;
            category.parent = category.parent.take().or(group);
        }
        Record::Group {
            id,
            name,
            stage,
            members,
            span,
        } => {
            for Field { value, span } in members {
                let new = entry(value.clone(), None, span);
                let category = taxonomy.categories.entry(value).or_insert(new);
                category.parent.get_or_insert_with(|| id.clone());
            }
            let group = entry(name, stage, span);
            taxonomy.groups.entry(id).or_insert(group);
        }
        Record::Stage {
            id,
            name,
            section,
            span,
        } => {
            let stage = entry(name, section, span);
            taxonomy.stages.entry(id).or_insert(stage);
        }
        Record::Section { id, name, span } => {
            let section = entry(name, None, span);
            taxonomy.sections.entry(id).or_insert(section);
        }
        _ => {}
    }
}
