"""Run one cell in a kernel of a learner's server, as a browser does; for the lab environment's Python.

    python cell.py SERVER_URL TOKEN SECONDS <<< CODE

Prints JSON: {"status": "ok" | "error" | "dead" | "timeout", "text": what was printed, or the name of the exception}.
"""

import json
import sys
import time
import urllib.error
import urllib.request
import uuid

import websocket


def api(url: str, token: str, path: str, body: object = None) -> dict:
    request = urllib.request.Request(
        url + path, method="GET" if body is None else "POST", data=None if body is None else json.dumps(body).encode()
    )
    request.add_header("Authorization", f"token {token}")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def run(url: str, token: str, seconds: float, code: str) -> dict[str, str]:
    kernel = api(url, token, "api/kernels", {"name": "python3"})["id"]
    address = url.replace("http", "ws", 1) + f"api/kernels/{kernel}/channels"
    channel = websocket.create_connection(address, header=[f"Authorization: token {token}"], timeout=seconds)
    header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "username": "", "session": uuid.uuid4().hex, "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
    channel.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}))
    text, end, left = "", time.monotonic() + seconds, {"execute_reply", "idle"}
    while time.monotonic() < end:
        try:
            message = json.loads(channel.recv())
        except websocket.WebSocketTimeoutException:
            break
        except (websocket.WebSocketException, ConnectionError, ValueError):
            return {"status": "dead", "text": text}
        kind, about = message["msg_type"], message["content"]
        if kind == "stream":
            text += about["text"]
        if kind == "error":
            return {"status": "error", "text": about["ename"]}
        if kind == "status" and about["execution_state"] in ("restarting", "dead"):
            return {"status": "dead", "text": text}
        if message["parent_header"].get("msg_id") == header["msg_id"]:
            left -= {kind, about.get("execution_state", "")}  # what was printed may come after the reply, never after "idle"
        if not left:
            return {"status": "ok", "text": text}
    return {"status": "timeout", "text": text}


if __name__ == "__main__":
    try:
        found = run(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.stdin.read())
    except (urllib.error.URLError, ConnectionError, websocket.WebSocketException) as error:
        found = {"status": "dead", "text": str(error)}
    print(json.dumps(found))  # noqa: T201 (the answer of this program)
