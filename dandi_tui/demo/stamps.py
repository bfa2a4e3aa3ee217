"""Times as the archive writes them."""


def stamp(day: str, i: int) -> str:
    """The time of the i-th thing that happened on a day: `2024-02-08T00:00:00.074000Z`."""
    seconds, ms = divmod(i * 37, 1000)
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    return f"{day}T{hours:02}:{m:02}:{s:02}.{ms:03}000Z"
