//! SARIF against its official schema, and its regions against the texts.

use super::canned::{decoded, json, odd, report, shop};
use crate::report::Report;
use serde_json::Value;

#[test]
fn sarif_is_valid_by_the_official_schema() {
    let schema = include_str!("../../../fixtures/schemas/sarif-2.1.0.json");
    // The published schema has a pattern that is no regular expression (a bracket too many); strict readers refuse it.
    let broken = r#""pattern": "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$""#;
    let repaired = r#""pattern": "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}$""#;
    assert!(schema.contains(broken));
    let schema: Value = serde_json::from_str(&schema.replace(broken, repaired)).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    assert!(
        !schema.is_valid(&serde_json::json!({"version": "2.1.0"})),
        "the schema refuses what is no log"
    );
    for report in [report(), odd(), shop(), Report::default()] {
        let faults: Vec<String> = schema
            .iter_errors(&json("sarif", &report))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(faults, Vec::<String>::new());
    }
}

/// The text between two places, with columns counted in UTF-16 code units.
fn cut(text: &str, region: &Value) -> String {
    let number = |key: &str| region[key].as_u64().unwrap() as usize;
    let units: Vec<Vec<u16>> = text
        .split('\n')
        .map(|line| line.encode_utf16().collect())
        .collect();
    let (first, last) = (number("startLine") - 1, number("endLine") - 1);
    let lines = units[first..=last].iter().enumerate().map(|(at, line)| {
        let from = if at == 0 {
            number("startColumn") - 1
        } else {
            0
        };
        let to = if first + at == last {
            number("endColumn") - 1
        } else {
            line.len()
        };
        String::from_utf16(&line[from..to]).unwrap()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_sarif_region_matches_the_text_of_its_finding() {
    let mut several_lines = 0;
    for report in [report(), odd(), shop()] {
        let sarif = json("sarif", &report);
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.len(), report.findings.len());
        for (result, numbered) in results.iter().zip(&report.findings) {
            let finding = &numbered.finding;
            let places = std::iter::once((&result["locations"][0], finding.primary.span));
            let related = result["relatedLocations"].as_array().into_iter().flatten();
            for (location, span) in
                places.chain(related.zip(finding.related.iter().map(|label| label.span)))
            {
                let region = &location["physicalLocation"]["region"];
                let text = &report.sources.file(span.file).text;
                assert_eq!(cut(text, region), report.sources.slice(span), "{region}");
                several_lines += usize::from(region["startLine"] != region["endLine"]);
                let uri = location["physicalLocation"]["artifactLocation"]["uri"]
                    .as_str()
                    .unwrap();
                assert_eq!(decoded(uri), report.sources.path(span));
                assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri}");
            }
        }
    }
    assert!(
        several_lines > 0,
        "some finding of the shop covers more than one line"
    );
}
