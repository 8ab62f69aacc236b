"""Calls every tool of `tracklint mcp` with the Python client. Usage: assistant.py PROGRAM PROJECT [OPTION...]"""

import asyncio
import json
import sys
import time

import jsonschema
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


def field(value, *names):
    """Returns a field by its old or new name."""
    for name in names:
        if hasattr(value, name):
            return getattr(value, name)
    raise AttributeError(names)


async def main(program, project, *options):
    parameters = StdioServerParameters(command=program, args=["mcp", project, *options])
    async with stdio_client(parameters) as (read, write):
        async with ClientSession(read, write) as session:
            await session.initialize()
            listed = (await session.list_tools()).tools
            tools = {tool.name: field(tool, "output_schema", "outputSchema") for tool in listed}

            async def call(tool, /, may_refuse=None, **arguments):
                answer = None
                for _ in range(2):
                    start = time.perf_counter()
                    answer = await session.call_tool(tool, arguments)
                    taken = (time.perf_counter() - start) * 1000
                if field(answer, "is_error", "isError"):
                    text = answer.content[0].text
                    assert may_refuse and may_refuse in text, (tool, text)
                    return text
                content = field(answer, "structured_content", "structuredContent")
                jsonschema.validate(content, tools[tool])
                size = len(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
                print(f"{tool}: {size} bytes, {taken:.0f} ms warm")
                assert size <= 8192, (tool, size)
                return content

            events = (await call("search", kind="event", verdict="live"))["rows"]
            event = events[0]["name"]
            metric = (await call("search", kind="metric"))["rows"][0]["name"]
            feature = (await call("search", kind="feature"))["rows"][0]["name"]
            await call("get_event", name=event)
            await call("get_metric", key_path=metric)
            await call("get_feature", id=feature)
            await call("trace", name=event)
            await call("check", limit=100)
            await call("coverage", by="category")
            await call("suggest")
            await call("explain")
            undefined = (await call("search", kind="event", verdict="undefined"))["rows"]
            for row in undefined:
                answer = await call("scaffold", may_refuse="has a template", event=row["name"])
                if isinstance(answer, dict):
                    break
            resources = (await session.list_resources()).resources
            for resource in resources:
                await session.read_resource(resource.uri)
            prompts = (await session.list_prompts()).prompts
            print(f"{len(tools)} tools, {len(resources)} resources, {len(prompts)} prompts")


asyncio.run(main(*sys.argv[1:]))
