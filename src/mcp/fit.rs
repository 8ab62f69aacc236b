//! Limits of answers: lists are shortened until an answer is small enough, and the answer says how long they were.

use serde_json::{Map, Value, json};

/// Size limit of an answer in bytes.
const MAX_SIZE: usize = 8_000;
/// Room for the totals of shortened lists.
const ROOM: usize = 400;

/// Returns the answer within the limit. `truncated` says whether something is missing, and `totals` holds the lengths of the lists that
/// were shortened, by their path.
pub(crate) fn fit(answer: Map<String, Value>) -> Value {
    let mut answer = Value::Object(answer);
    let mut totals = Map::new();
    let mut is_cut = answer["truncated"].as_bool().unwrap_or(false);
    while answer.to_string().len() + ROOM > MAX_SIZE {
        let Some((path, _)) = largest(&answer, String::new()) else {
            break;
        };
        is_cut = true;
        match answer.pointer_mut(&path) {
            Some(Value::Array(list)) => {
                let length = list.len();
                totals.entry(name(&path)).or_insert(json!(length));
                list.truncate(length - length.div_ceil(4));
            }
            Some(Value::String(text)) => {
                let half = text.floor_char_boundary(text.len() / 2);
                text.truncate(half);
                text.push('…');
            }
            _ => break,
        }
    }
    answer["truncated"] = json!(is_cut);
    if !totals.is_empty() {
        answer["totals"] = Value::Object(totals);
    }
    answer
}

/// Returns the path of the list or text that takes most room, and its size.
fn largest(value: &Value, path: String) -> Option<(String, usize)> {
    let own = match value {
        Value::Array(list) if !list.is_empty() => Some(value.to_string().len()),
        Value::String(text) if text.len() > 200 => Some(text.len()),
        _ => None,
    };
    let children: Vec<(String, usize)> = match value {
        Value::Object(map) => map
            .iter()
            .filter_map(|(key, child)| {
                largest(
                    child,
                    format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")),
                )
            })
            .collect(),
        Value::Array(list) => {
            let children = list.iter().enumerate();
            children
                .filter_map(|(at, child)| largest(child, format!("{path}/{at}")))
                .collect()
        }
        _ => Vec::new(),
    };
    let inner = children.into_iter().max_by_key(|(_, size)| *size);
    match (own, inner) {
        // A list of one element is shortened inside.
        (Some(own), Some((inner, size))) if size * 2 > own || is_single(value) => {
            Some((inner, size))
        }
        (Some(own), _) => Some((path, own)),
        (None, inner) => inner,
    }
}

fn is_single(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.len() == 1)
}

fn name(path: &str) -> String {
    path.trim_start_matches('/').replace('/', ".")
}

/// Returns a page of rows as an object: the rows under `name`, their number, and the cursor of the next page.
pub(crate) fn page<R: serde::Serialize>(
    name: &str,
    rows: &[R],
    start: usize,
    limit: usize,
) -> Result<Map<String, Value>, String> {
    let from = start.min(rows.len());
    let mut shown = Vec::new();
    let mut size = 0;
    for row in rows[from..].iter().take(limit) {
        let row = serde_json::to_value(row).map_err(|error| error.to_string())?;
        size += row.to_string().len() + 1;
        // At least one row is shown, and shortened if it is too large.
        if !shown.is_empty() && size + 3 * ROOM > MAX_SIZE {
            break;
        }
        shown.push(row);
    }
    let next = from + shown.len();
    let mut page = Map::new();
    page.insert(name.to_owned(), Value::Array(shown));
    page.insert("total".to_owned(), json!(rows.len()));
    page.insert("truncated".to_owned(), json!(next < rows.len()));
    if next < rows.len() {
        page.insert("next_cursor".to_owned(), json!(next.to_string()));
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_shortened_and_say_so() {
        let calls: Vec<Value> = (0..500)
            .map(|at| json!({"path": format!("app/{at}.rb"), "line": at}))
            .collect();
        let mut answer = Map::new();
        answer.insert("event".to_owned(), json!({"name": "a", "calls": calls}));
        answer.insert("text".to_owned(), json!("x".repeat(5000)));
        let fitted = fit(answer);
        assert!(
            fitted.to_string().len() <= MAX_SIZE,
            "{}",
            fitted.to_string().len()
        );
        assert_eq!(fitted["truncated"], true);
        assert_eq!(fitted["totals"]["event.calls"], 500);
        // A single element stays, also if no list in it has most of its size.
        let list = || json!(vec!["x".repeat(100); 50]);
        let mut answer = Map::new();
        answer.insert(
            "events".to_owned(),
            json!([{"a": list(), "b": list(), "c": list()}]),
        );
        let fitted = fit(answer);
        assert!(
            fitted["events"][0]["a"]
                .as_array()
                .is_some_and(|list| list.len() > 10)
        );
        let small = fit(Map::new());
        assert_eq!(small, json!({"truncated": false}));
    }

    #[test]
    fn pages_lead_to_the_next() {
        let rows: Vec<String> = (0..1000)
            .map(|at| format!("{at}{}", "x".repeat(90)))
            .collect();
        let (mut start, mut seen) = (0, 0);
        loop {
            let answer = fit(page("rows", &rows, start, 100).expect("it can be written"));
            assert!(answer.to_string().len() <= MAX_SIZE);
            seen += answer["rows"].as_array().map_or(0, Vec::len);
            match answer["next_cursor"].as_str() {
                Some(next) => start = next.parse().expect("a number"),
                None => break,
            }
        }
        assert_eq!(seen, rows.len());
    }
}
