//! Recording of the steps of an evaluation, for explanations of a call.

use crate::calls::Step;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::Values;
use crate::resolve::evaluate::trace_step::TraceStep;

impl Evaluator<'_> {
    /// Returns the result of `work` with its recorded steps, outer ones first; without recording, no steps.
    pub(crate) fn recorded<T>(&self, work: impl FnOnce() -> T) -> (T, Vec<TraceStep>) {
        if !self.is_recording {
            return (work(), Vec::new());
        }
        let outside = self.steps.replace(Some(Vec::new()));
        let result = work();
        (result, self.steps.replace(outside).unwrap_or_default())
    }

    /// Records a step and the values of `work`.
    pub(crate) fn traced(
        &self,
        step: impl FnOnce() -> Step,
        work: impl FnOnce() -> Values,
    ) -> Values {
        self.traced_if(step, || Some(work())).unwrap_or_default()
    }

    /// Records a step and the values of `work`, which may be none.
    pub(crate) fn traced_if(
        &self,
        step: impl FnOnce() -> Step,
        work: impl FnOnce() -> Option<Values>,
    ) -> Option<Values> {
        let Some(number) = self.steps.borrow().as_ref().map(Vec::len) else {
            return work();
        };
        if let Some(steps) = &mut *self.steps.borrow_mut() {
            steps.push(TraceStep {
                step: step(),
                values: Some(Vec::new()),
            });
        }
        let found = work();
        if let Some(steps) = &mut *self.steps.borrow_mut() {
            steps[number].values.clone_from(&found);
            steps[number].values.get_or_insert_default();
        }
        found
    }
}
