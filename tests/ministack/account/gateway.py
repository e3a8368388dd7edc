"""The way of a request: from a distribution to the API, and from there through a VPC link and the load balancer's rules."""

import contextvars
import http.client
import json
import re
import urllib.parse

from ministack.core.responses import get_account_id, get_region
from ministack.services import alb, apigateway_v1, cloudfront

from . import notices
from .provisioning import handle, known
from .settings import PORT

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}
EXECUTE_API = re.compile(r"^([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com$")

# The ids of the VPC links that there are.
links = set()
stage = contextvars.ContextVar("stage")
transforms = contextvars.ContextVar("transforms", default=())


def reach_apis():
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


def serve_streams():
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


def keep_whole_methods():
    """The server forgets a method's validator, which link it uses, and where that leads."""
    before, link = known("AWS::ApiGateway::Method"), known("AWS::ApiGatewayV2::VpcLink")

    def whole(made, properties):
        resource = apigateway_v1._resources[properties["RestApiId"]][properties["ResourceId"]]
        method = resource["resourceMethods"][properties["HttpMethod"]]
        method["requestValidatorId"] = properties.get("RequestValidatorId")
        integration = properties.get("Integration", {})
        if integration.get("ConnectionType") == "VPC_LINK":
            method["methodIntegration"].update(
                connectionId=integration["ConnectionId"], integrationTarget=integration["IntegrationTarget"]
            )
        return made

    def create(logical_id, properties, stack):
        return whole(before["create"](logical_id, properties, stack), properties)

    def update(arn, old, new, stack):
        return whole(before["update"](arn, old, new, stack), new)

    def create_link(logical_id, properties, stack):
        made = link["create"](logical_id, properties, stack)
        links.add(made[0])
        return made

    def delete_link(arn, properties):
        links.discard(arn)

    handle("AWS::ApiGateway::Method", create=create, update=update)
    handle("AWS::ApiGatewayV2::VpcLink", create=create_link, delete=delete_link)


def keep_validators():
    """The server gives a validator an id, and no more."""
    kind = "AWS::ApiGateway::RequestValidator"
    before = known(kind)

    def create(logical_id, properties, stack):
        made = before["create"](logical_id, properties, stack)
        of_api = apigateway_v1._request_validators.setdefault(properties["RestApiId"], {})
        of_api[made[0]] = {
            "id": made[0],
            "validateRequestBody": str(properties.get("ValidateRequestBody")).lower() == "true",
            "validateRequestParameters": str(properties.get("ValidateRequestParameters")).lower() == "true",
        }
        return made

    handle(kind, create=create)


def route_links():
    """What goes through a VPC link reaches a load balancer with the stage before its path."""
    execute, to_address = apigateway_v1.handle_execute, apigateway_v1._invoke_http_proxy_v1

    async def handle_execute(api_id, its_stage, *rest):
        stage.set(its_stage)
        return await execute(api_id, its_stage, *rest)

    async def invoke(integration, path, method, headers, body, query, path_parameters=None):
        if integration["connectionType"] != "VPC_LINK":
            return await to_address(integration, path, method, headers, body, query, path_parameters)
        uri = urllib.parse.urlsplit(integration["uri"])
        balancer = alb.find_lb_for_host(uri.hostname)
        if integration["connectionId"] not in links or integration["integrationTarget"] != balancer["LoadBalancerArn"]:
            raise LookupError(f"no link leads to {uri.hostname}")
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
        headers = {**headers, "host": uri.hostname}
        status, answered, content = await alb.dispatch_request(
            balancer, method, target, headers, body or b"", query or {}, uri.port, raw_query_string=text, raw_path=target
        )
        kept = {name: value for name, value in answered.items() if name.lower() not in HOP_BY_HOP}
        return status, kept, content

    apigateway_v1.handle_execute = handle_execute
    apigateway_v1._invoke_http_proxy_v1 = invoke


def judge_calls():
    """A function lets the API call it by a method."""
    before = apigateway_v1._invoke_lambda_proxy_v1

    async def invoke(integration, api_id, its_stage, stage_record, resource, path, method, *rest, **named):
        function = apigateway_v1._extract_lambda_ref_from_integration_uri(integration["uri"])
        source = f"arn:aws:execute-api:{get_region()}:{get_account_id()}:{api_id}/{its_stage}/{method}{path}"
        notices.may_call(function, "apigateway.amazonaws.com", source)
        return await before(integration, api_id, its_stage, stage_record, resource, path, method, *rest, **named)

    apigateway_v1._invoke_lambda_proxy_v1 = invoke


def rewrite_paths():
    """A load balancer's rule may change the path. The server keeps such rules and does not follow them."""
    match, execute = alb._match_condition, alb._execute_actions
    dispatch = alb.dispatch_request

    async def dispatch_request(balancer, method, path, headers, body, query, port=80, **named):
        arn = balancer["LoadBalancerArn"]
        listeners = [
            it["ListenerArn"] for it in alb._listeners.values() if it["LoadBalancerArn"] == arn and it["Port"] == port
        ]

        def applies(rule):
            return all(match(condition, method, path, headers, query) for condition in rule.get("Conditions", []))

        rules = sorted((it for it in alb._rules.values() if it["ListenerArn"] in listeners), key=alb._rule_sort_key)
        first = next(filter(applies, rules), {})
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
    reach_apis()
    serve_streams()
    keep_validators()
    keep_whole_methods()
    route_links()
    judge_calls()
    rewrite_paths()
