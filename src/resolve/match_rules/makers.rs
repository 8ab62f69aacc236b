//! The call that makes an object.

use crate::facts::{CallSite, CallValue};
use crate::resolve::project::ids::ItemId;
use std::cell::RefCell;

/// A position from which names are looked up.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) unit: u32,
    pub(super) function: Option<u32>,
}

/// A search for the call that makes an object.
pub(super) struct Maker<'t> {
    is_it: &'t dyn Fn(&CallValue) -> bool,
    found: RefCell<Option<(Place, CallValue)>>,
}

impl<'t> Maker<'t> {
    /// Returns a search for the first call that passes a test.
    pub(super) fn new(is_it: &'t dyn Fn(&CallValue) -> bool) -> Self {
        Self {
            is_it,
            found: RefCell::default(),
        }
    }

    /// Keeps a call, with its place, if it is the expected one. Returns true if it is.
    pub(super) fn takes(&self, at: Place, call: &CallValue) -> bool {
        let is_it = (self.is_it)(call);
        if is_it {
            self.found.replace(Some((at, call.clone())));
        }
        is_it
    }

    /// Returns the call that was found, with its place.
    pub(super) fn found(self) -> Option<(Place, CallValue)> {
        self.found.into_inner()
    }
}

impl Place {
    /// Returns the place of a call.
    pub(super) fn of(at: ItemId, site: &CallSite) -> Self {
        Self {
            unit: at.unit,
            function: site.function,
        }
    }
}
