"""Where one file's bytes come from: its address of the day, and by what its content is known."""

from dandi_tui.errors import AccessError, FileFormatError
from dandi_tui.protocol.address import Address
from dandi_tui.remote.blocks import key_of
from dandi_tui.remote.disk import About
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.ranges import Failure, RangeAnswer, changed, failure_of, plain_etag


class Origin:
    """One file's address, ETag, size and key. Asked and told by many threads.

    The key, under which its bytes are kept, is empty until an answer tells the content, unless the
    address names a blob; the size is 0 until it is known.
    """

    def __init__(self, address: Address, fetcher: Fetcher) -> None:
        self._address = address
        self._fetcher = fetcher
        self._url = address.url
        self._spent_urls: set[str] = set()
        self._refusal: tuple[str, Failure] | None = None
        self._renewed = False
        self._noted = False
        self.changed: Failure | None = None
        """Set for good when an answer was of another content: nothing more is asked for or kept."""
        self.confirmed = False
        """Whether an answer told that the content is what was kept, or is about to."""
        self._etag = plain_etag(address.etag)
        self.key = key_of(address, "", 0) if address.blob else ""
        self.size_bytes = address.size_bytes or 0
        self._recall()

    @property
    def known(self) -> bool:
        """Whether size and key are."""
        return bool(self.size_bytes and self.key)

    @property
    def on_disk(self) -> bool:
        """Whether its blocks may be kept: the disk takes it, and an ETag says what it is."""
        return bool(self.key and self._etag and self._fetcher.store.may_keep(self._address))

    def offer(self, address: Address) -> None:
        """A later request names the same file: take its URL, unless that one was refused."""
        with self._fetcher.lock:
            if address.url not in self._spent_urls and address.url != self._address.url:
                self._address = address
                self._url = address.url
            if self._refusal and not self._refusal[1].refused:
                self._refusal = None  # it was not there; by now it may be

    def url(self) -> tuple[str, Failure | None]:
        """Where to ask now, and why not to, if that was refused already."""
        with self._fetcher.lock:
            refused = self._refusal if self._refusal and self._refusal[0] == self._url else None
            return self._url, self.changed or (refused[1] if refused else None)

    def refused(self, url: str, failure: Failure) -> None:
        """Nothing comes from an address any more: none of those that wait need ask it too."""
        with self._fetcher.lock:
            self._refusal = (url, failure)

    def served(self) -> None:
        """Bytes came: the address is good."""
        self._renewed = False

    def recover(self, url: str, failure: Failure) -> None:
        """An address was refused: have it renewed, once for all who asked it.

        By the reading thread alone.

        Raises:
            AccessError: It cannot be, or the new one was refused too.
        """
        if url != self._url:
            return
        if self._url != self._address.url:
            self._url = self._address.url  # what it redirected to has expired: ask it again
            return
        if not self._address.renewable or self._renewed:
            self._refusal = None
            raise AccessError(failure.message, hint=failure.hint)
        self._spent_urls.add(self._address.url)
        address = self._fetcher.watch.renew(self._address)
        with self._fetcher.lock:
            self._address, self._url = address, address.url
            self._refusal, self._renewed = None, True

    def agree(self, answer: RangeAnswer) -> None:
        """Learn ETag and size, or see that they are still the same, and else raise."""
        with self._fetcher.lock:
            differs = bool(self._etag and answer.etag and self._etag != answer.etag)
            differs = differs or self.size_bytes not in (0, answer.size_bytes)
            self.confirmed = True
            if differs and not self.changed:
                self.changed = failure_of(changed(answer.url))
            if not self.changed:
                self._learn(answer)
        if self.changed:
            if differs and self.key:
                self._fetcher.store.spoil(self.key)
            raise self.changed.error()
        if not answer.size_bytes:
            raise FileFormatError("The file is empty.", hint="Choose another file")
        if self.on_disk and not self._noted:
            self._noted = True
            about = About(self._etag, answer.size_bytes, self._address.name)
            self._fetcher.store.note(self.key, about)

    def _learn(self, answer: RangeAnswer) -> None:
        self._etag = self._etag or answer.etag
        self.key = self.key or key_of(self._address, self._etag, answer.size_bytes)
        self.size_bytes = answer.size_bytes
        if self._url == self._address.url and answer.url.startswith("http"):
            self._url = answer.url  # so that a redirect is followed once, not for every range

    def _recall(self) -> None:
        """What the disk knows of the blob; if that is another content, it is dropped."""
        about = self._fetcher.store.about(self.key) if self.key else None
        if about is None or not self._fetcher.store.may_keep(self._address):
            return
        if self._etag in ("", about.etag) and self.size_bytes in (0, about.size_bytes):
            self._etag, self.size_bytes, self._noted = about.etag, about.size_bytes, True
        else:
            self._fetcher.store.forget(self.key)
