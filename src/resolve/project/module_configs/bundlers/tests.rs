use super::*;

/// Returns the folder, and the paths as `pattern: targets`.
fn paths(path: &str, text: &str) -> (String, Vec<String>) {
    let found = bundler_paths(path, text);
    let rows = found.paths.iter();
    let rows = rows.map(|(name, targets)| format!("{name}: {}", targets.join(" ")));
    (found.folder, rows.collect())
}

#[test]
fn configurations_of_bundlers_are_known_by_their_names() {
    for path in [
        "vite.config.ts",
        "web/vite.config.mts",
        "config/webpack.config.js",
        "configs/webpack.config.base.ts",
        "vue.config.js",
        "rspack.config.mjs",
        "rollup.config.cjs",
        "babel.config.js",
        "babel.config.json",
        ".babelrc",
    ] {
        assert!(is_bundler(path), "{path}");
    }
    for path in [
        "vite.config.yml",
        "src/vite.ts",
        "jest.config.js",
        "babelrc",
    ] {
        assert!(!is_bundler(path), "{path}");
    }
}

#[test]
fn literal_aliases_of_an_exported_map_lead_to_folders() {
    let text = r#"
        import { fileURLToPath, URL } from 'node:url';
        import path, { resolve } from 'path';
        export default defineConfig({
          plugins: [vue()],
          resolve: {
            alias: {
              vue: 'vue/dist/vue.esm-bundler.js',
              dashboard: path.resolve(__dirname, './app/dashboard'),
              '@': fileURLToPath(new URL('./src', import.meta.url)),
              '~/': `${__dirname}/src/`,
              near: './near',
              bare: resolve('lib', 'bare'),
              root: '/root',
              exact$: path.join(__dirname, 'lib', 'exact.js'),
            },
          },
        });
    "#;
    let (folder, rows) = paths("web/vite.config.ts", text);
    assert_eq!(folder, "web");
    assert_eq!(
        rows,
        [
            "dashboard: web/app/dashboard",
            "dashboard/*: web/app/dashboard/*",
            "@: web/src",
            "@/*: web/src/*",
            "~/*: web/src/*",
            "near: web/near",
            "near/*: web/near/*",
            "bare: web/lib/bare",
            "bare/*: web/lib/bare/*",
            "root: web/root",
            "root/*: web/root/*",
            "exact: web/lib/exact.js",
        ]
    );
}

#[test]
fn constants_of_the_file_and_lists_of_aliases_count() {
    let text = r#"
        const path = require('path');
        const ROOT = path.resolve(__dirname, '..');
        const src = path.join(ROOT, 'src');
        const shared = { shared: path.join(src, 'shared') };
        const alias = { app: src, ...shared };
        module.exports = { entry: './x', resolve: { extensions: ['.js'], alias } };
    "#;
    let (folder, rows) = paths("config/webpack.config.js", text);
    assert_eq!(folder, "");
    assert_eq!(
        rows,
        [
            "app: src",
            "app/*: src/*",
            "shared: src/shared",
            "shared/*: src/shared/*",
        ]
    );
    let text = r#"
        import { dirname, resolve } from 'node:path';
        const here = dirname(fileURLToPath(import.meta.url));
        export default ({ mode }) => ({
          resolve: {
            alias: [
              { find: '@', replacement: resolve(here, 'src') },
              { find: /^~/, replacement: resolve(here, 'other') },
            ],
          },
        });
    "#;
    let (_, rows) = paths("web/vite.config.js", text);
    assert_eq!(rows, ["@: web/src", "@/*: web/src/*"]);
}

#[test]
fn what_is_not_literal_defines_nothing() {
    let text = r#"
        import path from 'path';
        const resolve = (folder) => path.join(base(), folder);
        let moved = './a';
        moved = './b';
        const loop = { ...other };
        const other = { ...loop };
        export default {
          resolve: {
            alias: {
              called: folderOf('src'),
              chosen: process.env.X ? './a' : './b',
              own: resolve('src'),
              moved,
              outside: path.resolve(__dirname, '../../outside'),
              absolute: path.resolve('/usr/lib'),
              [computed]: './c',
              '^regex/(.+)': './d',
              off: false,
              promised: Promise.resolve('./e'),
              ...loop,
            },
          },
          other: { alias: { unrelated: './f' } },
        };
    "#;
    assert!(paths("web/webpack.config.js", text).1.is_empty());
    assert!(
        paths("web/webpack.config.js", "export default {")
            .1
            .is_empty()
    );
}

#[test]
fn a_plugin_of_a_compiler_defines_aliases_in_code_and_in_json() {
    let code = r#"
        module.exports = function (api) {
          return {
            presets: ['x'],
            plugins: [['module-resolver', { alias: { '@app': './src' } }], ['other', { alias: { x: './y' } }]],
          };
        };
    "#;
    let rows = ["@app: src", "@app/*: src/*"];
    assert_eq!(paths("babel.config.js", code).1, rows);
    let json = r#"{ "plugins": [["module-resolver", { "alias": { "@app": "./src" } }]], }"#;
    assert_eq!(paths(".babelrc", json).1, rows);
}
