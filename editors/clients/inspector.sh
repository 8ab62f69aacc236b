#!/usr/bin/env bash
# Lists everything and calls a tool with MCP Inspector. Usage: inspector.sh INSPECTOR PROGRAM PROJECT
set -euo pipefail
inspector=$1 program=$2 project=$3
ask() { "$inspector" --cli "$program" mcp "$project" "$@"; }
ask --method tools/list | grep -c '"inputSchema"' | sed 's/$/ tools/'
ask --method tools/call --tool-name search --tool-arg query=order | grep -q structuredContent
ask --method resources/list | grep -q 'tracklint://summary'
ask --method resources/read --uri tracklint://summary | grep -q features_instrumented
ask --method prompts/list | grep -q review-tracking
echo "all answers read"
