"""Bedrock's runtime: permitted calls go on to a stand-in for models."""

import asyncio
import urllib.error
import urllib.request

from ministack.services import bedrock_runtime

from .settings import MODELS

ITS_OWN = {"host", "content-length", "connection", "accept-encoding"}


def ask(method, path, headers, body):
    request = urllib.request.Request(
        MODELS + path,
        data=body,
        method=method,
        headers={name: value for name, value in headers.items() if name.lower() not in ITS_OWN},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, dict(refusal.headers), refusal.read()


async def handle_request(method, path, headers, body, query_params):
    return await asyncio.to_thread(ask, method, path, headers, body)


def install():
    bedrock_runtime.handle_request = handle_request
