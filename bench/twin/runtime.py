"""A custom runtime: asks Lambda's Runtime API for one event after another and hands each to the handler."""
import http.client
import importlib
import json
import os
import time
import traceback

host, _, path = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
root = (f"/{path}" if path else "") + "/2018-06-01/runtime"
api = http.client.HTTPConnection(host)


def call(method, url, body=None):
    api.request(method, root + url, body)
    response = api.getresponse()
    return response.headers, response.read()


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return self.deadline - int(time.time() * 1000)


module, _, name = os.environ["_HANDLER"].partition(".")
handler = getattr(importlib.import_module(module), name)
while True:
    headers, event = call("GET", "/invocation/next")
    context = Context(headers)
    try:
        answer = json.dumps(handler(json.loads(event), context))
        call("POST", f"/invocation/{context.aws_request_id}/response", answer)
    except Exception as error:
        traceback.print_exc()
        document = {"errorType": type(error).__name__, "errorMessage": str(error)}
        call("POST", f"/invocation/{context.aws_request_id}/error", json.dumps(document))
