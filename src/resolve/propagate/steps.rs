//! Recorded steps from a call to the tracking call.

use crate::calls::{Step, StepKind};
use crate::resolve::evaluate::trace_step::TraceStep;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::via::Via;

impl Propagator<'_, '_, '_> {
    /// Returns the steps from a caller: its argument, the wrapper, and the inner steps.
    pub(crate) fn through(
        &self,
        passed: Vec<TraceStep>,
        via: &Via,
        inner: &[TraceStep],
        site: ItemId,
    ) -> Vec<TraceStep> {
        let mut steps = passed;
        if !self.eval.is_recording() {
            return steps;
        }
        let always = |step: Step| TraceStep { step, values: None };
        steps.extend(via.last().cloned().map(always));
        steps.extend(inner.iter().cloned());
        if via.len() == 1 {
            let call = self.eval.index.site(site);
            steps.push(always(Step {
                kind: StepKind::Call,
                name: call.name.clone(),
                span: call.span,
            }));
        }
        steps
    }

    /// Returns the steps from the receiver of a call to the called function.
    pub(crate) fn towards(&self, site: ItemId) -> Vec<TraceStep> {
        let Some(receiver) = self
            .eval
            .index
            .site(site)
            .receiver
            .as_ref()
            .filter(|_| self.eval.is_recording())
        else {
            return Vec::new();
        };
        let cx = self.eval.context_of(site);
        self.eval
            .recorded(|| {
                self.eval
                    .index
                    .without_requests(|| self.eval.eval(receiver, &cx))
            })
            .1
    }
}
