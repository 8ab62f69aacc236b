//! Facts of scripts.
