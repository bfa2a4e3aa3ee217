"""The screen: panes, keys, colours."""
