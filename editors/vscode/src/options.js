// Settings as options of the server. Nothing here needs the editor, so tests can run it.

/** Languages and files that the server reads. */
const LANGUAGES = [
  'ruby', 'haml', 'erb', 'html.erb', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'vue', 'rust',
  'python', 'go', 'yaml', 'json',
];
const FILES = ['**/*.haml', '**/*.erb', '**/*.vue', '**/*.yml', '**/*.yaml'];

/** Returns the command that starts the server. In a workspace that is not trusted, only the program on PATH runs. */
function command(settings, isTrusted) {
  const path = isTrusted ? settings.get('path') : '';
  const more = isTrusted ? settings.get('arguments') || [] : [];
  return { command: path || 'tracklint', args: ['server', ...more] };
}

/** Returns the options of `initialize`. */
function initializationOptions(settings) {
  return {
    diagnostics: settings.get('diagnostics') || 'workspace',
    roots: settings.get('roots') || [],
    showLocationsCommand: 'tracklint.showLocations',
  };
}

/** Returns the documents that are sent to the server. */
function selector() {
  const languages = LANGUAGES.map((language) => ({ scheme: 'file', language }));
  return [...languages, ...FILES.map((pattern) => ({ scheme: 'file', pattern }))];
}

module.exports = { command, initializationOptions, selector };
