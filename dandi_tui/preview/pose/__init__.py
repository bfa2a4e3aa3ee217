"""Body parts in videos."""
