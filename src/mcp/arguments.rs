//! Arguments of tools.

use serde_json::Value;

/// Limit of `limit`.
const MOST: usize = 100;

/// The arguments of one call.
pub(crate) struct Arguments<'a>(pub(crate) &'a Value);

impl<'a> Arguments<'a> {
    /// Returns a text; none if it is absent or empty.
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.0[name].as_str().filter(|text| !text.is_empty())
    }

    /// Returns a text that must be there.
    pub(crate) fn required(&self, name: &str) -> Result<&'a str, String> {
        self.text(name)
            .ok_or_else(|| format!("the argument `{name}` is missing"))
    }

    /// Returns a list of texts, or one text as a list.
    pub(crate) fn texts(&self, name: &str) -> Vec<&'a str> {
        match &self.0[name] {
            Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
            Value::String(text) => vec![text],
            _ => Vec::new(),
        }
    }

    /// Returns true if a flag is set.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.0[name].as_bool().unwrap_or(false)
    }

    /// Returns `limit`.
    pub(crate) fn limit(&self, default: usize) -> usize {
        let limit = self.0["limit"]
            .as_u64()
            .and_then(|limit| usize::try_from(limit).ok());
        limit.unwrap_or(default).clamp(1, MOST)
    }

    /// Returns the row at which `cursor` begins.
    pub(crate) fn cursor(&self) -> Result<usize, String> {
        match self.text("cursor") {
            Some(cursor) => cursor
                .parse()
                .map_err(|_| format!("`{cursor}` is no cursor of an earlier answer")),
            None => Ok(0),
        }
    }
}

/// Returns a path relative to the root; refuses one that leads out of it.
pub(crate) fn inside(path: &str) -> Result<&str, String> {
    let plain = path.strip_prefix("./").unwrap_or(path);
    let leads_out = plain.starts_with(['/', '\\', '~'])
        || plain.as_bytes().get(1) == Some(&b':')
        || plain.contains(":\\")
        || plain.split(['/', '\\']).any(|part| part == "..");
    match leads_out {
        true => Err(format!(
            "`{path}` is outside of the project; give a path relative to its root"
        )),
        false => Ok(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn paths_out_of_the_project_are_refused() {
        assert_eq!(inside("./app/a.rb"), Ok("app/a.rb"));
        for path in [
            "/etc/passwd",
            "C:/a",
            "c:a",
            "../a",
            "a/../../b",
            "~/a",
            "C:\\a",
            "a\\..\\..\\b",
        ] {
            assert!(inside(path).is_err(), "{path}");
        }
    }
}
