//! The key paths of a metric.

use crate::catalog::MetricDefinition;
use crate::facts::Text;

/// Returns the key paths of a metric, each with its time frame.
pub(crate) fn key_paths(metric: &MetricDefinition) -> Vec<(&Text, Option<&Text>)> {
    let all = metric
        .key_paths
        .iter()
        .map(|(path, frame)| (path, frame.as_ref()));
    let mut all: Vec<_> = all.collect();
    if all.is_empty() {
        all.push((&metric.key_path.value, None));
    }
    all
}
