//! Links of entries of the feature list to what measures them, by their words.
//!
//! The search proposes candidates. Five shares say how far an entry and a candidate explain each other, and their sum gives the
//! probability that the entry is measured. The constants were fitted on labelled features.

mod answer;
mod index;
mod query;
mod reason;
mod shares;
mod units;
pub(crate) mod words;

use crate::audit::event::Links;
use crate::audit::feature_links::answer::{Answer, AnswerJudge, Said};
use crate::audit::feature_links::index::Index;
use crate::audit::feature_links::query::{Query, QueryReader};
use crate::audit::feature_links::reason::reason;
use crate::audit::feature_links::shares::shares;
use crate::audit::feature_links::units::{Unit, fold, units};
use crate::audit::feature_links::words::Vocabulary;
use crate::audit::features::{FeatureLink, LinkState, Proposal};
use crate::audit::inputs::Inputs;
use crate::audit::metrics::MetricRow;
use crate::facts::Text;
use rayon::prelude::*;

/// The sentence about a twin that fits better and that nothing feeds.
const DEAD_TWIN: &str = "a definition of this name exists, and nothing feeds it";

/// Returns the link of each entry of the feature list, or none if no method applies.
pub(crate) fn link(
    inputs: &Inputs<'_>,
    links: &Links,
    metrics: &[MetricRow],
) -> Vec<Option<FeatureLink>> {
    let rules = &inputs.rules.links;
    let features = &inputs.catalog.features;
    let mut vocabulary = Vocabulary::new(&rules.product);
    let reader = QueryReader { inputs, rules };
    let read = |feature| reader.read(feature, &mut vocabulary);
    let mut queries: Vec<Query> = features.iter().map(read).collect();
    let documented = queries.iter().filter(|query| query.documented).count();
    let links_documentation = documented * 2 > queries.len();
    if !links_documentation {
        // Without links, the words of the title are all that a name can contain.
        for query in queries.iter_mut().filter(|query| query.tail.is_empty()) {
            query.tail = query.title.clone();
        }
    }
    let units = units(inputs, links, metrics, &rules.variants);
    let index = Index::new(&units, &queries, &mut vocabulary);
    let judge = AnswerJudge {
        index: &index,
        links_documentation,
    };
    let linker = Linker {
        inputs,
        links,
        units: &units,
        index: &index,
        vocabulary: &vocabulary,
    };
    let answer = |query: &Query| Some(linker.link(query, &judge.judge(query)?));
    queries.par_iter().map(answer).collect()
}

/// Turns answers about units into links to events and metrics.
struct Linker<'a> {
    inputs: &'a Inputs<'a>,
    links: &'a Links,
    units: &'a [Unit],
    index: &'a Index,
    vocabulary: &'a Vocabulary,
}

impl Linker<'_> {
    fn link(&self, query: &Query, answer: &Answer) -> FeatureLink {
        let best = answer.best.map(|(unit, _)| unit);
        let (state, measured_by, adjacent) = match answer.said {
            Said::Measured => (LinkState::Likely, best, None),
            Said::Adjacent => (LinkState::Adjacent, None, answer.proposals.first()),
            Said::Unmeasured => (LinkState::Unmeasured, None, None),
            Said::NotAFeature => (LinkState::NotAFeature, None, None),
        };
        let proposals = answer.proposals.iter();
        let proposals = proposals.map(|unit| self.proposal(query, *unit, true));
        let dead = answer
            .dead_twin
            .map(|unit| self.proposal(query, unit, false));
        FeatureLink {
            state,
            p: Some(answer.p),
            unclear: answer.unclear,
            high: answer.high,
            measured_by: measured_by.map(|unit| self.proposal(query, unit, true)),
            adjacent_to: adjacent.map(|unit| self.title(*unit)),
            proposals: proposals.chain(dead).collect(),
        }
    }

    fn proposal(&self, query: &Query, unit: usize, live: bool) -> Proposal {
        let reason = match live {
            true => {
                let found = shares(self.index, query, unit);
                reason(self.index, self.vocabulary, query, unit, found)
            }
            false => DEAD_TWIN.to_owned(),
        };
        Proposal {
            title: self.title(unit),
            events: self.units[unit].events(),
            metrics: self.units[unit].metrics(),
            live,
            reason,
        }
    }

    /// Returns the name of a unit: that of its event, or else the key path that its metrics share.
    fn title(&self, unit: usize) -> Text {
        let unit = &self.units[unit];
        if let Some(event) = unit.events().first() {
            return self.links.events[*event].name.clone();
        }
        let keys = unit.metrics().into_iter();
        let keys = keys.map(|metric| &self.inputs.catalog.metrics[metric].key_path.value);
        let variants = &self.inputs.rules.links.variants;
        let keys = keys.map(|key| fold(key, variants));
        keys.min_by_key(|key| (key.len(), key.clone()))
            .unwrap_or_default()
            .into()
    }
}
