//! Idioms of a current GitLab: what its senders add, what its definitions declare, and what its metrics can count.

use crate::support::current::Current;
use indoc::indoc;

const PLAIN: &[&str] = &["user", "project", "namespace"];

#[test]
fn identifiers_that_the_sender_adds_itself_are_not_missing() {
    let controller = indoc! {"
        class CartsController < ApplicationController
          include ProductAnalyticsTracking
          track_internal_event :show, name: 'view_cart'
          def show; end
        end
    "};
    let script = indoc! {"
        import { InternalEvents } from '~/tracking';
        export const go = () => InternalEvents.trackEvent('click_cart');
    "};
    let component = indoc! {"
        <script>
        import { InternalEvents } from '~/tracking';
        export default {
          mixins: [InternalEvents.mixin()],
          methods: { go() { this.trackEvent('open_cart'); } },
        };
        </script>
    "};
    let service = "Gitlab::InternalEvents.track_event('pay_cart', user: user)\n";
    let names = ["click_cart", "open_cart", "pay_cart", "view_cart"];
    let mut project = Current::new(&[
        ("app/controllers/carts_controller.rb", controller),
        ("app/assets/javascripts/cart.js", script),
        ("app/assets/javascripts/cart.vue", component),
        ("app/services/pay.rb", service),
    ])
    .events(&names);
    for name in names {
        for unique in PLAIN {
            let events = format!("  - name: {name}\n    unique: {unique}.id\n");
            project = project.metric(&format!("{unique}_{name}"), &events);
        }
    }
    let expected = [
        "config/metrics/counts_28d/namespace_pay_cart.yml:15 warning missing-identifier",
        "config/metrics/counts_28d/project_pay_cart.yml:15 warning missing-identifier",
    ];
    assert_eq!(project.findings(), expected);
}

#[test]
fn a_definition_without_properties_declares_none() {
    let ruby = indoc! {"
        class A
          include Gitlab::InternalEventsTracking
          def go
            track_internal_event('a_one', user: user, additional_properties: { label: 'x' })
            track_internal_event('a_two', user: user, additional_properties: { colour: 'x' })
            track_internal_event('a_three', user: user, label: 'x')
            track_internal_event('a_four', user: user, additional_properties: { label: 'x', property: 'y' })
            track_internal_event('a_five', project: project, namespace: group)
          end
        end
    "};
    let script = indoc! {"
        import { InternalEvents } from '~/tracking';
        export const go = () => InternalEvents.trackEvent('a_six', { label: 'x', colour: 'y' });
    "};
    let haml = "%a{ data: { event_tracking: 'a_seven', event_label: 'x' } } x\n";
    let project = Current::new(&[
        ("app/services/a.rb", ruby),
        ("app/assets/javascripts/a.js", script),
        ("app/views/a.html.haml", haml),
    ])
    .events(&["a_one", "a_two", "a_three", "a_five", "a_six", "a_seven"])
    .event(
        "a_four",
        "additional_properties: {label: {description: d}}\n",
    );
    let expected = [
        "app/assets/javascripts/a.js:2 warning undeclared-property",
        "app/assets/javascripts/a.js:2 error undeclared-property",
        "app/services/a.rb:4 warning undeclared-property",
        "app/services/a.rb:5 error undeclared-property",
        "app/services/a.rb:6 warning undeclared-property",
        "app/services/a.rb:7 warning undeclared-property",
        "app/views/a.html.haml:1 warning undeclared-property",
    ];
    assert_eq!(project.findings(), expected);
}

#[test]
fn the_name_of_a_macro_is_no_property() {
    let controller = indoc! {"
        class CartsController < ApplicationController
          track_internal_event :show, name: 'view_cart', conditions: -> { html? }
        end
    "};
    let project =
        Current::new(&[("app/controllers/carts_controller.rb", controller)]).events(&["view_cart"]);
    assert_eq!(project.findings(), Vec::<String>::new());
}

#[test]
fn protected_properties_of_an_extra_tracker_are_declared() {
    let ruby = "Gitlab::InternalEvents.track_event('take_cart', user: user, additional_properties: \
                { label: 'a', colour: 'c', branch_name: 'd', other: 1 })\n";
    let more = indoc! {"
        additional_properties: {label: {description: d}, colour: {description: d}}
        extra_trackers:
        - tracking_class: Gitlab::Tracking::OtherTracking
          protected_properties:
            branch_name: {description: d}
    "};
    let project = Current::new(&[("app/services/a.rb", ruby)]).event("take_cart", more);
    let run = project.project.run(&["check", "--format", "concise", "-q"]);
    assert_eq!(
        run.out.matches("undeclared-property").count(),
        1,
        "{}",
        run.out
    );
    assert!(run.out.contains("the property `other`"), "{}", run.out);
}

#[test]
fn the_first_form_of_internal_events_is_one_too() {
    let old = indoc! {"
        description: d
        category: InternalEventTracking
        action: old_cart
        identifiers: [project, user, namespace]
        product_section: dev
        product_stage: plan
        product_group: cart_group
        milestone: '16.4'
        introduced_by_url: https://example.com/1
        distributions: [ce, ee]
        tiers: [free, premium, ultimate]
    "};
    let ruby = "Gitlab::InternalEvents.track_event('old_cart', user: user)\n";
    let project = Current::new(&[("app/services/a.rb", ruby)])
        .file("config/events/old_cart.yml", old)
        .metric("m", "  - name: old_cart\n    unique: user.id\n");
    assert_eq!(project.findings(), Vec::<String>::new());
    assert_eq!(project.verdicts(), ["old_cart live"]);
}

#[test]
fn metrics_that_cannot_be_counted_are_reported() {
    let ruby = indoc! {"
        class A
          include Gitlab::InternalEventsTracking
          def go
            track_internal_event('pay_cart', user: user, additional_properties: { label: 'x' })
            track_internal_event('fill_cart', user: user, additional_properties: { value: 4 })
          end
        end
    "};
    let properties = "additional_properties: {label: {description: d}, value: {description: d}}\n";
    let unique = "  - name: pay_cart\n    unique: user.id\n";
    let project = Current::new(&[("app/services/a.rb", ruby)])
        .event("pay_cart", properties)
        .event("fill_cart", properties)
        .metric("sum", "  - name: pay_cart\n    operator: sum(value)\n")
        .metric(
            "sum_right",
            "  - name: fill_cart\n    operator: sum(value)\n",
        )
        .metric("average", "  - name: fill_cart\n    operator: avg(value)\n")
        .metric_with("all", "all", unique)
        .metric_with("all_of_three", "[7d, 28d, all]", unique)
        .metric_with("right", "[7d, 28d]", unique)
        .metric("misspelt", "  - name: pay_cart\n    uniq: user.id\n")
        .metric(
            "class",
            "  - name: pay_cart\ninstrumentation_class: TotalCountMetric\n",
        )
        .metric_with("none", "[7d, none]", "  - name: pay_cart\n")
        .metric(
            "mixed",
            "  - name: fill_cart\n    unique: user.id\n  - name: pay_cart\n",
        )
        .metric_with("twice", "[7d, 7d]", "  - name: pay_cart\n")
        .metric("letter", "  - name: pay_cart\n    filter: {label: x}\n");
    let expected = [
        "all.yml:2 error invalid-definition",
        "all_of_three.yml:2 error invalid-definition",
        "average.yml:15 error invalid-definition",
        "class.yml:15 error invalid-definition",
        "misspelt.yml:15 warning invalid-definition",
        "mixed.yml:16 error invalid-definition",
        "none.yml:2 error invalid-definition",
        "sum.yml:15 warning missing-identifier",
        "twice.yml:2 info invalid-definition",
    ];
    let expected = expected.map(|one| format!("config/metrics/counts_28d/{one}"));
    assert_eq!(project.findings(), expected);
}

#[test]
fn a_bare_letter_is_a_string_for_a_schema() {
    let schema = indoc! {r#"
        {"type": "object", "properties": {"events": {"type": "array", "items": {"properties": {
          "filter": {"additionalProperties": {"type": "string"}}}}}}}
    "#};
    let ruby = "Gitlab::InternalEvents.track_event('pay_cart', user: user, additional_properties: { label: 'y' })\n";
    let project = Current::new(&[("app/services/a.rb", ruby)])
        .event(
            "pay_cart",
            "additional_properties: {label: {description: d}}\n",
        )
        .file("config/metrics/schema/base.json", schema)
        .metric("letter", "  - name: pay_cart\n    filter: {label: y}\n")
        .metric("word", "  - name: pay_cart\n    filter: {label: yes}\n");
    let expected = [
        "config/metrics/counts_28d/word.yml:15 error invalid-definition",
        "config/metrics/counts_28d/word.yml:15 warning unsatisfiable-filter",
    ];
    assert_eq!(project.findings(), expected);
}

#[test]
fn a_suppression_at_a_definition_covers_all_calls_of_the_event() {
    let ruby = indoc! {"
        class A
          def go
            Gitlab::InternalEvents.track_event('pay_cart', user: user, additional_properties: { label: user.email })
            Gitlab::InternalEvents.track_event('left_cart', user: user, additional_properties: { label: user.email })
          end
        end
    "};
    let label = "additional_properties: {label: {description: d}}\n";
    let comment =
        "# tracklint: ignore[sensitive-property] -- only bots send it\naction: pay_cart\n";
    let project = Current::new(&[("app/services/a.rb", ruby)])
        .event("pay_cart", label)
        .event("left_cart", label);
    project
        .project
        .edit("config/events/pay_cart.yml", "action: pay_cart\n", comment);
    let expected = ["app/services/a.rb:4 warning sensitive-property"];
    assert_eq!(project.findings(), expected);
}

#[test]
fn dialogs_send_their_event_once_they_are_confirmed() {
    let haml = "= link_to 'x', y, data: { confirm: 'Sure?', tracking_event_name: 'drop_cart' }\n";
    let script = indoc! {"
        import { confirmAction } from '~/lib/utils/confirm_via_gl_modal/confirm_via_gl_modal';
        export const go = (text) => confirmAction(text, { trackingEvent: { name: 'drop_two', label: 'x' } });
        export const stay = (text) => confirmAction(text, { title: 'Sure?' });
    "};
    let project = Current::new(&[
        ("app/views/a.html.haml", haml),
        ("app/assets/javascripts/a.js", script),
    ])
    .events(&["drop_cart"])
    .event(
        "drop_two",
        "additional_properties: {label: {description: d}}\n",
    );
    assert_eq!(project.findings(), Vec::<String>::new());
    assert_eq!(project.verdicts(), ["drop_cart live", "drop_two live"]);
}

#[test]
fn a_name_in_the_attribute_for_loading_is_reported_there() {
    let component = "<template>\n  <a data-event-tracking-load=\"see_two\">x</a>\n</template>\n";
    let right = "%a{ data: { event_tracking: 'see_one', event_tracking_load: true } } x\n";
    let project = Current::new(&[
        ("app/assets/javascripts/a.vue", component),
        ("app/views/a.html.haml", right),
    ])
    .events(&["see_one", "see_two"]);
    // The definition is not to blame, so it has no finding.
    let expected = ["app/assets/javascripts/a.vue:2 warning misplaced-name"];
    assert_eq!(project.findings(), expected);
    assert_eq!(project.verdicts(), ["see_one live", "see_two unused"]);
}

#[test]
fn help_for_a_schema_is_short_and_says_what_the_schema_says() {
    let groups: Vec<String> = (0..70)
        .map(|number| format!("\"group_{number}\""))
        .collect();
    let schema = format!(
        r#"{{"type": "object", "properties": {{
          "additional_properties": {{"type": "object", "x-error": "Use a plain property first",
            "anyOf": [{{"required": ["label"]}}, {{"required": ["value"]}}]}},
          "product_group": {{"enum": ["cart_groups", {}]}}}}}}"#,
        groups.join(", ")
    );
    let ruby = "Gitlab::InternalEvents.track_event('pay_cart')\n";
    let project = Current::new(&[("app/a.rb", ruby)])
        .event(
            "pay_cart",
            "additional_properties: {colour: {description: d}}\n",
        )
        .file("config/events/schema.json", &schema);
    let run = project.project.run(&["check", "-q"]);
    assert!(
        run.out.contains("help: Use a plain property first"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("did you mean `cart_groups`?"),
        "{}",
        run.out
    );
    assert!(!run.out.contains("group_1"), "{}", run.out);
}

#[test]
fn definitions_of_the_second_form_have_a_section_and_a_stage() {
    let text = indoc! {"
        description: d
        internal_events: true
        action: view_cart
        identifiers: [user]
        product_section: dev
        product_stage: plan
        product_group: cart_group
        milestone: '17.0'
        introduced_by_url: https://example.com/1
        tiers: [free]
    "};
    let ruby = "Gitlab::InternalEvents.track_event('view_cart', user: user)\n";
    let project = Current::new(&[("app/a.rb", ruby)]).file("config/events/view_cart.yml", text);
    assert_eq!(project.findings(), Vec::<String>::new());
}

#[test]
fn hooks_that_the_tracking_concern_asks_for_are_no_surfaces() {
    let controller = indoc! {"
        class CartsController < ApplicationController
          include ProductAnalyticsTracking
          feature_category :carts
          track_internal_event :index, name: 'view_cart'
          alias_method :vulnerable, :project
          def tracking_namespace_source; project.namespace; end
          def tracking_project_source; project; end
        end
    "};
    let project =
        Current::new(&[("app/controllers/carts_controller.rb", controller)]).events(&["view_cart"]);
    let document = project.project.list("surfaces");
    let surfaces = document["surfaces"].as_array().unwrap().iter();
    let rows: Vec<String> = surfaces
        .map(|one| {
            format!(
                "{} {}",
                one["id"].as_str().unwrap(),
                one["state"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(rows, ["CartsController#index tracked"]);
}

#[test]
fn a_finding_at_a_call_belongs_to_the_group_of_its_event() {
    let script = "import { InternalEvents } from '~/tracking';\nInternalEvents.trackEvent('pay_cart', { label: user.email });\n";
    let project = Current::new(&[("app/assets/javascripts/a.js", script)]).event(
        "pay_cart",
        "additional_properties: {label: {description: d}}\n",
    );
    let run = project.project.run(&["check", "--format", "json"]);
    let document = run.json();
    let findings = document["findings"].as_array().unwrap().iter();
    let mut owners = findings
        .filter(|one| one["lint"] == "sensitive-property")
        .map(|one| one["owner"].clone());
    assert_eq!(owners.next(), Some("cart_group".into()));
}

#[test]
fn help_for_a_removal_asks_for_what_is_missing() {
    let removed = "status: removed\nmilestone_removed: '18.1'\n";
    let project = Current::new(&[]).event("pay_cart", removed);
    let run = project.project.run(&[
        "check",
        "--format",
        "concise",
        "--only",
        "incomplete-removal",
    ]);
    let line = "is marked as removed without a link. Add the link of the change that removed it.";
    assert!(run.out.contains(line), "{}", run.out);
}
