"""What each client has used: seconds of the engine that grow back with time, and requests a second."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass

from govgraph.serve.http import Refused
from govgraph.serve.limits import Limits

_CLIENTS = 10_000
_HALVED_AFTER = 30.0  # seconds in which half of a client's slow queries is forgotten
_HEAVY_FROM = 0.5  # seconds of slow queries, from which a client's queries leave workers to others


@dataclass(slots=True)
class Account:
    """`seconds` and `requests` are what is left, as of `at`; `slow` are the seconds of its slow queries, forgotten with
    time; `running` counts the queries that workers run."""

    seconds: float
    requests: float
    at: float
    slow: float = 0.0
    running: int = 0

    @property
    def is_heavy(self) -> bool:
        """True for a client that has lately had slow queries."""
        return self.slow > _HEAVY_FROM


@dataclass(slots=True)
class Ledger:
    """The accounts of the clients seen last. Times are of a clock that never goes back, in seconds."""

    limits: Limits
    accounts: OrderedDict[str, Account]

    def account(self, client: str, now: float) -> Account:
        """The client's account as of now; that of the longest unseen client goes where there are too many."""
        found = self.accounts.get(client)
        if found is None:
            if len(self.accounts) >= _CLIENTS:
                self._forget()
            found = self.accounts[client] = Account(self.limits.client_seconds, float(self.limits.client_rate), now)
            return found
        passed = now - found.at
        if passed > 0:
            found.seconds = min(self.limits.client_seconds, found.seconds + passed)
            found.requests = min(float(self.limits.client_rate), found.requests + passed * self.limits.client_rate)
            found.slow *= 0.5 ** (passed / _HALVED_AFTER)
            found.at = now
        return found

    def _forget(self) -> None:
        for name, account in list(self.accounts.items())[:64]:
            if not account.running:
                del self.accounts[name]

    def admit(self, client: str, now: float) -> Account:
        """The account of a client that may ask. Raises: Refused 429 where it has used up its seconds or requests."""
        account = self.account(client, now)
        if account.seconds <= 0:
            wait = int(1 - account.seconds) + 1
            told = f"{self.limits.client_seconds:g} s of the engine, 1 s more each second"
            raise Refused(429, "client-seconds", f"this client has used up its time: {told}; wait {wait} s",
                          limit=f"client_seconds: {self.limits.client_seconds:g}", retry_after=wait)  # fmt: skip
        if self.limits.client_rate:
            if account.requests < 1:
                raise Refused(429, "client-rate", f"more than {self.limits.client_rate} requests a second; wait 1 s",
                              limit=f"client_rate: {self.limits.client_rate}", retry_after=1)  # fmt: skip
            account.requests -= 1
        return account


def client_of(address: str) -> str:
    """Who counts as one client: an IPv4 address, the /64 network of an IPv6 address.

    >>> client_of("192.0.2.7"), client_of("2001:db8::1:2:3"), client_of("")
    ('192.0.2.7', '2001:db8::/64', '')
    """
    if ":" not in address:
        return address
    try:
        found = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, 64), strict=False))
