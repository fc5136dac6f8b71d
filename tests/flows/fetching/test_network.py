"""Which addresses may be connected to."""

import asyncio

import httpcore
import httpx
import pytest

from flows.fetching.network import GuardedTransport, is_public, look_up
from schemas.errors import DocumentError


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("93.184.215.14", True, id="public"),
        pytest.param("2a00:1450:4001:82f::200e", True, id="public IPv6"),
        pytest.param("127.0.0.1", False, id="loopback"),
        pytest.param("127.9.8.7", False, id="all of loopback"),
        pytest.param("::1", False, id="loopback IPv6"),
        pytest.param("0.0.0.0", False, id="any address"),
        pytest.param("10.1.2.3", False, id="private class A"),
        pytest.param("172.16.0.9", False, id="private class B"),
        pytest.param("192.168.1.1", False, id="private class C"),
        pytest.param("100.64.0.1", False, id="carrier-grade NAT"),
        pytest.param("169.254.169.254", False, id="metadata service"),
        pytest.param("fd00:ec2::254", False, id="metadata service IPv6"),
        pytest.param("fe80::1%eth0", False, id="link local with a zone"),
        pytest.param("224.0.0.251", False, id="multicast"),
        pytest.param("::ffff:127.0.0.1", False, id="loopback mapped into IPv6"),
        pytest.param("::ffff:93.184.215.14", True, id="public mapped into IPv6"),
        pytest.param("64:ff9b::7f00:1", False, id="loopback behind NAT64"),
        pytest.param("2002:7f00:1::", False, id="loopback behind 6to4"),
        pytest.param("::127.0.0.1", False, id="loopback in an old form of IPv6"),
        pytest.param("64:ff9b:1::7f00:1", False, id="local NAT64"),
        pytest.param("fec0::1", False, id="site local"),
        pytest.param("168.63.129.16", False, id="host of a virtual machine"),
    ],
)
def test_only_addresses_of_the_public_internet_are_public(address: str, *, expected: bool) -> None:
    assert is_public(address) is expected


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=GuardedTransport(allow_private=False, connections=2)) as client:
        return await client.get(url)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "2130706433", "0x7f.1", "169.254.169.254"])
def test_no_spelling_of_a_private_address_is_connected_to(host: str) -> None:
    with pytest.raises(DocumentError) as caught:
        asyncio.run(get(f"http://{host}:9/"))
    assert caught.value.reason == "forbidden_address"


def test_a_name_that_nobody_knows_is_a_failed_connection() -> None:
    with pytest.raises(httpcore.ConnectError, match=r"nowhere\.invalid"):
        asyncio.run(look_up("nowhere.invalid", 80))
