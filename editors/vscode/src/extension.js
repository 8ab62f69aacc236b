// The VS Code client of `tracklint server`.

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');
const { command, initializationOptions, selector } = require('./options');

let client;
let log;

async function start() {
  const settings = vscode.workspace.getConfiguration('tracklint');
  const run = command(settings, vscode.workspace.isTrusted);
  client = new LanguageClient('tracklint', 'tracklint', { run, debug: run }, {
    documentSelector: selector(),
    initializationOptions: initializationOptions(settings),
    outputChannel: log,
    synchronize: { configurationSection: 'tracklint' },
  });
  try {
    await client.start();
  } catch (error) {
    const install = 'Install tracklint, or set `tracklint.path`.';
    vscode.window.showErrorMessage(`tracklint does not start: ${error.message}. ${install}`);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running) await running.stop().catch(() => {});
}

async function restart() {
  await stop();
  await start();
}

/** Shows the places of a code lens. The protocol gives plain objects, and the editor wants its own. */
function showLocations(uri, position, locations) {
  const toPosition = ({ line, character }) => new vscode.Position(line, character);
  const toLocation = ({ uri: file, range }) =>
    new vscode.Location(vscode.Uri.parse(file), new vscode.Range(toPosition(range.start), toPosition(range.end)));
  return vscode.commands.executeCommand(
    'editor.action.showReferences',
    vscode.Uri.parse(uri),
    toPosition(position),
    locations.map(toLocation),
  );
}

async function activate(context) {
  log = vscode.window.createOutputChannel('tracklint');
  const onSettings = (event) => {
    const needsRestart = ['path', 'arguments', 'roots'].some((name) => event.affectsConfiguration(`tracklint.${name}`));
    return needsRestart ? restart() : undefined;
  };
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand('tracklint.restart', restart),
    vscode.commands.registerCommand('tracklint.log', () => log.show()),
    vscode.commands.registerCommand('tracklint.showLocations', showLocations),
    vscode.workspace.onDidChangeConfiguration(onSettings),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
