//! Functions of scripts that go by another name: those that hooks return, entries of objects, and locals.

use crate::support::project::Project;
use indoc::indoc;

const RULES: &str = indoc! {r"
    pack: own
    system: usage
    calls:
      - {id: capture, languages: [javascript, typescript, vue], on: {import: metrics-js}, method: capture, event: {argument: 0}}
"};

/// Returns the calls as `path:line names`, in files other than those of the senders.
fn calls(files: &[(&str, &str)]) -> Vec<String> {
    let found = Project::with_rules(RULES, files).list("calls");
    let found = found["calls"].as_array().unwrap().iter();
    let row = |call: &serde_json::Value| {
        let names = call["event"]["names"].as_array().unwrap().iter();
        let names: Vec<&str> = names.map(|name| name.as_str().unwrap()).collect();
        format!(
            "{}:{} {}",
            call["path"].as_str().unwrap(),
            call["line"],
            names.join(",")
        )
    };
    let found = found.map(row);
    found.filter(|row| !row.starts_with("lib/")).collect()
}

const HOOKS: (&str, &str) = (
    "lib/hooks.tsx",
    indoc! {r"
        import metrics from 'metrics-js';
        import { useCallback, useMemo } from 'react';
        import { debounce } from 'lodash';

        export function useTracking(prefix) {
          const track = ({ name }) => {
            metrics.capture(name);
          };
          const page = (name: string) => track({ name: `${prefix}_${name}` });
          return { track, page };
        }
        export const useMemoTracking = () => {
          const track = useCallback((name: string) => {
            metrics.capture(name);
          }, []);
          return useMemo(() => ({ track }), [track]);
        };
        export const useSend = () => [(name: string) => metrics.capture(name)] as const;
        export const useOne = () => useCallback((name: string) => metrics.capture(name), []);
        export const useLate = () => {
          const late = debounce((name) => metrics.capture(name), 100);
          return { late, now: (name) => metrics.capture(name) };
        };
        export const useFixed = () => {
          const trackClosed = () => metrics.capture('closed');
          return { trackClosed };
        };
        export function useOther() {
          const track = (name) => console.log(name);
          return { track };
        }
    "},
);

#[test]
fn what_a_hook_returns_is_called_in_a_component_under_any_name() {
    let found = calls(&[
        HOOKS,
        (
            "src/page.tsx",
            indoc! {r"
                import { useFixed, useLate, useMemoTracking, useOne, useOther, useSend, useTracking } from '../lib/hooks';

                export const Page = () => {
                  const { track } = useTracking();
                  const { page } = useTracking('shop');
                  const { track: renamed } = useTracking();
                  const memo = useMemoTracking();
                  const [send] = useSend();
                  const one = useOne();
                  const { late, now } = useLate();
                  const { trackClosed } = useFixed();
                  page('seen');
                  const close = () => renamed({ name: 'renamed' });
                  return (
                    <button onClick={() => { track({ name: 'direct' }); memo.track('memo'); send('array'); }}
                      onFocus={() => one('alone')} onBlur={() => { late('late'); now('inline'); }}>
                      <i onClick={trackClosed}>{close()}</i>
                    </button>
                  );
                };
                export function Other() {
                  const { track } = useOther();
                  trackAll(() => track('console'));
                  useTracking().track({ name: 'result' });
                  const { trackClosed } = useFixed();
                  trackClosed();
                }
            "},
        ),
    ]);
    let expected = [
        "src/page.tsx:12 shop_seen",
        "src/page.tsx:13 renamed",
        "src/page.tsx:15 direct",
        "src/page.tsx:15 memo",
        "src/page.tsx:15 array",
        "src/page.tsx:16 alone",
        "src/page.tsx:16 late",
        "src/page.tsx:16 inline",
        "src/page.tsx:24 result",
        "src/page.tsx:26 closed",
    ];
    assert_eq!(found, expected, "{found:#?}");
}

#[test]
fn what_a_composable_returns_is_called_in_components() {
    let options = indoc! {r#"
        <script>
        import { useTracking } from '../lib';
        export default {
          setup() {
            const { track, page } = useTracking('shop');
            return { track, page };
          },
          methods: {
            go() {
              this.track({ name: 'in_method' });
            },
          },
        };
        </script>
        <template><b @click="page('in_template')" /></template>
    "#};
    let setup = indoc! {r#"
        <script setup>
        import { useTracking } from '../lib';
        const { track: send } = useTracking();
        const all = useTracking('all');
        send({ name: 'in_setup' });
        const go = () => all.page('in_function');
        </script>
        <template><b @click="send({ name: 'in_handler' })" /></template>
    "#};
    let found = calls(&[
        HOOKS,
        ("lib/index.ts", "export * from './hooks';\n"),
        ("src/a.vue", options),
        ("src/b.vue", setup),
    ]);
    let expected = [
        "src/a.vue:10 in_method",
        "src/a.vue:15 shop_in_template",
        "src/b.vue:5 in_setup",
        "src/b.vue:6 all_in_function",
        "src/b.vue:8 in_handler",
    ];
    assert_eq!(found, expected, "{found:#?}");
}

const OBJECTS: (&str, &str) = (
    "lib/objects.ts",
    indoc! {r"
        import metrics from 'metrics-js';
        export function send(name: string) {
          metrics.capture(name);
        }
        export const api = { run: send };
        export const short = { send };
        export const frozen = Object.freeze({ shown: (name) => metrics.capture(name) });
        export const typed = { shown: (name) => metrics.capture(name), lamp: { on: (name) => metrics.capture(name) } } as const;
        export const alias = send;
        export { send as other };
        export default { plain: send };
    "},
);

#[test]
fn functions_in_objects_and_under_other_names_are_followed() {
    let found = calls(&[
        OBJECTS,
        (
            "src/use.ts",
            indoc! {r"
                import named, { alias, api, frozen, other, send, short, typed } from '../lib/objects';
                export function go() {
                  api.run('entry');
                  short.send('shorthand');
                  frozen.shown('frozen');
                  typed.shown('typed');
                  typed.lamp.on('nested');
                  alias('alias');
                  other('other');
                  named.plain('default');
                  const local = send;
                  local('local');
                  const { run: taken } = api;
                  taken('taken');
                  const { shown } = typed;
                  shown('shown');
                  typed['shown']('bracket');
                  const kept = typed;
                  kept.shown('kept');
                  const holder = { tell: send };
                  holder.tell('holder');
                  unknown.run('unknown');
                }
            "},
        ),
    ]);
    let names: Vec<&str> = found
        .iter()
        .map(|row| row.split_once(' ').unwrap().1)
        .collect();
    let expected = [
        "entry",
        "shorthand",
        "frozen",
        "typed",
        "nested",
        "alias",
        "other",
        "default",
        "local",
        "taken",
        "shown",
        "bracket",
        "kept",
        "holder",
    ];
    assert_eq!(names, expected, "{found:#?}");
}

const CLIENT: &str = indoc! {r"
    import metrics from 'metrics-js';
    const setup = () => {
      metrics.init('key');
      return metrics;
    };
    const client = setup();
    export default client;
    export { metrics };
    export const services = { metrics: client };
"};

const SERVER: &str = indoc! {r"
    import { Metrics } from 'metrics-js';
    let kept = null;
    export function getClient() {
      kept ??= new Metrics('key');
      return kept;
    }
    export const getOther = () => new Other('key');
"};

const PAGE: &str = indoc! {r"
    import { getClient, getOther, metrics, services } from '../lib';
    import client from '../lib/client';
    import * as all from '../lib';
    import own from '../lib/own';
    export function page() {
      client.capture('default');
      metrics.capture('reexported');
      services.metrics.capture('entry');
      getClient().capture('result');
      const server = getClient();
      server.capture('kept');
      const { capture } = getClient();
      capture('taken');
      all.getClient().capture('namespace');
      getOther().capture('other');
      own.capture('own');
    }
"};

const OWN: &str = indoc! {r"
    import metrics from 'metrics-js';
    export default { capture: (name) => console.log(name, metrics) };
"};

#[test]
fn a_library_behind_modules_of_the_project_is_the_library() {
    let found = calls(&[
        ("lib/client.ts", CLIENT),
        ("lib/server.ts", SERVER),
        ("lib/own.ts", OWN),
        (
            "lib/index.ts",
            "export * from './server';\nexport { metrics, services } from './client';\n",
        ),
        ("src/page.ts", PAGE),
    ]);
    let expected = [
        "src/page.ts:6 default",
        "src/page.ts:7 reexported",
        "src/page.ts:8 entry",
        "src/page.ts:9 result",
        "src/page.ts:11 kept",
        "src/page.ts:13 taken",
        "src/page.ts:14 namespace",
    ];
    assert_eq!(found, expected, "{found:#?}");
}

#[test]
fn each_call_of_a_hook_supplies_the_parameters_of_its_functions() {
    let hook = indoc! {r"
        import metrics from 'metrics-js';
        export function useShop(prefix) {
          const send = (name) => metrics.capture(`${prefix}_${name}`);
          return { send, fixed: () => metrics.capture(`${prefix}_fixed`) };
        }
    "};
    let page = indoc! {r"
        import { useShop } from '../lib/shop';
        export function Page({ flag }) {
          const one = useShop('one');
          const { send, fixed } = useShop('two');
          one.send('a');
          send('b');
          fixed();
          const some = flag ? useShop('three') : useShop('four');
          some.send('c');
        }
    "};
    let found = calls(&[("lib/shop.ts", hook), ("src/page.ts", page)]);
    let expected = [
        "src/page.ts:3 one_fixed",
        "src/page.ts:4 two_fixed",
        "src/page.ts:5 one_a",
        "src/page.ts:6 two_b",
        "src/page.ts:7 two_fixed",
        "src/page.ts:8 three_fixed",
        "src/page.ts:8 four_fixed",
        "src/page.ts:9 ",
    ];
    assert_eq!(found, expected, "{found:#?}");
}
