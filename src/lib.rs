//! tracklint audits product instrumentation: it finds every tracking call of an application, resolves which event each one
//! sends, and holds that against the event and metric definitions and the product's feature list.
//!
//! The flow goes one way: `input` reads files, `scan` turns each into facts, `resolve` turns facts and `rules` into named
//! calls, `catalog` reads definitions, `audit` joins both and runs the lints, `report` writes. `docs/architecture.md` shows it
//! on one page.

pub mod analysis;
pub mod audit;
pub mod calls;
pub mod catalog;
pub mod cli;
pub mod config;
pub mod facts;
pub mod finding;
pub mod fix;
pub mod input;
pub mod languages;
pub mod panic;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod scaffold;
pub mod source;
