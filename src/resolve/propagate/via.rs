//! Wrappers between a call site and the tracking call, shared by all paths through them.

use crate::calls::Step;
use std::rc::Rc;

/// A list of wrappers, from the tracking call outward. Its copies share their steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Via(Option<Rc<Node>>);

#[derive(Debug)]
struct Node {
    step: Step,
    inner: Via,
    length: usize,
}

impl Via {
    /// Returns the list with one more step at its end.
    pub(crate) fn with(&self, step: Step) -> Self {
        Self(Some(Rc::new(Node {
            step,
            inner: self.clone(),
            length: self.len() + 1,
        })))
    }

    /// Returns the outermost step.
    pub(crate) fn last(&self) -> Option<&Step> {
        self.0.as_ref().map(|node| &node.step)
    }

    /// Returns the number of steps.
    pub(crate) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |node| node.length)
    }

    /// Returns true if there is no wrapper.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Returns all steps.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let inner = self.0.as_deref();
        let nodes = std::iter::successors(inner, |node| node.inner.0.as_deref());
        let mut steps: Vec<Step> = nodes.map(|node| node.step.clone()).collect();
        steps.reverse();
        steps
    }
}

impl FromIterator<Step> for Via {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        let with = |via: Self, step| via.with(step);
        steps.into_iter().fold(Self::default(), with)
    }
}
