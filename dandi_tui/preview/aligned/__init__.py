"""What happens around events."""
