//! Metrics of Go that a constructor makes and keeps.

use crate::support::project::rows_of;
use indoc::indoc;

const RULES: &str = indoc! {r"
    pack: own
    system: usage
    calls:
      - {id: new, languages: go, on: {import: example.com/gauge}, method: New, event: {argument: 0}}
"};

#[test]
fn a_function_that_keeps_a_metric_is_no_wrapper_and_one_that_only_sends_is() {
    let metrics = indoc! {r#"
        package metrics

        import "example.com/gauge"

        type Set struct {
            open *gauge.Gauge
        }

        func NewSet() *Set {
            return &Set{open: gauge.New("orders_open")}
        }

        func Count() {
            gauge.New("orders_counted")
        }
    "#};
    let main = indoc! {r#"
        package main

        import "example.com/shop/metrics"

        func main() {
            keep(metrics.NewSet())
            metrics.Count()
        }
    "#};
    let files = [
        ("go.mod", "module example.com/shop\n"),
        ("metrics/set.go", metrics),
        ("main.go", main),
    ];
    assert_eq!(
        rows_of(RULES, &files),
        [
            "main.go:7 orders_counted",
            "metrics/set.go:10 orders_open",
            "metrics/set.go:14 orders_counted",
        ]
    );
}

#[test]
fn a_folder_called_spec_is_code_in_go_and_tests_in_ruby() {
    let go =
        "package spec\n\nimport \"example.com/gauge\"\n\nvar open = gauge.New(\"orders_open\")\n";
    let files = [
        ("common/spec/metrics.go", go),
        ("spec/a_spec.rb", "x = 1\n"),
    ];
    assert_eq!(
        rows_of(RULES, &files),
        ["common/spec/metrics.go:5 orders_open"]
    );
}
