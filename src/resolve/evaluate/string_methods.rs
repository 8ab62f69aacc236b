//! String methods of all languages; their names do not conflict.

/// Returns the result of a string method on a literal; none for other methods.
pub(crate) fn apply(text: &str, method: &str, arguments: &[crate::facts::Text]) -> Option<String> {
    let first = arguments.first().map(|argument| argument.as_str());
    Some(match method {
        "downcase" | "toLowerCase" | "to_lowercase" | "to_ascii_lowercase" => text.to_lowercase(),
        "upcase" | "toUpperCase" | "to_uppercase" => text.to_uppercase(),
        "capitalize" => {
            let mut letters = text.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect())
                .unwrap_or_default()
        }
        "underscore" => underscore(text),
        "dasherize" => text.replace('_', "-"),
        "delete_suffix" | "chomp" => text.strip_suffix(first?).unwrap_or(text).to_owned(),
        "delete_prefix" => text.strip_prefix(first?).unwrap_or(text).to_owned(),
        "concat" => arguments
            .iter()
            .fold(text.to_owned(), |whole, part| whole + part),
        "gsub" | "tr" | "replaceAll" | "sub" | "replace" => text.replace(
            first?,
            arguments.get(1).map_or("", |argument| argument.as_str()),
        ),
        "name" | "description" => text.to_owned(),
        _ if keeps_text(method) => text.to_owned(),
        _ => return None,
    })
}

/// Returns true if a method returns its receiver's text.
pub(crate) fn keeps_text(method: &str) -> bool {
    matches!(
        method,
        "to_s"
            | "to_sym"
            | "freeze"
            | "dup"
            | "clone"
            | "strip"
            | "trim"
            | "to_str"
            | "toString"
            | "itself"
            | "presence"
            | "html_safe"
            | "to_string"
            | "to_owned"
            | "into"
            | "as_str"
            | "as_ref"
            | "value"
            | "valueOf"
            | "intern"
            | "squish"
    )
}

fn underscore(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 4);
    let mut before_lower = false;
    for letter in text.replace("::", "/").chars() {
        if letter.is_uppercase() && before_lower {
            result.push('_');
        }
        before_lower = letter.is_lowercase() || letter.is_numeric();
        result.push(if letter == '-' {
            '_'
        } else {
            letter.to_ascii_lowercase()
        });
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_go_through_string_methods_and_nothing_else() {
        assert_eq!(
            apply("OrderPlaced", "underscore", &[]).as_deref(),
            Some("order_placed")
        );
        assert_eq!(
            apply("x_count", "delete_suffix", &["_count".into()]).as_deref(),
            Some("x")
        );
        assert_eq!(apply("x", "package_type", &[]), None);
    }
}
