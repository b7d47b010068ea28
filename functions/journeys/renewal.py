"""What ends by itself unless somebody renews it, and from when on that is said."""

from datetime import datetime, timedelta

NEAR = timedelta(days=45)
"""Six weekly mails say it, and a holiday of the owner's leaves time for the rest."""


def days_left(expires_at: datetime | None, now: datetime) -> int | None:
    """Whole days until the end where that is near; ``None``: it is far, or over, or never comes."""
    if expires_at is None or not now < expires_at <= now + NEAR:
        return None
    return (expires_at - now).days
