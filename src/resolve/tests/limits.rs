//! Limits that no test of the whole program can reach in time.

use super::resolution;

/// Returns files with a class that sends its parameter and a class that calls it.
fn pairs(number: usize) -> Vec<(String, String)> {
    let pair = |n: usize| {
        let text = format!(
            "class A{n}\n  def track_it(n)\n    Gitlab::InternalEvents.track_event(n, user: u)\n  end\nend\nclass B{n}\n  def go(x)\n    x.track_it('e{n}')\n  end\nend\n"
        );
        (format!("app/models/a{n}.rb"), text)
    };
    (0..number).map(pair).collect()
}

#[test]
fn functions_and_calls_of_one_name_end_with_the_limit() {
    for (number, is_limited) in [(20, false), (320, true)] {
        let files = pairs(number);
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let (_, found) = resolution(&files);
        let mut limits = found.limits.iter();
        let limit = limits.find(|limit| {
            let reason = "pairs of functions and calls of one name is reached, so the callers of `track_it` are not followed";
            limit.reason.contains(reason)
        });
        assert_eq!(limit.is_some(), is_limited, "{number}");
    }
}
