"""Images, frames and videos, and how they are looked at."""
