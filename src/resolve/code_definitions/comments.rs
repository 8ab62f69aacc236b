//! Tags in the doc comments of definitions in code.

use crate::facts::Text;

/// Returns the texts behind a tag (`@tag text`) in the comment above an offset.
pub(crate) fn tagged(text: &str, offset: usize, tag: &str) -> Vec<Text> {
    let Some(before) = text.get(..offset) else {
        return Vec::new();
    };
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let lines = before[..line_start].lines().rev();
    let comment = lines.map_while(|line| {
        let line = line.trim();
        let is_comment = ["#", "//", "/*", "*"]
            .iter()
            .any(|mark| line.starts_with(mark));
        is_comment.then_some(line)
    });
    let mut found: Vec<Text> = comment.filter_map(|line| value(line, tag)).collect();
    found.reverse();
    found
}

fn value(line: &str, tag: &str) -> Option<Text> {
    let line = line.trim_start_matches(['#', '/', '*', '!', ' ', '\t']);
    let line = line.trim_end_matches("*/");
    let rest = line.strip_prefix('@')?.strip_prefix(tag)?;
    let is_end = |rest: &str| rest.starts_with([' ', '\t', ':']);
    let rest = Some(rest).filter(|rest| is_end(rest))?;
    let text = rest.trim_start_matches(':').trim();
    let text = text.trim_matches(['`', '\'', '"']);
    (!text.is_empty()).then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_in_the_comment_directly_above() {
        let text = "# @former One\n\n# Sent when.\n# @former `Old Name`\n# @former: Older\n# @formerly No\ndef a\n";
        let offset = text.find("def").expect("it is there");
        assert_eq!(tagged(text, offset, "former"), ["Old Name", "Older"]);
        let text = "/**\n * @former Old\n */\n  a() {}";
        let offset = text.find("a()").expect("it is there");
        assert_eq!(tagged(text, offset, "former"), ["Old"]);
        assert!(tagged("x", 1, "former").is_empty());
    }
}
