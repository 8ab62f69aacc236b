//! Tests of all formats, against schemas and independent readers.

#![allow(clippy::unwrap_used)]

mod canned;
mod docs;
mod formats;
mod html;
mod limits;
mod markdown;
mod properties;
mod rdjson;
mod sarif;
mod schemas;
mod xml;
