"""An authority's services on loopback: timestamps (RFC 3161) and a list of revoked certificates."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import keys, tsp
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.timestamps import DummyTimeStamper

from certificates.signing.software_key import asn1_of
from tests.certificates.signing.material import Leaf


@dataclass
class Services:
    """What is served; empty bytes: the service answers with an error."""

    address: str
    revoked: bytes = b""
    stamper: DummyTimeStamper | None = None
    clock: Leaf | None = None
    asked: list[str] = field(default_factory=list)


@contextmanager
def services_on_loopback() -> Iterator[Services]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    offered = _Handler.services = Services(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield offered
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def stamper_of(leaf: Leaf) -> DummyTimeStamper:
    plain = leaf.key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return DummyTimeStamper(asn1_of(leaf.certificate), keys.PrivateKeyInfo.load(plain), certs_to_embed=[asn1_of(leaf.authority)])


class _Handler(BaseHTTPRequestHandler):
    services: Services

    def do_GET(self) -> None:
        self.services.asked.append(self.path)
        self._answer("application/pkix-crl", self.services.revoked)

    def do_POST(self) -> None:
        self.services.asked.append(self.path)
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        stamper = self.services.stamper
        self._answer("application/timestamp-reply", stamper.request_tsa_response(request).dump() if stamper else b"")

    def _answer(self, kind: str, content: bytes) -> None:
        self.send_response(200 if content else 503)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass
