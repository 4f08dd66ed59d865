"""Whose address a public request is counted on."""

import hmac
import ipaddress
from collections.abc import Callable, Mapping


def viewer_address(
    headers: Mapping[str, str], source_ip: str, origin_key: Callable[[], str]
) -> str:
    """The viewer's address: IPv4 as it is, IPv6 as its /64, '' where none can be read.

    X-Viewer-Ip is believed only beside the right X-Origin-Key, which the CDN alone knows;
    otherwise `source_ip` counts. X-Forwarded-For never does: anyone can write it. `origin_key`
    is called only when a request brings a key.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    given = lower.get("x-origin-key", "")
    if given and hmac.compare_digest(given.encode(), origin_key().encode()):
        return _network(lower.get("x-viewer-ip", "")) or _network(source_ip)
    return _network(source_ip)


def _network(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
