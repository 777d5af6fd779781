import socket

import pytest

from lms.ops import ports


@pytest.fixture
def environ() -> dict[str, str]:
    """Five ports that are free right now."""
    probes = [socket.socket() for _ in ports.PORTS]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return {port.setting: str(probe.getsockname()[1]) for port, probe in zip(ports.PORTS, probes, strict=True)}
    finally:
        for probe in probes:
            probe.close()


@pytest.fixture(params=["127.0.0.1", "::1"])
def loopback(request: pytest.FixtureRequest) -> str:
    if not ports.is_free(request.param, 0):
        pytest.skip("no IPv6 on this machine")
    return request.param


def test_check_returns_the_numbers_when_all_are_free(environ: dict[str, str]) -> None:
    assert ports.check(environ) == {port.name: int(environ[port.setting]) for port in ports.PORTS}


@pytest.mark.parametrize("port", ports.PORTS, ids=lambda port: port.name)
def test_check_names_a_taken_port_its_owner_and_its_setting(environ: dict[str, str], port: ports.Port, loopback: str) -> None:
    number = int(environ[port.setting])
    with socket.socket(socket.AF_INET6 if ":" in loopback else socket.AF_INET) as taken:
        taken.bind((loopback, number))
        taken.listen()

        with pytest.raises(ports.PortProblem) as caught:
            ports.check(environ)

    assert str(caught.value).startswith(f"Cổng {number} đang có chương trình khác dùng, nhưng {port.owner} cần cổng này")
    assert f"đặt {port.setting} thành một cổng khác" in str(caught.value)


@pytest.mark.parametrize("text", ["0", "65536", "abc", "-1", "8000x"])
def test_numbers_refuses_what_is_no_port(text: str) -> None:
    with pytest.raises(ports.PortProblem, match=f"HOCAI_HUB_PORT={text} không phải số cổng"):
        ports.numbers({"HOCAI_HUB_PORT": text})


def test_numbers_refuses_one_number_for_two_owners() -> None:
    with pytest.raises(ports.PortProblem, match="Cổng 8000 được đặt cho hai nơi: hãy đặt HOCAI_EXCHANGE_PORT"):
        ports.numbers({"HOCAI_EXCHANGE_PORT": "8000"})


def test_derived_addresses_follow_the_ports() -> None:
    found = ports.derived({"HOCAI_SITE_PORT": "9000", "HOCAI_HUB_API_PORT": "9081"})

    assert found["HOCAI_SITE_URL"] == "http://localhost:9000"
    assert found["HOCAI_HUB_URL"] == "http://127.0.0.1:8001"
    assert found["HOCAI_HUB_API_URL"] == "http://127.0.0.1:9081/hub/api"
    assert found["HOCAI_HUB_PORT"] == "8001"


def test_derived_keeps_an_address_that_was_given() -> None:
    assert ports.derived({"HOCAI_SITE_URL": "https://hoc.example"})["HOCAI_SITE_URL"] == "https://hoc.example"
