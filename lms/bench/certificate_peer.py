"""The peer: TCPDF draws and signs about the same page, one process as Moodle's scheduled task has. Left out where PHP is missing."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lms.bench.figures import Figure

SCRIPT = Path(__file__).resolve().parent / "peers" / "tcpdf.php"
FONTS = Path(__file__).resolve().parents[1] / "foundation" / "fonts"
COUNT = 60
SECONDS = 120


def figures(measure: str, snapshot: dict[str, Any]) -> Iterator[Figure]:
    """Nothing when PHP or TCPDF is not there."""
    if taken := take(snapshot):
        note = "một tiến trình, không cơ sở dữ liệu; PKCS#7 với RSA 2048, không phải PAdES"
        yield Figure(measure, f"Đối chiếu: TCPDF vẽ {COUNT} trang tương tự", COUNT / taken["rendered"], "giấy/giây", note="một tiến trình")
        yield Figure(measure, f"Đối chiếu: TCPDF vẽ và ký {COUNT} trang", COUNT / taken["signed"], "giấy/giây", note=note)


def take(snapshot: dict[str, Any]) -> dict[str, float] | None:
    php = shutil.which("php")
    if php is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = throw_away_key(Path(folder))
        asked = {
            "fonts": [str(FONTS / "Tinos-Regular.ttf"), str(FONTS / "Tinos-Bold.ttf")],
            "count": COUNT,
            "texts": texts(snapshot),
            "url": snapshot["verify_url"],
            "key": key,
            "certificate": certificate,
            "folder": folder,
        }
        done = subprocess.run([php, str(SCRIPT)], input=json.dumps(asked), text=True, capture_output=True, timeout=SECONDS)
        return json.loads(done.stdout) if done.returncode == 0 and done.stdout.startswith("{") else None


def texts(snapshot: dict[str, Any]) -> list[tuple[float, bool, str]]:
    """Size, bold or not, text: the lines that both print."""
    return [
        (12, True, snapshot["issuer"].upper()),
        (12, True, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (13, True, "Độc lập - Tự do - Hạnh phúc"),
        (28, True, snapshot["title"].upper()),
        (29, True, snapshot["holder"] + " {n}"),
        (14, False, f"Sinh ngày {snapshot['born']}"),
        (14, False, f"Đơn vị công tác: {snapshot['workplace']}"),
        (17, True, snapshot["programme"]),
        (13, False, f"Số hiệu: {snapshot['serial_no']}, số vào sổ: {snapshot['register_no']}"),
        (14, True, snapshot["signer_name"]),
    ]


def throw_away_key(folder: Path) -> tuple[str, str]:
    """Paths of a key and its certificate."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "peer")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    signed = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    (folder / "certificate.pem").write_bytes(signed.public_bytes(pem))
    return str(folder / "key.pem"), str(folder / "certificate.pem")
