//! Systems of a current GitLab that know their events from elsewhere: from metrics, lists and a registry.

use crate::support::current::Current;
use indoc::indoc;

const LIST: &str = "lib/gitlab/usage_data_counters/hll_redis_legacy_events.yml";

fn unique_metric(name: &str) -> (String, String) {
    let text = format!(
        "key_path: redis_hll_counters.{name}\ndescription: d\nproduct_group: carts\nvalue_type: number\nstatus: active\n\
         milestone: '18.0'\nintroduced_by_url: https://example.com/1\ntime_frame: 28d\ndata_source: redis_hll\n\
         data_category: optional\ninstrumentation_class: RedisHLLMetric\ntiers: [free]\noptions:\n  events:\n    - {name}\n"
    );
    (format!("config/metrics/counts_28d/{name}.yml"), text)
}

fn unique_counter(list: &str) -> Current {
    let ruby = indoc! {"
        class A
          def go
            Gitlab::UsageDataCounters::HLLRedisCounter.track_event(:only_in_list, values: 1)
            Gitlab::UsageDataCounters::HLLRedisCounter.track_event(:in_both, values: 1)
            Gitlab::UsageDataCounters::HLLRedisCounter.track_event(:only_in_metric, values: 1)
            Gitlab::UsageDataCounters::HLLRedisCounter.track_event(:nowhere, values: 1)
            Gitlab::UsageDataCounters::HLLRedisCounter.track_event(:with_property, values: 1, property_name: 'user.id')
          end
        end
    "};
    let project = Current::new(&[("app/services/a.rb", ruby)]).file(LIST, list);
    let metrics = ["in_both", "never_sent", "only_in_metric", "with_property"];
    metrics.iter().fold(project, |project, name| {
        let (path, text) = unique_metric(name);
        project.file(&path, &text)
    })
}

#[test]
fn metrics_define_the_events_of_the_unique_counter() {
    let project = unique_counter("- only_in_list\n- in_both\n- sent_by_none\n");
    let verdicts = [
        "redis_hll in_both live",
        "redis_hll never_sent unused",
        "redis_hll nowhere undefined",
        "redis_hll only_in_list undefined",
        "redis_hll only_in_metric live",
        "redis_hll with_property live",
    ];
    assert_eq!(project.verdicts(), verdicts);
    let findings = [
        "app/services/a.rb:3 error undefined-event".to_owned(),
        "app/services/a.rb:5 warning undefined-event".to_owned(),
        "app/services/a.rb:6 error undefined-event".to_owned(),
        "config/metrics/counts_28d/never_sent.yml:1 warning orphaned-metric".to_owned(),
        format!("{LIST}:3 info unused-event"),
    ];
    let own = |finding: &String| !finding.contains("legacy-tracking-api");
    let found: Vec<String> = project.findings().into_iter().filter(own).collect();
    assert_eq!(found, findings);
    let run = project.project.run(&["check", "-q"]);
    assert!(
        run.out.contains(&format!("Add it to {LIST}.")),
        "{}",
        run.out
    );
    assert!(run.out.contains("Delete the line."), "{}", run.out);
    assert!(
        run.out.contains("Add a metric that counts it"),
        "{}",
        run.out
    );
}

#[test]
fn lists_with_definitions_take_the_place_of_metrics() {
    let known = "- name: in_both\n  category: carts\n  aggregation: weekly\n";
    let project = unique_counter("- in_both\n- only_in_metric\n").file(
        "lib/gitlab/usage_data_counters/known_events/carts.yml",
        known,
    );
    let verdicts = project.verdicts();
    let expected = "redis_hll only_in_metric undefined".to_owned();
    assert!(verdicts.contains(&expected), "{verdicts:?}");
}

const REGISTRY: &str = indoc! {"
    module Gitlab
      module Tracking
        module AiTracking
          extend AiUsageEventsRegistryDsl

          register_feature(:robot) do
            events(ask_robot: 1, robot_in_ide: 2) do |context|
              context.slice('language')
            end
            events(ask_helper: 7, forward_robot: 8)
            deprecated_events(old_robot: 3)
          end
        end
      end
    end
"};

const FORWARDED: &str = indoc! {"
    extra_trackers:
    - tracking_class: Gitlab::Tracking::AiTracking
"};

#[test]
fn usage_events_of_ai_features_are_those_of_the_registry() {
    let ruby = indoc! {"
        class A
          def go
            Gitlab::Tracking::AiTracking.track_event('ask_robot', user: user)
            ::Gitlab::Tracking::AiTracking.track_event('ask_robto', user: user)
            Gitlab::InternalEvents.track_event('forward_robot', user: user)
          end
        end
    "};
    let project = Current::new(&[("app/a.rb", ruby), ("ee/lib/registry.rb", REGISTRY)])
        .event("robot_in_ide", FORWARDED)
        .event("forward_robot", FORWARDED)
        .event("robot_unlisted", FORWARDED);
    let verdicts = [
        "ai_usage ask_helper unused",
        "ai_usage ask_robot live",
        "ai_usage ask_robto undefined",
        "ai_usage forward_robot live",
        "forward_robot live",
        "ai_usage old_robot removed",
        "ai_usage robot_in_ide maybe",
        "robot_in_ide maybe",
        "robot_unlisted unused",
    ];
    let mut found = project.verdicts();
    found.sort_by_key(|row| {
        let name = row.trim_start_matches("ai_usage ").to_owned();
        (name, !row.starts_with("ai_usage"))
    });
    assert_eq!(found, verdicts);
    let findings = [
        "app/a.rb:4 error undefined-event",
        "config/events/robot_unlisted.yml:2 warning unused-event",
        "config/events/robot_unlisted.yml:11 warning undefined-event",
        "ee/lib/registry.rb:10 warning unused-event",
    ];
    assert_eq!(project.findings(), findings);
}

#[test]
fn a_registry_that_is_not_in_the_tree_forbids_nothing() {
    let ruby = "Gitlab::Tracking::AiTracking.track_event('ask_robot', user: user)\n";
    let project = Current::new(&[("app/a.rb", ruby)]);
    let findings = project.findings();
    assert!(
        !findings.iter().any(|one| one.contains("undefined-event")),
        "{findings:?}"
    );
    assert_eq!(project.verdicts(), ["ai_usage ask_robot undefined"]);
}
