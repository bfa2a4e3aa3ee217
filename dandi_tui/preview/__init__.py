"""Views: an object and a request in, a figure out."""
