//! rdjson against the description of its maker.

use super::canned::{odd, report, shop, written};
use crate::report::Report;
use serde::Deserialize;

/// The schema of rdjson, from its maker's description; a field that is not in it is refused.
mod schema {
    #![allow(dead_code)]
    use super::Deserialize;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Result {
        pub(crate) diagnostics: Vec<Diagnostic>,
        pub(crate) source: Option<Source>,
        pub(crate) severity: Option<Severity>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Diagnostic {
        pub(crate) message: String,
        pub(crate) location: Location,
        pub(crate) severity: Option<Severity>,
        pub(crate) source: Option<Source>,
        pub(crate) code: Option<Code>,
        pub(crate) suggestions: Option<Vec<Suggestion>>,
        pub(crate) original_output: Option<String>,
    }
    #[derive(Deserialize)]
    pub(crate) enum Severity {
        #[serde(rename = "UNKNOWN_SEVERITY")]
        Unknown,
        #[serde(rename = "ERROR")]
        Error,
        #[serde(rename = "WARNING")]
        Warning,
        #[serde(rename = "INFO")]
        Info,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Location {
        pub(crate) path: String,
        pub(crate) range: Option<Range>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Range {
        pub(crate) start: Position,
        pub(crate) end: Option<Position>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Position {
        pub(crate) line: std::num::NonZeroU32,
        pub(crate) column: Option<std::num::NonZeroU32>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Suggestion {
        pub(crate) range: Range,
        pub(crate) text: String,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Source {
        pub(crate) name: String,
        pub(crate) url: Option<String>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Code {
        pub(crate) value: String,
        pub(crate) url: Option<String>,
    }
}

#[test]
fn rdjson_has_no_field_its_reader_does_not_know() {
    for report in [report(), odd(), shop(), Report::default()] {
        let document: schema::Result = serde_json::from_str(&written("rdjson", &report)).unwrap();
        assert_eq!(document.diagnostics.len(), report.findings.len());
        for (diagnostic, numbered) in document.diagnostics.iter().zip(&report.findings) {
            assert_eq!(
                diagnostic.location.path,
                report.sources.path(numbered.finding.primary.span)
            );
            let link = diagnostic.code.as_ref().unwrap().url.as_deref();
            let expected = report
                .docs
                .as_ref()
                .map(|docs| format!("{docs}#{}", numbered.finding.lint.name));
            assert_eq!(link, expected.as_deref());
        }
    }
}
