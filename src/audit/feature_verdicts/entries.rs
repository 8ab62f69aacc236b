//! Verdicts of entries of the feature list: by a decision, by the link that their words propose, or by their categories.

use super::{FeatureJudge, MOST_EVIDENCE, place, sort, texts, values};
use crate::audit::feature_index::files_of;
use crate::audit::features::{Basis, FeatureKind, FeatureLink, FeatureRow, LinkState};
use crate::audit::verdicts::FeatureVerdict;
use crate::catalog::Feature;
use crate::config::Overlay;
use crate::facts::Text;
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

impl FeatureJudge<'_> {
    /// Judges an entry of the feature list.
    pub(super) fn feature(
        &self,
        feature: &Feature,
        link: Option<FeatureLink>,
        categories: &BTreeMap<String, FeatureRow>,
    ) -> FeatureRow {
        let (id, title) = (feature.id.clone(), feature.title.value.clone());
        let mut row = self.blank(id, FeatureKind::Feature, title, feature.span);
        let overlay = self.inputs.settings.overlay.get(feature.id.as_str());
        row.tiers.clone_from(&feature.tiers);
        row.exempt = match overlay.and_then(|overlay| overlay.exempt.as_ref()) {
            Some(reason) => Some(reason.as_str().into()),
            None => feature.exempt.as_ref().map(|exempt| exempt.value.clone()),
        };
        let keys = texts(&feature.categories).map(|category| self.inputs.category_key(category));
        row.categories = keys.collect();
        if let Some(first) = row.categories.first().cloned() {
            place(&mut row, &self.inputs.catalog.taxonomy, &first);
        }
        let own_categories = row.categories.iter();
        let own_categories: Vec<&FeatureRow> = own_categories
            .filter_map(|category| categories.get(category))
            .collect();
        row.surfaces = own_categories.iter().map(|one| one.surfaces).sum();
        row.surfaces_tracked = own_categories.iter().map(|one| one.surfaces_tracked).sum();
        let decided = self.judge_by_decision(&mut row, feature, overlay);
        row.link = link.map(Box::new);
        if let Some(state) = decided {
            if let Some(link) = &mut row.link {
                (link.state, link.p, link.unclear, link.high) = (state, None, false, false);
                (link.measured_by, link.adjacent_to) = (None, None);
            }
        } else {
            inherit(&mut row, &own_categories);
        }
        if row.basis != Basis::Own {
            self.judge_by_link(&mut row, &own_categories);
        } else if decided == Some(LinkState::Unmeasured) {
            row.verdict = self.unmeasured(&row, &own_categories);
        }
        if row.exempt.is_some() {
            (row.verdict, row.how) = (FeatureVerdict::Exempt, None);
        }
        sort(&mut row.calls);
        row
    }

    /// Judges an entry by what the list or the overlay says of it. Returns its state, or none if they say nothing.
    fn judge_by_decision(
        &self,
        row: &mut FeatureRow,
        feature: &Feature,
        overlay: Option<&Overlay>,
    ) -> Option<LinkState> {
        let mut events = Vec::from_iter(texts(&feature.events));
        let mut metrics = Vec::from_iter(texts(&feature.metrics));
        let mut files: BTreeSet<FileId> = BTreeSet::new();
        if let Some(overlay) = overlay {
            events.extend(values(&overlay.events));
            metrics.extend(values(&overlay.metrics));
            files.extend(files_of(self.inputs, overlay));
        }
        self.link(row, &events, &metrics);
        if row.exempt.is_some() {
            return Some(LinkState::NotAFeature);
        } else if !files.is_empty() {
            self.judge_by_files(row, &files);
        } else if !events.is_empty() || !metrics.is_empty() {
            self.judge_by_links(row);
        } else if overlay.is_some_and(|overlay| overlay.unmeasured.is_some()) {
            return Some(LinkState::Unmeasured);
        } else {
            return None;
        }
        match row.verdict {
            FeatureVerdict::Instrumented | FeatureVerdict::DefinitionsOnly => {
                Some(LinkState::Confirmed)
            }
            _ => Some(LinkState::Unmeasured),
        }
    }

    /// Judges an entry by its link, if links were asked for and one was found.
    fn judge_by_link(&self, row: &mut FeatureRow, categories: &[&FeatureRow]) {
        let Some(link) = row.link.take() else {
            return;
        };
        row.basis = Basis::Proposed;
        match (link.state, &link.measured_by) {
            (LinkState::Likely, Some(measured_by)) => {
                row.events.clone_from(&measured_by.events);
                row.metrics.clone_from(&measured_by.metrics);
                sort(&mut row.events);
                sort(&mut row.metrics);
                self.judge_by_links(row);
            }
            (LinkState::NotAFeature, _) => {
                let reason = "it has no category, and its link leads to no documentation";
                row.exempt = Some(Text::new_static(reason));
            }
            _ => {
                row.verdict = self.unmeasured(row, categories);
                row.evidence = self.declared(row);
            }
        }
        row.link = Some(link);
    }

    /// Returns the declarations of the categories of an entry. Their calls and metrics are about other things.
    fn declared(&self, row: &FeatureRow) -> Vec<Span> {
        let code = row
            .categories
            .iter()
            .filter_map(|key| self.code_of.get(key));
        let declared = code.flat_map(|code| code.declared.iter().copied());
        declared.take(MOST_EVIDENCE / 3).collect()
    }

    /// Returns the verdict of an entry that nothing measures: its code may be absent.
    fn unmeasured(&self, row: &FeatureRow, categories: &[&FeatureRow]) -> FeatureVerdict {
        let here = |tier: &Text| self.inputs.tiers_here.contains(tier);
        let elsewhere =
            self.inputs.edition_missing && !row.tiers.is_empty() && !row.tiers.iter().any(here);
        let has_code = |one: &&FeatureRow| one.verdict != FeatureVerdict::NoCode;
        // Without a known category, nothing says where the code is.
        if elsewhere || !categories.is_empty() && !categories.iter().any(has_code) {
            return FeatureVerdict::NoCode;
        }
        FeatureVerdict::Uninstrumented
    }
}

/// Fills in what is known of the categories of a feature, since nothing else is known of it.
fn inherit(row: &mut FeatureRow, categories: &[&FeatureRow]) {
    row.basis = Basis::Category;
    let calls = categories.iter().flat_map(|one| &one.calls);
    row.calls = calls.copied().collect();
    let evidence = categories.iter().flat_map(|one| &one.evidence);
    row.evidence = evidence.copied().take(MOST_EVIDENCE).collect();
    row.verdict = FeatureVerdict::Unknown;
}
