"""Presigned addresses of the object store: for GET only, and for a time."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

DATE_FORMAT = "%Y%m%dT%H%M%SZ"
SIX_HOURS_S = 21_600


@dataclass
class Signer:
    """Signs addresses and checks them. The API and the store share one."""

    secret: bytes
    store_url: str
    """Scheme, host, port and bucket."""
    lifetime_s: int = SIX_HOURS_S
    generation: int = 0
    """Part of every signature; those of an earlier generation have expired."""

    def unsigned(self, key: str) -> str:
        """The plain address of an object."""
        return f"{self.store_url}/{quote(key)}"

    def signed(self, key: str, extra: Mapping[str, str] | None = None) -> str:
        """An address that opens an object by GET until it expires.

        Args:
            key: In the bucket.
            extra: Response headers to ask for, as `response-content-disposition`.
        """
        now = datetime.now(UTC)
        query = {
            **(extra or {}),
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"DEMO{self.generation}/{now:%Y%m%d}/us-east-1/s3/aws4_request",
            "X-Amz-Date": now.strftime(DATE_FORMAT),
            "X-Amz-Expires": str(self.lifetime_s),
            "X-Amz-SignedHeaders": "host",
        }
        query["X-Amz-Signature"] = self._signature("GET", key, query)
        return f"{self.unsigned(key)}?{urlencode(query, quote_via=quote)}"

    def expire_all(self) -> None:
        """Every address signed so far is refused from now on."""
        self.generation += 1

    def fault(self, method: str, key: str, query: Mapping[str, str]) -> tuple[str, str] | None:
        """Why a signed request is refused, as the store's code and sentence; None if it is not."""
        unsigned = {name: value for name, value in query.items() if name != "X-Amz-Signature"}
        expected = self._signature(method, key, unsigned)
        if not hmac.compare_digest(expected, query["X-Amz-Signature"]):
            sentence = (
                "The request signature we calculated does not match the signature you provided."
            )
            return "SignatureDoesNotMatch", sentence
        signed_at = datetime.strptime(query["X-Amz-Date"], DATE_FORMAT).replace(tzinfo=UTC)
        ends = signed_at + timedelta(seconds=int(query["X-Amz-Expires"]))
        current = query["X-Amz-Credential"].startswith(f"DEMO{self.generation}/")
        if current and datetime.now(UTC) < ends:
            return None
        return "AccessDenied", "Request has expired"

    def _signature(self, method: str, key: str, query: Mapping[str, str]) -> str:
        text = f"{method}\n{key}\n{urlencode(sorted(query.items()))}"
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()
