// Speaks with the program through the protocol library of VS Code. Usage: node protocol.mjs PROGRAM PROJECT
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import assert from 'node:assert';
import protocol from 'vscode-languageserver-protocol/node';

const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = protocol;
const [program, folder] = process.argv.slice(2);
const root = realpathSync(folder);
const server = spawn(program, ['server'], { cwd: root });
const connection = createProtocolConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
const published = new Map();
connection.onNotification(protocol.PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
  published.set(uri, diagnostics);
});
connection.onRequest(() => null);
connection.listen();

const uri = (path) => pathToFileURL(join(root, path)).toString();
const capabilities = {
  general: { positionEncodings: ['utf-16'] },
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
};
const folders = [{ uri: pathToFileURL(root).toString(), name: 'project' }];
const { capabilities: offered } = await connection.sendRequest(protocol.InitializeRequest.type, {
  processId: process.pid, rootUri: folders[0].uri, capabilities, workspaceFolders: folders,
});
assert.equal(offered.positionEncoding, 'utf-16');
await connection.sendNotification(protocol.InitializedNotification.type, {});
await connection.sendRequest('tracklint/settled', {});
const all = [...published.values()].flat();
assert.ok(all.length > 0, 'there are diagnostics');
for (const one of all) assert.ok(one.message && !one.code.includes('\n'), JSON.stringify(one));

const symbols = await connection.sendRequest(protocol.WorkspaceSymbolRequest.type, { query: 'order' });
assert.ok(symbols.length > 0, 'there are symbols');
const { uri: file, range } = symbols[0].location;
const at = { textDocument: { uri: file }, position: range.start };
const hover = await connection.sendRequest(protocol.HoverRequest.type, at);
assert.match(hover.contents.value, /\*\*/);
const references = await connection.sendRequest(protocol.ReferencesRequest.type, {
  ...at, context: { includeDeclaration: true },
});
assert.ok(references.length > 0, 'there are references');
for (const { uri: target, range: place } of references) {
  const text = readFileSync(new URL(target), 'utf8').split('\n');
  assert.ok(place.start.line < text.length && place.start.character <= text[place.start.line].length);
}
await connection.sendRequest(protocol.ShutdownRequest.type);
await connection.sendNotification(protocol.ExitNotification.type);
const code = await new Promise((resolve) => server.on('exit', resolve));
assert.equal(code, 0);
console.log(`${all.length} diagnostics, ${symbols.length} symbols, ${references.length} references, exit code ${code}`);
