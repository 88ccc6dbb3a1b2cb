"""Where a sign-in comes from. Only routes on which staff sign in may ask."""

from __future__ import annotations

from starlette.requests import Request

from actions.sign_in_log import Origin, device_of


def origin_of(request: Request) -> Origin:
    """The address and the device. Behind a proxy the address is the proxy's, unless it is named in
    HOUSE_PROXIES (manage.py hands that to uvicorn, which then reads X-Forwarded-For)."""
    ip = request.client.host if request.client else ""
    return Origin(ip, device_of(request.headers.get("user-agent", "")[:500]))
