//! Facts of components.
