"""The way of a request: from a distribution to the API, and from there through a VPC link and the load balancer's rules."""

import contextvars
import http.client
import json
import re
import urllib.parse

from ministack.services import alb, apigateway_v1, cloudfront

from .settings import PORT

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}
EXECUTE_API = re.compile(r"^([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com$")

stage = contextvars.ContextVar("stage")
transforms = contextvars.ContextVar("transforms", default=())


def api_is_an_origin():
    """A distribution reaches an API, whose address is one of AWS, at this server."""
    forward = cloudfront._forward_to_origin

    def forward_to_origin(origin, method, uri, query, headers, body, viewer_is_https, client="127.0.0.1", forwarded_for=""):
        api = EXECUTE_API.match(origin["domain_name"])
        if not api:
            return forward(origin, method, uri, query, headers, body, viewer_is_https, client, forwarded_for)
        sent = cloudfront._origin_request_headers(origin, headers, client, forwarded_for)
        cloudfront._set_header_ci(sent, "Host", f"{api[1]}.execute-api.localhost:{PORT}")
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=origin["read_timeout"])
        try:
            connection.request(method, f"{uri}?{query}" if query else uri, body or None, sent)
            answer = connection.getresponse()
            return answer.status, answer.reason, answer.getheaders(), answer.read()
        except TimeoutError as error:
            raise cloudfront.OriginTimeout(str(error)) from error
        finally:
            connection.close()

    cloudfront._forward_to_origin = forward_to_origin


def streams_are_answers():
    """A streamed answer of a function arrives at its end, with its status and headers before eight zero bytes."""
    function_of = apigateway_v1._extract_lambda_ref_from_integration_uri
    streamed = re.compile(r"path/2021-11-15/functions/(.*)/response-streaming-invocations")

    def function(uri):
        return function_of(streamed.sub(r"path/2015-03-31/functions/\1/invocations", uri))

    response_of = apigateway_v1._lambda_proxy_response

    def response(result):
        body = result.get("body") if isinstance(result, dict) else None
        text = body.decode() if isinstance(body, bytes) else body
        if isinstance(text, str) and "\0" * 8 in text:
            head, _, rest = text.partition("\0" * 8)
            return {**json.loads(head), "body": rest}, None
        return response_of(result)

    apigateway_v1._extract_lambda_ref_from_integration_uri = function
    apigateway_v1._lambda_proxy_response = response


def links_lead_to_balancers():
    """What goes through a VPC link reaches a load balancer with the stage before its path."""
    execute = apigateway_v1.handle_execute

    async def handle_execute(api, its_stage, *rest):
        stage.set(its_stage)
        return await execute(api, its_stage, *rest)

    async def through_link(integration, path, method, headers, body, query, path_parameters=None):
        uri = urllib.parse.urlsplit(integration["uri"])
        target = uri.path
        for to, source in (integration.get("requestParameters") or {}).items():
            kind, name = to.removeprefix("integration.request.").split(".", 1)
            if kind == "path":
                value = (path_parameters or {})[source.removeprefix("method.request.path.")]
                target = target.replace("{" + name + "}", urllib.parse.quote(value, safe=""))
            elif kind == "header":
                headers = {**headers, name.lower(): source.strip("'")}
        target = f"/{stage.get()}{target}"
        text = urllib.parse.urlencode(query or {}, doseq=True)
        balancer = alb.find_lb_for_host(uri.hostname)
        headers = {**headers, "host": uri.hostname}
        status, answered, content = await alb.dispatch_request(
            balancer, method, target, headers, body or b"", query or {}, uri.port, raw_query_string=text, raw_path=target
        )
        kept = {name: value for name, value in answered.items() if name.lower() not in HOP_BY_HOP}
        return status, kept, content

    apigateway_v1.handle_execute = handle_execute
    apigateway_v1._invoke_http_proxy_v1 = through_link


def rules_rewrite_paths():
    """A load balancer's rule may change the path. The server keeps such rules and does not follow them."""
    match, execute = alb._match_condition, alb._execute_actions
    dispatch = alb.dispatch_request

    async def dispatch_request(balancer, method, path, headers, body, query, port=80, **named):
        arn = balancer["LoadBalancerArn"]
        listeners = [it["ListenerArn"] for it in alb._listeners.values() if it["LoadBalancerArn"] == arn and it["Port"] == port]
        rules = sorted((it for it in alb._rules.values() if it["ListenerArn"] in listeners), key=alb._rule_sort_key)
        first = next((it for it in rules if all(match(condition, method, path, headers, query) for condition in it.get("Conditions", []))), {})
        transforms.set(first.get("Transforms") or ())
        return await dispatch(balancer, method, path, headers, body, query, port, **named)

    async def execute_actions(actions, method, path, headers, body, query, port, **named):
        for transform in transforms.get():
            for rewrite in transform["UrlRewriteConfig"]["Rewrites"]:
                replacement = re.sub(r"\$(\d)", r"\\\1", rewrite["Replace"])
                path = re.sub(rewrite["Regex"], replacement, path)
        return await execute(actions, method, path, headers, body, query, port, **{**named, "raw_path": path})

    alb.dispatch_request, alb._execute_actions = dispatch_request, execute_actions


def install():
    api_is_an_origin()
    streams_are_answers()
    links_lead_to_balancers()
    rules_rewrite_paths()
