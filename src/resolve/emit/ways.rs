//! The way of a name from a call to the tracking call proper, as far as somebody watches.

use super::Emitter;
use crate::calls::{Step, StepKind};
use crate::resolve::index::At;
use crate::resolve::trail::Seen;

impl Emitter<'_, '_, '_> {
    /// The way from a caller: what it passes, the wrapper it calls, and the way from there (`inner`, that of `site`).
    pub(super) fn through(
        &self,
        passed: Vec<Seen>,
        via: &[Step],
        inner: &[Seen],
        site: At,
    ) -> Vec<Seen> {
        let mut trail = passed;
        if !self.eval.is_watchful() {
            return trail;
        }
        let always = |step: Step| Seen { step, terms: None };
        trail.extend(via.last().cloned().map(always));
        trail.extend(inner.iter().cloned());
        if via.len() == 1 {
            let call = self.eval.index.site(site);
            trail.push(always(Step {
                kind: StepKind::Call,
                name: call.name.clone(),
                span: call.span,
            }));
        }
        trail
    }

    /// How the receiver of a call leads to the function that is called.
    pub(super) fn towards(&self, site: At) -> Vec<Seen> {
        let Some(receiver) = self
            .eval
            .index
            .site(site)
            .receiver
            .as_ref()
            .filter(|_| self.eval.is_watchful())
        else {
            return Vec::new();
        };
        let cx = self.eval.context_of(site);
        self.eval
            .watched(|| self.eval.index.quietly(|| self.eval.eval(receiver, &cx)))
            .1
    }
}
