//! Texts in documents: the cells of CSV files, the texts of XML, and the paths of keys.

use crate::input::globs::text_glob;
use crate::input::yaml::{Node, NodeValue};
use crate::rules::consumers::{CsvCells, TreeKeys, XmlTexts};
use globset::GlobMatcher;
use std::ops::Range;

/// A text of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DocumentText {
    /// The text, without escapes.
    pub(crate) text: String,
    /// The bytes in the file.
    pub(crate) range: Range<usize>,
    /// True if the bytes are the text itself.
    pub(crate) is_plain: bool,
}

/// Returns the cells of the columns of a rule.
///
/// # Errors
/// A message with the line that cannot be read.
pub(crate) fn cells(text: &str, rule: &CsvCells) -> Result<Vec<DocumentText>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let is_wanted = |name: &str| {
        let name = name.trim_start_matches('\u{feff}').trim();
        let mut columns = rule.column.iter();
        columns.any(|column| column.eq_ignore_ascii_case(name))
    };
    let wanted: Vec<bool> = headers.iter().map(is_wanted).collect();
    let mut found = Vec::new();
    if !wanted.contains(&true) {
        return Ok(found);
    }
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let start = record.position().map_or(0, |position| position.byte());
        let mut at = usize::try_from(start).unwrap_or_default().min(text.len());
        for (column, cell) in record.iter().enumerate() {
            // Cells are found in their order, as each begins behind the one before it.
            let place = text.get(at..).and_then(|rest| rest.find(cell));
            let start = place.map_or(at, |place| at + place);
            let range = start..start + place.map_or(0, |_| cell.len());
            at = range.end;
            if wanted.get(column) == Some(&true) && !cell.trim().is_empty() {
                found.push(DocumentText {
                    text: cell.trim().to_owned(),
                    range,
                    is_plain: cell == cell.trim(),
                });
            }
        }
    }
    Ok(found)
}

/// Returns the texts of an XML document that the rules name.
///
/// # Errors
/// A message with the place that cannot be read.
pub(crate) fn xml(text: &str, rules: &[XmlTexts]) -> Result<Vec<DocumentText>, String> {
    let document = roxmltree::Document::parse(text).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    let mut add = |value: &str, range: Range<usize>| {
        if !value.trim().is_empty() {
            found.push(DocumentText {
                text: value.to_owned(),
                is_plain: text.get(range.clone()) == Some(value),
                range,
            });
        }
    };
    for node in document.descendants().filter(|node| node.is_element()) {
        let name = node.tag_name().name();
        for rule in rules.iter().filter(|rule| rule.element == name) {
            if !fits(node, rule) {
                continue;
            }
            match &rule.attribute {
                Some(attribute) => {
                    let mut attributes = node.attributes();
                    if let Some(one) = attributes.find(|one| one.name() == attribute) {
                        add(one.value(), one.range_value());
                    }
                }
                None => {
                    let texts = node.children().filter(|child| child.is_text());
                    for child in texts {
                        add(child.text().unwrap_or_default(), child.range());
                    }
                }
            }
        }
    }
    Ok(found)
}

fn fits(node: roxmltree::Node<'_, '_>, rule: &XmlTexts) -> bool {
    let mut conditions = rule.when.iter();
    conditions.all(|(name, glob)| {
        let value = node.attribute(name.as_str());
        let glob = text_glob(glob).map(|glob| glob.compile_matcher());
        value.is_some_and(|value| glob.is_ok_and(|glob| glob.is_match(value)))
    })
}

/// Returns the path of keys to each value of documents that fits the rule. A list is a value.
///
/// # Errors
/// The glob of the rule is invalid.
pub(crate) fn key_paths(nodes: &[Node], rule: &TreeKeys) -> Result<Vec<DocumentText>, String> {
    let values = rule.values.as_ref().map(|glob| text_glob(glob));
    let values = values.transpose().map_err(|error| error.to_string())?;
    let mut keys = KeyPaths {
        values: values.map(|glob| glob.compile_matcher()),
        found: Vec::new(),
    };
    for node in nodes {
        keys.collect(node, &mut Vec::new());
    }
    Ok(keys.found)
}

struct KeyPaths {
    values: Option<GlobMatcher>,
    found: Vec<DocumentText>,
}

impl KeyPaths {
    fn collect<'n>(&mut self, node: &'n Node, path: &mut Vec<&'n str>) {
        for entry in node.entries() {
            path.push(&entry.key);
            match &entry.value.value {
                NodeValue::Map(entries) if !entries.is_empty() => self.collect(&entry.value, path),
                _ if self.takes(&entry.value) => self.found.push(DocumentText {
                    text: path.join("."),
                    range: entry.key_span.start as usize..entry.key_span.end as usize,
                    is_plain: false,
                }),
                _ => {}
            }
            path.pop();
        }
    }

    fn takes(&self, value: &Node) -> bool {
        let Some(glob) = &self.values else {
            return true;
        };
        value
            .as_str()
            .is_some_and(|text| glob.is_match(text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_column_have_their_places() {
        let text = "id,name\n1,a.b\n\"2\",\"c.d\"\n";
        let rule = CsvCells {
            column: crate::rules::one_or_many::OneOrMany(vec!["NAME".to_owned()]),
        };
        let found = cells(text, &rule).expect("it can be read");
        let places: Vec<_> = found.iter().map(|one| &text[one.range.clone()]).collect();
        assert_eq!(places, ["a.b", "c.d"]);
    }

    #[test]
    fn texts_of_elements_and_attributes_are_read() {
        let text = "<w><r type='text'>a = &apos;x&apos;</r><r type='table'>b</r><c f='p'/></w>";
        let rule = |element: &str, attribute: Option<&str>, when: &[(&str, &str)]| XmlTexts {
            element: element.to_owned(),
            attribute: attribute.map(str::to_owned),
            when: when
                .iter()
                .map(|(name, glob)| ((*name).to_owned(), (*glob).to_owned()))
                .collect(),
        };
        let rules = [
            rule("r", None, &[("type", "te*t")]),
            rule("c", Some("f"), &[]),
        ];
        let found = xml(text, &rules).expect("it can be read");
        let texts: Vec<_> = found.iter().map(|one| (&*one.text, one.is_plain)).collect();
        assert_eq!(texts, [("a = 'x'", false), ("p", true)]);
        assert!(xml("<a>", &rules).is_err());
    }
}
