"""Les connexions du SDK à la socket Unix du moteur : un seul bassin par moteur, et aucune socket laissée ouverte.

Le SDK tient un bassin par adresse de requête, si bien qu'il se reconnecte pour chaque objet nommé ; et quand la connexion
est refusée, il oublie la socket qu'il venait d'ouvrir.
"""

from __future__ import annotations

import socket
from typing import Any

import docker
from docker.transport.unixconn import UnixHTTPAdapter, UnixHTTPConnection, UnixHTTPConnectionPool


class Client(docker.APIClient):  # type: ignore[misc]
    """Le client du SDK, avec nos connexions quand le moteur est joint par une socket Unix."""

    def mount(self, prefix: str, adapter: Any) -> None:
        super().mount(prefix, _shared(adapter) if isinstance(adapter, UnixHTTPAdapter) else adapter)


class _Adapter(UnixHTTPAdapter):  # type: ignore[misc]
    def get_connection(self, url: str, proxies: Any = None) -> Any:
        with self.pools.lock:
            pool = self.pools.get("moteur")
            if pool is None:
                pool = _Pool("moteur", self.socket_path, self.timeout, maxsize=self.max_pool_size)
                self.pools["moteur"] = pool
        return pool


class _Pool(UnixHTTPConnectionPool):  # type: ignore[misc]
    def _new_conn(self) -> Any:
        return _Connection(self.base_url, self.socket_path, self.timeout)


class _Connection(UnixHTTPConnection):  # type: ignore[misc]
    def connect(self) -> None:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.settimeout(self.timeout)
            sock.connect(self.unix_socket)
        except BaseException:
            sock.close()
            raise
        self.sock = sock


def _shared(adapter: Any) -> Any:
    return _Adapter(f"http+unix://{adapter.socket_path}", adapter.timeout, max_pool_size=adapter.max_pool_size)
